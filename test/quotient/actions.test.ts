/** Groups that are read off words, against the loss at moved points. */
import { describe, expect, it } from "vitest";
import { landscapeSystemOf } from "../../src/atlas/local/landscape-system.js";
import { Random } from "../../src/exact/random.js";
import { generate, type Matrix, multiply, transpose } from "../../src/numeric/linalg/dense.js";
import type { Objective } from "../../src/objectives/objective.js";
import { type OrthogonalAction, orthogonalActions } from "../../src/quotient/actions.js";
import type { Landscape } from "../../src/symbolic/landscape.js";
import { ACTED, landscape } from "../support/landscapes.js";

const told = (actions: readonly OrthogonalAction[]) =>
  actions.map(({ size, left, right }) => `O(${size}) ${[...left]} | ${[...right]}`);

/** A product of a rotation in the plane of two coordinates and a reflection. */
function orthogonal(m: number, random: Random): Matrix {
  const [i, j] = [random.integer(0, m - 1), random.integer(0, m - 1)];
  const angle = random.integer(1, 1000);
  const rotation = generate(m, m, (a, b) => {
    if (i === j || (a !== i && a !== j) || (b !== i && b !== j)) return a === b ? 1 : 0;
    if (a === b) return Math.cos(angle);
    return a === i ? Math.sin(angle) : -Math.sin(angle);
  });
  return multiply(
    rotation,
    generate(m, m, (a, b) => (a === b ? (a === i ? -1 : 1) : 0)),
  );
}

function valueAt(l: Landscape, point: Readonly<Record<string, Matrix>>): number {
  const system = landscapeSystemOf({ landscape: l } as Objective)!;
  return system.gradient(system.flatten(point)).value;
}

const randomPoint = ({ variables }: Landscape, random: Random): Record<string, Matrix> =>
  Object.fromEntries(
    variables.map(({ symbol: { name, rows, columns } }) => [
      name,
      generate(rows, columns, () => random.normal()),
    ]),
  );

function moved(point: Readonly<Record<string, Matrix>>, { left, right }: OrthogonalAction, q: Matrix) {
  return Object.fromEntries(
    Object.entries(point).map(([name, x]) => {
      const one = left.has(name) ? multiply(q, x) : x;
      return [name, right.has(name) ? multiply(one, transpose(q)) : one];
    }),
  );
}

describe("orthogonal groups of a landscape", () => {
  it.each<[string, string[]]>([
    ["spectral", ["O(2) W | "]],
    ["two encoders", ["O(2) A,B | "]],
    ["unit norm", ["O(3) W | "]],
    ["predictor", ["O(2) W,P | P"]],
    ["hidden layer", ["O(2) A | B"]],
    ["two groups", ["O(2) A | B", "O(2) B | "]],
    ["stopped gradient", ["O(2) W,P | P", "O(3)  | W"]],
  ])("%s: %j", (name, expected) => {
    expect(told(orthogonalActions(ACTED[name]!))).toEqual(expected);
  });

  it.each(Object.keys(ACTED))("%s keeps its value under every group", (name) => {
    const random = new Random(7).fork(name);
    const l = ACTED[name]!;
    for (const action of orthogonalActions(l))
      for (let k = 0; k < 5; k++) {
        const point = randomPoint(l, random);
        const image = moved(point, action, orthogonal(action.size, random));
        expect(valueAt(l, image)).toBeCloseTo(valueAt(l, point), 9);
      }
  });

  it("a constant, a constraint, or max(X, 0) fixes a side", () => {
    expect(orthogonalActions(landscape("tr(W*Gamma*W')", ["W", 2, 3, "unit-rows"]))).toEqual([]);
    expect(told(orthogonalActions(landscape("norm2(W)", ["W", 2, 3, "unit-columns"])))).toEqual([
      "O(2) W | ",
    ]);
    expect(told(orthogonalActions(landscape("norm2(W)", ["W", 2, 3])))).toEqual(["O(2) W | ", "O(3)  | W"]);
    expect(orthogonalActions(landscape("tr(Gamma*W*Sigma*W')", ["W", 3, 3]))).toEqual([]);
  });

  it("what moves nothing but a sign is left out", () => {
    expect(orthogonalActions(landscape("tr(w*Gamma*w')", ["w", 1, 3]))).toEqual([]);
  });
});

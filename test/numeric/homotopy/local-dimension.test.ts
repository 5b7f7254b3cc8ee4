import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { liesOnSolutionSet } from "../../../src/numeric/homotopy/local-dimension.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { cyclic, type PlainTerm, system } from "../../support/polynomial-systems.js";

const at = (...x: number[]) => ({ re: Float64Array.from(x), im: new Float64Array(x.length), radius: 1e-10 });
const times = (a: readonly PlainTerm[], b: readonly PlainTerm[]): PlainTerm[] =>
  a.flatMap(([c, ...f]) => b.map(([d, ...g]): PlainTerm => [(c as number) * (d as number), ...f, ...g]));

/** y − x². */
const parabola: PlainTerm[] = [
  [1, 1],
  [-1, 0, 0],
];
const SETS: readonly [string, NumericSystem, number[]][] = [
  ["a special point of a curve of cyclic-4", cyclic(4), [1, 1, -1, -1]],
  [
    "a point of a parabola",
    system(2, [times(parabola, [[1, 0], [-7]]), times(parabola, [[1, 1], [-8]])]), // biome-ignore format: short
    [0.5, 0.25],
  ],
  ["the embedded origin of x² = x y = 0", system(2, [[[1, 0, 0]], [[1, 0, 1]]]), [0, 0]],
  [
    "the crossing of two lines",
    system(2, [[[1, 0, 1]], [[3, 0, 0, 1]]]), // biome-ignore format: short
    [0, 0],
  ],
  [
    "a point of the unit sphere, where the gradient of (‖x‖² − 1)² vanishes",
    system(
      3,
      [0, 1, 2].map((i) => [...[0, 1, 2].map((j): PlainTerm => [1, i, j, j]), [-1, i] as PlainTerm]),
    ),
    [0.6, 0, 0.8],
  ],
];
const POINTS: readonly [string, NumericSystem, number[]][] = [
  [
    "a tangent and a circle",
    system(2, [[[1, 0, 0], [1, 1, 1], [-1]], [[1, 1], [-1]]]), // biome-ignore format: short
    [0, 1],
  ],
  [
    "the triple root of Griewank and Osborne",
    system(2, [[[29 / 16, 0, 0, 0], [-2, 0, 1]], [[1, 1], [-1, 0, 0]]]), // biome-ignore format: short
    [0, 0],
  ],
  [
    "the origin of x³ = yz, y³ = xz, z³ = xy, of multiplicity 11",
    system(3, [[[1, 0, 0, 0], [-1, 1, 2]], [[1, 1, 1, 1], [-1, 0, 2]], [[1, 2, 2, 2], [-1, 0, 1]]]), // biome-ignore format: short
    [0, 0, 0],
  ],
  [
    "(x − 1)⁵ = (y − 1)² = 0",
    system(2, [
      [[1, 0, 0, 0, 0, 0], [-5, 0, 0, 0, 0], [10, 0, 0, 0], [-10, 0, 0], [5, 0], [-1]],
      [[1, 1, 1], [-2, 1], [1]],
    ]),
    [1, 1],
  ],
  ["a double root of one variable", system(1, [[[1, 0, 0]]]), [0]],
];

describe("points on sets of solutions of positive dimension", () => {
  it.each(SETS)("%s is one, for twenty seeds", (_, instance, x) => {
    for (let seed = 0; seed < 20; seed++)
      expect(liesOnSolutionSet(instance, at(...x), new Random(seed))).toBe(true);
  });

  it.each(POINTS)("%s is none, for twenty seeds", (_, instance, x) => {
    for (let seed = 0; seed < 20; seed++)
      expect(liesOnSolutionSet(instance, at(...x), new Random(seed))).toBe(false);
  });

  it("are told at every scale", () => {
    const [, circle] = POINTS[0]!;
    const curve = SETS[1]![1];
    for (const scale of [1e-6, 1e6]) {
      // x = scale · y: coefficients change with the degree.
      const scaled = ({ variables, equations }: NumericSystem): NumericSystem => ({
        variables,
        equations: equations.map((terms) =>
          terms.map(({ re, im, factors }) => ({ re: re * scale ** -factors.length, im, factors })),
        ),
      });
      const near = (...x: number[]) => ({ ...at(...x.map((v) => v * scale)), radius: 1e-10 * scale });
      expect(liesOnSolutionSet(scaled(circle), near(0, 1), new Random(1))).toBe(false);
      expect(liesOnSolutionSet(scaled(curve), near(0.5, 0.25), new Random(1))).toBe(true);
    }
  });
});

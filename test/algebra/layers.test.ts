import { describe, expect, it } from "vitest";
import { measure } from "../../src/algebra/count.js";
import { positivePart, solutionLayers } from "../../src/algebra/layers.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { isolatedSolutions } from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, integerEquations, primesFor } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { rational } from "../../src/exact/rational.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { parseSystem } from "../../src/systems/system-file.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic } from "../support/polynomial-systems.js";
import { ZOO } from "../support/zoo.js";

const layersOf = (system: AlgebraSystem) => {
  const found = solutionLayers(system);
  if ("unavailable" in found) throw new Error(JSON.stringify(found));
  return found;
};

const pairs = (system: AlgebraSystem): readonly (readonly [number, number])[] =>
  layersOf(system).layers.map(({ dimension, degree }) => [dimension, degree] as const);

describe("layers", () => {
  // Singular 4.3.1, characteristic 32003: primdecGTZ, the degrees of the components that no other contains, by dimension.
  it.each([
    [
      "x y",
      "x*y - x; x^2 - 2*x",
      [
        [0, 1],
        [1, 1],
      ],
    ],
    [
      "x y",
      "x^3 + x*y^2 - x - 2*x^2 - 2*y^2 + 2; x^2*y + y^3 - y",
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      "x y z",
      "x^2 - x; x*y; x*z",
      [
        [0, 1],
        [2, 1],
      ],
    ],
    ["x y z", "x*y; x*z; y^2*z - z - y + 2", [[1, 3]]],
    [
      "x y z",
      "x^3*y - x*y; x^2*z - x*z; y^2*z*x - y*z*x",
      [
        [1, 5],
        [2, 1],
      ],
    ],
    [
      "x y z",
      "x^2*y^2; x*y*z - x*y; x*z^2 - 2*x*z + x",
      [
        [1, 3],
        [2, 1],
      ],
    ],
    ["x y z w", "x*z - y^2; x*w - y*z; y*w - z^2", [[2, 3]]],
    ["x y z", "x*y*z; x^2*y - x*y; y*z^2 - y*z; x*z - x^2*z", [[1, 6]]],
    [
      "x y z",
      "x^2*z - y^2*z; x*z^2 - z; y*x^2*z - y",
      [
        [0, 2],
        [1, 1],
      ],
    ],
    ["x y", "x^2*y^2 - x^2; x*y^3 - x*y", [[1, 3]]],
    ["x y z", "x^2 - 2*x*y + y^2; x*z - y*z - z^2 + z", [[1, 4]]],
    [
      "x y z",
      "x*y^2 - x^3; x*z^2 - x; y*z*x - x^2; x^2*z - y*x",
      [
        [1, 2],
        [2, 1],
      ],
    ],
  ] as const)("in %s: %s", (variables, equations, expected) => {
    expect(pairs(polynomials(variables, ...equations.split("; ")))).toEqual(expected);
  });

  it("finds the curve of cyclic-4 and none of its embedded points", () => {
    expect(pairs(exactly(cyclic(4)))).toEqual([[1, 4]]);
  });

  it("has one layer in dimension 0, none without solutions, the whole space without equations", () => {
    expect(pairs(polynomials("x y", "x^2", "y^3 - y"))).toEqual([[0, 6]]);
    expect(pairs(polynomials("x", "x", "x - 1"))).toEqual([]);
    expect(pairs(polynomials("x y z"))).toEqual([[3, 1]]);
    expect(pairs(polynomials(""))).toEqual([[0, 1]]);
  });

  it("keeps the multiplicity of isolated points beside a line", () => {
    // x = 0, and (x − 1)² = 0, y³ = 0.
    expect(pairs(polynomials("x y", "x^3 - 2*x^2 + x", "x*y^3"))).toEqual([
      [0, 6],
      [1, 1],
    ]);
  });

  it("ends at the budget", () => {
    expect(solutionLayers(exactly(cyclic(4)), { budget: 1e3 })).toEqual({
      unavailable: { kind: "budget", limit: "operations" },
    });
  });
});

describe("membership", () => {
  it("tells points on the circle from its centre and from points elsewhere", () => {
    const { onPositiveDimension } = layersOf(polynomials("x y", "x^3 + x*y^2 - x", "x^2*y + y^3 - y"));
    const at = (x: string, y: string) => onPositiveDimension([rational(x), rational(y)]);
    expect(at("3/5", "4/5")).toBe(true);
    expect(at("0", "0")).toBe(false);
    expect(at("1", "1")).toBe(false);
    expect(at("1/67108859", "0")).toBeUndefined();
  });
});

describe("isolated solutions", () => {
  it("finds (2, 1) and not the line", () => {
    const found = isolatedSolutions(polynomials("x y", "x*y - x", "x^2 - 2*x"));
    if (found.kind !== "points") throw new Error(found.kind);
    const [a, b] = found.polynomial;
    const t = rational(-a!).div(rational(b!));
    expect(t.equals(rational(2 * found.form[0]! + found.form[1]!))).toBe(true);
    expect(found.numerators.map(([g]) => rational(g!).div(rational(b!)).toFraction())).toEqual(["2", "1"]);
    expect(found.proof).toMatchObject({ kind: "modular", solutions: true });
  });

  it("finds as many as are known beside sets of positive dimension", () => {
    for (const { name, system, solutions } of ZOO.filter(({ positiveDimension }) => positiveDimension)) {
      const found = isolatedSolutions(exactly(system));
      expect(found.kind === "points" && found.polynomial.length - 1, name).toBe(solutions);
    }
  });

  it("finds those beside a plane and four lines, on each of which two coordinates are constant", () => {
    // Singular 4.3.1, primdecGTZ: y = 2; (x = 1, z = 0), (x = 1, z = 7), (x = 0, y = 0), (x = 0, y = 3); (5, 0 or 3, 0 or 7).
    const equations = ["x*(x - 1)*(y - 2)*(x - 5)", "y*(y - 2)*(x - 1)*(y - 3)", "x*z*(y - 2)*(z - 7)"];
    const system = algebraSystem(parseSystem({ variables: ["x", "y", "z"], equations }).equations, 3);
    const found = isolatedSolutions(system);
    if (found.kind !== "points") throw new Error(found.kind);
    expect(
      found.factors.map(({ multiplicity, polynomial }) => [multiplicity, polynomial.length - 1]),
    ).toEqual([[1, 4]]);
    const table = new MonomialTable(3);
    const [prime] = primesFor(integerEquations(system));
    const basis = positivePart(integerEquations(system), table, new PrimeField(prime!), new Work());
    expect(measure(basis, table)).toEqual({ dimension: 2, degree: 1 });
    const field = new PrimeField(prime!);
    const vanishesAt = (point: readonly number[]): boolean =>
      basis.every(
        ({ monomials, coefficients }) =>
          coefficients.reduce((sum, c, k) => {
            const exponents = table.exponents.subarray(3 * monomials[k]!, 3 * monomials[k]! + 3);
            const powers = [...exponents].flatMap((e, i) => new Array<number>(e).fill(point[i]!));
            return field.add(sum, powers.reduce(field.multiply.bind(field), c));
          }, 0) === 0,
      );
    for (const point of [
      [9, 2, 9],
      [1, 9, 0],
      [1, 9, 7],
      [0, 0, 9],
      [0, 3, 9],
    ])
      expect(vanishesAt(point)).toBe(true);
    for (const point of [
      [5, 0, 0],
      [5, 0, 7],
      [5, 3, 0],
      [5, 3, 7],
    ])
      expect(vanishesAt(point)).toBe(false);
  });

  it("finds none where there is only a curve", () => {
    expect(isolatedSolutions(exactly(cyclic(4)))).toMatchObject({ kind: "none", proof: { kind: "modular" } });
  });
});

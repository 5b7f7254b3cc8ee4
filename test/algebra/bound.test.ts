import { describe, expect, it } from "vitest";
import { boundSolutions, chartsAtInfinity, excludeInBox } from "../../src/algebra/bound.js";
import type { AlgebraSystem } from "../../src/algebra/system.js";
import { integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { Random } from "../../src/exact/random.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, katsura } from "../support/polynomial-systems.js";

const boundOf = (system: AlgebraSystem) =>
  boundSolutions(integerEquations(system), system.variables, new Work())?.bound;

describe("bounds of the number of solutions", () => {
  it.each([
    ["Bézout's number of two conics", polynomials("x y", "x^2 + y^2 - 1", "x*y - 3"), 4],
    ["an overdetermined system", polynomials("x y", "x^2 - 1", "y^2 - 1", "x*y - 1"), 2],
    ["a contradiction without points at infinity", polynomials("x y", "x^2 - 1", "y^2 - 1", "x*y - 2"), 0],
    ["one point and one at infinity", polynomials("x y", "y - x^2", "x"), 2],
    ["lowest forms that share a plane", polynomials("x y z", "x^2 + x", "y^2 + x", "z^2 + x"), 8],
    ["a line at infinity: none", polynomials("x y z", "x*y - 1", "x*z - 1", "x + 1"), undefined],
  ] as const)("%s", (_, system, bound) => {
    expect(boundOf(system)).toBe(bound);
  });

  it("is 2^n for katsura-n, and none for cyclic-4, which has a curve", () => {
    for (const n of [2, 3, 4]) expect(boundOf(exactly(katsura(n)))).toBe(2 ** n);
    expect(boundOf(exactly(cyclic(4)))).toBeUndefined();
  });

  it("is that of a known basis where its prime is the one that is taken, and no other", () => {
    const equations = integerEquations(polynomials("x y", "x^2 + y^2 - 1", "x*y - 3"));
    const { bound, prime } = boundSolutions(equations, 2, new Work())!;
    // What was known is believed: nothing is computed that could tell 3 from 4.
    const known = { bound: 3, prime };
    expect(boundSolutions(equations, 2, new Work(0), known)).toBe(known);
    expect(boundSolutions(equations, 2, new Work(), { bound: 3, prime: 101 })).toEqual({ bound, prime });
  });

  it("a box of monomials shows contradictions that have points at infinity", () => {
    const excluded = (system: AlgebraSystem, work = new Work()) =>
      excludeInBox(integerEquations(system), system.variables, work)?.bound;
    // Multilinear: (1 : 0 : 0) and (0 : 1 : 0) are at infinity.
    const bilinear = ["x*y + x + y + 2", "x*y + 2*x + 3*y - 1", "x*y + 5*x - y + 1"];
    expect(excluded(polynomials("x y", ...bilinear))).toBe(0);
    // The same equations with the common point (1, 1).
    const through = ["x*y + x + y - 3", "x*y + 2*x + 3*y - 6", "x*y + 5*x - y - 5"];
    expect(excluded(polynomials("x y", ...through))).toBeUndefined();
    // A common point at infinity alone, x = ∞: there is no solution, and no box of this kind that shows it.
    expect(excluded(polynomials("x y", "y", "x*y - 1", "x*y - 2"))).toBeUndefined();
    // No more equations than unknowns.
    expect(excluded(polynomials("x y", "x", "x - 1"))).toBeUndefined();
    expect(() => excluded(polynomials("x y", ...bilinear), new Work(5))).toThrow(/budget/);
  });

  it.each<[string, readonly (readonly number[])[]]>([
    ["one unknown", [[2], [3]]],
    ["one unknown, three equations", [[1], [4], [2]]],
    [
      "two unknowns",
      [
        [1, 2],
        [2, 1],
        [1, 1],
      ],
    ],
    [
      "two unknowns, of very different degrees",
      [
        [1, 3],
        [1, 1],
        [2, 0],
      ],
    ],
    [
      "three unknowns",
      [
        [1, 1, 0],
        [0, 1, 2],
        [1, 0, 1],
        [1, 1, 1],
      ],
    ],
  ])(
    "equations of given degrees in each unknown have no solution, unless one is put there: %s",
    (_, degrees) => {
      const n = degrees[0]!.length;
      const random = new Random(n).fork(JSON.stringify(degrees));
      const point = [2n, -3n, 5n];
      const valueAt = (a: readonly number[]): bigint =>
        a.reduce((product, e, i) => product * point[i]! ** BigInt(e), 1n);
      const boxes = degrees.map((most) =>
        most.reduce<readonly (readonly number[])[]>(
          (list, d) => list.flatMap((a) => Array.from({ length: d + 1 }, (__, e) => [...a, e])),
          [[]],
        ),
      );
      const general = boxes.map((exponents) => ({
        exponents,
        coefficients: exponents.map(() => BigInt(random.integer(1, 1000))),
      }));
      expect(excludeInBox(general, n, new Work())?.bound).toBe(0);
      // Every choice of terms, and as many equations as unknowns, decide nothing.
      expect(excludeInBox(general.slice(0, n), n, new Work())).toBeUndefined();
      const through = general.map(({ exponents, coefficients }) => ({
        exponents,
        coefficients: coefficients.map((c, k) =>
          k === 0 ? c - coefficients.reduce((sum, b, j) => sum + b * valueAt(exponents[j]!), 0n) : c,
        ),
      }));
      expect(excludeInBox(through, n, new Work())).toBeUndefined();
    },
  );

  it("a box that is too large, or too much to hold, is not tried", () => {
    const tall = integerEquations(polynomials("x y", "x^80 + y^3 - 1", "x^2*y^30 - 5", "x*y - 7"));
    expect(excludeInBox(tall, 2, new Work())).toBeUndefined();
    const small = integerEquations(polynomials("x", "x^2 - 2", "x^2 - 3"));
    // Four monomials of degree ≤ 3, four multiples of two terms each.
    expect(excludeInBox(small, 1, new Work(1e6, 8))?.bound).toBe(0);
    expect(() => excludeInBox(small, 1, new Work(1e6, 7))).toThrow(/memory/);
  });

  it("has each point at infinity in one chart", () => {
    // x y (x − y) = 0 on the line at infinity: (1 : 0), (1 : 1) and (0 : 1).
    const charts = chartsAtInfinity(integerEquations(polynomials("x y", "x^2*y - x*y^2 + 5*x - 1")), 2);
    expect(charts).toEqual([
      { variables: 1, equations: [{ exponents: [[1], [2]], coefficients: [1n, -1n] }] },
      { variables: 0, equations: [] },
    ]);
  });
});

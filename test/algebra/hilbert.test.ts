import { describe, expect, it } from "vitest";
import { dimensionAndDegree } from "../../src/algebra/hilbert.js";
import { Random } from "../../src/exact/random.js";

/** The number of monomials of degree ≤ s outside the ideal, one by one. */
const countUpTo = (generators: readonly (readonly number[])[], n: number, s: number): number => {
  const visit = (m: readonly number[], left: number): number =>
    m.length === n
      ? Number(!generators.some((g) => g.every((e, i) => e <= m[i]!)))
      : Array.from({ length: left + 1 }, (_, e) => visit([...m, e], left - e)).reduce((a, b) => a + b, 0);
  return visit([], s);
};

describe("dimension and degree of monomial ideals", () => {
  it.each([
    ["nothing", [], 3, 3, 1],
    ["1", [[0, 0]], 2, -1, 0],
    ["1 in no variables", [[]], 0, -1, 0],
    ["no variables", [], 0, 0, 1],
    ["x²y", [[2, 1]], 2, 1, 3],
    [
      "x², xy",
      [
        [2, 0],
        [1, 1],
      ],
      2,
      1,
      1,
    ],
    [
      "x³, y²",
      [
        [3, 0],
        [0, 2],
      ],
      2,
      0,
      6,
    ],
    [
      "xy, yz, zx: three axes",
      [
        [1, 1, 0],
        [0, 1, 1],
        [1, 0, 1],
      ],
      3,
      1,
      3,
    ],
  ] as const)("%s", (_, generators, n, dimension, degree) => {
    expect(dimensionAndDegree(generators, n)).toEqual({ dimension, degree });
  });

  it("are those of the numbers of monomials", () => {
    const random = new Random(3);
    for (let trial = 0; trial < 60; trial++) {
      const n = 1 + (trial % 3);
      const generators = Array.from({ length: random.integer(1, 5) }, () =>
        Array.from({ length: n }, () => random.integer(0, 3)),
      );
      const { dimension, degree } = dimensionAndDegree(generators, n);
      // Beyond the sum of all exponents the counts are a polynomial: its d-th difference is the degree.
      const counts = Array.from({ length: 4 }, (_, k) => countUpTo(generators, n, 10 + k));
      let differences = counts;
      for (let k = 0; k < Math.max(dimension, 0); k++)
        differences = differences.slice(1).map((c, i) => c - differences[i]!);
      expect(new Set(differences), JSON.stringify(generators)).toEqual(new Set([degree]));
      if (dimension > 0) expect(counts[1]! - counts[0]!).toBeGreaterThan(0);
    }
  });
});

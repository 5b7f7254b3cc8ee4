import { describe, expect, it } from "vitest";
import {
  bestGrouping,
  bezoutNumber,
  equationScales,
  homogeneousGroups,
  homogenise,
  totalDegree,
} from "../../../src/numeric/polynomial/grouping.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";

/** A system of supports, all coefficients 1. */
const system = (variables: number, supports: readonly (readonly (readonly number[])[])[]): NumericSystem => ({
  variables,
  equations: supports.map((terms) => terms.map((factors) => ({ re: 1, im: 0, factors }))),
});

/** Ax = λx in C², λ the third unknown, x normalised by a linear equation: two eigenvalues. */
const EIGENVALUES = system(3, [
  [[0], [1], [0, 2]],
  [[0], [1], [1, 2]],
  [[0], [1], []],
]);

describe("bezoutNumber", () => {
  it("is the product of the degrees for one group", () => {
    expect(bezoutNumber([[2], [3], [5]], [3])).toBe(30n);
  });

  it("is the coefficient of α^2 β in (α + β)² α for eigenvalues: 2", () => {
    expect(
      bezoutNumber(
        [
          [1, 1],
          [1, 1],
          [1, 0],
        ],
        [2, 1],
      ),
    ).toBe(2n);
  });

  it("is C(2n, n) for n + n bilinear equations, exactly also beyond doubles", () => {
    const bilinear = (n: number) =>
      bezoutNumber(
        Array.from({ length: 2 * n }, () => [1, 1]),
        [n, n],
      );
    expect(bilinear(3)).toBe(20n);
    // C(60, 30)
    expect(bilinear(30)).toBe(118264581564861424n);
  });

  it("is 0 where the equations are not as many as the variables, or cannot be handed one each", () => {
    expect(bezoutNumber([[1]], [2])).toBe(0n);
    expect(
      bezoutNumber(
        [
          [1, 0],
          [1, 0],
        ],
        [1, 1],
      ),
    ).toBe(0n);
  });
});

describe("groupings of a system", () => {
  it("the best of the eigenvalue problem is {x}, {λ}: 2 against 4", () => {
    expect(totalDegree(EIGENVALUES).bound).toBe(4n);
    const best = bestGrouping(EIGENVALUES);
    expect(best.bound).toBe(2n);
    expect(best.groupOf[0]).toBe(best.groupOf[1]);
    expect(best.groupOf[2]).not.toBe(best.groupOf[0]);
  });

  it("one group wins ties", () => {
    expect(
      bestGrouping(
        system(2, [
          [[0], []],
          [[1], []],
        ]),
      ).groups,
    ).toBe(1);
  });

  it("many variables descend from a hint: four pairs x_k y_k + 1 = 0, x_k + 1 = 0", () => {
    const pairs = Array.from({ length: 4 }, (_, k) => [
      [[2 * k, 2 * k + 1], []],
      [[2 * k], []],
    ]).flat();
    const eight = system(8, pairs);
    expect(totalDegree(eight).bound).toBe(16n);
    expect(bestGrouping(eight, [[0, 1, 0, 1, 0, 1, 0, 1]]).bound).toBe(1n);
  });
});

describe("homogenise", () => {
  it("fills every term up to the degrees of its equation with the coordinates of the groups", () => {
    const groups = bestGrouping(EIGENVALUES);
    const { variables, equations } = homogenise(EIGENVALUES, groups);
    expect(variables).toBe(5);
    const group = homogeneousGroups(groups);
    equations.forEach((terms, i) => {
      for (const { factors } of terms)
        groups.degrees[i]!.forEach((degree, g) => {
          expect(factors.filter((v) => group[v] === g)).toHaveLength(degree);
        });
    });
  });

  it("divides each equation by its largest coefficient", () => {
    const scaled: NumericSystem = {
      variables: 1,
      equations: [
        [
          { re: 3, im: 4, factors: [0] },
          { re: 1, im: 0, factors: [] },
        ],
      ],
    };
    expect(equationScales(scaled)).toEqual([5]);
    expect(homogenise(scaled, totalDegree(scaled)).equations[0]).toEqual([
      { re: 3 / 5, im: 4 / 5, factors: [0] },
      { re: 1 / 5, im: 0, factors: [1] },
    ]);
  });
});

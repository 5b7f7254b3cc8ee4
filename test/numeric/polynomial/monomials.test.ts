import { describe, expect, it } from "vitest";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";

/** 3x²y + 2i − 5y in x, y, and the second equation x. */
const SYSTEM: NumericSystem = {
  variables: 2,
  equations: [
    [
      { re: 3, im: 0, factors: [0, 0, 1] },
      { re: 0, im: 2, factors: [] },
      { re: -5, im: 0, factors: [1] },
    ],
    [{ re: 1, im: 0, factors: [0] }],
  ],
};

/** Values of the nodes at a real point, each by one multiplication. */
function valuesAt(table: ReturnType<typeof monomialTable>["table"], x: readonly number[]): number[] {
  const values = [1, ...x];
  for (let k = values.length; k < table.nodes; k++)
    values.push(values[table.parent[k]!]! * x[table.factor[k]!]!);
  return values;
}

describe("monomialTable", () => {
  const { table, coefficients, termOf } = monomialTable([SYSTEM]);

  it("makes every monomial from one before it", () => {
    for (let k = table.variables + 1; k < table.nodes; k++) expect(table.parent[k]!).toBeLessThan(k);
  });

  it("has the values of the equations: 3x²y − 5y at (2, 7) is 49, and x is 2", () => {
    const values = valuesAt(table, [2, 7]);
    const equation = (i: number) => {
      let sum = 0;
      for (let t = table.termStart[i]!; t < table.termStart[i + 1]!; t++)
        sum += coefficients[0]!.re[t]! * values[table.termNode[t]!]!;
      return sum;
    };
    expect([equation(0), equation(1)]).toEqual([49, 2]);
  });

  it("has their derivatives: 6xy = 84, 3x² − 5 = 7, and 1 in the second row", () => {
    const values = valuesAt(table, [2, 7]);
    const jacobian = new Map<number, number>();
    table.placeAt.forEach((place, p) => {
      let sum = 0;
      for (let e = table.placeStart[p]!; e < table.placeStart[p + 1]!; e++)
        sum +=
          coefficients[0]!.re[table.entryTerm[e]!]! * table.entryExponent[e]! * values[table.entryNode[e]!]!;
      jacobian.set(place, sum);
    });
    expect([...jacobian].sort(([a], [b]) => a - b)).toEqual([
      [0, 84],
      [1, 7],
      [2, 1],
    ]);
  });

  it("is of the union of supports, with a coefficient 0 where a system has no term", () => {
    const other: NumericSystem = { variables: 2, equations: [[{ re: 4, im: 1, factors: [1, 1] }], []] };
    const both = monomialTable([SYSTEM, other]);
    const square = both.termOf(0, [1, 1]);
    expect(both.coefficients.map(({ re, im }) => [re[square], im[square]])).toEqual([
      [0, 0],
      [4, 1],
    ]);
    const cubic = both.termOf(0, [0, 0, 1]);
    expect(both.coefficients.map(({ re }) => re[cubic])).toEqual([3, 0]);
  });

  it("adds up terms with the same monomial", () => {
    const twice = [
      { re: 1, im: 2, factors: [0] },
      { re: 3, im: 4, factors: [0] },
    ];
    const { coefficients: summed } = monomialTable([{ variables: 1, equations: [twice] }]);
    expect(summed[0]).toEqual({ re: Float64Array.of(4), im: Float64Array.of(6) });
  });

  it("refuses a term that no system has", () => {
    expect(() => termOf(1, [1])).toThrow("expected a term 1 in equation 1");
  });
});

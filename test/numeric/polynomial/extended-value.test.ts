import { describe, expect, it } from "vitest";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../../../src/numeric/polynomial/polynomial-family.js";
import { type PlainTerm, system } from "../../support/polynomial-systems.js";

/** (x − 1)^n term by term. */
function power(n: number): PlainTerm[] {
  const terms: PlainTerm[] = [];
  for (let k = 0, c = 1; k <= n; c = (c * (n - k)) / (k + 1), k++)
    terms.push([c * (-1) ** (n - k), ...new Array<number>(k).fill(0)]);
  return terms;
}

function evaluatorOf(terms: PlainTerm[]): FamilyEvaluator {
  const { table, coefficients } = monomialTable([system(1, [terms])]);
  return new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
}

describe("values in double-double arithmetic", () => {
  it("keep what cancels: (x − 1)^6 at 1 + 2⁻¹² is 2⁻⁷²", () => {
    const family = evaluatorOf(power(6));
    const [re, im] = [Float64Array.of(1 + 2 ** -12), Float64Array.of(0)];
    family.evaluate(re, im, 0, 0);
    // Doubles see rounding alone.
    expect(Math.abs(family.valueRe[0]! / 2 ** -72 - 1)).toBeGreaterThan(0.5);
    family.extendValue(re, im);
    expect(family.valueRe[0]! / 2 ** -72).toBeCloseTo(1, 7);
    expect(family.valueIm[0]).toBe(0);
  });

  it("are complex: (x − 1)^4 at 1 + (1 + i) 2⁻¹⁴ is −4 · 2⁻⁵⁶", () => {
    const family = evaluatorOf(power(4));
    const [re, im] = [Float64Array.of(1 + 2 ** -14), Float64Array.of(2 ** -14)];
    family.evaluate(re, im, 0, 0);
    family.extendValue(re, im);
    expect(family.valueRe[0]! / 2 ** -54).toBeCloseTo(-1, 9);
    expect(Math.abs(family.valueIm[0]! / 2 ** -54)).toBeLessThan(1e-9);
  });

  it("follow an evaluation of the same family", () => {
    const [one, other] = [evaluatorOf(power(2)), evaluatorOf(power(3))];
    const [re, im] = [Float64Array.of(2), Float64Array.of(0)];
    one.evaluate(re, im, 0, 0);
    other.evaluate(re, im, 0, 0);
    expect(() => one.extendValue(re, im)).toThrow("expected to follow an evaluation");
  });
});

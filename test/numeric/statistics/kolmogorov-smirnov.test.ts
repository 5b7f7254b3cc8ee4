import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { kolmogorovSmirnov } from "../../../src/numeric/statistics/kolmogorov-smirnov.js";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 });

describe("kolmogorovSmirnov", () => {
  it("is the largest gap of the distribution functions, evaluated everywhere", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const below = (values: readonly number[], x: number) =>
          values.filter((value) => value <= x).length / values.length;
        const gap = Math.max(...[...a, ...b].map((x) => Math.abs(below(a, x) - below(b, x))));
        expect(kolmogorovSmirnov(a, b).distance).toBeCloseTo(gap, 12);
      }),
    );
  });

  it("rejects one sample in twenty at 5 % when both come from one distribution", () => {
    const random = new Random(11);
    let rejected = 0;
    const trials = 2000;
    for (let k = 0; k < trials; k++) {
      const draw = (n: number) => Array.from({ length: n }, () => random.normal());
      if (kolmogorovSmirnov(draw(60), draw(90)).pValue < 0.05) rejected++;
    }
    // Standard deviation of the share: 0.5 %.
    expect(Math.abs(rejected / trials - 0.05)).toBeLessThan(0.015);
  });

  it("knows the tail at the critical values of the tables", () => {
    // Equal samples of 10^6 have N = 5·10^5; D = 1.3581/√N has p = 0.05, 1.6276 has 0.01.
    const n = 100_000;
    const shifted = (d: number) =>
      kolmogorovSmirnov(
        Array.from({ length: n }, (_, k) => k),
        Array.from({ length: n }, (_, k) => k + Math.round((d / Math.sqrt(n / 2)) * n) - 0.5),
      ).pValue;
    expect(shifted(1.3581)).toBeCloseTo(0.05, 2);
    expect(shifted(1.6276)).toBeCloseTo(0.01, 2);
    expect(shifted(0.6764)).toBeCloseTo(0.75, 2);
  });

  it("sees two distributions that differ", () => {
    const random = new Random(3);
    const a = Array.from({ length: 300 }, () => random.normal());
    const b = Array.from({ length: 300 }, () => random.normal() + 0.5);
    expect(kolmogorovSmirnov(a, b).pValue).toBeLessThan(1e-4);
  });

  it("refuses empty samples and numbers that are none", () => {
    expect(() => kolmogorovSmirnov([], [1])).toThrow(RangeError);
    expect(() => kolmogorovSmirnov([1], [Number.NaN])).toThrow(RangeError);
  });
});

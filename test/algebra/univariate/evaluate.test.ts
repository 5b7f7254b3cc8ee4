import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boundAt,
  doubleError,
  EvaluablePolynomial,
  enclosed,
  evaluateBig,
  evaluateDouble,
} from "../../../src/algebra/univariate/evaluate.js";
import { scaledComplexFrom, scaledFrom, upperModulus } from "../../../src/algebra/univariate/scaled.js";
import { powerOfTwo } from "../../../src/exact/dyadic.js";
import { mignotte, randomPolynomial, wilkinson } from "./polynomials.js";

/** f((x + iy)/2^s)·2^{sn} in Gaussian integers, by powers. */
function exact(f: readonly bigint[], x: bigint, y: bigint, s: bigint): [bigint, bigint] {
  let [re, im, pr, pi] = [0n, 0n, 1n, 0n];
  const n = BigInt(f.length - 1);
  for (const [k, c] of f.entries()) {
    const scale = s * (n - BigInt(k));
    re += (c * pr) << scale;
    im += (c * pi) << scale;
    [pr, pi] = [pr * x - pi * y, pr * y + pi * x];
  }
  return [re, im];
}

const polynomials = [wilkinson(15), mignotte(12, 100n), randomPolynomial(30, 200, 4n), [7n], [1n, -3n]];
const coordinate = fc.bigInt(-(2n ** 40n), 2n ** 40n);

describe("evaluateBig", () => {
  it("keeps its error bound at complex and real points, and the bound shrinks with the precision", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...polynomials),
        coordinate,
        fc.oneof(fc.constant(0n), coordinate),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(20, 64, 150),
        (f, x, y, s, precision) => {
          fc.pre(x !== 0n || y !== 0n);
          const modulus = upperModulus(scaledComplexFrom(x, y, -s));
          const { re, im, unit, error } = evaluateBig(
            new EvaluablePolynomial(f),
            x,
            y,
            -s,
            modulus,
            precision,
          );
          const [exactRe, exactIm] = exact(f, x, y, BigInt(s));
          // Everything in units of 2^-grid.
          const n = f.length - 1;
          const grid = BigInt(Math.max(s * n, -unit));
          const scale = grid + BigInt(unit);
          const dx = (exactRe << (grid - BigInt(s * n))) - (re << scale);
          const dy = (exactIm << (grid - BigInt(s * n))) - (im << scale);
          const bound = BigInt(Math.ceil(error)) << scale;
          expect(dx * dx + dy * dy <= bound * bound).toBe(true);
          // error ≤ 4n² and a little, in units of 2^-precision Σ|f_k||z|^k.
          const size = boundAt(new EvaluablePolynomial(f), modulus);
          const relative = error * powerOfTwo(unit - size.e + precision);
          expect(relative).toBeLessThan(32 * (n + 1) ** 2);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("is enclosed by its scaled doubles", () => {
    const f = new EvaluablePolynomial(wilkinson(15));
    const modulus = scaledFrom(15n, 0);
    const { value, error } = enclosed(evaluateBig(f, 15n, 0n, 0, modulus, 80));
    // f(15) = 0 lies within the error of the value.
    expect(Math.abs(value.re) * powerOfTwo(value.e)).toBeLessThanOrEqual(error.m * powerOfTwo(error.e));
  });
});

describe("evaluateDouble", () => {
  it("keeps its error bound for f and z f′", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...polynomials),
        fc.integer({ min: -4096, max: 4096 }),
        fc.integer({ min: -4096, max: 4096 }),
        (f, x, y) => {
          fc.pre(x !== 0 || y !== 0);
          const at = evaluateDouble(new EvaluablePolynomial(f), x / 4096, y / 4096, 3);
          const [re, im] = exact(f, BigInt(x), BigInt(y), 9n);
          const truth = scaledComplexFrom(re, im, -9 * (f.length - 1));
          const scale = powerOfTwo(truth.e - at.e);
          const bound = doubleError(f.length - 1) * at.size;
          expect(Math.hypot(truth.re * scale - at.re, truth.im * scale - at.im)).toBeLessThanOrEqual(bound);
          const slope = [0n, ...f.slice(1).map((c, k) => c * BigInt(k + 1))];
          const [slopeRe, slopeIm] = exact(slope, BigInt(x), BigInt(y), 9n);
          const trueSlope = scaledComplexFrom(slopeRe, slopeIm, -9 * (f.length - 1));
          const slopeScale = powerOfTwo(trueSlope.e - at.e);
          expect(
            Math.hypot(trueSlope.re * slopeScale - at.slopeRe, trueSlope.im * slopeScale - at.slopeIm),
          ).toBeLessThanOrEqual(doubleError(f.length - 1) * at.slopeSize);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("neither over- nor underflows where coefficients and powers do", () => {
    // x^40 − 10^4000 at 10^100 (as 2^332·…): Σ|f_k||z|^k is about 2·10^4000.
    const f = new Array<bigint>(41).fill(0n);
    f[0] = -(10n ** 4000n);
    f[40] = 1n;
    const ten = scaledFrom(10n ** 100n, 0);
    const at = evaluateDouble(new EvaluablePolynomial(f), ten.m, 0, ten.e);
    expect(Math.abs(at.re) / at.size).toBeLessThan(1e-13);
    expect(Math.abs(at.slopeRe / at.size - 20)).toBeLessThan(1e-12);
    expect(Math.abs(at.e + Math.log2(at.size) - 4000 * Math.log2(10) - 1)).toBeLessThan(1e-9);
  });
});

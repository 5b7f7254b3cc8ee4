/**
 * The two-sample Kolmogorov–Smirnov statistic: whether two samples may come from one continuous distribution.
 *
 *   D = sup_x |F_a(x) − F_b(x)|,   p ≈ Q((√N + 0.12 + 0.11/√N) D),  N = ab/(a + b),
 *   Q(z) = 2 Σ_{k≥1} (−1)^{k−1} e^{−2k²z²}
 *
 * with a and b the sizes of the samples (Stephens 1970 for the correction, good from N ≈ 4 on). Ties are treated as
 * one point of both distribution functions; with many of them p is too large, never too small.
 */
import { exp, squared } from "../../elementary/elementary.js";
/** Outcome of a two-sample test. */
export interface TwoSample {
  /** D, between 0 and 1. */
  readonly distance: number;
  /** Probability of a distance at least as large if both samples come from one distribution. */
  readonly pValue: number;
}

/**
 * Compares two samples.
 *
 * @throws RangeError if a sample is empty or not finite.
 * @example kolmogorovSmirnov([1, 2, 3], [1, 2, 3]).distance // 0
 */
export function kolmogorovSmirnov(first: ArrayLike<number>, second: ArrayLike<number>): TwoSample {
  const a = Float64Array.from(first).sort();
  const b = Float64Array.from(second).sort();
  for (const sample of [a, b])
    if (sample.length === 0 || !sample.every(Number.isFinite))
      throw new RangeError("kolmogorovSmirnov: expected samples of finite numbers");
  let distance = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! === x) i++;
    while (j < b.length && b[j]! === x) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { distance, pValue: tail((root + 0.12 + 0.11 / root) * distance) };
}

/** Q(z); for small z by Jacobi's transform, where the alternating series does not settle. */
function tail(z: number): number {
  if (z < 0.2) return 1;
  if (z < 1) {
    let sum = 0;
    for (let k = 1; k < 20; k += 2) sum += exp((-squared(k) * squared(Math.PI)) / (8 * squared(z)));
    return Math.min(1, Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / z) * sum));
  }
  let sum = 0;
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * exp(-2 * squared(k) * squared(z));
  return Math.min(1, Math.max(0, sum));
}

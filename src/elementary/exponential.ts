/**
 * exp(x) for x ≤ 0, several times as fast as `Math.exp` (`bench/dynamics.ts`), with a derived error.
 *
 *   x = n ln2/32 + r,  |r| ≤ ln2/64,   eˣ = 2^⌊n/32⌋ · 2^{(n mod 32)/32} · (1 + r + … + r⁵/120)
 *
 * Error. The remainder of the Taylor polynomial is at most r⁶/720 · e^{|r|} ≤ 2.3e−15 for |r| ≤ ln2/64 = 0.01084. With
 * ln2/32 = H + L, H of at most 32 significant bits, n·H is exact for |n| < 2²¹ and r is known to 2⁻⁵³ (|r| + |n| L), below
 * 1e−17; the two products and the last sum round by 2⁻⁵³ each, as does the table. Together |relative error| ≤ 3e−15.
 *
 * Domain: −708 ≤ x ≤ 0; below, where the result is subnormal, 0 is returned.
 */
import { pow } from "./elementary.js";

const STEPS = 32;
const PER_UNIT = STEPS / Math.LN2;
/** ln2/32 rounded to 32 bits, and the rest. */
const HIGH = Math.round((Math.LN2 / STEPS) * 2 ** 37) * 2 ** -37;
/** ln2 = 0.693147180559945309417232121458176568…: `Math.LN2` lacks 2.3190468138462996e−17 of it. */
const LOW = Math.LN2 / STEPS - HIGH + 2.3190468138462996e-17 / STEPS;
const LOWEST = -708;
const LOWEST_POWER = -1024;

/** 2^{j/32}, 0 ≤ j < 32. */
const ROOTS = Float64Array.from({ length: STEPS }, (_, j) => pow(2, j / STEPS));
/** 2^{k}, −1024 ≤ k ≤ 0. */
const POWERS = Float64Array.from({ length: -LOWEST_POWER + 1 }, (_, k) => pow(2, k + LOWEST_POWER));

/**
 * eˣ to a relative 3e−15.
 *
 * @param x at most 0 (and a little above, as rounding leaves it: up to ln2/64).
 * @example Math.abs(expNonpositive(-1) * Math.E - 1) < 3e-15 // true
 */
export function expNonpositive(x: number): number {
  if (x < LOWEST) return 0;
  // Truncation after subtracting one half rounds a negative number to nearest; n ≤ 0.
  const n = (x * PER_UNIT - 0.5) | 0;
  const r = x - n * HIGH - n * LOW;
  return (
    POWERS[(n >> 5) - LOWEST_POWER]! *
    ROOTS[n & (STEPS - 1)]! *
    (1 + r * (1 + r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))))))
  );
}

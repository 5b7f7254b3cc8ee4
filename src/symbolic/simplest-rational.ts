/**
 * The rational number with the smallest denominator in an interval, by continued fractions:
 *
 *   S[a, b] = ⌈a⌉ where that is ≤ b, else ⌊a⌋ + 1/S[1/(b − ⌊a⌋), 1/(a − ⌊a⌋)]
 */
import { ONE, type Rational, ratio, rational, sign, ZERO } from "../exact/rational.js";

/**
 * The rational of smallest denominator within `radius` of x.
 *
 * @param x finite. @param radius ≥ 0.
 * @example simplestWithin(0.3333333, 1e-6) // 1/3
 */
export function simplestWithin(x: number, radius: number): Rational {
  return simplestBetween(rational(x).sub(rational(radius)), rational(x).add(rational(radius)));
}

/**
 * The rational of smallest denominator from one number to another.
 *
 * @param low ≤ high.
 * @example simplestBetween(ratio(3n, 10n), ratio(2n, 5n)) // 1/3
 */
export function simplestBetween(low: Rational, high: Rational): Rational {
  if (sign(low) <= 0 && sign(high) >= 0) return ZERO;
  return sign(low) > 0 ? simplest(low, high) : simplest(high.neg(), low.neg()).neg();
}

/** @param low 0 < low ≤ high. */
function simplest(low: Rational, high: Rational): Rational {
  const floor = ratio(low.n / low.d, 1n);
  if (floor.equals(low)) return floor;
  const next = floor.add(ONE);
  if (next.compare(high) <= 0) return next;
  return floor.add(ONE.div(simplest(ONE.div(high.sub(floor)), ONE.div(low.sub(floor)))));
}

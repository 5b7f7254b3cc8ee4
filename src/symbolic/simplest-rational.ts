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
  const low = rational(x).sub(rational(radius));
  const high = rational(x).add(rational(radius));
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

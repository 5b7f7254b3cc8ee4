/**
 * Whether a set that doubles show to be critical is critical by the exact data.
 *
 *   F(z) = 0, F ∈ Q[z]ⁿ;   T = ker J(z), dim T = d;   z ← z − J⁺ F(z), J⁺ of rank n − d and fixed
 *
 * Next to a manifold of zeros of dimension d on which J has rank n − d, the iteration converges to a zero, one for each point of a
 * neighbourhood on its fibre along T: F itself vanishes in the limit. Where data differ by less than rounding, a set of nearly critical
 * points has the same J to rounding; there J⁺F falls below any share of F, so that no point of the fibre is a zero, except at its few
 * critical points, which points moved along T by a random step do not meet. Both are told apart in fixed-point arithmetic of
 *
 *   P = 128 + 4 h bits,   h the largest number of bits of a coefficient, numerator and denominator, or of the size of an unknown:
 *
 * of which the lower half is left to rounding: F vanishes if it is below 2^{−P/2} = 2^{−64−2h} of its size.
 *
 * Evidence, not proof: the arithmetic has no enclosure. Not covered: sets along which the kernel of J is larger than their dimension.
 */
import { binaryExponent, euclideanNorm } from "../../elementary/elementary.js";
import { toFixed } from "../../elementary/fixed-point.js";
import { bitLength, shifted } from "../../exact/dyadic.js";
import type { Random } from "../../exact/random.js";
import {
  equationSize,
  isZeroToRounding,
  minimalSolution,
  type RealSystem,
} from "../../numeric/real/real-system.js";
import { FineValues } from "../../symbolic/fine-point.js";
import { coefficientBits, type Polynomial } from "../../symbolic/polynomial.js";
import { evidenceBits } from "../tolerances.js";

/** Data of more bits than this are not looked at. */
const MOST_BITS = 4000;
/** Points of the set that are looked at, and how far they are from the given one, in units. */
const SHIFTS = 2;
const STEP = 2 ** -8;
/** As in `symbolic/fine-point.ts` a step gains 53 bits less the logarithm of the condition: with fewer than this it is given up. */
const LEAST_GAIN = 4;
/** Bits by which J⁺F is below F where F does not vanish nearby. */
const NEGLIGIBLE = 20;
/** Bits of a double that a step keeps. */
const DIGITS = 60;

/**
 * @param conditions F, exact, in entries and multipliers.
 * @param system the same over doubles, its unknowns divided by `unit`.
 * @param unit sizes of the unknowns.
 * @param z a point of the set, in units.
 * @param dimension d, the dimension of the kernel of J there.
 * @returns false where F does not vanish; null where the iteration does not converge, or the data are too large.
 */
export function vanishesExactly(
  conditions: readonly Polynomial[],
  system: RealSystem,
  unit: Float64Array,
  z: Float64Array,
  dimension: number,
  random: Random,
): boolean | null {
  const height = unit.reduce(
    (max, u) => Math.max(max, Math.abs(binaryExponent(u))),
    coefficientBits(conditions),
  );
  if (height > MOST_BITS) return null;
  const values = new FineValues(conditions, evidenceBits(height));
  const { right } = system.spectrum(z);
  const n = z.length;
  for (let shift = 0; shift < SHIFTS; shift++) {
    const along = Array.from({ length: dimension }, () => random.normal());
    const length = euclideanNorm(along) || 1;
    const start = z.map(
      (value, v) =>
        value + along.reduce((sum, a, k) => sum + (STEP * a * right.data[v * n + n - 1 - k]!) / length, 0),
    );
    const near = system.project(start, dimension);
    if (!isZeroToRounding(near)) return null;
    const vanishes = vanishesAt(values, system, unit, near.z, dimension);
    if (vanishes !== true) return vanishes;
  }
  return true;
}

/** The iteration from z; true where F vanishes in its limit. */
function vanishesAt(
  fine: FineValues,
  system: RealSystem,
  unit: Float64Array,
  z: Float64Array,
  dimension: number,
): boolean | null {
  const { bits } = fine;
  const svd = system.spectrum(z);
  const sizes = system.system.equations.map((terms) => equationSize(terms, z) || 1);
  const re = Array.from(z, (value, v) => toFixed(value * unit[v]!, BigInt(bits)));
  const im = re.map(() => 0n);
  let before = Number.POSITIVE_INFINITY;
  for (let steps = 0; steps <= bits / LEAST_GAIN; steps++) {
    const { re: values } = fine.at({ re, im, bits });
    const shift = Math.max(0, values.reduce((max, value) => Math.max(max, bitLength(value)), 0) - DIGITS);
    const rounded = Float64Array.from(values, (value, i) => Number(value >> BigInt(shift)) / sizes[i]!);
    const scale = shift - bits;
    const residual = rounded.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    if (residual === 0 || binaryExponent(residual) + scale < -bits / 2) return true;
    const delta = minimalSolution(svd, rounded, z.length - dimension);
    const size = delta.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const now = size === 0 ? Number.NEGATIVE_INFINITY : binaryExponent(size) + scale;
    // Rows of J are of size one: what of F a step can undo is no larger than the step.
    if (now < binaryExponent(residual) + scale - NEGLIGIBLE) return false;
    if (steps > 2 && !(now < before - LEAST_GAIN / 2)) return null;
    before = now;
    delta.forEach((value, v) => {
      re[v]! -= shifted(toFixed(value * unit[v]!, BigInt(DIGITS)), shift - DIGITS);
    });
  }
  return null;
}

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
 * what coefficients of h bits put in is there at 2^{−P/2} = 2^{−64−2h}, and rounding is below 2^{64−P}.
 *
 * Evidence, not proof: the arithmetic has no enclosure. Not covered: sets along which the kernel of J is larger than their dimension.
 */
import { binaryExponent, euclideanNorm, powerOfTwo } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import type { Rational } from "../../exact/rational.js";
import { singularValues } from "../../numeric/linalg/decompositions.js";
import { isZeroToRounding, type RealSystem } from "../../numeric/real/real-system.js";
import type { Polynomial } from "../../symbolic/polynomial.js";

/** Bits above four times those of the data. */
const GUARD = 128;
/** Data of more bits than this are not looked at. */
const MOST_BITS = 4000;
/** Points of the set that are looked at, and how far they are from the given one, in units. */
const SHIFTS = 2;
const STEP = 2 ** -8;
/** The iteration gains some 40 bits a step where the set is well conditioned, at least this many where it ends. */
const LEAST_GAIN = 4;
/** Bits by which J⁺F is below F where F does not vanish nearby. */
const NEGLIGIBLE = 20;
/** Bits of a double that a step keeps. */
const DIGITS = 60;

/** Bits of |n|. */
const bitsOf = (n: bigint): number => (n < 0n ? -n : n).toString(16).length * 4;

interface FixedTerm {
  readonly coefficient: bigint;
  readonly factors: readonly number[];
}

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
  const data = conditions.flatMap((polynomial) => [...polynomial.terms()]);
  const height = data.reduce(
    (max, { coefficient: { n, d } }) => Math.max(max, bitsOf(n), bitsOf(d)),
    unit.reduce((max, u) => Math.max(max, Math.abs(exponentOf(u))), 0),
  );
  if (height > MOST_BITS) return null;
  const bits = GUARD + 4 * height;
  const equations = conditions.map((polynomial) =>
    [...polynomial.terms()].map(({ coefficient, factors }) => ({
      coefficient: fixed(coefficient, bits),
      factors,
    })),
  );
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
    const vanishes = vanishesAt(equations, bits, system, unit, near.z, dimension);
    if (vanishes !== true) return vanishes;
  }
  return true;
}

/** The iteration from z; true where F vanishes in its limit. */
function vanishesAt(
  equations: readonly (readonly FixedTerm[])[],
  bits: number,
  system: RealSystem,
  unit: Float64Array,
  z: Float64Array,
  dimension: number,
): boolean | null {
  const step = pseudoInverse(system, unit, z, dimension);
  const point = Array.from(z, (value, v) => fixedDouble(value * unit[v]!, bits));
  const sizes = equationSizes(system, z);
  let before = Number.POSITIVE_INFINITY;
  for (let steps = 0; steps <= bits / LEAST_GAIN; steps++) {
    const values = equations.map((terms) => evaluated(terms, point, bits));
    const shift = Math.max(0, values.reduce((max, value) => Math.max(max, bitsOf(value)), 0) - DIGITS);
    const rounded = Float64Array.from(values, (value, i) => Number(value >> BigInt(shift)) / sizes[i]!);
    const scale = shift - bits;
    const residual = rounded.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    if (residual === 0 || binaryExponent(residual) + scale < -bits / 2) return true;
    const delta = step(rounded);
    const size = delta.reduce((max, value, v) => Math.max(max, Math.abs(value) / unit[v]!), 0);
    const now = size === 0 ? Number.NEGATIVE_INFINITY : binaryExponent(size) + scale;
    // Rows of J are of size one: what of F a step can undo is no larger than the step.
    if (now < binaryExponent(residual) + scale - NEGLIGIBLE) return false;
    if (steps > 2 && !(now < before - LEAST_GAIN / 2)) return null;
    before = now;
    delta.forEach((value, v) => {
      point[v]! -= shifted(fixedDouble(value, DIGITS), shift - DIGITS);
    });
  }
  return null;
}

/** J⁺ of rank n − d in unknowns of their own sizes, for values divided by the sizes of the equations. */
function pseudoInverse(
  system: RealSystem,
  unit: Float64Array,
  z: Float64Array,
  dimension: number,
): (values: Float64Array) => Float64Array {
  const n = z.length;
  const { values: sigma, left, right } = singularValues(system.jacobian(z));
  return (values) => {
    const delta = new Float64Array(n);
    for (let k = 0; k < n - dimension; k++) {
      let dot = 0;
      for (let i = 0; i < values.length; i++) dot += left.data[i * left.columns + k]! * values[i]!;
      for (let v = 0; v < n; v++) delta[v]! += (dot / sigma[k]!) * right.data[v * n + k]! * unit[v]!;
    }
    return delta;
  };
}

/** The sizes s_i by which `RealSystem` divides its equations. */
const equationSizes = ({ system }: RealSystem, z: Float64Array): Float64Array =>
  Float64Array.from(
    system.equations,
    (terms) =>
      terms.reduce(
        (sum, { re, factors }) =>
          sum + factors.reduce((size, v) => size * Math.max(1, Math.abs(z[v]!)), Math.abs(re)),
        0,
      ) || 1,
  );

function evaluated(terms: readonly FixedTerm[], point: readonly bigint[], bits: number): bigint {
  const by = BigInt(bits);
  let sum = 0n;
  for (const { coefficient, factors } of terms) {
    let product = coefficient;
    for (const v of factors) product = (product * point[v]!) >> by;
    sum += product;
  }
  return sum;
}

const shifted = (value: bigint, by: number): bigint => (by >= 0 ? value << BigInt(by) : value >> BigInt(-by));

/** c · 2^bits, cut. */
const fixed = ({ s, n, d }: Rational, bits: number): bigint => (s * n * (1n << BigInt(bits))) / d;

const exponentOf = (value: number): number => (value === 0 ? 0 : binaryExponent(value));

/** value · 2^bits, rounded. */
function fixedDouble(value: number, bits: number): bigint {
  if (value === 0) return 0n;
  const lift = 53 - exponentOf(value);
  // Two factors: one alone may overflow.
  const half = Math.trunc(lift / 2);
  const mantissa = Math.round(value * powerOfTwo(half) * powerOfTwo(lift - half));
  return shifted(BigInt(mantissa), bits - lift);
}

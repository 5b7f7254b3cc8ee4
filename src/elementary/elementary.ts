/**
 * Elementary functions by fixed algorithms: the same doubles on every JavaScript engine.
 *
 * ECMAScript leaves exp, log, sin, cos, atan2, hypot and powers of non-integers to the implementation, and engines differ in the
 * last bit, from version to version too. These use +, −, ×, ÷, √ and bits alone, which IEEE 754 determines.
 *
 *   exp x    = 2^k · 2^{j/32} · (1 + expm1 r),   x = (32k + j) ln2/32 + r,   |r| ≤ ln2/64
 *   ln x     = k ln2 − ln c + log1p r,           x = 2^k m,  c = j/128 ≈ 1/m,  r = mc − 1,  |r| < 2⁻⁶·⁴
 *   sin, cos: x = n π/2 + r,  |r| ≤ π/4, r to twice the precision; Taylor's polynomials of degree 19 and 18
 *   atan t   = atan(j/32) + atan((t − j/32)/(1 + tj/32)), Taylor's polynomial of degree 13;  atan2 by quadrants
 *   x^y      = exp(y ln x), y ln x to twice the precision
 *
 * Errors, in units in the last place of the result: at most 0.6 for exp and ln, 0.75 for sin and cos, 3 for the others, but
 * for subnormal results, and powers where |y| > 2¹⁰. The test measures them against enclosures over integers.
 * Source of the reductions: Muller, "Elementary functions" (3rd ed. 2016), §4.2, §4.3, §11.
 */
import { dd, twoProduct, twoSum } from "./double-double.js";
import { arctangent, logarithm, parts, pi, powerOfTwo, rootsOfTwo, twoDoubles } from "./fixed-point.js";

export { powerOfTwo };

/** The two doubles of each constant of a list. */
function table(values: readonly bigint[]): { readonly hi: Float64Array; readonly lo: Float64Array } {
  const pairs = values.map((value) => twoDoubles(value));
  return {
    hi: Float64Array.from(pairs, ({ hi }) => hi),
    lo: Float64Array.from(pairs, ({ lo }) => lo),
  };
}

const VIEW = new DataView(new ArrayBuffer(8));

/**
 * The binary exponent of a double.
 *
 * @param x finite, not 0.
 * @returns ⌊log₂ |x|⌋, exact.
 * @example binaryExponent(10) // 3
 */
export function binaryExponent(x: number): number {
  VIEW.setFloat64(0, x);
  const biased = (VIEW.getInt32(0) >>> 20) & 0x7ff;
  if (biased > 0) return biased - 1023;
  VIEW.setFloat64(0, x * 2 ** 64);
  return ((VIEW.getInt32(0) >>> 20) & 0x7ff) - 1023 - 64;
}

/** x·2^k, rounded once where the result is normal. */
function scale(x: number, k: number): number {
  if (k < -1000) return x * powerOfTwo(k + 200) * 2 ** -200;
  return k > 1023 ? x * 2 ** 1023 * powerOfTwo(k - 1023) : x * powerOfTwo(k);
}

const STEPS = 32;
const LN2 = twoDoubles(logarithm(2n, 1n));
const PER_UNIT = STEPS / LN2.hi;
/** ln2/32 to 37 bits after the point, and the rest: multiples of the first are exact up to 2¹⁶. */
const STEP_HIGH = Math.round((LN2.hi / STEPS) * 2 ** 37) * 2 ** -37;
const STEP_LOW = LN2.hi / STEPS - STEP_HIGH + LN2.lo / STEPS;
const ROOTS = table(rootsOfTwo(5));
const LARGEST_EXPONENT = 709.782712893384;
const SMALLEST_EXPONENT = -745.1332191019412;

/**
 * The exponential function.
 *
 * @returns eˣ, within 0.6 units in the last place.
 * @example exp(0) // 1
 */
export const exp = (x: number): number => expOfSum(x, 0);

/** e^{x + low}, |low| ≤ ulp(x). */
function expOfSum(x: number, low: number): number {
  if (!(x <= LARGEST_EXPONENT)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x < SMALLEST_EXPONENT) return 0;
  const n = Math.floor(x * PER_UNIT + 0.5);
  const r = x - n * STEP_HIGH - (n * STEP_LOW - low);
  const j = n & (STEPS - 1);
  const p = r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))));
  return scale(ROOTS.hi[j]! + (ROOTS.lo[j]! + ROOTS.hi[j]! * p), (n - j) / STEPS);
}

const INVERSES = 128;
const SQRT_HALF = Math.SQRT1_2;
/** −ln(j/128), j = 90 … 182: m ∈ [√½, √2) has c ∈ (90/128, 182/128). */
const FIRST = 90;
const LOGS = table(
  Array.from({ length: 182 - FIRST + 1 }, (_, k) => -logarithm(BigInt(FIRST + k), BigInt(INVERSES))),
);
/** ln2 to 40 bits, and the rest. */
const LN2_HIGH = Math.round(LN2.hi * 2 ** 40) * 2 ** -40;
const LN2_LOW = LN2.hi - LN2_HIGH + LN2.lo;

/** ln x as the sum dd.hi + dd.lo, x > 0 finite. */
function logToPair(x: number): void {
  let k = binaryExponent(x);
  let m = scale(x, -k);
  if (m >= 2 * SQRT_HALF) {
    m /= 2;
    k++;
  }
  const j = Math.round(INVERSES / m);
  const c = j / INVERSES;
  twoProduct(m, c);
  // Exact: mc lies next to 1.
  const rHigh = dd.hi - 1;
  const rLow = dd.lo;
  twoSum(rHigh, rLow);
  const r = dd.hi;
  const rest = dd.lo;
  twoProduct(r, -r / 2);
  const square = dd.hi;
  const squareLow = dd.lo;
  const tail =
    r * r * r * (1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r / 9))))));
  const low = rest - r * rest + squareLow + tail + k * LN2_LOW + LOGS.lo[j - FIRST]!;
  twoSum(k * LN2_HIGH, LOGS.hi[j - FIRST]!);
  const a = dd.hi;
  const aLow = dd.lo;
  twoSum(a, r);
  const b = dd.hi;
  const bLow = dd.lo;
  twoSum(b, square);
  twoSum(dd.hi, dd.lo + bLow + aLow + low);
}

/**
 * The natural logarithm.
 *
 * @returns ln x, within 0.6 units in the last place; NaN for x < 0.
 * @example log(1) // 0
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  logToPair(x);
  return dd.hi;
}

/**
 * The logarithm to base 2.
 *
 * @returns log₂ x, within two units in the last place.
 * @example log2(8) // 3
 */
export const log2 = (x: number): number => log(x) / LN2.hi;

/**
 * The logarithm to base 10.
 *
 * @returns log₁₀ x, within two units in the last place.
 * @example log10(1) // 0
 */
export const log10 = (x: number): number => log(x) / Math.LN10;

/**
 * ln(1 + x), also for small x: the error of fl(1 + x) is divided out (Kahan).
 *
 * @returns ln(1 + x), within 3 units in the last place.
 * @example log1p(1e-20) // 1e-20
 */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1 || u === Number.POSITIVE_INFINITY) return x;
  return (log(u) * x) / (u - 1);
}

/**
 * eˣ − 1, also for small x.
 *
 * @returns eˣ − 1, within 3 units in the last place.
 * @example expm1(1e-20) // 1e-20
 */
export function expm1(x: number): number {
  if (Math.abs(x) >= 0.5) return exp(x) - 1;
  let sum = 0;
  for (let k = 18; k >= 1; k--) sum = (x * (1 + sum)) / k;
  return sum;
}

/**
 * The hyperbolic tangent.
 *
 * @returns tanh x in [−1, 1], within 3 units in the last place.
 * @example tanh(0) // 0
 */
export function tanh(x: number): number {
  const t = expm1(-2 * Math.abs(x));
  const size = -t / (2 + t);
  return x < 0 ? -size : size;
}

/**
 * The square of a double, as every engine computes `x * x`; `x ** 2` is theirs to choose.
 *
 * @returns x², rounded once.
 * @example squared(-3) // 9
 */
export const squared = (x: number): number => x * x;

/**
 * Powers of a positive x, or of any x to an integer y: exact for x = 2, by products for integers |y| ≤ 64, by exp(y ln x) else.
 *
 * @returns x^y; NaN for x < 0 and other y.
 * @example pow(2, -3) // 0.125
 */
export function pow(x: number, y: number): number {
  if (x === 2 && Number.isInteger(y)) return powerOfTwo(y);
  if (Number.isInteger(y) && Math.abs(y) <= 64) {
    let result = 1;
    let factor = x;
    for (let k = Math.abs(y); k > 0; k = Math.floor(k / 2)) {
      if (k % 2 === 1) result *= factor;
      factor *= factor;
    }
    return y < 0 ? 1 / result : result;
  }
  if (!(x > 0)) return x === 0 ? (y > 0 ? 0 : Number.POSITIVE_INFINITY) : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return y > 0 ? x : 0;
  logToPair(x);
  const { hi, lo } = dd;
  twoProduct(hi, y);
  twoSum(dd.hi, dd.lo + lo * y);
  return expOfSum(dd.hi, dd.lo);
}

const PI = twoDoubles(pi(192n), 192n);
const HALF_PI_BITS = 160n;
const HALF_PI = pi(HALF_PI_BITS) >> 1n;
/** π/2 in parts of 33 bits each (their multiples up to 2²⁰ are exact), and the rest. */
const [PART_1, PART_2, PART_3] = partsOfHalfPi();
const LARGEST_SIMPLE = 2 ** 20;

function partsOfHalfPi(): readonly [number, number, number] {
  const at = (bits: bigint) => Number(HALF_PI >> (HALF_PI_BITS - bits));
  const first = at(32n) * 2 ** -32;
  const rest = HALF_PI - (BigInt(at(32n)) << (HALF_PI_BITS - 32n));
  const secondBits = 65n;
  const second = rest >> (HALF_PI_BITS - secondBits);
  const third = rest - (second << (HALF_PI_BITS - secondBits));
  return [first, Number(second) * 2 ** -65, Number(third) * powerOfTwo(-Number(HALF_PI_BITS))];
}

/** x = n π/2 + (dd.hi + dd.lo); returns n mod 4. */
function reduce(x: number): number {
  if (Math.abs(x) > LARGEST_SIMPLE) return reduceLarge(x);
  const n = Math.round(x * (2 / PI.hi));
  twoSum(x - n * PART_1, -n * PART_2);
  const { hi, lo } = dd;
  twoSum(hi, lo - n * PART_3);
  return n & 3;
}

/** The same over integers: x is a multiple of 2⁻³², below 2¹⁰²⁴. */
function reduceLarge(x: number): number {
  const bits = 1200n;
  const { mantissa, exponent } = parts(x);
  const half = pi(bits) >> 1n;
  const shifted =
    exponent >= 0 ? mantissa << (BigInt(exponent) + bits) : (mantissa << bits) >> BigInt(-exponent);
  let n = shifted / half;
  let rest = shifted - n * half;
  if (2n * (rest < 0n ? -rest : rest) > half) {
    const step = rest < 0n ? -1n : 1n;
    n += step;
    rest -= step * half;
  }
  const { hi, lo } = twoDoubles(rest >> (bits - 160n), 160n);
  dd.hi = hi;
  dd.lo = lo;
  return Number(((n % 4n) + 4n) % 4n);
}

const SINE = taylor([3, 5, 7, 9, 11, 13, 15, 17, 19]);
const COSINE = taylor([4, 6, 8, 10, 12, 14, 16, 18]);

/** (−1)^{⌊n/2⌋}/n! for the given n. */
function taylor(orders: readonly number[]): Float64Array {
  return Float64Array.from(orders, (n) => {
    let factorial = 1;
    for (let k = 2; k <= n; k++) factorial *= k;
    return ((n >> 1) % 2 === 0 ? 1 : -1) / factorial;
  });
}

function horner(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = coefficients[k]! + x * sum;
  return sum;
}

/** sin(r + low), |r| ≤ π/4. */
function sineOf(r: number, low: number): number {
  const s = r * r;
  return r + (r * s * horner(SINE, s) + low * (1 - s / 2));
}

/** cos(r + low): 1 − s/2 with what its rounding lost. */
function cosineOf(r: number, low: number): number {
  const s = r * r;
  const half = s / 2;
  const head = 1 - half;
  return head + (1 - head - half + (s * s * horner(COSINE, s) - r * low));
}

/**
 * The sine of an angle in radians.
 *
 * @returns sin x, within 0.75 units in the last place; NaN unless x is finite.
 * @example sin(0) // 0
 */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const quadrant = reduce(x);
  const size = quadrant % 2 === 0 ? sineOf(dd.hi, dd.lo) : cosineOf(dd.hi, dd.lo);
  return quadrant < 2 ? size : -size;
}

/**
 * The cosine of an angle in radians.
 *
 * @returns cos x, within 0.75 units in the last place; NaN unless x is finite.
 * @example cos(0) // 1
 */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const quadrant = reduce(x);
  const size = quadrant % 2 === 0 ? cosineOf(dd.hi, dd.lo) : sineOf(dd.hi, dd.lo);
  return quadrant === 0 || quadrant === 3 ? size : -size;
}

const TANGENTS = 32;
const ARCTANGENTS = table(
  Array.from({ length: TANGENTS + 1 }, (_, j) =>
    j === TANGENTS ? pi(192n) >> 2n : arctangent(BigInt(j), BigInt(TANGENTS)),
  ),
);

/** atan t for 0 ≤ t ≤ 1, as a sum. */
function arctangentOf(t: number): { readonly hi: number; readonly lo: number } {
  const j = Math.round(t * TANGENTS);
  const c = j / TANGENTS;
  const u = (t - c) / (1 + t * c);
  const s = u * u;
  const tail = u * s * (-1 / 3 + s * (1 / 5 + s * (-1 / 7 + s * (1 / 9 + s * (-1 / 11 + s / 13)))));
  return { hi: ARCTANGENTS.hi[j]!, lo: ARCTANGENTS.lo[j]! + (u + tail) };
}

/**
 * The angle of the point (x, y), in radians.
 *
 * @returns a number in [−π, π], within 3 units in the last place.
 * @example atan2(1, 1) // Math.PI / 4
 */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const [a, b] = [Math.abs(x), Math.abs(y)];
  const negative = x < 0 || Object.is(x, -0);
  let angle: number;
  if (b === 0) angle = negative ? PI.hi : 0;
  else if (b <= a) {
    const { hi, lo } = arctangentOf(b === a ? 1 : b / a);
    angle = negative ? PI.hi - hi + (PI.lo - lo) : hi + lo;
  } else {
    const { hi, lo } = arctangentOf(a / b);
    angle = negative ? PI.hi / 2 + hi + (PI.lo / 2 + lo) : PI.hi / 2 - hi + (PI.lo / 2 - lo);
  }
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}

/**
 * The inverse sine, for |x| ≤ 1.
 *
 * @returns an angle in [−π/2, π/2], within 3 units in the last place; NaN beyond the domain.
 * @example asin(1) // Math.PI / 2
 */
export const asin = (x: number): number => atan2(x, Math.sqrt((1 - x) * (1 + x)));

/** Squares between these neither overflow nor lose digits. */
const SMALL_SQUARES = 2 ** -900;
const LARGE_SQUARES = 2 ** 900;

/** A power of two that takes x next to 1, for subnormal x too, without leaving the range of doubles itself. */
const towardsOne = (x: number): number => powerOfTwo(Math.max(-1000, Math.min(1000, -binaryExponent(x))));

/**
 * The length of the vector (x, y), without overflow.
 *
 * @returns √(x² + y²), within one unit in the last place.
 * @example hypot(3, 4) // 5
 */
export function hypot(x: number, y: number): number {
  const squares = x * x + y * y;
  if (squares > SMALL_SQUARES && squares < LARGE_SQUARES) return Math.sqrt(squares);
  const largest = Math.max(Math.abs(x), Math.abs(y));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const factor = towardsOne(largest);
  const [a, b] = [x * factor, y * factor];
  return Math.sqrt(a * a + b * b) / factor;
}

/**
 * The Euclidean length of a vector, without overflow.
 *
 * @returns √Σ x_k²; 0 for an empty list.
 * @example euclideanNorm([2, 3, 6]) // 7
 */
export function euclideanNorm(values: ArrayLike<number>): number {
  let squares = 0;
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    const x = values[k]!;
    squares += x * x;
    largest = Math.max(largest, Math.abs(x));
  }
  if ((squares > SMALL_SQUARES && squares < LARGE_SQUARES) || largest === 0 || !Number.isFinite(largest))
    return Number.isFinite(largest) ? Math.sqrt(squares) : largest;
  const factor = towardsOne(largest);
  squares = 0;
  for (let k = 0; k < values.length; k++) squares += squared(values[k]! * factor);
  return Math.sqrt(squares) / factor;
}

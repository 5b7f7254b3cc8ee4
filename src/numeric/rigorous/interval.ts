/**
 * Interval arithmetic on doubles, rigorous: X ∘ Y ⊇ {x ∘ y : x ∈ X, y ∈ Y}.
 *
 * JavaScript rounds to nearest only. With u = 2⁻⁵³, φ = u(1 + 2u) and η = 2⁻¹⁰⁷⁴ the rounded result r of one operation is
 * moved outwards to
 *
 *   down(r) = fl(r − fl(fl(φ|r|) + η)) ≤ pred(r),   up(r) = fl(r + fl(fl(φ|r|) + η)) ≥ succ(r),
 *
 * which encloses the exact result whatever the range, subnormal numbers and overflow included; a NaN (∞ − ∞, 0·∞) becomes
 * the whole line. Source: Rump, Zimmermann, Boldo, Melquiond, "Computing predecessor and successor in rounding to nearest",
 * BIT 49 (2009), algorithm 1.
 *
 * Complex numbers (`disc-system.ts`) and long sums of products (`ball-matrix.ts`) are enclosed by midpoint and radius
 * instead. Not covered: empty and disconnected intervals (division by an interval that holds 0 is the line).
 */
import { log } from "../../elementary/elementary.js";
import { type Rational, rational, toNumber } from "../../exact/rational.js";

/** {x : lo ≤ x ≤ hi}; endpoints may be infinite, never NaN. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

const PHI = 2 ** -53 * (1 + 2 ** -52);
const ETA = 2 ** -1074;

/** A double below every real that rounds to r; −∞ for NaN. */
export function down(r: number): number {
  const moved = r - (Math.abs(r) * PHI + ETA);
  return Number.isNaN(moved) ? Number.NEGATIVE_INFINITY : moved;
}

/** A double above every real that rounds to r; +∞ for NaN. */
export function up(r: number): number {
  const moved = r + (Math.abs(r) * PHI + ETA);
  return Number.isNaN(moved) ? Number.POSITIVE_INFINITY : moved;
}

/** @throws RangeError unless lo ≤ hi. */
export function interval(lo: number, hi: number = lo): Interval {
  if (!(lo <= hi)) throw new RangeError(`interval: expected lo <= hi, got [${lo}, ${hi}]`);
  return { lo, hi };
}

/** The smallest interval of doubles found around an exact rational: a point where the rational is a double. */
export function enclose(value: Rational): Interval {
  const near = toNumber(value);
  let [lo, hi] = [near, near];
  // The nearest double may be infinite.
  while (!Number.isFinite(lo) || rational(lo).compare(value) > 0) {
    if (lo === Number.NEGATIVE_INFINITY) break;
    lo = lo === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : down(lo);
  }
  while (!Number.isFinite(hi) || rational(hi).compare(value) < 0) {
    if (hi === Number.POSITIVE_INFINITY) break;
    hi = hi === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : up(hi);
  }
  return { lo, hi };
}

/** a + b. */
export const add = (a: Interval, b: Interval): Interval => ({ lo: down(a.lo + b.lo), hi: up(a.hi + b.hi) });

/** a − b. */
export const subtract = (a: Interval, b: Interval): Interval => ({
  lo: down(a.lo - b.hi),
  hi: up(a.hi - b.lo),
});

/** a b. */
export function multiply(a: Interval, b: Interval): Interval {
  // 0 times any real number is 0, without rounding.
  if (isZeroPoint(a.lo, a.hi) || isZeroPoint(b.lo, b.hi)) return { lo: 0, hi: 0 };
  const p = a.lo * b.lo;
  const q = a.lo * b.hi;
  const r = a.hi * b.lo;
  const s = a.hi * b.hi;
  // Math.min and Math.max hand a NaN on, and the rounding makes it infinite.
  return { lo: down(Math.min(p, q, r, s)), hi: up(Math.max(p, q, r, s)) };
}

const isZeroPoint = (lo: number, hi: number): boolean => lo === 0 && hi === 0;

/** {x² : x ∈ X}, which is never negative. */
export function square(a: Interval): Interval {
  const { lo, hi } = absolute(a);
  return { lo: Math.max(0, down(lo * lo)), hi: up(hi * hi) };
}

/** The whole line where b holds 0. */
export function divide(a: Interval, b: Interval): Interval {
  if (b.lo <= 0 && b.hi >= 0) return LINE;
  const p = a.lo / b.lo;
  const q = a.lo / b.hi;
  const r = a.hi / b.lo;
  const s = a.hi / b.hi;
  return { lo: down(Math.min(p, q, r, s)), hi: up(Math.max(p, q, r, s)) };
}

/**
 * √ of the non-negative part. @throws RangeError if X is negative.
 */
export function squareRoot({ lo, hi }: Interval): Interval {
  if (!(hi >= 0)) throw new RangeError(`interval: expected a non-negative radicand, got [${lo}, ${hi}]`);
  // IEEE 754 rounds square roots correctly.
  return { lo: lo <= 0 ? 0 : Math.max(0, down(Math.sqrt(lo))), hi: up(Math.sqrt(hi)) };
}

/** {|x| : x ∈ X}. */
export const absolute = ({ lo, hi }: Interval): Interval =>
  lo >= 0 ? { lo, hi } : hi <= 0 ? { lo: -hi, hi: -lo } : { lo: 0, hi: Math.max(-lo, hi) };

/** Whether x lies in the interval. */
export const holds = ({ lo, hi }: Interval, x: number): boolean => lo <= x && x <= hi;

/** The midpoint, and a radius that reaches both ends from there. */
export function ball({ lo, hi }: Interval): { mid: number; rad: number } {
  if (lo === hi) return { mid: lo, rad: 0 };
  const mid = lo + (hi - lo) / 2;
  if (!Number.isFinite(mid)) return { mid: 0, rad: Number.POSITIVE_INFINITY };
  return { mid, rad: Math.max(up(hi - mid), up(mid - lo)) };
}

/** All real numbers. */
export const LINE: Interval = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
const UNIT: Interval = { lo: 1, hi: 1 };

/** Terms of the exponential series on |x| ≤ ½: 2⁻¹⁸/18! < 2⁻⁷⁰. */
const SERIES = 17;

/**
 * e^X by the Taylor series of e^{x/2^k}, squared k times; its remainder is enclosed. Independent of `Math.exp`, whose
 * accuracy the language does not fix.
 */
export const exponential = ({ lo, hi }: Interval): Interval => ({
  lo: exponentialAt(lo).lo,
  hi: exponentialAt(hi).hi,
});

function exponentialAt(x: number): Interval {
  if (x > 709.7) return { lo: x > 710 ? Number.MAX_VALUE : exponentialAt(709.7).lo, hi: LINE.hi };
  if (x < -745) return { lo: 0, hi: 2 ** -1022 };
  // Below, t/k may round to 0: e^x lies between the neighbours of 1.
  if (Math.abs(x) < 2 ** -1000) return x === 0 ? UNIT : { lo: 1 - 2 ** -53, hi: 1 + 2 ** -52 };
  let halvings = 0;
  let t = x;
  // Halving is exact in this range.
  while (Math.abs(t) > 0.5) {
    t /= 2;
    halvings++;
  }
  // The sums are positive: with that, ends of sums and products are known without intervals, which are made millions of times.
  let [lo, hi] = [1, 1];
  for (let k = SERIES; k >= 1; k--) {
    const [low, high] = [down(t / k), up(t / k)];
    const [from, to] = t > 0 ? [low * lo, high * hi] : [low * hi, high * lo];
    lo = down(1 + down(from));
    hi = up(1 + up(to));
  }
  // The tail of the series is below 2|t|^18/18!.
  lo = down(lo - 2 ** -68);
  hi = up(hi + 2 ** -68);
  for (let k = 0; k < halvings; k++) {
    lo = Math.max(0, down(lo * lo));
    hi = up(hi * hi);
  }
  return { lo: Math.max(0, lo), hi };
}

/** ln of X ⊂ (0, ∞): `Math.log` is a guess only, corrected by an enclosure of its defect. @throws RangeError otherwise. */
export function logarithm({ lo, hi }: Interval): Interval {
  if (!(lo > 0)) throw new RangeError(`interval: expected a positive argument, got [${lo}, ${hi}]`);
  return { lo: logarithmAt(lo).lo, hi: logarithmAt(hi).hi };
}

function logarithmAt(x: number): Interval {
  if (x === Number.POSITIVE_INFINITY) return { lo: 709, hi: x };
  const guess = log(x);
  // ln x = guess + ln(x e^{−guess}), and ln(1 + d) lies between d/(1 + d) and d.
  const d = subtract(multiply({ lo: x, hi: x }, exponentialAt(-guess)), UNIT);
  if (!(d.lo > -0.5 && d.hi < 0.5)) return LINE;
  return add({ lo: guess, hi: guess }, { lo: divide(d, add(UNIT, d)).lo, hi: d.hi });
}

/**
 * Inclusion discs of simple roots, as small as asked.
 *
 *   D = { w : |w − z| ≤ n |f(z)/f′(z)| } contains a root of f, deg f = n
 *
 * (from f′/f = Σ 1/(z − ζ_i): some |z − ζ_i| ≤ n|f/f′|; Laguerre, Henrici, *Applied and Computational Complex Analysis* 1,
 * §6.4). Numerator and denominator are bounded with the rounding of `evaluate.ts`. If n such discs are pairwise
 * disjoint, each contains exactly one root of f and none is missed; this is what `complex-roots.ts` verifies at the end.
 * Newton's method moves the centres; it needs no justification of its own.
 */
import { squared } from "../../elementary/elementary.js";
import { bitLength, doubleBelow, powerOfTwo, shifted } from "../../exact/dyadic.js";
import {
  type BigValue,
  doubleError,
  type EnclosedValue,
  type EvaluablePolynomial,
  enclosed,
  evaluateBig,
  evaluateDouble,
} from "./evaluate.js";
import {
  addScaled,
  compareScaled,
  divideScaled,
  exponentOf,
  lowerModulus,
  normalised,
  normalisedComplex,
  type Scaled,
  type ScaledComplex,
  scaledComplexFrom,
  UPWARD,
  unitsAbove,
  upperModulus,
} from "./scaled.js";

/** The point (re + i im)·2^unit. */
export interface DyadicPoint {
  readonly re: bigint;
  readonly im: bigint;
  readonly unit: number;
}

/** The disc of radius·2^unit about (re + i im)·2^unit. */
export interface Disc extends DyadicPoint {
  readonly radius: bigint;
}

/** The lines on which a root may be known to lie, by symmetry. */
export type Axis = "none" | "real" | "imaginary";

/** z rounded to the grid 2^unit, on its axis. */
export function roundTo(z: DyadicPoint, unit: number, axis: Axis = "none"): DyadicPoint {
  const shift = z.unit - unit;
  const re = axis === "imaginary" ? 0n : shifted(z.re, shift);
  const im = axis === "real" ? 0n : shifted(z.im, shift);
  return { re, im, unit };
}

/** The dyadic point with the value of scaled doubles. */
export function pointFrom(z: ScaledComplex): DyadicPoint {
  const { re, im, e } = normalisedComplex(z.re, z.im, z.e);
  const unit = e - 60;
  return { re: integerOf(re), im: integerOf(im), unit };
}

/** ⌊x·2⁶⌉·2⁵⁴ for |x| < 2: parts far below the larger one lose bits, which a starting value may. */
const integerOf = (x: number): bigint => BigInt(Math.round(x * 2 ** 52)) << 8n;

/** f′(z) as a dyadic number beside its enclosure. */
interface Slope extends DyadicPoint {
  readonly enclosure: EnclosedValue;
}

/** Precisions beyond this are not tried where f′ cannot be told from 0: z is then no approximation of a simple root. */
const DOUBLINGS = 6;

/** f′(z) to a relative accuracy of at least 2^−accuracy, or `null` if it is not found different from 0. */
function slopeAt(f: EvaluablePolynomial, z: DyadicPoint, modulus: Scaled, accuracy: number): Slope | null {
  for (let doubling = 0, precision = accuracy + 64; doubling < DOUBLINGS; doubling++, precision *= 2) {
    const slope = evaluateBig(f.derivative, z.re, z.im, z.unit, modulus, precision);
    const enclosure = enclosed(slope);
    const own = normalised(slope.error, slope.unit);
    const found = enclosure.value.re !== 0 || enclosure.value.im !== 0;
    if (found && own.e + Math.max(accuracy, 3) < enclosure.value.e) return { ...slope, enclosure };
  }
  return null;
}

/** f′(z) from doubles where they give it to a quarter, which serves bounds and first steps; and ⌊log₂ Σ|f_k||z|^k⌋. */
function slopeInDoubles(
  f: EvaluablePolynomial,
  z: DyadicPoint,
): { slope: Slope | null; sizeExponent: number } {
  const centre = scaledComplexFrom(z.re, z.im, z.unit);
  const at = evaluateDouble(f, centre.re, centre.im, centre.e);
  const error = doubleError(f.degree) * at.slopeSize;
  const size = Math.max(Math.abs(at.slopeRe), Math.abs(at.slopeIm));
  const sizeExponent = exponentOf(at.size) + at.e;
  if (!(error < size / 4)) return { slope: null, sizeExponent };
  const value = divideScaled(normalisedComplex(at.slopeRe, at.slopeIm, at.e), centre);
  const modulus = lowerModulus(centre);
  // The division's rounding, 2⁻⁵⁰ of the value, is below the error of the slope itself, which is doubled here.
  const bound = normalised((2 * error) / modulus.m, at.e - modulus.e);
  return { slope: { ...pointFrom(value), enclosure: { value, error: bound } }, sizeExponent };
}

/** n (|f| + error)/(|f′| − error′), rounded up; `null` if the denominator may vanish. */
function inclusionRadius(n: number, value: EnclosedValue, slope: EnclosedValue): Scaled | null {
  const numerator = addScaled(upperModulus(value.value), value.error);
  const least = lowerModulus(slope.value);
  const denominator = least.m - slope.error.m * powerOfTwo(slope.error.e - least.e) * UPWARD;
  if (!(denominator > 0)) return null;
  return normalised(((n * numerator.m) / denominator) * squared(UPWARD), numerator.e - least.e);
}

/** A radius about z ≠ 0 from values of f and f′ to the given precision; `null` if f′ may vanish there. */
export function discRadius(f: EvaluablePolynomial, z: DyadicPoint, precision: number): Scaled | null {
  const modulus = upperModulus(scaledComplexFrom(z.re, z.im, z.unit));
  const value = enclosed(evaluateBig(f, z.re, z.im, z.unit, modulus, precision));
  const slope =
    slopeInDoubles(f, z).slope?.enclosure ??
    enclosed(evaluateBig(f.derivative, z.re, z.im, z.unit, modulus, precision));
  return inclusionRadius(f.degree, value, slope);
}

/** Rounds in a row without progress after which z was no good start. */
const PATIENCE = 4;

/** Bits to which approximations are taken to be right, whatever they are. Chosen: those of doubles, less what they lose. */
export const FEW_BITS = 40;

/**
 * Newton's method from z until the disc's radius is below 2^(goal + 1).
 *
 * @param f of degree at least 2.
 * @param z an approximation in the basin of a simple root, nonzero.
 * @param axis the line through 0 on which the root lies; the centre is kept there.
 * @param start bits to which z is known to be right: values are computed so that steps lose none of them.
 * @returns the disc, or `null` if Newton's method does not get there: z was not good enough.
 */
export function polish(
  f: EvaluablePolynomial,
  z: DyadicPoint,
  goal: number,
  axis: Axis,
  start = FEW_BITS,
): Disc | null {
  // The error bound has a factor 4n², the radius a factor n.
  const spare = 3 * bitLength(BigInt(f.degree)) + 8;
  let point = roundTo(z, Math.min(z.unit, goal), axis);
  let best: Scaled | null = null;
  let stalls = 0;
  for (let known = start; stalls < PATIENCE; ) {
    const centre = scaledComplexFrom(point.re, point.im, point.unit);
    if (centre.re === 0 && centre.im === 0) return null;
    const modulus = upperModulus(centre);
    const final = modulus.e - goal;
    const rough = slopeInDoubles(f, point);
    // A slope from doubles adds some 36 bits; beyond that each step doubles what is known.
    const enough = rough.slope !== null && (known <= 36 || known + 36 >= final + spare);
    const slope = enough ? rough.slope : slopeAt(f, point, modulus, Math.min(known, final));
    if (slope === null) return null;
    // Bits that the value loses to cancellation, measured against |z f′|.
    const condition = Math.max(0, rough.sizeExponent - slope.enclosure.value.e - modulus.e + 1);
    const precision = Math.max(64, Math.min(final, 2 * known) + condition + spare);
    const value = evaluateBig(f, point.re, point.im, point.unit, modulus, precision);
    const radius = inclusionRadius(f.degree, enclosed(value), slope.enclosure);
    if (radius === null) return null;
    if (radius.m === 0 || radius.e <= goal) return { ...point, radius: unitsAbove(radius, point.unit) };
    if (best === null || compareScaled(radius, best) < 0) {
      best = radius;
      stalls = 0;
    } else stalls++;
    known = Math.max(8, modulus.e - radius.e);
    point = newtonStep(point, value, slope, Math.max(goal, modulus.e - 2 * known) - spare, axis);
  }
  return null;
}

/** z − f/f′ on the grid 2^unit. */
function newtonStep(z: DyadicPoint, f: BigValue, slope: DyadicPoint, unit: number, axis: Axis): DyadicPoint {
  const { re, im } = roundTo(z, unit);
  let norm = slope.re * slope.re + slope.im * slope.im;
  let stepRe = f.re * slope.re + f.im * slope.im;
  let stepIm = f.im * slope.re - f.re * slope.im;
  const shift = f.unit - slope.unit - unit;
  if (shift >= 0) {
    stepRe = shifted(stepRe, shift);
    stepIm = shifted(stepIm, shift);
  } else norm = shifted(norm, -shift);
  return roundTo({ re: re - stepRe / norm, im: im - stepIm / norm, unit }, unit, axis);
}

/** The radius about z = (x + iy)·2^shift found in doubles; `null` where they do not tell f′ from 0. */
export function discRadiusInDoubles(
  f: EvaluablePolynomial,
  x: number,
  y: number,
  shift: number,
): Scaled | null {
  const at = evaluateDouble(f, x, y, shift);
  const error = doubleError(f.degree);
  const numerator = Math.sqrt(at.re * at.re + at.im * at.im) + error * at.size;
  const denominator = Math.sqrt(at.slopeRe * at.slopeRe + at.slopeIm * at.slopeIm) - error * at.slopeSize;
  if (!(denominator > 0)) return null;
  return normalised(((f.degree * numerator) / denominator) * Math.sqrt(x * x + y * y) * UPWARD, shift);
}

/** Whether two discs have no point in common; exact. */
export function disjoint(a: Disc, b: Disc): boolean {
  const unit = Math.min(a.unit, b.unit);
  const dx = shifted(a.re, a.unit - unit) - shifted(b.re, b.unit - unit);
  const dy = shifted(a.im, a.unit - unit) - shifted(b.im, b.unit - unit);
  const reach = shifted(a.radius, a.unit - unit) + shifted(b.radius, b.unit - unit);
  return dx * dx + dy * dy > reach * reach;
}

/** Whether the inner disc lies in the outer one; exact. */
export function contains(outer: Disc, inner: Disc): boolean {
  const unit = Math.min(outer.unit, inner.unit);
  const dx = shifted(outer.re, outer.unit - unit) - shifted(inner.re, inner.unit - unit);
  const dy = shifted(outer.im, outer.unit - unit) - shifted(inner.im, inner.unit - unit);
  const room = shifted(outer.radius, outer.unit - unit) - shifted(inner.radius, inner.unit - unit);
  return room >= 0n && dx * dx + dy * dy <= room * room;
}

/**
 * The pairs of discs that are not disjoint, each as two indices, smaller first.
 *
 * Discs are swept by the left end of their projection on the real line; these ends are compared as doubles rounded
 * outwards where that decides, so that the sweep costs little more than sorting.
 */
export function* overlaps(discs: readonly Disc[]): Generator<[number, number]> {
  const spans = discs.map((disc, index) => ({
    index,
    low: doubleBelow(disc.re - disc.radius, disc.unit),
    high: -doubleBelow(-disc.re - disc.radius, disc.unit),
  }));
  spans.sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  for (let i = 0; i < spans.length; i++)
    for (let j = i + 1; j < spans.length && spans[j]!.low <= spans[i]!.high; j++) {
      const [a, b] = [spans[i]!.index, spans[j]!.index];
      if (!disjoint(discs[a]!, discs[b]!)) yield a < b ? [a, b] : [b, a];
    }
}

/**
 * Approximations of all roots in doubles: Aberth–Ehrlich iteration from Bini's starting points.
 *
 *   z_i ← z_i − N_i/(1 − N_i Σ_{j≠i} 1/(z_i − z_j)),   N_i = f(z_i)/f′(z_i)
 *
 * Starting points: an edge from (i, log|f_i|) to (j, log|f_j|) of the upper hull of the coefficients' logarithms puts
 * j − i points on the circle of radius |f_i/f_j|^{1/(j−i)} (Bini, Numer. Algorithms 13 (1996); MPSolve does the same).
 * The variable is scaled by a power of two, x = 2^shift z, so that the radii lie about 1.
 *
 * Nothing here is rigorous, and nothing needs to be: the discs of `discs.ts` judge the outcome. Only +, −, ×, ÷, √ are
 * used, so that every engine finds the same approximations.
 */
import { squared } from "../../elementary/elementary.js";
import { powerOfTwo } from "../../exact/dyadic.js";
import { type EvaluablePolynomial, evaluateDouble } from "./evaluate.js";
import type { Work } from "./progress.js";
import { normalisedComplex, type ScaledComplex } from "./scaled.js";

/** Approximations (re + i im)·2^shift. */
export interface DoubleApproximations {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly shift: number;
}

/** Beyond these radii, as powers of two, differences and their squares would leave the range of doubles. */
const WIDEST = 400;

/** Rounds after which the rest is left to higher precision; well-conditioned polynomials take ten to twenty. */
const ROUNDS = 120;

/**
 * The starting points of f.
 *
 * @param f of positive degree with f(0) ≠ 0.
 */
export function startingPoints(f: EvaluablePolynomial): ScaledComplex[] {
  const points: ScaledComplex[] = [];
  const hull = upperHull(f);
  for (let corner = 1; corner < hull.length; corner++) {
    const [from, to] = [hull[corner - 1]!, hull[corner]!];
    const count = to - from;
    const logarithm = (logarithmOf(f, from) - logarithmOf(f, to)) / count;
    const whole = Math.floor(logarithm);
    const fraction = logarithm - whole;
    // 2^fraction to half a per cent.
    const radius = 1 + fraction * (0.6565 + 0.3435 * fraction);
    const [stepRe, stepIm] = unitPoint((2 * Math.PI) / count);
    // An angle that no symmetry of a real polynomial keeps.
    let [re, im] = unitPoint(0.7 + corner);
    for (let k = 0; k < count; k++) {
      points.push(normalisedComplex(radius * re, radius * im, whole));
      [re, im] = [re * stepRe - im * stepIm, re * stepIm + im * stepRe];
    }
  }
  return points;
}

/** Indices of the corners of the upper convex hull of (k, log₂|f_k|). */
function upperHull(f: EvaluablePolynomial): number[] {
  const corners: number[] = [];
  for (let k = 0; k <= f.degree; k++) {
    if (f.mantissas[k] === 0) continue;
    const height = logarithmOf(f, k);
    while (corners.length >= 2) {
      const last = corners[corners.length - 1]!;
      const before = corners[corners.length - 2]!;
      const base = logarithmOf(f, before);
      if ((logarithmOf(f, last) - base) * (k - before) > (height - base) * (last - before)) break;
      corners.pop();
    }
    corners.push(k);
  }
  return corners;
}

/** log₂|f_k| to a hundredth. */
function logarithmOf(f: EvaluablePolynomial, k: number): number {
  const fraction = Math.abs(f.mantissas[k]!) - 1;
  return f.exponents[k]! + fraction * (1.343 - 0.343 * fraction);
}

/** (cos θ, sin θ) for 0 ≤ θ < 20 by Taylor's series after quartering the angle eight times. */
function unitPoint(angle: number): [number, number] {
  const small = angle / 256;
  const square = small * small;
  let re = 1 - (square / 2) * (1 - (square / 12) * (1 - square / 30));
  let im = small * (1 - (square / 6) * (1 - (square / 20) * (1 - square / 42)));
  for (let k = 0; k < 8; k++) [re, im] = [re * re - im * im, 2 * re * im];
  return [re, im];
}

/** Aberth–Ehrlich in doubles; `null` if the roots' sizes differ too much for doubles. */
export function* approximateInDoubles(
  f: EvaluablePolynomial,
  start: readonly ScaledComplex[],
): Work<DoubleApproximations | null> {
  const sizes = start.map(({ e }) => e);
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  if (largest - smallest > 2 * WIDEST) return null;
  const shift = Math.round((largest + smallest) / 2);
  const n = start.length;
  const re = Float64Array.from(start, (z) => z.re * powerOfTwo(z.e - shift));
  const im = Float64Array.from(start, (z) => z.im * powerOfTwo(z.e - shift));
  const settled = new Uint8Array(n);
  const lastStep = new Float64Array(n).fill(Infinity);
  let done = 0;
  for (let round = 0; round < ROUNDS && done < n; round++) {
    for (let i = 0; i < n; i++) {
      if (settled[i] === 1) continue;
      if (moveOne(f, re, im, i, shift, lastStep)) {
        settled[i] = 1;
        done++;
      }
      if (i % 32 === 31) yield { stage: "approximating", done, total: n };
    }
    yield { stage: "approximating", done, total: n };
  }
  return { re, im, shift };
}

/** One correction of z_i; whether it is as good as doubles make it. */
function moveOne(
  f: EvaluablePolynomial,
  re: Float64Array,
  im: Float64Array,
  i: number,
  shift: number,
  lastStep: Float64Array,
): boolean {
  const x = re[i]!;
  const y = im[i]!;
  const at = evaluateDouble(f, x, y, shift);
  if (at.re * at.re + at.im * at.im <= squared(NOISE * at.size)) return true;
  // 1/N = f′/f = (z f′)/(z f).
  const zfRe = x * at.re - y * at.im;
  const zfIm = x * at.im + y * at.re;
  const norm = zfRe * zfRe + zfIm * zfIm;
  let inverseRe = (at.slopeRe * zfRe + at.slopeIm * zfIm) / norm;
  let inverseIm = (at.slopeIm * zfRe - at.slopeRe * zfIm) / norm;
  for (let j = 0; j < re.length; j++) {
    if (j === i) continue;
    const dx = x - re[j]!;
    const dy = y - im[j]!;
    const distance = dx * dx + dy * dy;
    if (distance === 0) continue;
    inverseRe -= dx / distance;
    inverseIm += dy / distance;
  }
  // z − 1/(1/N − Σ 1/(z − z_j)) is the same correction with one division less.
  const size = inverseRe * inverseRe + inverseIm * inverseIm;
  if (!(size > 0 && size < Infinity)) return true;
  re[i] = x - inverseRe / size;
  im[i] = y + inverseIm / size;
  const step = 1 / Math.sqrt(size);
  const modulus = Math.sqrt(x * x + y * y);
  const stalled = step < 2 ** -30 * modulus && step > lastStep[i]! / 2;
  lastStep[i] = step;
  return stalled || step <= 2 ** -51 * modulus;
}

/** |f(z)| below this part of Σ|f_k||z|^k is rounding error. */
const NOISE = 2 ** -52;

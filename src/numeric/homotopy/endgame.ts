/**
 * From t = 1 to the endpoint at t = 0, regular or not.
 *
 * A regular endpoint is reached by tracking. Near a singular one x(t) is a power series in t^{1/w}: the Cauchy endgame
 * follows x around circles |t| = r until it closes after w loops; the endpoint is then the mean of the samples, with an
 * error that falls geometrically in their number. Two radii must agree.
 *
 * Source: Morgan, Sommese, Wampler, "A power series method for computing singular solutions" (1992).
 */
import { cos, hypot, sin, squared } from "../../elementary/elementary.js";
import type { PathTracker } from "./tracker.js";

export type Endpoint =
  | {
      readonly kind: "regular" | "singular";
      readonly re: Float64Array;
      readonly im: Float64Array;
      /** Loops until the path closes; 1 for regular endpoints. */
      readonly winding: number;
      /** Estimated relative error of the coordinates. */
      readonly accuracy: number;
      /** Estimate of ‖J⁻¹‖ at the endpoint, rows scaled; infinite at singular ones. */
      readonly inverseNorm: number;
    }
  /** A homogenising coordinate tends to zero like t^exponent. */
  | {
      readonly kind: "infinite";
      readonly group: number;
      readonly exponent: number;
      /** The last point of the path. */
      readonly re: Float64Array;
      readonly im: Float64Array;
    }
  | { readonly kind: "failed"; readonly reason: string; readonly reached: number };

/** Where tracking proper ends and the endgame begins. */
const ENDGAME_START = 0.05;
/** Steps for the rest of a path: at a singular endpoint they shrink with what is left, which soon is nothing. */
const DIRECT_STEPS = 60;
/** ‖J⁻¹‖ up to which an endpoint counts as regular: a double root is met with √ε noise, where it is about 3·10⁷. */
const REGULAR = 1e6;
/** Circles close to other branch points do not close, or close on the wrong mean: the first one is well inside. */
const FIRST_RADIUS = 2e-3;
const SAMPLES = 12;
const MAX_LOOPS = 48;
/** Radii where exponents are measured halve; every third one carries a circle. */
const SHRINK = 1 / 2;
const CIRCLE_EVERY = 3;
const MAX_RADII = 48;
/** Exponents of leading terms are k/w ≥ 1/MAX_WINDING where a coordinate tends to zero. */
const SMALLEST_EXPONENT = 1 / 16;
/** Successive halvings over which an exponent has to stay the same, and how closely. */
const STEADY_RADII = 4;
const STEADY = 0.1;
/** So many times farther out than what counts as far, one exponent is enough. */
const VERY_FAR = 50;

/**
 * Paths that leave like t or faster are so far out after a few halvings that double precision ends, while the next terms of the
 * series still bend the exponent: there, this many of at least FAST in a row are enough, with imaginary parts up to half of them.
 * Next to a finite limit exponents tend to zero.
 */
const FAST_RADII = 3;
/** Three halvings before a path got stuck, t is at most one. */
const EARLY = 1 / 4;
const FAST = 3 / 4;
const BENT = 1 / 2;

export interface EndgameOptions {
  /**
   * A path whose homogenising coordinate is below this, and falls like a power of t, ends at infinity. Where all finite
   * endpoints are known to be regular and of moderate size this can be large; elsewhere it has to be small.
   */
  readonly infinity: number;
}

export const ENDGAME_DEFAULTS: EndgameOptions = { infinity: 1e-5 };

/** Follows one path from its start solution (set in the tracker) to t = 0. */
export function finishPath(tracker: PathTracker, options: EndgameOptions = ENDGAME_DEFAULTS): Endpoint {
  tracker.steps = 0;
  const [firstRe, firstIm] = [Float64Array.from(tracker.xRe), Float64Array.from(tracker.xIm)];
  const body = tracker.track(1, 0, ENDGAME_START, 0);
  if (body.outcome !== "arrived") {
    const reached = 1 - body.reached * (1 - ENDGAME_START);
    // It may leave so fast that double precision ends before the endgame begins.
    if (body.outcome === "stuck" && reached < EARLY) {
      tracker.setPoint(firstRe, firstIm);
      const end = singularEndgame(tracker, 1, options);
      if (end.kind === "infinite") return end;
    }
    return { kind: "failed", reason: body.outcome, reached };
  }
  const startRe = Float64Array.from(tracker.xRe);
  const startIm = Float64Array.from(tracker.xIm);
  const direct = tracker.track(ENDGAME_START, 0, 0, 0, false, DIRECT_STEPS);
  if (direct.outcome === "arrived") {
    const { step, inverseNorm } = tracker.polish(0, 0);
    if (inverseNorm < REGULAR && step < 1e-8)
      return {
        kind: "regular",
        re: Float64Array.from(tracker.xRe),
        im: Float64Array.from(tracker.xIm),
        winding: 1,
        accuracy: Math.max(step, 2 ** -52 * inverseNorm),
        inverseNorm,
      };
  }
  tracker.setPoint(startRe, startIm);
  return singularEndgame(tracker, ENDGAME_START, options);
}

/**
 * The endpoint of the path that the tracker holds at t = start, where it need not be regular.
 *
 * On the way in the exponent of every homogenising coordinate is watched: one that settles at a positive value says that
 * the path ends at infinity. Closed walks on shrinking circles find the endpoints of the others.
 */
export function singularEndgame(
  tracker: PathTracker,
  start: number,
  options: EndgameOptions = ENDGAME_DEFAULTS,
): Endpoint {
  const { groups } = tracker;
  const first = tracker.xRe.length - groups;
  const exponents = Array.from({ length: groups }, () => [] as number[]);
  const bent = Array.from({ length: groups }, () => [] as number[]);
  let radius = start;
  let previous: { re: Float64Array; im: Float64Array } | null = null;
  let best: { re: Float64Array; im: Float64Array; winding: number; accuracy: number } | null = null;
  let circles = 0;
  const leavingGroup = (
    infinity: number,
    leaves = (g: number) => isSteady(exponents[g]!, STEADY_RADII),
  ): Endpoint | null => {
    for (let g = 0; g < groups; g++) {
      const size = hypot(tracker.xRe[first + g]!, tracker.xIm[first + g]!);
      if (size < infinity && leaves(g))
        return {
          kind: "infinite",
          group: g,
          exponent: bent[g]!.at(-1)!,
          re: Float64Array.from(tracker.xRe),
          im: Float64Array.from(tracker.xIm),
        };
    }
    return null;
  };
  for (let k = 0; k < MAX_RADII; k++) {
    for (let g = 0; g < groups; g++) {
      const { re, im } = tracker.logDerivative(radius, first + g);
      exponents[g]!.push(Math.abs(im) < STEADY * Math.abs(re) ? re : Number.NaN);
      bent[g]!.push(Math.abs(im) < BENT * Math.abs(re) ? re : Number.NaN);
    }
    const infinite = leavingGroup(options.infinity);
    if (infinite !== null) return infinite;
    if (radius <= FIRST_RADIUS && circles++ % CIRCLE_EVERY === 0) {
      const loop = cauchyLoop(tracker, radius);
      if (loop !== null) {
        if (previous !== null) {
          const accuracy = projectiveDistance(loop, previous, tracker);
          if (best === null || accuracy < best.accuracy) best = { ...loop, accuracy };
          if (accuracy < 1e-9) break;
        }
        previous = loop;
      }
    }
    const next = radius * SHRINK;
    if (tracker.track(radius, 0, next, 0).outcome !== "arrived") {
      // Far out double precision ends before the power law is as plain as could be.
      const veryFar = options.infinity / VERY_FAR;
      const infinite =
        leavingGroup(options.infinity, (g) => isSteady(exponents[g]!, 2)) ??
        leavingGroup(veryFar, (g) => isSteady(exponents[g]!, 1) || isFast(bent[g]!));
      if (infinite !== null) return infinite;
      break;
    }
    radius = next;
  }
  if (best !== null && best.accuracy < 1e-5)
    return { kind: "singular", ...best, inverseNorm: Number.POSITIVE_INFINITY };
  return { kind: "failed", reason: "the endgame did not converge", reached: radius };
}

/** Whether the last exponents are positive and the same up to a tenth. */
function isSteady(exponents: readonly number[], count: number): boolean {
  const last = exponents.slice(-count);
  const [low, high] = [Math.min(...last), Math.max(...last)];
  return last.length === count && low > SMALLEST_EXPONENT && high - low < STEADY * high;
}

const isFast = (exponents: readonly number[]): boolean =>
  exponents.length >= FAST_RADII && exponents.slice(-FAST_RADII).every((exponent) => exponent > FAST);

/** One closed walk around |t| = radius, from t = radius; null if it does not close. Leaves the tracker at its start. */
function cauchyLoop(
  tracker: PathTracker,
  radius: number,
): { re: Float64Array; im: Float64Array; winding: number } | null {
  tracker.fixPatch();
  const n = tracker.xRe.length;
  const startRe = Float64Array.from(tracker.xRe);
  const startIm = Float64Array.from(tracker.xIm);
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let spread = 0;
  for (let loop = 1; loop <= MAX_LOOPS; loop++) {
    for (let s = 0; s < SAMPLES; s++) {
      const a = (2 * Math.PI * s) / SAMPLES;
      const b = (2 * Math.PI * (s + 1)) / SAMPLES;
      const [t1Re, t1Im] = s + 1 === SAMPLES ? [radius, 0] : [radius * cos(b), radius * sin(b)];
      const [t0Re, t0Im] = s === 0 ? [radius, 0] : [radius * cos(a), radius * sin(a)];
      if (tracker.track(t0Re, t0Im, t1Re, t1Im, true).outcome !== "arrived") {
        tracker.setPoint(startRe, startIm);
        return null;
      }
      for (let v = 0; v < n; v++) {
        re[v]! += tracker.xRe[v]!;
        im[v]! += tracker.xIm[v]!;
        spread = Math.max(spread, hypot(tracker.xRe[v]! - startRe[v]!, tracker.xIm[v]! - startIm[v]!));
      }
    }
    let gap = 0;
    for (let v = 0; v < n; v++)
      gap = Math.max(gap, hypot(tracker.xRe[v]! - startRe[v]!, tracker.xIm[v]! - startIm[v]!));
    if (gap <= 1e-6 * spread + 1e-10) {
      const weight = 1 / (SAMPLES * loop);
      tracker.setPoint(startRe, startIm);
      return { re: re.map((x) => x * weight), im: im.map((x) => x * weight), winding: loop };
    }
  }
  tracker.setPoint(startRe, startIm);
  return null;
}

/** Distance of two points group by group, after scaling to norm one and aligning the phase. */
export function projectiveDistance(
  a: { readonly re: Float64Array; readonly im: Float64Array },
  b: { readonly re: Float64Array; readonly im: Float64Array },
  { groupOf, groups }: { readonly groupOf: Int32Array; readonly groups: number },
): number {
  let worst = 0;
  for (let g = 0; g < groups; g++) {
    let aa = 0;
    let bb = 0;
    let dotRe = 0;
    let dotIm = 0;
    for (let v = 0; v < groupOf.length; v++) {
      if (groupOf[v] !== g) continue;
      aa += squared(a.re[v]!) + squared(a.im[v]!);
      bb += squared(b.re[v]!) + squared(b.im[v]!);
      // ⟨b, a⟩ = Σ conj(b) a.
      dotRe += b.re[v]! * a.re[v]! + b.im[v]! * a.im[v]!;
      dotIm += b.re[v]! * a.im[v]! - b.im[v]! * a.re[v]!;
    }
    const length = hypot(dotRe, dotIm);
    if (length === 0) return 1;
    const [pr, pi] = [dotRe / length / Math.sqrt(bb), dotIm / length / Math.sqrt(bb)];
    const scale = 1 / Math.sqrt(aa);
    for (let v = 0; v < groupOf.length; v++) {
      if (groupOf[v] !== g) continue;
      const dr = a.re[v]! * scale - (b.re[v]! * pr - b.im[v]! * pi);
      const di = a.im[v]! * scale - (b.re[v]! * pi + b.im[v]! * pr);
      worst = Math.max(worst, hypot(dr, di));
    }
  }
  return worst;
}

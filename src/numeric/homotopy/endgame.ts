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
import type { ComplexPoint } from "../polynomial/system.js";
import { ENDGAME, type EndgameOptions, EXPONENT, PATH_PRESETS } from "./options.js";
import type { PathTracker } from "./tracker.js";

/** The end of a path in homogeneous coordinates. */
export type Endpoint =
  | (ComplexPoint & {
      readonly kind: "regular" | "singular";
      /** Loops until the path closes; 1 for regular endpoints. */
      readonly winding: number;
      /** Estimated relative error of the coordinates. */
      readonly accuracy: number;
      /** Estimate of ‖J⁻¹‖ at the endpoint, rows scaled; infinite at singular ones. */
      readonly inverseNorm: number;
    })
  /** A homogenising coordinate tends to zero like t^exponent; the last point of the path. */
  | (ComplexPoint & { readonly kind: "infinite"; readonly group: number; readonly exponent: number })
  | { readonly kind: "failed"; readonly reason: string; readonly reached: number };

/** Follows one path from its start solution (set in the tracker) to t = 0. */
export function finishPath(
  tracker: PathTracker,
  options: EndgameOptions = PATH_PRESETS.default.endgame,
): Endpoint {
  tracker.steps = 0;
  const [firstRe, firstIm] = [Float64Array.from(tracker.xRe), Float64Array.from(tracker.xIm)];
  const body = tracker.track(1, 0, ENDGAME.start, 0);
  if (body.outcome !== "arrived") {
    const reached = 1 - body.reached * (1 - ENDGAME.start);
    // A path to infinity may grow so fast that doubles do not follow it to where the endgame begins: it is looked at from its start.
    if (body.outcome === "stuck" && reached < EXPONENT.early) {
      tracker.setPoint(firstRe, firstIm);
      const end = singularEndgame(tracker, 1, options);
      if (end.kind === "infinite") return end;
    }
    return { kind: "failed", reason: body.outcome, reached };
  }
  const startRe = Float64Array.from(tracker.xRe);
  const startIm = Float64Array.from(tracker.xIm);
  const direct = tracker.track(ENDGAME.start, 0, 0, 0, false, ENDGAME.directSteps);
  if (direct.outcome === "arrived") {
    const { step, inverseNorm } = tracker.polish(0, 0);
    if (inverseNorm < ENDGAME.regular && step < ENDGAME.regularStep)
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
  return singularEndgame(tracker, ENDGAME.start, options);
}

/**
 * The endpoint of the path that the tracker holds at t = start, where it need not be regular.
 *
 * On the way in the exponent of every homogenising coordinate is watched: one that settles at a positive value says that
 * the path ends at infinity. Closed walks on shrinking circles find the endpoints of the others.
 */
function singularEndgame(
  tracker: PathTracker,
  start: number,
  options: EndgameOptions = PATH_PRESETS.default.endgame,
): Endpoint {
  const exponents = new Exponents(tracker, options.infinity);
  const mean = new LoopMean(tracker, options);
  let radius = start;
  for (let k = 0; k < ENDGAME.maxRadii; k++) {
    exponents.measure(radius);
    const infinite = exponents.leaving();
    if (infinite !== null) return infinite;
    if (radius <= ENDGAME.firstRadius && mean.improve(radius)) break;
    const next = radius * ENDGAME.shrink;
    if (tracker.track(radius, 0, next, 0).outcome !== "arrived") {
      const far = exponents.leavingWhereStuck();
      if (far !== null) return far;
      break;
    }
    radius = next;
  }
  const { best } = mean;
  if (best !== null && best.accuracy < ENDGAME.accepted)
    return { kind: "singular", ...best, inverseNorm: Number.POSITIVE_INFINITY };
  return { kind: "failed", reason: "the endgame did not converge", reached: radius };
}

/** Exponents of the homogenising coordinates on shrinking radii: whether one of them tends to zero like a power of t. */
class Exponents {
  /** By group: exponents that are nearly real, and those that are roughly so; NaN otherwise. */
  private readonly plain: number[][];
  private readonly bent: number[][];
  private readonly first: number;

  constructor(
    private readonly tracker: PathTracker,
    private readonly infinity: number,
  ) {
    const { groups } = tracker;
    this.first = tracker.xRe.length - groups;
    this.plain = Array.from({ length: groups }, () => []);
    this.bent = Array.from({ length: groups }, () => []);
  }

  measure(radius: number): void {
    const realUpTo = (share: number, { re, im }: { re: number; im: number }) =>
      Math.abs(im) < share * Math.abs(re) ? re : Number.NaN;
    for (let g = 0; g < this.plain.length; g++) {
      const derivative = this.tracker.logDerivative(radius, this.first + g);
      this.plain[g]!.push(realUpTo(EXPONENT.steady, derivative));
      this.bent[g]!.push(realUpTo(EXPONENT.bent, derivative));
    }
  }

  /** The point at infinity that the path ends at; null if there is no sign of that. */
  leaving(): Endpoint | null {
    return this.leavingGroup(this.infinity, (g) => isSteady(this.plain[g]!, EXPONENT.steadyRadii));
  }

  /** The same where the path can be followed no farther: far out double precision ends before the power law is plain. */
  leavingWhereStuck(): Endpoint | null {
    return (
      this.leavingGroup(this.infinity, (g) => isSteady(this.plain[g]!, EXPONENT.steadyWhereStuck)) ??
      this.leavingGroup(
        this.infinity / EXPONENT.veryFar,
        (g) => isSteady(this.plain[g]!, 1) || isFast(this.bent[g]!),
      )
    );
  }

  private leavingGroup(infinity: number, leaves: (group: number) => boolean): Endpoint | null {
    const { xRe, xIm } = this.tracker;
    for (let g = 0; g < this.plain.length; g++) {
      const size = hypot(xRe[this.first + g]!, xIm[this.first + g]!);
      if (size < infinity && leaves(g))
        return {
          kind: "infinite",
          group: g,
          exponent: this.bent[g]!.at(-1)!,
          re: Float64Array.from(xRe),
          im: Float64Array.from(xIm),
        };
    }
    return null;
  }
}

/** Whether the last exponents are positive and the same up to a tenth. */
function isSteady(exponents: readonly number[], count: number): boolean {
  const last = exponents.slice(-count);
  const [low, high] = [Math.min(...last), Math.max(...last)];
  return last.length === count && low > EXPONENT.smallest && high - low < EXPONENT.steady * high;
}

const isFast = (exponents: readonly number[]): boolean =>
  exponents.length >= EXPONENT.fastRadii &&
  exponents.slice(-EXPONENT.fastRadii).every((exponent) => exponent > EXPONENT.fast);

type Loop = ComplexPoint & { readonly winding: number };

/** Means over closed walks at shrinking radii; two that agree are the endpoint. */
class LoopMean {
  best: (Loop & { readonly accuracy: number }) | null = null;
  private previous: Loop | null = null;
  private radii = 0;

  constructor(
    private readonly tracker: PathTracker,
    private readonly options: EndgameOptions,
  ) {}

  /** Asks one more radius, every few; true if the mean is as good as it gets. */
  improve(radius: number): boolean {
    if (this.radii++ % ENDGAME.circleEvery !== 0) return false;
    const loop = cauchyLoop(this.tracker, radius, this.options);
    if (loop === null) return false;
    const { previous } = this;
    this.previous = loop;
    if (previous === null) return false;
    const accuracy = projectiveDistance(loop, previous, this.tracker);
    if (this.best === null || accuracy < this.best.accuracy) this.best = { ...loop, accuracy };
    return accuracy < ENDGAME.agreed;
  }
}

/** One closed walk around |t| = radius, from t = radius; null if it does not close. Leaves the tracker at its start. */
function cauchyLoop(
  tracker: PathTracker,
  radius: number,
  { samples, maxLoops }: EndgameOptions,
): Loop | null {
  tracker.normalise();
  const { xRe, xIm } = tracker;
  const startRe = Float64Array.from(xRe);
  const startIm = Float64Array.from(xIm);
  const re = new Float64Array(xRe.length);
  const im = new Float64Array(xRe.length);
  const fromStart = (): number => {
    let gap = 0;
    for (let v = 0; v < re.length; v++)
      gap = Math.max(gap, hypot(xRe[v]! - startRe[v]!, xIm[v]! - startIm[v]!));
    return gap;
  };
  // The ends of a loop are at t = radius exactly.
  const at = (s: number): [number, number] => {
    const angle = (2 * Math.PI * s) / samples;
    return s % samples === 0 ? [radius, 0] : [radius * cos(angle), radius * sin(angle)];
  };
  let spread = 0;
  let found: Loop | null = null;
  for (let step = 0; step < samples * maxLoops && found === null; step++) {
    const s = step % samples;
    if (tracker.track(...at(s), ...at(s + 1), true).outcome !== "arrived") break;
    for (let v = 0; v < re.length; v++) {
      re[v]! += xRe[v]!;
      im[v]! += xIm[v]!;
    }
    const gap = fromStart();
    spread = Math.max(spread, gap);
    if (s + 1 < samples || gap > ENDGAME.closes * spread + ENDGAME.closesAbsolutely) continue;
    const weight = 1 / (step + 1);
    found = { re: re.map((x) => x * weight), im: im.map((x) => x * weight), winding: (step + 1) / samples };
  }
  tracker.setPoint(startRe, startIm);
  return found;
}

/** Distance of two points group by group, after scaling to norm one and aligning the phase. */
export function projectiveDistance(
  a: ComplexPoint,
  b: ComplexPoint,
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

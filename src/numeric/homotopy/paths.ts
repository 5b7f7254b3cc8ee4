/**
 * Batches of paths of one start–target pair: plain data in, plain data out, so that a batch can run in any thread. The
 * result of a path depends on its number and the options alone.
 */
import { hypot } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import type { PathFollower } from "../parallel/path-threads.js";
import type { MixedSubdivision } from "../polynomial/mixed-cells.js";
import { FamilyEvaluator, monomialTable, type NumericSystem } from "../polynomial/polynomial-family.js";
import { SystemNewton } from "../rigorous/newton-kantorovich.js";
import { type Endpoint, finishPath } from "./endgame.js";
import { type PolyhedralStart, polyhedralStart } from "./polyhedral-start.js";
import {
  type Grouping,
  homogeneousGroups,
  homogenise,
  type StartSystem,
  startSystem,
} from "./start-systems.js";
import { PathTracker, trackerOptions } from "./tracker.js";

export interface PathJob {
  readonly system: NumericSystem;
  readonly grouping: Grouping;
  /** Starts from the generic system with these mixed cells instead of that of the grouping. */
  readonly subdivision?: MixedSubdivision | undefined;
  /** Known bounds of |x_v| at the solutions that matter: others need not be told from points at infinity. */
  readonly bounds?: Float64Array | undefined;
  /** Seed of the start system and γ. */
  readonly seed: number;
}

/** Some paths of a job. */
export interface PathBatch {
  readonly seed: number;
  readonly paths: readonly number[];
  /** 0 at first; each level follows with more care. */
  readonly tighter: number;
}

/** What became of one path. Points at infinity are homogeneous, finite ones affine. */
export type PathEnd =
  | { readonly kind: "failed"; readonly reason: string }
  | {
      readonly kind: "infinite";
      readonly regular: boolean;
      readonly re: Float64Array;
      readonly im: Float64Array;
    }
  | {
      readonly kind: "regular";
      readonly re: Float64Array;
      readonly im: Float64Array;
      readonly residual: number;
      /** A solution lies within this ∞-distance (Kantorovich), or should, where the test does not decide. */
      readonly radius: number;
      /** Whether the test decided. */
      readonly certified: boolean;
    }
  | {
      readonly kind: "singular";
      readonly re: Float64Array;
      readonly im: Float64Array;
      /** Relative to homogeneous coordinates of norm one. */
      readonly accuracy: number;
      /** Ten times the accuracy, which is an estimate, as an affine ∞-distance. */
      readonly radius: number;
    };

/** A homogenising coordinate of a regular endpoint below this is zero: the endpoint is at infinity. */
const INFINITE_REGULAR = 1e-10;
/** Above this, the endgame tells singular endpoints from those at infinity. */
const SURELY_FINITE = 1e-5;
/** Relative change by which refinement leaves an endpoint what it was. */
const NEAR = 1e-3;
/** Steps that a path may take to a point that the endgame calls singular. */
const DIRECT_STEPS = 1000;
/** Where the Kantorovich test does not decide: refined endpoints of one solution agree better than this. */
const UNDECIDED_RADIUS = 1e-6;

/** What `SystemPaths` is made from. */
export interface SystemPathsJob extends Omit<PathJob, "seed"> {
  readonly kind: "system";
}

/** The paths of one system from start systems of any seed; a path starts from its number. */
export class SystemPaths implements PathFollower<Omit<PathBatch, "paths">, number, PathEnd> {
  private runner: PathRunner | null = null;

  constructor(readonly job: SystemPathsJob) {}

  along({ seed, tighter }: Omit<PathBatch, "paths">): (path: number) => PathEnd {
    if (this.runner?.job.seed !== seed) this.runner = new PathRunner({ ...this.job, seed });
    const { runner } = this;
    return (path) => runner.end(path, tighter);
  }
}

/** Tracks the paths of one job; the evaluator and the start system are built once. */
export class PathRunner {
  readonly count: number;
  private readonly origin: StartSystem | PolyhedralStart;
  private readonly groups: Int32Array;
  private readonly family: FamilyEvaluator;
  /** Number in the table of each term of the start system, and exponents of all terms for the cell at hand. */
  private readonly terms: readonly number[];
  private readonly weights: Float64Array;
  /** The generic system, member of the family of each cell; null without mixed cells. */
  private readonly generic: FamilyEvaluator | null;
  private readonly judge: EndpointJudge;
  private readonly prepared = new Map<number, { tracker: PathTracker; leg: PathTracker | null }>();

  constructor(readonly job: PathJob) {
    const { system, grouping, subdivision, seed, bounds } = job;
    const random = new Random(seed).fork("start");
    const start =
      subdivision === undefined
        ? startSystem(grouping, random)
        : polyhedralStart(subdivision, grouping, random);
    const { table, coefficients, termOf } = monomialTable([start.system, homogenise(system, grouping)]);
    this.terms = start.system.equations.flatMap((list, i) => list.map(({ factors }) => termOf(i, factors)));
    this.weights = new Float64Array(table.termNode.length);
    this.generic =
      subdivision === undefined ? null : new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[1]!);
    this.groups = homogeneousGroups(grouping);
    this.count = start.count;
    this.origin = start;
    this.judge = new EndpointJudge(system, grouping, bounds);
  }

  /** Follows path k. @param tighter tightens the predictor by 10^(−2·tighter). */
  follow(k: number, tighter = 0): Endpoint {
    const tracker = this.start(k, tighter);
    return tracker === null
      ? { kind: "failed", reason: "stuck on the way to the generic system", reached: 1 }
      : finishPath(tracker);
  }

  /** Trackers of one level of care, for the family and for the leg from the mixed cells; used for one path at a time. */
  private trackers(tighter: number): { tracker: PathTracker; leg: PathTracker | null } {
    let pair = this.prepared.get(tighter);
    if (pair === undefined) {
      const options = trackerOptions(tighter);
      const of = (family: FamilyEvaluator) =>
        new PathTracker(family, this.groups, this.job.grouping.groups, options);
      pair = { tracker: of(this.family), leg: this.generic === null ? null : of(this.generic) };
      this.prepared.set(tighter, pair);
    }
    return pair;
  }

  /** A tracker with path k at t = 1; null if the leg from its mixed cell fails. */
  private start(k: number, tighter: number): PathTracker | null {
    const { generic, origin } = this;
    const { tracker, leg } = this.trackers(tighter);
    if ("path" in origin) {
      const { weights, time, re, im } = origin.path(k);
      this.terms.forEach((term, k) => {
        this.weights[term] = weights[k]!;
      });
      generic!.setWeights(this.weights);
      leg!.setPoint(re, im);
      leg!.polish(time, 0);
      if (leg!.track(time, 0, 0, 0).outcome !== "arrived") return null;
      tracker.setPoint(leg!.xRe, leg!.xIm);
    } else {
      const { re, im } = origin.solution(k);
      tracker.setPoint(re, im);
    }
    return tracker;
  }

  /** Follows path k and says where it ends: refined on the system itself where it is regular. */
  end(k: number, tighter = 0): PathEnd {
    return this.judge.end(this.follow(k, tighter), () => this.start(k, tighter));
  }
}

/** Says what an endpoint is, on the system itself: the same for paths from every kind of start. */
export class EndpointJudge {
  private readonly newton: SystemNewton;

  constructor(
    private readonly system: NumericSystem,
    private readonly grouping: Grouping,
    private readonly bounds?: Float64Array,
  ) {
    this.newton = new SystemNewton(system);
  }

  /** @param restart a tracker at the beginning of the path, to follow it once more; null if there is none. */
  end(end: Endpoint, restart: () => PathTracker | null): PathEnd {
    if (end.kind === "failed") return { kind: "failed", reason: end.reason };
    if (end.kind === "infinite") return { kind: "infinite", regular: false, re: end.re, im: end.im };
    const { variables: n } = this.system;
    const { groups, groupOf } = this.grouping;
    const regular = end.kind === "regular";
    let away = 1;
    for (let g = 0; g < groups; g++) away = Math.min(away, hypot(end.re[n + g]!, end.im[n + g]!));
    if (away < (regular ? INFINITE_REGULAR : Math.max(INFINITE_REGULAR, 10 * end.accuracy))) {
      // Size alone does not tell: a coordinate that is known not to vanish may belong to a finite solution, however large.
      const far = regular && away > 10 * end.accuracy ? this.refinedNear(end) : null;
      return far ?? { kind: "infinite", regular, re: end.re, im: end.im };
    }
    // Large solutions are badly scaled, not singular: certified ones are finite. Others may be the mean of a loop around some
    // solutions at infinity and some that are not.
    if (!regular && away < SURELY_FINITE)
      return (
        this.refinedNear(end) ??
        (this.isOutOfBounds(end)
          ? { kind: "infinite", regular, re: end.re, im: end.im }
          : { kind: "failed", reason: "too large to be told from infinity" })
      );
    const { re, im } = this.affine(end);
    if (regular) return this.refined(re, im)!;
    // Solutions that lie close together look like a multiple one from afar: the path itself tells, if it gets to its end.
    const tracker = restart();
    if (tracker?.track(1, 0, 0, 0, false, DIRECT_STEPS).outcome === "arrived") {
      const direct = this.affine({ re: tracker.xRe, im: tracker.xIm });
      const certified = this.refined(direct.re, direct.im, true);
      if (certified !== null) return certified;
    }
    // x = v / v₀ with ‖v‖ = 1: an error δ of v is one of up to δ (1 + |x|) / |v₀| of x.
    let radius = 0;
    for (let v = 0; v < n; v++) {
      const h = n + groupOf[v]!;
      const size = 1 + hypot(re[v]!, im[v]!);
      radius = Math.max(radius, (10 * end.accuracy * size) / hypot(end.re[h]!, end.im[h]!));
    }
    // The mean over a loop around several solutions that lie close together converges, but not to a solution. From within
    // δ of a multiple one, Newton's step is of the order of δ.
    if (!mayVanish(this.system, { re, im }, radius) || this.newton.certainStep(re, im) > 1e4 * radius)
      return { kind: "failed", reason: "several solutions lie too close together" };
    return { kind: "singular", re, im, accuracy: end.accuracy, radius };
  }

  /** Whether some coordinate exceeds its bound, whatever the error of the endpoint. */
  private isOutOfBounds({ re, im, accuracy }: Extract<Endpoint, { accuracy: number }>): boolean {
    const { bounds } = this;
    const n = this.system.variables;
    const error = 10 * accuracy;
    return (
      bounds?.some((bound, v) => {
        const h = n + this.grouping.groupOf[v]!;
        return hypot(re[v]!, im[v]!) - error > bound * (hypot(re[h]!, im[h]!) + error);
      }) ?? false
    );
  }

  /**
   * The solution at an endpoint that counts as singular, certified in the coordinates x_v / |x_v| of that point; null if it
   * is none.
   */
  private refinedNear(end: { readonly re: Float64Array; readonly im: Float64Array }): PathEnd | null {
    const { system } = this;
    const { re, im } = this.affine(end);
    const unit = Float64Array.from(re, (x, v) => hypot(x, im[v]!));
    const smallest = 1e-12 * Math.max(...unit);
    for (let v = 0; v < unit.length; v++) if (!(unit[v]! > smallest)) unit[v] = 1;
    const newton = new SystemNewton({
      variables: system.variables,
      equations: system.equations.map((terms) => {
        const sizes = terms.map(({ factors }) => factors.reduce((product, v) => product * unit[v]!, 1));
        const scale = Math.max(...terms.map((t, k) => hypot(t.re, t.im) * sizes[k]!));
        return terms.map(({ re: a, im: b, factors }, k) => ({
          re: (a * sizes[k]!) / scale,
          im: (b * sizes[k]!) / scale,
          factors,
        }));
      }),
    });
    const from = { re: re.map((x, v) => x / unit[v]!), im: im.map((y, v) => y / unit[v]!) };
    const found = newton.refine(from.re, from.im);
    const radii = newton.kantorovich(found.re, found.im);
    if (radii === null) return null;
    for (let v = 0; v < re.length; v++)
      if (hypot(found.re[v]! - from.re[v]!, found.im[v]! - from.im[v]!) > NEAR) return null;
    return {
      kind: "regular",
      re: found.re.map((x, v) => x * unit[v]!),
      im: found.im.map((y, v) => y * unit[v]!),
      residual: found.residual,
      radius: radii.existence * Math.max(...unit),
      certified: true,
    };
  }

  /** A nonsingular solution by Newton's method; null if it must be certified and is not. */
  private refined(re: Float64Array, im: Float64Array, certified = false): PathEnd | null {
    const refined = this.newton.refine(re, im);
    const radii = this.newton.kantorovich(refined.re, refined.im);
    if (certified && radii === null) return null;
    let size = 1;
    for (let v = 0; v < re.length; v++) size = Math.max(size, hypot(refined.re[v]!, refined.im[v]!));
    return {
      kind: "regular",
      re: refined.re,
      im: refined.im,
      residual: refined.residual,
      radius: radii === null ? UNDECIDED_RADIUS * size : radii.existence,
      certified: radii !== null,
    };
  }

  /** Affine coordinates of a homogeneous point. */
  private affine(point: { readonly re: Float64Array; readonly im: Float64Array }) {
    const { groupOf } = this.grouping;
    const n = groupOf.length;
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    for (let v = 0; v < n; v++) {
      const h = n + groupOf[v]!;
      const [a, b] = [point.re[h]!, point.im[h]!];
      const size = a * a + b * b;
      re[v] = (point.re[v]! * a + point.im[v]! * b) / size;
      im[v] = (point.im[v]! * a - point.re[v]! * b) / size;
    }
    return { re, im };
  }
}

/**
 * Whether every equation may vanish within `radius` (∞-norm) of x:
 *
 *   |F_i(x)| ≤ Σ_v sup |∂F_i/∂x_v| · radius + rounding,
 *
 * the suprema bounded by the sums over the terms. No zero is lost, wherever it lies and whichever of its coordinates vanish.
 */
export function mayVanish(
  { equations }: NumericSystem,
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
  radius: number,
): boolean {
  const size = Float64Array.from(re, (x, v) => hypot(x, im[v]!));
  return equations.every((terms) => {
    let sumRe = 0;
    let sumIm = 0;
    let slope = 0;
    let scale = 0;
    let longest = 0;
    for (const term of terms) {
      let a = term.re;
      let b = term.im;
      for (const v of term.factors) [a, b] = [a * re[v]! - b * im[v]!, a * im[v]! + b * re[v]!];
      sumRe += a;
      sumIm += b;
      scale += hypot(a, b);
      longest = Math.max(longest, term.factors.length);
      for (let k = 0; k < term.factors.length; k++) {
        let product = hypot(term.re, term.im);
        for (let j = 0; j < term.factors.length; j++)
          if (j !== k) product *= size[term.factors[j]!]! + radius;
        slope += product;
      }
    }
    const rounding = 2 * (terms.length + 4 * longest) * 2 ** -52 * scale;
    return hypot(sumRe, sumIm) <= slope * radius + rounding;
  });
}

/**
 * Solving F(x) = 0 through its tilts F(x) + C = 0, C in chosen equations.
 *
 * For generic complex C the solutions are isolated and nonsingular even where F = 0 has whole manifolds of them. The
 * incidence variety of x and C is a graph over x, hence irreducible where the untilted equations define an irreducible set,
 * so loops in C carry one solution to all others (monodromy). Whether these are all is asked on a curve through them:
 *
 *   F(x) + C + sD = 0,  ⟨α, x⟩ + βs = c.
 *
 * Moving c alone slides a hyperplane: a set of points is all of the curve's section iff its sum is affine-linear in c (trace
 * test; Sommese, Verschelde, Wampler, 2002; Leykin, Rodriguez, Sottile, 2018). All of a section, followed to the section
 * s = 0, gives all solutions for C; those that leave for infinity on the way are counted.
 *
 * Then C → 0 along C = εC₁ with C₁ real and ε on a complex ray, since on the real line paths meet the discriminant. If F is
 * a gradient, F + εC₁ has real solutions near every compact component of the real solution set for small real ε; they
 * belong to branches x(ε) over the punctured disc, and a branch has the same endpoint along every ray. So every such
 * component receives endpoints.
 *
 * All this is numerical evidence, not proof.
 */
import { cos, euclideanNorm, hypot, pow, sin } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { finishPath } from "../homotopy/endgame.js";
import { followParameters } from "../homotopy/parameter-homotopy.js";
import { randomPhase } from "../homotopy/start-systems.js";
import { PathTracker, trackerOptions } from "../homotopy/tracker.js";
import { type PathFollower, PathThreads } from "../parallel/path-threads.js";
import { type StructuredSystem, scaleStructured } from "../polynomial/matrix-form.js";
import type { Coefficients, ParametricFamily } from "../polynomial/path-family.js";
import {
  FamilyEvaluator,
  monomialTable,
  type NumericSystem,
  type NumericTerm,
} from "../polynomial/polynomial-family.js";
import { balancedScaling, fromScaled, type Scaling, scaledSystem, toScaled } from "../polynomial/scaling.js";
import { StructuredEvaluator, stepOfStructure, stepOfTerms } from "../polynomial/structured-family.js";
import { type Reality, SystemNewton } from "../rigorous/newton-kantorovich.js";

export interface ComplexPoint {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A solution of F + C = 0. */
export interface TiltStart {
  readonly point: ComplexPoint;
  /** C, in the order of the tilted equations. */
  readonly tilt: ComplexPoint;
}

export interface TiltOptions {
  readonly seed: Random;
  /** Who follows the paths, and what interrupts them; this thread alone if left out. */
  readonly threads?: PathThreads;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
  /** Gives up with an incomplete result beyond this many solutions. */
  readonly maxSolutions?: number;
  /**
   * Gives up with an incomplete result after so much work: paths times the operations of one step of theirs, a number and not a clock,
   * so that the same input ends in the same way on every machine. Default: no end.
   */
  readonly work?: number;
}

/** More work than was allowed. */
class WorkExceeded extends Error {}

/** The solutions of F + C = 0 for one generic C; all of it in the coordinates of the scaling. */
export interface TiltFibre {
  /** F. */
  readonly system: NumericSystem;
  readonly scaling: Scaling;
  readonly tilt: ComplexPoint;
  readonly points: readonly ComplexPoint[];
  /** Solutions that other members of the family have besides: they left for infinity on the way to this one. */
  readonly away: number;
  /** Points of the section of the curve. */
  readonly sectionDegree: number;
  /** Points of the section that leave for infinity, and that were lost, on the way to the solutions for C. */
  readonly leaving: number;
  readonly lost: number;
  readonly traceError: number;
  /** Why there may be more points than these. */
  readonly reasons: readonly string[];
}

export type TiltLimit =
  | {
      readonly kind: "finite";
      readonly point: ComplexPoint;
      /** By the Kantorovich test where the limit is a regular solution; absent where it is singular. */
      readonly reality?: Reality;
      /** Estimated relative error. */
      readonly accuracy: number;
      readonly winding: number;
    }
  | { readonly kind: "infinite" | "failed" };

export interface TiltSolution {
  /** Fewer than `generic` after an interrupt. */
  readonly limits: readonly TiltLimit[];
  /** Points of the section of the curve, and the number of solutions for generic C and a generic member of the family. */
  readonly sectionDegree: number;
  readonly generic: number;
  /** Points of the section that leave for infinity, and that were lost, on the way to the solutions for C. */
  readonly leaving: number;
  readonly lost: number;
  readonly traceError: number;
  readonly complete: boolean;
  readonly reason?: string;
}

const SAME = 1e-7;
/** Points are known to rounding, so a linear trace is flat to rounding; the share of one missing point is far larger. */
const TRACE_LIMIT = 1e-11;
/**
 * A missing point bends the trace by about as much as one of those known does alone. Where that is not a thousand times what
 * was measured, at least the rounding of the sum, the test has not seen that none is missing.
 */
const VISIBLE = 1e3;
const TRACE_ROUNDING = 1e-15;
/**
 * Where the terms of some degree are so much smaller than others of their equation, there may be solutions so far out that the
 * curve looks straight from here: of a share δ of the coefficients, a bend of that order is expected, and must not pass.
 */
const LARGEST_SPREAD = 1e-2 / TRACE_LIMIT;
/** δ of the trace test. */
const TRACE_SHIFT = 0.5;
const QUIET_LOOPS = 5;
/** Loops without anything new after which a failing trace test is believed. */
const MAX_QUIET = 12;
const MAX_LOOPS = 60;
const MAX_SOLUTIONS = 20_000;
/** A path that fails is followed again, each time a hundred times more carefully. */
const TIGHTER_LEVELS = 3;
/** Points lost on the way from a section to s = 0 are looked for by other ways. */
const MAX_DESCENTS = 3;
/** Sections that are asked while the trace test fails, or points are lost on the way back. */
const MAX_SECTIONS = 3;
/** Tilts from which limits are followed while some path fails. */
const MAX_RAYS = 3;
const TILT_SIZE = 1;
const AT_INFINITY = 1e-6;
/** The same for regular points, which are known to rounding. */
const REGULAR_AT_INFINITY = 1e-10;
/**
 * A path leaves for infinity where its homogenising coordinate falls like a power of t below this, and below a share of those of
 * all that arrive: a solution that lies far out looks the same until the path comes near it.
 */
const LEAVING = 1e-3;
const FARTHER_OUT = 1 / 4;
/** The same for limits of paths that cannot be followed that far. */
const LEAVING_LOST = 5e-2;

/** Why there is no fibre. */
export interface Unfinished {
  readonly unfinished: string;
}

const NOTHING: Omit<TiltSolution, "reason"> = {
  limits: [],
  sectionDegree: 0,
  generic: 0,
  leaving: 0,
  lost: 0,
  traceError: Number.POSITIVE_INFINITY,
  complete: false,
};

/** Parameters θ of the family, in the order C, D, α, β, c. */
type Parameters = ComplexPoint;

/** What a family is made from. */
export interface TiltJob {
  readonly kind: "tilt";
  readonly system: NumericSystem;
  readonly rows: readonly number[];
  readonly scaling: Scaling;
  readonly structured?: StructuredSystem | undefined;
}

/** Paths of points (x, s) from θ to θ′: between generic members, from a section to a fibre, and to the untilted system. */
type TiltLeg = { readonly from: Parameters; readonly to: Parameters } & (
  | { readonly kind: "move" }
  /** Paths leave for infinity where the homogenising coordinate falls below `far`. */
  | { readonly kind: "limit" | "descent"; readonly far: number }
);

/** The level of care to begin with: 0 if left out. */
type TiltPathStart = ComplexPoint & { readonly tighter?: number };

/** Null for paths that fail however carefully they are followed. */
interface TiltEnds {
  readonly move: ComplexPoint | null;
  readonly descent: ComplexPoint | "infinite" | null;
  readonly limit: Exclude<TiltLimit, { kind: "failed" }> | { readonly kind: "infinite" } | null;
}
type TiltEnd = TiltEnds[keyof TiltEnds];

export class TiltFamily implements PathFollower<TiltLeg, TiltPathStart, TiltEnd> {
  readonly job: TiltJob;
  /** F in scaled coordinates: everything inside is; starts come, and limits go, in those of the system as given. */
  private readonly system: NumericSystem;
  private readonly scaling: Scaling;
  private readonly base: Coefficients;
  /** The term that each parameter is the coefficient of, and the scale of its equation. */
  private readonly parameterTerm: Int32Array;
  private readonly parameterScale: Float64Array;
  private readonly family: ParametricFamily;
  private readonly groups: Int32Array;
  private readonly rows: readonly number[];
  readonly variables: number;
  /** Whether the part in matrix form is evaluated as such. */
  readonly isStructured: boolean;
  /** Operations of one step of a path, or about so many. */
  private readonly stepCost: number;
  private workDone = 0;
  private workLimit = Number.POSITIVE_INFINITY;

  /**
   * @param rows the equations that are tilted.
   * @param scaling for members of one family the same.
   * @param structured the system as given with a part in matrix form: it is evaluated that way where that takes fewer operations.
   */
  constructor(
    unscaled: NumericSystem,
    rows: readonly number[],
    {
      scaling = balancedScaling([unscaled]),
      structured: given,
    }: { readonly scaling?: Scaling; readonly structured?: StructuredSystem | undefined } = {},
  ) {
    const system = scaledSystem(unscaled, scaling);
    this.system = system;
    this.scaling = scaling;
    const structured =
      given === undefined ? undefined : scaleStructured(given, scaling.equations, scaling.variables);
    const n = system.variables;
    this.job = { kind: "tilt", system: unscaled, rows, scaling, structured: given };
    this.variables = n;
    this.rows = rows;
    // Coordinates: x, s, and the homogenising one.
    const [s, h] = [n, n + 1];
    const placeholders: { equation: number; factors: number[]; scale: number }[] = [];
    const pad = (factors: readonly number[], degree: number) => [
      ...factors,
      ...new Array<number>(degree - factors.length).fill(h),
    ];
    const degrees = system.equations.map((terms) =>
      Math.max(1, ...terms.map(({ factors }) => factors.length)),
    );
    const scales = system.equations.map((terms) =>
      Math.max(...terms.map(({ re, im }) => hypot(re, im)), Number.MIN_VALUE),
    );
    for (const i of rows)
      placeholders.push({ equation: i, factors: pad([], degrees[i]!), scale: scales[i]! });
    for (const i of rows)
      placeholders.push({ equation: i, factors: pad([s], degrees[i]!), scale: scales[i]! });
    for (let v = 0; v <= n; v++) placeholders.push({ equation: n, factors: [v], scale: 1 });
    placeholders.push({ equation: n, factors: [h], scale: -1 });
    const empty = (k: number): NumericTerm => ({ re: 0, im: 0, factors: placeholders[k]!.factors });
    const homogenised = ({ equations }: NumericSystem): NumericSystem => ({
      variables: n + 2,
      equations: [
        ...equations.map((terms, i) => [
          ...terms.map(({ re, im, factors }) => ({
            re: re / scales[i]!,
            im: im / scales[i]!,
            factors: pad(factors, degrees[i]!),
          })),
          ...placeholders.flatMap(({ equation }, k) => (equation === i ? [empty(k)] : [])),
        ]),
        placeholders.flatMap(({ equation }, k) => (equation === n ? [empty(k)] : [])),
      ],
    });
    const expanded = monomialTable([homogenised(system)]);
    const beside = structured === undefined ? null : monomialTable([homogenised(structured.terms)]);
    const [byTerms, byStructure] = [
      stepOfTerms(expanded.table),
      beside === null ? Number.POSITIVE_INFINITY : stepOfStructure(structured!.form, degrees, beside.table),
    ];
    this.isStructured = byStructure < byTerms;
    // Besides, a Jacobian is factored.
    this.stepCost = Math.min(byTerms, byStructure) + pow(n + 2, 3);
    const { table, coefficients, termOf } = this.isStructured ? beside! : expanded;
    this.base = coefficients[0]!;
    this.parameterTerm = Int32Array.from(placeholders, ({ equation, factors }) => termOf(equation, factors));
    this.parameterScale = Float64Array.from(placeholders, ({ scale }) => 1 / scale);
    this.family = this.isStructured
      ? new StructuredEvaluator(
          {
            form: structured!.form,
            homogeneous: { degrees, variable: h },
            rowScales: scales.map((scale, i) => (structured!.scales?.rows[i] ?? 1) / scale),
            variableScales: Array.from({ length: n + 2 }, (_, v) => structured!.scales?.variables[v] ?? 1),
          },
          table,
          this.base,
          this.base,
        )
      : new FamilyEvaluator(table, this.base, this.base);
    this.groups = new Int32Array(n + 2);
  }

  private coefficients(theta: Parameters): Coefficients {
    const re = Float64Array.from(this.base.re);
    const im = Float64Array.from(this.base.im);
    this.parameterTerm.forEach((term, k) => {
      re[term]! += theta.re[k]! * this.parameterScale[k]!;
      im[term]! += theta.im[k]! * this.parameterScale[k]!;
    });
    return { re, im };
  }

  private tracker(start: Coefficients, target: Coefficients, tighter = 0): PathTracker {
    this.family.setCoefficients(start, target);
    return new PathTracker(this.family, this.groups, 1, trackerOptions(tighter));
  }

  along(leg: TiltLeg): (start: TiltPathStart) => TiltEnd {
    const [from, to] = [this.coefficients(leg.from), this.coefficients(leg.to)];
    const end = this.endOf(leg);
    const trackers: PathTracker[] = [];
    return (start) => {
      for (let tighter = start.tighter ?? 0; tighter < TIGHTER_LEVELS; tighter++) {
        trackers[tighter] ??= this.tracker(from, to, tighter);
        setAffine(trackers[tighter]!, start);
        const found = end(trackers[tighter]!);
        if (found !== null) return found;
      }
      return null;
    };
  }

  /** What the tracker's path ends in, by the kind of leg. */
  private endOf(leg: TiltLeg): (tracker: PathTracker) => TiltEnd {
    if (leg.kind === "move") return (tracker) => this.moved(tracker);
    if (leg.kind === "descent") return (tracker) => this.arrival(tracker, leg.far);
    const newton = new SystemNewton(this.system);
    return (tracker) => this.limit(tracker, newton, leg.far);
  }

  /** Follows points (x, s) from θ to θ′; null where a path fails or leaves for infinity, at every tightness. */
  private move(
    points: readonly ComplexPoint[],
    from: Parameters,
    to: Parameters,
    threads: PathThreads,
  ): Promise<TiltEnds["move"][]> {
    this.spend(points.length);
    return threads.followAll(this, { kind: "move", from, to }, points) as Promise<TiltEnds["move"][]>;
  }

  /** @throws WorkExceeded once there have been too many paths. */
  private spend(paths: number): void {
    this.workDone += paths * this.stepCost;
    if (this.workDone > this.workLimit) throw new WorkExceeded("too many paths");
  }

  private moved(tracker: PathTracker): TiltEnds["move"] {
    if (tracker.track(1, 0, 0, 0).outcome !== "arrived") return null;
    return this.settled(tracker, { re: tracker.xRe, im: tracker.xIm, winding: 1 });
  }

  /** Members of a generic fibre are regular and finite: where Newton does not settle, the path was left. */
  private settled(
    tracker: PathTracker,
    { re, im, winding }: ComplexPoint & { readonly winding: number },
  ): ComplexPoint | null {
    if (winding > 1) return null;
    tracker.setPoint(re, im);
    const { step } = tracker.polish(0, 0);
    const last = this.variables + 1;
    const finite = hypot(tracker.xRe[last]!, tracker.xIm[last]!) > REGULAR_AT_INFINITY;
    return step < 1e-10 && finite ? affine(tracker.xRe, tracker.xIm) : null;
  }

  private randomParameters(random: Random, size: number): Parameters {
    const theta = randomLike(random, this.parameterTerm.length, size);
    const slice = randomLike(random, this.variables + 2, 1);
    theta.re.set(slice.re, 2 * this.rows.length);
    theta.im.set(slice.im, 2 * this.rows.length);
    return theta;
  }

  /** One loop θ → θ₁ → θ₂ → θ; the points that it carries to new ones are added. Says whether there were any. */
  private async loop(
    known: PointSet,
    theta: Parameters,
    generic: () => Parameters,
    threads: PathThreads,
  ): Promise<boolean> {
    const [one, two] = [generic(), generic()];
    const before = known.points.length;
    const there = present(await this.move(known.points, theta, one, threads));
    const further = present(await this.move(there, one, two, threads));
    for (const x of present(await this.move(further, two, theta, threads))) known.add(x);
    return known.points.length > before;
  }

  /** Loops at s = 0 in C alone until several in a row bring nothing new. */
  private async closeFibre(
    fibre: PointSet,
    theta: Parameters,
    size: number,
    { seed, onProgress, maxSolutions = MAX_SOLUTIONS }: TiltOptions,
    threads: PathThreads,
  ): Promise<void> {
    const generic = () => this.fibreAt(randomLike(seed, this.rows.length, size));
    for (let quiet = 0, loop = 0; quiet < QUIET_LOOPS && loop < MAX_LOOPS; loop++) {
      if (fibre.points.length >= maxSolutions) return;
      quiet = (await this.loop(fibre, theta, generic, threads)) ? 0 : quiet + 1;
      onProgress?.(fibre.points.length, undefined, "generic solutions");
    }
  }

  /** All points of a generic section of the curve, from some of them; the trace test says whether they are all. */
  private async closeSection(
    section: PointSet,
    theta: Parameters,
    size: number,
    { seed, onProgress, maxSolutions = MAX_SOLUTIONS }: TiltOptions,
    threads: PathThreads,
  ): Promise<number> {
    let traceError = Number.POSITIVE_INFINITY;
    const generic = () => this.randomParameters(seed, size);
    for (let quiet = 0, loop = 0; loop < MAX_LOOPS && quiet < MAX_QUIET; loop++) {
      if (section.points.length >= maxSolutions) break;
      quiet = (await this.loop(section, theta, generic, threads)) ? 0 : quiet + 1;
      onProgress?.(section.points.length, undefined, "points of a generic section");
      // The monodromy group need not be 2-transitive, so a part can have a linear trace: quiet loops are asked, too.
      if (quiet < QUIET_LOOPS) continue;
      // In another direction each time: on the way a path may fail, or a point be close to a straight line.
      traceError = await this.traceError(section.points, theta, randomPhase(seed), threads);
      if (traceError < TRACE_LIMIT) break;
    }
    return traceError;
  }

  /** |T(c) − 2T(c + δ) + T(c + 2δ)| of the sum of the points, relative to the sizes that cancel; ∞ where it is blind. */
  private async traceError(
    points: readonly ComplexPoint[],
    theta: Parameters,
    direction: { readonly re: number; readonly im: number },
    threads: PathThreads,
  ): Promise<number> {
    const last = this.parameterTerm.length - 1;
    const shifted = (steps: number): Parameters => {
      const moved = { re: Float64Array.from(theta.re), im: Float64Array.from(theta.im) };
      moved.re[last]! += TRACE_SHIFT * direction.re * steps;
      moved.im[last]! += TRACE_SHIFT * direction.im * steps;
      return moved;
    };
    const at1 = await this.move(points, theta, shifted(1), threads);
    if (at1.includes(null)) return Number.POSITIVE_INFINITY;
    const at2 = await this.move(present(at1), shifted(1), shifted(2), threads);
    if (at2.includes(null)) return Number.POSITIVE_INFINITY;
    return traceOf(points, present(at1), present(at2));
  }

  /** The section s = 0 with the tilt C: the solutions of F + C = 0. */
  private fibreAt(c: ComplexPoint): Parameters {
    const theta: Parameters = {
      re: new Float64Array(this.parameterTerm.length),
      im: new Float64Array(this.parameterTerm.length),
    };
    theta.re.set(c.re);
    theta.im.set(c.im);
    theta.re[2 * this.rows.length + this.variables] = 1;
    return theta;
  }

  /**
   * Follows the points of a section to s = 0 and adds those that arrive to the fibre. The others leave for infinity; a path
   * that is lost is tried again by other ways, unless it was lost far outside of all that arrived.
   */
  private async descend(
    section: readonly ComplexPoint[],
    theta: Parameters,
    fibre: PointSet,
    base: Parameters,
    size: number,
    { seed }: TiltOptions,
    threads: PathThreads,
  ): Promise<{ leaving: number; lost: number; unmet: number }> {
    let points = section;
    let from = theta;
    const far = fartherThan(fibre.points);
    for (let attempt = 0; ; attempt++) {
      const leg: TiltLeg = { kind: "descent", from, to: base, far };
      const arrived = new PointSet();
      let [leaving, lost, met] = [0, section.length - points.length, 0];
      this.spend(points.length);
      for (const end of (await threads.followAll(this, leg, points)) as TiltEnds["descent"][])
        if (end === null) lost++;
        else if (end === "infinite") leaving++;
        else {
          fibre.add(end);
          arrived.add(end);
          met++;
        }
      // All of the fibre is met, and each of its points, regular as they are, by one path.
      const unmet = Math.max(fibre.points.length - arrived.points.length, met - arrived.points.length);
      if ((lost === 0 && unmet === 0) || attempt === MAX_DESCENTS - 1) return { leaving, lost, unmet };
      from = this.randomParameters(seed, size);
      points = present(await this.move(section, theta, from, threads));
    }
  }

  /** Where the path that the tracker holds ends, in a generic fibre. */
  private arrival(tracker: PathTracker, far: number): TiltEnds["descent"] {
    const end = finishPath(tracker, { infinity: Math.min(LEAVING, far) });
    if (end.kind === "infinite") return "infinite";
    if (end.kind === "failed")
      return hypot(tracker.xRe.at(-1)!, tracker.xIm.at(-1)!) < far ? "infinite" : null;
    if (isInfinite(end)) return "infinite";
    // Far from the origin a regular point can look singular, but it is met by one path alone, and Newton settles.
    return this.settled(tracker, end);
  }

  /**
   * Solves F = 0 through its tilts.
   *
   * @param starts solutions x of F + C = 0, each with its C: at least one on every connected component of the complex
   * solution set of the equations that are not tilted.
   */
  async solve(starts: readonly TiltStart[], options: TiltOptions): Promise<TiltSolution> {
    const { work = Number.POSITIVE_INFINITY } = options;
    [this.workDone, this.workLimit] = [0, work];
    const fibre = await this.genericFibre(starts, options);
    return "unfinished" in fibre ? { ...NOTHING, reason: fibre.unfinished } : this.limits(fibre, options);
  }

  private scaledStart({ point, tilt }: TiltStart): TiltStart {
    const factors = this.rows.map((row) => this.scaling.equations[row]!);
    return {
      point: toScaled(point, this.scaling),
      tilt: { re: tilt.re.map((c, k) => c * factors[k]!), im: tilt.im.map((c, k) => c * factors[k]!) },
    };
  }

  /**
   * All solutions for one generic C, by monodromy; or why there is no such list: an interrupt, or no start could be moved there.
   *
   * @param unscaled starts, as for `solve`.
   */
  async genericFibre(unscaled: readonly TiltStart[], options: TiltOptions): Promise<TiltFibre | Unfinished> {
    const starts = unscaled.map((start) => this.scaledStart(start));
    const known = new PointSet();
    try {
      return await this.monodromy(starts, known, options);
    } catch (error) {
      if (error instanceof WorkExceeded)
        return {
          unfinished: `the work that paths are given by default is used up: ${known.points.length} generic solutions were found, perhaps not all`,
        };
      if (options.threads?.signal?.aborted !== true) throw error;
      return {
        unfinished: `interrupted: ${known.points.length} generic solutions were found, perhaps not all`,
      };
    }
  }

  /** @throws the signal's reason when cancelled; `fibre` then holds the solutions found so far. */
  private async monodromy(
    starts: readonly TiltStart[],
    fibre: PointSet,
    options: TiltOptions,
  ): Promise<TiltFibre | Unfinished> {
    const { seed, threads = new PathThreads(0) } = options;
    const rows = this.rows.length;
    const size = TILT_SIZE;
    const base = this.fibreAt(this.rayTilt(seed));
    for (const { point, tilt } of starts) {
      const moved = await this.move([onFibre(point)], this.fibreAt(tilt), base, threads);
      for (const x of present(moved)) fibre.add(x);
    }
    if (fibre.points.length === 0)
      return { unfinished: "no start point could be moved to generic parameters" };
    await this.closeFibre(fibre, base, size, options, threads);

    // Some sections have points that are ill conditioned, so that sums are not known to rounding: others are asked.
    let checked = await this.checkSection(fibre, base, size, options, threads);
    for (let attempt = 1; attempt < MAX_SECTIONS && !checked.sound; attempt++)
      checked = await this.checkSection(fibre, base, size, options, threads);
    const { section, traceError, leaving, lost, unmet } = checked;
    const n = this.variables;
    return {
      system: this.system,
      scaling: this.scaling,
      tilt: { re: base.re.slice(0, rows), im: base.im.slice(0, rows) },
      points: fibre.points.map(({ re, im }) => ({ re: re.slice(0, n), im: im.slice(0, n) })),
      away: 0,
      sectionDegree: section.points.length,
      leaving,
      lost,
      traceError,
      reasons: [
        ...(traceError < TRACE_LIMIT ? [] : [`the trace test failed (${traceError.toExponential(1)})`]),
        ...(lost > 0 ? [`${lost} of ${section.points.length} points of a section were lost`] : []),
        ...(lost === 0 && unmet > 0 && traceError < TRACE_LIMIT
          ? [`${unmet} solutions are not those that the section has, each once`]
          : []),
        ...(degreeSpread(this.system) > LARGEST_SPREAD
          ? ["terms of some degree are too small for the trace test to see solutions far out"]
          : []),
      ],
    };
  }

  /** A generic section of the curve through a fibre, whether it is whole, and what becomes of it on the way back. */
  private async checkSection(
    fibre: PointSet,
    base: Parameters,
    size: number,
    options: TiltOptions,
    threads: PathThreads,
  ) {
    const theta = this.randomParameters(options.seed, size);
    const section = new PointSet();
    for (const x of present(await this.move(fibre.points, base, theta, threads))) section.add(x);
    const traceError = await this.closeSection(section, theta, size, options, threads);
    const back = await this.descend(section.points, theta, fibre, base, size, options, threads);
    const sound = traceError < TRACE_LIMIT && back.lost === 0 && back.unmet === 0;
    return { section, traceError, sound, ...back };
  }

  /** The solutions for the tilt of a fibre of another system of the family, which is generic: followed from there. */
  async moveFibre(from: TiltFibre, { seed, threads, onProgress }: TiltOptions): Promise<TiltFibre> {
    const { ends, paths, reason } = await followParameters(
      { system: tilted(from.system, this.rows, from.tilt), solutions: from.points },
      tilted(this.system, this.rows, from.tilt),
      {
        seed: seed.integer(0, 2 ** 32 - 1),
        ...(threads === undefined ? {} : { threads }),
        ...(onProgress === undefined ? {} : { onProgress }),
      },
    );
    // For generic tilts of all equations solutions are regular.
    const singular = ends.filter(({ kind }) => kind === "singular").length;
    return {
      ...from,
      system: this.system,
      away: from.away + paths.atInfinity,
      points: ends.flatMap((end) => (end.kind === "regular" ? [{ re: end.re, im: end.im }] : [])),
      reasons: [
        ...from.reasons,
        ...(reason === undefined ? [] : [reason]),
        ...(singular > 0 ? [`${singular} of the solutions for a generic tilt are singular`] : []),
      ],
    };
  }

  /** The limits C → 0 of the solutions of a fibre. Where paths fail, all are followed again from another tilt. */
  async limits(
    fibre: TiltFibre,
    { seed, threads = new PathThreads(0), onProgress }: TiltOptions,
  ): Promise<TiltSolution> {
    let solution = await this.limitsAlong(fibre, threads, onProgress);
    let from: TiltFibre | null = fibre;
    for (let ray = 1; ray < MAX_RAYS && solution.limits.some(({ kind }) => kind === "failed"); ray++) {
      try {
        from = await this.toAnotherTilt(from, seed, threads);
        if (from === null) break;
        const next = await this.limitsAlong(from, threads, onProgress);
        // One that an interrupt cut short does not replace a whole one.
        if (threads.signal?.aborted) break;
        solution = next;
      } catch (error) {
        if (threads.signal?.aborted !== true && !(error instanceof WorkExceeded)) throw error;
        break;
      }
    }
    return solution;
  }

  /** The fibre at another generic tilt; null where a path fails. */
  private async toAnotherTilt(
    fibre: TiltFibre,
    seed: Random,
    threads: PathThreads,
  ): Promise<TiltFibre | null> {
    const tilt = this.rayTilt(seed);
    const ends = await this.move(
      fibre.points.map(onFibre),
      this.fibreAt(fibre.tilt),
      this.fibreAt(tilt),
      threads,
    );
    const known = new PointSet();
    for (const end of present(ends)) known.add(end);
    if (known.points.length < fibre.points.length) return null;
    const n = this.variables;
    return {
      ...fibre,
      tilt,
      points: known.points.map(({ re, im }) => ({ re: re.slice(0, n), im: im.slice(0, n) })),
    };
  }

  /** C = εC₁, C₁ real and ε = e^{iθ} on the ray on which the tilt goes to zero. */
  private rayTilt(seed: Random): ComplexPoint {
    // Coefficients are close to one in these coordinates, and so are the tilts.
    const real = randomLike(seed, this.rows.length, TILT_SIZE).re;
    const ray = randomPhase(seed);
    return { re: real.map((x) => x * ray.re), im: real.map((x) => x * ray.im) };
  }

  private async limitsAlong(
    fibre: TiltFibre,
    threads: PathThreads,
    onProgress: TiltOptions["onProgress"],
  ): Promise<TiltSolution> {
    const rows = this.rows.length;
    const generic = fibre.points;
    const from = this.fibreAt(fibre.tilt);
    const to = this.fibreAt({ re: new Float64Array(rows), im: new Float64Array(rows) });
    let far = LEAVING;
    let done = 0;
    /** Undefined: not followed before an interrupt. */
    const followed = new Array<TiltLimit | undefined>(generic.length).fill(undefined);
    const follow = async (paths: readonly number[], tighter: number): Promise<void> => {
      const starts = paths.map((k) => ({ ...onFibre(generic[k]!), tighter }));
      const ends = (await threads.follow(this, { kind: "limit", from, to, far }, starts, (count) => {
        done += count;
        onProgress?.(Math.min(done, generic.length), generic.length, "paths to the untilted system");
      })) as (TiltEnds["limit"] | undefined)[];
      ends.forEach((end, i) => {
        if (end !== undefined) followed[paths[i]!] = end ?? { kind: "failed" };
      });
    };
    const arrived = () => followed.flatMap((limit) => (limit?.kind === "finite" ? [limit.point] : []));
    const ended = (wanted: TiltLimit["kind"]) =>
      [...generic.keys()].filter((k) => followed[k]?.kind === wanted);
    await follow([...generic.keys()], 0);
    for (let next = fartherThan(arrived()); next < far; next = fartherThan(arrived())) {
      far = next;
      await follow(ended("infinite"), 0);
    }
    // Near singular points at infinity double precision ends early; a regular limit that far out would have been reached.
    far = Math.min(LEAVING_LOST, fartherThan(arrived()));
    await follow(ended("failed"), 0);
    // A regular limit belongs to one path: where several arrive, some have jumped, and all are followed again.
    for (let tighter = 1; tighter < TIGHTER_LEVELS; tighter++) await follow(shared(followed), tighter);
    for (const k of shared(followed)) followed[k] = { kind: "failed" };
    const limits = [
      ...followed.flatMap((limit): TiltLimit[] =>
        limit === undefined
          ? []
          : limit.kind === "finite"
            ? [{ ...limit, point: fromScaled(limit.point, this.scaling) }]
            : [limit],
      ),
      ...Array.from({ length: fibre.away }, (): TiltLimit => ({ kind: "infinite" })),
    ];
    const missing = generic.length - (limits.length - fibre.away);
    const failed = limits.filter(({ kind }) => kind === "failed").length;
    const undecided = limits.filter(
      (limit) => limit.kind === "finite" && limit.reality === "undecided",
    ).length;
    const reasons = [
      ...fibre.reasons,
      ...(missing > 0
        ? [
            `interrupted: ${generic.length - missing} of ${generic.length} paths to the untilted system were followed`,
          ]
        : []),
      ...(failed > 0 ? [`${failed} of ${generic.length} paths failed`] : []),
      ...(undecided > 0 ? [`${undecided} paths are neither certified real nor certified not real`] : []),
    ];
    return {
      limits,
      generic: generic.length + fibre.away,
      sectionDegree: fibre.sectionDegree,
      leaving: fibre.leaving,
      lost: fibre.lost,
      traceError: fibre.traceError,
      complete: reasons.length === 0,
      ...(reasons.length > 0 ? { reason: reasons.join("; ") } : {}),
    };
  }

  /** Where the path that the tracker holds ends, in scaled coordinates. */
  private limit(tracker: PathTracker, newton: SystemNewton, far: number): TiltEnds["limit"] {
    const end = finishPath(tracker, { infinity: far });
    if (end.kind === "failed") return null;
    if (end.kind === "infinite" || isInfinite(end)) return { kind: "infinite" };
    const { re, im } = affine(end.re, end.im);
    // The coordinate s of the section is zero.
    const x = { re: re.slice(0, this.variables), im: im.slice(0, this.variables) };
    const { accuracy, winding } = end;
    if (end.kind === "singular") return { kind: "finite", point: x, accuracy, winding };
    const refined = newton.refine(x.re, x.im);
    const { reality } = newton.reality(refined.re, refined.im);
    return { kind: "finite", point: refined, reality, accuracy, winding };
  }
}

/** The largest ratio of coefficients of different degrees in one equation. */
function degreeSpread({ equations }: NumericSystem): number {
  let worst = 1;
  for (const terms of equations) {
    const sizes = new Map<number, number>();
    for (const { re, im, factors } of terms) {
      const size = hypot(re, im);
      if (size > 0) sizes.set(factors.length, Math.max(sizes.get(factors.length) ?? 0, size));
    }
    worst = Math.max(worst, Math.max(...sizes.values()) / Math.min(...sizes.values()));
  }
  return worst;
}

/**
 * The second difference of the sums of points x, y, z in a row, coordinate by coordinate relative to the sizes that cancel, the
 * largest; ∞ where some point bends, and moves, so little that a missing one like it would not be seen. A point that moves on a
 * straight line does not bend at all: of another that moves by a share μ of its size, a bend of μ² of it is expected.
 */
export function traceOf(
  xs: readonly ComplexPoint[],
  ys: readonly ComplexPoint[],
  zs: readonly ComplexPoint[],
): number {
  let worst = 0;
  const visible = new Float64Array(xs.length);
  for (let v = 0; v < xs[0]!.re.length; v++) {
    let re = 0;
    let im = 0;
    let scale = 0;
    const bends = xs.map((x, k) => {
      const [y, z] = [ys[k]!, zs[k]!];
      const a = x.re[v]! - 2 * y.re[v]! + z.re[v]!;
      const b = x.im[v]! - 2 * y.im[v]! + z.im[v]!;
      re += a;
      im += b;
      const size = hypot(x.re[v]!, x.im[v]!) + hypot(z.re[v]!, z.im[v]!);
      scale += size;
      const move = hypot(z.re[v]! - x.re[v]!, z.im[v]! - x.im[v]!);
      return Math.max(hypot(a, b), size > 0 ? move * Math.min(1, move / size) : 0);
    });
    if (scale === 0) continue;
    worst = Math.max(worst, hypot(re, im) / scale);
    bends.forEach((bend, k) => {
      visible[k] = Math.max(visible[k]!, bend / scale);
    });
  }
  const needed = VISIBLE * Math.max(worst, TRACE_ROUNDING);
  return visible.every((share) => share >= needed) ? worst : Number.POSITIVE_INFINITY;
}

/** F + C, C in the given equations. */
const tilted = (
  { variables, equations }: NumericSystem,
  rows: readonly number[],
  { re, im }: ComplexPoint,
): NumericSystem => ({
  variables,
  equations: equations.map((terms, i) => {
    const k = rows.indexOf(i);
    return k < 0 ? terms : [...terms, { re: re[k]!, im: im[k]!, factors: [] }];
  }),
});

/** (x, s) with s = 0. */
const onFibre = ({ re, im }: ComplexPoint): ComplexPoint => ({
  re: Float64Array.from([...re, 0]),
  im: Float64Array.from([...im, 0]),
});

/** The limits that are regular and yet met by several paths, by number. */
function shared(limits: readonly (TiltLimit | undefined)[]): number[] {
  const regular = limits.flatMap((limit, k) =>
    limit?.kind === "finite" && limit.reality !== undefined ? [{ point: limit.point, k }] : [],
  );
  const found = new Set<number>();
  regular.forEach(({ point, k }, i) => {
    for (const other of regular.slice(i + 1))
      if (sameComplex(point, other.point)) {
        found.add(k);
        found.add(other.k);
      }
  });
  return [...found];
}

/** Whether an endpoint lies in the hyperplane at infinity, by its homogenising coordinate, the last one. */
const isInfinite = ({ re, im, accuracy }: ComplexPoint & { readonly accuracy: number }): boolean =>
  hypot(re.at(-1)!, im.at(-1)!) < Math.max(AT_INFINITY, 10 * accuracy);

/** What a homogenising coordinate must fall below to be that of a point much farther out than these. */
const fartherThan = (points: readonly ComplexPoint[]): number =>
  FARTHER_OUT * points.reduce((min, x) => Math.min(min, inverseSize(x)), 1);

/** The homogenising coordinate of a point, scaled to norm one. */
const inverseSize = ({ re, im }: ComplexPoint): number => 1 / euclideanNorm([1, ...re, ...im]);

/** Points told apart by their distance; a hash along one direction keeps the comparison local. */
class PointSet {
  readonly points: ComplexPoint[] = [];
  private readonly cells = new Map<number, number[]>();

  add(point: ComplexPoint): void {
    let key = 0;
    for (let v = 0; v < point.re.length; v++)
      key += cos(2 * v + 1) * point.re[v]! + sin(5 * v + 2) * point.im[v]!;
    if (!Number.isFinite(key)) return;
    const cell = Math.floor(key * 1e4);
    for (const near of [cell - 1, cell, cell + 1])
      for (const k of this.cells.get(near) ?? []) if (sameComplex(this.points[k]!, point)) return;
    const list = this.cells.get(cell) ?? [];
    list.push(this.points.length);
    this.cells.set(cell, list);
    this.points.push(point);
  }
}

function sameComplex(a: ComplexPoint, b: ComplexPoint): boolean {
  let gap = 0;
  let size = 1e-3;
  for (let v = 0; v < a.re.length; v++) {
    gap = Math.max(gap, hypot(a.re[v]! - b.re[v]!, a.im[v]! - b.im[v]!));
    size = Math.max(size, hypot(a.re[v]!, a.im[v]!));
  }
  return gap <= SAME * size;
}

/** Complex Gaussian entries of a given size. */
const randomLike = (random: Random, count: number, size: number): ComplexPoint => ({
  re: Float64Array.from({ length: count }, () => size * random.normal()),
  im: Float64Array.from({ length: count }, () => size * random.normal()),
});

const present = (points: readonly (ComplexPoint | null)[]): ComplexPoint[] =>
  points.flatMap((x) => (x === null ? [] : [x]));

function setAffine(tracker: PathTracker, { re, im }: ComplexPoint): void {
  tracker.xRe.set(re);
  tracker.xIm.set(im);
  tracker.xRe[re.length] = 1;
  tracker.xIm[re.length] = 0;
  tracker.normalise();
}

/** x / x₀. */
function affine(re: Float64Array, im: Float64Array): ComplexPoint {
  const n = re.length - 1;
  const [a, b] = [re[n]!, im[n]!];
  const size = a * a + b * b;
  return {
    re: Float64Array.from({ length: n }, (_, v) => (re[v]! * a + im[v]! * b) / size),
    im: Float64Array.from({ length: n }, (_, v) => (im[v]! * a - re[v]! * b) / size),
  };
}

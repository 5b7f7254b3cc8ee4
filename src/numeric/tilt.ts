/**
 * Solving F(x) = 0 through its tilts F(x) + C = 0, C in chosen equations.
 *
 * For generic complex C the solutions are isolated and nonsingular even where F = 0 has whole manifolds of them. They are
 * found on a curve through them:
 *
 *   F(x) + C + sD = 0,  ⟨α, x⟩ + βs = c.
 *
 * The incidence variety of points and parameters θ = (C, D, α, β, c) is a graph over (x, s), hence irreducible, so loops in
 * θ carry one solution to all others (monodromy). Moving c alone slides a hyperplane: the set is all of the curve's section
 * iff its sum is affine-linear in c (trace test; Sommese, Verschelde, Wampler, 2002; Leykin, Rodriguez, Sottile, 2018). The
 * section s = 0 then gives the solutions for C; those that leave for infinity on the way are counted.
 *
 * Then C → 0 along εC₁ with C₁ real, leaving the real line in between, since real paths meet the discriminant. Every
 * compact component of the real solution set receives endpoints if F is a gradient. Whether a path is real is decided at a
 * small real ε, where it is nonsingular, by the Kantorovich test; its limit is found by the Cauchy endgame.
 *
 * All this is numerical evidence, not proof.
 */
import type { Random } from "../exact/random.js";
import { cauchyEndgame, finishPath } from "./endgame.js";
import { type Reality, SystemNewton } from "./newton-kantorovich.js";
import {
  type Coefficients,
  FamilyEvaluator,
  monomialTable,
  type NumericSystem,
  type NumericTerm,
} from "./polynomial-family.js";
import { PathTracker, TRACKER_DEFAULTS } from "./tracker.js";

export interface ComplexPoint {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export interface TiltOptions {
  readonly seed: Random;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
  /** Gives up with an incomplete result beyond this many solutions. */
  readonly maxSolutions?: number;
}

export interface TiltLimit {
  readonly kind: "finite" | "infinite" | "failed";
  /** Reality of the nonsingular solution at small real ε. */
  readonly reality: Reality;
  readonly point?: ComplexPoint;
  readonly winding?: number;
}

export interface TiltSolution {
  readonly limits: readonly TiltLimit[];
  /** Points of the section of the curve, and how many of them are solutions for generic C. */
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
const TRACE_LIMIT = 1e-7;
const QUIET_LOOPS = 6;
const MAX_LOOPS = 40;
/** ε at which reality is decided and the endgame starts. */
const SMALL_TILT = 2e-3;
const AT_INFINITY = 1e-6;

/** Parameters θ of the family, in the order C, D, α, β, c. */
type Parameters = ComplexPoint;

export class TiltFamily {
  private readonly base: Coefficients;
  /** The term that each parameter is the coefficient of, and the scale of its equation. */
  private readonly parameterTerm: Int32Array;
  private readonly parameterScale: Float64Array;
  private readonly family: FamilyEvaluator;
  private readonly groups: Int32Array;
  private readonly rows: readonly number[];
  readonly variables: number;

  /** @param rows the equations that are tilted. */
  constructor(
    private readonly system: NumericSystem,
    rows: readonly number[],
  ) {
    const n = system.variables;
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
      Math.max(...terms.map(({ re, im }) => Math.hypot(re, im)), Number.MIN_VALUE),
    );
    for (const i of rows)
      placeholders.push({ equation: i, factors: pad([], degrees[i]!), scale: scales[i]! });
    for (const i of rows)
      placeholders.push({ equation: i, factors: pad([s], degrees[i]!), scale: scales[i]! });
    for (let v = 0; v <= n; v++) placeholders.push({ equation: n, factors: [v], scale: 1 });
    placeholders.push({ equation: n, factors: [h], scale: -1 });
    const empty = (k: number): NumericTerm => ({ re: 0, im: 0, factors: placeholders[k]!.factors });
    const homogeneous: NumericSystem = {
      variables: n + 2,
      equations: [
        ...system.equations.map((terms, i) => [
          ...terms.map(({ re, im, factors }) => ({
            re: re / scales[i]!,
            im: im / scales[i]!,
            factors: pad(factors, degrees[i]!),
          })),
          ...placeholders.flatMap(({ equation }, k) => (equation === i ? [empty(k)] : [])),
        ]),
        placeholders.flatMap(({ equation }, k) => (equation === n ? [empty(k)] : [])),
      ],
    };
    const { table, coefficients, termOf } = monomialTable([homogeneous]);
    this.base = coefficients[0]!;
    this.parameterTerm = Int32Array.from(placeholders, ({ equation, factors }) => termOf(equation, factors));
    this.parameterScale = Float64Array.from(placeholders, ({ scale }) => 1 / scale);
    this.family = new FamilyEvaluator(table, this.base, this.base);
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
    return new PathTracker(this.family, this.groups, 1, {
      predictionError: TRACKER_DEFAULTS.predictionError * 100 ** -tighter,
      maxSteps: TRACKER_DEFAULTS.maxSteps * 3 ** tighter,
    });
  }

  /** Follows points (x, s) from θ to θ′; null where a path fails or leaves for infinity. */
  private move(points: readonly ComplexPoint[], from: Parameters, to: Parameters): (ComplexPoint | null)[] {
    const tracker = this.tracker(this.coefficients(from), this.coefficients(to));
    return points.map((point) => {
      setAffine(tracker, point);
      if (tracker.track(1, 0, 0, 0).outcome !== "arrived") return null;
      // Members of a generic fibre are regular and finite; anything else has left the path.
      const { step, inverseNorm } = tracker.polish(0, 0);
      const last = this.variables + 1;
      const finite = Math.hypot(tracker.xRe[last]!, tracker.xIm[last]!) > AT_INFINITY;
      return step < 1e-10 && inverseNorm < 1e10 && finite ? affine(tracker.xRe, tracker.xIm) : null;
    });
  }

  /** θ through a point (x, s) with D, α, β given: C makes up for F + sD, c for the section. */
  private through(point: ComplexPoint, random: Random, c: ComplexPoint): Parameters {
    const count = this.parameterTerm.length;
    const r = this.rows.length;
    const theta = randomLike(random, count, sizeOf(c));
    const slice = randomLike(random, this.variables + 1, 1);
    theta.re.set(slice.re, 2 * r);
    theta.im.set(slice.im, 2 * r);
    const [sRe, sIm] = [point.re[this.variables]!, point.im[this.variables]!];
    for (let k = 0; k < r; k++) {
      const [dRe, dIm] = [theta.re[r + k]!, theta.im[r + k]!];
      theta.re[k] = c.re[k]! - (sRe * dRe - sIm * dIm);
      theta.im[k] = c.im[k]! - (sRe * dIm + sIm * dRe);
    }
    let re = 0;
    let im = 0;
    for (let v = 0; v <= this.variables; v++) {
      const [aRe, aIm] = [theta.re[2 * r + v]!, theta.im[2 * r + v]!];
      re += aRe * point.re[v]! - aIm * point.im[v]!;
      im += aRe * point.im[v]! + aIm * point.re[v]!;
    }
    theta.re[count - 1] = re;
    theta.im[count - 1] = im;
    return theta;
  }

  private randomParameters(random: Random, size: number): Parameters {
    const theta = randomLike(random, this.parameterTerm.length, size);
    const slice = randomLike(random, this.variables + 2, 1);
    theta.re.set(slice.re, 2 * this.rows.length);
    theta.im.set(slice.im, 2 * this.rows.length);
    return theta;
  }

  /** All points of a generic section of the curve, from one of them. */
  private monodromy(
    first: ComplexPoint,
    theta: Parameters,
    size: number,
    { seed, signal, onProgress, maxSolutions = 20_000 }: TiltOptions,
  ): { points: ComplexPoint[]; traceError: number } {
    const known = new PointSet();
    known.add(first);
    let quiet = 0;
    let traceError = Number.POSITIVE_INFINITY;
    for (let loop = 0; loop < MAX_LOOPS && known.points.length < maxSolutions; loop++) {
      signal?.throwIfAborted();
      const [one, two] = [this.randomParameters(seed, size), this.randomParameters(seed, size)];
      const before = known.points.length;
      const there = present(this.move(known.points, theta, one));
      const further = present(this.move(there, one, two));
      for (const x of present(this.move(further, two, theta))) known.add(x);
      onProgress?.(known.points.length, undefined, "generic solutions");
      if (known.points.length > before) {
        quiet = 0;
        continue;
      }
      quiet++;
      // The monodromy group need not be 2-transitive, so a part can have a linear trace: quiet loops are asked, too.
      if (quiet < QUIET_LOOPS) continue;
      traceError = this.traceError(known.points, theta);
      if (traceError < TRACE_LIMIT || quiet >= 3 * QUIET_LOOPS) break;
    }
    return { points: known.points, traceError };
  }

  /** |T(c) − 2T(c + δ) + T(c + 2δ)| of the sum of the points, relative to the sizes that cancel. */
  private traceError(points: readonly ComplexPoint[], theta: Parameters): number {
    const last = this.parameterTerm.length - 1;
    const shifted = (steps: number): Parameters => {
      const moved = { re: Float64Array.from(theta.re), im: Float64Array.from(theta.im) };
      moved.re[last]! += 0.4 * steps;
      moved.im[last]! += 0.3 * steps;
      return moved;
    };
    const at1 = this.move(points, theta, shifted(1));
    if (at1.includes(null)) return Number.POSITIVE_INFINITY;
    const at2 = this.move(present(at1), shifted(1), shifted(2));
    if (at2.includes(null)) return Number.POSITIVE_INFINITY;
    let worst = 0;
    for (let v = 0; v <= this.variables; v++) {
      let re = 0;
      let im = 0;
      let scale = 0;
      points.forEach((x, k) => {
        const [y, z] = [at1[k]!, at2[k]!];
        re += x.re[v]! - 2 * y.re[v]! + z.re[v]!;
        im += x.im[v]! - 2 * y.im[v]! + z.im[v]!;
        scale += Math.hypot(x.re[v]!, x.im[v]!) + Math.hypot(z.re[v]!, z.im[v]!);
      });
      if (scale > 0) worst = Math.max(worst, Math.hypot(re, im) / scale);
    }
    return worst;
  }

  /** C at s = 0: the section s = 0 with the given tilt; the other parameters do not matter there. */
  private sectionAt(c: ComplexPoint, theta: Parameters): Parameters {
    const out = { re: Float64Array.from(theta.re), im: Float64Array.from(theta.im) };
    const r = this.rows.length;
    out.re.set(c.re);
    out.im.set(c.im);
    out.re.fill(0, 2 * r);
    out.im.fill(0, 2 * r);
    out.re[2 * r + this.variables] = 1;
    return out;
  }

  /**
   * Solves F = 0 through its tilts.
   *
   * @param first a solution x of F + C = 0, with its C.
   */
  solve(first: ComplexPoint, c: ComplexPoint, options: TiltOptions): TiltSolution {
    const { seed, signal, onProgress } = options;
    const size = sizeOf(c);
    const s = { re: seed.normal(), im: seed.normal() };
    const lifted: ComplexPoint = {
      re: Float64Array.from([...first.re, s.re]),
      im: Float64Array.from([...first.im, s.im]),
    };
    const theta = this.through(lifted, seed, c);
    const { points, traceError } = this.monodromy(lifted, theta, size, options);

    const real: ComplexPoint = randomLike(seed, this.rows.length, size);
    real.im.fill(0);
    const section = this.sectionAt(real, theta);
    const toSection = this.tracker(this.coefficients(theta), this.coefficients(section));
    let leaving = 0;
    let lost = 0;
    const generic: ComplexPoint[] = [];
    for (const point of points) {
      signal?.throwIfAborted();
      setAffine(toSection, point);
      const end = finishPath(toSection);
      if (end.kind === "failed") lost++;
      else if (Math.hypot(end.re[this.variables + 1]!, end.im[this.variables + 1]!) < AT_INFINITY) leaving++;
      else if (end.kind === "singular") lost++;
      else generic.push(affine(end.re, end.im));
    }
    const start = this.coefficients(section);
    const none = { re: new Float64Array(this.rows.length), im: new Float64Array(this.rows.length) };
    const untilted = this.coefficients(this.sectionAt(none, theta));
    // A generic way round the real discriminant.
    const [wayRe, wayIm] = [0.3 + 0.2 * seed.next(), 0.3 + 0.2 * seed.next()];
    const small = new SystemNewton(this.affineSystem(real, SMALL_TILT));
    const limits = generic.map((point, k): TiltLimit => {
      signal?.throwIfAborted();
      onProgress?.(k + 1, generic.length, "paths to the untilted system");
      for (let tighter = 0; tighter < 3; tighter++) {
        const limit = this.limit(point, start, untilted, wayRe, wayIm, small, tighter);
        if (limit.kind !== "failed") return limit;
      }
      return { kind: "failed", reality: "undecided" };
    });
    const failed = lost + limits.filter(({ kind }) => kind === "failed").length;
    const undecided = limits.filter(
      ({ kind, reality }) => kind === "finite" && reality === "undecided",
    ).length;
    const reasons = [
      ...(traceError < TRACE_LIMIT ? [] : [`the trace test failed (${traceError.toExponential(1)})`]),
      ...(failed > 0 ? [`${failed} of ${points.length} paths failed`] : []),
      ...(undecided > 0 ? [`${undecided} paths are neither certified real nor certified not real`] : []),
    ];
    return {
      limits,
      generic: generic.length,
      sectionDegree: points.length,
      leaving,
      lost,
      traceError,
      complete: reasons.length === 0,
      ...(reasons.length > 0 ? { reason: reasons.join("; ") } : {}),
    };
  }

  private limit(
    point: ComplexPoint,
    start: Coefficients,
    untilted: Coefficients,
    wayRe: number,
    wayIm: number,
    small: SystemNewton,
    tighter: number,
  ): TiltLimit {
    const tracker = this.tracker(start, untilted, tighter);
    setAffine(tracker, point);
    if (
      tracker.track(1, 0, wayRe, wayIm).outcome !== "arrived" ||
      tracker.track(wayRe, wayIm, SMALL_TILT, 0).outcome !== "arrived"
    )
      return { kind: "failed", reality: "undecided" };
    const near = affine(tracker.xRe, tracker.xIm);
    const n = this.variables;
    const { re, im } = small.refine(near.re.slice(0, n), near.im.slice(0, n));
    const { reality } = small.reality(re, im);
    const end = cauchyEndgame(tracker, SMALL_TILT);
    if (end.kind === "failed") return { kind: "failed", reality };
    const last = this.variables + 1;
    if (Math.hypot(end.re[last]!, end.im[last]!) < Math.max(AT_INFINITY, 10 * end.accuracy))
      return { kind: "infinite", reality };
    return { kind: "finite", reality, point: affine(end.re, end.im), winding: end.winding };
  }

  /** F + factor·C as an affine system. */
  private affineSystem(c: ComplexPoint, factor: number): NumericSystem {
    return {
      variables: this.variables,
      equations: this.system.equations.map((terms, i) => {
        const k = this.rows.indexOf(i);
        return k < 0 ? terms : [...terms, { re: factor * c.re[k]!, im: factor * c.im[k]!, factors: [] }];
      }),
    };
  }
}

/** Points told apart by their distance; a hash along one direction keeps the comparison local. */
class PointSet {
  readonly points: ComplexPoint[] = [];
  private readonly cells = new Map<number, number[]>();

  add(point: ComplexPoint): void {
    let key = 0;
    for (let v = 0; v < point.re.length; v++)
      key += Math.cos(2 * v + 1) * point.re[v]! + Math.sin(5 * v + 2) * point.im[v]!;
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
    gap = Math.max(gap, Math.hypot(a.re[v]! - b.re[v]!, a.im[v]! - b.im[v]!));
    size = Math.max(size, Math.hypot(a.re[v]!, a.im[v]!));
  }
  return gap <= SAME * size;
}

/** Root mean square of the entries. */
function sizeOf(c: ComplexPoint): number {
  let squares = 0;
  for (let k = 0; k < c.re.length; k++) squares += c.re[k]! ** 2 + c.im[k]! ** 2;
  return Math.sqrt(squares / (2 * c.re.length)) || 1;
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

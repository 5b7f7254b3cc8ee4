/**
 * Solving F(x) = 0 through its tilts F(x) + C = 0, C in chosen equations.
 *
 * For generic complex C the solutions are isolated and nonsingular even where F = 0 has whole manifolds of them. The
 * incidence variety {(x, C)} is a graph over x, hence irreducible, so loops in C carry one solution to all others
 * (monodromy). The set is complete when its trace, the sum of the solutions along C + sD, is affine-linear in s
 * (Sommese, Verschelde, Wampler, "Symmetric functions applied to decomposing solution sets", 2002): evidence, not proof,
 * and valid where no solution escapes to infinity for finite s.
 *
 * Then C → 0 along εC₁ with C₁ real and ε leaving the real line in between, since real paths meet the discriminant. Every
 * compact component of the real solution set receives endpoints if F is a gradient. Whether a path is real is decided at
 * a small real ε, where it is nonsingular, by the Kantorovich test; its limit is found by the Cauchy endgame.
 */
import type { Random } from "../exact/random.js";
import { cauchyEndgame } from "./endgame.js";
import { type Reality, SystemNewton } from "./newton-kantorovich.js";
import {
  type Coefficients,
  FamilyEvaluator,
  type MonomialTable,
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
  /** Solutions for generic C. */
  readonly generic: number;
  readonly traceError: number;
  readonly complete: boolean;
  readonly reason?: string;
}

const SAME = 1e-7;
const TRACE_LIMIT = 1e-7;
const QUIET_LOOPS = 3;
const MAX_LOOPS = 40;
/** ε at which reality is decided and the endgame starts. */
const SMALL_TILT = 2e-3;
const AT_INFINITY = 1e-6;

export class TiltFamily {
  private readonly base: Coefficients;
  private readonly tiltTerm: Int32Array;
  private readonly family: FamilyEvaluator;
  private readonly groups: Int32Array;
  private readonly scales: Float64Array;
  readonly variables: number;

  /** @param rows the equations that are tilted. */
  constructor(
    private readonly system: NumericSystem,
    readonly rows: readonly number[],
  ) {
    const n = system.variables;
    this.variables = n;
    this.scales = Float64Array.from(system.equations, (terms) =>
      Math.max(...terms.map(({ re, im }) => Math.hypot(re, im)), Number.MIN_VALUE),
    );
    const degrees = system.equations.map((terms) =>
      Math.max(1, ...terms.map(({ factors }) => factors.length)),
    );
    const pad = (factors: readonly number[], degree: number) => [
      ...factors,
      ...new Array<number>(degree - factors.length).fill(n),
    ];
    const homogeneous: NumericSystem = {
      variables: n + 1,
      equations: system.equations.map((terms, i) => [
        ...terms.map(
          ({ re, im, factors }): NumericTerm => ({
            re: re / this.scales[i]!,
            im: im / this.scales[i]!,
            factors: pad(factors, degrees[i]!),
          }),
        ),
        ...(rows.includes(i) ? [{ re: 0, im: 0, factors: pad([], degrees[i]!) }] : []),
      ]),
    };
    const { table, coefficients } = monomialTable([homogeneous]);
    this.base = coefficients[0]!;
    // The constant term of an equation is its term at the node of x₀^degree: the only one that is a pure power of x₀.
    const constantNode = new Map<number, number>();
    homogeneous.equations.forEach((_, i) => {
      for (let k = 0; k < table.termNode.length; k++)
        if (table.termEquation[k] === i && this.isPurePower(table, table.termNode[k]!, n))
          constantNode.set(i, k);
    });
    this.tiltTerm = Int32Array.from(rows, (i) => constantNode.get(i)!);
    this.family = new FamilyEvaluator(table, this.base, this.base);
    this.groups = new Int32Array(n + 1);
  }

  private isPurePower(table: MonomialTable, node: number, variable: number): boolean {
    let at = node;
    while (at > table.variables) {
      if (table.factor[at] !== variable) return false;
      at = table.parent[at]!;
    }
    return at === variable + 1;
  }

  /** Coefficients of F + C. */
  private tilted(c: ComplexPoint, factor = 1): Coefficients {
    const re = Float64Array.from(this.base.re);
    const im = Float64Array.from(this.base.im);
    this.tiltTerm.forEach((term, k) => {
      const scale = factor / this.scales[this.rows[k]!]!;
      re[term]! += c.re[k]! * scale;
      im[term]! += c.im[k]! * scale;
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

  /** Follows affine solutions from F + C to F + C′; null where a path fails or leaves for infinity. */
  private move(
    points: readonly ComplexPoint[],
    from: ComplexPoint,
    to: ComplexPoint,
  ): (ComplexPoint | null)[] {
    const start = this.tilted(from);
    const target = this.tilted(to);
    const tracker = this.tracker(start, target);
    return points.map((point) => {
      setAffine(tracker, point);
      if (tracker.track(1, 0, 0, 0).outcome !== "arrived") return null;
      tracker.polish(0, 0, 3);
      return affine(tracker.xRe, tracker.xIm);
    });
  }

  /** All solutions of F + C for a generic C, from one of them. */
  monodromy(
    first: ComplexPoint,
    c: ComplexPoint,
    { seed, signal, onProgress, maxSolutions = 20_000 }: TiltOptions,
  ): { points: ComplexPoint[]; traceError: number; quiet: boolean } {
    const known = new PointSet();
    known.add(first);
    const randomTilt = () => randomLike(seed, c);
    let quiet = 0;
    let traceError = Number.POSITIVE_INFINITY;
    for (let loop = 0; loop < MAX_LOOPS && known.points.length < maxSolutions; loop++) {
      signal?.throwIfAborted();
      const [c1, c2] = [randomTilt(), randomTilt()];
      const before = known.points.length;
      const there = this.move(known.points, c, c1).flatMap((x) => (x === null ? [] : [x]));
      const further = this.move(there, c1, c2).flatMap((x) => (x === null ? [] : [x]));
      for (const x of this.move(further, c2, c)) if (x !== null) known.add(x);
      onProgress?.(known.points.length, undefined, "generic solutions");
      if (known.points.length > before) {
        quiet = 0;
        continue;
      }
      quiet++;
      traceError = this.traceError(known.points, c, randomTilt());
      if (traceError < TRACE_LIMIT || quiet >= 3 * QUIET_LOOPS) break;
    }
    return { points: known.points, traceError, quiet: quiet >= 1 };
  }

  /** |T(0) − 2T(1) + T(2)| of the sum of the solutions along C + sD, relative to the sizes that cancel. */
  private traceError(points: readonly ComplexPoint[], c: ComplexPoint, d: ComplexPoint): number {
    const shifted = (s: number): ComplexPoint => ({
      re: c.re.map((x, k) => x + s * d.re[k]!),
      im: c.im.map((x, k) => x + s * d.im[k]!),
    });
    const at1 = this.move(points, c, shifted(0.5));
    const at2 = this.move(
      at1.flatMap((x) => (x === null ? [] : [x])),
      shifted(0.5),
      shifted(1),
    );
    if (at1.some((x) => x === null) || at2.some((x) => x === null)) return Number.POSITIVE_INFINITY;
    let worst = 0;
    for (let v = 0; v < this.variables; v++) {
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

  /**
   * Solves F = 0 through its tilts.
   *
   * @param first a solution of F + C; its solutions are found by monodromy, moved to a real tilt and followed to F.
   */
  solve(first: ComplexPoint, c: ComplexPoint, options: TiltOptions): TiltSolution {
    const { seed, signal, onProgress } = options;
    const { points, traceError } = this.monodromy(first, c, options);
    const real: ComplexPoint = randomLike(seed, c);
    real.im.fill(0);
    const atReal = this.move(points, c, real);
    const untilted = this.base;
    const start = this.tilted(real);
    // A generic way round the real discriminant.
    const [wayRe, wayIm] = [0.3 + 0.2 * seed.next(), 0.3 + 0.2 * seed.next()];
    const small = new SystemNewton(this.affineSystem(real, SMALL_TILT));
    const limits = atReal.map((point, k): TiltLimit => {
      signal?.throwIfAborted();
      onProgress?.(k + 1, atReal.length, "paths to the untilted system");
      if (point === null) return { kind: "failed", reality: "undecided" };
      for (let tighter = 0; tighter < 3; tighter++) {
        const limit = this.limit(point, start, untilted, wayRe, wayIm, small, tighter);
        if (limit.kind !== "failed") return limit;
      }
      return { kind: "failed", reality: "undecided" };
    });
    const failed = limits.filter(({ kind }) => kind === "failed").length;
    const undecided = limits.filter(
      ({ kind, reality }) => kind === "finite" && reality === "undecided",
    ).length;
    const reasons = [
      ...(traceError < TRACE_LIMIT ? [] : [`the trace test failed (${traceError.toExponential(1)})`]),
      ...(failed > 0 ? [`${failed} of ${limits.length} paths failed`] : []),
      ...(undecided > 0 ? [`${undecided} paths are neither certified real nor certified not real`] : []),
    ];
    return {
      limits,
      generic: points.length,
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
    const { re, im } = small.refine(near.re, near.im);
    const { reality } = small.reality(re, im);
    const end = cauchyEndgame(tracker, SMALL_TILT);
    if (end.kind === "failed") return { kind: "failed", reality };
    const last = this.variables;
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

/** Complex Gaussian entries of the typical size of the given tilt. */
function randomLike(random: Random, c: ComplexPoint): ComplexPoint {
  let squares = 0;
  for (let k = 0; k < c.re.length; k++) squares += c.re[k]! ** 2 + c.im[k]! ** 2;
  const size = Math.sqrt(squares / (2 * c.re.length)) || 1;
  return { re: c.re.map(() => size * random.normal()), im: c.im.map(() => size * random.normal()) };
}

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

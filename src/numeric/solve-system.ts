/**
 * All isolated solutions of a square polynomial system, every path accounted for.
 *
 * started = finite + at infinity + failed. Nonsingular endpoints are compared pairwise: a collision means that a path
 * jumped, so the paths involved are run again with tighter control; so are failed ones, and at last everything from
 * another start system. Endpoints of several paths at a singular point add up to its multiplicity; a singular point that
 * moves when the start system changes lies on a set of positive dimension and is not listed.
 *
 * Complete in the numerical sense: no path failed and no collision is left. That is evidence, not proof.
 */

import { Random } from "../exact/random.js";
import { indistinct, SolutionCertifier } from "./certify-solutions.js";
import type { Endpoint } from "./endgame.js";
import { asExact, type EnclosedSystem } from "./interval-system.js";
import { SystemNewton } from "./newton-kantorovich.js";
import { PathRunner } from "./paths.js";
import type { NumericSystem, NumericTerm } from "./polynomial-family.js";
import { bestGrouping, type Grouping } from "./start-systems.js";

export interface SystemSolution {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly real: boolean;
  /** Number of paths that end here. */
  readonly multiplicity: number;
  readonly singular: boolean;
  /**
   * Proved by interval arithmetic: there is exactly one solution in the box, real or not as stated, and it is distinct from
   * the other certified ones. Never for singular solutions, nor for systems with more equations than variables.
   */
  readonly certified: boolean;
  /** Half the width of the box around the point that holds a certified solution. */
  readonly radius?: number;
  readonly residual: number;
}

export interface PathCounts {
  readonly started: number;
  readonly finite: number;
  readonly atInfinity: number;
  readonly failed: number;
}

export interface SystemSolutions {
  readonly solutions: readonly SystemSolution[];
  readonly paths: PathCounts;
  readonly bound: bigint;
  readonly groups: number;
  /** Endpoints on solution sets of positive dimension: found, counted, not listed. */
  readonly onPositiveDimension: number;
  readonly complete: boolean;
  /**
   * `proved`: as many distinct solutions are certified as `bound` admits; `numerical`: every path is accounted for;
   * `incomplete` otherwise.
   */
  readonly proof: "proved" | "numerical" | "incomplete";
  readonly reason?: string;
}

export interface SolveOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Yields to the event loop between batches; absent in synchronous use. */
  readonly hints?: readonly (readonly number[])[];
  /** The same system with enclosed exact coefficients, which certificates are then about; its doubles otherwise. */
  readonly exact?: EnclosedSystem;
}

const MAX_PATHS = 200_000n;
const ATTEMPTS = 3;
const TIGHTER_LEVELS = 3;
/** A homogenising coordinate of a regular endpoint below this is zero: the endpoint is at infinity. */
const INFINITE_REGULAR = 1e-10;
const INFINITE_SINGULAR = 1e-5;

interface FiniteEndpoint {
  readonly path: number;
  readonly singular: boolean;
  readonly accuracy: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly residual: number;
}

interface Run {
  readonly finite: FiniteEndpoint[];
  readonly atInfinity: number;
  readonly failed: number;
}

/**
 * Solves F = 0.
 *
 * @throws RangeError if there are fewer equations than variables, or more paths than can be followed.
 */
export function solveSystem(system: NumericSystem, options: SolveOptions): SystemSolutions {
  const trivial = trivialSystem(system);
  if (trivial !== null) return trivial;
  if (system.equations.length < system.variables)
    throw new RangeError(
      `equations: expected at least ${system.variables} for as many variables, got ${system.equations.length}`,
    );
  const square = system.equations.length === system.variables ? system : squareUp(system, options.seed);
  const grouping = bestGrouping(square, options.hints);
  if (grouping.bound > MAX_PATHS)
    throw new RangeError(`paths: expected a bound of at most ${MAX_PATHS}, got ${grouping.bound}`);
  const newton = new SystemNewton(square);

  let run: Run | null = null;
  let used = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    used = attempt;
    const candidate = runPaths(square, grouping, newton, attempt, options);
    if (run === null || candidate.failed < run.failed) run = candidate;
    if (run.failed === 0) break;
  }
  const { finite, atInfinity, failed } = run!;
  const regular = finite.filter(({ singular }) => !singular);
  const clusters = clusterSingular(finite.filter(({ singular }) => singular));
  let onPositiveDimension = 0;
  let isolated = clusters;
  if (clusters.length > 0) {
    // Isolated multiple roots do not depend on the start system; points of a curve of solutions do.
    const again = runPaths(square, grouping, newton, used + ATTEMPTS, options);
    const others = clusterSingular(again.finite.filter(({ singular }) => singular));
    isolated = clusters.filter((cluster) =>
      others.some(
        (other) =>
          other.members.length === cluster.members.length && distance(other.center, cluster.center) < 1e-3,
      ),
    );
    for (const cluster of clusters)
      if (!isolated.includes(cluster)) onPositiveDimension += cluster.members.length;
  }
  const realSystem = square.equations.every((terms) => terms.every(({ im }) => im === 0));
  let undecided = 0;
  const certificates = certifyAll(
    regular,
    square === system ? (options.exact ?? asExact(system)) : asExact(square),
  );
  const solutions: SystemSolution[] = regular.map((point, k) => {
    const certificate = certificates[k]!;
    // Without a certificate the Kantorovich test may still tell real points, but proves nothing.
    const { reality, re, im } =
      certificate !== null && certificate.reality !== "undecided"
        ? certificate
        : { ...newton.reality(point.re, point.im), im: point.im };
    if (reality === "undecided") undecided++;
    const real = realSystem && reality === "real";
    const certified = certificate !== null && certificate.reality !== "undecided" && square === system;
    return {
      re,
      im: real ? new Float64Array(im.length) : im,
      real,
      multiplicity: 1,
      singular: false,
      certified,
      ...(certified ? { radius: certificate.radius } : {}),
      residual: point.residual,
    };
  });
  for (const { center, members } of isolated) {
    const size = Math.max(1, ...center.re.map(Math.abs));
    const real = realSystem && center.im.every((y) => Math.abs(y) < 1e-6 * size);
    solutions.push({
      re: center.re,
      im: real ? new Float64Array(center.im.length) : center.im,
      real,
      multiplicity: members.length,
      singular: true,
      certified: false,
      residual: center.residual,
    });
  }
  const listed = square === system ? solutions : solutions.filter((s) => satisfies(system, s));
  listed.sort(compareSolutions);
  const reasons = [
    ...(failed > 0 ? [`${failed} paths failed`] : []),
    ...(onPositiveDimension > 0
      ? [
          `${onPositiveDimension} paths end on solution sets of positive dimension, whose points are not listed`,
        ]
      : []),
    ...(undecided > 0 ? [`${undecided} solutions are neither certified real nor certified not real`] : []),
  ];
  return {
    solutions: listed,
    paths: { started: Number(grouping.bound), finite: finite.length, atInfinity, failed },
    bound: grouping.bound,
    groups: grouping.groups,
    onPositiveDimension,
    complete: reasons.length === 0,
    proof:
      reasons.length > 0
        ? "incomplete"
        : square === system && BigInt(listed.filter(({ certified }) => certified).length) === grouping.bound
          ? "proved"
          : "numerical",
    ...(reasons.length > 0 ? { reason: reasons.join("; ") } : {}),
  };
}

/** Certificates of regular endpoints; of two that are not proved distinct, the later one has none. */
function certifyAll(points: readonly FiniteEndpoint[], exact: EnclosedSystem) {
  const certifier = new SolutionCertifier(exact);
  const found = points.map(({ re, im }) => certifier.certify(re, im));
  const double = indistinct(found.map((certified) => certified?.box ?? null));
  return found.map((certified, k) =>
    certified === null || double.has(k)
      ? null
      : {
          reality: certified.reality,
          re: certified.box.midpoint.slice(0, exact.variables),
          im: certified.box.midpoint.slice(exact.variables),
          radius: Math.max(...certified.box.radius),
        },
  );
}

function runPaths(
  system: NumericSystem,
  grouping: Grouping,
  newton: SystemNewton,
  attempt: number,
  { seed, signal, onProgress }: SolveOptions,
): Run {
  const runner = new PathRunner({ system, grouping, seed: seed * 16 + attempt });
  const ends = new Map<number, FiniteEndpoint | "infinite" | "failed">();
  const follow = (k: number, tighter: number) => {
    signal?.throwIfAborted();
    ends.set(k, classifyEndpoint(runner.follow(k, tighter), k, system, grouping, newton));
  };
  for (let k = 0; k < runner.count; k++) {
    follow(k, 0);
    onProgress?.(k + 1, runner.count);
  }
  for (let tighter = 1; tighter <= TIGHTER_LEVELS; tighter++) {
    const again = new Set<number>();
    for (const [k, end] of ends) if (end === "failed") again.add(k);
    for (const k of collisions(ends)) again.add(k);
    if (again.size === 0) break;
    for (const k of again) follow(k, tighter);
  }
  const left = new Set(collisions(ends));
  const finite: FiniteEndpoint[] = [];
  let atInfinity = 0;
  let failed = 0;
  const kept: FiniteEndpoint[] = [];
  for (const [k, end] of ends) {
    if (end === "infinite") atInfinity++;
    else if (end === "failed") failed++;
    else if (left.has(k)) {
      // Of paths that still share a regular endpoint, one is right and the others have jumped.
      if (kept.some((other) => distance(other, end) < 1e-6)) failed++;
      else {
        kept.push(end);
        finite.push(end);
      }
    } else finite.push(end);
  }
  return { finite, atInfinity, failed };
}

function classifyEndpoint(
  end: Endpoint,
  path: number,
  { variables: n }: NumericSystem,
  { groups, groupOf }: Grouping,
  newton: SystemNewton,
): FiniteEndpoint | "infinite" | "failed" {
  if (end.kind === "failed") return "failed";
  const singular = end.kind === "singular";
  const threshold = singular ? Math.max(INFINITE_SINGULAR, 10 * end.accuracy) : INFINITE_REGULAR;
  for (let g = 0; g < groups; g++)
    if (Math.hypot(end.re[n + g]!, end.im[n + g]!) < threshold) return "infinite";
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let v = 0; v < n; v++) {
    const h = n + groupOf[v]!;
    const [a, b] = [end.re[h]!, end.im[h]!];
    const size = a * a + b * b;
    re[v] = (end.re[v]! * a + end.im[v]! * b) / size;
    im[v] = (end.im[v]! * a - end.re[v]! * b) / size;
  }
  if (singular) return { path, singular, accuracy: end.accuracy, re, im, residual: end.accuracy };
  const refined = newton.refine(re, im);
  return {
    path,
    singular,
    accuracy: refined.step,
    re: refined.re,
    im: refined.im,
    residual: refined.residual,
  };
}

/** Relative distance of two points in the ∞-norm. */
function distance(
  a: { readonly re: Float64Array; readonly im: Float64Array },
  b: { readonly re: Float64Array; readonly im: Float64Array },
): number {
  let gap = 0;
  let size = 0;
  for (let v = 0; v < a.re.length; v++) {
    gap = Math.max(gap, Math.hypot(a.re[v]! - b.re[v]!, a.im[v]! - b.im[v]!));
    size = Math.max(size, Math.hypot(a.re[v]!, a.im[v]!), Math.hypot(b.re[v]!, b.im[v]!));
  }
  return size === 0 ? 0 : gap / size;
}

/** Paths whose regular endpoints coincide: found by sorting along one direction, then comparing neighbours. */
function collisions(ends: ReadonlyMap<number, FiniteEndpoint | "infinite" | "failed">): number[] {
  const points: { end: FiniteEndpoint; key: number }[] = [];
  for (const end of ends.values()) {
    if (typeof end === "string" || end.singular) continue;
    let key = 0;
    for (let v = 0; v < end.re.length; v++)
      key += Math.cos(v + 1) * end.re[v]! + Math.sin(3 * v + 2) * end.im[v]!;
    points.push({ end, key });
  }
  points.sort((a, b) => a.key - b.key);
  const found = new Set<number>();
  for (let i = 0; i < points.length; i++)
    for (let j = i + 1; j < points.length; j++) {
      const scale = Math.max(1, Math.abs(points[i]!.key));
      if (points[j]!.key - points[i]!.key > 1e-5 * scale * points[i]!.end.re.length) break;
      if (distance(points[i]!.end, points[j]!.end) < 1e-6) {
        found.add(points[i]!.end.path);
        found.add(points[j]!.end.path);
      }
    }
  return [...found].sort((a, b) => a - b);
}

interface Cluster {
  readonly center: FiniteEndpoint;
  readonly members: readonly FiniteEndpoint[];
}

/** Singular endpoints are known to their accuracy only: those that agree within it are one point. */
function clusterSingular(points: readonly FiniteEndpoint[]): Cluster[] {
  const clusters: { center: FiniteEndpoint; members: FiniteEndpoint[] }[] = [];
  for (const point of points) {
    const home = clusters.find(
      ({ center }) =>
        distance(center, point) < Math.max(1e-5, 100 * Math.max(center.accuracy, point.accuracy)),
    );
    if (home === undefined) clusters.push({ center: point, members: [point] });
    else {
      home.members.push(point);
      if (point.accuracy < home.center.accuracy) home.center = point;
    }
  }
  return clusters;
}

/** A constant equation decides by itself. */
function trivialSystem(system: NumericSystem): SystemSolutions | null {
  const degrees = system.equations.map((terms) =>
    Math.max(-1, ...terms.map(({ factors }) => factors.length)),
  );
  if (!degrees.some((d) => d === 0)) {
    if (degrees.some((d) => d < 0))
      throw new RangeError("equations: expected no equation that is identically zero");
    return null;
  }
  return {
    solutions: [],
    paths: { started: 0, finite: 0, atInfinity: 0, failed: 0 },
    bound: 0n,
    groups: 1,
    onPositiveDimension: 0,
    complete: true,
    // A nonzero constant set to zero.
    proof: "proved",
  };
}

/**
 * n random real combinations of more than n equations: every solution is kept and real ones stay real; false ones are sieved
 * out later.
 */
function squareUp(system: NumericSystem, seed: number): NumericSystem {
  const random = new Random(seed).fork("square");
  const equations = Array.from({ length: system.variables }, () => {
    const sum: NumericTerm[] = [];
    for (const terms of system.equations) {
      let scale = 0;
      for (const term of terms) scale = Math.max(scale, Math.hypot(term.re, term.im));
      const weight = random.normal() / scale;
      for (const { re, im, factors } of terms) sum.push({ re: re * weight, im: im * weight, factors });
    }
    return sum;
  });
  return { variables: system.variables, equations };
}

/** Every original equation vanishes at the point, measured by its coefficients and the size of the whole point. */
function satisfies(system: NumericSystem, { re, im }: SystemSolution): boolean {
  let size = 1;
  for (let v = 0; v < re.length; v++) size = Math.max(size, Math.hypot(re[v]!, im[v]!));
  return system.equations.every((terms) => {
    let sumRe = 0;
    let sumIm = 0;
    let scale = 0;
    for (const term of terms) {
      let a = term.re;
      let b = term.im;
      for (const v of term.factors) [a, b] = [a * re[v]! - b * im[v]!, a * im[v]! + b * re[v]!];
      sumRe += a;
      sumIm += b;
      scale += Math.hypot(term.re, term.im) * size ** term.factors.length;
    }
    return Math.hypot(sumRe, sumIm) <= 1e-8 * scale;
  });
}

/** Real ones first, then lexicographically; ties to rounding are broken by the imaginary parts. */
function compareSolutions(a: SystemSolution, b: SystemSolution): number {
  if (a.real !== b.real) return a.real ? -1 : 1;
  for (const part of ["re", "im"] as const)
    for (let v = 0; v < a.re.length; v++) {
      const gap = a[part][v]! - b[part][v]!;
      if (Math.abs(gap) > 1e-9 * Math.max(1, Math.abs(a[part][v]!))) return gap;
    }
  return 0;
}

/**
 * All isolated solutions of a square polynomial system, every path accounted for.
 *
 * started = finite + at infinity + failed. Nonsingular endpoints, finite or not, are compared pairwise, and with the singular
 * ones: two paths of one nonsingular solution mean that a path jumped, so both are run again with tighter control; so are
 * failed ones, and at last everything from another start system. Two endpoints are one solution where the balls of their
 * Kantorovich tests meet, whatever the scale of the point. Endpoints of several paths at a singular point add up to its
 * multiplicity; a singular point that moves when the start system changes lies on a set of positive dimension and is not
 * listed.
 *
 * Complete in the numerical sense: no path failed and no collision is left. That is evidence, not proof.
 *
 * One core decides which paths to follow and what their ends mean; who follows them (this thread, several) is left to the
 * caller of the core, and changes no byte of the result.
 */

import { hypot } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import { PathThreads } from "../parallel/path-threads.js";
import type { NumericSystem, NumericTerm } from "../polynomial/polynomial-family.js";
import { indistinct, SolutionCertifier } from "../rigorous/certify-solutions.js";
import { asExact, type EnclosedSystem } from "../rigorous/disc-system.js";
import { SystemNewton } from "../rigorous/newton-kantorovich.js";
import { projectiveDistance } from "./endgame.js";
import { liesOnSolutionSet } from "./local-dimension.js";
import {
  type AffinePoint,
  type Followed,
  type RegularEnd,
  range,
  type SettledPaths,
  type SingularEnd,
  settlePaths,
} from "./path-collisions.js";
import { mayVanish, type PathBatch, type PathJob, SystemPaths } from "./paths.js";
import { subdivide } from "./polyhedral-start.js";
import { SystemRefusal } from "./refusal.js";
import { bestGrouping, type Grouping, totalDegree } from "./start-systems.js";

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
  /** The same by coordinate. */
  readonly radii?: Float64Array;
  /** Of a singular solution: ten times the estimated error of its coordinates. */
  readonly uncertainty?: number;
  readonly residual: number;
}

export type StartKind = "total degree" | "multihomogeneous" | "polyhedral";

/** started = finite + atInfinity + failed. After an interrupt, of the paths that were followed. */
export interface PathCounts {
  readonly started: number;
  readonly finite: number;
  readonly atInfinity: number;
  readonly failed: number;
}

export interface SystemSolutions {
  readonly solutions: readonly SystemSolution[];
  readonly paths: PathCounts;
  /** Bound on the number of isolated solutions: the number of paths of a whole run. */
  readonly bound: bigint;
  readonly groups: number;
  /** What the paths start from; absent where none does. */
  readonly start?: StartKind;
  /** Endpoints on solution sets of positive dimension: found, counted, not listed. */
  readonly onPositiveDimension: number;
  /** Singular endpoints of random combinations at which some equation of the system does not vanish: not listed. */
  readonly sieved: number;
  /** Nonsingular solutions of which it is not known whether they are real. */
  readonly undecided: number;
  readonly complete: boolean;
  /**
   * `proved`: as many distinct solutions are certified as `bound` admits; `numerical`: every path is accounted for;
   * `incomplete` otherwise.
   */
  readonly proof: "proved" | "numerical" | "incomplete";
  /** Why the result is not complete. */
  readonly reason?: string;
}

export interface SolveOptions {
  /** Seed of every random choice: the same seed gives the same bytes. */
  readonly seed: number;
  /**
   * Ends the work early: the result then holds what was found, `complete: false`, and says how far it came. Heard between
   * two paths; by `solveSystemAsync` within some 20 ms, as long as no single path takes longer.
   */
  readonly signal?: AbortSignal;
  /** Paths done and to do, so far as known: both only grow. Paths that are run again are counted again. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
  /** Groupings of the variables (a label for each) to try besides those that the search finds. */
  readonly hints?: readonly (readonly number[])[];
  /**
   * Known bounds of |x_v| at the solutions that matter. Large singular endpoints beyond them count as at infinity, where they cannot
   * be told from it.
   */
  readonly bounds?: Float64Array;
  /** The same system with enclosed exact coefficients, which certificates are then about; its doubles otherwise. */
  readonly exact?: EnclosedSystem;
  /** As many combinations of the equations as there are variables, for systems with more: random ones otherwise. */
  readonly combinations?: NumericSystem;
  /** Leaves the certificates out: nothing is proved then. */
  readonly uncertified?: boolean;
}

export interface AsyncSolveOptions extends SolveOptions {
  /**
   * Threads at most, this one included (default 1). Others are started only if the work left is worth their start; what
   * comes out does not depend on them.
   */
  readonly threads?: number;
}

const MAX_PATHS = 200_000n;
const ATTEMPTS = 3;
/** Singular endpoints that differ by less, in homogeneous coordinates of norm one, are never told apart. */
const SINGULAR_FLOOR = 1e-8;

interface Run {
  readonly regular: readonly RegularEnd[];
  readonly singular: readonly SingularEnd[];
  readonly atInfinity: number;
  readonly failed: number;
  /** Paths that were followed: fewer than all after an interrupt. */
  readonly followed: number;
}

/** What the core asks for; answered by the end of each path, undefined for those that an interrupt left out. */
interface Request extends PathBatch {
  readonly label: string;
}

type Core<T> = Generator<Request, T, readonly Followed[]>;

/**
 * Solves F = 0 in this thread.
 *
 * @throws RangeError if there are fewer equations than variables, or more paths than can be followed.
 */
export function solveSystem(system: NumericSystem, options: SolveOptions): SystemSolutions {
  const plan = planOf(system, options);
  if ("solutions" in plan) return plan;
  const work = core(plan, options);
  const paths = pathsOf(plan);
  const tally = new Tally(options);
  for (let answer = work.next(); ; ) {
    if (answer.done) return answer.value;
    const batch = answer.value;
    tally.expect(batch);
    const follow = paths.along(batch);
    const ends = batch.paths.map((k): Followed => {
      if (options.signal?.aborted) return undefined;
      const end = follow(k);
      tally.add(1);
      return end;
    });
    answer = work.next(ends);
  }
}

/**
 * Solves F = 0 without keeping the event loop for long, in several threads if that pays.
 *
 * @throws RangeError as `solveSystem`.
 */
export async function solveSystemAsync(
  system: NumericSystem,
  options: AsyncSolveOptions,
): Promise<SystemSolutions> {
  return followPlan(planOf(system, options), options);
}

/** `solveSystemAsync` from its plan. */
export async function followPlan(
  plan: Plan | SystemSolutions,
  options: AsyncSolveOptions,
): Promise<SystemSolutions> {
  if ("solutions" in plan) return plan;
  const work = core(plan, options);
  const follower = pathsOf(plan);
  const tally = new Tally(options);
  const threads = new PathThreads((options.threads ?? 1) - 1, options.signal);
  try {
    for (let answer = work.next(); ; ) {
      if (answer.done) return answer.value;
      const batch = answer.value;
      tally.expect(batch);
      const { paths, seed, tighter } = batch;
      answer = work.next(
        await threads.follow(follower, { seed, tighter }, paths, (count) => tally.add(count)),
      );
    }
  } finally {
    await threads.close();
  }
}

/**
 * Solutions of a lifted system as those of the system F that it was lifted from, whose variables come first, where the two
 * correspond one to one: refined and certified on F itself.
 */
export function restrictSolutions(
  lifted: SystemSolutions,
  system: NumericSystem,
  exact: EnclosedSystem,
): SystemSolutions {
  const n = system.variables;
  const newton = new SystemNewton(system);
  const points = lifted.solutions.map((solution) => {
    const [re, im] = [solution.re.slice(0, n), solution.im.slice(0, n)];
    return solution.singular ? { ...solution, re, im } : { ...solution, ...newton.refine(re, im) };
  });
  const certificates = certifyAll(points, exact);
  let undecided = 0;
  const solutions = points.map((point, k): SystemSolution => {
    if (point.singular) return point;
    const { radius: _, radii: __, ...rest } = point;
    const certificate = certificates[k]!;
    if (certificate !== null && certificate.reality !== "undecided") {
      const { re, im, radius, radii } = certificate;
      const real = certificate.reality === "real";
      return { ...rest, re, im: real ? new Float64Array(n) : im, real, certified: true, radius, radii };
    }
    const { reality, re } = newton.reality(point.re, point.im);
    if (reality === "undecided") undecided++;
    const real = reality === "real";
    return { ...rest, re, im: real ? new Float64Array(n) : point.im, real, certified: false };
  });
  solutions.sort(compareSolutions);
  const certified = BigInt(solutions.filter((solution) => solution.certified).length);
  const reasons = [...(lifted.reason === undefined ? [] : [lifted.reason]), ...realityReasons(undecided)];
  const { reason: _, ...rest } = lifted;
  return {
    ...rest,
    solutions,
    undecided,
    complete: reasons.length === 0,
    proof: reasons.length > 0 ? "incomplete" : certified === lifted.bound ? "proved" : "numerical",
    ...(reasons.length > 0 ? { reason: reasons.join("; ") } : {}),
  };
}

/** Paths done and to do, told to whoever listens. */
class Tally {
  private done = 0;
  private total = 0;
  private label = "";

  constructor(private readonly options: SolveOptions) {}

  expect({ paths, label }: Request): void {
    this.total += paths.length;
    this.label = label;
  }

  add(count: number): void {
    this.done += count;
    this.options.onProgress?.(this.done, this.total, this.label);
  }
}

/** The square system that is solved, and how. */
interface Plan extends Omit<PathJob, "seed"> {
  /** As given: more equations than variables, perhaps. */
  readonly original: NumericSystem;
  /** Number of paths. */
  readonly bound: bigint;
}

/**
 * What paths solving F = 0 takes, and the bound on the number of isolated solutions that they are; the solutions themselves
 * where there are none to follow.
 *
 * @throws RangeError as `solveSystem`.
 */
export function planOf(
  original: NumericSystem,
  { seed, hints, bounds, combinations }: SolveOptions,
): Plan | SystemSolutions {
  const trivial = trivialSystem(original);
  if (trivial !== null) return trivial;
  const { variables, equations } = original;
  if (equations.length < variables)
    throw new RangeError(
      `equations: expected at least ${variables} for as many variables, got ${equations.length}`,
    );
  const system = equations.length === variables ? original : (combinations ?? squareUp(original, seed));
  const best = bestGrouping(system, hints);
  // No isolated solution at all. Whether there are others, the paths of total degree tell.
  const grouping = best.bound === 0n ? totalDegree(system) : best;
  // Random combinations share one support: little is gained there.
  const subdivision =
    system === original
      ? (subdivide(system, grouping.bound, new Random(seed).fork("subdivision")) ?? undefined)
      : undefined;
  const bound = subdivision === undefined ? grouping.bound : BigInt(subdivision.volume);
  if (bound > MAX_PATHS) throw new SystemRefusal("paths", `a bound of at most ${MAX_PATHS}, got ${bound}`);
  return { original, system, grouping, subdivision, bound, bounds };
}

const pathsOf = ({ system, grouping, subdivision, bounds }: Plan): SystemPaths =>
  new SystemPaths({ kind: "system", system, grouping, subdivision, bounds });

const startOf = ({ grouping, subdivision }: Plan): StartKind =>
  subdivision !== undefined ? "polyhedral" : grouping.groups > 1 ? "multihomogeneous" : "total degree";

function* core(plan: Plan, options: SolveOptions): Core<SystemSolutions> {
  const { original, system, grouping } = plan;
  let run: Run | null = null;
  let used = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const candidate: Run = yield* runPaths(plan, attempt, options);
    // One that an interrupt cut short does not replace a whole one.
    if (run === null || (candidate.followed === run.followed && candidate.failed < run.failed)) {
      run = candidate;
      used = attempt;
    }
    if (run.failed === 0 || options.signal?.aborted) break;
  }
  const { atInfinity, failed, followed } = run!;
  const count = Number(plan.bound);
  const newton = new SystemNewton(system);
  const sieve =
    system === original
      ? () => true
      : (end: RegularEnd | SingularEnd) => mayVanish(original, end, end.radius);
  const realSystem = original.equations.every((terms) => terms.every(({ im }) => im === 0));
  let undecided = 0;
  const regular = run!.regular.filter(sieve);
  const certificates =
    options.uncertified === true
      ? regular.map(() => null)
      : certifyAll(regular, system === original ? (options.exact ?? asExact(system)) : asExact(system));
  const solutions: SystemSolution[] = regular.map((point, k) => {
    const certificate = certificates[k]!;
    // Without a certificate the Kantorovich test may still tell real points, but proves nothing.
    const { reality, re, im } =
      certificate !== null && certificate.reality !== "undecided"
        ? certificate
        : {
            ...newton.reality(point.re, point.im, point.certified ? point.radius : null),
            im: point.im,
          };
    if (reality === "undecided") undecided++;
    const real = realSystem && reality === "real";
    const certified = certificate !== null && certificate.reality !== "undecided" && system === original;
    return {
      re,
      im: real ? new Float64Array(im.length) : im,
      real,
      multiplicity: 1,
      singular: false,
      certified,
      ...(certified ? { radius: certificate.radius, radii: certificate.radii } : {}),
      residual: point.residual,
    };
  });
  const all = clusterSingular(run!.singular, grouping);
  const clusters = all.filter(({ center }) => sieve(center));
  const told = yield* tellIsolated(plan, clusters, run!, used, options);
  for (const { center, members } of told.isolated) {
    const real = realSystem && isOwnConjugate(center, grouping);
    solutions.push({
      re: center.re,
      im: real ? new Float64Array(center.im.length) : center.im,
      real,
      multiplicity: members.length,
      singular: true,
      certified: false,
      uncertainty: center.radius,
      residual: center.accuracy,
    });
  }
  solutions.sort(compareSolutions);
  const reasons = [
    ...(followed < count ? [`interrupted: ${followed} of ${count} paths were followed`] : []),
    ...(failed > 0 ? [`${failed} paths failed`] : []),
    ...told.reasons,
    // Without certificates reality is left to whoever certifies.
    ...(options.uncertified === true ? [] : realityReasons(undecided)),
  ];
  return {
    solutions,
    paths: {
      started: followed,
      finite: run!.regular.length + run!.singular.length,
      atInfinity,
      failed,
    },
    bound: plan.bound,
    groups: grouping.groups,
    start: startOf(plan),
    onPositiveDimension: told.moving,
    sieved: all.length - clusters.length,
    undecided,
    complete: reasons.length === 0,
    proof:
      reasons.length > 0
        ? "incomplete"
        : BigInt(solutions.filter(({ certified }) => certified).length) === plan.bound
          ? "proved"
          : "numerical",
    ...(reasons.length > 0 ? { reason: reasons.join("; ") } : {}),
  };
}

const realityReasons = (undecided: number): string[] =>
  undecided === 0 ? [] : [`${undecided} solutions are neither certified real nor certified not real`];

/**
 * Whether a singular point of a real system is real: its conjugate is a solution too, and the same one as far as singular
 * points are told apart at all.
 */
const isOwnConjugate = (point: SingularEnd, grouping: Grouping): boolean =>
  sameSingular(point, { ...point, im: point.im.map((y) => -y) }, grouping);

/** Certificates of regular endpoints; of two that are not proved distinct, the later one has none. */
function certifyAll(points: readonly AffinePoint[], exact: EnclosedSystem) {
  const certifier = new SolutionCertifier(exact);
  const found = points.map(({ re, im }) => certifier.certify(re, im));
  const double = indistinct(found.map((certified) => certified?.box ?? null));
  return found.map((certified, k) =>
    certified === null || double.has(k)
      ? null
      : {
          reality: certified.reality,
          re: certified.box.re,
          im: certified.box.im,
          radius: Math.max(...certified.box.radius),
          radii: certified.box.radius,
        },
  );
}

/**
 * Which singular points are isolated. An isolated root of multiplicity μ receives exactly μ paths of every start system at
 * the same place; the points of a curve of solutions that receive paths change. One more start system tells; two do where a
 * single path ends, since on a curve full of endpoints some may fall on others by chance.
 */
function* tellIsolated(
  plan: Plan,
  clusters: readonly Cluster[],
  first: Run,
  used: number,
  options: SolveOptions,
): Core<{ readonly isolated: readonly Cluster[]; readonly moving: number; readonly reasons: string[] }> {
  const members = (list: readonly Cluster[]) =>
    list.reduce((sum, cluster) => sum + cluster.members.length, 0);
  const reasons: string[] = [];
  let isolated = clusters;
  let moving = 0;
  let uneven = 0;
  for (let round = 0; round < 2 && isolated.length > 0; round++) {
    if (round === 1 && !isolated.some((cluster) => cluster.members.length === 1)) break;
    const again: Run = yield* runPaths(plan, used + ATTEMPTS * (round + 1), options);
    if (again.followed < Number(plan.bound)) {
      reasons.push(
        `interrupted: ${members(isolated)} singular endpoints were not checked for being isolated`,
      );
      return { isolated: [], moving, reasons };
    }
    if (again.failed === 0 && first.failed === 0 && again.regular.length !== first.regular.length)
      reasons.push(
        `start systems disagree on the nonsingular solutions: ${first.regular.length} and ${again.regular.length}`,
      );
    const others = clusterSingular(again.singular, plan.grouping);
    isolated = isolated.filter((cluster) => {
      const same = others.find((other) => sameSingular(other.center, cluster.center, plan.grouping));
      if (same === undefined) moving += cluster.members.length;
      else if (same.members.length !== cluster.members.length) uneven++;
      return same !== undefined;
    });
  }
  // Special points of a curve, where it meets an embedded point or a coordinate axis, may receive the same paths always.
  const slices = new Random(options.seed).fork("slices");
  isolated = isolated.filter((cluster, k) => {
    const on = liesOnSolutionSet(plan.original, cluster.center, slices.fork(k));
    if (on) moving += cluster.members.length;
    return !on;
  });
  if (moving > 0)
    reasons.unshift(
      `${moving} paths end on solution sets of positive dimension (or in clusters that move with the start system), whose points are not listed`,
    );
  if (uneven > 0) reasons.push(`${uneven} multiplicities change with the start system`);
  return { isolated, moving, reasons };
}

/** Follows all paths, and again those that failed or collided. */
function* runPaths(plan: Plan, attempt: number, options: SolveOptions): Core<Run> {
  const seed = options.seed * 16 + attempt;
  const all = Array.from({ length: Number(plan.bound) }, (_, k) => k);
  const label = attempt === 0 ? "paths" : "paths from another start";
  const work = settlePaths(all, plan.grouping, options.signal);
  for (let step = work.next(); ; ) {
    if (step.done) return runOf(step.value);
    const { paths, tighter } = step.value;
    step = work.next(yield { seed, paths, tighter, label: tighter === 0 ? label : "paths again, tighter" });
  }
}

function runOf({ kept, jumped }: SettledPaths): Run {
  const failed = kept.filter(({ kind }) => kind === "failed").length;
  return {
    regular: kept.filter((end) => end.kind === "regular"),
    singular: kept.filter((end) => end.kind === "singular"),
    atInfinity: kept.filter(({ kind }) => kind === "infinite").length,
    failed: failed + jumped,
    followed: kept.length + jumped,
  };
}

interface Cluster {
  readonly center: SingularEnd;
  readonly members: readonly SingularEnd[];
}

/** Singular endpoints are known to their accuracy only: those that agree within it are one point. */
function sameSingular(a: SingularEnd, b: SingularEnd, grouping: Grouping): boolean {
  const tolerance = Math.max(SINGULAR_FLOOR, 100 * Math.max(a.accuracy, b.accuracy));
  return projectiveGap(a, b, grouping) < tolerance;
}

/** Distance of affine points in homogeneous coordinates, each group with its coordinate 1 scaled to norm one. */
function projectiveGap(a: AffinePoint, b: AffinePoint, { groupOf, groups }: Grouping): number {
  const lift = ({ re, im }: AffinePoint) => ({
    re: Float64Array.from([...re, ...new Array<number>(groups).fill(1)]),
    im: Float64Array.from([...im, ...new Array<number>(groups).fill(0)]),
  });
  const all = Int32Array.from([...groupOf, ...range(groups)]);
  return projectiveDistance(lift(a), lift(b), { groupOf: all, groups });
}

/** The most accurate points are the centres, so that the order of the paths does not matter. */
function clusterSingular(points: readonly SingularEnd[], grouping: Grouping): Cluster[] {
  const clusters: { center: SingularEnd; members: SingularEnd[] }[] = [];
  for (const point of [...points].sort((a, b) => a.accuracy - b.accuracy)) {
    const home = clusters.find(({ center }) => sameSingular(center, point, grouping));
    if (home === undefined) clusters.push({ center: point, members: [point] });
    else home.members.push(point);
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
      throw new SystemRefusal("equations", "no equation that is identically zero");
    return null;
  }
  return {
    solutions: [],
    paths: { started: 0, finite: 0, atInfinity: 0, failed: 0 },
    bound: 0n,
    groups: 1,
    onPositiveDimension: 0,
    sieved: 0,
    undecided: 0,
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
      for (const term of terms) scale = Math.max(scale, hypot(term.re, term.im));
      const weight = random.normal() / scale;
      for (const { re, im, factors } of terms) sum.push({ re: re * weight, im: im * weight, factors });
    }
    return sum;
  });
  return { variables: system.variables, equations };
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

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

import { Random } from "../../exact/random.js";
import { Threads } from "../parallel/threads.js";
import type { NumericSystem } from "../polynomial/system.js";
import { asExact } from "../rigorous/disc-system.js";
import { SystemNewton } from "../rigorous/newton-kantorovich.js";
import { mayVanish, type RegularEnd, type SingularEnd } from "./endpoints.js";
import { liesOnSolutionSet } from "./local-dimension.js";
import { SOLVE } from "./options.js";
import { type Followed, type SettledPaths, settlePaths } from "./path-collisions.js";
import type { PathBatch } from "./paths.js";
import { type Plan, pathsOf, planOf, startOf } from "./plan.js";
import { type Cluster, clusterSingular, isOwnConjugate, sameSingular } from "./singular-points.js";
import {
  type AsyncSolveOptions,
  certifyAll,
  compareSolutions,
  realityReasons,
  type SolveOptions,
  type SystemSolution,
  type SystemSolutions,
  verdict,
} from "./solutions.js";

/** What became of all paths from one start system. */
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
 * @internal tests and benches alone
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
  const threads = new Threads((options.threads ?? 1) - 1, options.signal);
  try {
    for (let answer = work.next(); ; ) {
      if (answer.done) return answer.value;
      const batch = answer.value;
      tally.expect(batch);
      const { paths, seed, retry } = batch;
      answer = work.next(await threads.follow(follower, { seed, retry }, paths, (count) => tally.add(count)));
    }
  } finally {
    await threads.close();
  }
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

function* core(plan: Plan, options: SolveOptions): Core<SystemSolutions> {
  const { original, system, grouping } = plan;
  const [run, attempt]: [Run, number] = yield* bestRun(plan, options);
  // A random combination of equations vanishes at points where some of them do not.
  const solvesAll = (end: RegularEnd | SingularEnd): boolean =>
    system === original || mayVanish(original, end, end.radius);
  const { solutions, undecided } = regularSolutions(plan, run.regular.filter(solvesAll), options);
  const all = clusterSingular(run.singular, grouping);
  const clusters = all.filter(({ center }) => solvesAll(center));
  const told = yield* tellIsolated(plan, clusters, run, attempt, options);
  solutions.push(...singularSolutions(plan, told.isolated));
  solutions.sort(compareSolutions);
  const { atInfinity, failed, followed } = run;
  const count = Number(plan.bound);
  const reasons = [
    ...(followed < count ? [`interrupted: ${followed} of ${count} paths were followed`] : []),
    ...(failed > 0 ? [`${failed} paths failed`] : []),
    ...told.reasons,
    // Without certificates reality is left to whoever certifies.
    ...(options.uncertified === true ? [] : realityReasons(undecided)),
  ];
  return {
    solutions,
    paths: { started: followed, finite: run.regular.length + run.singular.length, atInfinity, failed },
    bound: plan.bound,
    groups: grouping.groups,
    start: startOf(plan),
    onPositiveDimension: told.moving,
    extraneous: all.length - clusters.length,
    undecided,
    ...verdict(solutions, plan.bound, reasons),
  };
}

/** The run with the fewest failures of a few start systems, and which attempt it was. */
function* bestRun(plan: Plan, options: SolveOptions): Core<[Run, number]> {
  let best: Run = yield* runPaths(plan, 0, options);
  let used = 0;
  for (let attempt = 1; attempt < SOLVE.attempts && best.failed > 0 && !options.signal?.aborted; attempt++) {
    const candidate: Run = yield* runPaths(plan, attempt, options);
    // One that an interrupt cut short does not replace a whole one.
    if (candidate.followed !== best.followed || candidate.failed >= best.failed) continue;
    best = candidate;
    used = attempt;
  }
  return [best, used];
}

const hasRealCoefficients = ({ equations }: NumericSystem): boolean =>
  equations.every((terms) => terms.every(({ im }) => im === 0));

/** Regular endpoints with what is proved of them, and the number of those of which it is not known whether they are real. */
function regularSolutions(
  { original, system }: Plan,
  regular: readonly RegularEnd[],
  { uncertified, exact }: SolveOptions,
): { solutions: SystemSolution[]; undecided: number } {
  const newton = new SystemNewton(system);
  const isReal = hasRealCoefficients(original);
  const isOriginal = system === original;
  const certificates =
    uncertified === true
      ? regular.map(() => null)
      : certifyAll(regular, (isOriginal ? exact : undefined) ?? asExact(system));
  let undecided = 0;
  const solutions = regular.map((point, k): SystemSolution => {
    const found = certificates[k]!;
    const certificate = found !== null && found.reality !== "undecided" ? found : null;
    // Without a certificate the Kantorovich test may still tell real points, but proves nothing.
    const { reality, re, im } = certificate ?? {
      ...newton.reality(point.re, point.im, point.certified ? point.radius : null),
      im: point.im,
    };
    if (reality === "undecided") undecided++;
    const real = isReal && reality === "real";
    const { radius, radii } = certificate ?? {};
    return {
      re,
      im: real ? new Float64Array(im.length) : im,
      real,
      multiplicity: 1,
      singular: false,
      certified: certificate !== null && isOriginal,
      ...(isOriginal && radius !== undefined && radii !== undefined ? { radius, radii } : {}),
      residual: point.residual,
    };
  });
  return { solutions, undecided };
}

/** Isolated singular points, each with the number of its paths as multiplicity. */
const singularSolutions = ({ original, grouping }: Plan, isolated: readonly Cluster[]): SystemSolution[] =>
  isolated.map(({ center, members }) => {
    const real = hasRealCoefficients(original) && isOwnConjugate(center, grouping);
    return {
      re: center.re,
      im: real ? new Float64Array(center.im.length) : center.im,
      real,
      multiplicity: members.length,
      singular: true,
      certified: false,
      uncertainty: center.radius,
      residual: center.accuracy,
    };
  });

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
    const again: Run = yield* runPaths(plan, used + SOLVE.attempts * (round + 1), options);
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
    const { paths, retry } = step.value;
    step = work.next(yield { seed, paths, retry, label: retry === 0 ? label : "paths again, tighter" });
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

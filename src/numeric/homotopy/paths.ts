/**
 * Batches of paths of one start–target pair: plain data in, plain data out, so that a batch can run in any thread. The
 * result of a path depends on its number and the options alone.
 */
import { Random } from "../../exact/random.js";
import type { Follower, Job } from "../parallel/jobs.js";
import { type Grouping, homogeneousGroups, homogenise } from "../polynomial/grouping.js";
import type { MixedSubdivision } from "../polynomial/mixed-cells.js";
import { monomialTable } from "../polynomial/monomials.js";
import { FamilyEvaluator } from "../polynomial/polynomial-family.js";
import type { NumericSystem } from "../polynomial/system.js";
import { type Endpoint, finishPath } from "./endgame.js";
import { EndpointJudge, type PathEnd } from "./endpoints.js";
import { type PathOptions, pathOptions, trackerOptions } from "./options.js";
import { type PolyhedralStart, polyhedralStart } from "./polyhedral-start.js";
import { type StartSystem, startSystem } from "./start-systems.js";
import { PathTracker } from "./tracker.js";

/** A system and what its paths start from. */
export interface PathJob {
  readonly system: NumericSystem;
  readonly grouping: Grouping;
  /** Starts from the generic system with these mixed cells instead of that of the grouping. */
  readonly subdivision?: MixedSubdivision | undefined;
  /** Known bounds of |x_v| at the solutions that matter: others need not be told from points at infinity. */
  readonly bounds?: Float64Array | undefined;
  /** How paths are followed; default: `PATH_PRESETS.default`. */
  readonly options?: PathOptions | undefined;
  /** Seed of the start system and γ. */
  readonly seed: number;
}

/** Some paths of a job. */
export interface PathBatch {
  readonly seed: number;
  readonly paths: readonly number[];
  /** How often these paths were followed before: each retry takes more care. */
  readonly retry: number;
}

/** What `SystemPaths` is made from. */
export interface SystemPathsJob extends Job, Omit<PathJob, "seed"> {}

/** The paths of a job, in a worker. @public */
export const open = (job: SystemPathsJob): SystemPaths => new SystemPaths(job);

/** The paths of one system from start systems of any seed; a path starts from its number. */
export class SystemPaths implements Follower<Omit<PathBatch, "paths">, number, PathEnd> {
  private runner: PathRunner | null = null;

  readonly job: SystemPathsJob;

  constructor(job: Omit<SystemPathsJob, "module">) {
    this.job = { ...job, module: import.meta.url };
  }

  along({ seed, retry }: Omit<PathBatch, "paths">): (path: number) => PathEnd {
    if (this.runner?.job.seed !== seed) this.runner = new PathRunner({ ...this.job, seed });
    const { runner } = this;
    return (path) => runner.end(path, retry);
  }
}

/** Tracks the paths of one job; the evaluator and the start system are built once. */
export class PathRunner {
  readonly count: number;
  private readonly options: PathOptions;
  private readonly origin: StartSystem | PolyhedralStart;
  private readonly groups: Int32Array;
  private readonly family: FamilyEvaluator;
  /** Number in the table of each term of the start system, and exponents of all terms for the cell at hand. */
  private readonly terms: readonly number[];
  private readonly weights: Float64Array;
  /** The generic system, member of the family of each cell; null without mixed cells. */
  private readonly generic: FamilyEvaluator | null;
  private readonly judge: EndpointJudge;
  private readonly prepared = new Map<number, { tracker: PathTracker; fromCell: PathTracker | null }>();

  constructor(readonly job: PathJob) {
    const { system, grouping, subdivision, seed, bounds, options = pathOptions() } = job;
    this.options = options;
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

  /** Follows path k. @param retry tightens the predictor by 100^−retry. */
  follow(k: number, retry = 0): Endpoint {
    const tracker = this.start(k, retry);
    return tracker === null
      ? { kind: "failed", reason: "stuck on the way to the generic system", reached: 1 }
      : finishPath(tracker, this.options.endgame);
  }

  /** Trackers of one level of care, for the family and for the segment from the mixed cells; used for one path at a time. */
  private trackers(retry: number): { tracker: PathTracker; fromCell: PathTracker | null } {
    let pair = this.prepared.get(retry);
    if (pair === undefined) {
      const options = trackerOptions(retry, this.options.tracker);
      const of = (family: FamilyEvaluator) =>
        new PathTracker(family, this.groups, this.job.grouping.groups, options);
      pair = { tracker: of(this.family), fromCell: this.generic === null ? null : of(this.generic) };
      this.prepared.set(retry, pair);
    }
    return pair;
  }

  /** A tracker with path k at t = 1; null if the segment from its mixed cell fails. */
  private start(k: number, retry: number): PathTracker | null {
    const { generic, origin } = this;
    const { tracker, fromCell } = this.trackers(retry);
    if ("path" in origin) {
      const { weights, time, re, im } = origin.path(k);
      this.terms.forEach((term, k) => {
        this.weights[term] = weights[k]!;
      });
      generic!.setWeights(this.weights);
      fromCell!.setPoint(re, im);
      fromCell!.polish(time, 0);
      if (fromCell!.track(time, 0, 0, 0).outcome !== "arrived") return null;
      tracker.setPoint(fromCell!.xRe, fromCell!.xIm);
    } else {
      const { re, im } = origin.solution(k);
      tracker.setPoint(re, im);
    }
    return tracker;
  }

  /** Follows path k and says where it ends: refined on the system itself where it is regular. */
  end(k: number, retry = 0): PathEnd {
    return this.judge.end(this.follow(k, retry), () => this.start(k, retry));
  }
}

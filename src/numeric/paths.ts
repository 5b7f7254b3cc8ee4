/**
 * Batches of paths of one start–target pair: plain data in, plain data out, so that a batch can run in any thread. The
 * result of a path depends on its number and the options alone.
 */
import { Random } from "../exact/random.js";
import { type Endpoint, finishPath } from "./endgame.js";
import { FamilyEvaluator, monomialTable, type NumericSystem } from "./polynomial-family.js";
import { type Grouping, homogeneousGroups, homogenise, startSystem } from "./start-systems.js";
import { PathTracker, TRACKER_DEFAULTS } from "./tracker.js";

export interface PathJob {
  readonly system: NumericSystem;
  readonly grouping: Grouping;
  /** Seed of the start system and γ. */
  readonly seed: number;
}

/** Tracks the paths of one job; the evaluator and the start system are built once. */
export class PathRunner {
  readonly count: number;
  private readonly solution: (k: number) => { readonly re: Float64Array; readonly im: Float64Array };
  private readonly groups: Int32Array;
  private readonly family: FamilyEvaluator;

  constructor(readonly job: PathJob) {
    const { system, grouping, seed } = job;
    const start = startSystem(grouping, new Random(seed).fork("start"));
    const { table, coefficients } = monomialTable([start.system, homogenise(system, grouping)]);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[1]!);
    this.groups = homogeneousGroups(grouping);
    this.count = start.count;
    this.solution = start.solution;
  }

  /** Follows path k. @param tighter tightens the predictor by 10^(−2·tighter). */
  follow(k: number, tighter = 0): Endpoint {
    const tracker = new PathTracker(this.family, this.groups, this.job.grouping.groups, {
      ...TRACKER_DEFAULTS,
      predictionError: TRACKER_DEFAULTS.predictionError * 100 ** -tighter,
      maxSteps: TRACKER_DEFAULTS.maxSteps * 3 ** tighter,
    });
    const { re, im } = this.solution(k);
    tracker.setPoint(re, im);
    return finishPath(tracker);
  }
}

/**
 * Single runs of a training problem, each from its own random stream, and what they end at. A simulation is rebuilt from
 * plain data (the problem file, the settings) wherever runs are made, also on other threads.
 */
import { EncoderScale } from "../atlas/local/outcome.js";
import { refine } from "../atlas/local/refine.js";
import type { CriticalComponent } from "../atlas/record/types.js";
import { Random } from "../exact/random.js";
import { singularSpectrum } from "../numeric/linalg/decompositions.js";
import type { Follower, Job } from "../numeric/parallel/jobs.js";
import type { ComponentProposal, Point } from "../objectives/objective.js";
import { buildProblem, type Problem } from "../objectives/problem.js";
import { parseProblemFile } from "../objectives/schema.js";
import { Catalogue, type Place, placesOf, proposalsOf } from "./membership.js";
import { RATE, TRAIN } from "./options.js";
import { predictedRate } from "./rates.js";
import type { Rule } from "./rule.js";
import type { RuleSpec } from "./rules.js";
import { type RunLimits, runRule } from "./run.js";
import { buildRule } from "./settings.js";
import type { RunSummary, Trajectory, TrajectoryPoint } from "./types.js";

/**
 * What makes one training run again from plain data; `spread` is the standard deviation of unconstrained entries at the start.
 */
export interface SimulationSettings {
  readonly seed: number;
  readonly rule?: RuleSpec;
  readonly limits: RunLimits;
  readonly spread: number;
  /** The components of the atlas. */
  readonly components: readonly CriticalComponent[];
}

/** What the runs of one problem are made from. */
export interface SimulationJob extends Job {
  readonly file: Problem["parsed"]["file"];
  readonly settings: SimulationSettings;
}

/** The runs of a job, in a worker. @public */
export const open = ({ file, settings }: SimulationJob): Simulation =>
  new Simulation(buildProblem(parseProblemFile(file)), settings);

/** The runs of one problem, each told by its number. */
export class Simulation implements Follower<null, number, RunSummary> {
  readonly job: SimulationJob;
  readonly rule: Rule;
  readonly scale: EncoderScale;
  private readonly catalogue: Catalogue;
  private readonly proposals: ReadonlyMap<string, ComponentProposal>;

  /** @throws ProblemError if the rule does not apply to the objective. */
  constructor(
    private readonly problem: Problem,
    private readonly settings: SimulationSettings,
  ) {
    this.job = { module: import.meta.url, file: problem.parsed.file, settings };
    this.rule = buildRule(problem, settings.rule);
    this.scale = new EncoderScale(problem.model);
    this.proposals = proposalsOf(problem, settings.components);
    const { ends } = this.rule;
    const places: readonly Place[] =
      ends.kind === "limits"
        ? ends.list.map(({ id, point }) => ({ id, representative: point }))
        : ends.kind === "unknown"
          ? []
          : placesOf(settings.components, this.proposals);
    this.catalogue = new Catalogue(this.rule.system, problem.objective, places);
  }

  along(): (run: number) => RunSummary {
    return (run) => this.run(run);
  }

  /** The start of run k: it depends on the seed and on k alone. */
  start(run: number): Float64Array {
    const random = new Random(this.settings.seed).fork("train").fork(run);
    return this.rule.start(random, this.settings.spread);
  }

  run(run: number): RunSummary {
    const { rule } = this;
    const { outcome, state, size, at, rate } = runRule(rule, this.start(run), this.settings.limits);
    if (outcome !== "rest") return { run, outcome, at };
    const point = rule.point(state);
    const membership = this.catalogue.assign(point, size);
    // Rank and outcome are those of the limit: a vanishing direction of the run is not quite zero.
    const limit = membership.kind === "member" ? membership.limit : point;
    const encoder = limit[this.problem.objective.encoder]!;
    const assessed = this.scale.fits(encoder) ? this.scale.assess(encoder, { condition: false }) : undefined;
    const predicted =
      run < RATE.runs && rate !== undefined && membership.kind === "member" ? this.predicted(limit) : null;
    return {
      run,
      outcome,
      at,
      ...(membership.kind === "member" ? { basin: membership.ids.join(" | ") } : { stray: membership.stray }),
      ...(rule.system.isField ? {} : { value: rule.system.value(rule.system.flatten(point)) }),
      ...(assessed === undefined ? {} : { rank: assessed.rank, encoderOutcome: assessed.outcome }),
      ...(assessed?.recovery === undefined ? {} : { recovery: assessed.recovery }),
      ...(assessed?.retained === undefined ? {} : { retained: assessed.retained }),
      ...(predicted === null || rate === undefined ? {} : { rate: { measured: rate, predicted } }),
    };
  }

  /** The same run, watched. */
  trajectory(run: number): Trajectory {
    const { rule } = this;
    const states: { at: number; x: Float64Array }[] = [];
    const { outcome, state, size } = runRule(rule, this.start(run), this.settings.limits, (at, x) => {
      if (states.at(-1)?.at !== at) states.push({ at, x: Float64Array.from(x) });
    });
    const last = rule.point(state);
    const membership = outcome === "rest" ? this.catalogue.assign(last, size) : null;
    const basin = membership?.kind === "member" ? membership.ids.join(" | ") : undefined;
    const end = basin === undefined ? undefined : { id: basin, point: last };
    // Evenly thinned; the last is always kept.
    const every = Math.ceil(states.length / TRAIN.longest);
    const kept = states.filter((_, k) => k % every === 0 || k === states.length - 1);
    return {
      run,
      outcome,
      ...(basin === undefined ? {} : { basin }),
      points: kept.map(({ at, x }) => this.measure(at, rule.point(x), end)),
    };
  }

  /** A random point of a component, uniform under its symmetry. */
  sampler(id: string): ((random: Random) => Point) | undefined {
    return this.rule.ends.kind === "critical" ? this.proposals.get(id)?.sample : undefined;
  }

  private measure(at: number, point: Point, end: { id: string; point: Point } | undefined): TrajectoryPoint {
    const { system } = this.rule;
    const encoder = point[this.problem.objective.encoder]!;
    const assessed = this.scale.fits(encoder) ? this.scale.assess(encoder, { condition: false }) : undefined;
    const nearest = this.catalogue.nearest(point, end);
    return {
      at,
      ...(system.isField ? {} : { value: system.value(system.flatten(point)) }),
      ...(assessed === undefined ? {} : { rank: assessed.rank }),
      singularValues: Array.from(singularSpectrum(encoder)),
      ...(assessed?.recovery === undefined ? {} : { recovery: assessed.recovery }),
      ...(assessed?.retained === undefined ? {} : { retained: assessed.retained }),
      ...(nearest === null ? {} : { nearest }),
    };
  }

  private predicted(point: Point): number | null {
    const { rule } = this;
    if (rule.contraction === undefined) return null;
    const { x, residual } = refine(rule.system, rule.system.flatten(point));
    return residual <= RATE.residual ? predictedRate(rule, x, this.problem.objective.symmetries) : null;
  }
}

/**
 * `train`: where does training end? Many runs of one rule from random starts, each end point assigned to a component of
 * the atlas.
 *
 * Run k starts from the stream `seed/train/k`, so a run does not depend on how many there are, in which order or on which
 * thread they are made. Shares are counts of independent runs: their intervals are Wilson's.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { analyze, type Method } from "../atlas/analyze.js";
import { median } from "../atlas/local/outcome.js";
import type { Atlas, Outcome, Recovery } from "../atlas/record/types.js";
import { DEFAULT_SEED, Random } from "../exact/random.js";
import { Threads } from "../numeric/parallel/threads.js";
import { kolmogorovSmirnov } from "../numeric/statistics/kolmogorov-smirnov.js";
import { wilson } from "../numeric/statistics/wilson.js";
import type { Problem } from "../objectives/problem.js";
import { KINDS } from "../objectives/registry.js";
import type { Stray } from "./membership.js";
import { TRAIN } from "./options.js";
import type { Rule } from "./rule.js";
import { buildRule, type TrainingSpec, trainingSpec } from "./settings.js";
import { Simulation } from "./simulation.js";
import type {
  Basin,
  Distribution,
  Quantiles,
  RateCheck,
  RunSummary,
  Training,
  TrainingReason,
  Trajectory,
} from "./types.js";

/** How often and how long is trained (`TrainingSpec`), and how: seed, threads, cancellation, progress. */
export interface TrainOptions extends TrainingSpec {
  readonly seed?: number;
  readonly threads?: number;
  /** How the atlas is made; see `analyze`. */
  readonly method?: Method;
  /** Runs whose trajectories are kept. Default 8. */
  readonly trajectories?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/**
 * Trains from random starts. Options win over the block `training` of the problem file.
 *
 * After an interrupt the first so many runs that were made by then, as `open`, with that reason.
 *
 * @throws ProblemError if the rule does not apply to the objective.
 * @returns the share of every component with its 95 % interval, what rests elsewhere, and whether all runs are accounted for.
 * @example
 * const { basins } = await train(loadProblem(text), { runs: 20 });
 * for (const { id, share } of basins) console.log(id, share.count / share.of, share.low, share.high);
 */
export async function train(problem: Problem, options: TrainOptions = {}): Promise<Training> {
  const inFile = trainingSpec(problem);
  const {
    runs = inFile.runs ?? TRAIN.runs,
    steps = inFile.steps ?? TRAIN.steps,
    time = inFile.time,
    rule = inFile.rule,
    spread = inFile.spread ?? 1,
    seed = DEFAULT_SEED,
    threads = 1,
    method = "auto",
    trajectories = TRAIN.trajectories,
    signal,
    onProgress,
  } = options;
  const built = buildRule(problem, rule);
  const atlas = await analyze(problem, {
    method,
    seed,
    ...(signal === undefined ? {} : { signal }),
    threads,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const simulation = new Simulation(problem, {
    seed,
    ...(rule === undefined ? {} : { rule }),
    limits: { steps, time: time ?? Number.POSITIVE_INFINITY },
    spread,
    components: atlas.components,
  });
  // A worker reads the kinds of this package alone.
  const workers = new Threads(problem.kinds === KINDS ? threads - 1 : 0, signal);
  const summaries = await firstRuns(simulation, runs, workers, onProgress);
  const interrupted = signal?.aborted === true;
  const shown = await firstTrajectories(simulation, Math.min(trajectories, summaries.length), signal);
  const { groups, strays } = groupRuns(summaries);
  const counts = {
    strays: strays.reduce((sum, { count }) => sum + count, 0),
    unfinished: countOf(summaries, "limit"),
    diverged: countOf(summaries, "diverged"),
  };
  const judged = judge(built.ends, atlas, counts);
  return {
    atlas,
    title: problem.title,
    rule: { kind: built.kind, title: built.title, process: built.process.kind },
    seed,
    runs: summaries.length,
    limits: { steps, ...(time === undefined ? {} : { time }) },
    basins: basinsOf(groups, built.ends, atlas, summaries.length),
    strays,
    unfinished: counts.unfinished,
    diverged: counts.diverged,
    distributions: distributionsOf(problem, groups, simulation, seed),
    ...(interrupted
      ? {
          verdict: "open",
          reasons: [{ kind: "interrupted", made: summaries.length, of: runs }, ...judged.reasons],
        }
      : judged),
    trajectories: shown,
  };
}

/** The runs in order; after an interrupt the first so many, whichever ended first, so that the sample is not biased. */
async function firstRuns(
  simulation: Simulation,
  runs: number,
  threads: Threads,
  onProgress: TrainOptions["onProgress"],
): Promise<RunSummary[]> {
  let done = 0;
  try {
    const numbers = Array.from({ length: runs }, (_, run) => run);
    const summaries = await threads.follow(simulation, null, numbers, (more) => {
      done += more;
      onProgress?.(done, runs, "runs");
    });
    const gap = summaries.indexOf(undefined);
    return summaries.slice(0, gap < 0 ? runs : gap) as RunSummary[];
  } finally {
    await threads.close();
  }
}

/** A trajectory repeats a run: after an interrupt there is no time for it. */
async function firstTrajectories(
  simulation: Simulation,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Trajectory[]> {
  const shown: Trajectory[] = [];
  while (shown.length < most && !signal?.aborted) {
    shown.push(simulation.trajectory(shown.length));
    await nextTick();
  }
  return shown;
}

const countOf = (summaries: readonly RunSummary[], outcome: RunSummary["outcome"]): number =>
  summaries.filter((summary) => summary.outcome === outcome).length;

/** Runs by the component where they end, and those that end in none by what their end points are like. */
function groupRuns(summaries: readonly RunSummary[]) {
  const groups = new Map<string, RunSummary[]>();
  const strays = new Map<string, { count: number; run: number; stray: Stray }>();
  for (const summary of summaries) {
    if (summary.basin !== undefined) {
      const list = groups.get(summary.basin);
      if (list === undefined) groups.set(summary.basin, [summary]);
      else list.push(summary);
    } else if (summary.stray !== undefined) {
      const key = strayKey(summary.stray);
      const known = strays.get(key);
      if (known === undefined) strays.set(key, { count: 1, run: summary.run, stray: summary.stray });
      else known.count++;
    }
  }
  return { groups, strays: [...strays.values()].sort((a, b) => b.count - a.count || a.run - b.run) };
}

/** What the counts say beside the list that end points are compared with. */
function judge(
  ends: Rule["ends"],
  { audit, truncated }: Atlas,
  {
    strays,
    unfinished,
    diverged,
  }: { readonly strays: number; readonly unfinished: number; readonly diverged: number },
): Pick<Training, "verdict" | "reasons"> {
  const complete = ends.kind === "critical" ? audit.complete : ends.kind === "limits" && ends.complete;
  // Beyond the end of a list that is cut short there may be the component of an end point that has found none.
  const whole = complete && !(ends.kind === "critical" && truncated);
  const reasons: TrainingReason[] = [];
  if (ends.kind === "unknown") reasons.push(ends.reason);
  if (ends.kind === "limits")
    reasons.push({ kind: "own-fixed-points", statement: ends.statement, complete: ends.complete });
  if (ends.kind === "critical" && !complete) reasons.push({ kind: "atlas-incomplete", reason: audit.reason });
  if (strays > 0) reasons.push({ kind: "strays", count: strays, whole });
  if (unfinished > 0) reasons.push({ kind: "unfinished", count: unfinished });
  if (diverged > 0) reasons.push({ kind: "diverged", count: diverged });
  const accounted = complete && unfinished + diverged + strays === 0;
  return { verdict: strays > 0 && whole ? "stray" : accounted ? "accounted" : "open", reasons };
}

/** Basins by decreasing share. */
function basinsOf(
  groups: ReadonlyMap<string, readonly RunSummary[]>,
  ends: Rule["ends"],
  atlas: Atlas,
  runs: number,
): Basin[] {
  // A fixed point of the rule's own may share its name with a component of the objective, and nothing else.
  const components = ends.kind === "critical" ? atlas.components : [];
  return [...groups]
    .map(([id, members]) => basinOf(id, members, components, runs))
    .sort((a, b) => b.share.count - a.share.count || (a.id < b.id ? -1 : 1));
}

/** Strays are alike when these are. */
const strayKey = ({ value, index, nullity, rank }: Stray): string =>
  JSON.stringify([
    value === undefined ? null : Number(value.toPrecision(TRAIN.strayDigits)),
    index ?? null,
    nullity ?? null,
    rank,
  ]);

function basinOf(
  id: string,
  members: readonly RunSummary[],
  components: Atlas["components"],
  runs: number,
): Basin {
  const component = components.find((c) => c.id === id);
  const outcomes = new Map<Outcome, number>();
  for (const { encoderOutcome } of members)
    if (encoderOutcome !== undefined) outcomes.set(encoderOutcome, (outcomes.get(encoderOutcome) ?? 0) + 1);
  const numbers = (read: (s: RunSummary) => number | undefined) =>
    members.flatMap((s) => read(s) ?? []).sort((a, b) => a - b);
  const recoveries = members.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]));
  const typical = (read: (r: Recovery) => number) => median(recoveries.map(read).sort((a, b) => a - b));
  const retained = numbers((s) => s.retained);
  const rate = rateCheck(members);
  return {
    id,
    ...(component === undefined ? {} : { kind: component.kind }),
    ...(component?.dimension === undefined ? {} : { dimension: component.dimension }),
    ...(component?.index === undefined ? {} : { index: component.index }),
    ...(component?.value === undefined ? {} : { value: component.value }),
    share: wilson(members.length, runs),
    outcomes: [...outcomes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    ranks: [...new Set(numbers((s) => s.rank))],
    ...(recoveries.length === 0
      ? {}
      : {
          recovery: {
            min: typical((r) => r.min),
            median: typical((r) => r.median),
            max: typical((r) => r.max),
          },
        }),
    ...(retained.length === 0 ? {} : { retained: median(retained) }),
    at: median(numbers((s) => s.at)),
    ...(rate === null ? {} : { rate }),
  };
}

function rateCheck(members: readonly RunSummary[]): RateCheck | null {
  const rates = members.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
  if (rates.length === 0) return null;
  const sorted = (read: (r: (typeof rates)[number]) => number) => rates.map(read).sort((a, b) => a - b);
  const ratios = sorted((r) => r.measured / r.predicted);
  return {
    runs: rates.length,
    measured: median(sorted((r) => r.measured)),
    predicted: median(sorted((r) => r.predicted)),
    ratio: [ratios[0]!, median(ratios), ratios.at(-1)!],
  };
}

const QUANTITIES: readonly {
  readonly name: Distribution["quantity"];
  readonly read: (s: Pick<RunSummary, "recovery" | "retained">) => number | undefined;
}[] = [
  { name: "recovery min", read: ({ recovery }) => recovery?.min },
  { name: "recovery median", read: ({ recovery }) => recovery?.median },
  { name: "recovery max", read: ({ recovery }) => recovery?.max },
  { name: "retained", read: ({ retained }) => retained },
];

/** End points against uniformly random points, for every continuum that holds at least two. */
function distributionsOf(
  problem: Problem,
  groups: ReadonlyMap<string, readonly RunSummary[]>,
  simulation: Simulation,
  seed: number,
): Distribution[] {
  const result: Distribution[] = [];
  for (const [basin, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sample = simulation.sampler(basin);
    if (sample === undefined || members.length < 2) continue;
    const random = new Random(seed).fork("uniform").fork(basin);
    const points = Array.from({ length: TRAIN.uniform }, () =>
      simulation.scale.assess(sample(random)[problem.objective.encoder]!, { condition: false }),
    );
    for (const { name, read } of QUANTITIES) {
      const ends = members.flatMap((s) => read(s) ?? []);
      const uniform = points.flatMap((s) => read(s) ?? []);
      if (ends.length < 2 || uniform.length < 2) continue;
      const all = [...ends, ...uniform];
      // Both samples constant and equal: nothing to compare.
      if (spreadOf(all) <= TRAIN.constant) continue;
      result.push({
        basin,
        quantity: name,
        ends: quantiles(ends),
        uniform: quantiles(uniform),
        comparison: kolmogorovSmirnov(ends, uniform),
        sizes: [ends.length, uniform.length],
      });
    }
  }
  return result;
}

function spreadOf(values: readonly number[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** 5 %, 50 %, 95 %, by linear interpolation between order statistics. */
function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => {
    const place = q * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
  };
  return { low: at(0.05), median: at(0.5), high: at(0.95) };
}

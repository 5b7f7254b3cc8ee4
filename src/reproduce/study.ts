/**
 * A problem looked at closely: its atlas, and random points drawn from every component of minima (of stable equilibria
 * for a field), each checked to be critical on the symbolic layer and judged as an encoder.
 *
 * Per point: rank, recovery min_j c_j, ρ, cond(W Σ^{1/2}) (`atlas/local/outcome.ts`); per component the spread of each.
 *
 * Equalities such as min_j c_j = 1 hold on sets of measure zero, which random points never hit: counts of those who miss
 * them test nothing. What is counted for claims is who misses them by a margin (`MARGINS`).
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { analyze } from "../atlas/analyze.js";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { type EncoderQuality, EncoderScale, median } from "../atlas/local/outcome.js";
import type { Atlas, CriticalComponent } from "../atlas/record/types.js";
import { Random } from "../exact/random.js";
import { isUnavailable, type Point } from "../objectives/objective.js";
import { buildProblem, type Problem } from "../objectives/problem.js";
import { parseProblemFile } from "../objectives/schema.js";
import type { NamedProblem } from "./problems.js";
import { MARGINS, TOLERANCE } from "./tolerances.js";

/** Least, median and largest of a figure. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** A component of minima with random points on it (one point, the representative, where it is isolated). */
export interface Minimum {
  readonly component: CriticalComponent;
  readonly points: readonly Point[];
  readonly rank: Spread;
  /** Absent where there is no dictionary. */
  readonly recovery?: Spread;
  /** Absent where ρ is not defined. */
  readonly retained?: Spread;
  readonly conditionNumber?: Spread;
  /** Points that are not collapsed, in whole or in part. */
  readonly fullRank: number;
  /** Of those: every atom recovered; all the signal kept. */
  readonly groundTruth: number;
  readonly optimal: number;
  /** Points of full rank that miss an atom by the margin; points of any rank that lose signal by the margin. */
  readonly far: number;
  readonly lossy: number;
  /** Largest relative residual of the stationarity conditions over the points. */
  readonly residual: number;
}

/** A named problem, its atlas and what was measured on it. */
export interface Study {
  readonly named: NamedProblem;
  readonly problem: Problem;
  readonly atlas: Atlas;
  readonly minima: readonly Minimum[];
}

/** From which seed points are drawn, and how the work is stopped. */
export interface StudyOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Analyses the problem and samples its minima. @throws the signal's reason when cancelled. */
export async function study(named: NamedProblem, { seed, signal }: StudyOptions): Promise<Study> {
  const problem = buildProblem(parseProblemFile(named.file));
  const cancel = signal === undefined ? {} : { signal };
  const atlas = await analyze(problem, { seed, limit: named.limit, ...cancel });
  signal?.throwIfAborted();
  const qualitiesOf = judge(problem);
  const minima: Minimum[] = [];
  for (const component of atlas.components.filter(isMinimum)) {
    await nextTick();
    signal?.throwIfAborted();
    const points = pointsOf(problem, component, named.samples, new Random(seed).fork(named.id));
    minima.push(summarise(component, points, qualitiesOf(points), problem));
  }
  return { named, problem, atlas, minima };
}

const isMinimum = ({ kind }: CriticalComponent): boolean =>
  kind === "global-minimum" || kind === "local-minimum" || kind === "stable-equilibrium";

function judge({ model, objective }: Problem): (points: readonly Point[]) => EncoderQuality[] {
  const scale = new EncoderScale(model);
  return (points) => points.map((point) => scale.assess(point[objective.encoder]!));
}

/** The representative of an isolated component, uniform random points of any other. */
function pointsOf(problem: Problem, component: CriticalComponent, count: number, random: Random): Point[] {
  const form = problem.objective.closedForm();
  if (!isUnavailable(form))
    for (const { id, sample } of form.proposals())
      if (id === component.id) {
        if (sample === undefined) break;
        const stream = random.fork(id);
        return Array.from({ length: count }, () => sample(stream));
      }
  return [component.representative];
}

function summarise(
  component: CriticalComponent,
  points: readonly Point[],
  qualities: readonly EncoderQuality[],
  problem: Problem,
): Minimum {
  const spread = <Key extends string>(key: Key, read: (quality: EncoderQuality) => number | undefined) => {
    const values = qualities.flatMap((quality) => read(quality) ?? []).sort((a, b) => a - b);
    return (values.length === 0 ? {} : { [key]: spreadOf(values) }) as { readonly [K in Key]?: Spread };
  };
  const full = qualities.filter(
    ({ outcome }) => outcome !== "collapsed" && outcome !== "dimensional-collapse",
  );
  return {
    component,
    points,
    rank: spreadOf(qualities.map(({ rank }) => rank).sort((a, b) => a - b)),
    ...spread("recovery", (quality) => quality.recovery?.min),
    ...spread("retained", (quality) => quality.retained),
    ...spread("conditionNumber", (quality) => quality.conditionNumber),
    fullRank: full.length,
    groundTruth: full.filter(({ outcome }) => outcome === "ground-truth").length,
    optimal: full.filter(({ retained = 0 }) => retained > 1 - TOLERANCE).length,
    far: full.filter(({ recovery }) => recovery !== undefined && recovery.min < MARGINS.recovery).length,
    lossy: qualities.filter(({ retained }) => retained !== undefined && retained < MARGINS.retained).length,
    residual: residualOf(problem, points),
  };
}

const spreadOf = (sorted: readonly number[]): Spread => ({
  min: sorted[0]!,
  median: median(sorted),
  max: sorted[sorted.length - 1]!,
});

function residualOf({ objective }: Problem, points: readonly Point[]): number {
  const { landscape, oracle } = objective;
  if (landscape === undefined) return Math.max(0, ...points.map((point) => -oracle!.descent(point)));
  const system = new LandscapeSystem(landscape);
  return Math.max(...points.map((point) => system.gradient(system.flatten(point)).residual));
}

/** The loss at a point of any of its variables' shapes; for losses only. */
export function lossAt({ objective }: Problem, point: Point): number {
  const { landscape, oracle } = objective;
  if (landscape === undefined) return oracle!.value(point);
  const system = new LandscapeSystem(landscape);
  return system.value(system.flatten(point));
}

/**
 * `sweep`: the critical components of a problem along one of its parameters.
 *
 * The losses are linear in Γ, Σ, weight decay and a linear perturbation, so the stationarity systems at all values of the parameter
 * span one linear family. A generic member, perturbed, is solved once by monodromy (`numeric/monodromy/linear-perturbation.ts`); its solutions are
 * followed to each value (`numeric/homotopy/parameter-homotopy.ts`), the perturbation is taken away there, and the ends are classified and
 * audited as `analyze` does with those of its solver.
 *
 * Two neighbouring values show no change if the components have the same classes (number, rank, dimension, index and nullity) and
 * each is followed to one of its type at the other value, one to one, in both directions (`branches.ts`). Otherwise the interval
 * is halved until it is as narrow as wanted: a bracket of the bifurcation. There a change is that of the classes, or of the branches
 * that exchange their types while the classes keep their numbers; where the branches are not told apart the bracket says so, and
 * the sweep is incomplete. What comes and goes between two neighbouring values, on branches of its own, is not seen.
 */
import { DEFAULT_SEED, Random } from "../../exact/random.js";
import { type Rational, rational, rationalText, sign } from "../../exact/rational.js";
import { ProblemError } from "../../files/problem-error.js";
import type { Threads } from "../../numeric/parallel/threads.js";
import type { Problem } from "../../objectives/problem.js";
import { perturbationThreads } from "../propose/solver.js";
import { type Bracket, changesOf, Halving } from "./brackets.js";
import { Branches } from "./branches.js";
import { exactSweep, type SweepRange } from "./exact-sweep.js";
import { Locator } from "./locator.js";
import {
  exact,
  placeOf,
  problemAt,
  type SweepOptions,
  type SweepRequest,
  spanningProblems,
  valuesOf,
} from "./request.js";
import {
  type ExactSweep,
  type Sweep,
  type SweepChange,
  type SweepReason,
  type SweepState,
  type SweepThreshold,
  sameClasses,
} from "./result.js";

const DEFAULT_WIDTH = rational("1/1000");

/**
 * Locates the critical components at each value and brackets the values where they change.
 *
 * @throws ProblemError naming the place, if the problem has no such parameter or cannot have such a value.
 * @example
 * const { changes } = await sweep(problem, {
 *   parameter: "objective.weightDecay",
 *   range: { from: "1/100", to: "1/10", steps: 9 },
 * });
 */
export async function sweep(
  problem: Problem,
  request: SweepRequest,
  options: SweepOptions = {},
): Promise<Sweep> {
  const threads = perturbationThreads(options);
  try {
    return await sweepWith(threads, problem, request, options);
  } finally {
    await threads.close();
  }
}

async function sweepWith(
  threads: Threads,
  problem: Problem,
  request: SweepRequest,
  options: SweepOptions,
): Promise<Sweep> {
  const { seed = DEFAULT_SEED } = options;
  const path = placeOf(problem.parsed.file, request.parameter);
  const values = valuesOf(request);
  const range = values.at(-1)!.sub(values[0]!);
  const width = options.width === undefined ? range.mul(DEFAULT_WIDTH) : exact("width", options.width);
  if (sign(width) < 0 || (sign(width) === 0 && sign(range) > 0))
    throw new ProblemError(["width"], "a positive number", rationalText(width));
  const at = (value: Rational) => problemAt(problem, path, value);
  const problems = values.map(at);
  const report = {
    problem: problem.parsed.file,
    title: problem.title,
    isVectorField: false,
    seed,
    parameter: path.join("."),
  };
  const locator = new Locator(options, seed, threads);
  await locator.prepare([...problems, ...spanningProblems(values, at)]);
  const { unavailable } = locator;
  if (unavailable !== undefined)
    return {
      ...report,
      values: [],
      changes: [],
      generic: 0,
      located: 0,
      complete: false,
      reasons: [{ kind: "unavailable", reason: unavailable }],
      failures: [],
    };

  const states = await statesAt(values, problems, locator, options);
  const branches = new Branches(at, new Random(seed).fork("branches"));
  const changes = changesOf(
    await bracketsBetween(states, width, branches, (v) => locator.state(at(v), v)),
    branches,
  );
  const between = await exactOf(options, {
    problemAt: at,
    from: values[0]!,
    to: values.at(-1)!,
    branches,
    options,
  });
  const reasons = reasonsOf(states, changes, locator.interrupted ? values.length : null);
  return {
    ...report,
    ...(between === null ? {} : { exact: between }),
    isVectorField: locator.isVectorField,
    values: states,
    changes,
    generic: locator.generic,
    located: locator.located,
    complete: reasons.length === 0,
    reasons,
    failures: [...locator.failures, ...(between === null ? [] : disagreements(between, states, changes))],
  };
}

/** Null where thresholds were not asked for. */
async function exactOf(
  { thresholds = "exact", signal }: SweepOptions,
  range: SweepRange,
): Promise<ExactSweep | null> {
  if (thresholds === "bracketed") return null;
  try {
    signal?.throwIfAborted();
    return await exactSweep(range);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { kind: "bracketed", gap: { kind: "interrupted" } };
  }
}

/** Where brackets and lists contradict the exact thresholds. */
function disagreements(
  exact: ExactSweep,
  states: readonly SweepState[],
  changes: readonly SweepChange[],
): Sweep["failures"] {
  if (exact.kind === "bracketed") return [];
  const { thresholds, intervals } = exact;
  const wrong = states.flatMap((state) => {
    const { value, audit } = state;
    if (
      !audit.complete ||
      thresholds.some(({ low, high }) => low.compare(value) <= 0 && high.compare(value) >= 0)
    )
      return [];
    // Every threshold between two values shows where the sample of an interval is.
    const interval = intervals.find(
      (one) => !thresholds.some((threshold) => separates(threshold, value, one.state.value)),
    );
    return interval === undefined || sameClasses(interval.state, state)
      ? []
      : [{ value, text: "the list differs from the one proved for its interval" }];
  });
  const without = changes.filter(
    ({ from, to, reason }) =>
      reason === undefined &&
      !thresholds.some(({ low, high }) => high.compare(from) >= 0 && low.compare(to) <= 0),
  );
  return [
    ...wrong,
    ...without.map(({ from }) => ({ value: from, text: "a bracket of a change holds no exact threshold" })),
  ];
}

const separates = ({ low, high }: SweepThreshold, a: Rational, b: Rational): boolean =>
  (high.compare(a) <= 0 && low.compare(b) >= 0) || (high.compare(b) <= 0 && low.compare(a) >= 0);

/** The components at each value, up to the first that an interrupt cuts short. */
async function statesAt(
  values: readonly Rational[],
  problems: readonly Problem[],
  locator: Locator,
  { onProgress }: SweepOptions,
): Promise<SweepState[]> {
  const states: SweepState[] = [];
  for (const [k, value] of values.entries()) {
    onProgress?.(k, values.length, "values");
    const state = await locator.state(problems[k]!, value);
    if (state === null) break;
    states.push(state);
  }
  return states;
}

/** Where neighbouring complete lists differ, or may. */
async function bracketsBetween(
  states: readonly SweepState[],
  width: Rational,
  branches: Branches,
  locate: (value: Rational) => Promise<SweepState | null>,
): Promise<Bracket[]> {
  const whole = states.filter(({ audit }) => audit.complete);
  const brackets: Bracket[] = [];
  for (let k = 0; k + 1 < whole.length; k++)
    brackets.push(...(await new Halving(width, branches, locate).brackets(whole[k]!, whole[k + 1]!)));
  return brackets;
}

/**
 * Why the sweep is incomplete.
 *
 * @param wanted how many values were asked for, if an interrupt came before all were located.
 */
function reasonsOf(
  states: readonly SweepState[],
  changes: readonly SweepChange[],
  wanted: number | null,
): SweepReason[] {
  const undecided = changes.filter(({ reason }) => reason?.kind === "branches-undecided").length;
  const wide = changes.filter(({ reason }) => reason !== undefined).length - undecided;
  return [
    ...(wanted === null ? [] : [{ kind: "interrupted", located: states.length, of: wanted } as const]),
    ...states.flatMap(({ value, audit }) =>
      audit.complete ? [] : [{ kind: "list-incomplete", value, reason: audit.reason } as const],
    ),
    ...(wide > 0 ? [{ kind: "wide-brackets", count: wide } as const] : []),
    ...(undecided > 0 ? [{ kind: "undecided-brackets", count: undecided } as const] : []),
  ];
}

/**
 * `analyze`: from a problem to its atlas.
 *
 * The closed form proposes components in order of value; each is refined and classified on the symbolic conditions;
 * the audit says whether the list is complete, by what, and every disagreement found on the way.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import type { ComponentProposal } from "../objectives/objective.js";
import { isUnavailable } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { censusOf } from "./census.js";
import { classify } from "./classify.js";
import { conditionsOf } from "./derive.js";
import { EncoderScale } from "./outcome.js";
import { LandscapeSystem } from "./system.js";
import type { Atlas, Audit, Census, CriticalComponent } from "./types.js";

export type Method = "closed-form" | "solve" | "both";

export interface AnalyzeOptions {
  readonly method?: Method;
  /** Longest list of components; counts are never cut. Default 1000. */
  readonly limit?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

export const DEFAULT_LIMIT = 1000;
export const DEFAULT_SEED = 7;
/** Components between two looks at the clock and the abort signal. */
const BATCH = 16;

/**
 * Locates, refines, classifies and audits every critical component that the closed form lists.
 * @throws the signal's reason when cancelled.
 */
export async function analyze(problem: Problem, options: AnalyzeOptions = {}): Promise<Atlas> {
  const { limit = DEFAULT_LIMIT, seed = DEFAULT_SEED, signal, onProgress } = options;
  const { objective, model } = problem;
  const system = objective.landscape === undefined ? null : new LandscapeSystem(objective.landscape);
  const context = { objective, system, scale: new EncoderScale(model), seed };
  const form = objective.closedForm();
  const components: CriticalComponent[] = [];
  const failures: string[] = [];
  let truncated = false;
  if (!isUnavailable(form)) {
    for (const proposal of form.proposals() as Iterable<ComponentProposal>) {
      if (components.length === limit) {
        truncated = true;
        break;
      }
      const classified = classify(proposal, context);
      components.push(classified.component);
      failures.push(...classified.failures);
      if (components.length % BATCH === 0) {
        onProgress?.(components.length, undefined, "components");
        await nextTick();
        signal?.throwIfAborted();
      }
    }
  }
  const counted = isUnavailable(form)
    ? undefined
    : (measuredCensus(components, truncated, form) ?? censusOf(form));
  const audit = auditOf(form, components, failures, truncated, counted);
  return {
    problem: problem.parsed.file,
    seed,
    title: problem.title,
    isVectorField: system?.isField ?? false,
    stationarity: conditionsOf(objective),
    components,
    truncated,
    ...(counted === undefined ? {} : { census: counted }),
    audit,
    warnings: model.moments.exact
      ? []
      : [
          "the model is not exact (floating numbers or a random dictionary): equalities are decided to rounding",
        ],
  };
}

/** Counts by measured index where the closed form has no formula for it and the whole list was seen. */
function measuredCensus(
  components: readonly CriticalComponent[],
  truncated: boolean,
  form: Exclude<ReturnType<Problem["objective"]["closedForm"]>, { unavailable: string }>,
): Census | undefined {
  if (form.byIndex !== undefined || form.gap !== undefined || truncated) return undefined;
  const byIndex = new Map<number, bigint>();
  let withoutIndex = 0n;
  let total = 0n;
  for (const { index, multiplicity } of components) {
    total += multiplicity;
    if (index === undefined) withoutIndex += multiplicity;
    else byIndex.set(index, (byIndex.get(index) ?? 0n) + multiplicity);
  }
  const sorted = new Map([...byIndex].sort(([a], [b]) => a - b));
  return { byIndex: sorted, total, ...(withoutIndex > 0n ? { withoutIndex } : {}) };
}

function auditOf(
  form: ReturnType<Problem["objective"]["closedForm"]>,
  components: readonly CriticalComponent[],
  found: readonly string[],
  truncated: boolean,
  counted: Census | undefined,
): Audit {
  if (isUnavailable(form)) return { complete: false, reason: form.unavailable, by: [], failures: found };
  const failures = [...found];
  const { morseEuler } = form;
  if (morseEuler !== undefined && morseEuler.expected !== morseEuler.found)
    failures.push(
      `Morse–Euler: the indices sum to ${morseEuler.found}, the manifold has ${morseEuler.expected}`,
    );
  if (!truncated && counted !== undefined) {
    const listed = components.reduce((sum, { multiplicity }) => sum + multiplicity, 0n);
    if (listed !== counted.total)
      failures.push(`census: ${counted.total} components by formula, ${listed} in the list`);
    if (form.total !== undefined && form.total !== listed)
      failures.push(`census: ${form.total} components by formula, ${listed} in the list`);
  }
  const undecided = components.filter(({ kind }) => kind === "undecided").length;
  const reasons = [
    ...(form.gap === undefined ? [] : [form.gap]),
    ...(failures.length === 0 ? [] : ["the closed form and the symbolic layer disagree"]),
    ...(undecided === 0 ? [] : [`${undecided} components are undecided`]),
  ];
  return {
    complete: reasons.length === 0,
    ...(reasons.length === 0 ? {} : { reason: reasons.join("; ") }),
    by: [
      "closed-form",
      ...(morseEuler === undefined || failures.length > 0 ? [] : (["morse-euler"] as const)),
    ],
    ...(morseEuler === undefined ? {} : { morseEuler }),
    failures,
  };
}

/** Exact counts of critical components by index, without listing them: coefficients of generating functions. */
import type { ClosedForm } from "../objectives/objective.js";
import { isUnavailable } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import type { Atlas, Census, CriticalComponent, UsedMethod } from "./record/types.js";

/** Counts of a problem, or why there are none. */
export interface CensusResult {
  readonly title: string;
  /** How they were found; absent where only the closed form was asked. */
  readonly method?: UsedMethod;
  readonly census?: Census;
  /** Why there is no census, or what it leaves out. */
  readonly reason?: string;
}

/** The census of a closed form, where its indices have formulas. */
export function censusOf({ byIndex, total, gap }: ClosedForm): Census | undefined {
  if (gap !== undefined || total === undefined) return undefined;
  if (byIndex === undefined) return { byIndex: new Map(), total, withoutIndex: total };
  return { byIndex: byIndex.toMap(), total };
}

/** Counts by measured index where the closed form has no formula for it and the whole list was seen. */
export const measuredCensus = (
  { components, truncated }: Pick<Atlas, "components" | "truncated">,
  form: ClosedForm,
): Census | undefined =>
  form.byIndex !== undefined || form.gap !== undefined || truncated ? undefined : tally(components);

/** Counts by index; none where connected components of some entry are not told apart. */
export function tally(components: readonly CriticalComponent[]): Census | undefined {
  const byIndex = new Map<number, bigint>();
  let withoutIndex = 0n;
  let total = 0n;
  for (const { index, multiplicity } of components) {
    if (multiplicity === undefined) return undefined;
    total += multiplicity;
    if (index === undefined) withoutIndex += multiplicity;
    else byIndex.set(index, (byIndex.get(index) ?? 0n) + multiplicity);
  }
  const sorted = new Map([...byIndex].sort(([a], [b]) => a - b));
  return { byIndex: sorted, total, ...(withoutIndex > 0n ? { withoutIndex } : {}) };
}

/**
 * Counts at any size by the closed form alone; `countComponents` also asks the solver.
 * @example census(loadProblem(text)).census?.total // 5n
 */
export function census(problem: Problem): CensusResult {
  const { title } = problem;
  const form = problem.objective.closedForm();
  if (isUnavailable(form)) return { title, reason: form.unavailable };
  const counted = censusOf(form);
  if (counted === undefined) return { title, reason: form.gap ?? "the components have no closed count" };
  return { title, census: counted };
}

/** Exact counts of critical components by index, without listing them: coefficients of generating functions. */
import type { ClosedForm } from "../objectives/objective.js";
import { isUnavailable } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import type { Census, UsedMethod } from "./record/types.js";

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

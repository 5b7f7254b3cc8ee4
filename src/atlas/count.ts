/**
 * Exact counts of connected components by index, by whichever method has them.
 *
 *   c_k = number of connected components of the critical set of index k,  k = 0, 1, …
 *
 * A closed form counts at any size without listing (`census.ts`); for losses without one the components are listed by
 * the solver, and counted only if that list is complete. Not covered: counts of incomplete lists, which are none.
 */
import type { Problem } from "../objectives/problem.js";
import { type AnalyzeOptions, analyze, resolveMethod } from "./analyze.js";
import { type CensusResult, census } from "./census.js";

/** As for `analyze`, without what only concerns its list. */
export type CountOptions = Omit<AnalyzeOptions, "limit" | "certify">;

/**
 * The census of a problem: from generating functions where there is a closed form, else from the solver's complete list.
 *
 * @param options the method, and what `analyze` takes.
 * @returns the counts with the method that found them, or the reason why there are none.
 * @example
 * const { method, census } = await countComponents(loadProblem(text), { seed: 7 });
 * method // "closed-form"
 * census?.total // 5n
 */
export async function countComponents(problem: Problem, options: CountOptions = {}): Promise<CensusResult> {
  const method = resolveMethod(options.method ?? "auto", problem.objective.closedForm());
  if (method === "closed-form") return { ...census(problem), method };
  const atlas = await analyze(problem, { ...options, method, certify: "none" });
  const { title, audit } = atlas;
  if (atlas.census === undefined || !audit.complete || atlas.truncated)
    return { title, method, reason: audit.reason ?? "the list of components is not complete" };
  return { title, method, census: atlas.census };
}

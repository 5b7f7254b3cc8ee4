/**
 * All solutions of a system with as many equations as unknowns, of dimension 0 and simple by a count, from approximate eigenvectors: certified,
 * complete and proved (`certified-solutions.ts`), or nothing.
 */

import type { Polynomial } from "../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "./elimination-thread.js";
import { algebraSystem } from "./solution-counts.js";
import {
  comparePoints,
  proved,
  type SolutionCounts,
  type SolvedSystem,
  withBoxesApart,
} from "./solved-system.js";
import { EIGENVECTORS } from "./tolerances.js";

/**
 * The solutions; null where the count speaks of others, or fewer were certified, or no bound is sharp, or the budget is spent.
 *
 * @param counts modulo a prime: they decide whether it is tried, and nothing is proved by them.
 * @throws the reason of the signal once it is aborted.
 */
export async function solveByEigenvectors(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts | null,
  limits: EliminationLimits,
): Promise<SolvedSystem | null> {
  if (counts === null || counts.dimension !== 0 || counts.degree !== counts.distinct) return null;
  if (equations.length !== n) return null;
  const isLong = counts.degree > EIGENVECTORS.here;
  const found = await eliminateApart("certified", algebraSystem(equations, n), { ...limits, isLong });
  if (found.kind === "unavailable") return null;
  const points = withBoxesApart(found.points).sort(comparePoints);
  return { ...proved(0, points), evidence: found.proof, counts };
}

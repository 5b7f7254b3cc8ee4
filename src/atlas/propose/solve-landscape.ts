/**
 * The solver's own choice for a landscape: elimination where the complex critical points are finitely many and not too many, which
 * tells clusters apart and decides signs exactly; paths elsewhere, and where elimination leaves something open that they do not.
 */
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable } from "../../result.js";
import { hasDefined } from "../../symbolic/expression.js";
import { hasInequalities } from "../../symbolic/lagrangian.js";
import { landscapeSystemOf } from "../local/landscape-system.js";
import type { LandscapeSolver, SolverResult } from "./landscape-solver.js";
import { solveInequalities } from "./solve-inequalities.js";
import { solveLandscapeExactly } from "./solve-landscape-exactly.js";
import { solveOrbits } from "./solve-orbits.js";
import { solveLandscape } from "./solver.js";

/** Whether the loss has inverses or roots: those are unknowns on the strata of the orbit space, and nowhere else. */
const isAlgebraic = ({ objective: { landscape } }: Problem): boolean =>
  landscape !== undefined && hasDefined(landscape.loss);

const isUnderInequalities = ({ objective: { landscape } }: Problem): boolean =>
  landscape !== undefined && hasInequalities(landscape);

/** By elimination: on the faces where variables are held to X ≥ 0, on the orbit space where a continuous group acts, on the conditions themselves elsewhere. */
export const solveLandscapeByAlgebra: LandscapeSolver = async (problem, options, system) => {
  if (isUnderInequalities(problem)) return await solveInequalities(problem, options, system);
  if (isAlgebraic(problem)) return await solveOrbits(problem, options, system, true);
  const orbits = await solveOrbits(problem, options, system);
  if (!isUnavailable(orbits) || options.signal?.aborted) return orbits;
  const exact = await solveLandscapeExactly(problem, options, system);
  if (!isUnavailable(exact)) return exact;
  if (orbits.unavailable.kind !== "no-continuous-symmetry") return orbits;
  return exact.unavailable.kind === "positive-dimension"
    ? await solveOrbits(problem, options, system, true)
    : exact;
};

/** By elimination where that answers in full, by paths elsewhere. */
export const solveLandscapeCheaply: LandscapeSolver = async (
  problem,
  options,
  system = landscapeSystemOf(problem.objective),
) => {
  const exact = await solveLandscapeByAlgebra(problem, options, system);
  if (isAlgebraic(problem) || isUnderInequalities(problem) || (!isUnavailable(exact) && isSettled(exact)))
    return exact;
  if (options.signal?.aborted) return exact;
  const byPaths = await solveLandscape(problem, options, system);
  if (isUnavailable(exact)) return byPaths;
  return isUnavailable(byPaths) || !byPaths.complete ? exact : byPaths;
};

/** Complete, with every sign decided. */
const isSettled = ({ complete, proposals }: SolverResult): boolean =>
  complete && proposals.every(({ exactSigns }) => exactSigns !== "undecided");

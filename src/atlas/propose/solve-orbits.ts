/**
 * All critical points of a landscape with orthogonal symmetries, by exact elimination on the strata of its orbit space (`quotient/strata.ts`).
 *
 *   critical orbits of a stratum  ↔  real solutions of its conditions (`quotient/conditions.ts`) with S ≻ 0, up to changes of signs
 *
 * The strata are disjoint and exhaustive; each is solved over the complex numbers (`solve-stratum.ts`), whether S ≻ 0 is decided exactly at each real
 * solution (`locate-orbits.ts`), and what is found is listed with what proves it (`orbit-entries.ts`). If every stratum has finitely many solutions, or none with S ≻ 0
 * among those that are not isolated, the critical set is finitely many orbits: compact, however the loss grows. Without a group the one stratum is the whole space.
 *
 * Inverses and roots are unknowns with equations of their own (`quotient/defined-unknowns.ts`), roots positive: then all is about the open set
 * where the loss has derivatives.
 */
import type { Problem } from "../../objectives/problem.js";
import { type OrthogonalAction, orthogonalActions } from "../../quotient/actions.js";
import { withDefined } from "../../quotient/defined-unknowns.js";
import { holdsNonzero, vanishingVariables } from "../../quotient/definite-rates.js";
import { subspaceMatrix } from "../../quotient/invariant-subspaces.js";
import { type Stratum, strataOf, stratumCount } from "../../quotient/strata.js";
import { isUnavailable, type Result } from "../../result.js";
import type { Landscape } from "../../symbolic/landscape.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import type { SolverOptions, SolverResult } from "./landscape-solver.js";
import { locate } from "./locate-orbits.js";
import { describeLarger, resultOf } from "./orbit-entries.js";
import { solverSetting, tooLarge } from "./perturbation-setting.js";
import { emptyStratum, type SolvedStratum, solveStratum } from "./solve-stratum.js";
import type { SolverReason } from "./solver-reasons.js";

/** Strata of the orbit space that are solved one after the other, at most. Chosen: O(m) on 13 vectors, m = 3, has 378. `solve-orbits.test.ts` */
const MOST_STRATA = 400;
/** Coordinates of a stratum, inverses and roots included, at most. Chosen: two encoders of 2×6 have 23. `solve-orbits.test.ts` */
const MOST_COORDINATES = 28;

/**
 * The critical orbits of a landscape, and its larger critical sets, or why this does not apply; after an interrupt nothing is listed.
 *
 * @param withoutGroup also where no continuous group acts.
 */
export async function solveOrbits(
  problem: Problem,
  { signal, onProgress }: Pick<SolverOptions, "signal" | "onProgress">,
  system: LandscapeSystem | null = landscapeSystemOf(problem.objective),
  withoutGroup = false,
): Promise<Result<SolverResult, SolverReason>> {
  const setting = solverSetting(problem, system);
  if (isUnavailable(setting)) return setting;
  const landscape = problem.objective.landscape!;
  const actions = orthogonalActions(landscape);
  if (actions.length === 0 && !withoutGroup) return { unavailable: { kind: "no-continuous-symmetry" } };
  try {
    const strata = strataWithin(landscape, actions);
    if (isUnavailable(strata)) return strata;
    const matrix = subspaceMatrix(landscape);
    const vanishing = vanishingVariables(landscape);
    const solved: SolvedStratum[] = [];
    for (const [k, stratum] of strata.entries()) {
      const one = holdsNonzero(stratum, vanishing)
        ? emptyStratum(stratum, landscape)
        : await solveStratum(stratum, landscape, matrix, signal);
      if (isUnavailable(one)) return one;
      solved.push(one);
      onProgress?.(k + 1, strata.length, "strata of the orbit space");
    }
    const found = await locate(solved, landscape, signal);
    const described = await describeLarger(found, problem, setting.system, signal);
    return resultOf(problem, setting.system, found.located, described);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { unavailable: { kind: "elimination-interrupted" } };
  }
}

/** The strata, or that they are too many or too large. */
function strataWithin(
  landscape: Landscape,
  actions: readonly OrthogonalAction[],
): Result<readonly Stratum[], SolverReason> {
  const count = Number(stratumCount(landscape, actions));
  if (count > MOST_STRATA) return tooLarge("strata", count, MOST_STRATA);
  const strata = strataOf(landscape, actions).map((stratum) => withDefined(stratum, landscape));
  const largest = Math.max(...strata.map(({ names }) => names.length));
  return largest > MOST_COORDINATES ? tooLarge("coordinates", largest, MOST_COORDINATES) : strata;
}

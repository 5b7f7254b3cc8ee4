/**
 * Critical orbits of an objective that gives them as solutions of small systems (`OrbitStrata`): each is scaled and solved with every
 * path accounted for, and the real solutions are lifted to critical points.
 */

import type { Random } from "../../exact/random.js";
import type { SystemSolution } from "../../numeric/homotopy/solutions.js";
import { solveSystemAsync } from "../../numeric/homotopy/solve-system.js";
import type { PerturbationLimit } from "../../numeric/monodromy/types.js";
import { balancedScaling, fromScaled, scaledSystem } from "../../numeric/polynomial/scaling.js";
import type { OrbitStrata, OrbitSystem, Point } from "../../objectives/objective.js";
import type { Problem } from "../../objectives/problem.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { REGULAR_ACCURACY, SINGULAR_ACCURACY } from "../tolerances.js";
import type { SolverOptions } from "./landscape-solver.js";
import type { SolverReason } from "./solver-reasons.js";

/** A system that is not solved completely is solved again, in another chart. */
const ATTEMPTS = 3;

/**
 * The systems of a problem for its orbits; null where there are none. With one row the group is finite: there is nothing to divide
 * by, and a list of solutions of the conditions themselves can be proved complete.
 */
export const strataOf = ({ objective }: Problem, random: Random): OrbitStrata | null =>
  objective.landscape?.variables.find(({ symbol }) => symbol.name === objective.encoder)?.symbol.rows === 1
    ? null
    : (objective.strata?.(random) ?? null);

/** What the paths to all systems of orbits found; `generic` is how many paths there were. */
export interface StrataSolution {
  /** The endpoints of all paths, lifted where they are real; paths to one singular solution are one endpoint each. */
  readonly limits: readonly PerturbationLimit[];
  readonly generic: number;
  /** Why there may be more. */
  readonly reasons: readonly SolverReason[];
}

/**
 * The critical points over all solutions.
 *
 * @param charts the systems of each attempt, alike but for random choices; null where the objective gives none.
 */
export async function solveStrata(
  charts: (attempt: number) => OrbitStrata | null,
  landscape: LandscapeSystem,
  options: SolverOptions,
): Promise<StrataSolution | null> {
  const first = charts(0);
  if (first === null) return null;
  const limits: PerturbationLimit[] = first.points.map((point) => limitAt(landscape, point, true));
  const reasons: SolverReason[] = [];
  for (const k of first.systems.keys()) {
    let solved = await solveStratum(first.systems[k]!, landscape, options);
    for (let attempt = 1; canTry(attempt, solved, options); attempt++) {
      const seed = options.seed + attempt;
      solved = await solveStratum(charts(attempt)!.systems[k]!, landscape, { ...options, seed });
    }
    for (const limit of solved.limits) limits.push(limit);
    if (solved.reason !== undefined)
      reasons.push({ kind: "layer", text: `rank ${first.systems[k]!.rank}: ${solved.reason}` });
  }
  return {
    limits,
    generic: limits.length,
    reasons,
  };
}

/** Whether what is incomplete is worth another attempt: not after an interrupt. */
const canTry = (
  attempt: number,
  { reason }: { readonly reason?: string },
  { signal }: SolverOptions,
): boolean => attempt < ATTEMPTS && reason !== undefined && !signal?.aborted;

async function solveStratum(
  { system, bounds, lift }: OrbitSystem,
  landscape: LandscapeSystem,
  { seed, signal, threads = 1, paths: followed, onProgress }: SolverOptions,
): Promise<{ readonly limits: readonly PerturbationLimit[]; readonly reason?: string }> {
  const scaling = balancedScaling([system]);
  const { solutions, complete, reason, paths } = await solveSystemAsync(scaledSystem(system, scaling), {
    seed,
    threads,
    bounds: bounds.map((bound, v) => bound / scaling.variables[v]!),
    ...(followed === undefined ? {} : { paths: followed }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const limitOf = (solution: SystemSolution): PerturbationLimit => {
    const x = fromScaled(solution, scaling);
    const point = solution.real ? lift(x.re) : null;
    return point === null
      ? { kind: "finite", point: x, reality: "non-real", accuracy: REGULAR_ACCURACY, winding: 1 }
      : limitAt(landscape, point, !solution.singular);
  };
  const without = (kind: "infinite" | "failed", count: number) =>
    Array.from({ length: count }, (): PerturbationLimit => ({ kind }));
  return {
    limits: [
      ...solutions.flatMap((solution) =>
        Array.from({ length: solution.multiplicity }, () => limitOf(solution)),
      ),
      ...without("infinite", paths.atInfinity),
      ...without("failed", paths.failed),
    ],
    ...(complete ? {} : { reason: reason ?? "not all solutions were found" }),
  };
}

/** A real critical point as the end of a path. */
function limitAt(landscape: LandscapeSystem, point: Point, regular: boolean): PerturbationLimit {
  const re = landscape.flatten(point);
  return {
    kind: "finite",
    point: { re, im: new Float64Array(re.length) },
    accuracy: regular ? REGULAR_ACCURACY : SINGULAR_ACCURACY,
    winding: 1,
    ...(regular ? { reality: "real" as const } : {}),
  };
}

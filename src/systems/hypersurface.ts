/**
 * Systems whose equations share a factor, F_i = g·H_i:  V(F) = V(g) ∪ V(H),
 *
 *   a hypersurface, and the solutions of H, of which those on it are not isolated in V(F); the others are solutions of F as they
 *   are of H, with the same local rings.
 *
 * On the hypersurface or not is decided exactly at rational points, and by enclosures elsewhere: g may vanish at as many points
 * as there are common zeros of g and H, or the answer is incomplete.
 */

import { rational } from "../exact/rational.js";
import { mayVanish } from "../numeric/homotopy/endpoints.js";
import type { AsyncSolveOptions } from "../numeric/homotopy/solutions.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { toNumericSystem } from "../symbolic/to-system.js";
import { commonFactor } from "./common-factor.js";
import { countsOf, limitsOf } from "./solution-counts.js";
import type { SolutionCounts, SolvedPoint, SolvedSystem } from "./solved-system.js";

/** How the solutions of equations in n variables are found. */
type Solve = (
  equations: readonly Polynomial[],
  n: number,
  options: AsyncSolveOptions,
) => Promise<SolvedSystem>;

/**
 * The solutions of equations with a common factor; null where there is none, or it is too large to be found.
 *
 * @param counts those of the equations.
 */
export async function solveBesideHypersurface(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: AsyncSolveOptions,
  solve: Solve,
): Promise<SolvedSystem | null> {
  const factor = commonFactor(equations);
  if (factor === null || factor.degree < 1) return null;
  const rest = equations.map((f) => f.divideExactly(factor)!);
  const base = await solve(rest, n, options);
  const on = base.solutions.filter((point) => isOn(factor, point, n));
  const off = base.solutions.filter((point) => !on.includes(point));
  // Of points that are not rational an enclosure cannot say that the factor vanishes: the count has to.
  const unsure = on.some(({ exact }) => exact === undefined);
  const expected = unsure
    ? ((await countsOf([...rest, factor], n, limitsOf(options)))?.distinct ?? null)
    : on.length;
  const decided = expected === on.length;
  const complete = base.complete && decided;
  // What is known of components of the rest is not said of the whole.
  const { evidence, layers: _, realPart: __, ...answer } = base;
  return {
    ...answer,
    ...(evidence === undefined || evidence.kind === "components" ? {} : { evidence }),
    solutions: off,
    dimension: n - 1,
    counts,
    complete,
    proof: !complete ? "incomplete" : unsure ? "numerical" : base.proof,
    reasons: decided ? base.reasons : [...base.reasons, { kind: "membership", count: on.length }],
  };
}

/** Whether the factor vanishes at a point, or may do so within its box. */
function isOn(
  factor: Polynomial,
  { re, im, exact, radii, uncertainty = 0 }: SolvedPoint,
  n: number,
): boolean {
  if (exact !== undefined) return factor.evaluate(exact.map((x) => rational(x))).equals(0);
  const radius = radii === undefined ? uncertainty : Math.max(...radii);
  return mayVanish(toNumericSystem([factor], n), { re, im }, radius);
}

/**
 * Checks that theorem records share: exact criticality and inertia at rational points, agreement of closed form and
 * symbolic layer, and the search for critical points off the list.
 */

import { analyze } from "../atlas/analyze.js";
import { type FoundPoint, searchCriticalPoints } from "../atlas/audit/search.js";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import type { Atlas, CriticalComponent } from "../atlas/record/types.js";
import { valuesAgree } from "../atlas/tolerances.js";
import type { Inertia } from "../exact/inertia.js";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rationalText } from "../exact/rational.js";
import { buildProblem, type Problem } from "../objectives/problem.js";
import { parseProblemFile } from "../objectives/schema.js";
import { exactInertia, exactStationarity, exactValue, isFeasible } from "../symbolic/evaluate.js";
import type { Landscape } from "../symbolic/landscape.js";
import { all, type Check, fails, holds, require, undecided } from "./outcome.js";

/**
 * Builds a problem from the object form of a problem file.
 *
 * @param file plain data, of unknown shape.
 * @returns the data model, its moments, and the objective on them.
 * @throws ProblemError if it is no problem file.
 * @example
 * problemOf(problem.parsed.file).model.moments.dimension // 2
 */
export const problemOf = (file: unknown): Problem => buildProblem(parseProblemFile(file));

/** A point with exact entries, as theorems state it. */
export type ExactPointRecord = Readonly<Record<string, RationalMatrix>>;

/** What is claimed of a point, to be decided exactly. */
export interface ExactClaim {
  readonly value?: Rational;
  readonly index?: number;
  readonly nullity?: number;
}

/**
 * The landscape of a problem; objectives outside the grammar have none.
 *
 * @returns the symbolic loss with its derivatives, as `LandscapeSystem` and `exactStationarity` take it.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * landscapeOf(problem).variables.map(({ symbol }) => symbol.name) // ["W"]
 */
export function landscapeOf(problem: Problem): Landscape {
  const { landscape } = problem.objective;
  if (landscape === undefined)
    throw new RangeError(`${problem.title}: expected a loss in the symbolic grammar`);
  return landscape;
}

/**
 * Gradient equal to zero, value and inertia equal to the claim: no tolerance anywhere.
 *
 * @param record every variable by its name; it must satisfy the constraints.
 * @param claim what is left out is not compared.
 * @returns residual 0, or the first part of the claim that fails.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * isExactlyCritical(problem, { W: RationalMatrix.zero(1, 2) }, { value: rational(0), index: 2 }).verdict // "holds"
 */
export function isExactlyCritical(problem: Problem, record: ExactPointRecord, claim: ExactClaim = {}): Check {
  const landscape = landscapeOf(problem);
  const point = new Map(Object.entries(record));
  if (!isFeasible(landscape, point)) return fails("the point violates its constraints");
  const gradient = exactStationarity(landscape, point);
  const nonzero = gradient.findIndex((g) => !g.isZero());
  if (nonzero >= 0) return fails(`the gradient in ${landscape.variables[nonzero]!.symbol.name} is not zero`);
  if (claim.value !== undefined) {
    const value = exactValue(landscape, point);
    if (!value.equals(claim.value))
      return fails(`value ${rationalText(value)}, claimed ${rationalText(claim.value)}`);
  }
  if (claim.index === undefined && claim.nullity === undefined) return holds();
  return hasInertia(exactInertia(landscape, point), claim);
}

/**
 * Whether the exact inertia at a point is the stated one.
 *
 * @param claim its value is not looked at; what is left out is not compared.
 * @returns the number that differs, if one does.
 * @example
 * hasInertia({ negative: 2, zero: 0, positive: 0 }, { index: 1 }).verdict // "fails"
 */
export const hasInertia = ({ negative, zero }: Inertia, { index, nullity }: ExactClaim): Check =>
  all(
    require(index === undefined || negative === index, `index ${negative}, claimed ${index}`),
    require(nullity === undefined || zero === nullity, `nullity ${zero}, claimed ${nullity}`),
  );

/**
 * Closed form against symbolic layer: the atlas has no failures and, if asked, claims completeness.
 *
 * @param problem with a closed form.
 * @returns the check and the atlas that it judges; undecided where an eigenvalue is.
 * @example
 * (await atlasAgrees(problem)).check.verdict // "holds"
 */
export async function atlasAgrees(
  problem: Problem,
  { complete = true, limit = 200 } = {},
): Promise<{ check: Check; atlas: Atlas }> {
  const atlas = await analyze(problem, { limit, method: "closed-form" });
  const { audit, components } = atlas;
  const residual = Math.max(0, ...components.map((c) => c.residual));
  if (audit.failures.length > 0) return { check: fails(audit.failures[0]!), atlas };
  if (components.some(({ kind }) => kind === "undecided"))
    return { check: undecided(audit.reason ?? "an eigenvalue was not decided"), atlas };
  if (complete && !audit.complete) return { check: fails(`incomplete: ${audit.reason}`), atlas };
  return { check: holds(residual), atlas };
}

/**
 * No exact point has a value below the bound.
 *
 * @param points every variable by its name.
 * @returns the first value below the bound, if there is one.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * valuesAtLeast(problem, [{ W: RationalMatrix.from([["1/2", 0]]) }], rational("-1/4")).verdict // "holds"
 */
export function valuesAtLeast(
  problem: Problem,
  points: readonly Readonly<Record<string, RationalMatrix>>[],
  bound: Rational,
): Check {
  const landscape = landscapeOf(problem);
  const below = points
    .map((point) => exactValue(landscape, new Map(Object.entries(point))))
    .find((value) => value.compare(bound) < 0);
  return require(below ===
    undefined, `value ${below === undefined ? "" : rationalText(below)} below ${rationalText(bound)}`);
}

/** Value and inertia of a found point, against a listed component. */
function matches(point: FoundPoint, component: CriticalComponent): boolean {
  if (component.index !== undefined && point.index !== undefined && component.index !== point.index)
    return false;
  if (component.nullity !== undefined && point.nullity !== undefined && component.nullity !== point.nullity)
    return false;
  if (component.value === undefined || point.value === undefined) return true;
  return valuesAgree(component.value, point.value);
}

/** What a search of critical points came to. */
export interface SearchReport {
  readonly check: Check;
  /** Endpoints by component id. */
  readonly hits: ReadonlyMap<string, number>;
}

/**
 * "Every" means every: random-start Newton must land on listed components only. So many `starts`, which `seed` names;
 * with `singular` degenerate end points (on singular strata) are accepted by value alone.
 *
 * @returns the first point off the list, if there is one, and how many points each component got.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * searchFindsOnly(problem, atlas.components, { starts: 20, seed: 7 }).check.verdict // "holds"
 */
export function searchFindsOnly(
  problem: Problem,
  components: readonly CriticalComponent[],
  { starts, seed, singular = false }: { starts: number; seed: number; singular?: boolean },
): SearchReport {
  const system = new LandscapeSystem(landscapeOf(problem));
  const hits = new Map<string, number>();
  for (const point of searchCriticalPoints(system, problem.objective.symmetries, { starts, seed })) {
    const { index: _, nullity: __, ...valueOnly } = point;
    const component =
      components.find((c) => matches(point, c)) ??
      (singular ? components.find((c) => matches(valueOnly, c)) : undefined);
    if (component === undefined)
      return {
        check: fails(
          `a critical point off the list: value ${point.value}, index ${point.index}, nullity ${point.nullity}`,
        ),
        hits,
      };
    hits.set(component.id, (hits.get(component.id) ?? 0) + 1);
  }
  return { check: holds(), hits };
}

/**
 * A_1 A_2 ⋯ A_n, exact.
 *
 * @param factors at least one, each with as many rows as the one before has columns.
 * @returns the product.
 * @throws RangeError if shapes do not fit; TypeError without factors.
 * @example
 * product(RationalMatrix.identity(2), RationalMatrix.from([[1], [2]])).get(1, 0).toFraction() // "2"
 */
export const product = (...factors: readonly RationalMatrix[]): RationalMatrix =>
  factors.reduce((left, right) => left.multiply(right));

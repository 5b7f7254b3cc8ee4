/**
 * Both halves of "exactly" at once: random starts land on listed components only, and on every one of them.
 */
import { analyze } from "../atlas/analyze.js";
import { type SearchOptions, searchCriticalPoints } from "../atlas/audit/search.js";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import type { CriticalComponent } from "../atlas/record/types.js";
import { valuesAgree } from "../atlas/tolerances.js";
import { toNumber } from "../exact/rational.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { Problem } from "../objectives/problem.js";
import type { ClaimedComponents } from "./closed-form.js";
import { landscapeOf, searchFindsOnly } from "./critical.js";
import { all, type Check, fails, holds, require, undecided } from "./outcome.js";
import { SAME_INVARIANTS } from "./tolerances.js";

/** How long a search goes on, and by which numbers it tells the components that it reached. */
export interface ExactSearchOptions {
  /** Starts between two looks at what is still missing. */
  readonly batch: number;
  /** Batches before a component that was never reached counts as a failure. */
  readonly batches: number;
  readonly seed: number;
  /** Standard deviation of the starts. Default 1. */
  readonly spread?: number;
  /** Numbers that are constant on each component and, as far as wanted, tell components apart. */
  invariants(point: Readonly<Record<string, Matrix>>): readonly number[];
}

const near = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, k) => Math.abs(x - b[k]!) <= SAME_INVARIANTS * Math.max(1, ...b.map(Math.abs)));

/**
 * Every point that Newton finds has the invariants of a listed component, and every component is found.
 *
 * @param required which components must be reached; by default all.
 * @returns the first point off the list or component off the points, if there is one; undecided where no start converged.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * const { components } = atlas;
 * const length = ({ W }: Readonly<Record<string, { data: Float64Array }>>) => [euclideanNorm(W!.data)];
 * searchFindsExactly(problem, components, { batch: 20, batches: 10, seed: 7, invariants: length }).verdict // "holds"
 */
export function searchFindsExactly(
  problem: Problem,
  components: readonly CriticalComponent[],
  options: ExactSearchOptions,
  required: (component: CriticalComponent) => boolean = () => true,
): Check {
  const system = new LandscapeSystem(landscapeOf(problem));
  const keys = components.map((component) => options.invariants(component.representative));
  const missing = new Set(components.flatMap((component, k) => (required(component) ? [k] : [])));
  let found = 0;
  for (let batch = 0; batch < options.batches && (found === 0 || missing.size > 0); batch++) {
    const { spread } = options;
    for (const { x } of searchCriticalPoints(system, problem.objective.symmetries, {
      starts: options.batch,
      seed: options.seed + 7919 * batch,
      ...(spread === undefined ? {} : { spread }),
    })) {
      const key = options.invariants(system.unflatten(x));
      const matching = keys.flatMap((other, k) => (near(key, other) ? [k] : []));
      if (matching.length === 0)
        return fails(
          `a critical point off the list, with invariants ${key.map((v) => v.toPrecision(6)).join(", ")}`,
        );
      found++;
      // Components that the invariants do not tell apart count as reached together.
      for (const k of matching) missing.delete(k);
    }
  }
  if (found === 0) return undecided("no start converged");
  const [first] = missing;
  return first === undefined ? holds() : fails(`${components[first]!.id} was never reached`);
}

/**
 * Every critical point that random starts reach has a property, where no list of components is at hand.
 *
 * @param property a check of one point, given by its variables.
 * @returns the first point that fails, if there is one; undecided where no start converged.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * everyFoundPoint(problem, { starts: 20, seed: 7 }, ({ W }) => require(euclideanNorm(W!.data) < 1, "too long")).verdict // "holds"
 */
export function everyFoundPoint(
  problem: Problem,
  options: SearchOptions,
  property: (point: Readonly<Record<string, Matrix>>) => Check,
): Check {
  const system = new LandscapeSystem(landscapeOf(problem));
  const found = searchCriticalPoints(system, problem.objective.symmetries, options);
  return found.length === 0
    ? undecided("no start converged")
    : all(...found.map(({ x }) => property(system.unflatten(x))));
}

/**
 * Random-start Newton lands on listed components only, and on each kind (value, index, nullity) of them at least once.
 *
 * A kind that the first starts miss is given sixteen, then 256 times as many before it counts as unreachable: minima of
 * small problems attract as few as one start in 200. `starts` are those of the first round; with `singular` degenerate end points (on
 * singular strata) are accepted by value alone.
 *
 * @returns the first point off the list or kind off the points, if there is one.
 * @throws RangeError if the objective is outside the symbolic grammar.
 * @example
 * searchCovers(problem, atlas.components, { starts: 20, seed: 7 }).verdict // "holds"
 */
export function searchCovers(
  problem: Problem,
  components: readonly CriticalComponent[],
  { starts, seed, singular = false }: { starts: number; seed: number; singular?: boolean },
): Check {
  const kind = ({ value, index, nullity }: CriticalComponent) => `${value?.toFixed(6)}/${index}/${nullity}`;
  const wanted = new Set(components.map(kind));
  let check: Check = holds();
  for (const [round, count] of [starts, 16 * starts, 256 * starts].entries()) {
    const report = searchFindsOnly(problem, components, { starts: count, seed: seed + round, singular });
    const reached = new Set(components.filter(({ id }) => report.hits.has(id)).map(kind));
    const missed = [...wanted].find((k) => !reached.has(k));
    check = all(
      report.check,
      require(missed === undefined, `no start reached the kind ${missed} (value/index/nullity)`),
    );
    if (report.check.verdict === "fails" || missed === undefined) return check;
  }
  return check;
}

/** What a claim and the solver's list are compared by; values to nine digits of the larger scale. */
const listed = (value: number, index: number, dimension: number): string =>
  `value ${value.toPrecision(9)}, index ${index}, dimension ${dimension}`;

/**
 * The solver, which knows no formula, lists exactly the claimed components, and says that its list is complete.
 *
 * @param claims value, index, dimension and number of connected components of each; an index or a value that is missing is an error.
 * @returns the first kind of component of which another number is listed than claimed; a failure where the list is incomplete.
 * @throws RangeError for a claim without a value or an index.
 * @example
 * const well = problemOf({ model: { moments: { gamma: [[1]] } }, objective: { kind: "cross-correlation", embedding: 1 } });
 * const minima = { value: rational(0), index: 0, dimension: 0, copies: 2n };
 * const collapse = { value: rational(1), index: 1, dimension: 0, copies: 1n };
 * (await solverListsExactly(well, [minima, collapse])).verdict // "holds"
 */
export async function solverListsExactly(
  problem: Problem,
  claims: readonly ClaimedComponents[],
): Promise<Check> {
  const { audit, components } = await analyze(problem, { method: "solve" });
  if (!audit.complete) return fails(`incomplete: ${audit.reason}`);
  const counts = new Map<string, bigint>();
  const count = (key: string, copies: bigint) => counts.set(key, (counts.get(key) ?? 0n) + copies);
  for (const { value, index, dimension, copies } of claims) {
    if (value === undefined || index === undefined)
      throw new RangeError("solverListsExactly: expected claims with a value and an index");
    count(listed(toNumber(value), index, dimension), copies);
  }
  for (const { value, index, dimension, multiplicity } of components) {
    const near = claims.find((claim) => valuesAgree(value!, toNumber(claim.value!)));
    const shown = near === undefined ? value! : toNumber(near.value!);
    count(listed(shown, index!, dimension!), -(multiplicity ?? 1n));
  }
  for (const [key, difference] of counts)
    if (difference !== 0n) return fails(`${difference > 0n ? "missing" : "not claimed"}: ${key}`);
  return holds();
}

/**
 * The components that the ends of all paths belong to, and whether they are all there are.
 *
 * The real ends are refined (`limit-points.ts`) and grouped (`../group/components.ts`). The list is complete if every path is accounted
 * for, the critical set is proved to be bounded, and the count of solutions modulo a prime does not refuse it.
 */

import type { Random } from "../../exact/random.js";
import type { PathCounts } from "../../numeric/homotopy/endpoints.js";
import type { PerturbationLimit, PerturbationSolution } from "../../numeric/monodromy/types.js";
import { stoppedBy } from "../../numeric/parallel/deadline.js";
import { bestGrouping, totalDegree } from "../../numeric/polynomial/grouping.js";
import type { NumericSystem } from "../../numeric/polynomial/system.js";
import type { Problem } from "../../objectives/problem.js";
import { boundednessOf } from "../../symbolic/coercivity.js";
import type { Polynomial } from "../../symbolic/polynomial.js";
import { stationarityPolynomials } from "../../symbolic/to-system.js";
import { type DegeneracyDoubt, locateComponents } from "../group/components.js";
import type { FoundPoint } from "../group/places.js";
import { vanishesExactly } from "../local/exact-set.js";
import { ExtendedJudge } from "../local/extended-judge.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { CriticalSet } from "../local/local-set.js";
import { ZERO_SIZE } from "../tolerances.js";
import { criticalCount, isReduced } from "./critical-count.js";
import type { PathResult } from "./landscape-solver.js";
import { realPoints } from "./limit-points.js";
import type { PerturbationSetting } from "./perturbation-setting.js";
import { completenessTheorem, isAmple } from "./solver-proof.js";
import type { SolverReason } from "./solver-reasons.js";

/**
 * The real components among the limits of a perturbation.
 *
 * @param isExhaustive the limits are known to meet every component, unbounded ones too.
 * @param signal what is not told apart when it aborts stays so.
 */
export async function proposeComponents(
  problem: Problem,
  setting: PerturbationSetting,
  solved: Pick<PerturbationSolution, "limits" | "generic"> & { readonly reasons: readonly SolverReason[] },
  random: Random,
  isExhaustive = false,
  signal?: AbortSignal,
): Promise<PathResult> {
  const { system, spheres, polynomial, scaling } = setting;
  const { limits } = solved;
  const unit = scaling.variables;
  const landscape = problem.objective.landscape!;
  const { points, nonReal, unrefined } = realPoints(limits, system, unit);
  const elimination = () => criticalCount(landscape, spheres);
  const located = await locateComponents(
    { points, nonReal, isExhaustive },
    (found) =>
      new CriticalSet(
        system,
        problem,
        polynomial,
        sizesOf(found, system, problem, unit),
        random,
        elimination,
        stoppedBy(signal),
      ),
    elimination,
    random,
    degeneracyDoubt(problem, setting, random.fork("exact sets")),
  );
  const { proposals } = located;
  const bounded =
    // After an interrupt the list is incomplete anyway.
    limits.length < solved.generic ||
    isExhaustive ||
    fillBound(solved, polynomial) ||
    boundednessOf(landscape, spheres).kind !== "unproved";
  const reasons: SolverReason[] = [
    ...solved.reasons,
    ...(unrefined > 0 ? [{ kind: "unrefined", count: unrefined } as const] : []),
    ...(bounded ? [] : [{ kind: "unbounded-set-not-excluded" } as const]),
    ...located.reasons,
  ];
  const theorem = completenessTheorem(landscape, spheres, limits, proposals);
  return {
    proposals,
    paths: countsOf(limits),
    complete: theorem !== null || reasons.length === 0,
    // What a theorem proves no doubt is left of.
    reasons: theorem === null ? reasons : [],
    ...(theorem === null ? {} : { theorem }),
  };
}

function countsOf(limits: readonly PerturbationLimit[]): PathCounts {
  const count = (wanted: PerturbationLimit["kind"]) => limits.filter(({ kind }) => kind === wanted).length;
  return {
    started: limits.length,
    finite: count("finite"),
    atInfinity: count("infinite"),
    failed: count("failed"),
  };
}

/**
 * Data that differ by less than rounding make sets look larger, or more degenerate, than they are. Three things know better: elimination
 * modulo a prime, of the sets of largest dimension if these are reduced; for exact data the conditions in many digits on a manifold, and
 * double-double at single points of a loss.
 */
function degeneracyDoubt(
  { objective, model }: Problem,
  { system, spheres }: Pick<PerturbationSetting, "system" | "spheres">,
  random: Random,
): DegeneracyDoubt {
  const landscape = objective.landscape!;
  let judge: ExtendedJudge | null = null;
  let conditions: readonly Polynomial[] | null = null;
  return ({ x, z, corank, dimension, special, shape }, count, set) => {
    const isLargest = count.kind === "infinite" && dimension === count.dimension;
    if (isLargest && !special && corank! > dimension && isReduced(landscape, spheres) === true) return true;
    if (model.moments.rounded) return false;
    if (shape === "manifold" && corank === dimension) {
      conditions ??= stationarityPolynomials(landscape, spheres);
      return !vanishesExactly(conditions, set.conditions, set.unit, z, dimension, random);
    }
    judge ??= new ExtendedJudge(landscape, system.manifold);
    const start = Float64Array.from(x);
    system.retract(start);
    const verdict = judge.judge(start);
    if (verdict?.critical !== true || verdict.zero >= corank!) return false;
    // Elimination that knows of degenerate sets leaves it to what is beyond doubt.
    return verdict.clear || count.kind === "unknown";
  };
}

/**
 * As many regular limits as the Bézout number admits solutions: then no set of solutions has positive dimension, since its
 * components would count as well (Fulton's refined Bézout theorem, which asks for positive degrees).
 */
const fillBound = ({ limits }: Pick<PerturbationSolution, "limits">, polynomial: NumericSystem): boolean =>
  limits.every((limit) => limit.kind === "finite" && limit.reality !== undefined) &&
  [bestGrouping(polynomial), totalDegree(polynomial)].some(
    (grouping) => isAmple(grouping) && BigInt(limits.length) === grouping.bound,
  );

/**
 * Sizes of the entries and multipliers of the points found; where all of them are zero, those of the scaling. Entries that the
 * symmetry mixes have one size: the columns of what it moves from the left, all of what it conjugates.
 */
export function sizesOf(
  points: readonly Pick<FoundPoint, "x">[],
  system: LandscapeSystem,
  { objective }: Problem,
  unit: Float64Array,
): Float64Array {
  const sizes = new Float64Array(unit.length);
  for (const { x } of points) {
    const { lambda } = system.gradient(x);
    for (let v = 0; v < unit.length; v++)
      sizes[v] = Math.max(sizes[v]!, Math.abs(v < x.length ? x[v]! : lambda[v - x.length]!));
  }
  const known = sizes.map((size, v) => (size > ZERO_SIZE * unit[v]! ? size : 0));
  const [symmetry] = objective.symmetries;
  for (const { name, offset, rows, columns } of system.layout) {
    const conjugated = symmetry?.conjugated.includes(name) === true;
    if (!conjugated && symmetry?.left.includes(name) !== true) continue;
    for (let k = 0; k < rows * columns; k++)
      for (let l = 0; l < rows * columns; l++)
        if (conjugated || k % columns === l % columns)
          known[offset + k] = Math.max(known[offset + k]!, known[offset + l]!);
  }
  return known.map((size, v) => (size > 0 ? size : unit[v]!));
}

/**
 * From critical points to connected components of the critical set.
 *
 * Two points are in one component iff a path of critical points joins them. What the points do not have in common proves that they
 * are not; what they have in common (value, spectrum) proves nothing. So only three things make one entry of two points:
 *
 *   place      they are one point to rounding: the gradient does not rise above its own rounding between them;
 *   symmetry   some R ∈ O(m), under which the loss is invariant, takes one to the other: their invariants agree. O(m) has two
 *              pieces, so the entry stands for two components unless a stabiliser, or the set, joins them;
 *   path       a path through the critical set from one to the other was found.
 *
 * They are known to be apart iff one of the components is known as a whole:
 *
 *   an orbit (the critical set is nothing but the orbit nearby, see `local-set.ts`): Stiefel(m, r), with two pieces iff r = m;
 *   a closed curve of orbits, followed once around without a singular point on the way.
 *
 * On manifolds of higher dimension paths can only join. If they join all points that were found, and the mirror image of one,
 * there is one component. Where neither is known, the entry has no multiplicity, and the list says that its connected components
 * are not told apart: no census.
 *
 * Not covered: components without a point among those given; whether there are any is another question (`solver.ts`).
 */

import type { Random } from "../../exact/random.js";
import type { ComplexPoint } from "../../numeric/polynomial/system.js";
import type { CriticalPoint } from "../local/critical-point.js";
import type { CriticalSet } from "../local/local-set.js";
import type { CriticalCount } from "../propose/critical-count.js";
import type { SolverReason } from "../propose/solver-reasons.js";
import { CLOSEST } from "../tolerances.js";
import { type Grouping, groupPlaces, type LocatedComponent } from "./entries.js";
import { distinctPlaces, distinctPoints, type FoundPoint, type Place, pointsAt } from "./places.js";

/** What a search hands over to be grouped into components: end points of paths or exact solutions. */
export interface Found {
  readonly points: readonly FoundPoint[];
  /** Solutions that are not real. */
  readonly nonReal: readonly ComplexPoint[];
  /** The points are known to meet every component, and may be listed twice; otherwise each is the end of a path. */
  readonly isExhaustive: boolean;
}

/** Whether the exact data speak against what double precision shows of a point: more null directions than its orbit has. */
export type DegeneracyDoubt = (point: CriticalPoint, count: CriticalCount, set: CriticalSet) => boolean;

/** Random starts next to a cluster, at distances from 1 down to this. */
const COMPANIONS = 64;

/**
 * The components that the points belong to. If there are finitely many complex solutions, their number says whether all of them are
 * known; missing companions of a cluster are looked for next to it.
 *
 * @param setOf the critical set, for points of such sizes.
 * @param doubts whether the exact data speak against the degeneracy of a point.
 */
export async function locateComponents(
  { points: found, nonReal, isExhaustive }: Found,
  setOf: (points: readonly FoundPoint[]) => CriticalSet,
  count: () => CriticalCount,
  random: Random,
  doubts: DegeneracyDoubt = () => false,
): Promise<Grouping> {
  let all = found;
  let others = nonReal;
  for (let round = 0; ; round++) {
    const set = setOf(all);
    const points = pointsAt(all, set);
    const places = distinctPlaces(points, all, set);
    const { proposals, reasons } = await groupPlaces(places, set, random);
    const clusters = isExhaustive ? [] : places.filter(({ point, paths }) => paths > 1 && point.corank === 0);
    const degenerate = points.some(({ corank, orbit }) => corank !== orbit);
    // Where the symmetry moves points the count is infinite: only its dimension tells, and only where something is degenerate.
    const asks = !isExhaustive && points.every(({ orbit }) => orbit === 0);
    const counted: CriticalCount = asks || degenerate || clusters.length > 0 ? count() : { kind: "unknown" };
    const doubtful = [
      ...reasons,
      ...windingPlaces(places, counted.kind === "finite"),
      ...tooLarge(proposals, counted),
      ...(counted.kind === "finite" ? [] : lostInRounding(places, counted, set, doubts)),
    ];
    if (counted.kind !== "finite")
      return {
        proposals,
        reasons: [...doubtful, ...clusters.map(({ paths }) => ({ kind: "shared-endpoint", paths }) as const)],
      };
    const distinct =
      distinctPoints(others, set.unit) +
      proposals.reduce((sum, { multiplicity = 1n }) => sum + Number(multiplicity), 0);
    if (round > 0 || distinct >= counted.distinct || clusters.length === 0)
      return {
        proposals,
        reasons: [
          ...doubtful,
          ...(distinct === counted.distinct
            ? []
            : [{ kind: "count-differs", found: distinct, distinct: counted.distinct } as const]),
          ...(isExhaustive ? [] : simpleButDegenerate(places)),
        ],
      };
    const companions = clusters.map(({ point }) => set.companions(point, COMPANIONS, CLOSEST));
    all = [
      ...found,
      ...companions.flatMap(({ real }) => real.map((x) => ({ x, regular: true, accuracy: 0 }))),
    ];
    others = [...others, ...companions.flatMap(({ nonReal: more }) => more)];
  }
}

/** Isolated points at which one path ends are simple solutions, at which no direction is null. */
function simpleButDegenerate(places: readonly Place[]): SolverReason[] {
  const count = places.filter(
    ({ point, paths }) => paths === 1 && point.orbit === 0 && point.corank !== 0,
  ).length;
  return count === 0 ? [] : [{ kind: "simple-but-degenerate", count }];
}

/**
 * On a Morse–Bott manifold the endpoints are nondegenerate critical points of a generic linear function, which paths reach
 * analytically: where they wind, the Hessian has more zeros than rounding shows. To degenerate points paths do wind; whether one is
 * several that are too close is seen from the count of solutions, where there is one.
 */
function windingPlaces(places: readonly Place[], isCounted: boolean): SolverReason[] {
  const count = places.filter(
    ({ point: { nullity, dimension, undecided, shape }, winding }) =>
      winding > 1 &&
      nullity > 0 &&
      undecided === 0 &&
      shape !== "unknown" &&
      !(isCounted && nullity > dimension),
  ).length;
  return count === 0 ? [] : [{ kind: "winding", count }];
}

/** Points of sets that are larger than an orbit or degenerate to rounding, and not by the exact data. */
function lostInRounding(
  places: readonly Place[],
  count: CriticalCount,
  set: CriticalSet,
  doubts: DegeneracyDoubt,
): SolverReason[] {
  const lost = places.filter(
    ({ point }) =>
      point.corank !== null &&
      point.corank > point.orbit &&
      point.shape !== "unknown" &&
      doubts(point, count, set),
  ).length;
  return lost === 0 ? [] : [{ kind: "degenerate-by-rounding", count: lost }];
}

/** Sets of higher dimension than the complex solutions have, modulo a prime, are several that lie too close. */
function tooLarge(proposals: readonly LocatedComponent[], count: CriticalCount): SolverReason[] {
  if (count.kind === "unknown") return [];
  const most = count.kind === "finite" ? 0 : count.dimension;
  const dimension = proposals.reduce((max, proposal) => Math.max(max, proposal.dimension), 0);
  return dimension > most ? [{ kind: "dimension-exceeds", dimension, most }] : [];
}

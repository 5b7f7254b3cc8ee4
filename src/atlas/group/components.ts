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
import { hypot } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import type { ComplexPoint } from "../../numeric/monodromy/linear-perturbation.js";
import { joins } from "../../numeric/real/follow-curve.js";
import { isZeroToRounding } from "../../numeric/real/real-system.js";
import type { Proposal } from "../../objectives/objective.js";
import { stiefelEuler } from "../../objectives/topology.js";
import { type CriticalPoint, type CriticalSet, sameOrbit, sameValue } from "../local/local-set.js";
import type { CriticalCount } from "../propose/critical-count.js";
import type { SolverReason } from "../propose/solver-reasons.js";
import type { CriticalComponent } from "../record/types.js";

/** A component as the solver proposes it. */
export interface LocatedComponent extends Proposal {
  /** It is an orbit of the symmetry, a point if there is none. */
  readonly isOrbit: boolean;
}

export interface Grouping {
  readonly proposals: readonly LocatedComponent[];
  /** Why the list may not be that of all connected components, each once. */
  readonly reasons: readonly SolverReason[];
}

/** Points between two others at which the conditions are looked at. */
const BETWEEN = 7;
/** Points farther apart than this are not one point to rounding, whatever the conditions say. */
const CLOSE = 1e-2;

interface Entry {
  readonly first: CriticalPoint;
  /** Connected components that it stands for; undefined where they are not told apart. */
  readonly multiplicity?: bigint;
  readonly eulerCharacteristic?: bigint;
  readonly unknown?: Unknown;
}

type Unknown = "singular-sets" | "open-curves" | "not-joined";

/** A real critical point as the paths to it leave it. */
export interface FoundPoint {
  readonly x: Float64Array;
  /** It was decided to be a regular solution of the conditions. */
  readonly regular: boolean;
  /** Relative error. */
  readonly accuracy: number;
  /** How often the path winds around the point. */
  readonly winding?: number;
}

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
const CLOSEST = 1e-9;

/**
 * The components that the points belong to. If there are finitely many complex solutions, their number says whether all of them are
 * known; missing companions of a cluster are looked for next to it.
 *
 * @param setOf the critical set, for points of such sizes.
 * @param doubts whether the exact data speak against the degeneracy of a point.
 */
export function locateComponents(
  { points: found, nonReal, isExhaustive }: Found,
  setOf: (points: readonly FoundPoint[]) => CriticalSet,
  count: () => CriticalCount,
  random: Random,
  doubts: DegeneracyDoubt = () => false,
): Grouping {
  let all = found;
  let others = nonReal;
  for (let round = 0; ; round++) {
    const set = setOf(all);
    const points = pointsAt(all, set);
    const places = distinctPlaces(points, all, set);
    const { proposals, reasons } = groupPlaces(places, set, random);
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

/** Entries that agree to this, in units, are those of one point, of which no more is to be learnt a second time. */
const SAME_ENTRIES = 2 ** -40;

function pointsAt(found: readonly FoundPoint[], set: CriticalSet): CriticalPoint[] {
  const points: CriticalPoint[] = [];
  for (const { x, regular, accuracy } of found) {
    const again = points.find((_, k) =>
      x.every((value, v) => Math.abs(value - found[k]!.x[v]!) <= SAME_ENTRIES * set.unit[v]!),
    );
    points.push(again ?? set.at(x, regular, accuracy));
  }
  return points;
}

/** Complex points closer than this, in units, count once: too few are found, then, not too many. */
const SAME_COMPLEX = 1e-8;

function distinctPoints(points: readonly ComplexPoint[], unit: Float64Array): number {
  const kept: ComplexPoint[] = [];
  for (const point of points) {
    const size = unit.reduce((max, u, v) => Math.max(max, hypot(point.re[v]!, point.im[v]!) / u), 1);
    const isAt = (other: ComplexPoint) =>
      unit.every(
        (u, v) => hypot(point.re[v]! - other.re[v]!, point.im[v]! - other.im[v]!) <= SAME_COMPLEX * size * u,
      );
    if (!kept.some(isAt)) kept.push(point);
  }
  return kept.length;
}

/** A point, up to the symmetry, and the number of paths that end there. */
interface Place {
  point: CriticalPoint;
  paths: number;
  /** The largest of its paths. */
  winding: number;
}

/** The entries of critical points at distinct places, in order of value. */
function groupPlaces(places: readonly Place[], set: CriticalSet, random: Random): Grouping {
  const points = places.map(({ point }) => point);
  const entries: Entry[] = [
    ...points.filter(({ shape }) => shape === "orbit").map(orbitEntry),
    ...setEntries(
      points.filter(({ shape }) => shape !== "orbit"),
      set,
      random,
    ),
  ];
  entries.sort((a, b) => order(a.first, b.first));
  const kinds = ["singular-sets", "open-curves", "not-joined"] as const;
  return {
    proposals: entries.map((entry, k) => proposalOf(entry, k, set)),
    reasons: kinds.flatMap((kind) => {
      const count = entries.filter(({ unknown }) => unknown === kind).length;
      return count > 0 ? [{ kind, entries: count }] : [];
    }),
  };
}

/** The places of points, each with the best known point there. */
function distinctPlaces(
  points: readonly CriticalPoint[],
  found: readonly FoundPoint[],
  set: CriticalSet,
): Place[] {
  const places: Place[] = [];
  for (const [k, point] of points.entries()) {
    const { winding = 1 } = found[k]!;
    const place = places.find(({ point: other }) => sameOrbit(other, point) || samePlace(other, point, set));
    if (place === undefined) places.push({ point, paths: 1, winding });
    else {
      place.paths++;
      place.winding = Math.max(place.winding, winding);
      if (isBetter(point, place.point)) place.point = point;
    }
  }
  return places;
}

/** Of two points of one place, the one of which more is known. */
const isBetter = (a: CriticalPoint, b: CriticalPoint): boolean =>
  a.undecided !== b.undecided
    ? a.undecided < b.undecided
    : a.shape !== b.shape
      ? b.shape === "unknown"
      : a.uncertainty < b.uncertainty;

/** Degenerate points that are not told apart by the conditions: these hold to rounding all the way between them. */
function samePlace(a: CriticalPoint, b: CriticalPoint, { conditions }: CriticalSet): boolean {
  if (a.corank === a.orbit || b.corank === b.orbit) return false;
  const size = a.z.reduce((max, v) => Math.max(max, Math.abs(v)), 1);
  if (a.z.some((v, k) => Math.abs(v - b.z[k]!) > CLOSE * size)) return false;
  for (let k = 0; k <= BETWEEN + 1; k++) {
    const t = k / (BETWEEN + 1);
    const z = a.z.map((v, i) => (1 - t) * v + t * b.z[i]!);
    if (!isZeroToRounding({ z, noise: conditions.residual(z).noise })) return false;
  }
  return true;
}

/** The orbit of a stack of rank r is Stiefel(m, r): two pieces when r = m, as O(m) has two. */
function orbitEntry(first: CriticalPoint): Entry {
  const { m, r } = first.stack;
  const pieces = r > 0 && r === m ? 2n : 1n;
  return { first, multiplicity: pieces, eulerCharacteristic: stiefelEuler(m, r) / pieces };
}

/** Entries of points on sets that are larger than an orbit, or not known. */
function setEntries(points: readonly CriticalPoint[], set: CriticalSet, random: Random): Entry[] {
  const entries: Entry[] = [];
  const left = [...points];
  while (left.length > 0) {
    const first = left.shift()!;
    const alike = left.filter(
      (other) =>
        sameValue(first, other) && other.shape === first.shape && other.dimension === first.dimension,
    );
    const { entry, members } =
      first.shape === "unknown" || first.special || !set.canAlign(first)
        ? {
            entry: { first, unknown: "singular-sets" } as Entry,
            members: alike.filter((p) => sameType(p, first)),
          }
        : first.dimension === first.orbit + 1
          ? curveEntry(first, alike, set)
          : manifoldEntry(first, alike, set, random);
    entries.push(entry);
    for (const member of members) left.splice(left.indexOf(member), 1);
  }
  return entries;
}

const sameType = (a: CriticalPoint, b: CriticalPoint): boolean =>
  a.index === b.index && a.nullity === b.nullity && a.special === b.special;

/** A curve of orbits: closed, or not told apart from what it may join elsewhere. */
function curveEntry(
  first: CriticalPoint,
  alike: readonly CriticalPoint[],
  set: CriticalSet,
): { entry: Entry; members: CriticalPoint[] } {
  // The mirror image of each, after it; its own first.
  const images = [first, ...alike].map(({ z }) => set.reflected(z));
  const symmetric = images[0] !== null;
  const targets = [first, ...alike].flatMap((point, k) => [
    { z: point.z, accuracy: point.uncertainty },
    ...(symmetric ? [{ z: images[k]!, accuracy: point.uncertainty }] : []),
  ]);
  const stride = symmetric ? 2 : 1;
  const { end, met, near } = set.follow(first, targets);
  const on = (k: number, which: ReadonlySet<number>) =>
    which.has(stride * k) || (symmetric && which.has(stride * k + 1));
  const members = alike.filter((_, k) => on(k + 1, met));
  const ambiguous =
    alike.some((_, k) => !on(k + 1, met) && on(k + 1, near)) || (symmetric && !met.has(1) && near.has(1));
  if (end !== "closed" || ambiguous)
    return {
      entry: { first, unknown: end === "singular" || ambiguous ? "singular-sets" : "open-curves" },
      members,
    };
  return {
    entry: {
      first,
      multiplicity: symmetric && first.stack.r > 0 && !met.has(1) ? 2n : 1n,
      // Fibred over a circle.
      eulerCharacteristic: 0n,
    },
    members,
  };
}

/** A manifold of higher dimension: one component if all points found are joined, with the mirror image of the first. */
function manifoldEntry(
  first: CriticalPoint,
  alike: readonly CriticalPoint[],
  set: CriticalSet,
  random: Random,
): { entry: Entry; members: CriticalPoint[] } {
  const { gauge } = set;
  const normal = () => random.normal();
  const image = set.reflected(first.z);
  const joined = (z: Float64Array, accuracy: number) => joins(first.equations!, z, accuracy, gauge, normal);
  const one = image === null || first.stack.r < first.stack.m || joined(image, first.uncertainty);
  const all = alike.every(({ z, uncertainty }) => {
    if (joined(z, uncertainty)) return true;
    const other = set.reflected(z);
    return other !== null && joined(other, uncertainty);
  });
  return {
    entry: one && all ? { first, multiplicity: 1n } : { first, unknown: "not-joined" },
    members: [...alike],
  };
}

const order = (a: CriticalPoint, b: CriticalPoint): number =>
  (sameValue(a, b) ? 0 : (a.value ?? 0) - (b.value ?? 0)) ||
  a.index - b.index ||
  a.nullity - b.nullity ||
  comparePlaces(a.x, b.x);

/** By the first entry that differs clearly, so that rounding does not decide the order. */
export function comparePlaces(a: Float64Array, b: Float64Array): number {
  for (let k = 0; k < a.length; k++) {
    const gap = a[k]! - b[k]!;
    if (Math.abs(gap) > 1e-6 * Math.max(Math.abs(a[k]!), Math.abs(b[k]!), 1e-3)) return gap;
  }
  return 0;
}

const NOTES: Readonly<Record<Unknown, string>> = {
  "singular-sets":
    "the critical set is singular, or its dimension is not known, here: at least the dimension stated",
  "open-curves": "a curve that is not closed as far as it was followed",
  "not-joined": "several points of this value were found, and no path of critical points between all of them",
};

function proposalOf(
  { first, multiplicity, eulerCharacteristic, unknown }: Entry,
  k: number,
  { system }: CriticalSet,
): LocatedComponent {
  const { x, value, nullity, index, undecided, shape, dimension } = first;
  const isOrbit = shape === "orbit";
  return {
    id: `solver-${k + 1}`,
    family: isOrbit
      ? "found by the solver, an orbit of the symmetry group"
      : "found by the solver, larger than an orbit of the symmetry group",
    representative: system.unflatten(x),
    ...(value === undefined ? {} : { value }),
    dimension,
    ...(undecided > 0 ? {} : { index, nullity }),
    ...(multiplicity === undefined ? {} : { multiplicity }),
    ...(eulerCharacteristic === undefined ? {} : { eulerCharacteristic }),
    ...(unknown === undefined
      ? {}
      : { notes: [`the number of connected components is not known: ${NOTES[unknown]}`] }),
    isOrbit,
  };
}

/**
 * What stays the same of a component along a parameter as long as it does not bifurcate; with the representative, by which it is
 * followed, this identifies it.
 */
export interface ComponentIdentity {
  readonly dimension: number | undefined;
  readonly index: number | undefined;
  readonly nullity: number | undefined;
  readonly representative: CriticalComponent["representative"];
}

/** @see ComponentIdentity */
export const identityOf = ({
  dimension,
  index,
  nullity,
  representative,
}: CriticalComponent): ComponentIdentity => ({ dimension, index, nullity, representative });

/**
 * From distinct places to entries of a list, and how many connected components each stands for: orbits, curves of orbits, manifolds.
 *
 * An orbit of vectors of rank r is Stiefel(m, r): two pieces where r = m, as O(m) has two, else one. A curve of orbits is one component once
 * it was followed around and closes. A manifold is one if all points found on it, and the mirror image of one, are joined by paths.
 */

import type { Random } from "../../exact/random.js";
import { joins } from "../../numeric/real/follow-curve.js";
import type { Proposal } from "../../objectives/objective.js";
import { stiefelEuler } from "../../objectives/topology.js";
import { type CriticalPoint, sameValue } from "../local/critical-point.js";
import type { CriticalSet } from "../local/local-set.js";
import type { SolverReason } from "../propose/solver-reasons.js";
import { SAME_ORDER } from "../tolerances.js";
import type { Place } from "./places.js";

/** A component as the solver proposes it. */
export interface LocatedComponent extends Proposal {
  /** It is an orbit of the symmetry, a point if there is none. */
  readonly isOrbit: boolean;
}

/** The components that points were grouped into, and what is left open about them. */
export interface Grouping {
  readonly proposals: readonly LocatedComponent[];
  /** Why the list may not be that of all connected components, each once. */
  readonly reasons: readonly SolverReason[];
}

interface Entry {
  readonly first: CriticalPoint;
  /** Connected components that it stands for; undefined where they are not told apart. */
  readonly multiplicity?: bigint;
  readonly eulerCharacteristic?: bigint;
  readonly unknown?: Unknown;
}

type Unknown = "singular-sets" | "open-curves" | "not-joined";

/** The entries of critical points at distinct places, in order of value. */
export async function groupPlaces(
  places: readonly Place[],
  set: CriticalSet,
  random: Random,
): Promise<Grouping> {
  const points = places.map(({ point }) => point);
  const entries: Entry[] = [
    ...points.filter(({ shape }) => shape === "orbit").map(orbitEntry),
    ...(await setEntries(
      points.filter(({ shape }) => shape !== "orbit"),
      set,
      random,
    )),
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

/** The orbit of vectors of rank r is Stiefel(m, r): two pieces when r = m, as O(m) has two. */
function orbitEntry(first: CriticalPoint): Entry {
  const { m, r } = first.moved;
  const pieces = r > 0 && r === m ? 2n : 1n;
  return { first, multiplicity: pieces, eulerCharacteristic: stiefelEuler(m, r) / pieces };
}

/** Entries of points on sets that are larger than an orbit, or not known. */
async function setEntries(
  points: readonly CriticalPoint[],
  set: CriticalSet,
  random: Random,
): Promise<Entry[]> {
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
          ? await curveEntry(first, alike, set)
          : manifoldEntry(first, alike, set, random);
    entries.push(entry);
    for (const member of members) left.splice(left.indexOf(member), 1);
  }
  return entries;
}

const sameType = (a: CriticalPoint, b: CriticalPoint): boolean =>
  a.index === b.index && a.nullity === b.nullity && a.special === b.special;

/** A curve of orbits: closed, or not told apart from what it may join elsewhere. */
async function curveEntry(
  first: CriticalPoint,
  alike: readonly CriticalPoint[],
  set: CriticalSet,
): Promise<{ entry: Entry; members: CriticalPoint[] }> {
  // The mirror image of each, after it; its own first.
  const images = [first, ...alike].map(({ z }) => set.reflected(z));
  const symmetric = images[0] !== null;
  const targets = [first, ...alike].flatMap((point, k) => [
    { z: point.z, accuracy: point.uncertainty },
    ...(symmetric ? [{ z: images[k]!, accuracy: point.uncertainty }] : []),
  ]);
  const stride = symmetric ? 2 : 1;
  const { end, met, near } = await set.follow(first, targets);
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
      multiplicity: symmetric && first.moved.r > 0 && !met.has(1) ? 2n : 1n,
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
  const one = image === null || first.moved.r < first.moved.m || joined(image, first.uncertainty);
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
    if (Math.abs(gap) > SAME_ORDER * Math.max(Math.abs(a[k]!), Math.abs(b[k]!), 1e-3)) return gap;
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

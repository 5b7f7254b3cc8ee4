/**
 * Which component of an atlas a point belongs to, and how far it is from the nearest.
 *
 * Distances are Frobenius distances to the nearest point of a component:
 *
 *   formula   where the closed form knows the nearest point (unit columns, unit rows)
 *   orbit     where every copy of the component is an orbit of the rotations R ∈ O(m): min_R ‖X − R Y‖ over the encoders,
 *             see `orbit-distance.ts`
 *   none      elsewhere (continua that are no orbit and have no formula); trajectories then carry the distance to the orbit
 *             of the run's own end point, an upper bound
 *
 * An end point belongs to a component if it is at distance 0 from it, to the accuracy of the run. Without a distance the
 * point is refined by Newton's method on the stationarity conditions, and must agree with the component in value, index,
 * nullity and, where the component consists of orbits, in rank and in the singular values of every variable, which are
 * the same on all copies.
 */

import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { inertiaAt, orbitTangents, refine } from "../atlas/local/refine.js";
import type { CriticalComponent } from "../atlas/record/types.js";
import { valuesAgree } from "../atlas/tolerances.js";
import { squared } from "../elementary/elementary.js";
import { singularSpectrum } from "../numeric/linalg/decompositions.js";
import { generate } from "../numeric/linalg/dense.js";
import {
  type ComponentProposal,
  isUnavailable,
  type Objective,
  type Point,
} from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { EPSILON, MEMBER } from "./options.js";
import { alongOrbit, separation, sideBySide } from "./orbit-distance.js";

/** A critical component, or a fixed point (with its orbit) of a rule. */
export interface Place {
  readonly id: string;
  readonly representative: Point;
  readonly component?: CriticalComponent;
  readonly nearest?: ComponentProposal["nearest"];
}

/** `end-point`: to the orbit of the run's own end point, for a component that has no distance: an upper bound. */
export type DistanceKind = "formula" | "orbit" | "end-point";

interface Entry extends Place {
  readonly metric: { readonly kind: DistanceKind; project(point: Point): Point } | null;
  /** Singular values of every variable, where they are the same all over the component. */
  readonly spectra: Float64Array | null;
}

/** An end point that belongs to no component of the list, as it is after refining. */
export interface Stray {
  /** Absent for fields. */
  readonly value?: number;
  readonly index?: number;
  readonly nullity?: number;
  readonly rank: number;
  readonly residual: number;
  /** Relative distance that refining moved the end point. */
  readonly refinement: number;
}

/** The component that an end point belongs to, or what it is if it belongs to none. */
export type Membership =
  /** `ids` has more than one entry where the point cannot be told apart from several. */
  | {
      readonly kind: "member";
      readonly ids: readonly string[];
      /** The critical point that the run converges to, to rounding where it could be found. */
      readonly limit: Point;
    }
  | { readonly kind: "stray"; readonly stray: Stray };

/** Components as places, with the distances that the closed form knows. */
export const placesOf = (
  components: readonly CriticalComponent[],
  proposals: ReadonlyMap<string, ComponentProposal>,
): Place[] =>
  components.map((component) => {
    const { id, representative } = component;
    const nearest = proposals.get(id)?.nearest;
    return { id, representative, component, ...(nearest === undefined ? {} : { nearest }) };
  });

/** The closed form's proposals behind the components; the atlas lists them from the first, in their order. */
export function proposalsOf(
  { objective }: Problem,
  components: readonly CriticalComponent[],
): Map<string, ComponentProposal> {
  const found = new Map<string, ComponentProposal>();
  const form = objective.closedForm();
  if (isUnavailable(form) || components.length === 0) return found;
  const families = new Map(components.map(({ id, family }) => [id, family]));
  let visited = 0;
  for (const proposal of form.proposals()) {
    // The solver's components have names of their own.
    if (families.get(proposal.id) === proposal.family) found.set(proposal.id, proposal);
    if (++visited === components.length) break;
  }
  return found;
}

/** The components (or fixed points) that points are compared with. */
export class Catalogue {
  private readonly entries: readonly Entry[];
  /** Some entries are taken by their positive parts: the loss has kinks. */
  private readonly hasKinks: boolean;

  constructor(
    private readonly system: LandscapeSystem,
    private readonly objective: Objective,
    places: readonly Place[],
  ) {
    this.entries = places.map((place) => this.entryOf(place));
    this.hasKinks = objective.landscape?.variables.some(({ positivePart }) => positivePart) ?? false;
  }

  get size(): number {
    return this.entries.length;
  }

  /**
   * The component with the smallest distance among those that have one.
   *
   * @param end an end point and the component it belongs to, which counts by its orbit if it has no distance.
   */
  nearest(
    point: Point,
    end?: { readonly id: string; readonly point: Point },
  ): { readonly id: string; readonly distance: number; readonly kind: DistanceKind } | null {
    let best: { id: string; distance: number; kind: DistanceKind } | null = null;
    if (end !== undefined && this.entries.every(({ id, metric }) => id !== end.id || metric === null)) {
      const [symmetry] = this.objective.symmetries;
      const target =
        symmetry === undefined || symmetry.left.length === 0
          ? end.point
          : alongOrbit(point, end.point, symmetry.left, symmetry.conjugated);
      const distance = separation(point, target);
      best = { id: end.id, distance, kind: "end-point" };
    }
    for (const { id, metric } of this.entries) {
      if (metric === null) continue;
      const distance = separation(point, metric.project(point));
      if (best === null || distance < best.distance) best = { id, distance, kind: metric.kind };
    }
    return best;
  }

  /**
   * The nearest place of all that have a distance, isolated points included: such a one is its representative, if it stands for
   * one component only. (End points of runs are refined before they are compared with those.)
   */
  nearestPlace(
    point: Point,
  ): { readonly index: number; readonly id: string; readonly distance: number } | null {
    let best: { index: number; id: string; distance: number } | null = null;
    for (const [index, entry] of this.entries.entries()) {
      const { id, metric, representative } = entry;
      const target = metric?.project(point) ?? (isSinglePoint(entry) ? representative : null);
      if (target === null) continue;
      const distance = separation(point, target);
      if (best === null || distance < best.distance) best = { index, id, distance };
    }
    return best;
  }

  /**
   * @param point the end of a run that came to rest.
   * @param size the largest norm on the way there: what distances are small beside.
   */
  assign(point: Point, size: number): Membership {
    const x = this.system.flatten(point);
    const value = this.system.isField ? undefined : this.system.value(x);
    const scale = Math.max(1, Math.abs(value ?? 0));
    const closeIn = (tolerance: number) => (entry: Entry) =>
      value === undefined ||
      entry.component?.value === undefined ||
      Math.abs(value - entry.component.value) <= tolerance * scale;

    // Values are flat at critical points: a distance δ moves them by δ² times the curvature only.
    const near = this.entries
      .filter(closeIn(MEMBER.near))
      .flatMap((entry) => {
        if (entry.metric === null) return [];
        const limit = entry.metric.project(point);
        const distance = separation(point, limit);
        return distance <= MEMBER.near * size ? [{ id: entry.id, distance, limit }] : [];
      })
      .sort((a, b) => a.distance - b.distance);
    if (near.length > 0)
      return { kind: "member", ids: near.map(({ id }) => id).sort(), limit: near[0]!.limit };
    // Fixed points of a rule with interchangeable modes form more than an orbit; the objective's conditions are not theirs.
    const spectra = spectraOf(point, this.system);
    const alike = this.entries.filter(
      ({ component, spectra: expected }) =>
        component === undefined && expected !== null && agree(expected, spectra),
    );
    if (alike.length > 0) return { kind: "member", ids: alike.map(({ id }) => id), limit: point };
    return this.assignRefined(x, size);
  }

  private assignRefined(start: Float64Array, size: number): Membership {
    const { system, objective } = this;
    // Kinks: the gradient vanishes one-sidedly, and there is no second derivative to refine with.
    const refined = this.hasKinks
      ? { x: start, residual: system.gradient(start).residual, value: system.value(start) }
      : refine(system, start);
    const { x, residual } = refined;
    const inertia = this.hasKinks ? undefined : inertiaAt(system, x, undefined, objective.symmetries);
    const decided = inertia !== undefined && inertia.undecided === 0;
    let moved = 0;
    for (let k = 0; k < x.length; k++) moved += squared(x[k]! - start[k]!);
    const refinement = size === 0 ? 0 : Math.sqrt(moved) / size;
    const at = system.unflatten(x);
    const spectra = spectraOf(at, system);
    const value = system.isField ? undefined : refined.value;
    // At kinks the value was not refined.
    const rounding = this.hasKinks
      ? MEMBER.near * Math.max(1, Math.abs(value ?? 0))
      : system.valueRounding(x);
    const belongs = ({ component, metric, spectra: expected }: Entry) => {
      // Those with a distance have been asked already.
      if (metric !== null || component === undefined) return false;
      if (value !== undefined && component.value !== undefined) {
        if (!valuesAgree(value, component.value, rounding)) return false;
      }
      if (decided && component.index !== undefined && component.index !== inertia.negative) return false;
      if (decided && component.nullity !== undefined && component.nullity !== inertia.zero) return false;
      return expected === null || agree(expected, spectra);
    };
    // A refinement that goes elsewhere says nothing of the end point.
    const settled = this.hasKinks || (residual <= MEMBER.residual && refinement <= MEMBER.moved);
    const alike = settled ? this.entries.filter(belongs) : [];
    // Components are disjoint: of several alike, one that is a single point, and this one, is the component.
    const here = alike.filter(
      (entry) => isSinglePoint(entry) && separation(at, entry.representative) <= MEMBER.near * size,
    );
    const ids = (here.length > 0 ? here : alike).map(({ id }) => id);
    if (ids.length > 0) return { kind: "member", ids, limit: at };
    return {
      kind: "stray",
      stray: {
        ...(value === undefined ? {} : { value }),
        ...(decided ? { index: inertia.negative, nullity: inertia.zero } : {}),
        rank: numericRank(singularSpectrum(at[objective.encoder]!), MEMBER.spectrum * size),
        residual,
        refinement,
      },
    };
  }

  private entryOf(place: Place): Entry {
    const { system, objective } = this;
    if (place.nearest !== undefined) {
      const { nearest } = place;
      return { ...place, metric: { kind: "formula", project: nearest }, spectra: null };
    }
    const x = system.flatten(place.representative);
    const tangents = orbitTangents(system, x, objective.symmetries);
    const orbitDimension = tangents.length === 0 ? 0 : rankOfTangents(tangents);
    const dimension = place.component?.dimension ?? orbitDimension;
    if (dimension !== orbitDimension) return { ...place, metric: null, spectra: null };
    const spectra = spectraOf(place.representative, system);
    const [symmetry] = objective.symmetries;
    const left = symmetry?.left ?? [];
    const everything = [...left, ...(symmetry?.conjugated ?? [])];
    const covers = system.layout.every(({ name }) => everything.includes(name));
    // An orbit of O(m) is one piece unless no reflection fixes its points; more copies are other orbits.
    const frame = sideBySide(place.representative, left);
    const pieces = left.length > 0 && numericRank(singularSpectrum(frame)) === frame.rows ? 2n : 1n;
    const copies = place.component === undefined ? pieces : place.component.multiplicity;
    if (left.length === 0 || !covers || copies !== pieces) return { ...place, metric: null, spectra };
    return {
      ...place,
      spectra,
      metric: {
        kind: "orbit",
        project: (point) => alongOrbit(point, place.representative, left, symmetry!.conjugated),
      },
    };
  }
}

/** An isolated point that is no more than one component: its representative is all of it. */
const isSinglePoint = ({ component }: Place): boolean =>
  component?.dimension === 0 && component.multiplicity === 1n;

function spectraOf(point: Point, { layout }: LandscapeSystem): Float64Array {
  return Float64Array.from(layout.flatMap(({ name }) => Array.from(singularSpectrum(point[name]!))));
}

/** Singular values of a refined point are known to rounding, those that vanish to its root at worst. */
const agree = (a: Float64Array, b: Float64Array): boolean => {
  const scale = a.reduce((max, x) => Math.max(max, x), MEMBER.least);
  return a.every((x, k) => Math.abs(x - b[k]!) <= MEMBER.spectrum * scale);
};

/** Singular values above a share of the largest, and above `floor`. */
const numericRank = (values: ArrayLike<number>, floor = 0): number => {
  let rank = 0;
  for (let k = 0; k < values.length; k++)
    if (values[k]! > Math.max(MEMBER.spectrum * values[0]!, floor)) rank++;
  return rank;
};

/** Dimension of the orbit. */
function rankOfTangents(tangents: readonly Float64Array[]): number {
  const n = tangents[0]!.length;
  const values = singularSpectrum(generate(tangents.length, n, (i, k) => tangents[i]![k]!));
  let rank = 0;
  for (const value of values) if (value > MEMBER.tangents * n * EPSILON * values[0]!) rank++;
  return rank;
}

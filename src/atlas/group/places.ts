/**
 * The distinct places of critical points that paths lead to, each up to the symmetry, with how many paths end there.
 */

import { hypot } from "../../elementary/elementary.js";
import type { ComplexPoint } from "../../numeric/polynomial/system.js";
import { isZeroToRounding } from "../../numeric/real/real-system.js";
import { type CriticalPoint, sameOrbit } from "../local/critical-point.js";
import type { CriticalSet } from "../local/local-set.js";
import { CLOSE, SAME_COMPLEX, SAME_ENTRIES } from "../tolerances.js";

/** Points between two others at which the conditions are looked at. */
const BETWEEN = 7;

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

/**
 * The critical points at the ends of paths, one for each end, in their order. What is costly to know of a point is computed
 * once: ends that agree in all entries to `SAME_ENTRIES` share the same object.
 */
export function pointsAt(found: readonly FoundPoint[], set: CriticalSet): CriticalPoint[] {
  const points: CriticalPoint[] = [];
  for (const { x, regular, accuracy } of found) {
    const again = points.find((_, k) =>
      x.every((value, v) => Math.abs(value - found[k]!.x[v]!) <= SAME_ENTRIES * set.unit[v]!),
    );
    points.push(again ?? set.at(x, regular, accuracy));
  }
  return points;
}

/** How many of complex points are different to `SAME_COMPLEX`, relative to their sizes, coordinate v measured in `unit[v]`. */
export function distinctPoints(points: readonly ComplexPoint[], unit: Float64Array): number {
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
export interface Place {
  point: CriticalPoint;
  paths: number;
  /** The largest of its paths. */
  winding: number;
}

/** The places of points, each with the best known point there. */
export function distinctPlaces(
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

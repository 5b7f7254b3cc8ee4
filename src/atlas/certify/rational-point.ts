/**
 * Critical points that are rational: found from their doubles, checked and classified over Q.
 */

import { RationalMatrix } from "../../exact/matrix.js";
import { type Rational, rational, toNumber } from "../../exact/rational.js";
import {
  type ExactPoint,
  exactInertia,
  exactStationarity,
  exactValue,
  isFeasible,
} from "../../symbolic/evaluate.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { SAME_POINT } from "../tolerances.js";
import type { Certified } from "./certified.js";

/** ‖x‖_∞. */
export const largestOf = (x: Float64Array): number =>
  x.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** A fraction of denominator at most 1000 within rounding of the value, a part of something of `size`; null if there is none. */
export function nearbyRational(value: number, size: number): Rational | null {
  for (let d = 1; d <= 1000; d++) {
    const n = Math.round(value * d);
    if (Math.abs(n / d - value) <= 2 ** -48 * size) return rational(BigInt(n)).div(rational(BigInt(d)));
  }
  return null;
}

/** The rational point that x rounds, if its entries are short fractions. */
export function rationalPoint({ layout }: LandscapeSystem, x: Float64Array): ExactPoint | null {
  const point = new Map<string, RationalMatrix>();
  const size = largestOf(x);
  for (const { name, offset, rows, columns } of layout) {
    const entries = Array.from(x.subarray(offset, offset + rows * columns), (value) =>
      nearbyRational(value, size),
    );
    if (entries.some((value) => value === null)) return null;
    point.set(
      name,
      RationalMatrix.generate(rows, columns, (i, j) => entries[i * columns + j]!),
    );
  }
  return point;
}

/** What exact arithmetic says of a rational point next to x; null where it is not critical, or of a field. */
export function atRationalPoint(
  system: LandscapeSystem,
  x: Float64Array,
  exact: ExactPoint,
): Certified | null {
  const { landscape, layout, isField } = system;
  let radius = 0;
  for (const { name, offset } of layout)
    exact
      .get(name)
      ?.toNumbers()
      .forEach((entry, k) => {
        radius = Math.max(radius, Math.abs(entry - x[offset + k]!));
      });
  const near = radius <= SAME_POINT * largestOf(x);
  if (!near || !isFeasible(landscape, exact)) return null;
  if (isField || !exactStationarity(landscape, exact).every((g) => g.isZero())) return null;
  const { negative, zero, positive } = exactInertia(landscape, exact);
  const value = toNumber(exactValue(landscape, exact));
  const slack = Math.abs(value) * 2 ** -50;
  return {
    kind: "exact",
    of: "point",
    index: negative,
    nullity: zero,
    positive,
    radius: radius === 0 ? 0 : 2 * radius,
    value: { lo: value - slack, hi: value + slack },
  };
}

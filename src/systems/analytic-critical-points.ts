/**
 * All critical points, inside a box, of a scalar loss with exponentials and logarithms (`symbolic/analytic.ts`), by certified branch
 * and bound (`numeric/rigorous/all-zeros.ts`).
 *
 * Not covered: more than six unknowns, critical points of the loss on the boundary of the box, curves of them (undecided).
 */
import type { UndecidedBox, ZeroSearchOptions } from "../numeric/rigorous/all-zeros.js";
import { criticalPointsInBox } from "../numeric/rigorous/critical-points.js";
import type { Interval } from "../numeric/rigorous/interval.js";
import { analyticFunction } from "../symbolic/analytic.js";

/** Volumes grow too fast for more. Chosen. */
const MAX_UNKNOWNS = 6;

/** Exactly one critical point of the loss. */
export interface AnalyticCriticalPoint {
  /** Name → the midpoint of its interval. */
  readonly point: ReadonlyMap<string, number>;
  /** Name → an interval that holds the coordinate: nothing else in the box of all of them is critical. */
  readonly enclosure: ReadonlyMap<string, Interval>;
  /** An interval that holds the value of the loss. */
  readonly value: Interval;
  /** Proved by the signs of the Hessian's eigenvalues; `undecided` where these are not proved. */
  readonly kind: "minimum" | "saddle" | "maximum" | "undecided";
  /** Negative eigenvalues of the Hessian; null where they are not proved. */
  readonly index: number | null;
}

/** A part of the box about which nothing is proved. */
export interface UndecidedPart {
  readonly kind: UndecidedBox["kind"];
  readonly box: ReadonlyMap<string, Interval>;
}

/** The critical points of a loss inside a box. */
export interface AnalyticCriticalPoints {
  /** In order of their coordinates. */
  readonly points: readonly AnalyticCriticalPoint[];
  /** `resolution`: as small as it gets; `budget`: not come to; `boundary`: one critical point, inside or outside. */
  readonly undecided: readonly UndecidedPart[];
  /** Whether `points` are proved to be all: nothing is undecided. */
  readonly complete: boolean;
  /** Boxes that were looked at. */
  readonly boxes: number;
}

/**
 * All critical points of a loss f: Rⁿ → R inside a box, n ≤ 6, proved: each found point is enclosed with its index, and where
 * `complete` is true there is no other one inside the box.
 *
 * @param loss f as text: `+ - * /`, integer powers, `exp`, `log`, `softplus`, `sigmoid`, `logsumexp(u, v, …)`, exact numbers.
 * @param box the unknowns by name, each with its range [lo, hi].
 * @returns the points, and the parts of the box that are not decided.
 * @throws ScalarSyntaxError for a loss outside the grammar; RangeError for more than six unknowns, or ranges that are not finite
 *   with lo < hi; the reason of the abort.
 * @example analyticCriticalPoints("exp(x) - 2*x", { x: [-3, 3] }).points[0]?.kind // "minimum"
 */
export function analyticCriticalPoints(
  loss: string,
  box: Readonly<Record<string, readonly [lo: number, hi: number]>>,
  options: ZeroSearchOptions = {},
): AnalyticCriticalPoints {
  const names = Object.keys(box);
  if (names.length === 0 || names.length > MAX_UNKNOWNS)
    throw new RangeError(`box: expected 1 to ${MAX_UNKNOWNS} unknowns, got ${names.length}`);
  const ranges = Object.values(box);
  const found = criticalPointsInBox(
    analyticFunction(loss, names),
    { lo: Float64Array.from(ranges, ([lo]) => lo), hi: Float64Array.from(ranges, ([, hi]) => hi) },
    options,
  );
  const byName = (lo: Float64Array, hi: Float64Array): ReadonlyMap<string, Interval> =>
    new Map(names.map((name, i) => [name, { lo: lo[i]!, hi: hi[i]! }]));
  return {
    points: found.points.map(({ midpoint, box: { lo, hi }, value, index }) => ({
      point: new Map(names.map((name, i) => [name, midpoint[i]!])),
      enclosure: byName(lo, hi),
      value,
      index,
      kind: kindOf(index, names.length),
    })),
    undecided: found.undecided.map(({ kind, lo, hi }) => ({ kind, box: byName(lo, hi) })),
    complete: found.complete,
    boxes: found.boxes,
  };
}

function kindOf(index: number | null, size: number): AnalyticCriticalPoint["kind"] {
  if (index === null) return "undecided";
  return index === 0 ? "minimum" : index === size ? "maximum" : "saddle";
}

/**
 * Two answers to one system, by elimination and by paths, against each other: every point of one is a point of the other.
 *
 * Points are one where their boxes meet, or where they agree to POINT_AGREEMENT where there is no box. Paths that have not found all
 * contradict nothing as long as what they have is there.
 */

import { hypot } from "../elementary/elementary.js";
import type { SolvedPoint, SolvedSystem } from "./solved-system.js";
import { POINT_AGREEMENT } from "./tolerances.js";

/** The exact answer, incomplete where paths find another; that of the paths where there is no exact one. */
export function crossChecked(exact: SolvedSystem, paths: SolvedSystem): SolvedSystem {
  const merged = { paths: paths.paths, bound: paths.bound, method: "both" as const };
  if (!exact.complete) return { ...paths, ...merged };
  const { strays, missing } = pairedPoints(paths.solutions, exact.solutions);
  const differ =
    strays.length > 0 ||
    (paths.complete && (missing.length > 0 || paths.dimension !== exact.dimension)) ||
    paths.solutions.length > exact.solutions.length;
  if (!differ) return { ...exact, ...merged, proof: paths.proof === "proved" ? "proved" : exact.proof };
  const counts = { paths: paths.solutions.length, algebra: exact.solutions.length };
  return {
    ...exact,
    ...merged,
    complete: false,
    proof: "incomplete",
    reasons: [{ kind: "methods-differ", ...counts }],
  };
}

/** A point of a list of solutions, and what is known of where it is. */
type Located = Pick<SolvedPoint, "re" | "im" | "radii" | "uncertainty">;

/** The points of one list with those of another that they are, each at most once; those that are none, and those that are left. */
export function pairedPoints<A extends Located, B extends Located>(
  points: readonly A[],
  others: readonly B[],
) {
  const missing = [...others];
  const least = Math.min(...missing.map(sizeOf).filter((size) => size > 0), Number.POSITIVE_INFINITY);
  const unit = Number.isFinite(least) ? least : 1;
  const pairs: (readonly [A, B])[] = [];
  const strays = points.filter((point) => {
    const at = nearest(point, missing, unit);
    if (at >= 0) pairs.push([point, missing.splice(at, 1)[0]!]);
    return at < 0;
  });
  return { pairs, strays, missing };
}

/** The first that may be the same, one with the same coordinates before others; −1 where none is. */
function nearest(point: Located, others: readonly Located[], unit: number): number {
  const same = others.findIndex(
    ({ re, im }) => re.join() === point.re.join() && im.join() === point.im.join(),
  );
  return same >= 0 ? same : others.findIndex((other) => isSame(point, other, unit));
}

const sizeOf = ({ re, im }: Located): number =>
  re.reduce((size, x, v) => Math.max(size, hypot(x, im[v]!)), 0);

function isSame(a: Located, b: Located, unit: number): boolean {
  const near = POINT_AGREEMENT * Math.max(unit, sizeOf(a));
  const reach = (point: Located, v: number) => point.radii?.[v] ?? Math.max(point.uncertainty ?? 0, near);
  return a.re.every((x, v) => {
    const tolerance = (reach(a, v) + reach(b, v)) * (1 + 2 ** -40);
    return Math.abs(x - b.re[v]!) <= tolerance && Math.abs(a.im[v]! - b.im[v]!) <= tolerance;
  });
}

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
  const open = [...exact.solutions];
  const least = Math.min(...open.map(sizeOf).filter((size) => size > 0), Number.POSITIVE_INFINITY);
  const unit = Number.isFinite(least) ? least : 1;
  const strays = paths.solutions.filter((point) => {
    const at = open.findIndex((other) => isSame(point, other, unit));
    if (at >= 0) open.splice(at, 1);
    return at < 0;
  });
  const differ =
    strays.length > 0 ||
    (paths.complete && (open.length > 0 || paths.dimension !== exact.dimension)) ||
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

const sizeOf = ({ re, im }: SolvedPoint): number =>
  re.reduce((size, x, v) => Math.max(size, hypot(x, im[v]!)), 0);

function isSame(a: SolvedPoint, b: SolvedPoint, unit: number): boolean {
  const near = POINT_AGREEMENT * Math.max(unit, sizeOf(a));
  const reach = (point: SolvedPoint, v: number) => point.radii?.[v] ?? Math.max(point.uncertainty ?? 0, near);
  return a.re.every((x, v) => {
    const tolerance = (reach(a, v) + reach(b, v)) * (1 + 2 ** -40);
    return Math.abs(x - b.re[v]!) <= tolerance && Math.abs(a.im[v]! - b.im[v]!) <= tolerance;
  });
}

/**
 * What becomes of a batch of paths: nothing lost, nothing twice.
 *
 * Paths that failed, and paths that met at a nonsingular endpoint, are followed again with more care, level by level. Of
 * those that still meet, one is right and the others have jumped: they count as failed.
 *
 * Who follows the paths is left to the caller.
 */
import { cos, hypot, sin } from "../../elementary/elementary.js";
import type { Grouping } from "../polynomial/grouping.js";
import type { ComplexPoint } from "../polynomial/system.js";
import { projectiveDistance } from "./endgame.js";
import type { PathEnd, RegularEnd, SingularEnd } from "./endpoints.js";
import { COLLISION } from "./options.js";
import type { PathBatch } from "./paths.js";

/** Undefined: left out by an interrupt. */
export type Followed = PathEnd | undefined;

/** A batch without paths that jumped. */
export interface SettledPaths {
  /** Ends of the paths that were followed and have not jumped. */
  readonly kept: readonly PathEnd[];
  /** Number of paths that jumped to the end of another one. */
  readonly jumped: number;
}

/** Asks for the ends of paths until all are settled; an interrupt ends the asking. */
export function* settlePaths(
  paths: readonly number[],
  grouping: Grouping,
  signal: AbortSignal | undefined,
): Generator<Omit<PathBatch, "seed">, SettledPaths, readonly Followed[]> {
  const ends = [...(yield { paths, retry: 0 })];
  for (let retry = 1; retry <= COLLISION.retries && !signal?.aborted; retry++) {
    const again = [...new Set([...failedPaths(ends), ...collisions(ends, grouping).flat()])];
    if (again.length === 0) break;
    again.sort((a, b) => a - b);
    const replaced = yield { paths: again.map((k) => paths[k]!), retry };
    again.forEach((k, i) => {
      if (replaced[i] !== undefined) ends[k] = replaced[i];
    });
  }
  // Of paths that still share an endpoint, one is right and the others have jumped.
  const jumped = new Set<number>();
  for (const [a, b] of collisions(ends, grouping))
    if (!jumped.has(a) && !jumped.has(b)) jumped.add(ends[b]!.kind === "singular" ? a : b);
  return {
    kept: ends.filter((end, k): end is PathEnd => end !== undefined && !jumped.has(k)),
    jumped: jumped.size,
  };
}

const failedPaths = (ends: readonly Followed[]): number[] =>
  ends.flatMap((end, k) => (end?.kind === "failed" ? [k] : []));

/**
 * Pairs of paths that end at one point, though one of the two ends is nonsingular: the balls in which their solutions lie
 * meet. Found along one direction, by sorting. Pairs are ordered by path.
 */
export function collisions(ends: readonly Followed[], grouping: Grouping): [number, number][] {
  const pairs: [number, number][] = [];
  const { groupOf } = grouping;
  const n = groupOf.length;
  const atInfinity = {
    groupOf: new Int32Array([...groupOf, ...range(grouping.groups)]),
    groups: grouping.groups,
  };
  const points: { path: number; end: RegularEnd | SingularEnd; low: number; high: number }[] = [];
  const infinite: { path: number; end: PathEnd & ComplexPoint; key: number }[] = [];
  ends.forEach((end, path) => {
    if (end === undefined || end.kind === "failed") return;
    if (end.kind === "infinite") {
      // Invariant under the phase of each group.
      let key = 0;
      for (let v = 0; v < end.re.length; v++) key += cos(v + 1) * hypot(end.re[v]!, end.im[v]!);
      if (end.regular) infinite.push({ path, end, key });
      return;
    }
    let key = 0;
    for (let v = 0; v < n; v++) key += cos(v + 1) * end.re[v]! + sin(3 * v + 2) * end.im[v]!;
    const reach = 2 * n * end.radius;
    points.push({ path, end, low: key - reach, high: key + reach });
  });
  const report = (a: number, b: number) => pairs.push(a < b ? [a, b] : [b, a]);
  points.sort((a, b) => a.low - b.low || a.path - b.path);
  points.forEach((a, i) => {
    for (let j = i + 1; j < points.length && points[j]!.low <= a.high; j++) {
      const b = points[j]!;
      if (a.end.kind === "singular" && b.end.kind === "singular") continue;
      if (gap(a.end, b.end) <= a.end.radius + b.end.radius) report(a.path, b.path);
    }
  });
  infinite.sort((a, b) => a.key - b.key || a.path - b.path);
  infinite.forEach((a, i) => {
    for (
      let j = i + 1;
      j < infinite.length && infinite[j]!.key - a.key <= 2 * n * COLLISION.sameAtInfinity;
      j++
    )
      if (projectiveDistance(a.end, infinite[j]!.end, atInfinity) < COLLISION.sameAtInfinity)
        report(a.path, infinite[j]!.path);
  });
  return pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** 0, …, n − 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** ∞-distance. */
function gap(a: ComplexPoint, b: ComplexPoint): number {
  let max = 0;
  for (let v = 0; v < a.re.length; v++) max = Math.max(max, hypot(a.re[v]! - b.re[v]!, a.im[v]! - b.im[v]!));
  return max;
}

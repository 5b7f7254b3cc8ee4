/**
 * Singular endpoints, which are known to their accuracy only: which of them are one point. Distances are those of homogeneous
 * coordinates, each group scaled to norm one.
 */
import type { Grouping } from "../polynomial/grouping.js";
import type { ComplexPoint } from "../polynomial/system.js";
import { projectiveDistance } from "./endgame.js";
import type { SingularEnd } from "./endpoints.js";
import { COLLISION } from "./options.js";
import { range } from "./path-collisions.js";

/** Endpoints of several paths that are one point. */
export interface Cluster {
  readonly center: SingularEnd;
  readonly members: readonly SingularEnd[];
}

/** Whether two endpoints agree within their accuracies. */
export function sameSingular(a: SingularEnd, b: SingularEnd, grouping: Grouping): boolean {
  const tolerance = Math.max(
    COLLISION.singularFloor,
    COLLISION.singularAccuracies * Math.max(a.accuracy, b.accuracy),
  );
  return projectiveGap(a, b, grouping) < tolerance;
}

/** Distance of affine points in homogeneous coordinates, each group with its coordinate 1 scaled to norm one. */
function projectiveGap(a: ComplexPoint, b: ComplexPoint, { groupOf, groups }: Grouping): number {
  const lift = ({ re, im }: ComplexPoint) => ({
    re: Float64Array.from([...re, ...new Array<number>(groups).fill(1)]),
    im: Float64Array.from([...im, ...new Array<number>(groups).fill(0)]),
  });
  const all = Int32Array.from([...groupOf, ...range(groups)]);
  return projectiveDistance(lift(a), lift(b), { groupOf: all, groups });
}

/** Endpoints by point. The most accurate ones are the centres, so that the order of the paths does not matter. */
export function clusterSingular(points: readonly SingularEnd[], grouping: Grouping): Cluster[] {
  const clusters: { center: SingularEnd; members: SingularEnd[] }[] = [];
  for (const point of [...points].sort((a, b) => a.accuracy - b.accuracy)) {
    const home = clusters.find(({ center }) => sameSingular(center, point, grouping));
    if (home === undefined) clusters.push({ center: point, members: [point] });
    else home.members.push(point);
  }
  return clusters;
}

/**
 * Whether a singular point of a real system is real: its conjugate is a solution too, and the same one as far as singular
 * points are told apart at all.
 */
export const isOwnConjugate = (point: SingularEnd, grouping: Grouping): boolean =>
  sameSingular(point, { ...point, im: point.im.map((y) => -y) }, grouping);

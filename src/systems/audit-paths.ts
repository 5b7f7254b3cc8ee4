/**
 * Whether what paths found is all there is, and nothing else.
 *
 * Every listed point is a certified simple solution, or one that exact arithmetic shows (rational, with the multiplicity of its
 * local ring), or one whose number is confirmed: by continuity a cluster in which μ > 0 paths end holds at least one
 * solution, so s certified simple ones and c clusters are s + c solutions at least; if there are no more than s + c distinct ones,
 * and as many with multiplicity as paths end, each cluster is one solution of its number of paths.
 *
 * The count is taken modulo a prime. It refuses: a run that finds another number is incomplete. Without a count, clusters that
 * are not shown make the answer incomplete.
 */
import type { Polynomial } from "../symbolic/polynomial.js";
import type { OpenCluster, PathFindings } from "./path-solutions.js";
import {
  comparePoints,
  type IncompleteReason,
  type SolutionCounts,
  type SolvedPoint,
  type SolvedSystem,
} from "./solved-system.js";

/**
 * @param equations those that the paths were followed for, in n variables, at least n.
 * @param counts the number of solutions modulo a prime; null where it is not known.
 */
export function auditPaths(
  findings: PathFindings,
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts | null,
): SolvedSystem {
  const square = equations.length === n;
  const { simple, shown, open, runs } = findings;
  const agrees = counts !== null && agreesWith(findings, counts, square);
  const listed = [...simple, ...shown, ...(agrees ? open.map((cluster) => asPoint(cluster, square)) : [])];
  listed.sort(comparePoints);
  const reasons =
    counts === null ? ownReasons(findings, square) : countedReasons(findings, counts, agrees, square);
  const complete = reasons.length === 0;
  const bound = runs.reduce((least, run) => (run.bound < least ? run.bound : least), runs[0]!.bound);
  const certified = BigInt(simple.filter((point) => point.certified).length);
  const { paths, start } = runs[0]!;
  const dimension = counts !== null && counts.dimension > 0 ? counts.dimension : listed.length > 0 ? 0 : -1;
  return {
    solutions: listed,
    ...(complete || (counts !== null && counts.dimension > 0) ? { dimension } : {}),
    clusters: agrees ? [] : open.map(({ re, im, radii, paths }) => ({ re, im, radii, paths })),
    ...(counts === null ? {} : { counts }),
    method: "paths",
    paths: runs.length === 1 ? paths : sumOf(runs.map((run) => run.paths)),
    bound,
    ...(start === undefined ? {} : { start }),
    complete,
    proof: !complete ? "incomplete" : square && certified === bound ? "proved" : "numerical",
    reasons,
  };
}

/** The paths of several runs together. */
export const sumOf = (list: readonly SolvedSystem["paths"][]): SolvedSystem["paths"] => ({
  started: list.reduce((sum, { started }) => sum + started, 0),
  finite: list.reduce((sum, { finite }) => sum + finite, 0),
  atInfinity: list.reduce((sum, { atInfinity }) => sum + atInfinity, 0),
  failed: list.reduce((sum, { failed }) => sum + failed, 0),
});

/** A cluster that the count says to be one solution. */
function asPoint({ re, im, radii, paths, real, residual }: OpenCluster, square: boolean): SolvedPoint {
  return {
    re,
    im: real ? new Float64Array(im.length) : im,
    real,
    singular: paths > 1,
    // Paths of random combinations are not the multiplicity of the system.
    ...(square ? { multiplicity: paths } : {}),
    certified: false,
    uncertainty: Math.max(...radii),
    residual,
  };
}

/** Whether the numbers of distinct solutions, and of all with multiplicity where they are known, are those of the count. */
function agreesWith(
  { simple, shown, open }: PathFindings,
  { dimension, degree, distinct }: SolutionCounts,
  square: boolean,
): boolean {
  const found = simple.length + shown.length + open.length;
  if (dimension === -1) return found === 0;
  if (dimension > 0) return false;
  const total = multiplicityOf({ simple, shown, open }, square);
  if (total !== null && total !== degree) return false;
  // Without the number of distinct ones, that with multiplicities decides where none is open.
  return distinct === null ? total !== null && open.length === 0 : found === distinct;
}

/** Σ of multiplicities; null where some are not known. */
function multiplicityOf(
  { simple, shown, open }: Pick<PathFindings, "simple" | "shown" | "open">,
  square: boolean,
): number | null {
  if (!square && open.length > 0) return null;
  return (
    simple.length +
    shown.reduce((sum, { multiplicity = 1 }) => sum + multiplicity, 0) +
    open.reduce((sum, { paths }) => sum + paths, 0)
  );
}

const pathReasons = ({ runs }: PathFindings): IncompleteReason[] => {
  const texts = new Set(runs.flatMap(({ reason }) => (reason === undefined ? [] : [reason])));
  return [...texts].map((text) => ({ kind: "paths", text }));
};

const uncertifiedOf = ({ simple }: PathFindings, square: boolean): number =>
  square ? simple.filter(({ certified }) => !certified).length : 0;

const clusterReasons = (open: readonly OpenCluster[]): IncompleteReason[] =>
  open.length === 0
    ? []
    : [{ kind: "clusters", count: open.length, paths: open.reduce((sum, { paths }) => sum + paths, 0) }];

/** What stands against completeness without a count. */
function ownReasons(findings: PathFindings, square: boolean): IncompleteReason[] {
  const { open, doubtful, runs, coversAll } = findings;
  const uncertified = uncertifiedOf(findings, square);
  return [
    ...pathReasons(findings),
    ...clusterReasons(open),
    ...(uncertified > 0 ? [{ kind: "uncertified", count: uncertified } as const] : []),
    ...(doubtful > 0 ? [{ kind: "membership", count: doubtful } as const] : []),
    // In several scalings each run sees the solutions of some sizes and counts others at infinity.
    ...((runs.length > 1 && !isFull(findings, square)) || !coversAll ? [{ kind: "sizes" } as const] : []),
  ];
}

/** Whether as many solutions are found as there can be. */
const isFull = (findings: PathFindings, square: boolean): boolean => {
  const total = multiplicityOf(findings, square);
  return square && total !== null && findings.runs.some(({ bound }) => bound === BigInt(total));
};

/** What stands against it with one. */
function countedReasons(
  findings: PathFindings,
  counts: SolutionCounts,
  agrees: boolean,
  square: boolean,
): IncompleteReason[] {
  const { simple, shown, open, runs } = findings;
  if (counts.dimension > 0)
    return [
      { kind: "positive-dimension", dimension: counts.dimension },
      ...clusterReasons(open),
      ...interrupts(runs),
    ];
  if (agrees) {
    const uncertified = uncertifiedOf(findings, square);
    if (uncertified > 0) return [{ kind: "uncertified", count: uncertified }, ...pathReasons(findings)];
    // All that is listed is certified, or shown, or followed to hundreds of digits: what else paths did does not matter.
    const undecided = runs.some((run) => run.undecided > 0) && simple.some(({ certified }) => !certified);
    return undecided || open.length > 0 ? pathReasons(findings) : [];
  }
  const known = multiplicityOf(findings, true);
  return [
    { kind: "count", distinct: simple.length + shown.length + open.length, multiplicity: known },
    ...clusterReasons(open),
    ...pathReasons(findings),
  ];
}

const interrupts = (runs: PathFindings["runs"]): IncompleteReason[] =>
  runs.flatMap(({ interrupted, reason }) =>
    interrupted === true && reason !== undefined ? [{ kind: "paths", text: reason } as const] : [],
  );

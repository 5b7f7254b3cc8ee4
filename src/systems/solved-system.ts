/**
 * What `solve` says of a polynomial system over Q: its isolated complex solutions, the dimension of the whole solution set, and
 * whether that is all.
 *
 *   complete   every isolated solution is in `solutions`, with its multiplicity where one is given, and nothing else is;
 *              and `dimension` is that of the solution set (−1: empty, 0: finite)
 *
 * `proved` where that is a theorem; `modular` where the points are verified over Q, and that they are all, with their
 * multiplicities, is what many primes agree on; `numerical` where it is evidence from paths. Whatever stands against it is in `reasons`, as data; words
 * for them are in `report/solutions.ts`.
 */

import type { ComponentLayer, ComponentsProof } from "../algebra/components.js";
import type { Proof } from "../algebra/proof.js";
import type { RealGap } from "../algebra/real-samples.js";
import { type Rational, rational, toNumber } from "../exact/rational.js";
import type { PathCounts } from "../numeric/homotopy/endpoints.js";
import type { StartKind, SystemSolution } from "../numeric/homotopy/solutions.js";
import { SAME_COORDINATE } from "./tolerances.js";

/** A solution, x = re + i im. */
export interface SolvedPoint extends Omit<SystemSolution, "multiplicity" | "residual"> {
  /** ‖F‖ against the sum of the sizes of its terms; absent where the point comes from elimination. */
  readonly residual?: number;
  /** Absent where it is not known: overdetermined systems, at points that are not rational. */
  readonly multiplicity?: number;
  /** The coordinates as exact rationals, where the point is known to have them. */
  readonly exact?: readonly string[];
}

/** Paths that end close together, at what double precision does not resolve: one solution or several. */
export interface UnresolvedCluster {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Of the box, by coordinate, within which these endpoints were found: an estimate. */
  readonly radii: Float64Array;
  /** Number of paths that end there. */
  readonly paths: number;
}

/** The number of solutions modulo a prime, from a Gröbner basis. */
export interface SolutionCounts {
  /** Of the solution set; −1 where it is empty. */
  readonly dimension: number;
  /** Number of solutions with multiplicity where the dimension is 0; else the degree of the part of largest dimension. */
  readonly degree: number;
  /** Number of distinct solutions, where the dimension is 0 and it was computed. */
  readonly distinct: number | null;
  readonly prime: number;
}

/** Why a list of solutions is not complete. */
export type IncompleteReason =
  /** What the paths themselves say: failed ones, interrupts, sets of positive dimension. */
  | { readonly kind: "paths"; readonly text: string }
  /** Stopped before elimination was done. */
  | { readonly kind: "interrupted" }
  /** Endpoints that are not shown to be one solution. */
  | { readonly kind: "clusters"; readonly count: number; readonly paths: number }
  /** Nonsingular endpoints without a certificate. */
  | { readonly kind: "uncertified"; readonly count: number }
  /** Another number of solutions modulo a prime. */
  | { readonly kind: "count"; readonly distinct: number; readonly multiplicity: number | null }
  /** Isolated solutions beside a set of positive dimension may receive no path. */
  | { readonly kind: "positive-dimension"; readonly dimension: number }
  /** Solutions of other sizes than those that were looked for. */
  | { readonly kind: "sizes" }
  /** Endpoints of combinations of the equations that may or may not satisfy all of them. */
  | { readonly kind: "membership"; readonly count: number }
  /** More operations than elimination may take. */
  | { readonly kind: "budget" }
  /** Points by elimination that were not verified over Q. */
  | { readonly kind: "unverified" }
  /** Paths and elimination do not find the same. */
  | { readonly kind: "methods-differ"; readonly paths: number; readonly algebra: number }
  /** Fewer equations than variables, and no solution found; or a dimension not known beyond its lower bound. */
  | { readonly kind: "consistency" }
  | { readonly kind: "dimension"; readonly atLeast: number };

/** All components of one positive dimension that no larger one contains. */
export interface SolvedLayer extends ComponentLayer {
  /** Degree without multiplicities, where that is known. */
  readonly reduced?: number;
}

/** A real point on a set of positive dimension. */
export interface SamplePoint extends Pick<SolvedPoint, "re" | "exact"> {
  /** By coordinate. */
  readonly radii: Float64Array;
  /** Of the real solution set near the point, where it is known: 0 for a real point that is isolated among the real ones. */
  readonly dimension?: number;
}

/** The real points of the part of positive dimension. */
export type RealPart =
  | { readonly kind: "none"; readonly proof: "proved" | "modular" }
  /** At least one on every connected component: there are at most as many components as points. */
  | {
      readonly kind: "points";
      readonly points: readonly SamplePoint[];
      readonly proof: "proved" | "modular";
    }
  | { readonly kind: "undecided"; readonly gap: RealGap | "interrupted" };

/** How the solutions were found. */
export type SolvedBy = "elimination" | "paths" | "both";

/** The answer to a polynomial system: see the header. */
export interface SolvedSystem {
  readonly solutions: readonly SolvedPoint[];
  /** Of the whole solution set, where it is known: −1 where it is empty. */
  readonly dimension?: number;
  readonly clusters: readonly UnresolvedCluster[];
  readonly counts?: SolutionCounts;
  readonly method: SolvedBy;
  readonly paths: PathCounts;
  /** Bound on the number of isolated solutions that the paths are. */
  readonly bound: bigint;
  readonly start?: StartKind;
  readonly complete: boolean;
  readonly proof: "proved" | "modular" | "numerical" | "incomplete";
  /** What was verified, where the solutions come from a rational univariate representation; beside sets of positive dimension, of these. */
  readonly evidence?: Proof | ComponentsProof;
  /** The part of positive dimension by ascending dimension, where it was looked at. */
  readonly layers?: readonly SolvedLayer[];
  /** Its real points, where they were looked for. */
  readonly realPart?: RealPart;
  readonly reasons: readonly IncompleteReason[];
}

const NO_PATHS: PathCounts = { started: 0, finite: 0, atInfinity: 0, failed: 0 };

/** An answer by exact elimination: proved, without paths. */
export const proved = (dimension: number, solutions: readonly SolvedPoint[] = []): SolvedSystem => ({
  solutions,
  dimension,
  clusters: [],
  method: "elimination",
  paths: NO_PATHS,
  bound: BigInt(solutions.length),
  complete: true,
  proof: "proved",
  reasons: [],
});

/** Real ones first, then lexicographically; ties to rounding are broken by the imaginary parts. */
export function comparePoints(a: SolvedPoint, b: SolvedPoint): number {
  if (a.real !== b.real) return a.real ? -1 : 1;
  for (const part of ["re", "im"] as const)
    for (let v = 0; v < a.re.length; v++) {
      const gap = a[part][v]! - b[part][v]!;
      if (Math.abs(gap) > SAME_COORDINATE * Math.max(Math.abs(a[part][v]!), Math.abs(b[part][v]!)))
        return gap;
    }
  return 0;
}

/**
 * The points without the boxes that meet another's: roots may be closer to one another than doubles are, and a box around a
 * double would hold both.
 */
export function withBoxesApart(points: readonly SolvedPoint[]): SolvedPoint[] {
  const order = points.map((_, k) => k).sort((i, j) => points[i]!.re[0]! - points[j]!.re[0]!);
  const close = new Set<number>();
  const widest = points.reduce((max, { radii }) => Math.max(max, radii![0]!), 0);
  order.forEach((i, at) => {
    for (let next = at + 1; next < order.length; next++) {
      const [a, b] = [points[i]!, points[order[next]!]!];
      if (b.re[0]! - a.re[0]! > 4 * widest) break;
      if (boxesMeet(a, b)) close.add(i).add(order[next]!);
    }
  });
  return points.map((point, k) => {
    if (!close.has(k)) return point;
    const { radius: _, radii: __, ...rest } = point;
    return rest;
  });
}

const boxesMeet = (a: SolvedPoint, b: SolvedPoint): boolean =>
  a.re.every((x, v) => {
    const reach = (a.radii![v]! + b.radii![v]!) * (1 + 2 ** -50);
    return Math.abs(x - b.re[v]!) <= reach && Math.abs(a.im[v]! - b.im[v]!) <= reach;
  });

/** The least double, or the next one, that is no less than x ≥ 0. */
export function roundedUp(x: Rational): number {
  const near = toNumber(x);
  return rational(near).compare(x) >= 0 ? near : near * (1 + 2 ** -52) + Number.MIN_VALUE;
}

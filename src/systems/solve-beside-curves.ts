/**
 * All isolated solutions beside curves, of as many equations as unknowns: certified points, as many as primes count (`algebra/isolated-count.ts`).
 *
 *   s certified simple solutions, in boxes apart,   no more than s isolated ones   ⇒   these are all.
 *
 * Points come from paths: whatever ends on curves is no certified simple solution. What is not proved is the count: the answer is `modular`.
 */

import { PRIME_BITS } from "../algebra/options.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { toNumericSystem } from "../symbolic/to-system.js";
import { sumOf } from "./audit-paths.js";
import { type EliminationLimits, eliminateApart } from "./elimination-thread.js";
import { planUnlessTooMany, solveByPaths } from "./path-solutions.js";
import { algebraSystem } from "./solution-counts.js";
import {
  comparePoints,
  proved,
  type SolutionCounts,
  type SolvedPoint,
  type SolvedSystem,
} from "./solved-system.js";

/** What paths take: `solveByPaths`. */
type PathOptions = Parameters<typeof solveByPaths>[2];

/**
 * The solutions, and the curves by dimension and degree; null where the count is not to be had within the budget, or paths found another number.
 *
 * @param counts of the whole set.
 * @throws the reason of the signal once it is aborted; RangeError if there are more paths than can be followed.
 */
export async function solveBesideCurves(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PathOptions,
  limits: EliminationLimits,
): Promise<SolvedSystem | null> {
  if (counts.dimension !== 1 || equations.length !== n) return null;
  const count = await eliminateApart("beside-curves", algebraSystem(equations, n), limits);
  if (count.kind === "unavailable" || count.degree !== counts.degree) return null;
  const found = count.isolated === 0 ? NOTHING : await pointsByPaths(equations, n, options);
  if (found === null || found.points.length !== count.isolated) return null;
  const { points, ...by } = found;
  return {
    ...proved(1, [...points].sort(comparePoints)),
    ...by,
    counts,
    proof: "modular",
    evidence: {
      kind: "modular",
      solutions: true,
      primes: count.primes,
      bits: PRIME_BITS,
      gap: "isolated",
    },
    layers: [{ dimension: 1, degree: count.degree, proof: "modular" }],
  };
}

interface PathPoints extends Partial<Pick<SolvedSystem, "method" | "paths" | "bound">> {
  readonly points: readonly SolvedPoint[];
}

const NOTHING: PathPoints = { points: [] };

/** The certified simple ones; null where there are too many paths. */
async function pointsByPaths(
  equations: readonly Polynomial[],
  n: number,
  options: PathOptions,
): Promise<PathPoints | null> {
  if (planUnlessTooMany(toNumericSystem(equations, n), options) === null) return null;
  const { simple, runs } = await solveByPaths(equations, n, options);
  options.signal?.throwIfAborted();
  const points = simple.filter(({ certified, singular }) => certified && !singular);
  const [first] = runs;
  return { points, method: "paths", paths: sumOf(runs.map(({ paths }) => paths)), bound: first!.bound };
}

/**
 * What solving a system takes: the square system that is solved in its place, the start system and the number of paths.
 */
import { hypot } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import { bestGrouping, totalDegree } from "../polynomial/grouping.js";
import type { NumericSystem, NumericTerm } from "../polynomial/system.js";
import { pathOptions, SOLVE } from "./options.js";
import { type PathJob, SystemPaths } from "./paths.js";
import { subdivide } from "./polyhedral-start.js";
import { SystemRefusal } from "./refusal.js";
import type { SolveOptions, StartKind, SystemSolutions } from "./solutions.js";

/** The square system that is solved, and how. */
export interface Plan extends Omit<PathJob, "seed"> {
  /** As given: more equations than variables, perhaps. */
  readonly original: NumericSystem;
  /** Number of paths. */
  readonly bound: bigint;
}

/**
 * What paths solving F = 0 takes, and the bound on the number of isolated solutions that they are; the solutions themselves
 * where there are none to follow.
 *
 * @throws RangeError as `solveSystem`.
 */
export function planOf(
  original: NumericSystem,
  { seed, hints, bounds, combinations, paths }: SolveOptions,
): Plan | SystemSolutions {
  const trivial = trivialSystem(original);
  if (trivial !== null) return trivial;
  const { variables, equations } = original;
  if (equations.length < variables)
    throw new RangeError(
      `equations: expected at least ${variables} for as many variables, got ${equations.length}`,
    );
  const system = equations.length === variables ? original : (combinations ?? squareUp(original, seed));
  const best = bestGrouping(system, hints);
  // No isolated solution at all. Whether there are others, the paths of total degree tell.
  const grouping = best.bound === 0n ? totalDegree(system) : best;
  // Random combinations share one support: little is gained there.
  const subdivision =
    system === original
      ? (subdivide(system, grouping.bound, new Random(seed).fork("subdivision")) ?? undefined)
      : undefined;
  const bound = subdivision === undefined ? grouping.bound : BigInt(subdivision.volume);
  if (bound > SOLVE.maxPaths)
    throw new SystemRefusal("paths", `a bound of at most ${SOLVE.maxPaths}, got ${bound}`);
  return { original, system, grouping, subdivision, bound, bounds, options: pathOptions(paths) };
}

/** The paths of a plan. */
export const pathsOf = ({ system, grouping, subdivision, bounds, options }: Plan): SystemPaths =>
  new SystemPaths({ system, grouping, subdivision, bounds, options });

/** What they start from. */
export const startOf = ({ grouping, subdivision }: Plan): StartKind =>
  subdivision !== undefined ? "polyhedral" : grouping.groups > 1 ? "multihomogeneous" : "total degree";

/** A constant equation decides by itself. */
function trivialSystem(system: NumericSystem): SystemSolutions | null {
  const degrees = system.equations.map((terms) =>
    Math.max(-1, ...terms.map(({ factors }) => factors.length)),
  );
  if (!degrees.some((d) => d === 0)) {
    if (degrees.some((d) => d < 0))
      throw new SystemRefusal("equations", "no equation that is identically zero");
    return null;
  }
  return {
    solutions: [],
    paths: { started: 0, finite: 0, atInfinity: 0, failed: 0 },
    bound: 0n,
    groups: 1,
    onPositiveDimension: 0,
    extraneous: 0,
    undecided: 0,
    complete: true,
    // A nonzero constant set to zero.
    proof: "proved",
  };
}

/**
 * n random real combinations of more than n equations: every solution is kept and real ones stay real; false ones do not
 * count later.
 */
function squareUp(system: NumericSystem, seed: number): NumericSystem {
  const random = new Random(seed).fork("square");
  const equations = Array.from({ length: system.variables }, () => {
    const sum: NumericTerm[] = [];
    for (const terms of system.equations) {
      let scale = 0;
      for (const term of terms) scale = Math.max(scale, hypot(term.re, term.im));
      const weight = random.normal() / scale;
      for (const { re, im, factors } of terms) sum.push({ re: re * weight, im: im * weight, factors });
    }
    return sum;
  });
  return { variables: system.variables, equations };
}

/**
 * Solutions of polynomial systems as they are returned: their certificates, their order, and those of a lifted system restricted to
 * the system that it was lifted from.
 */
import type { ComplexPoint, NumericSystem } from "../polynomial/system.js";
import { indistinct, SolutionCertifier } from "../rigorous/certify-solutions.js";
import type { EnclosedSystem } from "../rigorous/disc-system.js";
import { SystemNewton } from "../rigorous/newton-kantorovich.js";
import type { PathCounts } from "./endpoints.js";
import { type PathOptions, type PathPreset, SOLVE } from "./options.js";

/** A solution, and what is known of it. */
export interface SystemSolution extends ComplexPoint {
  readonly real: boolean;
  /** Number of paths that end here. */
  readonly multiplicity: number;
  readonly singular: boolean;
  /**
   * Proved by interval arithmetic: there is exactly one solution in the box, real or not as stated, and it is distinct from
   * the other certified ones. Never for singular solutions, nor for systems with more equations than variables.
   */
  readonly certified: boolean;
  /** Half the width of the box around the point that holds a certified solution. */
  readonly radius?: number;
  /** The same by coordinate. */
  readonly radii?: Float64Array;
  /** Of a singular solution: ten times the estimated error of its coordinates. */
  readonly uncertainty?: number;
  readonly residual: number;
}

/** What paths start from. */
export type StartKind = "total degree" | "multihomogeneous" | "polyhedral";

/** All isolated solutions, and how sure that is. */
export interface SystemSolutions {
  readonly solutions: readonly SystemSolution[];
  readonly paths: PathCounts;
  /** Bound on the number of isolated solutions: the number of paths of a whole run. */
  readonly bound: bigint;
  readonly groups: number;
  /** What the paths start from; absent where none does. */
  readonly start?: StartKind;
  /** Endpoints on solution sets of positive dimension: found, counted, not listed. */
  readonly onPositiveDimension: number;
  /** Singular endpoints of random combinations at which some equation of the system does not vanish: not listed. */
  readonly extraneous: number;
  /** Nonsingular solutions of which it is not known whether they are real. */
  readonly undecided: number;
  readonly complete: boolean;
  /**
   * `proved`: as many distinct solutions are certified as `bound` admits; `numerical`: every path is accounted for;
   * `incomplete` otherwise.
   */
  readonly proof: "proved" | "numerical" | "incomplete";
  /** Why the result is not complete. */
  readonly reason?: string;
}

/** Options of `solveSystem`. */
export interface SolveOptions {
  /** Seed of every random choice: the same seed gives the same bytes. */
  readonly seed: number;
  /**
   * Ends the work early: the result then holds what was found, `complete: false`, and says how far it came. Heard between
   * two paths; by `solveSystemAsync` within some 20 ms, as long as no single path takes longer.
   */
  readonly signal?: AbortSignal;
  /** Paths done and to do, so far as known: both only grow. Paths that are run again are counted again. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
  /** Groupings of the variables (a label for each) to try besides those that the search finds. */
  readonly hints?: readonly (readonly number[])[];
  /**
   * Known bounds of |x_v| at the solutions that matter. Large singular endpoints beyond them count as at infinity, where they cannot
   * be told from it.
   */
  readonly bounds?: Float64Array;
  /** The same system with enclosed exact coefficients, which certificates are then about; its doubles otherwise. */
  readonly exact?: EnclosedSystem;
  /** As many combinations of the equations as there are variables, for systems with more: random ones otherwise. */
  readonly combinations?: NumericSystem;
  /** Leaves the certificates out: nothing is proved then. */
  readonly uncertified?: boolean;
  /** How paths are followed: a preset or options of one's own. */
  readonly paths?: PathPreset | PathOptions;
}

/** Options of `solveSystemAsync`. */
export interface AsyncSolveOptions extends SolveOptions {
  /**
   * Threads at most, this one included (default 1). Others are started only if the work left is worth their start; what
   * comes out does not depend on them.
   */
  readonly threads?: number;
}

/**
 * Solutions of a lifted system as those of the system F that it was lifted from, whose variables come first, where the two
 * correspond one to one: refined and certified on F itself.
 */
export function restrictSolutions(
  lifted: SystemSolutions,
  system: NumericSystem,
  exact: EnclosedSystem,
): SystemSolutions {
  const n = system.variables;
  const newton = new SystemNewton(system);
  const points = lifted.solutions.map((solution) => {
    const [re, im] = [solution.re.slice(0, n), solution.im.slice(0, n)];
    return solution.singular ? { ...solution, re, im } : { ...solution, ...newton.refine(re, im) };
  });
  const certificates = certifyAll(points, exact);
  let undecided = 0;
  const solutions = points.map((point, k): SystemSolution => {
    if (point.singular) return point;
    const { radius: _, radii: __, ...rest } = point;
    const certificate = certificates[k]!;
    if (certificate !== null && certificate.reality !== "undecided") {
      const { re, im, radius, radii } = certificate;
      const real = certificate.reality === "real";
      return { ...rest, re, im: real ? new Float64Array(n) : im, real, certified: true, radius, radii };
    }
    const { reality, re } = newton.reality(point.re, point.im);
    if (reality === "undecided") undecided++;
    const real = reality === "real";
    return { ...rest, re, im: real ? new Float64Array(n) : point.im, real, certified: false };
  });
  solutions.sort(compareSolutions);
  const reasons = [...(lifted.reason === undefined ? [] : [lifted.reason]), ...realityReasons(undecided)];
  const { reason: _, ...rest } = lifted;
  return {
    ...rest,
    solutions,
    undecided,
    ...verdict(solutions, lifted.bound, reasons),
  };
}

/** What a list comes to: `proved` where as many distinct solutions are certified as the bound admits. */
export function verdict(
  solutions: readonly SystemSolution[],
  bound: bigint,
  reasons: readonly string[],
): Pick<SystemSolutions, "complete" | "proof" | "reason"> {
  if (reasons.length > 0) return { complete: false, proof: "incomplete", reason: reasons.join("; ") };
  const certified = BigInt(solutions.filter((solution) => solution.certified).length);
  return { complete: true, proof: certified === bound ? "proved" : "numerical" };
}

/** Why a list is not complete whose points are not all known to be real or not. */
export const realityReasons = (undecided: number): string[] =>
  undecided === 0 ? [] : [`${undecided} solutions are neither certified real nor certified not real`];

/** Certificates of regular endpoints; of two that are not proved distinct, the later one has none. */
export function certifyAll(points: readonly ComplexPoint[], exact: EnclosedSystem) {
  const certifier = new SolutionCertifier(exact);
  const found = points.map(({ re, im }) => certifier.certify(re, im));
  const double = indistinct(found.map((certified) => certified?.box ?? null));
  return found.map((certified, k) =>
    certified === null || double.has(k)
      ? null
      : {
          reality: certified.reality,
          re: certified.box.re,
          im: certified.box.im,
          radius: Math.max(...certified.box.radius),
          radii: certified.box.radius,
        },
  );
}

/** Real ones first, then lexicographically; ties to rounding are broken by the imaginary parts. */
export function compareSolutions(a: SystemSolution, b: SystemSolution): number {
  if (a.real !== b.real) return a.real ? -1 : 1;
  for (const part of ["re", "im"] as const)
    for (let v = 0; v < a.re.length; v++) {
      const gap = a[part][v]! - b[part][v]!;
      if (Math.abs(gap) > SOLVE.sameCoordinate * Math.max(1, Math.abs(a[part][v]!))) return gap;
    }
  return 0;
}

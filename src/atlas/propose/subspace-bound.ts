/**
 * How many critical points a stratum has at most where they span invariant subspaces (`quotient/invariant-subspaces.ts`), by one prime
 * (`algebra/bound.ts`).
 */
import { boundSolutions } from "../../algebra/bound.js";
import { overPrime } from "../../algebra/over-prime.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { subspaceEquations } from "../../quotient/invariant-subspaces.js";
import type { Stratum } from "../../quotient/strata.js";
import { algebraSystem } from "../../systems/solution-counts.js";

/** Operations for the bound. Chosen: a second or so; where it takes more the proofs of `algebra/completeness.ts` are tried. */
const BUDGET = 5e8;

/**
 * At least the number of distinct complex critical points on a stratum; undefined where no bound is found.
 *
 * @param m the invertible matrix of `subspaceMatrix`.
 * @param stratum of the same landscape.
 * @returns a count.
 * @example mostSubspaces(diag(1, 2, 3), rank 2 with pivots 1, 2) // 1
 */
export function mostSubspaces(m: RationalMatrix, stratum: Stratum): number | undefined {
  const asked = subspaceEquations(m, stratum);
  if (asked === undefined) return undefined;
  const bound = overPrime(
    algebraSystem(asked.equations, asked.unknowns),
    { budget: BUDGET },
    (equations, { variables, work }) => boundSolutions(equations, variables, work),
  );
  return bound === undefined || "unavailable" in bound ? undefined : bound.bound;
}

/**
 * Polynomials of lower degree that follow from equations, over Q, and the bound of the number of solutions that they give.
 *
 * f^h are the equations made homogeneous by x_n, the last variable of the order. An element x_n^j g of ⟨f^h⟩, x_n not dividing g,
 * says that g(x_n = 1) is in I, although g need not be in ⟨f^h⟩: its degree has fallen. With it among the equations there is less at
 * infinity, and the bound of `bound.ts` becomes smaller. This is repeated until no degree falls: modulo p the homogenised ideal
 * is then saturated, its scheme the closure of the solutions, and the bound is dim F_p[x]/I_p.
 *
 * The elements are proposed by primes, and proved as follows (Arnold 2003, cut off at a degree T). Let G be homogeneous polynomials over Q of
 * degree ≤ T, with
 *
 *   1. every f^h of degree ≤ T reduces to 0 by G,
 *   2. every S-polynomial of G of degree ≤ T reduces to 0 by G (those that Buchberger's criteria treat left out),
 *   3. the leading monomials of G are those of the reduced Gröbner basis of ⟨f^h⟩ modulo some p, up to degree T.
 *
 * Then ⟨G⟩_d = ⟨f^h⟩_d for d ≤ T: by 1 ⟨f^h⟩_d ⊂ ⟨G⟩_d; by 2 and 3 dim ⟨G⟩_d = dim ⟨f^h mod p⟩_d, which is at most dim ⟨f^h⟩_d, as ranks
 * can only fall modulo p. So G ⊂ ⟨f^h⟩ over Q. 1 and 2 are computed in integers.
 *
 * Source: Arnold, "Modular algorithms for computing Gröbner bases" (2003), theorem 7.1.
 */

import { PrimeField } from "../exact/prime-field.js";
import { homogenised } from "./bound.js";
import { measure } from "./count.js";
import { algebraKernel } from "./elimination-kernel.js";
import { type IntegerTerms, isBasisUpTo } from "./exact-reduction.js";
import { Replay, type TruncatedBasis, tracedBasisUpTo } from "./groebner.js";
import { type Image, liftVectors } from "./lift.js";
import { MonomialTable } from "./monomials.js";
import { MOST_CONSEQUENCES } from "./options.js";
import { type IntegerEquation, intoTable, modulo, primesFor, residues } from "./system.js";
import type { Work } from "./work.js";

/** dim Q[x]/I ≤ bound, modulo a prime, with so many consequences of the equations, of degree ≤ `degree` before they fell. */
export interface ConsequenceBound {
  readonly bound: number;
  readonly prime: number;
  readonly consequences: number;
  readonly degree: number;
}

/** Homogeneous equations, and where they are. */
interface Setting {
  readonly equations: readonly IntegerEquation[];
  readonly table: MonomialTable;
  readonly work: Work;
}

/**
 * Undefined where the solution set has positive dimension modulo p, or the elements could not be verified.
 *
 * @throws BudgetExceeded, DegreeOverflow
 * @example boundByConsequences(xy − 1, xy − 2) // bound 0: their difference is 1
 */
export function boundByConsequences(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): ConsequenceBound | undefined {
  let known = equations;
  let largest = 0;
  for (;;) {
    const table = new MonomialTable(variables + 1);
    const setting = { equations: homogenised(known), table, work };
    const primes = primesFor(setting.equations, work.primes);
    const field = new PrimeField(primes.next().value!);
    const input = modulo(setting.equations, table, field);
    const falls = (m: number): boolean => table.exponents[m * (variables + 1) + variables]! > 0;
    const found = tracedBasisUpTo(input, table, field, work, falls);
    if (
      found.degree === Number.POSITIVE_INFINITY &&
      !found.basis.some(({ monomials }) => falls(monomials[0]!))
    ) {
      const { dimension, degree } = measure(found.basis, table);
      if (dimension > 1) return undefined;
      const consequences = known.length - equations.length;
      return { bound: dimension === 1 ? degree : 0, prime: field.p, consequences, degree: largest };
    }
    const lifted = verifiedBasis(setting, found, field, primes);
    if (lifted === undefined) return undefined;
    const fallen = lifted.filter(({ monomials }) => falls(monomials[0]!));
    for (const { monomials } of fallen) largest = Math.max(largest, table.degree[monomials[0]!]!);
    known = [...known, ...fallen.map((g) => dehomogenised(g, table))];
    if (known.length > equations.length + MOST_CONSEQUENCES) return undefined;
  }
}

/** g(x_n = 1). */
const dehomogenised = ({ monomials, coefficients }: IntegerTerms, table: MonomialTable): IntegerEquation => {
  const n = table.variables;
  return {
    exponents: Array.from(monomials, (m) => Array.from(table.exponents.subarray(m * n, (m + 1) * n - 1))),
    coefficients,
  };
};

/** The basis over Q, verified up to its degree; undefined where it is not found. */
function verifiedBasis(
  { equations, table, work }: Setting,
  found: TruncatedBasis,
  field: PrimeField,
  primes: Generator<number>,
): readonly IntegerTerms[] | undefined {
  const input = intoTable(equations, table);
  const lifted = algebraKernel().scope(() => liftBasis(input, found, field, primes, work));
  if (lifted === undefined) return undefined;
  return isBasisUpTo(lifted, input, found.degree, table, work) ? lifted : undefined;
}

/** The elements of the basis over Q by replaying the trace with other primes; undefined where too many disagree. */
function liftBasis(
  input: readonly IntegerTerms[],
  { basis, trace }: TruncatedBasis,
  field: PrimeField,
  primes: Generator<number>,
  work: Work,
): readonly IntegerTerms[] | undefined {
  const replay = new Replay(trace, work);
  const imageModulo = (): Image | undefined => {
    const next = new PrimeField(primes.next().value!);
    const coefficients = input.map((f) => residues(f.coefficients, next));
    const found = replay.run(coefficients, next);
    return found && { prime: next.p, vectors: found.map((f) => f.coefficients) };
  };
  const first = { prime: field.p, vectors: basis.map((f) => f.coefficients) };
  const lifted = liftVectors(first, imageModulo, work);
  return lifted?.map(({ numerators }, g) => ({
    monomials: basis[g]!.monomials,
    coefficients: numerators,
  }));
}

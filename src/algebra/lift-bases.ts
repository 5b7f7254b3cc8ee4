/**
 * Gröbner bases over Q from those of primes: the coefficients of every element are reconstructed (`lift.ts`) where its monomials are the same
 * modulo each. What comes out is a proposal, which the caller verifies (`exact-reduction.ts`).
 */

import { PrimeField } from "../exact/prime-field.js";
import type { IntegerTerms } from "./exact-reduction.js";
import type { Polynomial } from "./groebner.js";
import { type Image, liftVectors } from "./lift.js";
import type { MonomialTable } from "./monomials.js";
import { type IntegerEquation, primesFor } from "./system.js";
import type { Work } from "./work.js";

/** Several bases over one table. */
type Bases<T> = readonly (readonly T[])[];

interface ModularBases {
  readonly prime: number;
  readonly bases: Bases<Polynomial>;
}

/**
 * @param equations choose the primes.
 * @param compute reduced bases modulo a prime, over one table for all primes; undefined where the prime is known to behave differently from the first.
 * @returns undefined where too many primes disagree with the first.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function liftBases(
  equations: readonly IntegerEquation[],
  compute: (field: PrimeField) => Bases<Polynomial> | undefined,
  work: Work,
): Bases<IntegerTerms> | undefined {
  const primes = primesFor(equations, work.primes);
  const next = (): ModularBases | undefined => {
    const field = new PrimeField(primes.next().value!);
    const bases = compute(field);
    return bases && { prime: field.p, bases };
  };
  const shapeOf = (bases: Bases<Polynomial>): string =>
    bases.map((basis) => basis.map(({ monomials }) => monomials.join()).join(";")).join("|");
  const imageOf = ({ prime, bases }: ModularBases): Image => ({
    prime,
    vectors: bases.flat().map(({ coefficients }) => coefficients),
  });
  const first = next();
  if (first === undefined) return undefined;
  const shape = shapeOf(first.bases);
  const another = (): Image | undefined => {
    const found = next();
    return found !== undefined && shapeOf(found.bases) === shape ? imageOf(found) : undefined;
  };
  const lifted = liftVectors(imageOf(first), another, work);
  if (lifted === undefined) return undefined;
  let at = 0;
  return first.bases.map((basis) =>
    basis.map(({ monomials }) => ({ monomials, coefficients: lifted[at++]!.numerators })),
  );
}

/** Terms of a table as an equation. */
export const fromTable = (
  { monomials, coefficients }: IntegerTerms,
  { exponents, variables }: MonomialTable,
): IntegerEquation => ({
  exponents: Array.from(monomials, (m) => Array.from(exponents.subarray(m * variables, (m + 1) * variables))),
  coefficients,
});

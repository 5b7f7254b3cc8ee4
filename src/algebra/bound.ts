/**
 * A bound of the number of solutions over Q, proved by one prime.
 *
 * Let f^h be the equations made homogeneous by a variable x_n, and R = Q[x_0, …, x_n]/⟨f^h⟩. For every s
 *
 *   dim A_{≤s} ≤ dim_Q R_s ≤ dim_{F_p} (R mod p)_s,
 *
 * A = Q[x]/I filtered by degree: setting x_n = 1 maps ⟨f^h⟩_s into I_{≤s}; and R_s is the cokernel of a matrix of integers, whose
 * rank can only fall modulo p. Where R mod p has Krull dimension 1 its Hilbert function is constant for large s, equal to its
 * degree, and dim A is at most that. Where it has dimension 0 the function vanishes in the end: 1 ∈ I, and there is no solution.
 *
 * The degree is the sum of the lengths of all points of Proj R, those at infinity included: m distinct points at infinity over Q
 * leave dim A ≤ degree − m.
 *
 * Not covered: sets of positive dimension at infinity; other gradings, and multiple points at infinity, for which the bound is not
 * sharp.
 */

import { PrimeField } from "../exact/prime-field.js";
import { measure } from "./count.js";
import { groebnerBasis } from "./groebner.js";
import { MonomialTable } from "./monomials.js";
import { type IntegerEquation, modulo, primesFor, totalDegree } from "./system.js";
import type { Work } from "./work.js";

/** dim Q[x]/I ≤ bound. */
export interface SolutionBound {
  readonly bound: number;
  readonly prime: number;
}

/** f^h: the new variable is the last. */
export const homogenised = (equations: readonly IntegerEquation[]): readonly IntegerEquation[] =>
  equations.map(({ exponents, coefficients }) => {
    const degrees = exponents.map(totalDegree);
    const degree = Math.max(...degrees);
    return { exponents: exponents.map((a, k) => [...a, degree - degrees[k]!]), coefficients };
  });

/**
 * Undefined where the scheme at infinity has positive dimension modulo p.
 *
 * @throws BudgetExceeded, DegreeOverflow
 */
export function boundSolutions(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): SolutionBound | undefined {
  const prime = primesFor(equations, work.primes).next().value!;
  const field = new PrimeField(prime);
  const table = new MonomialTable(variables + 1);
  const basis = groebnerBasis(modulo(homogenised(equations), table, field), table, field, work);
  const { dimension, degree } = measure(basis, table);
  if (dimension > 1) return undefined;
  return { bound: dimension === 1 ? degree : 0, prime };
}

/**
 * The solutions at infinity in charts: in chart j the coordinates before j are 0 and that of j is 1, so that every point
 * of the hyperplane is in exactly one. The equations are those of highest degree, in the variables after j.
 */
export function chartsAtInfinity(
  equations: readonly IntegerEquation[],
  variables: number,
): readonly { readonly variables: number; readonly equations: readonly IntegerEquation[] }[] {
  const top = homogenised(equations).map(({ exponents, coefficients }) => {
    const kept = exponents
      .map((a, k) => ({ a: a.slice(0, -1), c: coefficients[k]! }))
      .filter((_, k) => exponents[k]!.at(-1) === 0);
    return kept;
  });
  return Array.from({ length: variables }, (_, j) => ({
    variables: variables - 1 - j,
    equations: top
      .map((terms) => terms.filter(({ a }) => a.slice(0, j).every((e) => e === 0)))
      .filter((terms) => terms.length > 0)
      .map((terms) => ({
        exponents: terms.map(({ a }) => a.slice(j + 1)),
        coefficients: terms.map(({ c }) => c),
      })),
  }));
}

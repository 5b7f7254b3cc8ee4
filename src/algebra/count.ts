/**
 * How many solutions a polynomial system has, modulo a prime: dimension and degree of I, and the degree of its radical.
 *
 *   A = F_p[x]/I:   dimension d of A and degree by the Hilbert series of the leading ideal (`hilbert.ts`);
 *   d = 0:   dim A is the number of solutions with multiplicity, and the number of distinct ones is the largest degree that the
 *   square-free part of the minimal polynomial of a linear form u takes.
 *
 * Proved of F_p: dimension and degree, and `distinct` where it equals dim A. Below, it is a lower bound that several random
 * forms must agree on: each undercounts with probability at most ε = (dim A)² / 2p (two points share a value of u) + dim A / p
 * (a bad projection), and they are so many that ε to their number is below 10⁻⁹. Where ε > 1/4 it is left out. Of Q nothing is
 * proved by one prime; almost all primes give the counts of Q.
 *
 * Sources: Faugère 1999 (F4); Faugère, Gianni, Lazard and Mora 1993; Faugère and Mou 2017 (sparse FGLM).
 */

import { log, squared } from "../elementary/elementary.js";
import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { algebraKernel } from "./elimination-kernel.js";
import type { Polynomial } from "./groebner.js";
import { type DimensionAndDegree, dimensionAndDegree } from "./hilbert.js";
import { basisForCount } from "./modular-basis.js";
import type { MonomialTable } from "./monomials.js";
import { DOUBT } from "./options.js";
import { type ModularOptions, type ModularUnavailable, type OverPrime, overPrime } from "./over-prime.js";
import { minimalRecurrence, squareFreePart } from "./polynomial-modulo.js";
import { borderRules, QuotientAlgebra, Staircase } from "./quotient.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations, primesFor } from "./system.js";
import type { Work } from "./work.js";

/** How many solutions a system has modulo a prime. */
export interface SolutionCount {
  /** Krull dimension of the ideal mod p over the algebraic closure; −1: no solutions. */
  readonly dimension: number;
  /**
   * Dimension 0: solutions with multiplicity, dim A. Above: the degree of the part of largest dimension, with multiplicity.
   * Without solutions 0.
   */
  readonly degree: number;
  /** Dimension 0: the number of distinct solutions, which is the degree of the radical; absent where the prime is too small to tell. */
  readonly distinct?: number;
  readonly prime: number;
}

/**
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example countSolutions({ variables: 1, equations: [[{ coefficient: ONE, exponents: [2] }]] })
 *   // { dimension: 0, degree: 2, distinct: 1, prime: 67108859 }
 */
export const countSolutions = (
  system: AlgebraSystem,
  options: ModularOptions = {},
): SolutionCount | { readonly unavailable: ModularUnavailable } => overPrime(system, options, countModulo);

/**
 * The same, and where the dimension is not 0, which no list of solutions confirms, modulo a second prime as well: the count of that one
 * where the two differ, because equations may be made to be special modulo the first, and choose the second themselves (`primesFor`).
 *
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 */
export function confirmedCount(
  system: AlgebraSystem,
  options: Omit<ModularOptions, "prime"> = {},
): ReturnType<typeof countSolutions> {
  const first = countSolutions(system, options);
  if ("unavailable" in first || first.dimension === 0) return first;
  const primes = primesFor(integerEquations(system), options.primes);
  primes.next();
  const second = countSolutions(system, { ...options, prime: primes.next().value! });
  if ("unavailable" in second) return second;
  return first.dimension === second.dimension && first.degree === second.degree ? first : second;
}

function countModulo(
  equations: readonly IntegerEquation[],
  { variables, field, work }: OverPrime,
): SolutionCount {
  const { basis, table } = basisForCount(equations, variables, field, work);
  const { dimension, degree } = measure(basis, table);
  const prime = field.p;
  if (dimension !== 0 || degree >= prime) return { dimension, degree, prime };
  const distinct = algebraKernel().scope(() => countDistinct(basis, degree, table, field, work));
  return { dimension, degree, ...(distinct !== undefined && { distinct }), prime };
}

/** Dimension and degree of the ideal of a Gröbner basis. */
export const measure = (
  basis: readonly Pick<Polynomial, "monomials">[],
  table: MonomialTable,
): DimensionAndDegree => {
  const n = table.variables;
  return dimensionAndDegree(
    basis.map(({ monomials }) => table.exponents.subarray(monomials[0]! * n, (monomials[0]! + 1) * n)),
    n,
  );
};

function countDistinct(
  basis: readonly Polynomial[],
  degree: number,
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): number | undefined {
  if (degree <= 1) return degree;
  const supports = basis.map(({ monomials }) => monomials);
  const leads = supports.map((monomials) => monomials[0]!);
  const staircase = new Staircase(table, leads, degree, work);
  const algebra = new QuotientAlgebra(staircase, borderRules(staircase, supports), basis, field, work);
  return distinctPoints(algebra, new Random(field.p).fork("forms"), work);
}

/**
 * The number of points of A: the largest number of values of a linear form, agreed upon as described above; undefined where the
 * prime is too small for that.
 */
export function distinctPoints(algebra: QuotientAlgebra, random: Random, work: Work): number | undefined {
  const { field, staircase } = algebra;
  const { dimension } = staircase;
  if (dimension <= 1) return dimension;
  const n = staircase.variables.length;
  const residue = (): number => random.integer(1, field.p - 1);
  const valuesOf = (form: Float64Array): number => {
    algebra.prepare(form);
    return algebraKernel().scope(() => {
      const values = Int32Array.from({ length: dimension }, residue);
      const [powers] = algebra.sequences(algebra.multiplication(form), values, 2 * dimension, [0]);
      work.spend(4 * dimension * dimension);
      return squareFreePart(minimalRecurrence(powers!, field), field).length - 1;
    });
  };
  // Multiplication by the last variable is the sparsest; if it takes dim A values, nothing is left to find.
  let best = valuesOf(Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? 1 : 0)));
  if (best === dimension) return best;
  const failure = squared(dimension) / (2 * field.p) + dimension / field.p;
  if (failure > 1 / 4) return undefined;
  const wanted = Math.ceil(log(DOUBT) / log(failure));
  for (let agreeing = 0; agreeing < wanted && best < dimension; ) {
    const found = valuesOf(Float64Array.from({ length: n }, residue));
    agreeing = found > best ? 1 : found === best ? agreeing + 1 : agreeing;
    best = Math.max(best, found);
  }
  return best;
}

/**
 * How many eigenvalues a rational matrix has, without computing one:
 *
 *   #{distinct eigenvalues of A over C} = deg of the square-free part of χ,   χ(x) = det(xI − A),
 *
 * modulo several primes (`exact/modular-rank.ts`). What is proven: a **lower bound**. The roots of χ mod p are the reductions
 * of the eigenvalues at a prime over p, so distinct ones can only merge, and as n < p the multiplicities stay below the
 * characteristic; hence no prime overcounts. If the count reaches n, it is therefore exact. A prime undercounts only if it
 * divides the discriminant of the square-free part of χ, which for all of the primes is as unlikely as it is for the rank.
 *
 * Not covered: the eigenvalues themselves; matrices with n ≥ 2²⁵.
 */
import type { RationalMatrix } from "../exact/matrix.js";
import { bestOverPrimes, reduceRows } from "../exact/modular-rank.js";
import type { PrimeField } from "../exact/prime-field.js";
import { characteristicPolynomial } from "./characteristic-polynomial.js";
import { squareFreePart } from "./polynomial-modulo.js";

/**
 * The number of distinct eigenvalues over C; a proven lower bound, equality except with negligible probability.
 *
 * @param a n×n, need not be symmetric or diagonalisable.
 * @param seed chooses the primes.
 * @throws RangeError if `a` is not square.
 * @example distinctEigenvalueCount(RationalMatrix.from([[0, -1], [1, 0]])) // 2
 */
export function distinctEigenvalueCount(a: RationalMatrix, seed = 1): number {
  if (a.rows !== a.columns)
    throw new RangeError(`distinctEigenvalueCount: expected a square matrix, got ${a.rows}×${a.columns}`);
  return bestOverPrimes([a], seed, a.rows, ([rows], field) => distinctRoots(rows!, field));
}

/**
 * The number of distinct λ with det(A − λB) = 0, B invertible, without forming B⁻¹A over the rationals: a proven lower
 * bound as above (a prime that divides det B is skipped).
 *
 * @throws RangeError if the matrices are not square of the same size.
 */
export function distinctPencilEigenvalueCount(a: RationalMatrix, b: RationalMatrix, seed = 1): number {
  const n = a.rows;
  if (a.columns !== n || b.rows !== n || b.columns !== n)
    throw new RangeError("distinctPencilEigenvalueCount: expected two square matrices of one size");
  return bestOverPrimes([a, b], seed, n, ([left, right], field) => {
    const joined = right!.map((row, i) => Float64Array.of(...row, ...left![i]!));
    const rank = reduceRows(joined, n, field);
    return rank < n
      ? null
      : distinctRoots(
          joined.map((row) => row.slice(n)),
          field,
        );
  });
}

const distinctRoots = (rows: Float64Array[], field: PrimeField): number =>
  squareFreePart(characteristicPolynomial(rows, field), field).length - 1;

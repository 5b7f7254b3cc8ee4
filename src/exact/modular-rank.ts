/**
 * Counts of a rational matrix modulo several primes 2²⁵ < p < 2²⁶: its rank here, its eigenvalues in `algebra/eigenvalue-count.ts`.
 *
 * D·A is reduced mod p, D the common denominator; primes dividing D are skipped. What is proven of the rank: it is a **lower
 * bound**, since the rank mod p never exceeds the rank. If it reaches a known upper bound, it is therefore exact. What is
 * overwhelmingly likely: equality. A prime undercounts only if it divides one fixed nonzero integer, a minor. An integer of b
 * bits has at most b/25 prime factors among the 1.9 million primes of the range, so for b = 10⁶ eight random primes all fail
 * with probability < 10⁻¹³.
 */
import { integerForm, rank } from "./linear-algebra.js";
import type { RationalMatrix } from "./matrix.js";
import { isPrime, PRIME_BOUND, PrimeField } from "./prime-field.js";
import { Random } from "./random.js";

/** So many primes are tried; derived above. */
const PRIMES = 8;

/**
 * The rank; a proven lower bound, equality except with negligible probability. Any shape; much faster than the
 * exact `rank` for large matrices.
 *
 * @param seed chooses the primes.
 * @example rankModular(RationalMatrix.from([[1, 2], [2, 4]])) // 1
 */
export function rankModular(a: RationalMatrix, seed = 1): number {
  return bestOverPrimes([a], seed, Math.min(a.rows, a.columns), ([rows], field) =>
    reduceRows(rows!, a.columns, field),
  );
}

/** Whether a square matrix is invertible, exactly: the modular rank is a lower bound, which is nearly always enough. */
export const isInvertible = (a: RationalMatrix): boolean =>
  a.rows === a.columns && (rankModular(a) === a.rows || rank(a) === a.rows);

/**
 * The largest count over the primes, stopping early at the upper bound.
 *
 * @param count from the residues of all matrices times their denominators, by rows, which it may overwrite; null skips the prime.
 * @param seed chooses the primes.
 */
export function bestOverPrimes(
  matrices: readonly RationalMatrix[],
  seed: number,
  upperBound: number,
  count: (residues: readonly Float64Array[][], field: PrimeField) => number | null,
): number {
  const forms = matrices.map(integerForm);
  const random = new Random(seed).fork("primes");
  let best = 0;
  for (let done = 0; done < PRIMES && best < upperBound; ) {
    const p = random.integer(PRIME_BOUND / 2, PRIME_BOUND - 1);
    if (!isPrime(p) || forms.some(({ denominator }) => denominator % BigInt(p) === 0n)) continue;
    const field = new PrimeField(p);
    const residues = forms.map(({ rows }) =>
      rows.map((row) => Float64Array.from(row, (entry) => field.residue(entry))),
    );
    best = Math.max(best, count(residues, field) ?? 0);
    done++;
  }
  return best;
}

/**
 * Gauss–Jordan elimination over F_p with pivots in the first `width` columns, in place; the pivots are 1 and alone in their
 * columns. @returns their number.
 */
export function reduceRows(rows: Float64Array[], width: number, field: PrimeField): number {
  let rank = 0;
  for (let column = 0; column < width && rank < rows.length; column++) {
    const pivot = rows.findIndex((row, i) => i >= rank && row[column] !== 0);
    if (pivot < 0) continue;
    [rows[rank], rows[pivot]] = [rows[pivot]!, rows[rank]!];
    const inverse = field.invert(rows[rank]![column]!);
    const unit = rows[rank]!.map((x) => field.multiply(x, inverse));
    rows[rank] = unit;
    for (const [i, row] of rows.entries()) {
      const opposite = field.negate(row[column]!);
      if (i === rank || opposite === 0) continue;
      for (let j = column; j < row.length; j++) row[j] = field.reduce(row[j]! + opposite * unit[j]!);
    }
    rank++;
  }
  return rank;
}

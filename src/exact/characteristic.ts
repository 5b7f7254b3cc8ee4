/**
 * det(λI − A) by Faddeev and LeVerrier, over a ring that holds the rationals or where the divisions come out even:
 *
 *   M_1 = I,   c_{n−k} = −tr(A M_k)/k,   M_{k+1} = A M_k + c_{n−k} I.
 *
 * O(n⁴) products. Not covered: fields of positive characteristic, where k may be 0 (`algebra/characteristic-polynomial.ts`).
 */

/** What the entries of a matrix are computed in. */
export interface CommutativeRing<T> {
  readonly zero: T;
  readonly one: T;
  add(a: T, b: T): T;
  /** Σ a_k b_k. */
  sumOfProducts(pairs: readonly (readonly [T, T])[]): T;
  /** −a/k. */
  negatedQuotient(a: T, k: number): T;
}

/**
 * The coefficients of λ⁰, …, λⁿ; the last is 1.
 *
 * @param isTooLarge asked of each product A M_k; what it answers yes to ends the work.
 * @returns null where it was ended.
 */
export function characteristicCoefficients<T>(
  a: readonly (readonly T[])[],
  ring: CommutativeRing<T>,
  isTooLarge: (product: readonly (readonly T[])[]) => boolean = () => false,
): T[] | null {
  const coefficients = [ring.one];
  let m: readonly (readonly T[])[] = a.map((_, i) => a.map((__, j) => (i === j ? ring.one : ring.zero)));
  for (let k = 1; k <= a.length; k++) {
    const product = a.map((row) =>
      a.map((_, j) => ring.sumOfProducts(row.map((entry, l) => [entry, m[l]![j]!] as const))),
    );
    if (isTooLarge(product)) return null;
    const trace = product.reduce((sum, row, i) => ring.add(sum, row[i]!), ring.zero);
    const c = ring.negatedQuotient(trace, k);
    coefficients.unshift(c);
    m = product.map((row, i) => row.map((x, j) => (i === j ? ring.add(x, c) : x)));
  }
  return coefficients;
}

/** Z: the divisions come out even, as the coefficients of an integer matrix are integers. */
export const INTEGERS: CommutativeRing<bigint> = {
  zero: 0n,
  one: 1n,
  add: (a, b) => a + b,
  sumOfProducts: (pairs) => pairs.reduce((sum, [a, b]) => (a === 0n ? sum : sum + a * b), 0n),
  negatedQuotient: (a, k) => -a / BigInt(k),
};

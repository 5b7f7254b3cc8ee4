/**
 * Questions about the spectrum of a rational matrix that are answered without eigenvalues.
 *
 *   #{distinct eigenvalues of A over C} = deg χ − deg gcd(χ, χ′),   χ(x) = det(xI − A).
 *
 * Computed modulo several primes 2²⁵ < p < 2²⁶ (products of residues are exact doubles): D·A is reduced mod p (D the
 * common denominator; primes dividing D are skipped), brought to Hessenberg form, χ mod p follows by Hessenberg's
 * recursion, and the Euclidean algorithm gives the gcd.
 *
 * What is proven: the result is a **lower bound**. The roots of χ mod p are the reductions of the eigenvalues at a
 * prime over p, so distinct ones can only merge, and as n < p the multiplicities stay below the characteristic;
 * hence no prime overcounts and the maximum over primes does not either. In the same way the rank mod p never
 * exceeds the rank. If the count reaches n, or equals a known upper bound, it is therefore exact.
 * What is overwhelmingly likely: equality. A prime undercounts only if it divides one fixed nonzero integer (the
 * discriminant of the squarefree part of χ, a minor for the rank). An integer of b bits has at most b/25 prime
 * factors among the 1.9 million primes of the range, so for b = 10⁶ eight random primes all fail with
 * probability < 10⁻¹³.
 *
 * Not covered: the eigenvalues themselves; matrices with n ≥ 2²⁵.
 */
import { integerForm, rank } from "./linear-algebra.js";
import type { RationalMatrix } from "./matrix.js";
import { Random } from "./random.js";

const LOW = 2 ** 25;
const HIGH = 2 ** 26;
const PRIMES = 8;

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
  return bestOverPrimes([a], seed, a.rows, ([residues], p) => distinctRoots(residues!, a.rows, p));
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
    throw new RangeError(`distinctPencilEigenvalueCount: expected two square matrices of one size`);
  return bestOverPrimes([a, b], seed, n, ([left, right], p) =>
    solveResidues(right!, left!, n, p) ? distinctRoots(left!, n, p) : null,
  );
}

/** deg of the squarefree part of the characteristic polynomial mod p. */
function distinctRoots(residues: Float64Array, n: number, p: number): number {
  const chi = characteristicPolynomial(residues, n, p);
  return n - gcdDegree(chi, derivative(chi, p), p);
}

/** Overwrites `a` with b⁻¹a mod p (Gauss–Jordan, destroys b); false if b is singular mod p. */
function solveResidues(b: Float64Array, a: Float64Array, n: number, p: number): boolean {
  for (let c = 0; c < n; c++) {
    let pivot = c;
    while (pivot < n && b[pivot * n + c] === 0) pivot++;
    if (pivot === n) return false;
    for (const matrix of [a, b])
      if (pivot !== c)
        for (let j = 0; j < n; j++) {
          const held = matrix[c * n + j]!;
          matrix[c * n + j] = matrix[pivot * n + j]!;
          matrix[pivot * n + j] = held;
        }
    const inverse = invert(b[c * n + c]!, p);
    for (const matrix of [a, b])
      for (let j = 0; j < n; j++) matrix[c * n + j] = (matrix[c * n + j]! * inverse) % p;
    for (let i = 0; i < n; i++) {
      const factor = b[i * n + c]!;
      if (i === c || factor === 0) continue;
      for (const matrix of [a, b])
        for (let j = 0; j < n; j++)
          matrix[i * n + j] = (matrix[i * n + j]! + (p - factor) * matrix[c * n + j]!) % p;
    }
  }
  return true;
}

/**
 * The rank; a proven lower bound, equality except with negligible probability. Any shape; much faster than the
 * exact `rank` for large matrices.
 *
 * @param seed chooses the primes.
 * @example rankModular(RationalMatrix.from([[1, 2], [2, 4]])) // 1
 */
export function rankModular(a: RationalMatrix, seed = 1): number {
  return bestOverPrimes([a], seed, Math.min(a.rows, a.columns), ([residues], p) =>
    rankOfResidues(residues!, a.rows, a.columns, p),
  );
}

/** Whether a square matrix is invertible, exactly: the modular rank is a lower bound, which is nearly always enough. */
export const isInvertible = (a: RationalMatrix): boolean =>
  a.rows === a.columns && (rankModular(a) === a.rows || rank(a) === a.rows);

/**
 * Whether AB = BA, exactly.
 *
 * @throws RangeError if the matrices are not square of the same size.
 */
export function commute(a: RationalMatrix, b: RationalMatrix): boolean {
  if (a.rows !== a.columns || b.rows !== a.rows || b.columns !== a.rows)
    throw new RangeError(
      `commute: expected square matrices of one size, got ${a.rows}×${a.columns} and ${b.rows}×${b.columns}`,
    );
  const n = a.rows;
  // Scaling by the denominators changes both products alike.
  const left = integerForm(a).rows;
  const right = integerForm(b).rows;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let difference = 0n;
      for (let k = 0; k < n; k++) difference += left[i]![k]! * right[k]![j]! - right[i]![k]! * left[k]![j]!;
      if (difference !== 0n) return false;
    }
  return true;
}

/** The largest count over the primes, stopping early at the upper bound; a count of null skips the prime. */
function bestOverPrimes(
  matrices: readonly RationalMatrix[],
  seed: number,
  upperBound: number,
  count: (residues: readonly Float64Array[], p: number) => number | null,
): number {
  const forms = matrices.map(integerForm);
  const random = new Random(seed).fork("primes");
  let best = 0;
  for (let done = 0; done < PRIMES && best < upperBound; ) {
    const p = random.integer(LOW, HIGH - 1);
    const modulus = BigInt(p);
    if (!isPrime(p) || forms.some(({ denominator }) => denominator % modulus === 0n)) continue;
    const residues = forms.map(({ rows }) =>
      Float64Array.from(rows.flat(), (entry) => {
        const residue = Number(entry % modulus);
        return residue < 0 ? residue + p : residue;
      }),
    );
    best = Math.max(best, count(residues, p) ?? 0);
    done++;
  }
  return best;
}

/** Trial division: p < 2²⁶ needs divisors below 2¹³ only. */
function isPrime(p: number): boolean {
  if (p % 2 === 0) return false;
  for (let d = 3; d * d <= p; d += 2) if (p % d === 0) return false;
  return true;
}

/** x mod p in [0, p) for an integer |x| < 2⁵²; the floored quotient is off by at most one. */
function reduce(x: number, p: number): number {
  const r = x - Math.floor(x / p) * p;
  return r < 0 ? r + p : r >= p ? r - p : r;
}

/** x⁻¹ mod p by the extended Euclidean algorithm, 0 < x < p. */
function invert(x: number, p: number): number {
  let [r0, r1, t0, t1] = [p, x, 0, 1];
  while (r1 !== 0) {
    const q = Math.floor(r0 / r1);
    [r0, r1] = [r1, r0 - q * r1];
    [t0, t1] = [t1, t0 - q * t1];
  }
  return t0 < 0 ? t0 + p : t0;
}

/**
 * χ mod p, coefficients by ascending degree. Destroys `h` (n×n, row-major).
 *
 * 1. Similarity to upper Hessenberg form H. 2. With χ_k the characteristic polynomial of the leading k×k block,
 * χ_k = (x − h_kk) χ_{k−1} − Σ_{i<k} h_ik (Π_{j=i+1..k} h_{j,j−1}) χ_{i−1}.
 */
function characteristicPolynomial(h: Float64Array, n: number, p: number): Float64Array {
  for (let k = 1; k < n - 1; k++) {
    let pivot = k;
    while (pivot < n && h[pivot * n + k - 1] === 0) pivot++;
    if (pivot === n) continue;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) [h[k * n + j], h[pivot * n + j]] = [h[pivot * n + j]!, h[k * n + j]!];
      for (let i = 0; i < n; i++) [h[i * n + k], h[i * n + pivot]] = [h[i * n + pivot]!, h[i * n + k]!];
    }
    const inverse = invert(h[k * n + k - 1]!, p);
    for (let i = k + 1; i < n; i++) {
      const factor = reduce(h[i * n + k - 1]! * inverse, p);
      if (factor === 0) continue;
      for (let j = k - 1; j < n; j++) h[i * n + j] = reduce(h[i * n + j]! - factor * h[k * n + j]!, p);
      for (let j = 0; j < n; j++) h[j * n + k] = reduce(h[j * n + k]! + factor * h[j * n + i]!, p);
    }
  }
  const chi: Float64Array[] = [Float64Array.of(1)];
  for (let k = 0; k < n; k++) {
    const next = new Float64Array(k + 2);
    const last = chi[k]!;
    for (let d = 0; d <= k; d++) {
      next[d + 1] = reduce(next[d + 1]! + last[d]!, p);
      next[d] = reduce(next[d]! - h[k * n + k]! * last[d]!, p);
    }
    let product = 1;
    for (let i = k - 1; i >= 0; i--) {
      product = reduce(product * h[(i + 1) * n + i]!, p);
      const factor = reduce(product * h[i * n + k]!, p);
      if (factor === 0) continue;
      const lower = chi[i]!;
      for (let d = 0; d <= i; d++) next[d] = reduce(next[d]! - factor * lower[d]!, p);
    }
    chi.push(next);
  }
  return chi[n]!;
}

const derivative = (f: Float64Array, p: number): Float64Array =>
  f.subarray(1).map((coefficient, d) => reduce(coefficient * (d + 1), p));

/** deg gcd(f, g) over F_p; deg gcd(f, 0) = deg f. */
function gcdDegree(f: Float64Array, g: Float64Array, p: number): number {
  let a = Float64Array.from(f);
  let b = Float64Array.from(g);
  let degreeA = degree(a, a.length - 1);
  let degreeB = degree(b, b.length - 1);
  while (degreeB >= 0) {
    const inverse = invert(b[degreeB]!, p);
    while (degreeA >= degreeB) {
      const factor = reduce(a[degreeA]! * inverse, p);
      const shift = degreeA - degreeB;
      for (let d = 0; d <= degreeB; d++) a[d + shift] = reduce(a[d + shift]! - factor * b[d]!, p);
      degreeA = degree(a, degreeA - 1);
    }
    [a, b] = [b, a];
    [degreeA, degreeB] = [degreeB, degreeA];
  }
  return Math.max(degreeA, 0);
}

function degree(f: Float64Array, from: number): number {
  let d = from;
  while (d >= 0 && f[d] === 0) d--;
  return d;
}

/** Gaussian elimination over F_p; destroys `a`. */
function rankOfResidues(a: Float64Array, rows: number, columns: number, p: number): number {
  let rank = 0;
  for (let column = 0; column < columns && rank < rows; column++) {
    let pivot = rank;
    while (pivot < rows && a[pivot * columns + column] === 0) pivot++;
    if (pivot === rows) continue;
    if (pivot !== rank)
      for (let j = column; j < columns; j++)
        [a[rank * columns + j], a[pivot * columns + j]] = [a[pivot * columns + j]!, a[rank * columns + j]!];
    const inverse = invert(a[rank * columns + column]!, p);
    for (let i = rank + 1; i < rows; i++) {
      const factor = reduce(a[i * columns + column]! * inverse, p);
      if (factor === 0) continue;
      for (let j = column; j < columns; j++)
        a[i * columns + j] = reduce(a[i * columns + j]! - factor * a[rank * columns + j]!, p);
    }
    rank++;
  }
  return rank;
}

/**
 * Exact linear algebra over Q: A⁻¹, A⁻¹B, rank A, ker A, det A.
 *
 * Fraction-free Gauss–Jordan elimination (Bareiss): with D > 0 the common denominator, D·A is an integer matrix, and
 * after k steps every entry of the working array is a (k or k+1)-minor of it, so all divisions are exact, no
 * greatest common divisor is taken on the way and the growth is that of determinants.
 *
 * Not covered: anything needing square roots; for p > 100 prefer `modular-rank.ts`.
 */
import { RationalMatrix } from "./matrix.js";
import { gcd, ONE, type Rational, rational, ZERO } from "./rational.js";

/** `rows[i][j] / denominator` = a_ij, `denominator` > 0 the least common one; the rows are a fresh copy. */
export interface IntegerForm {
  readonly rows: bigint[][];
  readonly denominator: bigint;
}

/** The integer matrix D·A and the least common denominator D > 0 of the entries. */
export function integerForm(a: RationalMatrix): IntegerForm {
  const entries = a.toRows();
  let denominator = 1n;
  for (const row of entries)
    for (const { d } of row) if (denominator % d !== 0n) denominator *= d / gcd(denominator, d);
  return {
    rows: entries.map((row) => row.map(({ s, n, d }) => s * n * (denominator / d))),
    denominator,
  };
}

/**
 * X = A⁻¹B, exact.
 *
 * @param a n×n, invertible.
 * @param b n×k.
 * @throws RangeError if `a` is not square or singular, or the numbers of rows differ.
 * @returns X: n×k, the only solution of A X = B.
 * @example solveLinear(RationalMatrix.from([[2]]), RationalMatrix.from([["1/3"]])).get(0, 0).toFraction() // "1/6"
 */
export function solve(a: RationalMatrix, b: RationalMatrix): RationalMatrix {
  requireSquare(a, "solve");
  if (a.rows !== b.rows) throw new RangeError(`solve: expected ${a.rows} rows on the right, got ${b.rows}`);
  const left = integerForm(a);
  const right = integerForm(b);
  const work = left.rows.map((row, i) => row.concat(right.rows[i]!));
  const { rank: found, pivot } = eliminate(work, a.columns);
  if (found < a.rows) throw new RangeError("solve: expected an invertible matrix, got a singular one");
  // (D_a A) Y = D_b B with Y = N / pivot, so X = D_a Y / D_b.
  return RationalMatrix.generate(a.rows, b.columns, (i, j) =>
    quotient(work[i]![a.columns + j]! * left.denominator, pivot * right.denominator),
  );
}

/**
 * A⁻¹, exact.
 *
 * @throws RangeError if `a` is not square or singular.
 * @param a n×n, invertible.
 * @returns n×n.
 * @example inverse(RationalMatrix.from([["1/2"]])).get(0, 0).toFraction() // "2"
 */
export function inverse(a: RationalMatrix): RationalMatrix {
  return solve(a, RationalMatrix.identity(a.rows));
}

/**
 * The rank of A, exact, any shape.
 *
 * @returns dim im A, from 0 to min(rows, columns).
 * @example rank(RationalMatrix.from([[1, 2], [2, 4]])) // 1
 */
export function rank(a: RationalMatrix): number {
  return eliminate(integerForm(a).rows, a.columns).rank;
}

/**
 * A basis of ker A as the columns of a matrix, exact, any shape; no columns where the kernel is zero.
 *
 * @example kernel(RationalMatrix.from([[1, 2]])) // [[-2], [1]]
 */
export function kernel(a: RationalMatrix): RationalMatrix {
  const { rows } = integerForm(a);
  const { rank: found, pivot } = eliminate(rows, a.columns);
  const pivots = rows.slice(0, found).map((row) => row.findIndex((entry) => entry !== 0n));
  const free = Array.from({ length: a.columns }, (_, j) => j).filter((j) => !pivots.includes(j));
  return RationalMatrix.generate(a.columns, free.length, (i, k) => {
    if (i === free[k]) return ONE;
    const row = pivots.indexOf(i);
    return row < 0 ? ZERO : quotient(-rows[row]![free[k]!]!, pivot);
  });
}

/**
 * det A, exact; 1 for the empty matrix.
 *
 * @throws RangeError if `a` is not square.
 * @returns the determinant in lowest terms.
 * @example determinant(RationalMatrix.from([[0, 1], [1, 0]])).toFraction() // "-1"
 */
export function determinant(a: RationalMatrix): Rational {
  requireSquare(a, "determinant");
  const { rows, denominator } = integerForm(a);
  const { rank: found, pivot, swaps } = eliminate(rows, a.columns);
  if (found < a.rows) return ZERO;
  if (a.rows === 0) return ONE;
  return quotient(swaps % 2 === 0 ? pivot : -pivot, denominator ** BigInt(a.rows));
}

/**
 * In place: Gauss–Jordan on the first `columns` columns. On return the pivot columns hold `pivot` times unit
 * vectors, where `pivot` is ± the minor of the pivot rows and columns.
 */
function eliminate(rows: bigint[][], columns: number): { rank: number; pivot: bigint; swaps: number } {
  let previous = 1n;
  let k = 0;
  let swaps = 0;
  for (let column = 0; column < columns && k < rows.length; column++) {
    const found = rows.findIndex((row, i) => i >= k && row[column] !== 0n);
    if (found < 0) continue;
    if (found !== k) {
      [rows[k], rows[found]] = [rows[found]!, rows[k]!];
      swaps++;
    }
    const pivotRow = rows[k]!;
    const pivot = pivotRow[column]!;
    for (let i = 0; i < rows.length; i++) {
      if (i === k) continue;
      const row = rows[i]!;
      const left = row[column]!;
      for (let j = 0; j < row.length; j++) row[j] = (pivot * row[j]! - left * pivotRow[j]!) / previous;
    }
    previous = pivot;
    k++;
  }
  return { rank: k, pivot: previous, swaps };
}

const quotient = (numerator: bigint, denominator: bigint): Rational =>
  rational(numerator).div(rational(denominator));

function requireSquare(a: RationalMatrix, name: string): void {
  if (a.rows !== a.columns)
    throw new RangeError(`${name}: expected a square matrix, got ${a.rows}×${a.columns}`);
}

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

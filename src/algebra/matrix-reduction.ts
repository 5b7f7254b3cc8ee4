/**
 * Row reduction of sparse matrices over F_p whose rows mostly are given in echelon form: the linear algebra of F4.
 *
 * Pivot rows are monic and sparse, one for each pivot column. A row is scattered into a dense one, and column after column from
 * the left its entry is eliminated by the pivot row of that column, if there is one. Entries stay in [0, p²) by one conditional
 * addition per term.
 */
import type { PrimeField } from "./prime-field.js";

/** Nonzero entries by ascending column; `columns` may be shared by rows of other primes. */
export interface SparseRow {
  readonly columns: Int32Array;
  readonly coefficients: Int32Array;
}

/**
 * Eliminates in place every entry of `dense` from column `from` on that has a pivot row; all entries are residues afterwards.
 *
 * @returns the number of multiplications.
 */
export function eliminateRow(
  dense: Float64Array,
  from: number,
  pivots: readonly (SparseRow | undefined)[],
  field: PrimeField,
): number {
  const { p, square } = field;
  const inverse = 1 / p;
  const width = dense.length;
  let operations = width - from;
  for (let column = from; column < width; column++) {
    const entry = dense[column]!;
    if (entry === 0) continue;
    let value = entry - Math.floor(entry * inverse) * p;
    if (value < 0) value += p;
    else if (value >= p) value -= p;
    dense[column] = value;
    const pivot = pivots[column];
    if (value === 0 || pivot === undefined) continue;
    subtractMultiple(dense, value, pivot.columns, pivot.coefficients, square);
    operations += pivot.columns.length;
  }
  return operations;
}

function subtractMultiple(
  dense: Float64Array,
  factor: number,
  columns: Int32Array,
  coefficients: Int32Array,
  square: number,
): void {
  const length = columns.length;
  for (let k = 0; k < length; k++) {
    const column = columns[k]!;
    const value = dense[column]! - factor * coefficients[k]!;
    dense[column] = value < 0 ? value + square : value;
  }
}

/** The monic sparse row of the nonzero residues of `dense` from column `from` on, which is cleared; undefined if all are zero. */
export function gatherRow(dense: Float64Array, from: number, field: PrimeField): SparseRow | undefined {
  let count = 0;
  for (let c = from; c < dense.length; c++) if (dense[c] !== 0) count++;
  if (count === 0) return undefined;
  const columns = new Int32Array(count);
  const coefficients = new Int32Array(count);
  let inverse = 0;
  let k = 0;
  for (let c = from; c < dense.length; c++) {
    const value = dense[c]!;
    if (value === 0) continue;
    if (k === 0) inverse = field.invert(value);
    columns[k] = c;
    coefficients[k++] = field.multiply(value, inverse);
    dense[c] = 0;
  }
  return { columns, coefficients };
}

/** Adds a sparse row to a dense one of zeros. */
export function scatterRow(dense: Float64Array, { columns, coefficients }: SparseRow): void {
  for (let k = 0; k < columns.length; k++) dense[columns[k]!] = coefficients[k]!;
}

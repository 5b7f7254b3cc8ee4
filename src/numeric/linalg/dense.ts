/**
 * Dense real matrices on typed arrays: A ∈ R^{rows×columns}, row-major, `data[i * columns + j] = A_ij`.
 *
 * The one floating-point matrix of the repository. Plain data: operations are functions in this room.
 */

/** A real matrix, rows×columns, its entries row by row in `data`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A matrix of these entries, row by row; of zeros where none are given. @throws RangeError if their number does not fit. */
export function matrix(rows: number, columns: number, data?: ArrayLike<number>): Matrix {
  if (data !== undefined && data.length !== rows * columns)
    throw new RangeError(`matrix: expected ${rows * columns} entries, got ${data.length}`);
  return {
    rows,
    columns,
    data: data === undefined ? new Float64Array(rows * columns) : Float64Array.from(data),
  };
}

/** The matrix with these entries a_ij. */
export function generate(rows: number, columns: number, entry: (i: number, j: number) => number): Matrix {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j] = entry(i, j);
  return { rows, columns, data };
}

/** I_n. */
export const identity = (n: number): Matrix => generate(n, n, (i, j) => (i === j ? 1 : 0));

/**
 * diag(values).
 * @internal tests and benches alone
 */
export const diagonal = (values: ArrayLike<number>): Matrix =>
  generate(values.length, values.length, (i, j) => (i === j ? values[i]! : 0));

/** A matrix from its rows, all of one length. */
export const fromRows = (rows: readonly (readonly number[])[]): Matrix =>
  generate(rows.length, rows[0]?.length ?? 0, (i, j) => rows[i]![j]!);

/** The rows. */
export const toRows = (a: Matrix): number[][] =>
  Array.from({ length: a.rows }, (_, i) => Array.from(a.data.subarray(i * a.columns, (i + 1) * a.columns)));

/** Aᵀ. */
export const transpose = (a: Matrix): Matrix =>
  generate(a.columns, a.rows, (i, j) => a.data[j * a.columns + i]!);

/**
 * A·B.
 *
 * @throws RangeError if A has other columns than B has rows.
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows)
    throw new RangeError(`matrix product: expected ${a.columns} rows on the right, got ${b.rows}`);
  const out = new Float64Array(a.rows * b.columns);
  multiplyInto(out, a.data, b.data, { rows: a.rows, inner: a.columns, columns: b.columns });
  return { rows: a.rows, columns: b.columns, data: out };
}

/** Shape of a product op(A)·op(B): rows×inner times inner×columns; a transposed factor is stored the other way round. */
export interface ProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly aTransposed?: boolean;
  readonly bTransposed?: boolean;
}

/** Nonzero entries of one row of A, and where the rows of B that they multiply start. Shared: filled and read in one call. */
let places = new Int32Array(64);
let factors = new Float64Array(64);

/**
 * out = op(A)·op(B). Row by row over the nonzero entries of A, so that sparse and axis-aligned matrices cost little, four
 * at a time, because rows are short and loops dear.
 */
export function multiplyInto(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  { rows, inner, columns, aTransposed = false, bTransposed = false }: ProductShape,
): void {
  if (places.length < inner) {
    places = new Int32Array(inner);
    factors = new Float64Array(inner);
  }
  // Local names: variables of a module are looked up anew at every use.
  const [starts, values] = [places, factors];
  const step = bTransposed ? 1 : columns;
  for (let i = 0; i < rows; i++) {
    let count = 0;
    for (let k = 0, at = aTransposed ? i : i * inner; k < inner; k++, at += aTransposed ? rows : 1) {
      const value = a[at]!;
      if (value === 0) continue;
      starts[count] = k * step;
      values[count++] = value;
    }
    const row = i * columns;
    if (bTransposed) {
      for (let j = 0; j < columns; j++) {
        const from = j * inner;
        let sum = 0;
        for (let t = 0; t < count; t++) sum += values[t]! * b[from + starts[t]!]!;
        out[row + j] = sum;
      }
      continue;
    }
    // Rows are short: a call of `fill` costs more.
    for (let j = 0; j < columns; j++) out[row + j] = 0;
    let t = 0;
    for (; t + 3 < count; t += 4) {
      const f0 = values[t]!;
      const f1 = values[t + 1]!;
      const f2 = values[t + 2]!;
      const f3 = values[t + 3]!;
      const p0 = starts[t]!;
      const p1 = starts[t + 1]!;
      const p2 = starts[t + 2]!;
      const p3 = starts[t + 3]!;
      for (let j = 0; j < columns; j++)
        out[row + j]! += f0 * b[p0 + j]! + f1 * b[p1 + j]! + f2 * b[p2 + j]! + f3 * b[p3 + j]!;
    }
    for (; t < count; t++) {
      const factor = values[t]!;
      const from = starts[t]!;
      for (let j = 0; j < columns; j++) out[row + j]! += factor * b[from + j]!;
    }
  }
}

/**
 * A + factor·B.
 *
 * @throws RangeError if the shapes differ.
 */
export function addScaled(a: Matrix, b: Matrix, factor = 1): Matrix {
  if (a.rows !== b.rows || a.columns !== b.columns)
    throw new RangeError(`matrix sum: expected ${a.rows}×${a.columns}, got ${b.rows}×${b.columns}`);
  return { ...a, data: a.data.map((value, k) => value + factor * b.data[k]!) };
}

/** A · factor. */
export const scale = (a: Matrix, factor: number): Matrix => ({
  ...a,
  data: a.data.map((value) => value * factor),
});

/** ⟨A, B⟩ = tr(AᵀB). */
export function inner(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += a.data[k]! * b.data[k]!;
  return sum;
}

/** Frobenius norm. */
export const norm = (a: Matrix): number => Math.sqrt(inner(a, a));

/** max |a_ij|. */
export function maxAbs(a: Matrix): number {
  let max = 0;
  for (const value of a.data) max = Math.max(max, Math.abs(value));
  return max;
}

/** The diagonal blocks of a square A after a permutation, as lists of indices: the connected components of its pattern. */
export function diagonalBlocks(a: Float64Array, n: number): Int32Array[] {
  const root = Int32Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let r = i;
    while (root[r] !== r) r = root[r]!;
    while (root[i] !== r) [root[i], i] = [r, root[i]!];
    return r;
  };
  for (let i = 0, k = 0; i < n; i++)
    for (let j = 0; j < n; j++, k++) if (a[k] !== 0 && root[i] !== root[j]) root[find(i)] = find(j);
  const members = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const r = find(i);
    const list = members.get(r);
    if (list === undefined) members.set(r, [i]);
    else list.push(i);
  }
  return Array.from(members.values(), (list) => Int32Array.from(list));
}

/** (A + Aᵀ)/2 of a square matrix. */
export const symmetrise = (a: Matrix): Matrix =>
  generate(a.rows, a.rows, (i, j) => (a.data[i * a.rows + j]! + a.data[j * a.rows + i]!) / 2);

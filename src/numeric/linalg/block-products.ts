/**
 * Products of dense blocks in register tiles, for batches of samples: C += op(A)·op(B), all row-major Float64Arrays
 * with an offset and a row stride each.
 *
 *   multiplyNT   C_ij += Σ_k A_ik B_jk        multiplyNN   C_ij += Σ_k A_ik B_kj        multiplyTN   C_ij += Σ_k A_ki B_kj
 *
 * Eight sums of a 4×2 tile stay in registers over the inner loop; six loads feed eight products, about 0.34 ns per
 * product where a plain loop takes 1 ns (`bench/dynamics.ts`). Float64Array, because reading a Float32Array costs a
 * conversion: 0.42 ns. `dense.ts` has `multiplyInto` for small matrices with many zeros.
 *
 * The order of the sums depends on the shape alone, so that equal inputs give equal bits.
 */

/** A block inside an array: entry (i, j) is `data[at + i * stride + j]`. */
export interface Block {
  readonly data: Float64Array;
  readonly at: number;
  readonly stride: number;
}

/** The whole of an array as a block of `stride` columns. */
export const block = (data: Float64Array, stride: number, at = 0): Block => ({ data, at, stride });

/** One factor as the scheme reads it: its entry of place i in the product and k in the sum is data[at + i * step + k * inner]. */
interface Factor {
  readonly data: Float64Array;
  readonly at: number;
  readonly step: number;
  readonly inner: number;
}

/** Rows of the block are places of the product; columns are those of the sum. */
const alongRows = ({ data, at, stride }: Block): Factor => ({ data, at, step: stride, inner: 1 });
const alongColumns = ({ data, at, stride }: Block): Factor => ({ data, at, step: 1, inner: stride });

/** C (rows×columns) += A (rows×inner) · Bᵀ (B: columns×inner). */
export const multiplyNT = (c: Block, a: Block, b: Block, rows: number, columns: number, inner: number) =>
  addProduct(c, alongRows(a), alongRows(b), rows, columns, inner);

/** C (rows×columns) += A (rows×inner) · B (inner×columns). */
export const multiplyNN = (c: Block, a: Block, b: Block, rows: number, columns: number, inner: number) =>
  addProduct(c, alongRows(a), alongColumns(b), rows, columns, inner);

/** C (rows×columns) += Aᵀ · B for A: inner×rows, B: inner×columns. */
export const multiplyTN = (c: Block, a: Block, b: Block, rows: number, columns: number, inner: number) =>
  addProduct(c, alongColumns(a), alongColumns(b), rows, columns, inner);

/** Tiles of 4×2, then 4×1 for an odd column, then the last rows entry by entry. */
function addProduct(out: Block, a: Factor, b: Factor, rows: number, columns: number, inner: number): void {
  const tiled = columns & ~1;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    addTiles(out, a, b, i, tiled, inner);
    if (tiled < columns) addColumn(out, a, b, i, tiled, inner);
  }
  for (; i < rows; i++) addRow(out, a, b, i, columns, inner);
}

/** Rows i … i + 3 of C, two columns at a time. */
function addTiles(out: Block, a: Factor, b: Factor, i: number, columns: number, inner: number): void {
  const { data: c, stride } = out;
  const { data: x, inner: aInner } = a;
  const { data: y, step: bStep, inner: bInner } = b;
  const a0 = a.at + i * a.step;
  const a1 = a0 + a.step;
  const a2 = a1 + a.step;
  const a3 = a2 + a.step;
  const end = inner * aInner;
  let at = out.at + i * stride;
  for (let j = 0; j < columns; j += 2, at += 2) {
    let s00 = 0;
    let s01 = 0;
    let s10 = 0;
    let s11 = 0;
    let s20 = 0;
    let s21 = 0;
    let s30 = 0;
    let s31 = 0;
    let p = b.at + j * bStep;
    for (let q = 0; q < end; q += aInner, p += bInner) {
      const u = y[p]!;
      const v = y[p + bStep]!;
      const w0 = x[a0 + q]!;
      const w1 = x[a1 + q]!;
      const w2 = x[a2 + q]!;
      const w3 = x[a3 + q]!;
      s00 += w0 * u;
      s01 += w0 * v;
      s10 += w1 * u;
      s11 += w1 * v;
      s20 += w2 * u;
      s21 += w2 * v;
      s30 += w3 * u;
      s31 += w3 * v;
    }
    c[at]! += s00;
    c[at + 1]! += s01;
    c[at + stride]! += s10;
    c[at + stride + 1]! += s11;
    c[at + 2 * stride]! += s20;
    c[at + 2 * stride + 1]! += s21;
    c[at + 3 * stride]! += s30;
    c[at + 3 * stride + 1]! += s31;
  }
}

/** Rows i … i + 3 of column j. */
function addColumn(out: Block, a: Factor, b: Factor, i: number, j: number, inner: number): void {
  const { data: c, stride } = out;
  const { data: x, inner: aInner } = a;
  const { data: y, inner: bInner } = b;
  const a0 = a.at + i * a.step;
  const a1 = a0 + a.step;
  const a2 = a1 + a.step;
  const a3 = a2 + a.step;
  const end = inner * aInner;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let p = b.at + j * b.step, q = 0; q < end; q += aInner, p += bInner) {
    const u = y[p]!;
    s0 += x[a0 + q]! * u;
    s1 += x[a1 + q]! * u;
    s2 += x[a2 + q]! * u;
    s3 += x[a3 + q]! * u;
  }
  const at = out.at + i * stride + j;
  c[at]! += s0;
  c[at + stride]! += s1;
  c[at + 2 * stride]! += s2;
  c[at + 3 * stride]! += s3;
}

/** Row i alone. */
function addRow(out: Block, a: Factor, b: Factor, i: number, columns: number, inner: number): void {
  const { data: x, inner: aInner } = a;
  const { data: y, inner: bInner } = b;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let k = 0, p = a.at + i * a.step, q = b.at + j * b.step; k < inner; k++, p += aInner, q += bInner)
      sum += x[p]! * y[q]!;
    out.data[out.at + i * out.stride + j]! += sum;
  }
}

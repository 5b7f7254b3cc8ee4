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

/** C (rows×columns) += A (rows×inner) · Bᵀ (B: columns×inner). */
export function multiplyNT(
  out: Block,
  a: Block,
  b: Block,
  rows: number,
  columns: number,
  inner: number,
): void {
  const { data: c, at: cAt, stride: cStride } = out;
  const { data: x, at: aAt, stride: aStride } = a;
  const { data: y, at: bAt, stride: bStride } = b;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const a0 = aAt + i * aStride;
    const a1 = a0 + aStride;
    const a2 = a1 + aStride;
    const a3 = a2 + aStride;
    let at = cAt + i * cStride;
    let j = 0;
    for (; j + 1 < columns; j += 2, at += 2) {
      const b0 = bAt + j * bStride;
      const b1 = b0 + bStride;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0; k < inner; k++) {
        const u = y[b0 + k]!;
        const v = y[b1 + k]!;
        const w0 = x[a0 + k]!;
        const w1 = x[a1 + k]!;
        const w2 = x[a2 + k]!;
        const w3 = x[a3 + k]!;
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
      c[at + cStride]! += s10;
      c[at + cStride + 1]! += s11;
      c[at + 2 * cStride]! += s20;
      c[at + 2 * cStride + 1]! += s21;
      c[at + 3 * cStride]! += s30;
      c[at + 3 * cStride + 1]! += s31;
    }
    for (; j < columns; j++, at++) {
      const b0 = bAt + j * bStride;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < inner; k++) {
        const u = y[b0 + k]!;
        s0 += x[a0 + k]! * u;
        s1 += x[a1 + k]! * u;
        s2 += x[a2 + k]! * u;
        s3 += x[a3 + k]! * u;
      }
      c[at]! += s0;
      c[at + cStride]! += s1;
      c[at + 2 * cStride]! += s2;
      c[at + 3 * cStride]! += s3;
    }
  }
  for (; i < rows; i++) {
    const a0 = aAt + i * aStride;
    for (let j = 0; j < columns; j++) {
      const b0 = bAt + j * bStride;
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += x[a0 + k]! * y[b0 + k]!;
      c[cAt + i * cStride + j]! += sum;
    }
  }
}

/** C (rows×columns) += A (rows×inner) · B (inner×columns). */
export function multiplyNN(
  out: Block,
  a: Block,
  b: Block,
  rows: number,
  columns: number,
  inner: number,
): void {
  const { data: c, at: cAt, stride: cStride } = out;
  const { data: x, at: aAt, stride: aStride } = a;
  const { data: y, at: bAt, stride: bStride } = b;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const a0 = aAt + i * aStride;
    const a1 = a0 + aStride;
    const a2 = a1 + aStride;
    const a3 = a2 + aStride;
    let at = cAt + i * cStride;
    let j = 0;
    for (; j + 1 < columns; j += 2, at += 2) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0, from = bAt + j; k < inner; k++, from += bStride) {
        const u = y[from]!;
        const v = y[from + 1]!;
        const w0 = x[a0 + k]!;
        const w1 = x[a1 + k]!;
        const w2 = x[a2 + k]!;
        const w3 = x[a3 + k]!;
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
      c[at + cStride]! += s10;
      c[at + cStride + 1]! += s11;
      c[at + 2 * cStride]! += s20;
      c[at + 2 * cStride + 1]! += s21;
      c[at + 3 * cStride]! += s30;
      c[at + 3 * cStride + 1]! += s31;
    }
    for (; j < columns; j++, at++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0, from = bAt + j; k < inner; k++, from += bStride) {
        const u = y[from]!;
        s0 += x[a0 + k]! * u;
        s1 += x[a1 + k]! * u;
        s2 += x[a2 + k]! * u;
        s3 += x[a3 + k]! * u;
      }
      c[at]! += s0;
      c[at + cStride]! += s1;
      c[at + 2 * cStride]! += s2;
      c[at + 3 * cStride]! += s3;
    }
  }
  for (; i < rows; i++) {
    const a0 = aAt + i * aStride;
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0, from = bAt + j; k < inner; k++, from += bStride) sum += x[a0 + k]! * y[from]!;
      c[cAt + i * cStride + j]! += sum;
    }
  }
}

/** C (rows×columns) += Aᵀ (A: inner×rows) · B (inner×columns). */
export function multiplyTN(
  out: Block,
  a: Block,
  b: Block,
  rows: number,
  columns: number,
  inner: number,
): void {
  const { data: c, at: cAt, stride: cStride } = out;
  const { data: x, at: aAt, stride: aStride } = a;
  const { data: y, at: bAt, stride: bStride } = b;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    let at = cAt + i * cStride;
    let j = 0;
    for (; j + 1 < columns; j += 2, at += 2) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let k = 0, left = aAt + i, from = bAt + j; k < inner; k++, left += aStride, from += bStride) {
        const u = y[from]!;
        const v = y[from + 1]!;
        const w0 = x[left]!;
        const w1 = x[left + 1]!;
        const w2 = x[left + 2]!;
        const w3 = x[left + 3]!;
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
      c[at + cStride]! += s10;
      c[at + cStride + 1]! += s11;
      c[at + 2 * cStride]! += s20;
      c[at + 2 * cStride + 1]! += s21;
      c[at + 3 * cStride]! += s30;
      c[at + 3 * cStride + 1]! += s31;
    }
    for (; j < columns; j++, at++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0, left = aAt + i, from = bAt + j; k < inner; k++, left += aStride, from += bStride) {
        const u = y[from]!;
        s0 += x[left]! * u;
        s1 += x[left + 1]! * u;
        s2 += x[left + 2]! * u;
        s3 += x[left + 3]! * u;
      }
      c[at]! += s0;
      c[at + cStride]! += s1;
      c[at + 2 * cStride]! += s2;
      c[at + 3 * cStride]! += s3;
    }
  }
  for (; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += x[aAt + k * aStride + i]! * y[bAt + k * bStride + j]!;
      c[cAt + i * cStride + j]! += sum;
    }
}

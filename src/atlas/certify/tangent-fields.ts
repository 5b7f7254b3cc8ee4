/**
 * Linear fields A x along which a point is moved by symmetries, at a point and over a box around it.
 *
 * Values over boxes are enclosed; sums of few products have their rounding bounded by γ = (terms + 4)·2⁻⁵² of their sizes.
 */

import type { Matrix } from "../../numeric/linalg/dense.js";
import { addProduct, type BallMatrix, ballZero } from "../../numeric/rigorous/ball-matrix.js";
import type { LinearField } from "../../symbolic/generators.js";
import { DEPENDENT, LEAST_FIELD } from "../tolerances.js";

/** More than what underflows in a few products of moderate numbers. */
const TINY = 2 ** -960;

/** A x. */
export function apply({ rows, columns, values }: LinearField, x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let k = 0; k < rows.length; k++) out[rows[k]!]! += values[k]! * x[columns[k]!]!;
  return out;
}

/** As many fields as have independent values at x, and an orthonormal basis of these, by Gram–Schmidt with one repetition. */
export function selectIndependent(
  fields: readonly LinearField[],
  x: Float64Array,
): { readonly kept: readonly LinearField[]; readonly basis: readonly Float64Array[] } {
  const kept: LinearField[] = [];
  const basis: Float64Array[] = [];
  /** Nonzero places of each: fields move few entries. */
  const supports: Int32Array[] = [];
  const least = LEAST_FIELD * Math.max(1, lengthOf(x));
  for (const field of fields) {
    const v = apply(field, x);
    const length = lengthOf(v);
    if (!(length > least)) continue;
    for (let pass = 0; pass < 2; pass++)
      for (let b = 0; b < basis.length; b++) {
        const [q, places] = [basis[b]!, supports[b]!];
        let dot = 0;
        for (let t = 0; t < places.length; t++) dot += q[places[t]!]! * v[places[t]!]!;
        if (dot !== 0) for (let t = 0; t < places.length; t++) v[places[t]!]! -= dot * q[places[t]!]!;
      }
    const left = lengthOf(v);
    if (left <= DEPENDENT * length) continue;
    let count = 0;
    for (let i = 0; i < v.length; i++) {
      if (v[i] === 0) continue;
      v[i]! /= left;
      count++;
    }
    const places = new Int32Array(count);
    for (let i = 0, t = 0; i < v.length; i++) if (v[i] !== 0) places[t++] = i;
    basis.push(v);
    supports.push(places);
    kept.push(field);
  }
  return { kept, basis };
}

function lengthOf(v: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < v.length; i++) squares += v[i]! * v[i]!;
  return Math.sqrt(squares);
}

/** Completes J, in the corner of a larger matrix, to (J, C; Bᵀ, 0), the vectors padded with zeros for the multipliers. */
export function border(j: BallMatrix, b: readonly Float64Array[], c: readonly Float64Array[]): BallMatrix {
  const { rows: size, mid } = j;
  const n = size - b.length;
  for (let k = 0; k < b.length; k++) {
    const [slice, release] = [b[k]!, c[k]!];
    for (let i = 0; i < slice.length; i++) {
      mid[(n + k) * size + i] = slice[i]!;
      mid[i * size + n + k] = release[i]!;
    }
  }
  return j;
}

/** The n×k matrix of A_i x over a box. */
export function tangentBall(
  fields: readonly LinearField[],
  x: Float64Array,
  radius: Float64Array,
): BallMatrix {
  const k = fields.length;
  const out = ballZero(x.length, k);
  fields.forEach(({ rows, columns, values }, f) => {
    rows.forEach((row, t) => {
      const from = columns[t]!;
      addProduct(out, row * k + f, values[t]!, 0, x[from]!, radius[from]!);
    });
  });
  return out;
}

/** The vectors as rows, times s. */
export function scaledRows(vectors: readonly Float64Array[], s: number): Matrix {
  const columns = vectors[0]?.length ?? 0;
  const data = new Float64Array(vectors.length * columns);
  for (let k = 0; k < vectors.length; k++)
    for (let i = 0; i < columns; i++) data[k * columns + i] = vectors[k]![i]! * s;
  return { rows: vectors.length, columns, data };
}

/** ⟨c_j, A_i x⟩ over a box, row j: sums of few products, their rounding bounded by γ = (terms + 4)·2⁻⁵² of their sizes. */
export function pairing(
  c: readonly Float64Array[],
  fields: readonly LinearField[],
  x: Float64Array,
  radius: Float64Array,
): BallMatrix {
  const k = fields.length;
  const out = ballZero(c.length, k);
  for (let f = 0; f < k; f++) {
    const { rows, columns, values } = fields[f]!;
    const gamma = (rows.length + 4) * 2 ** -52;
    for (let j = 0; j < c.length; j++) {
      const v = c[j]!;
      let sum = 0;
      let bound = 0;
      for (let t = 0; t < rows.length; t++) {
        const weight = v[rows[t]!]! * values[t]!;
        if (weight === 0) continue;
        const entry = x[columns[t]!]!;
        sum += weight * entry;
        bound += Math.abs(weight) * (radius[columns[t]!]! + gamma * Math.abs(entry) + TINY);
      }
      out.mid[j * k + f] = sum;
      out.rad[j * k + f] = bound * (1 + 2 ** -30) + TINY;
    }
  }
  return out;
}

/**
 * The matrix of all ⟨b_j, A_i x⟩, row j, at one point x in doubles: what of each field A_i x lies along each b_j (`pairing`
 * over a box of no size).
 */
export function gramOf(b: readonly Float64Array[], fields: readonly LinearField[], x: Float64Array): Matrix {
  const { mid } = pairing(b, fields, x, new Float64Array(x.length));
  return { rows: b.length, columns: fields.length, data: mid };
}

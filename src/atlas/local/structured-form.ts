/**
 * Second derivatives as sparse bilinear forms: sums of Kronecker products A ⊗ B and of outer products, in the coordinates of frames.
 *
 * The coordinates of a variable X (rows × columns) are its entries, row-major from `offset` on; in a frame X = L Y B the entries of Y.
 */

import type { Covector, Triplets } from "../../numeric/linalg/blocks.js";
import { generate, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import { cleanInPlace } from "../../numeric/polynomial/program.js";
import type { Landscape } from "../../symbolic/landscape.js";
import { EPSILON } from "../tolerances.js";

/**
 * Where a variable, a matrix rows × columns, stands in the flat vector of all coordinates: entry (i, j) at offset + i·columns + j.
 */
export interface VariableLayout {
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/** The sides of a variable's frame; null for the identity. */
export interface Sides {
  readonly left: Matrix | null;
  readonly right: Matrix | null;
}

/** The nonzero entries of a small matrix. */
export interface Sparse {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/**
 * The unit spheres that a constraint puts a variable on, each as the places of its coordinates: one for all entries, or one per
 * column or per row; none without a constraint.
 */
export function spheresOf(
  { offset, rows, columns }: VariableLayout,
  constraint: Landscape["variables"][number]["constraint"],
): Int32Array[] {
  const at = (i: number, j: number) => offset + i * columns + j;
  switch (constraint) {
    case "none":
      return [];
    case "unit-norm":
      return [Int32Array.from({ length: rows * columns }, (_, k) => offset + k)];
    case "unit-columns":
      return Array.from({ length: columns }, (_, j) => Int32Array.from({ length: rows }, (_, i) => at(i, j)));
    case "unit-rows":
      return Array.from({ length: rows }, (_, i) => Int32Array.from({ length: columns }, (_, j) => at(i, j)));
  }
}

/** Whether a matrix is exactly the identity, whose frames need no conjugation. */
export function isIdentity({ rows, columns, data }: Matrix): boolean {
  if (rows !== columns) return false;
  for (let k = 0; k < data.length; k++) if (data[k] !== (k % (columns + 1) === 0 ? 1 : 0)) return false;
  return true;
}

/** F diag(d) Fᵀ. */
export const conjugatedDiagonal = (d: Float64Array, f: Matrix): Matrix =>
  multiply(
    generate(f.rows, f.columns, (i, j) => f.data[i * f.columns + j]! * d[j]!),
    transpose(f),
  );

/** The normals of the spheres at X in the coordinates Y: Lᵀ N Bᵀ, of rank one where N has a single row or column. */
export function normalsOf(
  v: VariableLayout,
  constraint: Landscape["variables"][number]["constraint"],
  x: Float64Array,
  { left, right }: Sides,
): Covector[] {
  const { offset, rows, columns } = v;
  const point = { rows, columns, data: x.subarray(offset, offset + rows * columns) };
  if (constraint === "unit-norm") return [covectorOf(toFrame({ left, right }, point), offset)];
  if (constraint === "unit-columns") {
    const moved = left === null ? point : multiply(transpose(left), point);
    return Array.from({ length: columns }, (_, j) =>
      outerCovector(v, cleanedEntries(moved.data, j, columns, rows), axisEntries(right, j, columns)),
    );
  }
  const moved = right === null ? point : multiply(point, transpose(right));
  return Array.from({ length: rows }, (_, i) =>
    // Row i of L is column i of Lᵀ.
    outerCovector(
      v,
      left === null ? { places: [i], values: [1] } : cleanedEntries(left.data, i * rows, 1, rows),
      cleanedEntries(moved.data, i * columns, 1, columns),
    ),
  );
}

interface Entries {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/** Column j of B, or e_j without B. */
const axisEntries = (b: Matrix | null, j: number, n: number): Entries =>
  b === null ? { places: [j], values: [1] } : cleanedEntries(b.data, j, n, n);

/** The entries of a strided vector that are above its rounding. */
function cleanedEntries(data: Float64Array, start: number, stride: number, length: number): Entries {
  let largest = 0;
  for (let k = 0; k < length; k++) largest = Math.max(largest, Math.abs(data[start + k * stride]!));
  const threshold = 8 * length * EPSILON * largest;
  const places: number[] = [];
  const values: number[] = [];
  for (let k = 0; k < length; k++) {
    const value = data[start + k * stride]!;
    if (Math.abs(value) <= threshold) continue;
    places.push(k);
    values.push(value);
  }
  return { places, values };
}

function outerCovector({ offset, columns }: VariableLayout, a: Entries, b: Entries): Covector {
  const indices: number[] = [];
  const values: number[] = [];
  a.places.forEach((i, s) => {
    b.places.forEach((j, t) => {
      indices.push(offset + i * columns + j);
      values.push(a.values[s]! * b.values[t]!);
    });
  });
  return { indices, values };
}

/** A copy with the entries at the rounding level of the product that made it set to zero. */
export function cleaned(a: Matrix): Matrix {
  const data = a.data.slice();
  cleanInPlace(data, Math.max(a.rows, a.columns));
  return { ...a, data };
}

/** Lᵀ G Bᵀ. */
export function toFrame({ left, right }: Sides, g: Matrix): Matrix {
  if (left === null && right === null) return g;
  const inner = left === null ? g : multiply(transpose(left), g);
  return cleaned(right === null ? inner : multiply(inner, transpose(right)));
}

/** ⟨V, A V′ B⟩ (or ⟨V, A V′ᵀ B⟩): entry ((i,j),(k,l)) is A_ik B_lj (or A_il B_kj). */
export function addKronecker(
  form: Triplets,
  x: VariableLayout,
  y: VariableLayout,
  coefficient: number,
  a: Sparse,
  b: Sparse,
  transposed: boolean,
): void {
  for (let s = 0; s < a.values.length; s++) {
    const scaled = coefficient * a.values[s]!;
    const row = x.offset + a.rows[s]! * x.columns;
    const inner = a.columns[s]!;
    for (let t = 0; t < b.values.length; t++) {
      const outer = b.rows[t]!;
      form.rows.push(row + b.columns[t]!);
      form.columns.push(y.offset + (transposed ? outer * y.columns + inner : inner * y.columns + outer));
      form.values.push(scaled * b.values[t]!);
    }
  }
}

/** Adds factor · vec(R) vec(C)ᵀ to a form, R in the coordinates of x, C in those of y; zero entries are left out. */
export function addOuter(
  form: Triplets,
  x: VariableLayout,
  y: VariableLayout,
  factor: number,
  r: Matrix,
  c: Matrix,
): void {
  for (let i = 0; i < r.data.length; i++) {
    const left = r.data[i]!;
    if (left === 0) continue;
    for (let k = 0; k < c.data.length; k++) {
      const right = c.data[k]!;
      if (right === 0) continue;
      form.rows.push(x.offset + i);
      form.columns.push(y.offset + k);
      form.values.push(factor * left * right);
    }
  }
}

/** The entries of a matrix that are not zero, row by row. */
export function sparseOf(a: Matrix): Sparse {
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  for (let i = 0, k = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++, k++) {
      const value = a.data[k]!;
      if (value === 0) continue;
      rows.push(i);
      columns.push(j);
      values.push(value);
    }
  return { rows, columns, values };
}

/** diag(values), zeros on the diagonal included. */
export function sparseDiagonal(values: Float64Array): Sparse {
  const places = Array.from(values.keys());
  return { rows: places, columns: places, values: Array.from(values) };
}

function covectorOf(a: Matrix, offset: number): Covector {
  const { rows, columns, values } = sparseOf(a);
  return { indices: rows.map((i, k) => offset + i * a.columns + columns[k]!), values };
}

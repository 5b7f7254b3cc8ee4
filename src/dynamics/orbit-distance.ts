/**
 * The nearest point of an orbit of O(m), and distances: for encoders X, Y (m×n)
 *
 *   min_R ‖X − RY‖² = ‖X‖² + ‖Y‖² − 2 ‖X Yᵀ‖_*   at R = U Vᵀ, X Yᵀ = U S Vᵀ   (Procrustes)
 *
 * Conjugated variables (P ↦ R P Rᵀ) follow with the R of the encoders: an upper bound, 0 exactly on the orbit.
 */
import { squared } from "../elementary/elementary.js";
import { singularValues } from "../numeric/linalg/decompositions.js";
import { type Matrix, multiply, transpose } from "../numeric/linalg/dense.js";
import type { Point } from "../objectives/objective.js";

/** The variables of these names side by side (m×Σn): R ∈ O(m) acts on all of them at once. */
export function sideBySide(point: Point, names: readonly string[]): Matrix {
  const parts = names.map((name) => point[name]!);
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const out = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < rows; i++)
      out.set(part.data.subarray(i * part.columns, (i + 1) * part.columns), i * columns + at);
    at += part.columns;
  }
  return { rows, columns, data: out };
}

/**
 * The point of the orbit of `representative` nearest to `point`.
 *
 * @param left variables X ↦ R X; not empty.
 * @param conjugated variables P ↦ R P Rᵀ, which follow with the R of the others.
 */
export function alongOrbit(
  point: Point,
  representative: Point,
  left: readonly string[],
  conjugated: readonly string[],
): Point {
  // X Yᵀ = U S Vᵀ: the best R is U Vᵀ.
  const { left: u, right: v } = singularValues(
    multiply(sideBySide(point, left), transpose(sideBySide(representative, left))),
  );
  const r = multiply(u, transpose(v));
  return Object.fromEntries([
    ...left.map((name) => [name, multiply(r, representative[name]!)]),
    ...conjugated.map((name) => [name, multiply(multiply(r, representative[name]!), transpose(r))]),
  ]) as Point;
}

const difference = (a: Matrix, b: Matrix): number =>
  a.data.reduce((sum, value, k) => sum + squared(value - b.data[k]!), 0);

/** ‖a − b‖ over all variables of b. */
export const separation = (a: Point, b: Point): number =>
  Math.sqrt(Object.keys(b).reduce((sum, name) => sum + difference(a[name]!, b[name]!), 0));

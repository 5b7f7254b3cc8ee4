/**
 * Whether a critical set is one sheet near a point of it, as far as doubles tell.
 *
 * Let H be the Hessian at x on the tangent space, its kernel the tangent space of the set through x, and λ the least size of its other eigenvalues. A critical
 * point y = x + v with v orthogonal to the kernel has
 *
 *   0 = ∇f(y) − ∇f(x) = ∫₀¹ H(x + t v) v dt,   so that |H(x + t v) − H| ≥ λ for some t.
 *
 * Where H changes by less than a share of λ as far as r from x, in each direction of its eigenvectors off the kernel, there is no other sheet within r. Two
 * sheets at a distance d have λ ≲ |D³f| d, so that those which are too close for a flow to tell apart fail this; so do those of degenerate sets, λ = 0, and
 * those whose λ is lost in rounding.
 */
import { symmetricEigen } from "../../numeric/linalg/decompositions.js";
import { generate, type Matrix } from "../../numeric/linalg/dense.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { SHEET } from "../tolerances.js";

/**
 * @param nullity of the Hessian at x, and the dimension of the set.
 * @param distance up to which points are not told apart.
 */
export function isOneSheet(
  system: LandscapeSystem,
  x: Float64Array,
  nullity: number,
  distance: number,
): boolean {
  const here = tangentHessian(system, x);
  const { values, vectors } = symmetricEigen(here.matrix);
  const n = x.length;
  // Normals are in the kernel of the projected matrix, too.
  const bySize = Array.from(values, (value, k) => ({ size: Math.abs(value), k })).sort(
    (a, b) => b.size - a.size,
  );
  const rank = n - nullity - here.normals;
  const others = bySize.slice(0, rank);
  const least = others.at(-1)?.size ?? Number.POSITIVE_INFINITY;
  // What should be zero is rounding, or another sheet.
  const noise = bySize[rank]?.size ?? 0;
  if (!(noise <= SHEET.change * least)) return false;
  const r = SHEET.margin * distance;
  for (const { k } of others)
    for (const side of [r, -r]) {
      const y = x.map((value, i) => value + side * vectors.data[i * n + k]!);
      if (!(largestDifference(tangentHessian(system, y).matrix, here.matrix) * n <= SHEET.change * least))
        return false;
    }
  return true;
}

/** P H P, P the projection onto the tangent space of the constraints, whose normals have no entry in common. */
function tangentHessian(system: LandscapeSystem, x: Float64Array): { matrix: Matrix; normals: number } {
  const { form, covectors } = system.hessian(x);
  const n = system.size;
  const h = generate(n, n, () => 0);
  for (const [t, value] of form.values.entries()) h.data[form.rows[t]! * n + form.columns[t]!]! += value;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = (h.data[i * n + j]! + h.data[j * n + i]!) / 2;
      h.data[i * n + j] = mean;
      h.data[j * n + i] = mean;
    }
  for (const { indices, values } of covectors) {
    const square = values.reduce((sum, value) => sum + value * value, 0);
    for (const transposed of [false, true])
      for (let line = 0; line < n; line++) {
        const at = (k: number) => (transposed ? k * n + line : line * n + k);
        const share = indices.reduce((sum, k, t) => sum + h.data[at(k)]! * values[t]!, 0) / square;
        for (const [t, k] of indices.entries()) h.data[at(k)]! -= share * values[t]!;
      }
  }
  return { matrix: h, normals: covectors.length };
}

const largestDifference = (a: Matrix, b: Matrix): number =>
  a.data.reduce((most, value, k) => Math.max(most, Math.abs(value - b.data[k]!)), 0);

/**
 * The second derivative of a loss transversally to orbits, on a stratum (`strata.ts`), in blocks.
 *
 * In the directions δX = L̂_A V L̂_Bᵀ of `second-order.ts` the tangents of the orbit of a group of rank r are V = Ŝ⁻¹ B X̃, B antisymmetric, up to those of groups
 * that are taken before it. At the pivots of the group they are the first r columns of Ŝ⁻¹ B: [S⁻¹ B₁₁; B₂₁]. So, S ≻ 0,
 *
 *   T = {V : V at the pivots of every group is [symmetric; 0]}
 *
 * meets them in 0 alone: S⁻¹ B₁₁ symmetric, S B₁₁ + B₁₁ S = 0, gives B₁₁ = 0. T has the dimension of the whole less Σ m r − r(r+1)/2, and
 *
 *   the nullity is that of the orbit   ⇔   det K|_T ≠ 0,   K the form of `second-order.ts`, with its borders.
 *
 * K|_T falls into blocks where entries vanish on the whole stratum: m − r equal ones for what is left of O(m), and others for sparse data. Its determinant is
 * the product of theirs.
 */
import type { Landscape } from "../symbolic/landscape.js";
import { Polynomial, type PolynomialMatrix } from "../symbolic/polynomial.js";
import { placesOf, type SecondOrder } from "./second-order.js";
import type { Stratum } from "./strata.js";

/**
 * The blocks of K|_T, equal ones once.
 *
 * @param second of a loss.
 * @param held as there.
 * @returns symmetric matrices of polynomials; the nullity is that of the orbit where no determinant of them vanishes.
 */
export function transversalBlocks(
  stratum: Stratum,
  landscape: Landscape,
  second: SecondOrder,
  held?: string,
): PolynomialMatrix[] {
  const basis = transversalBasis(stratum, landscape, second, held);
  const restricted = basis.map((u) =>
    basis.map((v) => Polynomial.sum(u.flatMap((i) => v.map((j) => second.matrix[i]![j]!)))),
  );
  const blocks = new Map<string, PolynomialMatrix>();
  for (const places of componentsOf(restricted)) {
    const block = places.map((i) => places.map((j) => restricted[i]![j]!));
    const key = block.map((row) => row.map((f) => f.key()).join()).join(";");
    blocks.set(key, block);
  }
  return [...blocks.values()];
}

/** A basis of T and the borders: each the sum of these unit vectors. */
function transversalBasis(
  { forms, vectors }: Stratum,
  landscape: Landscape,
  { matrix, borders }: SecondOrder,
  held?: string,
): number[][] {
  const { places, size } = placesOf(landscape, held);
  const partner = new Map<number, number | null>();
  for (const [k, { action, pivots }] of forms.entries()) {
    const columns = vectors[k]!.flatMap(({ name, side, width }) =>
      Array.from({ length: width }, (_, j) => ({ name, side, j })),
    );
    const at = (i: number, pivot: number): number => {
      const { name, side, j } = columns[pivots[pivot]!]!;
      const { variable, offset } = places.find((place) => place.variable.symbol.name === name)!;
      return side === "left"
        ? offset + i * variable.symbol.columns + j
        : offset + j * variable.symbol.columns + i;
    };
    for (let i = 0; i < action.size; i++)
      for (const a of pivots.keys())
        if (i >= pivots.length || i > a) partner.set(at(i, a), null);
        else if (i < a) partner.set(at(i, a), at(a, i));
  }
  const basis: number[][] = [];
  for (let v = 0; v < size; v++) {
    const other = partner.get(v);
    if (other !== null) basis.push(other === undefined ? [v] : [v, other]);
  }
  for (let b = matrix.length - borders; b < matrix.length; b++) basis.push([b]);
  return basis;
}

/** Connected components of the graph of the entries that do not vanish. */
function componentsOf(matrix: PolynomialMatrix): number[][] {
  const open = new Set(matrix.keys());
  const found: number[][] = [];
  for (const start of matrix.keys()) {
    if (!open.delete(start)) continue;
    const component = [start];
    for (const i of component)
      for (const j of [...open])
        if (!matrix[i]![j]!.isZero() || !matrix[j]![i]!.isZero()) {
          open.delete(j);
          component.push(j);
        }
    found.push(component.sort((a, b) => a - b));
  }
  return found;
}

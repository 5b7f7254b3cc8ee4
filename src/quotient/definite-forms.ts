/**
 * Polynomials in the coordinates of a stratum that vanish at no real point of it, read off the words of the loss.
 *
 * Where the pivots of a group of rank r are all among the vectors of one variable X, its core E, r×n, has rank r everywhere on the stratum. For C ≻ 0 or C ≺ 0
 *
 *   det(E C Eᵀ) ≠ 0 at every real point.
 *
 * Complex critical points where it vanishes are of no use, and often form sets of positive dimension, as gradients that hold X C Xᵀ as a factor do
 * where E C Eᵀ is singular: a loss q f of one row, q = s E C Eᵀ, where q = f = 0.
 *
 * Those C are taken that stand in X C Xᵀ in some word, and I where X meets its own transpose: others are no factors of derivatives.
 *
 * Not covered: variables that a group moves from their other side as well; sums of definite words; C that is a product.
 */

import { inertia } from "../exact/inertia.js";
import type { RationalMatrix } from "../exact/matrix.js";
import type { Letter } from "../symbolic/expression.js";
import { type Landscape, numericLoss } from "../symbolic/landscape.js";
import {
  constantMatrix,
  determinant,
  multiplyMatrices,
  type Polynomial,
  type PolynomialMatrix,
  transposeMatrix,
} from "../symbolic/polynomial.js";
import { formOf, type Stratum } from "./strata.js";

/**
 * det(E C Eᵀ) for all E of full rank and all definite C of the words, each once; none is constant.
 *
 * @param stratum of the landscape.
 * @returns polynomials in the coordinates of the stratum without a real zero on it.
 * @example definiteForms(rank 1 with pivot 1, tr(W Sigma W')) // (1, k) Sigma (1, k)ᵀ
 */
export function definiteForms(stratum: Stratum, landscape: Landscape): Polynomial[] {
  const blocks = fullBlocks(stratum);
  const found = new Map<string, Polynomial>();
  for (const { traces } of numericLoss(landscape).terms)
    for (const word of traces)
      for (const [k, first] of word.entries()) {
        const block = blocks.get(first.symbol.name);
        if (block === undefined || first.transposed !== block.isTransposed) continue;
        const next = word[(k + 1) % word.length]!;
        const middle = isTransposeOf(next, first) ? null : next.symbol.name;
        if (middle !== null && !isTransposeOf(word[(k + 2) % word.length]!, first)) continue;
        const key = `${first.symbol.name} ${middle ?? ""}`;
        if (found.has(key)) continue;
        const form = formWith(block.core, middle === null ? null : landscape.constants.get(middle));
        if (form !== undefined && form.degree > 0) found.set(key, form);
      }
  return [...found.values()];
}

const isTransposeOf = (other: Letter, { symbol, transposed }: Letter): boolean =>
  other.symbol.name === symbol.name && other.transposed !== transposed;

/** E, r×n, and whether it stands transposed in its variable. */
interface FullBlock {
  readonly core: PolynomialMatrix;
  readonly isTransposed: boolean;
}

/** The variables whose vectors hold all pivots of their group, and that nothing moves from the other side. */
function fullBlocks(stratum: Stratum): ReadonlyMap<string, FullBlock> {
  const blocks = new Map<string, FullBlock>();
  for (const [k, { pivots, rank }] of stratum.forms.entries()) {
    let start = 0;
    for (const { name, side, width } of stratum.vectors[k]!) {
      const [from, to] = [start, start + width];
      start = to;
      const isFull = rank > 0 && pivots.every((j) => j >= from && j < to);
      if (!isFull || formOf(stratum, name, side === "left" ? "right" : "left") !== undefined) continue;
      const core = stratum.cores.get(name)!;
      const rows = side === "left" ? core : transposeMatrix(core);
      blocks.set(name, { core: rows.slice(0, rank), isTransposed: side === "right" });
    }
  }
  return blocks;
}

/** det(E C Eᵀ), C = I for null; undefined where C is no definite constant. */
function formWith(
  core: PolynomialMatrix,
  constant: RationalMatrix | null | undefined,
): Polynomial | undefined {
  if (constant === undefined) return undefined;
  const dual = transposeMatrix(core);
  if (constant === null) return determinant(multiplyMatrices(core, dual));
  if (!constant.isSymmetric()) return undefined;
  const { negative, positive } = inertia(constant);
  if (Math.max(negative, positive) < constant.rows) return undefined;
  return determinant(multiplyMatrices(multiplyMatrices(core, constantMatrix(constant)), dual));
}

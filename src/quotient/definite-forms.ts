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
 * Where a pivot of some group is among the vectors of X, X ≠ 0 everywhere on the stratum. K_i = X C_i Xᵀ, C_i ≻ 0, are all semidefinite with the columns of X as their
 * range, on which they are invertible. So, at every real point,
 *
 *   tr(K_1 ⋯ K_k) > 0   if the cycle (C_1, …, C_k) is a mirror image of itself:   tr(Q Qᵀ), tr(Q K Qᵀ) or tr(Q K Qᵀ K′) with Q a product of K_i.
 *
 * For k ≥ 3 other cycles may be of any sign. Those traces are taken that stand beside another in the loss: the derivative of the other is multiplied by them, and complex
 * points are critical where the trace and the rest of the gradient vanish.
 *
 * Not covered: variables that a group moves from their other side as well, in determinants; sums of definite words; C that is a product.
 */

import { inertia } from "../exact/inertia.js";
import type { RationalMatrix } from "../exact/matrix.js";
import {
  type Expression,
  type Letter,
  letter,
  multiply,
  trace,
  transpose,
  type Word,
  wordKey,
} from "../symbolic/expression.js";
import { type Landscape, numericLoss } from "../symbolic/landscape.js";
import {
  constantMatrix,
  determinant,
  expandIn,
  multiplyMatrices,
  type Polynomial,
  type PolynomialMatrix,
  transposeMatrix,
} from "../symbolic/polynomial.js";
import { formOf, type Stratum } from "./strata.js";
import { StratumLetters } from "./stratum-letters.js";

/**
 * det(E C Eᵀ) for all E of full rank and all definite C of the words, each once; none is constant.
 *
 * @param stratum of the landscape.
 * @returns polynomials in the coordinates of the stratum without a real zero on it.
 * @example definiteDeterminants(rank 1 with pivot 1, tr(W Sigma W')) // (1, k) Sigma (1, k)ᵀ
 */
export function definiteDeterminants(stratum: Stratum, landscape: Landscape): Polynomial[] {
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

/**
 * tr(K_1 ⋯ K_k) for all such traces beside others, each once; none is constant.
 *
 * @param stratum of the landscape.
 * @returns polynomials in the coordinates of the stratum without a real zero on it.
 * @example definiteTraces(rank 1 with pivot 1, tr(W Gamma W') tr(W Sigma W')) // S (1, k) Sigma (1, k)ᵀ, Γ indefinite
 */
export function definiteTraces(stratum: Stratum, landscape: Landscape): Polynomial[] {
  const letters = new StratumLetters(stratum, landscape.constants);
  const found = new Map<string, Polynomial>();
  for (const { traces } of numericLoss(landscape).terms)
    for (const word of traces.length > 1 ? traces : []) {
      const key = wordKey(word);
      if (found.has(key) || !isDefiniteTrace(word, stratum, landscape)) continue;
      const value = expandIn(traceOf(word), letters)[0]![0]!;
      if (value.degree > 0) found.set(key, value);
    }
  return [...found.values()];
}

/** The trace of a word as an expression. */
function traceOf(word: Word): Expression {
  const product = word
    .map(({ symbol, transposed }) => (transposed ? transpose(letter(symbol)) : letter(symbol)))
    .reduce(multiply);
  return trace(product);
}

/** Whether a cyclic word is X C_1 Xᵀ ⋯ X C_k Xᵀ as above. */
function isDefiniteTrace(word: Word, stratum: Stratum, landscape: Landscape): boolean {
  const start = word.findIndex(({ symbol }) => symbol.role === "variable");
  const first = word[start];
  if (first === undefined || !isNowhereZero(stratum.cores.get(first.symbol.name)!)) return false;
  const turned = [...word.slice(start), ...word.slice(0, start)];
  const middles: (string | null)[] = [];
  for (let k = 0; k < turned.length; ) {
    const [x, next, after] = turned.slice(k, k + 3);
    if (x!.symbol.name !== first.symbol.name || x!.transposed !== first.transposed) return false;
    const isPlain = next !== undefined && isTransposeOf(next, x!);
    if (!isPlain && (after === undefined || !isTransposeOf(after, x!))) return false;
    if (!isPlain && !isPositive(landscape.constants.get(next!.symbol.name))) return false;
    middles.push(isPlain ? null : next!.symbol.name);
    k += isPlain ? 2 : 3;
  }
  return middles.some((_, shift) =>
    middles.every((middle, i) => middle === middles[(shift + middles.length - i) % middles.length]),
  );
}

/** Whether some entry is a constant that is not 0: a pivot. */
const isNowhereZero = (core: PolynomialMatrix): boolean =>
  core.some((row) => row.some((entry) => entry.degree === 0 && !entry.isZero()));

/** Positive definite, and symmetric. */
const isPositive = (constant: RationalMatrix | undefined): boolean =>
  constant?.isSymmetric() === true && inertia(constant).positive === constant.rows;

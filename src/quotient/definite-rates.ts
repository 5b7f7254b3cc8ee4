/**
 * Variables that vanish at every critical point, by one definite quadratic form.
 *
 * For an unconstrained X the rate along x ↦ (1 + ε) X is e = ⟨X, ∂_X L⟩, of a field ⟨X, F_X⟩: zero where the landscape is stationary. If all its words are
 * tr(a X M Xᵀ bᵀ), a and b words in variables, M one in constants, then in the half words H_k = a_k X
 *
 *   e = Σ_kl tr(H_k M_kl H_lᵀ) = Σ_rows h M hᵀ,   M = (M_kl) = Mᵀ rational, h the rows of [H_1 H_2 …] side by side.
 *
 * M ⪰ 0 (or ⪯ 0) and e = 0 put every h into ker M; if X is one of the H_k and its coordinates are zero on ker M, then X = 0. This asks for no bound of the
 * other variables and holds on all of space: no stratum with a pivot among the vectors of X has a critical point.
 *
 * Example: E‖P W a₁ − W a₂‖² + η‖W‖² + η‖P‖², where e/2 = the loss less η‖P‖², H = (W, P W): M = [Σ + η, −Γ; −Γ, Σ]. Euler's identity is all that is used.
 *
 * Halves of different heights meet in no word: M is a block for each height then.
 *
 * Not covered: rates of several variables at once; words with more than two letters X, or with traces beside them; constraints, inverses and roots.
 */
import { inertia } from "../exact/inertia.js";
import { kernel } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, rational } from "../exact/rational.js";
import {
  type Expression,
  hasDefined,
  innerProduct,
  type Letter,
  letter,
  type MatrixSymbol,
  transposeWord,
  type Word,
  wordKey,
} from "../symbolic/expression.js";
import { type Landscape, numericGradients } from "../symbolic/landscape.js";
import type { Stratum } from "./strata.js";

/**
 * The variables that a definite form shows to vanish wherever a landscape is stationary.
 *
 * @param landscape a loss or a field.
 * @returns their names.
 * @example vanishingVariables(norm2(P W) + norm2(W)) // W
 */
export function vanishingVariables(landscape: Landscape): ReadonlySet<string> {
  if (hasDefined(landscape.loss)) return new Set();
  const gradients = numericGradients(landscape);
  const found = landscape.variables.filter(({ symbol, constraint, positivePart }, k) => {
    if (constraint !== "none" || positivePart) return false;
    const form = formIn(symbol, innerProduct(letter(symbol), gradients[k]!), landscape);
    return form !== undefined && excludes(form);
  });
  return new Set(found.map(({ symbol: { name } }) => name));
}

/**
 * Whether a variable of the list is nonzero all over a stratum: some pivot is one of its vectors.
 *
 * @example holdsNonzero(W = (1, k), new Set(["W"])) // true
 */
export const holdsNonzero = ({ forms, vectors }: Stratum, names: ReadonlySet<string>): boolean =>
  forms.some(({ pivots }, k) => {
    let start = 0;
    return vectors[k]!.some(({ name, width }) => {
      const [from, to] = [start, start + width];
      start = to;
      return names.has(name) && pivots.some((j) => j >= from && j < to);
    });
  });

/** M, and where the coordinates of X itself are among those of h. */
interface RateForm {
  readonly matrix: RationalMatrix;
  readonly own: number;
  readonly width: number;
}

/** H_k M H_lᵀ in the half words of X. */
interface Piece {
  readonly left: Word;
  readonly right: Word;
  readonly middle: RationalMatrix;
}

/** The form of a rate in the half words of X; undefined where its words are of another kind, or X is no half word. */
function formIn(x: MatrixSymbol, rate: Expression, { constants }: Landscape): RateForm | undefined {
  const pieces: Piece[] = [];
  for (const { coefficient, traces } of rate.terms) {
    const [word, another] = traces;
    if (word === undefined || another !== undefined) return undefined;
    const parts = partsOf(word, x);
    if (parts === undefined) return undefined;
    const { outer, inner } = parts;
    if (inner.some(({ symbol: { role } }) => role !== "constant")) return undefined;
    const middle = inner.reduce((product, { symbol, transposed }) => {
      const value = constants.get(symbol.name)!;
      return product.multiply(transposed ? value.transpose() : value);
    }, RationalMatrix.identity(x.columns));
    // tr(X M Xᵀ N) with N = aᵀ b: tr((b X) M (a X)ᵀ).
    const cut = Math.floor(outer.length / 2);
    const [left, right] = [outer.slice(cut), transposeWord(outer.slice(0, cut))];
    pieces.push({ left, right, middle: middle.scale(coefficient) });
  }
  return assembled(pieces, x.columns);
}

/** The cyclic word X M Xᵀ N as M and N; undefined where X does not stand in it like that, and only there. */
function partsOf(word: Word, { name }: MatrixSymbol): { outer: Letter[]; inner: Letter[] } | undefined {
  const places = [...word.keys()].filter((k) => word[k]!.symbol.name === name);
  const from = places.find((k) => !word[k]!.transposed);
  const to = places.find((k) => word[k]!.transposed);
  if (places.length !== 2 || from === undefined || to === undefined) return undefined;
  const between = (a: number, b: number): Letter[] =>
    Array.from(
      { length: (b - a - 1 + word.length) % word.length },
      (_, k) => word[(a + 1 + k) % word.length]!,
    );
  return { inner: between(from, to), outer: between(to, from) };
}

function assembled(pieces: readonly Piece[], width: number): RateForm | undefined {
  const places = new Map<string, number>();
  for (const { left, right } of pieces)
    for (const half of [left, right])
      if (!places.has(wordKey(half))) places.set(wordKey(half), places.size * width);
  const own = places.get(wordKey([]));
  if (own === undefined) return undefined;
  const size = places.size * width;
  let matrix = RationalMatrix.zero(size, size);
  for (const { left, right, middle } of pieces) {
    const [row, column] = [places.get(wordKey(left))!, places.get(wordKey(right))!];
    const block = RationalMatrix.generate(size, size, (i, j) =>
      i >= row && i < row + width && j >= column && j < column + width
        ? middle.get(i - row, j - column)
        : rational(0),
    );
    // The form sees the symmetric part alone.
    matrix = matrix.add(block).add(block.transpose());
  }
  return { matrix, own, width };
}

/** Whether a form that vanishes puts X to zero. */
function excludes({ matrix, own, width }: RateForm): boolean {
  const { negative, positive } = inertia(matrix);
  if (Math.min(negative, positive) > 0) return false;
  const zeros = kernel(matrix);
  for (let i = own; i < own + width; i++)
    for (let k = 0; k < zeros.columns; k++) if (!isZero(zeros.get(i, k))) return false;
  return true;
}

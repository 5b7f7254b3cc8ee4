/**
 * How large a loss becomes when it is multiplied out, before it is.
 *
 * A term tr(w₁)…tr(w_k)·c of degree D in n entries of variables has at most
 *
 *   min( Π_i N(w_i), (n + D − 1 choose D) )   monomials,   N(w) = Σ_{i,j} (|A₁| |A₂| ⋯ |A_l|)_ij,
 *
 * |A| the 0/1 pattern of the nonzeros of a constant, all ones for a variable: N counts the products of entries that a word (for a trace:
 * its diagonal) is a sum of. The second is the number of monomials of degree D. The gradient of the term has at most
 * D times as many. Not covered: cancellation, which makes it smaller.
 */
import type { Expression, Letter, Word } from "./expression.js";
import type { Landscape } from "./landscape.js";

/** Monomials of the loss, at most, times its degree: a bound on the terms of its gradient. Infinity beyond doubles. */
export function expansionBound({ loss, variables, constants }: Landscape): number {
  const entries = variables.reduce((sum, { symbol }) => sum + symbol.rows * symbol.columns, 0);
  const patterns: Patterns = new Map(
    [...constants].map(([name, value]) => [name, value.toNumbers().map((x) => (x === 0 ? 0 : 1))]),
  );
  return termsOf(loss).reduce((sum, words) => {
    const degree = words.flat().filter(({ symbol }) => symbol.role === "variable").length;
    const products = words.reduce((product, word) => product * countProducts(word, patterns), 1);
    return sum + degree * Math.min(products, monomials(entries, degree));
  }, 0);
}

type Patterns = ReadonlyMap<string, Float64Array>;

const termsOf = ({ terms }: Expression): Word[][] =>
  terms.map(({ traces, word }) => (word.length > 0 ? [...traces, word] : [...traces]));

/** (n + d − 1 choose d), in floating point. */
function monomials(n: number, d: number): number {
  let count = 1;
  for (let k = 1; k <= d && count < Number.POSITIVE_INFINITY; k++) count *= (n + k - 1) / k;
  return Math.max(1, count);
}

/** The trace of the product of the patterns; for a word that is no square the sum of its entries. */
function countProducts(word: Word, patterns: Patterns): number {
  if (word.length === 0) return 1;
  const rows = rowsOf(word[0]!);
  let product = Float64Array.from({ length: rows * rows }, (_, k) => (k % (rows + 1) === 0 ? 1 : 0));
  let columns = rows;
  for (const letter of word) {
    const next = columnsOf(letter);
    const result = new Float64Array(rows * next);
    for (let k = 0; k < columns; k++)
      for (let j = 0; j < next; j++) {
        const here = patternAt(letter, patterns, k, j);
        if (here === 0) continue;
        for (let i = 0; i < rows; i++) result[i * next + j]! += product[i * columns + k]!;
      }
    [product, columns] = [result, next];
  }
  if (rows !== columns) return product.reduce((sum, x) => sum + x, 0);
  let trace = 0;
  for (let i = 0; i < rows; i++) trace += product[i * columns + i]!;
  return trace;
}

const rowsOf = ({ symbol, transposed }: Letter): number => (transposed ? symbol.columns : symbol.rows);
const columnsOf = ({ symbol, transposed }: Letter): number => (transposed ? symbol.rows : symbol.columns);

function patternAt({ symbol, transposed }: Letter, patterns: Patterns, i: number, j: number): number {
  const pattern = symbol.role === "variable" ? undefined : patterns.get(symbol.name);
  if (pattern === undefined) return 1;
  return transposed ? pattern[j * symbol.columns + i]! : pattern[i * symbol.columns + j]!;
}

/**
 * Sums over all indices, found again in a trace polynomial that `entrywise.ts` has written out:
 *
 *   Σ_i  c Π_k (d_k)_i · L e_i e_iᵀ R                                 one index
 *   Σ_ij c Π_k (M_k)_ij Π_k (d_k)_i Π_k (f_k)_j · L e_i e_jᵀ R         two, over all pairs or over those with i ≠ j
 *
 * and the like where the open word has one of the e or none. A term with one or two different columns of I stands for the sum of those that
 * follow from it by other indices; it is one if they are all there, with the same coefficient for each time that they occur
 * (terms of symmetric matrices coincide in pairs). On the diagonal of i, j another coefficient may be left, which is a sum over one index.
 * Nothing else is changed: the sums and the rest add up to the expression.
 *
 * Not covered: sums over three indices and more, parts of a range.
 */
import { isZero, type Rational, rational } from "../exact/rational.js";
import { identityColumns } from "./entrywise.js";
import {
  type Expression,
  fromTerms,
  type Letter,
  rowsOf,
  type Term,
  termKey,
  transposeWord,
  type Word,
} from "./expression.js";

/** A vector with an index: the diagonal of a word, or a word that is a column. */
export interface IndexedVector {
  readonly kind: "diagonal" | "column";
  readonly word: Word;
}

/** A sum over an index or two, of a term. */
export interface EntrywiseSum {
  readonly kind: "sum";
  readonly coefficient: Rational;
  readonly parameters: Term["parameters"];
  /** Factors without an index. */
  readonly traces: readonly Word[];
  /** Sizes of the indices: one, or two. */
  readonly sizes: readonly number[];
  /** Over i ≠ j alone. */
  readonly offDiagonal: boolean;
  /** The open word before and behind what the indices make. */
  readonly left: Word;
  readonly right: Word;
  /** Which index the open word holds on either side: 0, 1 or none. */
  readonly ends: readonly [left: number | null, right: number | null];
  /** Factors of both indices: rows by the first, columns by the second. */
  readonly matrices: readonly Word[];
  /** Factors of one index, by index. */
  readonly vectors: readonly (readonly IndexedVector[])[];
}

/** A term that is no part of a sum. */
export interface SingleTerm {
  readonly kind: "term";
  readonly term: Term;
}

/** An index as a term shows it: e_i in R^n. */
export interface Index {
  readonly at: number;
  readonly size: number;
}

/** The i of e_i in R^n; null for other letters. */
export const indexOf = ({ symbol }: Letter): Index | null =>
  symbol.known?.kind === "identity-columns" && symbol.columns === 1
    ? { at: symbol.known.first + 1, size: symbol.rows }
    : null;

const same = (a: Index, b: Index): boolean => a.at === b.at && a.size === b.size;

/** The terms of an expression in their order, sums over indices where they begin. */
export function collectEntrywise(a: Expression): (EntrywiseSum | SingleTerm)[] {
  const left = new Map(a.terms.map((term) => [termKey(term), term]));
  const sums = new Map<string, EntrywiseSum>();
  for (const count of [2, 1])
    for (const term of a.terms) {
      const key = termKey(term);
      const present = left.get(key);
      if (present === undefined) continue;
      const found = indicesOf(present);
      if (found.length !== count) continue;
      const taken = takeSum(a, present, found, left);
      if (taken !== null) sums.set(key, taken);
    }
  return a.terms.flatMap((term): (EntrywiseSum | SingleTerm)[] => {
    const key = termKey(term);
    const [collected, rest] = [sums.get(key), left.get(key)];
    return [
      ...(collected === undefined ? [] : [collected]),
      ...(rest === undefined ? [] : [{ kind: "term" as const, term: rest }]),
    ];
  });
}

/** The different columns of I in a term, in the order of the open word, then of its factors. */
function indicesOf({ traces, word }: Term): Index[] {
  const found: Index[] = [];
  for (const letter of [...word, ...traces.flat()]) {
    const index = indexOf(letter);
    if (index !== null && !found.some((other) => same(other, index))) found.push(index);
  }
  return found;
}

/** The sum that a term stands for, taken away from what is left; null if it is none. */
function takeSum(
  { rows, columns }: Expression,
  term: Term,
  indices: readonly Index[],
  left: Map<string, Term>,
): EntrywiseSum | null {
  const others = rangesOf(indices).map((values) => {
    const renamed = rename(term, indices, values);
    const [canonical] = fromTerms(rows, columns, [{ ...renamed, coefficient: rational(1) }]).terms;
    const diagonal = indices.length === 2 && same(values[0]!, values[1]!);
    return { key: canonical === undefined ? "" : termKey(canonical), diagonal };
  });
  const times = new Map<string, number>();
  for (const { key } of others) times.set(key, (times.get(key) ?? 0) + 1);
  const diagonal = new Set(others.filter((other) => other.diagonal).map(({ key }) => key));
  const each = term.coefficient.div(times.get(termKey(term))!);
  const fits = [...times].every(
    ([key, count]) => diagonal.has(key) || left.get(key)?.coefficient.equals(each.mul(count)),
  );
  if (!fits) return null;
  // With the diagonal where all of it is there, whatever is left of it.
  const whole = [...diagonal].every((key) => left.has(key));
  for (const [key, count] of times) {
    const present = left.get(key);
    if (present === undefined || (diagonal.has(key) && !whole)) continue;
    const rest = present.coefficient.sub(each.mul(count));
    if (isZero(rest)) left.delete(key);
    else left.set(key, { ...present, coefficient: rest });
  }
  return sumOf({ ...term, coefficient: each }, indices, diagonal.size > 0 && !whole);
}

/** All values of the indices. */
function rangesOf(indices: readonly Index[]): Index[][] {
  const [first, second] = indices;
  const values = (index: Index): Index[] =>
    Array.from({ length: index.size }, (_, k) => ({ ...index, at: k + 1 }));
  return values(first!).flatMap((i) => (second === undefined ? [[i]] : values(second).map((j) => [i, j])));
}

function rename(term: Term, from: readonly Index[], to: readonly Index[]): Term {
  const change = (letter: Letter): Letter => {
    const index = indexOf(letter);
    const place = index === null ? -1 : from.findIndex((other) => same(other, index));
    if (place < 0) return letter;
    const { at, size } = to[place]!;
    const { symbol } = identityColumns(size, { first: at, last: at }).terms[0]!.word[0]!;
    return { ...letter, symbol };
  };
  return { ...term, traces: term.traces.map((word) => word.map(change)), word: term.word.map(change) };
}

/** The parts of a term, by the indices that they hold. */
function sumOf(term: Term, indices: readonly Index[], offDiagonal: boolean): EntrywiseSum {
  const numberOf = (letter: Letter | undefined): number | null => {
    const index = letter === undefined ? null : indexOf(letter);
    return index === null ? null : indices.findIndex((other) => same(other, index));
  };
  const traces: Word[] = [];
  const matrices: Word[] = [];
  const vectors: IndexedVector[][] = indices.map(() => []);
  for (const cycle of term.traces) {
    const word = fromRow(cycle);
    const [i, j] = [numberOf(word[0]), numberOf(word[word.length - 1])];
    if (i === null && j === null) traces.push(cycle);
    else if (i === null) vectors[j!]!.push({ kind: "column", word: transposeWord(word.slice(0, -1)) });
    else if (j === null) vectors[i]!.push({ kind: "column", word: word.slice(1) });
    else if (i === j) vectors[i]!.push({ kind: "diagonal", word: word.slice(1, -1) });
    else matrices.push(i === 0 ? word.slice(1, -1) : transposeWord(word.slice(1, -1)));
  }
  const at = term.word.findIndex((letter) => !letter.transposed && numberOf(letter) !== null);
  const after = term.word.findIndex((letter) => letter.transposed && numberOf(letter) !== null);
  const cut = at >= 0 ? at : after >= 0 ? after : term.word.length;
  const sum: EntrywiseSum = {
    kind: "sum",
    coefficient: term.coefficient,
    parameters: term.parameters,
    traces,
    sizes: indices.map(({ size }) => size),
    offDiagonal,
    left: term.word.slice(0, cut),
    right: term.word.slice(cut + (at >= 0 ? 1 : 0) + (after >= 0 ? 1 : 0)),
    ends: [numberOf(term.word[at]), numberOf(term.word[after])],
    matrices,
    vectors,
  };
  const isFree = at < 0 && after < 0;
  return isFree && matrices.length > 0 && matrices.every(([first]) => first!.transposed)
    ? exchanged(sum)
    : sum;
}

/** The same sum with its two indices in the other order: fewer transposes to read. */
const exchanged = (sum: EntrywiseSum): EntrywiseSum => ({
  ...sum,
  sizes: [...sum.sizes].reverse(),
  matrices: sum.matrices.map(transposeWord),
  vectors: [...sum.vectors].reverse(),
});

/** A cycle with a side of length 1, from there on. */
export function fromRow(cycle: Word): Word {
  const start = cycle.findIndex((letter) => rowsOf(letter) === 1);
  return start <= 0 ? cycle : [...cycle.slice(start), ...cycle.slice(0, start)];
}

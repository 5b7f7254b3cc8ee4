/**
 * A landscape in double-double arithmetic: L(x), ∇L(x) and D²L(x) at points given as sums of two doubles.
 *
 * x: n×1, the entries of the variables, row-major, one variable after the other; Γ and the other constants are their exact
 * values to 2⁻¹⁰⁵. Beside each result stands the sum of the magnitudes of what was added up for it, with every word's letters
 * taken by their Frobenius norms: |error| ≤ about (terms + word length) 2⁻¹⁰⁰ times that.
 *
 * The same expressions as in `evaluate.ts` and the compiled programs; no constraint, no multiplier: see
 * `atlas/local/extended-judge.ts`. Not covered: stop-gradient fields (their marks are released), variables seen through max(X, 0), inverses and
 * roots, whose rounding the magnitudes do not bound.
 */
import { dd, product, sum } from "../elementary/double-double.js";
import {
  addScaledInto,
  type ExtendedMatrix,
  extendedIdentity,
  extendedMultiply,
  extendedNumber,
  extendedTranspose,
  extendedZero,
  toExtended,
} from "../numeric/linalg/extended-matrix.js";
import { type JacobianTerm, jacobianTerms } from "./differentiate.js";
import { type Expression, type Letter, rowsOf, type Word, wordKey } from "./expression.js";
import { type Landscape, numericGradients, numericLoss } from "./landscape.js";

type Pair = readonly [hi: number, lo: number];

/** A coefficient with its sum of two doubles. */
interface Weighted<T> {
  readonly term: T;
  readonly coefficient: Pair;
}

interface Place {
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

/** Values of words at one point, each computed once. */
class Words {
  private readonly known = new Map<string, ExtendedMatrix>();
  private readonly norms = new Map<string, number>();

  constructor(private readonly values: ReadonlyMap<string, ExtendedMatrix>) {}

  value(word: Word, size: number): ExtendedMatrix {
    if (word.length === 0) return extendedIdentity(size);
    const key = wordKey(word);
    let value = this.known.get(key);
    if (value === undefined) {
      const last = this.letter(word[word.length - 1]!);
      value = word.length === 1 ? last : extendedMultiply(this.value(word.slice(0, -1), size), last);
      this.known.set(key, value);
    }
    return value;
  }

  /** Π ‖letter‖ over a word; √size for the empty one. */
  norm(word: Word, size = 1): number {
    if (word.length === 0) return Math.sqrt(size);
    return word.reduce((total, l) => total * this.letterNorm(l.symbol.name), 1);
  }

  /** coefficient · Π tr(w). */
  factor(coefficient: Pair, traces: readonly Word[]): Pair {
    let [hi, lo] = coefficient;
    for (const word of traces) {
      const value = this.value(word, rowsOf(word[0]!));
      let [traceHi, traceLo] = [0, 0];
      for (let i = 0; i < value.rows; i++) {
        const at = i * value.columns + i;
        sum(traceHi, traceLo, value.hi[at]!, value.lo[at]!);
        traceHi = dd.hi;
        traceLo = dd.lo;
      }
      product(hi, lo, traceHi, traceLo);
      hi = dd.hi;
      lo = dd.lo;
    }
    return [hi, lo];
  }

  private letterNorm(name: string): number {
    let norm = this.norms.get(name);
    if (norm === undefined) {
      norm = Math.sqrt(this.values.get(name)!.hi.reduce((total, x) => total + x * x, 0));
      this.norms.set(name, norm);
    }
    return norm;
  }

  private letter(l: Letter): ExtendedMatrix {
    const value = this.values.get(l.symbol.name);
    if (value === undefined)
      throw new RangeError(`evaluate: expected a value for ${l.symbol.name}, got none`);
    return l.transposed ? extendedTranspose(value) : value;
  }
}

const weighted = (expression: Expression): Weighted<Expression["terms"][number]>[] =>
  expression.terms.map((term) => ({ term, coefficient: extendedNumber(term.coefficient) }));

/** f, F and J of a landscape in double-doubles, at points of doubles. */
export class ExtendedLandscape {
  /** n. */
  readonly size: number;
  private readonly places: readonly Place[];
  private readonly constants: ReadonlyMap<string, ExtendedMatrix>;
  private readonly loss: readonly Weighted<Expression["terms"][number]>[];
  private readonly gradients: readonly (readonly Weighted<Expression["terms"][number]>[])[];
  private readonly jacobians: readonly { x: number; y: number; terms: readonly Weighted<JacobianTerm>[] }[];

  constructor(landscape: Landscape) {
    let offset = 0;
    this.places = landscape.variables.map(({ symbol: { name, rows, columns } }) => {
      const place = { name, offset, rows, columns };
      offset += rows * columns;
      return place;
    });
    this.size = offset;
    this.constants = new Map([...landscape.constants].map(([name, value]) => [name, toExtended(value)]));
    this.loss = weighted(numericLoss(landscape));
    const gradients = numericGradients(landscape);
    this.gradients = gradients.map(weighted);
    this.jacobians = gradients.flatMap((g, x) =>
      landscape.variables.map(({ symbol }, y) => ({
        x,
        y,
        terms: jacobianTerms(g, symbol).map((term) => ({
          term,
          coefficient: extendedNumber(term.coefficient),
        })),
      })),
    );
  }

  /** L(x). */
  value(x: ExtendedMatrix): { readonly hi: number; readonly lo: number; readonly magnitude: number } {
    const words = this.wordsAt(x);
    let [hi, lo, magnitude] = [0, 0, 0];
    for (const { term, coefficient } of this.loss) {
      const [fHi, fLo] = words.factor(coefficient, term.traces);
      sum(hi, lo, fHi, fLo);
      hi = dd.hi;
      lo = dd.lo;
      magnitude += term.traces.reduce((size, word) => size * words.norm(word), Math.abs(coefficient[0]));
    }
    return { hi, lo, magnitude };
  }

  /** ∇L(x): n×1, with the largest magnitude over the variables' gradients. */
  gradient(x: ExtendedMatrix): { readonly gradient: ExtendedMatrix; readonly magnitude: number } {
    const words = this.wordsAt(x);
    const gradient = extendedZero(this.size, 1);
    let magnitude = 0;
    this.places.forEach(({ offset, rows, columns }, k) => {
      const g = extendedZero(rows, columns);
      let size = 0;
      for (const { term, coefficient } of this.gradients[k]!) {
        addScaledInto(g, words.value(term.word, rows), words.factor(coefficient, term.traces));
        size +=
          term.traces.reduce((total, word) => total * words.norm(word), Math.abs(coefficient[0])) *
          words.norm(term.word, rows);
      }
      gradient.hi.set(g.hi, offset);
      gradient.lo.set(g.lo, offset);
      magnitude = Math.max(magnitude, size);
    });
    return { gradient, magnitude };
  }

  /** D²L(x): n×n, with the largest magnitude of what was added up for a block of two variables. */
  hessian(x: ExtendedMatrix): { readonly matrix: ExtendedMatrix; readonly magnitude: number } {
    const words = this.wordsAt(x);
    const matrix = extendedZero(this.size, this.size);
    let magnitude = 0;
    for (const { x: a, y: b, terms } of this.jacobians) {
      let size = 0;
      for (const { term, coefficient } of terms) {
        const factor = words.factor(coefficient, term.traces);
        const scale = term.traces.reduce((total, word) => total * words.norm(word), Math.abs(coefficient[0]));
        size += scale * this.addTerm(matrix, words, term, factor, this.places[a]!, this.places[b]!);
      }
      magnitude = Math.max(magnitude, size);
    }
    return { matrix, magnitude };
  }

  /** Adds one summand of a block to the matrix; returns the product of the norms of its words. */
  private addTerm(
    matrix: ExtendedMatrix,
    words: Words,
    term: JacobianTerm,
    factor: Pair,
    X: Place,
    Y: Place,
  ): number {
    const add = (row: number, column: number, hi: number, lo: number) => {
      const at = (X.offset + row) * this.size + Y.offset + column;
      sum(matrix.hi[at]!, matrix.lo[at]!, hi, lo);
      matrix.hi[at] = dd.hi;
      matrix.lo[at] = dd.lo;
    };
    const times = (a: ExtendedMatrix, k: number, b: Pair): Pair => {
      product(a.hi[k]!, a.lo[k]!, b[0], b[1]);
      return [dd.hi, dd.lo];
    };
    if (term.kind === "outer") {
      const result = words.value(term.result, X.rows);
      const covector = words.value(term.covector, Y.rows);
      for (let i = 0; i < result.hi.length; i++) {
        const scaled = times(result, i, factor);
        if (scaled[0] === 0) continue;
        for (let k = 0; k < covector.hi.length; k++) add(i, k, ...times(covector, k, scaled));
      }
      return words.norm(term.result, X.rows) * words.norm(term.covector, Y.rows);
    }
    const left = words.value(term.left, X.rows);
    const right = words.value(term.right, X.columns);
    // Entry ((i, j), (k, l)) is left_ik right_lj, or left_il right_kj for a transposed direction.
    for (let i = 0; i < left.rows; i++)
      for (let inner = 0; inner < left.columns; inner++) {
        const scaled = times(left, i * left.columns + inner, factor);
        if (scaled[0] === 0) continue;
        for (let outer = 0; outer < right.rows; outer++)
          for (let j = 0; j < right.columns; j++) {
            const [k, l] = term.transposed ? [outer, inner] : [inner, outer];
            add(i * X.columns + j, k * Y.columns + l, ...times(right, outer * right.columns + j, scaled));
          }
      }
    // The operator V ↦ A V B has norm ‖A‖‖B‖ at most; the identity's own is 1.
    return (
      (term.left.length === 0 ? 1 : words.norm(term.left)) *
      (term.right.length === 0 ? 1 : words.norm(term.right))
    );
  }

  private wordsAt(x: ExtendedMatrix): Words {
    const values = new Map(this.constants);
    for (const { name, offset, rows, columns } of this.places) {
      const end = offset + rows * columns;
      values.set(name, { rows, columns, hi: x.hi.slice(offset, end), lo: x.lo.slice(offset, end) });
    }
    return new Words(values);
  }
}

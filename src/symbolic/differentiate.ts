/**
 * Matrix derivatives of trace polynomials.
 *
 *   dL = ⟨∇_X L, dX⟩,   tr(X R) → ∇ = Rᵀ,   tr(Xᵀ R) → ∇ = R   (each occurrence in turn).
 *
 * Letters inside sg(·) are constants for differentiation. The derivative of a matrix expression in a direction V
 * replaces each occurrence of X by V in turn; `jacobianTerms` keeps the places, so that the numeric layer
 * can build the linear map as a sum of Kronecker products.
 */
import type { Rational } from "../exact/rational.js";
import {
  canonicalCycle,
  type Expression,
  fromTerms,
  type Letter,
  type MatrixSymbol,
  type Term,
  transposeWord,
  type Word,
} from "./expression.js";

const isOccurrence = (l: Letter, name: string): boolean => l.symbol.name === name && !l.stopped;

/** Everything that follows the k-th letter, cyclically. */
const rest = (word: Word, k: number): Word => [...word.slice(k + 1), ...word.slice(0, k)];

/**
 * ∇_X L for a scalar L: an expression of the shape of X.
 * @throws RangeError if L is not a scalar.
 */
export function gradient(loss: Expression, variable: MatrixSymbol): Expression {
  if (loss.rows !== 1 || loss.columns !== 1) throw new RangeError("gradient: expected a scalar expression");
  const terms: Term[] = [];
  for (const term of loss.terms)
    term.traces.forEach((word, position) => {
      word.forEach((l, k) => {
        if (!isOccurrence(l, variable.name)) return;
        const tail = rest(word, k);
        terms.push({
          ...term,
          traces: term.traces.filter((_, other) => other !== position),
          word: l.transposed ? tail : transposeWord(tail),
        });
      });
    });
  return fromTerms(variable.rows, variable.columns, terms);
}

/** The derivative of an expression in the direction V (a symbol of the shape of X) with respect to X. */
export function directionalDerivative(
  expression: Expression,
  variable: MatrixSymbol,
  direction: MatrixSymbol,
): Expression {
  const terms: Term[] = [];
  const replace = (word: Word, k: number): Word =>
    word.map((l, other) => (other === k ? { ...l, symbol: direction } : l));
  for (const term of expression.terms) {
    term.word.forEach((l, k) => {
      if (isOccurrence(l, variable.name)) terms.push({ ...term, word: replace(term.word, k) });
    });
    term.traces.forEach((word, position) => {
      word.forEach((l, k) => {
        if (!isOccurrence(l, variable.name)) return;
        const traces = term.traces.map((other, p) =>
          p === position ? canonicalCycle(replace(word, k)) : other,
        );
        terms.push({ ...term, traces });
      });
    });
  }
  return fromTerms(expression.rows, expression.columns, terms);
}

/** One summand of the linear map V ↦ D F[V]; every field is a word or a rational. */
export type JacobianTerm = {
  readonly coefficient: Rational;
  readonly parameters: Term["parameters"];
  /** Scalar factors tr(w). */
  readonly traces: readonly Word[];
} & (
  | {
      /** V ↦ A V B, or A Vᵀ B when `transposed`. */
      readonly kind: "sandwich";
      readonly left: Word;
      readonly right: Word;
      readonly transposed: boolean;
    }
  | {
      /** V ↦ ⟨C, V⟩ · R. */
      readonly kind: "outer";
      readonly covector: Word;
      readonly result: Word;
    }
);

/** The derivative of F with respect to X as a sum of sandwiches A V B and outer products ⟨C, V⟩R. */
export function jacobianTerms(expression: Expression, variable: MatrixSymbol): JacobianTerm[] {
  const found: JacobianTerm[] = [];
  for (const term of expression.terms) {
    const { coefficient, parameters } = term;
    term.word.forEach((l, k) => {
      if (!isOccurrence(l, variable.name)) return;
      found.push({
        kind: "sandwich",
        coefficient,
        parameters,
        traces: term.traces,
        left: term.word.slice(0, k),
        right: term.word.slice(k + 1),
        transposed: l.transposed,
      });
    });
    term.traces.forEach((word, position) => {
      word.forEach((l, k) => {
        if (!isOccurrence(l, variable.name)) return;
        const tail = rest(word, k);
        found.push({
          kind: "outer",
          coefficient,
          parameters,
          traces: term.traces.filter((_, other) => other !== position),
          covector: l.transposed ? tail : transposeWord(tail),
          result: term.word,
        });
      });
    });
  }
  return found;
}

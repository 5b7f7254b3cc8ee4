/**
 * Matrix derivatives of trace polynomials.
 *
 *   dL = ⟨∇_X L, dX⟩,   tr(X R) → ∇ = Rᵀ,   tr(Xᵀ R) → ∇ = R   (each occurrence in turn).
 *
 * Letters inside sg(·) are constants for differentiation. The derivative of a matrix expression in a direction V
 * replaces each occurrence of X by V in turn; `jacobianTerms` keeps the places, so that the numeric layer
 * can build the linear map as a sum of Kronecker products.
 *
 * Inverses and roots (`inverse.ts`) are differentiated through:  dT = −T dA T,  ds = ½ ρ dx,  dρ = −½ ρ³ dx.
 */
import { ONE, type Rational, rational } from "../exact/rational.js";
import {
  canonicalCycle,
  columnsOf,
  cyclesOf,
  type Definition,
  definedSymbol,
  type Expression,
  fromTerms,
  innerProduct,
  type Letter,
  letter,
  type MatrixSymbol,
  multiply,
  power,
  rowsOf,
  scale,
  sum,
  type Term,
  trace,
  transpose,
  transposeWord,
  type Word,
} from "./expression.js";

const isOccurrence = (l: Letter, name: string): boolean => l.symbol.name === name && !l.stopped;

/** Everything that follows the k-th letter, cyclically. */
const rest = (word: Word, k: number): Word => [...word.slice(k + 1), ...word.slice(0, k)];

/** The definition of a letter that may depend on variables. */
const definitionOf = ({ symbol }: Letter): Definition | undefined =>
  symbol.role === "defined" ? symbol.defined : undefined;

const HALF = rational("1/2");

/** ds/dx of s = √x, or of ρ = 1/√x: a scalar. */
function rootSlope({ kind, of }: Definition): Expression {
  const rho = letter(definedSymbol("inverse-root", of));
  return kind === "root" ? scale(rho, HALF) : scale(power(rho, 3), HALF.neg());
}

/** The expression of one word, as an r×c matrix. */
const ofWord = (word: Word, rows: number, columns: number): Expression =>
  fromTerms(rows, columns, [{ coefficient: ONE, parameters: [], traces: [], word }]);

/**
 * ∇_X L for a scalar L: an expression of the shape of X.
 * @throws RangeError if L is not a scalar.
 */
export function gradient(loss: Expression, variable: MatrixSymbol): Expression {
  if (loss.rows !== 1 || loss.columns !== 1) throw new RangeError("gradient: expected a scalar expression");
  const terms: Term[] = [];
  const through: Expression[] = [];
  for (const term of loss.terms)
    term.traces.forEach((word, position) => {
      word.forEach((l, k) => {
        const definition = definitionOf(l);
        if (definition === undefined && !isOccurrence(l, variable.name)) return;
        const tail = rest(word, k);
        const part: Term = {
          ...term,
          traces: term.traces.filter((_, other) => other !== position),
          word: l.transposed ? tail : transposeWord(tail),
        };
        if (definition === undefined) terms.push(part);
        else through.push(pulledBack(l, definition, part, variable));
      });
    });
  const plain = fromTerms(variable.rows, variable.columns, terms);
  return through.length === 0 ? plain : sum([plain, ...through]);
}

/** ∇_X ⟨G, D⟩, G held fixed, for a defined letter D: −Tᵀ G Tᵀ, or the slope of the root times G, is what A or x gets. */
function pulledBack({ symbol }: Letter, definition: Definition, g: Term, variable: MatrixSymbol): Expression {
  const { of } = definition;
  const outer = fromTerms(symbol.rows, symbol.columns, [g]);
  if (definition.kind !== "inverse")
    return multiply(multiply(outer, rootSlope(definition)), gradient(of, variable));
  const flipped = transpose(letter(symbol));
  return adjoint(of, scale(multiply(multiply(flipped, outer), flipped), rational(-1)), variable);
}

/** ∇_X ⟨G, A⟩, G held fixed. */
function adjoint(a: Expression, g: Expression, variable: MatrixSymbol): Expression {
  const zero = fromTerms(variable.rows, variable.columns, []);
  const parts: Expression[] = [zero];
  for (const { coefficient, parameters, traces, word } of a.terms) {
    const factor = fromTerms(1, 1, [{ coefficient, parameters, traces, word: [] }]);
    const matrix = ofWord(word, a.rows, a.columns);
    // ⟨G, τ w⟩: the scalar factor, then each letter of the word.
    if (traces.length > 0) parts.push(multiply(innerProduct(g, matrix), gradient(factor, variable)));
    word.forEach((l, k) => {
      const definition = definitionOf(l);
      if (definition === undefined && !isOccurrence(l, variable.name)) return;
      const inner = multiply(factor, between(word.slice(0, k), g, word.slice(k + 1)));
      const onSymbol = l.transposed ? transpose(inner) : inner;
      if (definition === undefined) parts.push(onSymbol);
      else for (const term of onSymbol.terms) parts.push(pulledBack(l, definition, term, variable));
    });
  }
  return sum(parts);
}

/** Lᵀ G Rᵀ. */
function between(left: Word, g: Expression, right: Word): Expression {
  const after = left.length === 0 ? g : multiply(transpose(ofFactor(left)), g);
  return right.length === 0 ? after : multiply(after, transpose(ofFactor(right)));
}

/** A nonempty word in its own shape. */
const ofFactor = (word: Word): Expression =>
  ofWord(word, rowsOf(word[0]!), columnsOf(word[word.length - 1]!));

/** The derivative of an expression in the direction V (a symbol of the shape of X) with respect to X. */
export function directionalDerivative(
  expression: Expression,
  variable: MatrixSymbol,
  direction: MatrixSymbol,
): Expression {
  const { rows, columns } = expression;
  const terms: Term[] = [];
  const through: Expression[] = [];
  const replace = (word: Word, k: number): Word =>
    word.map((l, other) => (other === k ? { ...l, symbol: direction } : l));
  const changeOf = (l: Letter, definition: Definition): Expression => {
    const change = changeOfDefined(l.symbol, definition, variable, direction);
    return l.transposed ? transpose(change) : change;
  };
  for (const term of expression.terms) {
    const factor = (traces: readonly Word[]) => fromTerms(1, 1, [{ ...term, traces, word: [] }]);
    term.word.forEach((l, k) => {
      const definition = definitionOf(l);
      if (isOccurrence(l, variable.name)) terms.push({ ...term, word: replace(term.word, k) });
      else if (definition !== undefined)
        through.push(
          multiply(
            factor(term.traces),
            inWord(term.word.slice(0, k), changeOf(l, definition), term.word.slice(k + 1)),
          ),
        );
    });
    term.traces.forEach((word, position) => {
      word.forEach((l, k) => {
        const definition = definitionOf(l);
        if (isOccurrence(l, variable.name)) {
          const traces = term.traces.map((other, p) =>
            p === position ? canonicalCycle(replace(word, k)) : other,
          );
          terms.push({ ...term, traces });
        } else if (definition !== undefined) {
          const others = factor(term.traces.filter((_, other) => other !== position));
          const change = trace(inWord([], changeOf(l, definition), rest(word, k)));
          through.push(multiply(multiply(others, change), ofWord(term.word, rows, columns)));
        }
      });
    });
  }
  const plain = fromTerms(rows, columns, terms);
  return through.length === 0 ? plain : sum([plain, ...through]);
}

/** L A R. */
function inWord(left: Word, a: Expression, right: Word): Expression {
  const before = left.length === 0 ? a : multiply(ofFactor(left), a);
  return right.length === 0 ? before : multiply(before, ofFactor(right));
}

/** dT = −T dA T; ds = (ds/dx) dx. */
function changeOfDefined(
  symbol: MatrixSymbol,
  definition: Definition,
  variable: MatrixSymbol,
  direction: MatrixSymbol,
): Expression {
  const inner = directionalDerivative(definition.of, variable, direction);
  if (definition.kind !== "inverse") return multiply(rootSlope(definition), inner);
  const t = letter(symbol);
  return scale(multiply(multiply(t, inner), t), rational(-1));
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
      if (definitionOf(l) !== undefined) found.push(...throughWord(term, k, variable));
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
        if (definitionOf(l) !== undefined) found.push(...throughTrace(term, position, k, variable));
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

/** The derivative of A, of Aᵀ where a letter A⁻¹ stands transposed. */
const slopesOf = (l: Letter, { of }: Definition, variable: MatrixSymbol): JacobianTerm[] =>
  jacobianTerms(of, variable).map((term): JacobianTerm => {
    if (!l.transposed) return term;
    if (term.kind === "outer") return { ...term, result: transposeWord(term.result) };
    return {
      ...term,
      left: transposeWord(term.right),
      right: transposeWord(term.left),
      transposed: !term.transposed,
    };
  });

/** Factors of a derivative beside those of what it goes through. */
const combined = (
  { coefficient, parameters }: Term,
  traces: readonly Word[],
  inner: JacobianTerm,
  sign: Rational,
): Pick<JacobianTerm, "coefficient" | "parameters" | "traces"> => {
  const [factor] = multiply(
    fromTerms(1, 1, [{ coefficient: coefficient.mul(sign), parameters, traces: [], word: [] }]),
    fromTerms(1, 1, [{ coefficient: inner.coefficient, parameters: inner.parameters, traces: [], word: [] }]),
  ).terms;
  return {
    coefficient: factor!.coefficient,
    parameters: factor!.parameters,
    traces: [...traces, ...inner.traces],
  };
};

const MINUS_ONE = rational(-1);

/** L T R ↦ −L T dA T R. Roots are scalars: none stands in an open word. */
function throughWord(term: Term, k: number, variable: MatrixSymbol): JacobianTerm[] {
  const l = term.word[k]!;
  const [before, after] = [term.word.slice(0, k + 1), term.word.slice(k)];
  return slopesOf(l, definitionOf(l)!, variable).map((inner): JacobianTerm => {
    const common = combined(term, term.traces, inner, MINUS_ONE);
    return inner.kind === "outer"
      ? {
          ...common,
          kind: "outer",
          covector: inner.covector,
          result: [...before, ...inner.result, ...after],
        }
      : {
          ...common,
          kind: "sandwich",
          left: [...before, ...inner.left],
          right: [...inner.right, ...after],
          transposed: inner.transposed,
        };
  });
}

/** tr(T w) ↦ −tr(T w T dA); a root s ↦ (ds/dx) dx. */
function throughTrace(term: Term, position: number, k: number, variable: MatrixSymbol): JacobianTerm[] {
  const word = term.traces[position]!;
  const l = word[k]!;
  const definition = definitionOf(l)!;
  const others = term.traces.filter((_, other) => other !== position);
  const common = { kind: "outer", result: term.word } as const;
  if (definition.kind !== "inverse") {
    const [slope] = rootSlope(definition).terms;
    return jacobianTerms(definition.of, variable).flatMap((inner): JacobianTerm[] =>
      inner.kind === "outer"
        ? [
            {
              ...common,
              ...combined(term, [...others, ...slope!.traces], inner, slope!.coefficient),
              covector: inner.covector,
            },
          ]
        : [],
    );
  }
  const around = [l, ...rest(word, k), l];
  return slopesOf(l, definition, variable).map((inner): JacobianTerm => {
    if (inner.kind === "outer")
      return {
        ...common,
        ...combined(term, [...others, ...cyclesOf([...around, ...inner.result])], inner, MINUS_ONE),
        covector: inner.covector,
      };
    const covector = [...inner.right, ...around, ...inner.left];
    return {
      ...common,
      ...combined(term, others, inner, MINUS_ONE),
      covector: inner.transposed ? covector : transposeWord(covector),
    };
  });
}

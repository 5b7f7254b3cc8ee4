/**
 * Sparse multivariate polynomials with exact rational coefficients, Q[x_0, …, x_{n−1}].
 *
 * A monomial is the sorted multiset of its variable indices, stored as a string with one character per factor:
 * losses have low degree in many variables, so this is shorter than an exponent vector.
 */

import { bitLength } from "../exact/dyadic.js";
import type { RationalMatrix } from "../exact/matrix.js";
import { isZero, type Rational, rational, rationalText, sign, ZERO } from "../exact/rational.js";
import { type Expression, type Letter, type MatrixSymbol, type Word, wordKey } from "./expression.js";

type Monomial = string;

/** Index k ↔ one character; surrogates are avoided by staying below 0xD800. */
const MAX_VARIABLES = 0xd000;

function mergeMonomials(a: Monomial, b: Monomial): Monomial {
  if (a === "") return b;
  if (b === "") return a;
  if (a.charCodeAt(a.length - 1) <= b.charCodeAt(0)) return a + b;
  let out = "";
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) out += a.charCodeAt(i) <= b.charCodeAt(j) ? a[i++] : b[j++];
  return out + a.slice(i) + b.slice(j);
}

/** a / b, null where b does not divide a. */
function divideMonomials(a: Monomial, b: Monomial): Monomial | null {
  let out = "";
  let j = 0;
  for (const factor of a)
    if (factor === b[j]) j++;
    else out += factor;
  return j === b.length ? out : null;
}

/** Lexicographic order: x₀² before x₀x₁ before x₀ before x₁². */
const comesBefore = (a: Monomial, b: Monomial): boolean => {
  for (let k = 0; k < a.length && k < b.length; k++) if (a[k] !== b[k]) return a[k]! < b[k]!;
  return a.length > b.length;
};

/**
 * An element of Q[x_0, x_1, …]; immutable.
 *
 * @example
 * const [equation] = parseSystem({ variables: ["x", "y"], equations: ["(x + y)^2"] }).equations;
 * equation!.differentiate(1).toText(["x", "y"]) // "2*x + 2*y"
 */
export class Polynomial {
  private constructor(private readonly coefficients: ReadonlyMap<Monomial, Rational>) {}

  /** 0, the polynomial without terms. */
  static readonly zero = new Polynomial(new Map());

  /** A constant polynomial. */
  static constant(value: Rational): Polynomial {
    return isZero(value) ? Polynomial.zero : new Polynomial(new Map([["", value]]));
  }

  /** The variable with the given index. @throws RangeError beyond 53 248 variables. */
  static variable(index: number): Polynomial {
    if (!Number.isInteger(index) || index < 0 || index >= MAX_VARIABLES)
      throw new RangeError(`polynomial: expected a variable index below ${MAX_VARIABLES}, got ${index}`);
    return new Polynomial(new Map([[String.fromCharCode(index), rational(1)]]));
  }

  /** Σ of terms, each a coefficient and the sorted indices of its factors: what `terms` gives, read back. */
  static fromTerms(
    terms: Iterable<{ readonly coefficient: Rational; readonly factors: readonly number[] }>,
  ): Polynomial {
    const total = new Map<Monomial, Rational>();
    for (const { coefficient, factors } of terms)
      accumulate(total, String.fromCharCode(...factors), coefficient);
    return new Polynomial(total);
  }

  /** Σ of scaled polynomials in one pass. */
  static sum(parts: Iterable<Polynomial>): Polynomial {
    const total = new Map<Monomial, Rational>();
    for (const part of parts) for (const [monomial, c] of part.coefficients) accumulate(total, monomial, c);
    return new Polynomial(total);
  }

  /** Σ_k a_k b_k in one pass. */
  static sumOfProducts(pairs: Iterable<readonly [Polynomial, Polynomial]>): Polynomial {
    const total = new Map<Monomial, Rational>();
    for (const [a, b] of pairs)
      for (const [x, c] of a.coefficients)
        for (const [y, d] of b.coefficients) accumulate(total, mergeMonomials(x, y), c.mul(d));
    return new Polynomial(total);
  }

  /** The number of monomials with a coefficient that is not 0. */
  get termCount(): number {
    return this.coefficients.size;
  }

  /** The largest degree of a monomial; −1 for 0. */
  get degree(): number {
    let degree = -1;
    for (const monomial of this.coefficients.keys()) degree = Math.max(degree, monomial.length);
    return degree;
  }

  /** Whether it is 0. */
  isZero(): boolean {
    return this.coefficients.size === 0;
  }

  /** p + q. */
  add(other: Polynomial): Polynomial {
    return Polynomial.sum([this, other]);
  }

  /** p · q, expanded. */
  multiply(other: Polynomial): Polynomial {
    return Polynomial.sumOfProducts([[this, other]]);
  }

  /** factor · p. */
  scale(factor: Rational): Polynomial {
    if (isZero(factor)) return Polynomial.zero;
    return new Polynomial(new Map([...this.coefficients].map(([monomial, c]) => [monomial, c.mul(factor)])));
  }

  /** The terms of the given degree. */
  homogeneousPart(degree: number): Polynomial {
    return new Polynomial(new Map([...this.coefficients].filter(([monomial]) => monomial.length === degree)));
  }

  /**
   * The quotient by a divisor, null where it is none: long division, leading monomials first in the lexicographic order.
   * @throws RangeError for the zero divisor.
   */
  divideExactly(divisor: Polynomial): Polynomial | null {
    const lead = divisor.leadingMonomial();
    if (lead === null) throw new RangeError("polynomial: expected a nonzero divisor");
    const leading = divisor.coefficients.get(lead)!;
    let rest: Polynomial = this;
    const quotient: Polynomial[] = [];
    for (let top = rest.leadingMonomial(); top !== null; top = rest.leadingMonomial()) {
      const monomial = divideMonomials(top, lead);
      if (monomial === null) return null;
      const term = new Polynomial(new Map([[monomial, rest.coefficients.get(top)!.div(leading)]]));
      quotient.push(term);
      rest = rest.add(term.multiply(divisor).scale(rational(-1)));
    }
    return Polynomial.sum(quotient);
  }

  /** The largest monomial: more of the first variable, then of the next. */
  private leadingMonomial(): Monomial | null {
    let best: Monomial | null = null;
    for (const monomial of this.coefficients.keys())
      if (best === null || comesBefore(monomial, best)) best = monomial;
    return best;
  }

  /** ∂/∂x_index. */
  differentiate(index: number): Polynomial {
    const out = new Map<Monomial, Rational>();
    const letter = String.fromCharCode(index);
    for (const [monomial, c] of this.coefficients) {
      const first = monomial.indexOf(letter);
      if (first < 0) continue;
      const power = monomial.lastIndexOf(letter) - first + 1;
      out.set(monomial.slice(0, first) + monomial.slice(first + 1), c.mul(power));
    }
    return new Polynomial(out);
  }

  /** p(q_0, …, q_{n−1}). */
  substitute(by: readonly Polynomial[]): Polynomial {
    return Polynomial.sum(
      [...this.terms()].map(({ coefficient, factors }) =>
        factors.reduce((product, v) => product.multiply(by[v]!), Polynomial.constant(coefficient)),
      ),
    );
  }

  /** Exact value at a rational point. */
  evaluate(point: readonly Rational[]): Rational {
    let sum = ZERO;
    for (const [monomial, c] of this.coefficients) {
      let product = c;
      for (let k = 0; k < monomial.length; k++) product = product.mul(point[monomial.charCodeAt(k)]!);
      sum = sum.add(product);
    }
    return sum;
  }

  /** Whether all coefficients are the same, exactly. */
  equals(other: Polynomial): boolean {
    return (
      this.coefficients.size === other.coefficients.size &&
      [...this.coefficients].every(([monomial, c]) => other.coefficients.get(monomial)?.equals(c) ?? false)
    );
  }

  /** Each term as its coefficient and the sorted indices of its factors. */
  *terms(): Generator<{ readonly coefficient: Rational; readonly factors: number[] }> {
    for (const [monomial, coefficient] of this.coefficients) {
      const factors: number[] = [];
      for (let k = 0; k < monomial.length; k++) factors.push(monomial.charCodeAt(k));
      yield { coefficient, factors };
    }
  }

  /**
   * A text that is the same for equal polynomials, and for no others.
   *
   * @example
   * const [equation] = parseSystem({ variables: ["x", "y"], equations: ["x*y + 2"] }).equations;
   * equation!.key() // "0.1:1+:2"
   */
  key(): string {
    return [...this.terms()]
      .map(({ coefficient, factors }) => `${factors.join(".")}:${coefficient.toFraction()}`)
      .sort()
      .join("+");
  }

  /** `3/7*x^2*y - 1`, with the given variable names. */
  toText(names: readonly string[]): string {
    const parts: string[] = [];
    for (const { coefficient, factors } of this.terms()) {
      const powers = new Map<number, number>();
      for (const factor of factors) powers.set(factor, (powers.get(factor) ?? 0) + 1);
      const body = [...powers].map(([k, power]) => (power === 1 ? names[k]! : `${names[k]}^${power}`));
      const magnitude = rationalText(coefficient.abs());
      if (magnitude !== "1" || body.length === 0) body.unshift(magnitude);
      const negative = sign(coefficient) < 0;
      parts.push(parts.length === 0 ? (negative ? "-" : "") : negative ? " - " : " + ", body.join("*"));
    }
    return parts.length === 0 ? "0" : parts.join("");
  }
}

function accumulate(total: Map<Monomial, Rational>, monomial: Monomial, c: Rational): void {
  const present = total.get(monomial);
  if (present === undefined) {
    if (!isZero(c)) total.set(monomial, c);
    return;
  }
  const sum = present.add(c);
  if (isZero(sum)) total.delete(monomial);
  else total.set(monomial, sum);
}

/** A matrix of polynomials, by rows. */
export type PolynomialMatrix = readonly (readonly Polynomial[])[];

/** A B, shapes as for numbers. */
export const multiplyMatrices = (a: PolynomialMatrix, b: PolynomialMatrix): PolynomialMatrix =>
  a.map((row) =>
    (b[0] ?? []).map((_, j) => Polynomial.sumOfProducts(row.map((entry, k) => [entry, b[k]![j]!]))),
  );

/** Aᵀ. */
export const transposeMatrix = (a: PolynomialMatrix): PolynomialMatrix =>
  (a[0] ?? []).map((_, i) => a.map((row) => row[i]!));

/** det of a small matrix, along its first row. */
export function determinant(a: PolynomialMatrix): Polynomial {
  if (a.length === 0) return Polynomial.constant(rational(1));
  return Polynomial.sum(
    a[0]!.map((entry, j) => {
      const minor = a.slice(1).map((row) => row.filter((_, k) => k !== j));
      const product = entry.multiply(determinant(minor));
      return j % 2 === 0 ? product : product.scale(rational(-1));
    }),
  );
}

/** An exact matrix as one of constants. */
export const constantMatrix = (value: RationalMatrix): PolynomialMatrix =>
  Array.from({ length: value.rows }, (_, i) =>
    Array.from({ length: value.columns }, (__, j) => Polynomial.constant(value.get(i, j))),
  );

/** Which polynomial variable an entry of a matrix variable is: offset + i·columns + j. */
export type EntryLayout = ReadonlyMap<string, { readonly offset: number }>;

/** A matrix whose entries are variables, in rows from an offset on. */
export const variableMatrix = (offset: number, rows: number, columns: number): PolynomialMatrix =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => Polynomial.variable(offset + i * columns + j)),
  );

/**
 * Expands an expression into its scalar entries: an r×c array of exact polynomials.
 *
 * @param layout the polynomial variable of each entry of each matrix variable; other letters need a constant.
 * @throws RangeError if a letter has neither.
 */
export function expand(
  expression: Expression,
  layout: EntryLayout,
  constants: ReadonlyMap<string, RationalMatrix>,
): PolynomialMatrix {
  return expandIn(expression, {
    valueOf({ name, rows, columns }) {
      const place = layout.get(name);
      if (place !== undefined) return variableMatrix(place.offset, rows, columns);
      const constant = constants.get(name);
      if (constant === undefined)
        throw new RangeError(`expand: expected a layout or a value for ${name}, got none`);
      return constantMatrix(constant);
    },
  });
}

/** What letters stand for. */
export interface LetterValues {
  valueOf(symbol: MatrixSymbol): PolynomialMatrix;
  /** What stands between neighbours in a word, transposes included; nothing where it is the identity. */
  between?(left: Letter, right: Letter): PolynomialMatrix | undefined;
}

/**
 * The entries of an expression, letters replaced by their values.
 *
 * @throws RangeError if a parameter is left.
 */
export function expandIn(expression: Expression, values: LetterValues): PolynomialMatrix {
  const words = new PolynomialWords(values);
  const parts: Polynomial[][][] = Array.from({ length: expression.rows }, () =>
    Array.from({ length: expression.columns }, () => []),
  );
  for (const term of expression.terms) {
    if (term.parameters.length > 0)
      throw new RangeError(`expand: expected a value for the parameter ${term.parameters[0]![0]}, got none`);
    let factor = Polynomial.constant(term.coefficient);
    for (const word of term.traces) factor = factor.multiply(words.trace(word));
    if (term.word.length === 0) for (let i = 0; i < expression.rows; i++) parts[i]![i]!.push(factor);
    else
      for (const [i, row] of words.product(term.word).entries())
        for (const [j, entry] of row.entries()) parts[i]![j]!.push(factor.multiply(entry));
  }
  return parts.map((row) => row.map((summands) => Polynomial.sum(summands)));
}

/** Products of letters as matrices of polynomials, each made once. */
class PolynomialWords {
  private readonly letters = new Map<string, PolynomialMatrix>();
  private readonly products = new Map<string, PolynomialMatrix>();

  constructor(private readonly values: LetterValues) {}

  /** The product of the letters of a word, which has one at least. */
  product(word: Word): PolynomialMatrix {
    if (word.length === 1) return this.letter(word[0]!);
    const key = wordKey(word);
    const known = this.products.get(key);
    if (known !== undefined) return known;
    const value = multiplyMatrices(
      this.before(word.slice(0, -1), word[word.length - 1]!),
      this.letter(word[word.length - 1]!),
    );
    this.products.set(key, value);
    return value;
  }

  /** The product, and what stands before the next letter. */
  private before(word: Word, next: Letter): PolynomialMatrix {
    const between = this.values.between?.(word[word.length - 1]!, next);
    const product = this.product(word);
    return between === undefined ? product : multiplyMatrices(product, between);
  }

  /** tr(A B) without forming the product. */
  trace(word: Word): Polynomial {
    const cut = Math.ceil(word.length / 2);
    const [head, tail] = [word.slice(0, cut), word.slice(cut)];
    const left = this.before(head, word[cut % word.length]!);
    if (tail.length === 0) return Polynomial.sum(left.map((row, i) => row[i]!));
    const right = this.before(tail, word[0]!);
    return Polynomial.sumOfProducts(
      left.flatMap((row, i) => row.map((entry, j) => [entry, right[j]![i]!] as const)),
    );
  }

  private letter({ symbol, transposed }: Letter): PolynomialMatrix {
    let value = this.letters.get(symbol.name);
    if (value === undefined) {
      value = this.values.valueOf(symbol);
      this.letters.set(symbol.name, value);
    }
    return transposed ? transposeMatrix(value) : value;
  }
}

/** The most bits of a numerator or denominator among the coefficients; 1 where there is none. */
export function coefficientBits(polynomials: readonly Polynomial[]): number {
  let most = 1;
  for (const polynomial of polynomials)
    for (const { coefficient } of polynomial.terms())
      most = Math.max(most, bitLength(coefficient.n), bitLength(coefficient.d));
  return most;
}

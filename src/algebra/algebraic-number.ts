/**
 * Values of polynomials at points of finite sets as algebraic numbers: minimal polynomial over Q, and an interval with this root of it alone.
 *
 *   v = f(ξ),   ξ_i = g_i(t)/d_i(t), q(t) = 0,   h | q the irreducible factor of t:   v ∈ Q[T]/h, a field of degree d = deg h.
 *
 * 1. h: a factor of q has roots among those of q. With a the leading coefficient of q, a Π (T − t_i) over them is a multiple of it with integer coefficients. Sets of roots with t,
 *    conjugate ones together, are tried by their number: a Σ t_i near an integer, then the product, which has to divide q exactly.
 *    The first found is irreducible, and q is if none is.
 * 2. The first k with 1, v, …, v^k dependent over Q gives the minimal polynomial: exact linear algebra in Q^d.
 *
 * Not covered: degrees beyond `MOST_DEGREE`, polynomials h beyond `MOST_FIELD_BITS`, values that are not real, and factors by other means than the roots.
 */
import { bitLength, shifted } from "../exact/dyadic.js";
import { kernel, solve } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import {
  commonMultiple,
  decimalText,
  gcd,
  integerSquareRoot,
  ONE,
  type Rational,
  ratio,
  rational,
  ZERO,
} from "../exact/rational.js";
import type { AlgebraicPoint } from "./coordinates.js";
import { MOST_DEGREE, MOST_FIELD_BITS, MOST_PROJECTED, MOST_ROOT_SETS } from "./options.js";
import type { RationalUnivariate } from "./rational-univariate.js";
import {
  degreeOf,
  derivativeOf,
  divideExactly,
  type IntegerPolynomial,
  leadingCoefficient,
  norm1,
  primitiveFrom,
  primitivePart,
} from "./univariate/integer-polynomial.js";
import { finish } from "./univariate/progress.js";
import {
  boundsOf,
  isolateRealRoots,
  type RealRoot,
  refineRealRoot,
  signAtRealRoot,
} from "./univariate/real-roots.js";
import { squareFreeRoots } from "./univariate/solve.js";

/** A real algebraic number. */
export interface AlgebraicNumber {
  /** Irreducible and primitive, of positive leading coefficient; by ascending degree. */
  readonly polynomial: IntegerPolynomial;
  /** The only root in low ≤ v ≤ high; the number itself where they are equal. */
  readonly low: Rational;
  readonly high: Rational;
}

/** A polynomial by its terms, each a coefficient and the indices of its factors. */
export type Terms = Iterable<{ readonly coefficient: Rational; readonly factors: readonly number[] }>;

/**
 * f(ξ) at a real point.
 *
 * @param enclosure |f(ξ) − centre| ≤ error, narrow enough to tell it from its conjugates.
 * @returns null where the degree or the coefficients of t are too large, or the enclosure too wide.
 */
export function algebraicValue(
  point: AlgebraicPoint,
  f: Terms,
  { centre, error }: { readonly centre: Rational; readonly error: Rational },
): AlgebraicNumber | null {
  const h = minimalFactor(point);
  if (h === null || degreeOf(h) * bitLength(norm1(h)) > MOST_FIELD_BITS) return null;
  const field = new Extension(h);
  const polynomial = minimalPolynomial(valueIn(field, point, f), field);
  const near = isolateRealRoots(polynomial)
    .map(boundsOf)
    .filter(({ low, high }) => low.sub(error).compare(centre) <= 0 && high.add(error).compare(centre) >= 0);
  return near.length === 1 ? { polynomial, ...near[0]! } : null;
}

/** By the polynomial q of many points: factors that are known already; null where they are not looked for any more. */
const known = new WeakMap<IntegerPolynomial, readonly IntegerPolynomial[] | null>();

/** The minimal polynomial of t at a real point; null where it is not looked for. */
function minimalFactor({ source: { factor, root }, real }: AlgebraicPoint): IntegerPolynomial | null {
  if (!real) return null;
  if (root.exact !== null) return primitiveFrom([root.exact.neg(), ONE]);
  const factors = known.get(factor) ?? [];
  if (known.get(factor) === null || degreeOf(factor) > MOST_DEGREE) return null;
  const { re, radius, unit } = root.disc;
  const [low, high] = [re - radius, re + radius].map((x) =>
    ratio(shifted(x, Math.max(unit, 0)), shifted(1n, Math.max(-unit, 0))),
  );
  const own = isolateRealRoots(factor).find(
    (candidate) =>
      ratio(candidate.low, candidate.denominator).compare(high!) <= 0 &&
      ratio(candidate.high, candidate.denominator).compare(low!) >= 0,
  );
  if (own === undefined) return null;
  const found = factors.find((h) => signAtRealRoot(own, h) === 0);
  if (found !== undefined) return found;
  const h = factorOf(factor, own);
  known.set(factor, h === null ? null : [...factors, h]);
  return h;
}

/** A real root, or a pair of conjugate ones, as T − t or T² − 2 Re t T + |t|², times 2^bits; and its share of the sum of roots. */
interface RootPart {
  readonly coefficients: readonly bigint[];
  readonly sum: bigint;
  readonly isOwn: boolean;
}

/** The irreducible factor of q with a root; null where too many sets of roots would have to be tried. */
function factorOf(q: IntegerPolynomial, own: RealRoot): IntegerPolynomial | null {
  const n = degreeOf(q);
  // Coefficients of factors times a, and the errors of products of n roots of this size.
  const bits = 2 * bitLength(norm1(q)) + 4 * n + 64;
  const parts = rootParts(q, own, bits);
  const others = parts.filter(({ isOwn }) => !isOwn);
  const first = parts.find(({ isOwn }) => isOwn);
  if (first === undefined) return null;
  const a = leadingCoefficient(q);
  let tried = 0;
  for (let degree = 1; degree < n; degree++)
    for (const chosen of setsOf(others, degree - 1)) {
      if (++tried > MOST_ROOT_SETS) return null;
      const sum = chosen.reduce((total, part) => total + part.sum, first.sum);
      if (!isNearInteger(a * sum, bits)) continue;
      const h = roundedProduct(a, [first, ...chosen], bits);
      if (h !== null && divideExactly(q, h) !== null && signAtRealRoot(own, h) === 0) return h;
    }
  return primitivePart(q);
}

function rootParts(q: IntegerPolynomial, own: RealRoot, bits: number): RootPart[] {
  const fixed = (x: bigint, unit: number): bigint => shifted(x, unit + bits);
  const { low, high } = boundsOf(own);
  return finish(squareFreeRoots(q, 64)).map(({ disc, exact, refine }) => {
    const { re, im, unit, axis } = exact === null ? refine(disc, -bits - 8) : disc;
    const one = 1n << BigInt(bits);
    if (exact !== null || axis === "real") {
      const t = exact === null ? fixed(re, unit) : ((exact.s * exact.n) << BigInt(bits)) / exact.d;
      const value = ratio(t, one);
      const slack = ratio(4n, one);
      const isOwn = low.sub(slack).compare(value) <= 0 && high.add(slack).compare(value) >= 0;
      return { coefficients: [-t, one], sum: t, isOwn };
    }
    const [x, y] = [fixed(re, unit), fixed(im, unit)];
    return { coefficients: [(x * x + y * y) >> BigInt(bits), -2n * x, one], sum: 2n * x, isOwn: false };
  });
}

/** Sets of parts with so many roots together. */
function* setsOf(parts: readonly RootPart[], roots: number, from = 0): Generator<RootPart[]> {
  if (roots === 0) yield [];
  for (let k = from; k < parts.length && roots > 0; k++) {
    const size = parts[k]!.coefficients.length - 1;
    if (size <= roots) for (const rest of setsOf(parts, roots - size, k + 1)) yield [parts[k]!, ...rest];
  }
}

/** x·2^−bits is within 2^−16 of an integer: roots are known far better, and what is let through is verified. */
function isNearInteger(x: bigint, bits: number): boolean {
  const unit = 1n << BigInt(bits);
  const rest = ((x % unit) + unit) % unit;
  const gap = rest < unit - rest ? rest : unit - rest;
  return gap << 16n < unit;
}

/** a Π (T − t_i), rounded to integers, without its content; null where a coefficient is near none. */
function roundedProduct(a: bigint, parts: readonly RootPart[], bits: number): IntegerPolynomial | null {
  let product: bigint[] = [a << BigInt(bits)];
  for (const { coefficients } of parts) {
    const next = new Array<bigint>(product.length + coefficients.length - 1).fill(0n);
    for (const [i, x] of product.entries())
      for (const [j, y] of coefficients.entries()) next[i + j]! += (x * y) >> BigInt(bits);
    product = next;
  }
  if (product.some((c) => !isNearInteger(c, bits))) return null;
  const half = 1n << BigInt(bits - 1);
  return primitivePart(product.map((c) => (c + half) >> BigInt(bits)));
}

/** Σ coefficients_i U^i / denominator. */
interface Element {
  readonly coefficients: readonly bigint[];
  readonly denominator: bigint;
}

/**
 * Q[T]/h = Q[U]/h_U, U = a T, a the leading coefficient of h: h_U = a^{d−1} h(U/a) is monic with integer coefficients, so that products of integer elements
 * are integer elements, and denominators multiply. No common divisor is looked for but where it is asked: that would take more than all the products.
 */
class Extension {
  readonly degree: number;
  private readonly lead: bigint;
  /** −h_U without its leading term. */
  private readonly top: readonly bigint[];
  private readonly inverses = new Map<IntegerPolynomial, Element>();

  constructor(h: IntegerPolynomial) {
    this.degree = degreeOf(h);
    this.lead = leadingCoefficient(h);
    this.top = h.slice(0, -1).map((c, i) => -c * this.lead ** BigInt(this.degree - 1 - i));
  }

  constant(value: bigint): Element {
    return { coefficients: this.reduced([value]), denominator: 1n };
  }

  /** A polynomial in t. */
  element(f: IntegerPolynomial): Element {
    const most = Math.max(f.length - 1, 0);
    const scaled = f.map((c, j) => c * this.lead ** BigInt(most - j));
    return this.simplified({ coefficients: this.reduced(scaled), denominator: this.lead ** BigInt(most) });
  }

  /** Modulo h_U, with as many coefficients as its degree. */
  private reduced(f: readonly bigint[]): bigint[] {
    const rest = [...f];
    while (rest.length > this.degree) {
      const leading = rest.pop()!;
      if (leading === 0n) continue;
      const base = rest.length - this.degree;
      for (const [i, c] of this.top.entries()) rest[base + i]! += leading * c;
    }
    while (rest.length < this.degree) rest.push(0n);
    return rest;
  }

  multiply(a: Element, b: Element): Element {
    const product = new Array<bigint>(2 * this.degree - 1).fill(0n);
    for (const [i, x] of a.coefficients.entries())
      if (x !== 0n) for (const [j, y] of b.coefficients.entries()) product[i + j]! += x * y;
    return { coefficients: this.reduced(product), denominator: a.denominator * b.denominator };
  }

  /** Without common divisors of numerators and denominator. */
  simplified({ coefficients, denominator }: Element): Element {
    const common = coefficients.reduce(gcd, denominator);
    return { coefficients: coefficients.map((c) => c / common), denominator: denominator / common };
  }

  /** 1/f, f a polynomial that is not 0 at t. */
  inverse(f: IntegerPolynomial): Element {
    let inverse = this.inverses.get(f);
    if (inverse === undefined) {
      const { coefficients, denominator } = this.element(f);
      const columns = Array.from({ length: this.degree }, (_, j) =>
        this.reduced([...new Array<bigint>(j).fill(0n), ...coefficients]),
      );
      const matrix = RationalMatrix.generate(this.degree, this.degree, (i, j) => rational(columns[j]![i]!));
      const right = RationalMatrix.generate(this.degree, 1, (i) => (i === 0 ? rational(denominator) : ZERO));
      const quotient = solve(matrix, right);
      const entries = Array.from({ length: this.degree }, (_, i) => quotient.get(i, 0));
      inverse = over(commonMultiple(entries.map(({ d }) => d)), entries);
      this.inverses.set(f, inverse);
    }
    return inverse;
  }
}

/** Fractions with a common denominator. */
const over = (denominator: bigint, entries: readonly Rational[]): Element => ({
  coefficients: entries.map(({ s, n, d }) => s * n * (denominator / d)),
  denominator,
});

/** f(ξ) in Q[T]/h. */
function valueIn(field: Extension, { source }: AlgebraicPoint, f: Terms): Element {
  const coordinates = new Map<number, Element>();
  const coordinate = (v: number): Element => {
    let value = coordinates.get(v);
    if (value === undefined) {
      const { numerator, denominator } = source.representation.coordinates[v]!;
      value =
        numerator === null
          ? field.constant(0n)
          : field.simplified(
              field.multiply(field.element(numerator.coefficients), field.inverse(denominator.coefficients)),
            );
      coordinates.set(v, value);
    }
    return value;
  };
  const monomials = new Map<string, Element>([["", field.constant(1n)]]);
  const monomial = (factors: readonly number[]): Element => {
    const key = factors.join();
    let value = monomials.get(key);
    if (value === undefined) {
      value = field.multiply(monomial(factors.slice(0, -1)), coordinate(factors.at(-1)!));
      monomials.set(key, value);
    }
    return value;
  };
  const terms = [...f].map(({ coefficient: { s, n, d }, factors }) => {
    const { coefficients, denominator } = monomial(factors);
    return { coefficients: coefficients.map((c) => s * n * c), denominator: d * denominator };
  });
  return field.simplified(sumOf(terms, field));
}

/** Terms of equal denominators are added first: they are few, powers of that of the coordinates. */
function sumOf(terms: readonly Element[], field: Extension): Element {
  const byDenominator = new Map<bigint, bigint[]>();
  for (const { coefficients, denominator } of terms) {
    const sum = byDenominator.get(denominator);
    if (sum === undefined) byDenominator.set(denominator, [...coefficients]);
    else for (const [i, c] of coefficients.entries()) sum[i]! += c;
  }
  const denominator = commonMultiple([...byDenominator.keys()]);
  const total = [...field.constant(0n).coefficients];
  for (const [own, coefficients] of byDenominator)
    for (const [i, c] of coefficients.entries()) total[i]! += c * (denominator / own);
  return { coefficients: total, denominator };
}

/** Of an element v = V/D of Q[T]/h: a relation Σ c_k V^k = 0 is Σ c_k D^k v^k = 0. */
function minimalPolynomial({ coefficients, denominator }: Element, field: Extension): IntegerPolynomial {
  const value = { coefficients, denominator: 1n };
  const powers = [field.constant(1n)];
  for (;;) {
    powers.push(field.multiply(powers.at(-1)!, value));
    const relations = kernel(
      RationalMatrix.generate(field.degree, powers.length, (i, k) => rational(powers[k]!.coefficients[i]!)),
    );
    if (relations.columns === 0) continue;
    return primitiveFrom(
      Array.from({ length: powers.length }, (_, k) =>
        relations.get(k, 0).mul(rational(denominator ** BigInt(k))),
      ),
    );
  }
}

/**
 * The polynomial over Q of least degree that vanishes at one coordinate of every point of a list, complex ones included: square-free and primitive.
 *
 * @param v the coordinate.
 * @returns null for lists of more than `MOST_PROJECTED` points.
 * @example coordinatePolynomial(points of x² − 2 = 0, y = x²; v = 1) // T − 2
 */
export function coordinatePolynomial(
  { polynomial, numerators }: Pick<RationalUnivariate, "polynomial" | "numerators">,
  v: number,
): IntegerPolynomial | null {
  if (degreeOf(polynomial) > MOST_PROJECTED) return null;
  const field = new Extension(polynomial);
  const value = field.simplified(
    field.multiply(field.element(numerators[v]!), field.inverse(derivativeOf(polynomial))),
  );
  return minimalPolynomial(value, field);
}

/** The number that a real root is; null where its minimal polynomial is not looked for. */
export function algebraicRoot(root: RealRoot): AlgebraicNumber | null {
  if (degreeOf(root.polynomial) > MOST_DEGREE) return null;
  const polynomial = factorOf(root.polynomial, root);
  if (polynomial === null) return null;
  if (polynomial.length > 2) return { polynomial, ...boundsOf(root) };
  const value = ratio(-polynomial[0]!, polynomial[1]!);
  return { polynomial, low: value, high: value };
}

/**
 * A real algebraic number in decimals, within one unit of the last digit.
 *
 * @param digits after the point.
 * @example decimalsOf({ polynomial: [-2n, 0n, 1n], low: ratio(1n, 1n), high: ratio(2n, 1n) }, 10) // "1.4142135624"
 */
export function decimalsOf({ polynomial, low, high }: AlgebraicNumber, digits: number): string {
  if (low.equals(high)) return decimalText(low, digits);
  const own = isolateRealRoots(polynomial)
    .map((root) => refineRealRoot(root, -Math.ceil(digits / LOG10_OF_2) - 3))
    .find((root) => {
      const bounds = boundsOf(root);
      return bounds.low.compare(high) <= 0 && bounds.high.compare(low) >= 0;
    })!;
  return decimalText(boundsOf(own).low, digits);
}

/** Below log₁₀ 2. */
const LOG10_OF_2 = 0.301;

/** Primes whose squares are taken out of a root. */
const SQUARES_BELOW = 1000n;

/**
 * A number of degree two at most in radicals, `(3 - sqrt(5))/2`, `1/2`, `-2*sqrt(3)`; null for others.
 *
 * @example radicalText({ polynomial: [1n, -3n, 1n], low: ratio(0n, 1n), high: ratio(1n, 1n) }) // "(3 - sqrt(5))/2"
 */
export function radicalText({ polynomial, high }: AlgebraicNumber): string | null {
  const [c, b, a] = polynomial;
  if (polynomial.length === 2) return ratio(-c!, b!).toFraction();
  if (polynomial.length !== 3) return null;
  let radicand = b! * b! - 4n * a! * c!;
  let factor = 1n;
  for (let p = 2n; p < SQUARES_BELOW && p * p <= radicand; p++)
    while (radicand % (p * p) === 0n) {
      radicand /= p * p;
      factor *= p;
    }
  const root = integerSquareRoot(radicand);
  if (root * root === radicand) return null;
  // (−b ± factor √radicand)/2a: only right of the larger root the polynomial is positive again.
  const isUpper =
    high
      .mul(high.mul(ratio(a!, 1n)).add(ratio(b!, 1n)))
      .add(ratio(c!, 1n))
      .compare(ZERO) > 0;
  const divisor = [b!, factor].reduce(gcd, 2n * a!);
  const [whole, share, below] = [-b! / divisor, factor / divisor, (2n * a!) / divisor];
  const radical = `${share === 1n ? "" : `${share}*`}sqrt(${radicand})`;
  const sum = whole === 0n ? `${isUpper ? "" : "-"}${radical}` : `${whole} ${isUpper ? "+" : "-"} ${radical}`;
  if (below === 1n) return sum;
  return whole === 0n ? `${sum}/${below}` : `(${sum})/${below}`;
}

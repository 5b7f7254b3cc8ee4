/**
 * The signs of the spectrum at a critical point that is known exactly, decided exactly.
 *
 * Losses. With k unit spheres, Λ the multipliers and N the normals, the bordered matrix
 *
 *   K = [∇²L − Λ, −N; −Nᵀ, 0]   has the inertia of the Riemannian Hessian and (k, 0, k) more  (N has full rank).
 *
 * Entries of K are polynomials, enclosed at the point (`enclosed-polynomials.ts`). With δ the largest row sum of the radii, eigenvalues of the
 * matrix of centres beyond ±δ have the sign of those of K(x) (Weyl); the inertias of K(c) ± δI are computed in integers. Of u that
 * remain, all are zero if so many are known to be, along an orbit, or if the last u coefficients of det(K − λI) vanish at the point, which
 * is decided for algebraic points.
 *
 * Fields without constraints. The eigenvalues of −J, J = ∂F, on either side of a strip around the imaginary axis by Routh's
 * array of the characteristic polynomial, in exact intervals, for its two edges: where the counts agree, none is in the strip. Where an
 * element of the first column may vanish, for every strip, nothing is said of it.
 *
 * Then eigenvalues on the axis are looked for at the algebraic point: zeros as vanishing coefficients, and one pair λ, −λ by Hurwitz's determinant.
 *
 * Not covered: fields on spheres, and points of fields with two pairs or more on the imaginary axis.
 */
import {
  type AlgebraicPoint,
  type CoordinatePolynomial,
  vanishesAtPoint,
} from "../../algebra/coordinates.js";
import { type CommutativeRing, characteristicCoefficients } from "../../exact/characteristic.js";
import { integerInertia } from "../../exact/inertia.js";
import { commonMultiple, isZero, ONE, rational, ZERO } from "../../exact/rational.js";
import { NO_SHIFT } from "../../symbolic/lagrangian.js";
import type { SpectrumShift } from "../../symbolic/landscape.js";
import { determinant, Polynomial, type PolynomialMatrix } from "../../symbolic/polynomial.js";
import { type Enclosed, EnclosedPolynomials } from "./enclosed-polynomials.js";

/** Numbers of eigenvalues: negative, zero, positive; of a field those of minus the Jacobian by real part. */
export interface ExactSigns {
  readonly index: number;
  readonly nullity: number;
  readonly positive: number;
}

/** Terms of the coefficients of det(K − λI), all together; more are not multiplied out. */
const MAX_TERMS = 20_000;
/** Degree in the one variable t of what is asked whether it vanishes. */
const MAX_SUBSTITUTED = 1_000;

/** The bordered matrix K, or the Jacobian of a field, as polynomials in the coordinates of points. */
export class ExactInertia {
  private coefficients: readonly Polynomial[] | null | undefined;
  private readonly entries: EnclosedPolynomials;

  /**
   * @param borders of K: k.
   * @param shift what the matrix has more than the Riemannian Hessian beside: multipliers among the variables.
   */
  constructor(
    private readonly matrix: PolynomialMatrix,
    private readonly borders: number,
    private readonly isField: boolean,
    private readonly shift: SpectrumShift = NO_SHIFT,
  ) {
    this.entries = new EnclosedPolynomials(matrix.flat());
  }

  /**
   * Of F in n unknowns, the last `spheres` of them multipliers.
   *
   * @param conditions as `stationarityPolynomials` gives them.
   */
  static ofConditions(
    conditions: readonly Polynomial[],
    spheres: number,
    isField: boolean,
    shift: SpectrumShift = NO_SHIFT,
  ): ExactInertia {
    const size = conditions.length - spheres;
    const half = rational(-1).div(rational(2));
    const matrix = conditions.map((f, i) =>
      conditions.map((_, v) => (i < size ? f.differentiate(v) : f.differentiate(v).scale(half))),
    );
    return new ExactInertia(matrix, spheres, isField, shift);
  }

  /**
   * The signs at a real point; null where they are not decided.
   *
   * @param degree of the polynomial q that t is a root of.
   * @param known so many eigenvalues are zero: those along an orbit.
   */
  at(point: AlgebraicPoint, degree: number, known = 0): ExactSigns | null {
    const rows = rowsOf(this.entries.at(point).values, this.matrix.length);
    if (this.isField) return this.borders > 0 ? null : this.fieldSignsAt(point, rows, degree, known);
    const { below, above } = clearSigns(rows);
    const unclear = rows.length - below - above;
    if (unclear > known && !this.vanishes(point, unclear, degree)) return null;
    return {
      index: below - this.borders - this.shift.negative,
      nullity: unclear,
      positive: above - this.borders - this.shift.positive,
    };
  }

  /** Of a field: off the axis by strips; else zeros and one pair ±λ are decided at the algebraic point. */
  private fieldSignsAt(point: AlgebraicPoint, rows: Rows, degree: number, known: number): ExactSigns | null {
    const clear = fieldSigns(rows, known);
    if (clear !== null) return clear;
    this.coefficients ??= characteristic(this.matrix);
    if (this.coefficients === null) return null;
    let zeros = 0;
    while (zeros < rows.length && this.isZeroAt(point, this.coefficients[zeros]!, degree)) zeros++;
    const signs = zeros > known ? fieldSigns(rows, zeros) : null;
    if (signs !== null || zeros < known) return signs;
    // P(λ) = det(λI − A)/λ^zeros; Δ_{m−1} = Π_{i<j} (λ_i + λ_j) up to sign (Orlando).
    const hurwitz = nextToLastHurwitz(this.coefficients.slice(zeros));
    return hurwitz !== null && this.isZeroAt(point, hurwitz, degree) ? signsWithPair(rows, zeros) : null;
  }

  private isZeroAt(point: AlgebraicPoint, f: Polynomial, degree: number): boolean {
    if (isRationalPoint(point)) return isZero(f.evaluate(point.coordinates.map(({ re }) => re)));
    const terms = integral(f, point.coordinates.length);
    if (degreeOf(terms) * degree > MAX_SUBSTITUTED) return false;
    return terms.length === 0 || vanishesAtPoint(point, terms);
  }

  /**
   * The coefficient of λ^zeros of det(λI − K): where K has so many zero eigenvalues at least, it has more if and only if this vanishes.
   *
   * @returns null for fields, whose zeros lie anywhere on the imaginary axis, and where it has too many terms.
   */
  coefficient(zeros: number): Polynomial | null {
    if (this.isField) return null;
    this.coefficients ??= characteristic(this.matrix);
    return this.coefficients?.[zeros] ?? null;
  }

  /**
   * Of a field with so many zero eigenvalues everywhere: polynomials one of which vanishes wherever another eigenvalue is on the imaginary axis; those are 0, or
   * come as λ and −λ, where Hurwitz's determinant vanishes (Orlando).
   *
   * @returns null where these are not multiplied out.
   */
  axisConditions(zeros: number): Polynomial[] | null {
    this.coefficients ??= characteristic(this.matrix);
    if (this.coefficients === null || zeros > this.matrix.length) return null;
    const rest = this.coefficients.slice(zeros);
    if (rest.length < 2) return rest;
    const hurwitz = nextToLastHurwitz(rest);
    return hurwitz === null ? null : [rest[0]!, hurwitz];
  }

  /** Whether K has at least so many zero eigenvalues. */
  private vanishes(point: AlgebraicPoint, zeros: number, degree: number): boolean {
    if (isRationalPoint(point)) return true;
    this.coefficients ??= characteristic(this.matrix);
    const wanted =
      this.coefficients?.slice(0, zeros).map((f) => integral(f, point.coordinates.length)) ?? null;
    if (wanted === null || wanted.some((f) => degreeOf(f) * degree > MAX_SUBSTITUTED)) return false;
    return wanted.every((f) => f.length === 0 || vanishesAtPoint(point, f));
  }
}

const isRationalPoint = ({ coordinates }: AlgebraicPoint): boolean =>
  coordinates.every(({ radius }) => radius.equals(ZERO));

/** Whether a symmetric matrix is positive definite at a real point; null where so many digits do not tell. */
export function isPositiveDefinite(matrix: PolynomialMatrix, point: AlgebraicPoint): boolean | null {
  const { values } = new EnclosedPolynomials(matrix.flat()).at(point);
  const { below, above } = clearSigns(rowsOf(values, matrix.length));
  if (above === matrix.length) return true;
  if (below > 0) return false;
  const zero = integral(determinant(matrix), point.coordinates.length);
  const isSingular = isRationalPoint(point) || vanishesAtPoint(point, zero);
  return isSingular ? false : null;
}

type Rows = readonly (readonly Enclosed[])[];

const rowsOf = (values: readonly Enclosed[], n: number): Rows =>
  Array.from({ length: n }, (_, i) => values.slice(i * n, (i + 1) * n));

/** Eigenvalues that are certainly negative, and positive. */
function clearSigns(rows: Rows): { readonly below: number; readonly above: number } {
  const reach = rows
    .map((row) => row.reduce((sum, { radius }) => sum + radius, 0n))
    .reduce((most, x) => (x > most ? x : most), 0n);
  const shifted = (shift: bigint) =>
    integerInertia(rows.map((row, i) => row.map(({ centre }, j) => (i === j ? centre + shift : centre))));
  return { below: shifted(reach).negative, above: shifted(-reach).positive };
}

const degreeOf = (f: CoordinatePolynomial): number =>
  f.reduce(
    (degree, { exponents }) =>
      Math.max(
        degree,
        exponents.reduce((sum, e) => sum + e, 0),
      ),
    0,
  );

/** Q[x_1, …, x_n]. */
const POLYNOMIALS: CommutativeRing<Polynomial> = {
  zero: Polynomial.constant(ZERO),
  one: Polynomial.constant(ONE),
  add: (f, g) => f.add(g),
  sumOfProducts: (pairs) => Polynomial.sumOfProducts(pairs),
  negatedQuotient: (f, k) => f.scale(rational(-1).div(rational(k))),
};

/** The coefficients of det(λI − A) for λ⁰, …, λ^{n−1}; null where they have too many terms. */
const characteristic = (a: PolynomialMatrix): Polynomial[] | null =>
  characteristicCoefficients(a, POLYNOMIALS, (product) => termsOf(product) > MAX_TERMS)?.slice(0, -1) ?? null;

const termsOf = (a: PolynomialMatrix): number =>
  a.reduce((sum, row) => sum + row.reduce((s, f) => s + f.termCount, 0), 0);

/** A multiple with integer coefficients. */
function integral(f: Polynomial, variables: number): CoordinatePolynomial {
  const terms = [...f.terms()];
  const denominator = commonMultiple(terms.map(({ coefficient }) => coefficient.d));
  return terms.map(({ coefficient, factors }) => {
    const exponents = new Array<number>(variables).fill(0);
    for (const v of factors) exponents[v]!++;
    return { coefficient: coefficient.s * coefficient.n * (denominator / coefficient.d), exponents };
  });
}

/** Integers from `low` to `high`. */
interface Range {
  readonly low: bigint;
  readonly high: bigint;
}

const NOTHING: Range = { low: 0n, high: 0n };
const plus = (a: Range, b: Range): Range => ({ low: a.low + b.low, high: a.high + b.high });
const negated = (a: Range): Range => ({ low: -a.high, high: -a.low });
function times(a: Range, b: Range): Range {
  const all = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { low: all.reduce((x, y) => (x < y ? x : y)), high: all.reduce((x, y) => (x > y ? x : y)) };
}
const signOf = ({ low, high }: Range): -1 | 0 | 1 => (low > 0n ? 1 : high < 0n ? -1 : 0);

/** Half the width of strips around the imaginary axis is the largest entry over these powers of two: symmetric spectra stop the array at 0. */
const STRIPS = [10n, 30n, 60n, 120n];

/**
 * The signs of the real parts of the eigenvalues of A, within its enclosure, `known` of which are zero; null where Routh's array
 * breaks off.
 *
 * A positive factor changes none of them: with all that `characteristicRanges` divides by in it, ranges have ends in the integers, where
 * nothing has to be reduced.
 */
function fieldSigns(rows: Rows, known: number): ExactSigns | null {
  const n = rows.length;
  const factor = commonMultiple(rows.map((_, k) => BigInt(k + 1)));
  const ranges = rows.map((row) =>
    row.map(
      ({ centre, radius }): Range => ({
        low: (centre - radius) * factor,
        high: (centre + radius) * factor,
      }),
    ),
  );
  const size = rows.flat().reduce((most, { centre }) => (centre * centre > most * most ? centre : most), 0n);
  const reach = (size < 0n ? -size : size) * factor;
  // The last coefficients are 0, as so many eigenvalues are.
  const coefficients = characteristicRanges(ranges).slice(0, n - known + 1);
  for (const bits of STRIPS) {
    const [right, all] = [-reach, reach].map((shift) => routh(shiftedRoots(coefficients, shift, bits)));
    // As many to the right of the strip |Re λ| ≤ size/2^bits as of its left side: none is inside.
    if (right !== null && right === all)
      return { index: n - known - right!, nullity: known, positive: right! };
  }
  return null;
}

/** The polynomial, leading coefficient first, whose roots are 2^bits λ + shift, λ those of another. */
function shiftedRoots(coefficients: readonly Range[], shift: bigint, bits: bigint): Range[] {
  const scaled = coefficients.map(({ low, high }, k) => ({
    low: low << (bits * BigInt(k)),
    high: high << (bits * BigInt(k)),
  }));
  // Horner's scheme, again and again, at −shift.
  const point: Range = { low: -shift, high: -shift };
  for (let last = scaled.length - 1; last > 0; last--)
    for (let k = 1; k <= last; k++) scaled[k] = plus(scaled[k]!, times(scaled[k - 1]!, point));
  return scaled;
}

/** The coefficients of det(λI − A), leading one first, of n × n matrices in ranges whose ends are multiples of 1, …, n. */
function characteristicRanges(a: readonly (readonly Range[])[]): Range[] {
  // det(λI − A) = λⁿ + c_1 λ^{n−1} + …, as in `characteristic`. An end of A is in every product: quotients by k are exact.
  const one: Range = { low: 1n, high: 1n };
  const coefficients = [one];
  let m = a.map((_, i) => a.map((__, j) => (i === j ? one : NOTHING)));
  for (let k = 1; k <= a.length; k++) {
    const product = a.map((row) =>
      a.map((_, j) => row.map((entry, l) => times(entry, m[l]![j]!)).reduce(plus)),
    );
    const { low, high } = product.map((row, i) => row[i]!).reduce(plus);
    const c: Range = { low: -high / BigInt(k), high: -low / BigInt(k) };
    coefficients.push(c);
    m = product.map((row, i) => row.map((x, j) => (i === j ? plus(x, c) : x)));
  }
  return coefficients;
}

/** Degrees up to which Hurwitz's determinant is multiplied out. Chosen: beyond it has too many terms. */
const MAX_HURWITZ = 4;

/** Δ_{m−1} of λ^m + …, coefficients by ascending degree without the leading one; null beyond `MAX_HURWITZ`. */
function nextToLastHurwitz(coefficients: readonly Polynomial[]): Polynomial | null {
  const m = coefficients.length;
  if (m < 2 || m > MAX_HURWITZ) return null;
  const descending = [Polynomial.constant(ONE), ...[...coefficients].reverse()];
  const rows = Array.from({ length: m - 1 }, (_, i) =>
    Array.from({ length: m - 1 }, (__, j) => descending[2 * (j + 1) - (i + 1)] ?? Polynomial.zero),
  );
  return determinant(rows);
}

/**
 * The signs where, off so many zeros, two eigenvalues are opposite, λ and −λ, and no others are: Routh's array ends at the row of λ², a λ² + b, whose roots they are.
 * Null where more rows may vanish.
 */
function signsWithPair(rows: Rows, zeros: number): ExactSigns | null {
  const n = rows.length;
  const factor = commonMultiple(rows.map((_, k) => BigInt(k + 1)));
  const ranges = rows.map((row) =>
    row.map(
      ({ centre, radius }): Range => ({ low: (centre - radius) * factor, high: (centre + radius) * factor }),
    ),
  );
  const array = routhRows(characteristicRanges(ranges).slice(0, n - zeros + 1), n - zeros - 2);
  if (array === null) return null;
  const [a, b] = array.row.map(signOf);
  if (a === undefined || b === undefined || a * b === 0) return null;
  // Opposite real ones, or a pair on the axis.
  const [onAxis, right] = a * b > 0 ? [2, 0] : [0, 1];
  const positive = array.changes + right;
  const nullity = zeros + onAxis;
  return { index: n - nullity - positive, nullity, positive };
}

/** The number of roots with positive real part, none of them on the imaginary axis; null where that is not clear. */
const routh = (coefficients: readonly Range[]): number | null =>
  routhRows(coefficients, coefficients.length - 1)?.changes ?? null;

/** So many steps of Routh's array: changes of signs in its first column, and its last row; null where that may vanish. */
function routhRows(
  coefficients: readonly Range[],
  steps: number,
): { readonly changes: number; readonly row: readonly Range[] } | null {
  let upper = coefficients.filter((_, k) => k % 2 === 0);
  let lower = coefficients.filter((_, k) => k % 2 === 1);
  let changes = 0;
  let last = signOf(upper[0]!);
  for (let k = 1; k <= steps; k++) {
    const sign = lower.length === 0 ? 0 : signOf(lower[0]!);
    if (sign === 0) return null;
    if (sign !== last) changes++;
    last = sign;
    const [pivot, top] = [lower[0]!, upper[0]!];
    // Times |pivot|, which changes no sign.
    const side = (x: Range) => (sign > 0 ? x : negated(x));
    const next = upper
      .slice(1)
      .map((x, j) => side(plus(times(pivot, x), negated(times(top, lower[j + 1] ?? NOTHING)))));
    upper = lower;
    lower = next;
  }
  return { changes, row: upper };
}

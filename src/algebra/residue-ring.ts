/**
 * Linear algebra over F_p[t]/h, h square-free: at all roots of h at once, or not at all.
 *
 * The ring is a product of fields. An element that is not invertible and not 0 vanishes at some roots of h and not at others: gcd with h tells
 * them apart.
 *
 * From F_p to Q: let h ∈ Z[t] be primitive and R ∈ Z[t]. Division with lc(h) in place of fractions,
 *
 *   lc(h)^e R = S h + r,   e = max(0, deg R − deg h + 1),   ‖r‖_1 ≤ ‖R‖_1 ‖h‖_1^e,
 *
 * as each of its e steps replaces R by lc(h) R − lc(R) t^k h. If h | R modulo primes that do not divide lc(h), whose product P exceeds this bound,
 * then P | r, so that r = 0: h | R over Q. If h does not divide R modulo one of them, it does not over Q (Gauss).
 */

import { bitLength } from "../exact/dyadic.js";
import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import {
  gcd,
  inverseModulo,
  type ModularPolynomial,
  modulo,
  multiply,
  remainder,
  subtract,
  trimmed,
} from "./polynomial-modulo.js";
import { type IntegerPolynomial, norm1 } from "./univariate/integer-polynomial.js";
import type { Work } from "./work.js";

/** F_p[t]/h; elements are polynomials of lower degree than h. */
export class ResidueRing {
  readonly zero: ModularPolynomial = new Float64Array(0);
  readonly one: ModularPolynomial;

  /** @param modulus h, monic or not, of degree ≥ 1. */
  constructor(
    readonly modulus: ModularPolynomial,
    readonly field: PrimeField,
    private readonly work: Work,
  ) {
    this.one = Float64Array.of(1);
  }

  /** f mod h and p. */
  of(f: IntegerPolynomial): ModularPolynomial {
    return remainder(modulo(f, this.field), this.modulus, this.field);
  }

  /** a + b */
  add(a: ModularPolynomial, b: ModularPolynomial): ModularPolynomial {
    if (a.length === 0) return b;
    if (b.length === 0) return a;
    const { field } = this;
    const [long, short] = a.length < b.length ? [b, a] : [a, b];
    const sum = Float64Array.from(long);
    for (let k = 0; k < short.length; k++) sum[k] = field.add(sum[k]!, short[k]!);
    return trimmed(sum);
  }

  /** a − b */
  subtract(a: ModularPolynomial, b: ModularPolynomial): ModularPolynomial {
    return b.length === 0 ? a : subtract(a, b, this.field);
  }

  /** a b. @throws BudgetExceeded */
  multiply(a: ModularPolynomial, b: ModularPolynomial): ModularPolynomial {
    if (a.length === 0 || b.length === 0) return this.zero;
    this.work.spend(2 * a.length * b.length + 8);
    return remainder(multiply(a, b, this.field), this.modulus, this.field);
  }

  /** n a, for an integer n. */
  scale(a: ModularPolynomial, n: bigint): ModularPolynomial {
    const c = this.field.residue(n);
    return trimmed(a.map((x) => this.field.multiply(x, c)));
  }

  /** a⁻¹; undefined where a vanishes at a root of h. */
  inverse(a: ModularPolynomial): ModularPolynomial | undefined {
    return inverseModulo(a, this.modulus, this.field);
  }
}

/** A monic factor of h, of lower degree. */
export interface RingSplit {
  readonly kind: "split";
  readonly factor: ModularPolynomial;
}

/**
 * Reduced row echelon form: the pivot rows by column, each with 1 at its column, where the others have 0. So the rank is the same at every
 * root of h; or a factor of h is returned at whose roots alone some column has no pivot.
 *
 * @param rows all of length `width`; they are changed.
 * @throws BudgetExceeded
 */
export function echelonForm(
  rows: readonly ModularPolynomial[][],
  width: number,
  ring: ResidueRing,
): ReadonlyMap<number, readonly ModularPolynomial[]> | RingSplit {
  const { field } = ring;
  const pivots = new Map<number, ModularPolynomial[]>();
  const random = new Random(field.p).fork("rows");
  let left = [...rows];
  const addTo = (row: ModularPolynomial[], factor: ModularPolynomial, other: ModularPolynomial[]): void => {
    for (let c = 0; c < width; c++) row[c] = ring.add(row[c]!, ring.multiply(factor, other[c]!));
  };
  for (let column = 0; column < width; column++) {
    const [pivot, ...others] = left.filter((row) => row[column]!.length > 0);
    if (pivot === undefined) continue;
    let inverse = ring.inverse(pivot[column]!);
    for (let k = 0; inverse === undefined && k < others.length; k++) {
      // A random combination vanishes only where all of them do.
      addTo(pivot, Float64Array.of(random.integer(1, field.p - 1)), others[k]!);
      inverse = ring.inverse(pivot[column]!);
    }
    if (inverse === undefined) return { kind: "split", factor: gcd(pivot[column]!, ring.modulus, field) };
    for (let c = 0; c < width; c++) pivot[c] = ring.multiply(pivot[c]!, inverse);
    for (const row of [...others, ...pivots.values()])
      if (row[column]!.length > 0) addTo(row, ring.scale(row[column]!, -1n), pivot);
    pivots.set(column, pivot);
    left = left.filter((row) => row !== pivot);
  }
  return pivots;
}

/** What is known of a polynomial R of Z[t] before it is computed. */
export interface Size {
  /** deg R ≤ degree. */
  readonly degree: number;
  /** ‖R‖_1 < 2^bits. */
  readonly bits: number;
}

/** Of a sum of products. */
export function sizeOfSum(terms: readonly (readonly IntegerPolynomial[])[]): Size {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);
  const bits = terms.map((factors) => sum(factors.map((f) => bitLength(norm1(f)))));
  return {
    degree: Math.max(...terms.map((factors) => sum(factors.map((f) => f.length - 1)))),
    // n terms below 2^b add up to less than 2^{b + ⌈log₂ n⌉}.
    bits: Math.max(...bits) + bitLength(BigInt(terms.length - 1)),
  };
}

/**
 * Whether h divides polynomials R ∈ Z[t] in Q[t], by their residues; see the header.
 *
 * @param h primitive, of degree ≥ 1.
 * @param sizes of all R; or of more.
 * @param vanish whether all R are 0 in F_p[t]/h; undefined for primes of which that is not known, of which there may be finitely many.
 * @param primes all different.
 * @throws BudgetExceeded
 */
export function dividesByResidues(
  h: IntegerPolynomial,
  sizes: readonly Size[],
  vanish: (ring: ResidueRing) => boolean | undefined,
  primes: Iterator<PrimeField, never>,
  work: Work,
): boolean {
  const needed = sizes.map(
    ({ degree, bits }) => bits + Math.max(0, degree - h.length + 2) * bitLength(norm1(h)),
  );
  const enough = 1n << BigInt(Math.max(...needed));
  for (let product = 1n; product < enough; ) {
    const field = primes.next().value;
    // Counts where nothing else does.
    work.spend(h.length);
    const modulus = modulo(h, field);
    if (modulus.length < h.length) continue;
    const verdict = vanish(new ResidueRing(modulus, field, work));
    if (verdict === false) return false;
    if (verdict === true) product *= BigInt(field.p);
  }
  return true;
}

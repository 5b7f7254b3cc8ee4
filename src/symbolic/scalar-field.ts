/**
 * The rings in which values of scalar expressions are taken: commutative, with partial inverse and square root.
 *
 * - Q (`RATIONALS`),
 * - multiquadratic rings Q[s_1, …, s_k]/(s_i² − r_i) (`QuadraticRing`): an identity that holds there holds for every
 *   choice of signs of the roots √r_i, so it verifies formulas with radicals without floating point.
 *
 * Not covered: nested radicals in `QuadraticRing`.
 */
import { isZero, ONE, type Rational, rationalSquareRoot, rationalText, ZERO } from "../exact/rational.js";
import { MAX_BITS, MAX_ROOTS } from "./limits.js";

/** A value that the expression does not have at this point: division by zero, an irrational root, an unknown name. */
export class ScalarDomainError extends RangeError {
  override readonly name = "ScalarDomainError";
}

/** A commutative ring R ⊇ Q, as far as values of expressions need it. */
export interface ScalarField<T> {
  readonly one: T;
  rational(value: Rational): T;
  add(a: T, b: T): T;
  multiply(a: T, b: T): T;
  /** @throws ScalarDomainError if there is none. */
  inverse(a: T): T;
  /** @throws ScalarDomainError if there is none. */
  root(a: T): T;
}

/** base^exponent by repeated squaring. @throws ScalarDomainError for a negative power of what has no inverse. */
export function powerIn<T>(field: ScalarField<T>, base: T, exponent: number): T {
  let square = exponent < 0 ? field.inverse(base) : base;
  let result = field.one;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = field.multiply(result, square);
    if (left > 1) square = field.multiply(square, square);
  }
  return result;
}

/** Q. */
export const RATIONALS: ScalarField<Rational> = {
  one: ONE,
  rational: (value) => value,
  add: (a, b) => bounded(a.add(b)),
  multiply: (a, b) => bounded(a.mul(b)),
  inverse(a) {
    if (isZero(a)) throw new ScalarDomainError("expected a nonzero divisor, got 0");
    return a.inverse();
  },
  root(a) {
    const exact = rationalSquareRoot(a);
    if (exact === null)
      throw new ScalarDomainError(`expected the square of a rational number, got ${rationalText(a)}`);
    return exact;
  },
};

/** Coefficients by the set (bit mask) of generators s_i that they multiply; absent ones are zero. */
export type QuadraticNumber = ReadonlyMap<number, Rational>;

/** Q[s_1, …, s_k]/(s_i² − r_i); every square root of a new non-square rational adds a generator. */
export class QuadraticRing implements ScalarField<QuadraticNumber> {
  private readonly radicands: Rational[] = [];
  readonly one: QuadraticNumber = new Map([[0, ONE]]);

  rational(value: Rational): QuadraticNumber {
    return isZero(value) ? new Map() : new Map([[0, value]]);
  }

  add(a: QuadraticNumber, b: QuadraticNumber): QuadraticNumber {
    const out = new Map(a);
    for (const [mask, value] of b) accumulate(out, mask, value);
    return out;
  }

  multiply(a: QuadraticNumber, b: QuadraticNumber): QuadraticNumber {
    const out = new Map<number, Rational>();
    for (const [maskA, x] of a)
      for (const [maskB, y] of b) {
        let value = bounded(x.mul(y));
        for (let i = 0; i < this.radicands.length; i++)
          if ((maskA & maskB & (1 << i)) !== 0) value = value.mul(this.radicands[i]!);
        accumulate(out, maskA ^ maskB, value);
      }
    return out;
  }

  /** 1/a = Π ā / Π(a ā), conjugating one generator after the other until the denominator is rational. */
  inverse(a: QuadraticNumber): QuadraticNumber {
    let numerator = this.one;
    let denominator = a;
    for (let i = 0; i < this.radicands.length; i++) {
      const bit = 1 << i;
      const conjugate = new Map(
        [...denominator].map(([mask, x]) => [mask, (mask & bit) === 0 ? x : x.neg()]),
      );
      numerator = this.multiply(numerator, conjugate);
      denominator = this.multiply(denominator, conjugate);
    }
    const norm = denominator.get(0);
    if (norm === undefined)
      throw new ScalarDomainError("expected an invertible divisor, got a divisor of zero");
    return this.multiply(numerator, this.rational(norm.inverse()));
  }

  root(a: QuadraticNumber): QuadraticNumber {
    if ([...a.keys()].some((mask) => mask !== 0))
      throw new ScalarDomainError("expected a rational radicand, got a nested radical");
    const radicand = a.get(0) ?? ZERO;
    const exact = rationalSquareRoot(radicand);
    if (exact !== null) return this.rational(exact);
    let i = this.radicands.findIndex((known) => known.equals(radicand));
    if (i < 0) i = this.radicands.push(radicand) - 1;
    if (i >= MAX_ROOTS) throw new ScalarDomainError(`expected at most ${MAX_ROOTS} square roots`);
    return new Map([[1 << i, ONE]]);
  }
}

function accumulate(out: Map<number, Rational>, mask: number, value: Rational): void {
  const total = (out.get(mask) ?? ZERO).add(value);
  if (isZero(total)) out.delete(mask);
  else out.set(mask, total);
}

const MAX_MAGNITUDE = 1n << BigInt(MAX_BITS);

/** The value itself. @throws ScalarDomainError for numbers longer than any formula has. */
export function bounded(value: Rational): Rational {
  if (value.n >= MAX_MAGNITUDE || value.d >= MAX_MAGNITUDE)
    throw new ScalarDomainError(`expected a number of at most ${MAX_BITS} bits`);
  return value;
}

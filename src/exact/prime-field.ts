/**
 * Arithmetic in F_p for primes p < 2²⁶: products of residues are exact doubles.
 *
 * Residues are integers 0 … p − 1. A sum of products is kept in [0, p²) by one conditional addition of p² per term, where
 * p² < 2⁵², so that inner loops divide only once per entry.
 *
 * Not covered: larger primes (they need 64-bit integers).
 */

/** Residues lie below this, and so do the primes. */
export const PRIME_BOUND = 2 ** 26;

/**
 * Whether a number below 2⁵² is a prime: below 2²⁶, where squares of residues are exact doubles, by the strong test to the bases 2, 3, 5 and 7,
 * which no composite number below 3215031751 passes (Jaeschke 1993); by trial division above.
 */
export function isPrime(p: number): boolean {
  if (!Number.isInteger(p) || p < 2) return false;
  for (const d of WITNESSES) if (p % d === 0) return p === d;
  if (p < PRIME_BOUND) return WITNESSES.every((base) => passesStrongTest(p, base));
  for (let d = 3; d * d <= p; d += 2) if (p % d === 0) return false;
  return true;
}

const WITNESSES = [2, 3, 5, 7];

/** Whether b^d ≡ 1 or b^{d 2^r} ≡ −1 mod p for an r < s, p − 1 = d 2^s, d odd. */
function passesStrongTest(p: number, base: number): boolean {
  let [odd, twos] = [p - 1, 0];
  while (odd % 2 === 0) [odd, twos] = [odd / 2, twos + 1];
  let power = 1;
  for (let [square, rest] = [base % p, odd]; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = (power * square) % p;
    square = (square * square) % p;
  }
  if (power === 1 || power === p - 1) return true;
  for (let r = 1; r < twos; r++) {
    power = (power * power) % p;
    if (power === p - 1) return true;
  }
  return false;
}

/** The primes up to an odd number below 2²⁶ from the largest down. */
export function* primesDownwards(start = PRIME_BOUND - 1): Generator<number> {
  for (let p = start; p > 2; p -= 2) if (isPrime(p)) yield p;
}

/** F_p with the constants that its loops need. */
export class PrimeField {
  /** p². */
  readonly square: number;
  private readonly inverseOfP: number;
  private readonly modulus: bigint;

  /** @throws RangeError if p is not a prime below 2²⁶. */
  constructor(readonly p: number) {
    if (p >= PRIME_BOUND || !isPrime(p))
      throw new RangeError(`PrimeField: expected a prime below 2^26, got ${p}`);
    this.square = p * p;
    this.inverseOfP = 1 / p;
    this.modulus = BigInt(p);
  }

  /** x mod p for an integer |x| < 2⁵³; the floored quotient is off by at most one. */
  reduce(x: number): number {
    const r = x - Math.floor(x * this.inverseOfP) * this.p;
    return r < 0 ? r + this.p : r >= this.p ? r - this.p : r;
  }

  add(a: number, b: number): number {
    const sum = a + b;
    return sum >= this.p ? sum - this.p : sum;
  }

  subtract(a: number, b: number): number {
    const difference = a - b;
    return difference < 0 ? difference + this.p : difference;
  }

  multiply(a: number, b: number): number {
    return this.reduce(a * b);
  }

  negate(a: number): number {
    return a === 0 ? 0 : this.p - a;
  }

  /** a⁻¹ by the extended Euclidean algorithm. @throws RangeError for 0. */
  invert(a: number): number {
    if (a === 0) throw new RangeError("PrimeField.invert: expected a nonzero residue, got 0");
    let [r0, r1, t0, t1] = [this.p, a, 0, 1];
    while (r1 !== 0) {
      const q = Math.floor(r0 / r1);
      [r0, r1] = [r1, r0 - q * r1];
      [t0, t1] = [t1, t0 - q * t1];
    }
    return t0 < 0 ? t0 + this.p : t0;
  }

  /** The residue of an integer. */
  residue(a: bigint): number {
    const r = Number(a % this.modulus);
    return r < 0 ? r + this.p : r;
  }
}

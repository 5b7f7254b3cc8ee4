/**
 * Rational numbers from their residues modulo many primes: Chinese remainders and rational reconstruction.
 *
 * A vector v over Q with small common denominator is found from v mod p_1, …, v mod p_k through one witness, a combination Σ
 * w_j v_j with small integers w_j: it is reconstructed alone, as the convergent before the largest quotient of Euclid's
 * algorithm (Monagan 2004), and its denominator d clears those of all v_j up to small factors, so that d v_j are integers of
 * small absolute value modulo Π p_i.
 *
 * What comes out is right if the product of the primes is large enough and wrong otherwise; the caller compares with primes that
 * were not used, and verifies over Q.
 */

import { bitLength } from "../exact/dyadic.js";
import { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { algebraKernel } from "./elimination-kernel.js";
import { ATTEMPT_GROWTH, MARGIN } from "./options.js";

/** How many primes there should be for the next attempt: attempts take together little more than the last one. */
export const nextAttempt = (primes: number): number => Math.ceil(primes * ATTEMPT_GROWTH + 0.5);

/** Integers over a common denominator. */
export interface CommonFractions {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** Collects residues of one vector, prime by prime. */
export class Reconstruction {
  readonly primes: number[] = [];
  private readonly images: (readonly number[] | Float64Array)[] = [];
  private readonly weights: readonly number[];
  /** The witness modulo the product of the primes, of either sign, and less than it. */
  private witness = 0n;
  private product = 1n;

  constructor(private readonly length: number) {
    const random = new Random(length).fork("witness");
    this.weights = Array.from({ length }, () => random.integer(1, 1 << 12));
  }

  /** @param image residues of all entries. */
  add(prime: number, image: Float64Array): void {
    this.primes.push(prime);
    this.images.push(image);
    const [modulus, residue] = [BigInt(prime), BigInt(this.witnessOf(image, prime))];
    this.witness += this.product * (((residue - this.witness) * inverse(this.product, prime)) % modulus);
    this.product *= modulus;
  }

  private witnessOf(image: ArrayLike<number>, prime: number): number {
    let sum = 0;
    for (let j = 0; j < this.length; j++) sum = (sum + this.weights[j]! * image[j]!) % prime;
    return sum;
  }

  /** The vector, if the denominator of the witness stands out and clears all others, up to small factors that cancelled in it. */
  attempt(): CommonFractions | undefined {
    const { product } = this;
    const denominator = reconstructDenominator(this.witness, product);
    if (denominator === undefined) return undefined;
    return algebraKernel().scope(() => this.scaledBy(denominator));
  }

  private scaledBy(first: bigint): CommonFractions | undefined {
    const { product } = this;
    let denominator = first;
    const remainders = new ChineseRemainders(this.primes, product);
    remainders.scaleBy(denominator);
    const few = bitLength(product) - MARGIN;
    const numerators: bigint[] = [];
    const scales: bigint[] = [];
    for (let j = 0; j < this.length; j++) {
      let value = remainders.combine(this.images, j);
      if (bitLength(value) > few) {
        const further = reconstructDenominator(value, product);
        if (further === undefined) return undefined;
        denominator *= further;
        remainders.scaleBy(denominator);
        value = remainders.combine(this.images, j);
      }
      numerators.push(value);
      scales.push(denominator);
    }
    const common = denominator;
    return { numerators: numerators.map((n, j) => n * (common / scales[j]!)), denominator };
  }
}

/** Whether a vector has these residues. */
export function agrees(
  { numerators, denominator }: CommonFractions,
  prime: number,
  image: ArrayLike<number>,
): boolean {
  const p = BigInt(prime);
  if (denominator % p === 0n) return false;
  return numerators.every((n, j) => (n - denominator * BigInt(image[j]!)) % p === 0n);
}

/** Bits of the digits of integers in the kernel: whole bytes, and sums of 2¹³ products with residues stay below 2⁶³. */
const DIGIT_BITS = 24;
/** Columns of a panel of the kernel. */
const PANEL = 16;

/**
 * Numbers modulo P = Π p_i from their residues r_i, of least absolute value:
 *
 *   Σ_i y_i P/p_i − ⌊Σ_i y_i/p_i + 1/2⌋ P,   y_i = r_i (P/p_i)⁻¹ mod p_i,
 *
 * in digits, in the memory of the kernel: within one scope. Where the sum in doubles is rounded wrongly, which takes a number within 2⁻⁴⁰ P of
 * P/2, it is the other one.
 */
class ChineseRemainders {
  private readonly memory = algebraKernel();
  /** (P/p_i)⁻¹ mod p_i. */
  private readonly inverses: readonly number[];
  /** The same times a number. */
  private factors: readonly number[];
  private readonly panels: number;
  private readonly panelCount: number;
  /** The digits of P. */
  private readonly whole: number;
  private readonly weights: number;
  private readonly sums: number;
  private readonly bytes: number;

  constructor(
    private readonly primes: readonly number[],
    product: bigint,
  ) {
    const { memory } = this;
    const digits = Math.ceil(bitLength(product) / DIGIT_BITS) + 1;
    this.panelCount = Math.ceil(digits / PANEL);
    const length = this.panelCount * PANEL;
    this.bytes = memory.allocate(3 * length);
    this.sums = memory.allocate(8 * length);
    this.weights = memory.allocate(4 * primes.length);
    this.panels = memory.allocate(4 * length * primes.length);
    this.whole = memory.copy(digitsOf(product, length));
    const panels = memory.view(this.panels, length * primes.length);
    this.inverses = primes.map((p, i) => {
      const others = product / BigInt(p);
      const values = digitsOf(others, length);
      for (let k = 0; k < this.panelCount; k++)
        panels.set(values.subarray(k * PANEL, (k + 1) * PANEL), (k * primes.length + i) * PANEL);
      return Number(inverse(others, p));
    });
    this.factors = this.inverses;
  }

  /** What is combined from now on is multiplied by this. */
  scaleBy(factor: bigint): void {
    this.factors = this.primes.map((p, i) => (Number(factor % BigInt(p)) * this.inverses[i]!) % p);
  }

  /** The number of which the images have these residues at place j. */
  combine(images: readonly ArrayLike<number>[], j: number): bigint {
    const { memory, primes, factors, panelCount } = this;
    const weights = memory.view(this.weights, primes.length);
    let share = 0;
    for (let i = 0; i < primes.length; i++) {
      const y = (images[i]![j]! * factors[i]!) % primes[i]!;
      weights[i] = y;
      share += y / primes[i]!;
    }
    const length = panelCount * PANEL;
    memory.kernel.sumRows(this.panels, panelCount, primes.length, this.weights, this.sums);
    const times = Math.floor(share + 1 / 2);
    const isNegative = memory.kernel.integerOf(this.sums, this.whole, times, length, this.bytes);
    const value = BigInt("0x" + memory.hexadecimal(this.bytes, 3 * length));
    return isNegative !== 0 ? -value : value;
  }
}

/** The digits of a ≥ 0, so many, the least significant first. */
function digitsOf(a: bigint, length: number): Int32Array {
  const bytes = Buffer.from(a.toString(16).padStart(6 * length, "0"), "hex");
  return Int32Array.from({ length }, (_, l) => bytes.readUIntBE(bytes.length - 3 * (l + 1), 3));
}

const inverse = (a: bigint, p: number): bigint => BigInt(new PrimeField(p).invert(Number(a % BigInt(p))));

/**
 * The denominator d > 0 of the rational number n/d ≡ a mod m, |a| < m, that Euclid's algorithm singles out: the first of its largest
 * quotients comes after it, and is 2^MARGIN times the number of divisions at least, the one by zero that ends them included (a = 0 has
 * no other: m itself has to be as large). Undefined if there is none.
 * @internal tests alone
 */
export function reconstructDenominator(a: bigint, m: bigint): bigint | undefined {
  // −n/d has the denominator of n/d.
  let [r0, r1, t0, t1] = [m, a < 0n ? -a : a, 0n, 1n];
  let divisions = 1;
  let [best, denominator] = [a === 0n ? m : 0n, 1n];
  while (r1 !== 0n) {
    const lead = leadingQuotients(r0, r1);
    if (lead === undefined) {
      const q = r0 / r1;
      if (q > best) [best, denominator] = [q, t1];
      [r0, r1] = [r1, r0 - q * r1];
      [t0, t1] = [t1, t0 + q * t1];
      divisions++;
      continue;
    }
    // None of them is as large as the margin.
    const [[a0, b0], [a1, b1]] = [lead.rows[0].map(BigInt), lead.rows[1].map(BigInt)] as [bigint[], bigint[]];
    [r0, r1] = [a0! * r0 + b0! * r1, a1! * r0 + b1! * r1];
    [t0, t1] = [magnitude(lead.rows[0], t0, t1), magnitude(lead.rows[1], t0, t1)];
    divisions += lead.steps;
  }
  return best < BigInt(divisions) << BigInt(MARGIN) ? undefined : denominator;
}

type Row = readonly [number, number];

/** Cofactors have alternating signs: |a| t_0 + |b| t_1. */
const magnitude = ([a, b]: Row, t0: bigint, t1: bigint): bigint =>
  BigInt(Math.abs(a)) * t0 + BigInt(Math.abs(b)) * t1;

/** Bits that are looked at: quotients of numbers below 2⁵² are floored right in doubles. */
const LEADING = 50;

/**
 * The quotients of Euclid's algorithm that the leading bits of r_0 > r_1 determine (Lehmer 1938; Knuth, TAOCP 2, 4.5.2, algorithm L): how many,
 * and the two remainders that they lead to as combinations of r_0 and r_1. Undefined if there is none.
 *
 * All of them are below 2²⁷. Let x > y be remainders of the leading bits, X < 2⁵⁰ the first, and (a, b), (c, d) their cofactors: of opposite
 * signs in each row, and |a|, |b| ≤ X/x. With u = y + c ≠ v = y + d and w = min(u, v) the quotient q is the floor of (x + a)/u and (x + b)/v:
 * q ≤ 2X/w, and q v ≤ x + b, x + a < (q + 1) u (or the same with both exchanged) give q < w + |a| + |b| ≤ w + 2X/x; besides q ≤ x,
 * as one of a and b is not positive. So q < 2²⁶ + 2²⁶ for x ≥ 2²⁵, and q < 2²⁵ for others.
 */
function leadingQuotients(
  r0: bigint,
  r1: bigint,
): { readonly rows: readonly [Row, Row]; readonly steps: number } | undefined {
  const shift = bitLength(r0) - LEADING;
  if (shift < 0) return undefined;
  let [x, y] = [Number(r0 >> BigInt(shift)), Number(r1 >> BigInt(shift))];
  let [a, b, c, d] = [1, 0, 0, 1];
  for (let steps = 0; ; steps++) {
    // A divisor of zero is unequal to the other, and so is its quotient.
    const q = Math.floor((x + a) / (y + c));
    if (q !== Math.floor((x + b) / (y + d)))
      return steps === 0
        ? undefined
        : {
            rows: [
              [a, b],
              [c, d],
            ],
            steps,
          };
    [a, c] = [c, a - q * c];
    [b, d] = [d, b - q * d];
    [x, y] = [y, x - q * y];
  }
}

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

import { Random } from "../exact/random.js";
import { MARGIN } from "./options.js";

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
  private readonly witnesses: number[] = [];

  constructor(private readonly length: number) {
    const random = new Random(length).fork("witness");
    this.weights = Array.from({ length }, () => random.integer(1, 1 << 12));
  }

  /** @param image residues of all entries. */
  add(prime: number, image: Float64Array): void {
    this.primes.push(prime);
    this.images.push(image);
    this.witnesses.push(this.witnessOf(image, prime));
  }

  private witnessOf(image: ArrayLike<number>, prime: number): number {
    let sum = 0;
    for (let j = 0; j < this.length; j++) sum = (sum + this.weights[j]! * image[j]!) % prime;
    return sum;
  }

  /** The vector, if the denominator of the witness stands out and clears all others, up to small factors that cancelled in it. */
  attempt(): CommonFractions | undefined {
    const remainders = new ChineseRemainders(this.primes);
    const { product } = remainders;
    let denominator = reconstructDenominator(remainders.combine(this.witnesses), product);
    if (denominator === undefined) return undefined;
    const small = product >> BigInt(MARGIN);
    const numerators: bigint[] = [];
    const scales: bigint[] = [];
    for (let j = 0; j < this.length; j++) {
      const residue = remainders.combine(this.images.map((image) => image[j]!));
      let value = symmetric(residue * denominator, product);
      if (value > small || value < -small) {
        const further = reconstructDenominator(value < 0n ? value + product : value, product);
        if (further === undefined) return undefined;
        denominator *= further;
        value = symmetric(value * further, product);
      }
      numerators.push(value);
      scales.push(denominator);
    }
    const common = denominator;
    return { numerators: numerators.map((n, j) => n * (common / scales[j]!)), denominator };
  }
}

/** The residue of least absolute value. */
function symmetric(a: bigint, modulus: bigint): bigint {
  const r = a % modulus;
  const half = modulus >> 1n;
  return r > half ? r - modulus : r < -half ? r + modulus : r;
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

/** Numbers modulo Π p_i from their residues, by a tree of products. */
class ChineseRemainders {
  readonly product: bigint;
  /** Products of the primes by pairs, pairs of pairs, …. */
  private readonly levels: bigint[][];
  /** ((Π p) / p_i)⁻¹ mod p_i. */
  private readonly inverses: readonly bigint[];

  constructor(private readonly primes: readonly number[]) {
    this.levels = [primes.map(BigInt)];
    while (this.levels.at(-1)!.length > 1) {
      const last = this.levels.at(-1)!;
      this.levels.push(
        Array.from({ length: Math.ceil(last.length / 2) }, (_, k) => last[2 * k]! * (last[2 * k + 1] ?? 1n)),
      );
    }
    this.product = this.levels.at(-1)![0]!;
    this.inverses = primes.map((p) => {
      const modulus = BigInt(p);
      return inverse((this.product / modulus) % modulus, modulus);
    });
  }

  /** The number in [0, Π p). */
  combine(residues: ArrayLike<number>): bigint {
    let sums = this.primes.map((p, i) => (BigInt(residues[i]!) * this.inverses[i]!) % BigInt(p));
    for (const products of this.levels.slice(0, -1)) {
      const next: bigint[] = [];
      for (let k = 0; k < sums.length; k += 2) {
        const right = sums[k + 1];
        next.push(right === undefined ? sums[k]! : sums[k]! * products[k + 1]! + right * products[k]!);
      }
      sums = next;
    }
    return sums[0]! % this.product;
  }
}

function inverse(a: bigint, modulus: bigint): bigint {
  let [r0, r1, t0, t1] = [modulus, a, 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [t0, t1] = [t1, t0 - q * t1];
  }
  return t0 < 0n ? t0 + modulus : t0;
}

/**
 * The denominator d > 0 of the rational number n/d ≡ a mod m that Euclid's algorithm singles out: the quotient after it exceeds
 * 2^MARGIN times the number of steps. Undefined if there is none.
 */
function reconstructDenominator(a: bigint, m: bigint): bigint | undefined {
  let [r0, r1, t0, t1] = [m, a, 0n, 1n];
  let steps = 1n;
  let best = 0n;
  let denominator = 0n;
  if (a === 0n) return m > 1n << BigInt(MARGIN) ? 1n : undefined;
  while (r1 !== 0n) {
    const q = r0 / r1;
    if (q > best) {
      best = q;
      denominator = t1;
    }
    [r0, r1] = [r1, r0 - q * r1];
    [t0, t1] = [t1, t0 - q * t1];
    steps++;
  }
  if (best >> BigInt(MARGIN) < steps) return undefined;
  return denominator < 0n ? -denominator : denominator;
}

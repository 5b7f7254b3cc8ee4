/**
 * Seeded random numbers: the one generator of the repository, the same on every platform.
 *
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021): 128 bits of state,
 * period 2^128 − 1, started from the seed through the finaliser of splitmix32. A stream is named by its key (the
 * seed and the labels of its forks), so that what one part of a computation draws never shifts another part.
 *
 * Not covered: cryptographic use.
 */
import { log } from "../elementary/elementary.js";

const WORD = 2 ** 32;

/** The seed of every command and function that is given none. */
export const DEFAULT_SEED = 7;

/**
 * A stream of pseudo-random numbers, the same for the same seed on every machine.
 *
 * @example
 * new Random(7).next() === new Random(7).next() // true
 */
export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;
  private spare: number | null = null;

  /**
   * @param seed a safe integer, negative ones included.
   * @param labels the encoded labels of a fork; see `fork`.
   * @throws RangeError if the seed is not a safe integer.
   * @example new Random(7).integer(1, 6) === new Random(7).integer(1, 6) // true
   */
  constructor(
    private readonly seed: number,
    private readonly labels: readonly number[] = [],
  ) {
    const key = [...integerWords("seed", seed), ...labels];
    const lane = (start: number): number => key.reduce(absorb, start);
    // The all-zero state is the one fixed point of the generator; the forced bit excludes it.
    this.s0 = lane(1) | 1;
    this.s1 = lane(2);
    this.s2 = lane(3);
    this.s3 = lane(4);
  }

  /** Uniform on the integers 0 … 2^32 − 1. */
  uint32(): number {
    const result = Math.imul(rotate(Math.imul(this.s1, 5), 7), 9) >>> 0;
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = rotate(this.s3, 11);
    return result;
  }

  /** Uniform on the multiples of 2^−53 in [0, 1). */
  next(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) * 2 ** -53;
  }

  /**
   * Uniform on the integers lo … hi, both ends included.
   *
   * @throws RangeError unless lo ≤ hi are safe integers at most 2^32 − 1 apart.
   */
  integer(lo: number, hi: number): number {
    const span = hi - lo + 1;
    if (!Number.isSafeInteger(lo) || !Number.isSafeInteger(hi) || span < 1 || span > WORD)
      throw new RangeError(`random: expected integers lo ≤ hi less than 2^32 apart, got ${lo} and ${hi}`);
    // Rejecting the last, incomplete block keeps every value equally likely.
    const limit = WORD - (WORD % span);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return lo + (draw % span);
    }
  }

  /** Standard normal N(0, 1), by Marsaglia's polar method. */
  normal(): number {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      this.spare = y * factor;
      return x * factor;
    }
  }

  /**
   * An independent stream that depends on this stream's key and on the label only, not on what was drawn so far.
   *
   * @param label text or a safe integer; `1` and `"1"` are different labels.
   * @throws RangeError if a number is not a safe integer.
   * @example new Random(7).fork("restarts").fork(3).normal()
   */
  fork(label: number | string): Random {
    const words =
      typeof label === "number"
        ? [1, ...integerWords("label", label)]
        : [2, label.length, ...Array.from({ length: label.length }, (_, i) => label.charCodeAt(i))];
    return new Random(this.seed, [...this.labels, ...words]);
  }
}

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** splitmix32: one word into one lane, injective in the word. */
function absorb(lane: number, word: number): number {
  let z = (Math.imul(lane, 0x85ebca6b) ^ word) + 0x9e3779b9;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

function integerWords(name: string, value: number): number[] {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name}: expected a safe integer, got ${value}`);
  return [value >>> 0, Math.floor(value / WORD) >>> 0];
}

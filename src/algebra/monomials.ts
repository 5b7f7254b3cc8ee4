/**
 * Monomials x^a of n variables as numbers of a table, and the order they are compared in.
 *
 * Every monomial is stored once: its exponents (16 bits each), its degrees in the two blocks of the order, and a mask of 32 bits
 * for quick tests of divisibility. The hash is linear, h(ab) = h(a) + h(b) mod 2³², so that products are looked up without being
 * formed (as in Monagan and Pearce, and in msolve).
 *
 * Order: with k = 0, degree reverse lexicographic, x_0 > x_1 > …; with 0 < k < n the product of that order on x_0 … x_{k−1} with
 * that on the others, which eliminates the first k variables.
 *
 * Not covered: degrees above 65535 (`DegreeOverflow`).
 */
import { MAX_DEGREE } from "./options.js";

/** A degree does not fit. */
export class DegreeOverflow extends Error {}

const INITIAL = 1 << 10;

/** Monomials x^a as numbers 0, 1, …, and their arithmetic and order. */
export class MonomialTable {
  /** Number of monomials. */
  size = 0;
  /** `exponents[m · variables + i]`. */
  exponents: Uint16Array;
  /** Total degree. */
  degree: Int32Array;
  /** Degree in the first block of the order. */
  blockDegree: Int32Array;
  /** Bits that a multiple must have too. */
  mask: Int32Array;
  private hash: Int32Array;
  private slots: Int32Array;
  private readonly weights: Int32Array;
  private readonly scratch: Uint16Array;

  /**
   * @param variables n
   * @param block number of variables in the first block of the order; 0 for degree reverse lexicographic.
   */
  constructor(
    readonly variables: number,
    readonly block = 0,
  ) {
    this.exponents = new Uint16Array(INITIAL * Math.max(variables, 1));
    this.degree = new Int32Array(INITIAL);
    this.blockDegree = new Int32Array(INITIAL);
    this.mask = new Int32Array(INITIAL);
    this.hash = new Int32Array(INITIAL);
    this.slots = new Int32Array(4 * INITIAL);
    this.scratch = new Uint16Array(variables);
    // Fixed odd weights, spread by a multiplicative generator: the table is the same in every run.
    this.weights = new Int32Array(variables);
    let state = 0x9e3779b9;
    for (let i = 0; i < variables; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      this.weights[i] = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) | 1;
    }
  }

  /** The number of the monomial with these exponents. @throws DegreeOverflow */
  of(exponents: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < this.variables; i++) {
      sum += exponents[i]!;
      this.scratch[i] = exponents[i]!;
    }
    if (sum > MAX_DEGREE) throw new DegreeOverflow(`monomials: expected a degree up to ${MAX_DEGREE}`);
    return this.find();
  }

  /** a · b. @throws DegreeOverflow */
  product(a: number, b: number): number {
    const n = this.variables;
    const { exponents, hash, slots } = this;
    const h = (hash[a]! + hash[b]!) | 0;
    const cut = slots.length - 1;
    const [from, with_] = [a * n, b * n];
    for (let slot = spread(h) & cut; ; slot = (slot + 1) & cut) {
      const found = slots[slot]! - 1;
      if (found < 0) break;
      if (hash[found] !== h) continue;
      const at = found * n;
      let i = 0;
      while (i < n && exponents[at + i] === exponents[from + i]! + exponents[with_ + i]!) i++;
      if (i === n) return found;
    }
    if (this.degree[a]! + this.degree[b]! > MAX_DEGREE)
      throw new DegreeOverflow(`monomials: expected a degree up to ${MAX_DEGREE}`);
    for (let i = 0; i < n; i++) this.scratch[i] = exponents[from + i]! + exponents[with_ + i]!;
    return this.find();
  }

  /** a / b where b divides a. */
  quotient(a: number, b: number): number {
    const n = this.variables;
    for (let i = 0; i < n; i++) this.scratch[i] = this.exponents[a * n + i]! - this.exponents[b * n + i]!;
    return this.find();
  }

  /** The least common multiple. @throws DegreeOverflow */
  lcm(a: number, b: number): number {
    const n = this.variables;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = Math.max(this.exponents[a * n + i]!, this.exponents[b * n + i]!);
      this.scratch[i] = e;
      sum += e;
    }
    if (sum > MAX_DEGREE) throw new DegreeOverflow(`monomials: expected a degree up to ${MAX_DEGREE}`);
    return this.find();
  }

  /** Whether a divides b. */
  divides(a: number, b: number): boolean {
    if ((this.mask[a]! & ~this.mask[b]!) !== 0) return false;
    const n = this.variables;
    const { exponents } = this;
    const [from, to] = [a * n, b * n];
    for (let i = 0; i < n; i++) if (exponents[from + i]! > exponents[to + i]!) return false;
    return true;
  }

  /** Whether a and b have no variable in common. */
  coprime(a: number, b: number): boolean {
    const n = this.variables;
    for (let i = 0; i < n; i++)
      if (this.exponents[a * n + i] !== 0 && this.exponents[b * n + i] !== 0) return false;
    return true;
  }

  /** Negative, 0 or positive as a < b, a = b, a > b in the order of the table. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    const k = this.block;
    if (k > 0) {
      const first = this.blockDegree[a]! - this.blockDegree[b]!;
      if (first !== 0) return first;
      const inFirst = this.reverseLexicographic(a, b, 0, k);
      if (inFirst !== 0) return inFirst;
    }
    const degrees = this.degree[a]! - this.degree[b]!;
    return degrees !== 0 ? degrees : this.reverseLexicographic(a, b, k, this.variables);
  }

  private reverseLexicographic(a: number, b: number, from: number, to: number): number {
    const n = this.variables;
    const { exponents } = this;
    for (let i = to - 1; i >= from; i--) {
      const difference = exponents[b * n + i]! - exponents[a * n + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** The number of the monomial in `scratch`, entered if it is new. */
  private find(): number {
    const n = this.variables;
    const { scratch } = this;
    let h = 0;
    for (let i = 0; i < n; i++) h = (h + Math.imul(this.weights[i]!, scratch[i]!)) | 0;
    const cut = this.slots.length - 1;
    let slot = spread(h) & cut;
    for (; ; slot = (slot + 1) & cut) {
      const found = this.slots[slot]! - 1;
      if (found < 0) break;
      if (this.hash[found] !== h) continue;
      const at = found * n;
      let i = 0;
      while (i < n && this.exponents[at + i] === scratch[i]) i++;
      if (i === n) return found;
    }
    if (this.size === this.degree.length) {
      this.grow();
      return this.find();
    }
    return this.enter(h, slot);
  }

  private enter(h: number, slot: number): number {
    const n = this.variables;
    const id = this.size++;
    this.slots[slot] = id + 1;
    this.hash[id] = h;
    let degree = 0;
    for (let i = 0; i < n; i++) {
      this.exponents[id * n + i] = this.scratch[i]!;
      degree += this.scratch[i]!;
      if (i + 1 === this.block) this.blockDegree[id] = degree;
    }
    this.degree[id] = degree;
    this.mask[id] = this.maskOfScratch();
    return id;
  }

  /** Bit (i, t) is set where the exponent of x_i exceeds t; ⌊32/n⌋ thresholds for each of the first 32 variables. */
  private maskOfScratch(): number {
    const masked = Math.min(this.variables, 32);
    const thresholds = masked === 0 ? 0 : Math.floor(32 / masked);
    let mask = 0;
    let bit = 0;
    for (let i = 0; i < masked; i++)
      for (let t = 0; t < thresholds; t++, bit++) if (this.scratch[i]! > t) mask |= 1 << bit;
    return mask;
  }

  private grow(): void {
    const capacity = this.degree.length * 2;
    const exponents = new Uint16Array(capacity * Math.max(this.variables, 1));
    exponents.set(this.exponents);
    this.exponents = exponents;
    const copy = (from: Int32Array): Int32Array => {
      const to = new Int32Array(capacity);
      to.set(from);
      return to;
    };
    this.degree = copy(this.degree);
    this.blockDegree = copy(this.blockDegree);
    this.mask = copy(this.mask);
    this.hash = copy(this.hash);
    this.slots = new Int32Array(capacity * 4);
    const cut = this.slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = spread(this.hash[id]!) & cut;
      while (this.slots[slot] !== 0) slot = (slot + 1) & cut;
      this.slots[slot] = id + 1;
    }
  }
}

/** The linear hash has poor low bits. */
const spread = (h: number): number => {
  const x = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return x ^ (x >>> 15);
};

/**
 * The compiled inner loops (`kernel/algebra.ts`) and the one memory that they work in.
 *
 * Memory is handed out from a stack: what is allocated inside `scope` is free again when it ends, so that nothing may be kept
 * longer. A WebAssembly memory grows and never shrinks; one that has grown beyond `KEPT_PAGES` is therefore let go when its
 * outermost scope ends, and the next computation begins with a new one. Everything here is synchronous; threads have memories
 * of their own.
 */

import { ALGEBRA } from "./elimination-kernel-binary.js";
import { KEPT_PAGES } from "./options.js";
import { BudgetExceeded } from "./work.js";

interface KernelExports {
  takeOperations(): number;
  scatter(dense: number, columns: number, coefficients: number, length: number): void;
  eliminate(dense: number, from: number, width: number, pivots: number, p: number): number;
  gather(dense: number, from: number, width: number, columns: number, coefficients: number, p: number): void;
  replayMatrix(
    dense: number,
    width: number,
    pivots: number,
    lower: number,
    found: number,
    count: number,
    room: number,
    given: number,
    p: number,
  ): number;
  forgetRows(pivots: number, rows: number, count: number): void;
  shift(
    vector: number,
    length: number,
    images: number,
    step: number,
    places: number,
    sum: number,
    out: number,
    size: number,
    p: number,
  ): void;
  krylov(
    images: number,
    places: number,
    lengths: number,
    dimension: number,
    current: number,
    next: number,
    steps: number,
    watched: number,
    count: number,
    out: number,
    p: number,
  ): void;
  convolve(f: number, length: number, g: number, size: number, sum: number, out: number, p: number): void;
  divide(rest: number, steps: number, g: number, d: number, size: number, quotient: number, p: number): void;
  euclid(
    a: number,
    lengthA: number,
    b: number,
    lengthB: number,
    rest: number,
    quotient: number,
    result: number,
    p: number,
  ): void;
  multiplyModulo(
    f: number,
    length: number,
    g: number,
    size: number,
    modulus: number,
    d: number,
    modulusSize: number,
    sum: number,
    quotient: number,
    out: number,
    p: number,
  ): void;
  recurrence(
    reversed: number,
    n: number,
    current: number,
    former: number,
    held: number,
    at: number,
    p: number,
  ): number;
  multiply(a: number, b: number, p: number): number;
  power(a: number, e: number, p: number): number;
  powers(out: number, count: number, first: number, base: number, p: number): void;
  unityRoots(roots: number, size: number, root: number, one: number, p: number): void;
  spread(f: number, length: number, twist: number, data: number, size: number, p: number): void;
  transform(data: number, size: number, roots: number, p: number): void;
  interpolate(data: number, size: number, roots: number, p: number): void;
  products(a: number, b: number, out: number, length: number, p: number): void;
  addProducts(sum: number, a: number, factor: number, length: number, p: number): void;
  addConstant(a: number, value: number, length: number, p: number): void;
  invertAll(a: number, out: number, length: number, p: number): number;
  areSame(a: number, b: number, length: number): number;
  areZero(a: number, length: number): number;
  enterRow(
    f: number,
    factors: number,
    length: number,
    panels: number,
    rows: number,
    row: number,
    first: number,
    sums: number,
    p: number,
  ): void;
  combineRows(panels: number, count: number, rows: number, weights: number, out: number, p: number): void;
  sumRows(panels: number, count: number, rows: number, weights: number, out: number): void;
  integerOf(sums: number, digits: number, times: number, length: number, bytes: number): number;
  cofactors(primes: number, count: number, out: number, factor: number, p: number): number;
  productModulo(primes: number, count: number, skip: number, p: number): number;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// The types of Node 20 leave WebAssembly to those of browsers.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (descriptor: { initial: number }) => Memory;
};

const PAGE = 65_536;
/** Places are 32-bit. */
const MOST_PAGES = 65_535;
/** Where data begins; zero stays free. */
const BASE = 64;

/** What a new memory begins with. */
const FIRST_PAGES = 16;

let compiled: object | undefined;

/** One memory with the kernel over it, handed out from a stack. */
class Arena {
  readonly kernel: KernelExports;
  private readonly memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
  private pages = FIRST_PAGES;
  private mostPages = MOST_PAGES;
  private top = BASE;
  /** How many scopes are open. */
  depth = 0;
  private words = new Int32Array(this.memory.buffer);

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(ALGEBRA, "base64"));
    this.kernel = new WebAssembly.Instance(compiled, { env: { memory: this.memory } })
      .exports as KernelExports;
  }

  /** How large the memory is by now. */
  get bytes(): number {
    return this.pages * PAGE;
  }

  /**
   * What is allocated inside is free afterwards.
   *
   * @param bytes how large the memory may become; inner scopes keep to the outermost one's. What it has already is not given back.
   */
  scope<T>(inside: () => T, bytes = MOST_PAGES * PAGE): T {
    const top = this.top;
    if (this.depth === 0) this.mostPages = Math.min(Math.floor(bytes / PAGE), MOST_PAGES);
    this.depth++;
    try {
      return inside();
    } finally {
      this.top = top;
      this.depth--;
      if (this.depth === 0 && this.pages > KEPT_PAGES && arena === this) arena = undefined;
    }
  }

  /** The place of so many bytes, a multiple of 16, with any contents. @throws BudgetExceeded */
  allocate(bytes: number): number {
    const place = this.top;
    const top = place + Math.ceil(bytes / 16) * 16;
    const pages = Math.ceil(top / PAGE);
    if (pages > this.pages) this.grow(pages);
    this.top = top;
    return place;
  }

  private grow(pages: number): void {
    const wanted = Math.min(Math.max(pages, this.pages * 2), this.mostPages);
    try {
      if (pages > this.mostPages) throw new RangeError("memory");
      this.memory.grow(wanted - this.pages);
    } catch {
      throw new BudgetExceeded("memory");
    }
    this.pages = wanted;
    this.words = new Int32Array(this.memory.buffer);
  }

  /** The same, of zeros. */
  zeros(bytes: number): number {
    const place = this.allocate(bytes);
    this.words.fill(0, place / 4, (place + Math.ceil(bytes / 16) * 16) / 4);
    return place;
  }

  /** A copy of 32-bit numbers, padded with zeros to a multiple of four of them. */
  copy(numbers: ArrayLike<number>): number {
    const place = this.allocate(numbers.length * 4);
    this.words.set(numbers, place / 4);
    this.words.fill(0, place / 4 + numbers.length, place / 4 + Math.ceil(numbers.length / 4) * 4);
    return place;
  }

  /** The 32-bit numbers at a place: a view, until memory is allocated again. */
  view(place: number, length: number): Int32Array {
    return this.words.subarray(place / 4, place / 4 + length);
  }

  /** The doubles at a place, likewise. */
  doubles(place: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, place, length);
  }

  /** The bytes at a place, as hexadecimal digits. */
  hexadecimal(place: number, length: number): string {
    return Buffer.from(this.memory.buffer, place, length).toString("hex");
  }

  /** A copy of the numbers at a place. */
  read(place: number, length: number): Int32Array {
    return this.words.slice(place / 4, place / 4 + length);
  }

  write(place: number, value: number): void {
    this.words[place / 4] = value;
  }
}

let arena: Arena | undefined;

/** The memory of this thread. Who keeps it keeps it within one scope: between outermost scopes it may be another. */
export function algebraKernel(): Arena {
  arena ??= new Arena();
  return arena;
}

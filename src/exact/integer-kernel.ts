/**
 * The kernel of a sparse integer matrix: integer vectors v with A v = 0.
 *
 * 1. Row echelon form modulo a prime of 26 bits, and for every column without a pivot the vector that is 1 there and 0 in the
 *    other such columns.
 * 2. Its entries as fractions (rational reconstruction), from as many primes as it takes (Chinese remainders).
 * 3. A v = 0 is checked over the integers.
 *
 * A vector that passes is in the kernel whatever the primes did. All together are a basis: the rank modulo a prime is at most
 * the rank, so there are at least as many columns without a pivot as the kernel has dimensions, and the vectors are independent.
 *
 * Source: von zur Gathen, Gerhard, "Modern Computer Algebra", §5.10 (reconstruction).
 */
import { gcd } from "./rational.js";

/** Equations Σ value·v[column] = 0 by their entries, row after row; a column may occur again in a row. */
export class IntegerRows {
  readonly columns: number[] = [];
  readonly values: bigint[] = [];
  /** Row i has the entries starts[i] … starts[i + 1] − 1. */
  readonly starts: number[] = [0];

  get count(): number {
    return this.starts.length - 1;
  }

  /** Adds an entry to the row that is being written. */
  add(column: number, value: bigint): void {
    if (value === 0n) return;
    this.columns.push(column);
    this.values.push(value);
  }

  /** Ends the row, if it has entries. */
  end(): void {
    if (this.columns.length > this.starts[this.starts.length - 1]!) this.starts.push(this.columns.length);
  }
}

/** The largest primes below 2²⁶: products are exact in doubles. */
const PRIMES = [67108859, 67108837, 67108819, 67108777, 67108763];
const SAFE = 2 ** 53;

/**
 * A basis of the kernel, each vector by its nonzero entries, which are safe integers.
 *
 * @param budget operations after which it is given up.
 * @returns null beyond the budget, and where a basis needs larger integers.
 * @example
 * const rows = new IntegerRows();
 * rows.add(0, 2n);
 * rows.add(1, -1n);
 * rows.end();
 * integerKernel(rows, 2, 100); // [Map { 0 => 1, 1 => 2 }]
 */
export function integerKernel(
  equations: IntegerRows,
  unknowns: number,
  budget: number,
): Map<number, number>[] | null {
  const check = new Check(equations, unknowns);
  let known: Residues | null = null;
  let columns: readonly number[] = [];
  for (const p of PRIMES) {
    const found = kernelModulo(equations, unknowns, p, budget);
    if (found === null) return null;
    const { free, vectors } = found;
    // Primes that divide a pivot lose it to a later column, or lose it: this one, or those before.
    const order: number = known === null ? 1 : compareFree(free, columns);
    if (order < 0) continue;
    known = order > 0 || known === null ? start(vectors, p) : combine(known, vectors, p);
    columns = free;
    const basis = reconstruct(known, free);
    if (basis?.every((v) => check.vanishes(v)) === true) return basis;
  }
  return null;
}

/** Positive if the columns without a pivot are fewer than the others, or come later. */
function compareFree(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return b.length - a.length;
  const k = a.findIndex((column, i) => column !== b[i]);
  return k < 0 ? 0 : a[k]! - b[k]!;
}

/** x y mod p. */
function times(x: number, y: number, p: number): number {
  const product = x * y;
  const rest = product - Math.floor(product / p) * p;
  return rest < 0 ? rest + p : rest >= p ? rest - p : rest;
}

const modulo = (value: bigint, p: number): number => {
  const near = Number(value);
  const rest = Number.isSafeInteger(near) ? near % p : Number(value % BigInt(p));
  return rest < 0 ? rest + p : rest;
};

/** 1/x mod p by the extended Euclidean algorithm. */
function invert(x: number, p: number): number {
  let [r, next, s, t] = [p, x, 0, 1];
  while (next !== 0) {
    const q = Math.floor(r / next);
    [r, next] = [next, r - q * next];
    [s, t] = [t, s - q * t];
  }
  return s < 0 ? s + p : s;
}

interface SparseRow {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Columns without a pivot, and the kernel's vectors that are 1 in one of them: all entries, modulo p. */
function kernelModulo(
  equations: IntegerRows,
  unknowns: number,
  p: number,
  budget: number,
): { free: number[]; vectors: Float64Array[] } | null {
  const pivots = new Array<SparseRow | undefined>(unknowns).fill(undefined);
  const row = new Float64Array(unknowns);
  const { starts } = equations;
  let work = 0;
  for (let i = 0; i < equations.count; i++) {
    let first = unknowns;
    let last = -1;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) {
      const column = equations.columns[e]!;
      row[column] = (row[column]! + modulo(equations.values[e]!, p)) % p;
      if (column < first) first = column;
      if (column > last) last = column;
    }
    let pivot = -1;
    let count = 0;
    for (let c = first; c <= last; c++) {
      const value = row[c]!;
      if (value === 0) continue;
      const above = pivots[c];
      if (above === undefined) {
        if (pivot < 0) pivot = c;
        count++;
        continue;
      }
      const { columns, values } = above;
      work += columns.length;
      last = Math.max(last, columns[columns.length - 1]!);
      for (let k = 0; k < columns.length; k++) {
        const at = columns[k]!;
        const next = row[at]! - times(value, values[k]!, p);
        row[at] = next < 0 ? next + p : next;
      }
    }
    if (work > budget) return null;
    if (pivot < 0) continue;
    const scale = invert(row[pivot]!, p);
    const columns = new Int32Array(count);
    const values = new Float64Array(count);
    for (let c = pivot, k = 0; c <= last; c++) {
      if (row[c] === 0) continue;
      columns[k] = c;
      values[k++] = times(row[c]!, scale, p);
      row[c] = 0;
    }
    pivots[pivot] = { columns, values };
  }
  const free: number[] = [];
  const vectors: Float64Array[] = [];
  for (let f = 0; f < unknowns; f++) {
    if (pivots[f] !== undefined) continue;
    const v = new Float64Array(unknowns);
    v[f] = 1;
    for (let c = f - 1; c >= 0; c--) {
      const pivot = pivots[c];
      if (pivot === undefined) continue;
      const { columns, values } = pivot;
      let sum = 0;
      for (let k = 1; k < columns.length && columns[k]! <= f; k++)
        if (v[columns[k]!] !== 0) sum = (sum + times(values[k]!, v[columns[k]!]!, p)) % p;
      if (sum !== 0) v[c] = p - sum;
    }
    free.push(f);
    vectors.push(v);
  }
  return { free, vectors };
}

/** Nonzero entries of vectors modulo the product of some primes. */
interface Residues {
  readonly modulus: bigint;
  readonly vectors: readonly Map<number, bigint>[];
}

const start = (vectors: readonly Float64Array[], p: number): Residues => ({
  modulus: BigInt(p),
  vectors: vectors.map((v) => {
    const entries = new Map<number, bigint>();
    v.forEach((value, k) => {
      if (value !== 0) entries.set(k, BigInt(value));
    });
    return entries;
  }),
});

/** The same residues modulo p as well: x + M((y − x)/M mod p). */
function combine({ modulus, vectors }: Residues, others: readonly Float64Array[], p: number): Residues {
  const inverse = BigInt(invert(modulo(modulus, p), p));
  const prime = BigInt(p);
  return {
    modulus: modulus * prime,
    vectors: vectors.map((v, i) => {
      const other = others[i]!;
      const entries = new Map<number, bigint>();
      for (let k = 0; k < other.length; k++) {
        const x = v.get(k) ?? 0n;
        if (x === 0n && other[k] === 0) continue;
        const step = ((BigInt(other[k]!) - x) * inverse) % prime;
        entries.set(k, x + modulus * (step < 0n ? step + prime : step));
      }
      return entries;
    }),
  };
}

/** Each vector as integers without common denominator; null where an entry is no short fraction, or too large. */
function reconstruct({ modulus, vectors }: Residues, free: readonly number[]): Map<number, number>[] | null {
  const basis: Map<number, number>[] = [];
  for (let i = 0; i < vectors.length; i++) {
    let denominator = 1n;
    const fractions = new Map<number, readonly [bigint, bigint]>();
    for (const [k, residue] of vectors[i]!) {
      const fraction = k === free[i] ? ([1n, 1n] as const) : fractionOf(residue, modulus);
      if (fraction === null) return null;
      fractions.set(k, fraction);
      denominator *= fraction[1] / gcd(denominator, fraction[1]);
    }
    const integers = new Map<number, number>();
    for (const [k, [n, d]] of fractions) {
      const value = Number(n * (denominator / d));
      if (!Number.isSafeInteger(value)) return null;
      integers.set(k, value);
    }
    basis.push(integers);
  }
  return basis;
}

/** n/d ≡ residue with n² and d² below half the modulus; null if there is none. */
function fractionOf(residue: bigint, modulus: bigint): readonly [bigint, bigint] | null {
  // Most entries are small integers.
  if (residue < 4096n) return [residue, 1n];
  if (modulus - residue < 4096n) return [residue - modulus, 1n];
  let [r, next, s, t] = [modulus, residue, 0n, 1n];
  while (2n * next * next > modulus) {
    const q = r / next;
    [r, next] = [next, r - q * next];
    [s, t] = [t, s - q * t];
  }
  if (t === 0n || 2n * t * t > modulus) return null;
  return t < 0n ? [-next, -t] : [next, t];
}

/** Whether vectors solve all equations, exactly. */
class Check {
  /** By column: its entries, from `from`[column] on, with their equations. */
  private readonly from: Int32Array;
  private readonly rows: Int32Array;
  private readonly values: Float64Array;
  private readonly sums: Float64Array;
  private readonly bounds: Float64Array;
  private readonly touched: Int32Array;

  constructor(
    private readonly equations: IntegerRows,
    unknowns: number,
  ) {
    const { columns, values, starts, count } = equations;
    this.from = new Int32Array(unknowns + 1);
    for (const column of columns) this.from[column + 1]!++;
    for (let k = 0; k < unknowns; k++) this.from[k + 1]! += this.from[k]!;
    this.rows = new Int32Array(columns.length);
    this.values = new Float64Array(columns.length);
    const next = this.from.slice();
    for (let i = 0; i < count; i++)
      for (let e = starts[i]!; e < starts[i + 1]!; e++) {
        const at = next[columns[e]!]!++;
        this.rows[at] = i;
        this.values[at] = Number(values[e]!);
      }
    this.sums = new Float64Array(count);
    this.bounds = new Float64Array(count);
    this.touched = new Int32Array(columns.length);
  }

  vanishes(v: ReadonlyMap<number, number>): boolean {
    const { from, rows, values, sums, bounds, touched } = this;
    let count = 0;
    for (const [column, entry] of v)
      for (let e = from[column]!; e < from[column + 1]!; e++) {
        const product = values[e]! * entry;
        sums[rows[e]!]! += product;
        bounds[rows[e]!]! += Math.abs(product);
        touched[count++] = rows[e]!;
      }
    let holds = true;
    for (let k = 0; k < count; k++) {
      const i = touched[k]!;
      // Doubles are exact as long as the sizes add up to less than 2⁵³.
      if (bounds[i]! < SAFE ? sums[i] !== 0 : !this.vanishesExactly(i, v)) holds = false;
      sums[i] = bounds[i] = 0;
    }
    return holds;
  }

  private vanishesExactly(i: number, v: ReadonlyMap<number, number>): boolean {
    const { columns, values, starts } = this.equations;
    let sum = 0n;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) {
      const entry = v.get(columns[e]!);
      if (entry !== undefined) sum += values[e]! * BigInt(entry);
    }
    return sum === 0n;
  }
}

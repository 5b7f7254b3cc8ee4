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
import { PrimeField, primesDownwards } from "./prime-field.js";
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

/** Fractions of more bits than half of what so many primes hold are given up: kernels of symmetries have short ones. */
const MOST_PRIMES = 5;
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
  const primes = primesDownwards();
  for (let tried = 0; tried < MOST_PRIMES; tried++) {
    const field = new PrimeField(primes.next().value!);
    const pivots = echelonModulo(equations, unknowns, field, budget);
    if (pivots === null) return null;
    const { free, vectors } = kernelOf(pivots, field);
    // Primes that divide a pivot lose it to a later column, or lose it: this one, or those before.
    const order: number = known === null ? 1 : compareFree(free, columns);
    if (order < 0) continue;
    known = order > 0 || known === null ? start(vectors, field) : combine(known, vectors, field);
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

interface SparseRow {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** A row of the echelon form: 1 in its first column. */
type Pivots = readonly (SparseRow | undefined)[];

/** Row echelon form modulo p, the row of a pivot under its column; null beyond the budget. */
function echelonModulo(
  equations: IntegerRows,
  unknowns: number,
  field: PrimeField,
  budget: number,
): Pivots | null {
  const pivots = new Array<SparseRow | undefined>(unknowns).fill(undefined);
  const row = new Float64Array(unknowns);
  const { p } = field;
  const { starts } = equations;
  let work = 0;
  for (let i = 0; i < equations.count; i++) {
    let first = unknowns;
    let last = -1;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) {
      const column = equations.columns[e]!;
      row[column] = field.add(row[column]!, residueOf(equations.values[e]!, field));
      if (column < first) first = column;
      if (column > last) last = column;
    }
    let pivot = -1;
    for (let c = first; c <= last; c++) {
      const value = row[c]!;
      if (value === 0) continue;
      const above = pivots[c];
      if (above === undefined) {
        if (pivot < 0) pivot = c;
        continue;
      }
      const { columns, values } = above;
      work += columns.length;
      last = Math.max(last, columns[columns.length - 1]!);
      const opposite = p - value;
      for (let k = 0; k < columns.length; k++)
        row[columns[k]!] = field.reduce(row[columns[k]!]! + opposite * values[k]!);
    }
    if (work > budget) return null;
    if (pivot >= 0) pivots[pivot] = takeRow(row, pivot, last, field);
  }
  return pivots;
}

/** The entries of a dense row, which is left zero, over that at the pivot. */
function takeRow(row: Float64Array, pivot: number, last: number, field: PrimeField): SparseRow {
  const columns: number[] = [];
  for (let c = pivot; c <= last; c++) if (row[c] !== 0) columns.push(c);
  const scale = field.invert(row[pivot]!);
  const values = Float64Array.from(columns, (c) => field.multiply(row[c]!, scale));
  row.fill(0, pivot, last + 1);
  return { columns: Int32Array.from(columns), values };
}

/** Columns without a pivot, and the kernel's vectors that are 1 in one of them: all entries, modulo p. */
function kernelOf(pivots: Pivots, field: PrimeField): { free: number[]; vectors: Float64Array[] } {
  const free: number[] = [];
  const vectors: Float64Array[] = [];
  for (let f = 0; f < pivots.length; f++) {
    if (pivots[f] !== undefined) continue;
    const v = new Float64Array(pivots.length);
    v[f] = 1;
    for (let c = f - 1; c >= 0; c--) {
      const pivot = pivots[c];
      if (pivot === undefined) continue;
      const { columns, values } = pivot;
      let sum = 0;
      for (let k = 1; k < columns.length && columns[k]! <= f; k++)
        if (v[columns[k]!] !== 0) sum = field.reduce(sum + values[k]! * v[columns[k]!]!);
      v[c] = field.negate(sum);
    }
    free.push(f);
    vectors.push(v);
  }
  return { free, vectors };
}

/** Most values are small: no division of large integers for them. */
const residueOf = (value: bigint, field: PrimeField): number => {
  const near = Number(value);
  return Number.isSafeInteger(near) ? field.reduce(near) : field.residue(value);
};

/** Nonzero entries of vectors modulo the product of some primes. */
interface Residues {
  readonly modulus: bigint;
  readonly vectors: readonly Map<number, bigint>[];
}

const start = (vectors: readonly Float64Array[], field: PrimeField): Residues => ({
  modulus: BigInt(field.p),
  vectors: vectors.map((v) => {
    const entries = new Map<number, bigint>();
    v.forEach((value, k) => {
      if (value !== 0) entries.set(k, BigInt(value));
    });
    return entries;
  }),
});

/** The same residues modulo p as well: x + M((y − x)/M mod p). */
function combine(
  { modulus, vectors }: Residues,
  others: readonly Float64Array[],
  field: PrimeField,
): Residues {
  const inverse = BigInt(field.invert(field.residue(modulus)));
  const prime = BigInt(field.p);
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

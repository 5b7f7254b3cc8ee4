/**
 * Gröbner bases over F_p by F4 (Faugère 1999).
 *
 * Critical pairs are kept by the update of Gebauer and Möller (Becker and Weispfenning, *Gröbner Bases*, 5.5): the product and
 * chain criteria. All pairs whose least common multiple has the least degree are reduced together:
 *
 * 1. For each least common multiple the multiples of the polynomials are rows of a matrix, the first of them a pivot row.
 * 2. Every monomial in them that a leading monomial divides gets a multiple of that polynomial as pivot row, and so on.
 * 3. The matrix is reduced (`matrix-reduction.ts`); rows that do not vanish are new polynomials, reduced against each other.
 *
 * Given polynomials enter as rows when the degree reaches theirs. At the end the basis is reduced: monic, leading monomials
 * minimal, no other monomial divisible by one of them. It is unique for the ideal and the order.
 *
 * Where no new polynomial has a lower degree than its matrix, the polynomials made homogeneous by x_n are in ⟨f^h⟩, and the
 * basis is one of ⟨f^h⟩ with x_n = 1: the run says so (`keepsDegrees`).
 *
 * Which rows a matrix has depends on the leading monomials alone. A trace (Traverso 1988) keeps the matrices of one prime, less
 * the rows that vanished; another prime repeats the arithmetic only, and is given up where a leading monomial differs.
 */

import type { PrimeField } from "../exact/prime-field.js";
import { algebraKernel } from "./elimination-kernel.js";
import { type ReducedRows, reduceRows, reduceTails, type SparseRow } from "./matrix-reduction.js";
import type { MonomialTable } from "./monomials.js";
import type { Work } from "./work.js";

/** Σ coefficients[k] · monomials[k], monomials of the table in descending order, coefficients residues. */
export interface Polynomial {
  readonly monomials: Int32Array;
  readonly coefficients: Int32Array;
}

interface Pair {
  readonly i: number;
  readonly j: number;
  readonly lcm: number;
  readonly degree: number;
}

/** A multiple of polynomial number `source`: only its monomials move. */
interface Multiple {
  readonly source: number;
  /** Monomials while the matrix is built, columns afterwards. */
  readonly entries: Int32Array;
}

/** Multiples of polynomials; the columns are monomials in descending order. */
interface Matrix {
  readonly monomials: Int32Array;
  /** One for each of the columns that begin a pivot row. */
  readonly upper: readonly Multiple[];
  readonly lower: readonly Multiple[];
}

/** A matrix of which every lower row gave a new polynomial. */
interface Step {
  readonly matrix: Matrix;
  /** Monomials of the new polynomials, in the order in which they were numbered. */
  readonly found: readonly Int32Array[];
  /** A row of the matrix that vanished, if there was one: it has to vanish in every arithmetic. */
  readonly vanished: Multiple | undefined;
}

/** The computation of one prime, to be repeated with others: the given polynomials are numbers 0 … k − 1, those found follow. */
export interface Trace {
  /** k */
  readonly given: number;
  readonly steps: readonly Step[];
  /** The last matrix: its lower rows are the minimal basis, by ascending leading monomial. */
  readonly last: Matrix;
  readonly basis: readonly Int32Array[];
}

/**
 * The reduced Gröbner basis, by ascending leading monomial; [1] for the unit ideal, [] for zero.
 *
 * @param input polynomials over the table, each nonzero.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function groebnerBasis(
  input: readonly Polynomial[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): readonly Polynomial[] {
  return new Engine(input, table, field, work, 0).run().basis;
}

/** A basis, and how it was found. */
export interface TracedBasis {
  readonly basis: readonly Polynomial[];
  readonly trace: Trace;
  /** Whether no degree fell: in an order by degrees the f^h have the same leading monomials then, and nothing more at infinity. */
  readonly keepsDegrees: boolean;
  /** Entries of polynomials and of the trace. */
  readonly held: number;
}

/** The same, with the trace. Its size counts as memory. @throws BudgetExceeded, DegreeOverflow */
export function tracedGroebnerBasis(
  input: readonly Polynomial[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): TracedBasis {
  return new Engine(input, table, field, work, Number.POSITIVE_INFINITY).run() as TracedBasis;
}

/** A basis whose trace is there as long as it is small. */
export interface MaybeTracedBasis extends Omit<TracedBasis, "trace"> {
  readonly trace: Trace | undefined;
}

/** The same, without the trace where that has more than so many entries. @throws BudgetExceeded, DegreeOverflow */
export function basisTracedUpTo(
  entries: number,
  input: readonly Polynomial[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): MaybeTracedBasis {
  return new Engine(input, table, field, work, entries).run();
}

/** A basis as far as no degree falls. */
export interface BasisUpToFall {
  /** The first degree in which polynomials of lower degree are found; infinity if there is none, and the basis is a whole one. */
  readonly degree: number;
  /** How many are found there that are independent of the basis. */
  readonly fallen: number;
  /** The reduced basis; empty where degrees fall. */
  readonly basis: readonly Polynomial[];
  /** Which of some polynomials, in their order, neither elements of lower degree nor those before reduce to 0. */
  readonly independent: (polynomials: readonly Polynomial[]) => readonly number[];
}

/**
 * The basis up to the first degree in which one falls.
 *
 * @param input polynomials over a table in an order by degrees, each nonzero.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function basisUpToFall(
  input: readonly Polynomial[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): BasisUpToFall {
  const engine = new Engine(input, table, field, work, 0);
  const { degree, fallen } = engine.advanceToFall();
  return {
    degree,
    fallen,
    basis: fallen === 0 ? engine.finish().basis : [],
    independent: (polynomials) => engine.independent(polynomials),
  };
}

/** Bytes of the record of a row (`kernel/algebra.ts`). */
const RECORD = 16;

/** A matrix in the memory of the kernel: places, and numbers of rows and columns. */
interface CompiledMatrix {
  readonly width: number;
  readonly pivots: number;
  readonly lower: number;
  readonly found: number;
  readonly count: number;
  readonly given: boolean;
}

/** A trace in the memory of the kernel, to be repeated for many primes: within the scope that it was made in. */
export class Replay {
  private readonly memory = algebraKernel();
  private readonly matrices: readonly CompiledMatrix[];
  /** Where the coefficients of each polynomial are that a matrix needs. */
  private readonly places = new Map<number, number>();
  private readonly results: readonly number[];
  private readonly dense: number;
  private readonly room: number;
  private readonly width: number;

  /** @throws BudgetExceeded */
  constructor(
    private readonly trace: Trace,
    private readonly work: Work,
  ) {
    const { memory } = this;
    const { steps, last, basis } = trace;
    const all = [...steps.map(({ matrix }) => matrix), last];
    this.width = all.reduce((most, { monomials }) => Math.max(most, monomials.length), 0);
    this.dense = memory.zeros(8 * this.width);
    this.room = memory.allocate(
      8 * all.reduce((most, { monomials, lower }) => Math.max(most, monomials.length * lower.length), 0),
    );
    let number = trace.given;
    const matrices = steps.map(({ matrix, found }) =>
      this.compile(
        matrix,
        found,
        found.map(({ length }) => this.placeOf(number++, length)),
        false,
      ),
    );
    this.results = basis.map(({ length }) => memory.allocate(4 * length));
    this.matrices = [...matrices, this.compile(last, basis, this.results, true)];
  }

  /** The place of the coefficients of a polynomial. */
  private placeOf(source: number, length: number): number {
    let place = this.places.get(source);
    if (place === undefined) {
      place = this.memory.allocate(4 * length);
      this.places.set(source, place);
    }
    return place;
  }

  private compile(
    { monomials, upper, lower }: Matrix,
    found: readonly Int32Array[],
    results: readonly number[],
    given: boolean,
  ): CompiledMatrix {
    const { memory } = this;
    const width = monomials.length;
    const columnOf = new Map<number, number>();
    for (const [c, m] of monomials.entries()) columnOf.set(m, c);
    const pivots = memory.zeros(RECORD * width);
    const record = (at: number, columns: Int32Array, coefficients: number): void => {
      const place = memory.copy(columns);
      memory.view(at, 3).set([place, coefficients, columns.length]);
    };
    const write = ({ source, entries }: Multiple, at: number): void =>
      record(at, entries, this.placeOf(source, entries.length));
    for (const row of upper) write(row, pivots + RECORD * row.entries[0]!);
    const rows = memory.zeros(RECORD * lower.length);
    const expected = memory.zeros(RECORD * found.length);
    for (const [k, row] of lower.entries()) write(row, rows + RECORD * k);
    for (const [k, support] of found.entries()) {
      const columns = support.map((m) => columnOf.get(m)!);
      record(expected + RECORD * k, columns, results[k]!);
      memory.write(pivots + RECORD * columns[0]! + 12, 1);
    }
    return { width, pivots, lower: rows, found: expected, count: lower.length, given };
  }

  /**
   * The reduced basis for the same polynomials modulo another prime; undefined where a leading monomial or a support differs, so that one
   * of the two primes is unlucky.
   *
   * @param coefficients of the given polynomials, in the order of their monomials.
   */
  run(coefficients: readonly Int32Array[], field: PrimeField): readonly Polynomial[] | undefined {
    const { memory, work, trace } = this;
    const { kernel } = memory;
    for (const [k, values] of coefficients.entries()) {
      const place = this.places.get(k);
      if (place !== undefined) memory.view(place, values.length).set(values);
    }
    for (const { width, pivots, lower, found, count, given } of this.matrices) {
      const { dense, room } = this;
      const same = kernel.replayMatrix(
        dense,
        width,
        pivots,
        lower,
        found,
        count,
        room,
        Number(given),
        field.p,
      );
      kernel.forgetRows(pivots, found, count);
      work.spend(kernel.takeOperations());
      if (same !== 0) continue;
      memory.view(dense, 2 * this.width).fill(0);
      return undefined;
    }
    return trace.basis.map((monomials, k) => ({
      monomials,
      coefficients: memory.read(this.results[k]!, monomials.length),
    }));
  }
}

const rowsOf = (multiples: readonly Multiple[], coefficients: readonly Int32Array[]): readonly SparseRow[] =>
  multiples.map(({ source, entries }) => ({ columns: entries, coefficients: coefficients[source]! }));

const reduceMatrix = (
  { monomials, upper, lower }: Matrix,
  coefficients: readonly Int32Array[],
  field: PrimeField,
  work: Work,
): ReducedRows =>
  reduceRows(monomials.length, rowsOf(upper, coefficients), rowsOf(lower, coefficients), field.p, work);

/** The lower rows, which are the minimal basis, reduced. */
const reduceLast = (
  { monomials, upper, lower }: Matrix,
  coefficients: readonly Int32Array[],
  field: PrimeField,
  work: Work,
): readonly SparseRow[] =>
  reduceTails(monomials.length, rowsOf(upper, coefficients), rowsOf(lower, coefficients), field.p, work);

class Engine {
  /** The given ones, then those found, which are monic. */
  private readonly polynomials: Polynomial[];
  private readonly given: number;
  /** Numbers of polynomials found whose leading monomials are minimal so far. */
  private active: number[] = [];
  private readonly isActive: boolean[] = [];
  private pairs: Pair[] = [];
  private pending: { readonly source: number; readonly degree: number }[];
  private steps: Step[] = [];
  private stepNumber = 0;
  /** The matrix in which a monomial last was a column, and in which it last had a pivot row. */
  private seen = new Int32Array(0);
  private hasPivot = new Int32Array(0);
  private columnOf = new Int32Array(0);
  /** 1 + a polynomial that divides the monomial; or −k if none of the first k does. */
  private divisor = new Int32Array(0);
  /** Entries of polynomials, and of the trace. */
  private held = 0;
  private traced = 0;
  private keepsDegrees = true;

  constructor(
    input: readonly Polynomial[],
    private readonly table: MonomialTable,
    private readonly field: PrimeField,
    private readonly work: Work,
    /** Entries that the trace may have. */
    private readonly mostTraced: number,
  ) {
    this.polynomials = [...input];
    this.given = input.length;
    this.pending = input.map(({ monomials }, source) => ({
      source,
      degree: monomials.reduce((most, m) => Math.max(most, table.degree[m]!), 0),
    }));
  }

  /** Treats degree after degree. */
  run(): MaybeTracedBasis {
    for (;;) {
      const degree = this.leastDegree();
      if (degree === Number.POSITIVE_INFINITY || this.isUnit()) return this.finish();
      const matrix = this.matrixOfDegree(degree);
      const reduced = this.reduce(matrix);
      if (this.fallen(matrix, reduced, degree) > 0) this.keepsDegrees = false;
      this.advance(matrix, reduced);
    }
  }

  /** The same, before a degree in which polynomials of lower degree are found: that degree, or infinity, and how many they are. */
  advanceToFall(): { readonly degree: number; readonly fallen: number } {
    for (;;) {
      const degree = this.leastDegree();
      if (degree === Number.POSITIVE_INFINITY || this.isUnit())
        return { degree: Number.POSITIVE_INFINITY, fallen: 0 };
      const matrix = this.matrixOfDegree(degree);
      const reduced = this.reduce(matrix);
      const fallen = this.fallen(matrix, reduced, degree);
      if (fallen > 0) return { degree, fallen };
      this.advance(matrix, reduced);
    }
  }

  /** How many rows have lower degree. */
  private fallen({ monomials }: Matrix, { rows }: ReducedRows, degree: number): number {
    return rows.filter(({ columns }) => this.table.degree[monomials[columns[0]!]!]! < degree).length;
  }

  private reduce(matrix: Matrix): ReducedRows {
    const coefficients = this.polynomials.map((f) => f.coefficients);
    return reduceMatrix(matrix, coefficients, this.field, this.work);
  }

  independent(polynomials: readonly Polynomial[]): readonly number[] {
    const first = this.polynomials.length;
    this.beginMatrix();
    const lower = polynomials.map(({ monomials }, k) => ({ source: first + k, entries: monomials.slice() }));
    const { monomials, upper } = this.complete([], lower);
    const coefficients = [...this.polynomials, ...polynomials].map((f) => f.coefficients);
    const rows = [upper, lower].map((multiples) => rowsOf(multiples, coefficients));
    const { from } = reduceRows(monomials.length, rows[0]!, rows[1]!, this.field.p, this.work);
    return [...from].sort((a, b) => a - b);
  }

  private get isTraced(): boolean {
    return this.mostTraced > 0 && this.traced <= this.mostTraced;
  }

  /** What is held. */
  private get entries(): number {
    return this.held + (this.isTraced ? this.traced : 0);
  }

  private isUnit(): boolean {
    return this.active.length > 0 && this.table.degree[this.lead(this.active.at(-1)!)] === 0;
  }

  private lead(i: number): number {
    return this.polynomials[i]!.monomials[0]!;
  }

  private leastDegree(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { degree } of this.pairs) if (degree < least) least = degree;
    for (const { degree } of this.pending) if (degree < least) least = degree;
    return least;
  }

  /** Enters what a matrix gives. */
  private advance(matrix: Matrix, { rows, from }: ReducedRows): void {
    const found: Int32Array[] = [];
    for (const { columns, coefficients: values } of rows) {
      const monomials = columns.map((c) => matrix.monomials[c]!);
      found.push(monomials);
      this.enter({ monomials, coefficients: values });
    }
    if (!this.isTraced || rows.length === 0) return;
    const kept = new Set(from);
    const lower = matrix.lower.filter((_, k) => kept.has(k));
    const vanished = matrix.lower.find((_, k) => !kept.has(k));
    this.steps.push({ matrix: { ...matrix, lower }, found, vanished });
    for (const { entries } of [...matrix.upper, ...lower]) this.traced += entries.length;
    this.traced += vanished?.entries.length ?? 0;
    if (this.isTraced) this.work.hold(this.entries);
    else this.steps = [];
  }

  /** Adds a polynomial and updates the pairs. */
  private enter(f: Polynomial): void {
    const { table } = this;
    const t = this.polynomials.length;
    this.polynomials.push(f);
    this.held += 2 * f.monomials.length;
    const lead = f.monomials[0]!;
    this.work.spend(2 * this.pairs.length);
    this.pairs = this.pairs.filter(
      ({ i, j, lcm }) =>
        !table.divides(lead, lcm) ||
        table.lcm(this.lead(i), lead) === lcm ||
        table.lcm(this.lead(j), lead) === lcm,
    );
    for (const pair of this.newPairs(t)) this.pairs.push(pair);
    const dividing = this.active.some((i) => table.divides(this.lead(i), lead));
    for (const i of this.active) if (table.divides(lead, this.lead(i))) this.isActive[i] = false;
    this.active = this.active.filter((i) => this.isActive[i]);
    // Where a leading monomial divides that of f, their pair stands for all others of f.
    if (!dividing) this.active.push(t);
    this.isActive[t] = !dividing;
  }

  /** Pairs (i, t) whose least common multiple no other divides, one of each class, none of a class with coprime leads. */
  private newPairs(t: number): Pair[] {
    const { table } = this;
    const lead = this.lead(t);
    const candidates = this.active.map((i) => {
      const lcm = table.lcm(this.lead(i), lead);
      return { i, j: t, lcm, degree: table.degree[lcm]!, coprime: table.coprime(this.lead(i), lead) };
    });
    candidates.sort((a, b) => a.degree - b.degree || a.lcm - b.lcm || Number(b.coprime) - Number(a.coprime));
    const kept: typeof candidates = [];
    for (const candidate of candidates) {
      if (!kept.some(({ lcm }) => table.divides(lcm, candidate.lcm))) kept.push(candidate);
      this.work.spend(kept.length);
    }
    return kept.filter(({ coprime }) => !coprime);
  }

  /** The matrix of all pairs and given polynomials of this degree. */
  private matrixOfDegree(degree: number): Matrix {
    const byLcm = new Map<number, Set<number>>();
    for (const pair of this.pairs) {
      if (pair.degree !== degree) continue;
      const sources = byLcm.get(pair.lcm) ?? new Set();
      byLcm.set(pair.lcm, sources.add(pair.i).add(pair.j));
    }
    this.pairs = this.pairs.filter((pair) => pair.degree !== degree);
    this.beginMatrix();
    const upper: Multiple[] = [];
    const lower: Multiple[] = [];
    for (const { source, degree: own } of this.pending)
      if (own === degree) lower.push({ source, entries: this.polynomials[source]!.monomials.slice() });
    this.pending = this.pending.filter((f) => f.degree !== degree);
    for (const [lcm, sources] of byLcm) {
      const [first, ...rest] = [...sources].sort((a, b) => a - b);
      upper.push(this.multiple(lcm, first!));
      this.hasPivot[lcm] = this.stepNumber;
      for (const source of rest) lower.push(this.multiple(lcm, source));
    }
    return this.complete(upper, lower);
  }

  /** Adds pivot rows until every monomial that a leading monomial divides has one, and numbers the columns. */
  private complete(upper: Multiple[], lower: readonly Multiple[]): Matrix {
    const { table } = this;
    const monomials: number[] = [];
    let { entries } = this;
    const visit = (row: Multiple): void => {
      entries += row.entries.length;
      for (const m of row.entries) {
        if (this.seen[m] === this.stepNumber) continue;
        this.seen[m] = this.stepNumber;
        monomials.push(m);
      }
    };
    for (const row of upper) visit(row);
    for (const row of lower) visit(row);
    for (let k = 0; k < monomials.length; k++) {
      const m = monomials[k]!;
      if (this.hasPivot[m] === this.stepNumber) continue;
      const source = this.divisorOf(m);
      if (source < 0) continue;
      const row = this.multiple(m, source);
      this.hasPivot[m] = this.stepNumber;
      upper.push(row);
      visit(row);
      this.work.hold(entries + table.size * (table.variables / 2 + 12));
    }
    const sorted = Int32Array.from(monomials).sort((a, b) => table.compare(b, a));
    this.work.spend(sorted.length * 20);
    for (let c = 0; c < sorted.length; c++) this.columnOf[sorted[c]!] = c;
    for (const rows of [upper, lower])
      for (const row of rows)
        for (let k = 0; k < row.entries.length; k++) row.entries[k] = this.columnOf[row.entries[k]!]!;
    return { monomials: sorted, upper, lower };
  }

  /** An active polynomial whose leading monomial divides m, or −1. */
  private divisorOf(m: number): number {
    const { table } = this;
    const known = this.divisor[m]!;
    if (known > 0 && this.isActive[known - 1]) return known - 1;
    const from = known < 0 ? -known : 0;
    for (const i of this.active) {
      if (i < from || !table.divides(this.lead(i), m)) continue;
      this.divisor[m] = i + 1;
      return i;
    }
    this.work.spend(this.active.length);
    this.divisor[m] = -this.polynomials.length;
    return -1;
  }

  private beginMatrix(): void {
    this.stepNumber++;
    this.makeRoom();
  }

  private makeRoom(): void {
    const capacity = this.table.degree.length;
    if (this.seen.length >= capacity) return;
    const grown = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(capacity);
      to.set(from);
      return to;
    };
    this.seen = grown(this.seen);
    this.hasPivot = grown(this.hasPivot);
    this.columnOf = grown(this.columnOf);
    this.divisor = grown(this.divisor);
  }

  /** The multiple of a polynomial whose leading monomial is `lead`. */
  private multiple(lead: number, source: number): Multiple {
    const { monomials } = this.polynomials[source]!;
    const factor = this.table.quotient(lead, monomials[0]!);
    const entries = new Int32Array(monomials.length);
    for (let k = 0; k < monomials.length; k++) entries[k] = this.table.product(factor, monomials[k]!);
    this.work.spend(8 * monomials.length);
    this.makeRoom();
    return { source, entries };
  }

  /** The reduced basis of the active polynomials. */
  finish(): MaybeTracedBasis {
    const { table } = this;
    this.active.sort((a, b) => table.compare(this.lead(a), this.lead(b)));
    this.beginMatrix();
    const lower = this.active.map((source): Multiple => {
      this.hasPivot[this.lead(source)] = this.stepNumber;
      return { source, entries: this.polynomials[source]!.monomials.slice() };
    });
    const last = this.complete([], lower);
    const coefficients = this.polynomials.map((f) => f.coefficients);
    const basis = reduceLast(last, coefficients, this.field, this.work).map(
      ({ columns, coefficients: values }): Polynomial => ({
        monomials: columns.map((c) => last.monomials[c]!),
        coefficients: values,
      }),
    );
    const { isTraced, entries: held } = this;
    const monomials = basis.map((f) => f.monomials);
    const trace = isTraced ? { given: this.given, steps: this.steps, last, basis: monomials } : undefined;
    return { basis, trace, keepsDegrees: this.keepsDegrees, held };
  }
}

/**
 * The quotient A = C[x]/I of an ideal of dimension 0 in floating point: approximate multiplication matrices, from which approximate
 * solutions follow (`systems/certified-solutions.ts`). Nothing here is proved; whatever comes of it has to be.
 *
 *   u b ≡ Σ_c M_u[b, c] c  (mod I),  b, c in B:   M_u (b(ξ))_b = u(ξ) (b(ξ))_b  at every solution ξ
 *
 * B are the standard monomials of a Gröbner basis modulo a prime p, and its trace (`groebner.ts`) says which matrices lead to
 * the basis: their rows, which columns have pivots, which monomials remain. These are repeated in double-double arithmetic, 106 bits. A
 * number is never compared with zero: what vanishes is what vanishes modulo p. Where the order leaves a choice it is made by size: the
 * new polynomials of a matrix are the reduced echelon form of its lower rows, which is found by complete pivoting among the
 * columns that the trace names. Normal forms of border monomials follow as in `quotient.ts`, in the same arithmetic.
 *
 * Rows that vanish modulo p, and what cancels in others, measure what the repetition has lost. Where that is too much, the basis is reconstructed over Q from many primes, and rounded
 * once: it takes as many primes as its coefficients have bits, and no digit is lost on the way.
 *
 * Where the degrees of all terms of an equation agree modulo m (`degreePeriod`), A is the sum of A_0, …, A_{m−1}, spanned by the b of these degrees modulo m. A
 * linear form u maps A_k to A_{k+1}, and all is found in A_0, whose dimension is dim A / m where I is radical and 0 no solution:
 *
 *   u^m b ≡ Σ_c P[b, c] c,   x_i u^{m−1} ≡ Σ_c X_i[c] c,   b, c in B ∩ A_0,
 *
 * an eigenvector of P holds the values b(ξ) at the solutions ω ξ, ω^m = 1.
 *
 * Sources: Auzinger and Stetter 1988, Möller and Stetter 1995 (eigenvectors); Traverso 1988 (traces); Stetter, *Numerical Polynomial
 * Algebra* (2004), ch. 8 and 10.
 * Not covered: variables of very different sizes, which are scaled before; choosing B by size (Telen, Mourrain, Van Barel 2018): the
 * digits beyond those of a double are what makes up for that.
 */

import { twoDoubles } from "../elementary/fixed-point.js";
import { bitLength, powerOfTwo } from "../exact/dyadic.js";
import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import type { SolutionBound } from "./bound.js";
import { measure } from "./count.js";
import { algebraKernel } from "./elimination-kernel.js";
import { type Polynomial, Replay, type Trace, type TracedBasis } from "./groebner.js";
import { liftBases } from "./lift-bases.js";
import { modularBasis } from "./modular-basis.js";
import type { MonomialTable } from "./monomials.js";
import { MOST_LOST, ROUNDING_SHARE } from "./options.js";
import { within } from "./over-prime.js";
import { minimalRecurrence } from "./polynomial-modulo.js";
import { type BorderRule, borderRules, QuotientAlgebra, Staircase } from "./quotient.js";
import { degreePeriod, type IntegerEquation, intoTable, residues } from "./system.js";
import type { Work } from "./work.js";

/** hi + lo, entry by entry. */
interface Extended {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

const extended = (length: number): Extended => ({
  hi: new Float64Array(length),
  lo: new Float64Array(length),
});

const SPLITTER = 2 ** 27 + 1;

type Matrix = Trace["last"];

/** target[columns[k]] += factor · source[k] for k from `from`. */
function addMultiple(
  targetHi: Float64Array,
  targetLo: Float64Array,
  factorHi: number,
  factorLo: number,
  columns: Int32Array | null,
  { hi, lo }: Extended,
  from: number,
): void {
  const cf = SPLITTER * factorHi;
  const fh = cf - (cf - factorHi);
  const fl = factorHi - fh;
  for (let k = from; k < hi.length; k++) {
    const a = hi[k]!;
    if (a === 0) continue;
    const p = factorHi * a;
    const ca = SPLITTER * a;
    const ah = ca - (ca - a);
    const al = a - ah;
    const e = fh * ah - p + fh * al + fl * ah + fl * al + (factorHi * lo[k]! + factorLo * a);
    const at = columns === null ? k : columns[k]!;
    const b = targetHi[at]!;
    const s = b + p;
    const t = s - b;
    const err = b - (s - t) + (p - t) + (targetLo[at]! + e);
    const h = s + err;
    targetHi[at] = h;
    targetLo[at] = err - (h - s);
  }
}

class Elimination {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
  private readonly pivots: ({ columns: Int32Array; row: Extended } | undefined)[];

  constructor(readonly width: number) {
    this.hi = new Float64Array(width);
    this.lo = new Float64Array(width);
    this.pivots = new Array(width);
  }

  addPivot(columns: Int32Array, row: Extended): void {
    this.pivots[columns[0]!] = { columns, row };
  }

  reduce(columns: Int32Array, { hi, lo }: Extended, from: number, work: Work): void {
    for (let k = 0; k < columns.length; k++) {
      this.hi[columns[k]!] = hi[k]!;
      this.lo[columns[k]!] = lo[k]!;
    }
    for (let c = from; c < this.width; c++) {
      const h = this.hi[c]!;
      if (h === 0) continue;
      const pivot = this.pivots[c];
      if (pivot === undefined) continue;
      const l = this.lo[c]!;
      addMultiple(this.hi, this.lo, -h, -l, pivot.columns, pivot.row, 1);
      this.hi[c] = 0;
      this.lo[c] = 0;
      work.spend(4 * pivot.columns.length);
    }
  }

  /** The entries at these columns; clears all. */
  take(columns: Int32Array): Extended {
    const out = extended(columns.length);
    for (let k = 0; k < columns.length; k++) {
      out.hi[k] = this.hi[columns[k]!]!;
      out.lo[k] = this.lo[columns[k]!]!;
    }
    this.clear();
    return out;
  }

  /** Forgets all entries; the size of the largest. */
  clear(): number {
    const size = largest(this);
    this.hi.fill(0);
    this.lo.fill(0);
    return size;
  }
}

const largest = ({ hi }: Extended): number => {
  let most = 0;
  for (const x of hi) most = Math.max(most, Math.abs(x));
  return most;
};

function divideAll({ hi, lo }: Extended, by: number, byLow: number): void {
  for (let k = 0; k < hi.length; k++) {
    const a = hi[k]!;
    if (a === 0) continue;
    const q = a / by;
    // a − q·by exactly, and the rest.
    const p = q * by;
    const cq = SPLITTER * q;
    const qh = cq - (cq - q);
    const ql = q - qh;
    const cb = SPLITTER * by;
    const bh = cb - (cb - by);
    const bl = by - bh;
    const e = qh * bh - p + qh * bl + ql * bh + ql * bl;
    const r = a - p - e + lo[k]! - q * byLow;
    const low = r / by;
    const h = q + low;
    hi[k] = h;
    lo[k] = low - (h - q);
  }
}

/** What is left of a row of size 1 must be larger, of 106 bits, for its errors not to be. */
const LEAST_LEFT = 2 ** -106 / MOST_LOST;

/**
 * Rows in echelon form with ones at the first `count` columns: Gauss–Jordan with complete pivoting there. Row k belongs to column k. Undefined where a pivot
 * is lost in rounding.
 */
function echelon(rows: Extended[], count: number, work: Work): Extended[] | undefined {
  const open = new Set(rows.keys());
  const free = new Set(Array.from({ length: count }, (_, c) => c));
  const order: { row: number; column: number }[] = [];
  for (const row of rows) {
    const size = largest(row);
    if (size === 0) return undefined;
    divideAll(row, size, 0);
  }
  for (let step = 0; step < count; step++) {
    let [best, row, column] = [0, -1, -1];
    for (const r of open) {
      const { hi } = rows[r]!;
      for (const c of free) {
        const size = Math.abs(hi[c]!);
        if (size > best) [best, row, column] = [size, r, c];
      }
    }
    if (best <= LEAST_LEFT) return undefined;
    open.delete(row);
    free.delete(column);
    order.push({ row, column });
    const pivot = rows[row]!;
    divideAll(pivot, pivot.hi[column]!, pivot.lo[column]!);
    for (const r of open) {
      const other = rows[r]!;
      const [h, l] = [other.hi[column]!, other.lo[column]!];
      if (h === 0) continue;
      addMultiple(other.hi, other.lo, -h, -l, null, pivot, 0);
      other.hi[column] = 0;
      other.lo[column] = 0;
    }
    work.spend(4 * open.size * pivot.hi.length);
  }
  for (let step = count - 1; step >= 0; step--) {
    const { row, column } = order[step]!;
    const pivot = rows[row]!;
    for (let before = 0; before < step; before++) {
      const other = rows[order[before]!.row]!;
      const [h, l] = [other.hi[column]!, other.lo[column]!];
      if (h === 0) continue;
      addMultiple(other.hi, other.lo, -h, -l, null, pivot, 0);
      other.hi[column] = 0;
      other.lo[column] = 0;
    }
    work.spend(4 * step * pivot.hi.length);
  }
  const out: Extended[] = new Array(count);
  for (const { row, column } of order) out[column] = rows[row]!;
  return out;
}

/** Replays a trace; undefined where a pivot vanishes, or too many digits are lost. */
function replayNumerically(
  { steps, last, basis }: Trace,
  coefficients: readonly Extended[],
  table: MonomialTable,
  work: Work,
): readonly Extended[] | undefined {
  const known: Extended[] = [...coefficients];
  const place = new Int32Array(table.size).fill(-1);
  const columnsOf = new Int32Array(table.size);
  for (const { matrix, found, vanished } of steps) {
    const { monomials, upper, lower } = matrix;
    for (let c = 0; c < monomials.length; c++) columnsOf[monomials[c]!] = c;
    const elimination = new Elimination(monomials.length);
    for (const { source, entries } of upper) elimination.addPivot(entries, known[source]!);
    // Leading monomials first, then whatever else the new polynomials have.
    const used: number[] = [];
    for (const support of found) {
      place[support[0]!] = used.length;
      used.push(columnsOf[support[0]!]!);
    }
    for (const support of found)
      for (const m of support)
        if (place[m]! < 0) {
          place[m] = used.length;
          used.push(columnsOf[m]!);
        }
    const columns = Int32Array.from(used);
    const rows = lower.map(({ source, entries }) => {
      elimination.reduce(entries, known[source]!, entries[0]!, work);
      return elimination.take(columns);
    });
    const isLost = rows.some((row, k) => largest(row) <= LEAST_LEFT * largest(known[lower[k]!.source]!));
    const reduced = isLost ? undefined : echelon(rows, found.length, work);
    if (reduced === undefined) return undefined;
    for (const [k, support] of found.entries()) {
      const row = reduced[k]!;
      const own = extended(support.length);
      for (let j = 0; j < support.length; j++) {
        own.hi[j] = row.hi[place[support[j]!]!]!;
        own.lo[j] = row.lo[place[support[j]!]!]!;
      }
      own.hi[0] = 1;
      own.lo[0] = 0;
      known.push(own);
      elimination.addPivot(
        support.map((m) => columnsOf[m]!),
        own,
      );
    }
    for (const support of found) for (const m of support) place[m] = -1;
    if (vanished === undefined) continue;
    const { source, entries } = vanished;
    elimination.reduce(entries, known[source]!, entries[0]!, work);
    if (!(elimination.clear() <= MOST_LOST * largest(known[source]!))) return undefined;
  }
  return reduceLast(last, basis, known, columnsOf, work);
}

function reduceLast(
  { monomials, upper, lower }: Matrix,
  basis: readonly Int32Array[],
  known: readonly Extended[],
  columnsOf: Int32Array,
  work: Work,
): readonly Extended[] {
  for (let c = 0; c < monomials.length; c++) columnsOf[monomials[c]!] = c;
  const elimination = new Elimination(monomials.length);
  for (const { source, entries } of [...upper, ...lower]) elimination.addPivot(entries, known[source]!);
  return lower.map(({ source, entries }, k) => {
    elimination.reduce(entries, known[source]!, entries[0]! + 1, work);
    const columns = basis[k]!.map((m) => columnsOf[m]!);
    const row = elimination.take(columns);
    elimination.addPivot(columns, row);
    return row;
  });
}

/** Integers over their largest power of two, to 106 bits. */
function extendedFrom(coefficients: readonly bigint[]): Extended {
  const most = Math.max(...coefficients.map(bitLength));
  const out = extended(coefficients.length);
  for (const [k, c] of coefficients.entries()) {
    const length = bitLength(c);
    const [high, low] = [Math.max(0, length - 53), Math.max(0, length - 106)];
    const top = c >> BigInt(high);
    const rest = (c - (top << BigInt(high))) >> BigInt(low);
    const first = Number(top) * powerOfTwo(Math.max(-1000, high - most));
    const second = Number(rest) * powerOfTwo(Math.max(-1000, low - most));
    out.hi[k] = first + second;
    out.lo[k] = second - (out.hi[k]! - first);
  }
  return out;
}

/**
 * The reduced basis over Q from those of many primes, rounded to 106 bits: nothing is verified. Undefined where too many primes disagree.
 *
 * @throws BudgetExceeded
 */
function roundedBasis(
  { basis, trace }: TracedBasis,
  equations: readonly IntegerEquation[],
  table: MonomialTable,
  work: Work,
): readonly Extended[] | undefined {
  const input = intoTable(equations, table);
  const entries = basis.reduce((sum, { monomials }) => sum + monomials.length, 0);
  let primes = 0;
  return algebraKernel().scope(() => {
    const replay = new Replay(trace, work);
    const modulo = (field: PrimeField) => {
      work.hold(WORDS_PER_RESIDUE * entries * ++primes);
      const found = replay.run(
        input.map(({ coefficients }) => residues(coefficients, field)),
        field,
      );
      return found && [found];
    };
    const [lifted] = liftBases(equations, modulo, work) ?? [];
    return lifted?.map(({ coefficients }) => overFirst(coefficients));
  });
}

/** Images are kept as doubles. */
const WORDS_PER_RESIDUE = 2;

/** c_k / c_0 to 106 bits and more. */
function overFirst(coefficients: readonly bigint[]): Extended {
  const [first] = coefficients;
  const out = extended(coefficients.length);
  for (const [k, c] of coefficients.entries()) {
    const up = Math.max(0, QUOTIENT_BITS + bitLength(first!) - bitLength(c));
    const { hi, lo } = twoDoubles((c << BigInt(up)) / first!, BigInt(up));
    out.hi[k] = hi;
    out.lo[k] = lo;
  }
  return out;
}

/** Of quotients that are rounded to double-double. */
const QUOTIENT_BITS = 110;

/** A in floating point. */
export interface NumericQuotient {
  /** D = dim A. */
  readonly degree: number;
  /** That dim Q[x]/I ≤ D, where the basis modulo p shows it: no degree fell (`bound.ts`). */
  readonly bound: SolutionBound | undefined;
  /** Whether the last variable takes D values, modulo p. */
  readonly lastSeparates: boolean;
  /** m: with ξ also ω ξ is a solution, ω^m = 1. */
  readonly period: number;
  /** P and X of u = Σ form_i x_i. */
  readonly power: (form: ArrayLike<number>) => FormPower;
}

/** Multiplication by u^m on A_0: for m = 1 that by u on A. */
export interface FormPower {
  /** dim A_0 */
  readonly size: number;
  /** P: row by row, of B ∩ A_0. 1 is at place 0. */
  readonly matrix: Float64Array;
  /** X_i. */
  readonly coordinates: readonly Float64Array[];
}

/** How a quotient is found. */
export interface NumericOptions {
  /** Not the trace in floating point, but the basis from many primes. */
  readonly fromPrimes?: boolean;
}

/**
 * Undefined where the dimension modulo p is not 0, or the basis is found in neither way.
 *
 * @param equations of which the trace is taken.
 * @param scaled the same in variables x_v = 2^{k_v} y_v, of moderate coefficients, their solutions of moderate size: a scaling changes no matrix of
 * the trace but by factors of rows and columns.
 * @param field F_p; no coefficient vanishes modulo p.
 * @throws BudgetExceeded, DegreeOverflow
 * @example numericQuotient(x² − 2, xy − 1)?.power([1, 0]) // m = 2, A_0 = {1}, x² = 2, x · x = 2, y · x = 1
 */
export function numericQuotient(
  equations: readonly IntegerEquation[],
  scaled: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
  { fromPrimes = false }: NumericOptions = {},
): NumericQuotient | undefined {
  const traced = modularBasis(equations, variables, field, work);
  const { basis, trace, keepsDegrees, table } = traced;
  const { dimension, degree } = measure(basis, table);
  if (dimension !== 0) return undefined;
  const start = intoTable(scaled, table).map(({ coefficients }) => extendedFrom(coefficients));
  const found =
    (fromPrimes ? undefined : replayNumerically(trace, start, table, work)) ??
    within(work.left * ROUNDING_SHARE, work, (own) => roundedBasis(traced, scaled, table, own));
  if (found === undefined || found === "budget") return undefined;
  const supports = basis.map(({ monomials }) => monomials);
  const leads = supports.map((monomials) => monomials[0]!);
  const staircase = new Staircase(table, leads, degree, work);
  const rules = borderRules(staircase, supports);
  const period = degreePeriod(equations);
  const parts = new GradedParts(staircase, new NormalForms(staircase, rules, found, work), period, work);
  return {
    degree,
    bound: keepsDegrees ? { bound: degree, prime: field.p } : undefined,
    lastSeparates: lastSeparates(staircase, rules, basis, field, work),
    period,
    power: (form) => parts.power(form),
  };
}

/** Whether the minimal polynomial of the last variable modulo p has degree dim A. */
function lastSeparates(
  staircase: Staircase,
  rules: readonly BorderRule[],
  basis: readonly Polynomial[],
  field: PrimeField,
  work: Work,
): boolean {
  return algebraKernel().scope(() => {
    const algebra = new QuotientAlgebra(staircase, rules, basis, field, work);
    const { dimension, variables } = staircase;
    const random = new Random(field.p).fork("separation");
    const values = Int32Array.from({ length: dimension }, () => random.integer(1, field.p - 1));
    const form = Float64Array.from(variables, (_, i) => (i === variables.length - 1 ? 1 : 0));
    algebra.prepare(form);
    const [powers] = algebraKernel().scope(() =>
      algebra.sequences(algebra.multiplication(form), values, 2 * dimension, [0]),
    );
    work.spend(4 * dimension * dimension);
    return minimalRecurrence(powers!, field).length - 1 === dimension;
  });
}

/** Normal forms of border monomials, made when they are asked for. */
class NormalForms {
  private readonly known: (Extended | undefined)[];

  constructor(
    private readonly staircase: Staircase,
    private readonly rules: readonly BorderRule[],
    private readonly basis: readonly Extended[],
    private readonly work: Work,
  ) {
    this.known = new Array(rules.length);
  }

  of(place: number): Extended {
    const have = this.known[place];
    if (have !== undefined) return have;
    const { dimension, products, table } = this.staircase;
    const n = table.variables;
    const rule = this.rules[place]!;
    const out = extended(dimension);
    if (rule.kind === "generator") {
      const { hi, lo } = this.basis[rule.g]!;
      for (let k = 0; k < rule.places.length; k++) {
        out.hi[rule.places[k]!] = -hi[k + 1]!;
        out.lo[rule.places[k]!] = -lo[k + 1]!;
      }
    } else {
      const { hi, lo } = this.of(rule.smaller);
      for (let c = 0; c < dimension; c++) {
        if (hi[c] === 0) continue;
        this.addImage(out, hi[c]!, lo[c]!, products[c * n + rule.variable]!);
      }
    }
    this.known[place] = out;
    return out;
  }

  private addImage(out: Extended, h: number, l: number, at: number): void {
    if (at >= 0) {
      const one = { hi: Float64Array.of(1), lo: Float64Array.of(0) };
      addMultiple(out.hi, out.lo, h, l, Int32Array.of(at), one, 0);
    } else {
      addMultiple(out.hi, out.lo, h, l, null, this.of(-1 - at), 0);
      this.work.spend(4 * out.hi.length);
    }
  }

  /** u b over B. */
  image(form: ArrayLike<number>, b: number): Extended {
    const { dimension, products, table } = this.staircase;
    const n = table.variables;
    const out = extended(dimension);
    for (let i = 0; i < n; i++) if (form[i]! !== 0) this.addImage(out, form[i]!, 0, products[b * n + i]!);
    return out;
  }

  /** x_i over B. */
  variable(i: number): Extended {
    const out = extended(this.staircase.dimension);
    this.addImage(out, 1, 0, this.staircase.variables[i]!);
    return out;
  }
}

/** A_0, …, A_{m−1}. */
class GradedParts {
  /** Places in B of the monomials of degree k modulo m. */
  private readonly places: readonly Int32Array[];

  constructor(
    private readonly staircase: Staircase,
    private readonly forms: NormalForms,
    private readonly period: number,
    private readonly work: Work,
  ) {
    const { basis, table } = staircase;
    const all = [...basis.keys()];
    this.places = Array.from({ length: period }, (_, k) =>
      Int32Array.from(all.filter((b) => table.degree[basis[b]!]! % period === k)),
    );
  }

  power(form: ArrayLike<number>): FormPower {
    const { places, period, forms } = this;
    const n = this.staircase.table.variables;
    const first = places[0]!;
    let rows = this.images(form, 0);
    let coordinates = Array.from({ length: n }, (_, i) => this.at(forms.variable(i), 1));
    for (let k = 1; k < period; k++) {
      const next = this.images(form, k);
      rows = rows.map((row) => this.times(row, next));
      coordinates = coordinates.map((row) => this.times(row, next));
    }
    const matrix = new Float64Array(first.length * first.length);
    for (const [b, { hi }] of rows.entries()) matrix.set(hi, b * first.length);
    return { size: first.length, matrix, coordinates: coordinates.map(({ hi }) => hi) };
  }

  /** u b over A_{k+1} for the b of A_k. */
  private images(form: ArrayLike<number>, k: number): readonly Extended[] {
    return Array.from(this.places[k]!, (b) => this.at(this.forms.image(form, b), k + 1));
  }

  /** The entries that belong to A_k: there are no others. */
  private at({ hi, lo }: Extended, k: number): Extended {
    const places = this.places[k % this.period]!;
    return { hi: Float64Array.from(places, (b) => hi[b]!), lo: Float64Array.from(places, (b) => lo[b]!) };
  }

  private times({ hi, lo }: Extended, rows: readonly Extended[]): Extended {
    const out = extended(rows[0]?.hi.length ?? 0);
    for (const [c, row] of rows.entries())
      if (hi[c] !== 0) addMultiple(out.hi, out.lo, hi[c]!, lo[c]!, null, row, 0);
    this.work.spend(4 * rows.length * out.hi.length);
    return out;
  }
}

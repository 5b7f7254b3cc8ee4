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
 * Sources: Auzinger and Stetter 1988, Möller and Stetter 1995 (eigenvectors); Traverso 1988 (traces); Stetter, *Numerical Polynomial
 * Algebra* (2004), ch. 8 and 10.
 * Not covered: variables of very different sizes, which are scaled before; choosing B by size (Telen, Mourrain, Van Barel 2018): the
 * digits beyond those of a double are what makes up for that.
 */

import { bitLength, powerOfTwo } from "../exact/dyadic.js";
import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import type { SolutionBound } from "./bound.js";
import { measure } from "./count.js";
import { algebraKernel } from "./elimination-kernel.js";
import type { Polynomial, Trace } from "./groebner.js";
import { modularBasis } from "./modular-basis.js";
import type { MonomialTable } from "./monomials.js";
import { minimalRecurrence } from "./polynomial-modulo.js";
import { type BorderRule, borderRules, QuotientAlgebra, Staircase } from "./quotient.js";
import { type IntegerEquation, intoTable } from "./system.js";
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
  private readonly hi: Float64Array;
  private readonly lo: Float64Array;
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
    this.hi.fill(0);
    this.lo.fill(0);
    return out;
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

/** Rows in echelon form with ones at the first `count` columns: Gauss–Jordan with complete pivoting there. Row k belongs to column k. */
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
    if (row < 0) return undefined;
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

/** Replays a trace. */
function replayNumerically(
  { steps, last, basis }: Trace,
  coefficients: readonly Extended[],
  table: MonomialTable,
  work: Work,
): readonly Extended[] | undefined {
  const known: Extended[] = [...coefficients];
  const place = new Int32Array(table.size).fill(-1);
  const columnsOf = new Int32Array(table.size);
  for (const { matrix, found } of steps) {
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
    const reduced = echelon(rows, found.length, work);
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
    }
    for (const support of found) for (const m of support) place[m] = -1;
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

/** A in floating point. */
export interface NumericQuotient {
  /** D = dim A. */
  readonly degree: number;
  /** That dim Q[x]/I ≤ D, where the basis modulo p shows it: no degree fell (`bound.ts`). */
  readonly bound: SolutionBound | undefined;
  /** Whether the last variable takes D values, modulo p. */
  readonly lastSeparates: boolean;
  /** x_i = Σ_b coordinates[i][b] b, or, if it is in B, its place there. 1 is at place 0. */
  readonly coordinates: readonly (number | Float64Array)[];
  /** M_u of u = Σ form_i x_i: D×D, row by row. */
  readonly multiplication: (form: ArrayLike<number>) => Float64Array;
}

/**
 * Undefined where the dimension modulo p is not 0, or a matrix is singular in floating point.
 *
 * @param equations of which the trace is taken.
 * @param scaled the same in variables x_v = 2^{k_v} y_v, of moderate coefficients, their solutions of moderate size: a scaling changes no matrix of
 * the trace but by factors of rows and columns.
 * @param field F_p; no coefficient vanishes modulo p.
 * @throws BudgetExceeded, DegreeOverflow
 * @example numericQuotient(x² − 2, xy − 1)?.multiplication([1, 0]) // over B = {1, y}, x = 2y: [0, 2, 1, 0]
 */
export function numericQuotient(
  equations: readonly IntegerEquation[],
  scaled: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
): NumericQuotient | undefined {
  const { basis, trace, keepsDegrees, table } = modularBasis(equations, variables, field, work);
  const { dimension, degree } = measure(basis, table);
  if (dimension !== 0) return undefined;
  const start = intoTable(scaled, table).map(({ coefficients }) => extendedFrom(coefficients));
  const found = replayNumerically(trace, start, table, work);
  if (found === undefined) return undefined;
  const supports = basis.map(({ monomials }) => monomials);
  const leads = supports.map((monomials) => monomials[0]!);
  const staircase = new Staircase(table, leads, degree, work);
  const rules = borderRules(staircase, supports);
  const forms = new NormalForms(staircase, rules, found, work);
  return {
    degree,
    bound: keepsDegrees ? { bound: degree, prime: field.p } : undefined,
    lastSeparates: lastSeparates(staircase, rules, basis, field, work),
    coordinates: staircase.variables.map((at) => (at >= 0 ? at : forms.of(-1 - at).hi)),
    multiplication: (form) => forms.multiplication(form),
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

  multiplication(form: ArrayLike<number>): Float64Array {
    const { dimension, products, table } = this.staircase;
    const n = table.variables;
    const out = new Float64Array(dimension * dimension);
    for (let b = 0; b < dimension; b++) {
      const row = extended(dimension);
      for (let i = 0; i < n; i++) if (form[i]! !== 0) this.addImage(row, form[i]!, 0, products[b * n + i]!);
      out.set(row.hi, b * dimension);
    }
    return out;
  }
}

/**
 * Reduction of polynomials with integer coefficients by others, exactly, and Buchberger's criterion up to a degree.
 *
 *   a f ← a f − b x^m g,   x^m LM(g) the largest monomial of f that some LM(g) divides,
 *
 * a, b integers without common factor. f reduces to 0 if and only if it does over Q. Every monomial keeps one divisor among the
 * leading monomials, so that reductions of many polynomials share it.
 *
 * Criterion: homogeneous G is a Gröbner basis up to degree T if the S-polynomials of degree ≤ T reduce to 0, of which those may be left out
 * whose leading monomials are coprime, and those (i, j) for which LM(g_k) divides the least common multiple and (i, k), (j, k)
 * have been treated (Cox, Little and O'Shea, *Ideals, Varieties, and Algorithms*, §2.10).
 */

import { bitLength } from "../exact/dyadic.js";
import { gcd } from "../exact/rational.js";
import type { MonomialTable } from "./monomials.js";
import { CONTENT_EVERY, PER_PRODUCT } from "./options.js";
import type { Work } from "./work.js";

/** Σ coefficients[k] · monomials[k], monomials of a table in descending order. */
export interface IntegerTerms {
  readonly monomials: Int32Array;
  readonly coefficients: readonly bigint[];
}

/**
 * Whether G is a Gröbner basis up to the degree, by which every polynomial of the input up to that degree reduces to 0.
 *
 * @param basis homogeneous.
 * @param input homogeneous.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function isBasisUpTo(
  basis: readonly IntegerTerms[],
  input: readonly IntegerTerms[],
  degree: number,
  table: MonomialTable,
  work: Work,
): boolean {
  const sums = new Map<number, (readonly Addend[])[]>();
  const enter = (addends: readonly Addend[]): void => {
    const own = table.degree[addends[0]!.monomials[0]!]!;
    const group = sums.get(own);
    if (group === undefined) sums.set(own, [addends]);
    else group.push(addends);
  };
  for (const f of input) if (table.degree[f.monomials[0]!]! <= degree) enter([{ ...f, factor: 1n }]);
  for (const [i, j, lcm] of pairsToTreat(basis, degree, table, work))
    enter(sPolynomial(basis[i]!, basis[j]!, lcm, table));
  const reduction = new Reduction(basis, table, work);
  return [...sums.values()].every((group) => reduction.allVanish(group));
}

/** Whether every polynomial reduces to 0 by the basis: if that is a Gröbner basis, whether they are in its ideal. @throws BudgetExceeded, DegreeOverflow */
export const reduceToZero = (
  basis: readonly IntegerTerms[],
  polynomials: readonly IntegerTerms[],
  table: MonomialTable,
  work: Work,
): boolean => new Reduction(basis, table, work).allVanish(polynomials.map((f) => [{ ...f, factor: 1n }]));

/**
 * Whether f^m is in the ideal of a Gröbner basis for a power of two m < 2 `most`, so that f vanishes on its zero set; false says nothing. What is
 * squared is the remainder of the last square.
 *
 * @throws BudgetExceeded, DegreeOverflow
 * @example hasPowerIn(x, [x^10], 10, …) // true: x^16
 */
export function hasPowerIn(
  f: IntegerTerms,
  basis: readonly IntegerTerms[],
  most: number,
  table: MonomialTable,
  work: Work,
): boolean {
  const reduction = new Reduction(basis, table, work);
  let rest = reduction.remainder(f);
  for (let m = 1; rest.monomials.length > 0; m *= 2) {
    if (m >= most) return false;
    rest = reduction.remainder(squareOf(rest, table, work));
  }
  return true;
}

/** f² */
function squareOf({ monomials, coefficients }: IntegerTerms, table: MonomialTable, work: Work): IntegerTerms {
  const sums = new Map<number, bigint>();
  const words = 1 + (coefficients.reduce((most, c) => Math.max(most, bitLength(c)), 0) >> 6);
  work.spend(PER_PRODUCT * monomials.length * monomials.length * words);
  for (const [k, m] of monomials.entries())
    for (const [l, n] of monomials.entries()) {
      const at = table.product(m, n);
      sums.set(at, (sums.get(at) ?? 0n) + coefficients[k]! * coefficients[l]!);
    }
  const sorted = [...sums].filter(([, c]) => c !== 0n).sort(([a], [b]) => table.compare(b, a));
  return { monomials: Int32Array.from(sorted, ([m]) => m), coefficients: sorted.map(([, c]) => c) };
}

/** Pairs by ascending degree of their least common multiples. */
function pairsToTreat(
  basis: readonly IntegerTerms[],
  degree: number,
  table: MonomialTable,
  work: Work,
): readonly (readonly [i: number, j: number, lcm: number])[] {
  const leads = basis.map(({ monomials }) => monomials[0]!);
  const pairs: [i: number, j: number, lcm: number][] = [];
  for (let j = 0; j < leads.length; j++)
    for (let i = 0; i < j; i++) {
      const lcm = table.lcm(leads[i]!, leads[j]!);
      if (table.degree[lcm]! <= degree) pairs.push([i, j, lcm]);
    }
  pairs.sort((a, b) => table.compare(a[2], b[2]) || a[1] - b[1] || a[0] - b[0]);
  const treated = leads.map(() => new Uint8Array(leads.length));
  return pairs.filter(([i, j, lcm]) => {
    const [own, other] = [treated[i]!, treated[j]!];
    work.spend(leads.length);
    const isNeeded =
      !table.coprime(leads[i]!, leads[j]!) &&
      !leads.some((lead, k) => own[k]! + other[k]! === 2 && table.divides(lead, lcm));
    own[j] = 1;
    other[i] = 1;
    return isNeeded;
  });
}

/** A polynomial times an integer. */
interface Addend extends IntegerTerms {
  readonly factor: bigint;
}

function sPolynomial(f: IntegerTerms, g: IntegerTerms, lcm: number, table: MonomialTable): readonly Addend[] {
  const [a, b] = [f.coefficients[0]!, g.coefficients[0]!];
  const common = gcd(a, b);
  return [
    { ...shifted(f, lcm, table), factor: b / common },
    { ...shifted(g, lcm, table), factor: -a / common },
  ];
}

/** The multiple with this leading monomial. */
function shifted(
  { monomials, coefficients }: IntegerTerms,
  lead: number,
  table: MonomialTable,
): IntegerTerms {
  const factor = table.quotient(lead, monomials[0]!);
  return { monomials: monomials.map((m) => table.product(factor, m)), coefficients };
}

/** Monomials in descending order, and where each stands. */
interface Columns {
  readonly monomials: readonly number[];
  readonly place: ReadonlyMap<number, number>;
}

class Reduction {
  /** The multiple of an element of the basis with this leading monomial; null if none divides it. */
  private readonly reducers = new Map<number, IntegerTerms | null>();

  /** Those with small leading coefficients first: they scale what they reduce least. */
  private readonly basis: readonly IntegerTerms[];

  constructor(
    basis: readonly IntegerTerms[],
    private readonly table: MonomialTable,
    private readonly work: Work,
  ) {
    const size = ({ coefficients }: IntegerTerms): number => bitLength(coefficients[0]!);
    this.basis = [...basis].sort((f, g) => size(f) - size(g));
  }

  private reducer(m: number): IntegerTerms | null {
    const known = this.reducers.get(m);
    if (known !== undefined) return known;
    this.work.spend(this.basis.length);
    const divisor = this.basis.find(({ monomials }) => this.table.divides(monomials[0]!, m));
    const found = divisor === undefined ? null : shifted(divisor, m, this.table);
    this.reducers.set(m, found);
    return found;
  }

  /** Whether all sums reduce to 0. */
  allVanish(sums: readonly (readonly Addend[])[]): boolean {
    const columns = this.columnsOf(sums);
    return sums.every((addends) => this.reduced(addends, columns, false) !== undefined);
  }

  /** What is left of f when no leading monomial of the basis divides a monomial of it, times an integer. */
  remainder(f: IntegerTerms): IntegerTerms {
    const sum = [{ ...f, factor: 1n }];
    const columns = this.columnsOf([sum]);
    const row = this.reduced(sum, columns, true)!;
    const left = [...row.keys()].filter((c) => row[c] !== 0n);
    return {
      monomials: Int32Array.from(left, (c) => columns.monomials[c]!),
      coefficients: left.map((c) => row[c]!),
    };
  }

  /** The entries in these columns of the sum, reduced; undefined if it is not 0 and only that is asked. */
  private reduced(
    addends: readonly Addend[],
    { monomials: columns, place }: Columns,
    isWanted: boolean,
  ): readonly bigint[] | undefined {
    const row: bigint[] = new Array(columns.length).fill(0n);
    // Where the row begins: what is not reduced stays, and is scaled with the rest.
    let first = columns.length;
    for (const { monomials, coefficients, factor } of addends)
      for (const [k, m] of monomials.entries()) {
        const c = place.get(m)!;
        row[c]! += factor * coefficients[k]!;
        if (c < first) first = c;
      }
    this.work.spend(columns.length - first);
    let scalings = 0;
    for (let c = first; c < row.length; c++) {
      const reducer = row[c] === 0n ? null : this.reducer(columns[c]!);
      if (row[c] !== 0n && reducer === null && !isWanted) return undefined;
      if (reducer === null) continue;
      if (this.eliminate(row, first, c, reducer, place) && ++scalings % CONTENT_EVERY === 0)
        removeContent(row, first);
    }
    removeContent(row, first);
    return row;
  }

  /** row ← a row − b reducer, so that its entry in the column vanishes; returns whether a ≠ 1. The entries before `first` are 0. */
  private eliminate(
    row: bigint[],
    first: number,
    column: number,
    reducer: IntegerTerms,
    place: ReadonlyMap<number, number>,
  ): boolean {
    const { monomials, coefficients } = reducer;
    const common = gcd(coefficients[0]!, row[column]!);
    const a = coefficients[0]! / common;
    const b = row[column]! / common;
    let scaled = 0;
    if (a !== 1n)
      for (let c = first; c < row.length; c++)
        if (row[c] !== 0n) {
          row[c]! *= a;
          scaled++;
        }
    for (const [k, m] of monomials.entries()) row[place.get(m)!]! -= b * coefficients[k]!;
    const words = 1 + (bitLength(b < 0n ? -b : b) >> 6);
    this.work.spend(PER_PRODUCT * (monomials.length + scaled) * words);
    return a !== 1n;
  }

  /** All monomials that the reductions may meet, in descending order. */
  private columnsOf(sums: readonly (readonly Addend[])[]): Columns {
    const seen = new Set<number>();
    for (const addends of sums) for (const { monomials } of addends) for (const m of monomials) seen.add(m);
    for (const m of seen) {
      const monomials = this.reducer(m)?.monomials ?? [];
      this.work.spend(8 * monomials.length);
      for (const k of monomials) seen.add(k);
    }
    this.work.hold(seen.size * 4);
    const monomials = [...seen].sort((a, b) => this.table.compare(b, a));
    return { monomials, place: new Map(monomials.map((m, c) => [m, c])) };
  }
}

/** Divides by the greatest common divisor. */
function removeContent(row: bigint[], from: number): void {
  let content = 0n;
  for (let c = from; c < row.length && content !== 1n; c++)
    if (row[c] !== 0n) content = gcd(content, row[c]!);
  if (content > 1n) for (let c = from; c < row.length; c++) if (row[c] !== 0n) row[c]! /= content;
}

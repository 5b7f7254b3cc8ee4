/**
 * Polynomial systems with rational coefficients, as integers without common factor, and modulo primes.
 */

import { PRIME_BOUND, type PrimeField, primesDownwards } from "../exact/prime-field.js";
import { gcd, type Rational } from "../exact/rational.js";
import type { Polynomial } from "./groebner.js";
import type { MonomialTable } from "./monomials.js";
import { PRIME_STARTS } from "./options.js";

/** coefficient · Π x_i^exponents[i]. */
export interface AlgebraTerm {
  readonly coefficient: Rational;
  /** One natural number for each variable. */
  readonly exponents: readonly number[];
}

/** The ideal I of its equations in Q[x_0, …, x_{n−1}]; terms may repeat, equations may be zero or constant. */
export interface AlgebraSystem {
  readonly variables: number;
  readonly equations: readonly (readonly AlgebraTerm[])[];
}

/** Σ coefficients[k] · x^exponents[k]: distinct exponents, nonzero integers without common factor. */
export interface IntegerEquation {
  readonly exponents: readonly (readonly number[])[];
  readonly coefficients: readonly bigint[];
}

/**
 * The nonzero equations, each times a rational number such that its coefficients are integers without common factor; the same
 * equation is listed once.
 *
 * @throws RangeError if a list of exponents is not one of `variables` natural numbers.
 */
export function integerEquations({ variables, equations }: AlgebraSystem): readonly IntegerEquation[] {
  const distinct = new Map<string, IntegerEquation>();
  for (const [e, terms] of equations.entries()) {
    const collected = new Map<string, { exponents: readonly number[]; sum: Rational }>();
    for (const [k, { coefficient, exponents }] of terms.entries()) {
      if (exponents.length !== variables || exponents.some((a) => !Number.isSafeInteger(a) || a < 0))
        throw new RangeError(
          `equations[${e}][${k}].exponents: expected ${variables} natural numbers, got ${JSON.stringify(exponents)}`,
        );
      const key = exponents.join();
      const sum = collected.get(key)?.sum.add(coefficient) ?? coefficient;
      collected.set(key, { exponents, sum });
    }
    const polynomial = primitive([...collected.values()].filter(({ sum }) => sum.n !== 0n));
    if (polynomial !== undefined)
      distinct.set(
        polynomial.exponents.map((a, k) => `${polynomial.coefficients[k]}:${a.join()}`).join(";"),
        polynomial,
      );
  }
  return [...distinct.values()];
}

/** Sorted, so that equal equations are equal lists; the first coefficient is positive. */
function primitive(
  terms: readonly { readonly exponents: readonly number[]; readonly sum: Rational }[],
): IntegerEquation | undefined {
  if (terms.length === 0) return undefined;
  const sorted = [...terms].sort((a, b) => compareLists(a.exponents, b.exponents));
  const denominator = sorted.reduce((d, { sum }) => (d / gcd(d, sum.d)) * sum.d, 1n);
  const integers = sorted.map(({ sum }) => sum.s * sum.n * (denominator / sum.d));
  const content = integers.reduce((g, c) => gcd(g, c), 0n) * (integers[0]! < 0n ? -1n : 1n);
  return {
    exponents: sorted.map(({ exponents }) => exponents),
    coefficients: integers.map((c) => c / content),
  };
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return b[i]! - a[i]!;
  return 0;
}

/** |a| = Σ a_i, of the exponents of a monomial. */
export const totalDegree = (exponents: readonly number[]): number => exponents.reduce((sum, e) => sum + e, 0);

/**
 * The largest m such that in every equation the degrees of all terms agree modulo m: then I is the sum of its parts of degrees 0, …, m − 1 modulo m, and ω x is
 * a solution with x for every ω with ω^m = 1. 1 where all equations are homogeneous.
 *
 * @example degreePeriod(xy − 1, x³ + y) // 2: with (x, y) also (−x, −y)
 */
export const degreePeriod = (equations: readonly IntegerEquation[]): number =>
  equations
    .flatMap(({ exponents }) => exponents.map((a) => totalDegree(a) - totalDegree(exponents[0]!)))
    .reduce(commonDivisor, 0) || 1;

function commonDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** Whether no coefficient vanishes mod p, so that every equation keeps its shape. */
export const keepsShape = (equations: readonly IntegerEquation[], p: number): boolean => {
  const modulus = BigInt(p);
  return equations.every(({ coefficients }) => coefficients.every((c) => c % modulus !== 0n));
};

/**
 * Primes below 2²⁶ modulo which every equation keeps its shape: the largest one, and then downwards from one that the equations themselves
 * choose among 2²⁰ odd numbers, so that equations made of the largest primes on purpose, which are special modulo each of them, are not modulo these.
 *
 * @param sequence others than 0 begin elsewhere, and have not the largest one.
 */
export function* primesFor(equations: readonly IntegerEquation[], sequence = 0): Generator<number> {
  const largest = shaped(equations, primesDownwards()).next().value!;
  if (sequence === 0) yield largest;
  const chosen = (fingerprint(equations) ^ Math.imul(sequence, 0x9e3779b9)) >>> 0;
  const start = PRIME_BOUND - 1 - 2 * (chosen % PRIME_STARTS);
  for (const p of shaped(equations, primesDownwards(start))) if (p !== largest) yield p;
}

function* shaped(equations: readonly IntegerEquation[], primes: Generator<number>): Generator<number> {
  for (const p of primes) if (keepsShape(equations, p)) yield p;
}

/** 32 bits that depend on every exponent and coefficient (FNV-1a). */
function fingerprint(equations: readonly IntegerEquation[]): number {
  let hash = 0x811c9dc5;
  const text = equations.map(
    ({ exponents, coefficients }) => `${exponents.join(";")}:${coefficients.join()}`,
  );
  for (const c of text.join("|")) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The equations over the table: monomials in descending order; coefficients of any prime by `residues`. */
export function intoTable(
  equations: readonly IntegerEquation[],
  table: MonomialTable,
): readonly { readonly monomials: Int32Array; readonly coefficients: readonly bigint[] }[] {
  return equations.map(({ exponents, coefficients }) => {
    const terms = exponents.map((a, k) => ({ m: table.of(a), c: coefficients[k]! }));
    terms.sort((a, b) => table.compare(b.m, a.m));
    return { monomials: Int32Array.from(terms, ({ m }) => m), coefficients: terms.map(({ c }) => c) };
  });
}

/** The residues of integer coefficients. */
export const residues = (coefficients: readonly bigint[], field: PrimeField): Int32Array =>
  Int32Array.from(coefficients, (c) => field.residue(c));

/** The equations modulo p over the table. */
export const modulo = (
  equations: readonly IntegerEquation[],
  table: MonomialTable,
  field: PrimeField,
): readonly Polynomial[] =>
  intoTable(equations, table).map(({ monomials, coefficients }) => ({
    monomials,
    coefficients: residues(coefficients, field),
  }));

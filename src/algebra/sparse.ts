/**
 * Polynomials of Z[x_0, …, x_{n−1}] as lists of terms (`IntegerEquation`): sums, products, derivatives, minors, linear substitutions.
 * What is an equation is determined up to a rational factor, and `primitive` takes out the content.
 */

import { gcd } from "../exact/rational.js";
import type { IntegerEquation } from "./system.js";
import type { Work } from "./work.js";

/** A polynomial that is added up term by term. */
class TermSum {
  private readonly terms = new Map<string, { readonly exponents: readonly number[]; c: bigint }>();

  add(exponents: readonly number[], c: bigint): void {
    const key = exponents.join();
    const term = this.terms.get(key);
    if (term === undefined) this.terms.set(key, { exponents, c });
    else term.c += c;
  }

  /** The sum as it is; without terms for zero. */
  polynomial(): IntegerEquation {
    const terms = [...this.terms.values()].filter(({ c }) => c !== 0n);
    return { exponents: terms.map(({ exponents }) => exponents), coefficients: terms.map(({ c }) => c) };
  }
}

/** Σ factors[j] polynomials[j]. */
export function combination(
  polynomials: readonly IntegerEquation[],
  factors: readonly bigint[],
): IntegerEquation {
  const sum = new TermSum();
  for (const [j, { exponents, coefficients }] of polynomials.entries())
    if (factors[j] !== 0n)
      for (const [k, a] of exponents.entries()) sum.add(a, factors[j]! * coefficients[k]!);
  return sum.polynomial();
}

/** Σ ± f g over pairs. @throws BudgetExceeded */
function sumOfProducts(
  products: readonly { readonly sign: bigint; readonly f: IntegerEquation; readonly g: IntegerEquation }[],
  work: Work,
): IntegerEquation {
  const sum = new TermSum();
  for (const { sign, f, g } of products) {
    work.spend(TERM_PRODUCT * f.coefficients.length * g.coefficients.length);
    for (const [k, a] of f.exponents.entries()) {
      const c = sign * f.coefficients[k]!;
      for (const [l, b] of g.exponents.entries())
        sum.add(
          a.map((e, i) => e + b[i]!),
          c * g.coefficients[l]!,
        );
    }
  }
  return sum.polynomial();
}

/** Operations that a product of two terms takes, its place in a table included: measured, about half a microsecond. */
const TERM_PRODUCT = 100;

/** f g. @throws BudgetExceeded */
export const product = (f: IntegerEquation, g: IntegerEquation, work: Work): IntegerEquation =>
  sumOfProducts([{ sign: 1n, f, g }], work);

/** ∂f/∂x_i. */
export function derivative({ exponents, coefficients }: IntegerEquation, i: number): IntegerEquation {
  const kept = exponents.flatMap((a, k) => (a[i]! > 0 ? [k] : []));
  return {
    exponents: kept.map((k) => exponents[k]!.with(i, exponents[k]![i]! - 1)),
    coefficients: kept.map((k) => coefficients[k]! * BigInt(exponents[k]![i]!)),
  };
}

/** Whether there is no term. */
export const isZero = ({ coefficients }: IntegerEquation): boolean => coefficients.length === 0;

/** f over its content. */
export function primitive({ exponents, coefficients }: IntegerEquation): IntegerEquation {
  const content = coefficients.reduce(gcd, 0n);
  return { exponents, coefficients: content > 1n ? coefficients.map((c) => c / content) : coefficients };
}

/**
 * The determinants of all r×r submatrices of rows `rows` of a matrix whose last column set varies, by Laplace along the rows: sums of
 * minors of the rows before, each of which is computed once.
 *
 * @param rows r rows of n entries each.
 * @returns the nonzero ones, over their contents.
 * @throws BudgetExceeded
 */
export function maximalMinors(rows: readonly (readonly IntegerEquation[])[], work: Work): IntegerEquation[] {
  const n = rows[0]?.length ?? 0;
  let minors = new Map<number, IntegerEquation>([
    [0, { exponents: [new Array<number>(variablesOf(rows)).fill(0)], coefficients: [1n] }],
  ]);
  for (const row of rows) {
    const products = new Map<number, { sign: bigint; f: IntegerEquation; g: IntegerEquation }[]>();
    for (const [columns, f] of minors)
      for (let j = 0; j < n; j++) {
        if ((columns >> j) & 1 || isZero(row[j]!)) continue;
        // The sign of moving column j behind those after it.
        const sign = popCount(columns >> j) % 2 === 0 ? 1n : -1n;
        const key = columns | (1 << j);
        const list = products.get(key) ?? [];
        products.set(key, list);
        list.push({ sign, f, g: row[j]! });
      }
    minors = new Map();
    for (const [columns, list] of products) {
      const minor = sumOfProducts(list, work);
      if (!isZero(minor)) minors.set(columns, minor);
    }
  }
  return [...minors.values()].map(primitive);
}

const variablesOf = (rows: readonly (readonly IntegerEquation[])[]): number =>
  rows.flat().find(({ exponents }) => exponents.length > 0)?.exponents[0]?.length ?? 0;

function popCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count++;
  return count;
}

/** x_v ← x_v − Σ_{i<v} row_i x_i. */
export interface Shear {
  readonly v: number;
  /** v integers. */
  readonly row: readonly bigint[];
}

/** One substitution after the other. @throws BudgetExceeded */
export const sheared = (f: IntegerEquation, shears: readonly Shear[], work: Work): IntegerEquation =>
  shears.reduce(
    (g, { v, row }) => (isZero(g) || row.every((c) => c === 0n) ? g : withForm(g, v, row, work)),
    f,
  );

/** What undoes them. */
export const inverseOf = (shears: readonly Shear[]): readonly Shear[] =>
  shears.map(({ v, row }) => ({ v, row: row.map((c) => -c) })).reverse();

/**
 * f modulo an equation that is linear, ℓ = c x_v + m, in the other variables: c^e f ≡ Σ_k f_k (−m)^k c^{e−k}, f = Σ_{k≤e} f_k x_v^k, over its content.
 *
 * @param linear ℓ, of degree 1, c ≠ 0.
 * @throws BudgetExceeded
 * @example modulo 2x − y, x² − 2 is y² − 8, in y alone
 */
export function withoutVariable(
  f: IntegerEquation,
  linear: IntegerEquation,
  v: number,
  work: Work,
): IntegerEquation {
  const c = linear.coefficients[linear.exponents.findIndex((a) => a[v] === 1)]!;
  const kept = linear.exponents.flatMap((a, k) => (a[v] === 0 ? [k] : []));
  const form: IntegerEquation = {
    exponents: kept.map((k) => linear.exponents[k]!.toSpliced(v, 1)),
    coefficients: kept.map((k) => -linear.coefficients[k]!),
  };
  const groups = new Map<number, TermSum>();
  for (const [k, a] of f.exponents.entries()) {
    const group = groups.get(a[v]!) ?? new TermSum();
    groups.set(a[v]!, group);
    group.add(a.toSpliced(v, 1), f.coefficients[k]!);
  }
  const most = Math.max(0, ...groups.keys());
  const constant = new Array<number>(linear.exponents[0]!.length - 1).fill(0);
  const powers: IntegerEquation[] = [{ exponents: [constant], coefficients: [1n] }];
  while (powers.length <= most) powers.push(product(powers.at(-1)!, form, work));
  const products = [...groups].map(([e, group]) => {
    const { exponents, coefficients } = group.polynomial();
    const scale = c ** BigInt(most - e);
    return { sign: 1n, f: { exponents, coefficients: coefficients.map((a) => a * scale) }, g: powers[e]! };
  });
  return primitive(sumOfProducts(products, work));
}

/** x_v ← x_v − Σ row_i x_i. */
function withForm(f: IntegerEquation, v: number, row: readonly bigint[], work: Work): IntegerEquation {
  const n = f.exponents[0]!.length;
  const unit = (i: number): number[] => Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));
  const kept = row.flatMap((c, i) => (c === 0n ? [] : [i]));
  const form = { exponents: [unit(v), ...kept.map(unit)], coefficients: [1n, ...kept.map((i) => -row[i]!)] };
  const powers: IntegerEquation[] = [{ exponents: [new Array<number>(n).fill(0)], coefficients: [1n] }];
  const groups = new Map<number, TermSum>();
  for (const [k, a] of f.exponents.entries()) {
    const group = groups.get(a[v]!) ?? new TermSum();
    groups.set(a[v]!, group);
    group.add(a.with(v, 0), f.coefficients[k]!);
  }
  const most = Math.max(...groups.keys());
  while (powers.length <= most) powers.push(product(powers.at(-1)!, form, work));
  return sumOfProducts(
    [...groups].map(([e, group]) => ({ sign: 1n, f: group.polynomial(), g: powers[e]! })),
    work,
  );
}

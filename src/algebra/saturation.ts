/**
 * Ideals over F_p apart from the tables that they were computed in, and saturation:
 *
 *   I : g^∞ = (I + ⟨1 − t g⟩) ∩ F_p[x],   the components of I on which g does not vanish;
 *
 *   I^ec for generic linear forms u_1, …, u_k: the contraction of I F_p(u)[x], which is the intersection of the primary components
 *   of dimension at least k. With a Gröbner basis for an order that eliminates x, I^ec = I : c^∞, c the product of the leading
 *   coefficients in F_p[u] of a minimal basis over F_p(u) (Becker and Weispfenning, *Gröbner Bases*, 8.7). With a coordinate u = x_i, which keeps
 *   equations sparse, it is the intersection of those on which x_i is not constant.
 */

import type { PrimeField } from "../exact/prime-field.js";
import type { Random } from "../exact/random.js";
import { groebnerBasis, type Polynomial } from "./groebner.js";
import { MonomialTable } from "./monomials.js";
import { multiply, squareFreePart } from "./polynomial-modulo.js";
import type { Work } from "./work.js";

/** Σ coefficient · x^exponents, distinct exponents, nonzero residues. */
export type ModularTerms = readonly { readonly exponents: readonly number[]; readonly coefficient: number }[];

/** Generators of an ideal of F_p[x_0, …, x_{n−1}]. */
export interface ModularIdeal {
  readonly variables: number;
  readonly generators: readonly ModularTerms[];
}

/** The generators in a table. */
export const enter = (
  generators: readonly ModularTerms[],
  table: MonomialTable,
  shift = 0,
): readonly Polynomial[] =>
  generators.map((terms) => {
    const entered = terms.map(({ exponents, coefficient }) => ({
      m: table.of(padded(exponents, shift, table.variables)),
      coefficient,
    }));
    entered.sort((a, b) => table.compare(b.m, a.m));
    return {
      monomials: Int32Array.from(entered, ({ m }) => m),
      coefficients: Int32Array.from(entered, ({ coefficient }) => coefficient),
    };
  });

/** `before` zeros, the exponents, and zeros up to the length. */
const padded = (exponents: readonly number[], before: number, length: number): number[] =>
  Array.from({ length }, (_, i) => exponents[i - before] ?? 0);

/** The terms of a polynomial of a table. */
export const termsOf = ({ monomials, coefficients }: Polynomial, table: MonomialTable): ModularTerms => {
  const n = table.variables;
  return Array.from(monomials, (m, k) => ({
    exponents: Array.from(table.exponents.subarray(m * n, (m + 1) * n)),
    coefficient: coefficients[k]!,
  }));
};

/** I : g^∞ by its reduced Gröbner basis, degree reverse lexicographic. @throws BudgetExceeded, DegreeOverflow */
export function saturate(
  { variables, generators }: ModularIdeal,
  g: ModularTerms,
  field: PrimeField,
  work: Work,
): ModularIdeal {
  const table = new MonomialTable(variables + 1, 1);
  const one = { exponents: [0, ...padded([], 0, variables)], coefficient: 1 };
  const inverse: ModularTerms = [
    one,
    ...g.map(({ exponents, coefficient }) => ({
      exponents: [1, ...exponents],
      coefficient: field.negate(coefficient),
    })),
  ];
  const input = [...enter(generators, table, 1), ...enter([inverse], table)];
  return withoutFirst(groebnerBasis(input, table, field, work), table);
}

/**
 * The intersection of the primary components of dimension ≥ k; the unit ideal if there are none.
 *
 * @param random draws the linear forms: for all but few of them the result is right.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function ofDimensionAtLeast(
  k: number,
  ideal: ModularIdeal,
  field: PrimeField,
  random: Random,
  work: Work,
): ModularIdeal {
  const { variables: n, generators } = ideal;
  if (k === 0) return ideal;
  const unit = (i: number): number[] => Array.from({ length: n + k }, (_, j) => (i === j ? 1 : 0));
  const forms = Array.from(
    { length: k },
    (_, j): ModularTerms => [
      { exponents: unit(n + j), coefficient: field.p - 1 },
      ...Array.from({ length: n }, (_, i) => ({
        exponents: unit(i),
        coefficient: random.integer(1, field.p - 1),
      })),
    ],
  );
  const table = new MonomialTable(n + k, n);
  const input = [...enter(generators, table), ...enter(forms, table)];
  const basis = groebnerBasis(input, table, field, work).map((f) => termsOf(f, table));
  const extended = basis.map((terms) => termsOf(enter([terms], table)[0]!, table));
  let result: ModularIdeal = { variables: n + k, generators: extended };
  for (const coefficient of leadingCoefficients(extended, n))
    result = saturate(result, coefficient, field, work);
  return withoutForms(result, n, field, work);
}

/**
 * The intersection of the primary components on which x_i is not constant, and the product c of irreducible polynomials in x_i of whose zeros
 * all other components consist: I^ec = I : c^∞; undefined where there is no such component.
 *
 * @throws BudgetExceeded, DegreeOverflow
 */
export function alongCoordinate(
  i: number,
  ideal: ModularIdeal,
  field: PrimeField,
  work: Work,
): { readonly ideal: ModularIdeal; readonly elsewhere: ModularTerms } | undefined {
  const { variables: n, generators } = ideal;
  // In a block of its own, after the others.
  const table = new MonomialTable(n, n - 1);
  const turned = generators.map((terms) => moved(terms, i, n - 1));
  const basis = groebnerBasis(enter(turned, table), table, field, work).map((f) => termsOf(f, table));
  // A polynomial in x_i alone: it is constant on every component.
  if (basis.some(([lead]) => lead!.exponents.slice(0, n - 1).every((e) => e === 0))) return undefined;
  const product = leadingCoefficients(basis, n - 1)
    .map((terms) => univariate(terms, n - 1))
    .reduce((c, d) => multiply(c, d, field), Float64Array.of(1));
  const elsewhere = [...squareFreePart(product, field)].flatMap((coefficient, e) =>
    coefficient === 0 ? [] : [{ exponents: padded([e], i, n), coefficient }],
  );
  return { ideal: product.length > 1 ? saturate(ideal, elsewhere, field, work) : ideal, elsewhere };
}

/** The exponent at one place at another, between the others in their order. */
const moved = (terms: ModularTerms, from: number, to: number): ModularTerms =>
  terms.map(({ exponents, coefficient }) => {
    const others = exponents.filter((_, j) => j !== from);
    return { exponents: [...others.slice(0, to), exponents[from]!, ...others.slice(to)], coefficient };
  });

/** The coefficients of the powers of x_i, constant first. */
function univariate(terms: ModularTerms, i: number): Float64Array {
  const coefficients = new Float64Array(1 + Math.max(...terms.map(({ exponents }) => exponents[i]!)));
  for (const { exponents, coefficient } of terms) coefficients[exponents[i]!] = coefficient;
  return coefficients;
}

/** I ∩ J = ⟨t I, (1 − t) J⟩ ∩ F_p[x]. @throws BudgetExceeded, DegreeOverflow */
export function intersection(
  { variables, generators }: ModularIdeal,
  other: ModularIdeal,
  field: PrimeField,
  work: Work,
): ModularIdeal {
  const times = (e: number, sign: 1 | -1) => (terms: ModularTerms) =>
    terms.map(({ exponents, coefficient }) => ({
      exponents: [e, ...exponents],
      coefficient: sign === 1 ? coefficient : field.negate(coefficient),
    }));
  const table = new MonomialTable(variables + 1, 1);
  const input = [
    ...generators.map(times(1, 1)),
    ...other.generators.map((terms) => [...times(0, 1)(terms), ...times(1, -1)(terms)]),
  ];
  return withoutFirst(groebnerBasis(enter(input, table), table, field, work), table);
}

/** What a basis for an order that eliminates x_0 says of the others. */
function withoutFirst(basis: readonly Polynomial[], table: MonomialTable): ModularIdeal {
  return {
    variables: table.variables - 1,
    generators: basis
      .map((f) => termsOf(f, table))
      .filter((terms) => terms.every(({ exponents }) => exponents[0] === 0))
      .map((terms) => terms.map((term) => ({ ...term, exponents: term.exponents.slice(1) }))),
  };
}

/** The leading coefficients in F_p[u], not constant and distinct, of a minimal basis over F_p(u). */
function leadingCoefficients(basis: readonly ModularTerms[], n: number): readonly ModularTerms[] {
  const heads = basis.map((terms) => {
    const head = terms[0]!.exponents.slice(0, n);
    const coefficient = terms
      .filter(({ exponents }) => exponents.slice(0, n).every((e, i) => e === head[i]))
      .map((term) => ({ ...term, exponents: term.exponents.map((e, i) => (i < n ? 0 : e)) }));
    return { head, coefficient };
  });
  const degree = ({ coefficient }: (typeof heads)[number]): number =>
    Math.max(...coefficient.map(({ exponents }) => exponents.reduce((sum, e) => sum + e, 0)));
  heads.sort((a, b) => sum(a.head) - sum(b.head) || degree(a) - degree(b));
  const kept: typeof heads = [];
  for (const candidate of heads)
    if (!kept.some(({ head }) => head.every((e, i) => e <= candidate.head[i]!))) kept.push(candidate);
  const distinct = new Map<string, ModularTerms>();
  for (const entry of kept)
    if (degree(entry) > 0) distinct.set(JSON.stringify(entry.coefficient), entry.coefficient);
  return [...distinct.values()];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, e) => total + e, 0);

/** The ideal in x alone: u is eliminated by the same forms, which are in the ideal. */
function withoutForms(
  { variables, generators }: ModularIdeal,
  n: number,
  field: PrimeField,
  work: Work,
): ModularIdeal {
  // The order eliminates u, which comes first here.
  const k = variables - n;
  const turned = generators.map((terms) =>
    terms.map(({ exponents, coefficient }) => ({
      exponents: [...exponents.slice(n), ...exponents.slice(0, n)],
      coefficient,
    })),
  );
  const table = new MonomialTable(variables, k);
  const basis = groebnerBasis(enter(turned, table), table, field, work).map((f) => termsOf(f, table));
  return {
    variables: n,
    generators: basis
      .filter((terms) => terms.every(({ exponents }) => exponents.slice(0, k).every((e) => e === 0)))
      .map((terms) => terms.map((term) => ({ ...term, exponents: term.exponents.slice(k) }))),
  };
}

/** A random combination of the generators of an ideal: it vanishes where they all do, and for almost all choices on no other component. */
export function randomElement({ generators }: ModularIdeal, field: PrimeField, random: Random): ModularTerms {
  const collected = new Map<string, { exponents: readonly number[]; coefficient: number }>();
  for (const terms of generators) {
    const factor = random.integer(1, field.p - 1);
    for (const { exponents, coefficient } of terms) {
      const key = exponents.join();
      const before = collected.get(key)?.coefficient ?? 0;
      collected.set(key, { exponents, coefficient: field.add(before, field.multiply(factor, coefficient)) });
    }
  }
  return [...collected.values()].filter(({ coefficient }) => coefficient !== 0);
}

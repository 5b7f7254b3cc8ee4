/**
 * A bound of the number of solutions over Q, proved by one prime.
 *
 * Let f^h be the equations made homogeneous by a variable x_n, and R = Q[x_0, …, x_n]/⟨f^h⟩. For every s
 *
 *   dim A_{≤s} ≤ dim_Q R_s ≤ dim_{F_p} (R mod p)_s,
 *
 * A = Q[x]/I filtered by degree: setting x_n = 1 maps ⟨f^h⟩_s into I_{≤s}; and R_s is the cokernel of a matrix of integers, whose
 * rank can only fall modulo p. Where R mod p has Krull dimension 1 its Hilbert function is constant for large s, equal to its
 * degree, and dim A is at most that. Where it has dimension 0 the function vanishes in the end: 1 ∈ I, and there is no solution.
 *
 * The degree is the sum of the lengths of all points of Proj R, those at infinity included: m distinct points at infinity over Q
 * leave dim A ≤ degree − m.
 *
 * The f^h need no computation of their own where that of the f_i modulo p was one without a fall of degrees (`groebner.ts`): every
 * element of the basis, made homogeneous, is in ⟨f^h⟩ modulo p, so that dim (R mod p)_s is at most the number of standard monomials of degree
 * ≤ s. Scaling the variables, x_v = c_v y_v, p not dividing the c_v, changes none of these dimensions.
 *
 * More equations than unknowns may have no solution in (P¹)ⁿ either, while they have some at infinity in Pⁿ (multilinear ones do). Let M be the
 * monomials of degree ≤ b_k in x_k for every k. If the multiples x^a f_i with all terms in M have rank |M| modulo p, they have it over Q,
 * M ⊂ I, and 1 ∈ I. With b_k one less than the sum of the k + 2 largest degrees in x_k, k = 0, 1, …, this is so wherever there is no common zero
 * in (P¹)ⁿ: in the Koszul complex, twisted by b, the cohomology that could keep it from being exact vanishes. That is only why
 * this M is tried; the rank decides.
 *
 * Not covered: sets of positive dimension at infinity; other gradings, and multiple points at infinity, for which the bound is not
 * sharp.
 */

import { PrimeField } from "../exact/prime-field.js";
import { measure } from "./count.js";
import { groebnerBasis } from "./groebner.js";
import { reduceRows } from "./matrix-reduction.js";
import { MonomialTable } from "./monomials.js";
import { MOST_BOX_COLUMNS } from "./options.js";
import { type IntegerEquation, modulo, primesFor, residues, totalDegree } from "./system.js";
import type { Work } from "./work.js";

/** dim Q[x]/I ≤ bound. */
export interface SolutionBound {
  readonly bound: number;
  readonly prime: number;
}

/** f^h: the new variable is the last. */
const homogenised = (equations: readonly IntegerEquation[]): readonly IntegerEquation[] =>
  equations.map(({ exponents, coefficients }) => {
    const degrees = exponents.map(totalDegree);
    const degree = Math.max(...degrees);
    return { exponents: exponents.map((a, k) => [...a, degree - degrees[k]!]), coefficients };
  });

/**
 * Undefined where the scheme at infinity has positive dimension modulo p.
 *
 * @param known what a basis without a fall of degrees gave, of these equations in whatever scaling: it is the answer if its prime is the one
 * that is taken here.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function boundSolutions(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
  known?: SolutionBound,
): SolutionBound | undefined {
  const prime = primesFor(equations, work.primes).next().value!;
  if (known?.prime === prime) return known;
  const field = new PrimeField(prime);
  if (isLargeAtInfinity(equations, variables, field, work)) return undefined;
  const table = new MonomialTable(variables + 1);
  const basis = groebnerBasis(modulo(homogenised(equations), table, field), table, field, work);
  const { dimension, degree } = measure(basis, table);
  if (dimension > 1) return undefined;
  return { bound: dimension === 1 ? degree : 0, prime };
}

/** Whether the forms of highest degree have common zeros of positive dimension in P^{n−1} modulo p, which are fewer and shorter than the f^h. */
function isLargeAtInfinity(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
): boolean {
  const table = new MonomialTable(variables);
  const tops = modulo(equations.map(leadingForm), table, field);
  return measure(groebnerBasis(tops, table, field, work), table).dimension > 1;
}

const leadingForm = ({ exponents, coefficients }: IntegerEquation): IntegerEquation => {
  const degrees = exponents.map(totalDegree);
  const degree = Math.max(...degrees);
  const kept = [...degrees.keys()].filter((k) => degrees[k] === degree);
  return { exponents: kept.map((k) => exponents[k]!), coefficients: kept.map((k) => coefficients[k]!) };
};

/**
 * A proof that there is no solution, by the rank of the multiples of the equations in a box of monomials; undefined where that is not full.
 *
 * @throws BudgetExceeded, DegreeOverflow
 * @example excludeInBox(xy − 1, xy − 2, x − y) // monomials of degree 1 in x, 2 in y
 */
export function excludeInBox(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): SolutionBound | undefined {
  if (equations.length <= variables) return undefined;
  const degrees = equations.map(({ exponents }) =>
    Array.from({ length: variables }, (_, v) => exponents.reduce((most, a) => Math.max(most, a[v]!), 0)),
  );
  const box = Array.from({ length: variables }, (_, k) => {
    const own = degrees.map((d) => d[k]!).sort((a, b) => b - a);
    return Math.max(0, own.slice(0, k + 2).reduce((sum, d) => sum + d, 0) - 1);
  });
  const width = box.reduce((product, b) => product * (b + 1), 1);
  if (width > MOST_BOX_COLUMNS) return undefined;
  // The column of x^a: mixed radix, from the largest.
  const columnOf = (a: readonly number[]): number =>
    width - 1 - a.reduce((place, e, k) => place * (box[k]! + 1) + e, 0);
  const prime = primesFor(equations, work.primes).next().value!;
  const field = new PrimeField(prime);
  const rows = equations.flatMap(({ exponents, coefficients }, i) => {
    const residue = residues(coefficients, field);
    const terms = exponents
      .map((a, k) => ({ column: columnOf(a), coefficient: residue[k]! }))
      .sort((a, b) => a.column - b.column);
    const values = Int32Array.from(terms, ({ coefficient }) => coefficient);
    return multiplesWithin(box.map((b, k) => b - degrees[i]![k]!)).map((a) => ({
      columns: Int32Array.from(terms, ({ column }) => column - (width - 1 - columnOf(a))),
      coefficients: values,
    }));
  });
  if (rows.length < width) return undefined;
  work.hold(rows.reduce((sum, { columns }) => sum + columns.length, 0));
  return reduceRows(width, [], rows, prime, work).rows.length === width ? { bound: 0, prime } : undefined;
}

/** All exponents up to these; none if one is negative. */
const multiplesWithin = (most: readonly number[]): readonly (readonly number[])[] =>
  most.reduce<readonly (readonly number[])[]>(
    (list, b) => list.flatMap((a) => Array.from({ length: Math.max(0, b + 1) }, (_, e) => [...a, e])),
    [[]],
  );

/**
 * The solutions at infinity in charts: in chart j the coordinates before j are 0 and that of j is 1, so that every point
 * of the hyperplane is in exactly one. The equations are those of highest degree, in the variables after j.
 */
export function chartsAtInfinity(
  equations: readonly IntegerEquation[],
  variables: number,
): readonly { readonly variables: number; readonly equations: readonly IntegerEquation[] }[] {
  const top = homogenised(equations).map(({ exponents, coefficients }) => {
    const kept = exponents
      .map((a, k) => ({ a: a.slice(0, -1), c: coefficients[k]! }))
      .filter((_, k) => exponents[k]!.at(-1) === 0);
    return kept;
  });
  return Array.from({ length: variables }, (_, j) => ({
    variables: variables - 1 - j,
    equations: top
      .map((terms) => terms.filter(({ a }) => a.slice(0, j).every((e) => e === 0)))
      .filter((terms) => terms.length > 0)
      .map((terms) => ({
        exponents: terms.map(({ a }) => a.slice(j + 1)),
        coefficients: terms.map(({ c }) => c),
      })),
  }));
}

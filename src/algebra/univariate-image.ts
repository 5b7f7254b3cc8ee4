/**
 * The rational univariate representation of the points of an ideal of dimension 0, modulo primes.
 *
 * A = F_p[x]/I with D = dim A, and u = Σ c_i x_i a linear form that takes different values at the N points. For a random linear
 * form ℓ on A and b in A
 *
 *   Σ_k ℓ(b u^k) / T^{k+1} = A_b(T) / P(T),   P the minimal polynomial of u, Q its square-free part,
 *
 * and b(ξ) = A_b(u(ξ)) / A_1(u(ξ)) at every point ξ: the residue of highest order at u(ξ) is ℓ((u − u(ξ))^{m−1} b), m the order to
 * which u − u(ξ) is nilpotent there, and for generic u the power (u − u(ξ))^{m−1} is annihilated by b − b(ξ). (Rouillier 1999 takes
 * the trace for ℓ; Bostan, Salvy and Schost 2003.) With G_i = x_i Q′ mod Q (Rouillier's numerators, which are small over Q)
 *
 *   ξ_i = G_i(t) / Q′(t)   for the N roots t of Q,
 *
 * and Q = Π_m Q_m, where the roots of Q_m belong to points of multiplicity m: χ = Π_m Q_m^m is the characteristic polynomial of u.
 *
 * A plan is made with one prime. It chooses u among the variables and then forms of small integers, and checks there that
 * the points satisfy the equations, u(G/Q′) = T mod Q, and N is the number of points. Other primes follow the trace.
 */

import { pow, squared } from "../elementary/elementary.js";
import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import type { SolutionBound } from "./bound.js";
import { characteristicPolynomial } from "./characteristic-polynomial.js";
import { distinctPoints, measure } from "./count.js";
import { algebraKernel } from "./elimination-kernel.js";
import { type Polynomial, Replay, type Trace } from "./groebner.js";
import { isolatedPart } from "./layers.js";
import { modularBasis } from "./modular-basis.js";
import { MonomialTable } from "./monomials.js";
import { FORMS } from "./options.js";
import {
  derivative,
  inverseModulo,
  type ModularPolynomial,
  multiply,
  numeratorsTimes,
  recurrenceWithInverse,
  remainder,
  squareFreeFactors,
  squareFreePart,
  trimmed,
} from "./polynomial-modulo.js";
import { type BorderRule, borderRules, QuotientAlgebra, Staircase } from "./quotient.js";
import { type IntegerEquation, intoTable, modulo, residues } from "./system.js";
import type { Work } from "./work.js";

/** Where the Gröbner basis of another prime comes from. */
type Source =
  | { readonly kind: "trace"; readonly trace: Trace; readonly coefficients: readonly (readonly bigint[])[] }
  /** Of the isolated points, by saturation anew. */
  | { readonly kind: "isolated"; readonly equations: readonly IntegerEquation[] };

/** What one prime found out and the others repeat. */
export interface UnivariatePlan {
  readonly variables: number;
  readonly source: Source;
  readonly staircase: Staircase;
  /** The monomials of the basis. */
  readonly supports: readonly Int32Array[];
  readonly rules: readonly BorderRule[];
  /** c: u = Σ c_i x_i. */
  readonly form: readonly number[];
  /** deg P. */
  readonly minimalDegree: number;
  /** Multiplicities and numbers of points. */
  readonly pattern: readonly { readonly multiplicity: number; readonly points: number }[];
}

/** The representation modulo p. */
export interface UnivariateImage {
  /** Monic Q_m by ascending m; their degrees follow the pattern of the plan. */
  readonly factors: readonly { readonly multiplicity: number; readonly factor: ModularPolynomial }[];
  /** Q = Π Q_m. */
  readonly polynomial: ModularPolynomial;
  /** G_i mod Q. */
  readonly numerators: readonly ModularPolynomial[];
}

/** What one prime found: points, none, or infinitely many. */
export type Planned =
  | {
      readonly kind: "points";
      readonly plan: UnivariatePlan;
      readonly image: UnivariateImage;
      /** Where no degree fell: dim Q[x]/I ≤ bound (`bound.ts`). */
      readonly bound?: SolutionBound;
    }
  | { readonly kind: "none" }
  | { readonly kind: "positive-dimension"; readonly dimension: number; readonly degree: number };

/**
 * @param isolated only the isolated points, where there are infinitely many solutions.
 * @returns undefined if no form of small integers passed the checks, which for a prime of 26 bits means that it is unlucky.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function planUnivariate(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
  isolated = false,
): Planned | undefined {
  if (isolated) {
    const own = new MonomialTable(variables);
    const basis = isolatedPart(equations, own, field, work);
    const given = modulo(equations, own, field);
    return planFor({ kind: "isolated", equations }, basis, given, own, field, work);
  }
  const { basis, trace, keepsDegrees, table } = modularBasis(equations, variables, field, work);
  const polynomials = modulo(equations, table, field);
  const coefficients = intoTable(equations, table).map((f) => f.coefficients);
  const planned = planFor({ kind: "trace", trace, coefficients }, basis, polynomials, table, field, work);
  if (planned?.kind !== "points" || !keepsDegrees) return planned;
  return { ...planned, bound: { bound: measure(basis, table).degree, prime: field.p } };
}

function planFor(
  source: Source,
  basis: readonly Polynomial[],
  polynomials: readonly Polynomial[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): Planned | undefined {
  const { variables } = table;
  const { dimension, degree } = measure(basis, table);
  if (dimension < 0) return { kind: "none" };
  if (dimension > 0) return { kind: "positive-dimension", dimension, degree };
  const supports = basis.map(({ monomials }) => monomials);
  const leads = supports.map((monomials) => monomials[0]!);
  const staircase = new Staircase(table, leads, degree, work);
  const rules = borderRules(staircase, supports);
  return algebraKernel().scope(() => {
    const algebra = new QuotientAlgebra(staircase, rules, basis, field, work);
    const points = distinctPoints(algebra, new Random(field.p).fork("forms"), work);
    if (points === undefined) return undefined;
    for (const form of smallForms(variables)) {
      const image = imageIn(algebra, form, degree, points, work);
      if (image === undefined) continue;
      if (!satisfies(image, polynomials, form, table, field, work)) continue;
      const pattern = image.factors.map(({ multiplicity, factor }) => ({
        multiplicity,
        points: factor.length - 1,
      }));
      const { minimalDegree } = image;
      return {
        kind: "points",
        plan: { variables, source, staircase, supports, rules, form, minimalDegree, pattern },
        image,
      };
    }
    return undefined;
  });
}

/** The variables from the last to the first, then forms of ever larger integers, the same in every run. */
function* smallForms(n: number): Generator<readonly number[]> {
  for (let i = n - 1; i >= 0; i--) yield Array.from({ length: n }, (_, j) => (i === j ? 1 : 0));
  if (n === 0) yield [];
  const random = new Random(n).fork("small forms");
  for (let k = 0; k < FORMS; k++) yield Array.from({ length: n }, () => random.integer(-2 - k, 2 + k) || 1);
}

/**
 * The images modulo other primes, one after the other; undefined where one behaves differently. What primes share is in the memory of the
 * kernel: within the scope that this was called in.
 *
 * @throws BudgetExceeded
 */
export function imagesOf(
  plan: UnivariatePlan,
  work: Work,
): (field: PrimeField) => UnivariateImage | undefined {
  const basisModulo = basesOf(plan, work);
  const points = plan.pattern.reduce((sum, { points: count }) => sum + count, 0);
  return (field) => {
    const basis = basisModulo(field);
    if (basis === undefined) return undefined;
    const image = algebraKernel().scope(() => {
      const algebra = new QuotientAlgebra(plan.staircase, plan.rules, basis, field, work);
      return imageIn(algebra, plan.form, plan.minimalDegree, points, work);
    });
    const same =
      image !== undefined &&
      image.minimalDegree === plan.minimalDegree &&
      image.factors.length === plan.pattern.length &&
      plan.pattern.every(
        ({ multiplicity, points: count }, k) =>
          image.factors[k]!.multiplicity === multiplicity && image.factors[k]!.factor.length - 1 === count,
      );
    return same ? image : undefined;
  };
}

function basesOf(
  { source, staircase, supports }: UnivariatePlan,
  work: Work,
): (field: PrimeField) => readonly Polynomial[] | undefined {
  if (source.kind === "trace") {
    const replay = new Replay(source.trace, work);
    return (field) =>
      replay.run(
        source.coefficients.map((f) => residues(f, field)),
        field,
      );
  }
  return (field) => {
    const basis = isolatedPart(source.equations, staircase.table, field, work);
    const same =
      basis.length === supports.length &&
      basis.every(({ monomials }, g) => monomials.join() === supports[g]!.join());
    return same ? basis : undefined;
  };
}

/**
 * Undefined where the form does not take `points` values, or A_1 and Q have a common factor, which a random ℓ excludes for
 * suitable u.
 */
function imageIn(
  algebra: QuotientAlgebra,
  form: readonly number[],
  degreeBound: number,
  points: number,
  work: Work,
): (UnivariateImage & { readonly minimalDegree: number }) | undefined {
  const { field, staircase } = algebra;
  const { dimension } = staircase;
  const random = new Random(field.p).fork("projection");
  const values = Int32Array.from({ length: dimension }, () => random.integer(1, field.p - 1));
  const c = Float64Array.from(form, (entry) => (entry < 0 ? field.p + entry : entry));
  algebra.prepare(c);
  // One more pair of terms than the degree takes shows a recurrence that is too short.
  const [powers, ...others] = algebraKernel().scope(() =>
    algebra.sequences(algebra.multiplication(c), values, 2 * degreeBound + 2, [
      0,
      ...linearPlaces(staircase),
    ]),
  );
  const { minimal, inverse } = recurrenceWithInverse(powers!, field);
  if (minimal.length - 1 > degreeBound) return undefined;
  work.spend(6 * squared(minimal.length) * (staircase.variables.length + 2));
  // Where it has as many roots as it has to have it is its own square-free part, or the prime divides a discriminant, which does no harm.
  const isSquareFree = minimal.length - 1 === points;
  const polynomial = isSquareFree ? minimal : squareFreePart(minimal, field);
  if (polynomial.length - 1 !== points) return undefined;
  const scale = isSquareFree
    ? inverse
    : inverseModulo(numeratorOf(powers!, minimal, field), polynomial, field);
  if (scale === undefined) return undefined;
  const slope = derivative(polynomial, field);
  const factor = remainder(multiply(scale, slope, field), polynomial, field);
  const scaled = isSquareFree
    ? numeratorsTimes(others, factor, polynomial, field)
    : others.map((sequence) =>
        remainder(
          multiply(remainder(numeratorOf(sequence, minimal, field), polynomial, field), factor, field),
          polynomial,
          field,
        ),
      );
  const ofPlace = new Map<number, ModularPolynomial>([[0, remainder(slope, polynomial, field)]]);
  for (const [k, place] of linearPlaces(staircase).entries()) ofPlace.set(place, scaled[k]!);
  const numerators = staircase.variables.map((_, i) => combination(algebra.variable(i), ofPlace, field));
  const characteristic = minimal.length - 1 === dimension ? minimal : characteristicOf(algebra, c, work);
  const factors =
    polynomial.length - 1 === dimension
      ? [{ multiplicity: 1, factor: polynomial }]
      : squareFreeFactors(characteristic, field);
  return { factors, polynomial, numerators, minimalDegree: minimal.length - 1 };
}

/** Places in B of the variables that are there. */
const linearPlaces = (staircase: Staircase): readonly number[] => staircase.variables.filter((at) => at >= 0);

/** A_b = the part of P · Σ_k s_k / T^{k+1} that is a polynomial. */
function numeratorOf(
  sequence: Float64Array,
  minimal: ModularPolynomial,
  field: PrimeField,
): ModularPolynomial {
  const degree = minimal.length - 1;
  // Coefficient i is Σ_k s_k P_{i+k+1}: a middle part of P(T) · Σ_k s_k T^{degree−1−k}.
  const product = multiply(minimal, sequence.slice(0, degree).reverse(), field);
  return trimmed(product.slice(degree, 2 * degree));
}

/** Σ_b c_b G_b, where b runs over 1 and the variables in B: normal forms of variables in an order of degrees have no others. */
function combination(
  form: Int32Array,
  ofPlace: ReadonlyMap<number, ModularPolynomial>,
  field: PrimeField,
): ModularPolynomial {
  let length = 0;
  for (const g of ofPlace.values()) length = Math.max(length, g.length);
  const sum = new Float64Array(length);
  for (const [place, factor] of form.entries()) {
    if (factor === 0) continue;
    const g = ofPlace.get(place)!;
    for (let k = 0; k < g.length; k++) sum[k] = field.reduce(sum[k]! + factor * g[k]!);
  }
  return trimmed(sum);
}

function characteristicOf(algebra: QuotientAlgebra, form: Float64Array, work: Work): ModularPolynomial {
  const { dimension } = algebra.staircase;
  work.spend(10 * pow(dimension, 3));
  return characteristicPolynomial(algebra.matrix(form), algebra.field);
}

/** Whether every equation vanishes at x = G/Q′ and u(x) = T, modulo Q. */
function satisfies(
  { polynomial, numerators }: UnivariateImage,
  equations: readonly Polynomial[],
  form: readonly number[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): boolean {
  const n = table.variables;
  const inverse = inverseModulo(derivative(polynomial, field), polynomial, field);
  if (inverse === undefined) return false;
  const times = (a: ModularPolynomial, b: ModularPolynomial): ModularPolynomial => {
    work.spend(4 * a.length * b.length + 1);
    return remainder(multiply(a, b, field), polynomial, field);
  };
  const points = numerators.map((g) => times(g, inverse));
  const one = remainder(Float64Array.of(1), polynomial, field);
  const values = new Map<string, ModularPolynomial>();
  // A monomial is a variable times a smaller one, which others share.
  const monomialAt = (exponents: readonly number[]): ModularPolynomial => {
    const i = exponents.findIndex((e) => e > 0);
    if (i < 0) return one;
    const key = exponents.join();
    const known = values.get(key);
    if (known !== undefined) return known;
    const value = times(points[i]!, monomialAt(exponents.with(i, exponents[i]! - 1)));
    values.set(key, value);
    return value;
  };
  const vanishes = (terms: readonly { c: number; value: ModularPolynomial }[]): boolean => {
    const sum = new Float64Array(polynomial.length);
    for (const { c, value } of terms)
      for (let k = 0; k < value.length; k++) sum[k] = field.reduce(sum[k]! + c * value[k]!);
    return sum.every((c) => c === 0);
  };
  const u = form.map((c, i) => ({ c: c < 0 ? field.p + c : c, value: points[i]! }));
  const t = { c: field.p - 1, value: remainder(Float64Array.of(0, 1), polynomial, field) };
  if (n > 0 && !vanishes([...u, t])) return false;
  return equations.every(({ monomials, coefficients }) =>
    vanishes(
      Array.from(monomials, (m, k) => ({
        c: coefficients[k]!,
        value: monomialAt(Array.from(table.exponents.subarray(m * n, (m + 1) * n))),
      })),
    ),
  );
}

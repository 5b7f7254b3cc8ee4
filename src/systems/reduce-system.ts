/**
 * What of a polynomial system can be settled exactly before anything is solved.
 *
 *   span_Q(F_1 … F_k) ∋ 1  ⇒  no solution,     F_i ∈ span_Q(F_1 … F_{i−1})  ⇒  F_i is left out,
 *   leading forms of degree d dependent  ⇒  one equation less of degree d, one more of lower degree, the same span
 *   c x_v + g(x without x_v) ∈ {F_i}, c ≠ 0  ⇒  x_v = −g/c everywhere else
 *
 * The first two make 0 = 0, equations given twice and linearly dependent ones disappear; the third undoes combinations, whose
 * solutions at infinity are none of the system; the fourth is an isomorphism of solution sets with their multiplicities, so that a
 * system which it brings down to one variable is a question about univariate polynomials. Variables that no equation contains are told apart: the solution set is a cylinder over the rest.
 *
 * Linear independence is seen modulo a prime where it holds (ranks only fall there); dependence is decided over Q.
 * Not covered: anything that needs products of equations (a Gröbner basis).
 */

import { pow } from "../elementary/elementary.js";
import { PrimeField } from "../exact/prime-field.js";
import { gcd, ONE, type Rational, ratio, rational } from "../exact/rational.js";
import { Polynomial } from "../symbolic/polynomial.js";

/** Why there is no solution: some combination of the equations is a nonzero constant. */
export interface Inconsistent {
  readonly kind: "inconsistent";
}

/** The equations that are left, in as many variables as they contain. */
export interface Reduced {
  readonly kind: "reduced";
  /** Linearly independent, none constant; in the variables 0 … used.length − 1. */
  readonly equations: readonly Polynomial[];
  /** Which variables of the system these are. */
  readonly used: readonly number[];
  /** The variables that no equation contains. */
  readonly unused: readonly number[];
  /** How many equations were left out: 0 = 0, and combinations of those before them. */
  readonly dropped: number;
}

/**
 * The system without what is redundant.
 *
 * @param n number of variables of the equations.
 * @example reduceSystem([x − y, 2x − 2y], 2) // x − y alone
 */
export function reduceSystem(equations: readonly Polynomial[], n: number): Reduced | Inconsistent {
  const spanning = areIndependent(equations) ? equations : independentOf(equations);
  if (spanning === null) return { kind: "inconsistent" };
  const independent = lowered(spanning);
  const contained = new Set<number>();
  for (const equation of independent)
    for (const { factors } of equation.terms()) for (const v of factors) contained.add(v);
  const all = Array.from({ length: n }, (_, v) => v);
  const used = all.filter((v) => contained.has(v));
  const place = new Map(used.map((v, k) => [v, k]));
  return {
    kind: "reduced",
    equations: used.length === n ? independent : independent.map((f) => renamed(f, place)),
    used,
    unused: all.filter((v) => !contained.has(v)),
    dropped: equations.length - independent.length,
  };
}

const renamed = (f: Polynomial, place: ReadonlyMap<number, number>): Polynomial =>
  substitute(f, (v) => Polynomial.variable(place.get(v)!));

/** f with each variable replaced. */
export function substitute(f: Polynomial, by: (v: number) => Polynomial): Polynomial {
  const powers = new Map<number, Polynomial[]>();
  const power = (v: number, exponent: number): Polynomial => {
    let known = powers.get(v);
    if (known === undefined) {
      known = [Polynomial.constant(ONE), by(v)];
      powers.set(v, known);
    }
    while (known.length <= exponent) known.push(known.at(-1)!.multiply(known[1]!));
    return known[exponent]!;
  };
  return Polynomial.sum(
    [...f.terms()].map(({ coefficient, factors }) => {
      let product = Polynomial.constant(coefficient);
      for (let k = 0; k < factors.length; ) {
        let end = k;
        while (factors[end] === factors[k]) end++;
        product = product.multiply(power(factors[k]!, end - k));
        k = end;
      }
      return product;
    }),
  );
}

/** The field in which ranks are looked at first: the largest prime below 2²⁶. */
const FIELD = new PrimeField(67_108_859);

/** The equation with coprime integers as coefficients, each with its monomial's name. */
export function integerTerms(f: Polynomial): { key: string; coefficient: bigint }[] {
  const terms = [...f.terms()];
  let denominator = 1n;
  for (const { coefficient } of terms) denominator *= coefficient.d / gcd(coefficient.d, denominator);
  const integers = terms.map(({ coefficient: { s, n, d }, factors }) => ({
    key: factors.join(),
    coefficient: s * n * (denominator / d),
  }));
  const content = integers.reduce((sum, { coefficient }) => gcd(sum, coefficient), 0n);
  return integers.map(({ key, coefficient }) => ({ key, coefficient: coefficient / (content || 1n) }));
}

/**
 * Whether the equations without their constants are linearly independent modulo a prime: then they are over Q, and no
 * combination is a constant.
 */
function areIndependent(equations: readonly Polynomial[]): boolean {
  const pivots: { key: string; row: Map<string, number> }[] = [];
  for (const equation of equations) {
    const row = new Map<string, number>();
    for (const { key, coefficient } of integerTerms(equation)) {
      const c = FIELD.residue(coefficient);
      if (c !== 0 && key !== "") row.set(key, c);
    }
    for (const pivot of pivots) {
      const factor = row.get(pivot.key);
      if (factor === undefined) continue;
      for (const [key, c] of pivot.row) {
        const next = FIELD.subtract(row.get(key) ?? 0, FIELD.multiply(factor, c));
        if (next === 0) row.delete(key);
        else row.set(key, next);
      }
    }
    const first = row.entries().next().value;
    if (first === undefined) return false;
    const scale = FIELD.invert(first[1]);
    for (const [key, c] of row) row.set(key, FIELD.multiply(c, scale));
    pivots.push({ key: first[0], row });
  }
  return true;
}

/** The equations that are no combinations of those before them; null where some combination is a nonzero constant. */
function independentOf(equations: readonly Polynomial[]): readonly Polynomial[] | null {
  const pivots: { key: string; coefficient: Rational; row: Polynomial }[] = [];
  const kept: Polynomial[] = [];
  for (const equation of equations) {
    let rest = equation;
    for (const { key, coefficient, row } of pivots) {
      const here = coefficientOf(rest, key);
      if (here !== null) rest = rest.add(row.scale(here.div(coefficient).neg()));
    }
    if (rest.isZero()) continue;
    if (rest.degree === 0) return null;
    const lead = [...rest.terms()].find(({ factors }) => factors.length > 0)!;
    pivots.push({ key: lead.factors.join(), coefficient: lead.coefficient, row: rest });
    kept.push(equation);
  }
  return kept;
}

/**
 * Equations of the same span whose leading forms are linearly independent: those that were, as they are; of others, what is
 * left of lower degree.
 */
function lowered(equations: readonly Polynomial[]): readonly Polynomial[] {
  const degrees = [...new Set(equations.map(({ degree }) => degree))];
  const leading = (d: number) =>
    equations.filter(({ degree }) => degree === d).map((f) => f.homogeneousPart(d));
  if (degrees.every((d) => areIndependent(leading(d)))) return equations;
  const pivots = new Map<number, { key: string; coefficient: Rational; row: Polynomial }[]>();
  return equations.map((equation) => {
    let rest = equation;
    for (;;) {
      const d = rest.degree;
      const rows = pivots.get(d) ?? [];
      for (const { key, coefficient, row } of rows) {
        const here = coefficientOf(rest, key);
        if (here !== null) rest = rest.add(row.scale(here.div(coefficient).neg()));
      }
      if (rest.degree < d) continue;
      const lead = [...rest.terms()].find(({ factors }) => factors.length === d)!;
      pivots.set(d, [...rows, { key: lead.factors.join(), coefficient: lead.coefficient, row: rest }]);
      return d === equation.degree ? equation : rest;
    }
  });
}

function coefficientOf(f: Polynomial, key: string): Rational | null {
  for (const { coefficient, factors } of f.terms()) if (factors.join() === key) return coefficient;
  return null;
}

/** One variable in terms of the others: x_v = value. */
export interface Substitution {
  readonly variable: number;
  readonly value: Polynomial;
}

/** What substitution of variables leaves of a system: a contradiction, or fewer equations in fewer variables. */
export type Elimination =
  | Inconsistent
  | {
      readonly kind: "eliminated";
      /** What the other variables have to satisfy; in the variables of the system. */
      readonly equations: readonly Polynomial[];
      /** In the order in which they were made: a value may contain variables that later ones replace. */
      readonly substitutions: readonly Substitution[];
      /** The variables that no substitution replaces. */
      readonly free: readonly number[];
    };

/** Beyond these a substitution costs more than it saves. */
const MAX_ELIMINATED_DEGREE = 400;
const MAX_ELIMINATED_TERMS = 4000;

/**
 * Solves equations for variables that they contain linearly with a constant coefficient and nowhere else, as long as there are
 * any, the equation of lowest degree first.
 *
 * @returns null where expressions grow too large.
 */
export function eliminateExplicit(equations: readonly Polynomial[], n: number): Elimination | null {
  const substitutions: Substitution[] = [];
  const free = new Set(Array.from({ length: n }, (_, v) => v));
  let left = [...equations];
  for (;;) {
    left.sort((a, b) => a.degree - b.degree || a.termCount - b.termCount);
    if (left.some((f) => f.degree === 0)) return { kind: "inconsistent" };
    const found = firstExplicit(left);
    if (found === null) return { kind: "eliminated", equations: left, substitutions, free: [...free] };
    const { at, variable, value } = found;
    const next: Polynomial[] = [];
    for (const [i, f] of left.entries()) {
      if (i === at) continue;
      const power = degreeIn(f, variable);
      if (
        f.degree - power + power * Math.max(1, value.degree) > MAX_ELIMINATED_DEGREE ||
        f.termCount * pow(value.termCount, Math.min(power, 3)) > 50 * MAX_ELIMINATED_TERMS
      )
        return null;
      const replaced =
        power === 0 ? f : substitute(f, (v) => (v === variable ? value : Polynomial.variable(v)));
      if (replaced.termCount > MAX_ELIMINATED_TERMS) return null;
      if (!replaced.isZero()) next.push(replaced);
    }
    left = next;
    substitutions.push({ variable, value });
    free.delete(variable);
  }
}

function degreeIn(f: Polynomial, v: number): number {
  let degree = 0;
  for (const { factors } of f.terms())
    degree = Math.max(
      degree,
      factors.reduce((sum, u) => sum + (u === v ? 1 : 0), 0),
    );
  return degree;
}

function firstExplicit(
  equations: readonly Polynomial[],
): { at: number; variable: number; value: Polynomial } | null {
  for (const [at, f] of equations.entries()) {
    const terms = [...f.terms()];
    const count = new Map<number, number>();
    for (const { factors } of terms) for (const v of new Set(factors)) count.set(v, (count.get(v) ?? 0) + 1);
    const linear = terms.find(({ factors }) => factors.length === 1 && count.get(factors[0]!) === 1);
    if (linear === undefined) continue;
    const variable = linear.factors[0]!;
    const own = Polynomial.variable(variable).scale(linear.coefficient);
    const value = f.add(own.scale(rational(-1))).scale(ONE.div(linear.coefficient).neg());
    return { at, variable, value };
  }
  return null;
}

/** The coefficients of a polynomial in one variable alone, constant first; null where there are others. */
export function univariateCoefficients(f: Polynomial, v: number): Rational[] | null {
  const coefficients = Array.from({ length: f.degree + 1 }, () => ratio(0n, 1n));
  for (const { coefficient, factors } of f.terms()) {
    if (factors.some((u) => u !== v)) return null;
    coefficients[factors.length] = coefficient;
  }
  return coefficients;
}

/**
 * Scalar expressions in named parameters, exactly: sums, products, integer powers and square roots of numbers and names.
 *
 * The constructors fold numbers and flatten sums and products, nothing else. `scalar-parser.ts` reads them,
 * `scalar-print.ts` writes them, `scalar-field.ts` has the rings in which their values are taken.
 *
 * Not covered: functions other than the square root.
 */
import { isZero, ONE, type Rational, rational, rationalSquareRoot, ZERO } from "../exact/rational.js";
import { MAX_SCALAR_EXPONENT } from "./limits.js";
import { bounded, powerIn, RATIONALS, type ScalarField } from "./scalar-field.js";

/** Sums have two terms or more, products two factors or more, none of them of the same kind. */
export type ScalarExpression =
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "sum"; readonly terms: readonly ScalarExpression[] }
  | { readonly kind: "product"; readonly factors: readonly ScalarExpression[] }
  | { readonly kind: "power"; readonly base: ScalarExpression; readonly exponent: number }
  | { readonly kind: "root"; readonly radicand: ScalarExpression };

/** A text outside the grammar, or too large; `message` reads "expected …, got …". */
export class ScalarSyntaxError extends Error {
  override readonly name = "ScalarSyntaxError";
}

const MINUS_ONE = rational(-1);

// ── Constructors ────────────────────────────────────────────────────────────────────────────────────────────────

/** An exact number. @throws RangeError for text that is none. */
export const number = (value: Rational | number | string): ScalarExpression => ({
  kind: "number",
  value: rational(value),
});

/** Σ terms, flattened, numbers added up. */
export function sum(terms: readonly ScalarExpression[]): ScalarExpression {
  const flat = terms.flatMap((term) => (term.kind === "sum" ? term.terms : [term]));
  const constant = flat.reduce(
    (total, term) => (term.kind === "number" ? total.add(term.value) : total),
    ZERO,
  );
  const rest: ScalarExpression[] = flat.filter((term) => term.kind !== "number");
  if (!isZero(constant) || rest.length === 0) rest.push(number(constant));
  return rest.length === 1 ? rest[0]! : { kind: "sum", terms: rest };
}

/** Π factors, flattened, numbers multiplied. @throws ScalarDomainError for numbers that grow too long. */
export function product(factors: readonly ScalarExpression[]): ScalarExpression {
  const flat = factors.flatMap((factor) => (factor.kind === "product" ? factor.factors : [factor]));
  const constant = flat.reduce(
    (total, f) => (f.kind === "number" ? bounded(total.mul(f.value)) : total),
    ONE,
  );
  if (isZero(constant) && flat.every((factor) => isPolynomial(factor))) return number(ZERO);
  const rest: ScalarExpression[] = flat.filter((factor) => factor.kind !== "number");
  const only = rest.length === 1 ? rest[0]! : undefined;
  if (only?.kind === "sum" && constant.equals(MINUS_ONE)) return sum(only.terms.map(negate));
  if (!constant.equals(ONE) || rest.length === 0) rest.unshift(number(constant));
  return rest.length === 1 ? rest[0]! : { kind: "product", factors: rest };
}

/** @throws ScalarSyntaxError for 0 to a negative power and for exponents above 1000. */
export function power(base: ScalarExpression, exponent: number): ScalarExpression {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > MAX_SCALAR_EXPONENT)
    throw new ScalarSyntaxError(
      `expected an integer exponent of at most ${MAX_SCALAR_EXPONENT}, got ${exponent}`,
    );
  if (exponent === 0) return number(ONE);
  if (exponent === 1) return base;
  if (base.kind === "number") {
    if (isZero(base.value) && exponent < 0) throw new ScalarSyntaxError("expected a nonzero divisor, got 0");
    return number(powerIn(RATIONALS, base.value, exponent));
  }
  if (base.kind === "power" && Math.abs(base.exponent * exponent) <= MAX_SCALAR_EXPONENT)
    return power(base.base, base.exponent * exponent);
  return { kind: "power", base, exponent };
}

/** −a. */
export const negate = (a: ScalarExpression): ScalarExpression => product([number(-1), a]);

/** √radicand, exactly where it is rational. */
export function root(radicand: ScalarExpression): ScalarExpression {
  const exact = radicand.kind === "number" ? rationalSquareRoot(radicand.value) : null;
  return exact === null ? { kind: "root", radicand } : number(exact);
}

// ── Queries ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** The names that occur. */
export function namesOf(a: ScalarExpression, into = new Set<string>()): Set<string> {
  if (a.kind === "name") into.add(a.name);
  else for (const child of children(a)) namesOf(child, into);
  return into;
}

/** Replaces names by expressions. */
export function substitute(a: ScalarExpression, by: (name: string) => ScalarExpression): ScalarExpression {
  switch (a.kind) {
    case "number":
      return a;
    case "name":
      return by(a.name);
    case "sum":
      return sum(a.terms.map((term) => substitute(term, by)));
    case "product":
      return product(a.factors.map((factor) => substitute(factor, by)));
    case "power":
      return power(substitute(a.base, by), a.exponent);
    case "root":
      return root(substitute(a.radicand, by));
  }
}

/** No division by, and no root of, anything that contains a name (or `unknown`, if given). */
export function isPolynomial(a: ScalarExpression, unknown?: string): boolean {
  const constant = (b: ScalarExpression): boolean =>
    unknown === undefined ? namesOf(b).size === 0 : !namesOf(b).has(unknown);
  if (a.kind === "root" || (a.kind === "power" && a.exponent < 0)) return constant(a);
  return children(a).every((child) => isPolynomial(child, unknown));
}

/** Whether a square root occurs. */
export const hasRoot = (a: ScalarExpression): boolean => a.kind === "root" || children(a).some(hasRoot);

/** One term q Π x^e of a Laurent polynomial. */
export interface Monomial {
  readonly coefficient: Rational;
  readonly exponents: ReadonlyMap<string, number>;
}

/** The terms of an expanded (Laurent) polynomial; `null` if the expression is not one. */
export function monomials(a: ScalarExpression): Monomial[] | null {
  const terms = (a.kind === "sum" ? a.terms : [a]).map((term): Monomial | null => {
    let coefficient = ONE;
    const exponents = new Map<string, number>();
    for (const factor of term.kind === "product" ? term.factors : [term])
      if (factor.kind === "number") coefficient = coefficient.mul(factor.value);
      else if (factor.kind === "name") exponents.set(factor.name, (exponents.get(factor.name) ?? 0) + 1);
      else if (factor.kind === "power" && factor.base.kind === "name")
        exponents.set(factor.base.name, (exponents.get(factor.base.name) ?? 0) + factor.exponent);
      else return null;
    return { coefficient, exponents };
  });
  return terms.every((term) => term !== null) ? terms.filter((term) => !isZero(term.coefficient)) : null;
}

function children(a: ScalarExpression): readonly ScalarExpression[] {
  switch (a.kind) {
    case "sum":
      return a.terms;
    case "product":
      return a.factors;
    case "power":
      return [a.base];
    case "root":
      return [a.radicand];
    default:
      return [];
  }
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The value of the expression where `value(name)` are the values of its names.
 *
 * @throws ScalarDomainError where it is not defined in the field.
 */
export function evaluateIn<T>(field: ScalarField<T>, a: ScalarExpression, value: (name: string) => T): T {
  const at = (b: ScalarExpression): T => evaluateIn(field, b, value);
  switch (a.kind) {
    case "number":
      return field.rational(a.value);
    case "name":
      return value(a.name);
    case "sum":
      return a.terms.map(at).reduce((x, y) => field.add(x, y));
    case "product":
      return a.factors.map(at).reduce((x, y) => field.multiply(x, y));
    case "power":
      return powerIn(field, at(a.base), a.exponent);
    case "root":
      return field.root(at(a.radicand));
  }
}

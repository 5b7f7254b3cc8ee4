/**
 * Algebra on scalar expressions by nerdamer, every answer checked exactly before it is returned.
 *
 * - `expandExpression`: E = expand(e), checked by e = E at random rational points;
 * - `solveMode`: the roots of c_{k}u^k + … = 0 in w with u = w^j, at most quadratic in u, checked as the identity
 *   Σ c_i X^i = c_d Π (X − u_i) in Q[√r_1, …], so that neither a wrong nor a missing root passes.
 *
 * The checks evaluate at random rational points (`scalar-field.ts`). A true answer always passes. A wrong one that
 * differs by a polynomial of degree D passes one point with probability ≤ D/2³¹ (Schwartz, Zippel) and there are four
 * points: below 10⁻²⁵ for D ≤ 1000.
 *
 * Not covered: cubics and higher in u (nerdamer's answers to them are wrong too often), systems, integrals.
 */
import { Random } from "../exact/random.js";
import { isZero, type Rational, rational } from "../exact/rational.js";
import { CHECK_POINTS, MAX_POLES } from "./limits.js";
import { askNerdamer, clip, ScalarVerificationError } from "./nerdamer.js";
import {
  evaluateIn,
  isPolynomial,
  monomials,
  namesOf,
  negate,
  number,
  power,
  product,
  root,
  type ScalarExpression,
  ScalarSyntaxError,
  substitute,
  sum,
} from "./scalar-expression.js";
import { QuadraticRing, ScalarDomainError } from "./scalar-field.js";
import { parseScalar } from "./scalar-parser.js";
import { scalarText } from "./scalar-print.js";

/** The roots of an equation c_0 w^m + c_1 w^{m+j} + c_2 w^{m+2j} = 0 in the unknown w. */
export interface ModeRoots {
  readonly unknown: string;
  /** m ≥ 0: the multiplicity of the solution w = 0. */
  readonly zeroMultiplicity: number;
  /** j ≥ 1: the remaining equation is one in u = w^j. */
  readonly power: number;
  /** c_0, c_1, …, expanded, in the parameters; divided by the number in front of the leading coefficient. */
  readonly coefficients: readonly ScalarExpression[];
  /** The values of u, with multiplicity, where the leading coefficient is nonzero; as many as the degree in u. */
  readonly roots: readonly ScalarExpression[];
}

/**
 * The expanded form: a sum of products of numbers and powers of names.
 *
 * @throws ScalarVerificationError if the answer fails its check.
 * @example scalarText(expandExpression(parseScalar("(a + b)^2"))) // "2*a*b + a^2 + b^2"
 */
export function expandExpression(a: ScalarExpression): ScalarExpression {
  const [expanded] = askNerdamer(a, [], (cas, text) => cas(`expand(${text})`).toString());
  requireEqual("expand", a, expanded!);
  return expanded!;
}

/**
 * All complex solutions of `equation` in one unknown, as values of u = w^j.
 *
 * @param equation `left = right`, or an expression that is set to zero; polynomial in the unknown, at most quadratic
 *   in u = w^j after the power w^m is split off; any rational functions of other names as coefficients.
 * @param unknown the name w.
 * @returns the roots where the leading coefficient does not vanish.
 * @throws ScalarSyntaxError outside the grammar; RangeError if the equation is not of this form or holds for every
 *   value of the unknown; ScalarVerificationError if no answer passes its check.
 * @example solveMode("h^2*w^3 = g*w", "w").roots.map(scalarText) // ["g/h^2"], with power 2, zeroMultiplicity 1
 */
export function solveMode(equation: string, unknown: string): ModeRoots {
  const sides = equation.split("=");
  if (sides.length > 2) throw new ScalarSyntaxError(`expected one equation, got ${JSON.stringify(equation)}`);
  const [left, right = number(0)] = sides.map(parseScalar) as [ScalarExpression, ScalarExpression?];
  const all = coefficientsOf(sum([left, negate(right)]), unknown);
  const support = all.flatMap((c, k) => (c.kind === "number" && isZero(c.value) ? [] : [k]));
  if (support.length === 0)
    throw new RangeError(
      `solveMode: expected an equation for ${unknown}, got one that holds for every value`,
    );
  const zeroMultiplicity = support[0]!;
  const top = support.at(-1)!;
  const step = support.reduce((j, k) => gcd(j, k - zeroMultiplicity), 0) || 1;
  const degree = (top - zeroMultiplicity) / step;
  if (degree > 2)
    throw new RangeError(
      `solveMode: expected an equation that is at most quadratic in a power of ${unknown}, got degree ${degree} in ${unknown}^${step}`,
    );
  const coefficients = normalise(
    Array.from({ length: degree + 1 }, (_, i) => all[zeroMultiplicity + i * step]!),
  );
  return { unknown, zeroMultiplicity, power: step, coefficients, roots: rootsOf(coefficients) };
}

/** Divides by the number in front of the leading coefficient: −4g w + 4h² w³ becomes −g w + h² w³. */
function normalise(coefficients: readonly ScalarExpression[]): ScalarExpression[] {
  const leading = monomials(coefficients.at(-1)!)?.[0];
  if (leading === undefined) return [...coefficients];
  const factor = number(leading.coefficient.inverse());
  return coefficients.map((c) => expandExpression(product([factor, c])));
}

/** c_0, c_1, … of an expression that is polynomial in the unknown; the identity Σ c_k w^k = a is checked. */
function coefficientsOf(a: ScalarExpression, unknown: string): ScalarExpression[] {
  if (!isPolynomial(a, unknown))
    throw new RangeError(`solveMode: expected a polynomial in ${unknown}, got ${scalarText(a)}`);
  const coefficients = askNerdamer(a, [unknown], (cas, text, privateName) =>
    cas.coeffs(`expand(${text})`, privateName(unknown)).toString(),
  );
  const variable: ScalarExpression = { kind: "name", name: unknown };
  if (coefficients.some((c) => namesOf(c).has(unknown)))
    throw new ScalarVerificationError(`coeffs: a coefficient of ${scalarText(a)} still contains ${unknown}`);
  requireEqual("coeffs", a, sum(coefficients.map((c, k) => product([c, power(variable, k)]))));
  return coefficients.map((c) => (vanishes(c) ? number(0) : c));
}

/** The d ≤ 2 roots of Σ c_i u^i, with multiplicity. */
function rootsOf(coefficients: readonly ScalarExpression[]): ScalarExpression[] {
  const degree = coefficients.length - 1;
  if (degree === 0) return [];
  const u: ScalarExpression = { kind: "name", name: freshName(coefficients) };
  const generic = ["A", "B", "C"].slice(0, degree + 1);
  const polynomial = (c: readonly ScalarExpression[]): ScalarExpression =>
    sum(c.map((coefficient, i) => product([coefficient, power(u, i)])));
  const solve = (c: readonly ScalarExpression[]): ScalarExpression[] =>
    askNerdamer(polynomial(c), [u.name], (cas, text, privateName) =>
      cas.solve(text, privateName(u.name)).toString(),
    );
  // The direct answer is the shorter one, but with some perfect squares it is wrong; the formula for generic
  // coefficients, into which the actual ones are put, is the second attempt.
  const attempts = [
    () => solve(coefficients),
    () =>
      solve(generic.map((name) => ({ kind: "name", name }))).map((answer) =>
        expandRadicands(substitute(answer, (name) => coefficients[generic.indexOf(name)]!)),
      ),
  ];
  for (const attempt of attempts) {
    let roots: ScalarExpression[];
    try {
      roots = attempt();
    } catch (error) {
      if (error instanceof ScalarVerificationError) continue;
      throw error;
    }
    if (degree === 2 && roots.length === 1) roots.push(roots[0]!);
    if (roots.length === degree && areRoots(coefficients, roots)) return roots;
  }
  throw new ScalarVerificationError(
    `solve: no answer for ${scalarText(polynomial(coefficients))} = 0 satisfies the equation`,
  );
}

function expandRadicands(a: ScalarExpression): ScalarExpression {
  switch (a.kind) {
    case "sum":
      return sum(a.terms.map(expandRadicands));
    case "product":
      return product(a.factors.map(expandRadicands));
    case "power":
      return power(expandRadicands(a.base), a.exponent);
    case "root":
      return root(expandExpression(a.radicand));
    default:
      return a;
  }
}

/** Σ c_i X^i = c_d Π (X − u_i) at random X and parameters, in the ring with the square roots adjoined. */
function areRoots(coefficients: readonly ScalarExpression[], roots: readonly ScalarExpression[]): boolean {
  const x = freshName([...coefficients, ...roots]);
  const variable: ScalarExpression = { kind: "name", name: x };
  const expanded = sum(coefficients.map((c, i) => product([c, power(variable, i)])));
  const factored = product([coefficients.at(-1)!, ...roots.map((r) => sum([variable, negate(r)]))]);
  return agree(expanded, negate(factored));
}

// ── Exact checks ────────────────────────────────────────────────────────────────────────────────────────────────

function requireEqual(operation: string, a: ScalarExpression, b: ScalarExpression): void {
  if (!agree(a, negate(b)))
    throw new ScalarVerificationError(
      `${operation}: ${clip(scalarText(b))} is not equal to ${clip(scalarText(a))}`,
    );
}

/** a + b = 0 at random points, with every square root adjoined as an indeterminate. */
const agree = (a: ScalarExpression, b: ScalarExpression): boolean => {
  try {
    atRandomPoints("identity", [a, b], (value) => {
      const ring = new QuadraticRing();
      const at = (c: ScalarExpression) => evaluateIn(ring, c, (name) => ring.rational(value(name)));
      return ring.add(at(a), at(b)).size === 0;
    });
    return true;
  } catch (error) {
    if (error instanceof ScalarVerificationError) return false;
    throw error;
  }
};

const vanishes = (a: ScalarExpression): boolean => agree(a, number(0));

/** Runs the check at random points at which everything is defined; throws where it fails. */
function atRandomPoints(
  operation: string,
  expressions: readonly ScalarExpression[],
  check: (value: (name: string) => Rational) => boolean,
): void {
  const names = [...expressions.reduce((set, a) => namesOf(a, set), new Set<string>())];
  const random = new Random(7).fork(operation);
  let undefinedPoints = 0;
  for (let done = 0; done < CHECK_POINTS; ) {
    const point = new Map(names.map((name) => [name, randomRational(random)]));
    try {
      if (!check((name) => point.get(name)!))
        throw new ScalarVerificationError(
          `${operation}: ${expressions.map((a) => clip(scalarText(a))).join(" and ")} do not agree`,
        );
      done++;
    } catch (error) {
      // A pole or a divisor of zero: take another point; nowhere defined means not verified.
      if (!(error instanceof ScalarDomainError)) throw error;
      if (++undefinedPoints > MAX_POLES)
        throw new ScalarVerificationError(`${operation}: the answer is not defined where it should be`);
    }
  }
}

/** n/d with n uniform on 2³² − 1 values of both signs. */
const randomRational = (random: Random): Rational =>
  rational(random.integer(-(2 ** 31) + 1, 2 ** 31 - 1)).div(random.integer(1, 97));

function freshName(expressions: readonly ScalarExpression[]): string {
  const taken = expressions.reduce((set, a) => namesOf(a, set), new Set<string>());
  let name = "u";
  while (taken.has(name)) name += "u";
  return name;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Landscapes that depend on one real number t polynomially, as one landscape with t among its variables.
 *
 *   L(x; t) = Σ_k t^k L_k(x),   from the landscapes at some values of t: parameters and constant matrices are interpolated,
 *   A(t) = Σ_{k ≤ d} t^k A_k,   d the degree that they are known to have, checked at every further value.
 *
 * In Bernstein's basis of an interval, t = a + (b − a)s,
 *
 *   L(x; t) = Σ_i C(d, i) s^i (1 − s)^{d−i} B_i(x),   0 ≤ s ≤ 1,
 *
 * every member is a convex combination of the controls B_i: what holds of all of them and of convex combinations holds of every member.
 *
 * Not covered: t as a divisor; losses whose words change with t.
 */
import { binomial } from "../exact/counting.js";
import { inverse } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, type Rational, ratio, rational, ZERO } from "../exact/rational.js";
import {
  type Expression,
  fromTerms,
  letter,
  type MatrixSymbol,
  multiply,
  power,
  scalar,
  scale,
  substitute,
  subtract,
  sum,
  type Term,
  trace,
} from "./expression.js";
import { constantSymbol, type Landscape, variable } from "./landscape.js";

/** A landscape at one value of t. */
export interface Member {
  readonly value: Rational;
  readonly landscape: Landscape;
}

/** Landscapes along t. */
export interface LandscapeFamily {
  /** With t among its variables: an unconstrained one of shape 1×1. */
  readonly landscape: Landscape;
  /** The name of t among them. */
  readonly parameter: string;
}

/** Why there is no family. */
export type FamilyGap =
  /** The words of the losses differ. */
  | "words"
  /** A parameter or a matrix is not the polynomial that its values at the first members determine. */
  | "degree"
  /** The number divides. */
  | "divisor";

/**
 * The family through members.
 *
 * @param members at distinct values, more of them than `degree` + 1.
 * @param degree of the parameters and matrices in t, at most.
 * @returns the family, or why there is none.
 */
export function landscapeFamily(members: readonly Member[], degree: number): LandscapeFamily | FamilyGap {
  const [first] = members;
  const { landscape } = first!;
  const isSame = ({ landscape: other }: Member) => subtract(other.loss, landscape.loss).terms.length === 0;
  if (!members.every(isSame)) return "words";
  let name = "t";
  while (
    landscape.variables.some(({ symbol }) => symbol.name === name) ||
    landscape.constants.has(name) ||
    landscape.parameters.has(name)
  )
    name += "'";
  const unknown = variable(name, 1, 1);
  const t = trace(letter(unknown.symbol));
  const interpolate = interpolation(
    members.map(({ value }) => value),
    degree,
  );
  const constants = new Map<string, RationalMatrix>();
  let loss = landscape.loss;
  for (const [key, value] of landscape.constants) {
    const values = members.map((member) => member.landscape.constants.get(key)!);
    if (values.every((other) => other.equals(value))) {
      constants.set(key, value);
      continue;
    }
    const parts = interpolate(values.map((matrix) => entriesOf(matrix)));
    if (parts === null) return "degree";
    const words = parts.flatMap((entries, k) => {
      if (entries.every(isZero)) return [];
      const matrix = RationalMatrix.generate(
        value.rows,
        value.columns,
        (i, j) => entries[i * value.columns + j]!,
      );
      const label = k === 0 ? key : `${key}.${name}${k}`;
      constants.set(label, matrix);
      return [multiply(power(t, k), letter(constantSymbol(label, matrix)))];
    });
    loss = substitute(loss, key, sum(words));
  }
  const parameters = new Map<string, Rational>();
  for (const [key, value] of landscape.parameters) {
    const values = members.map((member) => member.landscape.parameters.get(key)!);
    if (values.every((other) => other.equals(value))) {
      parameters.set(key, value);
      continue;
    }
    const parts = interpolate(values.map((one) => [one]));
    if (parts === null) return "degree";
    const polynomial = sum(parts.map(([c], k) => scale(power(t, k), c!)));
    const replaced = withoutParameter(loss, key, polynomial);
    if (replaced === null) return "divisor";
    loss = replaced;
  }
  return {
    landscape: { variables: [...landscape.variables, unknown], loss, parameters, constants },
    parameter: name,
  };
}

const entriesOf = (matrix: RationalMatrix): Rational[] =>
  Array.from({ length: matrix.rows * matrix.columns }, (_, k) =>
    matrix.get(Math.floor(k / matrix.columns), k % matrix.columns),
  );

/** Coefficients of 1, t, …, t^degree of vectors from their values; null where these are not all on the polynomial. */
function interpolation(
  points: readonly Rational[],
  degree: number,
): (values: readonly (readonly Rational[])[]) => Rational[][] | null {
  const powers = (x: Rational) => Array.from({ length: degree + 1 }, (_, k) => x.pow(k)!);
  const basis = inverse(RationalMatrix.from(points.slice(0, degree + 1).map(powers)));
  return (values) => {
    const coefficients = Array.from({ length: degree + 1 }, (_, k) =>
      values[0]!.map((_, e) =>
        Array.from({ length: degree + 1 }, (__, i) => basis.get(k, i).mul(values[i]![e]!)).reduce((a, b) =>
          a.add(b),
        ),
      ),
    );
    const isOn = points.every((x, i) => {
      const at = powers(x);
      return values[i]!.every((value, e) =>
        coefficients.reduce((total, part, k) => total.add(part[e]!.mul(at[k]!)), ZERO).equals(value),
      );
    });
    return isOn ? coefficients : null;
  };
}

/** The expression with a polynomial in place of a parameter; null where it divides. */
function withoutParameter(loss: Expression, name: string, by: Expression): Expression | null {
  const parts: Expression[] = [scalar(0)];
  for (const term of loss.terms) {
    const exponent = term.parameters.find(([key]) => key === name)?.[1] ?? 0;
    if (exponent < 0) return null;
    const rest: Term = { ...term, parameters: term.parameters.filter(([key]) => key !== name) };
    parts.push(multiply(fromTerms(1, 1, [rest]), power(by, exponent)));
  }
  return sum(parts);
}

/**
 * The controls B_0, …, B_d of an expression in Bernstein's basis of an interval of t: at every t in it, it is a convex combination of them.
 *
 * @param loss 1×1, over the letters of a family.
 * @param parameter the name of t.
 * @returns expressions without t.
 */
export function controlsOf(loss: Expression, parameter: string, from: Rational, to: Rational): Expression[] {
  const byPower = partsByPower(loss, parameter);
  const d = byPower.length - 1;
  const width = to.sub(from);
  // t = from + width s: the coefficient of s^j.
  const inShare = byPower.map((_, j) =>
    sum(
      byPower.slice(j).map((part, i) =>
        scale(
          part,
          rational(binomial(i + j, j))
            .mul(from.pow(i)!)
            .mul(width.pow(j)!),
        ),
      ),
    ),
  );
  return byPower.map((_, i) =>
    sum(inShare.slice(0, i + 1).map((part, j) => scale(part, ratio(binomial(i, j), binomial(d, j))))),
  );
}

/** L_0, L_1, …: t stands in traces of its own. */
function partsByPower(loss: Expression, name: string): Expression[] {
  const isT = (word: readonly { readonly symbol: MatrixSymbol }[]) =>
    word.length === 1 && word[0]!.symbol.name === name;
  const parts: Term[][] = [];
  for (const term of loss.terms) {
    const k = term.traces.filter(isT).length;
    while (parts.length <= k) parts.push([]);
    parts[k]!.push({ ...term, traces: term.traces.filter((word) => !isT(word)) });
  }
  return parts.map((terms) => fromTerms(1, 1, terms));
}

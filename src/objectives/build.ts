/** Small pieces that the objective files share: losses from text, random points on spheres and Stiefel manifolds. */

import { euclideanNorm } from "../elementary/elementary.js";
import { determinant, inverse } from "../exact/linear-algebra.js";
import type { RationalMatrix } from "../exact/matrix.js";
import type { Random } from "../exact/random.js";
import { isZero, type Rational, rational, toNumber } from "../exact/rational.js";
import { ProblemError } from "../files/problem-error.js";
import type { Moments } from "../model/moments.js";
import { generate, type Matrix } from "../numeric/linalg/dense.js";
import { EXTENDED_ORDER } from "../numeric/linalg/extended-matrix.js";
import { orthogonalise } from "../numeric/linalg/gram-schmidt.js";
import { EPSILON } from "../numeric/linalg/tolerances.js";
import { knownConstants } from "../symbolic/entrywise.js";
import { evaluateExact } from "../symbolic/evaluate.js";
import { type Expression, letter, parameter, substituteParameters } from "../symbolic/expression.js";
import { definedSymbols } from "../symbolic/inverse.js";
import { constantSymbol, type Landscape, type LandscapeVariable } from "../symbolic/landscape.js";
import { LossSyntaxError, parseExpression } from "../symbolic/parser.js";
import { printText } from "../symbolic/print.js";

/** A landscape from the text of its loss; constants and parameters are known by their names in it. */
export function landscapeFromText(
  text: string,
  variables: readonly LandscapeVariable[],
  constants: ReadonlyMap<string, RationalMatrix>,
  parameters: ReadonlyMap<string, Rational>,
): Landscape {
  const loss = parseExpression(text, lettersOf({ variables, constants, parameters }));
  const known = new Map([...constants, ...knownConstants(loss)]);
  return { variables, loss, parameters, constants: withInverses(loss, parameters, known) };
}

/** The names of variables, constants and parameters in a text, and what they stand for. */
export function lettersOf({
  variables,
  constants,
  parameters,
}: Pick<Landscape, "variables" | "constants" | "parameters">): Map<string, Expression> {
  const names = new Map<string, Expression>();
  for (const { symbol } of variables) names.set(symbol.name, letter(symbol));
  for (const [name, value] of constants) names.set(name, letter(constantSymbol(name, value)));
  for (const name of parameters.keys()) names.set(name, parameter(name));
  return names;
}

/**
 * What reads other texts in the names of a landscape.
 *
 * @throws ProblemError at the place of the text where it is not in the grammar.
 */
export function expressionReader(
  landscape: Landscape,
): (text: string, place: readonly PropertyKey[]) => Expression {
  const names = lettersOf(landscape);
  return (text, place) => {
    try {
      return parseExpression(text, names);
    } catch (error) {
      throw error instanceof LossSyntaxError ? syntaxProblem(error, place) : error;
    }
  };
}

/** A mistake in a text, at its place in a problem file. */
export function syntaxProblem({ message }: LossSyntaxError, place: readonly PropertyKey[]): ProblemError {
  const [, expected, got] = /^expected (.*?)(?:, got (.*))?$/s.exec(message) ?? [];
  return new ProblemError(place, expected ?? message, got ?? "another form");
}

/** The constants, and the inverses of constant matrices in a loss, its parameters as numbers. */
function withInverses(
  loss: Expression,
  parameters: ReadonlyMap<string, Rational>,
  constants: Map<string, RationalMatrix>,
): ReadonlyMap<string, RationalMatrix> {
  for (const { name, role, defined } of definedSymbols([substituteParameters(loss, parameters)])) {
    if (role !== "constant") continue;
    const value = evaluateExact(defined.of, constants);
    if (isZero(determinant(value)))
      throw new ProblemError(
        ["objective", "loss"],
        "an invertible matrix under inv",
        `a singular one, ${printText(defined.of)}`,
      );
    constants.set(name, inverse(value));
  }
  return constants;
}

/** The nearest doubles of an exact matrix. */
export const toMatrix = (a: RationalMatrix): Matrix => ({
  rows: a.rows,
  columns: a.columns,
  data: a.toNumbers(),
});

/** Uniform on the unit sphere of R^n. */
export function randomUnitVector(random: Random, n: number): number[] {
  for (;;) {
    const v = Array.from({ length: n }, () => random.normal());
    const length = euclideanNorm(v);
    if (length > 1e-6) return v.map((x) => x / length);
  }
}

/** n×r with orthonormal columns, uniform (Haar): Gram–Schmidt with repetition on Gaussian columns. */
export function randomFrame(random: Random, n: number, r: number): Matrix {
  const columns: Float64Array[] = [];
  while (columns.length < r) {
    const v = Float64Array.from(randomUnitVector(random, n));
    orthogonalise(v, columns);
    const length = euclideanNorm(v);
    if (length > 1e-6) columns.push(v.map((x) => x / length));
  }
  return generate(n, r, (i, j) => columns[j]![i]!);
}

/** The j-th column of a matrix. */
export const columnOf = (a: Matrix, j: number): number[] =>
  Array.from({ length: a.rows }, (_, i) => a.data[i * a.columns + j]!);

/** A matrix from its columns. Adding 0 turns −0, which nobody wants to read, into 0. */
export const fromColumns = (columns: readonly (readonly number[])[], rows: number): Matrix =>
  generate(rows, columns.length, (i, j) => columns[j]![i]! + 0);

/** e_k in R^n. */
export const unitVector = (n: number, k: number): number[] =>
  Array.from({ length: n }, (_, i) => (i === k ? 1 : 0));

/** Whether an entry vanishes: exactly, or below the rounding of its making where the data carry rounding errors. */
export function vanishes(value: Rational, scale: number, rounded: boolean, size: number): boolean {
  return !rounded ? isZero(value) : Math.abs(toNumber(value)) <= 32 * Math.max(4, size) * EPSILON * scale;
}

/** Nonzero numbers smaller than this beside the largest entry are lost in a Hessian in double precision. */
const RESOLUTION = 1e-11;
/** The same in double-double, where exact data of few unknowns are classified if need be (`atlas/local/extended-judge.ts`). */
export const EXTENDED_RESOLUTION = 1e-24;

/**
 * Why a nonzero quantity is out of reach beside `scale`; null if it is not.
 *
 * @param extended whether double-double looks at it where doubles do not resolve it.
 */
export function unresolved(name: string, value: number, scale: number, extended = false): string | null {
  const resolution = extended ? EXTENDED_RESOLUTION : RESOLUTION;
  return value !== 0 && Math.abs(value) < resolution * scale
    ? `${name} = ${value} is not zero, but too small beside ${scale} to resolve in ${extended ? "double-double" : "double"} precision`
    : null;
}

/** Whether points of so many unknowns are classified in double-double where doubles leave them open. */
export const isJudgedExtended = ({ rounded }: Moments, unknowns: number): boolean =>
  !rounded && unknowns <= EXTENDED_ORDER;

/** max |a_ij| as a double. */
export const entryScale = (a: RationalMatrix): number =>
  a.toNumbers().reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/** (A + Aᵀ)/2. */
export const symmetricPart = (a: RationalMatrix): RationalMatrix =>
  a.add(a.transpose()).scale(rational("1/2"));

/** "1 mode", "2 modes". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

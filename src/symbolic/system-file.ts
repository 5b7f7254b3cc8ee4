/**
 * Polynomial system files: `{"variables": ["x", "y"], "equations": ["x^2 + y^2 - 1", "x*y - 1/4"]}`.
 *
 *   F_i(x_1, …, x_n) = 0,  i = 1 … k,  n ≤ 20,  n ≤ k ≤ 200,  each equation text that is set to zero
 *
 * Equations are written in the grammar of losses (`parser.ts`) with every variable a 1×1 matrix. They are expanded
 * exactly; coefficients become the nearest doubles last. The format is `docs/interface.md`.
 * Not covered: systems with fewer equations than variables, whose solutions are not isolated; an equals sign.
 */
import { type Rational, rational, rationalText } from "../exact/rational.js";
import { parseJson } from "../model/json-text.js";
import { suggestion } from "../model/nearest.js";
import { ProblemError, show } from "../model/problem-error.js";
import { textDefect } from "../model/text-field.js";
import type { NumericSystem } from "../numeric/polynomial-family.js";
import {
  type Expression,
  hasStopGradient,
  isScalar,
  letter,
  type MatrixSymbol,
  shapeText,
} from "./expression.js";
import { LossSyntaxError, parseExpression, RESERVED_NAMES } from "./parser.js";
import { expand, type Polynomial } from "./polynomial.js";
import { toNumericSystem } from "./to-system.js";

export interface PolynomialSystem {
  readonly variables: readonly string[];
  /** Exact, in the order of the file. */
  readonly equations: readonly Polynomial[];
  /** The same with the nearest doubles as coefficients. */
  readonly numeric: NumericSystem;
}

export const MAX_VARIABLES = 20;
export const MAX_EQUATIONS = 200;
const MAX_MEGABYTES = 2;
const MAX_EQUATION_LENGTH = 20_000;
/** Degrees and terms beyond which no path could be followed anyway; they bound the time of reading. */
const MAX_DEGREE = 100;
const MAX_TERMS = 100_000;
/** Products of coefficients must stay inside the range of doubles. */
const LARGEST = rational(10n ** 60n);
const SMALLEST = rational(1).div(LARGEST);
const TAKEN = new Set([...RESERVED_NAMES, "Gamma", "Sigma"]);

/** The fields of a file, each an array of text of at most so many characters. */
const FIELDS = { variables: 32, equations: MAX_EQUATION_LENGTH } as const;

/**
 * The polynomial system of a file.
 *
 * @param json the text of the file.
 * @throws ProblemError, one line with the place and the expectation, for anything that is not a valid system.
 * @example readSystemFile('{"variables": ["x"], "equations": ["x^2 - 2"]}').equations[0].degree // 2
 */
export function readSystemFile(json: string): PolynomialSystem {
  const file = readFields(parseJson(json, { megabytes: MAX_MEGABYTES }));
  const variables = checkVariables(file.variables);
  const count = file.equations.length;
  if (count < variables.length)
    throw new ProblemError(
      ["equations"],
      `at least as many equations as variables (${variables.length})`,
      `${count}`,
    );
  if (count > MAX_EQUATIONS)
    throw new ProblemError(["equations"], `at most ${MAX_EQUATIONS} equations`, `${count}`);
  const symbols = variables.map(
    (name): MatrixSymbol => ({ name, rows: 1, columns: 1, role: "variable", symmetric: true }),
  );
  const names = new Map<string, Expression>(symbols.map((symbol) => [symbol.name, letter(symbol)]));
  const layout = new Map(variables.map((name, offset) => [name, { offset }]));
  let terms = 0;
  const equations = file.equations.map((source, i) => {
    const polynomial = readEquation(source, i, names, layout);
    terms += polynomial.termCount;
    if (terms > MAX_TERMS) throw new ProblemError(["equations"], `at most ${MAX_TERMS} terms in all`, "more");
    return polynomial;
  });
  return { variables, equations, numeric: toNumericSystem(equations, variables.length) };
}

/** By hand: two arrays of text are not worth the loading of a schema library, a third of the time of a small system. */
function readFields(json: unknown): Record<keyof typeof FIELDS, readonly string[]> {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new ProblemError([], "an object", show(json));
  for (const key of Object.keys(json))
    if (!Object.hasOwn(FIELDS, key))
      throw new ProblemError(
        [key],
        `only the fields ${Object.keys(FIELDS).join(", ")}${suggestion(key, Object.keys(FIELDS))}`,
        show((json as Record<string, unknown>)[key]),
      );
  const read = (key: keyof typeof FIELDS): readonly string[] => {
    const list = (json as Partial<Record<string, unknown>>)[key];
    if (!Array.isArray(list)) throw new ProblemError([key], "an array of text", show(list));
    for (const [k, value] of list.entries()) {
      const defect = textDefect(value, FIELDS[key]);
      if (defect !== undefined) throw new ProblemError([key, k], defect, show(value));
    }
    return list as readonly string[];
  };
  return { variables: read("variables"), equations: read("equations") };
}

function checkVariables(names: readonly string[]): readonly string[] {
  if (names.length === 0 || names.length > MAX_VARIABLES)
    throw new ProblemError(["variables"], `from 1 to ${MAX_VARIABLES} variables`, `${names.length}`);
  names.forEach((name, k) => {
    const place = ["variables", k];
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
      throw new ProblemError(place, "a name of letters, digits and _", show(name));
    if (TAKEN.has(name)) throw new ProblemError(place, "a name that the grammar does not use", show(name));
    if (names.indexOf(name) < k) throw new ProblemError(place, "a name that is not taken yet", show(name));
  });
  return names;
}

function readEquation(
  source: string,
  i: number,
  names: ReadonlyMap<string, Expression>,
  layout: ReadonlyMap<string, { readonly offset: number }>,
): Polynomial {
  const refuse = (expected: string, got: string): never => {
    throw new ProblemError(["equations", i], expected, got);
  };
  if (exponentBound(source) > MAX_DEGREE) refuse(`powers of degree at most ${MAX_DEGREE}`, show(source));
  let expression: Expression;
  try {
    expression = parseExpression(source, names);
  } catch (error) {
    if (!(error instanceof LossSyntaxError)) throw error;
    const [, expected, got] = /^expected (.*?)(?:, got (.*))?$/s.exec(error.message) ?? [];
    return refuse(expected ?? error.message, got ?? "another form");
  }
  if (!isScalar(expression)) return refuse("a scalar", `a ${shapeText(expression)} matrix`);
  if (hasStopGradient(expression)) return refuse("a polynomial without sg", show(source));
  const polynomial = expand(expression, layout, new Map())[0]![0]!;
  if (polynomial.isZero()) return refuse("an equation that is not 0 = 0", show(source));
  if (polynomial.degree > MAX_DEGREE)
    return refuse(`a degree of at most ${MAX_DEGREE}`, `${polynomial.degree}`);
  for (const { coefficient } of polynomial.terms())
    if (!isRepresentable(coefficient))
      refuse("coefficients between 1e-60 and 1e60 in magnitude", rationalText(coefficient));
  return polynomial;
}

/**
 * A bound on what nested and chained powers multiply up to: the product over nesting levels of the largest chain on each.
 * Seen before parsing, because expanding x^16^16^16 is what must not happen.
 */
function exponentBound(source: string): number {
  const largest: number[] = [];
  let level = 0;
  let chain = 1;
  for (const [token, digits] of source.matchAll(/\^\s*(\d+)|[()]|[^\s()^]/g)) {
    if (digits !== undefined) {
      chain *= Math.max(1, Number(digits));
      largest[level] = Math.max(largest[level] ?? 1, chain);
      continue;
    }
    chain = 1;
    if (token === "(") level++;
    else if (token === ")") level = Math.max(0, level - 1);
  }
  return largest.reduce((product, power) => product * (power ?? 1), 1);
}

function isRepresentable(coefficient: Rational): boolean {
  const size = coefficient.abs();
  return size.compare(LARGEST) <= 0 && size.compare(SMALLEST) >= 0;
}

/**
 * Polynomial system files: `{"variables": ["x", "y"], "equations": ["x^2 + y^2 - 1", "x*y - 1/4"]}`.
 *
 *   F_i(x_1, …, x_n) = 0,  i = 1 … k,  n ≤ 20,  k ≤ 200,  each equation text that is set to zero
 *
 * Equations are written in the grammar of losses (`parser.ts`) with every variable a 1×1 matrix, and computed in
 * Q[x_1, …, x_n] as they are read; coefficients become the nearest doubles last. Any number of equations is admitted, 0 = 0
 * and repeated ones included: what they amount to is for `reduce-system.ts` to say. The format is `docs/interface.md`.
 * Not covered: an equals sign.
 */

import { gcd, ONE, type Rational, ratio, rational, rationalText } from "../exact/rational.js";
import { parseJson } from "../files/json-text.js";
import { suggestion } from "../files/nearest.js";
import { ProblemError, show } from "../files/problem-error.js";
import { textDefect } from "../files/text-field.js";
import type { NumericSystem } from "../numeric/polynomial/system.js";
import { knownConstants } from "../symbolic/entrywise.js";
import {
  type Expression,
  hasStopGradient,
  isScalar,
  letter,
  type MatrixSymbol,
  shapeText,
} from "../symbolic/expression.js";
import { definedSymbols } from "../symbolic/inverse.js";
import {
  LossSyntaxError,
  parseExpression,
  parseIn,
  RESERVED_NAMES,
  type TextAlgebra,
} from "../symbolic/parser.js";
import { expand, Polynomial } from "../symbolic/polynomial.js";
import { toNumericSystem } from "../symbolic/to-system.js";
import { boundText } from "./text-bounds.js";

/** F_1 = … = F_k = 0 in named variables: the polynomials over Q, and over doubles for paths. */
export interface PolynomialSystem {
  readonly variables: readonly string[];
  /** Exact, in the order of the file. */
  readonly equations: readonly Polynomial[];
  /** The same with the nearest doubles as coefficients. */
  readonly numeric: NumericSystem;
  /** The equations as they are written, where they are from text. */
  readonly sources?: readonly string[];
}

const MAX_VARIABLES = 20;
const MAX_EQUATIONS = 200;
const MAX_MEGABYTES = 2;
const MAX_EQUATION_LENGTH = 20_000;
/** Degrees, terms and factors of terms beyond which nothing could be solved anyway; they bound the time of reading. */
const MAX_DEGREE = 1000;
const MAX_TERMS = 100_000;
const MAX_FACTORS = 2_000_000;
/**
 * Bits of numerators and denominators. Measured: powers of 3/7 of this length are reduced in 1.5 s, of double the length in 6; every number that can be
 * written out in an equation is shorter.
 */
const MAX_BITS = 100_000;
/** Products of terms that one multiplication may take. */
const MAX_PRODUCTS = 1_000_000;
/** Of systems in several variables, whose coefficients become doubles: products of them must stay inside their range. */
const LARGEST = rational(10n ** 60n);
const SMALLEST = ONE.div(LARGEST);
const MINUS_ONE = rational(-1);
const TAKEN = new Set([...RESERVED_NAMES, "Gamma", "Sigma"]);

/** The fields of a file, each an array of text of at most so many characters. */
const FIELDS = { variables: 32, equations: MAX_EQUATION_LENGTH } as const;

/**
 * The polynomial system of a file.
 *
 * @param json the text of the file.
 * @throws ProblemError, one line with the place and the expectation, for anything that is not a valid system.
 * @returns the equations, expanded over Q, and over doubles.
 * @example readSystemFile('{"variables": ["x"], "equations": ["x^2 - 2"]}').equations[0].degree // 2
 */
export const readSystemFile = (json: string): PolynomialSystem =>
  parseSystem(parseJson(json, { megabytes: MAX_MEGABYTES }) as SystemInput);

/** A system as it is written: names, and equations as text that is set to zero. */
export interface SystemInput {
  readonly variables: readonly string[];
  readonly equations: readonly string[];
}

/**
 * The polynomial system of an object, checked like the JSON of a file.
 *
 * @throws ProblemError, one line with the place and the expectation.
 * @returns the equations, expanded over Q, and over doubles.
 * @example parseSystem({ variables: ["x", "y"], equations: ["x^2 + y^2 - 1", "x - y"] }).equations.length // 2
 */
export function parseSystem(input: SystemInput): PolynomialSystem {
  const file = readFields(input);
  const variables = checkVariables(file.variables);
  const count = file.equations.length;
  if (count > MAX_EQUATIONS)
    throw new ProblemError(["equations"], `at most ${MAX_EQUATIONS} equations`, `${count}`);
  const symbols = variables.map(
    (name): MatrixSymbol => ({ name, rows: 1, columns: 1, role: "variable", symmetric: true }),
  );
  const names = new Map<string, Expression>(symbols.map((symbol) => [symbol.name, letter(symbol)]));
  const layout = new Map(variables.map((name, offset) => [name, { offset }]));
  const scalars = new Map(variables.map((name, v) => [name, Polynomial.variable(v)]));
  let terms = 0;
  let factors = 0;
  const equations = file.equations.map((source, i) => {
    const polynomial = readEquation(source, i, { names, layout, scalars });
    terms += polynomial.termCount;
    factors += polynomial.termCount * Math.max(1, polynomial.degree);
    if (terms > MAX_TERMS) throw new ProblemError(["equations"], `at most ${MAX_TERMS} terms in all`, "more");
    if (factors > MAX_FACTORS && variables.length > 1)
      throw new ProblemError(["equations"], `at most ${MAX_FACTORS} factors of terms in all`, "more");
    return polynomial;
  });
  return {
    variables,
    equations,
    sources: file.equations,
    get numeric() {
      return toNumericSystem(equations, variables.length);
    },
  };
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

/** What the names of a file stand for: as matrices, and as polynomials. */
interface Names {
  readonly names: ReadonlyMap<string, Expression>;
  readonly layout: ReadonlyMap<string, { readonly offset: number }>;
  readonly scalars: ReadonlyMap<string, Polynomial>;
}

function readEquation(source: string, i: number, names: Names): Polynomial {
  const refuse = (expected: string, got: string): never => {
    throw new ProblemError(["equations", i], expected, got);
  };
  let polynomial: Polynomial;
  try {
    // Before parsing: expanding x^16^16^16 is what must not happen.
    const { degree, bits } = boundText(source, names.scalars.keys());
    if (degree > MAX_DEGREE) refuse(`a degree of at most ${MAX_DEGREE} before terms cancel`, show(source));
    if (bits > MAX_BITS) refuse(`numbers of at most ${MAX_BITS} bits`, show(source));
    polynomial = MATRICES.test(source)
      ? fromMatrices(source, names, refuse)
      : parseIn(POLYNOMIALS, source, names.scalars);
  } catch (error) {
    if (!(error instanceof LossSyntaxError)) throw error;
    const [, expected, got] = /^expected (.*?)(?:, got (.*))?$/s.exec(error.message) ?? [];
    return refuse(expected ?? error.message, got ?? "another form");
  }
  if (polynomial.degree > MAX_DEGREE)
    return refuse(`a degree of at most ${MAX_DEGREE}`, `${polynomial.degree}`);
  if (names.scalars.size > 1)
    for (const { coefficient } of polynomial.terms())
      if (!isRepresentable(coefficient))
        refuse("coefficients between 1e-60 and 1e60 in magnitude", rationalText(coefficient));
  return polynomial;
}

/** Matrices on the way, and stop-gradients: neither are polynomials. */
const MATRICES = /\b(?!(?:tr|norm2)\b)[A-Za-z]\w*\s*\(|[[\]]/;

/** Text that needs matrices on the way: tr(I(3))·x. */
function fromMatrices(
  source: string,
  { names, layout }: Names,
  refuse: (expected: string, got: string) => never,
): Polynomial {
  const expression = parseExpression(source, names);
  if (!isScalar(expression)) return refuse("a scalar", `a ${shapeText(expression)} matrix`);
  if (hasStopGradient(expression)) return refuse("a polynomial without sg", show(source));
  if (definedSymbols([expression]).length > 0)
    return refuse(
      "a polynomial (instead of an inverse or a root, an unknown with an equation of its own)",
      show(source),
    );
  return expand(expression, layout, knownConstants(expression))[0]![0]!;
}

/** Q[x_1, …, x_n], every name a scalar: powers of any degree that can be written out. */
const POLYNOMIALS: TextAlgebra<Polynomial> = {
  scalar: (value) => Polynomial.constant(value),
  sum: (addends) => Polynomial.sum(addends),
  negate: (a) => a.scale(MINUS_ONE),
  multiply: boundedProduct,
  reciprocal(a) {
    const [term, more] = a.terms();
    if (term === undefined || more !== undefined || term.factors.length > 0)
      throw new RangeError("expected a nonzero number as divisor");
    return Polynomial.constant(ONE.div(term.coefficient));
  },
  power(a, exponent) {
    // Of integers nothing has to be reduced on the way.
    let denominator = 1n;
    for (const { coefficient } of a.terms()) denominator *= coefficient.d / gcd(coefficient.d, denominator);
    const scale = ratio(1n, denominator ** BigInt(exponent));
    return powerOf(a.scale(rational(denominator)), exponent).scale(scale);
  },
  transpose: (a) => a,
  apply: (name, [a]) => (name === "norm2" ? boundedProduct(a!, a!) : a!),
  sized: unreachable,
  elementwiseProduct: boundedProduct,
  elementwisePower: (a, exponent) => POLYNOMIALS.power(a, exponent),
  blocks: unreachable,
  select: unreachable,
  expectSameShape: () => {},
};

/** Texts with these are read as matrices. */
function unreachable(): never {
  throw new RangeError("expected a polynomial without matrices");
}

function powerOf(a: Polynomial, exponent: number): Polynomial {
  const square = exponent > 1 ? powerOf(a, exponent >> 1) : null;
  const even = square === null ? Polynomial.constant(ONE) : boundedProduct(square, square);
  return exponent % 2 === 0 ? even : boundedProduct(even, a);
}

function boundedProduct(a: Polynomial, b: Polynomial): Polynomial {
  if (a.termCount * b.termCount > MAX_PRODUCTS || a.degree + b.degree > MAX_DEGREE)
    throw new RangeError(`expected a degree of at most ${MAX_DEGREE} and at most ${MAX_TERMS} terms`);
  return a.multiply(b);
}

function isRepresentable(coefficient: Rational): boolean {
  const size = coefficient.abs();
  return size.compare(LARGEST) <= 0 && size.compare(SMALLEST) >= 0;
}

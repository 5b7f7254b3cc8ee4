/**
 * The text form of losses:
 *
 *   sum     := ["-"] product (("+" | "-") product)*
 *   product := factor (("*" | "/") factor)*
 *   factor  := "-" factor | primary ("'" | "^" integer)*
 *   primary := number | name | "(" sum ")" | "tr(" sum ")" | "norm2(" sum ")" | "sg(" sum ")" | "I(" n ")"
 *
 * Numbers are exact (integers and decimals). `print.ts` writes this grammar back.
 */
import { type Rational, rational } from "../exact/rational.js";
import {
  sum as addAll,
  type Expression,
  expectSameShape,
  identityMatrix,
  multiply,
  negate,
  norm2,
  power,
  reciprocal,
  scalar,
  stopGradient,
  trace,
  transpose,
} from "./expression.js";

/** A mistake in a loss text; `message` reads "expected …, got …", with the column. */
export class LossSyntaxError extends Error {
  override readonly name = "LossSyntaxError";
}

export type Token = { readonly text: string; readonly column: number };

const TOKEN = /\s*(\d+\.?\d*(?:[eE][+-]?\d{1,3})?|\.\d+|[A-Za-z][A-Za-z0-9_]*|[-+*/^'(),])/y;
const FUNCTIONS: Readonly<Record<string, (a: Expression) => Expression>> = {
  tr: trace,
  norm2,
  sg: stopGradient,
};

/** What a text is computed in: matrix expressions, or polynomials where every name is a scalar (`system-file.ts`). */
export interface TextAlgebra<T> {
  scalar(value: Rational): T;
  sum(addends: readonly T[]): T;
  negate(a: T): T;
  multiply(a: T, b: T): T;
  /** @throws RangeError for what has no inverse. */
  reciprocal(a: T): T;
  power(a: T, exponent: number): T;
  transpose(a: T): T;
  identity(size: number): T;
  /** tr, norm2 or sg. */
  apply(name: string, a: T): T;
  /** @throws RangeError for what cannot be added. */
  expectSameShape(a: T, b: T): void;
}

const EXPRESSIONS: TextAlgebra<Expression> = {
  scalar,
  sum: addAll,
  negate,
  multiply,
  reciprocal,
  power,
  transpose,
  identity: identityMatrix,
  apply: (name, a) => FUNCTIONS[name]!(a),
  expectSameShape,
};

/** Names that a problem may not give to its own matrices or parameters. */
export const RESERVED_NAMES: readonly string[] = [...Object.keys(FUNCTIONS), "I", "relu", "diag"];

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 200;

/** @throws LossSyntaxError at a character that begins no token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.trimEnd().length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new LossSyntaxError(
        `expected a number, a name or an operator at column ${at + 1}, got ${JSON.stringify(text.slice(at).trim()[0])}`,
      );
    tokens.push({ text: match[1]!, column: TOKEN.lastIndex - match[1]!.length + 1 });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/**
 * Parses a loss or matrix expression.
 *
 * @param names the expression that each name stands for (a matrix letter or a parameter).
 * @throws LossSyntaxError with the column and the expectation.
 * @example parseExpression("norm2(W*W' - I(2))", new Map([["W", letter(W)]]))
 */
export const parseExpression = (text: string, names: ReadonlyMap<string, Expression>): Expression =>
  parseIn(EXPRESSIONS, text, names);

/**
 * What a text says, computed in an algebra; its RangeErrors get the column of the operator that caused them.
 *
 * @throws LossSyntaxError as `parseExpression`.
 */
export function parseIn<T>(algebra: TextAlgebra<T>, text: string, names: ReadonlyMap<string, T>): T {
  if (text.length > MAX_LENGTH)
    throw new LossSyntaxError(`expected at most ${MAX_LENGTH} characters, got ${text.length}`);
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;

  const here = () => (at < tokens.length ? `at column ${tokens[at]!.column}` : "at the end");
  const got = () => (at < tokens.length ? JSON.stringify(tokens[at]!.text) : "nothing");
  const peek = (text: string) => tokens[at]?.text === text;
  const accept = (text: string) => peek(text) && ++at > 0;
  const fail = (expected: string): never => {
    throw new LossSyntaxError(`expected ${expected} ${here()}, got ${got()}`);
  };
  const require = (text: string) => accept(text) || fail(JSON.stringify(text));
  /** Shape errors of the algebra get the column of the operator that caused them. */
  const guarded = <V>(column: number, compute: () => V): V => {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new LossSyntaxError(`${error.message} at column ${column}`);
    }
  };
  const integer = (): number => {
    const token = tokens[at];
    if (token === undefined || !/^\d{1,4}$/.test(token.text)) return fail("a small non-negative integer");
    at++;
    return Number(token.text);
  };

  function sum(): T {
    if (++depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} nested parentheses`);
    const addends = [product()];
    let column = 0;
    while (peek("+") || peek("-")) {
      column = tokens[at]!.column;
      const minus = tokens[at++]!.text === "-";
      const right = product();
      guarded(column, () => algebra.expectSameShape(addends[0]!, right));
      addends.push(minus ? algebra.negate(right) : right);
    }
    const value = addends.length === 1 ? addends[0]! : guarded(column, () => algebra.sum(addends));
    depth--;
    return value;
  }

  function product(): T {
    let value = factor();
    for (;;) {
      const column = tokens[at]?.column ?? 0;
      if (accept("*")) {
        const right = factor();
        const left = value;
        value = guarded(column, () => algebra.multiply(left, right));
      } else if (accept("/")) {
        const right = factor();
        const left = value;
        value = guarded(column, () => algebra.multiply(left, algebra.reciprocal(right)));
      } else return value;
    }
  }

  function factor(): T {
    if (accept("-")) {
      if (++depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} nested signs`);
      const value = algebra.negate(factor());
      depth--;
      return value;
    }
    let value = primary();
    for (;;) {
      const column = tokens[at]?.column ?? 0;
      if (accept("'")) value = algebra.transpose(value);
      else if (accept("^")) {
        const exponent = integer();
        const base = value;
        value = guarded(column, () => algebra.power(base, exponent));
      } else return value;
    }
  }

  function primary(): T {
    const token = tokens[at];
    if (token === undefined) return fail("a number, a name or a parenthesis");
    if (accept("(")) {
      const value = sum();
      require(")");
      return value;
    }
    if (/^[\d.]/.test(token.text)) {
      at++;
      return algebra.scalar(rational(token.text.replace(/\.$/, "")));
    }
    if (!/^[A-Za-z]/.test(token.text)) return fail("a number, a name or a parenthesis");
    at++;
    if (peek("(")) {
      if (token.text === "I") {
        at++;
        const size = integer();
        require(")");
        if (size < 1)
          throw new LossSyntaxError(`expected a size of at least 1 at column ${token.column}, got 0`);
        return algebra.identity(size);
      }
      if (!Object.hasOwn(FUNCTIONS, token.text))
        throw new LossSyntaxError(
          `expected one of tr, norm2, sg, I before "(" at column ${token.column}, got ${JSON.stringify(token.text)}`,
        );
      at++;
      const argument = sum();
      require(")");
      return guarded(token.column, () => algebra.apply(token.text, argument));
    }
    const value = names.get(token.text);
    if (value === undefined)
      throw new LossSyntaxError(
        `expected a declared variable, parameter or constant at column ${token.column}, got ${JSON.stringify(token.text)}`,
      );
    return value;
  }

  const value = sum();
  if (at < tokens.length) fail("an operator");
  return value;
}

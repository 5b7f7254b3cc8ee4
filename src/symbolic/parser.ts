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
import { rational } from "../exact/rational.js";
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
export function parseExpression(text: string, names: ReadonlyMap<string, Expression>): Expression {
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
  const guarded = <T>(column: number, compute: () => T): T => {
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

  function sum(): Expression {
    if (++depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} nested parentheses`);
    const addends = [product()];
    let column = 0;
    while (peek("+") || peek("-")) {
      column = tokens[at]!.column;
      const minus = tokens[at++]!.text === "-";
      const right = product();
      guarded(column, () => expectSameShape(addends[0]!, right));
      addends.push(minus ? negate(right) : right);
    }
    const value = addends.length === 1 ? addends[0]! : guarded(column, () => addAll(addends));
    depth--;
    return value;
  }

  function product(): Expression {
    let value = factor();
    for (;;) {
      const column = tokens[at]?.column ?? 0;
      if (accept("*")) {
        const right = factor();
        const left = value;
        value = guarded(column, () => multiply(left, right));
      } else if (accept("/")) {
        const right = factor();
        const left = value;
        value = guarded(column, () => multiply(left, reciprocal(right)));
      } else return value;
    }
  }

  function factor(): Expression {
    if (accept("-")) {
      if (++depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} nested signs`);
      const value = negate(factor());
      depth--;
      return value;
    }
    let value = primary();
    for (;;) {
      const column = tokens[at]?.column ?? 0;
      if (accept("'")) value = transpose(value);
      else if (accept("^")) {
        const exponent = integer();
        const base = value;
        value = guarded(column, () => power(base, exponent));
      } else return value;
    }
  }

  function primary(): Expression {
    const token = tokens[at];
    if (token === undefined) return fail("a number, a name or a parenthesis");
    if (accept("(")) {
      const value = sum();
      require(")");
      return value;
    }
    if (/^[\d.]/.test(token.text)) {
      at++;
      return scalar(rational(token.text.replace(/\.$/, "")));
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
        return identityMatrix(size);
      }
      const apply = Object.hasOwn(FUNCTIONS, token.text) ? FUNCTIONS[token.text] : undefined;
      if (apply === undefined)
        throw new LossSyntaxError(
          `expected one of tr, norm2, sg, I before "(" at column ${token.column}, got ${JSON.stringify(token.text)}`,
        );
      at++;
      const argument = sum();
      require(")");
      return guarded(token.column, () => apply(argument));
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

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
import { MAX_TEXT } from "./limits.js";
import { type Token, TokenReader, tokenize } from "./tokens.js";

/** A mistake in a loss text; `message` reads "expected …, got …", with the column. */
export class LossSyntaxError extends Error {
  override readonly name = "LossSyntaxError";
}

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

/**
 * The tokens of a loss.
 *
 * @throws LossSyntaxError at a character that begins no token.
 */
export const lossTokens = (text: string): Token[] =>
  tokenize(text, TOKEN, (from) => {
    throw new LossSyntaxError(
      `expected a number, a name or an operator at column ${from + 1}, got ${JSON.stringify(text.slice(from).trim()[0])}`,
    );
  });

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
  if (text.length > MAX_TEXT)
    throw new LossSyntaxError(`expected at most ${MAX_TEXT} characters, got ${text.length}`);
  return new LossReader(algebra, lossTokens(text), names).read();
}

const OPERAND = "a number, a name or a parenthesis";

/** A method for each rule of the grammar. */
class LossReader<T> {
  private readonly tokens: TokenReader;

  constructor(
    private readonly algebra: TextAlgebra<T>,
    tokens: readonly Token[],
    private readonly names: ReadonlyMap<string, T>,
  ) {
    this.tokens = new TokenReader(tokens, (expected, token) => {
      const [place, got] =
        token === undefined
          ? ["at the end", "nothing"]
          : [`at column ${token.column}`, JSON.stringify(token.text)];
      throw new LossSyntaxError(`expected ${expected} ${place}, got ${got}`);
    });
  }

  read(): T {
    const value = this.sum();
    this.tokens.end();
    return value;
  }

  private sum(): T {
    const { algebra, tokens } = this;
    return tokens.nested("parentheses", () => {
      const addends = [this.product()];
      let column = 0;
      while (tokens.peek("+", "-")) {
        const operator = tokens.take()!;
        ({ column } = operator);
        const right = this.product();
        guarded(column, () => algebra.expectSameShape(addends[0]!, right));
        addends.push(operator.text === "-" ? algebra.negate(right) : right);
      }
      return addends.length === 1 ? addends[0]! : guarded(column, () => algebra.sum(addends));
    });
  }

  private product(): T {
    const { algebra, tokens } = this;
    let value = this.factor();
    while (tokens.peek("*", "/")) {
      const { text, column } = tokens.take()!;
      const [left, right] = [value, this.factor()];
      value = guarded(column, () => algebra.multiply(left, text === "*" ? right : algebra.reciprocal(right)));
    }
    return value;
  }

  private factor(): T {
    const { algebra, tokens } = this;
    if (tokens.accept("-")) return tokens.nested("signs", () => algebra.negate(this.factor()));
    let value = this.primary();
    while (tokens.peek("'", "^")) {
      const { text, column } = tokens.take()!;
      if (text === "'") value = algebra.transpose(value);
      else {
        const [base, exponent] = [value, this.integer()];
        value = guarded(column, () => algebra.power(base, exponent));
      }
    }
    return value;
  }

  private primary(): T {
    const { algebra, tokens, names } = this;
    if (tokens.accept("(")) return this.closed();
    const token = tokens.next;
    if (token === undefined || !/^[\w.]/.test(token.text)) return tokens.fail(OPERAND);
    tokens.take();
    if (/^[\d.]/.test(token.text)) return algebra.scalar(rational(token.text.replace(/\.$/, "")));
    if (tokens.peek("(")) return this.call(token);
    const value = names.get(token.text);
    if (value !== undefined) return value;
    throw new LossSyntaxError(
      `expected a declared variable, parameter or constant at column ${token.column}, got ${JSON.stringify(token.text)}`,
    );
  }

  /** The parenthesis after the name of a function. */
  private call({ text, column }: Token): T {
    const { algebra, tokens } = this;
    if (text === "I") {
      tokens.take();
      const size = this.integer();
      tokens.require(")");
      if (size < 1) throw new LossSyntaxError(`expected a size of at least 1 at column ${column}, got 0`);
      return algebra.identity(size);
    }
    if (!Object.hasOwn(FUNCTIONS, text))
      throw new LossSyntaxError(
        `expected one of tr, norm2, sg, I before "(" at column ${column}, got ${JSON.stringify(text)}`,
      );
    tokens.take();
    const argument = this.closed();
    return guarded(column, () => algebra.apply(text, argument));
  }

  /** What is inside a parenthesis, and the one that closes it. */
  private closed(): T {
    const value = this.sum();
    this.tokens.require(")");
    return value;
  }

  private integer(): number {
    if (!/^\d{1,4}$/.test(this.tokens.next?.text ?? ""))
      return this.tokens.fail("a small non-negative integer");
    return Number(this.tokens.take()!.text);
  }
}

/** Shape errors of the algebra get the column of the operator that caused them. */
function guarded<V>(column: number, compute: () => V): V {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LossSyntaxError(`${error.message} at column ${column}`);
  }
}

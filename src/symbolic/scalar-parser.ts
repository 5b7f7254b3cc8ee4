/**
 * The text form of scalar expressions:
 *
 *   sum     := ["+" | "-"] product (("+" | "-") product)*
 *   product := factor (("*" | "/") factor)*
 *   factor  := ("+" | "-") factor | primary ["^" factor]        (the exponent is a constant integer or ±k/2)
 *   primary := number | name | "(" sum ")" | "sqrt(" sum ")"
 *
 * Numbers are exact (integers, decimals, with exponent).
 */
import type { Rational } from "../exact/rational.js";
import { MAX_SCALAR_EXPONENT, MAX_TEXT } from "./limits.js";
import {
  evaluateIn,
  negate,
  number,
  power,
  product,
  root,
  type ScalarExpression,
  ScalarSyntaxError,
  sum,
} from "./scalar-expression.js";
import { RATIONALS, ScalarDomainError } from "./scalar-field.js";
import { TokenReader, tokenize } from "./tokens.js";

const TOKEN = /\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?![A-Za-z_])|[A-Za-z][A-Za-z0-9_]*|[-+*/^()])/y;

/**
 * Reads the grammar above.
 *
 * @throws ScalarSyntaxError outside the grammar.
 * @example parseScalar("g/h^2") // the product of g and h^(-2)
 */
export function parseScalar(text: string): ScalarExpression {
  if (text.length > MAX_TEXT)
    throw new ScalarSyntaxError(`expected at most ${MAX_TEXT} characters, got ${text.length}`);
  const tokens = tokenize(text, TOKEN, (from) => {
    const rest = text.slice(from).trimEnd();
    const column = from + 1 + rest.search(/\S/);
    throw new ScalarSyntaxError(
      `expected a number, a name or an operator at column ${column}, got ${JSON.stringify(rest.trim().slice(0, 12))}`,
    );
  });
  const reader = new TokenReader(tokens, (expected, token) => {
    throw new ScalarSyntaxError(
      token === undefined
        ? `expected ${expected}, got the end of ${JSON.stringify(text.trim().slice(0, 40))}`
        : `expected ${expected} at column ${token.column}, got ${JSON.stringify(token.text)}`,
    );
  });
  const expression = readSum(reader);
  reader.end();
  return expression;
}

function readSum(tokens: TokenReader): ScalarExpression {
  const terms = [readProduct(tokens)];
  while (tokens.peek("+", "-"))
    terms.push(tokens.take()!.text === "-" ? negate(readProduct(tokens)) : readProduct(tokens));
  return sum(terms);
}

function readProduct(tokens: TokenReader): ScalarExpression {
  const factors = [readFactor(tokens)];
  while (tokens.peek("*", "/"))
    factors.push(tokens.take()!.text === "/" ? power(readFactor(tokens), -1) : readFactor(tokens));
  return product(factors);
}

const readFactor = (tokens: TokenReader): ScalarExpression =>
  tokens.nested("levels", () => {
    if (tokens.peek("+", "-"))
      return tokens.take()!.text === "-" ? negate(readFactor(tokens)) : readFactor(tokens);
    const base = readPrimary(tokens);
    if (!tokens.accept("^")) return base;
    const exponent = readFactor(tokens);
    if (exponent.kind !== "number") return tokens.fail("a constant exponent before this place");
    const { s, n, d } = exponent.value;
    if (n > BigInt(MAX_SCALAR_EXPONENT))
      return tokens.fail(`an exponent of at most ${MAX_SCALAR_EXPONENT} before this place`);
    if (d === 1n) return power(base, Number(s * n));
    if (d === 2n) return power(root(base), Number(s * n));
    return tokens.fail("an integer exponent (or a half-integer one, a square root) before this place");
  });

function readPrimary(tokens: TokenReader): ScalarExpression {
  if (tokens.accept("(")) return readClosed(tokens);
  if (tokens.accept("sqrt")) {
    tokens.require("(");
    return root(readClosed(tokens));
  }
  const text = tokens.next?.text ?? "";
  if (!/^[\w.]/.test(text)) return tokens.fail("a number, a name or a parenthesis");
  tokens.take();
  return /^[A-Za-z]/.test(text) ? { kind: "name", name: text } : number(text.replace(/\.(?=$|[eE])/, ""));
}

/** What is inside a parenthesis, and the one that closes it. */
function readClosed(tokens: TokenReader): ScalarExpression {
  const inside = tokens.nested("levels", () => readSum(tokens));
  tokens.require(")");
  return inside;
}

/**
 * The exact value of a parameter expression of a problem file.
 *
 * @param text the grammar above.
 * @param values the values of the names in it.
 * @throws ScalarSyntaxError outside the grammar; ScalarDomainError if a name has no value, or the value is not
 *   rational (`sqrt(2)`, `1/0`).
 * @example evaluateScalar("1/20 + kappa^2", { kappa: rational("1/2") }) // 3/10
 */
export function evaluateScalar(text: string, values: Readonly<Record<string, Rational>> = {}): Rational {
  return evaluateIn(RATIONALS, parseScalar(text), (name) => {
    if (!Object.hasOwn(values, name)) throw new ScalarDomainError(`expected a value for ${name}, got none`);
    return values[name]!;
  });
}

/**
 * The text form of losses:
 *
 *   text    := ("let" name "=" sum ";")* sum
 *   sum     := ["-"] product (("+" | "-") product)*
 *   product := factor (("*" | "/" | ".*") factor)*
 *   factor  := "-" factor | primary ("'" | ("^" | ".^") integer | "[" range ["," range] "]")*
 *   primary := number | name | "(" sum ")" | function "(" sum ("," sum)* ")" | size "(" integer ("," integer)* ")"
 *            | "[" sum ("," sum)* (";" sum ("," sum)*)* "]"
 *   range   := ":" | integer [":" integer]
 *
 * with the functions of `FUNCTIONS` and the matrices of `SIZED` below; one range alone selects from a row or a column. Numbers are exact
 * (integers and decimals). `print.ts` writes this grammar back.
 */
import { type Rational, rational } from "../exact/rational.js";
import {
  blockMatrix,
  commutator,
  diagonal,
  diagonalMatrix,
  elementwisePower,
  elementwiseProduct,
  kronecker,
  offDiagonal,
  onesMatrix,
  type Range,
  submatrix,
  sumOfEntries,
  unitColumn,
} from "./entrywise.js";
import {
  sum as addAll,
  type Expression,
  expectSameShape,
  identityMatrix,
  innerProduct,
  multiply,
  negate,
  norm2,
  power,
  scalar,
  shapeText,
  stopGradient,
  trace,
  transpose,
} from "./expression.js";
import { cosine, determinantOf, frobeniusNorm, inverseOf, quotientBy, squareRoot } from "./inverse.js";
import { MAX_TEXT } from "./limits.js";
import { type Token, TokenReader, tokenize } from "./tokens.js";

/** A mistake in a loss text; `message` reads "expected …, got …", with the column. */
export class LossSyntaxError extends Error {
  override readonly name = "LossSyntaxError";
}

const TOKEN =
  /\s*(\d+(?:\.(?![*^])\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+|[A-Za-z][A-Za-z0-9_]*|\.[*^]|[-+*/^'(),[\]:;=])/y;

/** A function of the grammar: how many arguments it takes, and its value. */
interface TextFunction {
  readonly arity: number;
  of(...values: readonly Expression[]): Expression;
}

const FUNCTIONS: ReadonlyMap<string, TextFunction> = new Map<string, TextFunction>([
  ["tr", { arity: 1, of: (a) => trace(a!) }],
  ["norm2", { arity: 1, of: (a) => norm2(a!) }],
  ["sg", { arity: 1, of: (a) => stopGradient(a!) }],
  ["diag", { arity: 1, of: (a) => diagonal(a!) }],
  ["diagm", { arity: 1, of: (a) => diagonalMatrix(a!) }],
  ["offdiag", { arity: 1, of: (a) => offDiagonal(a!) }],
  ["sum", { arity: 1, of: (a) => sumOfEntries(a!) }],
  ["dot", { arity: 2, of: (a, b) => dot(a!, b!) }],
  ["kron", { arity: 2, of: (a, b) => kronecker(a!, b!) }],
  ["comm", { arity: 2, of: (a, b) => commutator(a!, b!) }],
  ["inv", { arity: 1, of: (a) => inverseOf(a!) }],
  ["det", { arity: 1, of: (a) => determinantOf(a!) }],
  ["sqrt", { arity: 1, of: (a) => squareRoot(a!) }],
  ["norm", { arity: 1, of: (a) => frobeniusNorm(a!) }],
  ["cosine", { arity: 2, of: (a, b) => cosine(a!, b!) }],
]);

function dot(a: Expression, b: Expression): Expression {
  expectSameShape(a, b);
  return innerProduct(a, b);
}

/** Constant matrices that are named by integers. */
const SIZED: ReadonlyMap<string, { readonly arity: number; of(...sizes: readonly number[]): Expression }> =
  new Map([
    [
      "I",
      {
        arity: 1,
        of: (n?: number) => {
          if (n! < 1) throw new RangeError(`expected a size of at least 1, got ${n}`);
          return identityMatrix(n!);
        },
      },
    ],
    ["ones", { arity: 2, of: (m?: number, n?: number) => onesMatrix(m!, n!) }],
    ["e", { arity: 2, of: (i?: number, n?: number) => unitColumn(i!, n!) }],
  ]);

/** What others write, and how this grammar says it. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["trace", "tr(A)"],
  ["Tr", "tr(A)"],
  ["fro", "norm(A), or norm2(A), its square"],
  ["frobenius", "norm(A), or norm2(A), its square"],
  ["inverse", "inv(A)"],
  ["pinv", "inv(A) of an invertible matrix"],
  ["solve", "inv(A)*B"],
  ["determinant", "det(A)"],
  ["root", "sqrt(x)"],
  ["rsqrt", "1/sqrt(x)"],
  ["cos", "cosine(A, B), tr(A'*B)/(norm(A)*norm(B))"],
  ["cossim", "cosine(A, B)"],
  ["cosine_similarity", "cosine(A, B)"],
  ["normalize", "A/norm(A)"],
  ["abs", "sqrt(x^2)"],
  ["std", "sqrt(x), x the variance"],
  ["normsq", "norm2(A)"],
  ["transpose", "A'"],
  ["T", "A'"],
  ["eye", "I(n)"],
  ["identity", "I(n)"],
  ["zeros", "0*ones(m, n)"],
  ["hadamard", "A .* B"],
  ["had", "A .* B"],
  ["mean", "sum(A)/k, k the number of entries"],
  ["inner", "dot(A, B)"],
  ["stopgrad", "sg(A)"],
  ["detach", "sg(A)"],
  ["stop_gradient", "sg(A)"],
  ["commutator", "comm(A, B)"],
  ["kronecker", "kron(A, B)"],
  ["pow", "A^k, or A .^ k entry by entry"],
  ["square", "A .* A entry by entry, or A^2"],
  ["vec", "norm2(A) and dot(A, B), which need no vec"],
  ["nuclear", "for A = U*V the minimum of (norm2(U) + norm2(V))/2"],
  ["relu", "softplus(k*x)/k, smooth, beside a box"],
  ["max", "softplus(k*x)/k for max(0, x), smooth, beside a box"],
  ["tanh", "2*sigmoid(2*x) - 1, beside a box"],
  ["softmax", "exp(x - logsumexp(x, y)), beside a box"],
  ["cov", "W*Sigma*W', Sigma the moment of the data"],
  ["var", "diag(W*Sigma*W'), Sigma the moment of the data"],
]);

/** Characters of other notations, and how this grammar says them. */
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["@", "A*B"],
  ["·", "A*B"],
  ["×", "A*B"],
  ["∘", "A .* B"],
  ["⊙", "A .* B"],
  ["⊗", "kron(A, B)"],
  ["−", "-"],
  ["|", "norm(A), or norm2(A), its square"],
  ["‖", "norm(A), or norm2(A), its square"],
  ["ᵀ", "A'"],
  ["⊤", "A'"],
  ["²", "A^2"],
  ["√", "sqrt(x)"],
  ["Γ", "Gamma"],
  ["Σ", "Sigma"],
  [".", "A .* B, A .^ k or A'"],
]);

const hintOf = (said: string | undefined): string => (said === undefined ? "" : ` (here it is ${said})`);

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
  /** Functions beside those of the grammar, and how many arguments they take; infinity for one or more. */
  readonly more?: ReadonlyMap<string, number>;
  /** A function of the grammar, or one of those. @throws RangeError for shapes that it does not take. */
  apply(name: string, values: readonly T[]): T;
  /** I(n), ones(m, n), e(i, n). @throws RangeError for sizes that there are not. */
  sized(name: string, sizes: readonly number[]): T;
  elementwiseProduct(a: T, b: T): T;
  elementwisePower(a: T, exponent: number): T;
  blocks(rows: readonly (readonly T[])[]): T;
  /** A[rows, columns], everything where a range is null; with one range of a row or a column alone. */
  select(a: T, ranges: readonly (Range | null)[]): T;
  /** @throws RangeError for what cannot be added. */
  expectSameShape(a: T, b: T): void;
}

/** Matrix expressions. */
export const EXPRESSIONS: TextAlgebra<Expression> = {
  scalar,
  sum: addAll,
  negate,
  multiply,
  reciprocal: quotientBy,
  power,
  transpose,
  apply: (name, values) => FUNCTIONS.get(name)!.of(...values),
  sized: (name, sizes) => SIZED.get(name)!.of(...sizes),
  elementwiseProduct,
  elementwisePower,
  blocks: blockMatrix,
  select: selected,
  expectSameShape,
};

function selected(a: Expression, [first, ...others]: readonly (Range | null)[]): Expression {
  if (others.length > 0) return submatrix(a, first!, others[0]!);
  if (a.columns === 1) return submatrix(a, first!, null);
  if (a.rows === 1) return submatrix(a, null, first!);
  throw new RangeError(`expected two ranges for a matrix of shape ${shapeText(a)}, got one`);
}

/** Names that a problem may not give to its own matrices or parameters; other functions are known by their parenthesis. */
export const RESERVED_NAMES: readonly string[] = ["tr", "norm2", "sg", "I", "relu", "diag"];

/**
 * The tokens of a loss.
 *
 * @throws LossSyntaxError at a character that begins no token.
 */
export const lossTokens = (text: string): Token[] =>
  tokenize(text, TOKEN, (from) => {
    const [got] = text.slice(from).trim();
    throw new LossSyntaxError(
      `expected a number, a name or an operator${hintOf(CHARACTERS.get(got!))} at column ${from + 1}, got ${JSON.stringify(got)}`,
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

const EXPONENT = "a small non-negative integer (A^-1 is inv(A), x^(1/2) is sqrt(x), A^T is A')";
const OPERAND = "a number, a name or a parenthesis";

/** A method for each rule of the grammar. */
class LossReader<T> {
  private readonly tokens: TokenReader;
  /** Declared names, and those of `let`. */
  private readonly names: Map<string, T>;

  constructor(
    private readonly algebra: TextAlgebra<T>,
    tokens: readonly Token[],
    names: ReadonlyMap<string, T>,
  ) {
    this.names = new Map(names);
    this.tokens = new TokenReader(tokens, (expected, token) => {
      const [place, got] =
        token === undefined
          ? ["at the end", "nothing"]
          : [`at column ${token.column}`, JSON.stringify(token.text)];
      throw new LossSyntaxError(`expected ${expected} ${place}, got ${got}`);
    });
  }

  read(): T {
    while (this.tokens.peek("let") && !this.names.has("let")) this.definition();
    const value = this.sum();
    this.tokens.end();
    return value;
  }

  /** let name = sum; */
  private definition(): void {
    const { tokens, names } = this;
    tokens.take();
    const name = tokens.next;
    if (name === undefined || !/^[A-Za-z]/.test(name.text)) tokens.fail("a name after let");
    if (names.has(name!.text) || RESERVED_NAMES.includes(name!.text)) tokens.fail("a name that is not taken");
    tokens.take();
    tokens.require("=");
    const value = this.sum();
    tokens.require(";");
    names.set(name!.text, value);
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
    while (tokens.peek("*", "/", ".*")) {
      const { text, column } = tokens.take()!;
      if (text === "*" && tokens.peek("*")) tokens.fail(`${OPERAND} (a power is A^k)`);
      const [left, right] = [value, this.factor()];
      value = guarded(column, () => {
        if (text === ".*") return algebra.elementwiseProduct(left, right);
        return algebra.multiply(left, text === "*" ? right : algebra.reciprocal(right));
      });
    }
    return value;
  }

  private factor(): T {
    const { algebra, tokens } = this;
    if (tokens.accept("-")) return tokens.nested("signs", () => algebra.negate(this.factor()));
    let value = this.primary();
    while (tokens.peek("'", "^", ".^", "[")) {
      const { text, column } = tokens.take()!;
      const base = value;
      if (text === "'") value = algebra.transpose(base);
      else if (text === "[") {
        const ranges = this.ranges();
        value = guarded(column, () => algebra.select(base, ranges));
      } else {
        const exponent = this.integer(text === "^" ? EXPONENT : undefined);
        value = guarded(column, () =>
          text === "^" ? algebra.power(base, exponent) : algebra.elementwisePower(base, exponent),
        );
      }
    }
    return value;
  }

  /** One or two ranges, and the bracket that closes them. */
  private ranges(): (Range | null)[] {
    const ranges = [this.range()];
    if (this.tokens.accept(",")) ranges.push(this.range());
    this.tokens.require("]");
    return ranges;
  }

  private range(): Range | null {
    if (this.tokens.accept(":")) return null;
    const first = this.integer();
    return { first, last: this.tokens.accept(":") ? this.integer() : first };
  }

  /** The rows of a block matrix, and the bracket that closes it. */
  private blocks(): T[][] {
    const rows = [[this.sum()]];
    for (;;) {
      if (this.tokens.accept(",")) rows[rows.length - 1]!.push(this.sum());
      else if (this.tokens.accept(";")) rows.push([this.sum()]);
      else break;
    }
    this.tokens.require("]");
    return rows;
  }

  private primary(): T {
    const { algebra, tokens, names } = this;
    if (tokens.accept("(")) return this.closed();
    const token = tokens.next;
    if (token?.text === "[") {
      tokens.take();
      const rows = this.blocks();
      return guarded(token.column, () => algebra.blocks(rows));
    }
    if (token === undefined || !/^(?:\w|\.\d)/.test(token.text)) return tokens.fail(OPERAND);
    tokens.take();
    if (/^[\d.]/.test(token.text)) return algebra.scalar(rational(token.text.replace(/\.$/, "")));
    if (tokens.peek("(")) {
      if (
        names.has(token.text) &&
        !FUNCTIONS.has(token.text) &&
        !SIZED.has(token.text) &&
        !algebra.more?.has(token.text)
      )
        tokens.fail(`an operator after ${token.text} (an entry is A[i,j], a product A*(B))`);
      return this.call(token);
    }
    const value = names.get(token.text);
    if (value !== undefined) return value;
    const hint = hintOf(
      token.text === "I" ? "I(n)" : tokens.peek("=") ? `let ${token.text} = A;` : undefined,
    );
    throw new LossSyntaxError(
      `expected a declared variable, parameter or constant${hint} at column ${token.column}, got ${JSON.stringify(token.text)}`,
    );
  }

  /** The parenthesis after the name of a function. */
  private call({ text, column }: Token): T {
    const { algebra, tokens } = this;
    const arity =
      FUNCTIONS.get(text)?.arity ??
      SIZED.get(text)?.arity ??
      algebra.more?.get(text) ??
      refuseFunction(text, column, [...(algebra.more?.keys() ?? [])]);
    tokens.take();
    if (SIZED.has(text)) {
      const sizes = this.arguments(text, arity, () => this.integer());
      return guarded(column, () => algebra.sized(text, sizes));
    }
    const values = this.arguments(text, arity, () => this.sum());
    return guarded(column, () => algebra.apply(text, values));
  }

  /** As many as a function takes, and the parenthesis that closes them. */
  private arguments<V>(name: string, arity: number, read: () => V): V[] {
    const values = [read()];
    while (arity < Number.POSITIVE_INFINITY ? values.length < arity : this.tokens.peek(",")) {
      if (!this.tokens.accept(",")) this.tokens.fail(`"," and ${arity} arguments of ${name}`);
      values.push(read());
    }
    this.tokens.require(")");
    return values;
  }

  /** What is inside a parenthesis, and the one that closes it. */
  private closed(): T {
    const value = this.sum();
    this.tokens.require(")");
    return value;
  }

  private integer(expected = "a small non-negative integer"): number {
    if (!/^\d{1,4}$/.test(this.tokens.next?.text ?? "")) return this.tokens.fail(expected);
    return Number(this.tokens.take()!.text);
  }
}

/** @throws LossSyntaxError always: with what the grammar calls it, where others have another name for it. */
function refuseFunction(text: string, column: number, more: readonly string[]): never {
  const known = [...FUNCTIONS.keys(), ...SIZED.keys(), ...more].join(", ");
  throw new LossSyntaxError(
    `expected one of ${known}${hintOf(ELSEWHERE.get(text))} before "(" at column ${column}, got ${JSON.stringify(text)}`,
  );
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

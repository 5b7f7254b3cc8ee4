/**
 * Scalar losses with exponentials and logarithms, read from a text:
 *
 *   sum     := ["+" | "-"] product (("+" | "-") product)*
 *   product := factor (("*" | "/") factor)*
 *   factor  := ("+" | "-") factor | primary ["^" integer]
 *   primary := number | name | "(" sum ")" | function "(" sum ("," sum)* ")"
 *
 *   exp(u), log(u), softplus(u) = log(1 + exp(u)), sigmoid(u) = 1/(1 + exp(−u)), logsumexp(u, v, …) = log(exp(u) + exp(v) + …)
 *
 * Numbers are exact and stay so: they are enclosed, not rounded. A text is evaluated over boxes, with gradient and Hessian
 * (`numeric/rigorous/interval-jet.ts`), from its words, never expanded; what occurs several times is evaluated once.
 *
 * Not covered: matrices (`parser.ts`), square roots.
 */
import { type Rational, rational } from "../exact/rational.js";
import { enclose, type Interval } from "../numeric/rigorous/interval.js";
import {
  addJets,
  constantJet,
  exponentialJet,
  type Jet,
  logarithmJet,
  logSumExpJet,
  multiplyJets,
  powerJet,
  sigmoidJet,
  softplusJet,
  variableJet,
} from "../numeric/rigorous/interval-jet.js";
import { MAX_SCALAR_EXPONENT, MAX_TEXT } from "./limits.js";
import { ScalarSyntaxError } from "./scalar-expression.js";
import { TokenReader, tokenize } from "./tokens.js";

const TOKEN = /\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?![A-Za-z_])|[A-Za-z][A-Za-z0-9_]*|[-+*/^(),])/y;

/** What a text means; parts that are one object are evaluated once. */
export type Analytic =
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "variable"; readonly at: number }
  | { readonly kind: "sum" | "product"; readonly parts: readonly Analytic[] }
  | { readonly kind: "power"; readonly base: Analytic; readonly exponent: number }
  | { readonly kind: "call"; readonly name: string; readonly parts: readonly Analytic[] };

/** Functions of one argument. */
const FUNCTIONS: ReadonlyMap<string, (u: Jet) => Jet> = new Map([
  ["exp", exponentialJet],
  ["log", logarithmJet],
  ["softplus", softplusJet],
  ["sigmoid", sigmoidJet],
]);
const LOG_SUM_EXP = "logsumexp";
const NAMES = [...FUNCTIONS.keys(), LOG_SUM_EXP].join(", ");

/** The functions, and how many arguments they take; infinity for one or more. */
export const ANALYTIC_FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ...[...FUNCTIONS.keys()].map((name) => [name, 1] as const),
  [LOG_SUM_EXP, Number.POSITIVE_INFINITY],
]);

/**
 * A scalar function of the named variables, as enclosures of its value, gradient and Hessian over boxes.
 *
 * @param text the grammar above.
 * @param variables their order is that of the coordinates.
 * @throws ScalarSyntaxError outside the grammar.
 */
export function analyticFunction(
  text: string,
  variables: readonly string[],
): (box: readonly Interval[]) => Jet {
  return enclosedFunction(new Reader(text, variables).read(), variables.length);
}

/** The same of a function of n variables that was made otherwise. */
export function enclosedFunction(expression: Analytic, n: number): (box: readonly Interval[]) => Jet {
  const enclosed = new Map<Analytic, Interval>();
  return (box) => {
    const known = new Map<Analytic, Jet>();
    const at = (a: Analytic): Jet => {
      const present = known.get(a);
      if (present !== undefined) return present;
      const jet = evaluate(a);
      known.set(a, jet);
      return jet;
    };
    const evaluate = (a: Analytic): Jet => {
      switch (a.kind) {
        case "number": {
          const number = enclosed.get(a) ?? enclose(a.value);
          enclosed.set(a, number);
          return constantJet(n, number);
        }
        case "variable":
          return variableJet(n, a.at, box[a.at]!);
        case "sum":
          return a.parts.map(at).reduce(addJets);
        case "product":
          return a.parts.map(at).reduce(multiplyJets);
        case "power":
          return powerJet(at(a.base), a.exponent);
        case "call":
          return a.name === LOG_SUM_EXP
            ? logSumExpJet(a.parts.map(at))
            : FUNCTIONS.get(a.name)!(at(a.parts[0]!));
      }
    };
    return at(expression);
  };
}

class Reader {
  private readonly tokens: TokenReader;
  /** Equal parts are the same object: text of a part, written with the numbers of its own parts → the part. */
  private readonly parts = new Map<string, Analytic>();
  private readonly numbers = new Map<Analytic, number>();

  constructor(
    text: string,
    private readonly variables: readonly string[],
  ) {
    if (text.length > MAX_TEXT)
      throw new ScalarSyntaxError(`expected at most ${MAX_TEXT} characters, got ${text.length}`);
    const tokens = tokenize(text, TOKEN, (from) => {
      const rest = text.slice(from);
      throw new ScalarSyntaxError(
        `expected a number, a name or an operator at column ${from + 1 + rest.search(/\S/)}, got ${JSON.stringify(rest.trim().slice(0, 12))}`,
      );
    });
    this.tokens = new TokenReader(tokens, (expected, token) => {
      throw new ScalarSyntaxError(
        token === undefined
          ? `expected ${expected}, got the end of ${JSON.stringify(text.trim().slice(0, 40))}`
          : `expected ${expected} at column ${token.column}, got ${JSON.stringify(token.text)}`,
      );
    });
  }

  read(): Analytic {
    const expression = this.sum();
    this.tokens.end();
    return expression;
  }

  /** The part that equals this one, if there was one before. */
  private share(part: Analytic): Analytic {
    const of = (a: Analytic) => this.numbers.get(a)!;
    const key =
      part.kind === "number"
        ? part.value.toFraction()
        : part.kind === "variable"
          ? `x${part.at}`
          : part.kind === "power"
            ? `${of(part.base)}^${part.exponent}`
            : `${part.kind === "call" ? part.name : part.kind}(${part.parts.map(of).join()})`;
    const known = this.parts.get(key);
    if (known !== undefined) return known;
    this.parts.set(key, part);
    this.numbers.set(part, this.numbers.size);
    return part;
  }

  private negated(a: Analytic): Analytic {
    const minusOne = this.share({ kind: "number", value: rational(-1) });
    return this.share({ kind: "product", parts: [minusOne, a] });
  }

  private sum(): Analytic {
    const parts = [this.product()];
    while (this.tokens.peek("+", "-"))
      parts.push(this.tokens.take()!.text === "-" ? this.negated(this.product()) : this.product());
    return parts.length === 1 ? parts[0]! : this.share({ kind: "sum", parts });
  }

  private product(): Analytic {
    const parts = [this.factor()];
    while (this.tokens.peek("*", "/"))
      parts.push(
        this.tokens.take()!.text === "/"
          ? this.share({ kind: "power", base: this.factor(), exponent: -1 })
          : this.factor(),
      );
    return parts.length === 1 ? parts[0]! : this.share({ kind: "product", parts });
  }

  private factor(): Analytic {
    return this.tokens.nested("levels", () => {
      if (this.tokens.peek("+", "-"))
        return this.tokens.take()!.text === "-" ? this.negated(this.factor()) : this.factor();
      const base = this.primary();
      if (!this.tokens.accept("^")) return base;
      const sign = this.tokens.accept("-") ? -1 : 1;
      const text = this.tokens.next?.text ?? "";
      if (!/^\d+$/.test(text) || Number(text) > MAX_SCALAR_EXPONENT)
        return this.tokens.fail(`an integer exponent of at most ${MAX_SCALAR_EXPONENT}`);
      this.tokens.take();
      return this.share({ kind: "power", base, exponent: sign * Number(text) });
    });
  }

  private primary(): Analytic {
    const { tokens } = this;
    if (tokens.accept("(")) {
      const inside = tokens.nested("levels", () => this.sum());
      tokens.require(")");
      return inside;
    }
    const text = tokens.next?.text ?? "";
    if (/^[\d.]/.test(text)) {
      tokens.take();
      return this.share({ kind: "number", value: rational(text.replace(/\.(?=$|[eE])/, "")) });
    }
    const at = this.variables.indexOf(text);
    if (at >= 0) {
      tokens.take();
      return this.share({ kind: "variable", at });
    }
    if (FUNCTIONS.has(text) || text === LOG_SUM_EXP) return this.call(text);
    return tokens.fail(
      /^[A-Za-z]/.test(text)
        ? `a variable (${this.variables.join(", ")}) or a function (${NAMES})`
        : "a number, a name or a parenthesis",
    );
  }

  private call(name: string): Analytic {
    const { tokens } = this;
    tokens.take();
    tokens.require("(");
    const parts = [tokens.nested("levels", () => this.sum())];
    while (name === LOG_SUM_EXP && tokens.accept(",")) parts.push(tokens.nested("levels", () => this.sum()));
    tokens.require(")");
    return this.share({ kind: "call", name, parts });
  }
}

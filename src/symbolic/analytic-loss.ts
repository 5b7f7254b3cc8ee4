/**
 * Losses with exponentials and logarithms of scalars, in the grammar of matrix losses (`parser.ts`) with the functions of `analytic.ts` and logdet(A) = log(det(A)).
 *
 *   f(X) = P_0(X, s),   s_k = φ_k(P_k1(X, s), …),   all P polynomials in the entries of X and of s_j, j < k
 *
 * s_k are letters, and derivatives matrix expressions:
 *
 *   ∇_X P = ∂_X P + Σ_k (∂P/∂s_k) ∇_X s_k,   ∇_X s_k = Σ_i w_ki ∇_X P_ki,
 *   w = s (exp), 1/P (log), −s² (1/P), 1/(2s) (√P), s(1 − s) (sigmoid), sigmoid(P) (softplus), exp(P_i − s) (logsumexp)
 *
 * Not covered: functions of matrices entry by entry, inverses of matrices, sg.
 */
import { rational, ZERO } from "../exact/rational.js";
import { ANALYTIC_FUNCTIONS, type Analytic } from "./analytic.js";
import { gradient } from "./differentiate.js";
import {
  add,
  type Expression,
  hasDefined,
  hasStopGradient,
  isScalar,
  letter,
  type MatrixSymbol,
  multiply,
  negate,
  norm2,
  power,
  shapeText,
  substituteParameters,
} from "./expression.js";
import { constantsIn } from "./lagrangian.js";
import type { Landscape, Printed } from "./landscape.js";
import { EXPRESSIONS, parseIn } from "./parser.js";
import { expand } from "./polynomial.js";
import { printTex, printText } from "./print.js";

/** s = φ(P_1, …). */
export interface AnalyticCall {
  readonly symbol: MatrixSymbol;
  /** From 1. */
  readonly place: number;
  readonly name: string;
  readonly parts: readonly Expression[];
}

/** A loss with its calls, inner ones first. */
export interface AnalyticLoss extends Omit<Landscape, "equalities"> {
  readonly calls: readonly AnalyticCall[];
}

/** Functions beyond the grammar of polynomial losses, and how many arguments they take. */
const CALLS: ReadonlyMap<string, number> = new Map([...ANALYTIC_FUNCTIONS, ["logdet", 1]]);

/** The names of functions that make a loss analytic. */
export const ANALYTIC_NAMES: readonly string[] = [...CALLS.keys()];

/**
 * A loss from its text.
 *
 * @param names the expression that each name stands for.
 * @param setting what the names are.
 * @throws LossSyntaxError outside the grammar, for arguments that are no scalars, and for inverses, roots and sg.
 */
export function parseAnalytic(
  text: string,
  names: ReadonlyMap<string, Expression>,
  setting: Pick<Landscape, "variables" | "constants" | "parameters">,
): AnalyticLoss {
  const calls: AnalyticCall[] = [];
  const known = new Map<string, AnalyticCall>();
  const apply = (name: string, values: readonly Expression[]): Expression => {
    const [a, b] = values as [Expression, Expression];
    switch (name) {
      case "logdet":
        return called("log", [EXPRESSIONS.apply("det", values)]);
      case "norm":
        return called("sqrt", [norm2(a)]);
      case "cosine": {
        const lengths = called("sqrt", [multiply(norm2(a), norm2(b))]);
        return multiply(EXPRESSIONS.apply("dot", values), called("reciprocal", [lengths]));
      }
      default:
        return CALLS.has(name) || name === "sqrt"
          ? called(name, values)
          : plain(EXPRESSIONS.apply(name, values));
    }
  };
  const called = (name: string, values: readonly Expression[]): Expression => {
    for (const value of values)
      if (!isScalar(value))
        throw new RangeError(`expected a scalar in ${name}, got a ${shapeText(value)} matrix`);
    const inside = values.map(printText).join(", ");
    const key = name === "reciprocal" ? `1/(${inside})` : `${name}(${inside})`;
    let call = known.get(key);
    if (call === undefined) {
      call = {
        symbol: symbolOf(`call ${calls.length + 1}`, key, texOf(name, values.map(printTex))),
        place: calls.length + 1,
        name,
        parts: values,
      };
      known.set(key, call);
      calls.push(call);
    }
    return letter(call.symbol);
  };
  const reciprocal = (a: Expression): Expression => {
    const plainly = a.terms.length === 1 && a.terms[0]!.traces.length === 0 && a.terms[0]!.word.length === 0;
    return plainly ? EXPRESSIONS.reciprocal(a) : called("reciprocal", [a]);
  };
  const loss = parseIn({ ...EXPRESSIONS, more: CALLS, apply, reciprocal }, text, names);
  const all = [loss, ...calls.flatMap(({ parts }) => parts)];
  return { ...setting, constants: constantsIn(setting, all), loss, calls };
}

function plain(value: Expression): Expression {
  if (hasDefined(value))
    throw new RangeError("expected no inverse or root beside exponentials and logarithms, got one");
  if (hasStopGradient(value))
    throw new RangeError("expected no sg beside exponentials and logarithms, got one");
  return value;
}

const symbolOf = (name: string, text: string, tex: string): MatrixSymbol => ({
  name,
  rows: 1,
  columns: 1,
  role: "variable",
  symmetric: true,
  text,
  tex,
});

function texOf(name: string, parts: readonly string[]): string {
  const inside = parts.join(", ");
  if (name === "sqrt") return `\\sqrt{${inside}}`;
  if (name === "reciprocal") return `\\tfrac{1}{${inside}}`;
  if (name === "exp" || name === "log") return `\\${name}(${inside})`;
  return `\\operatorname{${name}}(${inside})`;
}

/** ∇_X f, in X, the s_k and their weights. */
export function analyticGradient(loss: AnalyticLoss, variable: MatrixSymbol): Expression {
  const known = new Map<AnalyticCall, Expression>();
  const through = (of: Expression): Expression => {
    let total = gradient(of, variable);
    for (const call of loss.calls) {
      const slope = gradient(of, call.symbol);
      if (slope.terms.length > 0) total = add(total, multiply(slope, ofCall(call)));
    }
    return total;
  };
  const ofCall = (call: AnalyticCall): Expression => {
    let derivative = known.get(call);
    if (derivative === undefined) {
      derivative = call.parts.map((part, i) => multiply(weightOf(call, i), through(part))).reduce(add);
      known.set(call, derivative);
    }
    return derivative;
  };
  return through(loss.loss);
}

/** The weights of a logsumexp, which its derivatives are written in. */
const weightsName = (place: number): string => `p${place}`;

/** What the weights of logsumexp in derivatives are: p = softmax(P_1, …). */
export const weightDefinitions = ({ calls }: AnalyticLoss): Printed[] =>
  calls
    .filter(({ name }) => ANALYTIC_FUNCTIONS.get(name) === Number.POSITIVE_INFINITY)
    .map(({ place, parts }) => ({
      text: `${weightsName(place)} = softmax(${parts.map(printText).join(", ")})`,
      tex: `p_{${place}} = \\operatorname{softmax}(${parts.map(printTex).join(", ")})`,
    }));

/** ∂s/∂P_i. */
function weightOf({ symbol, name, parts, place }: AnalyticCall, i: number): Expression {
  const s = letter(symbol);
  const weights = weightsName(place);
  const [text, tex] = [printText(parts[i]!), printTex(parts[i]!)];
  switch (name) {
    case "exp":
      return s;
    case "log":
      return letter(symbolOf(`1/${symbol.name}`, `1/(${text})`, `\\tfrac{1}{${tex}}`));
    case "reciprocal":
      return negate(power(s, 2));
    case "sqrt":
      return letter(symbolOf(`half ${symbol.name}`, `1/(2*${symbol.text!})`, `\\tfrac{1}{2 ${symbol.tex!}}`));
    case "sigmoid":
      return add(s, negate(power(s, 2)));
    case "softplus":
      return letter(symbolOf(`sigmoid ${symbol.name}`, `sigmoid(${text})`, texOf("sigmoid", [tex])));
    default:
      return letter(
        symbolOf(`softmax ${i} ${symbol.name}`, `${weights}[${i + 1}]`, `(p_{${place}})_{${i + 1}}`),
      );
  }
}

/** f as a function of the entries of the variables, row by row. */
export function entrywise(loss: AnalyticLoss): Analytic {
  const layout = new Map<string, { readonly offset: number }>();
  let size = 0;
  for (const { symbol } of loss.variables) {
    layout.set(symbol.name, { offset: size });
    size += symbol.rows * symbol.columns;
  }
  const letters: Analytic[] = Array.from({ length: size }, (_, at) => ({ kind: "variable", at }));
  for (const [k, { symbol }] of loss.calls.entries()) layout.set(symbol.name, { offset: size + k });
  const polynomial = (of: Expression): Analytic => {
    const [f] = expand(substituteParameters(of, loss.parameters), layout, loss.constants)[0]!;
    const terms = [...f!.terms()].map(({ coefficient, factors }): Analytic => {
      const powers = new Map<number, number>();
      for (const v of factors) powers.set(v, (powers.get(v) ?? 0) + 1);
      const parts: Analytic[] = [...powers].map(([v, exponent]) =>
        exponent === 1 ? letters[v]! : { kind: "power", base: letters[v]!, exponent },
      );
      return { kind: "product", parts: [{ kind: "number", value: coefficient }, ...parts] };
    });
    return terms.length === 0 ? { kind: "product", parts: [ZERO_NUMBER] } : { kind: "sum", parts: terms };
  };
  for (const { name, parts } of loss.calls) letters.push(callOf(name, parts.map(polynomial)));
  return polynomial(loss.loss);
}

/** √P = exp(½ log P), where it has derivatives. */
function callOf(name: string, parts: readonly Analytic[]): Analytic {
  const [part] = parts as [Analytic];
  if (name === "reciprocal") return { kind: "power", base: part, exponent: -1 };
  if (name !== "sqrt") return { kind: "call", name, parts };
  const half: Analytic = { kind: "number", value: rational("1/2") };
  const log: Analytic = { kind: "call", name: "log", parts };
  return { kind: "call", name: "exp", parts: [{ kind: "product", parts: [half, log] }] };
}

const ZERO_NUMBER: Analytic = { kind: "number", value: ZERO };

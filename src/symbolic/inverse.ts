/**
 * Inverses, quotients, square roots, norms and determinants of matrix expressions.
 *
 *   inv(A) = A⁻¹        a letter T,   dT = −T dA T
 *   f/g                 f T, T the inverse of the scalar g
 *   sqrt(x) = √x        a letter s,   ds = ½ ρ dx,   ρ = 1/√x a letter,   dρ = −½ ρ³ dx
 *   norm(A) = √tr(AᵀA), cosine(A, B) = tr(AᵀB)/(norm(A) norm(B))
 *   det(A)              a polynomial in traces of powers (Newton's identities): k e_k = Σ_{i=1}^k (−1)^{i−1} e_{k−i} tr(A^i), det A = e_n
 *
 * Derivatives are words in these letters, so all that reads words reads them, given their values. As unknowns they have the equations
 *
 *   T A = I   (A invertible),     ρ² x = 1, ρ > 0   (x > 0),     s = x ρ
 *
 * (`quotient/defined-unknowns.ts`). The domain of an expression is where all of these have a solution: open. Where x = 0, √x has a value
 * and no derivative; nothing is said of such points but that they are there (`domainOf`).
 *
 * Not covered: pseudo-inverses, roots of matrices, functions under sg(·).
 */
import { integerSquareRoot, ONE, type Rational, ratio, rational } from "../exact/rational.js";
import {
  type Definition,
  definedSymbol,
  type Expression,
  hasStopGradient,
  innerProduct,
  isScalar,
  letter,
  type MatrixSymbol,
  multiply,
  norm2,
  power,
  reciprocal,
  scalar,
  scale,
  shapeText,
  sum,
  symbolsOf,
  trace,
} from "./expression.js";
import { MAX_DETERMINANT } from "./limits.js";

function requireDifferentiable(a: Expression, name: string): void {
  if (hasStopGradient(a)) throw new RangeError(`expected no sg inside ${name}`);
}

/**
 * A⁻¹.
 *
 * @throws RangeError unless A is square; for 0.
 */
export function inverseOf(a: Expression): Expression {
  if (a.rows !== a.columns) throw new RangeError(`expected a square matrix under inv, got ${shapeText(a)}`);
  if (a.terms.length === 0) throw new RangeError("expected an invertible matrix under inv, got 0");
  requireDifferentiable(a, "inv");
  if (isScalar(a)) return quotientBy(a);
  // (c A)⁻¹ = A⁻¹/c, and c⁻¹ I.
  const [term, more] = a.terms;
  if (more === undefined && term!.traces.length === 0) {
    const factor = reciprocal({ rows: 1, columns: 1, terms: [{ ...term!, word: [] }] });
    const bare = { ...a, terms: [{ ...term!, coefficient: ONE, parameters: [] }] };
    return multiply(factor, term!.word.length === 0 ? bare : letter(definedSymbol("inverse", bare)));
  }
  return letter(definedSymbol("inverse", a));
}

/**
 * 1/g for a scalar g: of a product of numbers, parameters and roots as such a product, else a letter g⁻¹.
 *
 * @throws RangeError unless g is a scalar; for 0.
 */
export function quotientBy(g: Expression): Expression {
  const [term, more] = g.terms;
  if (!isScalar(g))
    throw new RangeError(
      `expected a scalar as divisor (of a matrix it is A*inv(B)), got shape ${shapeText(g)}`,
    );
  if (term === undefined) throw new RangeError("expected a divisor that is not 0");
  requireDifferentiable(g, "a divisor");
  if (more !== undefined) return letter(definedSymbol("inverse", g));
  const factors = term.traces.map((word): Expression => {
    const [only, another] = word;
    const defined = another === undefined ? only!.symbol.defined : undefined;
    if (defined?.kind === "root") return letter(definedSymbol("inverse-root", defined.of));
    if (defined?.kind === "inverse-root") return letter(definedSymbol("root", defined.of));
    if (defined?.kind === "inverse") return defined.of;
    return letter(
      definedSymbol("inverse", {
        ...g,
        terms: [{ coefficient: ONE, parameters: [], traces: [word], word: [] }],
      }),
    );
  });
  return factors.reduce(multiply, reciprocal({ ...g, terms: [{ ...term, traces: [] }] }));
}

/**
 * √x for a scalar x, ≥ 0.
 *
 * @throws RangeError unless x is a scalar; for negative numbers.
 */
export function squareRoot(x: Expression): Expression {
  if (!isScalar(x)) throw new RangeError(`expected a scalar under sqrt, got ${shapeText(x)}`);
  requireDifferentiable(x, "sqrt");
  if (x.terms.length === 0) return x;
  const [term, more] = x.terms;
  if (more === undefined && term!.traces.length === 0 && term!.parameters.length === 0) {
    if (term!.coefficient.s < 0n) throw new RangeError("expected a number of at least 0 under sqrt");
    const root = rationalRoot(term!.coefficient);
    if (root !== null) return scalar(root);
  }
  return letter(definedSymbol("root", x));
}

/** The root of a rational that is a square; null for others. */
export function rationalRoot(value: Rational): Rational | null {
  const [n, d] = [integerSquareRoot(value.n), integerSquareRoot(value.d)];
  const root = ratio(n, d);
  return value.s < 0n || !root.mul(root).equals(value) ? null : root;
}

/** ‖A‖_F = √tr(AᵀA). */
export const frobeniusNorm = (a: Expression): Expression => squareRoot(norm2(a));

/**
 * tr(AᵀB)/(‖A‖ ‖B‖).
 * @throws RangeError if the shapes differ.
 */
export const cosine = (a: Expression, b: Expression): Expression =>
  multiply(innerProduct(a, b), quotientBy(multiply(frobeniusNorm(a), frobeniusNorm(b))));

/**
 * det A as a polynomial in the traces of its powers.
 * @throws RangeError unless A is square with at most 5 rows.
 */
export function determinantOf(a: Expression): Expression {
  const n = a.rows;
  if (n !== a.columns) throw new RangeError(`expected a square matrix under det, got ${shapeText(a)}`);
  if (n > MAX_DETERMINANT)
    throw new RangeError(`expected at most ${MAX_DETERMINANT} rows under det, got ${n}`);
  const traces = Array.from({ length: n }, (_, k) => trace(power(a, k + 1)));
  const elementary = [scalar(1)];
  for (let k = 1; k <= n; k++)
    elementary.push(
      scale(
        sum(
          traces
            .slice(0, k)
            .map((t, i) => scale(multiply(elementary[k - 1 - i]!, t), rational(i % 2 === 0 ? 1 : -1))),
        ),
        ONE.div(rational(k)),
      ),
    );
  return elementary[n]!;
}

/** A symbol with its definition. */
export interface DefinedSymbol extends MatrixSymbol {
  readonly defined: Definition;
}

const isDefined = (symbol: MatrixSymbol): symbol is DefinedSymbol => symbol.defined !== undefined;

/**
 * The inverses and roots that expressions are written with, each once, after those that stand in it; constant ones included.
 *
 * @example definedSymbols([parse("norm(inv(W))")]) // inv(W), then the root of norm2(inv(W))
 */
export function definedSymbols(expressions: readonly Expression[]): DefinedSymbol[] {
  const found = new Map<string, DefinedSymbol>();
  const visit = (a: Expression): void => {
    for (const symbol of symbolsOf(a).values()) {
      if (!isDefined(symbol) || found.has(symbol.name)) continue;
      visit(symbol.defined.of);
      found.set(symbol.name, symbol);
    }
  };
  for (const expression of expressions) visit(expression);
  return [...found.values()];
}

/** Where an expression has derivatives: a matrix that has to be invertible, or a scalar that has to be positive. */
export interface DomainCondition {
  readonly kind: "invertible" | "nonzero" | "positive";
  readonly of: Expression;
}

/**
 * The conditions that a loss needs to have derivatives, each once, inner ones first.
 *
 * @example domainOf(parse("norm(w)")) // [{ kind: "positive", of: norm2(w) }]
 */
export function domainOf(loss: Expression): DomainCondition[] {
  const found = new Map<string, DomainCondition>();
  for (const { defined, role } of definedSymbols([loss])) {
    if (role === "constant") continue;
    const kind = defined.kind !== "inverse" ? "positive" : isScalar(defined.of) ? "nonzero" : "invertible";
    const { name } = definedSymbol(kind === "positive" ? "root" : "inverse", defined.of);
    found.set(name, { kind, of: defined.of });
  }
  return [...found.values()];
}

/**
 * Where a loss with inverses and roots has derivatives, and what is decided of the rest.
 *
 *   A invertible (under inv),   g ≠ 0 (a divisor),   x > 0 (under a root).
 *
 * A condition holds everywhere if A (g, x) is a sum of non-negative terms, one of them positive:
 *
 *   c I,  c > 0                                   positive
 *   Y C Yᵀ, tr(Y C Yᵀ),  C ⪰ 0 a constant or I      non-negative, Y any word; and products of such traces
 *   tr(X C Xᵀ),  C ≻ 0, X a variable on unit spheres  positive, as y C yᵀ of its unit rows, or of its unit columns yᵀ
 *
 * It fails at the origin, where every free variable is 0, if A is singular there (g = 0, x = 0). If a root's x is c_0 + Σ c tr(X C Xᵀ) with C ≻ 0, c > 0 for all
 * variables and c_0 = 0, then nowhere else. What the loss is at the origin is known where only roots fail there, √0 = 0.
 *
 * Not covered: other sums that happen to be positive; where else than at the origin a condition fails.
 */
import { inertia } from "../exact/inertia.js";
import { determinant } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, type Rational, sign, ZERO } from "../exact/rational.js";
import { evaluateExact } from "./evaluate.js";
import { type Expression, type Letter, substituteParameters, type Word, wordKey } from "./expression.js";
import { type DomainCondition, definedSymbols, domainOf, rationalRoot } from "./inverse.js";
import { type Landscape, numericLoss } from "./landscape.js";

/** A condition, and where it is known to fail. */
export interface DecidedCondition extends DomainCondition {
  /** Whether it is known to hold at every feasible point. */
  readonly everywhere: boolean;
  /** Where it fails at the origin. */
  readonly origin?: {
    /** Whether it is known to fail nowhere else. */
    readonly only: boolean;
    /** The value of the loss there, if it has one that is rational. */
    readonly value?: Rational;
  };
}

/** The conditions on the domain of a loss, each with what is decided of it. */
export function decidedDomain(landscape: Landscape): DecidedCondition[] {
  return domainOf(landscape.loss).map((condition): DecidedCondition => {
    const of = substituteParameters(condition.of, landscape.parameters);
    if (isPositive(of, landscape)) return { ...condition, everywhere: true };
    const origin = atOrigin(of, landscape);
    const value = origin ? valueAtOrigin(landscape) : null;
    return {
      ...condition,
      everywhere: false,
      ...(origin
        ? { origin: { only: vanishesAtOriginAlone(of, landscape), ...(value === null ? {} : { value }) } }
        : {}),
    };
  });
}

/** Whether the loss has derivatives at every feasible point, as far as is known. */
export const isSmoothEverywhere = (landscape: Landscape): boolean =>
  decidedDomain(landscape).every(({ everywhere }) => everywhere);

type Sign = "positive" | "non-negative" | "unknown";

function isPositive({ terms }: Expression, landscape: Landscape): boolean {
  const signs = terms.map(({ coefficient, parameters, traces, word }): Sign => {
    if (parameters.length > 0 || sign(coefficient) <= 0) return "unknown";
    const keys = traces.map(wordKey);
    const factors = traces.map((cycle, k): Sign => {
      const own = signOfCycle(cycle, landscape);
      // Equal factors in pairs are a square.
      const isEven = keys.filter((key) => key === keys[k]).length % 2 === 0;
      return own === "unknown" && isEven ? "non-negative" : own;
    });
    const matrix: Sign =
      word.length === 0 ? "positive" : isForm(word, landscape) ? "non-negative" : "unknown";
    const all = [...factors, matrix];
    if (all.includes("unknown")) return "unknown";
    return all.every((one) => one === "positive") ? "positive" : "non-negative";
  });
  return !signs.includes("unknown") && signs.includes("positive");
}

const isTransposeOf = (a: Letter, b: Letter): boolean =>
  a.symbol.name === b.symbol.name && (a.transposed !== b.transposed || a.symbol.symmetric);

/** Whether a word is Y C Yᵀ with C ⪰ 0, or I. */
function isForm(word: Word, landscape: Landscape): boolean {
  if (word.length === 0) return true;
  const [first, last] = [word[0]!, word[word.length - 1]!];
  if (word.length === 1) return definiteness(first, landscape) !== "unknown";
  return isTransposeOf(first, last) && isForm(word.slice(1, -1), landscape);
}

/** C ≻ 0, C ⪰ 0 or neither, for a constant. */
function definiteness({ symbol }: Letter, { constants }: Landscape): Sign {
  const value = constants.get(symbol.name);
  if (value === undefined || !value.isSymmetric()) return "unknown";
  const { negative, zero } = inertia(value);
  if (negative > 0) return "unknown";
  return zero === 0 ? "positive" : "non-negative";
}

function signOfCycle(cycle: Word, landscape: Landscape): Sign {
  const [only, another] = cycle;
  // Roots are not negative.
  if (another === undefined && only!.symbol.defined !== undefined && only!.symbol.defined.kind !== "inverse")
    return "non-negative";
  if (another === undefined && definiteness(only!, landscape) === "positive") return "positive";
  const spheres = new Set(
    landscape.variables.flatMap(({ symbol, constraint }) => (constraint === "none" ? [] : [symbol.name])),
  );
  if (squaresOf(cycle, landscape).some((name) => spheres.has(name))) return "positive";
  const rotations = cycle.map((_, k) => [...cycle.slice(k), ...cycle.slice(0, k)]);
  if (rotations.some((word) => isUnitForm(word, landscape))) return "positive";
  return rotations.some((word) => isForm(word, landscape)) ? "non-negative" : "unknown";
}

/** Whether a word is y C yᵀ, C ≻ 0 or I, with y = e_iᵀ X a row of a variable with unit rows, or the transpose of a unit column. */
function isUnitForm(word: Word, landscape: Landscape): boolean {
  const [first, second] = word;
  const [before, last] = word.slice(-2);
  const inner = word.slice(2, -2);
  if (word.length < 4 || !isTransposeOf(first!, last!) || !isTransposeOf(second!, before!)) return false;
  if (inner.length > 1 || inner.some((letter) => definiteness(letter, landscape) !== "positive"))
    return false;
  const { known, columns } = first!.symbol;
  const { constraint } = landscape.variables.find(({ symbol }) => symbol.name === second!.symbol.name) ?? {};
  return (
    known?.kind === "identity-columns" &&
    columns === 1 &&
    first!.transposed &&
    constraint === (second!.transposed ? "unit-columns" : "unit-rows")
  );
}

/** The variables X with tr(X C Xᵀ) or tr(Xᵀ C X), C ≻ 0 or I, for this cycle. */
function squaresOf(cycle: Word, landscape: Landscape): string[] {
  return cycle.flatMap((first, k) => {
    const others = [...cycle.slice(k + 1), ...cycle.slice(0, k)];
    const last = others[others.length - 1];
    const isSquare =
      first.symbol.role === "variable" &&
      last !== undefined &&
      isTransposeOf(first, last) &&
      (others.length === 1 || (others.length === 2 && definiteness(others[0]!, landscape) === "positive"));
    return isSquare ? [first.symbol.name] : [];
  });
}

/** Whether the condition fails where every variable is 0; not asked where that is not feasible. */
function atOrigin(of: Expression, landscape: Landscape): boolean {
  if (landscape.variables.some(({ constraint }) => constraint !== "none")) return false;
  const values = valuesAtOrigin(landscape, [of]);
  return values !== null && isZero(determinant(evaluateExact(of, values)));
}

/** Matrices by name where every variable is 0, √0 = 0; null where an inverse is missing or a root is not rational. */
function valuesAtOrigin(
  { variables, constants }: Landscape,
  expressions: readonly Expression[],
): Map<string, RationalMatrix> | null {
  const values = new Map(constants);
  for (const { symbol } of variables)
    values.set(symbol.name, RationalMatrix.zero(symbol.rows, symbol.columns));
  for (const { name, defined } of definedSymbols(expressions)) {
    if (values.has(name)) continue;
    const root = defined.kind === "root" ? rationalRoot(evaluateExact(defined.of, values).get(0, 0)) : null;
    if (root === null) return null;
    values.set(name, RationalMatrix.from([[root]]));
  }
  return values;
}

function valueAtOrigin(landscape: Landscape): Rational | null {
  const loss = numericLoss(landscape);
  const values = valuesAtOrigin(landscape, [loss]);
  return values === null ? null : evaluateExact(loss, values).get(0, 0);
}

/** Whether a scalar is Σ c tr(X C Xᵀ), c > 0, C ≻ 0, with every variable in it. */
function vanishesAtOriginAlone({ rows, terms }: Expression, landscape: Landscape): boolean {
  const names = new Set<string>();
  for (const { coefficient, traces } of terms) {
    const [cycle, more] = traces;
    if (rows > 1 || cycle === undefined || more !== undefined || !(coefficient.compare(ZERO) > 0))
      return false;
    const squares = squaresOf(cycle, landscape);
    if (squares.length === 0) return false;
    for (const name of squares) names.add(name);
  }
  return landscape.variables.every(({ symbol }) => names.has(symbol.name));
}

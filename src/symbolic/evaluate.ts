/**
 * Exact evaluation of trace polynomials at rational matrices: no rounding, no tolerance.
 */
import { type Inertia, inertia } from "../exact/inertia.js";
import { inverse } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, ONE, type Rational, sign, ZERO } from "../exact/rational.js";
import { type JacobianTerm, jacobianTerms } from "./differentiate.js";
import {
  type Expression,
  type Letter,
  rowsOf,
  substituteParameters,
  type Word,
  wordKey,
} from "./expression.js";
import { definedSymbols, rationalRoot } from "./inverse.js";
import { spectrumShift } from "./lagrangian.js";
import { type Landscape, numericGradients, numericLoss } from "./landscape.js";

/** Matrix name → exact value, for variables and constants alike. */
export type ExactPoint = ReadonlyMap<string, RationalMatrix>;

/**
 * Whether a point satisfies the constraints of its variables exactly.
 *
 * @param point every variable of the landscape by its name.
 * @returns true for points of the manifold; variables without a constraint are free.
 * @example
 * isFeasible(problem.objective.landscape!, new Map([["W", RationalMatrix.zero(1, 2)]])) // true
 */
export const isFeasible = (
  { variables, constants, parameters, equalities }: Landscape,
  point: ExactPoint,
): boolean =>
  (equalities?.list ?? []).every(({ difference }) =>
    evaluateExact(substituteParameters(difference, parameters), new Map([...constants, ...point])).isZero(),
  ) &&
  variables.every(({ symbol, constraint }) => {
    const x = point.get(symbol.name)!;
    if (constraint === "none") return true;
    if (constraint === "unit-norm") return x.norm2().equals(ONE);
    const gram = constraint === "unit-columns" ? x.transpose().multiply(x) : x.multiply(x.transpose());
    return gram.diagonalEntries().every((entry) => entry.equals(ONE));
  });

class ExactEvaluator {
  private readonly known = new Map<string, RationalMatrix>();

  constructor(private readonly values: ExactPoint) {}

  word(word: Word, size: number): RationalMatrix {
    if (word.length === 0) return RationalMatrix.identity(size);
    const key = wordKey(word);
    let value = this.known.get(key);
    if (value === undefined) {
      const last = this.letter(word[word.length - 1]!);
      value = word.length === 1 ? last : this.word(word.slice(0, -1), size).multiply(last);
      this.known.set(key, value);
    }
    return value;
  }

  traces(words: readonly Word[]): Rational {
    let product = ONE;
    for (const word of words) product = product.mul(this.word(word, rowsOf(word[0]!)).trace());
    return product;
  }

  private letter(l: Letter): RationalMatrix {
    const value = this.values.get(l.symbol.name);
    if (value === undefined)
      throw new RangeError(`evaluate: expected a value for ${l.symbol.name}, got none`);
    return l.transposed ? value.transpose() : value;
  }
}

/**
 * The exact value of an expression without parameters.
 * @throws RangeError if a letter or a parameter has no value.
 */
export function evaluateExact(expression: Expression, values: ExactPoint): RationalMatrix {
  const evaluator = new ExactEvaluator(values);
  let sum = RationalMatrix.zero(expression.rows, expression.columns);
  for (const term of expression.terms) {
    if (term.parameters.length > 0)
      throw new RangeError(
        `evaluate: expected a value for the parameter ${term.parameters[0]![0]}, got none`,
      );
    const factor = term.coefficient.mul(evaluator.traces(term.traces));
    sum = sum.add(evaluator.word(term.word, expression.rows).scale(factor));
  }
  return sum;
}

/** The landscape's constants together with a point; variables seen through max(X, 0) are replaced by it. */
function environment(landscape: Landscape, point: ExactPoint): ExactPoint {
  const values = new Map([...landscape.constants, ...point]);
  for (const { symbol, positivePart } of landscape.variables)
    if (positivePart)
      values.set(
        symbol.name,
        values.get(symbol.name)!.map((x) => (sign(x) > 0 ? x : ZERO)),
      );
  return withDefinedValues(values, [numericLoss(landscape), ...numericGradients(landscape)]);
}

/**
 * The values of inverses and roots beside those that are given.
 * @throws RangeError where a matrix is singular, or a root is not rational.
 */
function withDefinedValues(
  values: Map<string, RationalMatrix>,
  expressions: readonly Expression[],
): ExactPoint {
  for (const { name, defined } of definedSymbols(expressions)) {
    if (values.has(name)) continue;
    const inside = evaluateExact(defined.of, values);
    if (defined.kind === "inverse") {
      values.set(name, inverse(inside));
      continue;
    }
    const root = rationalRoot(inside.get(0, 0));
    if (root === null) throw new RangeError("evaluate: expected a square of a rational under a root");
    values.set(name, RationalMatrix.from([[defined.kind === "root" ? root : ONE.div(root)]]));
  }
  return values;
}

/**
 * The loss at a point, exactly. For a field, the loss with its stop-gradient marks released.
 *
 * @param point every variable of the landscape by its name.
 * @returns a number in Q.
 * @throws RangeError if a letter or a parameter has no value.
 * @example
 * exactValue(problem.objective.landscape!, new Map([["W", RationalMatrix.from([["1/2", 0]])]])).toFraction() // "-3/16"
 */
export const exactValue = (landscape: Landscape, point: ExactPoint): Rational =>
  evaluateExact(numericLoss(landscape), environment(landscape, point)).get(0, 0);

/**
 * The exact tangential gradient of each variable: G − X diag(XᵀG) and its analogues.
 *
 * @param point every variable of the landscape by its name; it must satisfy the constraints exactly.
 * @returns a matrix for every variable, in their order and shapes: all zero exactly at critical points. For a field, minus its
 * components.
 * @throws RangeError if a letter or a parameter has no value.
 * @example
 * exactStationarity(problem.objective.landscape!, new Map([["W", RationalMatrix.zero(1, 2)]]))[0]!.isZero() // true
 */
export function exactStationarity(landscape: Landscape, point: ExactPoint): RationalMatrix[] {
  const values = environment(landscape, point);
  return numericGradients(landscape).map((g, k) => {
    const { symbol, constraint, positivePart } = landscape.variables[k]!;
    const x = point.get(symbol.name)!;
    let value = evaluateExact(g, values);
    if (positivePart) value = value.map((entry, i, j) => (sign(x.get(i, j)) > 0 ? entry : ZERO));
    const weight = multipliers(constraint, x, value);
    return value.map((entry, i, j) => entry.sub(weight(i, j).mul(x.get(i, j))));
  });
}

/** The Lagrange multiplier that acts on entry (i, j). */
function multipliers(
  constraint: Landscape["variables"][number]["constraint"],
  x: RationalMatrix,
  g: RationalMatrix,
): (i: number, j: number) => Rational {
  if (constraint === "none") return () => ZERO;
  if (constraint === "unit-norm") {
    const lambda = x.transpose().multiply(g).trace();
    return () => lambda;
  }
  if (constraint === "unit-columns") {
    const lambda = x.transpose().multiply(g).diagonalEntries();
    return (_, j) => lambda[j]!;
  }
  const lambda = g.multiply(x.transpose()).diagonalEntries();
  return (i) => lambda[i]!;
}

/**
 * The exact Lagrange Hessian (for a field: minus its Jacobian) in the coordinates of all variable entries,
 * row-major per variable, before restriction to the tangent space; and an exact basis-free description of that
 * restriction: the constraint covectors as columns of `normals`.
 *
 * @param point every variable of the landscape by its name.
 * @returns `matrix`: n×n, n the number of all entries; `normals`: n×c, a column for each sphere of the constraints.
 * @throws RangeError if a letter or a parameter has no value.
 * @example
 * exactHessian(problem.objective.landscape!, new Map([["W", RationalMatrix.zero(1, 2)]])).matrix.get(0, 0).toFraction() // "-2"
 */
export function exactHessian(
  landscape: Landscape,
  point: ExactPoint,
): { readonly matrix: RationalMatrix; readonly normals: RationalMatrix } {
  const values = environment(landscape, point);
  const gradients = numericGradients(landscape);
  const offsets: number[] = [];
  let size = 0;
  for (const { symbol } of landscape.variables) {
    offsets.push(size);
    size += symbol.rows * symbol.columns;
  }
  const hessian = new ExactSum(size, new ExactEvaluator(values));
  landscape.variables.forEach((x, a) => {
    landscape.variables.forEach((y, b) => {
      for (const term of jacobianTerms(gradients[a]!, y.symbol))
        hessian.addTerm(
          term,
          { symbol: x.symbol, offset: offsets[a]! },
          { symbol: y.symbol, offset: offsets[b]! },
        );
    });
  });
  const normals: Rational[][] = [];
  landscape.variables.forEach(({ symbol, constraint, positivePart }, a) => {
    const x = point.get(symbol.name)!;
    const { rows, columns } = symbol;
    const at = (i: number, j: number) => offsets[a]! + i * columns + j;
    const places = Array.from(
      { length: rows * columns },
      (_, k) => [Math.floor(k / columns), k % columns] as const,
    );
    if (positivePart) for (const [i, j] of places) if (sign(x.get(i, j)) <= 0) hessian.clear(at(i, j));
    if (constraint === "none") return;
    let g = evaluateExact(gradients[a]!, values);
    if (positivePart) g = g.map((entry, i, j) => (sign(x.get(i, j)) > 0 ? entry : ZERO));
    const weight = multipliers(constraint, x, g);
    for (const [i, j] of places) hessian.add(at(i, j), at(i, j), weight(i, j).neg());
    const groups = constraint === "unit-norm" ? 1 : constraint === "unit-columns" ? columns : rows;
    for (let c = 0; c < groups; c++) {
      const normal = new Array<Rational>(size).fill(ZERO);
      for (const [i, j] of places)
        if (constraint === "unit-norm" || (constraint === "unit-columns" ? j : i) === c)
          normal[at(i, j)] = x.get(i, j);
      normals.push(normal);
    }
  });
  return {
    matrix: RationalMatrix.generate(size, size, (i, j) => hessian.entries[i]![j]!),
    normals: RationalMatrix.generate(size, normals.length, (i, j) => normals[j]![i]!),
  };
}

/** A matrix variable, and the coordinate of its first entry. */
interface PlacedSymbol {
  readonly symbol: Landscape["variables"][number]["symbol"];
  readonly offset: number;
}

/** A square matrix over all coordinates, summed term by term. */
class ExactSum {
  readonly entries: Rational[][];

  constructor(
    size: number,
    private readonly evaluator: ExactEvaluator,
  ) {
    this.entries = Array.from({ length: size }, () => new Array<Rational>(size).fill(ZERO));
  }

  add(row: number, column: number, value: Rational): void {
    const entries = this.entries[row]!;
    entries[column] = entries[column]!.add(value);
  }

  /** Makes a row and its column zero. */
  clear(k: number): void {
    this.entries[k]!.fill(ZERO);
    for (const row of this.entries) row[k] = ZERO;
  }

  /** A term of the derivative of ∂f/∂X along Y; words are sparse more often than not. */
  addTerm(term: JacobianTerm, x: PlacedSymbol, y: PlacedSymbol): void {
    const { rows, columns } = x.symbol;
    const factor = term.coefficient.mul(this.evaluator.traces(term.traces));
    if (isZero(factor)) return;
    const row = (i: number, j: number) => x.offset + i * columns + j;
    const column = (k: number, l: number) => y.offset + k * y.symbol.columns + l;
    if (term.kind === "outer") {
      const covector = nonzeroEntries(this.evaluator.word(term.covector, y.symbol.rows));
      for (const { i, j, value } of nonzeroEntries(this.evaluator.word(term.result, rows))) {
        const scaled = factor.mul(value);
        for (const other of covector) this.add(row(i, j), column(other.i, other.j), scaled.mul(other.value));
      }
      return;
    }
    const right = nonzeroEntries(this.evaluator.word(term.right, columns));
    // Entry ((i, j), (k, l)) is left_ik right_lj, or left_il right_kj for a transposed direction.
    for (const { i, j: inner, value } of nonzeroEntries(this.evaluator.word(term.left, rows))) {
      const scaled = factor.mul(value);
      for (const { i: outer, j, value: other } of right)
        this.add(row(i, j), term.transposed ? column(outer, inner) : column(inner, outer), scaled.mul(other));
    }
  }
}

function nonzeroEntries(
  a: RationalMatrix,
): { readonly i: number; readonly j: number; readonly value: Rational }[] {
  const found: { i: number; j: number; value: Rational }[] = [];
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) {
      const value = a.get(i, j);
      if (!isZero(value)) found.push({ i, j, value });
    }
  return found;
}

/**
 * The exact inertia of the Riemannian Hessian at a rational point that satisfies the constraints.
 *
 * With c independent constraint covectors N, inertia(H on ker Nᵀ) = inertia((H N; Nᵀ 0)) − (c, 0, c); under equalities see `lagrangian.ts`.
 *
 * @param point every variable of the landscape by its name; it must satisfy the constraints exactly.
 * @returns the numbers of negative, zero and positive eigenvalues on the tangent space.
 * @throws RangeError if a letter or a parameter has no value, or for a field, whose Jacobian is not symmetric.
 * @example
 * exactInertia(problem.objective.landscape!, new Map([["W", RationalMatrix.zero(1, 2)]])) // { negative: 2, zero: 0, positive: 0 }
 */
export function exactInertia(landscape: Landscape, point: ExactPoint): Inertia {
  const { matrix, normals } = exactHessian(landscape, point);
  const n = matrix.rows;
  const c = normals.columns;
  const bordered = RationalMatrix.generate(n + c, n + c, (i, j) =>
    i < n ? (j < n ? matrix.get(i, j) : normals.get(i, j - n)) : j < n ? normals.get(j, i - n) : ZERO,
  );
  const { negative, zero, positive } = inertia(bordered);
  const shift = spectrumShift(landscape);
  return {
    negative: negative - c - shift.negative,
    zero,
    positive: positive - c - shift.positive,
  };
}

/**
 * Entries of matrices as trace polynomials, with e_i the columns of I and 1 the vector of ones:
 *
 *   diag(A) = Σ_i e_i (e_iᵀ A e_i)                        the diagonal, as a column
 *   diagm(v) = Σ_i e_i (e_iᵀ v) e_iᵀ                      the diagonal matrix
 *   offdiag(A) = A − diagm(diag(A))
 *   A .* B = Σ_ij e_i (e_iᵀ A e_j)(e_iᵀ B e_j) e_jᵀ       entry by entry (Hadamard)
 *   sum(A) = 1ᵀ A 1
 *   kron(A, B) = Σ_ij (e_iᵀ A e_j) (e_i ⊗ I) B (e_j ⊗ I)ᵀ  (Kronecker)
 *   [A, B; C, D] = Σ_rs E_r A_rs F_sᵀ                     E_r, F_s consecutive columns of I
 *   A[a:b, c:d] = E_{a:b}ᵀ A E_{c:d}
 *
 * So they are derived, enclosed, compiled and expanded as every other expression; `collect-entrywise.ts` puts them together again where they
 * are printed. An elementwise product of r×c matrices has r·c terms for each pair of terms.
 */
import { RationalMatrix } from "../exact/matrix.js";
import { ONE, ZERO } from "../exact/rational.js";
import {
  add,
  type Expression,
  expectSameShape,
  identityMatrix,
  isScalar,
  letter,
  type MatrixSymbol,
  multiply,
  negate,
  requireProducts,
  scalar,
  shapeText,
  subtract,
  sum,
  symbolsOf,
  transpose,
} from "./expression.js";
import { MAX_SIDE } from "./limits.js";

/** Rows or columns first, …, last of a matrix, from 1. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Columns first, …, last of I_n, from 1: n×(last − first + 1). */
export function identityColumns(n: number, { first, last }: Range): Expression {
  const columns = last - first + 1;
  if (columns === n) return identityMatrix(n);
  return letter({
    name: columns === 1 ? `e(${first},${n})` : `I(${n})[:,${first}:${last}]`,
    tex: columns === 1 ? `e_{${first}}` : `E_{${first}:${last}}`,
    rows: n,
    columns,
    role: "constant",
    symmetric: false,
    known: { kind: "identity-columns", first: first - 1 },
  });
}

/**
 * e_i in R^n.
 * @throws RangeError unless 1 ≤ i ≤ n.
 */
export function unitColumn(i: number, n: number): Expression {
  if (!(i >= 1 && i <= n)) throw new RangeError(`expected an index from 1 to ${n}, got ${i}`);
  return identityColumns(n, { first: i, last: i });
}

/** The column of n ones. */
const onesColumn = (n: number): Expression =>
  n === 1
    ? scalar(1)
    : letter({
        name: `ones(${n},1)`,
        tex: `\\mathbf{1}_{${n}}`,
        rows: n,
        columns: 1,
        role: "constant",
        symmetric: false,
        known: { kind: "ones" },
      });

/** The m×n matrix of ones, 1 1ᵀ. @throws RangeError for a size of 0, or above 1000. */
export function onesMatrix(m: number, n: number): Expression {
  requireSides(m, n);
  if (m < 1 || n < 1) throw new RangeError(`expected sizes of at least 1, got ${m}×${n}`);
  return multiply(onesColumn(m), transpose(onesColumn(n)));
}

/** The entries of a symbol with known ones. */
function knownValue({ rows, columns, known }: MatrixSymbol): RationalMatrix {
  const first = known?.kind === "identity-columns" ? known.first : 0;
  return RationalMatrix.generate(rows, columns, (i, j) =>
    known?.kind === "ones" || i === first + j ? ONE : ZERO,
  );
}

/** The values of the columns of I and of ones that an expression names: constants that need no declaration. */
export const knownConstants = (a: Expression): Map<string, RationalMatrix> =>
  new Map(
    [...symbolsOf(a)].flatMap(([name, symbol]) =>
      symbol.known === undefined ? [] : [[name, knownValue(symbol)] as const],
    ),
  );

const indices = (n: number): number[] => Array.from({ length: n }, (_, k) => k + 1);

/** a_ij = e_iᵀ A e_j, from 1. */
const entry = (a: Expression, i: number, j: number): Expression =>
  multiply(multiply(transpose(unitColumn(i, a.rows)), a), unitColumn(j, a.columns));

function requireSquare(a: Expression, name: string): void {
  if (a.rows !== a.columns)
    throw new RangeError(`expected a square matrix under ${name}, got ${shapeText(a)}`);
}

/** diag(A), n×1. @throws RangeError unless A is square. */
export function diagonal(a: Expression): Expression {
  requireSquare(a, "diag");
  return sum(indices(a.rows).map((i) => multiply(unitColumn(i, a.rows), entry(a, i, i))));
}

/** diagm(v), n×n, for a row or a column v of length n. @throws RangeError otherwise. */
export function diagonalMatrix(v: Expression): Expression {
  if (v.rows !== 1 && v.columns !== 1)
    throw new RangeError(`expected a row or a column under diagm, got ${shapeText(v)}`);
  const column = v.columns === 1 ? v : transpose(v);
  return sum(
    indices(column.rows).map((i) => {
      const e = unitColumn(i, column.rows);
      return multiply(multiply(entry(column, i, 1), e), transpose(e));
    }),
  );
}

/** A without its diagonal. @throws RangeError unless A is square. */
export function offDiagonal(a: Expression): Expression {
  requireSquare(a, "offdiag");
  return subtract(a, diagonalMatrix(diagonal(a)));
}

/** A .* B; a scalar multiplies every entry. @throws RangeError if the shapes differ. */
export function elementwiseProduct(a: Expression, b: Expression): Expression {
  if (isScalar(a) || isScalar(b)) return multiply(a, b);
  expectSameShape(a, b);
  requireProducts(a.rows * a.columns * a.terms.length * b.terms.length);
  return fromEntries(a, (i, j) => multiply(entry(a, i, j), entry(b, i, j)));
}

/** A .^ k for integer k ≥ 0. @throws RangeError for exponents above 16. */
export function elementwisePower(a: Expression, exponent: number): Expression {
  if (!(exponent >= 0 && exponent <= 16))
    throw new RangeError(`expected an integer exponent from 0 to 16, got ${exponent}`);
  return fromEntries(a, (i, j) => {
    const base = entry(a, i, j);
    let power = scalar(1);
    for (let k = 0; k < exponent; k++) power = multiply(power, base);
    return power;
  });
}

const fromEntries = (
  { rows, columns }: Expression,
  entryAt: (i: number, j: number) => Expression,
): Expression =>
  sum(
    indices(rows).flatMap((i) =>
      indices(columns).map((j) =>
        multiply(multiply(entryAt(i, j), unitColumn(i, rows)), transpose(unitColumn(j, columns))),
      ),
    ),
  );

/** The sum of all entries. */
export const sumOfEntries = (a: Expression): Expression =>
  multiply(multiply(transpose(onesColumn(a.rows)), a), onesColumn(a.columns));

/** A B − B A. @throws RangeError unless A and B are square of one size. */
export const commutator = (a: Expression, b: Expression): Expression =>
  add(multiply(a, b), negate(multiply(b, a)));

function requireSides(rows: number, columns: number): void {
  if (rows > MAX_SIDE || columns > MAX_SIDE)
    throw new RangeError(`expected at most ${MAX_SIDE} rows and columns, got ${rows}×${columns}`);
}

/** A ⊗ B: block (i, j) is a_ij B. @throws RangeError for results that are too large. */
export function kronecker(a: Expression, b: Expression): Expression {
  requireSides(a.rows * b.rows, a.columns * b.columns);
  requireProducts(a.rows * a.columns * a.terms.length * b.terms.length);
  return kroneckerSum(a, b);
}

const kroneckerSum = (a: Expression, b: Expression): Expression =>
  sum(
    indices(a.rows).flatMap((i) =>
      indices(a.columns).map((j) => {
        const block = (k: number, count: number, size: number): Expression =>
          identityColumns(count * size, { first: (k - 1) * size + 1, last: k * size });
        const inside = multiply(
          multiply(block(i, a.rows, b.rows), b),
          transpose(block(j, a.columns, b.columns)),
        );
        return multiply(entry(a, i, j), inside);
      }),
    ),
  );

/**
 * The matrix of blocks.
 * @throws RangeError unless the blocks of a row have equally many rows, those of a column equally many columns.
 */
export function blockMatrix(blocks: readonly (readonly Expression[])[]): Expression {
  const [top] = blocks;
  const heights = blocks.map((row) => row[0]!.rows);
  const widths = top!.map(({ columns }) => columns);
  const rows = heights.reduce((total, height) => total + height, 0);
  const columns = widths.reduce((total, width) => total + width, 0);
  const parts: Expression[] = [];
  let above = 0;
  for (const [r, row] of blocks.entries()) {
    if (row.length !== widths.length)
      throw new RangeError(`expected ${widths.length} blocks in each row, got ${row.length}`);
    let before = 0;
    for (const [s, block] of row.entries()) {
      const shape = { rows: heights[r]!, columns: widths[s]! };
      if (block.rows !== shape.rows || block.columns !== shape.columns)
        throw new RangeError(`expected a block of shape ${shapeText(shape)}, got ${shapeText(block)}`);
      const place = identityColumns(rows, { first: above + 1, last: above + shape.rows });
      const across = identityColumns(columns, { first: before + 1, last: before + shape.columns });
      parts.push(multiply(multiply(place, block), transpose(across)));
      before += shape.columns;
    }
    above += heights[r]!;
  }
  return sum(parts);
}

/**
 * A[a:b, c:d]; all rows or columns where a range is null.
 * @throws RangeError for a range beyond the matrix.
 */
export function submatrix(a: Expression, rows: Range | null, columns: Range | null): Expression {
  const select = (n: number, range: Range | null): Expression => {
    const { first, last } = range ?? { first: 1, last: n };
    if (!(first >= 1 && first <= last && last <= n))
      throw new RangeError(
        `expected indices from 1 to ${n}, got ${first === last ? first : `${first}:${last}`}`,
      );
    return identityColumns(n, { first, last });
  };
  // Where all rows or columns are wanted the factor is I, which changes nothing.
  return multiply(multiply(transpose(select(a.rows, rows)), a), select(a.columns, columns));
}

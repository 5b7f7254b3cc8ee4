import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { ONE, type Rational, ZERO } from "../../src/exact/rational.js";
import {
  blockMatrix,
  diagonal,
  elementwiseProduct,
  identityColumns,
  knownConstants,
  onesMatrix,
  submatrix,
  unitColumn,
} from "../../src/symbolic/entrywise.js";
import { type Expression, letter, multiply, trace, transpose } from "../../src/symbolic/expression.js";
import { variable } from "../../src/symbolic/landscape.js";
import { parseExpression } from "../../src/symbolic/parser.js";
import { expand } from "../../src/symbolic/polynomial.js";
import { rationalMatrix } from "../support/random-landscape.js";

const SHAPES = {
  A: { rows: 2, columns: 3 },
  B: { rows: 2, columns: 3 },
  S: { rows: 3, columns: 3 },
  T: { rows: 3, columns: 3 },
  v: { rows: 3, columns: 1 },
  w: { rows: 2, columns: 1 },
};
type Name = keyof typeof SHAPES;
const NAMES = Object.keys(SHAPES) as Name[];
const symbols = new Map(
  NAMES.map((name) => [name, variable(name, SHAPES[name].rows, SHAPES[name].columns).symbol]),
);
const letters = new Map<string, Expression>([...symbols].map(([name, symbol]) => [name, letter(symbol)]));

const point = fc
  .tuple(...NAMES.map((name) => rationalMatrix(SHAPES[name].rows, SHAPES[name].columns)))
  .map(
    (values) =>
      Object.fromEntries(NAMES.map((name, k) => [name, values[k]!])) as Record<Name, RationalMatrix>,
  );

/** The value of an expression at a point: its entries as polynomials, evaluated. */
function evaluated(a: Expression, at: Record<Name, RationalMatrix>): RationalMatrix {
  const rows = expand(a, new Map(), new Map([...Object.entries(at), ...knownConstants(a)]));
  return RationalMatrix.generate(a.rows, a.columns, (i, j) => rows[i]![j]!.evaluate([]));
}

const scalarMatrix = (value: Rational): RationalMatrix => RationalMatrix.generate(1, 1, () => value);
const total = (a: RationalMatrix): Rational =>
  a
    .toRows()
    .flat()
    .reduce((sum, x) => sum.add(x), ZERO);
const diagonalOf = (a: RationalMatrix): RationalMatrix => RationalMatrix.diagonal(a.diagonalEntries());

/** Texts, and what they mean by the definition of each on numbers. */
const MEANINGS: readonly (readonly [string, (at: Record<Name, RationalMatrix>) => RationalMatrix])[] = [
  ["diag(S)", ({ S }) => RationalMatrix.generate(3, 1, (i) => S.get(i, i))],
  ["diagm(v)", ({ v }) => RationalMatrix.generate(3, 3, (i, j) => (i === j ? v.get(i, 0) : ZERO))],
  ["diagm(v')", ({ v }) => RationalMatrix.generate(3, 3, (i, j) => (i === j ? v.get(i, 0) : ZERO))],
  ["offdiag(S)", ({ S }) => S.subtract(diagonalOf(S))],
  ["A .* B", ({ A, B }) => A.map((x, i, j) => x.mul(B.get(i, j)))],
  ["A.^3", ({ A }) => A.map((x) => x.mul(x).mul(x))],
  ["A.^0", ({ A }) => A.map(() => ONE)],
  ["sum(A)", ({ A }) => scalarMatrix(total(A))],
  ["dot(A, B)", ({ A, B }) => scalarMatrix(A.transpose().multiply(B).trace())],
  ["comm(S, T)", ({ S, T }) => S.multiply(T).subtract(T.multiply(S))],
  ["S^3", ({ S }) => S.multiply(S).multiply(S)],
  ["ones(2,3)", () => RationalMatrix.generate(2, 3, () => ONE)],
  [
    "A*ones(3,1)",
    ({ A }) => RationalMatrix.generate(2, 1, (i) => A.toRows()[i]!.reduce((s, x) => s.add(x), ZERO)),
  ],
  ["e(2,3)'*S*e(3,3)", ({ S }) => scalarMatrix(S.get(1, 2))],
  [
    "kron(A, S)",
    ({ A, S }) =>
      RationalMatrix.generate(6, 9, (i, j) =>
        A.get(Math.floor(i / 3), Math.floor(j / 3)).mul(S.get(i % 3, j % 3)),
      ),
  ],
  [
    "[S, v; A, w]",
    ({ S, v, A, w }) =>
      RationalMatrix.generate(5, 4, (i, j) => {
        if (i < 3) return j < 3 ? S.get(i, j) : v.get(i, 0);
        return j < 3 ? A.get(i - 3, j) : w.get(i - 3, 0);
      }),
  ],
  ["S[2,:]", ({ S }) => RationalMatrix.generate(1, 3, (_, j) => S.get(1, j))],
  ["S[:,3]", ({ S }) => RationalMatrix.generate(3, 1, (i) => S.get(i, 2))],
  ["S[2:3,1:2]", ({ S }) => RationalMatrix.generate(2, 2, (i, j) => S.get(i + 1, j))],
  ["S[2,3]", ({ S }) => scalarMatrix(S.get(1, 2))],
  ["v[2]", ({ v }) => scalarMatrix(v.get(1, 0))],
  ["v'[2:3]", ({ v }) => RationalMatrix.generate(1, 2, (_, j) => v.get(j + 1, 0))],
  [
    "let Z = A*A'; offdiag(Z)",
    ({ A }) => A.multiply(A.transpose()).subtract(diagonalOf(A.multiply(A.transpose()))),
  ],
];

describe("entries of matrices as trace polynomials", () => {
  it.each(MEANINGS)("%s is what its definition says on numbers", (text, meaning) => {
    fc.assert(
      fc.property(point, (at) => {
        expect(evaluated(parseExpression(text, letters), at).equals(meaning(at))).toBe(true);
      }),
      { numRuns: 10, seed: 1 },
    );
  });

  it("carries out what known entries give: unit vectors, ones, and blocks that meet", () => {
    const e = (i: number) => unitColumn(i, 3);
    expect(multiply(transpose(e(1)), e(2)).terms).toEqual([]);
    expect(trace(multiply(transpose(e(2)), e(2)))).toEqual(parseExpression("1", letters));
    expect(multiply(onesMatrix(1, 3), onesMatrix(3, 1))).toEqual(parseExpression("3", letters));
    expect(multiply(onesMatrix(1, 3), e(2))).toEqual(parseExpression("1", letters));
    const [top, bottom] = [
      identityColumns(5, { first: 1, last: 2 }),
      identityColumns(5, { first: 3, last: 5 }),
    ];
    expect(multiply(transpose(top), bottom).terms).toEqual([]);
    expect(multiply(transpose(bottom), bottom)).toEqual(parseExpression("I(3)", letters));
    expect(trace(multiply(bottom, transpose(bottom)))).toEqual(parseExpression("3", letters));
  });

  it("multiplies block matrices block by block", () => {
    const product = parseExpression("[S, v]*[S'; v']", letters);
    expect(product).toEqual(parseExpression("S*S' + v*v'", letters));
  });

  it("refuses shapes that do not fit", () => {
    const a = letters.get("A")!;
    expect(() => diagonal(a)).toThrow(RangeError);
    expect(() => elementwiseProduct(a, transpose(a))).toThrow(RangeError);
    expect(() => submatrix(a, { first: 2, last: 1 }, null)).toThrow("expected indices from 1 to 2, got 2:1");
    expect(() => blockMatrix([[a], [letters.get("S")!, a]])).toThrow(RangeError);
  });
});

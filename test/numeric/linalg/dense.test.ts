import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addScaled,
  diagonal,
  fromRows,
  generate,
  identity,
  inner,
  type Matrix,
  matrix,
  maxAbs,
  multiply,
  multiplyInto,
  norm,
  scale,
  toRows,
  transpose,
} from "../../../src/numeric/linalg/dense.js";

/** Small integers: every identity below holds without rounding. */
const integers = (rows: number, columns: number): fc.Arbitrary<Matrix> =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: rows * columns, maxLength: rows * columns })
    .map((data) => matrix(rows, columns, data));
const size = fc.integer({ min: 1, max: 4 });
const triple = fc
  .tuple(size, size, size, size)
  .chain(([a, b, c, d]) => fc.tuple(integers(a, b), integers(b, c), integers(c, d)));
const options = { seed: 7, numRuns: 100 };

describe("dense matrices", () => {
  it("multiply associatively, and transposition reverses products", () => {
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        expect(multiply(multiply(a, b), c)).toEqual(multiply(a, multiply(b, c)));
        expect(transpose(multiply(a, b))).toEqual(multiply(transpose(b), transpose(a)));
        // Adding 0 makes −0 into 0.
        expect(addScaled(multiply(a, identity(a.columns)), scale(a, 0))).toEqual(addScaled(a, scale(a, 0)));
      }),
      options,
    );
  });

  it("have the entries Σ_k A_ik B_kj, whichever factor is stored transposed, zeros or not", () => {
    const wide = fc.integer({ min: 1, max: 9 });
    const sparse = (a: Matrix) => ({ ...a, data: a.data.map((x) => (Math.abs(x) > 4 ? x : 0)) });
    const pair = fc
      .tuple(wide, wide, wide, fc.boolean())
      .chain(([r, n, c, thin]) =>
        fc.tuple(integers(r, n), integers(n, c)).map(([a, b]) => [thin ? sparse(a) : a, b] as const),
      );
    fc.assert(
      fc.property(pair, fc.boolean(), fc.boolean(), ([a, b], aTransposed, bTransposed) => {
        const expected = toRows(a).map((row) =>
          Array.from({ length: b.columns }, (_, j) =>
            row.reduce((sum, x, k) => sum + x * b.data[k * b.columns + j]!, 0),
          ),
        );
        const out = matrix(a.rows, b.columns, new Float64Array(a.rows * b.columns).fill(7));
        multiplyInto(out.data, (aTransposed ? transpose(a) : a).data, (bTransposed ? transpose(b) : b).data, {
          rows: a.rows,
          inner: a.columns,
          columns: b.columns,
          aTransposed,
          bTransposed,
        });
        // −0 is 0.
        expect(toRows(out).map((row) => row.map((x) => x + 0))).toEqual(
          expected.map((row) => row.map((x) => x + 0)),
        );
      }),
      options,
    );
  });

  it("have ⟨A, B⟩ = tr(AᵀB) and ‖A‖² = ⟨A, A⟩", () => {
    const pair = fc.tuple(size, size).chain(([r, c]) => fc.tuple(integers(r, c), integers(r, c)));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const product = multiply(transpose(a), b);
        let trace = 0;
        for (let i = 0; i < product.rows; i++) trace += product.data[i * product.columns + i]!;
        expect(inner(a, b)).toBe(trace);
        expect(norm(a)).toBeCloseTo(Math.hypot(...a.data), 12);
        expect(maxAbs(a)).toBe(Math.max(...Array.from(a.data, Math.abs)));
        expect(toRows(addScaled(a, b, -2))).toEqual(
          toRows(a).map((row, i) => row.map((x, j) => x - 2 * b.data[i * b.columns + j]!)),
        );
      }),
      options,
    );
  });

  it("are made from rows, diagonals and formulas, row-major", () => {
    expect(
      fromRows([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ).toEqual({ rows: 3, columns: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(toRows(diagonal([2, 3]))).toEqual([
      [2, 0],
      [0, 3],
    ]);
    expect(toRows(generate(2, 3, (i, j) => 10 * i + j))).toEqual([
      [0, 1, 2],
      [10, 11, 12],
    ]);
    expect(matrix(2, 2).data).toEqual(new Float64Array(4));
  });

  it("refuse shapes that do not fit", () => {
    expect(() => matrix(2, 2, [1])).toThrow("matrix: expected 4 entries, got 1");
    expect(() => multiply(identity(2), identity(3))).toThrow(
      "matrix product: expected 2 rows on the right, got 3",
    );
    expect(() => addScaled(identity(2), identity(3))).toThrow("matrix sum: expected 2×2, got 3×3");
  });
});

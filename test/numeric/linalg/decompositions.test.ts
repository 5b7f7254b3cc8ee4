import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commonEigenvectors,
  gapVerdict,
  generalEigen,
  leastSquares,
  singularValues,
  solveLinear,
  spectralTolerance,
  symmetricEigen,
} from "../../../src/numeric/linalg/decompositions.js";
import {
  addScaled,
  diagonal,
  fromRows,
  generate,
  identity,
  type Matrix,
  matrix,
  maxAbs,
  multiply,
  norm,
  scale,
  transpose,
} from "../../../src/numeric/linalg/dense.js";
import {
  conjugate,
  difference,
  expectOrthogonal,
  matrixOf,
  options,
  orthogonalOf,
} from "../../support/matrices.js";

/** Σ on the diagonal of a rows×columns matrix. */
const rectangular = (rows: number, columns: number, values: Float64Array): Matrix =>
  generate(rows, columns, (i, j) => (i === j ? values[i]! : 0));

/** Spectra with the difficulties: distinct, repeated, zero, clustered at 1e-14, far apart. */
const SPECTRA: readonly (readonly number[])[] = [
  [3, 1, 0.5, -2],
  [2, 2, 2, 2],
  [1, 1, 0, 0],
  [0, 0, 0, 0],
  [1 + 1e-14, 1, 1 - 1e-14, -1],
  [1, 1e-8, 1e-14, 0],
];

test("symmetricEigen takes rounding for symmetric, and nothing beyond", () => {
  const skew = (by: number) =>
    fromRows([
      [1, 2 + 2 * by],
      [2, 1],
    ]);
  expect(symmetricEigen(skew(1e-9)).values[0]).toBeCloseTo(3, 7);
  expect(() => symmetricEigen(skew(1e-7))).toThrow(RangeError);
});

describe("symmetricEigen", () => {
  test("A V = V D with orthogonal V and descending D, for every kind of spectrum", () => {
    for (const spectrum of SPECTRA)
      fc.assert(
        fc.property(orthogonalOf(4), (q) => {
          const a = conjugate(q, spectrum);
          const { values, vectors } = symmetricEigen(a);
          expectOrthogonal(vectors);
          expect(difference(multiply(a, vectors), multiply(vectors, diagonal(values)))).toBeLessThan(
            spectralTolerance(4, 3),
          );
          const sorted = [...spectrum].sort((x, y) => y - x);
          values.forEach((value, k) => {
            expect(Math.abs(value - sorted[k]!)).toBeLessThan(spectralTolerance(4, 3));
          });
        }),
        options,
      );
  });

  test("an asymmetry of 1e-17 does not cost orthogonality", () => {
    const a = generate(6, 6, (i, j) => 1 / (i + j + 1) + (i < j ? 1e-17 : 0));
    expectOrthogonal(symmetricEigen(a).vectors);
  });

  test("neither overflows nor underflows", () => {
    for (const size of [1e200, 1e-200]) {
      const { values } = symmetricEigen(
        scale(
          fromRows([
            [0, 1],
            [1, 0],
          ]),
          size,
        ),
      );
      expect(Array.from(values, (value) => Math.round((value / size) * 1e12) / 1e12)).toEqual([1, -1]);
    }
  });

  test("NaN, asymmetry and wrong shapes are refused, the empty matrix is not", () => {
    expect(() =>
      symmetricEigen(
        fromRows([
          [0, Number.NaN],
          [0, 0],
        ]),
      ),
    ).toThrow("got NaN at (0, 1)");
    expect(() =>
      symmetricEigen(
        fromRows([
          [0, 1],
          [2, 0],
        ]),
      ),
    ).toThrow("expected a symmetric matrix");
    expect(() => symmetricEigen(matrix(2, 3))).toThrow("expected a square matrix, got 2×3");
    expect(symmetricEigen(matrix(0, 0)).values.length).toBe(0);
  });
});

describe("commonEigenvectors", () => {
  const turned = (q: Matrix, values: readonly number[]) =>
    multiply(multiply(q, diagonal(values)), transpose(q));
  const offDiagonal = (a: Matrix) => a.data.filter((_, k) => k % (a.rows + 1) !== 0).map(Math.abs);

  test("diagonalise both matrices where either alone has equal eigenvalues", () => {
    const { vectors: q } = symmetricEigen(generate(4, 4, (i, j) => Math.cos(1 + i * j + i + j)));
    // The pairs differ, though 1 and 2 come twice on each side; the second is 10⁹ times larger.
    const [a, b] = [turned(q, [1, 1, 2, 2]), turned(q, [3e9, 4e9, 3e9, 4e9])];
    const v = commonEigenvectors(a, b)!;
    expect(maxAbs(addScaled(multiply(transpose(v), v), identity(4), -1))).toBeLessThan(1e-14);
    for (const [matrix, size] of [
      [a, 2],
      [b, 4e9],
    ] as const)
      expect(Math.max(...offDiagonal(multiply(multiply(transpose(v), matrix), v)))).toBeLessThan(
        1e-13 * size,
      );
  });

  test("do not depend on one combination: where eigenvalues of A + wB come close another w separates them", () => {
    const { vectors: q } = symmetricEigen(generate(3, 3, (i, j) => Math.cos(1 + i * j + i + j)));
    const weight = 0.618_033_988_749_894_8;
    for (const gap of [0, 1e-12, 1e-7, 1e-4]) {
      const b = turned(q, [3, 1, 4]);
      let a = b;
      // x + 3rw = 1 + rw but for the gap, r the ratio of the largest entries, which depends on x.
      for (let step = 0; step < 100; step++)
        a = turned(q, [1 - ((2 * maxAbs(a)) / maxAbs(b)) * weight + gap, 1, 4]);
      const v = commonEigenvectors(a, b)!;
      expect(v).not.toBeNull();
      for (const matrix of [a, b])
        expect(Math.max(...offDiagonal(multiply(multiply(transpose(v), matrix), v)))).toBeLessThan(1e-12);
    }
  });

  test("are none for matrices that do not commute", () => {
    expect(
      commonEigenvectors(
        diagonal([1, 2]),
        fromRows([
          [0, 1],
          [1, 0],
        ]),
      ),
    ).toBeNull();
  });

  test("take a zero matrix for any", () => {
    expect(commonEigenvectors(diagonal([2, 1]), diagonal([0, 0]))).not.toBeNull();
    expect(commonEigenvectors(diagonal([0, 0]), diagonal([2, 1]))).not.toBeNull();
  });
});

describe("singularValues", () => {
  test("A = U Σ Vᵀ with full orthogonal bases, tall, wide, square and rank-deficient", () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
    );
    const product = shapes.chain(([rows, columns, r]) =>
      fc.tuple(matrixOf(rows, r), matrixOf(r, columns)).map(([left, right]) => multiply(left, right)),
    );
    fc.assert(
      fc.property(product, (a) => {
        const { values, left, right } = singularValues(a);
        expect([left.rows, left.columns, right.rows, right.columns]).toEqual([
          a.rows,
          a.rows,
          a.columns,
          a.columns,
        ]);
        expectOrthogonal(left);
        expectOrthogonal(right);
        const back = multiply(multiply(left, rectangular(a.rows, a.columns, values)), transpose(right));
        expect(difference(back, a)).toBeLessThan(spectralTolerance(6, Math.max(1, norm(a))));
        for (let k = 1; k < values.length; k++) expect(values[k - 1]).toBeGreaterThanOrEqual(values[k]!);
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  test("the trailing right columns span the null space of a wide matrix", () => {
    const a = fromRows([
      [1, 2, 2],
      [2, 4, 4],
    ]);
    const { values, right } = singularValues(a);
    expect(values[0]).toBeCloseTo(Math.sqrt(45), 12);
    expect(values[1]).toBeLessThan(1e-14);
    const image = multiply(a, right);
    for (const column of [1, 2])
      for (const row of [0, 1]) expect(Math.abs(image.data[row * 3 + column]!)).toBeLessThan(1e-14);
  });

  test("zero and empty matrices have identity-like bases", () => {
    const { values, left, right } = singularValues(matrix(3, 2));
    expect(Array.from(values)).toEqual([0, 0]);
    expectOrthogonal(left);
    expectOrthogonal(right);
    expect(singularValues(matrix(2, 0)).left).toEqual(identity(2));
  });

  test("repeated and 1e-14-clustered singular values keep the bases orthogonal", () => {
    for (const spectrum of SPECTRA)
      fc.assert(
        fc.property(orthogonalOf(4), orthogonalOf(4), (u, v) => {
          const { values, left, right } = singularValues(
            multiply(multiply(u, diagonal(spectrum)), transpose(v)),
          );
          expectOrthogonal(left);
          expectOrthogonal(right);
          const sorted = spectrum.map(Math.abs).sort((x, y) => y - x);
          values.forEach((value, k) => {
            expect(Math.abs(value - sorted[k]!)).toBeLessThan(spectralTolerance(4, 3));
          });
        }),
        options,
      );
  });
});

describe("generalEigen", () => {
  test("A (x + iy) = (re + i im)(x + iy) column by column", () => {
    fc.assert(
      fc.property(matrixOf(5, 5), (a) => {
        const { re, im, vectors } = generalEigen(a);
        const [ax, ay] = [multiply(a, vectors.re), multiply(a, vectors.im)];
        for (let k = 0; k < 5; k++) {
          let [residual, length] = [0, 0];
          for (let i = 0; i < 5; i++) {
            const at = i * 5 + k;
            const [x, y] = [vectors.re.data[at]!, vectors.im.data[at]!];
            residual = Math.hypot(
              residual,
              ax.data[at]! - (re[k]! * x - im[k]! * y),
              ay.data[at]! - (re[k]! * y + im[k]! * x),
            );
            length = Math.hypot(length, x, y);
          }
          expect(length).toBeCloseTo(1, 12);
          expect(residual).toBeLessThan(1e-12);
        }
      }),
      options,
    );
  });

  test("the companion matrix of (x² + 1)(x − 2) has the roots ±i and 2", () => {
    const { re, im } = generalEigen(
      fromRows([
        [0, 0, 2],
        [1, 0, -1],
        [0, 1, 2],
      ]),
    );
    const roots = Array.from(re, (x, k) => [x, im[k]!] as const).sort((p, q) => p[0] - q[0] || p[1] - q[1]);
    [
      [0, -1],
      [0, 1],
      [2, 0],
    ].forEach(([x, y], k) => {
      expect(roots[k]![0]).toBeCloseTo(x!, 12);
      expect(roots[k]![1]).toBeCloseTo(y!, 12);
    });
  });

  test("the condition is 1 for normal and large for nearly defective matrices", () => {
    expect(
      generalEigen(
        fromRows([
          [1, -2],
          [2, 1],
        ]),
      ).condition,
    ).toBeCloseTo(1, 10);
    expect(
      generalEigen(
        fromRows([
          [1, 1],
          [0, 1 + 1e-6],
        ]),
      ).condition,
    ).toBeGreaterThan(1e5);
  });

  test("NaN is refused instead of looping for ever", () => {
    expect(() =>
      generalEigen(
        fromRows([
          [0, Number.NaN],
          [1, 0],
        ]),
      ),
    ).toThrow("expected finite entries");
    expect(() =>
      generalEigen(
        fromRows([
          [0, Infinity],
          [1, 0],
        ]),
      ),
    ).toThrow("got Infinity at (0, 1)");
  });
});

describe("solveLinear and leastSquares", () => {
  test("the solution satisfies AX = B at any scale", () => {
    const wellConditioned = fc
      .tuple(orthogonalOf(4), orthogonalOf(4))
      .map(([u, v]) => multiply(multiply(u, diagonal([4, 3, 2, 1])), v));
    fc.assert(
      fc.property(wellConditioned, matrixOf(4, 2), fc.constantFrom(1, 1e150, 1e-150), (a, b, size) => {
        const x = solveLinear(scale(a, size), b);
        expect(difference(multiply(scale(a, size), x), b)).toBeLessThan(1e-13);
      }),
      options,
    );
    expect(() => solveLinear(matrix(2, 2), matrix(2, 1))).toThrow("got a singular one");
    expect(() => solveLinear(identity(2), matrix(3, 1))).toThrow("expected 2 rows");
  });

  test("least squares has the normal residual and no component in the null space", () => {
    const problem = fc.tuple(
      orthogonalOf(5),
      orthogonalOf(4),
      fc.integer({ min: 0, max: 4 }),
      matrixOf(5, 1),
    );
    fc.assert(
      fc.property(problem, ([u, v, r, b]) => {
        const middle = generate(5, 4, (i, j) => (i === j && i < r ? i + 1 : 0));
        const a = multiply(multiply(u, middle), transpose(v));
        const { solution, rank } = leastSquares(a, b);
        expect(rank).toBe(r);
        const residual = addScaled(multiply(a, solution), b, -1);
        expect(maxAbs(multiply(transpose(a), residual))).toBeLessThan(1e-12);
        const coordinates = multiply(transpose(v), solution);
        for (let k = r; k < 4; k++) expect(Math.abs(coordinates.data[k]!)).toBeLessThan(1e-13);
      }),
      options,
    );
  });
});

describe("gapVerdict", () => {
  test("leaves a gap between rounding and certainty undecided", () => {
    expect(["equal", "undecided", "distinct"]).toEqual([1, 999, 1000].map((gap) => gapVerdict(gap, 1)));
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clusterSpectrum,
  commonEigenvectors,
  gapVerdict,
  generalEigen,
  leastSquares,
  quadraticEigen,
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

const EPS = Number.EPSILON;
const options = { seed: 7, numRuns: 50 };

const entry = fc.double({ min: -1, max: 1, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6);
const matrixOf = (rows: number, columns: number): fc.Arbitrary<Matrix> =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((data) => matrix(rows, columns, data));
/** A random orthogonal matrix, as a product of Householder reflections. */
const orthogonalOf = (n: number): fc.Arbitrary<Matrix> =>
  fc
    .array(
      fc.array(entry, { minLength: n, maxLength: n }).filter((v) => Math.hypot(...v) > 0.1),
      { minLength: 3, maxLength: 3 },
    )
    .map((vectors) =>
      vectors.reduce((q, v) => {
        const square = v.reduce((total, x) => total + x * x, 0);
        return multiply(
          q,
          generate(n, n, (i, j) => (i === j ? 1 : 0) - (2 * v[i]! * v[j]!) / square),
        );
      }, identity(n)),
    );
const conjugate = (q: Matrix, values: readonly number[]): Matrix =>
  multiply(multiply(q, diagonal(values)), transpose(q));
const difference = (a: Matrix, b: Matrix): number => maxAbs(addScaled(a, b, -1));
const expectOrthogonal = (q: Matrix): void =>
  expect(difference(multiply(transpose(q), q), identity(q.columns))).toBeLessThan(100 * q.rows * EPS);
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

describe("clusterSpectrum", () => {
  test("separates clear gaps and joins equal values", () => {
    const groups = clusterSpectrum([3, 1, 1 - 1e-15, 0, 0]);
    expect(groups.map(({ start, size, verdict }) => [start, size, verdict])).toEqual([
      [0, 1, "equal"],
      [1, 2, "equal"],
      [3, 2, "equal"],
    ]);
    expect(groups[1]!.value).toBeCloseTo(1, 14);
  });

  test("leaves a gap between rounding and certainty undecided", () => {
    const tau = spectralTolerance(2, 1);
    expect(clusterSpectrum([1, 1 - tau / 2])[0]!.verdict).toBe("equal");
    expect(clusterSpectrum([1, 1 - 30 * tau])).toMatchObject([{ size: 2, verdict: "undecided" }]);
    expect(clusterSpectrum([1, 1 - 2000 * tau])).toHaveLength(2);
    expect(["equal", "undecided", "distinct"]).toEqual([1, 999, 1000].map((gap) => gapVerdict(gap, 1)));
  });

  test("a chain of equal gaps that drifts apart is undecided", () => {
    const chain = Array.from({ length: 5 }, (_, k) => 1 - 0.8 * k);
    expect(clusterSpectrum(chain, 1)).toMatchObject([{ size: 5, verdict: "undecided" }]);
  });

  test("covers every value once, whatever the order and scale", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), fc.constantFrom(1, 1e100, 1e-100), (values, size) => {
        const sorted = values.map((value) => value * size).sort((x, y) => y - x);
        const groups = clusterSpectrum(sorted);
        expect(groups.reduce((total, group) => total + group.size, 0)).toBe(values.length);
        // Entries are multiples of 1e-6: equality is the only way to share a group.
        expect(groups.length).toBe(new Set(values.map((value) => value + 0)).size);
      }),
      options,
    );
    expect(clusterSpectrum([])).toEqual([]);
  });
});

describe("quadraticEigen", () => {
  const positive = fc.double({ min: 0.2, max: 3, noNaN: true });
  /** The real roots of s²h − sg + η = 0 over the modes, descending. */
  const scalarRoots = (g: readonly number[], h: readonly number[], eta: number): number[] =>
    g
      .flatMap((value, k) => {
        const discriminant = value * value - 4 * eta * h[k]!;
        return discriminant < 0
          ? []
          : [1, -1].map((side) => (value + side * Math.sqrt(discriminant)) / (2 * h[k]!));
      })
      .sort((x, y) => y - x);
  const expectSolves = (sigma: Matrix, gamma: Matrix, eta: number, clear = true) => {
    const found = quadraticEigen(sigma, gamma, eta);
    expect(found.clear).toBe(clear);
    for (const { s, vector, residual } of found.solutions) {
      const v = matrix(vector.length, 1, vector);
      const value = addScaled(addScaled(scale(multiply(sigma, v), s * s), multiply(gamma, v), -s), v, eta);
      const size = s * s * norm(sigma) + Math.abs(s) * norm(gamma) + eta;
      expect(norm(v)).toBeCloseTo(1, 12);
      expect(norm(value) / size).toBeLessThan(1e-13);
      expect(residual).toBeLessThan(1e-13);
    }
    return found.solutions;
  };

  test("in the commuting case the solutions are the roots p± of every viable mode", () => {
    // The discriminants stay away from zero by construction: g² = 4ηh·ratio with ratio ≥ 1.1 or ≤ 0.9.
    const mode = fc.record({
      h: positive,
      ratio: fc.oneof(
        fc.double({ min: 1.1, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
      ),
      side: fc.constantFrom(1, -1),
    });
    const instance = fc.tuple(orthogonalOf(4), fc.array(mode, { minLength: 4, maxLength: 4 }), positive);
    fc.assert(
      fc.property(instance, ([q, modes, eta]) => {
        const h = modes.map((m) => m.h);
        const g = modes.map((m) => m.side * Math.sqrt(4 * eta * m.h * m.ratio));
        const solutions = expectSolves(conjugate(q, h), conjugate(q, g), eta);
        const expected = scalarRoots(g, h, eta);
        expect(solutions.length).toBe(expected.length);
        solutions.forEach(({ s }, k) => {
          expect(Math.abs(s - expected[k]!)).toBeLessThan(1e-12 * (1 + Math.abs(expected[k]!)));
        });
      }),
      options,
    );
  });

  test("repeated modes give orthonormal vectors for each root", () => {
    fc.assert(
      fc.property(orthogonalOf(4), (q) => {
        const solutions = expectSolves(conjugate(q, [1, 1, 1, 2]), conjugate(q, [3, 3, 3, 1]), 1);
        expect(solutions.length).toBe(6);
        for (const half of [solutions.slice(0, 3), solutions.slice(3)]) {
          expectOrthogonal(generate(4, 3, (i, k) => half[k]!.vector[i]!));
          expect(half[0]!.s - half[2]!.s).toBeLessThan(1e-13);
        }
      }),
      options,
    );
  });

  test("a root shared by p₊ of one mode and p₋ of another is found twice, and clear", () => {
    // s² − 3s + 2 has the roots 1, 2; (s² − 6s + 8)/4 = s²/4 − 3s/2 + 2 has 2, 4.
    const solutions = expectSolves(diagonal([1, 0.25]), diagonal([3, 1.5]), 2);
    expect(solutions.map(({ s }) => Math.round(s * 1e10) / 1e10)).toEqual([4, 2, 2, 1]);
  });

  test("modes that differ by 1e-14 or 1e-9 keep their number and residual", () => {
    for (const gap of [1e-14, 1e-12, 1e-9])
      fc.assert(
        fc.property(orthogonalOf(3), (q) => {
          expect(expectSolves(conjugate(q, [1, 1, 1]), conjugate(q, [3, 3 - gap, 1]), 1)).toHaveLength(4);
        }),
        { seed: 7, numRuns: 20 },
      );
  });

  test("without commuting, real solutions are those where det Q changes sign", () => {
    const instance = fc.tuple(orthogonalOf(3), orthogonalOf(3), fc.constantFrom(0.05, 0.2, 1));
    fc.assert(
      fc.property(instance, ([q, r, eta]) => {
        const sigma = conjugate(q, [1, 0.7, 0.4]);
        const gamma = conjugate(r, [1.3, 0.6, -0.9]);
        const { solutions, clear } = quadraticEigen(sigma, gamma, eta);
        expect(clear).toBe(true);
        const negative = (s: number): number =>
          symmetricEigen(
            generate(
              3,
              3,
              (i, j) => s * s * sigma.data[3 * i + j]! - s * gamma.data[3 * i + j]! + (i === j ? eta : 0),
            ),
          ).values.filter((value) => value < 0).length;
        // A step of the inertia between two places of the scan is a solution; two in one cell may cancel.
        let changes = 0;
        let before = negative(-10);
        for (let s = -10; s <= 10; s += 0.01) {
          const now = negative(s);
          changes += Math.abs(now - before);
          before = now;
        }
        expect(solutions.length).toBeGreaterThanOrEqual(changes);
        expect((solutions.length - changes) % 2).toBe(0);
        for (const { residual } of solutions) expect(residual).toBeLessThan(1e-14);
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  test("a double root is reported as not clear, one moved by 1e-8 is decided", () => {
    const double = 2;
    expect(quadraticEigen(identity(2), diagonal([double, 5]), 1).clear).toBe(false);
    expect(expectSolves(identity(2), diagonal([double + 1e-8, 5]), 1)).toHaveLength(4);
    expect(expectSolves(identity(2), diagonal([double - 1e-8, 5]), 1)).toHaveLength(2);
  });

  test("works for widely different scales and for Γ = 0", () => {
    expect(quadraticEigen(identity(3), matrix(3, 3), 1)).toEqual({ solutions: [], clear: true });
    expect(expectSolves(scale(identity(2), 1e-6), diagonal([1e3, 2e3]), 25)).toHaveLength(4);
    expect(expectSolves(diagonal([1, 1e-6]), diagonal([1, -1e-2]), 1e-3)).toHaveLength(4);
  });

  test("refuses an indefinite Σ, a wrong shape and η ≤ 0", () => {
    expect(() => quadraticEigen(diagonal([1, 0]), identity(2), 1)).toThrow(
      "expected sigma positive definite",
    );
    expect(() => quadraticEigen(identity(2), identity(3), 1)).toThrow("expected gamma of shape 2×2");
    expect(() => quadraticEigen(identity(2), identity(2), 0)).toThrow("expected eta > 0");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../../src/numeric/linalg/decompositions.js";
import {
  addScaled,
  diagonal,
  generate,
  identity,
  type Matrix,
  matrix,
  multiply,
  norm,
  scale,
} from "../../../src/numeric/linalg/dense.js";
import { quadraticEigen } from "../../../src/numeric/linalg/quadratic-eigen.js";
import { conjugate, expectOrthogonal, options, orthogonalOf } from "../../support/matrices.js";

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

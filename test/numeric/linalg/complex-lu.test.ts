import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComplexLU } from "../../../src/numeric/linalg/complex-lu.js";

const entry = fc.double({ min: -1, max: 1, noNaN: true });
const square = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    re: fc.array(entry, { minLength: n * n, maxLength: n * n }),
    im: fc.array(entry, { minLength: n * n, maxLength: n * n }),
  }),
);

/** A x, plainly. */
function apply(n: number, re: ArrayLike<number>, im: ArrayLike<number>, x: readonly [number, number][]) {
  return Array.from({ length: n }, (_, i): [number, number] =>
    x.reduce<[number, number]>(
      ([a, b], [xr, xi], j) => {
        const [ar, ai] = [re[i * n + j]!, im[i * n + j]!];
        return [a + ar * xr - ai * xi, b + ar * xi + ai * xr];
      },
      [0, 0],
    ),
  );
}

describe("complex LU", () => {
  it("solves A x = b: diagonally dominant matrices give back the x that made b", () => {
    fc.assert(
      fc.property(square, ({ n, re, im }) => {
        // Dominance bounds the condition number, so that the error bound below holds for all of them.
        const a = Float64Array.from(re, (x, k) => (k % (n + 1) === 0 ? x + 3 * n : x));
        const b = Float64Array.from(im);
        const x = Array.from({ length: n }, (_, k): [number, number] => [Math.cos(k), Math.sin(2 * k)]);
        const right = apply(n, a, b, x);
        const [r, s] = [Float64Array.from(right, (z) => z[0]), Float64Array.from(right, (z) => z[1])];
        const lu = new ComplexLU(n);
        expect(lu.factor(a, b)).toBe(true);
        lu.solve(r, s);
        x.forEach(([xr, xi], k) => {
          expect(Math.hypot(r[k]! - xr, s[k]! - xi)).toBeLessThan(1e-13 * n);
        });
      }),
      { seed: 7 },
    );
  });

  it("pivots: a zero in the corner and rows of very different size do no harm", () => {
    const a = Float64Array.of(0, 1e12, 1e-12, 1e-12);
    const zero = new Float64Array(4);
    const lu = new ComplexLU(2);
    expect(lu.factor(a, zero)).toBe(true);
    // x = (1, i).
    const [re, im] = [Float64Array.of(0, 1e-12), Float64Array.of(1e12, 1e-12)];
    lu.solve(re, im);
    expect([...re, ...im]).toEqual([1, 0, 0, 1].map((v) => expect.closeTo(v, 14)));
  });

  it("refuses singular matrices and infinite entries", () => {
    const lu = new ComplexLU(2);
    const zero = new Float64Array(4);
    expect(lu.factor(Float64Array.of(1, 2, 2, 4), zero)).toBe(false);
    expect(lu.factor(zero, zero)).toBe(false);
    expect(lu.factor(Float64Array.of(1, Number.POSITIVE_INFINITY, 0, 1), zero)).toBe(false);
  });

  it("estimates ‖A⁻¹‖ from below, to within the size of the matrix", () => {
    const lu = new ComplexLU(3);
    const a = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1e-6);
    lu.factor(a, new Float64Array(9));
    const estimate = lu.inverseNorm(new Float64Array(3), new Float64Array(3));
    expect(estimate).toBeLessThanOrEqual(1e6 * (1 + 1e-12));
    expect(estimate).toBeGreaterThan(1e6 / 3);
  });
});

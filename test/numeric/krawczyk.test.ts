import { describe, expect, test } from "vitest";
import { asExact, IntervalSystem } from "../../src/numeric/interval-system.js";
import { apart, krawczyk } from "../../src/numeric/krawczyk.js";
import { system } from "../support/polynomial-systems.js";

const real = (terms: Parameters<typeof system>[1], variables = 1) =>
  new IntervalSystem(asExact(system(variables, terms)), false);

describe("Krawczyk's test", () => {
  test("encloses √2 in a box of rounding size that holds it", () => {
    const found = krawczyk(real([[[1, 0, 0], [-2]]]), Float64Array.of(1.4 + 1 / 64), { widen: true })!;
    // The double nearest to √2 is 10⁻¹⁶ off.
    expect(Math.abs(found.midpoint[0]! - Math.SQRT2)).toBeLessThanOrEqual(found.radius[0]! + 1e-16);
    expect(found.radius[0]).toBeLessThan(1e-2);
    // −√2 is not inside the box of uniqueness, which is large.
    expect(found.uniqueness[0]).toBeLessThan(2 * Math.SQRT2);
    expect(found.uniqueness[0]).toBeGreaterThan(0.1);
  });

  test("fails on a double root, and where there is no root", () => {
    expect(krawczyk(real([[[1, 0, 0]]]), Float64Array.of(0))).toBeNull();
    expect(krawczyk(real([[[1, 0, 0], [1e-12]]]), Float64Array.of(0))).toBeNull();
    expect(krawczyk(real([[[1, 0, 0], [1]]]), Float64Array.of(1e-3))).toBeNull();
  });

  test("tells two roots a hundred-millionth apart", () => {
    // (x − 1)(x − 1 − 2⁻²⁷) with exact coefficients.
    const gap = 2 ** -27;
    const map = real([[[1, 0, 0], [-(2 + gap), 0], [1 + gap]]]);
    const a = krawczyk(map, Float64Array.of(1))!;
    const b = krawczyk(map, Float64Array.of(1 + gap))!;
    expect(a).not.toBeNull();
    expect(b).not.toBeNull();
    expect(apart(a, b)).toBe(true);
    expect(apart(a, a)).toBe(false);
    expect(a.uniqueness[0]).toBeLessThan(gap);
  });

  test("needs the double-double residual where double precision cannot see the root", () => {
    // (x − 1)² − 2⁻⁶⁰: the constant term 1 − 2⁻⁶⁰ is no double, and the slope at the root is 2⁻²⁹.
    const term = { im: 0, reLow: 0, imLow: 0, error: 0 };
    const map = new IntervalSystem(
      {
        variables: 1,
        equations: [
          [
            { ...term, re: 1, factors: [0, 0] },
            { ...term, re: -2, factors: [0] },
            { ...term, re: 1, reLow: -(2 ** -60), factors: [] },
          ],
        ],
      },
      false,
    );
    const root = Float64Array.of(1 + 2 ** -30);
    expect(krawczyk(map, root)).not.toBeNull();
    const jacobian = map.jacobian.bind(map);
    const residual = (x: Float64Array) => map.values(x, new Float64Array(1));
    expect(krawczyk({ size: 1, jacobian, residual }, root)).toBeNull();
  });

  test("finds the complex zero of x² + 1 in the plane", () => {
    const plane = new IntervalSystem(asExact(system(1, [[[1, 0, 0], [1]]])), true);
    const found = krawczyk(plane, Float64Array.of(0, 1), { widen: true })!;
    expect(found.radius[0]).toBeLessThan(1e-15);
    expect(found.radius[1]).toBeLessThan(1e-15);
  });

  test("accepts an exact zero at the origin", () => {
    const found = krawczyk(
      real(
        [
          [
            [1, 0],
            [1, 0, 1],
          ],
          [[1, 1]],
        ],
        2,
      ),
      Float64Array.of(0, 0),
    )!;
    expect(Math.max(...found.radius)).toBeLessThan(1e-80);
  });
});

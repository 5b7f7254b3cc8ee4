import { describe, expect, it } from "vitest";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { corankOf, RealSystem, resolve } from "../../../src/numeric/real/real-system.js";

/** Terms [coefficient, factors]. */
const systemOf = (variables: number, ...equations: [number, number[]][][]): RealSystem => {
  const system: NumericSystem = {
    variables,
    equations: equations.map((terms) => terms.map(([re, factors]) => ({ re, im: 0, factors }))),
  };
  return new RealSystem(system);
};

// (x − 1)⁵, expanded.
const FIFTH = systemOf(1, [
  [1, [0, 0, 0, 0, 0]],
  [-5, [0, 0, 0, 0]],
  [10, [0, 0, 0]],
  [-10, [0, 0]],
  [5, [0]],
  [-1, []],
]);
// h = x² + y² − 1; h²x = h²y = 0, divided by h: (h x, h y) vanishes on the circle and at the origin.
const CIRCLE = systemOf(
  2,
  [
    [1, [0, 0, 0]],
    [1, [0, 1, 1]],
    [-1, [0]],
  ],
  [
    [1, [0, 0, 1]],
    [1, [1, 1, 1]],
    [-1, [1]],
  ],
);

describe("resolve", () => {
  it("a zero of order five, known to four digits, to rounding", () => {
    const found = resolve(FIFTH, Float64Array.of(1.0001), 1e-2)!;
    expect(found.z[0]).toBeCloseTo(1, 12);
    expect(found.deflations).toBe(4);
    expect(found.kernel).toHaveLength(0);
  });

  it("does not call a pair of zeros one: (x − 1)(x − 1.002) near 1.001", () => {
    const pair = systemOf(1, [
      [1, [0, 0]],
      [-2.002, [0]],
      [1.002, []],
    ]);
    const found = resolve(pair, Float64Array.of(1.0009), 1e-2)!;
    expect(found.deflations).toBe(0);
    expect(Math.min(Math.abs(found.z[0]! - 1), Math.abs(found.z[0]! - 1.002))).toBeLessThan(1e-12);
  });

  it("a curve of regular zeros has its tangent as kernel", () => {
    const found = resolve(CIRCLE, Float64Array.of(0.61, 0.8), 1e-1)!;
    expect(Math.hypot(found.z[0]!, found.z[1]!)).toBeCloseTo(1, 14);
    expect(found.deflations).toBe(0);
    expect(found.kernel).toHaveLength(1);
    expect(found.kernel[0]![0]! * found.z[0]! + found.kernel[0]![1]! * found.z[1]!).toBeCloseTo(0, 12);
  });
});

describe("corankOf", () => {
  it("counts what vanishes, and decides nothing in between", () => {
    const diagonal = (small: number) =>
      systemOf(
        2,
        [[1, [0]]],
        [
          [small, [1]],
          [1, [0]],
        ],
      );
    const at = (small: number) => corankOf(diagonal(small).spectrum(new Float64Array(2)));
    expect([at(1e-3), at(0)]).toEqual([0, 1]);
    expect(at(1e-12)).toBeNull();
  });
});

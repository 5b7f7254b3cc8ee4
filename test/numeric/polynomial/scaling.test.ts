import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  balancedScaling,
  fromScaled,
  scaledSystem,
  toScaled,
} from "../../../src/numeric/polynomial/scaling.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { evaluatePlainly, system } from "../../support/polynomial-systems.js";

/** Largest |log₂ |coefficient||. */
const spread = ({ equations }: NumericSystem): number =>
  Math.max(...equations.flat().map(({ re, im }) => Math.abs(Math.log2(Math.hypot(re, im)))));

/** The system in x_v = 2^{−a_v} y_v, equation i times 2^{b_i}. */
const unbalanced = (balanced: NumericSystem, a: readonly number[], b: readonly number[]): NumericSystem =>
  scaledSystem(balanced, {
    variables: Float64Array.from(a, (x) => 2 ** -x),
    equations: Float64Array.from(b, (x) => 2 ** x),
  });

/** Coefficients ±1; no change of the sizes of variables and equations leaves all of them alone. */
const cubic = system(2, [
  [
    [1, 0, 0, 0],
    [-1, 0, 1],
    [1, 1],
  ],
  [[1, 1, 1], [-1, 0], [1]],
]);

describe("scaling by powers of two", () => {
  it("brings coefficients back to one, however variables and equations were scaled", () => {
    const exponents = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(exponents, exponents, (a, b) => {
        const bad = unbalanced(cubic, a, b);
        expect(scaledSystem(bad, balancedScaling([bad]))).toEqual(cubic);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("rounds nothing: values at scaled points are those of the system times the factors of its equations", () => {
    const instance = unbalanced(cubic, [7, -3], [5, 11]);
    const scaling = balancedScaling([instance]);
    const x = [
      { re: 0.3, im: -1.7 },
      { re: 2.9, im: 0.11 },
    ];
    const point = { re: Float64Array.from(x, ({ re }) => re), im: Float64Array.from(x, ({ im }) => im) };
    const y = toScaled(point, scaling);
    expect(fromScaled(y, scaling)).toEqual(point);
    const values = evaluatePlainly(instance, x);
    const scaled = evaluatePlainly(
      scaledSystem(instance, scaling),
      x.map((_, v) => ({ re: y.re[v]!, im: y.im[v]! })),
    );
    scaled.forEach(({ re, im }, i) => {
      expect([re, im]).toEqual([
        values[i]!.re * scaling.equations[i]!,
        values[i]!.im * scaling.equations[i]!,
      ]);
    });
  });

  it("is not led astray by coefficients of the size of rounding", () => {
    const noisy = system(1, [[[1, 0, 0, 0], [1e-17, 0, 0], [-1, 0], [1e-17]]]);
    expect([...balancedScaling([noisy]).variables]).toEqual([1]);
  });

  it("takes the shortest exponents where the minimum is not unique, and leaves absent variables alone", () => {
    // x₀x₁ − 2²⁰: only the sum of the exponents counts.
    const hyperbola = system(3, [[[1, 0, 1], [-(2 ** 20)]]]);
    expect([...balancedScaling([hyperbola]).variables]).toEqual([2 ** 10, 2 ** 10, 1]);
    expect(spread(scaledSystem(hyperbola, balancedScaling([hyperbola])))).toBe(0);
  });

  it("is one for a family: each term counts with its largest coefficient", () => {
    const member = (c: number) => system(1, [[[1, 0, 0], [c]]]);
    expect([...balancedScaling([member(0), member(2 ** 30), member(-(2 ** 40))]).variables]).toEqual([
      2 ** 20,
    ]);
  });
});

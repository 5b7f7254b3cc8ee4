import { describe, expect, it } from "vitest";
import { choicesOf, distanceMinors, jacobianMinors, sphere } from "../../src/algebra/distance.js";
import { Work } from "../../src/algebra/work.js";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";
import { integersOf, textOf, valueAt } from "../support/integer-system.js";

const text = (variables: string, f: string) => textOf(integersOf(variables, f)[0]!);

describe("critical points of the distance", () => {
  it("on a circle are on the line through its centre", () => {
    const choices = choicesOf(integersOf("x y", "x^2 + y^2 - 1"), 1, new Random(1));
    const minors = distanceMinors(choices, { numerators: [3n, 4n], denominator: 1n }, new Work());
    // 2x (y − 4) − 2y (x − 3)
    expect(minors.map(textOf)).toEqual([text("x y", "3*y - 4*x")]);
    const half = distanceMinors(choices, { numerators: [3n, 4n], denominator: 2n }, new Work());
    expect(half.map(textOf)).toEqual([text("x y", "3*y - 4*x")]);
  });

  it("have the singular points among them, whatever the centre", () => {
    const choices = choicesOf(integersOf("x y", "y^2 - x^3"), 1, new Random(1));
    for (const numerators of [
      [1n, 2n],
      [-5n, 7n],
    ])
      for (const f of distanceMinors(choices, { numerators, denominator: 3n }, new Work()))
        expect(valueAt(f, [0n, 0n])).toBe(0n);
    expect(jacobianMinors(choices, 2, new Work()).map((f) => valueAt(f, [0n, 0n]))).toEqual([0n, 0n]);
    expect(jacobianMinors(choices, 2, new Work()).some((f) => valueAt(f, [1n, 1n]) !== 0n)).toBe(true);
  });

  it("are taken with all generators, few choices of them, or combinations", () => {
    const cubic = integersOf("x y z", "x*z - y^2", "x^2 - y", "x*y - z");
    expect(choicesOf(cubic, 2, new Random(1))).toHaveLength(3);
    expect(choicesOf(cubic.slice(0, 2), 2, new Random(1))).toEqual([cubic.slice(0, 2)]);
    const lines = integersOf("x y z", "x*z", "x^2 - x", "y*z", "x*y - y");
    const combined = choicesOf(lines, 2, new Random(1));
    expect(combined.map((choice) => choice.length)).toEqual([2, 2]);
    for (const f of combined.flat()) for (const z of [-2n, 5n]) expect(valueAt(f, [0n, 0n, z])).toBe(0n);
  });

  it("spheres are those of their radius", () => {
    const f = sphere({ numerators: [1n, -2n], denominator: 3n }, rational("1/4"), new Work());
    // (x − 1/3)² + (y + 2/3)² = 1/4, times 36.
    expect(textOf(f)).toBe(text("x y", "36*x^2 + 36*y^2 - 24*x + 48*y + 11"));
  });
});

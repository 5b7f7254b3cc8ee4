import { describe, expect, it } from "vitest";
import {
  combination,
  derivative,
  inverseOf,
  isZero,
  maximalMinors,
  primitive,
  product,
  sheared,
  withoutVariable,
} from "../../src/algebra/sparse.js";
import { Work } from "../../src/algebra/work.js";
import { integersOf, textOf, valueAt } from "../support/integer-system.js";

const work = () => new Work();
const one = (variables: string, equation: string) => integersOf(variables, equation)[0]!;

describe("polynomials with integer coefficients", () => {
  it("lose a variable modulo a linear equation", () => {
    // x = (3y − z + 1)/2: four times x² y − z is (3y − z + 1)² y − 4z.
    const f = one("x y z", "x^2*y - z");
    const found = withoutVariable(f, one("x y z", "2*x - 3*y + z - 1"), 0, work());
    for (const [y, z] of [
      [2n, 3n],
      [-1n, 5n],
      [4n, 0n],
    ] as const)
      expect(valueAt(found, [y, z])).toBe((3n * y - z + 1n) ** 2n * y - 4n * z);
    expect(textOf(withoutVariable(one("x y", "x^2 - 2"), one("x y", "2*x - y"), 0, work()))).toBe(
      textOf({ exponents: [[2], [0]], coefficients: [1n, -8n] }),
    );
    const line = one("x y", "x - y");
    expect(isZero(withoutVariable(line, line, 0, work()))).toBe(true);
    expect(() => withoutVariable(f, one("x y z", "2*x - 3*y + z - 1"), 0, new Work(1))).toThrow(/budget/);
  });

  it("are added, multiplied and differentiated, and lose what vanishes", () => {
    const [f, g] = [one("x y", "x^2*y - 3"), one("x y", "x + y")];
    expect(textOf(product(f, g, work()))).toBe(textOf(one("x y", "x^3*y + x^2*y^2 - 3*x - 3*y")));
    expect(textOf(derivative(f, 0))).toBe(textOf({ exponents: [[1, 1]], coefficients: [2n] }));
    expect(isZero(combination([f, f], [2n, -2n]))).toBe(true);
    expect(primitive({ exponents: [[1], [0]], coefficients: [6n, -9n] }).coefficients).toEqual([2n, -3n]);
    expect(() => product(f, g, new Work(1))).toThrow(/budget/);
  });

  it("have minors: Vandermonde's determinant is the product of the differences", () => {
    const rows = ["1", "x", "x^2"].map((_, e) =>
      [0, 1, 2].map((i) => ({ exponents: [[0, 0, 0].with(i, e)], coefficients: [1n] })),
    );
    const [determinant, ...others] = maximalMinors(rows, work());
    expect(others).toEqual([]);
    expect(textOf(determinant!)).toBe(textOf(one("x y z", "(y - x)*(z - x)*(z - y)")));
    // Two rows of three: the entries of a vector product; of x × x nothing is left.
    const point = [0, 1, 2].map((i) => ({ exponents: [[0, 0, 0].with(i, 1)], coefficients: [1n] }));
    expect(maximalMinors([point, point], work())).toEqual([]);
    const shifted = point.map((f, i) => combination([f], [BigInt(i + 1)]));
    expect(maximalMinors([point, shifted], work()).map(textOf)).toEqual(
      ["x*y", "x*z", "y*z"].map((f) => textOf(one("x y z", f))),
    );
  });

  it("keep their values under linear substitutions, which are undone by their inverses", () => {
    const f = one("x y z", "x^3 - 2*y^2*z + z^3 - x*y*z + 5");
    const shears = [
      { v: 2, row: [3n, -1n] },
      { v: 1, row: [2n] },
    ];
    const g = sheared(f, shears, work());
    // z ← z − 3x + y, and then y ← y − 2x.
    const [x, y, z] = [2n, -1n, 7n];
    const inner = y - 2n * x;
    expect(valueAt(g, [x, y, z])).toBe(valueAt(f, [x, inner, z - 3n * x + inner]));
    expect(textOf(sheared(g, inverseOf(shears), work()))).toBe(textOf(f));
  });
});

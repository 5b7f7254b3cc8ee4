import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";
import { commonFactor } from "../../src/systems/common-factor.js";
import { polynomialsOf } from "../support/read-system.js";

describe("the greatest common divisor in several variables", () => {
  it.each([
    ["x y", ["x^2 - x*y", "x*y - y^2"], "x - y"],
    ["x y", ["x^2 - y^2", "(x + y)^2", "x^2 + x*y"], "x + y"],
    ["x y", ["y^4", "y^3*(2 - 2*x + 3*y)^3"], "y^3"],
    ["x y z", ["(x*y - z)^2*(x + 1)", "(x*y - z)*(z^2 - 5)"], "x*y - z"],
    ["x y", ["x^2 + y^2 - 1", "x*y - 1/4"], "1"],
    ["x y", ["2/3*x + 4/3", "x*y + 2*y"], "x + 2"],
  ])("of %s: %j is %s", (variables, equations, expected) => {
    const found = commonFactor(polynomialsOf(variables, ...equations))!;
    const [known] = polynomialsOf(variables, expected);
    expect(found.equals(known!) || found.equals(known!.scale(rational(-1)))).toBe(true);
  });

  it("of products divides them, and holds the factor that was put in", () => {
    const linear = fc
      .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .map(([a, b, c]) =>
        Polynomial.sum([
          Polynomial.variable(0).scale(rational(a)),
          Polynomial.variable(1).scale(rational(b)),
          Polynomial.constant(rational(c)),
        ]),
      );
    fc.assert(
      fc.property(linear, linear, linear, linear, (c, f, g, h) => {
        const products = [c.multiply(f), c.multiply(g).multiply(h)];
        const found = commonFactor(products)!;
        for (const product of products) expect(product.divideExactly(found)).not.toBeNull();
        expect(found.divideExactly(c)).not.toBeNull();
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});

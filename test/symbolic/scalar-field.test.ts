import { describe, expect, test } from "vitest";
import { rational, rationalText, ZERO } from "../../src/exact/rational.js";
import { evaluateIn, type ScalarExpression } from "../../src/symbolic/scalar-expression.js";
import { QuadraticRing, RATIONALS } from "../../src/symbolic/scalar-field.js";
import { parseScalar } from "../../src/symbolic/scalar-parser.js";

const at = (text: string, values: Record<string, string> = {}): string =>
  rationalText(evaluateIn(RATIONALS, parseScalar(text), (name) => rational(values[name]!)));

describe("rings", () => {
  test("quadratic rings know 1/(1 + √2) = √2 − 1, and no relation between different roots", () => {
    const zero = (text: string): boolean => {
      const ring = new QuadraticRing();
      return evaluateIn(ring, parseScalar(text), () => ring.rational(ZERO)).size === 0;
    };
    expect(zero("1/(1 + sqrt(2)) - sqrt(2) + 1")).toBe(true);
    expect(zero("(sqrt(2) + sqrt(3))^2 - 5 - 2*sqrt(2)*sqrt(3)")).toBe(true);
    expect(zero("sqrt(-1)^2 + 1")).toBe(true);
    expect(zero("1/(sqrt(2) + sqrt(3)) + sqrt(2) - sqrt(3)")).toBe(true);
    expect(zero("sqrt(2) - 1")).toBe(false);
    expect(zero("sqrt(2)*sqrt(3) - sqrt(6)")).toBe(false);
    expect(() => zero("sqrt(1 + sqrt(2))")).toThrow("nested radical");
  });

  test("undefined values are refused", () => {
    const one: ScalarExpression = parseScalar("1/x");
    expect(() => evaluateIn(RATIONALS, one, () => ZERO)).toThrow("expected a nonzero divisor");
    expect(() => at("sqrt(2)")).toThrow("expected the square of a rational number, got 2");
    expect(() => parseScalar("1/0")).toThrow("expected a nonzero divisor");
  });
});

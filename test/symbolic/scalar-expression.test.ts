import fc from "fast-check";
import katex from "katex";
import { describe, expect, test } from "vitest";
import { rational, rationalText, ZERO } from "../../src/exact/rational.js";
import {
  DUALS,
  evaluateIn,
  parseScalar,
  QuadraticRing,
  RATIONALS,
  ScalarDomainError,
  type ScalarExpression,
  ScalarSyntaxError,
  scalarTexOf,
  scalarText,
} from "../../src/symbolic/scalar-expression.js";

const at = (text: string, values: Record<string, string> = {}): string =>
  rationalText(evaluateIn(RATIONALS, parseScalar(text), (name) => rational(values[name]!)));

/** Texts of the grammar without division, so that every value exists. */
const polynomialText: fc.Arbitrary<string> = fc.letrec<{ sum: string }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("a", "b_1", "eta", "2", "1/3", "0.5"),
    fc
      .tuple(tie("sum"), fc.constantFrom(" + ", " - ", "*"), tie("sum"))
      .map(([x, op, y]) => `(${x}${op}${y})`),
    fc.tuple(tie("sum"), fc.integer({ min: 0, max: 3 })).map(([x, k]) => `(${x})^${k}`),
    tie("sum").map((x) => `-${x}`),
  ),
})).sum;

describe("parseScalar", () => {
  test("obeys precedence, signs and exact numbers", () => {
    expect(at("1 + 2*3^2")).toBe("19");
    expect(at("-2^2")).toBe("-4");
    expect(at("2^-1 - 1/3")).toBe("1/6");
    expect(at("6/2/3")).toBe("1");
    expect(at("0.1 + 1e-2 + .5")).toBe("61/100");
    expect(at("a/b^2 - -a", { a: "3", b: "2" })).toBe("15/4");
    expect(at("sqrt(4/9) + 9^(1/2)")).toBe("11/3");
  });

  test("what is outside the grammar is refused with the place", () => {
    for (const text of [
      "",
      "a b",
      "2x",
      "a +",
      "(a",
      "a)",
      "f(a)",
      "a^b",
      "a^(1/3)",
      "sqrt a",
      "a $ b",
      "a,b",
      "1..2",
    ])
      expect(() => parseScalar(text), text).toThrow(ScalarSyntaxError);
    expect(() => parseScalar("a + $")).toThrow('at column 5, got "$"');
  });

  test("hostile sizes are refused quickly", () => {
    expect(() => parseScalar("(".repeat(5000))).toThrow(ScalarSyntaxError);
    expect(() => parseScalar("-".repeat(5000) + "1")).toThrow("nested levels");
    expect(() => parseScalar("1".repeat(30_000))).toThrow("characters");
    expect(() => parseScalar("a^1000000")).toThrow("an exponent of at most 1000");
    expect(() => at("((7^1000)^1000)^1000")).toThrow(ScalarDomainError);
  });

  test("arbitrary text either parses or is refused, nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab12.+-*/^() sqrt") }), (text) => {
        try {
          parseScalar(text);
        } catch (error) {
          expect(error instanceof ScalarSyntaxError || error instanceof ScalarDomainError).toBe(true);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe("scalarText and scalarTexOf", () => {
  test("text reads back to the same value", () => {
    fc.assert(
      fc.property(polynomialText, (text) => {
        const values = (name: string) => rational({ a: "2/3", b_1: "-5", eta: "1/7" }[name]!);
        const expression = parseScalar(text);
        const again = parseScalar(scalarText(expression));
        expect(evaluateIn(RATIONALS, again, values).equals(evaluateIn(RATIONALS, expression, values))).toBe(
          true,
        );
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  test("fractions have one bar, no leading minus where one can be avoided", () => {
    for (const [given, text, tex] of [
      ["g*h^(-2)", "g/h^2", "\\frac{g}{h^{2}}"],
      ["-(lambda/2 - g)/h^2", "(g - lambda/2)/h^2", "\\frac{g - \\frac{\\lambda}{2}}{h^{2}}"],
      [
        "(1/2)*(sqrt(-4*eta*h+g^2)+g)*h^(-1)",
        "(g + sqrt(g^2 - 4*eta*h))/(2*h)",
        "\\frac{g + \\sqrt{g^{2} - 4 \\eta h}}{2 h}",
      ],
      ["-a*b/(-1 - 2*c)", "a*b/(2*c + 1)", "\\frac{a b}{2 c + 1}"],
      ["(a+b)^3*(a-1)", "(a + b)^3*(a - 1)", "\\left(a + b\\right)^{3} \\left(a - 1\\right)"],
      ["-a/2 - 1/3", "-a/2 - 1/3", "-\\frac{a}{2} - \\frac{1}{3}"],
      ["1/(a*b)", "1/(a*b)", "\\frac{1}{a b}"],
      ["x - x*0 - 0", "x", "x"],
    ] as const) {
      expect(scalarText(parseScalar(given))).toBe(text);
      expect(scalarTexOf(parseScalar(given))).toBe(tex);
    }
  });

  test("TeX is accepted by a strict renderer", () => {
    fc.assert(
      fc.property(polynomialText, (text) => {
        katex.renderToString(scalarTexOf(parseScalar(text)), { throwOnError: true, strict: "error" });
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe("rings", () => {
  test("dual numbers differentiate quotients and roots", () => {
    const slope = (text: string, x: string): string =>
      rationalText(
        evaluateIn(DUALS, parseScalar(text), () => ({ value: rational(x), slope: rational(1) })).slope,
      );
    expect(slope("x^3", "2")).toBe("12");
    expect(slope("1/(1 + x)", "2")).toBe("-1/9");
    expect(slope("sqrt(x)", "9")).toBe("1/6");
    expect(slope("sqrt(4)", "9")).toBe("0");
  });

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

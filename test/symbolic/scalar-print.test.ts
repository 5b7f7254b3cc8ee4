import fc from "fast-check";
import katex from "katex";
import { describe, expect, test } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { evaluateIn } from "../../src/symbolic/scalar-expression.js";
import { RATIONALS } from "../../src/symbolic/scalar-field.js";
import { parseScalar } from "../../src/symbolic/scalar-parser.js";
import { scalarTexOf, scalarText } from "../../src/symbolic/scalar-print.js";

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

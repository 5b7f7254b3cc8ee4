import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rational, rationalText, ZERO } from "../../src/exact/rational.js";
import { evaluateIn, ScalarSyntaxError } from "../../src/symbolic/scalar-expression.js";
import { RATIONALS, ScalarDomainError } from "../../src/symbolic/scalar-field.js";
import { evaluateScalar, parseScalar } from "../../src/symbolic/scalar-parser.js";

const at = (text: string, values: Record<string, string> = {}): string =>
  rationalText(evaluateIn(RATIONALS, parseScalar(text), (name) => rational(values[name]!)));

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

describe("evaluateScalar", () => {
  test("is exact", () => {
    expect(rationalText(evaluateScalar("1/20 + kappa^2*0.1", { kappa: rational("1/3") }))).toBe("11/180");
    expect(rationalText(evaluateScalar("12345678901234567890123/7"))).toBe("12345678901234567890123/7");
  });

  test("names that computer algebra systems reserve are plain names", () => {
    const names = ["e", "i", "pi", "E", "PI", "Infinity", "constructor", "trace", "w_1_1", "toString", "sin"];
    for (const name of names) {
      expect(rationalText(evaluateScalar(`2*${name}`, { [name]: rational("1/6") }))).toBe("1/3");
      expect(() => evaluateScalar(name)).toThrow(`expected a value for ${name}`);
    }
  });

  test("irrational and undefined values are refused", () => {
    expect(() => evaluateScalar("sqrt(2)")).toThrow("expected the square of a rational number");
    expect(() => evaluateScalar("1/x", { x: ZERO })).toThrow("expected a nonzero divisor");
    expect(() => evaluateScalar("process.exit()")).toThrow("expected a number, a name or an operator");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitLength } from "../../src/exact/dyadic.js";
import { readSystemFile } from "../../src/systems/system-file.js";
import { boundText } from "../../src/systems/text-bounds.js";

describe("bounds of what a text expands to", () => {
  it.each([
    ["x^2 + y", 2],
    ["x^2*y^3*x", 6],
    ["((x + 1)^3 + y^7)^2", 14],
    ["2^40^3*x", 1],
    ["(2^9 + 1)^20", 0],
    ["norm2(x^3) + tr(x*y)", 6],
    ["let a = x^4; a*a - a^2", 8],
    ["(x^500 - x^500)^3", 1500],
    ["tr([x^2, 1; y, x]*[x; y]*[1, 1])", 3],
    ["x/3^5", 1],
  ])("take the degree of %s as %d", (text, degree) => {
    expect(boundText(text, ["x", "y"]).degree).toBe(degree);
  });

  it.each([
    ["2^40", 40],
    ["(2^40)^10", 400],
    ["1/2^40", 40],
    ["x^1000", 0],
    ["1^9999", 0],
    ["(x + y)^8", 8],
    // A denominator of 3·3·3, of at most two bits each.
    ["(x/3)^3", 6],
  ])("take the bits of %s as %d", (text, bits) => {
    expect(boundText(text, ["x", "y"]).bits).toBe(bits);
  });

  it("refuse what the parser refuses", () => {
    expect(() => boundText("x +", ["x"])).toThrow("expected a number, a name or a parenthesis at the end");
    expect(() => boundText("z", ["x"])).toThrow("expected a declared variable");
  });

  it("hold for what is expanded", () => {
    const leaf = fc.constantFrom("x", "y", "2", "3/7", "0.05", "12");
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie("text"), fc.constantFrom("+", "-", "*"), tie("text")).map((t) => `(${t.join("")})`),
        fc.tuple(tie("text"), fc.integer({ min: 0, max: 3 })).map(([f, k]) => `(${f})^${k}`),
      ),
    }));
    fc.assert(
      fc.property(text, (source) => {
        const { degree, bits } = boundText(source, ["x", "y"]);
        fc.pre(degree <= 12 && bits < 190);
        const [f] = readSystemFile(JSON.stringify({ variables: ["x", "y"], equations: [source] })).equations;
        expect(Math.max(0, f!.degree)).toBeLessThanOrEqual(degree);
        for (const { coefficient } of f!.terms()) {
          expect(bitLength(coefficient.n) - 1).toBeLessThanOrEqual(bits + 1e-9);
          expect(bitLength(coefficient.d) - 1).toBeLessThanOrEqual(bits + 1e-9);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

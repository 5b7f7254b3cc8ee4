import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { formatNumber, texDecimal, texExact, texInteger } from "../../src/report/number.js";

// Up to 1e308: beyond, rounding to few digits can pass the largest double, and the text cannot be read back.
const finite = fc.double({ noNaN: true, min: -1e308, max: 1e308 });
const plain = { siunitx: false };

describe("formatNumber", () => {
  it.each([
    [0, 6, "0"],
    [-0, 6, "0"],
    [-0.5, 6, "-0.5"],
    [1 / 3, 4, "0.3333"],
    [0.1 + 0.2, 6, "0.3"],
    [1234567, 6, "1234570"],
    [9_999_999.9, 6, "1e7"],
    [0.0001, 6, "0.0001"],
    [0.00001, 6, "1e-5"],
    [1.12e-16, 2, "1.1e-16"],
    [-1.5e300, 6, "-1.5e300"],
    [100, 1, "100"],
  ])("writes %d at %i digits as %s", (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it("reads back within half a unit of the last digit kept", () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 1, max: 17 }), (value, digits) => {
        const back = Number(formatNumber(value, digits));
        // Half a unit of digit `digits`, plus the double's own rounding where subnormals have few bits.
        const bound = Math.abs(value) * (0.5 * 10 ** (1 - digits) + 2 ** -50) + Number.MIN_VALUE;
        expect(Math.abs(back - value)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("refuses what is not a number", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(() => formatNumber(value)).toThrow(RangeError);
  });
});

describe("TeX of numbers", () => {
  it("sets exponents as powers of ten, or leaves them to siunitx", () => {
    expect(texDecimal("1.1e-16", plain)).toBe("$1.1 \\times 10^{-16}$");
    expect(texDecimal("1.1e-16", { siunitx: true })).toBe("\\num{1.1e-16}");
  });

  it("sets fractions on one line and leaves other exact text alone", () => {
    expect(texExact("-1/2")).toBe("$-1/2$");
    expect(texExact("3")).toBe("$3$");
    expect(texExact("cos(2)")).toBeNull();
  });

  it.each([
    ["2 - sqrt(2)", "$2 - \\sqrt{2}$"],
    ["(-7 + 3*sqrt(5))/2", "$(-7 + 3\\sqrt{5})/2$"],
    ["-2*sqrt(3)/5", "$-2\\sqrt{3}/5$"],
  ])("sets roots: %s", (text, tex) => {
    expect(texExact(text)).toBe(tex);
  });

  it("rounds integers that have no room, also when the mantissa rounds up", () => {
    expect(texInteger(123456789012345678n, plain)).toBe("$123456789012345678$");
    expect(texInteger(1234567890123456789n, plain)).toBe("$\\approx$~$1.23 \\times 10^{18}$");
    expect(texInteger(-(10n ** 30n - 1n), plain)).toBe("$\\approx$~$-1 \\times 10^{30}$");
  });

  it("is mathematics that KaTeX accepts in strict mode", () => {
    const tex = fc.oneof(
      finite.map((value) => texDecimal(formatNumber(value), plain)),
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map((value) => texInteger(value, plain)),
      fc
        .tuple(fc.integer(), fc.integer({ min: 2, max: 99 }))
        .map(([n, d]) => texExact(`${n}/${d}`) ?? "$\\undefinedcontrolsequence$"),
    );
    fc.assert(
      fc.property(tex, (cell) => {
        for (const [, math] of cell.matchAll(/\$([^$]*)\$/g))
          katex.renderToString(math!, { throwOnError: true, strict: "error" });
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  integerSquareRoot,
  isZero,
  ONE,
  rational,
  rationalSquareRoot,
  rationalText,
  sign,
  toNumber,
  ZERO,
} from "../../src/exact/rational.js";

const options = { seed: 7, numRuns: 300 };
const big = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 30n });

describe("rational", () => {
  it("reads text back exactly", () => {
    fc.assert(
      fc.property(big, positive, (n, d) => {
        const value = rational(`${n}/${d}`);
        expect(value.s * value.n * d).toBe(n * value.d);
        expect(rational(rationalText(value)).equals(value)).toBe(true);
      }),
      options,
    );
  });

  it("reads decimals with exponents", () => {
    for (const [text, expected] of [
      ["0.05", "1/20"],
      ["-.5", "-1/2"],
      ["-0.25e1", "-5/2"],
      ["1e-3", "1/1000"],
      ["+3.", "3"],
      [" 7/-1 ", null],
      ["6/4", "3/2"],
      ["12e2", "1200"],
    ] as const)
      if (expected === null) expect(() => rational(text)).toThrow(RangeError);
      else expect(rationalText(rational(text))).toBe(expected);
  });

  it("takes doubles at their exact binary value", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const value = rational(x);
        expect(toNumber(value)).toBe(x === 0 ? 0 : x);
        // The denominator is a power of two.
        expect(value.d & (value.d - 1n)).toBe(0n);
      }),
      options,
    );
    expect(rationalText(rational(0.1))).toBe("3602879701896397/36028797018963968");
  });

  it.each(["", "x", "1/0", "0/00", "1/2/3", "NaN", "Infinity", "1e99999", "0x10", "1 2"])(
    "refuses %j",
    (text) => {
      expect(() => rational(text)).toThrow(RangeError);
    },
  );

  it("refuses numbers that are not finite", () => {
    expect(() => rational(Number.NaN)).toThrow(/finite/);
    expect(() => rational(Number.POSITIVE_INFINITY)).toThrow(/finite/);
  });
});

describe("toNumber", () => {
  it("is within one unit in the last place, also where numerator and denominator overflow", () => {
    fc.assert(
      fc.property(big, positive, fc.integer({ min: 0, max: 400 }), (n, d, shift) => {
        const factor = 10n ** BigInt(shift);
        const value = rational(`${n * factor}/${d * factor}`);
        const x = toNumber(value);
        const error = rational(x).sub(value).abs();
        expect(error.compare(value.abs().mul(rational(2 ** -52))) <= 0).toBe(true);
      }),
      options,
    );
    expect(toNumber(rational(`1${"0".repeat(400)}/3${"0".repeat(399)}`))).toBeCloseTo(10 / 3, 14);
    expect(toNumber(rational("-1e-320"))).toBe(-1e-320);
  });
});

describe("signs and roots", () => {
  it("sign and isZero agree with comparison", () => {
    expect([rational("-1/3"), ZERO, ONE].map(sign)).toEqual([-1, 0, 1]);
    expect(isZero(rational("0/7"))).toBe(true);
  });

  it("rationalSquareRoot inverts squaring and refuses everything else", () => {
    fc.assert(
      fc.property(big, positive, (n, d) => {
        const value = rational(`${n}/${d}`);
        expect(rationalSquareRoot(value.mul(value))!.equals(value.abs())).toBe(true);
        if (!isZero(value)) expect(rationalSquareRoot(value.mul(value).mul(2))).toBeNull();
      }),
      options,
    );
    expect(rationalSquareRoot(rational("-4"))).toBeNull();
  });

  it("integerSquareRoot is the floor", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), (n) => {
        const r = integerSquareRoot(n);
        expect(r * r <= n && n < (r + 1n) * (r + 1n)).toBe(true);
      }),
      options,
    );
  });
});

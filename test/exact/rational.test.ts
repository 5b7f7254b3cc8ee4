import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  commonMultiple,
  decimalText,
  integerSquareRoot,
  isZero,
  ONE,
  type Rational,
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

/** The doubles next to x, and the exact points halfway to them. */
function neighbours(x: number): { readonly below: Rational; readonly above: Rational } {
  const [bits, view] = [new DataView(new ArrayBuffer(8)), rational(x)];
  const next = (towardsZero: boolean): Rational => {
    bits.setFloat64(0, Math.abs(x));
    bits.setBigUint64(0, bits.getBigUint64(0) + (towardsZero ? -1n : 1n));
    return rational(Math.sign(x) * bits.getFloat64(0));
  };
  const [a, b] = [next(true), next(false)].map((other) => other.add(view).div(2));
  return a!.compare(b!) < 0 ? { below: a!, above: b! } : { below: b!, above: a! };
}

describe("toNumber", () => {
  it("is the nearest double: the value lies between the exact points halfway to its neighbours", () => {
    const range = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(big, positive, range, (n, d, shift) => {
        fc.pre(n !== 0n);
        const power = 2n ** BigInt(Math.abs(shift));
        const value = shift < 0 ? rational(n).div(rational(d * power)) : rational(n * power).div(rational(d));
        const x = toNumber(value);
        fc.pre(x !== 0 && Number.isFinite(x) && Math.abs(x) < Number.MAX_VALUE);
        const { below, above } = neighbours(x);
        expect(value.compare(below) >= 0 && value.compare(above) <= 0).toBe(true);
      }),
      options,
    );
  });

  it("rounds ties to even, and what is next to a tie to the nearer side", () => {
    const tie = rational(2n ** 53n + 1n);
    const little = rational(1).div(rational(10n ** 60n));
    expect([tie.sub(little), tie, tie.add(little)].map(toNumber)).toEqual([2 ** 53, 2 ** 53, 2 ** 53 + 2]);
    const odd = rational(2n ** 53n + 3n);
    expect([odd.sub(little), odd, odd.add(little)].map(toNumber)).toEqual([
      2 ** 53 + 2,
      2 ** 53 + 4,
      2 ** 53 + 4,
    ]);
  });

  it("covers subnormals and both ends of the range, rounding once", () => {
    expect(toNumber(rational("-1e-320"))).toBe(-1e-320);
    expect(toNumber(rational(`1${"0".repeat(400)}/3${"0".repeat(399)}`))).toBe(10 / 3);
    // Half of the least double ties to 0; a little more is the least double.
    const half = rational(1).div(rational(2n ** 1075n));
    expect(toNumber(half)).toBe(0);
    expect(toNumber(half.mul(rational(2n ** 80n + 1n)).div(rational(2n ** 80n)))).toBe(Number.MIN_VALUE);
    expect(toNumber(rational("1e400"))).toBe(Infinity);
    expect(toNumber(rational("-1e400"))).toBe(-Infinity);
    // Just below the tie over an odd multiple of 2⁻¹⁰⁷⁴, which rounding to 53 bits first would reach, and leave upwards.
    const below = rational(2n ** 107n + 2n ** 56n + 2n ** 55n - 1n).div(rational(2n ** 1130n));
    expect(toNumber(below)).toBe(2 ** -1023 + 2 ** -1074);
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

describe("the least common multiple", () => {
  it("is the least positive integer that all divide", () => {
    expect(commonMultiple([])).toBe(1n);
    expect(commonMultiple([4n, 6n, 10n])).toBe(60n);
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 12n }), { minLength: 1, maxLength: 3 }), (list) => {
        let least = 1n;
        while (list.some((x) => least % x !== 0n)) least++;
        expect(commonMultiple(list)).toBe(least);
      }),
      options,
    );
  });
});

describe("decimals", () => {
  it("are rounded to nearest, without zeros at the end", () => {
    const text = (value: string, digits: number) => decimalText(rational(value), digits);
    expect([text("2/3", 4), text("-1/8", 2), text("5", 3), text("-1/1000", 2), text("1/20", 3)]).toEqual([
      "0.6667",
      "-0.13",
      "5",
      "0",
      "0.05",
    ]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arctangent,
  logarithm,
  parts,
  pi,
  powerOfTwo,
  rootsOfTwo,
  twoDoubles,
} from "../../src/elementary/fixed-point.js";

const BITS = 192n;
const ONE = 1n << BITS;
/** |x| < 2^−(BITS − 8): as exact as the module says. */
const negligible = (x: bigint) => (x < 0n ? -x : x) < 1n << 8n;

describe("constants in integers", () => {
  it("π has the digits that are known", () => {
    // OEIS A000796.
    const digits = (pi(BITS) * 10n ** 40n) >> BITS;
    expect(digits).toBe(31415926535897932384626433832795028841971n);
  });

  it("ln 2 and atan 1/2 have the digits that are known", () => {
    // OEIS A002162 and A073000.
    expect((logarithm(2n, 1n) * 10n ** 40n) >> BITS).toBe(6931471805599453094172321214581765680755n);
    expect((arctangent(1n, 2n) * 10n ** 40n) >> BITS).toBe(4636476090008061162142562314612144020285n);
  });

  it("logarithms turn products into sums", () => {
    expect(negligible(logarithm(6n, 1n) - logarithm(2n, 1n) - logarithm(3n, 1n))).toBe(true);
  });

  it("roots of two multiply to two", () => {
    const roots = rootsOfTwo(3);
    expect(roots).toHaveLength(8);
    expect(roots[0]).toBe(ONE);
    for (let j = 1; j < 8; j++)
      expect(negligible(((roots[j]! * roots[8 - j]!) >> BITS) - 2n * ONE)).toBe(true);
  });
});

describe("doubles", () => {
  it("powers of two are exact in the whole range, 0 or ∞ beyond it", () => {
    expect([-1075, -1074, -1022, 0, 1023, 1024].map(powerOfTwo)).toEqual([
      0,
      Number.MIN_VALUE,
      2 ** -1022,
      1,
      2 ** 1023,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it("are mantissa times a power of two", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { mantissa, exponent } = parts(x);
        // Two factors: one alone may be 0 for a subnormal x.
        const half = exponent >> 1;
        expect(Number(mantissa) * powerOfTwo(half) * powerOfTwo(exponent - half)).toBe(x === 0 ? 0 : x);
      }),
    );
  });

  it("two of them hold twice the digits", () => {
    const { hi, lo } = twoDoubles(pi(BITS));
    expect(hi).toBe(Math.PI);
    // π − fl(π), as every table of double-double constants has it.
    expect(lo).toBe(1.2246467991473532e-16);
  });
});

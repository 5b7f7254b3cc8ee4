import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitLength, nearestDouble, powerOfTwo, shifted } from "../../src/exact/dyadic.js";
import { rational } from "../../src/exact/rational.js";

describe("powers of two and lengths", () => {
  it("are exact over the whole range of doubles", () => {
    for (let e = -1074; e <= 1023; e += 7) expect(powerOfTwo(e)).toBe(2 ** e);
    expect([powerOfTwo(-1075), powerOfTwo(1024)]).toEqual([0, Infinity]);
  });

  it("count the bits of integers of either sign", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 200n), 2n ** 200n), (x) => {
        expect(bitLength(x)).toBe(x === 0n ? 0 : (x < 0n ? -x : x).toString(2).length);
      }),
    );
  });

  it("shift with rounding down", () => {
    expect([shifted(-5n, -1), shifted(5n, -1), shifted(-5n, 2), shifted(1n, 5000) >> 5000n]).toEqual([
      -3n,
      2n,
      -20n,
      1n,
    ]);
  });
});

describe("nearestDouble", () => {
  it("rounds ties to even and everything else to the nearer one", () => {
    expect(nearestDouble(9007199254740993n, 0)).toBe(9007199254740992);
    expect(nearestDouble(9007199254740995n, 0)).toBe(9007199254740996);
    expect(nearestDouble((9007199254740993n << 100n) + 1n, -100)).toBe(9007199254740994);
    expect(nearestDouble(-((9007199254740993n << 100n) - 1n), -100)).toBe(-9007199254740992);
  });

  it("covers subnormals, underflow and overflow", () => {
    expect(nearestDouble(3n, -1075)).toBe(2 ** -1073);
    expect(nearestDouble(1n, -1075)).toBe(0);
    expect(nearestDouble(3n, -1076)).toBe(2 ** -1074);
    expect(nearestDouble(1n, 1024)).toBe(Infinity);
    expect(nearestDouble(-(2n ** 54n - 1n), 970)).toBe(-Infinity);
    expect(nearestDouble(2n ** 53n - 1n, 971)).toBe(Number.MAX_VALUE);
  });

  it("is the identity on doubles", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { s, n, d } = rational(x);
        expect(nearestDouble(s * n, 1 - d.toString(2).length)).toBe(x === 0 ? 0 : x);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addScaled,
  bitLength,
  compareScaled,
  divideScaled,
  exponentOf,
  lowerModulus,
  nearestDouble,
  normalised,
  powerOfTwo,
  scaledComplexFrom,
  scaledFrom,
  shifted,
  unitsAbove,
  upperModulus,
} from "../../../src/algebra/univariate/scaled.js";
import { rational } from "../../../src/exact/rational.js";

describe("powers of two and lengths", () => {
  it("are exact over the whole range of doubles", () => {
    for (let e = -1074; e <= 1023; e += 7) expect(powerOfTwo(e)).toBe(2 ** e);
    expect([powerOfTwo(-1075), powerOfTwo(1024)]).toEqual([0, Infinity]);
    expect([1, 1.9, 2, -0.75, 2 ** -1022].map(exponentOf)).toEqual([0, 0, 1, -1, -1022]);
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

describe("scaled numbers", () => {
  it("keep 53 bits of integers of any size", () => {
    const x = 3n ** 2000n;
    const { m, e } = scaledFrom(x, -7);
    const difference = rational(m)
      .mul(rational(2n ** BigInt(e + 7)))
      .sub(rational(x))
      .abs();
    expect(difference.compare(rational(x).div(rational(2n ** 52n)))).toBe(-1);
    expect(m >= 1 && m < 2).toBe(true);
  });

  it("add, compare and divide", () => {
    expect(addScaled({ m: 1, e: 3 }, { m: 1, e: 2 })).toEqual({ m: 1.5, e: 3 });
    expect(compareScaled({ m: 1.5, e: 3 }, { m: 1, e: 4 })).toBe(-1);
    expect(compareScaled({ m: 0, e: 0 }, { m: 1, e: -900 })).toBe(-1);
    // (1 + i)/(1 − i) = i.
    expect(divideScaled({ re: 1, im: 1, e: 9 }, { re: 1, im: -1, e: 2 })).toEqual({ re: 0, im: 1, e: 7 });
    expect(normalised(2 ** -1074, 0)).toEqual({ m: 1, e: -1074 });
  });

  it("bound moduli from both sides", () => {
    const z = scaledComplexFrom(3n * 10n ** 30n, -4n * 10n ** 30n, 5);
    const five = scaledFrom(5n * 10n ** 30n, 5);
    expect(compareScaled(upperModulus(z), five)).toBe(1);
    expect(compareScaled(lowerModulus(z), five)).toBe(-1);
    expect(unitsAbove({ m: 1.25, e: 4 }, 3)).toBe(3n);
    expect(unitsAbove({ m: 1, e: 0 }, 200)).toBe(1n);
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

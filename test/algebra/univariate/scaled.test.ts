import { describe, expect, it } from "vitest";
import {
  addScaled,
  compareScaled,
  divideScaled,
  exponentOf,
  lowerModulus,
  normalised,
  scaledComplexFrom,
  scaledFrom,
  unitsAbove,
  upperModulus,
} from "../../../src/algebra/univariate/scaled.js";
import { rational } from "../../../src/exact/rational.js";

describe("scaled numbers", () => {
  it("tell the exponent of a normal double", () => {
    expect([1, 1.9, 2, -0.75, 2 ** -1022].map(exponentOf)).toEqual([0, 0, 1, -1, -1022]);
  });

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

import { describe, expect, it } from "vitest";
import {
  degreeOf,
  derivativeOf,
  divideExactly,
  homogeneousValue,
  leadingCoefficient,
  multiply,
  primitiveFrom,
  primitivePart,
  reflect,
  signAtDyadic,
  subtract,
  trim,
} from "../../../src/algebra/univariate/integer-polynomial.js";
import { rational } from "../../../src/exact/rational.js";

describe("integer polynomials", () => {
  it("have degree −1 and leading coefficient 0 when zero", () => {
    expect(degreeOf(trim([0n, 0n]))).toBe(-1);
    expect(leadingCoefficient([])).toBe(0n);
    expect(primitivePart([0n])).toEqual([]);
  });

  it("lose content and sign in their primitive part", () => {
    expect(primitivePart([6n, -9n, -12n, 0n])).toEqual([-2n, 3n, 4n]);
    expect(primitiveFrom([rational("1/6"), 1n, rational("-3/4")])).toEqual([-2n, -12n, 9n]);
  });

  it("divide exactly or not at all", () => {
    const [f, g] = [
      [1n, -2n, 3n],
      [-5n, 0n, 7n, 1n],
    ];
    expect(divideExactly(multiply(f, g), g)).toEqual(f);
    expect(divideExactly([1n, 0n, 1n], [1n, 1n])).toBeNull();
    expect(divideExactly([1n, 1n, 2n], [1n, 2n])).toBeNull();
    expect(divideExactly([], [1n, 1n])).toEqual([]);
    expect(() => divideExactly([1n], [])).toThrow(RangeError);
  });

  it("have derivative, reflection and difference", () => {
    expect(derivativeOf([1n, 2n, 3n, 4n])).toEqual([2n, 6n, 12n]);
    expect(reflect([1n, 2n, 3n, 4n])).toEqual([1n, -2n, 3n, -4n]);
    expect(subtract([1n, 2n, 3n], [1n, 1n, 3n])).toEqual([0n, 1n]);
  });

  it("take exact values at rationals and dyadics", () => {
    // 4x² − 9 at 3/2, 5/3: 0 and 9·(100/9 − 9) = 19.
    expect(homogeneousValue([-9n, 0n, 4n], 3n, 2n)).toBe(0n);
    expect(homogeneousValue([-9n, 0n, 4n], 5n, 3n)).toBe(19n);
    expect([2n, 3n, 4n].map((p) => signAtDyadic([-9n, 0n, 4n], p, 1))).toEqual([-1, 0, 1]);
  });
});

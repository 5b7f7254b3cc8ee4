import { describe, expect, it } from "vitest";
import {
  degreeOf,
  derivativeOf,
  divideExactly,
  homogeneousValue,
  leadingCoefficient,
  multiply,
  pack,
  primitiveFrom,
  primitivePart,
  reflect,
  signAtDyadic,
  subtract,
  trim,
  unpack,
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

  it("are what they were after packing, negative coefficients included", () => {
    for (let length = 0; length < 12; length++) {
      const f = Array.from({ length }, (_, k) => (-3n) ** BigInt(41 - k));
      expect(unpack(pack(f, 66), 66, length)).toEqual(f);
    }
  });

  it("multiply to the product of their values, short and long, sparse and dense", () => {
    expect(multiply([1n, -1n], [1n, 1n, 1n])).toEqual([1n, 0n, 0n, -1n]);
    expect(multiply([], [1n])).toEqual([]);
    const dense = (length: number) => Array.from({ length }, (_, k) => (-7n) ** BigInt(k % 13) - 1n);
    const sparse = (length: number) =>
      Array.from({ length }, (_, k) => (k % 5 === 0 ? 2n ** 70n : 0n)).with(-1, 1n);
    for (const [m, n] of [
      [2, 40],
      [15, 16],
      [16, 16],
      [17, 60],
      [61, 61],
    ] as const)
      for (const [f, g] of [
        [dense(m), dense(n)],
        [sparse(m), dense(n)],
        [sparse(m), sparse(n)],
      ] as const) {
        const product = multiply(f, g);
        expect(product).toHaveLength(m + n - 1);
        for (const [x, d] of [
          [1n, 1n],
          [-2n, 3n],
          [10n ** 20n, 7n],
        ] as const)
          expect(homogeneousValue(product, x, d)).toBe(homogeneousValue(f, x, d) * homogeneousValue(g, x, d));
      }
  });
});

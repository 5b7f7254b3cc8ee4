import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideExactly, primitivePart } from "../../../src/algebra/univariate/integer-polynomial.js";
import {
  greatestCommonDivisor,
  squareFreeDecomposition,
  squareFreePart,
} from "../../../src/algebra/univariate/square-free.js";
import { linear, product, randomPolynomial } from "./polynomials.js";

const polynomial = (length: number) =>
  fc
    .tuple(fc.array(fc.bigInt(-50n, 50n), { maxLength: length }), fc.bigInt(1n, 50n))
    .map(([lower, lead]) => [...lower, lead]);

describe("greatestCommonDivisor", () => {
  it("divides both, is divisible by any common factor, and leaves coprime quotients", () => {
    fc.assert(
      fc.property(polynomial(4), polynomial(4), polynomial(4), (a, b, c) => {
        const [f, g] = [product(a, c), product(b, c)];
        const common = greatestCommonDivisor(f, g);
        const [p, q] = [divideExactly(primitivePart(f), common), divideExactly(primitivePart(g), common)];
        expect(divideExactly(common, primitivePart(c))).not.toBeNull();
        expect(greatestCommonDivisor(p!, q!)).toEqual([1n]);
      }),
      { numRuns: 200 },
    );
  });

  it("lifts coefficients far beyond one prime, of either sign", () => {
    const c = [-(10n ** 60n) + 7n, 3n ** 90n, -(2n ** 150n), 5n ** 40n];
    expect(greatestCommonDivisor(product(c, linear(2n, 3n)), product(c, [1n, 0n, 1n]))).toEqual(c);
  });

  it("treats zero and constants", () => {
    expect(greatestCommonDivisor([], [])).toEqual([]);
    expect(greatestCommonDivisor([], [4n, -2n])).toEqual([-2n, 1n]);
    expect(greatestCommonDivisor([6n], [1n, 1n])).toEqual([1n]);
  });
});

describe("squareFreeDecomposition", () => {
  it("gives every factor with its exponent", () => {
    const f = product(linear(1n, 2n, 5), [1n, 0n, 1n], [1n, 0n, 1n], linear(-3n), [-2n, 0n, 1n]);
    expect(squareFreeDecomposition(f.map((c) => -6n * c))).toEqual([
      { polynomial: product(linear(-3n), [-2n, 0n, 1n]), multiplicity: 1 },
      { polynomial: [1n, 0n, 1n], multiplicity: 2 },
      { polynomial: linear(1n, 2n), multiplicity: 5 },
    ]);
    expect(squareFreePart(f)).toEqual(product(linear(1n, 2n), [1n, 0n, 1n], linear(-3n), [-2n, 0n, 1n]));
  });

  it("multiplies out to the polynomial again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(polynomial(2), fc.integer({ min: 1, max: 4 })), { maxLength: 3 }),
        (parts) => {
          const f = product(...parts.flatMap(([g, power]) => Array.from({ length: power }, () => g)));
          const factors = squareFreeDecomposition(f);
          const back = product(
            ...factors.flatMap(({ polynomial: g, multiplicity }) =>
              Array.from({ length: multiplicity }, () => [...g]),
            ),
          );
          expect(back).toEqual(primitivePart(f));
          for (const { polynomial: g } of factors)
            expect(
              greatestCommonDivisor(
                g,
                g.slice(1).map((c, k) => c * BigInt(k + 1)),
              ),
            ).toEqual([1n]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("has no factors for constants and refuses zero", () => {
    expect(squareFreeDecomposition([5n])).toEqual([]);
    expect(() => squareFreeDecomposition([0n])).toThrow("expected a nonzero polynomial");
    expect(() => squareFreePart([])).toThrow("expected a nonzero polynomial");
  });

  it("is fast for a square-free polynomial of degree 1000", () => {
    const f = randomPolynomial(1000, 20, 3n);
    expect(squareFreeDecomposition(f).map(({ multiplicity }) => multiplicity)).toEqual([1]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomial, CountPolynomial, multinomial } from "../../src/exact/counting.js";

const options = { seed: 7, numRuns: 80 };
const polynomial = fc
  .array(fc.bigInt({ min: 0n, max: 50n }), { maxLength: 5 })
  .map((c) => CountPolynomial.of(c));
const signed = fc
  .array(fc.bigInt({ min: -50n, max: 50n }), { maxLength: 5 })
  .map((c) => CountPolynomial.of(c));

describe("binomial", () => {
  it("counts subsets: Pascal's rule and the outside", () => {
    for (let n = 0; n <= 20; n++)
      for (let k = 0; k <= n; k++)
        expect(binomial(n + 1, k)).toBe(binomial(n, k) + (k === 0 ? 0n : binomial(n, k - 1)));
    expect([binomial(3, -1), binomial(3, 4), binomial(0, 0)]).toEqual([0n, 0n, 1n]);
    expect(binomial(100, 50)).toBe(100891344545564193334812497256n);
  });
});

describe("multinomial", () => {
  it("is n!/Πn_i!", () => {
    const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 }), (counts) => {
        const total = counts.reduce((sum, c) => sum + c, 0);
        expect(multinomial(counts) * counts.reduce((p, c) => p * factorial(c), 1n)).toBe(factorial(total));
      }),
      options,
    );
  });
});

describe("CountPolynomial", () => {
  it("adds and multiplies as its values do", () => {
    fc.assert(
      fc.property(signed, signed, fc.bigInt({ min: -5n, max: 5n }), (a, b, z) => {
        expect(a.add(b).at(z)).toBe(a.at(z) + b.at(z));
        expect(a.multiply(b).at(z)).toBe(a.at(z) * b.at(z));
        expect(a.scale(3n).at(z)).toBe(3n * a.at(z));
        expect(a.shift(2).at(z)).toBe(z * z * a.at(z));
        expect(a.coefficients.at(-1)).not.toBe(0n);
      }),
      options,
    );
  });

  it("takes powers as repeated products", () => {
    fc.assert(
      fc.property(polynomial, fc.integer({ min: 0, max: 5 }), (a, k) => {
        let product = CountPolynomial.one;
        for (let i = 0; i < k; i++) product = product.multiply(a);
        expect(a.power(k)).toEqual(product);
      }),
      options,
    );
    expect(() => CountPolynomial.of([-1n]).power(2)).toThrow(/non-negative/);
  });

  it("lists its nonzero coefficients", () => {
    expect([...CountPolynomial.of([0n, 3n, 0n, 5n, 0n]).toMap()]).toEqual([
      [1, 3n],
      [3, 5n],
    ]);
    expect(CountPolynomial.sum([]).toMap().size).toBe(0);
    expect(CountPolynomial.monomial(2, 7n).coefficients).toEqual([0n, 0n, 7n]);
  });
});

import { describe, expect, it } from "vitest";
import {
  evaluateModulo,
  gcdModulo,
  invertModulo,
  multiplyModulo,
  primes,
  reduceModulo,
  residue,
} from "../../../src/algebra/univariate/modular.js";
import { linear, product } from "./polynomials.js";

describe("arithmetic modulo primes", () => {
  it("takes the primes below 2^26 in descending order", () => {
    const [first, second, third] = primes();
    // 2^26 − 5, −27 and −45 are the three largest (OEIS A013603 and the table of primes just below powers of two).
    expect([first, second, third].map((p) => 2 ** 26 - p!)).toEqual([5, 27, 45]);
  });

  it("multiplies and inverts as BigInts do", () => {
    const p = 2 ** 26 - 5;
    for (let a = 1; a < p; a = a * 3 + 1)
      for (const b of [1, 2, p - 1, p - 2, 12345678, invertModulo(a, p)])
        expect(multiplyModulo(a, b, p, 1 / p)).toBe(Number((BigInt(a) * BigInt(b)) % BigInt(p)));
    expect(multiplyModulo(54321, invertModulo(54321, p), p, 1 / p)).toBe(1);
    expect(residue(-1n, p)).toBe(p - 1);
  });

  it("finds the monic gcd of products with a common factor", () => {
    const p = 2 ** 26 - 5;
    const shared = product(linear(3n), linear(-7n));
    const f = reduceModulo(product(shared, linear(5n), [1n, 0n, 1n]), p);
    const g = reduceModulo(product(shared, linear(11n)), p);
    expect([...gcdModulo(f, g, p)]).toEqual([p - 21, 4, 1]);
    expect(evaluateModulo(f, 3, p)).toBe(0);
    expect(gcdModulo(new Float64Array(0), new Float64Array(0), p).length).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { PrimeField, primesDownwards } from "../../src/exact/prime-field.js";

const field = new PrimeField(67_108_859);
const p = BigInt(field.p);

describe("prime fields", () => {
  it("takes the primes below 2^26 from the largest down", () => {
    const primes = primesDownwards();
    expect([1, 2, 3].map(() => primes.next().value)).toEqual([67_108_859, 67_108_837, 67_108_819]);
  });

  it("refuses composite and large numbers", () => {
    expect(() => new PrimeField(67_108_861)).toThrow("expected a prime below 2^26, got 67108861");
    expect(() => new PrimeField(2 ** 31 - 1)).toThrow("expected a prime below 2^26");
  });

  it("inverts, and reduces the largest products", () => {
    for (const a of [1, 2, field.p - 1, 12_345_678]) expect(field.multiply(a, field.invert(a))).toBe(1);
    expect(field.multiply(field.p - 1, field.p - 1)).toBe(1);
    for (let a = 1; a < field.p; a = a * 3 + 1)
      for (const b of [2, field.p - 2, 12_345_678, field.invert(a)])
        expect(field.multiply(a, b)).toBe(Number((BigInt(a) * BigInt(b)) % p));
    expect(field.residue(-1n)).toBe(field.p - 1);
  });
});

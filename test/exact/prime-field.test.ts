import { describe, expect, it } from "vitest";
import { isPrime, PRIME_BOUND, PrimeField, primesDownwards } from "../../src/exact/prime-field.js";

const field = new PrimeField(67_108_859);
const p = BigInt(field.p);

describe("prime fields", () => {
  it("takes the primes below 2^26 from the largest down", () => {
    const primes = primesDownwards();
    expect([1, 2, 3].map(() => primes.next().value)).toEqual([67_108_859, 67_108_837, 67_108_819]);
  });

  it("knows primes from composite numbers: the sieve, strong pseudoprimes, and what only division tells", () => {
    const isComposite = new Uint8Array(20_000);
    for (let d = 2; d < isComposite.length; d++)
      for (let k = 2 * d; k < isComposite.length; k += d) isComposite[k] = 1;
    for (let n = 2; n < isComposite.length; n++) expect(isPrime(n)).toBe(isComposite[n] === 0);
    // To the bases 2; 2 and 3; 2, 3 and 5 (Pomerance, Selfridge and Wagstaff 1980).
    for (const n of [2047, 1_373_653, 25_326_001]) expect(isPrime(n)).toBe(false);
    expect([0, 1, -7, 2.5, PRIME_BOUND].map(isPrime)).toEqual([false, false, false, false, false]);
    expect([2 ** 31 - 1, 8191 ** 2].map(isPrime)).toEqual([true, false]);
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

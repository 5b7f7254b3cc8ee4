import { describe, expect, it } from "vitest";
import { agrees, Reconstruction } from "../../src/algebra/reconstruction.js";
import { PrimeField, primesDownwards } from "../../src/exact/prime-field.js";
import { Random } from "../../src/exact/random.js";

const random = new Random(23);
const large = (words: number): bigint => {
  let value = 0n;
  for (let k = 0; k < words; k++) value = (value << 32n) | BigInt(random.uint32());
  return random.integer(0, 1) === 1 ? -value : value;
};

describe("reconstruction", () => {
  const imageOf = (n: readonly bigint[], d: readonly bigint[], p: number): Float64Array => {
    const field = new PrimeField(p);
    return Float64Array.from(n, (a, j) =>
      field.multiply(field.residue(a), field.invert(field.residue(d[j]!))),
    );
  };

  it("finds fractions with different denominators from enough primes and not before", () => {
    // Denominators 3 and 7 may cancel in the witness.
    const d = [1n, 3n, 7n, 21n, 5n ** 20n, 1n, 2n];
    const n = [large(4), 5n, -2n, large(2), large(3), 0n, 1n];
    const collected = new Reconstruction(n.length);
    const primes = primesDownwards();
    let found: ReturnType<Reconstruction["attempt"]>;
    while (found === undefined && collected.primes.length < 40) {
      const p = primes.next().value!;
      collected.add(p, imageOf(n, d, p));
      found = collected.attempt();
    }
    const { numerators, denominator } = found!;
    expect(numerators.map((a, j) => a * d[j]! - n[j]! * denominator)).toEqual(n.map(() => 0n));
    // 128 bits of numerators and 53 of denominators take seven primes of 26 bits at least.
    expect(collected.primes.length).toBeGreaterThan(6);
    const p = primes.next().value!;
    expect(agrees(found!, p, imageOf(n, d, p))).toBe(true);
    expect(
      agrees({ numerators: numerators.with(3, numerators[3]! + 1n), denominator }, p, imageOf(n, d, p)),
    ).toBe(false);
  });

  it("finds single fractions n/d of all shapes as soon as n d stands out by the margin", () => {
    for (const [numerator, denominator] of [
      [0, 1],
      [1, 0],
      [1, 1],
      [3, 1],
      [1, 9],
      [20, 20],
      [60, 0],
      [0, 60],
      [45, 52],
    ] as const) {
      const [n, d] = [numerator === 0 ? 1n : large(numerator), denominator === 0 ? 1n : large(denominator)];
      const collected = new Reconstruction(1);
      const primes = primesDownwards();
      let found: ReturnType<Reconstruction["attempt"]>;
      while (found === undefined && collected.primes.length < 200) {
        const p = primes.next().value!;
        collected.add(p, imageOf([n], [d], p));
        found = collected.attempt();
      }
      expect(found!.numerators[0]! * d).toBe(n * found!.denominator);
      expect(found!.denominator).toBeGreaterThan(0n);
      // Bits of n, d, the margin and the count of steps, and of a weight, by primes of nearly 26.
      const bits = 32 * (numerator + denominator) + 40 + 12 + 14;
      expect(collected.primes.length).toBeLessThanOrEqual(Math.ceil(bits / 25.9) + 1);
    }
  });

  it("has numbers of either sign and zero in one vector, as large as the primes allow", () => {
    const n = [1n, -1n, 0n, large(30), -large(29), (1n << 900n) - 1n, -(1n << 900n), 1n << 24n, -(1n << 48n)];
    const collected = new Reconstruction(n.length);
    const primes = primesDownwards();
    let found: ReturnType<Reconstruction["attempt"]>;
    while (found === undefined && collected.primes.length < 60) {
      const p = primes.next().value!;
      collected.add(
        p,
        imageOf(
          n,
          n.map(() => 1n),
          p,
        ),
      );
      found = collected.attempt();
    }
    expect(found).toEqual({ numerators: n, denominator: 1n });
  });

  it("finds nothing in random residues", () => {
    const collected = new Reconstruction(3);
    const primes = primesDownwards();
    for (let k = 0; k < 12; k++) {
      const p = primes.next().value!;
      collected.add(
        p,
        Float64Array.from({ length: 3 }, () => random.integer(0, p - 1)),
      );
      expect(collected.attempt()).toBeUndefined();
    }
  });
});

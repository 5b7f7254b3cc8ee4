import { describe, expect, it } from "vitest";
import { MARGIN } from "../../src/algebra/options.js";
import { agrees, Reconstruction, reconstructDenominator } from "../../src/algebra/reconstruction.js";
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

  /** As many primes as the first attempt that finds something takes. */
  const primesFor = (n: readonly bigint[], d: readonly bigint[]): number => {
    const collected = new Reconstruction(n.length);
    const primes = primesDownwards();
    while (collected.primes.length < 80) {
      const p = primes.next().value!;
      collected.add(p, imageOf(n, d, p));
      const found = collected.attempt();
      if (found === undefined) continue;
      expect(n.map((a, j) => a * found.denominator - found.numerators[j]! * d[j]!)).toEqual(n.map(() => 0n));
      break;
    }
    return collected.primes.length;
  };

  it("finds the denominators that cancelled in the witness, of either sign", () => {
    // A weight is even every other time: then a half leaves no trace in the witness.
    for (let length = 2; length < 10; length++)
      for (const numerator of [3n, -3n, (1n << 300n) + 1n, -(1n << 300n) - 1n])
        for (const place of [0, length - 1]) {
          const n = Array.from({ length }, (_, j) => (j === place ? numerator : BigInt(j)));
          primesFor(
            n,
            n.map((_, j) => (j === place ? 2n : 1n)),
          );
        }
  });

  it("waits until the combination of all entries stands out", () => {
    // Two denominators of 320 bits: 640 in the witness, 320 of its numerator, the margin; each alone needs half of that.
    const [a, b] = [(1n << 320n) + 7n, (1n << 320n) + 9n];
    expect(primesFor([1n, 1n], [a, b])).toBeGreaterThanOrEqual(Math.ceil((960 + 40) / 26));
    // And no denominator but one: zeros are found as soon as their margin is there, which two primes of 26 bits have.
    expect(primesFor([0n, 0n], [1n, 1n])).toBe(2);
  });

  it("singles out denominators as Euclid's algorithm, division by division, does", () => {
    let found = 0;
    for (let k = 0; k < 600; k++) {
      // Continued fractions with small quotients, ones around what leading bits determine, and one or two that stand out.
      const quotients = Array.from({ length: random.integer(0, 60) }, () =>
        random.integer(0, 9) > 0 ? BigInt(random.integer(1, 9)) : 1n << BigInt(random.integer(1, 44)),
      );
      for (const most of [1, 2].slice(random.integer(0, 2)))
        quotients.splice(random.integer(0, quotients.length), 0, 1n << BigInt(most + random.integer(38, 52)));
      let [m, a] = [1n, 0n];
      for (const q of quotients) [m, a] = [q * m + a, m];
      if (a === m) continue;
      const denominator = reconstructDenominator(a, m);
      expect(denominator, `${quotients}`).toBe(byEuclid(a, m));
      expect(reconstructDenominator(-a, m)).toBe(denominator);
      if (denominator !== undefined) found++;
    }
    expect(found).toBeGreaterThan(200);
  });

  it("takes the first of two quotients that are as large, and none below the margin", () => {
    const one = 1n << BigInt(MARGIN);
    // [0; Q, 3, Q] = (3Q + 1)/(3Q² + 2Q): the convergent before the first Q is 0/1.
    const q = one << 5n;
    expect(reconstructDenominator(3n * q + 1n, 3n * q * q + 2n * q)).toBe(1n);
    // m/1 divides twice, by 1 and by 0; m/0 once; m/(m/2) at an odd m three times, and its denominator is 2.
    expect([reconstructDenominator(1n, 2n * one), reconstructDenominator(1n, 2n * one - 1n)]).toEqual([
      1n,
      undefined,
    ]);
    expect([reconstructDenominator(0n, one), reconstructDenominator(0n, one - 1n)]).toEqual([1n, undefined]);
    expect([
      reconstructDenominator(3n * one, 6n * one + 1n),
      reconstructDenominator(3n * one - 1n, 6n * one - 1n),
    ]).toEqual([2n, undefined]);
  });
});

/** The denominator before the first of the largest quotients, if that is 2^MARGIN times the number of divisions, that by zero included. */
function byEuclid(a: bigint, m: bigint): bigint | undefined {
  const quotients: bigint[] = [];
  for (let [x, y] = [m, a]; y > 0n; [x, y] = [y, x % y]) quotients.push(x / y);
  const largest = quotients.reduce((most, q) => (q > most ? q : most), 0n);
  const before = quotients.slice(0, quotients.indexOf(largest));
  // Denominators of convergents, k_{-1} = 0, k_0 = 1.
  const [, denominator] = before.reduce<readonly [bigint, bigint]>(([k, l], q) => [l, q * l + k], [0n, 1n]);
  return largest < (1n << BigInt(MARGIN)) * BigInt(quotients.length + 1) ? undefined : denominator;
}

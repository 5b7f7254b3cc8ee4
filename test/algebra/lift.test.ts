import { describe, expect, it } from "vitest";
import { type Image, liftVectors } from "../../src/algebra/lift.js";
import { ATTEMPT_COST, ATTEMPT_GROWTH, UNLUCKY } from "../../src/algebra/options.js";
import { BudgetExceeded, Work } from "../../src/algebra/work.js";
import { PrimeField, primesDownwards } from "../../src/exact/prime-field.js";

/** Vectors of fractions with denominators 7, 1 and 10³⁰ + 57, by their residues. */
const VECTORS: readonly (readonly [bigint, bigint])[][] = [
  [
    [1n, 7n],
    [-3n, 7n],
  ],
  [],
  [
    [10n ** 40n, 10n ** 30n + 57n],
    [0n, 1n],
    [-5n, 1n],
  ],
];

function* images(): Generator<Image> {
  for (const p of primesDownwards()) {
    const field = new PrimeField(p);
    const vectors = VECTORS.map((v) =>
      v.map(([n, d]) => field.multiply(field.residue(n), field.invert(field.residue(d)))),
    );
    yield { prime: p, vectors };
  }
}

describe("vectors over Q from many primes", () => {
  it("have the fractions that their residues come from", () => {
    const all = images();
    const found = liftVectors(all.next().value, () => all.next().value, new Work())!;
    for (const [k, v] of VECTORS.entries())
      for (const [j, [n, d]] of v.entries())
        expect(found[k]!.numerators[j]! * d).toBe(n * found[k]!.denominator);
  });

  it("take few more primes than the largest fraction has bits, and count their work", () => {
    const all = images();
    const work = new Work();
    let primes = 1;
    const next = (): Image => {
      primes++;
      return all.next().value;
    };
    liftVectors(all.next().value, next, work);
    // 10⁴⁰/(10³⁰ + 57) has 233 bits and stands out by 40: eleven primes, more by the growth, and one that agrees.
    expect(primes).toBeGreaterThanOrEqual(11);
    expect(primes).toBeLessThanOrEqual(Math.ceil((233 + 40 + 20) / 26) * ATTEMPT_GROWTH + 2);
    expect(work.done).toBeGreaterThan(ATTEMPT_COST * 11 ** 2);
    expect(() => liftVectors(images().next().value, next, new Work(ATTEMPT_COST))).toThrow(BudgetExceeded);
  });

  it("are given up after too many primes that behave differently, and without a first one", () => {
    const all = images();
    let asked = 0;
    const none = (): undefined => {
      asked++;
      return undefined;
    };
    expect(liftVectors(all.next().value, none, new Work())).toBeUndefined();
    expect(asked).toBe(UNLUCKY);
    expect(liftVectors(undefined, none, new Work())).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import type { ModularPolynomial } from "../../src/algebra/polynomial-modulo.js";
import { dividesByResidues, echelonForm, ResidueRing, sizeOfSum } from "../../src/algebra/residue-ring.js";
import { type IntegerPolynomial, multiply, norm1 } from "../../src/algebra/univariate/integer-polynomial.js";
import { Work } from "../../src/algebra/work.js";
import { bitLength } from "../../src/exact/dyadic.js";
import { PrimeField, primesDownwards } from "../../src/exact/prime-field.js";

const field = new PrimeField(67_108_859);
const residues = (...c: readonly number[]): ModularPolynomial =>
  Float64Array.from(c, (x) => field.residue(BigInt(x)));
/** F_p[t]/(t (t − 1)). */
const ring = new ResidueRing(residues(0, -1, 1), field, new Work());

function* fields(): Generator<PrimeField, never> {
  for (const p of primesDownwards()) yield new PrimeField(p);
  throw new Error("expected fewer primes");
}

describe("the ring F_p[t]/h", () => {
  it("has the values at the roots of h: t² = t, and t is not invertible, t + 1 is", () => {
    expect(ring.multiply(residues(0, 1), residues(0, 1))).toEqual(residues(0, 1));
    expect(ring.multiply(residues(0, 1), residues(-1, 1))).toEqual(ring.zero);
    expect(ring.inverse(residues(0, 1))).toBeUndefined();
    const inverse = ring.inverse(residues(1, 1))!;
    expect(ring.multiply(inverse, residues(1, 1))).toEqual(ring.one);
    expect(ring.of([5n, 0n, 0n, 2n])).toEqual(residues(5, 2));
    expect(ring.add(residues(1, 2), residues(3, -2))).toEqual(residues(4));
    expect(ring.subtract(residues(1, 2), residues(1, 2))).toEqual(ring.zero);
    expect(ring.scale(residues(1, 2), -3n)).toEqual(residues(-3, -6));
  });
});

describe("echelon forms at all roots at once", () => {
  it("have pivots where the rank is the same at both roots", () => {
    // (1, t), (0, 1 + t): of rank 2 at t = 0 and t = 1.
    const rows = [
      [residues(1), residues(0, 1).slice()],
      [ring.zero, residues(1, 1)],
    ];
    const pivots = echelonForm(rows, 2, ring);
    expect("kind" in pivots).toBe(false);
    expect([...(pivots as ReadonlyMap<number, unknown>)]).toEqual([
      [0, [ring.one, ring.zero]],
      [1, [ring.zero, ring.one]],
    ]);
  });

  it("take rows together: t and t − 1 vanish at different roots", () => {
    const pivots = echelonForm([[residues(0, 1)], [residues(-1, 1)]], 1, ring);
    expect([...(pivots as ReadonlyMap<number, unknown>)]).toEqual([[0, [ring.one]]]);
  });

  it("split h where the ranks differ, and not where a column is 0 at both", () => {
    expect(echelonForm([[residues(0, 3)]], 1, ring)).toEqual({ kind: "split", factor: residues(0, 1) });
    expect(echelonForm([[ring.zero, residues(2)]], 2, ring)).toEqual(new Map([[1, [ring.zero, ring.one]]]));
  });
});

describe("divisibility over Q by residues", () => {
  const verdict = (h: IntegerPolynomial, r: IntegerPolynomial): { holds: boolean; primes: number } => {
    let primes = 0;
    const vanish = (own: ResidueRing): boolean => {
      primes++;
      return own.of(r).length === 0;
    };
    const size = { degree: r.length - 1, bits: bitLength(norm1(r)) };
    return { holds: dividesByResidues(h, [size], vanish, fields(), new Work()), primes };
  };
  const h = [-7n, 3n, 5n];

  it("holds for multiples", () => {
    expect(verdict(h, multiply(h, [11n, -13n, 0n, 1n << 80n])).holds).toBe(true);
    expect(verdict(h, [0n]).holds).toBe(true);
    expect(verdict([1n, 2n], [1n << 100n, 1n << 101n]).holds).toBe(true);
  });

  it("fails for near misses by products of any number of the primes that are asked", () => {
    const s = [3n, 1n << 90n];
    let product = 1n;
    const primes = primesDownwards();
    for (let count = 0; count < 12; count++) {
      for (const k of [0, 1, 3]) {
        const near = multiply(h, s).map((c, i) => (i === k ? c + product : c));
        expect(verdict(h, near), `${count}, ${k}`).toEqual({ holds: false, primes: count + 1 });
      }
      product *= BigInt(primes.next().value!);
    }
  });

  it("asks for primes with a product above ‖R‖ ‖h‖^e, and one more at most", () => {
    for (let b = 1; b < 200; b += 9) {
      const r = multiply(h, [(1n << BigInt(b)) - 1n, 0n, 7n]);
      // deg R − deg h + 1 = 3 steps, ‖h‖ = 15 < 2⁴.
      const bits = bitLength(norm1(r)) + 3 * 4;
      const { primes } = verdict(h, r);
      expect(primes * 26).toBeGreaterThanOrEqual(bits);
      expect((primes - 1) * 25.99).toBeLessThan(bits);
    }
  });

  it("counts no prime of which nothing is known, nor one that divides the leading coefficient", () => {
    const leading = [1n, BigInt(primesDownwards().next().value!)];
    const asked: number[] = [];
    let skip = 3;
    const vanish = (own: ResidueRing): boolean | undefined => {
      if (skip-- > 0) return undefined;
      asked.push(own.field.p);
      return true;
    };
    const size = { degree: 0, bits: 60 };
    expect(dividesByResidues(leading, [size], vanish, fields(), new Work())).toBe(true);
    // The first is the leading coefficient, and of three more nothing is known.
    const some: number[] = [];
    for (const p of primesDownwards()) if (some.push(p) === 7) break;
    expect(asked).toEqual(some.slice(4));
  });

  it("sizes of sums of products are not exceeded, and nearly reached", () => {
    const full = (bits: number, degree: number): IntegerPolynomial => [
      ...new Array<bigint>(degree).fill(0n),
      (1n << BigInt(bits)) - 1n,
    ];
    for (let count = 1; count <= 5; count++)
      for (const b of [1, 30, 61]) {
        const terms = Array.from({ length: count }, (_, k) => [full(b, 2), full(40, k), full(9, 0)]);
        const sum = terms
          .map((factors) => factors.reduce(multiply))
          .reduce((x, y) =>
            Array.from({ length: Math.max(x.length, y.length) }, (_, k) => (x[k] ?? 0n) + (y[k] ?? 0n)),
          );
        const { degree, bits } = sizeOfSum(terms);
        expect(degree).toBe(sum.length - 1);
        expect(bitLength(norm1(sum))).toBeLessThanOrEqual(bits);
        expect(bitLength(norm1(sum))).toBeGreaterThanOrEqual(bits - 2);
      }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isolateRealRoots,
  type RealRoot,
  refineRealRoot,
  signAtRealRoot,
} from "../../../src/algebra/univariate/real-roots.js";
import { squareFreePart } from "../../../src/algebra/univariate/square-free.js";
import { ratio } from "../../../src/exact/rational.js";
import {
  chebyshev,
  linear,
  mignotte,
  product,
  randomPolynomial,
  sturmCount,
  wilkinson,
} from "./polynomials.js";

const lower = ({ low, denominator }: RealRoot) => ratio(low, denominator);
const upper = ({ high, denominator }: RealRoot) => ratio(high, denominator);

/** Ascending, disjoint, with a sign change each. */
function expectIsolating(f: readonly bigint[], roots: readonly RealRoot[]): void {
  for (const [i, root] of roots.entries()) {
    if (i > 0) expect(upper(roots[i - 1]!).compare(lower(root))).toBe(-1);
    const value = (p: bigint) =>
      f.reduceRight((sum, c, k) => sum * p + c * root.denominator ** BigInt(f.length - 1 - k), 0n);
    const [a, b] = [value(root.low), value(root.high)];
    if (root.low === root.high) expect(a).toBe(0n);
    else expect(a * b < 0n).toBe(true);
  }
}

describe("isolateRealRoots", () => {
  it.each([
    ["Wilkinson 20", wilkinson(20), 20],
    ["Chebyshev 31, with the root 0", chebyshev(31), 31],
    ["Mignotte 30", mignotte(30, 1000n), 4],
    ["x^17 − 1", [-1n, ...new Array<bigint>(16).fill(0n), 1n], 1],
    ["x² + 1", [1n, 0n, 1n], 0],
    [
      "roots at cuts: 1/2, 1/4, 3/4, 1, 2, −1, −8/3",
      product(
        ...(
          [
            [1n, 2n],
            [1n, 4n],
            [3n, 4n],
            [1n, 1n],
            [2n, 1n],
            [-1n, 1n],
            [-8n, 3n],
          ] as const
        ).map(([p, d]) => linear(p, d)),
      ),
      7,
    ],
    ["1e-30 and 1e30", product(linear(1n, 10n ** 30n), linear(10n ** 30n), linear(-7n)), 3],
    [
      "a Bernstein coefficient 0 for ever, x⁴ + x² − 2x + 1 beside x − 5",
      product([1n, -2n, 1n, 0n, 1n], linear(5n)),
      1,
    ],
  ] as const)("isolates %s", (_name, f, count) => {
    const roots = isolateRealRoots(f);
    expect(roots.length).toBe(count);
    expectIsolating(f, roots);
  });

  it("counts as Sturm does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-20n, 20n), { minLength: 1, maxLength: 14 }),
        fc.bigInt(1n, 20n),
        (rest, lead) => {
          const f = squareFreePart([...rest, lead]);
          const roots = isolateRealRoots(f);
          expect(roots.length).toBe(sturmCount(f));
          expectIsolating(f, roots);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("finds planted rational roots, dyadic ones and neighbours of cuts", () => {
    const root = fc.tuple(fc.bigInt(-64n, 64n), fc.constantFrom(1n, 2n, 3n, 4n, 7n, 8n, 16n, 1023n, 1024n));
    fc.assert(
      fc.property(fc.array(root, { minLength: 1, maxLength: 7 }), (planted) => {
        const f = squareFreePart(product(...planted.map(([p, d]) => linear(p, d)), [1n, 1n, 1n]));
        const roots = isolateRealRoots(f);
        const values = [
          ...new Map(planted.map(([p, d]) => [ratio(p, d).toFraction(), ratio(p, d)])).values(),
        ];
        values.sort((a, b) => a.compare(b));
        expect(roots.length).toBe(values.length);
        for (const [i, value] of values.entries()) {
          expect(lower(roots[i]!).compare(value)).not.toBe(1);
          expect(upper(roots[i]!).compare(value)).not.toBe(-1);
        }
        expectIsolating(f, roots);
      }),
      { numRuns: 200 },
    );
  });

  it("has no roots for constants and refuses zero", () => {
    expect(isolateRealRoots([3n])).toEqual([]);
    expect(() => isolateRealRoots([])).toThrow("expected a nonzero polynomial");
  });
});

describe("refineRealRoot", () => {
  it.each([10, 100, 3000])("keeps the root and reaches a width of 2^-%i", (bits) => {
    for (const f of [[-2n, 0n, 1n], mignotte(12, 50n), chebyshev(9), randomPolynomial(40, 30, 2n)])
      for (const root of isolateRealRoots(f)) {
        const fine = refineRealRoot(root, -bits);
        expect(
          upper(fine)
            .sub(lower(fine))
            .compare(ratio(1n, 1n << BigInt(bits))),
        ).not.toBe(1);
        expect(lower(fine).compare(lower(root))).not.toBe(-1);
        expect(upper(fine).compare(upper(root))).not.toBe(1);
        expectIsolating(f, [fine]);
      }
  });
});

describe("signAtRealRoot", () => {
  const [minus, plus] = isolateRealRoots([-2n, 0n, 1n]) as [RealRoot, RealRoot];

  it("is exact for zero: a multiple, a shared factor, the zero polynomial", () => {
    for (const root of [minus, plus]) {
      expect(signAtRealRoot(root, [-4n, 0n, 2n])).toBe(0);
      expect(signAtRealRoot(root, product([-2n, 0n, 1n], [5n, 1n, 1n]))).toBe(0);
      expect(signAtRealRoot(root, [])).toBe(0);
    }
    // A factor shared with another root only: (x − 3)(x² − 2) at √2, g = x − 3.
    const all = isolateRealRoots(product(linear(3n), [-2n, 0n, 1n]));
    expect(all.map((root) => signAtRealRoot(root, linear(3n)))).toEqual([-1, -1, 0]);
  });

  it("tells √2 from its neighbours, however near", () => {
    expect([minus, plus].map((root) => signAtRealRoot(root, [-3n, 2n]))).toEqual([-1, -1]);
    const k = 10n ** 120n;
    // ⌊√2·10^120⌋ by Newton's iteration on integers.
    let r = 2n * k;
    for (let next = (r + (2n * k * k) / r) / 2n; next < r; next = (r + (2n * k * k) / r) / 2n) r = next;
    expect(signAtRealRoot(plus, linear(r, k))).toBe(1);
    expect(signAtRealRoot(plus, linear(r + 1n, k))).toBe(-1);
    expect(signAtRealRoot(plus, [-(2n * k * k + 1n), 0n, k * k])).toBe(-1);
  });

  it("agrees with values at rational roots", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-30n, 30n),
        fc.bigInt(1n, 9n),
        fc.array(fc.bigInt(-9n, 9n), { maxLength: 5 }),
        (p, d, g) => {
          const roots = isolateRealRoots(squareFreePart(product(linear(p, d), [-2n, 0n, 1n])));
          const value = g.reduceRight((sum, c) => sum.mul(ratio(p, d)).add(ratio(c, 1n)), ratio(0n, 1n));
          const root = roots.find(
            (r) => lower(r).compare(ratio(p, d)) <= 0 && upper(r).compare(ratio(p, d)) >= 0,
          )!;
          expect(signAtRealRoot(root, g)).toBe(value.n === 0n ? 0 : Number(value.s));
        },
      ),
      { numRuns: 200 },
    );
  });
});

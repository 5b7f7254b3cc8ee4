import fc from "fast-check";
import { expect, test } from "vitest";
import { type Rational, rational } from "../../../src/exact/rational.js";
import * as I from "../../../src/numeric/rigorous/interval.js";

/** Doubles of every size, subnormal and near the largest included. */
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, 1, 0.1),
);
const box = fc.tuple(double, double).map(([a, b]) => I.interval(Math.min(a, b), Math.max(a, b)));

/** lo ≤ value ≤ hi with an exact value. */
const contains = ({ lo, hi }: I.Interval, value: Rational): boolean =>
  (lo === Number.NEGATIVE_INFINITY || rational(lo).compare(value) <= 0) &&
  (hi === Number.POSITIVE_INFINITY || rational(hi).compare(value) >= 0);

const corners = ({ lo, hi }: I.Interval) => [rational(lo), rational(hi)];

const OPERATIONS: readonly [
  name: string,
  interval: (a: I.Interval, b: I.Interval) => I.Interval,
  exact: (x: Rational, y: Rational) => Rational | null,
][] = [
  ["sum", I.add, (x, y) => x.add(y)],
  ["difference", I.subtract, (x, y) => x.sub(y)],
  ["product", I.multiply, (x, y) => x.mul(y)],
  ["quotient", I.divide, (x, y) => (y.n === 0n ? null : x.div(y))],
];

for (const [name, operation, exact] of OPERATIONS)
  test(`the ${name} of intervals holds the exact ${name} of every pair of endpoints`, () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const result = operation(a, b);
        for (const x of corners(a))
          for (const y of corners(b)) {
            const value = exact(x, y);
            if (value !== null) expect(contains(result, value)).toBe(true);
          }
      }),
      { numRuns: 2000 },
    );
  });

test("results are tight: at most two steps around a rounded sum or product of points", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 2, noNaN: true }),
      fc.double({ min: 1, max: 2, noNaN: true }),
      (a, b) => {
        for (const { lo, hi } of [
          I.add(I.interval(a), I.interval(b)),
          I.multiply(I.interval(a), I.interval(b)),
        ])
          expect(hi - lo).toBeLessThanOrEqual(4 * 2 ** -52 * hi);
      },
    ),
  );
});

test("down and up step over every double, at the ends of the range as well", () => {
  for (const x of [0, 5e-324, 2 ** -1022, 1, 1 + 2 ** -52, Number.MAX_VALUE, -1, -5e-324]) {
    expect(I.down(x)).toBeLessThan(x);
    expect(I.up(x)).toBeGreaterThan(x);
  }
  expect(I.down(Number.POSITIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  expect(I.up(Number.NaN)).toBe(Number.POSITIVE_INFINITY);
});

test("an overflow keeps a finite bound on the near side only", () => {
  const big = I.interval(Number.MAX_VALUE);
  const twice = I.add(big, big);
  expect(twice.hi).toBe(Number.POSITIVE_INFINITY);
  expect(contains(twice, rational(Number.MAX_VALUE).mul(2))).toBe(true);
});

test("rationals are enclosed, doubles exactly", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
      fc.bigInt({ min: 1n, max: 10n ** 40n }),
      (n, d) => {
        const value = rational(n).div(rational(d));
        const { lo, hi } = I.enclose(value);
        expect(contains({ lo, hi }, value)).toBe(true);
        expect(hi - lo).toBeLessThanOrEqual(2 ** -50 * Math.max(Math.abs(hi), Math.abs(lo)));
      },
    ),
  );
  expect(I.enclose(rational("3/4"))).toEqual({ lo: 0.75, hi: 0.75 });
});

test("square roots, squared outwards, hold the radicand", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), (x) => {
      const { lo, hi } = I.squareRoot(I.interval(x));
      expect(rational(lo).mul(rational(lo)).compare(rational(x))).toBeLessThanOrEqual(0);
      expect(rational(hi).mul(rational(hi)).compare(rational(x))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("exponentials hold the series summed exactly, and logarithms invert them", () => {
  const exact = (x: Rational): { lo: Rational; hi: Rational } => {
    // e^x = (e^{x/64})^64 with 24 terms: the tail is below 2|t|^25/25!.
    const t = x.div(64);
    let sum = rational(0);
    let term = rational(1);
    for (let k = 1; k <= 25; k++) {
      sum = sum.add(term);
      term = term.mul(t).div(k);
    }
    const power = (base: Rational) => {
      let value = base;
      for (let k = 0; k < 6; k++) value = value.mul(value);
      return value;
    };
    return { lo: power(sum.sub(term.abs().mul(2))), hi: power(sum.add(term.abs().mul(2))) };
  };
  for (const text of ["0", "1", "-1", "1/3", "-7/2", "20", "-20"]) {
    const { lo, hi } = I.exponential(I.enclose(rational(text)));
    const value = exact(rational(text));
    expect(rational(lo).compare(value.hi)).toBeLessThanOrEqual(0);
    expect(rational(hi).compare(value.lo)).toBeGreaterThanOrEqual(0);
    expect(hi - lo).toBeLessThan(1e-12 * Math.max(1, hi));
    const back = I.logarithm({ lo, hi });
    expect(contains(back, rational(text))).toBe(true);
  }
  expect(I.exponential(I.interval(-1e5)).lo).toBe(0);
  expect(I.exponential(I.interval(1e5)).hi).toBe(Number.POSITIVE_INFINITY);
});

test("balls reach both ends", () => {
  fc.assert(
    fc.property(box, ({ lo, hi }) => {
      const { mid, rad } = I.ball({ lo, hi });
      if (!Number.isFinite(rad)) return;
      expect(rational(mid).sub(rational(rad)).compare(rational(lo))).toBeLessThanOrEqual(0);
      expect(rational(mid).add(rational(rad)).compare(rational(hi))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("an interval with its ends exchanged is refused", () => {
  expect(() => I.interval(1, 0)).toThrow(/expected lo <= hi/);
  expect(() => I.squareRoot(I.interval(-2, -1))).toThrow(/non-negative/);
  expect(() => I.logarithm(I.interval(0, 1))).toThrow(/positive/);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational } from "../../../src/exact/rational.js";
import { generate } from "../../../src/numeric/linalg/dense.js";
import {
  addProduct,
  type BallMatrix,
  ballAccumulate,
  ballInverse,
  ballMultiply,
  ballRoot,
  ballTrace,
  ballTranspose,
  ballZero,
  exactBall,
  rationalBall,
} from "../../../src/numeric/rigorous/ball-matrix.js";

const SCALES = [1, 1e-160, 1e150, 5e-324];

function randomBall(random: Random, rows: number, columns: number, scale: number): BallMatrix {
  const mid = generate(rows, columns, () => random.normal() * scale).data;
  return {
    rows,
    columns,
    mid,
    rad: mid.map((x) => (random.uint32() % 2 === 0 ? 0 : Math.abs(x) * (random.integer(0, 100) / 100))),
  };
}

/** An exact member of a ball: a corner, or the midpoint. */
const member = (random: Random, { mid, rad }: BallMatrix): Rational[] =>
  Array.from(mid, (x, k) => rational(x).add(rational(rad[k]!).mul(random.integer(-1, 1))));

const holds = ({ mid, rad }: BallMatrix, k: number, value: Rational): boolean =>
  rad[k] === Number.POSITIVE_INFINITY || value.sub(rational(mid[k]!)).abs().compare(rational(rad[k]!)) <= 0;

test("a product of balls holds the exact product of members, for every scale", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(...SCALES),
      fc.constantFrom(...SCALES),
      (seed, n, s, t) => {
        const random = new Random(seed);
        const a = randomBall(random, 3, n, s);
        const b = randomBall(random, n, 2, t);
        const [x, y] = [member(random, a), member(random, b)];
        const c = ballMultiply(a, b);
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 2; j++) {
            let exact = rational(0);
            for (let k = 0; k < n; k++) exact = exact.add(x[i * n + k]!.mul(y[k * 2 + j]!));
            expect(holds(c, i * 2 + j, exact)).toBe(true);
          }
      },
    ),
    { numRuns: 300 },
  );
});

test("accumulated sums and traces hold the exact ones", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Random(seed);
      const a = randomBall(random, 3, 3, 1);
      const b = randomBall(random, 3, 3, 1e3);
      const [x, y] = [member(random, a), member(random, b)];
      const out = ballZero(3, 3);
      ballAccumulate(out, 0.1, 0, a);
      ballAccumulate(out, -3, 0.5, b, true);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          expect(
            holds(out, i * 3 + j, x[i * 3 + j]!.mul(rational(0.1)).add(y[j * 3 + i]!.mul(rational(-3.25)))),
          ).toBe(true);
      let trace = rational(0);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) trace = trace.add(x[i * 3 + j]!.mul(y[j * 3 + i]!));
      const { mid, rad } = ballTrace(a, b);
      expect(
        holds({ rows: 1, columns: 1, mid: Float64Array.of(mid), rad: Float64Array.of(rad) }, 0, trace),
      ).toBe(true);
      const swapped = ballTrace(a, ballTranspose(b), true);
      expect(swapped.mid).toBeCloseTo(mid, 8);
    }),
    { numRuns: 200 },
  );
});

test("a point times a point is known to rounding", () => {
  const random = new Random(1);
  const a = exactBall(generate(8, 8, () => random.normal()));
  const c = ballMultiply(a, a);
  expect(Math.max(...c.rad)).toBeLessThan(1e-13);
});

test("overflow makes the radius infinite instead of wrong", () => {
  const big = exactBall(generate(1, 1, () => 1e200));
  expect(ballMultiply(big, big).rad[0]).toBe(Number.POSITIVE_INFINITY);
  const out = ballZero(1, 1);
  addProduct(out, 0, 1e200, 0, 1e200, 0);
  expect(out.rad[0]).toBe(Number.POSITIVE_INFINITY);
});

test("rationals become balls of radius zero exactly when they are doubles", () => {
  expect(rationalBall(rational("3/8"))).toEqual({ mid: 0.375, rad: 0 });
  const { mid, rad } = rationalBall(rational("1/3"));
  expect(rad).toBeGreaterThan(0);
  expect(
    holds({ rows: 1, columns: 1, mid: Float64Array.of(mid), rad: Float64Array.of(rad) }, 0, rational("1/3")),
  ).toBe(true);
});

/** The inverse of a 2×2 matrix, exactly. */
function inverseOf([a, b, c, d]: readonly Rational[]): Rational[] {
  const size = a!.mul(d!).sub(b!.mul(c!));
  return [d!, b!.neg(), c!.neg(), a!].map((entry) => entry.div(size));
}

test("the ball of inverses holds the inverses of all corners, and is infinite where a matrix may be singular", () => {
  const mid = Float64Array.of(2, 0.5, -1, 3);
  const rad = Float64Array.of(0.01, 0, 0.125, 0.0625);
  const near = Float64Array.from(inverseOf([...mid].map((x) => rational(x))), (x) => x.valueOf());
  const found = ballInverse({ rows: 2, columns: 2, mid, rad }, near);
  expect(Math.max(...found.rad)).toBeLessThan(0.2);
  for (let corner = 0; corner < 16; corner++) {
    const member = [...mid].map((x, k) => rational(x).add(rational(rad[k]!).mul((corner >> k) & 1 ? 1 : -1)));
    inverseOf(member).forEach((entry, k) => {
      expect(entry.sub(rational(found.mid[k]!)).abs().compare(rational(found.rad[k]!))).toBeLessThanOrEqual(
        0,
      );
    });
  }
  // The diagonal may reach 0; or the approximate inverse is none.
  for (const [radius, y] of [
    [2.25, near],
    [0, Float64Array.of(Number.NaN, 0, 0, 0)],
    [0, new Float64Array(4)],
  ] as const) {
    const wide = { rows: 2, columns: 2, mid, rad: Float64Array.of(radius, 0, 0, radius) };
    expect([...ballInverse(wide, y).rad]).toEqual([1, 1, 1, 1].map((x) => x / 0));
  }
});

test("the ball of roots holds the roots of both ends, and is infinite where the number may not be positive", () => {
  const x = { rows: 1, columns: 1, mid: Float64Array.of(2), rad: Float64Array.of(0.5) };
  for (const [kind, ends] of [
    ["root", [1.5, 2.5]],
    ["inverse-root", [2 / 3, 0.4]],
  ] as const) {
    const { mid, rad } = ballRoot(x, kind);
    const [a, b] = ends.map(Math.sqrt);
    expect(Math.abs(mid[0]! - a!)).toBeLessThanOrEqual(rad[0]! * (1 + 1e-15));
    expect(Math.abs(mid[0]! - b!)).toBeLessThanOrEqual(rad[0]! * (1 + 1e-15));
    expect(rad[0]).toBeLessThan(0.51 * Math.abs(a! - b!));
    for (const radius of [2, 3, Number.POSITIVE_INFINITY])
      expect(ballRoot({ ...x, rad: Float64Array.of(radius) }, kind).rad[0]).toBe(Number.POSITIVE_INFINITY);
  }
});

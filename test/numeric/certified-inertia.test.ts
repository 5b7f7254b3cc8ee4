import fc from "fast-check";
import { expect, test } from "vitest";
import { rank } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { exactBall } from "../../src/numeric/ball-matrix.js";
import {
  approximateInverse,
  certifiedRealParts,
  certifiedRegular,
} from "../../src/numeric/certified-inertia.js";
import { diagonal, fromRows } from "../../src/numeric/dense.js";

test("a ball that reaches a singular matrix is never certified", () => {
  const a = exactBall(diagonal([1, -1, 0.5]));
  a.rad[8] = 0.5;
  expect(certifiedRegular(a)).toBe(false);
  expect(certifiedRealParts(a)).toBeNull();
  a.rad[8] = 0.49;
  expect(certifiedRegular(a)).toBe(true);
  expect(certifiedRealParts(a)).toMatchObject({ negative: 1, positive: 2 });
  // Off the blocks of the midpoint, too.
  a.rad[8] = 0;
  a.rad[2] = 1e3;
  expect(certifiedRegular(a)).toBe(false);
});

test("regularity is told as the exact rank tells, where it is told", () => {
  let certified = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, n) => {
      const random = new Random(seed);
      const rows = Array.from({ length: n }, () => Array.from({ length: n }, () => random.integer(-2, 2)));
      const found = certifiedRegular(exactBall(fromRows(rows)));
      if (found) {
        certified++;
        expect(rank(RationalMatrix.from(rows))).toBe(n);
      }
    }),
    { numRuns: 300 },
  );
  expect(certified).toBeGreaterThan(150);
});

test("real parts of companion matrices are counted as their known roots say", () => {
  // (x − 1)(x + 2)(x² + 2x + 5): real parts 1, −2, −1, −1.
  const companion = fromRows([
    [0, 0, 0, 10],
    [1, 0, 0, -1],
    [0, 1, 0, -5],
    [0, 0, 1, -3],
  ]);
  expect(certifiedRealParts(exactBall(companion))).toMatchObject({ negative: 3, positive: 1 });
});

test("a rotation and a defective matrix are not decided", () => {
  expect(
    certifiedRealParts(
      exactBall(
        fromRows([
          [0, -1],
          [1, 0],
        ]),
      ),
    ),
  ).toBeNull();
  expect(
    certifiedRealParts(
      exactBall(
        fromRows([
          [0, 1],
          [0, 0],
        ]),
      ),
    ),
  ).toBeNull();
});

test("approximate inverses invert, singular matrices have none", () => {
  const a = Float64Array.of(2, 1, 1, 1);
  expect([...approximateInverse(a, 2)!]).toEqual([1, -1, -1, 2]);
  expect(approximateInverse(Float64Array.of(1, 2, 2, 4), 2)).toBeNull();
  expect(
    certifiedRegular(
      exactBall(
        fromRows([
          [2, 1],
          [1, 1],
        ]),
      ),
    ),
  ).toBe(true);
});

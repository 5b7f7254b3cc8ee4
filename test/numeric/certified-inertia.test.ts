import fc from "fast-check";
import { expect, test } from "vitest";
import { inertia } from "../../src/exact/inertia.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { exactBall } from "../../src/numeric/ball-matrix.js";
import {
  certifiedRealParts,
  certifiedRegular,
  certifiedSignature,
} from "../../src/numeric/certified-inertia.js";
import { diagonal, fromRows, generate, multiply, transpose } from "../../src/numeric/dense.js";

const integerSymmetric = (random: Random, n: number): number[][] => {
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) rows[i]![j] = rows[j]![i] = random.integer(-5, 5);
  return rows;
};

test("a certified signature is the exact inertia; singular matrices get none", () => {
  let certified = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), (seed, n) => {
      const rows = integerSymmetric(new Random(seed), n);
      const exact = inertia(RationalMatrix.from(rows));
      const found = certifiedSignature(exactBall(fromRows(rows)));
      if (exact.zero > 0) expect(found).toBeNull();
      else if (found !== null) {
        certified++;
        expect(found).toMatchObject({ negative: exact.negative, positive: exact.positive });
      }
    }),
    { numRuns: 300 },
  );
  expect(certified).toBeGreaterThan(200);
});

test("a ball that reaches a singular matrix is never certified", () => {
  const a = exactBall(diagonal([1, -1, 0.5]));
  a.rad[8] = 0.5;
  expect(certifiedSignature(a)).toBeNull();
  expect(certifiedRegular(a)).toBe(false);
  a.rad[8] = 0.49;
  expect(certifiedSignature(a)).toMatchObject({ negative: 1, positive: 2 });
});

test("eigenvalues of very different size are told from zero", () => {
  const q = generate(4, 4, (i, j) => (i === j ? 1 : 0) - 0.5);
  const a = multiply(multiply(q, diagonal([1, -1e-9, 1e-4, 1])), transpose(q));
  const found = certifiedSignature(
    exactBall(generate(4, 4, (i, j) => (a.data[i * 4 + j]! + a.data[j * 4 + i]!) / 2)),
  );
  expect(found).toMatchObject({ negative: 1, positive: 3 });
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

test("a regular matrix is certified to be one", () => {
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

import fc from "fast-check";
import { expect, test } from "vitest";
import { rank } from "../../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { diagonal, fromRows, generate, matrix, multiply } from "../../../src/numeric/linalg/dense.js";
import { exactBall } from "../../../src/numeric/rigorous/ball-matrix.js";
import {
  approximateInverse,
  certifiedRealParts,
  certifiedRegular,
} from "../../../src/numeric/rigorous/certified-inertia.js";

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

test("real parts are counted for matrices with known eigenvalues in a random integer basis", () => {
  let certified = 0;
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (seed, pairs, reals) => {
        const random = new Random(seed);
        const n = 2 * pairs + reals;
        const core = generate(n, n, () => 0);
        let expected = 0;
        for (let k = 0; k < n; k++) {
          const value = random.integer(1, 9) * (random.uint32() % 2 === 0 ? 1 : -1);
          core.data[k * n + k] = value;
          if (value < 0) expected += k < 2 * pairs ? 2 : 1;
          if (k >= 2 * pairs) continue;
          const turn = random.integer(1, 9);
          core.data[(k + 1) * n + k + 1] = value;
          core.data[k * n + k + 1] = turn;
          core.data[(k + 1) * n + k] = -turn;
          k++;
        }
        // Unimodular: L and its inverse are integers.
        const lower = generate(n, n, (i, j) => (i === j ? 1 : i === j + 1 ? random.integer(-1, 1) : 0));
        const inverse = matrix(n, n, approximateInverse(lower.data, n) ?? []);
        const found = certifiedRealParts(exactBall(multiply(multiply(lower, core), inverse)));
        if (found === null) return;
        certified++;
        expect(found).toEqual({ negative: expected, positive: n - expected });
      },
    ),
    { numRuns: 300 },
  );
  expect(certified).toBeGreaterThan(250);
});

test("real parts are counted where eigenvectors coincide", () => {
  // Jordan blocks of order three for −1 and of order two for 2, in another integer basis.
  const jordan = fromRows([
    [-1, 1, 0, 0, 0],
    [0, -1, 1, 0, 0],
    [0, 0, -1, 0, 0],
    [0, 0, 0, 2, 1],
    [0, 0, 0, 0, 2],
  ]);
  const lower = generate(5, 5, (i, j) => (i === j ? 1 : i === j + 1 ? (-1) ** i : 0));
  const inverse = matrix(5, 5, approximateInverse(lower.data, 5)!);
  const turned = exactBall(multiply(multiply(lower, jordan), inverse));
  expect(certifiedRealParts(turned)).toEqual({ negative: 3, positive: 2 });
  // With entries known to ±1, zero may be an eigenvalue.
  turned.rad.fill(1);
  expect(certifiedRealParts(turned)).toBeNull();
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

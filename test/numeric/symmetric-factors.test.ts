import fc from "fast-check";
import { expect, test } from "vitest";
import { inertia } from "../../src/exact/inertia.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";
import { generate, multiply, transpose } from "../../src/numeric/dense.js";
import { symmetricFactors } from "../../src/numeric/symmetric-factors.js";

const integerSymmetric = (random: Random, n: number, size: number): number[][] => {
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) rows[i]![j] = rows[j]![i] = random.integer(-size, size);
  return rows;
};

test("regular integer matrices are factored to rounding, with their exact inertia", () => {
  let factored = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 5), (seed, n, size) => {
      const rows = integerSymmetric(new Random(seed), n, size);
      const exact = inertia(RationalMatrix.from(rows));
      const found = symmetricFactors(Float64Array.from(rows.flat()), n);
      if (exact.zero > 0) return;
      // |A − S| ≪ 1 and |det A| ≥ 1: the two have the same inertia.
      factored++;
      expect(found!.negative).toBe(exact.negative);
      expect(Math.max(...found!.distance)).toBeLessThan(1e-11);
    }),
    { numRuns: 400 },
  );
  expect(factored).toBeGreaterThan(250);
});

test("a zero diagonal is no obstacle", () => {
  expect(symmetricFactors(Float64Array.of(0, 1, 1, 0), 2)).toEqual({
    negative: 1,
    distance: expect.any(Float64Array),
  });
  const n = 6;
  const bordered = generate(n, n, (i, j) => (Math.abs(i - j) === 3 ? 1 : i === j && i === 3 ? -2 : 0));
  const exact = inertia(RationalMatrix.generate(n, n, (i, j) => rational(bordered.data[i * n + j]!)));
  expect(exact.zero).toBe(0);
  expect(symmetricFactors(bordered.data, n)!.negative).toBe(exact.negative);
});

test("the distance bounds what a wrong entry above the diagonal adds", () => {
  const found = symmetricFactors(Float64Array.of(2, 0.25, 0, 3), 2)!;
  expect(found.distance[1]).toBeGreaterThanOrEqual(0.25);
  expect(found.distance[2]).toBeLessThan(1e-14);
});

test("eigenvalues of very different size are kept apart", () => {
  const q = generate(4, 4, (i, j) => (i === j ? 1 : 0) - 0.5);
  const d = generate(4, 4, (i, j) => (i === j ? [1, -1e-9, 1e-4, 1][i]! : 0));
  const a = multiply(multiply(q, d), transpose(q));
  const found = symmetricFactors(a.data, 4)!;
  expect(found.negative).toBe(1);
  expect(Math.max(...found.distance)).toBeLessThan(1e-14);
});

test("singular and unbounded matrices have no factors", () => {
  expect(symmetricFactors(Float64Array.of(0), 1)).toBeNull();
  expect(symmetricFactors(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
  expect(symmetricFactors(Float64Array.of(Number.NaN, 0, 0, 1), 2)).toBeNull();
  expect(symmetricFactors(Float64Array.of(Number.POSITIVE_INFINITY), 1)).toBeNull();
});

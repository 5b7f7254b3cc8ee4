import { describe, expect, test } from "vitest";
import { inverse } from "../../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational, toNumber, ZERO } from "../../../src/exact/rational.js";
import {
  type ExtendedMatrix,
  extendedEigen,
  extendedMultiply,
  extendedSingular,
  extendedTranspose,
  roundedMatrix,
  toExtended,
} from "../../../src/numeric/linalg/extended-matrix.js";

/** (I − S)(I + S)⁻¹ for a random skew S: orthogonal and rational (Cayley). */
function rotationOf(random: Random, n: number): RationalMatrix {
  const entries = Array.from({ length: n }, () => new Array<Rational>(n).fill(ZERO));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = rational(`${random.integer(-3, 3)}/${random.integer(1, 4)}`);
      entries[i]![j] = value;
      entries[j]![i] = value.neg();
    }
  const skew = RationalMatrix.from(entries);
  const one = RationalMatrix.identity(n);
  return one.subtract(skew).multiply(inverse(one.add(skew)));
}

const exactOf = ({ rows, columns, hi, lo }: ExtendedMatrix): RationalMatrix =>
  RationalMatrix.generate(rows, columns, (i, j) =>
    rational(hi[i * columns + j]!).add(rational(lo[i * columns + j]!)),
  );

const largest = (a: RationalMatrix): number =>
  Math.max(...a.toRows().flatMap((row) => row.map((x) => Math.abs(toNumber(x)))));

const SPECTRA = {
  "moderate eigenvalues": ["3", "2", "1", "-1/3"],
  "a condition of 10^12": ["1", "1e-4", "1e-8", "1e-12"],
  "eigenvalues equal to 16 digits": ["9007199254740993", "9007199254740992", "1", "0"],
  "a multiple eigenvalue": ["2", "2", "2", "-1"],
  "small entries": ["1e-30", "1e-33", "1e-36", "-1e-40"],
};

describe.each(Object.entries(SPECTRA))("extendedEigen with %s", (_, texts) => {
  test("finds the prescribed eigenvalues, and A V = V Λ with orthonormal V, to 2^-98 of the norm", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const q = rotationOf(new Random(seed), 4);
      const values = texts.map(rational);
      const a = q.multiply(RationalMatrix.diagonal(values)).multiply(q.transpose());
      const found = extendedEigen(toExtended(a));
      const tolerance = 2 ** -98 * largest(RationalMatrix.diagonal(values));
      const sorted = [...values].sort((x, y) => y.compare(x));
      sorted.forEach((value, k) => {
        const got = rational(found.values[k]!).add(rational(found.low[k]!));
        expect(Math.abs(toNumber(got.sub(value)))).toBeLessThanOrEqual(tolerance);
      });
      const v = exactOf(found.vectors);
      expect(largest(v.transpose().multiply(v).subtract(RationalMatrix.identity(4)))).toBeLessThanOrEqual(
        2 ** -98,
      );
      expect(
        largest(a.multiply(v).subtract(v.multiply(RationalMatrix.diagonal(sorted)))),
      ).toBeLessThanOrEqual(tolerance);
    }
  });

  test("finds singular pairs of P diag Qᵀ, zero ones completed", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = new Random(seed);
      const [p, q] = [rotationOf(random, 4), rotationOf(random, 4)];
      const values = texts.map(rational);
      const a = p.multiply(RationalMatrix.diagonal(values)).multiply(q.transpose());
      const { values: sigma, low, left, right } = extendedSingular(toExtended(a));
      const sorted = values.map((x) => x.abs()).sort((x, y) => y.compare(x));
      const tolerance = 2 ** -97 * toNumber(sorted[0]!);
      sorted.forEach((value, k) => {
        const got = rational(sigma[k]!).add(rational(low[k]!));
        expect(Math.abs(toNumber(got.sub(value)))).toBeLessThanOrEqual(tolerance);
      });
      const [u, v] = [exactOf(left), exactOf(right)];
      for (const x of [u, v])
        expect(largest(x.transpose().multiply(x).subtract(RationalMatrix.identity(4)))).toBeLessThanOrEqual(
          2 ** -97,
        );
      expect(
        largest(a.multiply(v).subtract(u.multiply(RationalMatrix.diagonal(sorted)))),
      ).toBeLessThanOrEqual(tolerance);
    }
  });
});

test("products agree with exact ones", () => {
  const random = new Random(5);
  const [p, q] = [rotationOf(random, 3), rotationOf(random, 3)];
  const got = exactOf(extendedMultiply(toExtended(p), extendedTranspose(toExtended(q))));
  expect(largest(got.subtract(p.multiply(q.transpose())))).toBeLessThanOrEqual(2 ** -100);
  expect(Array.from(roundedMatrix(toExtended(p)).data)).toEqual(Array.from(p.toNumbers()));
});

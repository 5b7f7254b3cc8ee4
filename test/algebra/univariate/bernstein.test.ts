import { describe, expect, it } from "vitest";
import {
  type BernsteinRow,
  bernsteinRow,
  hasPrecision,
  signOfCoefficient,
  subdivide,
  variations,
} from "../../../src/algebra/univariate/bernstein.js";
import { binomial } from "../../../src/exact/counting.js";
import { type Rational, ratio, toNumber, ZERO } from "../../../src/exact/rational.js";
import { randomPolynomial, wilkinson } from "./polynomials.js";

/** The stored integer of coefficient i. */
function stored({ digits, limbs }: BernsteinRow, i: number): bigint {
  let value = BigInt(digits[i * limbs + limbs - 1]!);
  for (let l = limbs - 2; l >= 0; l--) value = (value << 28n) + BigInt(digits[i * limbs + l]!);
  return value;
}

/** b_i of t ↦ f(a + (b − a)t) by the definition, in fractions. */
function definition(f: readonly bigint[], a: Rational, b: Rational): Rational[] {
  const n = f.length - 1;
  const width = b.sub(a);
  const monomial = f.map((_, k) => {
    let sum = ZERO;
    for (let j = k; j <= n; j++) sum = sum.add(ratio(f[j]! * binomial(j, k), 1n).mul(a.pow(j - k)!));
    return sum.mul(width.pow(k)!);
  });
  return f.map((_, i) =>
    monomial
      .slice(0, i + 1)
      .reduce<Rational>((sum, c, k) => sum.add(c.mul(ratio(binomial(i, k), binomial(n, k)))), ZERO),
  );
}

describe("Bernstein rows", () => {
  it.each([
    ["wilkinson", wilkinson(8)],
    ["random", randomPolynomial(12, 90, 9n)],
  ])("hold the coefficients of a %s polynomial within their error, after subdivisions too", (_name, f) => {
    for (const limbs of [4, 7]) {
      const root = bernsteinRow(f, limbs);
      // The unit: all coefficients are scaled alike, so compare with the largest.
      const [left, right] = subdivide(root);
      const [, inner] = subdivide(left);
      const cases = [
        [root, definition(f, ZERO, ratio(1n, 1n))],
        [left, definition(f, ZERO, ratio(1n, 2n))],
        [right, definition(f, ratio(1n, 2n), ratio(1n, 1n))],
        [inner, definition(f, ratio(1n, 4n), ratio(1n, 2n))],
      ] as const;
      const size = Math.max(...f.map((c) => (c < 0n ? -c : c).toString(2).length));
      const width = limbs * 28 - f.length.toString(2).length - 2;
      const unit =
        width >= size ? ratio(1n << BigInt(width - size), 1n) : ratio(1n, 1n << BigInt(size - width));
      for (const [row, expected] of cases)
        for (const [i, b] of expected.entries()) {
          const off = toNumber(b.mul(unit).sub(ratio(stored(row, i), 1n)));
          expect(Math.abs(off)).toBeLessThanOrEqual(row.error);
          const sign = signOfCoefficient(row, i);
          if (sign !== null) expect(sign).toBe(Number(b.s) * (b.n === 0n ? 0 : 1));
        }
    }
  });

  it("leaves the sign of an exact zero open", () => {
    // x − 1 at its own end, x² − x in the middle of nothing: b_1 of 2x² − 2x + 1 … is 0.
    const row = bernsteinRow([1n, -2n, 2n], 4);
    expect([0, 1, 2].map((i) => signOfCoefficient(row, i))).toEqual([1, null, 1]);
    expect(hasPrecision(row)).toBe(true);
  });

  it("has no precision left when every coefficient is about its error", () => {
    let row = bernsteinRow([1n, -3n, 3n, -1n], 4);
    // (1 − t)³ towards its triple root.
    for (let depth = 0; depth < 40; depth++) [, row] = subdivide(row);
    expect(hasPrecision(row)).toBe(false);
  });
});

describe("variations", () => {
  it("counts sign changes, and bounds them where signs are open", () => {
    expect(variations([1, -1, 1, 0, -1])).toEqual({ least: 3, greatest: 3 });
    expect(variations([1, null, -1])).toEqual({ least: 1, greatest: 1 });
    expect(variations([1, null, 1])).toEqual({ least: 0, greatest: 2 });
    expect(variations([1, null, null, -1])).toEqual({ least: 1, greatest: 3 });
    expect(variations([null, null])).toEqual({ least: 0, greatest: 1 });
    expect(variations([])).toEqual({ least: 0, greatest: 0 });
  });
});

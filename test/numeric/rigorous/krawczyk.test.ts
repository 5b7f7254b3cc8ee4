import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inertia } from "../../../src/exact/inertia.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { generate, multiply, toRows, transpose } from "../../../src/numeric/linalg/dense.js";
import { type BallMatrix, ballZero } from "../../../src/numeric/rigorous/ball-matrix.js";
import { apart } from "../../../src/numeric/rigorous/certify-solutions.js";
import { asExact, DiscSystem } from "../../../src/numeric/rigorous/disc-system.js";
import { type EnclosedMap, krawczyk, symmetricKrawczyk } from "../../../src/numeric/rigorous/krawczyk.js";
import { type PlainTerm, system } from "../../support/polynomial-systems.js";

const discs = (terms: readonly (readonly PlainTerm[])[], variables = 1) =>
  new DiscSystem(asExact(system(variables, terms)));
const at = (...x: number[]) => Float64Array.from(x);

describe("Krawczyk's test over polydiscs", () => {
  test("encloses √2 in a disc of rounding size that holds it", () => {
    const found = discs([[[1, 0, 0], [-2]]]).certify(at(1.4 + 1 / 64), null)!;
    // The double nearest to √2 is 10⁻¹⁶ off.
    expect(Math.abs(found.re[0]! - Math.SQRT2)).toBeLessThanOrEqual(found.radius[0]! + 1e-16);
    expect(found.radius[0]).toBeLessThan(1e-15);
    // −√2 is not inside the disc of uniqueness.
    expect(found.uniqueness[0]).toBeLessThan(2 * Math.SQRT2);
    expect(found.uniqueness[0]).toBeGreaterThanOrEqual(found.radius[0]!);
  });

  test("widens the disc of uniqueness where the test holds", () => {
    const found = discs([[[1, 0, 0], [-2]]]).certify(at(Math.SQRT2), null, 0.1)!;
    expect(found.uniqueness[0]).toBeGreaterThan(0.09);
    // Another zero is nearer than that.
    expect(discs([[[1, 0, 0], [-1e-4]]]).certify(at(0.01), null, 0.1)!.uniqueness[0]).toBeLessThan(0.02);
  });

  test("fails on a double root, and where there is no root", () => {
    expect(discs([[[1, 0, 0]]]).certify(at(0), null)).toBeNull();
    expect(discs([[[1, 0, 0], [1e-12]]]).certify(at(0), null)).toBeNull();
    expect(discs([[[1, 0, 0], [1]]]).certify(at(1e-3), null)).toBeNull();
  });

  test("tells two roots a hundred-millionth apart", () => {
    // (x − 1)(x − 1 − 2⁻²⁷) with exact coefficients.
    const gap = 2 ** -27;
    const map = discs([[[1, 0, 0], [-(2 + gap), 0], [1 + gap]]]);
    const a = map.certify(at(1), null)!;
    const b = map.certify(at(1 + gap), null)!;
    expect(apart(a, b)).toBe(true);
    expect(apart(a, a)).toBe(false);
    expect(a.uniqueness[0]).toBeLessThan(gap);
  });

  test("has double-double residuals where double precision cannot see the root", () => {
    // (x − 1)² − 2⁻⁶⁰: the constant term 1 − 2⁻⁶⁰ is no double, and the slope at the root is 2⁻²⁹.
    const term = { im: 0, reLow: 0, imLow: 0, error: 0 };
    const map = new DiscSystem({
      variables: 1,
      equations: [
        [
          { ...term, re: 1, factors: [0, 0] },
          { ...term, re: -2, factors: [0] },
          { ...term, re: 1, reLow: -(2 ** -60), factors: [] },
        ],
      ],
    });
    const root = 1 + 2 ** -30;
    const found = map.certify(at(root), null)!;
    expect(Math.abs(found.re[0]! - root)).toBeLessThanOrEqual(found.radius[0]!);
    expect(found.radius[0]).toBeLessThan(1e-15);
  });

  test("finds the complex zero of x² + 1 in the plane", () => {
    const found = discs([[[1, 0, 0], [1]]]).certify(at(0), at(1))!;
    expect(found.radius[0]).toBeLessThan(1e-15);
    expect([found.re[0], found.im[0]]).toEqual([0, 1]);
  });

  test("accepts an exact zero at the origin", () => {
    const found = discs(
      [
        [
          [1, 0],
          [1, 0, 1],
        ],
        [[1, 1]],
      ],
      2,
    ).certify(at(0, 0), null)!;
    expect(Math.max(...found.radius)).toBeLessThan(1e-80);
  });
});

describe("Krawczyk's test of a map given by balls", () => {
  const matrixOf = (n: number, entries: readonly (readonly [mid: number, rad: number])[]): BallMatrix => {
    const out = ballZero(n, entries.length / n);
    entries.forEach(([mid, rad], k) => {
      out.mid[k] = mid;
      out.rad[k] = rad;
    });
    return out;
  };
  /** x² − c; rounding of 2x and x² is within the given slack. */
  const parabola = (c: number, slack: number): EnclosedMap => ({
    size: 1,
    residual: ([x]) => matrixOf(1, [[x! * x! - c, slack]]),
    jacobian: ([x], [r]) => matrixOf(1, [[2 * x!, 2 * r! + slack]]),
  });

  test("encloses √2 around the point that was given", () => {
    const { midpoint, radius, uniqueness } = krawczyk(parabola(2, 1e-15), at(1.4))!;
    expect(midpoint[0]).toBe(1.4);
    expect(Math.abs(Math.SQRT2 - 1.4)).toBeLessThan(radius[0]!);
    expect(radius[0]).toBeLessThan(0.03);
    expect(uniqueness[0]).toBeGreaterThan(radius[0]!);
  });

  test("fails where the values are too vague, the slope unbounded, the matrix singular", () => {
    expect(krawczyk(parabola(2, 2), at(1.4))).toBeNull();
    expect(krawczyk(parabola(2, Number.POSITIVE_INFINITY), at(1.4))).toBeNull();
    expect(krawczyk(parabola(0, 1e-15), at(0))).toBeNull();
    expect(krawczyk(parabola(-1e-12, 1e-15), at(1e-7))).toBeNull();
  });
});

describe("the inertia of the Jacobian over the box", () => {
  /** A x for a symmetric A, its entries known to a radius. */
  const linear = (rows: readonly (readonly number[])[], radius = 0): EnclosedMap => {
    const n = rows.length;
    return {
      size: n,
      residual: () => ballZero(n, 1),
      jacobian: () => ({
        rows: n,
        columns: n,
        mid: Float64Array.from(rows.flat()),
        rad: new Float64Array(n * n).fill(radius),
      }),
    };
  };

  test("is the exact one of integer matrices, in one block or several; singular ones have none", () => {
    let decided = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), fc.constantFrom(0.3, 1), (seed, n, share) => {
        const random = new Random(seed);
        const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++)
            if (random.next() < share) rows[i]![j] = rows[j]![i] = random.integer(-5, 5);
        const exact = inertia(RationalMatrix.from(rows));
        const found = symmetricKrawczyk(linear(rows), new Float64Array(n))?.inertia ?? null;
        if (exact.zero > 0) expect(found).toBeNull();
        else if (found !== null) {
          decided++;
          expect(found).toEqual({ negative: exact.negative, positive: exact.positive });
        }
      }),
      { numRuns: 400 },
    );
    expect(decided).toBeGreaterThan(200);
  });

  test("takes zero diagonals, and eigenvalues of very different size", () => {
    const n = 6;
    const rows = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => (Math.abs(i - j) === 3 ? 1 : i === j && i === 3 ? -2 : 0)),
    );
    expect(symmetricKrawczyk(linear(rows), new Float64Array(n))!.inertia).toEqual({
      negative: 3,
      positive: 3,
    });
    const q = generate(4, 4, (i, j) => (i === j ? 1 : 0) - 0.5);
    const d = generate(4, 4, (i, j) => (i === j ? [1, -1e-9, 1e-4, 1][i]! : 0));
    const small = linear(toRows(multiply(multiply(q, d), transpose(q))));
    expect(symmetricKrawczyk(small, new Float64Array(4))!.inertia).toEqual({ negative: 1, positive: 3 });
  });

  test("is not decided for a matrix that is not symmetric by more than its inverse allows", () => {
    const turned = [
      [1, 3],
      [0, 1],
    ];
    expect(symmetricKrawczyk(linear(turned), new Float64Array(2))!.inertia).toBeNull();
  });

  test("is not decided where the ball reaches a singular matrix", () => {
    const rows = [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, 0.5],
    ];
    const at = (radius: number) => symmetricKrawczyk(linear(rows, radius), new Float64Array(3));
    expect(at(0.5)?.inertia ?? null).toBeNull();
    expect(at(0.1)!.inertia).toEqual({ negative: 1, positive: 2 });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AlgebraicPoint,
  type CoordinatePolynomial,
  locatePoints,
  locatePointsNow,
  signAtPoint,
  type UnivariateRepresentation,
  vanishesAtPoint,
} from "../../src/algebra/coordinates.js";
import { type Rational, ratio, rational } from "../../src/exact/rational.js";
import { linear, product } from "./univariate/polynomials.js";

/** x² = 2, y² = 3 by t = x + y: x = (t³ − 9t)/2, y = (11t − t³)/2. */
const roots: UnivariateRepresentation = {
  factors: [{ polynomial: [1n, 0n, -10n, 0n, 1n], multiplicity: 1 }],
  coordinates: [
    { numerator: [0n, -9n, 0n, 1n], denominator: [2n] },
    { numerator: [0n, rational("11/2"), 0n, rational("-1/2")], denominator: [1n] },
  ],
};

/** x² = −1, y² = 2 by t = x + y: x = (t² − 3)/2t, y = (t² + 3)/2t. */
const mixed: UnivariateRepresentation = {
  factors: [{ polynomial: [9n, 0n, -2n, 0n, 1n], multiplicity: 2 }],
  coordinates: [
    { numerator: [-3n, 0n, 1n], denominator: [0n, 2n] },
    { numerator: [3n, 0n, 1n], denominator: [0n, 2n] },
  ],
};

const doubles = (points: readonly AlgebraicPoint[]) =>
  points.map(({ coordinates }) =>
    coordinates.map(({ double }) => (double.im === 0 ? double.re : [double.re, double.im])),
  );

/** From terms [c, e_1, …, e_n]. */
const polynomial = (...terms: readonly (readonly [number, ...number[]])[]): CoordinatePolynomial =>
  terms.map(([c, ...exponents]) => ({ coefficient: BigInt(c), exponents }));

describe("locatePoints", () => {
  it("gives the real points (±√2, ±√3) in order", async () => {
    const [a, b] = [Math.SQRT2, Math.sqrt(3)];
    const points = await locatePoints(roots);
    expect(points.every(({ real, multiplicity }) => real && multiplicity === 1)).toBe(true);
    expect(doubles(points)).toEqual([
      [-a, -b],
      [-a, b],
      [a, -b],
      [a, b],
    ]);
  });

  it("gives as many digits as asked, enclosing the truth", () => {
    for (const { coordinates } of locatePointsNow(roots, 100))
      coordinates.forEach(({ re, radius }, i) => {
        const [low, high] = [re.abs().sub(radius), re.abs().add(radius)];
        expect(low.mul(low).compare(rational(i + 2))).toBe(-1);
        expect(high.mul(high).compare(rational(i + 2))).toBe(1);
        expect(radius.compare(rational("1e-99"))).toBe(-1);
      });
  });

  it("gives points that are not real in conjugate pairs, with their multiplicity", () => {
    const points = locatePointsNow(mixed);
    expect(points.map(({ real, multiplicity }) => [real, multiplicity])).toEqual(Array(4).fill([false, 2]));
    expect(doubles(points)).toEqual([
      [[0, -1], -Math.SQRT2],
      [[0, -1], Math.SQRT2],
      [[0, 1], -Math.SQRT2],
      [[0, 1], Math.SQRT2],
    ]);
  });

  it("knows coordinates that are exactly 0, at some roots and at others not", () => {
    // t³ − 2t, x = t² − 2 (0 at ±√2, −2 at 0), y = t (0 at 0).
    const points = locatePointsNow({
      factors: [{ polynomial: [0n, -2n, 0n, 1n], multiplicity: 1 }],
      coordinates: [
        { numerator: [-2n, 0n, 1n], denominator: [1n] },
        { numerator: [0n, 1n], denominator: [1n] },
      ],
    });
    expect(doubles(points)).toEqual([
      [-2, 0],
      [0, -Math.SQRT2],
      [0, Math.SQRT2],
    ]);
    expect(points.map(({ coordinates }) => coordinates.map(({ radius }) => radius.n === 0n))).toEqual([
      [false, true],
      [true, false],
      [true, false],
    ]);
  });

  it("separates points that differ by 10^-40 in one coordinate only", () => {
    // t = 1 and t = 1 + 10^-40; x = 5, y = t.
    const n = 10n ** 40n;
    const [first, second] = locatePointsNow({
      factors: [{ polynomial: product(linear(1n), linear(n + 1n, n)), multiplicity: 1 }],
      coordinates: [
        { numerator: [5n], denominator: [1n] },
        { numerator: [0n, 1n], denominator: [1n] },
      ],
    });
    const [a, b] = [first!.coordinates[1]!, second!.coordinates[1]!];
    expect(a.re.add(a.radius).compare(b.re.sub(b.radius))).toBe(-1);
  });

  it("refuses denominators that vanish and representations that do not separate", () => {
    const factors = [{ polynomial: [-1n, 0n, 1n], multiplicity: 1 }];
    expect(() =>
      locatePointsNow({ factors, coordinates: [{ numerator: [1n], denominator: [1n, 1n] }] }),
    ).toThrow("denominator of coordinate 0 to be coprime");
    expect(() => locatePointsNow({ factors, coordinates: [{ numerator: [1n], denominator: [1n] }] })).toThrow(
      "expected coordinates that differ",
    );
    expect(() => locatePointsNow({ factors, coordinates: [] })).toThrow("expected at least one coordinate");
    expect(() => locatePointsNow(roots, 1.5)).toThrow("digits: expected a positive integer");
  });

  it("stops when the signal is aborted", async () => {
    const reason = new Error("enough");
    await expect(locatePoints(roots, { signal: AbortSignal.abort(reason) })).rejects.toThrow("enough");
  });
});

describe("signs at points", () => {
  it("are exactly 0 for polynomials of the ideal, and right for others", () => {
    const points = locatePointsNow(roots);
    const signs = (p: CoordinatePolynomial) => points.map((point) => signAtPoint(point, p));
    expect(signs(polynomial([1, 2, 0], [-2, 0, 0]))).toEqual([0, 0, 0, 0]);
    // 3x² = 2y² = 6; x²y⁴ − 18 = 0.
    expect(signs(polynomial([3, 2, 0], [-2, 0, 2]))).toEqual([0, 0, 0, 0]);
    expect(signs(polynomial([1, 2, 4], [-18, 0, 0]))).toEqual([0, 0, 0, 0]);
    expect(signs(polynomial([1, 1, 1]))).toEqual([1, -1, -1, 1]);
    // x + y − 3.146264369941972… : √2 + √3 = 3.14626436994197234…
    const near = (digits: bigint): CoordinatePolynomial => [
      { coefficient: 10n ** 30n, exponents: [1, 0] },
      { coefficient: 10n ** 30n, exponents: [0, 1] },
      { coefficient: -digits, exponents: [0, 0] },
    ];
    // √2 + √3 = 3.146264369941972342329135065715…
    expect(signs(near(3146264369941972342329135065715n))[3]).toBe(1);
    expect(signs(near(3146264369941972342329135065716n))[3]).toBe(-1);
    expect(signs([])).toEqual([0, 0, 0, 0]);
  });

  it("follow the denominators' signs", () => {
    // x = 1/(t − 1) at t = ±√2: q = t² − 2.
    const points = locatePointsNow({
      factors: [{ polynomial: [-2n, 0n, 1n], multiplicity: 1 }],
      coordinates: [{ numerator: [1n], denominator: [-1n, 1n] }],
    });
    // x = 1 ± √2 satisfies x² − 2x − 1 = 0.
    expect(points.map((point) => signAtPoint(point, polynomial([1, 2], [-2, 1], [-1, 0])))).toEqual([0, 0]);
    // A value too near 0 for sixty bits: N x − ⌊N(1 + √2)⌋ and one more, at x = 1 + √2.
    const n = 10n ** 50n;
    let r = 2n * n;
    for (let next = (r + (2n * n * n) / r) / 2n; next < r; next = (r + (2n * n * n) / r) / 2n) r = next;
    const line = (c: bigint): CoordinatePolynomial => [
      { coefficient: n, exponents: [1] },
      { coefficient: -c, exponents: [0] },
    ];
    expect([n + r, n + r + 1n].map((c) => signAtPoint(points[1]!, line(c)))).toEqual([1, -1]);
    // −(√2 − 1) lies between −(r + 1 − n)/n and −(r − n)/n.
    expect([n - r - 1n, n - r].map((c) => signAtPoint(points[0]!, line(c)))).toEqual([1, -1]);
  });

  it("decide zeros at points that are not real", () => {
    const points = locatePointsNow(mixed);
    expect(points.map((point) => vanishesAtPoint(point, polynomial([1, 2, 0], [1, 0, 0])))).toEqual(
      Array(4).fill(true),
    );
    expect(points.map((point) => vanishesAtPoint(point, polynomial([1, 2, 0], [2, 0, 0])))).toEqual(
      Array(4).fill(false),
    );
    expect(() => signAtPoint(points[0]!, polynomial([1, 0, 0]))).toThrow("expected a real point");
    expect(() => vanishesAtPoint(points[0]!, polynomial([1, 0]))).toThrow("expected 2 exponents");
  });
});

/** Rational points by Lagrange: x_i = Σ_j x_ij Π_{k≠j}(T − t_k) / q′, t = x + 17y. */
function planted(points: readonly (readonly [Rational, Rational])[]): UnivariateRepresentation {
  const parameters = points.map(([x, y]) => x.add(y.mul(17)));
  const lines = parameters.map(({ s, n, d }) => linear(s * n, d));
  const q = product(...lines);
  const slope = q.slice(1).map((c, k) => c * BigInt(k + 1));
  return {
    factors: [{ polynomial: q, multiplicity: 1 }],
    coordinates: [0, 1].map((i) => {
      const numerator = new Array<Rational>(points.length).fill(rational(0));
      for (const [j, point] of points.entries()) {
        // Π_{k≠j} ℓ_k, times the leading coefficient of ℓ_j: q′(t_j) = d_j Π_{k≠j} ℓ_k(t_j).
        const others = product(...lines.filter((_, k) => k !== j));
        for (const [k, c] of others.entries())
          numerator[k] = numerator[k]!.add(point[i]!.mul(ratio(c * lines[j]![1]!, 1n)));
      }
      return { numerator, denominator: slope };
    }),
  };
}

describe("planted rational points", () => {
  it("are enclosed, told apart, and have the signs of exact arithmetic", () => {
    const value = fc.tuple(fc.bigInt(-12n, 12n), fc.bigInt(1n, 6n)).map(([p, d]) => ratio(p, d));
    const term = fc.tuple(fc.bigInt(-5n, 5n), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(value, value), {
          minLength: 1,
          maxLength: 5,
          selector: ([x, y]) => x.add(y.mul(17)).toFraction(),
        }),
        fc.array(term, { maxLength: 4 }),
        fc.boolean(),
        (chosen, terms, vanishing) => {
          const located = locatePointsNow(planted(chosen));
          const sorted = chosen.toSorted(([a, b], [x, y]) => a.compare(x) || b.compare(y));
          expect(located.length).toBe(sorted.length);
          for (const [k, point] of located.entries()) {
            const exact = sorted[k]!;
            point.coordinates.forEach(({ re, radius }, i) => {
              expect(re.sub(exact[i]!).abs().compare(radius)).not.toBe(1);
            });
            // Half of the time the polynomial is made to vanish at the first point, by its constant term.
            const evaluate = ([x, y]: readonly [Rational, Rational]) =>
              terms.reduce<Rational>(
                (sum, [c, d, e]) => sum.add(x.pow(d)!.mul(y.pow(e)!).mul(ratio(c, 1n))),
                rational(0),
              );
            const shift = vanishing ? evaluate(sorted[0]!) : rational(1);
            const p: CoordinatePolynomial = [
              ...terms.map(([c, d, e]) => ({ coefficient: c * shift.d, exponents: [d, e] })),
              { coefficient: -shift.s * shift.n, exponents: [0, 0] },
            ];
            const expected = evaluate(exact).sub(shift);
            const sign = expected.n === 0n ? 0 : Number(expected.s);
            expect(signAtPoint(point, p)).toBe(sign);
            expect(vanishesAtPoint(point, p)).toBe(sign === 0);
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});

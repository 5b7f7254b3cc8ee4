/** Minimal polynomials against numbers whose are known, by systems of one unknown. */
import { describe, expect, it } from "vitest";
import {
  algebraicRoot,
  algebraicValue,
  coordinatePolynomial,
  decimalsOf,
  radicalText,
} from "../../src/algebra/algebraic-number.js";
import { locatePointsNow } from "../../src/algebra/coordinates.js";
import { isolateRealRoots } from "../../src/algebra/univariate/real-roots.js";
import { ratio, rational, toNumber } from "../../src/exact/rational.js";

/** The points t = x of q, by integer coefficients of ascending degree. */
const pointsOf = (...q: number[]) =>
  locatePointsNow(
    {
      factors: [{ polynomial: q.map(BigInt), multiplicity: 1 }],
      coordinates: [{ numerator: [0n, 1n], denominator: [1n] }],
    },
    40,
  ).filter(({ real }) => real);

/** Σ c_k x^k at a point. */
function valueAtPoint(point: ReturnType<typeof pointsOf>[number], ...c: number[]) {
  const terms = c.map((value, k) => ({
    coefficient: rational(value),
    factors: new Array<number>(k).fill(0),
  }));
  const x = point.coordinates[0]!.re;
  const centre = c.reduceRight((sum, value) => sum.mul(x).add(rational(value)), rational(0));
  return algebraicValue(point, terms, { centre, error: ratio(1n, 10n ** 30n) })!;
}

describe("values as algebraic numbers", () => {
  it("the golden section and its square, by the quadratic", () => {
    const [, golden] = pointsOf(-1, -1, 1);
    expect(valueAtPoint(golden!, 0, 1).polynomial).toEqual([-1n, -1n, 1n]);
    expect(radicalText(valueAtPoint(golden!, 0, 1))).toBe("(1 + sqrt(5))/2");
    expect(radicalText(valueAtPoint(golden!, 0, 0, 1))).toBe("(3 + sqrt(5))/2");
  });

  it("factors are found among others, that of the point alone: (x² − 2)(x³ − 2)(x − 1)(x² + 1)", () => {
    const product = [
      [-2, 0, 1],
      [-2, 0, 0, 1],
      [-1, 1],
      [1, 0, 1],
    ].reduce((a, b) => {
      const out = new Array<number>(a.length + b.length - 1).fill(0);
      for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) out[i + j]! += x * y;
      return out;
    });
    expect(pointsOf(...product).map((point) => valueAtPoint(point, 0, 1).polynomial)).toEqual([
      [-2n, 0n, 1n],
      [-1n, 1n],
      [-2n, 0n, 0n, 1n],
      [-2n, 0n, 1n],
    ]);
  });

  it("a value may lie in a smaller field: squares of the roots of x⁴ − 10x² + 1 are 5 ± 2√6, √2 + √3 that of degree four", () => {
    const points = pointsOf(1, 0, -10, 0, 1);
    expect(points.map((point) => radicalText(valueAtPoint(point, 0, 0, 1)))).toEqual([
      "5 + 2*sqrt(6)",
      "5 - 2*sqrt(6)",
      "5 - 2*sqrt(6)",
      "5 + 2*sqrt(6)",
    ]);
    expect(valueAtPoint(points[3]!, 0, 1).polynomial).toEqual([1n, 0n, -10n, 0n, 1n]);
    expect(radicalText(valueAtPoint(points[3]!, 0, 1))).toBeNull();
    // (x³ − 9x)/2 = √2 for x = √2 + √3 (x³ = 11√2 + 9√3).
    expect(radicalText(valueAtPoint(points[3]!, 0, -4.5, 0, 0.5))).toBe("sqrt(2)");
  });

  it("leading coefficients and denominators: 4t³ = 3, x = t/(2t + 1), by hand 4x³ = 3(1 − 2x)³, the same for x/3 + 1/2", () => {
    const [point] = locatePointsNow(
      {
        factors: [{ polynomial: [-3n, 0n, 0n, 4n], multiplicity: 1 }],
        coordinates: [{ numerator: [0n, 1n], denominator: [1n, 2n] }],
      },
      40,
    ).filter(({ real }) => real);
    // 4x³ − 3(1 − 2x)³ = 28x³ − 36x² + 18x − 3.
    expect(valueAtPoint(point!, 0, 1).polynomial).toEqual([-3n, 18n, -36n, 28n]);
    // v = x/3 + 1/2, x = (6v − 3)/2: 28(6v − 3)³/8 − 9(6v − 3)² + 9(6v − 3) − 3 = 756v³ − 1458v² + 945v − 205.5, doubled and divided by 3.
    const { re } = point!.coordinates[0]!;
    const terms = [
      { coefficient: rational("1/3"), factors: [0] },
      { coefficient: rational("1/2"), factors: [] },
    ];
    const centre = re.div(rational(3)).add(rational("1/2"));
    const error = ratio(1n, 10n ** 30n);
    expect(algebraicValue(point!, terms, { centre, error })!.polynomial).toEqual([-137n, 630n, -972n, 504n]);
  });

  it("numbers of large polynomials get none: t⁵ = 3·2^n, by Eisenstein's criterion at 3 irreducible, of about 5n bits in all", () => {
    const fifthRoot = (bits: bigint) => {
      const [point] = locatePointsNow(
        {
          factors: [{ polynomial: [-3n * 2n ** bits, 0n, 0n, 0n, 0n, 1n], multiplicity: 1 }],
          coordinates: [{ numerator: [0n, 1n], denominator: [1n] }],
        },
        40,
      ).filter(({ real }) => real);
      const centre = point!.coordinates[0]!.re;
      const terms = [{ coefficient: rational(1), factors: [0] }];
      return algebraicValue(point!, terms, { centre, error: ratio(1n, 10n ** 30n) });
    };
    expect(fifthRoot(550n)?.polynomial).toEqual([-3n * 2n ** 550n, 0n, 0n, 0n, 0n, 1n]);
    expect(fifthRoot(650n)).toBeNull();
  });

  it("intervals hold one root, the number", () => {
    for (const point of pointsOf(1, -4, 0, 1)) {
      const { low, high } = valueAtPoint(point, 0, 1);
      const x = point.coordinates[0]!.double.re;
      expect(toNumber(low)).toBeLessThanOrEqual(x);
      expect(toNumber(high)).toBeGreaterThanOrEqual(x);
    }
  });

  it.each<[string, bigint[], boolean]>([
    ["-sqrt(2)", [-2n, 0n, 1n], false],
    ["2*sqrt(3)/5", [-12n, 0n, 25n], true],
    ["(-1 - 3*sqrt(2))/4", [-17n, 8n, 16n], false],
  ])("%s", (text, polynomial, isUpper) => {
    const [low, high] = isUpper ? [ratio(1n, 10n), ratio(2n, 1n)] : [ratio(-2n, 1n), ratio(-1n, 1n)];
    expect(radicalText({ polynomial, low: low!, high: high! })).toBe(text);
  });
});

describe("roots and coordinates of lists", () => {
  it("a root has the irreducible factor that it belongs to, and as many decimals as are asked for", () => {
    // (T² − 2)(T − 3)
    const [, root, three] = isolateRealRoots([6n, -2n, -3n, 1n]).map(algebraicRoot);
    expect(root!.polynomial).toEqual([-2n, 0n, 1n]);
    expect(decimalsOf(root!, 24)).toBe("1.414213562373095048801689");
    expect(decimalsOf(three!, 5)).toBe("3");
  });

  it("a coordinate of all points has the polynomial of least degree, up to a number of points", () => {
    // x = t, y = t² over t² = 2, by numerators over q′ = 2t: t·2t = 4, t²·2t = 4t.
    const list = { polynomial: [-2n, 0n, 1n], numerators: [[4n], [0n, 4n]] };
    expect(coordinatePolynomial(list, 0)).toEqual([-2n, 0n, 1n]);
    expect(coordinatePolynomial(list, 1)).toEqual([-2n, 1n]);
    const long = { polynomial: [-2n, ...new Array<bigint>(64).fill(0n), 1n], numerators: [[4n]] };
    expect(coordinatePolynomial(long, 0)).toBeNull();
  });
});

/** Signs of fields at points: spectra that are known because the matrices were made from them. */
import { describe, expect, it } from "vitest";
import { type AlgebraicPoint, locatePointsNow } from "../../../src/algebra/coordinates.js";
import { ExactInertia } from "../../../src/atlas/local/exact-inertia.js";
import { inverse } from "../../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { rational } from "../../../src/exact/rational.js";
import { Polynomial } from "../../../src/symbolic/polynomial.js";

const matrix = (rows: readonly (readonly (number | string)[])[]) =>
  RationalMatrix.from(rows.map((row) => row.map(rational)));

/** The components of the field Ax. */
const linear = (a: RationalMatrix): Polynomial[] =>
  a.toRows().map((row) => Polynomial.fromTerms(row.map((coefficient, j) => ({ coefficient, factors: [j] }))));

/** A point of which nothing but the enclosure is asked. */
const near = (centre: readonly string[], radius = "0") =>
  ({
    coordinates: centre.map((x) => ({ re: rational(x), radius: rational(radius) })),
  }) as unknown as AlgebraicPoint;

const signsOf = (field: readonly Polynomial[], point: AlgebraicPoint, degree = 1) =>
  ExactInertia.ofConditions(field, 0, true).at(point, degree);

/** A degree of algebraic numbers that nothing is decided of but by the enclosure. */
const BEYOND = 2000;

/** Q T Q⁻¹, Q random with fractions. */
function conjugated(t: RationalMatrix, seed: number): RationalMatrix {
  const random = new Random(seed);
  const n = t.rows;
  const q = matrix(
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) =>
        i === j ? "9" : `${random.integer(-3, 3)}/${random.integer(2, 9)}`,
      ),
    ),
  );
  return q.multiply(t).multiply(inverse(q));
}

describe("eigenvalues of a field's matrix", () => {
  it.each([
    ["3/7", [["3/7"]], 0, 1],
    [
      "−2/5 and 10⁻⁹",
      [
        ["-2/5", 1],
        [0, "1e-9"],
      ],
      1,
      1,
    ],
    [
      "1/3 ± 5i and −1/11",
      [
        ["1/3", 5, 0],
        [-5, "1/3", 2],
        [0, 0, "-1/11"],
      ],
      1,
      2,
    ],
    [
      "−1/1000 ± 2i, 4/9 and −7/3 twice",
      [
        ["-1/1000", 2, 0, 1, 0],
        [-2, "-1/1000", 0, 0, 3],
        [0, 0, "4/9", 1, 0],
        [0, 0, 0, "-7/3", 1],
        [0, 0, 0, 0, "-7/3"],
      ],
      4,
      1,
    ],
  ] as const)("%s: on either side of the imaginary axis", (_, rows, index, positive) => {
    for (const seed of [1, 2, 3]) {
      const field = linear(conjugated(matrix(rows), seed));
      const centre = rows.map((__, k) => `${k + 1}/7`);
      expect(signsOf(field, near(centre))).toEqual({ index, nullity: 0, positive });
    }
  });

  it.each([
    [
      "±i: a centre",
      [
        [0, 1],
        [-1, 0],
      ],
      { index: 0, nullity: 2, positive: 0 },
    ],
    [
      "0 and 1",
      [
        [0, 3],
        [0, 1],
      ],
      { index: 0, nullity: 1, positive: 1 },
    ],
    [
      "±2: opposite, and off the axis",
      [
        [2, 5],
        [0, -2],
      ],
      { index: 1, nullity: 0, positive: 1 },
    ],
    [
      "±3i, −1 and 1/2",
      [
        [0, 3, 1, 0],
        [-3, 0, 0, 2],
        [0, 0, -1, 1],
        [0, 0, 0, "1/2"],
      ],
      { index: 1, nullity: 2, positive: 1 },
    ],
    [
      "0, 0 and ±i/2",
      [
        [0, "1/2", 0, 0],
        ["-1/2", 0, 0, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
      ],
      { index: 0, nullity: 4, positive: 0 },
    ],
  ] as const)("%s: on the axis exactly", (_, rows, signs) => {
    const centre = rows.map(() => "0");
    for (const seed of [1, 2, 3])
      expect(signsOf(linear(conjugated(matrix(rows), seed)), near(centre))).toEqual(signs);
  });

  it("of two pairs on the axis nothing is said", () => {
    const rows = [
      [0, 1, 0, 0],
      [-1, 0, 0, 0],
      [0, 0, 0, 2],
      [0, 0, -2, 0],
    ];
    expect(signsOf(linear(conjugated(matrix(rows), 1)), near(["0", "0", "0", "0"]))).toBeNull();
  });

  it("at the golden section: zeros that only the algebraic number decides", () => {
    // J = [[0, 1], [x − x² + 1, 0]] at x² = x + 1 is nilpotent.
    const [point] = locatePointsNow(
      {
        factors: [{ polynomial: [-1n, -1n, 1n], multiplicity: 1 }],
        coordinates: [0, 1].map(() => ({ numerator: [0n, 1n], denominator: [1n] })),
      },
      40,
    );
    const x = Polynomial.variable(0);
    const lower = Polynomial.sum([x, x.multiply(x).scale(rational(-1)), Polynomial.constant(rational(1))]);
    const field = new ExactInertia(
      [
        [Polynomial.zero, Polynomial.constant(rational(1))],
        [lower, Polynomial.zero],
      ],
      0,
      true,
    );
    expect(field.at(point!, 2)).toEqual({ index: 0, nullity: 2, positive: 0 });
  });

  it("are decided only where all points of an enclosure agree: −x + x² has slope −1 + 2x", () => {
    const field = [
      Polynomial.fromTerms([
        { coefficient: rational(-1), factors: [0] },
        { coefficient: rational(1), factors: [0, 0] },
      ]),
    ];
    expect(signsOf(field, near(["0"], "49/100"))).toEqual({ index: 1, nullity: 0, positive: 0 });
    expect(signsOf(field, near(["1"], "49/100"))).toEqual({ index: 0, nullity: 0, positive: 1 });
    expect(signsOf(field, near(["0"], "51/100"), BEYOND)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";
import { addScaled, identity, maxAbs, multiply, transpose } from "../../src/numeric/linalg/dense.js";
import {
  columnOf,
  entryScale,
  fromColumns,
  landscapeFromText,
  plural,
  randomFrame,
  randomUnitVector,
  toMatrix,
  unitVector,
  vanishes,
} from "../../src/objectives/build.js";
import { variable } from "../../src/symbolic/landscape.js";

describe("random frames", () => {
  it("have orthonormal columns and no preferred direction", () => {
    const random = new Random(7);
    let mean = 0;
    let square = 0;
    const runs = 2000;
    for (let k = 0; k < runs; k++) {
      const q = randomFrame(random, 3, 2);
      expect(maxAbs(addScaled(multiply(transpose(q), q), identity(2), -1))).toBeLessThan(1e-14);
      mean += q.data[3]! / runs;
      square += q.data[3]! ** 2 / runs;
    }
    // E q_ij = 0, E q_ij² = 1/n; five standard deviations of the mean of 2000.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / runs));
    expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(0.09 / runs));
    expect(Math.hypot(...randomUnitVector(random, 5))).toBeCloseTo(1, 14);
    expect(Math.abs(randomUnitVector(random, 1)[0]!)).toBe(1);
  });
});

describe("small pieces", () => {
  it("build matrices from columns and back", () => {
    const a = fromColumns(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      3,
    );
    expect([columnOf(a, 0), columnOf(a, 1)]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(unitVector(3, 1)).toEqual([0, 1, 0]);
    const q = RationalMatrix.from([["1/2", "-3"]]);
    expect(toMatrix(q)).toEqual({ rows: 1, columns: 2, data: Float64Array.of(0.5, -3) });
    expect(entryScale(q)).toBe(3);
  });

  it("decide zero exactly for exact data and to rounding otherwise", () => {
    expect(vanishes(rational("1e-40"), 1, false, 2)).toBe(false);
    expect(vanishes(rational("1e-40"), 1, true, 2)).toBe(true);
    expect(vanishes(rational("1e-10"), 1, true, 2)).toBe(false);
    expect(vanishes(rational(0), 1, false, 2)).toBe(true);
  });

  it("count in words", () => {
    expect([plural(1, "mode"), plural(2, "mode"), plural(0, "mode")]).toEqual([
      "1 mode",
      "2 modes",
      "0 modes",
    ]);
  });

  it("refuse names that the text does not know", () => {
    expect(() => landscapeFromText("norm2(V)", [variable("W", 1, 1)], new Map(), new Map())).toThrow();
  });
});

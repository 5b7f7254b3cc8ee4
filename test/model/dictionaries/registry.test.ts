import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { toNumber, ZERO } from "../../../src/exact/rational.js";
import { DICTIONARIES, type DictionarySpec } from "../../../src/model/dictionaries/registry.js";
import { inputMoment } from "../../../src/model/moments.js";

const buildDictionary = (spec: DictionarySpec) => DICTIONARIES.of(spec).build(spec);

const shapes = [
  [1, 1],
  [2, 1],
  [2, 2],
  [5, 3],
  [7, 7],
  [12, 4],
] as const;

describe.each(shapes)("an orthonormal dictionary of shape %i×%i", (rows, columns) => {
  it("has exactly orthonormal columns when it is rational", () => {
    for (const seed of [-3, 0, 7]) {
      const m = buildDictionary({ kind: "rational-orthonormal", rows, columns, seed });
      expect([m.rows, m.columns]).toEqual([rows, columns]);
      expect(m.transpose().multiply(m).equals(RationalMatrix.identity(columns))).toBe(true);
    }
  });

  it("has orthonormal columns to rounding when it is random", () => {
    for (const seed of [-3, 0, 7]) {
      const m = buildDictionary({ kind: "random-orthonormal", rows, columns, seed });
      const defect = m.transpose().multiply(m).subtract(RationalMatrix.identity(columns));
      // Each entry of MᵀM is a sum of `rows` products rounded at relative 2^−53, twice over.
      expect(Math.sqrt(toNumber(defect.norm2()))).toBeLessThan(4 * rows * columns * Number.EPSILON);
    }
  });

  it("gives an exactly symmetric X", () => {
    const m = buildDictionary({ kind: "random-orthonormal", rows, columns, seed: 7 });
    expect(inputMoment(m, RationalMatrix.identity(columns), ZERO).isSymmetric()).toBe(true);
  });
});

describe.each(["random-orthonormal", "rational-orthonormal"] as const)("the %s dictionary", (kind) => {
  it("is determined by its seed", () => {
    const build = (seed: number) => buildDictionary({ kind, rows: 4, columns: 2, seed });
    expect(build(7).equals(build(7))).toBe(true);
    expect(build(7).equals(build(8))).toBe(false);
  });

  it("is dense, not a signed permutation", () => {
    const m = buildDictionary({ kind, rows: 6, columns: 6, seed: 7 });
    const largest = Math.max(...m.toNumbers().map(Math.abs));
    expect(largest).toBeLessThan(0.99);
  });

  it("refuses more columns than rows", () => {
    expect(() => buildDictionary({ kind, rows: 2, columns: 3, seed: 7 })).toThrow(
      "dictionary: expected columns ≤ rows, got 3 > 2",
    );
  });
});

it("has a uniformly distributed direction in the plane when it is random", () => {
  const samples = 2000;
  const counts = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let seed = 0; seed < samples; seed++) {
    const [x, y] = buildDictionary({ kind: "random-orthonormal", rows: 2, columns: 1, seed }).toNumbers();
    counts[Math.floor(((Math.atan2(y!, x!) / Math.PI + 1) / 2) * 8) % 8]!++;
  }
  // Chi-square with 7 degrees of freedom: the 99.9 % quantile is 24.3.
  const expected = samples / 8;
  expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(24.3);
});

it("returns the identity and given rows as they are", () => {
  expect(buildDictionary({ kind: "identity", size: 3 }).equals(RationalMatrix.identity(3))).toBe(true);
  const rows = RationalMatrix.from([[1, "2/3"]]);
  expect(buildDictionary({ kind: "matrix", rows }).equals(rows)).toBe(true);
});

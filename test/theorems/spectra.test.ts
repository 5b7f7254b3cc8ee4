import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import {
  combine,
  groupAt,
  groupsOf,
  spectrumFrom,
  tuplesOf,
  unitVectorsUpTo,
} from "../../src/theorems/spectra.js";

const VALUES = [5, 3, 3, 3, 1, 1].map((value) => rational(value));

describe("groups of equal values", () => {
  it("say where they are, and how many values are on either side", () => {
    expect(groupsOf(VALUES).map(({ value, ...place }) => ({ value: value.toString(), ...place }))).toEqual([
      { value: "5", start: 0, size: 1, larger: 0, smaller: 5 },
      { value: "3", start: 1, size: 3, larger: 1, smaller: 2 },
      { value: "1", start: 4, size: 2, larger: 4, smaller: 0 },
    ]);
    expect(groupsOf([])).toEqual([]);
  });

  it("are found by each of their positions", () => {
    expect(VALUES.map((_, k) => groupAt(VALUES, k).start)).toEqual([0, 1, 1, 1, 4, 4]);
  });

  it("cover the spectra that are drawn, which descend", () => {
    fc.assert(
      fc.property(spectrumFrom([2, 1, "1/2"], 4), (values) => {
        for (let k = 1; k < 4; k++) expect(values[k - 1]!.compare(values[k]!)).toBeGreaterThanOrEqual(0);
        expect(groupsOf(values).reduce((sum, { size }) => sum + size, 0)).toBe(4);
      }),
    );
  });
});

it("combines columns of a group", () => {
  const [, middle] = groupsOf(VALUES);
  const coefficients = [2, 0, -1].map((c) => rational(c));
  // 2 e_2 − e_4 in the unit basis.
  expect(combine(RationalMatrix.identity(6), middle!, coefficients).map(String)).toEqual([
    "0",
    "2",
    "0",
    "-1",
    "0",
    "0",
  ]);
});

it("draws vectors of length one, in every size", () => {
  fc.assert(
    fc.property(unitVectorsUpTo(4), (vectors) => {
      expect(vectors.map(({ length }) => length)).toEqual([1, 2, 3, 4]);
      for (const vector of vectors)
        expect(vector.reduce((sum, x) => sum.add(x.mul(x)), rational(0)).toString()).toBe("1");
    }),
  );
});

it("lists all tuples, each once", () => {
  const tuples = tuplesOf(["a", "b", "c"], 2).map((tuple) => tuple.join(""));
  expect(tuples.sort()).toEqual(["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"]);
  expect(tuplesOf(["a"], 0)).toEqual([[]]);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational, rationalText } from "../../src/exact/rational.js";
import { symmetricEigen } from "../../src/numeric/linalg/decompositions.js";
import { toMatrix } from "../../src/objectives/build.js";
import {
  groupSpectrum,
  isPositive,
  provesGroups,
  shiftedPencil,
  simplestRational,
} from "../../src/objectives/spectrum.js";

/** Q diag(values) Qᵀ with a rational reflection Q = I - 2vvᵀ/‖v‖². */
function reflected(values: readonly string[], v: readonly number[]): RationalMatrix {
  const n = values.length;
  const square = v.reduce((sum, x) => sum + x * x, 0);
  const q = RationalMatrix.generate(n, n, (i, j) =>
    rational(i === j ? 1 : 0).sub(rational(2 * v[i]! * v[j]!).div(square)),
  );
  return q.multiply(RationalMatrix.diagonal(values.map(rational))).multiply(q);
}

const exactGroups = (a: RationalMatrix) =>
  groupSpectrum(symmetricEigen(toMatrix(a)).values, shiftedPencil(a));

describe("groupSpectrum", () => {
  it("finds the multiplicities and exact values of a rational spectrum", () => {
    const values = fc.array(fc.constantFrom("0", "1/3", "1/2", "-2/7", "3"), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        values,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
        (d, v) => {
          const grouped = exactGroups(reflected(d, v.slice(0, d.length)));
          if (!grouped.clear) throw new Error(grouped.reason);
          const expected = [...new Set(d)].map(rational).sort((a, b) => b.compare(a));
          expect(grouped.groups.map(({ exactValue }) => rationalText(exactValue!))).toEqual(
            expected.map(rationalText),
          );
          expect(grouped.groups.map(({ size }) => size)).toEqual(
            expected.map((x) => d.filter((y) => rational(y).equals(x)).length),
          );
          expect(
            grouped.groups.flatMap(({ start, size }) => Array.from({ length: size }, (_, k) => start + k)),
          ).toEqual(d.map((_, k) => k));
          for (const group of grouped.groups)
            expect(isPositive(group)).toBe(group.exactValue!.compare(0) > 0);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });

  it("groups an irrational spectrum without exact values", () => {
    // (1 1; 1 0) twice: the golden ratio and its conjugate, each of multiplicity two.
    const a = RationalMatrix.from([
      [1, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 1, 0],
    ]);
    const grouped = exactGroups(a);
    expect(grouped).toMatchObject({ clear: true, groups: [{ size: 2 }, { size: 2 }] });
  });

  it("refuses exact eigenvalues that double precision cannot tell apart, or tell from zero", () => {
    const close = RationalMatrix.from([
      ["1", 0],
      [0, "1.000000000000000001"],
    ]);
    expect(exactGroups(close).clear).toBe(false);
    const tiny = RationalMatrix.from([
      ["1", 0],
      [0, "1e-18"],
    ]);
    expect(exactGroups(tiny).clear).toBe(false);
    expect(
      exactGroups(
        RationalMatrix.from([
          [1, 0],
          [0, "1e-9"],
        ]),
      ).clear,
    ).toBe(true);
  });

  it("refuses rounded eigenvalues between equal and distinct, and between zero and not", () => {
    const delta = 64 * 2 ** -52;
    expect(groupSpectrum([1, 1 - 8 * delta], null).clear).toBe(false);
    expect(groupSpectrum([1, 8 * delta], null).clear).toBe(false);
    expect(groupSpectrum([1, 1 - delta / 2], null)).toMatchObject({ groups: [{ size: 2 }] });
    expect(groupSpectrum([1, 1 - 1e4 * delta], null)).toMatchObject({
      groups: [{ size: 1 }, { size: 1 }],
    });
    expect(groupSpectrum([1, delta / 2], null)).toMatchObject({ groups: [{ value: 1 }, { value: 0 }] });
  });
});

describe("simplestRational", () => {
  it("recovers fractions with small denominators from their doubles", () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 500 }), (n, d) => {
        const found = simplestRational(n / d, 1e-13);
        expect(found?.equals(rational(`${n}/${d}`))).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it("gives up on irrational numbers", () => {
    expect(simplestRational(Math.SQRT2, 1e-15)).toBeNull();
    expect(simplestRational(Math.PI, 1e-15)).toBeNull();
  });
});

describe("provesGroups", () => {
  // 3, 1/2 twice, 0, −2/7.
  const a = reflected(["3", "1/2", "1/2", "0", "-2/7"], [1, 2, 1, 3, 2]);
  const grouped = exactGroups(a);
  const groups = grouped.clear ? grouped.groups : [];

  it("proves the groups of an exact spectrum", () => {
    expect(groups.map(({ size }) => size)).toEqual([1, 2, 1, 1]);
    expect(provesGroups(groups, shiftedPencil(a))).toBe(true);
  });

  it("proves no other grouping, no other sign, no other zero", () => {
    const [top, pair, zero, bottom] = groups as [
      (typeof groups)[0],
      (typeof groups)[0],
      (typeof groups)[0],
      (typeof groups)[0],
    ];
    const wrong: (typeof groups)[] = [
      // A pair split in two, two taken for one, a group forgotten.
      [top, { ...pair, size: 1 }, { ...pair, start: 2, size: 1, value: 0.4 }, zero, bottom],
      [{ ...top, size: 3 }, zero, bottom],
      [top, pair, bottom],
      // Zero taken for positive or negative, a sign changed.
      [top, pair, { ...zero, value: 0.1 }, bottom],
      [top, pair, { ...zero, value: -0.1 }, bottom],
      [top, pair, zero, { ...bottom, value: 0 }],
    ];
    for (const groups of wrong) expect(provesGroups(groups, shiftedPencil(a))).toBe(false);
    // A pair without an exact value may be two eigenvalues that are nearly equal.
    const { exactValue: _, ...rounded } = pair;
    expect(provesGroups([top, rounded, zero, bottom], shiftedPencil(a))).toBe(false);
  });
});

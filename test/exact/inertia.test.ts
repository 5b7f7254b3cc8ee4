import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inertia } from "../../src/exact/inertia.js";
import { determinant } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { isZero } from "../../src/exact/rational.js";

const entry = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 7 }))
  .map(([n, d]) => `${n}/${d}`);
const square = (n: number) =>
  fc
    .array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n })
    .map(RationalMatrix.from);

describe("inertia", () => {
  test("of a diagonal matrix counts the signs of its entries", () => {
    expect(
      inertia(
        RationalMatrix.from([
          ["-1/3", 0, 0],
          [0, 0, 0],
          [0, 0, "2/7"],
        ]),
      ),
    ).toEqual({
      negative: 1,
      zero: 1,
      positive: 1,
    });
  });

  test("takes 2×2 pivots where the diagonal vanishes", () => {
    expect(
      inertia(
        RationalMatrix.from([
          [0, 1],
          [1, 0],
        ]),
      ),
    ).toEqual({ negative: 1, zero: 0, positive: 1 });
    // The complete graph K_5 has eigenvalues 4 and −1 (four times).
    const complete = RationalMatrix.from(
      Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => (i === j ? 0 : 1))),
    );
    expect(inertia(complete)).toEqual({ negative: 4, zero: 0, positive: 1 });
    // A zero diagonal with a null direction: the star K_{1,3} has eigenvalues ±√3, 0, 0.
    const star = RationalMatrix.from([
      [0, 1, 1, 1],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    expect(inertia(star)).toEqual({ negative: 1, zero: 2, positive: 1 });
  });

  test("decides eigenvalues far below double precision", () => {
    const tiny = RationalMatrix.from([
      [1, 1],
      [1, "1e-40"],
    ]).add(
      RationalMatrix.from([
        [0, 0],
        [0, 1],
      ]),
    );
    expect(inertia(tiny)).toEqual({ negative: 0, zero: 0, positive: 2 });
    expect(
      inertia(
        tiny.subtract(
          RationalMatrix.from([
            [0, 0],
            [0, "2e-40"],
          ]),
        ),
      ),
    ).toEqual({
      negative: 1,
      zero: 0,
      positive: 1,
    });
  });

  test("of the empty and of zero matrices is all zero", () => {
    expect(inertia(RationalMatrix.zero(0, 0))).toEqual({ negative: 0, zero: 0, positive: 0 });
    expect(inertia(RationalMatrix.zero(3, 3))).toEqual({ negative: 0, zero: 3, positive: 0 });
  });

  test("is invariant under congruence TᵀDT with T invertible", () => {
    const size = 5;
    const invertible = square(size).filter((t) => !isZero(determinant(t)));
    const signs = fc.array(fc.constantFrom(-3, 0, 2), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(invertible, signs, (t, values) => {
        const d = RationalMatrix.from(values.map((value, i) => values.map((_, j) => (i === j ? value : 0))));
        expect(inertia(t.transpose().multiply(d).multiply(t))).toEqual({
          negative: values.filter((value) => value < 0).length,
          zero: values.filter((value) => value === 0).length,
          positive: values.filter((value) => value > 0).length,
        });
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test("swaps negative and positive under A ↦ −A", () => {
    fc.assert(
      fc.property(square(4), (t) => {
        const a = t.add(t.transpose());
        const { negative, zero, positive } = inertia(a);
        expect(inertia(RationalMatrix.zero(4, 4).subtract(a))).toEqual({
          negative: positive,
          zero,
          positive: negative,
        });
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test("refuses a matrix that is not symmetric", () => {
    expect(() =>
      inertia(
        RationalMatrix.from([
          [0, 1],
          [2, 0],
        ]),
      ),
    ).toThrow("expected a symmetric matrix");
    expect(() => inertia(RationalMatrix.zero(2, 3))).toThrow(RangeError);
  });
});

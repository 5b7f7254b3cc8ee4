import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignment } from "../../../src/numeric/linalg/assignment.js";
import { generate } from "../../../src/numeric/linalg/dense.js";

const permutations = (n: number): number[][] =>
  n === 0
    ? [[]]
    : permutations(n - 1).flatMap((rest) =>
        Array.from({ length: n }, (_, k) => [...rest.slice(0, k), n - 1, ...rest.slice(k)]),
      );

describe("assignment", () => {
  it("is the cheapest permutation, by looking at all of them", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((n) =>
          fc.record({
            n: fc.constant(n),
            costs: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n }),
          }),
        ),
        ({ n, costs }) => {
          const price = (p: ArrayLike<number>) =>
            Array.from({ length: n }, (_, i) => costs[i * n + p[i]!]!).reduce((sum, x) => sum + x, 0);
          const found = assignment(generate(n, n, (i, j) => costs[i * n + j]!));
          expect(new Set(found).size).toBe(n);
          expect(price(found)).toBe(Math.min(...permutations(n).map(price)));
        },
      ),
    );
  });

  it("refuses matrices that are not square", () => {
    expect(() => assignment(generate(1, 2, () => 0))).toThrow(RangeError);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SystemNewton } from "../../../src/numeric/rigorous/newton-kantorovich.js";
import { system } from "../../support/polynomial-systems.js";

/** x² = c, y = x. */
const root = (c: number) =>
  new SystemNewton(
    system(2, [
      [[1, 0, 0], [-c]],
      [
        [1, 1],
        [-1, 0],
      ],
    ]),
  );

const pair = (x: number) => Float64Array.of(x, x);
const NONE = new Float64Array(2);

describe("Newton on systems", () => {
  it("converges to the root nearby, to rounding", () => {
    const { re, residual, step } = root(2).refine([1.4, 1.5], [0.01, 0]);
    expect(re[0]).toBeCloseTo(Math.SQRT2, 15);
    expect(re[1]).toBeCloseTo(Math.SQRT2, 15);
    expect(residual).toBeLessThan(1e-15);
    expect(step).toBeLessThan(1e-12);
  });

  it("stays where the Jacobian is singular", () => {
    const { re, step } = root(2).refine([0, 0], [0, 0]);
    expect([...re]).toEqual([0, 0]);
    expect(step).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the Kantorovich test", () => {
  it("encloses the root: existence covers the distance, uniqueness leaves out the other one", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: -0.05, max: 0.05, noNaN: true }),
        (x, relative) => {
          // The root of x² = c next to x(1 + relative) is x, the other −x.
          const start = x * (1 + relative);
          const radii = root(x * x).kantorovich(pair(start), NONE);
          expect(radii).not.toBeNull();
          expect(radii!.existence).toBeGreaterThanOrEqual(Math.abs(start - x) * (1 - 1e-12));
          expect(radii!.uniqueness).toBeLessThanOrEqual((start + x) * (1 + 1e-12));
          expect(radii!.existence).toBeLessThanOrEqual(radii!.uniqueness);
        },
      ),
      { seed: 7 },
    );
  });

  it("allows for rounding at the root itself: existence is never zero", () => {
    for (const x of [1e-6, 1, 3, 1e6]) {
      const { existence } = root(x * x).kantorovich(pair(x), NONE)!;
      expect(existence).toBeGreaterThan(2 ** -53 * x);
      expect(existence).toBeLessThan(1e-12 * x);
    }
  });

  it("says nothing far from a root or at a double one", () => {
    expect(root(2).kantorovich(pair(0.1), NONE)).toBeNull();
    expect(root(0).kantorovich(pair(0), NONE)).toBeNull();
  });
});

describe("reality", () => {
  it("of ±√c is decided down to tiny c, by the system and not by the imaginary part", () => {
    for (const size of [1, 1e-3, 1e-6]) {
      const at = (re: number, im: number, c: number) => root(c).reality(pair(re), pair(im)).reality;
      expect(at(size, 0, size ** 2)).toBe("real");
      // A rounding error off the real line is still the real root.
      expect(at(size, 1e-14 * size, size ** 2)).toBe("real");
      expect(at(0, size, -(size ** 2))).toBe("non-real");
    }
  });

  it("of a double root is undecided", () => {
    expect(root(0).reality(pair(0), pair(0)).reality).toBe("undecided");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertia } from "../../src/exact/inertia.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational, ZERO } from "../../src/exact/rational.js";
import { semidefiniteDefect } from "../../src/model/semidefinite.js";
import { rationalMatrix, semidefinite } from "./support/arbitraries.js";

describe("the test for positive semidefinite matrices", () => {
  it("accepts every B Bᵀ, of full rank or not", () => {
    const shapes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(
        shapes.chain(([n, rank]) => semidefinite(n, rank)),
        (a) => {
          expect(semidefiniteDefect(a)).toBeNull();
        },
      ),
      { seed: 7 },
    );
  });

  it("agrees with the exact inertia on symmetric matrices near the border", () => {
    const nearBorder = fc
      .tuple(semidefinite(3, 2), rationalMatrix(3, 3), fc.constantFrom("0", "1e-18", "-1e-18", "1", "-1/2"))
      .map(([a, b, t]) => a.add(b.add(b.transpose()).scale(rational(t))));
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(nearBorder, (a) => {
        const accepted = semidefiniteDefect(a) === null;
        seen.add(accepted);
        expect(accepted).toBe(inertia(a).negative === 0);
      }),
      { seed: 7, numRuns: 300 },
    );
    expect(seen.size).toBe(2);
  });

  it("tells a singular matrix from one that is negative by 1e-40", () => {
    const a = (corner: string) =>
      RationalMatrix.from([
        [1, 1],
        [1, corner],
      ]);
    expect(semidefiniteDefect(a("1"))).toBeNull();
    expect(semidefiniteDefect(a(`0.${"9".repeat(40)}`))).toBe("1 negative eigenvalue");
  });

  it("names the entries that break symmetry or a sign", () => {
    const defect = (rows: (number | string)[][]) => semidefiniteDefect(RationalMatrix.from(rows));
    expect(
      defect([
        [1, "1/2"],
        ["1/3", 1],
      ]),
    ).toBe("1/2 at (1, 2) but 1/3 at (2, 1)");
    expect(
      defect([
        [1, 0],
        [0, "-1/7"],
      ]),
    ).toBe("-1/7 at (2, 2)");
    expect(
      defect([
        [0, 1],
        [1, 5],
      ]),
    ).toBe("0 at (1, 1) but 1 at (1, 2)");
  });

  it("settles a large well conditioned matrix in doubles, and zero rows beside it", () => {
    const n = 150;
    const a = RationalMatrix.generate(n, n, (i, j) =>
      i === 0 || j === 0 ? ZERO : rational(1).div(rational(1 + (i - j) ** 2)),
    );
    expect(semidefiniteDefect(a)).toBeNull();
  });

  it("says that it does not decide a large singular matrix", () => {
    const ones = RationalMatrix.generate(150, 150, () => rational(1));
    expect(semidefiniteDefect(ones)).toBe("one too close to singular for a decision at this size");
  });

  it("does not start on exact pivots of unbearable length, such as those of a Hilbert matrix", () => {
    const hilbert = (n: number) =>
      RationalMatrix.generate(n, n, (i, j) => rational(1).div(rational(i + j + 1)));
    expect(semidefiniteDefect(hilbert(20))).toBeNull();
    expect(semidefiniteDefect(hilbert(90))).toBe("one too close to singular for a decision at this size");
  });
});

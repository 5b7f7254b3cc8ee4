import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertia } from "../../../src/exact/inertia.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { splitBlocks, type Triplets } from "../../../src/numeric/linalg/blocks.js";
import { inertiaOf, pseudoSolve } from "../../../src/numeric/linalg/inertia.js";
import { counts, covector, triplets } from "../../support/triplets.js";

const symmetric = (n: number) =>
  fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: n * n, maxLength: n * n })
    .map((d) =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => d[i * n + j]! + d[j * n + i]!)),
    );
const options = { seed: 7, numRuns: 60 };

describe("inertiaOf", () => {
  it("agrees with the exact inertia of integer forms, whatever the blocks", () => {
    fc.assert(
      fc.property(symmetric(2), symmetric(4), fc.integer({ min: 0, max: 23 }), (a, b, shuffle) => {
        // Two blocks, their coordinates mixed by a permutation.
        const order = [0, 1, 2, 3, 4, 5].map((k) => (k * 5 + shuffle) % 6);
        const rows = Array.from({ length: 6 }, () => new Array<number>(6).fill(0));
        a.forEach((row, i) => {
          row.forEach((v, j) => {
            rows[order[i]!]![order[j]!] = v;
          });
        });
        b.forEach((row, i) => {
          row.forEach((v, j) => {
            rows[order[2 + i]!]![order[2 + j]!] = v;
          });
        });
        const exact = inertia(RationalMatrix.from(rows));
        expect(counts(inertiaOf(splitBlocks(triplets(rows), [])))).toEqual([
          exact.negative,
          exact.zero,
          exact.positive,
          0,
        ]);
      }),
      options,
    );
  });

  it("restricts to the kernel of the covectors", () => {
    fc.assert(
      fc.property(symmetric(3), (a) => {
        // Kernel of (1,1,1) is spanned by e1 - e2, e2 - e3.
        const z = RationalMatrix.from([
          [1, 0],
          [-1, 1],
          [0, -1],
        ]);
        const exact = inertia(z.transpose().multiply(RationalMatrix.from(a)).multiply(z));
        expect(counts(inertiaOf(splitBlocks(triplets(a), [covector([1, 1, 1])])))).toEqual([
          exact.negative,
          exact.zero,
          exact.positive,
          0,
        ]);
      }),
      options,
    );
  });

  it("says undecided between clearly zero and clearly not", () => {
    const at = (small: number) =>
      counts(
        inertiaOf(
          splitBlocks(
            triplets([
              [1, 0],
              [0, small],
            ]),
            [],
          ),
        ),
      );
    expect(at(1e-15)).toEqual([0, 1, 1, 0]);
    expect(at(1e-12)).toEqual([0, 0, 1, 1]);
    expect(at(-1e-9)).toEqual([1, 0, 1, 0]);
  });

  it("takes the scale from what was summed: a form that cancels is zero", () => {
    const form: Triplets = { size: 1, rows: [0, 0], columns: [0, 0], values: [1, -1 + 2 ** -50] };
    expect(counts(inertiaOf(splitBlocks(form, [])))).toEqual([0, 1, 0, 0]);
  });

  it("counts an empty form as zero", () => {
    expect(
      counts(
        inertiaOf(
          splitBlocks(
            triplets([
              [0, 0],
              [0, 0],
            ]),
            [],
          ),
        ),
      ),
    ).toEqual([0, 2, 0, 0]);
  });
});

describe("pseudoSolve", () => {
  it("is the Moore–Penrose solution: H x* = projection of g, x* orthogonal to the kernel", () => {
    const rows = [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 0],
    ];
    const step = pseudoSolve(splitBlocks(triplets(rows), []), Float64Array.of(3, 3, 5));
    expect(Array.from(step, (x) => Math.round(x * 1e12) / 1e12)).toEqual([1, 1, 0]);
  });

  it("stays in the kernel of the covectors", () => {
    fc.assert(
      fc.property(
        symmetric(3),
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
        (a, g) => {
          const step = pseudoSolve(splitBlocks(triplets(a), [covector([1, 1, 1])]), Float64Array.from(g));
          expect(step.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 9);
        },
      ),
      options,
    );
  });
});

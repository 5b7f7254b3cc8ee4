import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertia } from "../../../src/exact/inertia.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import {
  type Covector,
  independent,
  inertiaOf,
  pseudoSolve,
  splitBlocks,
  stabilityOf,
  type Triplets,
} from "../../../src/numeric/linalg/inertia.js";

const triplets = (rows: readonly (readonly number[])[]): Triplets => {
  const form: Triplets = { size: rows.length, rows: [], columns: [], values: [] };
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value === 0) return;
      form.rows.push(i);
      form.columns.push(j);
      form.values.push(value);
    });
  });
  return form;
};
const covector = (values: readonly number[]): Covector => ({
  indices: values.flatMap((v, k) => (v === 0 ? [] : [k])),
  values: values.filter((v) => v !== 0),
});
const counts = ({ negative, zero, positive, undecided }: ReturnType<typeof inertiaOf>) => [
  negative,
  zero,
  positive,
  undecided,
];

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

describe("stabilityOf", () => {
  it("counts real parts of a matrix that is not symmetric", () => {
    // Rotation with decay, and a growing mode.
    const blocks = splitBlocks(
      triplets([
        [-1, -5, 0],
        [5, -1, 0],
        [0, 0, 2],
      ]),
      [],
    );
    expect(counts(stabilityOf(blocks))).toEqual([2, 0, 1, 0]);
  });

  it("deflates a defective zero when its kernel is known", () => {
    // Jordan block for 0 beside 1: eigenvalues 0, 0, 1.
    const rows = [
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
    ];
    const known = stabilityOf(splitBlocks(triplets(rows), []), [covector([1, 0, 0])]);
    expect(counts(known)).toEqual([0, 2, 1, 0]);
  });
});

describe("stabilityOf near a Jordan block", () => {
  it("takes clear signs from a Lyapunov inequality", () => {
    // (λ + 6)², defective; (λ − 3)² and (λ + 2)² in one block.
    expect(
      counts(
        stabilityOf(
          splitBlocks(
            triplets([
              [0, -6],
              [6, -12],
            ]),
            [],
          ),
        ),
      ),
    ).toEqual([2, 0, 0, 0]);
    const mixed = [
      [3, 1, 0, 1],
      [0, 3, 1, 0],
      [0, 0, -2, 1],
      [0, 0, 0, -2],
    ];
    expect(counts(stabilityOf(splitBlocks(triplets(mixed), [])))).toEqual([2, 0, 2, 0]);
  });

  it("stays undecided where a small change moves an eigenvalue across the axis", () => {
    // Jordan block of order 4 for −10⁻⁴: a change by 10⁻¹⁶ moves its eigenvalues by 10⁻⁴.
    const near = Array.from({ length: 4 }, (_, i) =>
      Array.from({ length: 4 }, (_, j) => (i === j ? -1e-4 : j === i + 1 ? 1 : 0)),
    );
    expect(stabilityOf(splitBlocks(triplets(near), [])).undecided).toBe(4);
  });
});

describe("stabilityOf with a kernel that crosses blocks", () => {
  it("takes a vector apart, and leaves out parts that are rounding", () => {
    // Two nilpotent blocks; the kernel vector e1 + 1e-12 e3 is a tangent in the first block only.
    const rows = [
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, -1, 4],
      [0, 0, 0, -2],
    ];
    const deflated = stabilityOf(splitBlocks(triplets(rows), []), [covector([1, 0, 1e-12, 0])]);
    expect(counts(deflated)).toEqual([2, 2, 0, 0]);
  });

  it("counts equal blocks as often as they come", () => {
    const block = [
      [-1, 1],
      [0, 2],
    ];
    const rows = Array.from({ length: 6 }, (_, i) =>
      Array.from({ length: 6 }, (_, j) => (i >> 1 === j >> 1 ? block[i % 2]![j % 2]! : 0)),
    );
    expect(counts(stabilityOf(splitBlocks(triplets(rows), [])))).toEqual([3, 0, 3, 0]);
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

describe("independent", () => {
  it("is an orthonormal basis of the span", () => {
    const basis = independent(
      [
        Float64Array.of(1, 1, 0),
        Float64Array.of(2, 2, 0),
        Float64Array.of(0, 1, 1),
        Float64Array.of(1, 0, -1),
      ],
      1e-8,
    );
    expect(basis).toHaveLength(2);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
    expect(dot(basis[0]!, basis[0]!)).toBeCloseTo(1, 14);
    expect(dot(basis[0]!, basis[1]!)).toBeCloseTo(0, 14);
    expect(independent([], 1e-8)).toEqual([]);
  });

  it("measures against a scale from outside, if one is given", () => {
    const vectors = [Float64Array.of(1e-9, 0), Float64Array.of(0, 1e-3)];
    expect(independent(vectors, 1e-8)).toHaveLength(2);
    expect(independent(vectors, 1e-8, 1)).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import {
  compress,
  kernelBasis,
  project,
  reducedOf,
  splitBlocks,
} from "../../../src/numeric/linalg/blocks.js";

/** Triplets of a list of [row, column, value]. */
const form = (size: number, entries: readonly (readonly [number, number, number])[]) => ({
  size,
  rows: entries.map(([i]) => i),
  columns: entries.map(([, j]) => j),
  values: entries.map(([, , v]) => v),
});

describe("splitBlocks", () => {
  it("finds the connected components, by their first members, and adds up entries with equal places", () => {
    // Coordinates 0 and 2 are coupled, 1 and 3 stand alone, 3 without an entry.
    const blocks = splitBlocks(
      form(4, [
        [0, 0, 2],
        [2, 0, 5],
        [0, 2, 5],
        [1, 1, 7],
        [0, 0, 1],
      ]),
      [],
    );
    expect(
      blocks.map(({ members, start, size }) => Array.from(members.subarray(start, start + size))),
    ).toEqual([[0, 2], [1], [3]]);
    expect(blocks.map((block) => Array.from(reducedOf(block)))).toEqual([[3, 5, 5, 0], [7], [0]]);
    expect(blocks.map(({ scale }) => scale)).toEqual([5, 7, 0]);
  });

  it("couples by no entry that is 0, and by every covector", () => {
    const entries = [
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 2],
      [2, 2, 3],
    ] as const;
    expect(splitBlocks(form(3, entries), [])).toHaveLength(3);
    const tied = splitBlocks(form(3, entries), [{ indices: [0, 2], values: [1, 1] }]);
    expect(tied.map(({ size, order }) => [size, order])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    // diag(1, 3) on the kernel of (1, 1), spanned by (1, −1)/√2: (1 + 3)/2.
    expect(reducedOf(tied[0]!)[0]).toBeCloseTo(2, 14);
  });
});

describe("kernelBasis", () => {
  it("is orthonormal, and every covector vanishes on it", () => {
    const covectors = [Float64Array.of(1, 2, 2, 0), Float64Array.of(0, 3, 0, 4)];
    const { columns, data } = kernelBasis(covectors, 4);
    expect(columns).toBe(2);
    const column = (c: number) => [0, 1, 2, 3].map((i) => data[i * columns + c]!);
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
      let total = 0;
      for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
      return total;
    };
    for (const c of [0, 1]) {
      for (const covector of covectors) expect(dot(covector, column(c))).toBeCloseTo(0, 14);
      expect(dot(column(c), column(c))).toBeCloseTo(1, 14);
    }
    expect(dot(column(0), column(1))).toBeCloseTo(0, 14);
  });

  it("counts a covector of zeros as none", () => {
    expect(kernelBasis([new Float64Array(2)], 2)).toEqual({ columns: 2, data: Float64Array.of(1, 0, 0, 1) });
  });
});

it("compress is ZᵀAZ and project Zᵀv: A = (1 2; 2 5), Z = (1, 2)ᵀ", () => {
  expect(compress(Float64Array.of(1, 2, 2, 5), 2, Float64Array.of(1, 2), 1)).toEqual(Float64Array.of(29));
  expect(project(Float64Array.of(3, 4), { columns: 1, data: Float64Array.of(1, 2) })).toEqual(
    Float64Array.of(11),
  );
});

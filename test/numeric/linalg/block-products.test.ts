/** Register-tiled products against sums written out; the exponential against `Math.exp`. */
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { block, multiplyNN, multiplyNT, multiplyTN } from "../../../src/numeric/linalg/block-products.js";

const random = new Random(3);
/** Small integers, so that every order of summation gives the same double. */
const integers = (length: number) => Float64Array.from({ length }, () => random.integer(-9, 9));

const shapes = [
  [1, 1, 1],
  [4, 2, 3],
  [3, 1, 5],
  [7, 5, 4],
  [9, 3, 1],
  [8, 6, 0],
  [13, 8, 20],
] as const;

describe.each([
  { name: "A·Bᵀ", multiply: multiplyNT, aT: false, bT: true },
  { name: "A·B", multiply: multiplyNN, aT: false, bT: false },
  { name: "Aᵀ·B", multiply: multiplyTN, aT: true, bT: false },
])("$name", ({ multiply, aT, bT }) => {
  it.each(shapes)("adds the product of shape %i×%i over %i, inside larger arrays", (rows, columns, inner) => {
    const pad = 3;
    const [aStride, bStride, cStride] = [(aT ? rows : inner) + 2, (bT ? inner : columns) + 1, columns + 4];
    const a = integers(pad + Math.max(aT ? inner : rows, 1) * aStride);
    const b = integers(pad + Math.max(bT ? columns : inner, 1) * bStride);
    const before = integers(pad + rows * cStride);
    const c = before.slice();
    multiply(block(c, cStride, pad), block(a, aStride, pad), block(b, bStride, pad), rows, columns, inner);
    for (let at = 0; at < c.length; at++) {
      const [i, j] = [Math.floor((at - pad) / cStride), (at - pad) % cStride];
      let expected = before[at]!;
      if (at >= pad && j < columns)
        for (let k = 0; k < inner; k++)
          expected +=
            a[pad + (aT ? k * aStride + i : i * aStride + k)]! *
            b[pad + (bT ? j * bStride + k : k * bStride + j)]!;
      expect(c[at]).toBe(expected);
    }
  });
});

import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { rational } from "../../../src/exact/rational.js";
import { BitSource, entrywise, mask, maskedMoment } from "../../../src/model/augmentations/masks.js";

const X = RationalMatrix.from([
  [2, 3],
  [3, 6],
]);

describe("moments of masked views", () => {
  it("are E[D x xᵀ D] over all four masks of two entries, α = 1/3", () => {
    const [keep, drop] = [rational("1/3"), rational("2/3")];
    let expected = RationalMatrix.zero(2, 2);
    for (const first of [0, 1])
      for (const second of [0, 1]) {
        const probability = (first ? keep : drop).mul(second ? keep : drop);
        const bits = [first, second];
        expected = expected.add(X.map((value, i, j) => value.mul(bits[i]! * bits[j]!)).scale(probability));
      }
    expect(maskedMoment(X, keep, rational(1)).equals(expected)).toBe(true);
    expect(maskedMoment(X, keep, rational(5)).equals(expected.scale(rational(5)))).toBe(true);
  });

  it("entrywise is aX + b diag X", () => {
    expect(
      entrywise(X, rational(2), rational(10)).equals(
        RationalMatrix.from([
          [24, 6],
          [6, 72],
        ]),
      ),
    ).toBe(true);
  });
});

describe("masks", () => {
  it("leave an entry or make it 0, each sample and bit by itself, beyond one word of bits", () => {
    const p = 40;
    const x = Float64Array.from({ length: 3 * p }, (_, k) => k + 1);
    const view = new Float64Array(2 * p);
    mask(view, new BitSource(0.25), x, Int32Array.of(2, 0, 1), 0, 2, p, new Random(7));
    for (let k = 0; k < p; k++) {
      expect([0, x[2 * p + k]]).toContain(view[k]);
      expect([0, x[k]]).toContain(view[p + k]);
    }
    const kept = view.filter((value) => value !== 0).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(2 * p);
  });

  it.each([0.5, 0.25, 0.9])("bits are 1 with probability %d, to five deviations", (probability) => {
    const source = new BitSource(probability);
    const random = new Random(7);
    const words = 2000;
    let ones = 0;
    for (let k = 0; k < words; k++) {
      let word = source.word(32, random) >>> 0;
      for (; word !== 0; word &= word - 1) ones++;
    }
    const n = 32 * words;
    const deviation = Math.sqrt(n * probability * (1 - probability));
    expect(Math.abs(ones - n * probability)).toBeLessThan(5 * deviation);
  });

  it("keep all with probability 1 and none with 0", () => {
    expect(new BitSource(1).word(8, new Random(7))).toBe(0xff);
    expect(new BitSource(0).word(8, new Random(7))).toBe(0);
  });
});

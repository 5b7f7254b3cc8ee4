import { describe, expect, it } from "vitest";
import { PointSet, present, samePoint } from "../../../src/numeric/monodromy/point-set.js";

const point = (...re: number[]) => ({ re: Float64Array.from(re), im: new Float64Array(re.length) });

describe("PointSet", () => {
  it("keeps each point once, to rounding, in the order in which they came", () => {
    const set = new PointSet();
    for (const x of [point(1, 2), point(2, 1), point(1 + 1e-13, 2), point(2, 1)]) set.add(x);
    expect(set.points.map(({ re }) => Array.from(re))).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it("tells apart what differs by imaginary parts alone", () => {
    const set = new PointSet();
    set.add({ re: Float64Array.of(1), im: Float64Array.of(1) });
    set.add({ re: Float64Array.of(1), im: Float64Array.of(-1) });
    expect(set.points).toHaveLength(2);
  });

  it("meets neighbours on both sides of where its hash is cut", () => {
    for (let k = 0; k < 200; k++) {
      const set = new PointSet();
      const x = k / 1e4 / Math.cos(1);
      set.add(point(x - 1e-13));
      set.add(point(x + 1e-13));
      expect(set.points).toHaveLength(1);
    }
  });

  it("takes no point that is not finite", () => {
    const set = new PointSet();
    set.add(point(Number.NaN));
    set.add(point(Number.POSITIVE_INFINITY));
    expect(set.points).toEqual([]);
  });
});

it("samePoint measures against the larger point", () => {
  expect(samePoint(point(1e6), point(1e6 + 1e-6))).toBe(true);
  expect(samePoint(point(1), point(1 + 1e-3))).toBe(false);
});

it("present leaves out the paths that failed", () => {
  const x = point(1);
  expect(present([null, x, null])).toEqual([x]);
});

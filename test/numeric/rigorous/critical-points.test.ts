import { expect, test } from "vitest";
import {
  criticalPointAt,
  criticalPointsInBox,
  criticalPointsInBoxByTurns,
} from "../../../src/numeric/rigorous/critical-points.js";
import type { Interval } from "../../../src/numeric/rigorous/interval.js";
import * as J from "../../../src/numeric/rigorous/interval-jet.js";

/** Σ (x_k⁴ − 2x_k²), whose critical points are {−1, 0, 1}ⁿ. */
const wells = (box: readonly Interval[]): J.Jet =>
  box
    .map((x, k) => J.variableJet(box.length, k, x))
    .map((x) =>
      J.addJets(
        J.powerJet(x, 4),
        J.multiplyJets(J.constantJet(box.length, { lo: -2, hi: -2 }), J.powerJet(x, 2)),
      ),
    )
    .reduce(J.addJets);

const cube = (n: number, lo: number, hi: number) => ({
  lo: new Float64Array(n).fill(lo),
  hi: new Float64Array(n).fill(hi),
});

test("of n quartic wells are 3ⁿ, the index being the number of zeros, the value minus that of ones", () => {
  const { points, complete } = criticalPointsInBox(wells, cube(3, -1.5, 2));
  expect(complete).toBe(true);
  expect(points).toHaveLength(27);
  for (const { box, value, index } of points) {
    const near = Array.from(box.lo, (lo) => Math.round(lo));
    expect(near.every((x, k) => box.lo[k]! <= x && x <= box.hi[k]!)).toBe(true);
    const ones = near.filter((x) => x !== 0).length;
    expect(index).toBe(3 - ones);
    expect(value.lo <= -ones && -ones <= value.hi && value.hi - value.lo < 1e-12).toBe(true);
  }
});

test("whose Hessian is singular are not listed, and the list is not complete", () => {
  const quartic = ([x]: readonly Interval[]) => J.powerJet(J.variableJet(1, 0, x!), 4);
  const { points, complete, undecided } = criticalPointsInBox(quartic, cube(1, -1, 2));
  expect(complete).toBe(false);
  expect(points).toEqual([]);
  expect(undecided).toHaveLength(1);
  expect(undecided[0]!.lo[0]! <= 0 && 0 <= undecided[0]!.hi[0]!).toBe(true);
});

test("are the same by turns, between which an abort is heard", async () => {
  const box = cube(2, -1.5, 2);
  expect(await criticalPointsInBoxByTurns(wells, box)).toEqual(criticalPointsInBox(wells, box));
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 1);
  const long = criticalPointsInBoxByTurns(wells, cube(5, -1.5, 2), { signal: controller.signal });
  await expect(long).rejects.toThrow("enough");
});

test("one is proved next to a point that is near enough, and none elsewhere", () => {
  const found = criticalPointAt(wells, Float64Array.of(1 + 1e-9, -1e-9));
  expect(found).toMatchObject({ index: 1 });
  expect(found!.box.lo[0]! <= 1 && 1 <= found!.box.hi[0]!).toBe(true);
  expect(criticalPointAt(wells, Float64Array.of(0.6, 0.5))).toBeNull();
});

import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../src/numeric/endgame.js";
import { PathRunner } from "../../src/numeric/paths.js";
import { bestGrouping } from "../../src/numeric/start-systems.js";
import { liftedSpectral, noon } from "../support/polynomial-systems.js";

const runnerOf = (seed: number, system = noon(3)) =>
  new PathRunner({ system, grouping: bestGrouping(system), seed });

describe("batches of paths", () => {
  it("have as many paths as the bound says", () => {
    expect(runnerOf(1).count).toBe(27);
    expect(runnerOf(1, liftedSpectral([1, 2, 3])).count).toBe(7);
  });

  it("give each path a result that depends on its number and the seed alone", () => {
    const order = (numbers: readonly number[]) => {
      const runner = runnerOf(4);
      return new Map(numbers.map((k) => [k, runner.follow(k)]));
    };
    const forwards = order([0, 5, 11]);
    const backwards = order([11, 5, 0]);
    for (const k of [0, 5, 11]) expect(backwards.get(k)).toEqual(forwards.get(k));
    expect(runnerOf(5).follow(0)).not.toEqual(forwards.get(0));
  });

  it("end at the same point with tighter control", () => {
    const runner = runnerOf(4);
    const [loose, tight] = [runner.follow(3), runner.follow(3, 2)];
    expect(tight.kind).toBe(loose.kind);
    const ratio = (end: Endpoint) => {
      if (end.kind === "failed" || end.kind === "infinite")
        throw new Error(`expected a point, got ${end.kind}`);
      const { re, im } = end;
      const size = re[3]! ** 2 + im[3]! ** 2;
      return [(re[0]! * re[3]! + im[0]! * im[3]!) / size, (im[0]! * re[3]! - re[0]! * im[3]!) / size];
    };
    ratio(tight).forEach((x, k) => {
      expect(x).toBeCloseTo(ratio(loose)[k]!, 8);
    });
  });
});

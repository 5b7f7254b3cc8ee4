import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import type { Endpoint } from "../../../src/numeric/homotopy/endgame.js";
import { type PathJob, PathRunner } from "../../../src/numeric/homotopy/paths.js";
import { extendedSupports } from "../../../src/numeric/homotopy/polyhedral-start.js";
import { bestGrouping } from "../../../src/numeric/polynomial/grouping.js";
import { mixedCells } from "../../../src/numeric/polynomial/mixed-cells.js";
import { liftedSpectral, noon, system } from "../../support/polynomial-systems.js";

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

  it("end at finite points where these are large: certified in coordinates of their size", () => {
    // One of ten solutions is about (0.002, 2·10⁶, 4·10³); the coefficients have generic phases.
    const phase = (k: number, c: number): [number, number] => [c * Math.cos(k), c * Math.sin(k)];
    const large = system(3, [
      [[phase(1, 8.76)], [phase(2, 0.01), 1, 2], [phase(3, 0.01), 0, 1, 1]],
      [[phase(4, 0.01)], [phase(5, 0.49), 0, 0, 2, 2], [phase(6, 0.01), 2], [phase(7, 0.01), 0]],
      [[phase(8, 3.53)], [phase(9, 0.01), 0], [phase(10, 4.93), 0, 0, 1], [phase(11, 0.01), 2]],
    ]);
    const subdivision = mixedCells(extendedSupports(large), new Random(1))!;
    const endsOf = (job: Partial<PathJob>) => {
      const runner = new PathRunner({ system: large, grouping: bestGrouping(large), seed: 1, ...job });
      return Array.from({ length: runner.count }, (_, k) => runner.end(k));
    };
    const finite = endsOf({ subdivision }).filter((end) => end.kind === "regular");
    expect(finite).toHaveLength(10);
    const sizes = finite.map(({ re, im }) => Math.hypot(re[1]!, im[1]!)).sort((p, q) => p - q);
    expect(sizes[9]).toBeGreaterThan(1e6);
    expect(sizes[8]).toBeLessThan(1e4);
    // Another start may fail on that one, but never takes it for a point at infinity.
    const others = endsOf({});
    expect(others.filter(({ kind }) => kind === "infinite").length).toBeLessThanOrEqual(others.length - 10);
  });
});

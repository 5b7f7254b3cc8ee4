import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoverageCount, hardlyReached, neverReached } from "../../src/theorems/coverage.js";
import { form } from "../../src/theorems/theorem.js";

describe("coverage", () => {
  it("keeps the order of the labels, which may be names that every object has", () => {
    const counted = new CoverageCount();
    const parts = { toString: (n: number) => n > 0, "n = 0": (n: number) => n === 0 };
    const counting = form<number>({ mode: "exact", instances: fc.nat(), check: () => true, parts });
    for (const n of [0, 1, 2]) counted.add(counting, n);
    expect(counted.coverage).toEqual([
      { part: "toString", reached: 2, runs: 3 },
      { part: "n = 0", reached: 1, runs: 3 },
    ]);
  });

  it("calls a part hardly reached below 5 %, and never reached from 20 instances on", () => {
    const at = (reached: number, runs: number) => ({ part: `${reached}/${runs}`, reached, runs });
    expect(hardlyReached([at(5, 100), at(4, 100), at(0, 1), at(1, 20)]).map(({ part }) => part)).toEqual([
      "4/100",
      "0/1",
    ]);
    expect(neverReached([at(1, 100), at(0, 19)])).toBeUndefined();
    expect(neverReached([at(0, 19), at(0, 20)])).toEqual(at(0, 20));
  });
});

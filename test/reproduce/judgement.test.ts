import { describe, expect, it } from "vitest";
import { wilson } from "../../src/numeric/statistics/wilson.js";
import { all, almostAll, count, excessText, range, shareText } from "../../src/reproduce/judgement.js";

describe("three values", () => {
  it.each([
    [[true, true], true],
    [[true, null], null],
    [[null, false, true], false],
    [[], true],
  ])("all of %j is %s", (parts, expected) => {
    expect(all(parts)).toBe(expected);
  });

  it("almost all: the whole interval above 95 %, which takes 73 of 73", () => {
    // Wilson's lower end for n of n is n / (n + 1.96²): 0.95 at n = 73.
    expect(almostAll(wilson(72, 72))).toBeNull();
    expect(almostAll(wilson(73, 73))).toBe(true);
    expect(almostAll(wilson(80, 100))).toBe(false);
    expect(almostAll(wilson(95, 100))).toBeNull();
  });
});

it("figures in words", () => {
  expect(range({ min: 1, median: 1, max: 1 })).toBe("1");
  expect(range({ min: 0.25, median: 1, max: 2 })).toBe("0.25 to 2");
  // Wilson (1927): 6 of 10 gives 0.3127 to 0.8318.
  expect(shareText(wilson(6, 10))).toBe("6/10 (95 %: 0.3127 to 0.8318)");
  expect([count(1n, "component"), count(2n, "component")]).toEqual(["1 component", "2 components"]);
});

it("losses are equal to 1e-12, and no farther", () => {
  expect(excessText(null)).toBe("not compared with");
  expect(excessText(-9e-13)).toBe("equal (to 1e-12) to");
  expect(excessText(0.5)).toBe("0.5 above");
  expect(excessText(1e-10)).toBe("1e-10 above");
});

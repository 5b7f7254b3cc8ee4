import { describe, expect, it } from "vitest";
import { areApart, digitsFor, inOrder, roundedValue } from "../../../src/atlas/propose/exact-values.js";
import { rational } from "../../../src/exact/rational.js";
import { Polynomial } from "../../../src/symbolic/polynomial.js";

const value = (centre: string, error = "0") => ({
  value: { centre: rational(centre), error: rational(error) },
});

describe("values that are enclosed", () => {
  it("those whose enclosures meet have one place", () => {
    const list = [value("2", "1/10"), value("1"), value("41/20", "1/100"), value("3")];
    expect(inOrder(list).map(({ one, place }) => [one.value.centre.valueOf(), place])).toEqual([
      [1, 0],
      [2, 1],
      [2.05, 1],
      [3, 2],
    ]);
    expect(areApart(list)).toBe(false);
  });

  it("exact values are known, equal or not", () => {
    expect(areApart([value("1"), value("1"), value("2")])).toBe(true);
    expect(areApart([value("1"), value("1", "1/1000")])).toBe(false);
  });

  it("0 is what is not told from it", () => {
    expect(roundedValue({ centre: rational("1/1000"), error: rational("1/500") })).toBe(0);
    expect(roundedValue({ centre: rational("1/1000"), error: rational("1/2000") })).toBe(0.001);
  });

  it("large data are compared in more digits: 128 + 4h bits", () => {
    expect(digitsFor([]).ties).toBe(0);
    const { levels, ties } = digitsFor([Polynomial.constant(rational(2n ** 300n))]);
    expect(ties).toBe(Math.ceil((128 + 4 * 301) * Math.log10(2)));
    expect(levels).toEqual([40, 100, 250, ties]);
  });
});

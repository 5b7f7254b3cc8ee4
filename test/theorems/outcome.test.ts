import { describe, expect, it } from "vitest";
import { all, fails, holds, readOutcome, require, undecided, within } from "../../src/theorems/outcome.js";

describe("all", () => {
  it("is the first failure, else the first indecision, else the worst residual; booleans count", () => {
    expect(all(holds(1), undecided("open"), fails("no"), fails("neither"))).toEqual(fails("no"));
    expect(all(holds(1), undecided("open"), undecided("too"))).toEqual(undecided("open"));
    expect(all(holds(1), holds(3), holds(2), true)).toEqual(holds(3));
    expect(all(true, false)).toEqual(fails("the check returned false"));
    expect(all()).toEqual(holds(0));
  });

  it("does not let NaN pass as a residual, nor anything that is no verdict", () => {
    expect(() => all(holds(1), holds(Number.NaN))).toThrow(/finite number of at least 0, got NaN/);
    expect(() => all(undefined as never)).toThrow(/expected true, false or a verdict.*got undefined/);
  });
});

describe("within", () => {
  it("holds up to the tolerance, is undecided up to ten times it, and fails beyond", () => {
    expect(within(1e-12, 1e-12, "x")).toEqual(holds(1e-12));
    expect(within(2e-12, 1e-12, "x")).toEqual(undecided("x: 2.00e-12 exceeds 1.0e-12"));
    expect(within(2e-11, 1e-12, "x").verdict).toBe("fails");
  });

  it("takes an excess below zero for zero, and refutes NaN on either side", () => {
    expect(within(-3, 1e-12, "x")).toEqual(holds(0));
    expect(within(Number.NaN, 1, "x").verdict).toBe("fails");
    expect(within(1, Number.NaN, "x").verdict).toBe("fails");
  });
});

describe("require", () => {
  it("wants a boolean", () => {
    expect(require(true, "x")).toEqual(holds(0));
    expect(require(false, "x")).toEqual(fails("x"));
    for (const value of [undefined, Number.NaN, 1, "yes", {}])
      expect(() => require(value as never, "x")).toThrow(/^require: expected true or false, got /);
  });
});

describe("readOutcome", () => {
  it("reads a verdict as it is", () => {
    for (const check of [holds(0.5), fails("no"), undecided("open")]) expect(readOutcome(check)).toBe(check);
  });
});

import { describe, expect, it } from "vitest";
import { LOOK } from "../../src/algebra/options.js";
import { BudgetExceeded, Work } from "../../src/algebra/work.js";

describe("work", () => {
  it("ends at the operations and entries that are allowed, not before", () => {
    const work = new Work(10, 20);
    work.spend(10);
    expect(work.left).toBe(0);
    expect(() => work.spend(1)).toThrow(new BudgetExceeded("operations"));
    work.hold(20);
    expect(() => work.hold(21)).toThrow(new BudgetExceeded("memory"));
  });

  it("asks the signal at once, and then every so many operations, by its property", () => {
    let asked = 0;
    let aborted = false;
    const { signal } = new AbortController();
    Object.defineProperty(signal, "aborted", {
      get: () => {
        asked++;
        return aborted;
      },
    });
    Object.defineProperty(signal, "reason", { value: new Error("enough") });
    const work = new Work(undefined, undefined, signal);
    for (let k = 0; k < 4; k++) work.spend(LOOK / 2);
    expect(asked).toBe(2);
    aborted = true;
    expect(() => work.spend(LOOK)).toThrow("enough");
  });
});

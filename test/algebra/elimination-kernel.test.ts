import { describe, expect, it } from "vitest";
import { algebraKernel } from "../../src/algebra/elimination-kernel.js";

const LARGE = 100 * 2 ** 20;
const KEPT = 64 * 2 ** 20;

describe("the memory of elimination", () => {
  it("gives places out again once their scope has ended", () => {
    const memory = algebraKernel();
    const places = [1, 2].map(() => memory.scope(() => memory.allocate(1000)));
    expect(places[0]).toBe(places[1]);
    memory.scope(() => {
      const outer = memory.copy([7, -8, 9]);
      memory.scope(() => memory.copy([1, 2, 3]));
      expect(Array.from(memory.read(outer, 4))).toEqual([7, -8, 9, 0]);
    });
  });

  it("is let go after a large computation, and kept after a small one", () => {
    algebraKernel().scope(() => algebraKernel().allocate(1000));
    const small = algebraKernel();
    small.scope(() => small.allocate(2000));
    expect(algebraKernel()).toBe(small);
    small.scope(() => {
      small.scope(() => small.allocate(LARGE));
      // Places of the outer scope are still in use.
      expect(algebraKernel()).toBe(small);
    });
    expect(small.bytes).toBeGreaterThan(LARGE);
    expect(algebraKernel().bytes).toBeLessThanOrEqual(KEPT);
  });

  it("is let go as well where the computation ends with an error", () => {
    const memory = algebraKernel();
    expect(() =>
      memory.scope(() => {
        memory.allocate(LARGE);
        throw new Error("stopped");
      }),
    ).toThrow("stopped");
    expect(algebraKernel().bytes).toBeLessThanOrEqual(KEPT);
  });
});

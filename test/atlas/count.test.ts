import { describe, expect, it } from "vitest";
import { census } from "../../src/atlas/census.js";
import { countComponents } from "../../src/atlas/count.js";
import { diag, given, problem } from "../support/problems.js";

const custom = (loss: string, variables: object) =>
  problem(given([[1]]), { kind: "custom", loss, variables });

describe("countComponents", () => {
  it("counts by the closed form where there is one", async () => {
    const rows = problem(given(diag(2, 1)), { kind: "bilinear", normalize: "rows", embedding: 1 });
    expect(await countComponents(rows)).toEqual({ ...census(rows), method: "closed-form" });
  });

  it("counts the complete list of the solver where there is none", async () => {
    // x⁴ − 2x² + y²: minima at (±1, 0), a saddle at the origin.
    const wells = custom("x^4 - 2*x^2 + y^2", { x: [1, 1], y: [1, 1] });
    const { method, census: counted } = await countComponents(wells);
    expect(method).toBe("solve");
    expect(counted?.total).toBe(3n);
    expect([...counted!.byIndex]).toEqual([
      [0, 2n],
      [1, 1n],
    ]);
  });

  it("does not count a list that is not complete", async () => {
    const wells = custom("x^4 - 2*x^2 + y^2", { x: [1, 1], y: [1, 1] });
    const { census: none, reason } = await countComponents(wells, { method: "closed-form" });
    expect(none).toBeUndefined();
    expect(reason).toMatch(/no closed form/);
    const signal = AbortSignal.abort();
    const cut = await countComponents(wells, { signal });
    expect(cut.census).toBeUndefined();
    expect(cut.reason).toMatch(/^interrupted: /);
  });
});

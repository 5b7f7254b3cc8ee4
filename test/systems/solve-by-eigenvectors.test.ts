import { describe, expect, it } from "vitest";
import { solveByEigenvectors } from "../../src/systems/solve-by-eigenvectors.js";
import type { SolutionCounts } from "../../src/systems/solved-system.js";
import { polynomialsOf } from "../support/read-system.js";

const FOUR: SolutionCounts = { dimension: 0, degree: 4, distinct: 4, prime: 67_108_859 };
const CONICS = polynomialsOf("x y", "x^2 + y^2 - 1", "x*y - 1/4");

describe("solutions by eigenvectors", () => {
  it("are complete and proved, in order, with what was verified", async () => {
    // x² = (2 ± √3)/4, x = ±(√6 ± √2)/4.
    const found = (await solveByEigenvectors(CONICS, 2, FOUR, { budget: 1e9 }))!;
    expect(found).toMatchObject({
      complete: true,
      proof: "proved",
      dimension: 0,
      method: "elimination",
      evidence: { kind: "rank", bound: 4, verifiedBy: "certificates" },
      counts: FOUR,
    });
    const [a, b] = [(Math.sqrt(6) + Math.SQRT2) / 4, (Math.sqrt(6) - Math.SQRT2) / 4];
    expect(found.solutions.map(({ re }) => re[0])).toEqual([-a, -b, b, a].map((x) => expect.closeTo(x, 15)));
  });

  it("are left to others where the count speaks of multiple points, or there is none, or too little may be done", async () => {
    expect(await solveByEigenvectors(CONICS, 2, null, { budget: 1e9 })).toBeNull();
    expect(await solveByEigenvectors(CONICS, 2, { ...FOUR, distinct: 3 }, { budget: 1e9 })).toBeNull();
    expect(await solveByEigenvectors(CONICS, 2, { ...FOUR, dimension: 1 }, { budget: 1e9 })).toBeNull();
    expect(await solveByEigenvectors(CONICS.slice(0, 1), 2, FOUR, { budget: 1e9 })).toBeNull();
    expect(await solveByEigenvectors(CONICS, 2, FOUR, { budget: 10 })).toBeNull();
  });

  it("a wrong count makes no wrong list", async () => {
    const found = await solveByEigenvectors(CONICS, 2, { ...FOUR, degree: 3, distinct: 3 }, { budget: 1e9 });
    expect(found?.solutions).toHaveLength(4);
  });

  it("end with the signal", async () => {
    const reason = new Error("enough");
    const call = solveByEigenvectors(CONICS, 2, FOUR, { budget: 1e9, signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });
});

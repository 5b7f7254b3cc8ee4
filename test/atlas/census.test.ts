import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { census } from "../../src/atlas/census.js";
import { diag, given, problem } from "../support/problems.js";

const values = fc.array(fc.constantFrom("0", "1/3", "1/2", "1"), { minLength: 1, maxLength: 3 });
const objective = fc.record({
  embedding: fc.integer({ min: 1, max: 3 }),
  shape: fc.constantFrom(
    { kind: "bilinear", normalize: "columns" },
    { kind: "bilinear", normalize: "rows" },
    { kind: "bilinear", normalize: "rows", tied: true },
    { kind: "bilinear", normalize: "frobenius" },
    { kind: "spectral-contrastive" },
    { kind: "cross-correlation" },
    { kind: "predictor", weightDecay: "1/50", stopGradient: true },
  ),
});

describe("census", () => {
  it("agrees with a count of the list, index by index", async () => {
    await fc.assert(
      fc.asyncProperty(values, objective, async (gamma, { embedding, shape }) => {
        const instance = problem(given(diag(...gamma), diag(...gamma.map(() => 1))), { ...shape, embedding });
        const { components, truncated } = await analyze(instance, { limit: 400 });
        const counted = census(instance);
        if (truncated || counted.census === undefined) return;
        const listed = new Map<number, bigint>();
        let total = 0n;
        for (const { index, multiplicity = 0n } of components) {
          listed.set(index!, (listed.get(index!) ?? 0n) + multiplicity);
          total += multiplicity;
        }
        expect(counted.census.total).toBe(total);
        if (counted.census.withoutIndex === undefined)
          expect(new Map(counted.census.byIndex)).toEqual(listed);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it("gives the reason where nothing can be counted", () => {
    const open = census(
      problem(
        given([
          [2, 1],
          [1, 3],
        ]),
        { kind: "bilinear", normalize: "columns", embedding: 2 },
      ),
    );
    expect(open.census).toBeUndefined();
    expect(open.reason).toMatch(/no closed form/);
    const gap = census(
      problem(given(diag(1, "4/5", "7/10"), diag(1, "1/2", "1/3")), {
        kind: "predictor",
        embedding: 2,
        weightDecay: "1/10",
        stopGradient: true,
      }),
    );
    expect(gap.census).toBeUndefined();
    expect(gap.reason).toMatch(/viable modes/);
  });
});

import { describe, expect, it } from "vitest";
import { buildProblem } from "../../src/objectives/problem.js";
import { parseProblemFile } from "../../src/objectives/schema.js";
import { PROBLEMS } from "../../src/reproduce/problems.js";
import { lossAt, study } from "../../src/reproduce/study.js";

const named = (id: string, samples = 20) => ({ ...PROBLEMS.find((problem) => problem.id === id)!, samples });

describe("a study", () => {
  it("draws different points of one value, all critical, from a continuum of minima", async () => {
    const { minima, problem } = await study(named("onehot4-columns"), { seed: 7 });
    expect(minima).toHaveLength(1);
    const { points, component, residual, rank } = minima[0]!;
    expect(points).toHaveLength(20);
    expect(new Set(points.map((point) => point.Wo!.data.join())).size).toBe(20);
    for (const point of points) expect(lossAt(problem, point)).toBeCloseTo(component.value!, 12);
    expect(residual).toBeLessThan(1e-14);
    expect(rank).toEqual({ min: 4, median: 4, max: 4 });
  });

  it("judges isolated minima at the point itself", async () => {
    const { minima } = await study(named("masks-rows"), { seed: 7 });
    expect(minima.map(({ points }) => points.length)).toEqual([1]);
    expect(minima[0]).toMatchObject({ rank: { max: 1 }, fullRank: 0, optimal: 0, groundTruth: 0 });
  });

  it("counts the ground truth where every minimum is it", async () => {
    const { minima } = await study(named("relu4-relu-contrastive"), { seed: 7 });
    expect(minima[0]).toMatchObject({ groundTruth: 1, fullRank: 1, recovery: { min: 1, max: 1 } });
  });

  it("takes stable equilibria for minima in a field", async () => {
    const { minima, atlas } = await study(named("onehot4-m3-stop-gradient", 3), { seed: 7 });
    expect(minima.length).toBeLessThan(atlas.components.length);
    for (const { component } of minima) expect(component.stability!.unstable).toBe(0);
  });

  it("depends on the seed, and on nothing else", async () => {
    const points = async (seed: number) =>
      (await study(named("onehot4-columns", 2), { seed })).minima[0]!.points.map((p) => [...p.Wo!.data]);
    expect(await points(1)).toEqual(await points(1));
    expect(await points(1)).not.toEqual(await points(2));
  });

  it("stops when it is cancelled", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(study(named("onehot4-columns"), { seed: 7, signal })).rejects.toThrow("enough");
  });
});

describe("lossAt", () => {
  it("is 2 − 2 tr(Wo Γ Wtᵀ): 2 − 2 α² Σ π_j = 3/2 where the two encoders agree", () => {
    const problem = buildProblem(parseProblemFile(named("onehot4-columns").file));
    const w = { rows: 4, columns: 4, data: Float64Array.from({ length: 16 }, (_, k) => (k < 4 ? 1 : 0)) };
    expect(lossAt(problem, { Wo: w, Wt: w })).toBeCloseTo(1.5, 14);
  });
});

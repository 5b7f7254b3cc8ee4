import { describe, expect, it } from "vitest";
import { train } from "../../src/dynamics/train.js";
import type { Training } from "../../src/dynamics/types.js";
import { moments, oneHot, problem } from "./support/problems.js";

const uneven = oneHot(3, ["1/2", "1/3", "1/6"]);
const columns = problem(uneven, { kind: "bilinear", embedding: 2, normalize: "columns" });
const diagonal = (values: readonly number[]) => values.map((x, i) => values.map((_, j) => (i === j ? x : 0)));

const shares = ({ basins }: Training) =>
  Object.fromEntries(basins.map(({ id, share }) => [id, `${share.count}/${share.of}`]));

describe("train", () => {
  it("sends every run on columns to the continuum of global minima, spread uniformly over it", async () => {
    const training = await train(columns, { runs: 600, seed: 5 });
    expect(training.verdict).toBe("accounted");
    expect(shares(training)).toEqual({ "s=+++": "600/600" });
    expect(training.basins[0]!.share.low).toBeGreaterThan(0.99);
    // The limit map commutes with rotations, so the ends are uniform: no distance is significant.
    expect(training.distributions.map(({ quantity }) => quantity)).toEqual([
      "recovery min",
      "recovery median",
      "recovery max",
    ]);
    for (const { comparison } of training.distributions) expect(comparison.pValue).toBeGreaterThan(0.01);
    const { rate } = training.basins[0]!;
    expect(rate!.ratio[0]).toBeGreaterThan(0.999);
    expect(rate!.ratio[2]).toBeLessThan(1.001);
  });

  it("sees that an end distribution is not uniform", async () => {
    // All starts near one point of the continuum: a wrong generator of starts would look like this.
    const p = problem(uneven, { kind: "cross-correlation", embedding: 2 });
    const { distributions } = await train(p, { runs: 250, trajectories: 0, spread: 0.05 });
    expect(Math.min(...distributions.map(({ comparison }) => comparison.pValue))).toBeLessThan(1e-6);
  });

  it("finds the ladder of attractors of the predictor, with shares that sum to one", async () => {
    const p = problem(
      { ...uneven, augmentation: { kind: "independent-masks", keep: "9/10" } },
      { kind: "predictor", embedding: 2, weightDecay: "1/100", stopGradient: true },
    );
    const training = await train(p, { runs: 24, trajectories: 0 });
    expect(training.verdict).toBe("accounted");
    expect(training.basins.every(({ kind }) => kind === "stable-equilibrium")).toBe(true);
    expect(training.basins.map(({ id }) => id).sort()).toEqual(["collapse", "modes={1+,2+}", "modes={1+}"]);
    expect(training.basins.reduce((sum, { share }) => sum + share.count, 0)).toBe(24);
    const collapse = training.basins.find(({ id }) => id === "collapse");
    expect(collapse!.outcomes).toEqual([["collapsed", collapse!.share.count]]);
  });

  it("contrastive flow always keeps the whole signal, on the same data", async () => {
    const p = problem(
      {
        dictionary: { kind: "rational-orthonormal", rows: 5, columns: 3, seed: 2 },
        latent: { kind: "one-hot", probabilities: ["1/2", "1/3", "1/6"] },
        noise: { variance: "1/40" },
        augmentation: { kind: "additive-gaussian", variance: "1/10" },
      },
      { kind: "spectral-contrastive", embedding: 3 },
    );
    const training = await train(p, { runs: 30, trajectories: 0 });
    expect(training.verdict).toBe("accounted");
    expect(training.basins).toHaveLength(1);
    expect(training.basins[0]).toMatchObject({ kind: "global-minimum", ranks: [3] });
    expect(training.basins[0]!.retained).toBeCloseTo(1, 10);
  });

  it("leaves runs open that diverge, do not rest, or have no list to be compared with", async () => {
    const unbounded = problem(uneven, {
      kind: "bilinear",
      embedding: 2,
      normalize: "none",
      weightDecay: "1/16",
    });
    const diverged = await train(unbounded, { runs: 10 });
    expect(diverged).toMatchObject({ diverged: 10, verdict: "open" });

    const short = await train(columns, { runs: 10, steps: 3 });
    expect(short).toMatchObject({ unfinished: 10, verdict: "open" });
    expect(short.reasons).toEqual([{ kind: "unfinished", count: 10 }]);

    const custom = problem(uneven, {
      kind: "custom",
      loss: "(x^2 - 1)^2",
      variables: { x: [1, 1] },
    });
    const unlisted = await train(custom, { runs: 20, method: "closed-form" });
    expect(unlisted.verdict).toBe("open");
    expect(unlisted.strays).toHaveLength(1);
    expect(unlisted.strays[0]).toMatchObject({ count: 20, stray: { index: 0, nullity: 0 } });
    expect(unlisted.strays[0]!.stray.value).toBeCloseTo(0, 12);
  });

  it("assigns the ends of a custom loss to what the solver lists", async () => {
    const custom = problem(uneven, {
      kind: "custom",
      loss: "x^4/4 - x^2/2 + x/10",
      variables: { x: [1, 1] },
    });
    const training = await train(custom, { runs: 60, method: "solve" });
    expect(training.verdict).toBe("accounted");
    // Two wells, the deeper on the left; the barrier is near 1/10, so about 54 % of normal starts go there.
    expect(training.basins).toHaveLength(2);
    const deeper = training.basins.find(({ kind, value }) => kind !== undefined && value! < -0.3)!;
    expect(deeper.share.low).toBeLessThan(0.54);
    expect(deeper.share.high).toBeGreaterThan(0.54);
  });

  it("compares rules that are not the objective's with their own fixed points", async () => {
    const p = problem(moments(diagonal([1, 0.7]), diagonal([1.2, 1.2])), {
      kind: "predictor",
      embedding: 2,
      weightDecay: "1/50",
      stopGradient: true,
    });
    const training = await train(p, {
      runs: 8,
      rule: { kind: "direct-set", exponent: 1, epsilon: 0, normalized: false },
    });
    expect(training.verdict).toBe("accounted");
    for (const { id, kind } of training.basins) {
      expect(id).toMatch(/^modes=\{/);
      expect(kind).toBeUndefined();
    }
  });

  it("makes the same runs however many there are, from the same seed", async () => {
    const few = await train(columns, { runs: 5, seed: 11 });
    const many = await train(columns, { runs: 9, seed: 11 });
    expect(many.trajectories.slice(0, 5)).toEqual(few.trajectories);
    expect(await train(columns, { runs: 5, seed: 11 })).toEqual(few);
    const other = await train(columns, { runs: 5, seed: 12 });
    expect(other.trajectories).not.toEqual(few.trajectories);
  });

  it("lets trajectories end at the component, with falling value", async () => {
    const { trajectories } = await train(columns, { runs: 3 });
    expect(trajectories).toHaveLength(3);
    for (const { points, basin } of trajectories) {
      expect(basin).toBe("s=+++");
      expect(points[0]!.at).toBe(0);
      expect(points.at(-1)!.nearest).toMatchObject({ id: "s=+++", kind: "formula" });
      expect(points.at(-1)!.nearest!.distance).toBeLessThan(1e-7);
      for (let k = 1; k < points.length; k++)
        expect(points[k]!.value!).toBeLessThanOrEqual(points[k - 1]!.value! + 1e-12);
    }
  });

  it("reads the file's block, which options win over", async () => {
    const p = problem(
      uneven,
      { kind: "bilinear", embedding: 2, normalize: "rows" },
      { rule: { kind: "simultaneous-steps" }, runs: 7 },
    );
    const training = await train(p);
    expect(training).toMatchObject({ runs: 7, rule: { kind: "simultaneous-steps" } });
    expect((await train(p, { runs: 3, rule: { kind: "gradient-flow" } })).rule.kind).toBe("gradient-flow");
  });

  it("reports progress, and gives the runs there are when it is cancelled", async () => {
    const seen: number[] = [];
    await train(columns, { runs: 30, onProgress: (done, _, label) => label === "runs" && seen.push(done) });
    expect(seen.length).toBeGreaterThan(2);
    const controller = new AbortController();
    const work = train(columns, {
      runs: 1_000_000,
      signal: controller.signal,
      onProgress: (done) => {
        if (done >= 16) controller.abort(new Error("enough"));
      },
    });
    const { runs, verdict, reasons, basins } = await work;
    expect(runs).toBeGreaterThanOrEqual(16);
    expect(runs).toBeLessThan(100);
    expect(verdict).toBe("open");
    expect(reasons[0]).toEqual({ kind: "interrupted", made: runs, of: 1_000_000 });
    // The first so many runs, the same as when no more are asked for.
    expect(basins).toEqual((await train(columns, { runs })).basins);
  });
});

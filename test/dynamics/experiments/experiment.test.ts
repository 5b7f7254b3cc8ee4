/** Runs from start to end: records, interruptions, summaries. Worker threads are tested through the command. */
import { describe, expect, it } from "vitest";
import {
  type CheckpointStore,
  checkpointKey,
  runExperiment,
  runExperiments,
} from "../../../src/dynamics/experiments/experiment.js";
import { type ExperimentCheckpoint, runSteps } from "../../../src/dynamics/experiments/run.js";
import { parseExperiment } from "../../../src/dynamics/experiments/schema.js";
import { describeExperiment, summarise } from "../../../src/dynamics/experiments/summary.js";

const model = {
  dictionary: { kind: "random-orthonormal", rows: 6, columns: 4, seed: 1 },
  latent: { kind: "signed-pattern", positive: 1, negative: 1 },
  noise: { variance: "1/50" },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};
const file = (change: object = {}) => ({
  model,
  experiment: {
    embedding: 6,
    loss: "alignment",
    normalizeWeights: "columns",
    samples: 64,
    batch: 32,
    learningRate: 0.1,
    epochs: 40,
    runs: 2,
    ...change,
  },
});

function memory(): CheckpointStore & { readonly kept: Map<string, ExperimentCheckpoint> } {
  const kept = new Map<string, ExperimentCheckpoint>();
  return {
    kept,
    load: async (key) => kept.get(key),
    save: async (key, checkpoint) => void kept.set(key, structuredClone(checkpoint)),
  };
}

describe("an experiment", () => {
  it("records the start, a grid of epochs and the end, the same for every number of epochs", async () => {
    const [short, long] = await runExperiments([file({ epochs: 25 }), file({ epochs: 40 })], { seed: 7 });
    const epochs = (result: typeof short) => result!.runs[0]!.records.map(({ epoch }) => epoch);
    expect(epochs(short)).toEqual([...Array.from({ length: 26 }, (_, k) => k)]);
    expect(epochs(long).slice(0, 20)).toEqual(epochs(short).slice(0, 20));
    expect(epochs(long).at(-1)).toBe(40);
    expect(long!.runs[0]!.records.slice(0, 20)).toEqual(short!.runs[0]!.records.slice(0, 20));
    expect(long!.runs.map(({ run }) => run)).toEqual([0, 1]);
  });

  it("tells how far it is, up to the end", async () => {
    const seen: [number, number][] = [];
    await runExperiment(file(), { seed: 7, onProgress: (...progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual([80, 80]);
    expect(seen.every(([done], k) => k === 0 || done >= seen[k - 1]![0])).toBe(true);
  });

  it("goes on from a checkpoint to the same bytes", async () => {
    const whole = await runExperiment(file(), { seed: 7 });
    const store = memory();
    await runExperiment(file({ epochs: 17 }), { seed: 7, checkpoints: store });
    expect([...store.kept.values()].map(({ epoch }) => epoch)).toEqual([17, 17]);
    const continued = await runExperiment(file(), { seed: 7, checkpoints: store });
    expect(JSON.stringify(continued.runs)).toBe(JSON.stringify(whole.runs));
    const again = await runExperiment(file(), { seed: 7, checkpoints: store });
    expect(JSON.stringify(again.runs)).toBe(JSON.stringify(whole.runs));
  });

  it("starts over where a checkpoint is beyond what is asked for", async () => {
    const store = memory();
    await runExperiment(file(), { seed: 7, checkpoints: store });
    const short = await runExperiment(file({ epochs: 5 }), { seed: 7, checkpoints: store });
    expect(short.runs).toEqual((await runExperiment(file({ epochs: 5 }), { seed: 7 })).runs);
  });

  it("goes on in the middle of a run wherever it was saved", () => {
    const spec = parseExperiment(file());
    const finish = (from?: ExperimentCheckpoint) => {
      const saved: ExperimentCheckpoint[] = [];
      const steps = runSteps({
        spec,
        seed: 3,
        run: 1,
        interval: 0,
        ...(from === undefined ? {} : { from }),
        onProgress: (_, checkpoint) => saved.push(checkpoint()),
      });
      for (;;) {
        const { done, value } = steps.next();
        if (done) return { saved, run: value };
      }
    };
    const { saved, run } = finish();
    for (const k of [0, 20, 24, 39]) expect(finish(saved[k]).run).toEqual(run);
  });

  it("gives the runs as far as they came when it is cancelled", async () => {
    const controller = new AbortController();
    const run = runExperiment(file({ epochs: 1_000_000 }), {
      seed: 7,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    const { runs, interrupted } = await run;
    expect(interrupted).toMatch(/^interrupted: 0 of \d+ runs came to their end, 1 some of the way$/);
    const { epoch } = runs[0]!.records.at(-1)!;
    expect(epoch).toBeGreaterThan(0);
    expect(epoch).toBeLessThan(1_000_000);
    // What there is of it is the run of so many epochs.
    const short = await runExperiment(file({ epochs: epoch }), { seed: 7 });
    expect(short.runs[0]).toEqual(runs[0]);
  });
});

describe("checkpoint keys", () => {
  it("change with what a run depends on, and with nothing else", () => {
    const key = checkpointKey(file(), 7, 0);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(checkpointKey(file({ epochs: 5, runs: 9 }), 7, 0)).toBe(key);
    const { embedding, ...rest } = file().experiment;
    expect(checkpointKey({ experiment: { ...rest, embedding }, model }, 7, 0)).toBe(key);
    for (const other of [
      checkpointKey(file(), 8, 0),
      checkpointKey(file(), 7, 1),
      checkpointKey(file({ learningRate: 0.2 }), 7, 0),
      checkpointKey({ ...file(), model: { ...model, noise: { variance: "1/51" } } }, 7, 0),
    ])
      expect(other).not.toBe(key);
  });
});

describe("a summary", () => {
  it("counts the atoms at 0.9 of the ceiling, which is √(1 − 1/d) where the signs balance", async () => {
    const warm = {
      start: { kind: "warm", exponent: 8 },
      epochs: 1,
      learningRate: 1e-6,
      normalizeWeights: "none",
    };
    const result = await runExperiment(file(warm), { seed: 7 });
    const { runs, curves } = summarise(result);
    for (const { ceiling, atoms, recovery } of runs) {
      expect(ceiling).toBeCloseTo(Math.sqrt(3 / 4), 12);
      expect(atoms).toBe(4);
      expect(recovery.max).toBeGreaterThan(0.99);
    }
    // Six random atoms of four are seldom all four; those chosen are recovered.
    const counts = runs.map(({ recovered }) => recovered);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
    expect(curves.map(({ epoch }) => epoch)).toEqual([0, 1]);
  });

  it("puts the level of chance where random features are seldom above it", async () => {
    const still = { learningRate: 1e-9, epochs: 1, runs: 60, normalizeWeights: "none", samples: 2, batch: 2 };
    const square = { dictionary: { kind: "identity", size: 6 }, latent: { kind: "one-hot" } };
    const result = await runExperiment({ ...file(still), model: { ...model, ...square } }, { seed: 11 });
    // The start is Gaussian, and the signal space the whole space: this is chance itself, 2.5 % of 60 runs.
    const above = summarise(result).runs.filter(({ recovery, chance }) => recovery.median > chance).length;
    expect(above).toBeLessThanOrEqual(6);
    expect(summarise(result).runs[0]!.chance).toBeGreaterThan(0.6);
    expect(summarise(result).runs[0]!.chance).toBeLessThan(0.95);
  });

  it("has no ceiling below 1 where every atom carries signal, and spreads over the runs", async () => {
    const one = { ...file({ runs: 3, epochs: 3 }), model: { ...model, latent: { kind: "one-hot" } } };
    const result = await runExperiment(one, { seed: 7 });
    const { runs, curves, title } = summarise(result);
    for (const { ceiling } of runs) expect(ceiling).toBeCloseTo(1, 12);
    for (const [k, { recoveryMedian }] of curves.entries()) {
      const values = result.runs.map(({ records }) => records[k]!.recovery.median).sort((a, b) => a - b);
      expect(recoveryMedian).toEqual({ min: values[0], median: values[1], max: values[2] });
    }
    expect(title).toBe(describeExperiment(result.spec));
    expect(title).toContain("alignment, m = 6, symmetric ReLU, unit columns, random start");
  });
});

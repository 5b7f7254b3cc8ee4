/** Steps against the plain implementation, and trajectories against the population's. */
import { describe, expect, it } from "vitest";
import { drawSamples } from "../../../src/dynamics/experiments/sampler.js";
import { parseExperiment } from "../../../src/dynamics/experiments/schema.js";
import { Trainer } from "../../../src/dynamics/experiments/trainer.js";
import { Random } from "../../../src/exact/random.js";
import { buildModel } from "../../../src/model/data-model.js";
import { toMatrix } from "../../../src/objectives/build.js";
import {
  alignment,
  applyPredictor,
  encode,
  ntXent,
  numericalGradient,
  relativeDifference,
  rowsOf,
  squaredError,
  unit,
} from "./support.js";

const [m, p, n] = [4, 5, 12];
const model = {
  dictionary: { kind: "random-orthonormal", rows: p, columns: 3, seed: 2 },
  latent: { kind: "signed-pattern", positive: 1, negative: 1 },
  noise: { variance: "1/50" },
  // Both views are the sample itself, so that the loss of a step is a function of the parameters alone.
  augmentation: { kind: "none" },
};
const rate = 2 ** -10;
const shared = {
  embedding: m,
  samples: n,
  batch: n,
  learningRate: rate,
  bias: { initial: "1/10", spread: "1/5" },
};

const cases = [
  { loss: "alignment" },
  { loss: "squared-error", normalizeRepresentations: true },
  { loss: "squared-error", predictor: "trained", activation: "relu" },
  { loss: "alignment", predictor: "trained", normalizeRepresentations: true, batchNorm: "fixed" },
  { loss: "nt-xent", temperature: 0.2 },
  { loss: "nt-xent", temperature: 0.5, batchNorm: "trained", activation: "linear" },
];

describe.each(cases)("the first step of %o", (settings) => {
  const spec = parseExperiment({ model, experiment: { ...shared, ...settings } });
  const trainer = new Trainer(spec, 3, 1);
  const before = trainer.state.parameters;
  const loss = trainer.epoch();
  const x = drawSamples(
    spec.model,
    trainer.dictionary,
    n,
    new Random(3).fork("experiment").fork(1).fork("samples"),
  );
  const views = rowsOf(x, n, p);
  const { training } = spec;
  const size = m * p + 3 * m;
  const encoder = (data: Float64Array, at: number) => {
    const part = (from: number) =>
      Array.from(data.subarray(at + m * p + from * m, at + m * p + (from + 1) * m));
    return { weight: rowsOf(data.subarray(at), m, p), bias: part(0), gain: part(1), shift: part(2) };
  };
  const contrastive = training.loss === "nt-xent";
  /** The loss of the first batch, in which the target is held fixed. */
  const plain = (data: Float64Array): number => {
    const online = encode(training, encoder(data, 0), views);
    if (contrastive) return ntXent(unit(online), unit(online), training.temperature);
    const target = encode(training, encoder(before, size), views);
    const predicted =
      training.predictor === "none" ? online : applyPredictor(rowsOf(data.subarray(2 * size), m, m), online);
    const normalised = training.normalizeRepresentations ? unit : (rows: typeof online) => rows;
    return (training.loss === "alignment" ? alignment : squaredError)(
      normalised(predicted),
      normalised(target),
    );
  };

  it("starts from the loss of the definition", () => {
    expect(loss).toBeCloseTo(plain(before), 12);
  });

  it("moves everything that is trained against its gradient, and nothing else", () => {
    const gradient = trainer.state.parameters.map((value, k) => (before[k]! - value) / rate);
    const expected = numericalGradient(plain, before, 1e-4);
    if (training.batchNorm !== "trained")
      for (const at of contrastive ? [0] : [0, size]) expected.fill(0, at + m * p + m, at + size);
    expect(relativeDifference(gradient, expected)).toBeLessThan(1e-7);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
  });
});

describe("training", () => {
  const settings = { ...shared, loss: "alignment", samples: 30, batch: 10, learningRate: 0.1 };
  const noisy = { ...model, augmentation: { kind: "independent-masks", keep: "1/2" } };

  it("alternates between the encoders by mini-batch, the online one first", () => {
    const one = parseExperiment({ model: noisy, experiment: { ...settings, batch: 30 } });
    const trainer = new Trainer(one, 1, 0);
    const { parameters: before } = trainer.state;
    trainer.epoch();
    const { parameters: after } = trainer.state;
    const size = m * p + 3 * m;
    expect([...after.subarray(size)]).toEqual([...before.subarray(size)]);
    expect([...after.subarray(0, m * p)]).not.toEqual([...before.subarray(0, m * p)]);
    const two = new Trainer(parseExperiment({ model: noisy, experiment: { ...settings, batch: 15 } }), 1, 0);
    two.epoch();
    expect([...two.state.parameters.subarray(size)]).not.toEqual([...before.subarray(size)]);
  });

  it.each(["rows", "columns"])("keeps unit %s", (normalizeWeights) => {
    const spec = parseExperiment({ model: noisy, experiment: { ...settings, normalizeWeights } });
    const trainer = new Trainer(spec, 1, 0);
    for (let k = 0; k < 3; k++) trainer.epoch();
    for (const { weight } of [trainer.online, trainer.target]) {
      const rows = rowsOf(weight, m, p);
      const vectors = normalizeWeights === "rows" ? rows : rows[0]!.map((_, k) => rows.map((row) => row[k]!));
      for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 14);
    }
  });

  it("starts warm at the atoms, with noise of variance p^-c", () => {
    const spec = parseExperiment({
      model: { ...model, dictionary: { kind: "random-orthonormal", rows: 50, columns: 50, seed: 4 } },
      experiment: { ...shared, embedding: 50, loss: "alignment", start: { kind: "warm", exponent: 1.5 } },
    });
    const { online, dictionary } = new Trainer(spec, 2, 0);
    let squares = 0;
    for (let i = 0; i < 50; i++)
      for (let k = 0; k < 50; k++)
        squares += (online.weight[i * 50 + k]! - dictionary.data[k * 50 + i]!) ** 2;
    // The mean of 2500 squares has a relative standard error of √(2/2500) = 0.028.
    expect(squares / 2500 / 50 ** -1.5).toBeGreaterThan(0.88);
    expect(squares / 2500 / 50 ** -1.5).toBeLessThan(1.12);
  });

  it("draws dictionary, samples and start afresh for every run, and the same for the same run", () => {
    const spec = parseExperiment({ model: noisy, experiment: settings });
    const weights = (seed: number, run: number) => {
      const trainer = new Trainer(spec, seed, run);
      trainer.epoch();
      return [...trainer.state.parameters];
    };
    expect(weights(1, 0)).toEqual(weights(1, 0));
    expect(weights(1, 0)).not.toEqual(weights(1, 1));
    expect(weights(1, 0)).not.toEqual(weights(2, 0));
    expect(new Trainer(spec, 1, 0).dictionary).not.toEqual(new Trainer(spec, 1, 1).dictionary);
  });

  it("goes on from a state to the same bytes", () => {
    const spec = parseExperiment({ model: noisy, experiment: settings });
    const through = new Trainer(spec, 1, 0);
    for (let k = 0; k < 5; k++) through.epoch();
    const first = new Trainer(spec, 1, 0);
    for (let k = 0; k < 2; k++) first.epoch();
    const second = new Trainer(spec, 1, 0);
    second.restore(first.state);
    for (let k = 0; k < 3; k++) second.epoch();
    expect(second.state).toEqual(through.state);
  });
});

describe("samples against population", () => {
  const [q, steps] = [6, 40];
  const data = {
    dictionary: { kind: "random-orthonormal", rows: q, columns: 4, seed: 9 },
    latent: { kind: "one-hot", probabilities: ["2/5", "3/10", "1/5", "1/10"] },
    noise: { variance: "1/20" },
    augmentation: { kind: "independent-masks", keep: "1/2" },
  };
  const learningRate = 0.5;
  const experiment = {
    embedding: 3,
    loss: "alignment",
    activation: "linear",
    bias: { trained: false },
    normalizeWeights: "columns",
    learningRate,
  };

  /** o ← normalise(o + 2η Γ t) on the exact moments, only the online encoder: full batches never reach the other. */
  function population(start: Float64Array, target: Float64Array): Float64Array[] {
    const gamma = toMatrix(buildModel(parseExperiment({ model: data, experiment }).model).moments.gamma).data;
    const path: Float64Array[] = [];
    let o = start;
    let t = target;
    const unitColumns = (w: Float64Array) =>
      w.map((value, at) => value / Math.hypot(...[0, 1, 2].map((i) => w[i * q + (at % q)]!)));
    for (let step = 0; step < steps; step++) {
      o = unitColumns(
        o.map((value, at) => {
          const [i, j] = [Math.floor(at / q), at % q];
          let sum = 0;
          for (let k = 0; k < q; k++) sum += t[i * q + k]! * gamma[k * q + j]!;
          return value + 2 * learningRate * sum;
        }),
      );
      t = unitColumns(t);
      path.push(o);
    }
    return path;
  }

  it("comes closer to the population's trajectory as n^(-1/2)", () => {
    const sizes = [125, 500, 2000, 8000];
    const repetitions = 6;
    const errors = sizes.map((samples) => {
      let total = 0;
      for (let seed = 0; seed < repetitions; seed++) {
        const spec = parseExperiment({ model: data, experiment: { ...experiment, samples, batch: samples } });
        const trainer = new Trainer(spec, seed, 0);
        const path = population(trainer.online.weight.slice(), trainer.target.weight.slice());
        let worst = 0;
        for (const point of path) {
          trainer.epoch();
          const squares = point.reduce((sum, value, k) => sum + (value - trainer.online.weight[k]!) ** 2, 0);
          worst = Math.max(worst, squares);
        }
        total += worst;
      }
      return Math.sqrt(total / repetitions);
    });
    const x = sizes.map(Math.log);
    const y = errors.map(Math.log);
    const centre = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const slope =
      x.reduce((sum, value, k) => sum + (value - centre(x)) * (y[k]! - centre(y)), 0) /
      x.reduce((sum, value) => sum + (value - centre(x)) ** 2, 0);
    // Each root mean square of 6 runs is known to about 1/√12 in relative terms; the slope over a range of log 64 to 0.09.
    expect(slope).toBeGreaterThan(-0.5 - 0.27);
    expect(slope).toBeLessThan(-0.5 + 0.27);
    expect(errors[3]!).toBeLessThan(0.1);
  });
});

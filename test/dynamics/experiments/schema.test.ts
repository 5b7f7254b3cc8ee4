import { describe, expect, it } from "vitest";
import { loadExperiment, parseExperiment, withOverrides } from "../../../src/dynamics/experiments/schema.js";
import { ProblemError } from "../../../src/files/problem-error.js";

const model = {
  dictionary: { kind: "identity", size: 4 },
  latent: { kind: "one-hot" },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};
const experiment = { embedding: 4, loss: "alignment" };

describe("experiment files", () => {
  it("fill in the sizes of the paper's experiments", () => {
    expect(parseExperiment({ model, experiment }).training).toEqual({
      embedding: 4,
      loss: "alignment",
      temperature: 0.05,
      activation: "symmetric-relu",
      bias: { initial: 0, spread: 0, trained: true },
      normalizeWeights: "none",
      normalizeRepresentations: false,
      batchNorm: "none",
      predictor: "none",
      start: { kind: "random" },
      samples: 3000,
      batch: 512,
      dropLast: false,
      learningRate: 0.005,
      epochs: 8000,
      runs: 5,
    });
  });

  it.each([
    [{ loss: "mse" }, 'experiment.loss: expected "alignment" or "squared-error" or "nt-xent", got "mse"'],
    [{ embedding: 0 }, "experiment.embedding: expected an integer from 1 to 1000, got 0"],
    [{ speed: 1 }, "experiment.speed: expected only the fields"],
    [{ temperature: 0 }, "experiment.temperature: expected a number > 0, got 0"],
    [
      { loss: "nt-xent", temperature: "1/1000" },
      "experiment.temperature: expected at least 0.005, got 0.001",
    ],
    [
      { loss: "nt-xent", predictor: "trained" },
      'experiment.predictor: expected "none" with nt-xent, got "trained"',
    ],
    [{ batch: 512, samples: 100 }, "experiment.batch: expected at most the number of samples, 100, got 512"],
    [
      { batchNorm: "fixed", samples: 9, batch: 4 },
      "experiment.batch: expected a last batch of more than one sample",
    ],
    [
      { loss: "nt-xent", batch: 3000, samples: 10_000, embedding: 2, start: { kind: "warm", exponent: 1 } },
      "experiment.start: expected a warm start with at least d = 4 features",
    ],
    [{ start: { kind: "cold" } }, "experiment.start"],
    [{ bias: { initial: "x" } }, "experiment.bias.initial: expected a number"],
    [{ epochs: 1.5 }, "experiment.epochs: expected an integer from 1 to 10000000, got 1.5"],
  ])("refuse %j in one line naming the place", (change, message) => {
    const parse = () => parseExperiment({ model, experiment: { ...experiment, ...change } });
    expect(parse).toThrow(ProblemError);
    expect(parse).toThrow(message);
  });

  it.each([
    [
      { model: { moments: { gamma: [[1]] } }, experiment },
      "model: expected a data model to draw samples from",
    ],
    [
      {
        model: {
          ...model,
          latent: { kind: "moment", matrix: [[1]] },
          dictionary: { kind: "identity", size: 1 },
        },
        experiment,
      },
      "model.latent.kind: expected a latent to draw samples from",
    ],
    [{ model }, "experiment: expected an object, got nothing"],
    [{ model, experiment, extra: 1 }, "extra: expected only the fields model, experiment"],
  ])("refuse %j", (file, message) => {
    expect(() => parseExperiment(file)).toThrow(message);
  });

  it("are read from text, and taken with other epochs and runs", () => {
    const { file, spec } = loadExperiment(JSON.stringify({ model, experiment }));
    expect(spec.training.epochs).toBe(8000);
    expect(parseExperiment(withOverrides(file, { epochs: 3, runs: 2 })).training).toMatchObject({
      epochs: 3,
      runs: 2,
    });
    expect(withOverrides(file, {})).toEqual(file);
    expect(() => withOverrides(file, { epochs: 0 })).toThrow("experiment.epochs");
    expect(() => loadExperiment("{")).toThrow("expected JSON");
  });
});

/**
 * Experiment files: unknown JSON → `ExperimentSpec`, defaults filled in, every hypothesis checked. The format is
 * `docs/experiments.md`; the `model` part is that of problem files.
 *
 * Limits: nt-xent wants τ ≥ 0.005, so that exp(−2/τ) stays a normal double and the softmax needs no shift of its own.
 */
import { z } from "zod";
import { toNumber } from "../../exact/rational.js";
import {
  anyNumber,
  copyJson,
  dimension,
  integer,
  nonnegativeNumber,
  object,
  ownField,
  parse,
  positiveNumber,
} from "../../files/fields.js";
import { ProblemError, show } from "../../files/problem-error.js";
import { DICTIONARIES } from "../../model/dictionaries/registry.js";
import { LATENTS } from "../../model/latents/registry.js";
import { parseModel } from "../../model/schema.js";
import { whatIsGiven } from "../../model/spec.js";
import { readJson } from "../../objectives/schema.js";
import type { ExperimentFile, ExperimentSpec, TrainingSpec } from "./spec.js";

const LOWEST_TEMPERATURE = 0.005;
const MAX_SAMPLES = 1_000_000;
const MAX_EPOCHS = 10_000_000;
const MAX_RUNS = 10_000;
/** Similarities of 2·batch views: 64 million at most. */
const MAX_CONTRASTIVE_BATCH = 4096;

const positive = positiveNumber.transform(toNumber);

const experiment = object({
  embedding: dimension,
  loss: z.enum(["alignment", "squared-error", "nt-xent"]),
  temperature: positive.default(0.05),
  activation: z.enum(["linear", "relu", "symmetric-relu"]).default("symmetric-relu"),
  bias: object({
    initial: anyNumber.transform(toNumber).default(0),
    spread: nonnegativeNumber.transform(toNumber).default(0),
    trained: z.boolean().default(true),
  }).default({ initial: 0, spread: 0, trained: true }),
  normalizeWeights: z.enum(["none", "rows", "columns"]).default("none"),
  normalizeRepresentations: z.boolean().default(false),
  batchNorm: z.enum(["none", "fixed", "trained"]).default("none"),
  predictor: z.enum(["none", "fixed", "trained"]).default("none"),
  start: z
    .discriminatedUnion("kind", [
      object({ kind: z.literal("random") }),
      object({ kind: z.literal("warm"), exponent: positive }),
    ])
    .default({ kind: "random" }),
  samples: integer(2, MAX_SAMPLES).default(3000),
  batch: integer(2, MAX_SAMPLES).default(512),
  dropLast: z.boolean().default(false),
  learningRate: positive.default(0.005),
  epochs: integer(1, MAX_EPOCHS).default(8000),
  runs: integer(1, MAX_RUNS).default(5),
});

/**
 * The experiment of a file.
 *
 * @throws ProblemError naming the first field that is not as expected.
 * @param json plain JSON, of unknown shape.
 * @returns the checked experiment, with defaults filled in.
 * @example parseExperiment({ model: file.model, experiment: { embedding: 20, loss: "nt-xent" } }).training.batch // 512
 */
export function parseExperiment(json: unknown): ExperimentSpec {
  const file = copyJson(json);
  parse(object({ model: z.unknown(), experiment: z.unknown() }), file, []);
  const model = parseModel(ownField(file, "model"));
  const training: TrainingSpec = parse(experiment, ownField(file, "experiment"), ["experiment"]);
  if (model.kind !== "generative")
    throw new ProblemError(["model"], "a data model to draw samples from", whatIsGiven(model));
  if (LATENTS.of(model.latent).sampler === undefined)
    throw new ProblemError(
      ["model", "latent", "kind"],
      "a latent to draw samples from",
      show(model.latent.kind),
    );
  check(training, DICTIONARIES.of(model.dictionary).shape(model.dictionary));
  return { model, training };
}

/**
 * An experiment from the text of a file.
 *
 * @returns the file as it is written, and what it means.
 * @throws ProblemError naming the first field that is not as expected, also if the text is no JSON.
 * @example
 * loadExperiment(JSON.stringify(file)).spec.training.epochs // 2
 */
export function loadExperiment(text: string): {
  readonly spec: ExperimentSpec;
  readonly file: ExperimentFile;
} {
  const file = copyJson(readJson(text)) as ExperimentFile;
  return { spec: parseExperiment(file), file };
}

/**
 * The file with other numbers of epochs or runs.
 *
 * @throws ProblemError if the experiment is no longer as expected.
 */
export function withOverrides(
  file: ExperimentFile,
  overrides: Partial<Pick<TrainingSpec, "epochs" | "runs">>,
): ExperimentFile {
  const changed = { ...file, experiment: { ...(file.experiment as object), ...overrides } };
  parseExperiment(changed);
  return changed;
}

function check(training: TrainingSpec, [, d]: readonly [number, number]): void {
  const refuse = (place: string, expected: string, got: unknown): never => {
    throw new ProblemError(["experiment", place], expected, show(got));
  };
  const { batch, samples, loss, temperature, predictor, embedding: m, start } = training;
  if (batch > samples) refuse("batch", `at most the number of samples, ${samples}`, batch);
  if (loss === "nt-xent") {
    if (temperature < LOWEST_TEMPERATURE)
      refuse("temperature", `at least ${LOWEST_TEMPERATURE}`, temperature);
    if (predictor !== "none") refuse("predictor", '"none" with nt-xent', predictor);
    if (batch > MAX_CONTRASTIVE_BATCH)
      refuse("batch", `at most ${MAX_CONTRASTIVE_BATCH} with nt-xent`, batch);
  }
  // The last batch of an epoch would have one sample, and no variance.
  if (training.batchNorm !== "none" && !training.dropLast && samples % batch === 1)
    refuse("batch", `a last batch of more than one sample of ${samples} under batch norm`, batch);
  if (start.kind === "warm" && m < d)
    refuse("start", `a warm start with at least d = ${d} features`, `embedding ${m}`);
}

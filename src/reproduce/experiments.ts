/**
 * The sample-level experiments of [P] (Pokle, Tian, Li, Risteski, AISTATS 2022) behind the claims on training, as data,
 * and their runs.
 *
 * Data, all under independent masks that keep half of the entries, with one +1 and one −1 per latent vector:
 *
 *   wide        p = m = 50, d = 10, no noise            wide-noise   the same with noise of deviation √(ln d)/d
 *   square      p = m = d = 20, with that noise         one-hot      p = m = d = 20, M = I, no noise
 *
 * Warm starts, p = m = d = 20 with that noise and unit columns, as the released scripts pair them: a general orthonormal M
 * with normalised representations, M = I with representations as they are; each without a predictor and with one (the
 * scripts are named for the former and ask for the latter). The released training hands both of its optimisers all
 * parameters: a predictor moves, as `trained` does here.
 *
 * [P] trains for 8000 epochs at the learning rate 0.005. Here the rate is min(0.05, 40/epochs): 8000 epochs are theirs,
 * 800 go as far with steps ten times as long, fewer stop earlier. The contrastive runs of the full set would take half
 * an hour per data setting on two cores.
 */

import type { CheckpointStore, ExperimentResult } from "../dynamics/experiments/experiment.js";
import { runExperiments } from "../dynamics/experiments/experiment.js";
import type { ExperimentFile } from "../dynamics/experiments/spec.js";
import { type ExperimentSummary, summarise } from "../dynamics/experiments/summary.js";
import { log } from "../elementary/elementary.js";

/**
 * What part an experiment plays in the claims: a non-contrastive loss or the contrastive one beside it on the same data; warm
 * starts near the dictionary; or a bias below zero as a threshold, from a warm start, from a random one, and the control
 * without threshold.
 */
export type ExperimentRole =
  | "non-contrastive"
  | "contrastive"
  | "warm"
  | "thresholded-warm"
  | "thresholded-random"
  | "thresholded-control";

/** An experiment file of the claims, by name and role. */
export interface NamedExperiment {
  /** File name without extension. */
  readonly id: string;
  readonly role: ExperimentRole;
  /** Experiments on the same data share it. */
  readonly group: string;
  readonly file: ExperimentFile;
}

/** An experiment of the claims with its results. */
export interface ExperimentStudy {
  readonly named: NamedExperiment;
  readonly result: ExperimentResult;
  readonly summary: ExperimentSummary;
}

/** Epochs and seeds of the full run unless flags say otherwise. */
const DEFAULT_EPOCHS = 250;
const DEFAULT_RUNS = 5;

type Json = Readonly<Record<string, unknown>>;

const model = (p: number, d: number, noisy: boolean): Json => ({
  dictionary: { kind: "random-orthonormal", rows: p, columns: d, seed: 1 },
  latent: { kind: "signed-pattern", positive: 1, negative: 1 },
  noise: { variance: noisy ? log(d) / (d * d) : 0 },
  augmentation: { kind: "independent-masks", keep: "1/2" },
});

const WIDE = model(50, 10, false);
const WIDE_NOISE = model(50, 10, true);
const SQUARE = model(20, 20, true);
const SQUARE_IDENTITY: Json = { ...SQUARE, dictionary: { kind: "identity", size: 20 } };
const ONE_HOT: Json = {
  dictionary: { kind: "identity", size: 20 },
  latent: { kind: "one-hot" },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};

/** Released code: biases uniform on ±1/√p at the start, trained. */
const bias = (p: number): Json => ({ bias: { spread: 1 / Math.sqrt(p) } });

const NT_XENT = { loss: "nt-xent", batchNorm: "trained" };
const PREDICTOR = { loss: "squared-error", predictor: "trained", normalizeRepresentations: true };

interface Row {
  readonly id: string;
  readonly role: ExperimentRole;
  readonly group: string;
  readonly model: Json;
  readonly experiment: Json;
}

const row = (
  group: string,
  data: Json,
  m: number,
  role: ExperimentRole,
  name: string,
  settings: Json,
): Row => ({
  id: `${group}-${name}`,
  role,
  group,
  model: data,
  experiment: { embedding: m, ...(role.startsWith("thresholded") ? {} : bias(m)), ...settings },
});

const wide = (group: string, data: Json): Row[] => [
  row(group, data, 50, "contrastive", "contrastive", NT_XENT),
  row(group, data, 50, "non-contrastive", "alignment", { loss: "alignment", normalizeRepresentations: true }),
  row(group, data, 50, "non-contrastive", "alignment-batch-norm", {
    loss: "alignment",
    normalizeRepresentations: true,
    batchNorm: "fixed",
  }),
  row(group, data, 50, "non-contrastive", "predictor", { ...PREDICTOR, batchNorm: "fixed" }),
];

/** Groups of the claims on warm starts. */
export type WarmGroup = `warm-${"identity" | "normalised"}${"" | "-predictor"}`;

/** One pairing of the released scripts, at the exponents of theirs. */
const warm = (group: WarmGroup, data: Json, normalizeRepresentations: boolean, predictor: string): Row[] =>
  [1, 1.25, 1.5, 2].map((exponent) =>
    row(group, data, 20, "warm", `${exponent}`.replace(".", "-"), {
      loss: "alignment",
      normalizeWeights: "columns",
      normalizeRepresentations,
      predictor,
      start: { kind: "warm", exponent },
    }),
  );

const thresholded = (role: ExperimentRole, name: string, threshold: number, start: Json): Row =>
  row("one-hot", ONE_HOT, 20, role, name, {
    loss: "alignment",
    activation: "relu",
    bias: { initial: -threshold, trained: false },
    normalizeWeights: "columns",
    start,
  });

const ROWS: readonly Row[] = [
  ...wide("wide", WIDE),
  ...wide("wide-noise", WIDE_NOISE),
  row("square", SQUARE, 20, "contrastive", "contrastive", NT_XENT),
  row("square", SQUARE, 20, "non-contrastive", "columns", { loss: "alignment", normalizeWeights: "columns" }),
  row("square", SQUARE, 20, "non-contrastive", "rows", { loss: "alignment", normalizeWeights: "rows" }),
  row("square", SQUARE, 20, "non-contrastive", "predictor-columns", {
    ...PREDICTOR,
    normalizeWeights: "columns",
  }),
  ...warm("warm-normalised", SQUARE, true, "none"),
  ...warm("warm-identity", SQUARE_IDENTITY, false, "none"),
  ...warm("warm-normalised-predictor", SQUARE, true, "trained"),
  ...warm("warm-identity-predictor", SQUARE_IDENTITY, false, "trained"),
  thresholded("thresholded-warm", "threshold-warm", 0.2, { kind: "warm", exponent: 2 }),
  thresholded("thresholded-warm", "threshold-warm-wide", 0.1, { kind: "warm", exponent: 1 }),
  thresholded("thresholded-random", "threshold-random", 0.2, { kind: "random" }),
  thresholded("thresholded-control", "no-threshold-warm", 0, { kind: "warm", exponent: 2 }),
];

/** A small relative of `wide`, for the quick run. */
const REDUCED: readonly Row[] = [
  { role: "contrastive" as const, name: "contrastive", settings: NT_XENT },
  {
    role: "non-contrastive" as const,
    name: "alignment",
    settings: { loss: "alignment", normalizeRepresentations: true },
  },
].map(({ role, name, settings }) =>
  row("reduced", model(30, 8, false), 30, role, name, { ...settings, samples: 600, batch: 100 }),
);

const REDUCED_EPOCHS = 60;

/** @param epochs their number decides the learning rate, see above. */
export function experiments({
  quick,
  epochs = quick ? REDUCED_EPOCHS : DEFAULT_EPOCHS,
  runs = DEFAULT_RUNS,
}: {
  readonly quick: boolean;
  readonly epochs?: number;
  readonly runs?: number;
}): NamedExperiment[] {
  const learningRate = Math.min(0.05, 40 / epochs);
  return (quick ? REDUCED : ROWS).map(({ id, role, group, model: data, experiment }) => ({
    id,
    role,
    group,
    file: {
      model: data,
      experiment: {
        ...experiment,
        // One sample in 20 has a given atom, and no more than a quarter of those show it in both views.
        learningRate: role.startsWith("thresholded") ? 10 * learningRate : learningRate,
        epochs,
        runs,
      },
    },
  }));
}

/** How the experiments of the claims are run; `onProgress` counts epochs over all runs of all experiments. */
export interface ExperimentStudyOptions {
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly checkpoints?: CheckpointStore;
}

/** Runs them all, sharing the threads; after an interrupt, as far as they came. */
export async function studyExperiments(
  named: readonly NamedExperiment[],
  options: ExperimentStudyOptions,
): Promise<ExperimentStudy[]> {
  const results = await runExperiments(
    named.map(({ file }) => file),
    options,
  );
  return named.map((experiment, k) => {
    const result = results[k]!;
    return { named: experiment, result, summary: summarise(result) };
  });
}

/**
 * What the runs of an experiment come to: each at its end, and all of them along the way.
 *
 * Ceiling of recovery. An encoder sees the dictionary through the signal M z alone. An atom that leaves the column space
 * of M S can be followed only within it, so its cosine has the ceiling ‖Π M_j‖/‖M_j‖, Π the projection onto that space.
 * For `signed-pattern` with as many −1 as +1 the entries of z sum to zero, M·1 carries no signal, and with orthonormal
 * atoms the ceiling is √(1 − 1/d). An atom counts as recovered where c_j ≥ 0.9 × its ceiling.
 *
 * Chance. Features that know the signal space and nothing else of the dictionary have cosines of their own, and many
 * features in a small space have large ones. A run has learnt atoms *beyond chance* where its median c_j is above the
 * 97.5 % quantile (of 400 draws) of that of m uniformly random features in the column space of M S.
 */

import { median } from "../../atlas/local/outcome.js";
import type { Recovery } from "../../atlas/record/types.js";
import { euclideanNorm, squared } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import { buildModel, type DataModel } from "../../model/data-model.js";
import { LATENTS } from "../../model/latents/registry.js";
import { symmetricEigen } from "../../numeric/linalg/decompositions.js";
import { generate, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import { toMatrix } from "../../objectives/build.js";
import type { ExperimentResult } from "./experiment.js";
import type { ExperimentRecord, ExperimentRun } from "./run.js";
import type { ExperimentSpec } from "./spec.js";
import { RECOVERED } from "./spec.js";
import { modelOfRun } from "./trainer.js";

const CHANCE_DRAWS = 400;
const CHANCE_LEVEL = 0.975;
/** Eigenvalues of M S Mᵀ below this share of the largest are zeros with their rounding. */
const RANK_LIMIT = 1e-10;

/** One run at its last epoch; `recovery` is the min, median and max of c_j over the atoms. */
export interface RunSummary {
  readonly run: number;
  readonly epochs: number;
  readonly loss?: number;
  readonly recovery: Recovery;
  /** Atoms with c_j at least `RECOVERED` times their ceiling, out of `atoms`. */
  readonly recovered: number;
  readonly atoms: number;
  /** Median over the atoms. */
  readonly ceiling: number;
  /** What the median of c_j stays below for random features in the signal space, with 97.5 %. */
  readonly chance: number;
  readonly effectiveRank: number;
  readonly retained?: number;
}

/** Over the runs. */
export interface RunSpread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One epoch of all runs. */
export interface CurvePoint {
  readonly epoch: number;
  readonly loss?: RunSpread;
  readonly recoveryMin: RunSpread;
  readonly recoveryMedian: RunSpread;
  readonly recoveryMax: RunSpread;
  readonly effectiveRank: RunSpread;
  readonly retained?: RunSpread;
}

/** What the runs of an experiment come to: each at its end, and the spread of all along the epochs. */
export interface ExperimentSummary {
  readonly title: string;
  readonly runs: readonly RunSummary[];
  readonly curves: readonly CurvePoint[];
}

/**
 * What the runs of an experiment come to.
 *
 * @returns every run at its end, and the spread over the runs along the epochs.
 * @example
 * summarise(await runExperiment(file, { seed: 7 })).runs[0]!.epochs // 2
 */
export function summarise(result: ExperimentResult): ExperimentSummary {
  const { spec, runs } = result;
  return {
    title: describeExperiment(spec),
    runs: runs.map((run) => summariseRun(result, run)),
    // The grid of records is the same for all runs, and after an interrupt some have come less far.
    curves: commonRecords(runs).map(({ epoch }, k) => {
      const spread = (read: (record: ExperimentRecord) => number | undefined) => {
        const values = runs.flatMap(({ records }) => read(records[k]!) ?? []).sort((a, b) => a - b);
        return values.length === 0
          ? undefined
          : { min: values[0]!, median: median(values), max: values.at(-1)! };
      };
      const loss = spread((record) => record.loss);
      const retained = spread((record) => record.retained);
      return {
        epoch,
        ...(loss === undefined ? {} : { loss }),
        recoveryMin: spread((record) => record.recovery.min)!,
        recoveryMedian: spread((record) => record.recovery.median)!,
        recoveryMax: spread((record) => record.recovery.max)!,
        effectiveRank: spread((record) => record.effectiveRank)!,
        ...(retained === undefined ? {} : { retained }),
      };
    }),
  };
}

/** The records of the run that came least far, without one at its end that lies off the grid of the others. */
function commonRecords(runs: readonly ExperimentRun[]): readonly ExperimentRecord[] {
  const [shortest] = [...runs].sort((a, b) => a.records.length - b.records.length);
  if (shortest === undefined) return [];
  return shortest.records.filter(({ epoch }, k) => runs.every(({ records }) => records[k]!.epoch === epoch));
}

function summariseRun(
  { spec, seed }: ExperimentResult,
  { run, records, weights }: ExperimentRun,
): RunSummary {
  const { epoch, loss, recovery, effectiveRank, retained } = records.at(-1)!;
  const model = buildModel(modelOfRun(spec.model, run));
  const dictionary = unitColumns(toMatrix(model.dictionary!));
  const signal = signalSpace(spec, model);
  const ceilings = lengthsInside(dictionary, signal);
  const cosines = bestCosines(weights.online, dictionary);
  return {
    run,
    epochs: epoch,
    ...(loss === undefined ? {} : { loss }),
    recovery,
    recovered: cosines.filter((value, j) => value >= RECOVERED * ceilings[j]!).length,
    atoms: ceilings.length,
    ceiling: median([...ceilings].sort((a, b) => a - b)),
    chance: chanceLevel(
      spec.training.embedding,
      dictionary,
      signal,
      new Random(seed).fork("experiment").fork(run).fork("chance"),
    ),
    effectiveRank,
    ...(retained === undefined ? {} : { retained }),
  };
}

/** max_i |cos(w_i, M_j)| for every atom; the columns of the dictionary have unit length (or zero). */
function bestCosines(rows: readonly (readonly number[])[], { columns: d, data }: Matrix): number[] {
  const best = new Array<number>(d).fill(0);
  for (const row of rows) {
    const length = euclideanNorm(row);
    if (length === 0) continue;
    for (let j = 0; j < d; j++) {
      let along = 0;
      for (let k = 0; k < row.length; k++) along += row[k]! * data[k * d + j]!;
      best[j] = Math.max(best[j]!, Math.min(1, Math.abs(along) / length));
    }
  }
  return best;
}

function unitColumns(m: Matrix): Matrix {
  return generate(m.rows, m.columns, (k, j) => {
    let squares = 0;
    for (let i = 0; i < m.rows; i++) squares += squared(m.data[i * m.columns + j]!);
    return squares === 0 ? 0 : m.data[k * m.columns + j]! / Math.sqrt(squares);
  });
}

/** Orthonormal columns that span the column space of M S: p×r. */
function signalSpace(spec: ExperimentSpec, { dictionary }: DataModel): Matrix {
  const m = toMatrix(dictionary!);
  const s = toMatrix(LATENTS.of(spec.model.latent).moment(spec.model.latent, m.columns));
  const { values, vectors } = symmetricEigen(symmetrised(multiply(multiply(m, s), transpose(m))));
  const rank = values.filter((value) => value > RANK_LIMIT * values[0]!).length;
  return generate(m.rows, rank, (k, v) => vectors.data[k * m.rows + v]!);
}

/** ‖Π M_j‖ for every atom. */
function lengthsInside(dictionary: Matrix, signal: Matrix): number[] {
  const inside = multiply(transpose(signal), dictionary);
  return Array.from({ length: dictionary.columns }, (_, j) => {
    let squares = 0;
    for (let v = 0; v < signal.columns; v++) squares += squared(inside.data[v * dictionary.columns + j]!);
    return Math.min(1, Math.sqrt(squares));
  });
}

function chanceLevel(features: number, dictionary: Matrix, signal: Matrix, random: Random): number {
  // In coordinates of the signal space: uniformly random directions, and the parts of the atoms inside.
  const inside = multiply(transpose(signal), dictionary);
  const medians = Array.from({ length: CHANCE_DRAWS }, () => {
    const rows = Array.from({ length: features }, () =>
      Array.from({ length: signal.columns }, () => random.normal()),
    );
    return median(bestCosines(rows, inside).sort((a, b) => a - b));
  }).sort((a, b) => a - b);
  return medians[Math.ceil(CHANCE_LEVEL * CHANCE_DRAWS) - 1]!;
}

const symmetrised = (a: Matrix): Matrix => {
  const { data } = transpose(a);
  return { ...a, data: a.data.map((value, k) => (value + data[k]!) / 2) };
};

/** One line: loss, architecture, start, data. */
export function describeExperiment(spec: ExperimentSpec): string {
  const { training } = spec;
  const { embedding, loss, temperature, activation, bias, start } = training;
  const parts = [
    loss === "nt-xent" ? `NT-Xent (temperature ${temperature})` : loss.replace("-", " "),
    `m = ${embedding}`,
    activation === "linear" ? "linear" : activation === "relu" ? "ReLU" : "symmetric ReLU",
    ...(bias.trained
      ? []
      : bias.spread === 0 && bias.initial === 0
        ? ["no bias"]
        : [`fixed bias ${bias.initial}`]),
    ...(training.predictor === "none" ? [] : [`${training.predictor} predictor`]),
    ...(training.batchNorm === "none" ? [] : ["batch norm"]),
    ...(training.normalizeRepresentations ? ["unit representations"] : []),
    ...(training.normalizeWeights === "none" ? [] : [`unit ${training.normalizeWeights}`]),
    start.kind === "random" ? "random start" : `warm start (c = ${start.exponent})`,
  ];
  const { samples, batch, learningRate } = training;
  return `${parts.join(", ")}; ${samples} samples, batch ${batch}, learning rate ${learningRate}; ${buildModel(spec.model).describe()}`;
}

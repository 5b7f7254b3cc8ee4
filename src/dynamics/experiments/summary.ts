/**
 * What the runs of an experiment come to: each at its end, and all of them along the way.
 *
 * Ceiling of recovery. An encoder sees the dictionary through the signal M z alone. An atom that leaves the column space
 * of M S can be followed only within it, so its cosine has the ceiling ‖Π M_j‖/‖M_j‖, Π the projection onto that space.
 * For `signed-pattern` with as many −1 as +1 the entries of z sum to zero, M·1 carries no signal, and with orthonormal
 * atoms the ceiling is √(1 − 1/d). An atom counts as recovered where c_j ≥ 0.9 × its ceiling, and a run as having
 * recovered the dictionary where at least half of the atoms are (the median).
 */
import { median } from "../../atlas/outcome.js";
import type { Recovery } from "../../atlas/types.js";
import { buildModel, type DataModel } from "../../model/data-model.js";
import { latentMoment } from "../../model/latent.js";
import { symmetricEigen } from "../../numeric/decompositions.js";
import { type Matrix, multiply, transpose } from "../../numeric/dense.js";
import { toMatrix } from "../../objectives/build.js";
import type { ExperimentResult } from "./experiment.js";
import type { ExperimentRecord, ExperimentRun } from "./run.js";
import type { ExperimentSpec } from "./spec.js";
import { modelOfRun } from "./trainer.js";

/** An atom is recovered from this share of its ceiling on. */
export const RECOVERED = 0.9;
/** Eigenvalues of M S Mᵀ below this share of the largest are zeros with their rounding. */
const RANK_LIMIT = 1e-10;

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

export interface ExperimentSummary {
  readonly title: string;
  readonly runs: readonly RunSummary[];
  readonly curves: readonly CurvePoint[];
}

/** @example summarise(await runExperiment(file, { seed: 7 })).runs[0].recovery.median */
export function summarise(result: ExperimentResult): ExperimentSummary {
  const { spec, runs } = result;
  return {
    title: describeExperiment(spec),
    runs: runs.map((run) => summariseRun(spec, run)),
    // The grid of records is the same for all runs.
    curves: runs[0]!.records.map(({ epoch }, k) => {
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

function summariseRun(spec: ExperimentSpec, { run, records, weights }: ExperimentRun): RunSummary {
  const { epoch, loss, recovery, effectiveRank, retained } = records.at(-1)!;
  const model = buildModel(modelOfRun(spec.model, run));
  const dictionary = toMatrix(model.dictionary!);
  const ceilings = ceilingsOf(spec, model, dictionary);
  const cosines = Array.from(ceilings, (_, j) =>
    Math.max(...weights.online.map((row) => cosine(row, dictionary, j))),
  );
  return {
    run,
    epochs: epoch,
    ...(loss === undefined ? {} : { loss }),
    recovery,
    recovered: cosines.filter((value, j) => value >= RECOVERED * ceilings[j]!).length,
    atoms: ceilings.length,
    ceiling: median([...ceilings].sort((a, b) => a - b)),
    effectiveRank,
    ...(retained === undefined ? {} : { retained }),
  };
}

/** |cos(w, M_j)|, 0 where one of them has no direction. */
function cosine(w: readonly number[], { columns: d, data }: Matrix, j: number): number {
  let [along, left, right] = [0, 0, 0];
  w.forEach((value, k) => {
    const atom = data[k * d + j]!;
    along += value * atom;
    left += value * value;
    right += atom * atom;
  });
  return left === 0 || right === 0 ? 0 : Math.abs(along) / Math.sqrt(left * right);
}

/** ‖Π M_j‖/‖M_j‖ for every atom j; 1 for an atom of length zero, which nothing recovers. */
function ceilingsOf(spec: ExperimentSpec, { dictionary }: DataModel, m: Matrix): number[] {
  const s = toMatrix(latentMoment(spec.model.latent, dictionary!.columns));
  const { values, vectors } = symmetricEigen(symmetrised(multiply(multiply(m, s), transpose(m))));
  const { rows: p, columns: d } = m;
  return Array.from({ length: d }, (_, j) => {
    let inside = 0;
    let total = 0;
    for (let k = 0; k < p; k++) total += m.data[k * d + j]! ** 2;
    for (let v = 0; v < p && values[v]! > RANK_LIMIT * values[0]!; v++) {
      let along = 0;
      for (let k = 0; k < p; k++) along += vectors.data[k * p + v]! * m.data[k * d + j]!;
      inside += along * along;
    }
    return total === 0 ? 1 : Math.sqrt(Math.min(1, inside / total));
  });
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

/**
 * One run of an experiment from start to end, with a record of what the encoder is worth along the way.
 *
 * Records stand at epochs 0 … 20 and then in steps of about 4 %, and at the last one: the grid does not depend on how
 * many epochs are asked for, so that a finished run can be taken further.
 *
 *   recovery        c_j = max_i |cos(W_i, M_j)|: min, median, max over the atoms j, of the online encoder
 *   effectiveRank   exp(−Σ_k p_k log p_k), p_k = σ_k/Σσ, σ the singular values of W (Roy and Vetterli, EUSIPCO 2007):
 *                   after finitely many noisy steps every rank is full, and this says how full
 *   retained        ρ of W (`atlas/local/outcome.ts`), the linear part of the encoder
 */

import { EncoderScale } from "../../atlas/local/outcome.js";
import type { Recovery } from "../../atlas/record/types.js";
import { exp, log } from "../../elementary/elementary.js";
import { singularSpectrum } from "../../numeric/linalg/decompositions.js";
import { matrix } from "../../numeric/linalg/dense.js";
import type { ExperimentSpec } from "./spec.js";
import { Trainer } from "./trainer.js";

/** The encoder at the end of one epoch (0: at the start); the quantities are those of the head of this file. */
export interface ExperimentRecord {
  readonly epoch: number;
  /** Mean over the batches of this epoch; absent at the start. */
  readonly loss?: number;
  readonly recovery: Recovery;
  readonly effectiveRank: number;
  readonly retained?: number;
}

/** One run: its records in order of epochs, and the weights it ended with. */
export interface ExperimentRun {
  /** 0, 1, … */
  readonly run: number;
  readonly records: readonly ExperimentRecord[];
  /** W (m×p) of the online and of the target encoder at the end; one of them for nt-xent. */
  readonly weights: { readonly online: readonly number[][]; readonly target?: readonly number[][] };
}

/** All that is needed to go on. */
export interface ExperimentCheckpoint {
  readonly epoch: number;
  readonly parameters: Float64Array;
  /** Of the last epoch; absent at the start. */
  readonly loss?: number;
  readonly records: readonly ExperimentRecord[];
}

/** What one run is made from; `spec`, `seed` and `run` determine its bytes, the rest only how far it goes and who is told. */
export interface RunOptions {
  readonly spec: ExperimentSpec;
  readonly seed: number;
  readonly run: number;
  /** Where to go on from. */
  readonly from?: ExperimentCheckpoint;
  /** Called every `interval` milliseconds or so, between two epochs, and at the end. */
  readonly onProgress?: (epoch: number, checkpoint: () => ExperimentCheckpoint) => void;
  readonly interval?: number;
  /** Looked at after every epoch: the run ends there, with what it has. */
  readonly stopped?: () => boolean;
}

/** The next epoch with a record after this one. */
const nextRecord = (epoch: number): number => (epoch < 20 ? epoch + 1 : Math.floor(epoch * 1.04) + 1);

/**
 * A run in pieces: it yields whenever it has reported, so that the caller can breathe, cancel or save.
 *
 * @returns the run, the same bytes wherever it was interrupted and taken up again.
 */
export function* runSteps(options: RunOptions): Generator<void, ExperimentRun> {
  const { spec, seed, run, from, onProgress, interval = 500, stopped = () => false } = options;
  const trainer = new Trainer(spec, seed, run);
  const measure = measurer(trainer);
  if (from !== undefined) trainer.restore(from);
  let epoch = from?.epoch ?? 0;
  let loss = from?.loss;
  let records = from?.records ?? [measure(0)];
  let due = 0;
  while (due <= epoch) due = nextRecord(due);
  const checkpoint = (): ExperimentCheckpoint => ({
    ...trainer.state,
    ...(loss === undefined ? {} : { loss }),
    records,
  });
  let told = performance.now();
  while (epoch < spec.training.epochs && !stopped()) {
    loss = trainer.epoch();
    epoch++;
    if (epoch === due) {
      records = [...records, measure(epoch, loss)];
      due = nextRecord(due);
    }
    if (performance.now() - told >= interval) {
      onProgress?.(epoch, checkpoint);
      yield;
      told = performance.now();
    }
  }
  onProgress?.(epoch, checkpoint);
  // The last epoch is recorded wherever it falls.
  const kept = records.at(-1)!.epoch === epoch ? records : [...records, measure(epoch, loss)];
  return { run, records: kept, weights: weightsOf(trainer) };
}

function weightsOf({ online, target }: Trainer): ExperimentRun["weights"] {
  const rows = ({ weight, features, inputs }: Trainer["online"]) =>
    Array.from({ length: features }, (_, i) => Array.from(weight.subarray(i * inputs, (i + 1) * inputs)));
  return { online: rows(online), ...(target === online ? {} : { target: rows(target) }) };
}

function measurer(trainer: Trainer): (epoch: number, loss?: number) => ExperimentRecord {
  const scale = new EncoderScale(trainer.model);
  const { features, inputs, weight } = trainer.online;
  return (epoch, loss) => {
    const w = matrix(features, inputs, weight);
    const { recovery, retained } = scale.assess(w, { condition: false });
    return {
      epoch,
      ...(loss === undefined ? {} : { loss }),
      recovery: recovery!,
      effectiveRank: effectiveRank(singularSpectrum(w)),
      ...(retained === undefined ? {} : { retained }),
    };
  };
}

function effectiveRank(spectrum: ArrayLike<number>): number {
  const values = Array.from(spectrum);
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  return exp(
    -values.reduce((sum, value) => (value > 0 ? sum + (value / total) * log(value / total) : sum), 0),
  );
}

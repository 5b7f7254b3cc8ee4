/**
 * What `reproduce` returns: one verdict per claim, with the figures it rests on, and the files it wants written.
 */
import type { CheckpointStore } from "../dynamics/experiments/experiment.js";
import type { Claim } from "../report/document.js";

export interface ReproduceOptions {
  /** The exact and closed-form part and a reduced experiment, in under a minute. */
  readonly quick: boolean;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Epochs and independent runs of every experiment (250 and 5; quick: 60 and 5). */
  readonly epochs?: number;
  readonly runs?: number;
  /** Worker threads for the experiments; 1 (the default) stays in this one. */
  readonly threads?: number;
  /** Where interrupted experiments are kept. */
  readonly checkpoints?: CheckpointStore;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

export interface Reproduction {
  /** How far the work came before it was interrupted; absent if it came to its end. Claims are those that were judged by then. */
  readonly interrupted?: string;
  readonly claims: readonly Claim[];
  /** Relative name (with `/` between folders) and contents. */
  readonly files: readonly { readonly name: string; readonly contents: string }[];
}

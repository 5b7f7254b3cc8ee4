/**
 * An experiment: a data model from which samples can be drawn, and how an encoder is trained on them.
 *
 * x = M z + e, two views a1, a2 of each x, fresh in every epoch; encoder
 *
 *   u = W a,  y = u + b  or, with batch norm, y = g ∘ (u + b − mean)/deviation + h,
 *   s = y (linear),  ReLU(y) (relu),  ReLU(y) − ReLU(2b − y) (symmetric-relu; without batch norm ReLU(u+b) − ReLU(−u+b)),
 *
 * W: m×p, b, g, h ∈ R^m. Losses over a batch of n samples, with q the (predicted) representation of the online view and
 * r that of the target view, each divided by its length if `normalizeRepresentations`:
 *
 *   alignment      2 − (2/n) Σ ⟨q_i, r_i⟩           squared-error   (1/n) Σ ‖q_i − r_i‖²
 *   nt-xent        one encoder for both views, z_1 … z_2n of unit length, i⁺ the other view of i:
 *                  −(1/2n) Σ_i log( exp(⟨z_i, z_{i⁺}⟩/τ) / Σ_{k≠i} exp(⟨z_i, z_k⟩/τ) )
 *
 * Non-contrastive training alternates between Wo and Wt by mini-batch (gradient stopped at the other one), beginning
 * with Wo in every epoch. These are the experiments of the code released with [P] (Pokle, Tian, Li, Risteski, AISTATS
 * 2022, arXiv 2203.15702).
 */
import type { GenerativeSpec } from "../../model/spec.js";

/** s as a function of y; see the head of this file. */
export type Activation = "linear" | "relu" | "symmetric-relu";

/** The losses of the head of this file. */
export type ExperimentLoss = "alignment" | "squared-error" | "nt-xent";

/** `random`: entries N(0, 1/(p d)). `warm`: columns of M (all, or m random ones if m > d) + N(0, p^{−c}). */
export type Start = { readonly kind: "random" } | { readonly kind: "warm"; readonly exponent: number };

/** How an encoder is trained by stochastic gradient descent on samples; the formulas are those of the head of this file. */
export interface TrainingSpec {
  /** m */
  readonly embedding: number;
  readonly loss: ExperimentLoss;
  /** τ of `nt-xent`. */
  readonly temperature: number;
  readonly activation: Activation;
  /** Entries of b at the start: uniform on `initial` ± `spread`. */
  readonly bias: { readonly initial: number; readonly spread: number; readonly trained: boolean };
  /** Renormalised after each step: all rows or all columns of the weights. */
  readonly normalizeWeights: "none" | "rows" | "columns";
  readonly normalizeRepresentations: boolean;
  /** `fixed`: g = 1, h = 0; `trained`: g and h are. */
  readonly batchNorm: "none" | "fixed" | "trained";
  /** m×m, entries uniform on (−1/√m, 1/√m) at the start; it acts on the representation being trained. */
  readonly predictor: "none" | "fixed" | "trained";
  readonly start: Start;
  readonly samples: number;
  readonly batch: number;
  /** Whether the last, smaller batch of an epoch is left out. */
  readonly dropLast: boolean;
  readonly learningRate: number;
  readonly epochs: number;
  /** Independent runs, each with a dictionary (if random), samples, start and views of its own. */
  readonly runs: number;
}

/** A checked experiment: where samples come from, and how an encoder is trained on them. */
export interface ExperimentSpec {
  readonly model: GenerativeSpec;
  readonly training: TrainingSpec;
}

/** An experiment file as given: plain JSON with `model` and `experiment`; see `docs/experiments.md`. */
export type ExperimentFile = Readonly<Record<string, unknown>>;

/** An atom is recovered from this share of its ceiling on. */
export const RECOVERED = 0.9;

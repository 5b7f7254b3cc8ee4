/**
 * What an encoder W (m×p) is worth (three separate questions, never mixed):
 *
 *   rank       collapsed: W Σ Wᵀ = 0; dimensional collapse: 0 < rank W < min(m, rank Γ); full otherwise
 *   recovery   c_j = max_i |cos(W_i, M_j)| for every atom M_j of the dictionary; ground truth ⇔ min c_j = 1
 *   signal     ρ = tr((W Σ Wᵀ)⁺ W Γ Wᵀ) / Σ_{k ≤ min(m, p₊)} a_k, a_k the eigenvalues of Σ^{−1/2} Γ Σ^{−1/2}
 *
 * Ranks and equalities are read at the square root of the working precision (1e-8 relative): a refined point is known
 * to about 1e-15 and a generic one is far from both. ρ needs Γ symmetric and Σ ≻ 0.
 */

import type { DataModel } from "../model/data-model.js";
import { singularSpectrum, symmetricEigen } from "../numeric/decompositions.js";
import { generate, type Matrix, multiply, transpose } from "../numeric/dense.js";
import { toMatrix } from "../objectives/build.js";
import type { Outcome, Recovery } from "./types.js";

const TOLERANCE = 1e-8;

export interface Worth {
  readonly rank: number;
  readonly outcome: Outcome;
  readonly recovery?: Recovery;
  readonly retained?: number;
  readonly conditionNumber?: number;
}

/** Everything about the model that is the same for every encoder. */
export class EncoderScale {
  private readonly gamma: Matrix;
  private readonly atoms: Matrix | null;
  private readonly gammaRank: number;
  /** Σ^{1/2}. */
  private readonly root: Matrix;
  /** Positive a_k, descending; null where ρ is not defined. */
  private readonly signal: readonly number[] | null;
  private readonly sigmaScale: number;

  constructor(model: DataModel) {
    const { gamma, sigma } = model.moments;
    this.gamma = toMatrix(gamma);
    this.atoms = model.dictionary === undefined ? null : toMatrix(model.dictionary);
    this.gammaRank = numericRank(singularSpectrum(this.gamma));
    const p = gamma.rows;
    const { values, vectors } = symmetricEigen(toMatrix(sigma));
    const power = (exponent: number) =>
      multiply(
        generate(p, p, (i, k) => vectors.data[i * p + k]! * Math.max(values[k]!, 0) ** exponent),
        transpose(vectors),
      );
    this.root = power(0.5);
    this.sigmaScale = values[0] ?? 0;
    const regular = values.length > 0 && values[p - 1]! > TOLERANCE * this.sigmaScale;
    const white = regular ? power(-0.5) : null;
    this.signal =
      white === null || !gamma.isSymmetric()
        ? null
        : [...symmetricEigen(multiply(multiply(white, this.gamma), white)).values].filter(
            (a) => a > TOLERANCE,
          );
  }

  assess(w: Matrix): Worth {
    const m = w.rows;
    const white = multiply(w, this.root);
    const whitened = singularSpectrum(white);
    const signalSize = whitened[0] ?? 0;
    const size = singularSpectrum(w);
    const rank = numericRank(size);
    const collapsed = signalSize <= TOLERANCE * Math.sqrt(this.sigmaScale) * (size[0] ?? 0) || rank === 0;
    const recovery = this.recovery(w);
    const retained = this.retained(w, white);
    const smallest = whitened[Math.min(m, whitened.length) - 1] ?? 0;
    const conditionNumber = smallest > TOLERANCE * signalSize ? signalSize / smallest : undefined;
    const outcome: Outcome = collapsed
      ? "collapsed"
      : rank < Math.min(m, this.gammaRank)
        ? "dimensional-collapse"
        : recovery !== undefined && recovery.min > 1 - TOLERANCE
          ? "ground-truth"
          : retained !== undefined && retained > 1 - TOLERANCE
            ? "optimal-subspace"
            : "non-collapsed-bad";
    return {
      rank,
      outcome,
      ...(recovery === undefined ? {} : { recovery }),
      ...(retained === undefined ? {} : { retained }),
      ...(conditionNumber === undefined ? {} : { conditionNumber }),
    };
  }

  private recovery(w: Matrix): Recovery | undefined {
    if (this.atoms === null) return undefined;
    const { rows: p, columns: d, data } = this.atoms;
    const lengths = Array.from({ length: w.rows }, (_, i) => {
      let squares = 0;
      for (let k = 0; k < p; k++) squares += w.data[i * p + k]! ** 2;
      return Math.sqrt(squares);
    });
    const largest = Math.max(...lengths);
    if (largest === 0) return { min: 0, median: 0, max: 0 };
    const scores: number[] = [];
    for (let j = 0; j < d; j++) {
      let atom = 0;
      for (let k = 0; k < p; k++) atom += data[k * d + j]! ** 2;
      let best = 0;
      for (let i = 0; i < w.rows; i++) {
        // A row at rounding level has no direction.
        if (lengths[i]! <= 1e-12 * largest || atom === 0) continue;
        let dot = 0;
        for (let k = 0; k < p; k++) dot += w.data[i * p + k]! * data[k * d + j]!;
        best = Math.max(best, Math.abs(dot) / (lengths[i]! * Math.sqrt(atom)));
      }
      scores.push(Math.min(best, 1));
    }
    scores.sort((a, b) => a - b);
    return { min: scores[0]!, median: median(scores), max: scores[scores.length - 1]! };
  }

  /** @param white W Σ^{1/2}. */
  private retained(w: Matrix, white: Matrix): number | undefined {
    const m = w.rows;
    if (this.signal === null || this.signal.length === 0) return undefined;
    const available = this.signal.slice(0, m).reduce((sum, a) => sum + a, 0);
    const { values, vectors } = symmetricEigen(multiply(white, transpose(white)));
    const image = multiply(multiply(w, this.gamma), transpose(w));
    const rotated = multiply(multiply(transpose(vectors), image), vectors);
    let kept = 0;
    values.forEach((value, k) => {
      // Eigenvalues are squares of singular values: the tolerance squares too.
      if (value > TOLERANCE * TOLERANCE * values[0]!) kept += rotated.data[k * m + k]! / value;
    });
    return Math.min(kept / available, 1);
  }
}

const numericRank = (values: ArrayLike<number>): number => {
  const floor = TOLERANCE * (values[0] ?? 0);
  let rank = 0;
  for (let k = 0; k < values.length; k++) if (values[k]! > floor) rank++;
  return rank;
};

/** Median of an ascending list. */
export const median = (sorted: readonly number[]): number => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/**
 * What an encoder W (m×p) is worth (three separate questions, never mixed):
 *
 *   rank       collapsed: W Σ Wᵀ = 0; dimensional collapse: 0 < rank W < min(m, rank Γ); full otherwise
 *   recovery   c_j = max_i |cos(W_i, M_j)| for every atom M_j of the dictionary; ground truth ⇔ min c_j = 1
 *   signal     ρ = tr((W Σ Wᵀ)⁺ W Γ Wᵀ) / Σ_{k ≤ min(m, p₊)} a_k, a_k the eigenvalues of Σ^{−1/2} Γ Σ^{−1/2}
 *
 * Ranks and equalities are read at the square root of the working precision (1e-8 relative): a refined point is known
 * to about 1e-15 and a generic one is far from both. ρ needs Γ symmetric and Σ ≻ 0, and then only depends on the row
 * space of U = W Σ^{1/2}: with orthonormal rows q_i spanning it and Ã = Σ^{−1/2} Γ Σ^{−1/2},
 *
 *   tr((W Σ Wᵀ)⁺ W Γ Wᵀ) = tr((U Uᵀ)⁺ U Ã Uᵀ) = Σ_i q_iᵀ Ã q_i.
 *
 * The q_i come from pivoted Gram–Schmidt on the rows themselves: the Gram matrix U Uᵀ squares the condition, and its
 * zero eigenvalues drown in rounding.
 */

import type { DataModel } from "../model/data-model.js";
import { singularSpectrum, symmetricEigen } from "../numeric/decompositions.js";
import { generate, inner, type Matrix, maxAbs, multiply, transpose } from "../numeric/dense.js";
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
  private readonly atoms: Matrix | null;
  private readonly gammaRank: number;
  /** Σ^{1/2}. */
  private readonly root: Matrix;
  /** Ã and its positive eigenvalues, descending; null where ρ is not defined. */
  private readonly signal: { readonly form: Matrix; readonly positive: readonly number[] } | null;
  private readonly sigmaScale: number;
  /** Σ ≻ 0 */
  private readonly regular: boolean;

  constructor(model: DataModel) {
    const { gamma, sigma } = model.moments;
    this.atoms = model.dictionary === undefined ? null : toMatrix(model.dictionary);
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
    this.regular = regular;
    const gammaMatrix = toMatrix(gamma);
    this.gammaRank = numericRank(singularSpectrum(gammaMatrix));
    if (!regular || !gamma.isSymmetric()) {
      this.signal = null;
      return;
    }
    const white = power(-0.5);
    const product = multiply(multiply(white, gammaMatrix), white);
    const form = generate(p, p, (i, j) => (product.data[i * p + j]! + product.data[j * p + i]!) / 2);
    const a = symmetricEigen(form).values;
    // What rounding leaves of a zero eigenvalue is judged by the largest, whatever the scale of Γ.
    const floor = TOLERANCE * Math.max(a[0] ?? 0, -(a[p - 1] ?? 0));
    this.signal = { form, positive: [...a].filter((value) => value > floor) };
  }

  /** Worth of an encoder. The condition number costs an SVD: `condition: false` leaves it out. */
  assess(w: Matrix, { condition = true }: { readonly condition?: boolean } = {}): Worth {
    const white = multiply(w, this.root);
    const whitened = rowBasis(white, TOLERANCE);
    // Σ^{1/2} ≻ 0 does not change the rank.
    const plain = this.regular ? null : rowBasis(w, TOLERANCE);
    const rank = (plain ?? whitened).rows;
    const collapsed = rank === 0 || maxAbs(white) <= TOLERANCE * Math.sqrt(this.sigmaScale) * maxAbs(w);
    const recovery = this.recovery(w);
    const retained = this.retained(whitened, w.rows);
    const conditionNumber =
      condition && whitened.rows === Math.min(w.rows, w.columns) ? conditionOf(white) : undefined;
    const outcome: Outcome = collapsed
      ? "collapsed"
      : rank < Math.min(w.rows, this.gammaRank)
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

  /** Σ_i q_iᵀ Ã q_i / Σ_{k ≤ m} a_k for orthonormal rows q_i (r×p). */
  private retained(basis: Matrix, m: number): number | undefined {
    if (this.signal === null || this.signal.positive.length === 0) return undefined;
    const { form, positive } = this.signal;
    let available = 0;
    for (let k = 0; k < Math.min(m, positive.length); k++) available += positive[k]!;
    return Math.min(inner(multiply(basis, form), basis) / available, 1);
  }
}

/** σ_max/σ_min; undefined for a matrix that is singular to the tolerance. */
function conditionOf(a: Matrix): number | undefined {
  const values = singularSpectrum(a);
  const [largest, smallest] = [values[0] ?? 0, values[values.length - 1] ?? 0];
  return smallest > TOLERANCE * largest ? largest / smallest : undefined;
}

/**
 * Orthonormal rows (r×p) that span the rows of A (m×p): Gram–Schmidt, the longest remaining row first, each row
 * orthogonalised a second time when it is chosen. Rows that remain shorter than `tolerance` times the first do not count.
 */
function rowBasis(a: Matrix, tolerance: number): Matrix {
  const { rows: m, columns: p } = a;
  const left = Float64Array.from(a.data);
  const basis = new Float64Array(Math.min(m, p) * p);
  const free = Array.from({ length: m }, (_, i) => i);
  const dot = (x: Float64Array, at: number, y: Float64Array, other: number): number => {
    let sum = 0;
    for (let k = 0; k < p; k++) sum += x[at + k]! * y[other + k]!;
    return sum;
  };
  const remove = (row: number, q: number): void => {
    const along = dot(left, row, basis, q);
    if (along !== 0) for (let k = 0; k < p; k++) left[row + k]! -= along * basis[q + k]!;
  };
  let first = 0;
  let rank = 0;
  while (rank < Math.min(m, p)) {
    let best = 0;
    let squares = -1;
    free.forEach((i, at) => {
      const size = dot(left, i * p, left, i * p);
      if (size > squares) [best, squares] = [at, size];
    });
    const row = free[best]! * p;
    if (rank === 0) first = Math.sqrt(squares);
    for (let q = 0; q < rank; q++) remove(row, q * p);
    const length = Math.sqrt(dot(left, row, left, row));
    if (!(length > tolerance * first)) break;
    for (let k = 0; k < p; k++) basis[rank * p + k] = left[row + k]! / length;
    free.splice(best, 1);
    for (const i of free) remove(i * p, rank * p);
    rank++;
  }
  return { rows: rank, columns: p, data: basis.slice(0, rank * p) };
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

/**
 * The quality of an encoder W (m×p) (three separate questions, never mixed):
 *
 *   rank       collapsed: W Σ Wᵀ = 0; dimensional collapse: 0 < rank W < min(m, rank Γ); full otherwise
 *   recovery   c_j = max_i |cos(W_i, M_j)| for every atom M_j of the dictionary; ground truth ⇔ min c_j = 1
 *   signal     ρ = tr((W Σ Wᵀ)⁺ W Γ Wᵀ) / Σ_{k ≤ min(m, p₊)} a_k, a_k the eigenvalues of Σ^{−1/2} Γ Σ^{−1/2}
 *
 * Ranks and equalities are read at the square root of the working precision (1e-8 relative): a refined point is known
 * to about 1e-15 and a generic one is far from both. ρ needs Γ symmetric and Σ ≻ 0, and then only depends on the row
 * space of U = W Σ^{1/2}: with orthonormal rows q_i spanning it and Ã = Σ^{−1/2} Γ Σ^{−1/2},
 *
 *   tr((W Σ Wᵀ)⁺ W Γ Wᵀ) = tr((U Uᵀ)⁺ U Ã Uᵀ) = Σ_i q_iᵀ Ã q_i,
 *
 * a plain weighted sum of squares when Ã = Q diag(a) Qᵀ and U = W Σ^{1/2} Q. The q_i come from pivoted Gram–Schmidt on the rows themselves: the Gram matrix U Uᵀ squares the condition, and its
 * zero eigenvalues drown in rounding.
 */

import { pow } from "../../elementary/elementary.js";
import type { DataModel } from "../../model/data-model.js";
import { singularSpectrum, symmetricEigen } from "../../numeric/linalg/decompositions.js";
import { generate, type Matrix, maxAbs, multiply, transpose } from "../../numeric/linalg/dense.js";
import { toMatrix } from "../../objectives/build.js";
import type { Outcome, Recovery } from "../record/types.js";
import { ENCODER, NO_DIRECTION } from "../tolerances.js";

/** What an encoder keeps: see the head of this file; absent where the model does not define it. */
export interface EncoderQuality {
  readonly rank: number;
  readonly outcome: Outcome;
  readonly recovery?: Recovery;
  readonly retained?: number;
  readonly conditionNumber?: number;
}

/** A p×n matrix, and by columns its nonzero entries if they are few: what an encoder is multiplied by. */
interface Multiplier {
  readonly dense: Matrix;
  readonly sparse: boolean;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** Everything about the model that is the same for every encoder. */
export class EncoderScale {
  /** The atoms, each of unit length (or zero). */
  private readonly atoms: Multiplier | null;
  private readonly gammaRank: number;
  /** Σ^{1/2} Q. */
  private readonly root: Multiplier;
  /** a_k in the order of the columns of Q, and the positive ones, descending; null where ρ is not defined. */
  private readonly signal: { readonly all: Float64Array; readonly positive: readonly number[] } | null;
  private readonly sigmaScale: number;
  /** Σ ≻ 0 */
  private readonly regular: boolean;

  constructor(model: DataModel) {
    const { gamma, sigma } = model.moments;
    this.atoms = model.dictionary === undefined ? null : multiplier(unitColumns(toMatrix(model.dictionary)));
    const p = gamma.rows;
    const { values, vectors } = symmetricEigen(toMatrix(sigma));
    const power = (exponent: number) =>
      multiply(
        generate(p, p, (i, k) => vectors.data[i * p + k]! * pow(Math.max(values[k]!, 0), exponent)),
        transpose(vectors),
      );
    this.sigmaScale = values[0] ?? 0;
    this.regular = values.length > 0 && values[p - 1]! > ENCODER * this.sigmaScale;
    const gammaMatrix = toMatrix(gamma);
    this.gammaRank = numericRank(singularSpectrum(gammaMatrix));
    if (!this.regular || !gamma.isSymmetric()) {
      this.root = multiplier(power(0.5));
      this.signal = null;
      return;
    }
    const white = power(-0.5);
    const { values: a, vectors: q } = symmetricEigen(multiply(multiply(white, gammaMatrix), white));
    this.root = multiplier(multiply(power(0.5), q));
    // What rounding leaves of a zero eigenvalue is judged by the largest, whatever the scale of Γ.
    const floor = ENCODER * Math.max(a[0]!, -a[p - 1]!);
    this.signal = { all: a, positive: [...a].filter((value) => value > floor) };
  }

  /** Whether W reads the inputs (m×p); variables of a custom loss need not. */
  fits(w: Matrix): boolean {
    return w.columns === this.root.dense.rows;
  }

  /** The quality of an encoder that fits. The condition number costs an SVD: `condition: false` leaves it out. */
  assess(w: Matrix, { condition = true }: { readonly condition?: boolean } = {}): EncoderQuality {
    const white = times(w, this.root);
    const whitened = rowBasis(white);
    // Σ^{1/2} ≻ 0 does not change the rank.
    const plain = this.regular ? null : rowBasis(w);
    const rank = (plain ?? whitened).rows;
    const collapsed = rank === 0 || maxAbs(white) <= ENCODER * Math.sqrt(this.sigmaScale) * maxAbs(w);
    const recovery = this.recovery(w);
    const retained = this.retained(whitened, w.rows);
    const conditionNumber =
      condition && whitened.rows === Math.min(w.rows, w.columns) ? conditionOf(white) : undefined;
    const outcome: Outcome = collapsed
      ? "collapsed"
      : rank < Math.min(w.rows, this.gammaRank)
        ? "dimensional-collapse"
        : recovery !== undefined && recovery.min > 1 - ENCODER
          ? "ground-truth"
          : retained !== undefined && retained > 1 - ENCODER
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
    const { rows: m, columns: p } = w;
    const lengths = new Float64Array(m);
    for (let i = 0; i < m; i++) lengths[i] = Math.sqrt(squaresOf(w.data, i * p, p));
    const largest = Math.max(...lengths);
    if (largest === 0) return { min: 0, median: 0, max: 0 };
    const { columns: d, data } = times(w, this.atoms);
    const scores = new Float64Array(d);
    for (let i = 0; i < m; i++) {
      // A row at rounding level has no direction.
      if (lengths[i]! <= NO_DIRECTION * largest) continue;
      for (let j = 0; j < d; j++) {
        const cosine = Math.min(Math.abs(data[i * d + j]!) / lengths[i]!, 1);
        // A product of p terms of unit vectors is rounded by p units in the last place of 1: below that it is 0.
        if (cosine > p * 2 ** -52) scores[j] = Math.max(scores[j]!, cosine);
      }
    }
    scores.sort();
    return { min: scores[0]!, median: median(scores), max: scores[d - 1]! };
  }

  /** Σ_i Σ_k a_k q_ik² / Σ_{k ≤ m} a_k for orthonormal rows q_i (r×p) in the basis Q. */
  private retained({ columns: p, data }: Matrix, m: number): number | undefined {
    if (this.signal === null || this.signal.positive.length === 0) return undefined;
    const { all, positive } = this.signal;
    let available = 0;
    for (let k = 0; k < Math.min(m, positive.length); k++) available += positive[k]!;
    let kept = 0;
    for (let at = 0; at < data.length; at += p)
      for (let k = 0; k < p; k++) kept += all[k]! * data[at + k]! * data[at + k]!;
    return Math.min(kept / available, 1);
  }
}

function multiplier(a: Matrix): Multiplier {
  const starts = new Int32Array(a.columns + 1);
  const rows: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < a.columns; j++) {
    for (let i = 0; i < a.rows; i++) {
      const value = a.data[i * a.columns + j]!;
      if (value === 0) continue;
      rows.push(i);
      values.push(value);
    }
    starts[j + 1] = rows.length;
  }
  const sparse = values.length <= a.data.length / 4;
  return { dense: a, sparse, starts, rows: Int32Array.from(rows), values: Float64Array.from(values) };
}

/** W·A. */
function times(w: Matrix, { dense, sparse, starts, rows, values }: Multiplier): Matrix {
  if (!sparse) return multiply(w, dense);
  const { rows: m, columns: p, data } = w;
  const n = starts.length - 1;
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let t = starts[j]!; t < starts[j + 1]!; t++) sum += data[i * p + rows[t]!]! * values[t]!;
      out[i * n + j] = sum;
    }
  return { rows: m, columns: n, data: out };
}

function unitColumns(a: Matrix): Matrix {
  const lengths = new Float64Array(a.columns);
  a.data.forEach((value, k) => {
    lengths[k % a.columns]! += value * value;
  });
  return generate(a.rows, a.columns, (i, j) =>
    lengths[j] === 0 ? 0 : a.data[i * a.columns + j]! / Math.sqrt(lengths[j]!),
  );
}

function squaresOf(data: Float64Array, start: number, length: number): number {
  let sum = 0;
  for (let k = start; k < start + length; k++) sum += data[k]! * data[k]!;
  return sum;
}

/** σ_max/σ_min; undefined for a matrix that is singular to the tolerance. */
function conditionOf(a: Matrix): number | undefined {
  const values = orthogonalLengths(a) ?? singularSpectrum(a);
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < values.length; k++) {
    largest = Math.max(largest, values[k]!);
    smallest = Math.min(smallest, values[k]!);
  }
  return smallest > ENCODER * largest ? largest / smallest : undefined;
}

/** The lengths of the rows where they are orthogonal to rounding, as at most critical points: the singular values. */
function orthogonalLengths({ rows: m, columns: p, data }: Matrix): Float64Array | null {
  if (m > p) return null;
  const lengths = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    lengths[i] = Math.sqrt(squaresOf(data, i * p, p));
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let k = 0; k < p; k++) dot += data[i * p + k]! * data[j * p + k]!;
      if (Math.abs(dot) > 2 ** -50 * p * lengths[i]! * lengths[j]!) return null;
    }
  }
  return lengths;
}

/**
 * Orthonormal rows (r×p) that span the rows of A (m×p): Gram–Schmidt, the longest remaining row first; a row that has
 * lost nine tenths of its length is orthogonalised once more. Rows that remain shorter than `ENCODER` times the first
 * do not count.
 */
function rowBasis({ rows: m, columns: p, data }: Matrix): Matrix {
  const most = Math.min(m, p);
  const left = Float64Array.from(data);
  const basis = new Float64Array(most * p);
  // Squared lengths: at first, and what remains (−1 for rows that have been chosen).
  const original = new Float64Array(m);
  for (let i = 0; i < m; i++) original[i] = squaresOf(data, i * p, p);
  const remaining = Float64Array.from(original);
  let floor = 0;
  let rank = 0;
  while (rank < most) {
    let best = 0;
    for (let i = 1; i < m; i++) if (remaining[i]! > remaining[best]!) best = i;
    const row = best * p;
    if (rank === 0) floor = ENCODER * Math.sqrt(remaining[best]!);
    if (remaining[best]! < 0.01 * original[best]!)
      for (let q = 0; q < rank; q++) remaining[best] = removed(left, row, basis, q * p, p);
    const length = Math.sqrt(remaining[best]!);
    if (!(length > floor)) break;
    const at = rank * p;
    for (let k = 0; k < p; k++) basis[at + k] = left[row + k]! / length;
    remaining[best] = -1;
    rank++;
    if (rank === most) break;
    for (let i = 0; i < m; i++) if (remaining[i]! > 0) remaining[i] = removed(left, i * p, basis, at, p);
  }
  return { rows: rank, columns: p, data: basis.subarray(0, rank * p) };
}

/** v ← v − ⟨q, v⟩ q for the row of `a` that starts at v; the squared length of what remains. */
function removed(a: Float64Array, v: number, basis: Float64Array, q: number, p: number): number {
  let along = 0;
  for (let k = 0; k < p; k++) along += a[v + k]! * basis[q + k]!;
  let squares = 0;
  for (let k = 0; k < p; k++) {
    const value = a[v + k]! - along * basis[q + k]!;
    a[v + k] = value;
    squares += value * value;
  }
  return squares;
}

const numericRank = (values: ArrayLike<number>): number => {
  const floor = ENCODER * (values[0] ?? 0);
  let rank = 0;
  for (let k = 0; k < values.length; k++) if (values[k]! > floor) rank++;
  return rank;
};

/** Median of an ascending list. */
export const median = (sorted: ArrayLike<number>): number => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/**
 * The losses of the experiments on representations, each with its gradient.
 *
 * r = s/‖s‖ has ∂L/∂s = (∂L/∂r − r ⟨r, ∂L/∂r⟩)/‖s‖; a row shorter than 1e−12 is left at zero and has no gradient.
 */

import { log } from "../../elementary/elementary.js";
import { expNonpositive } from "../../elementary/exponential.js";
import { block, multiplyNN, multiplyNT, multiplyTN } from "../../numeric/linalg/block-products.js";

const SHORTEST = 1e-12;

/** Divides the rows of `rows` (n×m) by their lengths, which are kept in `lengths` (0 where there is no direction). */
export function normaliseRows(rows: Float64Array, n: number, m: number, lengths: Float64Array): void {
  for (let i = 0, at = 0; i < n; i++, at += m) {
    let squares = 0;
    for (let k = 0; k < m; k++) squares += rows[at + k]! * rows[at + k]!;
    const length = Math.sqrt(squares);
    lengths[i] = length < SHORTEST ? 0 : length;
    const factor = length < SHORTEST ? 0 : 1 / length;
    for (let k = 0; k < m; k++) rows[at + k]! *= factor;
  }
}

/** ∂L/∂s from ∂L/∂r, in place; `unit` holds the rows r and `lengths` the ‖s‖. */
export function throughNormalisation(
  sensitivity: Float64Array,
  unit: Float64Array,
  n: number,
  m: number,
  lengths: Float64Array,
): void {
  for (let i = 0, at = 0; i < n; i++, at += m) {
    let along = 0;
    for (let k = 0; k < m; k++) along += sensitivity[at + k]! * unit[at + k]!;
    const factor = lengths[i] === 0 ? 0 : 1 / lengths[i]!;
    for (let k = 0; k < m; k++) sensitivity[at + k] = factor * (sensitivity[at + k]! - along * unit[at + k]!);
  }
}

/** A loss of n pairs of rows q_i, r_i of length m; ∂L/∂q goes into `gradient` (n×m). */
type PairLoss = (q: Float64Array, r: Float64Array, n: number, m: number, gradient: Float64Array) => number;

/** 2 − (2/n) Σ ⟨q_i, r_i⟩; writes ∂L/∂q = −2 r/n. */
export const alignmentLoss: PairLoss = (q, r, n, m, gradient) => {
  let sum = 0;
  for (let at = 0; at < n * m; at++) {
    sum += q[at]! * r[at]!;
    gradient[at] = (-2 / n) * r[at]!;
  }
  return 2 - (2 * sum) / n;
};

/** (1/n) Σ ‖q_i − r_i‖²; writes ∂L/∂q = 2 (q − r)/n. */
export const squaredErrorLoss: PairLoss = (q, r, n, m, gradient) => {
  let sum = 0;
  for (let at = 0; at < n * m; at++) {
    const difference = q[at]! - r[at]!;
    sum += difference * difference;
    gradient[at] = (2 / n) * difference;
  }
  return sum / n;
};

const TILE = 32;

/**
 * NT-Xent on N = 2n unit rows z_1 … z_N, row i + n being the other view of row i:
 *
 *   L = (1/N) Σ_i [ log Σ_{k≠i} E_ik − (⟨z_i, z_{i⁺}⟩ − 1)/τ ],   E_ik = exp((⟨z_i, z_k⟩ − 1)/τ) ∈ [e^{−2/τ}, 1],
 *   ∂L/∂z_i = (1/(Nτ)) [ Σ_{k≠i} E_ik (1/S_i + 1/S_k) z_k − 2 z_{i⁺} ],   S_i = Σ_{k≠i} E_ik.
 *
 * The shift by 1 is the largest possible similarity, so that no row maximum is needed (τ ≥ 0.005: no S_i underflows).
 * E is symmetric: only its upper triangle of 32×32 tiles is computed, kept, and used for both of its blocks.
 * Source: Chen, Kornblith, Norouzi, Hinton, ICML 2020 (arXiv 2002.05709), equation 1.
 */
export class ContrastiveLoss {
  private readonly tiles: Float64Array;
  private readonly weights = new Float64Array(TILE * TILE);
  private readonly sums: Float64Array;
  private readonly inverse: Float64Array;

  /** @param capacity the largest N. */
  constructor(
    private readonly capacity: number,
    private readonly m: number,
    private readonly temperature: number,
  ) {
    const across = Math.ceil(capacity / TILE);
    this.tiles = new Float64Array(((across * (across + 1)) / 2) * TILE * TILE);
    this.sums = new Float64Array(across * TILE);
    this.inverse = new Float64Array(across * TILE);
  }

  /**
   * L, and ∂L/∂z into `gradient` (N×m).
   *
   * @param z 2n×m, rows of unit length (or zero).
   * @throws RangeError if 2n exceeds the capacity.
   */
  evaluate(z: Float64Array, n: number, gradient: Float64Array): number {
    const count = 2 * n;
    if (count > this.capacity)
      throw new RangeError(`nt-xent: expected at most ${this.capacity / 2} pairs, got ${n}`);
    const { m, temperature, sums, inverse } = this;
    this.exponentials(z, count);
    let loss = 0;
    for (let i = 0; i < count; i++) {
      inverse[i] = 1 / sums[i]!;
      loss += log(sums[i]!);
    }
    gradient.fill(0, 0, count * m);
    this.accumulate(z, count, gradient);
    for (let i = 0, at = 0; i < count; i++) {
      const other = (i < n ? i + n : i - n) * m;
      let similarity = 0;
      for (let k = 0; k < m; k++, at++) {
        similarity += z[at]! * z[other + k]!;
        gradient[at] = (gradient[at]! - 2 * z[other + k]!) / (count * temperature);
      }
      loss -= (similarity - 1) / temperature;
    }
    return loss / count;
  }

  /** Fills `tiles` (row by row of the upper triangle) and the row sums. */
  private exponentials(z: Float64Array, count: number): void {
    const { tiles, sums, m } = this;
    sums.fill(0);
    let start = 0;
    for (let i = 0; i < count; i += TILE) {
      const rows = Math.min(TILE, count - i);
      for (let j = i; j < count; j += TILE, start += TILE * TILE) {
        const columns = Math.min(TILE, count - j);
        tiles.fill(0, start, start + TILE * TILE);
        multiplyNT(block(tiles, TILE, start), block(z, m, i * m), block(z, m, j * m), rows, columns, m);
        if (i === j) this.diagonalTile(start, i, rows);
        else this.offDiagonalTile(start, i, j, rows, columns);
      }
    }
  }

  /** Similarities → E, added to the sums of its rows i … and, E being symmetric, of its columns j …. */
  private offDiagonalTile(start: number, i: number, j: number, rows: number, columns: number): void {
    const { tiles, sums } = this;
    const rate = 1 / this.temperature;
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      const at = start + r * TILE;
      for (let c = 0; c < columns; c++) {
        const value = expNonpositive(rate * (tiles[at + c]! - 1));
        tiles[at + c] = value;
        sum += value;
        sums[j + c]! += value;
      }
      sums[i + r]! += sum;
    }
  }

  /** Both halves at once; i = k is left out. */
  private diagonalTile(start: number, i: number, rows: number): void {
    const { tiles, sums } = this;
    const rate = 1 / this.temperature;
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < rows; c++) {
        const at = start + r * TILE + c;
        tiles[at] = r === c ? 0 : expNonpositive(rate * (tiles[at]! - 1));
        sums[i + r]! += tiles[at]!;
      }
  }

  /** gradient += G z, G_ik = E_ik (1/S_i + 1/S_k). */
  private accumulate(z: Float64Array, count: number, gradient: Float64Array): void {
    const { tiles, weights, inverse, m } = this;
    let start = 0;
    for (let i = 0; i < count; i += TILE) {
      const rows = Math.min(TILE, count - i);
      for (let j = i; j < count; j += TILE, start += TILE * TILE) {
        const columns = Math.min(TILE, count - j);
        for (let r = 0; r < rows; r++) {
          const own = inverse[i + r]!;
          const at = r * TILE;
          for (let c = 0; c < columns; c++)
            weights[at + c] = tiles[start + at + c]! * (own + inverse[j + c]!);
        }
        multiplyNN(block(gradient, m, i * m), block(weights, TILE), block(z, m, j * m), rows, m, columns);
        if (i !== j)
          multiplyTN(block(gradient, m, j * m), block(weights, TILE), block(z, m, i * m), columns, m, rows);
      }
    }
  }
}

/**
 * Signs of real parts, and regularity, with proof: for every matrix of a ball. (Symmetric matrices: `krawczyk.ts`.)
 *
 * A ∈ ⟨M, R⟩ ⊂ R^{n×n}: let the columns of X be the real eigenvectors of M, and real and imaginary parts x, y of one of each
 * complex pair a ± ib, all approximate: M(x, y) ≈ (x, y)(a, b; −b, a). With Y ≈ X⁻¹ and ε = ‖I − YX‖_∞ < 1 the matrix
 * X⁻¹AX = (YX)⁻¹(YAX) differs from B = YAX by at most ε/(1 − ε)·‖B‖_∞ in each row sum. B is N + E, N of blocks a and
 * (a, b; −b, a), E small. The unitary T of blocks 1 and (1, 1; i, −i)/√2 makes N diagonal, with the entries a and a ± ib. A row
 * of T*ET for a real eigenvalue sums up to √2|E_i|₁ at most, those of a pair to |E_i|₁ + |E_{i+1}|₁: Gershgorin's discs of √2
 * times these sums (if there are pairs at all) hold the eigenvalues of A, each connected group of discs as many as it has discs. Real parts are counted
 * from them.
 *
 * Where eigenvectors nearly coincide, as they do around multiple eigenvalues: X symmetric with AᵀX + XA negative definite for every
 * A of the ball. Then A has as many eigenvalues of negative real part as X has positive ones, and the other way round; both
 * signatures are proved (Ostrowski and Schneider, J. Math. Anal. Appl. 4 (1962)).
 *
 * A zero eigenvalue can never be proved this way: `null` then means "not decided", not "indefinite".
 * Source: Rump, "Verification methods: rigorous results using floating-point arithmetic", Acta Numerica 19 (2010), §13.
 */

import { generalEigen } from "../linalg/decompositions.js";
import { diagonalBlocks } from "../linalg/dense.js";
import { lyapunovSolution } from "../linalg/stability.js";
import {
  type BallMatrix,
  ballAccumulate,
  ballMultiply,
  ballTranspose,
  exactBall,
  magnitudeAt,
} from "./ball-matrix.js";
import { up } from "./interval.js";
import { certifiedSignature } from "./krawczyk.js";

/** Numbers of eigenvalues with negative and positive real part, none being zero. */
export interface Signature {
  readonly negative: number;
  readonly positive: number;
}

/** How many eigenvalues of every matrix of the ball have negative and positive real part; null if it is not decided. */
export function certifiedRealParts(a: BallMatrix): Signature | null {
  if (a.rows === 0) return { negative: 0, positive: 0 };
  if (!a.rad.every(Number.isFinite)) return null;
  return byDiscs(a) ?? byLyapunov(a);
}

/** Where eigenvectors nearly coincide. */
function byLyapunov(a: BallMatrix): Signature | null {
  const n = a.rows;
  const data = lyapunovSolution(a.mid, n);
  if (data === null) return null;
  const x = exactBall({ rows: n, columns: n, data });
  const product = ballMultiply(x, a);
  // XA + (XA)ᵀ, which holds XA + AᵀX for the A of every place.
  const sum = ballTranspose(product);
  ballAccumulate(sum, 1, 0, product);
  if (certifiedSignature(sum)?.negative !== n) return null;
  const inertia = certifiedSignature(x);
  return inertia === null ? null : { negative: inertia.positive, positive: inertia.negative };
}

function byDiscs(a: BallMatrix): Signature | null {
  const n = a.rows;
  const { vectors, im } = generalEigen({ rows: n, columns: n, data: a.mid });
  const hasPairs = im.some((part) => part !== 0);
  const x = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    // Of a pair, the one with positive imaginary part comes first.
    const pair = im[k] !== 0;
    if (pair && !(im[k]! > 0 && k + 1 < n)) return null;
    for (let i = 0; i < n; i++) {
      x[i * n + k] = vectors.re.data[i * n + k]!;
      if (pair) x[i * n + k + 1] = vectors.im.data[i * n + k]!;
    }
    if (pair) k++;
  }
  const y = x.every(Number.isFinite) ? approximateInverse(x, n) : null;
  if (y === null) return null;
  const right = exactBall({ rows: n, columns: n, data: x });
  const left = exactBall({ rows: n, columns: n, data: y });
  const epsilon = defectNorm(ballMultiply(left, right));
  if (!(epsilon < 0.5)) return null;
  const b = ballMultiply(left, ballMultiply(a, right));
  let size = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row = up(row + magnitudeAt(b, i * n + j));
    size = Math.max(size, row);
  }
  const slack = up(up(up(epsilon / (1 - epsilon)) * size) * (1 + 2 ** -50));
  let negative = 0;
  for (let i = 0; i < n; i++) {
    const [own, pair] = [b.mid[i * n + i]!, im[i] !== 0];
    const next = pair ? b.mid[(i + 1) * n + i + 1]! : own;
    const turn = pair ? (b.mid[i * n + i + 1]! - b.mid[(i + 1) * n + i]!) / 2 : 0;
    const centre = pair ? (own + next) / 2 : own;
    let radius = slack;
    for (let row = i; row <= (pair ? i + 1 : i); row++) {
      if (row > i) radius = up(radius + slack);
      for (let j = 0; j < n; j++) {
        let mid = b.mid[row * n + j]!;
        if (j === row) mid -= centre;
        else if (pair && (j === i || j === i + 1)) mid -= row === i ? turn : -turn;
        radius = up(radius + up(up(Math.abs(mid)) + b.rad[row * n + j]!));
      }
    }
    if (hasPairs) radius = up(radius * Math.SQRT2) * (1 + 2 ** -50);
    // Every disc lies on one side of the imaginary axis: no connected group crosses it.
    if (!(Math.abs(centre) > radius)) return null;
    if (centre < 0) negative += pair ? 2 : 1;
    if (pair) i++;
  }
  return { negative, positive: n - negative };
}

/** A⁻¹ in floating point by Gauss–Jordan with partial pivoting; null where a pivot vanishes. Proves nothing by itself. */
export function approximateInverse(a: Float64Array, n: number): Float64Array | null {
  const work = Float64Array.from(a);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(work[i * n + k]!) > Math.abs(work[pivot * n + k]!)) pivot = i;
    const value = work[pivot * n + k]!;
    if (!(Math.abs(value) > 0) || !Number.isFinite(value)) return null;
    if (pivot !== k)
      for (let j = 0; j < n; j++) {
        const [w, o] = [work[k * n + j]!, out[k * n + j]!];
        work[k * n + j] = work[pivot * n + j]!;
        work[pivot * n + j] = w;
        out[k * n + j] = out[pivot * n + j]!;
        out[pivot * n + j] = o;
      }
    for (let j = 0; j < n; j++) {
      work[k * n + j]! /= value;
      out[k * n + j]! /= value;
    }
    for (let i = 0; i < n; i++) {
      const factor = work[i * n + k]!;
      if (i === k || factor === 0) continue;
      for (let j = k; j < n; j++) work[i * n + j]! -= factor * work[k * n + j]!;
      for (let j = 0; j < n; j++) out[i * n + j]! -= factor * out[k * n + j]!;
    }
  }
  for (let k = 0; k < n * n; k++) if (!Number.isFinite(out[k]!)) return null;
  return out;
}

/**
 * Whether every matrix of the ball is regular: ‖I − YA‖_∞ < 1 for an approximate inverse Y, taken block by block where M falls
 * into diagonal blocks. Row sums are those of the computed product plus |Y|(R + γ|M|), γ = (n + 4)·2⁻⁵², and widened as in
 * `krawczyk.ts`.
 */
export function certifiedRegular({ rows: n, mid, rad }: BallMatrix): boolean {
  const gamma = (n + 4) * 2 ** -52;
  for (const block of diagonalBlocks(mid, n)) {
    const b = block.length;
    const part = new Float64Array(b * b);
    for (let i = 0; i < b; i++) for (let j = 0; j < b; j++) part[i * b + j] = mid[block[i]! * n + block[j]!]!;
    const y = approximateInverse(part, b);
    if (y === null) return false;
    for (let i = 0; i < b; i++) {
      let norm = 0;
      for (let j = 0; j < n; j++) {
        let sum = j === block[i] ? -1 : 0;
        let bound = 0;
        for (let k = 0; k < b; k++) {
          const at = block[k]! * n + j;
          sum += y[i * b + k]! * mid[at]!;
          bound += Math.abs(y[i * b + k]!) * (rad[at]! + gamma * Math.abs(mid[at]!) + 2 ** -960);
        }
        // The sum starts from −1, whose share of the rounding is γ.
        norm += Math.abs(sum) + bound + (j === block[i] ? gamma : 0);
      }
      if (!(norm * (1 + 2 ** -30) + 2 ** -960 < 1)) return false;
    }
  }
  return true;
}

/** max over the ball of ‖I − B‖_∞. */
function defectNorm(b: BallMatrix): number {
  const n = b.rows;
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      row = up(row + up(up(Math.abs(b.mid[k]! - (i === j ? 1 : 0))) + b.rad[k]!));
    }
    norm = Math.max(norm, row);
  }
  return norm;
}

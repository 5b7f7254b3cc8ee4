/**
 * Signs of real parts, and regularity, with proof: for every matrix of a ball. (Symmetric matrices: `krawczyk.ts`.)
 *
 * A ∈ ⟨M, R⟩ ⊂ R^{n×n}: with X the approximate (complex) eigenvectors of M and Y ≈ X⁻¹, ε = ‖I − YX‖_∞ < 1, the matrix
 * X⁻¹AX = (YX)⁻¹(YAX) differs from B = YAX by at most ε/(1 − ε)·‖B‖_∞ in each row sum: its Gershgorin discs, enlarged by
 * that, hold the eigenvalues of A, each connected group of discs as many as it has discs. Real parts are counted from them.
 *
 * A zero eigenvalue can never be proved this way: `null` then means "not decided", not "indefinite".
 * Source: Rump, "Verification methods: rigorous results using floating-point arithmetic", Acta Numerica 19 (2010), §13.
 */
import { type BallMatrix, ballMultiply, ballZero, exactBall, magnitudeAt } from "./ball-matrix.js";
import { generalEigen } from "./decompositions.js";
import { diagonalBlocks, type Matrix } from "./dense.js";
import { up } from "./interval.js";

/** Numbers of eigenvalues with negative and positive real part, none being zero. */
export interface Signature {
  readonly negative: number;
  readonly positive: number;
}

/** How many eigenvalues of every matrix of the ball have negative and positive real part; null if it is not decided. */
export function certifiedRealParts(a: BallMatrix): Signature | null {
  const n = a.rows;
  if (n === 0) return { negative: 0, positive: 0 };
  if (!a.rad.every(Number.isFinite)) return null;
  const eigen = generalEigen({ rows: n, columns: n, data: a.mid });
  const { re, im } = eigen.vectors;
  if (![...re.data, ...im.data].every(Number.isFinite)) return null;
  const inverse = complexInverse(re, im);
  if (inverse === null) return null;
  const [xr, xi] = [exactBall(re), exactBall(im)];
  const [yr, yi] = [exactBall(inverse.re), exactBall(inverse.im)];
  const product = complexMultiply(yr, yi, xr, xi);
  const b = complexMultiply(yr, yi, ballMultiply(a, xr), ballMultiply(a, xi));
  let epsilon = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    let defect = 0;
    let row = 0;
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      const unit = i === j ? 1 : 0;
      defect = up(defect + up(up(Math.abs(product.re.mid[k]! - unit)) + product.re.rad[k]!));
      defect = up(defect + magnitudeAt(product.im, k));
      row = up(row + up(magnitudeAt(b.re, k) + magnitudeAt(b.im, k)));
    }
    epsilon = Math.max(epsilon, defect);
    size = Math.max(size, row);
  }
  if (!(epsilon < 0.5)) return null;
  const slack = up(up(epsilon / (1 - epsilon)) * size * (1 + 2 ** -50));
  const discs: Disc[] = [];
  for (let i = 0; i < n; i++) {
    let radius = slack;
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      radius = up(
        radius +
          (j === i ? up(b.re.rad[k]! + b.im.rad[k]!) : up(magnitudeAt(b.re, k) + magnitudeAt(b.im, k))),
      );
    }
    discs.push({ re: b.re.mid[i * n + i]!, im: b.im.mid[i * n + i]!, radius });
  }
  return countSides(discs);
}

interface Disc {
  readonly re: number;
  readonly im: number;
  readonly radius: number;
}

/**
 * Every disc must lie on one side of the imaginary axis. Then no connected group of discs crosses it, and each side holds
 * as many eigenvalues as discs.
 */
function countSides(discs: readonly Disc[]): Signature | null {
  let negative = 0;
  for (const { re, radius } of discs) {
    if (!(Math.abs(re) > radius)) return null;
    if (re < 0) negative++;
  }
  return { negative, positive: discs.length - negative };
}

interface ComplexBall {
  readonly re: BallMatrix;
  readonly im: BallMatrix;
}

function complexMultiply(ar: BallMatrix, ai: BallMatrix, br: BallMatrix, bi: BallMatrix): ComplexBall {
  const rr = ballMultiply(ar, br);
  const ii = ballMultiply(ai, bi);
  const ri = ballMultiply(ar, bi);
  const ir = ballMultiply(ai, br);
  return { re: combine(rr, ii, -1), im: combine(ri, ir, 1) };
}

function combine(a: BallMatrix, b: BallMatrix, sign: 1 | -1): BallMatrix {
  const out = ballZero(a.rows, a.columns);
  for (let k = 0; k < out.mid.length; k++) {
    const mid = a.mid[k]! + sign * b.mid[k]!;
    out.mid[k] = mid;
    out.rad[k] = (a.rad[k]! + b.rad[k]! + Math.abs(mid) * 2 ** -53) * (1 + 2 ** -50) + 2 ** -1074;
  }
  return out;
}

/** X⁻¹ in floating point through the real form ((A, −B), (B, A)). */
function complexInverse(a: Matrix, b: Matrix): { re: Matrix; im: Matrix } | null {
  const n = a.rows;
  const real = new Float64Array(4 * n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      real[i * 2 * n + j] = real[(n + i) * 2 * n + n + j] = a.data[i * n + j]!;
      real[(n + i) * 2 * n + j] = b.data[i * n + j]!;
      real[i * 2 * n + n + j] = -b.data[i * n + j]!;
    }
  const inverted = approximateInverse(real, 2 * n);
  if (inverted === null) return null;
  const part = (row: number): Matrix => {
    const data = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) data[i * n + j] = inverted[(row + i) * 2 * n + j]!;
    return { rows: n, columns: n, data };
  };
  return { re: part(0), im: part(n) };
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
        [work[k * n + j], work[pivot * n + j]] = [work[pivot * n + j]!, work[k * n + j]!];
        [out[k * n + j], out[pivot * n + j]] = [out[pivot * n + j]!, out[k * n + j]!];
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
  return out.every(Number.isFinite) ? out : null;
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

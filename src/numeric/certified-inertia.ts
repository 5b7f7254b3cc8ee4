/**
 * Inertia with proof: signs of eigenvalues that hold for every matrix of a ball.
 *
 * Symmetric A ∈ ⟨M, R⟩ ⊂ R^{n×n}: with V the approximate eigenvectors of M, S = VᵀAV is congruent to A and nearly diagonal.
 * If S is strictly diagonally dominant after a scaling D S D, then S is regular with as many positive and negative
 * eigenvalues as diagonal entries (Gershgorin), hence V is regular and, by Sylvester's law, A has them too.
 *
 * General A: with X the approximate (complex) eigenvectors of M and Y ≈ X⁻¹, ε = ‖I − YX‖_∞ < 1, the matrix
 * X⁻¹AX = (YX)⁻¹(YAX) differs from B = YAX by at most ε/(1 − ε)·‖B‖_∞ in each row sum: its Gershgorin discs, enlarged by
 * that, hold the eigenvalues of A, each connected group of discs as many as it has discs. Real parts are counted from them.
 *
 * A zero eigenvalue can never be proved this way: `null` then means "not decided", not "indefinite".
 * Source: Rump, "Verification methods: rigorous results using floating-point arithmetic", Acta Numerica 19 (2010), §13.
 */
import {
  type BallMatrix,
  ballMultiply,
  ballTranspose,
  ballZero,
  exactBall,
  magnitudeAt,
  mignitudeAt,
} from "./ball-matrix.js";
import { generalEigen, symmetricEigen } from "./decompositions.js";
import { approximateInverse, type Matrix } from "./dense.js";
import { up } from "./interval.js";

/** Numbers of negative and positive eigenvalues (or real parts), none being zero. */
export interface Signature {
  readonly negative: number;
  readonly positive: number;
  /** Every |eigenvalue| (symmetric: of the scaled form) is above this share of its diagonal entry. */
  readonly margin: number;
}

/** The signature of every symmetric matrix of the ball; null if it is not decided. */
export function certifiedSignature(a: BallMatrix): Signature | null {
  const n = a.rows;
  if (n === 0) return { negative: 0, positive: 0, margin: 1 };
  if (!a.rad.every(Number.isFinite)) return null;
  const { vectors } = symmetricEigen({ rows: n, columns: n, data: symmetricPart(a.mid, n) });
  const v = exactBall(vectors);
  const s = ballMultiply(ballTranspose(v), ballMultiply(a, v));
  let negative = 0;
  let margin = 1;
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (mignitudeAt(s, i * n + i) === 0) return null;
    scale[i] = 1 / Math.sqrt(Math.abs(s.mid[i * n + i]!));
    if (s.mid[i * n + i]! < 0) negative++;
  }
  for (let i = 0; i < n; i++) {
    // D is any positive diagonal matrix: the doubles in `scale` are exact.
    let off = 0;
    for (let j = 0; j < n; j++) if (j !== i) off = up(off + up(magnitudeAt(s, i * n + j) * scale[j]!));
    const own = mignitudeAt(s, i * n + i) * scale[i]! * (1 - 2 ** -51);
    if (!(off < own)) return null;
    margin = Math.min(margin, 1 - off / own);
  }
  return { negative, positive: n - negative, margin };
}

const symmetricPart = (m: Float64Array, n: number): Float64Array =>
  m.map((value, k) => (value + m[(k % n) * n + Math.floor(k / n)]!) / 2);

/** How many eigenvalues of every matrix of the ball have negative and positive real part; null if it is not decided. */
export function certifiedRealParts(a: BallMatrix): Signature | null {
  const n = a.rows;
  if (n === 0) return { negative: 0, positive: 0, margin: 1 };
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
  let margin = 1;
  for (const { re, radius } of discs) {
    if (!(Math.abs(re) > radius)) return null;
    if (re < 0) negative++;
    margin = Math.min(margin, 1 - radius / Math.abs(re));
  }
  return { negative, positive: discs.length - negative, margin };
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

/** Whether every matrix of the ball is regular: ‖I − YA‖_∞ < 1 for an approximate inverse Y. */
export function certifiedRegular(a: BallMatrix): boolean {
  const n = a.rows;
  if (n === 0) return true;
  if (!a.rad.every(Number.isFinite)) return false;
  const inverse = approximateInverse(a.mid, n);
  if (inverse === null) return false;
  return defectNorm(ballMultiply(exactBall({ rows: n, columns: n, data: inverse }), a)) < 1;
}

/** max over the ball of ‖I − B‖_∞. */
export function defectNorm(b: BallMatrix): number {
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

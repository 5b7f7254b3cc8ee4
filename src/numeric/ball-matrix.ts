/**
 * Matrices of real intervals by midpoint and radius: ⟨M, R⟩ = {A : |A_ij − M_ij| ≤ R_ij}.
 *
 * With u = 2⁻⁵³, γ_n = nu/(1 − nu) and any order of summation, |fl(AB) − AB| ≤ γ_n |A||B| + nη (Higham, "Accuracy and
 * stability of numerical algorithms", 2002, §3.5), so
 *
 *   ⟨M, R⟩⟨N, S⟩ ⊆ ⟨fl(MN), |M|(S + γ_n|N|) + R(|N| + S) + nη⟩,
 *
 * three ordinary products instead of one in interval arithmetic. Radii are sums of non-negative terms; they are computed
 * in floating point and enlarged by what their own rounding can have lost. A radius that is not finite says nothing and
 * every test fails on it. Source: Rump, "Fast and parallel interval arithmetic", BIT 39 (1999).
 */
import { type Rational, toNumber } from "../exact/rational.js";
import { type Matrix, multiplyInto } from "./dense.js";
import { ball, enclose, up } from "./interval.js";

export interface BallMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly mid: Float64Array;
  readonly rad: Float64Array;
}

const U = 2 ** -53;
const ETA = 2 ** -1074;

/** What multiplies a sum of n non-negative products so that it bounds the exact one. */
const widening = (n: number): number => 1 + (2 * n + 8) * 2 ** -52;

export const ballZero = (rows: number, columns: number): BallMatrix => ({
  rows,
  columns,
  mid: new Float64Array(rows * columns),
  rad: new Float64Array(rows * columns),
});

export const ballIdentity = (n: number): BallMatrix => {
  const out = ballZero(n, n);
  for (let i = 0; i < n; i++) out.mid[i * n + i] = 1;
  return out;
};

/** A matrix of doubles, taken as exact. */
export const exactBall = ({ rows, columns, data }: Matrix): BallMatrix => ({
  rows,
  columns,
  mid: data,
  rad: new Float64Array(data.length),
});

/** ⟨x, r⟩ for a vector of midpoints and radii. */
export const ballVector = (mid: Float64Array, rad: Float64Array): BallMatrix => ({
  rows: mid.length,
  columns: 1,
  mid,
  rad,
});

/** The ball around an exact rational: radius 0 where it is a double. */
export function rationalBall(value: Rational): { mid: number; rad: number } {
  const { lo, hi } = enclose(value);
  if (lo === hi) return { mid: lo, rad: 0 };
  const mid = toNumber(value);
  return Number.isFinite(mid) ? { mid, rad: Math.max(up(hi - mid), up(mid - lo)) } : ball({ lo, hi });
}

export const ballTranspose = ({ rows, columns, mid, rad }: BallMatrix): BallMatrix => {
  const out = ballZero(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      out.mid[j * rows + i] = mid[i * columns + j]!;
      out.rad[j * rows + i] = rad[i * columns + j]!;
    }
  return out;
};

/** A·B. */
export function ballMultiply(a: BallMatrix, b: BallMatrix): BallMatrix {
  if (a.columns !== b.rows)
    throw new RangeError(`ball product: expected ${a.columns} rows on the right, got ${b.rows}`);
  const shape = { rows: a.rows, inner: a.columns, columns: b.columns };
  const out = ballZero(a.rows, b.columns);
  multiplyInto(out.mid, a.mid, b.mid, shape);
  const n = a.columns;
  const gamma = ((n + 2) * U) / (1 - (n + 2) * U);
  const outer = Float64Array.from(b.mid, (value, k) => {
    const size = Math.abs(value);
    // γ|N| may underflow before it is multiplied by something large.
    return b.rad[k]! + gamma * size + (size !== 0 && size < 1e-290 ? ETA : 0);
  });
  const size = Float64Array.from(a.mid, Math.abs);
  multiplyInto(out.rad, size, outer, shape);
  if (a.rad.some((r) => r !== 0)) {
    const inner = Float64Array.from(b.mid, (value, k) => b.rad[k]! + Math.abs(value));
    const extra = new Float64Array(out.rad.length);
    multiplyInto(extra, a.rad, inner, shape);
    for (let k = 0; k < extra.length; k++) out.rad[k]! += extra[k]!;
  }
  const factor = widening(n);
  // Products of radii and of |M| may underflow as well: 4n of them at most.
  for (let k = 0; k < out.rad.length; k++) out.rad[k] = out.rad[k]! * factor + 8 * (n + 1) * ETA;
  return sanitised(out);
}

/** a ← a + ⟨c, r⟩·b (or ·bᵀ), in place. */
export function ballAccumulate(a: BallMatrix, c: number, r: number, b: BallMatrix, transposed = false): void {
  const { rows, columns } = a;
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, k++) {
      const at = transposed ? j * rows + i : k;
      addProduct(a, k, c, r, b.mid[at]!, b.rad[at]!);
    }
}

/** a[k] ← a[k] + ⟨c, r⟩⟨m, s⟩, in place. */
export function addProduct(a: BallMatrix, k: number, c: number, r: number, m: number, s: number): void {
  const p = c * m;
  const total = a.mid[k]! + p;
  // Rounding of the product and of the sum, each at most u of its result (η where it underflows).
  a.rad[k] =
    (a.rad[k]! + Math.abs(c) * s + r * (Math.abs(m) + s) + (Math.abs(p) + Math.abs(total)) * U) *
      (1 + 2 ** -49) +
    8 * ETA;
  a.mid[k] = total;
}

/** tr(A B) for A: r×c, B: c×r, or tr(A Bᵀ) for B: r×c when `transposed`. */
export function ballTrace(a: BallMatrix, b: BallMatrix, transposed = false): { mid: number; rad: number } {
  const out = ballZero(1, 1);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) {
      const k = i * a.columns + j;
      const l = transposed ? k : j * b.columns + i;
      addProduct(out, 0, a.mid[k]!, a.rad[k]!, b.mid[l]!, b.rad[l]!);
    }
  return { mid: out.mid[0]!, rad: out.rad[0]! };
}

/** max over the ball of |A_ij|. */
export const magnitudeAt = ({ mid, rad }: BallMatrix, k: number): number => up(Math.abs(mid[k]!) + rad[k]!);

/** NaN becomes an infinite radius. */
function sanitised(a: BallMatrix): BallMatrix {
  for (let k = 0; k < a.mid.length; k++)
    if (!Number.isFinite(a.mid[k]!) || !(a.rad[k]! >= 0)) {
      a.mid[k] = 0;
      a.rad[k] = Number.POSITIVE_INFINITY;
    }
  return a;
}

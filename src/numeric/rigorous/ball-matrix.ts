/**
 * Matrices of real intervals by midpoint and radius: ⟨M, R⟩ = {A : |A_ij − M_ij| ≤ R_ij}.
 *
 * With u = 2⁻⁵³, γ_n = nu/(1 − nu) and any order of summation, |fl(AB) − AB| ≤ γ_n |A||B| + nη (Higham, "Accuracy and
 * stability of numerical algorithms", 2002, §3.5), so
 *
 *   ⟨M, R⟩⟨N, S⟩ ⊆ ⟨fl(MN), |M|(S + γ_n|N|) + R(|N| + S) + nη⟩,
 *
 * ordinary products instead of one in interval arithmetic. Radii are sums of non-negative terms; they are computed
 * in floating point and enlarged by what their own rounding can have lost. A radius that is not finite says nothing and
 * every test fails on it. Source: Rump, "Fast and parallel interval arithmetic", BIT 39 (1999).
 */
import { type Rational, toNumber } from "../../exact/rational.js";
import type { Matrix } from "../linalg/dense.js";
import { ball, divide, down, enclose, squareRoot, up } from "./interval.js";

/** All matrices A with |A − mid| ≤ rad, entry by entry. */
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

/** {0}, rows×columns. */
export const ballZero = (rows: number, columns: number): BallMatrix => ({
  rows,
  columns,
  mid: new Float64Array(rows * columns),
  rad: new Float64Array(rows * columns),
});

/** {I_n}. */
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

/** The ball around an exact rational: radius 0 where it is a double. */
export function rationalBall(value: Rational): { mid: number; rad: number } {
  const { lo, hi } = enclose(value);
  if (lo === hi) return { mid: lo, rad: 0 };
  const mid = toNumber(value);
  return Number.isFinite(mid) ? { mid, rad: Math.max(up(hi - mid), up(mid - lo)) } : ball({ lo, hi });
}

/** Aᵀ of all A. */
export const ballTranspose = ({ rows, columns, mid, rad }: BallMatrix): BallMatrix => {
  const out = ballZero(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      out.mid[j * rows + i] = mid[i * columns + j]!;
      out.rad[j * rows + i] = rad[i * columns + j]!;
    }
  return out;
};

/** S + γ|N| and |N| + S of the right factor. Shared: filled and read in one call. */
let outer = new Float64Array(64);
let inner = new Float64Array(64);

/**
 * A·B.
 *
 * @throws RangeError if A has other columns than B has rows.
 */
export function ballMultiply(a: BallMatrix, b: BallMatrix): BallMatrix {
  const { rows, columns: n } = a;
  const { columns } = b;
  if (n !== b.rows) throw new RangeError(`ball product: expected ${n} rows on the right, got ${b.rows}`);
  const { mid, rad } = ballZero(rows, columns);
  const [aMid, aRad, bMid, bRad] = [a.mid, a.rad, b.mid, b.rad];
  const gamma = ((n + 2) * U) / (1 - (n + 2) * U);
  if (outer.length < bMid.length) {
    outer = new Float64Array(bMid.length);
    inner = new Float64Array(bMid.length);
  }
  for (let k = 0; k < bMid.length; k++) {
    const size = Math.abs(bMid[k]!);
    // γ|N| may underflow before it is multiplied by something large.
    outer[k] = bRad[k]! + gamma * size + (size !== 0 && size < 1e-290 ? ETA : 0);
    inner[k] = bRad[k]! + size;
  }
  const factor = widening(n);
  // Products of radii and of |M| may underflow as well: 4n of them at most.
  const floor = 8 * (n + 1) * ETA;
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let k = 0; k < n; k++) {
      const m = aMid[i * n + k]!;
      const r = aRad[i * n + k]!;
      if (m === 0 && r === 0) continue;
      const size = Math.abs(m);
      const from = k * columns;
      if (r === 0)
        for (let j = 0; j < columns; j++) {
          mid[row + j]! += m * bMid[from + j]!;
          rad[row + j]! += size * outer[from + j]!;
        }
      else
        for (let j = 0; j < columns; j++) {
          mid[row + j]! += m * bMid[from + j]!;
          rad[row + j]! += size * outer[from + j]! + r * inner[from + j]!;
        }
    }
    for (let k = row; k < row + columns; k++) {
      const radius = rad[k]! * factor + floor;
      // NaN becomes an infinite radius.
      if (Number.isFinite(mid[k]!) && radius >= 0) rad[k] = radius;
      else {
        mid[k] = 0;
        rad[k] = Number.POSITIVE_INFINITY;
      }
    }
  }
  return { rows, columns, mid, rad };
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

/** The radius of ⟨c, r⟩⟨m, s⟩ around fl(cm). */
export const productRadius = (c: number, r: number, m: number, s: number): number =>
  (Math.abs(c) * s + r * (Math.abs(m) + s) + Math.abs(c * m) * U) * (1 + 2 ** -49) + 8 * ETA;

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

/**
 * A⁻¹ of all A of a ball of square matrices; radii are infinite where some A may be singular.
 *
 * With Y near the inverse of the midpoint and R = I − Y A, ‖R‖_∞ ≤ q < 1: A⁻¹ − Y = (I − R)⁻¹ R Y, entry (i, j) of which is at most
 * q/(1 − q) max_k |Y_kj|.
 *
 * @param y n×n, near the inverse of the midpoint.
 */
export function ballInverse(a: BallMatrix, y: Float64Array): BallMatrix {
  const n = a.rows;
  const rest = ballMultiply({ rows: n, columns: n, mid: y, rad: new Float64Array(n * n) }, a);
  let q = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      sum = up(sum + up(Math.abs(up(Math.abs(rest.mid[k]! - (i === j ? 1 : 0)))) + rest.rad[k]!));
    }
    // NaN stays.
    q = sum <= q ? q : sum;
  }
  const out = ballZero(n, n);
  const gap = -up(q - 1);
  const factor = gap > 0 ? up(q / gap) : Number.POSITIVE_INFINITY;
  if (!(factor < Number.POSITIVE_INFINITY)) {
    out.rad.fill(Number.POSITIVE_INFINITY);
    return out;
  }
  out.mid.set(y);
  for (let j = 0; j < n; j++) {
    let largest = 0;
    for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(y[k * n + j]!));
    for (let i = 0; i < n; i++) out.rad[i * n + j] = up(factor * largest);
  }
  return out;
}

/** √x or 1/√x of all x of a 1×1 ball; infinite where some x may not be positive. */
export function ballRoot({ mid, rad }: BallMatrix, kind: "root" | "inverse-root"): BallMatrix {
  const [lo, hi] = [down(mid[0]! - rad[0]!), up(mid[0]! + rad[0]!)];
  const out = ballZero(1, 1);
  if (!(lo > 0) || !Number.isFinite(hi)) {
    out.rad[0] = Number.POSITIVE_INFINITY;
    return out;
  }
  const root = squareRoot({ lo, hi });
  const value = ball(kind === "root" ? root : divide({ lo: 1, hi: 1 }, root));
  out.mid[0] = value.mid;
  out.rad[0] = value.rad;
  return out;
}

/** max over the ball of |A_ij|. */
export const magnitudeAt = ({ mid, rad }: BallMatrix, k: number): number => up(Math.abs(mid[k]!) + rad[k]!);

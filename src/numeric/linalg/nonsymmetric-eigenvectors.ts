/**
 * Eigenvalues and right eigenvectors of a real matrix that need not be symmetric:
 *
 *   A v = λ v,   D⁻¹AD = Q H Qᵀ,   D a diagonal of powers of two, Q orthogonal, H upper Hessenberg
 *
 * 1. Balancing: D makes the norms of row i and column i nearly equal for every i; nothing is rounded (Parlett and Reinsch 1969).
 * 2. Reflections of Householder bring the matrix to H.
 * 3. Eigenvalues by Francis' implicit double shifts on a copy of H, without Schur vectors.
 * 4. Eigenvectors by two steps of inverse iteration, (H − λI)x = b, with one factorisation of complex n²/2 entries for each, and v = DQx.
 *
 * About 20 n³ multiplications in all. Conjugate pairs are given once.
 *
 * Sources: Golub and Van Loan, *Matrix Computations* (2013), §7.4, §7.5, §7.6.1, §7.8.
 * Not covered: orthogonality or independence of vectors of eigenvalues that rounding does not tell apart; residuals are not checked.
 */

import { hypot } from "../../elementary/elementary.js";
import { EPSILON, NONSYMMETRIC } from "./tolerances.js";

/** A v = λ v; of a conjugate pair the member with positive imaginary part. */
export interface Eigenpair {
  readonly value: { readonly re: number; readonly im: number };
  /** Its largest entry is of the order of 1 before balancing is undone. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The eigenpairs with Im λ ≥ 0, one after another; nothing where the iteration does not settle, or an entry is not finite.
 *
 * @param matrix n×n, row by row; not changed.
 * @param spend is told of multiplications, and may throw.
 * @example [...eigenpairs(Float64Array.of(0, -1, 1, 0), 2)] // λ = i, v = (1, −i) up to a factor
 */
export function* eigenpairs(
  matrix: Float64Array,
  n: number,
  spend: (multiplications: number) => void = () => {},
): Generator<Eigenpair> {
  if (!matrix.every(Number.isFinite)) return;
  const h = matrix.slice();
  const scales = balance(h, n);
  const reflections = toHessenberg(h, n, spend);
  const values = eigenvaluesOf(h.slice(), n, spend);
  if (values === null) return;
  const iteration = new InverseIteration(h, n);
  for (let k = 0; k < n; k++) {
    const [re, im] = [values.re[k]!, values.im[k]!];
    if (im < 0) continue;
    const x = iteration.vector(re, im);
    undoReflections(reflections, x.re, n);
    if (im !== 0) undoReflections(reflections, x.im, n);
    spend(10 * n * n);
    for (let i = 0; i < n; i++) {
      x.re[i]! *= scales[i]!;
      x.im[i]! *= scales[i]!;
    }
    yield { value: { re, im }, ...x };
  }
}

/** Makes row and column norms equal up to a factor of two: A becomes D⁻¹AD, and the diagonal of D is returned. */
function balance(a: Float64Array, n: number): Float64Array {
  const scales = new Float64Array(n).fill(1);
  for (let sweep = 0, changed = true; changed && sweep < NONSYMMETRIC.sweeps; sweep++) {
    changed = false;
    for (let i = 0; i < n; i++) {
      let [row, column] = [0, 0];
      for (let j = 0; j < n; j++) {
        if (j === i) continue;
        row += Math.abs(a[i * n + j]!);
        column += Math.abs(a[j * n + i]!);
      }
      if (row === 0 || column === 0) continue;
      const sum = row + column;
      let factor = 1;
      for (; column * 2 <= row; column *= 4) factor *= 2;
      for (; column >= row * 2; column /= 4) factor /= 2;
      if ((column + row) / factor >= NONSYMMETRIC.balanced * sum) continue;
      changed = true;
      scales[i]! *= factor;
      for (let j = 0; j < n; j++) a[i * n + j]! /= factor;
      for (let j = 0; j < n; j++) a[j * n + i]! *= factor;
    }
  }
  return scales;
}

/** H in place of A; the vectors u_m of Q = Π (I − u_m u_mᵀ), u_m zero up to m, row by row. */
function toHessenberg(a: Float64Array, n: number, spend: (multiplications: number) => void): Float64Array {
  const vectors = new Float64Array(n * n);
  const products = new Float64Array(n);
  for (let m = 0; m + 2 < n; m++) {
    const u = new Float64Array(n);
    let size = 0;
    for (let i = m + 1; i < n; i++) size = Math.max(size, Math.abs(a[i * n + m]!));
    if (size === 0) continue;
    let squares = 0;
    for (let i = m + 1; i < n; i++) {
      u[i] = a[i * n + m]! / size;
      squares += u[i]! * u[i]!;
    }
    const length = u[m + 1]! > 0 ? Math.sqrt(squares) : -Math.sqrt(squares);
    u[m + 1]! += length;
    // uᵀu = 2 for I − uuᵀ to be a reflection.
    const scale = Math.sqrt(2 / (2 * (squares + length * (u[m + 1]! - length))));
    for (let i = m + 1; i < n; i++) u[i]! *= scale;
    products.fill(0);
    for (let i = m + 1; i < n; i++) {
      const [factor, row] = [u[i]!, i * n];
      for (let j = m; j < n; j++) products[j] = products[j]! + factor * a[row + j]!;
    }
    for (let i = m + 1; i < n; i++) {
      const [factor, row] = [u[i]!, i * n];
      for (let j = m; j < n; j++) a[row + j] = a[row + j]! - factor * products[j]!;
    }
    for (let i = 0; i < n; i++) {
      const row = i * n;
      let product = 0;
      for (let j = m + 1; j < n; j++) product += u[j]! * a[row + j]!;
      for (let j = m + 1; j < n; j++) a[row + j] = a[row + j]! - product * u[j]!;
    }
    for (let i = m + 2; i < n; i++) a[i * n + m] = 0;
    vectors.set(u, m * n);
    spend(4 * n * (n - m));
  }
  return vectors;
}

/** x becomes Qx. */
function undoReflections(vectors: Float64Array, x: Float64Array, n: number): void {
  for (let m = n - 3; m >= 0; m--) {
    let product = 0;
    for (let i = m + 1; i < n; i++) product += vectors[m * n + i]! * x[i]!;
    if (product === 0) continue;
    for (let i = m + 1; i < n; i++) x[i]! -= product * vectors[m * n + i]!;
  }
}

/** The eigenvalues of a Hessenberg matrix, which is destroyed; null where some do not settle. */
function eigenvaluesOf(
  h: Float64Array,
  n: number,
  spend: (multiplications: number) => void,
): { readonly re: Float64Array; readonly im: Float64Array } | null {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let norm = 0;
  for (const entry of h) norm = Math.max(norm, Math.abs(entry));
  let shift = 0;
  let top = n - 1;
  for (let steps = 0; top >= 0; ) {
    const low = firstOfBlock(h, n, top, norm);
    if (low >= top - 1) {
      if (low === top) re[top] = h[top * n + top]! + shift;
      else ofTwo(h, n, top, shift, re, im);
      top = low - 1;
      steps = 0;
      continue;
    }
    if (steps === NONSYMMETRIC.steps) return null;
    steps++;
    const exceptional = steps % NONSYMMETRIC.exceptional === 0;
    if (exceptional) {
      const own = h[top * n + top]!;
      shift += own;
      for (let i = 0; i <= top; i++) h[i * n + i]! -= own;
    }
    doubleStep(h, n, low, top, exceptional);
    spend(10 * (top - low + 1) * (top - low + 1));
  }
  return { re, im };
}

/** The first row of the block that ends in row `top`: the entry left of its diagonal is rounding, and becomes zero. */
function firstOfBlock(h: Float64Array, n: number, top: number, norm: number): number {
  for (let l = top; l > 0; l--) {
    const size = Math.abs(h[(l - 1) * n + l - 1]!) + Math.abs(h[l * n + l]!) || norm;
    if (Math.abs(h[l * n + l - 1]!) <= EPSILON * size) {
      h[l * n + l - 1] = 0;
      return l;
    }
  }
  return 0;
}

/** The eigenvalues of the 2×2 block that ends in row `top`. */
function ofTwo(
  h: Float64Array,
  n: number,
  top: number,
  shift: number,
  re: Float64Array,
  im: Float64Array,
): void {
  const [a, d] = [h[(top - 1) * n + top - 1]!, h[top * n + top]!];
  const product = h[top * n + top - 1]! * h[(top - 1) * n + top]!;
  const half = (a - d) / 2;
  const discriminant = half * half + product;
  const root = Math.sqrt(Math.abs(discriminant));
  if (discriminant >= 0) {
    // The one farther from d without cancellation; their distances from d have the product −`product`.
    const far = half >= 0 ? half + root : half - root;
    re[top - 1] = d + far + shift;
    re[top] = far === 0 ? d + shift : d - product / far + shift;
    return;
  }
  re[top - 1] = d + half + shift;
  re[top] = re[top - 1]!;
  im[top - 1] = root;
  im[top] = -root;
}

/** One implicit double-shift step on rows and columns low … top. */
function doubleStep(h: Float64Array, n: number, low: number, top: number, exceptional: boolean): void {
  let x = h[top * n + top]!;
  let y = h[(top - 1) * n + top - 1]!;
  let w = h[top * n + top - 1]! * h[(top - 1) * n + top]!;
  if (exceptional) {
    const size = Math.abs(h[top * n + top - 1]!) + Math.abs(h[(top - 1) * n + top - 2]!);
    x = 0.75 * size;
    y = x;
    w = -0.4375 * size * size;
  }
  const start = startOfStep(h, n, low, top, [x, y, w]);
  const { m } = start;
  let { p, q, r } = start;
  for (let i = m + 2; i <= top; i++) {
    h[i * n + i - 2] = 0;
    if (i > m + 2) h[i * n + i - 3] = 0;
  }
  for (let k = m; k < top; k++) {
    const last = k === top - 1;
    let size = 1;
    if (k > m) {
      p = h[k * n + k - 1]!;
      q = h[(k + 1) * n + k - 1]!;
      r = last ? 0 : h[(k + 2) * n + k - 1]!;
      size = Math.abs(p) + Math.abs(q) + Math.abs(r);
      if (size === 0) continue;
      p /= size;
      q /= size;
      r /= size;
    }
    const root = Math.sqrt(p * p + q * q + r * r);
    const s = p < 0 ? -root : root;
    if (s === 0) continue;
    if (k > m) h[k * n + k - 1] = -s * size;
    else if (low !== m) h[k * n + k - 1]! *= -1;
    p += s;
    reflect(h, n, { k, low, top, last }, [p / s, q / s, r / s], [q / p, r / p]);
  }
}

/**
 * The first row m of a step, the lowest that small entries below the diagonal allow, and the first column of (H − σI)(H − τI) from it on,
 * σ and τ the eigenvalues of the block with diagonal x, y and product w of the others.
 */
function startOfStep(
  h: Float64Array,
  n: number,
  low: number,
  top: number,
  [x, y, w]: readonly [number, number, number],
): { readonly m: number; readonly p: number; readonly q: number; readonly r: number } {
  for (let m = top - 2; ; m--) {
    const z = h[m * n + m]!;
    const [right, left] = [x - z, y - z];
    let p = (right * left - w) / h[(m + 1) * n + m]! + h[m * n + m + 1]!;
    let q = h[(m + 1) * n + m + 1]! - z - right - left;
    let r = h[(m + 2) * n + m + 1]!;
    const size = Math.abs(p) + Math.abs(q) + Math.abs(r);
    p /= size;
    q /= size;
    r /= size;
    if (m === low) return { m, p, q, r };
    const before = Math.abs(h[m * n + m - 1]!) * (Math.abs(q) + Math.abs(r));
    const around = Math.abs(h[(m - 1) * n + m - 1]!) + Math.abs(z) + Math.abs(h[(m + 1) * n + m + 1]!);
    if (before <= EPSILON * Math.abs(p) * around) return { m, p, q, r };
  }
}

/** (I − a bᵀ) from the left on rows k, k + 1, k + 2, b = (1, q, r), and from the right on these columns. */
function reflect(
  h: Float64Array,
  n: number,
  { k, low, top, last }: { k: number; low: number; top: number; last: boolean },
  [x, y, z]: readonly [number, number, number],
  [q, r]: readonly [number, number],
): void {
  const [row, next, third] = [k * n, (k + 1) * n, (k + 2) * n];
  if (last) {
    for (let j = k; j <= top; j++) {
      const p = h[row + j]! + q * h[next + j]!;
      h[row + j]! -= p * x;
      h[next + j]! -= p * y;
    }
    for (let i = low; i <= top; i++) {
      const at = i * n + k;
      const p = x * h[at]! + y * h[at + 1]!;
      h[at]! -= p;
      h[at + 1]! -= p * q;
    }
    return;
  }
  for (let j = k; j <= top; j++) {
    const p = h[row + j]! + q * h[next + j]! + r * h[third + j]!;
    h[row + j]! -= p * x;
    h[next + j]! -= p * y;
    h[third + j]! -= p * z;
  }
  const end = Math.min(top, k + 3);
  for (let i = low; i <= end; i++) {
    const at = i * n + k;
    const p = x * h[at]! + y * h[at + 1]! + z * h[at + 2]!;
    h[at]! -= p;
    h[at + 1]! -= p * q;
    h[at + 2]! -= p * r;
  }
}

/** Eigenvectors of a Hessenberg matrix for eigenvalues that are known to rounding. */
class InverseIteration {
  private readonly uRe: Float64Array;
  private readonly uIm: Float64Array;
  /** Multipliers of the rows, and whether the row was exchanged with the next. */
  private readonly lRe: Float64Array;
  private readonly lIm: Float64Array;
  private readonly exchanged: Uint8Array;
  private readonly tiny: number;
  /** Whether all of U is real, and its imaginary part zero. */
  private isReal = false;

  constructor(
    private readonly h: Float64Array,
    private readonly n: number,
  ) {
    this.uRe = new Float64Array(n * n);
    this.uIm = new Float64Array(n * n);
    this.lRe = new Float64Array(n);
    this.lIm = new Float64Array(n);
    this.exchanged = new Uint8Array(n);
    let norm = 0;
    for (const entry of h) norm = Math.max(norm, Math.abs(entry));
    this.tiny = EPSILON * norm || 1;
  }

  vector(re: number, im: number): { re: Float64Array; im: Float64Array } {
    const { n } = this;
    this.factor(re, im);
    const x = new Float64Array(n).fill(1);
    const y = new Float64Array(n);
    this.backSubstitute(x, y);
    this.normalise(x, y);
    this.forward(x, y);
    this.backSubstitute(x, y);
    this.normalise(x, y);
    return { re: x, im: y };
  }

  /** H − λI = PLU, rows exchanged with the next for the larger pivot. */
  private factor(re: number, im: number): void {
    const { n, h, uRe, uIm, lRe, lIm, exchanged, tiny } = this;
    uRe.set(h);
    if (im !== 0 || !this.isReal) uIm.fill(0);
    this.isReal = im === 0;
    for (let i = 0; i < n; i++) {
      uRe[i * n + i]! -= re;
      if (im !== 0) uIm[i * n + i] = -im;
    }
    for (let k = 0; k + 1 < n; k++) {
      const [row, next] = [k * n, (k + 1) * n];
      const below = uRe[next + k]!;
      const swap = Math.abs(below) > Math.abs(uRe[row + k]!) + Math.abs(uIm[row + k]!);
      exchanged[k] = swap ? 1 : 0;
      if (swap) swapRows(uRe, uIm, row, next, k, n);
      if (uRe[row + k] === 0 && uIm[row + k] === 0) uRe[row + k] = tiny;
      const [a, b] = [uRe[row + k]!, uIm[row + k]!];
      const [c, d] = [uRe[next + k]!, uIm[next + k]!];
      const size = a * a + b * b;
      const [fr, fi] = [(c * a + d * b) / size, (d * a - c * b) / size];
      lRe[k] = fr;
      lIm[k] = fi;
      if (fr === 0 && fi === 0) continue;
      if (im === 0) {
        for (let j = k + 1; j < n; j++) uRe[next + j] = uRe[next + j]! - fr * uRe[row + j]!;
        continue;
      }
      for (let j = k + 1; j < n; j++) {
        const [x, y] = [uRe[row + j]!, uIm[row + j]!];
        uRe[next + j]! -= fr * x - fi * y;
        uIm[next + j]! -= fr * y + fi * x;
      }
    }
    const end = n * n - 1;
    if (Math.abs(uRe[end]!) + Math.abs(uIm[end]!) < tiny) uRe[end] = tiny;
  }

  private forward(x: Float64Array, y: Float64Array): void {
    const { n, lRe, lIm, exchanged } = this;
    for (let k = 0; k + 1 < n; k++) {
      if (exchanged[k] === 1) {
        [x[k], x[k + 1]] = [x[k + 1]!, x[k]!];
        [y[k], y[k + 1]] = [y[k + 1]!, y[k]!];
      }
      x[k + 1]! -= lRe[k]! * x[k]! - lIm[k]! * y[k]!;
      y[k + 1]! -= lRe[k]! * y[k]! + lIm[k]! * x[k]!;
    }
  }

  private backSubstitute(x: Float64Array, y: Float64Array): void {
    const { n, uRe, uIm, tiny } = this;
    for (let i = n - 1; i >= 0; i--) {
      let [re, im] = [x[i]!, y[i]!];
      if (this.isReal) for (let j = i + 1, at = i * n + i + 1; j < n; j++, at++) re -= uRe[at]! * x[j]!;
      else
        for (let j = i + 1, at = i * n + i + 1; j < n; j++, at++) {
          re -= uRe[at]! * x[j]! - uIm[at]! * y[j]!;
          im -= uRe[at]! * y[j]! + uIm[at]! * x[j]!;
        }
      let [a, b] = [uRe[i * n + i]!, uIm[i * n + i]!];
      if (Math.abs(a) + Math.abs(b) < tiny) [a, b] = [tiny, 0];
      const size = a * a + b * b;
      x[i] = (re * a + im * b) / size;
      y[i] = (im * a - re * b) / size;
      if (Math.abs(x[i]!) + Math.abs(y[i]!) > NONSYMMETRIC.large) this.normalise(x, y);
    }
  }

  private normalise(x: Float64Array, y: Float64Array): void {
    let size = 0;
    for (let i = 0; i < this.n; i++) size = Math.max(size, hypot(x[i]!, y[i]!));
    if (size === 0) return;
    for (let i = 0; i < this.n; i++) {
      x[i]! /= size;
      y[i]! /= size;
    }
  }
}

function swapRows(
  re: Float64Array,
  im: Float64Array,
  row: number,
  next: number,
  from: number,
  n: number,
): void {
  for (let j = from; j < n; j++) {
    [re[row + j], re[next + j]] = [re[next + j]!, re[row + j]!];
    [im[row + j], im[next + j]] = [im[next + j]!, im[row + j]!];
  }
}

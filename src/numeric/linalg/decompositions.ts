/**
 * Floating-point decompositions: the one door to ml-matrix.
 *
 *   A = V diag(λ) Vᵀ (symmetric),  A = U Σ Vᵀ (full bases),  A x = λ x (general real),  A X = B,  min ‖AX − B‖.
 *
 * Every entrance checks that the entries are finite (ml-matrix does not return from a non-symmetric matrix with NaN) and
 * scales by a power of two, so that squares neither overflow nor vanish.
 *
 * Tolerances. The algorithms are backward stable: the computed spectrum is exact for A + E with ‖E‖ ≤ c·eps·‖A‖, c
 * measured ≤ 28, with n as the worst-case growth, so by Weyl's inequality each symmetric eigenvalue (singular value) is
 * within τ = 32·n·eps·‖A‖ of the true one. Decisions are threefold, never two-sided: |x| ≤ τ is zero (equal),
 * |x| ≥ 10³ τ is not, between them the answer is `undecided`, because entries that carry rounding errors of their
 * own move spectra by a few τ.
 *
 * Not covered: complex matrices, generalised problems Ax = λBx, sparse matrices. Too slow for inner loops.
 */

import { createRequire } from "node:module";
import { euclideanNorm, hypot, log2, pow, squared } from "../../elementary/elementary.js";
import { addScaled, generate, identity, type Matrix, maxAbs, multiply, scale, transpose } from "./dense.js";
import { EPSILON, SPECTRUM } from "./tolerances.js";

// By `require`: what it is given is a CommonJS module, and an import would search its text for the names of its exports, which takes longer
// than to run it.
const {
  Matrix: Dense,
  EigenvalueDecomposition,
  LuDecomposition,
  SingularValueDecomposition,
}: typeof import("ml-matrix") = createRequire(import.meta.url)("ml-matrix");
type Dense = import("ml-matrix").Matrix;

/** A = V diag(λ) Vᵀ. */
export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** n×n orthogonal; column k belongs to values[k]. */
  readonly vectors: Matrix;
}

/** A = U Σ Vᵀ. */
export interface SingularValues {
  /** Descending, min(rows, columns) of them. */
  readonly values: Float64Array;
  /** rows×rows orthogonal; the columns past the rank span the null space of Aᵀ. */
  readonly left: Matrix;
  /** columns×columns orthogonal; the columns past the rank span the null space of A. */
  readonly right: Matrix;
}

/** A x = λ x, real and imaginary parts apart. */
export interface GeneralEigen {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Unit eigenvectors as columns, in the order of the values; unreliable where the matrix is nearly defective. */
  readonly vectors: { readonly re: Matrix; readonly im: Matrix };
  /**
   * κ(V) = σ_max/σ_min of the matrix of unit eigenvectors, ∞ for a defective matrix: a perturbation E moves the
   * eigenvalues by at most κ(V)·‖E‖ (Bauer and Fike). Computed when it is read.
   */
  readonly condition: number;
}

/** `equal`: the difference is rounding; `distinct`: it is not; `undecided`: it may be either. */
export type Verdict = "equal" | "distinct" | "undecided";

/** τ = 32·n·eps·scale: what rounding can move an eigenvalue of an n×n matrix of norm `scale`. */
export const spectralTolerance = (n: number, scale: number): number => SPECTRUM.noise * n * EPSILON * scale;

/** The verdict on a difference: `equal` up to τ, `distinct` from 10³ τ on. */
export function gapVerdict(gap: number, tolerance: number): Verdict {
  const size = Math.abs(gap);
  return size <= tolerance ? "equal" : size >= SPECTRUM.band * tolerance ? "distinct" : "undecided";
}

/**
 * A = V diag(λ) Vᵀ, λ descending.
 *
 * @param a n×n; its symmetric part (A + Aᵀ)/2 is decomposed, which removes rounding asymmetry.
 * @throws RangeError if `a` is not square, not finite, or asymmetric by more than 10⁻⁸ of its largest entry.
 * @example symmetricEigen(fromRows([[0, 1], [1, 0]])).values // [1, -1]
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  requireSquare("symmetricEigen", a);
  const { scaled, factor } = prepare("symmetricEigen", a);
  const n = a.rows;
  if (n === 0) return { values: new Float64Array(0), vectors: identity(0) };
  const symmetric = new Dense(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [upper, lower] = [scaled.data[i * n + j]!, scaled.data[j * n + i]!];
      if (Math.abs(upper - lower) > SPECTRUM.asymmetric)
        throw new RangeError(
          `symmetricEigen: expected a symmetric matrix, got ${upper * factor} at (${i}, ${j}) and ${lower * factor} opposite`,
        );
      symmetric.set(i, j, (upper + lower) / 2);
    }
  const found = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const values = found.realEigenvalues;
  const order = values.map((_, k) => k).sort((k, l) => values[l]! - values[k]!);
  const vectors = found.eigenvectorMatrix;
  return {
    values: Float64Array.from(order, (k) => values[k]! * factor),
    vectors: generate(n, n, (i, k) => vectors.get(i, order[k]!)),
  };
}

/**
 * An orthonormal basis of eigenvectors that two commuting symmetric matrices share, as columns; null if A and B are not
 * diagonal in what was found up to 256 n ε times their largest entries.
 *
 * @example commonEigenvectors(diagonal([1, 1]), diagonal([2, 3]))
 */
export function commonEigenvectors(a: Matrix, b: Matrix): Matrix | null {
  const [sizeA, sizeB] = [maxAbs(a), maxAbs(b)];
  const ratio = sizeB > 0 ? Math.max(sizeA, Number.MIN_VALUE) / sizeB : 1;
  for (const weight of WEIGHTS) {
    const { vectors } = symmetricEigen(addScaled(a, b, ratio * weight));
    if (isDiagonalIn(vectors, a, sizeA) && isDiagonalIn(vectors, b, sizeB)) return vectors;
  }
  return null;
}

/** A combination A + wB separates all joint eigenspaces unless two of its eigenvalues come close: then another one does. */
const WEIGHTS = [
  0.618_033_988_749_894_8, -0.786_151_377_757_423_3, 1.324_717_957_244_746, -0.259_921_049_894_873_2,
];

function isDiagonalIn(vectors: Matrix, a: Matrix, size: number): boolean {
  const n = a.rows;
  const { data } = multiply(multiply(transpose(vectors), a), vectors);
  return data.every((x, k) => k % (n + 1) === 0 || Math.abs(x) <= 256 * n * EPSILON * size);
}

/**
 * The min(rows, columns) singular values of A, descending, without the singular vectors.
 *
 * @throws RangeError if an entry is not finite.
 * @example singularSpectrum(fromRows([[3, 0, 0]])) // [3]
 */
export function singularSpectrum(a: Matrix): Float64Array {
  if (a.rows < a.columns) return singularSpectrum(transpose(a));
  const { scaled, factor } = prepare("singularSpectrum", a);
  if (a.columns === 0) return new Float64Array(0);
  const found = new SingularValueDecomposition(toDense(scaled), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  });
  return Float64Array.from(found.diagonal, (value) => value * factor);
}

/**
 * A = U Σ Vᵀ with full orthogonal U (rows×rows) and V (columns×columns).
 *
 * @param a rows×columns, any shape and rank.
 * @throws RangeError if an entry is not finite.
 * @example singularValues(fromRows([[3, 0, 0]])).right // 3×3; its last two columns span the null space
 */
export function singularValues(a: Matrix): SingularValues {
  if (a.rows < a.columns) {
    const { values, left, right } = singularValues(transpose(a));
    return { values, left: right, right: left };
  }
  const { scaled, factor } = prepare("singularValues", a);
  if (a.columns === 0) return { values: new Float64Array(0), left: identity(a.rows), right: identity(0) };
  const found = new SingularValueDecomposition(toDense(scaled));
  return {
    values: Float64Array.from(found.diagonal, (value) => value * factor),
    left: completeBasis(fromDense(found.leftSingularVectors)),
    right: fromDense(found.rightSingularVectors),
  };
}

/**
 * All eigenvalues and eigenvectors of a real matrix, in no particular order; complex ones in conjugate pairs.
 *
 * @param a n×n. For symmetric matrices use `symmetricEigen`.
 * @throws RangeError if `a` is not square or not finite.
 * @example generalEigen(fromRows([[0, -1], [1, 0]])).im // [1, -1]
 */
export function generalEigen(a: Matrix): GeneralEigen {
  requireSquare("generalEigen", a);
  const { scaled, factor } = prepare("generalEigen", a);
  const n = a.rows;
  if (n === 0)
    return {
      re: new Float64Array(0),
      im: new Float64Array(0),
      vectors: { re: identity(0), im: identity(0) },
      condition: 1,
    };
  const found = new EigenvalueDecomposition(toDense(scaled));
  const re = Float64Array.from(found.realEigenvalues, (value) => value * factor);
  const im = Float64Array.from(found.imaginaryEigenvalues, (value) => value * factor);
  const columns = fromDense(found.eigenvectorMatrix);
  const vectors = { re: generate(n, n, () => 0), im: generate(n, n, () => 0) };
  for (let k = 0; k < n; k++) {
    // A conjugate pair x ± iy is stored as the two columns x, y, the one with positive imaginary part first.
    const [x, y, signOfY] = im[k] === 0 ? [k, -1, 0] : im[k]! > 0 ? [k, k + 1, 1] : [k - 1, k, -1];
    const real = (i: number): number => columns.data[i * n + x]!;
    const imaginary = (i: number): number => (y < 0 ? 0 : signOfY * columns.data[i * n + y]!);
    let length = 0;
    for (let i = 0; i < n; i++) length = euclideanNorm([length, real(i), imaginary(i)]);
    for (let i = 0; i < n; i++) {
      vectors.re.data[i * n + k] = real(i) / length;
      vectors.im.data[i * n + k] = imaginary(i) / length;
    }
  }
  return {
    re,
    im,
    vectors,
    get condition() {
      // (v, v̄) = √2 (x, y) times a unitary matrix, so the real basis √2 x, √2 y has the same singular values.
      const real = generate(n, n, (i, k) => {
        if (im[k] === 0) return vectors.re.data[i * n + k]!;
        return Math.SQRT2 * (im[k]! > 0 ? vectors.re : vectors.im).data[i * n + k]!;
      });
      // The library leaves NaN in eigenvectors of some defective matrices.
      if (!real.data.every(Number.isFinite)) return Number.POSITIVE_INFINITY;
      const values = singularSpectrum(real);
      return values[0]! / values[n - 1]!;
    },
  };
}

/**
 * X with A X = B.
 *
 * @param a n×n, invertible.
 * @param b n×k.
 * @throws RangeError if the shapes do not fit, an entry is not finite or `a` is exactly singular in floating point.
 */
export function solveLinear(a: Matrix, b: Matrix): Matrix {
  requireSquare("solveLinear", a);
  requireRows("solveLinear", a, b);
  const { scaled, factor } = prepare("solveLinear", a);
  requireFinite("solveLinear", b);
  if (a.rows === 0 || b.columns === 0) return generate(a.rows, b.columns, () => 0);
  const lu = new LuDecomposition(toDense(scaled));
  if (lu.isSingular()) throw new RangeError("solveLinear: expected an invertible matrix, got a singular one");
  return scale(fromDense(lu.solve(toDense(b))), 1 / factor);
}

/**
 * The X of least norm among those that minimise ‖AX − B‖_F, X = A⁺B.
 *
 * @param a rows×columns, any rank.
 * @param b rows×k.
 * @param tolerance singular values up to it count as zero; by default what rounding can produce.
 * @returns X (columns×k) and the rank that was used.
 * @throws RangeError if the shapes do not fit or an entry is not finite.
 */
export function leastSquares(
  a: Matrix,
  b: Matrix,
  tolerance?: number,
): { readonly solution: Matrix; readonly rank: number } {
  requireRows("leastSquares", a, b);
  requireFinite("leastSquares", b);
  const { values, left, right } = singularValues(a);
  const cut = tolerance ?? spectralTolerance(Math.max(a.rows, a.columns), values[0] ?? 0);
  const rank = values.filter((value) => value > cut).length;
  const coordinates = multiply(transpose(left), b);
  const scaledCoordinates = generate(a.columns, b.columns, (i, j) =>
    i < rank ? coordinates.data[i * b.columns + j]! / values[i]! : 0,
  );
  return { solution: multiply(right, scaledCoordinates), rank };
}

// ── Borders ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Extends orthonormal columns (m×k) to an orthogonal m×m matrix by Householder's reflections. */
function completeBasis(u: Matrix): Matrix {
  const { rows: m, columns: k } = u;
  if (k === m) return u;
  const work = Float64Array.from(u.data);
  const reflectors: Float64Array[] = [];
  for (let j = 0; j < k; j++) {
    const v = new Float64Array(m);
    let length = 0;
    for (let i = j; i < m; i++) {
      v[i] = work[i * k + j]!;
      length = hypot(length, v[i]!);
    }
    v[j]! += v[j]! < 0 ? -length : length;
    normalise(v);
    for (let c = j; c < k; c++) reflect(work, v, c, k, m);
    reflectors.push(v);
  }
  // H_1 ⋯ H_k e_i for i ≥ k is orthogonal to the given columns, which are kept as they are.
  const out = generate(m, m, (i, j) => (j < k ? u.data[i * k + j]! : i === j ? 1 : 0));
  for (let j = k; j < m; j++) for (let r = k - 1; r >= 0; r--) reflect(out.data, reflectors[r]!, j, m, m);
  return out;
}

/** Applies I − 2vvᵀ to column c of a row-major array with `stride` columns. */
function reflect(data: Float64Array, v: Float64Array, c: number, stride: number, m: number): void {
  let dot = 0;
  for (let i = 0; i < m; i++) dot += v[i]! * data[i * stride + c]!;
  for (let i = 0; i < m; i++) data[i * stride + c]! -= 2 * dot * v[i]!;
}

function normalise(v: Float64Array): void {
  const length = euclideanNorm(v);
  for (let i = 0; i < v.length; i++) v[i]! /= length;
}

/** The matrix divided by the power of two next to its largest entry; multiplying spectra by `factor` undoes it. */
function prepare(name: string, a: Matrix): { scaled: Matrix; factor: number } {
  requireFinite(name, a);
  const largest = maxAbs(a);
  if (largest === 0) return { scaled: a, factor: 1 };
  const factor = pow(2, Math.max(-1022, Math.min(1023, Math.floor(log2(largest)))));
  return { scaled: { ...a, data: a.data.map((value) => value / factor) }, factor };
}

function requireFinite(name: string, a: Matrix): void {
  const at = a.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new RangeError(
      `${name}: expected finite entries, got ${a.data[at]} at (${Math.floor(at / a.columns)}, ${at % a.columns})`,
    );
}

function requireSquare(name: string, a: Matrix): void {
  if (a.rows !== a.columns)
    throw new RangeError(`${name}: expected a square matrix, got ${a.rows}×${a.columns}`);
}

function requireRows(name: string, a: Matrix, b: Matrix): void {
  if (a.rows !== b.rows) throw new RangeError(`${name}: expected ${a.rows} rows on the right, got ${b.rows}`);
}

function toDense(a: Matrix): Dense {
  const out = new Dense(a.rows, a.columns);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) out.set(i, j, a.data[i * a.columns + j]!);
  return out;
}

const fromDense = (a: Dense): Matrix => generate(a.rows, a.columns, (i, j) => a.get(i, j));

/**
 * Solves A x = b for a symmetric positive definite A (row-major, n×n) by Cholesky; null if a pivot is not positive.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, n: number): Float64Array | null {
  const l = Float64Array.from(a);
  const x = Float64Array.from(b);
  for (let j = 0; j < n; j++) {
    let pivot = l[j * n + j]!;
    for (let k = 0; k < j; k++) pivot -= squared(l[j * n + k]!);
    if (!(pivot > 0)) return null;
    const root = Math.sqrt(pivot);
    l[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = l[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = sum / root;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= l[i * n + k]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= l[k * n + i]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  return x;
}

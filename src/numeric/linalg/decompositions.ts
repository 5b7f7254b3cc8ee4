/**
 * Floating-point decompositions: the one door to ml-matrix.
 *
 *   A = V diag(λ) Vᵀ (symmetric),  A = U Σ Vᵀ (full bases),  A x = λ x (general real),  A X = B,  min ‖AX − B‖,
 *   (s²Σ − sΓ + ηI) v = 0 (symmetric quadratic eigenproblem, real solutions).
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

import {
  Matrix as Dense,
  EigenvalueDecomposition,
  LuDecomposition,
  SingularValueDecomposition,
} from "ml-matrix";
import { euclideanNorm, hypot, log2, pow, squared } from "../../elementary/elementary.js";
import {
  addScaled,
  generate,
  identity,
  inner,
  type Matrix,
  maxAbs,
  multiply,
  norm,
  scale,
  transpose,
} from "./dense.js";

export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** n×n orthogonal; column k belongs to values[k]. */
  readonly vectors: Matrix;
}

export interface SingularValues {
  /** Descending, min(rows, columns) of them. */
  readonly values: Float64Array;
  /** rows×rows orthogonal; the columns past the rank span the null space of Aᵀ. */
  readonly left: Matrix;
  /** columns×columns orthogonal; the columns past the rank span the null space of A. */
  readonly right: Matrix;
}

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

const EPS = Number.EPSILON;
const UNDECIDED_BAND = 1e3;

/** τ = 32·n·eps·scale: what rounding can move an eigenvalue of an n×n matrix of norm `scale`. */
export const spectralTolerance = (n: number, scale: number): number => 32 * n * EPS * scale;

/** The verdict on a difference: `equal` up to τ, `distinct` from 10³ τ on. */
export function gapVerdict(gap: number, tolerance: number): Verdict {
  const size = Math.abs(gap);
  return size <= tolerance ? "equal" : size >= UNDECIDED_BAND * tolerance ? "distinct" : "undecided";
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
      if (Math.abs(upper - lower) > 1e-8)
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
  return data.every((x, k) => k % (n + 1) === 0 || Math.abs(x) <= 256 * n * EPS * size);
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

/** Values that belong together: `values[start … start + size − 1]`. */
export interface SpectralGroup {
  readonly start: number;
  readonly size: number;
  /** The mean of the members. */
  readonly value: number;
  /** `undecided` if the members may be different. */
  readonly verdict: "equal" | "undecided";
}

/**
 * Groups a sorted spectrum into repeated values. Neighbours part where their gap is `distinct`; a group is `equal` if its
 * whole width is within the tolerance, otherwise `undecided`.
 *
 * @param values sorted, ascending or descending.
 * @param tolerance τ, absolute; by default `spectralTolerance(n, max |value|)`.
 * @returns the groups in order; together they cover all values.
 * @example clusterSpectrum([2, 1, 1]).map((group) => group.size) // [1, 2]
 */
export function clusterSpectrum(values: ArrayLike<number>, tolerance?: number): SpectralGroup[] {
  let largest = 0;
  for (let k = 0; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k]!));
  const tau = tolerance ?? spectralTolerance(values.length, largest);
  const groups: SpectralGroup[] = [];
  for (let start = 0; start < values.length; ) {
    let end = start + 1;
    while (end < values.length && gapVerdict(values[end]! - values[end - 1]!, tau) !== "distinct") end++;
    let total = 0;
    for (let k = start; k < end; k++) total += values[k]!;
    const verdict = gapVerdict(values[end - 1]! - values[start]!, tau) === "equal" ? "equal" : "undecided";
    groups.push({ start, size: end - start, value: total / (end - start), verdict });
    start = end;
  }
  return groups;
}

export interface QuadraticSolution {
  readonly s: number;
  /** Unit vector v with (s²Σ − sΓ + ηI) v = 0; orthonormal among solutions that share s. */
  readonly vector: Float64Array;
  /** ‖(s²Σ − sΓ + ηI) v‖ / (s²‖Σ‖ + |s|‖Γ‖ + η). */
  readonly residual: number;
}

export interface QuadraticEigen {
  /** Descending in s; a value of multiplicity r is listed r times. */
  readonly solutions: readonly QuadraticSolution[];
  /** Every real/complex decision was outside its tolerance, and no solution was lost to a coincidence. */
  readonly clear: boolean;
}

/**
 * All real solutions of (s²Σ − sΓ + ηI) v = 0.
 *
 * 1. Scale s = ωt, ω² = η/‖Σ‖: Q(t) = t²Σ̂ − tΓ̂ + I with ‖Σ̂‖ = 1, Γ̂ = Γ/√(η‖Σ‖).
 * 2. With R = Σ̂^{-1/2}, v = Ry, the eigenvalues of [[0, I], [−R², RΓ̂R]] are the solutions t, real and complex.
 * 3. An eigenvector satisfies the scalar equation t²a − tb + 1 = 0 with a = v*Σ̂v, b = v*Γ̂v real: t is real exactly if
 *    b² ≥ 4a, and (Im t)² = (4a − b²)/4a². Rounding of size δ in the matrix moves (Im t)² by O(δ) at a double root, so
 *    only (Im t)² ≥ 10³·32·2n·eps·‖C‖·κ(Σ)·max(‖C‖, |t|) settles "complex"; the others are candidates.
 * 4. Candidates are refined with Q itself: two Newton steps on the bordered system (Q(t)v, (‖v‖² − 1)/2), then, until
 *    nothing moves, v = the eigenvector of the symmetric Q(t) whose eigenvalue μ is nearest to 0 and t ← the root of
 *    t²a − tb + 1 next to t, whose error is squared at each step, repeated t included.
 *    A candidate that settles at an extremum of μ where |μ| is `distinct` from zero is complex after all.
 * 5. Solutions with equal t share the null space of Q(t), in the basis in which Q′(t) is diagonal. Such a v has
 *    b² − 4a = (vᵀQ′v)²; where this is not ≥ 10³·32·n·eps·(2|b|‖Γ̂‖ + 4), a double root is near and `clear` is false.
 *
 * Domain: g²/(4ηh) up to about 10¹⁰ for the eigenvalues g, h of Γ, Σ. Beyond, small solutions drown in the rounding of
 * large ones in step 2, which shows as `clear: false`.
 *
 * @param sigma n×n, symmetric positive definite.
 * @param gamma n×n, symmetric.
 * @param eta η > 0.
 * @throws RangeError if the shapes or the symmetry fail, an entry is not finite, Σ is not positive definite or η ≤ 0.
 * @example quadraticEigen(fromRows([[1]]), fromRows([[3]]), 2).solutions.map(({ s }) => s) // [2, 1]
 */
export function quadraticEigen(sigma: Matrix, gamma: Matrix, eta: number): QuadraticEigen {
  const n = sigma.rows;
  if (!(eta > 0 && Number.isFinite(eta)))
    throw new RangeError(`quadraticEigen: expected eta > 0, got ${eta}`);
  if (gamma.rows !== n || gamma.columns !== n)
    throw new RangeError(
      `quadraticEigen: expected gamma of shape ${n}×${n}, got ${gamma.rows}×${gamma.columns}`,
    );
  const { values: h, vectors } = symmetricEigen(sigma);
  symmetricEigen(gamma);
  if (n === 0) return { solutions: [], clear: true };
  if (!(h[n - 1]! > spectralTolerance(n, h[0]!)))
    throw new RangeError(
      `quadraticEigen: expected sigma positive definite, got smallest eigenvalue ${h[n - 1]}`,
    );
  // 1.
  const omega = Math.sqrt(eta / h[0]!);
  const sigmaHat = symmetrise(scale(sigma, 1 / h[0]!));
  const gammaHat = symmetrise(scale(gamma, 1 / Math.sqrt(eta * h[0]!)));
  const gammaNorm = norm(gammaHat);
  const q = (t: number): Matrix =>
    generate(n, n, (i, j) => {
      const k = i * n + j;
      return t * (t * sigmaHat.data[k]! - gammaHat.data[k]!) + (i === j ? 1 : 0);
    });
  const slope = (t: number): Matrix => addScaled(scale(sigmaHat, 2 * t), gammaHat, -1);
  const sizeOfQ = (t: number): number => t * t + Math.abs(t) * gammaNorm + 1;

  // 2.
  const inverseRoot = multiply(
    generate(n, n, (i, k) => vectors.data[i * n + k]! * Math.sqrt(h[0]! / h[k]!)),
    transpose(vectors),
  );
  const lower = multiply(inverseRoot, multiply(gammaHat, inverseRoot));
  const square = multiply(inverseRoot, inverseRoot);
  const companion = generate(2 * n, 2 * n, (i, j) => {
    if (i < n) return j === i + n ? 1 : 0;
    return j < n ? -square.data[(i - n) * n + j]! : lower.data[(i - n) * n + j - n]!;
  });
  const { re, im, vectors: y } = generalEigen(companion);

  // 3., 4.
  const companionNorm = norm(companion);
  const condition = h[0]! / h[n - 1]!;
  const pencil: Pencil = { sigma: sigmaHat, gamma: gammaHat, q, slope, size: sizeOfQ };
  const refined: Refined[] = [];
  let clear = true;
  for (let k = 0; k < 2 * n; k++) {
    const t = re[k]!;
    const tolerance = spectralTolerance(
      2 * n,
      companionNorm * condition * Math.max(companionNorm, Math.abs(t)),
    );
    if (squared(im[k]!) > UNDECIDED_BAND * tolerance) continue;
    const start = multiply(
      inverseRoot,
      generate(n, 1, (i) => y.re.data[i * 2 * n + k]!),
    );
    const result = refine(polish(t, start, pencil), pencil);
    const verdict = gapVerdict(result.mu, spectralTolerance(n, sizeOfQ(result.t)));
    // |μ| stays away from zero at its extremum: the candidate was a complex pair close to the real line.
    if (result.settled && verdict === "distinct") continue;
    if (!result.settled || verdict === "undecided") clear = false;
    if (verdict !== "distinct") refined.push(result);
  }
  refined.sort((x, z) => z.t - x.t);

  // 5.
  const solutions: QuadraticSolution[] = [];
  for (let start = 0; start < refined.length; ) {
    const { t, eigen } = refined[start]!;
    // Q moves by |Q′| per unit of t; at a value with vanishing slope the decision below is unclear anyway.
    const tau = spectralTolerance(n, Math.max(sizeOfQ(t), Math.abs(t)));
    let end = start + 1;
    while (end < refined.length && gapVerdict(refined[end]!.t - refined[end - 1]!.t, tau) === "equal") end++;
    const size = end - start;
    const { values: mu, vectors: basis } = eigen;
    const nearest = Array.from(mu.keys())
      .sort((k, l) => Math.abs(mu[k]!) - Math.abs(mu[l]!))
      .slice(0, size);
    if (size > n || gapVerdict(mu[nearest.at(-1)!]!, spectralTolerance(n, sizeOfQ(t))) === "distinct")
      clear = false;
    const space = generate(n, nearest.length, (i, k) => basis.data[i * n + nearest[k]!]!);
    const { vectors: turn } = symmetricEigen(multiply(transpose(space), multiply(slope(t), space)));
    const turned = multiply(space, turn);
    for (let k = 0; k < size; k++) {
      const v = generate(n, 1, (i) => turned.data[i * nearest.length + Math.min(k, nearest.length - 1)]!);
      const a = inner(v, multiply(sigmaHat, v));
      const b = inner(v, multiply(gammaHat, v));
      const tolerance = spectralTolerance(n, 2 * Math.abs(b) * gammaNorm + 4);
      if (gapVerdict(b * b - 4 * a, tolerance) !== "distinct") clear = false;
      const value = refined[start + k]!.t;
      solutions.push({
        s: omega * value,
        vector: v.data,
        residual: norm(multiply(q(value), v)) / sizeOfQ(value),
      });
    }
    start = end;
  }
  return { solutions, clear };
}

/** Q(t) = t²Σ − tΓ + I, Q′(t) = 2tΣ − Γ and a bound for ‖Q(t)‖. */
interface Pencil {
  readonly sigma: Matrix;
  readonly gamma: Matrix;
  q(t: number): Matrix;
  slope(t: number): Matrix;
  size(t: number): number;
}

interface Refined {
  readonly t: number;
  /** The spectrum of Q(t), and its value next to zero. */
  readonly eigen: SymmetricEigen;
  readonly mu: number;
  readonly settled: boolean;
}

/**
 * Two Newton steps on (Q(t)v, (‖v‖² − 1)/2) = 0, with Jacobian [[Q(t), Q′(t)v], [vᵀ, 0]]. It is singular at repeated and at
 * double t, where the steps do not shrink; then the start is returned.
 */
function polish(start: number, vector: Matrix, { q, slope }: Pencil): number {
  const n = vector.rows;
  let length = norm(vector);
  if (length === 0) return start;
  let v = scale(vector, 1 / length);
  let t = start;
  let previous = 1e-3 * Math.abs(start);
  for (let step = 0; step < 2; step++) {
    const here = q(t);
    const side = multiply(slope(t), v);
    const jacobian = generate(n + 1, n + 1, (i, j) => {
      if (i < n) return j < n ? here.data[i * n + j]! : side.data[i]!;
      return j < n ? v.data[j]! : 0;
    });
    const residual = multiply(here, v);
    let move: Matrix;
    try {
      move = solveLinear(
        jacobian,
        generate(n + 1, 1, (i) => (i < n ? -residual.data[i]! : 0)),
      );
    } catch {
      return start;
    }
    const change = Math.abs(move.data[n]!);
    if (!(change <= previous)) return start;
    // Rounding keeps later steps from shrinking further.
    previous = Math.max(change / 4, 64 * EPS * Math.abs(t));
    t += move.data[n]!;
    v = generate(n, 1, (i) => v.data[i]! + move.data[i]!);
    length = norm(v);
    v = scale(v, 1 / length);
  }
  return t;
}

/** Step 4 of `quadraticEigen`. Where t²a − tb + 1 has no real root, t moves to its minimum, an extremum of μ. */
function refine(start: number, { sigma, gamma, q, size }: Pencil): Refined {
  const n = sigma.rows;
  let t = start;
  let change = Infinity;
  for (let step = 0; ; step++) {
    const eigen = symmetricEigen(q(t));
    const { values, vectors } = eigen;
    let best = 0;
    for (let k = 1; k < n; k++) if (Math.abs(values[k]!) < Math.abs(values[best]!)) best = k;
    const mu = values[best]!;
    if (step === 40) return { t, eigen, mu, settled: change <= 1e-6 * Math.abs(t) };
    const v = generate(n, 1, (i) => vectors.data[i * n + best]!);
    const a = inner(v, multiply(sigma, v));
    const b = inner(v, multiply(gamma, v));
    const root = Math.sqrt(Math.max(b * b - 4 * a, 0));
    let next = b / (2 * a);
    if (root > 0) {
      // The larger root without cancellation, the smaller one from the product of the roots, 1/a.
      const large = (b + (b < 0 ? -root : root)) / (2 * a);
      const small = 1 / (a * large);
      next = Math.abs(large - t) <= Math.abs(small - t) ? large : small;
    }
    const nextChange = Math.abs(next - t);
    // μ or the step at rounding level, or (at double roots, where convergence is linear) no longer shrinking.
    const negligible = Math.abs(mu) <= 2 * EPS * size(t) || nextChange <= 4 * EPS * Math.abs(t);
    const stalled = step > 2 && nextChange >= change && change <= 1e-6 * Math.abs(t);
    if (negligible || stalled) return { t, eigen, mu, settled: true };
    change = nextChange;
    t = next;
  }
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

const symmetrise = (a: Matrix): Matrix =>
  generate(a.rows, a.rows, (i, j) => (a.data[i * a.rows + j]! + a.data[j * a.rows + i]!) / 2);

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

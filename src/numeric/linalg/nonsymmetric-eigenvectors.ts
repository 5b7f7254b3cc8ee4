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
 * About 20 n³ multiplications in all. Conjugate pairs are given once. The loops are compiled (`kernel/eigen.ts`).
 *
 * Sources: Golub and Van Loan, *Matrix Computations* (2013), §7.4, §7.5, §7.6.1, §7.8.
 * Not covered: orthogonality or independence of vectors of eigenvalues that rounding does not tell apart; residuals are not checked.
 */

import { EIGEN } from "../kernel/eigen-kernel-binary.js";
import { BASE, Workspace } from "../kernel/path-kernel.js";
import { EPSILON, NONSYMMETRIC } from "./tolerances.js";

/** A v = λ v; of a conjugate pair the member with positive imaginary part. */
export interface Eigenpair {
  readonly value: { readonly re: number; readonly im: number };
  /** Its largest entry is of the order of 1 before balancing is undone. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The loops of `kernel/eigen.ts`: matrices, vectors and factors are places in its memory. */
interface EigenKernel {
  balanceRow(a: number, n: number, i: number, share: number): number;
  hessenbergStep(a: number, n: number, m: number, u: number, products: number): void;
  undoReflections(vectors: number, x: number, n: number): void;
  firstOfBlock(h: number, n: number, top: number, norm: number, epsilon: number): number;
  doubleStep(h: number, n: number, low: number, top: number, exceptional: number, epsilon: number): void;
  factor(
    h: number,
    n: number,
    re: number,
    im: number,
    tiny: number,
    uRe: number,
    uIm: number,
    lRe: number,
    lIm: number,
    exchanged: number,
  ): void;
  forward(x: number, y: number, n: number, lRe: number, lIm: number, exchanged: number): void;
  backSubstitute(
    x: number,
    y: number,
    n: number,
    uRe: number,
    uIm: number,
    isReal: number,
    tiny: number,
    large: number,
  ): void;
  normalise(x: number, y: number, n: number): void;
}

type Spend = (multiplications: number) => void;

/**
 * The eigenpairs with Im λ ≥ 0, one after another; nothing where the iteration does not settle, or an entry is not finite.
 *
 * @param matrix n×n, row by row; not changed.
 * @param spend is told of multiplications, and may throw.
 * @example [...eigenpairs(Float64Array.of(0, -1, 1, 0), 2)] // λ = i, v = (1, −i) up to a factor
 */
export function* eigenpairs(matrix: Float64Array, n: number, spend: Spend = () => {}): Generator<Eigenpair> {
  if (!matrix.every(Number.isFinite)) return;
  const problem = new EigenProblem(matrix, n);
  const scales = problem.balance();
  problem.toHessenberg(spend);
  const values = problem.eigenvalues(spend);
  if (values === null) return;
  for (let k = 0; k < n; k++) {
    const [re, im] = [values.re[k]!, values.im[k]!];
    if (im < 0) continue;
    spend(10 * n * n);
    const x = problem.vector(re, im);
    for (let i = 0; i < n; i++) {
      x.re[i]! *= scales[i]!;
      x.im[i]! *= scales[i]!;
    }
    yield { value: { re, im }, ...x };
  }
}

/** A matrix in the memory of the kernel, and what becomes of it. */
class EigenProblem {
  private readonly kernel: EigenKernel;
  private readonly buffer: ArrayBuffer;
  /** The matrix, balanced, then H. */
  private readonly h: number;
  /** The vectors u_m of Q = Π (I − u_m u_mᵀ), u_m zero up to m, row by row. */
  private readonly reflections: number;
  /** Where eigenvalues are computed, then the real part of U. */
  private readonly uRe: number;
  private readonly uIm: number;
  private readonly vectors: readonly [x: number, y: number, lRe: number, lIm: number, exchanged: number];
  private norm = 0;

  constructor(
    matrix: Float64Array,
    private readonly n: number,
  ) {
    const workspace = new Workspace<EigenKernel>(EIGEN);
    let end = BASE;
    const room = (doubles: number): number => {
      const place = end;
      // Whole pairs of doubles.
      end += 16 * Math.ceil(doubles / 2);
      return place;
    };
    this.h = room(n * n);
    this.reflections = room(n * n);
    this.uRe = room(n * n);
    this.uIm = room(n * n);
    this.vectors = [room(n), room(n), room(n), room(n), room(n)];
    workspace.claim(this, end);
    this.kernel = workspace.kernel;
    this.buffer = workspace.buffer;
    this.doubles(this.h, n * n).set(matrix);
  }

  private doubles(place: number, length: number): Float64Array {
    return new Float64Array(this.buffer, place, length);
  }

  /** Makes row and column norms equal up to a factor of two: A becomes D⁻¹AD, and the diagonal of D is returned. */
  balance(): Float64Array {
    const { kernel, h, n } = this;
    const scales = new Float64Array(n).fill(1);
    for (let sweep = 0, changed = true; changed && sweep < NONSYMMETRIC.sweeps; sweep++) {
      changed = false;
      for (let i = 0; i < n; i++) {
        const factor = kernel.balanceRow(h, n, i, NONSYMMETRIC.balanced);
        if (factor === 1) continue;
        changed = true;
        scales[i]! *= factor;
      }
    }
    return scales;
  }

  toHessenberg(spend: Spend): void {
    const { kernel, h, n, reflections, vectors } = this;
    for (let m = 0; m + 2 < n; m++) {
      kernel.hessenbergStep(h, n, m, reflections + 8 * n * m, vectors[0]);
      spend(4 * n * (n - m));
    }
    for (const entry of this.doubles(h, n * n)) this.norm = Math.max(this.norm, Math.abs(entry));
  }

  /** The eigenvalues of H; null where some do not settle. */
  eigenvalues(spend: Spend): { readonly re: Float64Array; readonly im: Float64Array } | null {
    const { kernel, n, uRe, norm } = this;
    const h = this.doubles(uRe, n * n);
    h.set(this.doubles(this.h, n * n));
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    let shift = 0;
    let top = n - 1;
    for (let steps = 0; top >= 0; ) {
      const low = kernel.firstOfBlock(uRe, n, top, norm, EPSILON);
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
      kernel.doubleStep(uRe, n, low, top, Number(exceptional), EPSILON);
      spend(10 * (top - low + 1) * (top - low + 1));
    }
    return { re, im };
  }

  /** An eigenvector of the balanced matrix for an eigenvalue that is known to rounding. */
  vector(re: number, im: number): { re: Float64Array; im: Float64Array } {
    const { kernel, h, n, uRe, uIm, reflections } = this;
    const [x, y, lRe, lIm, exchanged] = this.vectors;
    const tiny = EPSILON * this.norm || 1;
    const isReal = Number(im === 0);
    kernel.factor(h, n, re, im, tiny, uRe, uIm, lRe, lIm, exchanged);
    this.doubles(x, n).fill(1);
    this.doubles(y, n).fill(0);
    kernel.backSubstitute(x, y, n, uRe, uIm, isReal, tiny, NONSYMMETRIC.large);
    kernel.normalise(x, y, n);
    kernel.forward(x, y, n, lRe, lIm, exchanged);
    kernel.backSubstitute(x, y, n, uRe, uIm, isReal, tiny, NONSYMMETRIC.large);
    kernel.normalise(x, y, n);
    kernel.undoReflections(reflections, x, n);
    if (im !== 0) kernel.undoReflections(reflections, y, n);
    return { re: this.doubles(x, n).slice(), im: this.doubles(y, n).slice() };
  }
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

/**
 * P A Pᵀ ≈ L D Lᵀ for symmetric A, with the inertia of the right side and what A lacks of it, both proved.
 *
 * L is unit lower triangular and D has blocks 1×1 and 2×2 by the pivoting of Bunch and Kaufman; S = Pᵀ(LDLᵀ)P is the exact product
 * of the computed factors. By Sylvester's law In(S) = In(D): signs of the 1×1 blocks, and one of each sign in the 2×2 blocks,
 * whose determinants are negative. |A − S| is bounded from S computed in floating point: with W = fl(LD),
 *
 *   |fl(Σ_k w_ik l_jk) − s_ij| ≤ γ Σ_k (|L||D|)_ik |l_jk| ≤ γ ‖(|L||D|)_i‖ ‖l_j‖,   γ = (n + 8)·2⁻⁵²,
 *
 * (Higham, "Accuracy and stability of numerical algorithms", 2002, §3.1; Cauchy–Schwarz saves the product of the absolute
 * values). Factorisation: ibid., §11.1.
 */

/** S: its number of negative eigenvalues (none is zero), and |A_ij − S_ij| ≤ distance, row-major. */
export interface SymmetricFactors {
  readonly negative: number;
  readonly distance: Float64Array;
}

/** (1 + √17)/8 balances the growth of both kinds of pivots. */
const ALPHA = (1 + Math.sqrt(17)) / 8;

/**
 * @param a n×n, row-major; of two entries that differ, the lower one is factored, and both are compared.
 * @returns null where a pivot vanishes, is not finite, or a 2×2 block is not plainly indefinite.
 */
export function symmetricFactors(a: Float64Array, n: number): SymmetricFactors | null {
  // Lower triangles: what is left of A, above the diagonal its columns of L so far.
  const w = Float64Array.from(a);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  /** Nonzero at the second index of a 2×2 block: its entry beside the diagonal. */
  const beside = new Float64Array(n);
  let negative = 0;
  for (let k = 0; k < n; ) {
    const { step, pivot } = choosePivot(w, n, k);
    const at = k + step - 1;
    if (pivot !== at) exchange(w, order, n, at, pivot);
    if (step === 1) {
      const d = w[k * n + k]!;
      if (!(Math.abs(d) > 0 && Math.abs(d) < Number.POSITIVE_INFINITY)) return null;
      if (d < 0) negative++;
      eliminateOne(w, n, k, d);
      k++;
      continue;
    }
    const [p, q, r] = [w[k * n + k]!, w[(k + 1) * n + k]!, w[(k + 1) * n + k + 1]!];
    // pr < q², with more to spare than rounding takes.
    if (!(Math.abs(p * r) < 0.9 * q * q && q * q < Number.POSITIVE_INFINITY && q * q > 1e-280)) return null;
    negative++;
    beside[k + 1] = q;
    eliminateTwo(w, n, k, p, q, r);
    k += 2;
  }
  return { negative, distance: distances(a, w, beside, order, n) };
}

function choosePivot(w: Float64Array, n: number, k: number): { step: 1 | 2; pivot: number } {
  const own = Math.abs(w[k * n + k]!);
  let best = 0;
  let row = k;
  for (let i = k + 1; i < n; i++) {
    const size = Math.abs(w[i * n + k]!);
    if (size > best) {
      best = size;
      row = i;
    }
  }
  if (best === 0 || own >= ALPHA * best) return { step: 1, pivot: k };
  let other = 0;
  for (let j = k; j < row; j++) other = Math.max(other, Math.abs(w[row * n + j]!));
  for (let i = row + 1; i < n; i++) other = Math.max(other, Math.abs(w[i * n + row]!));
  if (own * other >= ALPHA * best * best) return { step: 1, pivot: k };
  if (Math.abs(w[row * n + row]!) >= ALPHA * other) return { step: 1, pivot: row };
  return { step: 2, pivot: row };
}

/** Rows and columns i < j exchanged, in the lower triangle and in the rows of L. */
function exchange(w: Float64Array, order: Int32Array, n: number, i: number, j: number): void {
  const swap = (x: number, y: number) => {
    const held = w[x]!;
    w[x] = w[y]!;
    w[y] = held;
  };
  for (let c = 0; c < i; c++) swap(i * n + c, j * n + c);
  for (let c = i + 1; c < j; c++) swap(c * n + i, j * n + c);
  for (let r = j + 1; r < n; r++) swap(r * n + i, r * n + j);
  swap(i * n + i, j * n + j);
  const held = order[i]!;
  order[i] = order[j]!;
  order[j] = held;
}

function eliminateOne(w: Float64Array, n: number, k: number, d: number): void {
  for (let i = k + 1; i < n; i++) {
    const value = w[i * n + k]!;
    if (value === 0) continue;
    const l = value / d;
    for (let j = k + 1; j <= i; j++) w[i * n + j]! -= l * w[j * n + k]!;
  }
  for (let i = k + 1; i < n; i++) w[i * n + k]! /= d;
}

function eliminateTwo(w: Float64Array, n: number, k: number, p: number, q: number, r: number): void {
  const determinant = p * r - q * q;
  // Column k of what is left is needed until all rows are done: the new entries of L wait above the diagonal.
  for (let i = k + 2; i < n; i++) {
    const [x, y] = [w[i * n + k]!, w[i * n + k + 1]!];
    w[k * n + i] = (x * r - y * q) / determinant;
    w[(k + 1) * n + i] = (y * p - x * q) / determinant;
  }
  for (let i = k + 2; i < n; i++) {
    const [x, y] = [w[k * n + i]!, w[(k + 1) * n + i]!];
    if (x === 0 && y === 0) continue;
    for (let j = k + 2; j <= i; j++) w[i * n + j]! -= x * w[j * n + k]! + y * w[j * n + k + 1]!;
  }
  for (let i = k + 2; i < n; i++) {
    w[i * n + k] = w[k * n + i]!;
    w[i * n + k + 1] = w[(k + 1) * n + i]!;
  }
  w[(k + 1) * n + k] = 0;
}

/** |A − S| from the factors: L below the diagonal of w, D on it and beside. */
function distances(
  a: Float64Array,
  w: Float64Array,
  beside: Float64Array,
  order: Int32Array,
  n: number,
): Float64Array {
  const l = new Float64Array(n * n);
  const ld = new Float64Array(n * n);
  const lengthL = new Float64Array(n);
  const lengthD = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) l[i * n + k] = w[i * n + k]!;
    l[i * n + i] = 1;
    let squares = 0;
    let bounds = 0;
    for (let k = 0; k <= i; k++) squares += l[i * n + k]! * l[i * n + k]!;
    for (let k = 0; k <= Math.min(i + 1, n - 1); k++) {
      const own = l[i * n + k]! * w[k * n + k]!;
      const before = beside[k] === 0 ? 0 : l[i * n + k - 1]! * beside[k]!;
      const after = k + 1 < n && beside[k + 1] !== 0 ? l[i * n + k + 1]! * beside[k + 1]! : 0;
      ld[i * n + k] = own + before + after;
      const bound = Math.abs(own) + Math.abs(before) + Math.abs(after);
      bounds += bound * bound;
    }
    lengthL[i] = Math.sqrt(squares);
    // Squares may underflow; of L they sum to 1 at least.
    lengthD[i] = Math.sqrt(bounds) + 2 ** -500;
  }
  const distance = new Float64Array(n * n);
  const gamma = (n + 8) * 2 ** -52;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += ld[i * n + k]! * l[j * n + k]!;
      const [at, across] = [order[i]! * n + order[j]!, order[j]! * n + order[i]!];
      const bound = gamma * lengthD[i]! * lengthL[j]! + 2 ** -960;
      distance[at] = (Math.abs(a[at]! - sum) + bound) * (1 + 2 ** -30);
      distance[across] = (Math.abs(a[across]! - sum) + bound) * (1 + 2 ** -30);
    }
  return distance;
}

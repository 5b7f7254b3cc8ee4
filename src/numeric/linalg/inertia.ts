/**
 * Inertia of large structured forms, with a verdict on every eigenvalue.
 *
 * A symmetric form H on R^n, restricted to the common kernel of some covectors, is given by triplets. It is split
 * into the connected components of its sparsity graph (a covector ties its support together), and each block is
 * diagonalised. With ε = 2⁻⁵² and s = the largest of |λ| and of the triplets that were added up (so that a form that
 * cancels to rounding counts as zero),
 *
 *   |λ| ≤ δ          zero,       δ = 64 n̂ ε s, n̂ = the largest block, at least 4: twice the backward error of
 *                                assembling and diagonalising, with room for a representative refined to a few ε
 *   |λ| > 2⁷ δ       nonzero
 *   in between       undecided
 *
 * The Jacobian of a field is treated the same way with real parts, where the error of an eigenvalue is δ times
 * the condition number of the eigenvector basis. Where that number is useless, near a Jordan block, the signs are taken
 * from a Lyapunov inequality instead (Ostrowski, Schneider 1962): if X is symmetric and −(AᵀX + XA) ≽ q I, q > 0, then A
 * has as many eigenvalues with negative (positive) real part as X has positive (negative) ones, and so has every matrix
 * within q/(2‖X‖) of A.
 */
import { hypot } from "../../elementary/elementary.js";
import type { Inertia } from "../../exact/inertia.js";
import { generalEigen, solveLinear, symmetricEigen } from "./decompositions.js";
import { generate } from "./dense.js";

/** A sparse square matrix as triplets; entries with equal places add up. */
export interface Triplets {
  readonly size: number;
  readonly rows: number[];
  readonly columns: number[];
  readonly values: number[];
}

/** A sparse covector. */
export interface Covector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** A block, cut out of arrays that all blocks share: there may be hundreds of order 1 and 2. */
export interface Block {
  /** Its coordinates are members[start … start + size − 1], ascending. */
  readonly members: Int32Array;
  readonly start: number;
  readonly size: number;
  /** size×r orthonormal basis of the kernel of the covectors, row-major; null for the whole space. */
  readonly basis: { readonly columns: number; readonly data: Float64Array } | null;
  /** The reduced r×r matrix is data[at … at + r² − 1], row-major, r = order. */
  readonly data: Float64Array;
  readonly at: number;
  readonly order: number;
  /** Largest magnitude among the triplets summed into the block. */
  readonly scale: number;
}

const reducedOf = ({ data, at, order }: Block): Float64Array => data.subarray(at, at + order * order);

/** Numbers of eigenvalues by what was decided of them: with those that are undecided they add up to the order of the form. */
export interface JudgedInertia extends Inertia {
  readonly undecided: number;
  /** The smallest nonzero |λ|, and the largest; both in the coordinates of the form. */
  readonly smallestNonzero: number;
  readonly largest: number;
}

/** Splits a form into blocks and restricts each to the kernel of the covectors. */
export function splitBlocks(form: Triplets, covectors: readonly Covector[]): Block[] {
  const { size: n, rows, columns, values } = form;
  const parent = new Int32Array(n);
  for (let k = 0; k < n; k++) parent[k] = k;
  const find = (k: number): number => {
    let at = k;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  // The smallest member becomes the root.
  const union = (a: number, b: number) => {
    const x = find(a);
    const y = find(b);
    if (x < y) parent[y] = x;
    else if (y < x) parent[x] = y;
  };
  for (let t = 0; t < values.length; t++)
    if (values[t] !== 0 && rows[t] !== columns[t]) union(rows[t]!, columns[t]!);
  for (const { indices } of covectors)
    for (let k = 1; k < indices.length; k++) union(indices[0]!, indices[k]!);

  // Roots come before the other members: one pass numbers the blocks, a counting sort collects the members.
  const blockOf = new Int32Array(n);
  const place = new Int32Array(n);
  const sizes: number[] = [];
  for (let k = 0; k < n; k++) {
    const root = find(k);
    const block = root === k ? sizes.push(0) - 1 : blockOf[root]!;
    blockOf[k] = block;
    place[k] = sizes[block]!++;
  }
  const starts = new Int32Array(sizes.length + 1);
  const squares = new Int32Array(sizes.length + 1);
  sizes.forEach((size, b) => {
    starts[b + 1] = starts[b]! + size;
    squares[b + 1] = squares[b]! + size * size;
  });
  const members = new Int32Array(n);
  for (let k = 0; k < n; k++) members[starts[blockOf[k]!]! + place[k]!] = k;
  const dense = new Float64Array(squares[sizes.length]!);
  const scales = new Float64Array(sizes.length);
  for (let t = 0; t < values.length; t++) {
    const [row, value] = [rows[t]!, values[t]!];
    if (value === 0) continue;
    const block = blockOf[row]!;
    const size = Math.abs(value);
    if (size > scales[block]!) scales[block] = size;
    dense[squares[block]! + place[row]! * sizes[block]! + place[columns[t]!]!]! += value;
  }
  const normals = new Map<number, Float64Array[]>();
  for (const { indices, values: entries } of covectors) {
    if (indices.length === 0) continue;
    const block = blockOf[indices[0]!]!;
    const v = new Float64Array(sizes[block]!);
    for (let k = 0; k < indices.length; k++) v[place[indices[k]!]!]! += entries[k]!;
    const list = normals.get(block);
    if (list === undefined) normals.set(block, [v]);
    else list.push(v);
  }
  return sizes.map((size, b): Block => {
    const start = starts[b]!;
    const scale = scales[b]!;
    const at = squares[b]!;
    const local = normals.get(b);
    if (local === undefined)
      return { members, start, size, basis: null, data: dense, at, order: size, scale };
    const basis = kernelBasis(local, size);
    const order = basis.columns;
    const data = compress(dense.subarray(at, at + size * size), size, basis.data, order);
    return { members, start, size, basis, data, at: 0, order, scale };
  });
}

/** Orthonormal basis (k×r, row-major) of the common kernel of covectors, by Householder QR. */
function kernelBasis(covectors: readonly Float64Array[], k: number): { columns: number; data: Float64Array } {
  const reflectors: Float64Array[] = [];
  for (const original of covectors) {
    const v = Float64Array.from(original);
    for (const h of reflectors) reflect(h, v);
    const start = reflectors.length;
    let squares = 0;
    for (let i = start; i < k; i++) squares += v[i]! * v[i]!;
    const length = Math.sqrt(squares);
    if (length === 0) continue;
    const h = new Float64Array(k);
    for (let i = start; i < k; i++) h[i] = v[i]!;
    h[start]! += v[start]! >= 0 ? length : -length;
    reflectors.push(h);
  }
  const columns = k - reflectors.length;
  const data = new Float64Array(k * columns);
  const e = new Float64Array(k);
  for (let c = 0; c < columns; c++) {
    e.fill(0);
    e[reflectors.length + c] = 1;
    for (let r = reflectors.length - 1; r >= 0; r--) reflect(reflectors[r]!, e);
    for (let i = 0; i < k; i++) data[i * columns + c] = e[i]!;
  }
  return { columns, data };
}

/** v ← (I − 2 h hᵀ / ‖h‖²) v. */
function reflect(h: Float64Array, v: Float64Array): void {
  let dot = 0;
  let squares = 0;
  for (let i = 0; i < h.length; i++) {
    dot += h[i]! * v[i]!;
    squares += h[i]! * h[i]!;
  }
  if (squares === 0 || dot === 0) return;
  const factor = (2 * dot) / squares;
  for (let i = 0; i < h.length; i++) v[i]! -= factor * h[i]!;
}

/** Zᵀ A Z. */
function compress(a: Float64Array, k: number, z: Float64Array, r: number): Float64Array {
  const az = new Float64Array(k * r);
  for (let i = 0; i < k; i++)
    for (let l = 0; l < k; l++) {
      const value = a[i * k + l]!;
      if (value !== 0) for (let c = 0; c < r; c++) az[i * r + c]! += value * z[l * r + c]!;
    }
  const out = new Float64Array(r * r);
  for (let i = 0; i < k; i++)
    for (let c = 0; c < r; c++) {
      const value = z[i * r + c]!;
      if (value !== 0) for (let d = 0; d < r; d++) out[c * r + d]! += value * az[i * r + d]!;
    }
  return out;
}

const EPSILON = 2 ** -52;
const CLEAR = 2 ** 7;
/** Largest relative error bound under which an eigenvalue may be called zero. */
const MEANINGFUL = 1e-6;

/** Eigenvalues (real parts), with the factor on the error bound of each (1 for symmetric blocks). */
interface Spectrum {
  readonly values: number[];
  /** Absent: 1 throughout. */
  readonly amplification?: number[];
  /** For each: how far the matrix may be off for the sign to be certain all the same. Absent: unknown. */
  readonly margins?: number[];
}

/** Eigenvalues of a small symmetric matrix: orders 1 and 2 in closed form. */
function symmetricSpectrum(a: Float64Array, order: number): ArrayLike<number> {
  if (order === 1) return a;
  if (order === 2) {
    const mean = (a[0]! + a[3]!) / 2;
    const radius = hypot((a[0]! - a[3]!) / 2, (a[1]! + a[2]!) / 2);
    return [mean + radius, mean - radius];
  }
  // Blocks that are rounding only need not be symmetric to working precision.
  return symmetricEigen({ rows: order, columns: order, data: symmetrised(a, order) }).values;
}

/** Remembers a function of matrices: decoupled problems repeat the same block many times, to the last bit. */
function remembering<T>(compute: (data: Float64Array, order: number) => T) {
  const seen = new Map<number, { readonly data: Float64Array; readonly result: T }[]>();
  return (data: Float64Array, order: number): T => {
    let hash = order;
    for (let k = 0; k < data.length; k++) hash = 0.618_033_988_749_894_8 * hash + data[k]!;
    const same = seen.get(hash);
    const known = same?.find((other) => isSame(other.data, data));
    if (known !== undefined) return known.result;
    const entry = { data, result: compute(data, order) };
    if (same === undefined) seen.set(hash, [entry]);
    else same.push(entry);
    return entry.result;
  };
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

function judge({ values, amplification, margins }: Spectrum, blocks: readonly Block[]): JudgedInertia {
  let largest = 0;
  let largestOrder = 4;
  for (const { order, scale } of blocks) {
    largest = Math.max(largest, scale);
    largestOrder = Math.max(largestOrder, order);
  }
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const noise = 64 * largestOrder * EPSILON * largest;
  const counts = { negative: 0, zero: 0, positive: 0, undecided: 0 };
  let smallestNonzero = Number.POSITIVE_INFINITY;
  values.forEach((value, k) => {
    const size = Math.abs(value);
    const bound = amplification === undefined ? noise : noise * amplification[k]!;
    // A bound that is no longer small says nothing: near a Jordan block no eigenvalue may pass for zero.
    const certain = margins !== undefined && margins[k]! > CLEAR * noise;
    if (certain) {
      counts[value < 0 ? "negative" : "positive"]++;
      smallestNonzero = Math.min(smallestNonzero, size);
    } else if (size <= bound && bound <= MEANINGFUL * largest) counts.zero++;
    else if (size <= CLEAR * bound) counts.undecided++;
    else {
      counts[value < 0 ? "negative" : "positive"]++;
      smallestNonzero = Math.min(smallestNonzero, size);
    }
  });
  return { ...counts, smallestNonzero, largest };
}

/** Inertia of a symmetric form given by its blocks. */
export function inertiaOf(blocks: readonly Block[]): JudgedInertia {
  const spectrum: Spectrum = { values: [] };
  const large = remembering(symmetricSpectrum);
  for (const block of blocks) {
    const { order } = block;
    if (order === 1) spectrum.values.push(block.data[block.at]!);
    else if (order > 1) {
      const reduced = reducedOf(block);
      const values = order === 2 ? symmetricSpectrum(reduced, order) : large(reduced, order);
      for (let k = 0; k < values.length; k++) spectrum.values.push(values[k]!);
    }
  }
  return judge(spectrum, blocks);
}

/** Real parts of the eigenvalues of a square matrix, the condition of its eigenvectors, and the zeros taken out first. */
interface RealParts {
  readonly values: ArrayLike<number>;
  readonly condition: number;
  readonly deflated: number;
  /** See `Spectrum`; 0 where it was not needed or not found. */
  readonly margin: number;
}

/** From this condition of the eigenvectors on a Lyapunov inequality is tried, up to this order: it solves for order² entries. */
const ILL_CONDITIONED = 1e4;
const LYAPUNOV_ORDER = 20;

/**
 * X with AᵀX + XA ≈ −I, symmetric; null beyond order 20, and where none is found: two eigenvalues of A may add up to zero. If
 * AᵀX + XA is negative definite, as many eigenvalues of A have negative real part as X has positive ones, and the other way
 * round (Ostrowski, Schneider 1962).
 */
export function lyapunovSolution(a: Float64Array, n: number): Float64Array | null {
  if (n > LYAPUNOV_ORDER) return null;
  // Entry (i, j) of the equation: Σ_k A_ki X_kj + X_ik A_kj.
  const operator = generate(n * n, n * n, (row, column) => {
    const [i, j] = [Math.floor(row / n), row % n];
    const [k, l] = [Math.floor(column / n), column % n];
    return (l === j ? a[k * n + i]! : 0) + (k === i ? a[l * n + j]! : 0);
  });
  const right = generate(n * n, 1, (row) => (row % (n + 1) === 0 ? -1 : 0));
  let solution: Float64Array;
  try {
    solution = solveLinear(operator, right).data;
  } catch {
    return null;
  }
  return solution.every(Number.isFinite) ? symmetrised(solution, n) : null;
}

/**
 * q/(2‖X‖) for X of `lyapunovSolution` with AᵀX + XA ≼ −q I whose inertia agrees with the signs of the values; 0 if none is
 * found. How X was found does not matter: the inequality is evaluated.
 */
function lyapunovMargin(a: Float64Array, n: number, values: ArrayLike<number>): number {
  const x = lyapunovSolution(a, n);
  if (x === null) return 0;
  const left = generate(n, n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[k * n + i]! * x[k * n + j]! + x[i * n + k]! * a[k * n + j]!;
    return sum;
  });
  const { values: ofX } = symmetricEigen({ rows: n, columns: n, data: x });
  const norm = Math.max(Math.abs(ofX[0]!), Math.abs(ofX[n - 1]!));
  // ‖A‖ ≤ n max |a_ij|. What forming and diagonalising the left side may have lost comes off q.
  const size = n * a.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  const q = -symmetricEigen(left).values[0]! - 32 * n * EPSILON * size * norm;
  const agrees = ofX.filter((v) => v > 0).length === Array.from(values).filter((v) => v < 0).length;
  return q > 0 && agrees ? q / (2 * norm) : 0;
}

function realParts(data: Float64Array, order: number): RealParts {
  let symmetric = true;
  for (let i = 0; i < order && symmetric; i++)
    for (let j = 0; j < i; j++) if (data[i * order + j] !== data[j * order + i]) symmetric = false;
  if (symmetric) return { values: symmetricSpectrum(data, order), condition: 1, deflated: 0, margin: 0 };
  const { re, condition } = generalEigen({ rows: order, columns: order, data });
  const margin = condition < ILL_CONDITIONED ? 0 : lyapunovMargin(data, order, re);
  return { values: re, condition, deflated: 0, margin };
}

/** @param data the matrix, then vectors of its kernel; what is left of one below `threshold` counts as dependent. */
function deflatedRealParts(data: Float64Array, order: number, threshold: number): RealParts {
  const matrix = data.subarray(0, order * order);
  const known: Float64Array[] = [];
  for (let at = order * order; at < data.length; at += order) known.push(data.subarray(at, at + order));
  const vectors = independent(known, threshold, 1);
  const deflated = vectors.length;
  if (deflated === 0) return realParts(matrix, order);
  if (deflated === order) return { values: [], condition: 1, deflated, margin: 0 };
  const complement = kernelBasis(vectors, order);
  const rest = compress(matrix, order, complement.data, complement.columns);
  return { ...realParts(rest, complement.columns), deflated };
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Signs of the real parts of the eigenvalues of a square matrix given by blocks: `negative` counts stable,
 * `positive` unstable directions.
 *
 * @param kernel vectors known to be in the kernel (tangents of an orbit of equilibria), in the coordinates of the form;
 *   they are deflated first, because a defective zero eigenvalue is computed with an error √ε only. What is left of one
 *   below 10⁻⁸ of the longest counts as dependent.
 */
export function stabilityOf(blocks: readonly Block[], kernel: readonly Covector[] = []): JudgedInertia {
  const all: number[] = [];
  const amplification: number[] = [];
  const margins: number[] = [];
  let deflated = 0;
  const local = new Map<number, Float64Array[]>();
  let longest = 0;
  if (kernel.length > 0) {
    const dimension = blocks.reduce((sum, { size }) => sum + size, 0);
    const owner = new Int32Array(dimension);
    const place = new Int32Array(dimension);
    blocks.forEach(({ members, start, size }, b) => {
      for (let at = 0; at < size; at++) {
        owner[members[start + at]!] = b;
        place[members[start + at]!] = at;
      }
    });
    for (const { indices, values } of kernel) {
      // A kernel vector of a block-diagonal matrix is in the kernel block by block.
      const parts = new Map<number, Float64Array>();
      let squares = 0;
      indices.forEach((index, k) => {
        const b = owner[index]!;
        let part = parts.get(b);
        if (part === undefined) {
          part = new Float64Array(blocks[b]!.size);
          parts.set(b, part);
        }
        part[place[index]!]! += values[k]!;
        squares += values[k]! * values[k]!;
      });
      longest = Math.max(longest, Math.sqrt(squares));
      for (const [b, part] of parts) {
        const list = local.get(b);
        if (list === undefined) local.set(b, [part]);
        else list.push(part);
      }
    }
  }
  const plain = remembering(realParts);
  const deflating = remembering((data, order) => deflatedRealParts(data, order, 1e-8 * longest));
  blocks.forEach((block, b) => {
    const { order, basis } = block;
    const known = local.get(b);
    if (order === 0) return;
    if (order === 1 && known === undefined) {
      all.push(block.data[block.at]!);
      amplification.push(1);
      margins.push(0);
      return;
    }
    const matrix = reducedOf(block);
    const inside = basis === null ? known : known?.map((v) => project(v, basis));
    const parts =
      inside === undefined ? plain(matrix, order) : deflating(concatenated([matrix, ...inside]), order);
    deflated += parts.deflated;
    for (let k = 0; k < parts.values.length; k++) {
      all.push(parts.values[k]!);
      amplification.push(parts.condition);
      margins.push(parts.margin);
    }
  });
  const inertia = judge({ values: all, amplification, margins }, blocks);
  return { ...inertia, zero: inertia.zero + deflated };
}

const project = (v: Float64Array, basis: NonNullable<Block["basis"]>): Float64Array => {
  const out = new Float64Array(basis.columns);
  for (let i = 0; i < v.length; i++)
    for (let c = 0; c < basis.columns; c++) out[c]! += v[i]! * basis.data[i * basis.columns + c]!;
  return out;
};

/**
 * Orthonormal vectors spanning the given ones, by Gram–Schmidt with one repetition. What remains of a vector counts from
 * `relative` times the scale on, by default the longest of them.
 */
export function independent(
  vectors: readonly Float64Array[],
  relative: number,
  scale: number = vectors.reduce((longest, v) => Math.max(longest, lengthOf(v)), 0),
): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const original of vectors) {
    const v = Float64Array.from(original);
    for (let pass = 0; pass < 2; pass++)
      for (const q of kept) {
        let dot = 0;
        for (let i = 0; i < v.length; i++) dot += q[i]! * v[i]!;
        for (let i = 0; i < v.length; i++) v[i]! -= dot * q[i]!;
      }
    const length = lengthOf(v);
    if (length > relative * scale) kept.push(v.map((x) => x / length));
  }
  return kept;
}

function lengthOf(v: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < v.length; i++) squares += v[i]! * v[i]!;
  return Math.sqrt(squares);
}

/** Applies the pseudo-inverse of a symmetric form, block by block: the minimum-norm Newton step. */
export function pseudoSolve(blocks: readonly Block[], g: Float64Array): Float64Array {
  const step = new Float64Array(g.length);
  let largest = 0;
  const pieces = blocks.map((block) => {
    const { members, start, size, basis, order } = block;
    largest = Math.max(largest, block.scale);
    const eigen =
      order === 0
        ? null
        : symmetricEigen({ rows: order, columns: order, data: symmetrised(reducedOf(block), order) });
    if (eigen !== null) for (const value of eigen.values) largest = Math.max(largest, Math.abs(value));
    const indices = members.subarray(start, start + size);
    const local = Float64Array.from(indices, (k) => g[k]!);
    return { indices, basis, order, eigen, local: basis === null ? local : project(local, basis) };
  });
  for (const { indices, basis, order, eigen, local } of pieces) {
    if (eigen === null) continue;
    const y = new Float64Array(order);
    for (let e = 0; e < order; e++) {
      const value = eigen.values[e]!;
      if (Math.abs(value) <= 1e-9 * largest) continue;
      let dot = 0;
      for (let i = 0; i < order; i++) dot += eigen.vectors.data[i * order + e]! * local[i]!;
      for (let i = 0; i < order; i++) y[i]! += (eigen.vectors.data[i * order + e]! * dot) / value;
    }
    indices.forEach((k, i) => {
      if (basis === null) step[k]! += y[i]!;
      else for (let c = 0; c < order; c++) step[k]! += basis.data[i * order + c]! * y[c]!;
    });
  }
  return step;
}

const symmetrised = (a: Float64Array, n: number): Float64Array =>
  a.map((value, k) => (value + a[(k % n) * n + Math.floor(k / n)]!) / 2);

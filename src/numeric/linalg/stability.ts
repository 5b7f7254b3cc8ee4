/**
 * Signs of the real parts of the eigenvalues of a Jacobian, with a verdict on each.
 *
 * The Jacobian of a field is treated the same way with real parts, where the error of an eigenvalue is δ times
 * the condition number of the eigenvector basis. Where that number is useless, near a Jordan block, the signs are taken
 * from a Lyapunov inequality instead (Ostrowski, Schneider 1962): if X is symmetric and −(AᵀX + XA) ≽ q I, q > 0, then A
 * has as many eigenvalues with negative (positive) real part as X has positive (negative) ones, and so has every matrix
 * within q/(2‖X‖) of A.
 */

import { type Block, type Covector, compress, kernelBasis, project, reducedOf } from "./blocks.js";
import { generalEigen, solveLinear, symmetricEigen } from "./decompositions.js";
import { generate, symmetrise } from "./dense.js";
import { independent } from "./gram-schmidt.js";
import { type JudgedInertia, judge, remembering, symmetricSpectrum } from "./inertia.js";
import { EPSILON, INERTIA } from "./tolerances.js";

/** Real parts of the eigenvalues of a square matrix, the condition of its eigenvectors, and the zeros taken out first. */
interface RealParts {
  readonly values: ArrayLike<number>;
  readonly condition: number;
  readonly deflated: number;
  /** See `Spectrum`; 0 where it was not needed or not found. */
  readonly margin: number;
}

/**
 * X with AᵀX + XA ≈ −I, symmetric; null beyond order 20, and where none is found: two eigenvalues of A may add up to zero. If
 * AᵀX + XA is negative definite, as many eigenvalues of A have negative real part as X has positive ones, and the other way
 * round (Ostrowski, Schneider 1962).
 */
export function lyapunovSolution(a: Float64Array, n: number): Float64Array | null {
  if (n > INERTIA.lyapunovOrder) return null;
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
  return solution.every(Number.isFinite) ? symmetrise({ rows: n, columns: n, data: solution }).data : null;
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
  const margin = condition < INERTIA.illConditioned ? 0 : lyapunovMargin(data, order, re);
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

/** Vectors of the kernel by block, in its coordinates, and the length of the longest. */
function kernelByBlock(blocks: readonly Block[], kernel: readonly Covector[]) {
  const local = new Map<number, Float64Array[]>();
  let longest = 0;
  if (kernel.length === 0) return { local, longest };
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
      const part = parts.get(b) ?? new Float64Array(blocks[b]!.size);
      parts.set(b, part);
      part[place[index]!]! += values[k]!;
      squares += values[k]! * values[k]!;
    });
    longest = Math.max(longest, Math.sqrt(squares));
    for (const [b, part] of parts) local.set(b, [...(local.get(b) ?? []), part]);
  }
  return { local, longest };
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
  const { local, longest } = kernelByBlock(blocks, kernel);
  const plain = remembering(realParts);
  const deflating = remembering((data, order) => deflatedRealParts(data, order, INERTIA.dependent * longest));
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

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
 */
import { hypot } from "../../elementary/elementary.js";
import type { Inertia } from "../../exact/inertia.js";
import { type Block, project, reducedOf } from "./blocks.js";
import { symmetricEigen } from "./decompositions.js";
import { symmetrise } from "./dense.js";
import { EPSILON, INERTIA } from "./tolerances.js";

/** Numbers of eigenvalues by what was decided of them: with those that are undecided they add up to the order of the form. */
export interface JudgedInertia extends Inertia {
  readonly undecided: number;
  /** The smallest nonzero |λ|, and the largest; both in the coordinates of the form. */
  readonly smallestNonzero: number;
  readonly largest: number;
}

/** Eigenvalues (real parts), with the factor on the error bound of each (1 for symmetric blocks). */
export interface Spectrum {
  readonly values: number[];
  /** Absent: 1 throughout. */
  readonly amplification?: number[];
  /** For each: how far the matrix may be off for the sign to be certain all the same. Absent: unknown. */
  readonly margins?: number[];
}

/** Eigenvalues of a small symmetric matrix: orders 1 and 2 in closed form. */
export function symmetricSpectrum(a: Float64Array, order: number): ArrayLike<number> {
  if (order === 1) return a;
  if (order === 2) {
    const mean = (a[0]! + a[3]!) / 2;
    const radius = hypot((a[0]! - a[3]!) / 2, (a[1]! + a[2]!) / 2);
    return [mean + radius, mean - radius];
  }
  // Blocks that are rounding only need not be symmetric to working precision.
  return symmetricEigen(symmetrise({ rows: order, columns: order, data: a })).values;
}

/** Remembers a function of matrices: decoupled problems repeat the same block many times, to the last bit. */
export function remembering<T>(compute: (data: Float64Array, order: number) => T) {
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

/** Counts eigenvalues by what is decided of them. */
export function judge({ values, amplification, margins }: Spectrum, blocks: readonly Block[]): JudgedInertia {
  let largest = 0;
  let largestOrder = 4;
  for (const { order, scale } of blocks) {
    largest = Math.max(largest, scale);
    largestOrder = Math.max(largestOrder, order);
  }
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const noise = INERTIA.noise * largestOrder * EPSILON * largest;
  const counts = { negative: 0, zero: 0, positive: 0, undecided: 0 };
  let smallestNonzero = Number.POSITIVE_INFINITY;
  values.forEach((value, k) => {
    const size = Math.abs(value);
    const bound = amplification === undefined ? noise : noise * amplification[k]!;
    // A bound that is no longer small says nothing: near a Jordan block no eigenvalue may pass for zero.
    const certain = margins !== undefined && margins[k]! > INERTIA.clear * noise;
    if (certain) {
      counts[value < 0 ? "negative" : "positive"]++;
      smallestNonzero = Math.min(smallestNonzero, size);
    } else if (size <= bound && bound <= INERTIA.meaningful * largest) counts.zero++;
    else if (size <= INERTIA.clear * bound) counts.undecided++;
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
        : symmetricEigen(symmetrise({ rows: order, columns: order, data: reducedOf(block) }));
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
      if (Math.abs(value) <= INERTIA.pseudoInverse * largest) continue;
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

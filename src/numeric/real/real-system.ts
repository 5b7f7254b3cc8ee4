/**
 * Real polynomial systems near their solutions, singular ones included.
 *
 *   F(z) = 0, m equations in n unknowns;   f̂_i = F_i / s_i,  Ĵ_i = ∇F_i / s_i,  s_i(z) = Σ_t |c_t| Π_v max(|z_v|, 1)
 *
 * so that an entry of f̂ is rounding where it is below γ_i = (terms + degree) 2⁻⁵³, whatever the sizes (unknowns are expected
 * to be scaled to size one, `scaling.ts`). A point is a zero to rounding where |f̂_i| ≤ 4γ_i for all i.
 *
 * Deflation. Where Ĵ(z*) has a kernel of dimension c, the equations
 *
 *   F(z) = 0,   J(z)(V + V′M) = 0,     V (n×c) the kernel, V′ (n×(n−c)) a basis of its complement, M unknown
 *
 * hold at (z*, 0) and determine it better than F does: Newton's method on F stops at a distance ε^{1/k}, on these equations,
 * repeated as long as they are singular, at ε. They are overdetermined: that they hold to rounding is evidence that there is a
 * point at which exactly c directions are null. On a manifold of solutions of one multiplicity their kernel is its tangent space.
 *
 * Source: Leykin, Verschelde, Zhao, "Newton's method with deflation for isolated singularities" (2006); Dayton, Zeng (2005).
 * Not covered: proofs. Everything here is decided in floating point.
 */
import { squared } from "../../elementary/elementary.js";
import { singularValues } from "../linalg/decompositions.js";
import type { Matrix } from "../linalg/dense.js";
import type { NumericSystem, NumericTerm } from "../polynomial/system.js";
import { ZERO } from "./options.js";

/** Where equations hold at z to rounding, and how far they are from it. */
export interface Located {
  readonly z: Float64Array;
  /** max |f̂_i| / γ_i: up to 4 it is rounding. */
  readonly noise: number;
}

/** Singular values of Ĵ at a point, and its vectors. */
export interface SpectrumAt {
  /** Singular values of Ĵ, descending, n of them. */
  readonly values: Float64Array;
  /** n×n orthogonal; column k belongs to values[k]. */
  readonly right: Matrix;
  readonly left: Matrix;
}

/** Whether the equations hold up to rounding. */
export const isZeroToRounding = ({ noise }: Located): boolean => noise <= ZERO.rounding;

/** s_i(z) = Σ_t |c_t| Π_v max(|z_v|, 1) of one equation. */
export function equationSize(terms: readonly NumericTerm[], z: Float64Array): number {
  let size = 0;
  for (const { re, factors } of terms) {
    let bound = Math.abs(re);
    for (const v of factors) bound *= Math.max(1, Math.abs(z[v]!));
    size += bound;
  }
  return size;
}

/** The δ of least length with A_r δ = b, A_r the part of A of its `rank` largest singular values. */
export function minimalSolution(
  { values: sigma, left, right }: SpectrumAt,
  b: Float64Array,
  rank: number,
): Float64Array {
  const n = right.rows;
  const delta = new Float64Array(n);
  for (let k = 0; k < rank; k++) {
    const s = sigma[k]!;
    if (!(s > ZERO.invertible)) break;
    let dot = 0;
    for (let i = 0; i < left.rows; i++) dot += left.data[i * left.columns + k]! * b[i]!;
    for (let v = 0; v < n; v++) delta[v]! += (dot / s) * right.data[v * n + k]!;
  }
  return delta;
}

/**
 * A polynomial system over the reals with its scaled values f̂ and Jacobian Ĵ of the head of this file, and the deflation of them.
 */
export class RealSystem {
  readonly variables: number;
  readonly equations: number;
  /** γ of each equation. */
  readonly rounding: Float64Array;

  constructor(readonly system: NumericSystem) {
    this.variables = system.variables;
    this.equations = system.equations.length;
    this.rounding = Float64Array.from(system.equations, (terms) => {
      const degree = terms.reduce((max, { factors }) => Math.max(max, factors.length), 1);
      return (terms.length + degree) * ZERO.unit;
    });
  }

  /** f̂ and max |f̂_i|/γ_i at z. */
  residual(z: Float64Array): { readonly values: Float64Array; readonly noise: number } {
    const values = new Float64Array(this.equations);
    let noise = 0;
    this.system.equations.forEach((terms, i) => {
      let sum = 0;
      let size = 0;
      for (const { re, factors } of terms) {
        let product = re;
        let bound = Math.abs(re);
        for (const v of factors) {
          product *= z[v]!;
          bound *= Math.max(1, Math.abs(z[v]!));
        }
        sum += product;
        size += bound;
      }
      values[i] = size === 0 ? 0 : sum / size;
      noise = Math.max(noise, Math.abs(values[i]!) / this.rounding[i]!);
    });
    return { values, noise: Number.isFinite(noise) ? noise : Number.POSITIVE_INFINITY };
  }

  /** Ĵ at z, with further rows under it. */
  jacobian(z: Float64Array, extra: readonly Float64Array[] = []): Matrix {
    const n = this.variables;
    const rows = this.equations + extra.length;
    const data = new Float64Array(rows * n);
    this.system.equations.forEach((terms, i) => {
      const size = equationSize(terms, z);
      if (size === 0) return;
      for (const { re, factors } of terms)
        for (let k = 0; k < factors.length; k++) {
          let product = re / size;
          for (let l = 0; l < factors.length; l++) if (l !== k) product *= z[factors[l]!]!;
          data[i * n + factors[k]!]! += product;
        }
    });
    extra.forEach((row, k) => {
      data.set(row, (this.equations + k) * n);
    });
    return { rows, columns: n, data };
  }

  spectrum(z: Float64Array): SpectrumAt {
    const { values, right, left } = singularValues(this.jacobian(z));
    const all = new Float64Array(this.variables);
    all.set(values.subarray(0, this.variables));
    return { values: all, right, left };
  }

  /**
   * Newton's method of minimal steps from `start` towards the zeros of F on an affine plane.
   *
   * @param corank singular values left out of each step: the dimension of the kernel at the zeros; undefined where it is not
   *   known: then those below 10⁻⁹ of the largest.
   * @param normals the plane is {z : ⟨normal, z − start⟩ = 0}; orthonormal.
   */
  project(start: Float64Array, corank?: number, normals: readonly Float64Array[] = []): Located {
    let z = Float64Array.from(start);
    let { values, noise } = this.residual(z);
    let best: Located = { z, noise };
    let before = Number.POSITIVE_INFINITY;
    for (let step = 0; step < ZERO.maxSteps && noise > ZERO.rounding / 4; step++) {
      const delta = this.newtonStep(z, values, corank, normals);
      if (delta === null) break;
      const length = normOf(delta);
      // Linear convergence with ratio q: what is left is q/(1 − q) further steps.
      const ratio = length / before;
      const ahead = step % 3 === 2 && ratio > 0.3 && ratio < 0.97 ? 1 / (1 - ratio) : 1;
      const next = z.map((value, v) => value - ahead * delta[v]!);
      const there = this.residual(next);
      if (!Number.isFinite(there.noise)) break;
      const plain = ahead > 1 && there.noise > noise ? z.map((value, v) => value - delta[v]!) : next;
      z = plain;
      ({ values, noise } = plain === next ? there : this.residual(plain));
      if (noise < best.noise) best = { z, noise };
      else if (length <= 1e-15 * Math.max(1, normOf(z))) break;
      else if (noise > 1e3 * best.noise && step > 6) break;
      before = ahead > 1 ? Number.POSITIVE_INFINITY : length;
    }
    return best;
  }

  /** The minimal solution δ of Ĵ δ = f̂, ⟨normal, δ⟩ = 0. */
  newtonStep(
    z: Float64Array,
    values: Float64Array,
    corank: number | undefined,
    normals: readonly Float64Array[],
  ): Float64Array | null {
    const n = this.variables;
    const j = this.jacobian(z);
    // Within the plane: subtract what a row has along the normals.
    if (normals.length > 0)
      for (let i = 0; i < j.rows; i++) {
        const row = j.data.subarray(i * n, (i + 1) * n);
        for (const normal of normals) subtractAlong(row, normal);
      }
    if (!j.data.every(Number.isFinite)) return null;
    const { values: sigma, left, right } = singularValues(j);
    const rank =
      corank === undefined
        ? sigma.filter((s) => s > 1e-9 * sigma[0]!).length
        : Math.min(sigma.length, Math.max(0, n - Math.max(corank, normals.length)));
    return minimalSolution({ values: sigma, left, right }, values, rank);
  }

  /**
   * The equations J(z)(V + V′M) = 0 besides F = 0, in the unknowns (z, M); null where they would have too many terms.
   */
  deflate(spectrum: SpectrumAt, corank: number): RealSystem | null {
    const n = this.variables;
    const rank = n - corank;
    const { right } = spectrum;
    const cost = this.system.equations.reduce(
      (sum, terms) => sum + terms.reduce((s, { factors }) => s + factors.length, 0),
      0,
    );
    if (cost * corank * (1 + rank) > ZERO.maxTerms) return null;
    const equations: NumericTerm[][] = this.system.equations.map((terms) => [...terms]);
    for (const terms of this.system.equations)
      for (let k = 0; k < corank; k++) {
        const sum = new Map<string, { re: number; factors: number[] }>();
        const put = (re: number, factors: number[]) => {
          const sorted = [...factors].sort((a, b) => a - b);
          const key = sorted.join();
          const known = sum.get(key);
          if (known === undefined) sum.set(key, { re, factors: sorted });
          else known.re += re;
        };
        for (const { re, factors } of terms)
          factors.forEach((v, place) => {
            const rest = factors.filter((_, l) => l !== place);
            put(re * right.data[v * n + rank + k]!, rest);
            for (let l = 0; l < rank; l++) put(re * right.data[v * n + l]!, [...rest, n + l * corank + k]);
          });
        const largest = [...sum.values()].reduce((max, { re }) => Math.max(max, Math.abs(re)), 0);
        const kept = [...sum.values()].filter(({ re }) => Math.abs(re) > 8 * ZERO.unit * largest);
        // A constant is no equation: the corank was wrong, and the residual will tell.
        if (kept.length > 0) equations.push(kept.map(({ re, factors }) => ({ re, im: 0, factors })));
      }
    return new RealSystem({ variables: n + rank * corank, equations });
  }
}

/** Equations that determine a point as well as its entries can be known, in z and perhaps more unknowns. */
export interface Resolved extends Located {
  readonly equations: RealSystem;
  /** z followed by the unknowns of the deflations. */
  readonly extended: Float64Array;
  readonly deflations: number;
  /** Dimension of the kernel of the equations, and an orthonormal basis. */
  readonly kernel: readonly Float64Array[];
  /** Smallest singular value that is not zero, of the equations. */
  readonly smallest: number;
  /** ‖z − z*‖ is at most about this. */
  readonly radius: number;
}

/** Singular values of Ĵ, whose rows are of size one, that are zero: Ĵ has errors of some γ at a zero known to rounding. */
const zeroShare = (n: number): number => ZERO.zeroShare * Math.max(4, n) * ZERO.unit;

/** The dimension of the kernel of Ĵ at a zero; null where a singular value is neither clearly zero nor clearly not. */
export function corankOf({ values }: SpectrumAt): number | null {
  const zero = zeroShare(values.length);
  let corank = 0;
  for (const s of values)
    if (s <= zero) corank++;
    else if (s <= ZERO.clear * zero) return null;
  return corank;
}

/**
 * The zero near `start`, by Newton's method and deflations; null where none is found within `reach`, or double precision does not
 * resolve it.
 *
 * @param deflations at most.
 */
export function resolve(
  system: RealSystem,
  start: Float64Array,
  reach: number,
  deflations: number = ZERO.maxLevels,
): Resolved | null {
  return resolveFrom(system, start, start, reach, 0, deflations);
}

function resolveFrom(
  system: RealSystem,
  start: Float64Array,
  origin: Float64Array,
  reach: number,
  level: number,
  levels: number,
): Resolved | null {
  const plain = system.project(start);
  const here = isZeroToRounding(plain) && within(plain.z, origin, reach) ? plain.z : start;
  const spectrum = system.spectrum(here);
  const corank = corankOf(spectrum);
  const n = origin.length;
  // A kernel that moves the point along a manifold is no reason for a deflation.
  if (
    isZeroToRounding(plain) &&
    here === plain.z &&
    corank !== null &&
    keepsRank(system, here, spectrum, corank) &&
    isRegular(system, here, spectrum, corank)
  )
    return resolvedAt(system, plain, spectrum, corank, n, level);
  if (level === levels) return null;
  for (const c of coranks(spectrum)) {
    const deflated = system.deflate(spectrum, c);
    if (deflated === null) continue;
    const extended = new Float64Array(deflated.variables);
    extended.set(here);
    const found = deflated.project(extended);
    if (!isZeroToRounding(found) || !within(found.z, origin, reach)) continue;
    const resolved = resolveFrom(deflated, found.z, origin, reach, level + 1, levels);
    if (resolved !== null) return resolved;
  }
  return null;
}

function resolvedAt(
  equations: RealSystem,
  { z: extended, noise }: Located,
  { values, right }: SpectrumAt,
  corank: number,
  n: number,
  deflations: number,
): Resolved {
  const size = equations.variables;
  const kernel = Array.from({ length: corank }, (_, k) =>
    Float64Array.from({ length: size }, (_, v) => right.data[v * size + size - corank + k]!),
  );
  const smallest = corank === size ? 1 : values[size - corank - 1]!;
  return {
    equations,
    extended,
    z: extended.slice(0, n),
    noise,
    deflations,
    kernel,
    smallest,
    radius: radiusOf(equations, smallest),
  };
}

/**
 * Whether the smallest singular value that is not zero is none anywhere within the rounding of z: otherwise a zero at which it
 * vanishes may be as close.
 */
function keepsRank(
  system: RealSystem,
  z: Float64Array,
  { values, right }: SpectrumAt,
  corank: number,
): boolean {
  const n = system.variables;
  if (corank === n) return true;
  const smallest = values[n - corank - 1]!;
  const radius = radiusOf(system, smallest);
  const here = system.jacobian(z);
  return [1, -1].every((side) => {
    const near = z.map((v, k) => v + side * radius * right.data[k * n + n - corank - 1]!);
    const there = system.jacobian(near);
    let squares = 0;
    for (let k = 0; k < here.data.length; k++) squares += squared(there.data[k]! - here.data[k]!);
    return Math.sqrt(squares) <= smallest / 2;
  });
}

/** How far a zero of regular equations is from a point at which they vanish to rounding, by their smallest singular value. */
export const radiusOf = ({ rounding, equations }: RealSystem, smallest: number): number =>
  (ZERO.rounding * rounding.reduce((max, g) => Math.max(max, g), 0) * Math.sqrt(equations)) / smallest;

/**
 * Whether the zeros near z are a manifold of the dimension of the kernel: zeros are found in every direction of the kernel, each
 * where the tangent vector leads, and as singular as z.
 */
function isRegular(system: RealSystem, z: Float64Array, { right }: SpectrumAt, corank: number): boolean {
  const n = system.variables;
  const directions = Array.from({ length: corank }, (_, k) =>
    Float64Array.from({ length: n }, (_, v) => right.data[v * n + n - corank + k]!),
  );
  // Sums besides the basis: a cross of lines has all of its tangent vectors, but not their sums.
  for (let k = 0; k + 1 < corank; k++) {
    const sum = directions[k]!.map((v, i) => v + directions[k + 1]![i]! * (k % 2 === 0 ? 1 : -1));
    directions.push(sum.map((v) => v / Math.SQRT2));
  }
  return directions.every((v) => [1, -1].every((side) => leadsToZero(system, z, v, side, corank)));
}

function leadsToZero(
  system: RealSystem,
  z: Float64Array,
  direction: Float64Array,
  side: number,
  corank: number,
): boolean {
  for (let step = ZERO.step; step > ZERO.step / 100; step /= 4) {
    const start = z.map((value, v) => value + side * step * direction[v]!);
    const there = system.project(start, corank);
    // Where it falls back or ends nowhere, z is isolated in this direction, however flat the equations are closer to it.
    if (!isZeroToRounding(there) || distanceOf(there.z, z) < step / 2) return false;
    if (distanceOf(there.z, start) > ZERO.bend * step) continue;
    return corankOf(system.spectrum(there.z)) === corank;
  }
  return false;
}

/** Coranks that the singular values admit at a point known to some digits only, the clearest gap first. */
function coranks({ values }: SpectrumAt): number[] {
  const n = values.length;
  const candidates: { corank: number; gap: number }[] = [];
  for (let c = 1; c <= n; c++) {
    const below = values[n - c]!;
    if (below > ZERO.mayVanish) break;
    const above = c === n ? 1 : values[n - c - 1]!;
    const gap = above / Math.max(below, ZERO.smallest);
    if (gap >= ZERO.gap) candidates.push({ corank: c, gap });
  }
  return candidates.sort((a, b) => b.gap - a.gap).map(({ corank }) => corank);
}

const within = (z: Float64Array, origin: Float64Array, reach: number): boolean =>
  distanceOf(z, origin) <= reach * Math.max(1, normOf(origin));

/** ‖z − origin‖ over the unknowns of the origin. */
function distanceOf(z: Float64Array, origin: Float64Array): number {
  let squares = 0;
  for (let v = 0; v < origin.length; v++) squares += squared(z[v]! - origin[v]!);
  return Math.sqrt(squares);
}

const normOf = (v: Float64Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

function subtractAlong(row: Float64Array, normal: Float64Array): void {
  let dot = 0;
  for (let v = 0; v < row.length; v++) dot += row[v]! * normal[v]!;
  for (let v = 0; v < row.length; v++) row[v]! -= dot * normal[v]!;
}

/**
 * Polyhedral homotopies: as many paths as the mixed volume.
 *
 * The generic system G_i = Σ_{a ∈ A_i} c_a x^a, |c_a| = 1, has as many solutions as the mixed volume of A_1, …, A_n, all
 * regular. Each fine mixed cell with normal α leads to |det V| of them, V with the rows b_i − a_i: in x = y e^{sα},
 *
 *   H_i(y; s) = Σ_a c_a e^{s w_a} y^a,   w_a = ω_i(a) + ⟨a, α⟩ − (ω_i(a_i) + ⟨a_i, α⟩) ≥ 0,
 *
 * tends for s → −∞ to the binomials c_{a_i} y^{a_i} + c_{b_i} y^{b_i}, and is G at s = 0. The binomials have the solutions
 *
 *   y = e^{iφ},   φ = V⁻¹ (θ + 2π k),   θ_i = π + arg c_{a_i} − arg c_{b_i},   k ∈ Z^n / V Z^n.
 *
 * Supports are taken with the origin: the mixed volume of A_i ∪ {0} bounds the number of isolated solutions in C^n, those
 * with zero coordinates included, and every one of these is reached from G with those supports.
 *
 * Sources: Huber, Sturmfels, "A polyhedral method for solving sparse polynomial systems" (1995); Li, Wang, "The BKK root
 * count in C^n" (1996).
 */
import { cos, exp, pow, sin } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { type Grouping, homogenise } from "../polynomial/grouping.js";
import {
  type MixedCell,
  type MixedSubdivision,
  mixedCells,
  type Support,
} from "../polynomial/mixed-cells.js";
import type { NumericSystem, NumericTerm } from "../polynomial/system.js";
import { POLYHEDRAL } from "./options.js";

/** Exponents of the terms of each equation, with the origin. */
export function extendedSupports({ variables, equations }: NumericSystem): Support[] {
  return equations.map((terms) => {
    const points = new Map<string, number[]>();
    const add = (factors: readonly number[]): void => {
      const point = new Array<number>(variables).fill(0);
      for (const v of factors) point[v]!++;
      points.set(point.join(), point);
    };
    add([]);
    for (const { re, im, factors } of terms) if (re !== 0 || im !== 0) add(factors);
    return [...points.values()];
  });
}

/**
 * The mixed subdivision of the extended supports, if it saves work against `bound` paths.
 *
 * A polyhedral path has two segments. What the bound exceeds the mixed volume by are paths to infinity, which end at singular
 * points and cost about eight times as much as others. Where sets of positive dimension are to be expected, because the
 * mixed volume is zero or a coordinate subspace leaves fewer equations than unknowns, the other start systems are kept:
 * mixed volumes count isolated solutions, and these sets may receive none of the paths.
 *
 * @returns null if another start system is as good, or if the subdivision is too large to be found.
 */
export function subdivide(system: NumericSystem, bound: bigint, random: Random): MixedSubdivision | null {
  if (system.variables > POLYHEDRAL.maxVariables || hasFreeSubspace(system)) return null;
  const supports = extendedSupports(system);
  const n = supports.length;
  const points = supports.reduce((sum, support) => sum + support.length + n + 1, 0);
  const maxEvents = Math.ceil(
    Math.min(POLYHEDRAL.maxWork, POLYHEDRAL.workPerPath * Number(bound)) / (4 * points * n),
  );
  const subdivision = mixedCells(supports, random.fork(0), maxEvents);
  return subdivision !== null && subdivision.volume > 0 && worthwhile(bound, BigInt(subdivision.volume))
    ? subdivision
    : null;
}

/**
 * Whether some variables can be set to zero so that fewer equations than unknowns are left, none of them a single term:
 * what then solves them, with the unknowns nonzero, is no isolated point.
 */
export function hasFreeSubspace({ variables: n, equations }: NumericSystem): boolean {
  // Bit v of a mask: the term contains x_v.
  const masks = equations.map((terms) =>
    terms.map(({ factors }) => factors.reduce((m, v) => m | (1 << v), 0)),
  );
  for (let zero = 1; zero < pow(2, n); zero++) {
    let unknowns = n;
    for (let rest = zero; rest !== 0; rest &= rest - 1) unknowns--;
    let left = 0;
    let excluded = false;
    for (let i = 0; i < masks.length && left < unknowns && !excluded; i++) {
      let terms = 0;
      for (const mask of masks[i]!) if ((mask & zero) === 0 && ++terms === 2) break;
      if (terms > 0) left++;
      if (terms === 1) excluded = true;
    }
    if (left < unknowns && !excluded) return true;
  }
  return false;
}

const worthwhile = (bound: bigint, volume: bigint): boolean =>
  2n * volume < volume + POLYHEDRAL.infinitePath * (bound - volume);

/** w_a of all points, support after support, zero on the edges; the least of the others. */
function cellWeights(
  { supports, lifting }: MixedSubdivision,
  { edges, adjugate, volume }: MixedCell,
): { weights: Float64Array; min: number } {
  const n = supports.length;
  const normal = new Float64Array(n);
  for (let v = 0; v < n; v++)
    for (let i = 0; i < n; i++)
      normal[v]! += adjugate[v * n + i]! * (lifting[i]![edges[2 * i]!]! - lifting[i]![edges[2 * i + 1]!]!);
  const weights = new Float64Array(supports.reduce((sum, points) => sum + points.length, 0));
  let min = Number.POSITIVE_INFINITY;
  let at = 0;
  supports.forEach((points, i) => {
    const a = edges[2 * i]!;
    const base = points[a]!;
    points.forEach((point, p) => {
      let w = volume * (lifting[i]![p]! - lifting[i]![a]!);
      for (let v = 0; v < n; v++) w += (point[v]! - base[v]!) * normal[v]!;
      weights[at++] = w / volume;
      if (p === a || p === edges[2 * i + 1]) return;
      min = Math.min(min, w / volume);
    });
  });
  return { weights, min: min < Number.POSITIVE_INFINITY ? min : 1 };
}

/** The generic system and the beginnings of the paths to it. */
export interface PolyhedralStart {
  /** The generic system, homogenised; its terms are the points of the supports in their order. */
  readonly system: NumericSystem;
  readonly count: number;
  /**
   * Where the k-th path begins: the weights w of H in the order of the terms, the logarithmic time s < 0, and a solution of
   * the binomials in homogeneous coordinates, which differs from one of H(·; s) by about 10⁻⁴ at most.
   */
  path(k: number): {
    readonly weights: Float64Array;
    readonly time: number;
    readonly re: Float64Array;
    readonly im: Float64Array;
  };
}

/** The start that the mixed cells of a subdivision make. @param random draws the coefficients of the generic system. */
export function polyhedralStart(
  subdivision: MixedSubdivision,
  grouping: Grouping,
  random: Random,
): PolyhedralStart {
  const { supports, cells } = subdivision;
  const n = supports.length;
  const angles = supports.map((points) => points.map(() => 2 * Math.PI * random.next()));
  const affine: NumericSystem = {
    variables: n,
    equations: supports.map((points, i) =>
      points.map((point, p): NumericTerm => {
        const angle = angles[i]![p]!;
        const factors = point.flatMap((e, v) => new Array<number>(e).fill(v));
        return { re: cos(angle), im: sin(angle), factors };
      }),
    ),
  };
  const firstPath: number[] = [];
  let count = 0;
  for (const { volume } of cells) {
    firstPath.push(count);
    count += volume;
  }
  const prepared = new Map<number, ReturnType<typeof prepareCell>>();
  return {
    system: homogenise(affine, grouping),
    count,
    path: (k) => {
      let low = 0;
      for (let high = cells.length; high - low > 1; ) {
        const middle = (low + high) >> 1;
        if (firstPath[middle]! <= k) low = middle;
        else high = middle;
      }
      let cell = prepared.get(low);
      if (cell === undefined) {
        cell = prepareCell(subdivision, cells[low]!, angles);
        prepared.set(low, cell);
      }
      const phases = cell.solution(k - firstPath[low]!);
      const re = new Float64Array(n + grouping.groups).fill(1);
      const im = new Float64Array(n + grouping.groups);
      for (let v = 0; v < n; v++) {
        re[v] = cos(phases[v]!);
        im[v] = sin(phases[v]!);
      }
      return { weights: cell.weights, time: cell.time, re, im };
    },
  };
}

function prepareCell(subdivision: MixedSubdivision, cell: MixedCell, angles: readonly (readonly number[])[]) {
  const n = subdivision.supports.length;
  const { edges, adjugate, volume } = cell;
  const { weights, min } = cellWeights(subdivision, cell);
  for (let k = 0; k < weights.length; k++) weights[k]! /= min;
  // The binomial rows have the Jacobian V up to phases: a perturbation η moves the solution by ‖V⁻¹‖ η at most.
  let inverse = 0;
  for (let v = 0; v < n; v++) {
    let row = 0;
    for (let i = 0; i < n; i++) row += Math.abs(adjugate[v * n + i]!);
    inverse = Math.max(inverse, row / volume);
  }
  const perturbation = (s: number): number => {
    let worst = 0;
    let at = 0;
    subdivision.supports.forEach((points, i) => {
      let sum = 0;
      for (let p = 0; p < points.length; p++, at++)
        if (p !== edges[2 * i] && p !== edges[2 * i + 1]) sum += exp(s * weights[at]!);
      worst = Math.max(worst, sum);
    });
    return worst;
  };
  let time = -1;
  while (inverse * perturbation(time) > POLYHEDRAL.firstCorrection) time -= 0.5;
  const theta = Float64Array.from(
    { length: n },
    (_, i) => Math.PI + angles[i]![edges[2 * i]!]! - angles[i]![edges[2 * i + 1]!]!,
  );
  const base = new Float64Array(n);
  for (let v = 0; v < n; v++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += adjugate[v * n + i]! * theta[i]!;
    base[v] = sum / volume;
  }
  const box = quotientBox(subdivision, cell);
  return {
    weights,
    time,
    /** Phases of the m-th solution: V⁻¹ θ + 2π (adj(V) k mod det) / det, the second part in exact integers. */
    solution: (m: number): Float64Array => {
      const phases = Float64Array.from(base);
      let rest = m;
      const digits = box.map((d) => {
        const digit = rest % d;
        rest = Math.floor(rest / d);
        return digit;
      });
      for (let v = 0; v < n; v++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum = (sum + (adjugate[v * n + i]! % volume) * digits[i]!) % volume;
        phases[v]! += (2 * Math.PI * sum) / volume;
      }
      return phases;
    },
  };
}

/**
 * d with Z^n / V Z^n = {k : 0 ≤ k_i < d_i}: the diagonal of the Hermite normal form of V by column operations, with all
 * entries modulo det V (det V · Z^n lies in V Z^n).
 */
function quotientBox({ supports }: MixedSubdivision, { edges, volume }: MixedCell): number[] {
  const n = supports.length;
  const modulo = (x: number): number => ((x % volume) + volume) % volume;
  const rows = supports.map((points, i) =>
    points[edges[2 * i + 1]!]!.map((x, v) => modulo(x - points[edges[2 * i]!]![v]!)),
  );
  // Generators of the lattice, besides the multiples of det V.
  const columns = rows.map((_, v) => rows.map((row) => row[v]!));
  const box: number[] = [];
  for (let r = 0; r < n; r++) {
    let pivot = new Array<number>(n).fill(0);
    pivot[r] = volume;
    for (const column of columns) {
      while (column[r] !== 0) {
        const quotient = Math.floor(pivot[r]! / column[r]!);
        for (let i = r; i < n; i++)
          pivot[i] = i === r ? pivot[r]! - quotient * column[r]! : modulo(pivot[i]! - quotient * column[i]!);
        const swap = [...pivot];
        pivot = [...column];
        for (let i = r; i < n; i++) column[i] = swap[i]!;
      }
    }
    box.push(pivot[r]!);
  }
  return box;
}

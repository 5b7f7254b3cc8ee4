/**
 * Groups of variables, each homogenised with its own coordinate, and the bound that they give.
 *
 * F_i has degree d_ij in group j of n_j variables. The multihomogeneous Bézout number
 *
 *   B = [α₁^{n₁} ⋯ α_k^{n_k}]  Π_i Σ_j d_ij α_j
 *
 * bounds the number of isolated solutions (k = 1: total degree).
 *
 * Source: Morgan, Sommese, "A homotopy for solving general polynomial systems that respects m-homogeneous structures" (1987).
 */
import { hypot } from "../../elementary/elementary.js";
import type { NumericSystem } from "./system.js";

/** A partition of the variables into groups, and the degrees of the equations in them. */
export interface Grouping {
  /** Group of each affine variable. */
  readonly groupOf: readonly number[];
  readonly groups: number;
  /** Degree of each equation in each group. */
  readonly degrees: readonly (readonly number[])[];
  readonly bound: bigint;
}

/** Degrees of the equations of a system in sets of variables; sets recur in the groupings that are tried. */
class DegreeTable {
  readonly variables: number;
  private readonly known = new Map<string, Int32Array>();

  constructor(private readonly system: NumericSystem) {
    this.variables = system.variables;
  }

  /** Degree of every equation in the variables of one group, listed in order. */
  of(group: readonly number[]): Int32Array {
    const key = group.join();
    let degrees = this.known.get(key);
    if (degrees === undefined) {
      const { equations, variables } = this.system;
      const inside = new Uint8Array(variables);
      for (const v of group) inside[v] = 1;
      degrees = new Int32Array(equations.length);
      for (let i = 0; i < equations.length; i++)
        for (const { factors } of equations[i]!) {
          let degree = 0;
          for (let k = 0; k < factors.length; k++) degree += inside[factors[k]!]!;
          if (degree > degrees[i]!) degrees[i] = degree;
        }
      this.known.set(key, degrees);
    }
    return degrees;
  }
}

/**
 * The multihomogeneous Bézout number, by dynamic programming over the equations: ways to hand one variable of some group to
 * each, by the numbers of variables left.
 */
export function bezoutNumber(degrees: readonly (readonly number[])[], sizes: readonly number[]): bigint {
  // States are mixed-radix numbers; every equation leads from one level, Σ left, to the next, so that one array will do.
  const stride: number[] = [];
  let states = 1;
  for (const size of sizes) {
    stride.push(states);
    states *= size + 1;
  }
  const ways = new Float64Array(states);
  ways[states - 1] = 1;
  let level = [states - 1];
  for (const row of degrees) {
    const next: number[] = [];
    for (const state of level) {
      const here = ways[state]!;
      if (here > Number.MAX_SAFE_INTEGER) return exactBezoutNumber(degrees, sizes);
      for (let g = 0; g < sizes.length; g++) {
        const d = row[g]!;
        if (d === 0 || Math.floor(state / stride[g]!) % (sizes[g]! + 1) === 0) continue;
        const k = state - stride[g]!;
        if (ways[k] === 0) next.push(k);
        ways[k]! += here * d;
      }
    }
    level = next;
  }
  if (degrees.length !== sizes.reduce((sum, size) => sum + size, 0)) return 0n;
  return ways[0]! > Number.MAX_SAFE_INTEGER ? exactBezoutNumber(degrees, sizes) : BigInt(ways[0]!);
}

function exactBezoutNumber(degrees: readonly (readonly number[])[], sizes: readonly number[]): bigint {
  let state = new Map<string, bigint>([[sizes.join(), 1n]]);
  for (const row of degrees) {
    const next = new Map<string, bigint>();
    for (const [key, ways] of state) {
      const left = key.split(",").map(Number);
      row.forEach((d, g) => {
        if (d === 0 || left[g] === 0) return;
        left[g]!--;
        const k = left.join();
        left[g]!++;
        next.set(k, (next.get(k) ?? 0n) + ways * BigInt(d));
      });
    }
    state = next;
  }
  return state.get(sizes.map(() => 0).join()) ?? 0n;
}

function grouping(table: DegreeTable, labels: readonly number[]): Grouping {
  const names: number[] = [];
  const members: number[][] = [];
  const groupOf = labels.map((label, v) => {
    let g = names.indexOf(label);
    if (g < 0) {
      g = names.push(label) - 1;
      members.push([]);
    }
    members[g]!.push(v);
    return g;
  });
  const columns = members.map((group) => table.of(group));
  const degrees = Array.from(columns[0]!, (_, i) => columns.map((column) => column[i]!));
  const sizes = members.map(({ length }) => length);
  return { groupOf, groups: names.length, degrees, bound: bezoutNumber(degrees, sizes) };
}

/** One group: its bound is the product of the degrees. */
export const totalDegree = (system: NumericSystem): Grouping => oneGroup(new DegreeTable(system));

const oneGroup = (table: DegreeTable): Grouping =>
  grouping(table, new Array<number>(table.variables).fill(0));

/**
 * The grouping with the lowest bound found: all partitions for up to six variables, otherwise by descent from one group,
 * from singletons and from the given hints, moving one variable or merging two groups at a time. One group wins ties.
 */
export function bestGrouping(system: NumericSystem, hints: readonly (readonly number[])[] = []): Grouping {
  const n = system.variables;
  const table = new DegreeTable(system);
  let best = oneGroup(table);
  const consider = (labels: readonly number[]): Grouping => {
    const candidate = grouping(table, labels);
    if (candidate.bound < best.bound) best = candidate;
    return candidate;
  };
  if (n <= ALL_PARTITIONS) {
    eachPartition(n, consider);
    return best;
  }
  const starts = [new Array<number>(n).fill(0), ...hints.map((hint) => [...hint])];
  if (n <= FROM_SINGLETONS) starts.push(Array.from({ length: n }, (_, v) => v));
  for (const start of starts) descend(start, consider);
  return best;
}

/** Variables up to which all partitions are tried, and up to which a descent from singletons is. */
const ALL_PARTITIONS = 6;
const FROM_SINGLETONS = 8;

/** Every partition of n variables once, by restricted growth of its labels. */
function eachPartition(n: number, visit: (labels: readonly number[]) => unknown): void {
  const labels = new Array<number>(n).fill(0);
  const enumerate = (v: number, used: number): void => {
    if (v === n) {
      visit(labels);
      return;
    }
    for (let g = 0; g <= used; g++) {
      labels[v] = g;
      enumerate(v + 1, Math.max(used, g + 1));
    }
  };
  enumerate(0, 0);
}

/** Goes to better neighbours until there is none. */
function descend(start: readonly number[], consider: (labels: readonly number[]) => Grouping): void {
  let labels = start;
  let current = consider(labels);
  for (let improved = true; improved; ) {
    improved = false;
    for (const move of neighbours(labels)) {
      const candidate = consider(move);
      if (candidate.bound >= current.bound) continue;
      current = candidate;
      labels = move;
      improved = true;
    }
  }
}

/** Partitions with one variable moved, or two groups merged. */
function neighbours(labels: readonly number[]): number[][] {
  const names = [...new Set(labels)];
  const fresh = Math.max(...names) + 1;
  const moves: number[][] = [];
  labels.forEach((label, v) => {
    for (const g of [...names, fresh])
      if (g !== label) moves.push(labels.map((other, k) => (k === v ? g : other)));
  });
  for (const a of names)
    for (const b of names) if (a < b) moves.push(labels.map((label) => (label === b ? a : label)));
  return moves;
}

/** The largest magnitude of a coefficient in each equation. */
export const equationScales = ({ equations }: NumericSystem): number[] =>
  equations.map((terms) => terms.reduce((scale, { re, im }) => Math.max(scale, hypot(re, im)), 0));

/**
 * The homogenised system: each group's own coordinate follows the affine variables.
 *
 * @param scales what each equation is divided by.
 */
export function homogenise(
  system: NumericSystem,
  { groupOf, groups, degrees }: Grouping,
  scales: readonly number[] = equationScales(system),
): NumericSystem {
  const n = system.variables;
  const here = new Array<number>(groups);
  return {
    variables: n + groups,
    equations: system.equations.map((terms, i) => {
      const scale = scales[i]!;
      return terms.map(({ re, im, factors }) => {
        here.fill(0);
        for (const v of factors) here[groupOf[v]!]!++;
        const full = [...factors];
        for (let g = 0; g < groups; g++) for (let k = here[g]!; k < degrees[i]![g]!; k++) full.push(n + g);
        return { re: re / scale, im: im / scale, factors: full };
      });
    }),
  };
}

/** Group of every homogeneous coordinate. */
export const homogeneousGroups = ({ groupOf, groups }: Grouping): Int32Array =>
  Int32Array.from([...groupOf, ...Array.from({ length: groups }, (_, g) => g)]);

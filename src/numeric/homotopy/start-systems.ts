/**
 * Homogenisation and start systems.
 *
 * Variables are partitioned into groups, each homogenised with its own coordinate: F_i has degree d_ij in group j of n_j
 * variables. The multihomogeneous Bézout number
 *
 *   B = [α₁^{n₁} ⋯ α_k^{n_k}]  Π_i Σ_j d_ij α_j
 *
 * bounds the number of isolated solutions (k = 1: total degree). One group starts from x_i^{d_i} = c_i x_0^{d_i}; several
 * from products of generic linear forms, d_ij of them in group j for each equation, whose solutions choose one form per
 * equation. Source: Morgan, Sommese, "A homotopy for solving general polynomial systems that respects m-homogeneous
 * structures" (1987).
 */
import { cos, hypot, sin } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { ComplexLU } from "../linalg/complex-lu.js";
import type { NumericSystem, NumericTerm } from "../polynomial/polynomial-family.js";

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
  if (n <= 6) {
    const labels = new Array<number>(n).fill(0);
    const enumerate = (v: number, used: number): void => {
      if (v === n) {
        consider(labels);
        return;
      }
      for (let g = 0; g <= used; g++) {
        labels[v] = g;
        enumerate(v + 1, Math.max(used, g + 1));
      }
    };
    enumerate(0, 0);
    return best;
  }
  const starts = [new Array<number>(n).fill(0), ...hints.map((hint) => [...hint])];
  if (n <= 8) starts.push(Array.from({ length: n }, (_, v) => v));
  for (const start of starts) {
    let labels = [...start];
    let current = consider(labels);
    for (let improved = true; improved; ) {
      improved = false;
      const names = [...new Set(labels)];
      const fresh = Math.max(...names) + 1;
      const moves: number[][] = [];
      for (let v = 0; v < n; v++)
        for (const g of [...names, fresh])
          if (g !== labels[v]) moves.push(labels.map((label, k) => (k === v ? g : label)));
      for (const a of names)
        for (const b of names) if (a < b) moves.push(labels.map((label) => (label === b ? a : label)));
      for (const move of moves) {
        const candidate = consider(move);
        if (candidate.bound < current.bound) {
          current = candidate;
          labels = move;
          improved = true;
        }
      }
    }
  }
  return best;
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

export interface StartSystem {
  readonly system: NumericSystem;
  readonly count: number;
  /** The k-th start solution in homogeneous coordinates, deterministic and independent of the others. */
  solution(k: number): { readonly re: Float64Array; readonly im: Float64Array };
}

/** e^{iθ}, θ uniform: generic with probability one. */
export function randomPhase(random: Random): { re: number; im: number } {
  const angle = 2 * Math.PI * random.next();
  return { re: cos(angle), im: sin(angle) };
}

export function startSystem(grouping: Grouping, random: Random): StartSystem {
  return grouping.groups === 1 ? totalDegreeStart(grouping, random) : linearProductStart(grouping, random);
}

/** γ (x_i^{d_i} − c_i x_0^{d_i}), |c_i| = |γ| = 1. */
function totalDegreeStart({ degrees }: Grouping, random: Random): StartSystem {
  const n = degrees.length;
  const gamma = randomPhase(random);
  const constants = degrees.map(() => 2 * Math.PI * random.next());
  const powers = degrees.map(([d]) => d!);
  const equations = powers.map((d, i): NumericTerm[] => {
    const angle = constants[i]!;
    const re = cos(angle);
    const im = sin(angle);
    return [
      { re: gamma.re, im: gamma.im, factors: new Array<number>(d).fill(i) },
      {
        re: -(gamma.re * re - gamma.im * im),
        im: -(gamma.re * im + gamma.im * re),
        factors: new Array<number>(d).fill(n),
      },
    ];
  });
  return {
    system: { variables: n + 1, equations },
    count: powers.reduce((product, d) => product * d, 1),
    solution: (k) => {
      const re = new Float64Array(n + 1);
      const im = new Float64Array(n + 1);
      let rest = k;
      powers.forEach((d, i) => {
        const angle = (constants[i]! + 2 * Math.PI * (rest % d)) / d;
        rest = Math.floor(rest / d);
        re[i] = cos(angle);
        im[i] = sin(angle);
      });
      re[n] = 1;
      return { re, im };
    },
  };
}

/** A homogeneous linear form in the coordinates of one group. */
interface LinearForm {
  readonly coordinates: readonly number[];
  readonly re: readonly number[];
  readonly im: readonly number[];
}

function linearProductStart({ groupOf, groups, degrees }: Grouping, random: Random): StartSystem {
  const n = groupOf.length;
  const coordinates = Array.from({ length: groups }, (_, g) => [
    ...groupOf.flatMap((label, v) => (label === g ? [v] : [])),
    n + g,
  ]);
  const forms = degrees.map((row) =>
    row.map((d, g) =>
      Array.from({ length: d }, (): LinearForm => {
        const phases = coordinates[g]!.map(() => randomPhase(random));
        return { coordinates: coordinates[g]!, re: phases.map((z) => z.re), im: phases.map((z) => z.im) };
      }),
    ),
  );
  const gamma = randomPhase(random);
  const equations = forms.map((row) => expandProduct(row.flat(), gamma));
  // Which form of which group each equation uses; each group is used as often as it has variables.
  const choices: [group: number, form: number][][] = [];
  const left = coordinates.map((list) => list.length - 1);
  const chosen: [number, number][] = [];
  const choose = (i: number): void => {
    if (i === degrees.length) {
      choices.push([...chosen]);
      return;
    }
    degrees[i]!.forEach((d, g) => {
      if (left[g] === 0) return;
      left[g]!--;
      for (let f = 0; f < d; f++) {
        chosen.push([g, f]);
        choose(i + 1);
        chosen.pop();
      }
      left[g]!++;
    });
  };
  choose(0);
  return {
    system: { variables: n + groups, equations },
    count: choices.length,
    solution: (k) => {
      const re = new Float64Array(n + groups);
      const im = new Float64Array(n + groups);
      for (let g = 0; g < groups; g++) {
        const list = choices[k]!.flatMap(([group, f], i) => (group === g ? [forms[i]![g]![f]!] : []));
        const point = commonZero(list, coordinates[g]!.length);
        coordinates[g]!.forEach((v, at) => {
          re[v] = point.re[at]!;
          im[v] = point.im[at]!;
        });
      }
      return { re, im };
    },
  };
}

/** The projective point where n linear forms in n + 1 coordinates vanish: one coordinate set to 1. */
function commonZero(forms: readonly LinearForm[], size: number): { re: Float64Array; im: Float64Array } {
  const n = size - 1;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re[n] = 1;
  if (n === 0) return { re, im };
  const lu = new ComplexLU(n);
  const aRe = new Float64Array(n * n);
  const aIm = new Float64Array(n * n);
  const bRe = new Float64Array(n);
  const bIm = new Float64Array(n);
  forms.forEach((form, i) => {
    for (let j = 0; j < n; j++) {
      aRe[i * n + j] = form.re[j]!;
      aIm[i * n + j] = form.im[j]!;
    }
    bRe[i] = -form.re[n]!;
    bIm[i] = -form.im[n]!;
  });
  lu.factor(aRe, aIm);
  lu.solve(bRe, bIm);
  re.set(bRe);
  im.set(bIm);
  return { re, im };
}

/** factor · Π forms, as terms scaled to unit maximum. */
function expandProduct(forms: readonly LinearForm[], factor: { re: number; im: number }): NumericTerm[] {
  let terms = new Map<string, NumericTerm>([["", { ...factor, factors: [] }]]);
  for (const { coordinates, re, im } of forms) {
    const next = new Map<string, NumericTerm>();
    for (const term of terms.values())
      coordinates.forEach((v, k) => {
        const factors = [...term.factors, v].sort((a, b) => a - b);
        const key = factors.join();
        const present = next.get(key);
        next.set(key, {
          re: (present?.re ?? 0) + term.re * re[k]! - term.im * im[k]!,
          im: (present?.im ?? 0) + term.re * im[k]! + term.im * re[k]!,
          factors,
        });
      });
    terms = next;
  }
  let scale = 0;
  for (const { re, im } of terms.values()) scale = Math.max(scale, hypot(re, im));
  return [...terms.values()].map((term) => ({ ...term, re: term.re / scale, im: term.im / scale }));
}

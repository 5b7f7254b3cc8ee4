/**
 * Random polynomial systems that are awkward for solvers, their solution sets known by construction, for tests and
 * `bench/awkward-systems.ts`: clusters from 10⁻² to 10⁻¹², sizes 10^±12, repeated equations, unused variables, curves and points
 * beside curves, overdetermined systems, multiplicities, shared factors, solutions almost at infinity.
 *
 *   u = a·x + b·y + c, v = d·x + e·y + f with ad − be = ±1 (integers): f(u) = g(u, v) = 0 is planted, and the equations that
 *   are given are invertible integer combinations of the planted ones
 */

import { Random } from "../../src/exact/random.js";
import type { SolvedSystem } from "../../src/systems/solved-system.js";

export interface AwkwardSystem {
  readonly kind: string;
  readonly variables: readonly string[];
  readonly equations: readonly string[];
  /** Isolated points, the real ones among them, and the dimension of the whole set (−1: empty). */
  readonly distinct: number;
  readonly real: number;
  readonly dimension: number;
  /** Of the isolated points, ascending, where they are known. */
  readonly multiplicities?: readonly number[];
}

export type AwkwardVerdict = "right" | "incomplete" | "WRONG";

/** Wrong: complete with another answer, or with more points than there are. */
export function judgeAwkward(entry: AwkwardSystem, result: SolvedSystem): AwkwardVerdict {
  const points = result.solutions;
  if (points.length > entry.distinct) return "WRONG";
  if (!result.complete) return "incomplete";
  if (points.length !== entry.distinct || points.filter(({ real }) => real).length !== entry.real)
    return "WRONG";
  if (result.dimension !== entry.dimension) return "WRONG";
  const told = points.map(({ multiplicity }) => multiplicity);
  if (entry.multiplicities === undefined || told.includes(undefined)) return "right";
  const sorted = (told as number[]).sort((a, b) => a - b);
  return sorted.join() === entry.multiplicities.join() ? "right" : "WRONG";
}

interface Planted {
  readonly equations: readonly string[];
  readonly variables?: readonly string[];
  readonly distinct: number;
  readonly real: number;
  readonly dimension?: number;
  readonly multiplicities?: readonly number[];
}

type Generator = (random: Random) => Planted;

const sign = (random: Random): number => (random.next() < 0.5 ? -1 : 1);
const nonzero = (random: Random, most: number): number => sign(random) * random.integer(1, most);
const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(0, list.length - 1)]!;
const times = <T>(count: number, make: (k: number) => T): T[] =>
  Array.from({ length: count }, (_, k) => make(k));
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

/** p·10^e as text, exact. */
const decimal = (p: number, e: number): string => (e >= 0 ? `${p}*10^${e}` : `${p}/10^${-e}`);

/** Two linear forms with integer coefficients and determinant ±1. */
function forms(random: Random): { u: string; v: string } {
  const [b, c] = [nonzero(random, 3), nonzero(random, 3)];
  const [s, t] = [random.integer(-4, 4), random.integer(-4, 4)];
  // (1, b; c, bc + 1) has determinant one.
  return { u: `(x + ${b}*y + ${s})`, v: `(${c}*x + ${b * c + 1}*y + ${t})` };
}

/** Invertible integer combinations of two equations. */
const mixed = (random: Random, f: string, g: string): string[] => {
  const [a, b] = [nonzero(random, 4), nonzero(random, 4)];
  return [`(${f}) + ${a}*(${g})`, `${b}*(${f}) + ${a * b + sign(random)}*(${g})`];
};

/** Different roots as text, some in a cluster of the gap given. */
function clusteredRoots(random: Random, count: number, gap: number): string[] {
  const at = nonzero(random, 3);
  const inside = random.integer(2, count);
  const near = times(inside, (k) => `(${at} + ${decimal(k, -gap)})`);
  const far = times(count - inside, (k) => `(${at + 2 * (k + 1)})`);
  return [...near, ...far];
}

const product = (form: string, roots: readonly string[], powers: readonly number[]): string =>
  roots.map((root, k) => `(${form} - ${root})${powers[k]! > 1 ? `^${powers[k]}` : ""}`).join("*");

/** Π (x − r_i)^{m_i} in one variable, roots in a cluster. */
const clusterOfOne: Generator = (random) => {
  const roots = clusteredRoots(random, random.integer(2, 4), random.integer(2, 12));
  const powers = roots.map(() => random.integer(1, 3));
  return {
    variables: ["x"],
    equations: [product("x", roots, powers)],
    distinct: roots.length,
    real: roots.length,
    multiplicities: ascending(powers),
  };
};

/** The same in u, and v given by u, mixed. */
const clusterOfTwo: Generator = (random) => {
  const { u, v } = forms(random);
  const roots = clusteredRoots(random, random.integer(2, 3), random.integer(2, 12));
  const powers = roots.map(() => random.integer(1, 2));
  // v² = 7 + u² has two real solutions for every u.
  return {
    equations: mixed(random, product(u, roots, powers), `${v}^2 - ${u}^2 - 7`),
    distinct: 2 * roots.length,
    real: 2 * roots.length,
    multiplicities: ascending(powers.flatMap((m) => [m, m])),
  };
};

/** Pairs of roots almost real. */
const almostReal: Generator = (random) => {
  const { u, v } = forms(random);
  const gap = random.integer(2, 12);
  const power = random.integer(1, 2);
  const f = `((${u} - ${nonzero(random, 3)})^2 + 1/10^${2 * gap})${power > 1 ? `^${power}` : ""}`;
  return {
    equations: mixed(random, f, `${v}^2 - ${u} - 9`),
    distinct: 4,
    real: 0,
    multiplicities: times(4, () => power),
  };
};

/** Π (x − p_i) and Π (y − q_j), sizes from 10^−12 to 10^12, each set of one size or of two. */
const scales: Generator = (random) => {
  const size = () => random.integer(-12, 12);
  const roots = (count: number) => {
    const [e, other] = [size(), size()];
    return times(count, (k) => `(${decimal(k + 1, k === 0 ? e : random.next() < 0.5 ? e : other)} + ${k})`);
  };
  const [p, q] = [roots(2), roots(2)];
  return {
    equations:
      random.next() < 0.5
        ? [product("x", p, [1, 1]), product("y", q, [1, 1])]
        : mixed(random, product("x", p, [1, 1]), product("y", q, [1, 1])),
    distinct: 4,
    real: 4,
    multiplicities: [1, 1, 1, 1],
  };
};

/** x² y = A, x y² = B, sizes 10^±12: x³ = A²/B: three solutions, one real. */
const monomialScales: Generator = (random) => ({
  equations: [
    `x^2*y - ${decimal(random.integer(1, 9), random.integer(-12, 12))}`,
    `x*y^2 - ${decimal(random.integer(1, 9), random.integer(-12, 12))}`,
  ],
  distinct: 3,
  real: 1,
  multiplicities: [1, 1, 1],
});

/** u² + v = 1, u² + (1 + δ) v = 2: v = 1/δ, u² = 1 − 1/δ. */
const almostInfinite: Generator = (random) => {
  const { u, v } = forms(random);
  const s = sign(random);
  const delta = decimal(s, -random.integer(3, 12));
  return {
    equations: [`${u}^2 + ${v} - 1`, `${u}^2 + ${v} + ${delta}*${v} - 2`],
    distinct: 2,
    real: s < 0 ? 2 : 0,
    multiplicities: [1, 1],
  };
};

/** The grid of roots of f(u) and g(v). */
function grid(random: Random, m: number, n: number) {
  const { u, v } = forms(random);
  const roots = (count: number) => {
    const [first, denominator] = [random.integer(-5, 5), pick(random, [1, 1, 3])];
    return times(count, (k) => `(${first + 2 * k}/${denominator})`);
  };
  const [p, q] = [roots(m), roots(n)];
  const ones = [1, 1, 1, 1];
  return { u, v, p, q, f: product(u, p, ones), g: product(v, q, ones) };
}

/** A grid, its equations given again times a rational number, and 0 = 0. */
const repeated: Generator = (random) => {
  const [m, n] = [random.integer(1, 2), 2];
  const { f, g } = grid(random, m, n);
  const [a, b] = mixed(random, f, g);
  const scaled = `${nonzero(random, 9)}/7*(${a}) - ${nonzero(random, 9)}*(${b})`;
  const count = m * n;
  return {
    equations: pick(random, [
      [a!, b!, scaled],
      [a!, "x - x", b!, scaled],
      [b!, a!, `3*(${a})`, "0*y"],
    ]),
    distinct: count,
    real: count,
    multiplicities: times(count, () => 1),
  };
};

/** One equation twice or more: a curve. */
const curveTwice: Generator = (random) => {
  const { f } = grid(random, random.integer(1, 3), 1);
  return {
    equations: times(random.integer(2, 3), (k) => `${k + 2}/3*(${f})`),
    distinct: 0,
    real: 0,
    dimension: 1,
  };
};

/** A grid of points in two of three or four variables: planes. */
const unused: Generator = (random) => {
  const { f, g } = grid(random, random.integer(1, 2), 2);
  const more = random.integer(1, 2);
  const third = random.next() < 0.5 ? [`(${f}) - (${g})`] : [];
  return {
    variables: more === 2 ? ["x", "z", "y", "w"] : ["x", "z", "y"],
    equations: [...mixed(random, f, g), ...third],
    distinct: 0,
    real: 0,
    dimension: more,
  };
};

/** c·f = c·g = 0: the curve c = 0, and the points of the grid that are not on it. */
const besideCurve: Generator = (random) => {
  const [m, n] = [random.integer(1, 2), random.integer(1, 2)];
  const { u, v, f, g, p } = grid(random, m, n);
  const on = random.next() < 0.5;
  // A line through the first column of the grid, or a circle that meets no point of it.
  const c = on ? `(${u} - ${p[0]})` : `(${u}^2 + ${v}^2 - 1/101)`;
  const [a, b] = mixed(random, f, g);
  const count = (on ? m - 1 : m) * n;
  return { equations: [`${c}*(${a})`, `${c}*(${b})`], distinct: count, real: count, dimension: 1 };
};

/** ℓ^a = ℓ^b m^c = 0 with a, b ≥ 1: the line ℓ = 0, with an embedded point. */
const embedded: Generator = (random) => {
  const { u, v } = forms(random);
  const power = () => random.integer(1, 4);
  return {
    equations: [`${u}^${power()}`, `${u}^${power()}*${v}^${power()}`],
    distinct: 0,
    real: 0,
    dimension: 1,
  };
};

/** A grid and multiples of its equations, and one that keeps a cross of it. */
const overdetermined: Generator = (random) => {
  const { u, v, f, g, p, q } = grid(random, 2, 2);
  const cross = random.next() < 0.5;
  const extra = cross ? `(${u} - ${p[0]})*(${v} - ${q[0]})` : `(${f})*(x - 2*y + 3) + (${g})*(3*x + y)`;
  const count = cross ? 3 : 4;
  return {
    equations: [...mixed(random, f, g), extra],
    distinct: count,
    real: count,
    multiplicities: times(count, () => 1),
  };
};

/** The same off by little: no solution. */
const almostConsistent: Generator = (random) => {
  const { f, g } = grid(random, 2, 2);
  const off = decimal(nonzero(random, 9), -random.integer(3, 15));
  return {
    equations: [...mixed(random, f, g), `(${f})*(x - 2*y + 3) + (${g})*(3*x + y) + ${off}`],
    distinct: 0,
    real: 0,
    dimension: -1,
  };
};

/** All products of k of the forms u, v: one point of multiplicity k (k + 1)/2. */
const fatPoint: Generator = (random) => {
  const { u, v } = forms(random);
  const k = random.integer(2, 3);
  return {
    equations: times(k + 1, (j) => [...times(j, () => u), ...times(k - j, () => v)].join("*")),
    distinct: 1,
    real: 1,
    multiplicities: [(k * (k + 1)) / 2],
  };
};

/** (u − p)^a, (v − q)^b (v − q′): multiplicities a b and a, at rational points or at square roots. */
const multiple: Generator = (random) => {
  const { u, v } = forms(random);
  const [a, b] = [random.integer(1, 3), random.integer(2, 3)];
  const rationalPoint = random.next() < 0.5;
  const first = rationalPoint
    ? `(${u} - ${nonzero(random, 5)}/3)^${a}`
    : `(${u}^2 - ${pick(random, [2, 3, 5])})^${a}`;
  const columns = rationalPoint ? 1 : 2;
  const q = random.integer(-3, 3);
  return {
    equations: mixed(random, first, `(${v} - ${q})^${b}*(${v} - ${q + random.integer(1, 3)})`),
    distinct: 2 * columns,
    real: 2 * columns,
    multiplicities: ascending(times(columns, () => [a * b, a]).flat()),
  };
};

/** High powers of factors far from one. */
const sharedFactors: Generator = (random) => {
  const at = pick(random, [1, 10, 1000, 100000]);
  const powers = [random.integer(1, 10), random.integer(1, 3)];
  const roots = [`${at}`, `(${at} + ${decimal(1, -random.integer(0, 6))})`];
  return {
    variables: ["x"],
    equations: [
      product("x", roots, powers),
      ...(random.next() < 0.5 ? [] : [`(${product("x", roots, powers)})*(x - ${at + 7})`]),
    ],
    distinct: 2,
    real: 2,
    multiplicities: ascending(powers),
  };
};

/** Fewer equations than variables. */
const underdetermined: Generator = (random) => {
  const n = random.integer(2, 4);
  const names = ["x", "y", "z", "w"].slice(0, n);
  const k = random.integer(1, n - 1);
  const form = () => names.map((name) => `${nonzero(random, 4)}*${name}`).join(" + ");
  return {
    variables: names,
    equations: times(k, () => `(${form()})^2 + ${form()} - ${random.integer(1, 9)}`),
    distinct: 0,
    real: 0,
    dimension: n - k,
  };
};

/** Linear equations whose solution is large. */
const largeLinear: Generator = (random) => {
  const e = random.integer(5, 14);
  return {
    equations: [`x + 10^${e}*y - 10^${e} + 1`, `x + (10^${e} - 1)*y + ${nonzero(random, 9)}`],
    distinct: 1,
    real: 1,
    multiplicities: [1],
  };
};

/** Every kind by its name. */
export const AWKWARD: ReadonlyMap<string, Generator> = new Map([
  ["cluster in one variable", clusterOfOne],
  ["cluster in two variables", clusterOfTwo],
  ["almost real", almostReal],
  ["scales", scales],
  ["scales of monomials", monomialScales],
  ["almost infinite", almostInfinite],
  ["repeated equations", repeated],
  ["a curve twice", curveTwice],
  ["unused variables", unused],
  ["points beside a curve", besideCurve],
  ["embedded points", embedded],
  ["overdetermined", overdetermined],
  ["almost consistent", almostConsistent],
  ["fat points", fatPoint],
  ["multiplicities", multiple],
  ["shared factors", sharedFactors],
  ["underdetermined", underdetermined],
  ["large linear", largeLinear],
]);

/** The k-th system of a seed: kinds take turns. */
export function awkwardSystem(seed: number, k: number): AwkwardSystem {
  const kinds = [...AWKWARD];
  const [kind, generate] = kinds[k % kinds.length]!;
  const planted = generate(new Random(seed).fork(k));
  const { variables = ["x", "y"], dimension = 0, ...rest } = planted;
  return { kind, variables, dimension, ...rest };
}

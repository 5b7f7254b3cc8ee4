/**
 * Classical systems and small degenerate ones, each with what is known about its solutions, for tests and `bench/zoo.ts`.
 *
 * Counts are of isolated complex points: katsura-n 2^n (with n + 1 variables), cyclic-5 70 and cyclic-6 156, noon-3, 4, 5
 * 21, 73 and 233, eco-n 2^(n−2).
 */

import type { SystemSolutions } from "../../src/numeric/homotopy/solutions.js";
import type { NumericSystem } from "../../src/numeric/polynomial/system.js";
import { cyclic, katsura, noon, type PlainTerm, system } from "./polynomial-systems.js";

export interface ZooSystem {
  readonly name: string;
  readonly system: NumericSystem;
  /** Isolated points, and the real ones among them where they are known. */
  readonly solutions: number;
  readonly real?: number;
  /** Multiplicities above one, in ascending order. */
  readonly multiplicities?: readonly number[];
  /** Paths end on a set of positive dimension: then the result is rightly incomplete. */
  readonly positiveDimension?: true;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** x_k x_n + Σ_i x_i x_{i+k} x_n = k for k = 1 … n − 1, x_1 + … + x_{n−1} = −1: 2^(n−2) solutions. */
export const eco = (n: number): NumericSystem =>
  system(n, [
    ...range(n - 1).map((k): PlainTerm[] => [
      [1, k, n - 1],
      ...range(n - 2 - k).map((i): PlainTerm => [1, i, i + k + 1, n - 1]),
      [-(k + 1)],
    ]),
    [...range(n - 1).map((i): PlainTerm => [1, i]), [1]],
  ]);

/** a x² + b y² + c xy + d x + e y + f. */
const conic = (...[a, b, c, d, e, f]: readonly number[]): PlainTerm[] => [
  ...(a === 0 ? [] : [[a!, 0, 0] as const]),
  ...(b === 0 ? [] : [[b!, 1, 1] as const]),
  ...(c === 0 ? [] : [[c!, 0, 1] as const]),
  ...(d === 0 ? [] : [[d!, 0] as const]),
  ...(e === 0 ? [] : [[e!, 1] as const]),
  ...(f === 0 ? [] : [[f!] as const]),
];

/** (‖x‖² − 1) x_i: the gradient of (‖x‖² − 1)²/4 on R^n. */
const sphereGradient = (n: number): NumericSystem =>
  system(
    n,
    range(n).map((i): PlainTerm[] => [...range(n).map((j): PlainTerm => [1, i, j, j]), [-1, i]]),
  );

/** Minimal equations first: what takes long comes last. */
export const ZOO: readonly ZooSystem[] = [
  {
    name: "conics, four real points",
    system: system(2, [conic(1, 4, 0, 0, 0, -4), conic(4, 1, 0, 0, 0, -4)]),
    solutions: 4,
    real: 4,
  },
  {
    name: "conics, two real points",
    system: system(2, [conic(1, 1, 0, 0, 0, -1), conic(1, 0, 0, 0, -1, 0)]),
    solutions: 4,
    real: 2,
  },
  {
    name: "conics, no real point",
    system: system(2, [conic(1, 1, 0, 0, 0, -1), conic(1, 1, 1, 0, 0, -3)]),
    solutions: 4,
    real: 0,
  },
  {
    name: "conics, one tangency",
    // The circle touches y = x² − 1 at (0, −1) and meets it in (±1, 0).
    system: system(2, [conic(1, 1, 0, 0, 0, -1), conic(1, 0, 0, 0, -1, -1)]),
    solutions: 3,
    real: 3,
    multiplicities: [2],
  },
  {
    name: "conics, double at infinity",
    // Two circles of one centre meet in the circular points alone, each doubly.
    system: system(2, [conic(1, 1, 0, 0, 0, -1), conic(1, 1, 0, 0, 0, -2)]),
    solutions: 0,
    real: 0,
  },
  {
    name: "double root",
    system: system(2, [conic(1, 1, 0, 0, 0, -1), [[1, 1], [-1]]]),
    solutions: 1,
    real: 1,
    multiplicities: [2],
  },
  {
    name: "double root at the origin",
    system: system(2, [[[1, 0, 0]], [[1, 1, 1]]]),
    solutions: 1,
    real: 1,
    multiplicities: [4],
  },
  {
    name: "cusp and lines",
    // x² = y³ and xy = 0.
    system: system(2, [
      [
        [1, 0, 0],
        [-1, 1, 1, 1],
      ],
      [[1, 0, 1]],
    ]),
    solutions: 1,
    real: 1,
    multiplicities: [5],
  },
  {
    name: "no finite root",
    system: system(2, [
      [[1, 0, 1], [-1]],
      [[1, 0, 1], [-2]],
    ]),
    solutions: 0,
    real: 0,
  },
  {
    name: "parallel planes",
    system: system(3, [
      [[1, 0], [1, 1], [1, 2], [-1]],
      [[1, 0], [1, 1], [1, 2], [-2]],
      [[1, 0, 0], [1, 1, 1], [1, 2, 2], [-3]],
    ]),
    solutions: 0,
    real: 0,
  },
  {
    name: "overdetermined, two points",
    system: system(2, [conic(1, 1, 0, 0, 0, -1), conic(0, 0, 0, 1, 1, -1.4), conic(0, 0, 1, 0, 0, -0.48)]),
    solutions: 2,
    real: 2,
  },
  {
    name: "overdetermined, zero coordinates",
    system: system(3, [[[1, 0, 1]], [[1, 1, 2]], [[1, 0, 2]], [[1, 0], [1, 1], [1, 2], [-1]]]),
    solutions: 3,
    real: 3,
  },
  {
    name: "overdetermined, contradictory",
    system: system(2, [conic(1, 1, 0, 0, 0, -1), conic(0, 0, 0, 1, 1, -1.4), conic(0, 0, 1, 0, 0, -0.47)]),
    solutions: 0,
    real: 0,
  },
  {
    name: "a line and a point",
    system: system(2, [conic(0, 0, 1, -1, 0, 0), conic(1, 0, 1, -2, 0, 0)]),
    solutions: 1,
    real: 1,
    positiveDimension: true,
  },
  {
    name: "a circle and its centre",
    system: sphereGradient(2),
    solutions: 1,
    real: 1,
    positiveDimension: true,
  },
  {
    name: "a sphere and its centre",
    system: sphereGradient(3),
    solutions: 1,
    real: 1,
    positiveDimension: true,
  },
  { name: "noon-3", system: noon(3), solutions: 21 },
  { name: "katsura-3", system: katsura(3), solutions: 8 },
  { name: "eco-4", system: eco(4), solutions: 4 },
  { name: "katsura-4", system: katsura(4), solutions: 16 },
  { name: "eco-5", system: eco(5), solutions: 8 },
  { name: "katsura-5", system: katsura(5), solutions: 32 },
  { name: "eco-6", system: eco(6), solutions: 16 },
  { name: "noon-4", system: noon(4), solutions: 73 },
  { name: "katsura-6", system: katsura(6), solutions: 64 },
  { name: "eco-7", system: eco(7), solutions: 32 },
  { name: "katsura-7", system: katsura(7), solutions: 128 },
  { name: "noon-5", system: noon(5), solutions: 233 },
  { name: "cyclic-5", system: cyclic(5), solutions: 70, real: 10 },
  { name: "cyclic-6", system: cyclic(6), solutions: 156, real: 24 },
];

export type Verdict = "right" | "incomplete" | "wrong";

/**
 * How a result compares with what is known. Wrong is a result that claims completeness and has other points, or lists points
 * that are none; less than all with the reason is incomplete.
 */
export function judge(
  { solutions: known, real, multiplicities = [], positiveDimension }: ZooSystem,
  { solutions, paths, complete, onPositiveDimension }: SystemSolutions,
): Verdict {
  const multiple = solutions.map(({ multiplicity }) => multiplicity).filter((m) => m > 1);
  const right =
    solutions.length === known &&
    (real === undefined || solutions.filter((s) => s.real).length === real) &&
    multiple.sort((a, b) => a - b).join() === multiplicities.join() &&
    paths.started === paths.finite + paths.atInfinity + paths.failed &&
    onPositiveDimension > 0 === (positiveDimension === true);
  if (right && paths.failed === 0 && complete === (positiveDimension !== true)) return "right";
  return complete || solutions.length > known ? "wrong" : "incomplete";
}

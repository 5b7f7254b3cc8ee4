/**
 * Polynomial systems over Q with known solution sets, for tests and `bench/zoo.ts`: the classical families, critical points of
 * tilted losses, degenerate systems, overdetermined ones, and sets of positive dimension.
 *
 * `points`, `multiplicities` and `dimension` are of the whole complex solution set; every row says where they come from:
 *
 *   hand         by the argument beside it
 *   literature   the published count
 *   Singular     4.3.1, characteristic 32003: `dim(std(i))`, `vdim(std(i))`, and 1 ∈ ⟨i, det(jacob(i))⟩ or `vdim(std(radical(i)))` for
 *                the distinct ones; real ones over Q by `nrRootsDeterm` (rootsmr.lib)
 *   PHCpack      2.4.86, `phc -b`
 */

import type { SolvedSystem } from "../../src/systems/solved-system.js";
import {
  chandra,
  game,
  quadrics,
  redeco,
  reimer,
  type TextSystem,
  textOf,
  tiltedCrossCorrelation,
  tiltedSpectral,
  tiltedTiedColumns,
} from "./exact-families.js";
import { cyclic, katsura, noon } from "./polynomial-systems.js";
import { eco, ZOO } from "./zoo.js";

/** What the numbers of a row rest on. */
export type ZooSource = "hand" | "literature" | "Singular" | "PHCpack";

export interface ExactZooSystem extends TextSystem {
  readonly name: string;
  /** Of the whole solution set: −1 where it is empty. */
  readonly dimension: number;
  /** Isolated points, and the real ones among them where they are known. */
  readonly points: number;
  readonly real?: number;
  /** Those above one, ascending. */
  readonly multiplicities: readonly number[];
  readonly source: readonly ZooSource[];
}

type Known = Omit<ExactZooSystem, "name" | "variables" | "equations" | "multiplicities"> & {
  readonly multiplicities?: readonly number[];
};

const entry = (name: string, system: TextSystem, known: Known): ExactZooSystem => ({
  name,
  ...system,
  multiplicities: [],
  ...known,
});

/** Simple points, no curve. */
const simple = (points: number, source: readonly ZooSource[], real?: number): Known => ({
  dimension: 0,
  points,
  source,
  ...(real === undefined ? {} : { real }),
});

const MEASURED: readonly ZooSource[] = ["Singular"];
const PUBLISHED: readonly ZooSource[] = ["literature", "Singular"];

/** The dimension of the sets that the small systems of `zoo.ts` hold beside points. */
const BESIDE = new Map([
  ["a line and a point", 1],
  ["a circle and its centre", 1],
  ["a sphere and its centre", 2],
]);

/** Real points of the families there, by Singular. */
const REAL = new Map([
  ["noon-3", 7],
  ["katsura-3", 6],
  ["katsura-4", 12],
]);

/** x² + y² = 1 and the point (2, 0). */
const circleBesidePoint: TextSystem = {
  variables: ["x", "y"],
  equations: ["(x^2 + y^2 - 1)*(x - 2)", "(x^2 + y^2 - 1)*y"],
};

/** Caprasse's system (PoSSo test suite). */
const caprasse: TextSystem = {
  variables: ["x", "y", "z", "t"],
  equations: [
    "y^2*z + 2*x*y*t - 2*x - z",
    "4*x*y^2*z - x^3*z + 4*x^2*y*t + 2*y^3*t + 4*x^2 - 10*y^2 + 4*x*z - 10*y*t + 2",
    "2*y*z*t + x*t^2 - x - 2*z",
    "4*y*z^2*t - x*z^3 + 4*x*z*t^2 + 2*y*t^3 + 4*x*z + 4*z^2 - 10*y*t - 10*t^2 + 2",
  ],
};

/** Trinks' system (PoSSo test suite). */
const trinks: TextSystem = {
  variables: ["w", "p", "z", "t", "s", "b"],
  equations: [
    "45*p + 35*s - 165*b - 36",
    "35*p + 40*z + 25*t - 27*s",
    "15*w + 25*p*s + 30*z - 18*t - 165*b^2",
    "15*p*t + 20*z*s - 9*w",
    "w*p + 2*z*t - 11*b^3",
    "99*w - 11*s*b + 3*b^2",
  ],
};

/** The system of Cassou-Noguès (PoSSo test suite). */
const cassou: TextSystem = {
  variables: ["b", "c", "d", "e"],
  equations: [
    "15*b^4*c*d^2 + 6*b^4*c^3 + 21*b^4*c^2*d - 144*b^2*c - 8*b^2*c^2*e - 28*b^2*c*d*e - 648*b^2*d + 36*b^2*d^2*e + 9*b^4*d^3 - 120",
    "30*b^4*c^3*d - 32*c*d*e^2 - 720*b^2*c*d - 24*b^2*c^3*e - 432*b^2*c^2 + 576*c*e - 576*d*e + 16*b^2*c*d^2*e + 16*d^2*e^2 + 16*c^2*e^2 + 9*b^4*c^4 + 39*b^4*c^2*d^2 + 18*b^4*c*d^3 - 432*b^2*d^2 + 24*b^2*d^3*e - 16*b^2*c^2*d*e - 240*c",
    "216*b^2*c*d - 162*b^2*d^2 - 81*b^2*c^2 + 5184 + 1008*c*e - 1008*d*e + 15*b^2*c^2*d*e - 15*b^2*c^3*e - 80*c*d*e^2 + 40*d^2*e^2 + 40*c^2*e^2",
    "261 + 4*b^2*c*d - 3*b^2*d^2 - 4*b^2*c^2 + 22*c*e - 22*d*e",
  ],
};

/** Conformations of cyclohexane. */
const cyclohexane: TextSystem = {
  variables: ["x", "y", "z"],
  equations: [
    ["y", "z"],
    ["x", "z"],
    ["x", "y"],
  ].map(([a, b]) => `${a}^2*${b}^2 + ${a}^2 - 24*${a}*${b} + ${b}^2 + 13`),
};

/** The lines x = 0, y = 0 and, off them, x = 2, doubled, met by y = 3. */
const linesAndDoublePoint: TextSystem = {
  variables: ["x", "y"],
  equations: ["x*y*(x - 2)^2", "x*y*(y - 3)"],
};

/** Smaller systems first: what takes long comes last. */
export const EXACT_ZOO: readonly ExactZooSystem[] = [
  ...ZOO.map(({ name, system, solutions, real = REAL.get(name), multiplicities = [] }) =>
    entry(name, textOf(system), {
      dimension: BESIDE.get(name) ?? (solutions > 0 ? 0 : -1),
      points: solutions,
      multiplicities,
      source: solutions < 7 ? ["hand", "Singular"] : PUBLISHED,
      ...(real === undefined ? {} : { real }),
    }),
  ),
  entry("circle and a point", circleBesidePoint, {
    dimension: 1,
    points: 1,
    real: 1,
    source: ["hand", "Singular"],
  }),
  entry("two lines and a double point", linesAndDoublePoint, {
    dimension: 1,
    points: 1,
    real: 1,
    multiplicities: [2],
    source: ["hand", "Singular"],
  }),
  // Two complex lines that meet in the only real point.
  entry(
    "(x² + y²)²",
    { variables: ["x", "y"], equations: ["(x^2 + y^2)^2"] },
    { dimension: 1, points: 0, real: 0, source: ["hand", "Singular"] },
  ),
  // Four curves x₁ = −x₃, x₂ = −x₄, x₁x₂ = ±1 and no point beside them.
  entry("cyclic-4", textOf(cyclic(4)), { dimension: 1, points: 0, real: 0, source: PUBLISHED }),
  entry("cassou", cassou, simple(16, PUBLISHED)),
  entry("cyclohexane", cyclohexane, simple(16, PUBLISHED)),
  entry("trinks", trinks, simple(10, PUBLISHED)),
  entry("caprasse", caprasse, {
    dimension: 0,
    points: 32,
    multiplicities: new Array<number>(8).fill(4),
    source: PUBLISHED,
  }),
  entry("tilted cross-correlation 2×3", tiltedCrossCorrelation(2, 3, 1), simple(9, MEASURED)),
  entry("tilted spectral 2×3", tiltedSpectral(2, 3, 1), simple(27, MEASURED)),
  // C(2p, p): the normalised volume of the root polytope A_p (docs/solver.md).
  entry("tilted tied columns 2×4", tiltedTiedColumns(2, 4, 1), simple(70, MEASURED)),
  entry("redeco-7", redeco(7), simple(32, PUBLISHED)),
  entry("redeco-8", redeco(8), simple(64, PUBLISHED)),
  entry("eco-8", textOf(eco(8)), simple(64, PUBLISHED)),
  entry("reimer-4", reimer(4), simple(36, PUBLISHED)),
  entry("reimer-5", reimer(5), simple(144, PUBLISHED)),
  entry("chandra-6", chandra(6), simple(32, PUBLISHED)),
  entry("chandra-8", chandra(8), simple(128, PUBLISHED)),
  // Permutations without a fixed point: McKelvey and McLennan 1997.
  entry("game-5", game(5, 1), simple(44, PUBLISHED)),
  entry("game-6", game(6, 1), simple(265, PUBLISHED)),
  // Bézout's number: dense quadrics have no common point at infinity.
  entry("quadrics-6", quadrics(6, 1), simple(64, MEASURED)),
  entry("quadrics-8", quadrics(8, 1), simple(256, MEASURED)),
  entry("katsura-8", textOf(katsura(8)), simple(256, PUBLISHED)),
  entry("katsura-9", textOf(katsura(9)), simple(512, PUBLISHED)),
  entry("katsura-10", textOf(katsura(10)), simple(1024, ["literature"])),
  entry("noon-6", textOf(noon(6)), simple(717, PUBLISHED)),
  entry("cyclic-7", textOf(cyclic(7)), simple(924, PUBLISHED)),
  // Björck and Fröberg 1991: a curve of degree 144 besides.
  entry("cyclic-8", textOf(cyclic(8)), { dimension: 1, points: 1152, source: ["literature"] }),
];

export type ZooVerdict = "right" | "incomplete" | "WRONG";

/** How an answer compares with what is known. */
export function judgeZoo(
  { dimension, points, real, multiplicities }: ExactZooSystem,
  { solutions, complete, dimension: found }: SolvedSystem,
): ZooVerdict {
  if (solutions.length > points) return "WRONG";
  if (!complete) return "incomplete";
  const multiple = solutions
    .map(({ multiplicity = 1 }) => multiplicity)
    .filter((m) => m > 1)
    .sort((a, b) => a - b);
  return found === dimension &&
    solutions.length === points &&
    (real === undefined || solutions.filter((point) => point.real).length === real) &&
    (multiple.join() === multiplicities.join() ||
      solutions.some(({ multiplicity }) => multiplicity === undefined))
    ? "right"
    : "WRONG";
}

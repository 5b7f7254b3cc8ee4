/**
 * All critical points of a landscape with orthogonal symmetries, by exact elimination on the strata of its orbit space (`quotient/strata.ts`).
 *
 *   critical orbits of a stratum  ↔  real solutions of its conditions (`quotient/conditions.ts`) with S ≻ 0, up to changes of signs
 *
 * The strata are disjoint and exhaustive; each is solved over the complex numbers, and whether S ≻ 0 is decided exactly at each real solution. If
 * every stratum has finitely many solutions, or none with S ≻ 0 among those that are not isolated, the critical set is finitely many orbits: compact, however
 * the loss grows. On connected components of sets of positive dimension the signature of S does not change, as det S ≠ 0: one real point of each says
 * whether S ≻ 0 there (`algebra/real-samples.ts`). Of an orbit
 *
 *   dimension   Σ_g m r − r(r+1)/2, r the rank under each group: isolated solutions are fixed by the identity component of what a stratum leaves of it
 *   components  2^groups / #{signs of determinants of the stabiliser}, from the reflections that keep the point (`quotient/residual.ts`)
 *   signs       exact (`local/exact-inertia.ts`) in the coordinates of `quotient/second-order.ts`, as many zeros known as the orbit has dimensions
 *
 * Not covered: real solution sets of positive dimension with S ≻ 0, which are said and not described.
 */
import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import { locatePoints, overDerivative } from "../../algebra/coordinates.js";
import type { ExactSolutions, RationalUnivariate } from "../../algebra/rational-univariate.js";
import type { AlgebraSystem } from "../../algebra/system.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { toNumber, ZERO } from "../../exact/rational.js";
import { fromRows } from "../../numeric/linalg/dense.js";
import type { Point } from "../../objectives/objective.js";
import type { Problem } from "../../objectives/problem.js";
import { stiefelDimension, stiefelEuler } from "../../objectives/topology.js";
import { type OrthogonalAction, orthogonalActions } from "../../quotient/actions.js";
import { conditionsOn, type StratumConditions, StratumLetters } from "../../quotient/conditions.js";
import { subspaceMatrix } from "../../quotient/invariant-subspaces.js";
import { liftPoint } from "../../quotient/lift.js";
import { products, residualReflections, type SignChange } from "../../quotient/residual.js";
import { secondOrderOn } from "../../quotient/second-order.js";
import { type Stratum, strataOf } from "../../quotient/strata.js";
import { isUnavailable, type Result } from "../../result.js";
import { isVectorField, type Landscape, numericLoss } from "../../symbolic/landscape.js";
import { expandIn, type Polynomial } from "../../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "../../systems/elimination-thread.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import type { LocatedComponent } from "../group/entries.js";
import { ExactInertia, type ExactSigns, isPositiveDefinite } from "../local/exact-inertia.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import type { StratumEvidence } from "../record/types.js";
import {
  areApart,
  areMirrored,
  digitsFor,
  type ExactValue,
  inOrder,
  listed,
  MOST_DIGITS,
  roundedValue,
  type Valued,
  valueAt,
} from "./exact-values.js";
import type { SolverOptions, SolverResult } from "./landscape-solver.js";
import { solverSetting } from "./perturbation-setting.js";
import type { SolverReason } from "./solver-reasons.js";
import { mostSubspaces } from "./subspace-bound.js";

/** Operations of elimination for each stratum: some ten seconds. */
const BUDGET = 5e9;

/** A stratum, its conditions, and all their isolated solutions. */
interface SolvedStratum {
  readonly stratum: Stratum;
  readonly conditions: StratumConditions;
  readonly isolated: readonly RationalUnivariate[];
  /** Of the set of complex solutions; -1 where there is none. */
  readonly dimension: number;
  /** Lists with a real point on every connected component of the others. */
  readonly samples: readonly RationalUnivariate[];
  readonly proof: StratumEvidence["proof"];
  /** Whether every point is verified over the rationals. */
  readonly isVerified: boolean;
  /** In its coordinates; null for fields. */
  readonly loss: Polynomial | null;
}

/** A critical orbit. */
interface LocatedOrbit extends Valued {
  readonly solved: SolvedStratum;
  readonly point: AlgebraicPoint;
  readonly signs: ExactSigns | null;
  readonly value: ExactValue | null;
  readonly dimension: number;
  readonly pieces: bigint;
  readonly eulerCharacteristic: bigint;
}

/** The critical orbits of a landscape, or why this does not apply; after an interrupt nothing is listed. */
export async function solveOrbits(
  problem: Problem,
  { signal, onProgress }: Pick<SolverOptions, "signal" | "onProgress">,
  system: LandscapeSystem | null = landscapeSystemOf(problem.objective),
): Promise<Result<SolverResult, SolverReason>> {
  const setting = solverSetting(problem, system);
  if (isUnavailable(setting)) return setting;
  const landscape = problem.objective.landscape!;
  const actions = orthogonalActions(landscape);
  if (actions.length === 0) return { unavailable: { kind: "no-continuous-symmetry" } };
  try {
    const strata = strataOf(landscape, actions);
    const matrix = subspaceMatrix(landscape);
    const solved: SolvedStratum[] = [];
    for (const [k, stratum] of strata.entries()) {
      const one = await solveStratum(stratum, landscape, matrix, signal);
      if (isUnavailable(one)) return one;
      solved.push(one);
      onProgress?.(k + 1, strata.length, "strata of the orbit space");
    }
    const located = await locate(solved, landscape, signal);
    const larger = located.find(({ larger }) => larger);
    if (larger !== undefined)
      return { unavailable: notIsolated(larger.solved.stratum, larger.solved.dimension) };
    return resultOf(problem, setting.system, located);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { unavailable: { kind: "elimination-interrupted" } };
  }
}

async function solveStratum(
  stratum: Stratum,
  landscape: Landscape,
  matrix: RationalMatrix | undefined,
  signal: AbortSignal | undefined,
): Promise<Result<SolvedStratum, SolverReason>> {
  const limits = { budget: BUDGET, ...(signal === undefined ? {} : { signal }) };
  let conditions = conditionsOn(stratum, landscape, "none");
  const bounded = matrix && (await boundedSolutions(matrix, stratum, systemOf(conditions), limits));
  const counted = bounded && { stratum, conditions, ...bounded };
  if (counted !== undefined) return { ...counted, loss: lossOn(stratum, landscape) };
  let found = await eliminateApart("solutions", systemOf(conditions), limits);
  for (const saturation of ["gram", "definite"] as const) {
    const without = conditionsOn(stratum, landscape, saturation);
    if (found.kind !== "positive-dimension" || without.names.length === conditions.names.length) break;
    conditions = without;
    found = await eliminateApart("solutions", systemOf(conditions), limits);
  }
  const solutions = await solutionsOf(found, stratum, systemOf(conditions), limits);
  if (isUnavailable(solutions)) return solutions;
  return { stratum, conditions, loss: lossOn(stratum, landscape), ...solutions };
}

const lossOn = (stratum: Stratum, landscape: Landscape): Polynomial | null =>
  isVectorField(landscape)
    ? null
    : expandIn(numericLoss(landscape), new StratumLetters(stratum, landscape.constants))[0]![0]!;

/** As many verified solutions as there are at most (`quotient/invariant-subspaces.ts`); undefined where fewer are found. */
async function boundedSolutions(
  matrix: RationalMatrix,
  stratum: Stratum,
  system: AlgebraSystem,
  limits: EliminationLimits,
): Promise<Solutions | undefined> {
  const most = mostSubspaces(matrix, stratum);
  const all = { samples: [], proof: "subspaces", isVerified: true } as const;
  if (most === 0) return { isolated: [], dimension: -1, ...all };
  if (most === undefined) return undefined;
  const found = await eliminateApart("verified", system, limits);
  const isComplete =
    found.kind === "points" &&
    found.proof.kind === "modular" &&
    found.proof.solutions &&
    found.polynomial.length - 1 === most;
  return isComplete ? { isolated: [found], dimension: 0, ...all } : undefined;
}

type Solutions = Pick<SolvedStratum, "isolated" | "dimension" | "samples" | "proof" | "isVerified">;

const notIsolated = ({ forms }: Stratum, dimension: number): SolverReason => ({
  kind: "orbits-not-isolated",
  ranks: forms.map(({ rank }) => rank),
  dimension,
});

const systemOf = ({ equations, names }: StratumConditions): AlgebraSystem =>
  algebraSystem(equations, names.length);

async function solutionsOf(
  found: ExactSolutions,
  stratum: Stratum,
  system: AlgebraSystem,
  limits: EliminationLimits,
): Promise<Result<Solutions, SolverReason>> {
  switch (found.kind) {
    case "unavailable":
      return { unavailable: { kind: "elimination-budget" } };
    case "none":
      return { isolated: [], dimension: -1, samples: [], proof: found.proof.kind, isVerified: true };
    case "points": {
      const isVerified = found.proof.kind !== "modular" || found.proof.solutions;
      return { isolated: [found], dimension: 0, samples: [], proof: found.proof.kind, isVerified };
    }
    case "positive-dimension": {
      const { dimension } = found;
      const real = await eliminateApart("real", system, limits);
      if (real.kind === "undecided") return { unavailable: notIsolated(stratum, dimension) };
      const lists = (isolated: boolean) =>
        real.sources.filter((source) => source.isolated === isolated).map(({ list }) => list);
      return {
        isolated: lists(true),
        dimension,
        samples: lists(false),
        proof: real.proof === "proved" ? "components" : "modular",
        isVerified: true,
      };
    }
  }
}

/** What is found on a stratum. */
interface LocatedStratum {
  readonly solved: SolvedStratum;
  readonly real: number;
  readonly orbits: readonly LocatedOrbit[];
  /** Whether some solutions with S ≻ 0 are not isolated. */
  readonly larger: boolean;
}

/** The critical orbits with as many digits as it takes to decide S ≻ 0, the signs and the order of the values. */
async function locate(
  strata: readonly SolvedStratum[],
  landscape: Landscape,
  signal: AbortSignal | undefined,
): Promise<readonly LocatedStratum[]> {
  const judges = new Map(
    strata
      .filter(({ isolated }) => isolated.length > 0)
      .map((solved) => [solved, judgeOf(solved, landscape)]),
  );
  const { levels, ties } = digitsFor(
    [...judges.keys()].flatMap(({ loss, conditions }) =>
      loss === null ? [] : [loss, ...conditions.equations],
    ),
  );
  for (const digits of levels) {
    const located: LocatedStratum[] = [];
    for (const solved of strata) {
      const one = await locateOn(solved, judges.get(solved), digits, signal);
      if (one !== null) located.push(one);
    }
    if (located.some(({ larger }) => larger)) return located;
    const orbits = located.flatMap((one) => one.orbits);
    const areDecided = digits >= MOST_DIGITS || orbits.every(({ signs }) => signs !== null);
    if (located.length === strata.length && areDecided && (digits >= ties || areApart(orbits)))
      return located;
  }
  throw new Error("locate: expected the last number of digits to be enough");
}

/** Null where so many digits do not decide where S ≻ 0. */
async function locateOn(
  solved: SolvedStratum,
  judge: Judge | undefined,
  digits: number,
  signal: AbortSignal | undefined,
): Promise<LocatedStratum | null> {
  const orbits: LocatedOrbit[] = [];
  let real = 0;
  for (const list of solved.isolated) {
    const points = await realPoints(solved, list, digits, signal);
    if (points === null) return null;
    real += points.real;
    orbits.push(...orbitsOf(solved, judge!, points.inside, list.polynomial.length - 1));
  }
  for (const list of solved.samples) {
    const points = await realPoints(solved, list, digits, signal);
    if (points === null) return null;
    if (points.inside.length > 0) return { solved, real, orbits, larger: true };
  }
  return { solved, real, orbits, larger: false };
}

/** The real points of a list, and those with S ≻ 0; null where so many digits do not decide it. */
async function realPoints(
  { stratum }: SolvedStratum,
  list: RationalUnivariate,
  digits: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly real: number; readonly inside: readonly AlgebraicPoint[] } | null> {
  const points = await locatePoints(overDerivative(list), {
    digits,
    ...(signal === undefined ? {} : { signal }),
  });
  const real = points.filter((point) => point.real);
  const inside: AlgebraicPoint[] = [];
  for (const point of real) {
    const verdicts = stratum.forms.map(({ gram }) => isPositiveDefinite(gram, point));
    if (verdicts.includes(null) && !verdicts.includes(false)) return null;
    if (!verdicts.includes(false)) inside.push(point);
  }
  return { real: real.length, inside };
}

/** How the solutions of a stratum are judged. */
interface Judge {
  readonly inertia: ExactInertia | null;
  readonly changes: readonly SignChange[];
}

function judgeOf({ stratum, conditions }: SolvedStratum, landscape: Landscape): Judge {
  const second = secondOrderOn(stratum, landscape, conditions);
  return {
    inertia: second === null ? null : new ExactInertia(second.matrix, second.borders, second.isField),
    changes: products(residualReflections(stratum), stratum.forms.length),
  };
}

/** Points that the group takes to each other are one orbit. */
function orbitsOf(
  solved: SolvedStratum,
  { inertia, changes }: Judge,
  points: readonly AlgebraicPoint[],
  degree: number,
): LocatedOrbit[] {
  const { forms } = solved.stratum;
  const dimension = forms.reduce((sum, { action, rank }) => sum + stiefelDimension(action.size, rank), 0);
  const euler = forms.reduce((all, { action, rank }) => all * stiefelEuler(action.size, rank), 1n);
  const open = [...points];
  const orbits: LocatedOrbit[] = [];
  while (open.length > 0) {
    const point = open.shift()!;
    const kept = changes.filter((change) => areMirrored(point, point, change.coordinates));
    let images = 1n;
    for (const change of changes) {
      const at = open.findIndex((other) => areMirrored(point, other, change.coordinates));
      if (at < 0) continue;
      open.splice(at, 1);
      images++;
    }
    const signs = new Set(kept.map(({ determinants }) => determinants.join()));
    const pieces = (1n << BigInt(forms.length)) / BigInt(signs.size);
    orbits.push({
      solved,
      point,
      signs: inertia?.at(point, degree, dimension) ?? null,
      value: valueAt(point, solved.loss),
      dimension,
      pieces,
      eulerCharacteristic: (euler * images) / pieces,
    });
  }
  return orbits;
}

function resultOf(
  problem: Problem,
  system: LandscapeSystem,
  located: readonly LocatedStratum[],
): SolverResult {
  const orbits = located.flatMap((one) => one.orbits);
  const places = new Map(inOrder(orbits).map(({ one, place }) => [one, place]));
  const entries = orbits.map((orbit) => entryOf(orbit, places.get(orbit), system));
  const strata = located.map(evidenceOf);
  const isVerified = located.every(({ solved }) => solved.isVerified);
  const theorem = problem.model.moments.rounded ? null : theoremOf(strata);
  return {
    proposals: listed(entries),
    evidence: { kind: "strata", strata },
    complete: isVerified,
    reasons: isVerified ? [] : [{ kind: "unverified" }],
    ...(isVerified && theorem !== null ? { theorem } : {}),
  };
}

const evidenceOf = ({
  solved: { stratum, isolated, dimension, proof },
  real,
  orbits,
}: LocatedStratum): StratumEvidence => ({
  ranks: stratum.forms.map(({ rank }) => rank),
  pivots: stratum.forms.map(({ pivots }) => pivots.map((j) => j + 1)),
  dimension: Math.max(dimension, 0),
  complex: isolated.reduce((sum, { polynomial }) => sum + polynomial.length - 1, 0),
  real,
  orbits: orbits.length,
  proof,
});

/** Null where primes alone speak for some stratum. */
function theoremOf(strata: readonly StratumEvidence[]): string | null {
  if (strata.some(({ proof }) => proof === "modular")) return null;
  const sum = (of: (one: StratumEvidence) => number) => strata.reduce((total, one) => total + of(one), 0);
  return `elimination on the orbit space: its ${strata.length} strata are disjoint and exhaustive, and their ${sum(({ complex }) => complex)} isolated complex solutions are proved to be all, and none that is not isolated to be a critical orbit; ${sum(({ orbits }) => orbits)} are critical orbits`;
}

function entryOf(
  { solved: { stratum }, point, signs, value, dimension, pieces, eulerCharacteristic }: LocatedOrbit,
  valueOrder: number | undefined,
  system: LandscapeSystem,
): { readonly proposal: LocatedComponent; readonly x: Float64Array } {
  const lifted = liftPoint(
    stratum,
    point.coordinates.map(({ re }) => re),
  );
  const representative: Point = Object.fromEntries(
    [...lifted].map(([name, rows]) => [name, fromRows(rows.map((row) => row.map(toNumber)))]),
  );
  const isExact =
    stratum.forms.every(({ rank }) => rank === 0) &&
    point.coordinates.every(({ radius }) => radius.equals(ZERO));
  return {
    x: system.flatten(representative),
    proposal: {
      id: "",
      family: familyOf(stratum),
      representative,
      ...(isExact
        ? {
            exactRepresentative: new Map(
              [...lifted].map(([name, rows]) => [name, RationalMatrix.from(rows)]),
            ),
          }
        : {}),
      ...(value === null ? {} : { value: roundedValue(value) }),
      ...(valueOrder === undefined ? {} : { valueOrder }),
      dimension,
      ...(signs === null ? {} : { index: signs.index, nullity: signs.nullity }),
      exactSigns: signs ?? "undecided",
      multiplicity: pieces,
      eulerCharacteristic,
      isOrbit: true,
    },
  };
}

const groupText = ({ size }: OrthogonalAction, rank: number): string => `O(${size}) of rank ${rank}`;

/** `an orbit of O(2) of rank 1, found by elimination`. */
const familyOf = ({ forms }: Stratum): string =>
  `an orbit of ${forms.map(({ action, rank }) => groupText(action, rank)).join(" and ")}, found by elimination`;

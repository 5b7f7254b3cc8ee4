/**
 * All critical points of a landscape with orthogonal symmetries, by exact elimination on the strata of its orbit space (`quotient/strata.ts`).
 *
 *   critical orbits of a stratum  ↔  real solutions of its conditions (`quotient/conditions.ts`) with S ≻ 0, up to changes of signs
 *
 * The strata are disjoint and exhaustive; each is solved over the complex numbers, and whether S ≻ 0 is decided exactly at each real solution. If
 * every stratum has finitely many solutions, or none with S ≻ 0 among those that are not isolated, the critical set is finitely many orbits: compact, however
 * the loss grows. Without a group the one stratum is the whole space. On connected components of sets of positive dimension the signature of S does not change, as det S ≠ 0: one real point of each says
 * whether S ≻ 0 there (`algebra/real-samples.ts`). Of an orbit
 *
 *   dimension   Σ_g m r − r(r+1)/2, r the rank under each group: isolated solutions are fixed by the identity component of what a stratum leaves of it
 *   components  2^groups / #{signs of determinants of the stabiliser}, from the reflections that keep the point (`quotient/residual.ts`)
 *   signs       exact (`local/exact-inertia.ts`) in the coordinates of `quotient/second-order.ts`, as many zeros known as the orbit has dimensions
 *
 * Inverses and roots are unknowns with equations of their own (`quotient/defined-unknowns.ts`), roots positive: then all is about the open set
 * where the loss has derivatives.
 *
 * Real solution sets of positive dimension with S ≻ 0 are described by the real points on each of their connected components (`critical-sets.ts`).
 */
import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import type { ExactSolutions, RationalUnivariate } from "../../algebra/rational-univariate.js";
import type { RealSource } from "../../algebra/real-samples.js";
import type { AlgebraSystem } from "../../algebra/system.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { Random } from "../../exact/random.js";
import { toNumber, ZERO } from "../../exact/rational.js";
import { fromRows } from "../../numeric/linalg/dense.js";
import type { Point } from "../../objectives/objective.js";
import type { Problem } from "../../objectives/problem.js";
import { stiefelEuler } from "../../objectives/topology.js";
import { type OrthogonalAction, orthogonalActions } from "../../quotient/actions.js";
import { conditionsOn, type StratumConditions } from "../../quotient/conditions.js";
import { withDefined } from "../../quotient/defined-unknowns.js";
import { holdsNonzero, vanishingVariables } from "../../quotient/definite-rates.js";
import { subspaceMatrix } from "../../quotient/invariant-subspaces.js";
import { liftPoint } from "../../quotient/lift.js";
import { products, residualReflections, type SignChange } from "../../quotient/residual.js";
import { secondOrderOn } from "../../quotient/second-order.js";
import { type Stratum, strataOf, stratumCount } from "../../quotient/strata.js";
import { StratumLetters } from "../../quotient/stratum-letters.js";
import { isUnavailable, type Result } from "../../result.js";
import { affineSymmetries } from "../../symbolic/affine-symmetries.js";
import { spectrumShift } from "../../symbolic/lagrangian.js";
import { isVectorField, type Landscape, numericLoss } from "../../symbolic/landscape.js";
import { expandIn, type Polynomial } from "../../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "../../systems/elimination-thread.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import { AffineFlow } from "../group/affine-flow.js";
import type { LocatedComponent } from "../group/entries.js";
import { ExactInertia, type ExactSigns } from "../local/exact-inertia.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import type { StratumEvidence } from "../record/types.js";
import { type DescribedSet, describeSets } from "./critical-sets.js";
import { definitePoints } from "./definite-points.js";
import {
  areApart,
  areMirrored,
  digitsFor,
  inOrder,
  listed,
  MOST_DIGITS,
  statedValue,
  type Valued,
  valueAt,
} from "./exact-values.js";
import type { SolverOptions, SolverResult } from "./landscape-solver.js";
import { solverSetting, tooLarge } from "./perturbation-setting.js";
import { orbitDimension, type SetMember, type SetSetting } from "./set-members.js";
import type { SolverReason } from "./solver-reasons.js";
import { mostSubspaces } from "./subspace-bound.js";

/** Operations of elimination for each stratum: a minute or so. */
const BUDGET = 5e9;
/** The same for real points on what is not isolated. Chosen: some seconds; beyond it paths answer. `solver-completeness.test.ts` */
const REAL_BUDGET = 3e8;

/** Strata of the orbit space that are solved one after the other, at most. Chosen: O(m) on 13 vectors, m = 3, has 378. `solve-orbits.test.ts` */
const MOST_STRATA = 400;
/** Coordinates of a stratum, inverses and roots included, at most. Chosen: two encoders of 2×6 have 23. `solve-orbits.test.ts` */
const MOST_COORDINATES = 28;

/** A stratum, its conditions, and all their isolated solutions. */
interface SolvedStratum {
  readonly stratum: Stratum;
  readonly conditions: StratumConditions;
  readonly isolated: readonly RationalUnivariate[];
  /** Of the set of complex solutions; -1 where there is none. */
  readonly dimension: number;
  /** Lists with a real point on every connected component of the others. */
  readonly samples: readonly RealSource[];
  readonly proof: StratumEvidence["proof"];
  /** Whether every point is verified over the rationals. */
  readonly isVerified: boolean;
  /** In its coordinates; null for fields, and where nothing is to be evaluated. */
  readonly loss: Polynomial | null;
}

/** A critical point with what is decided there. */
interface LocatedPoint extends Valued {
  readonly solved: SolvedStratum;
  readonly point: AlgebraicPoint;
  /** Of the polynomial of its list. */
  readonly degree: number;
  readonly signs: ExactSigns | null;
  readonly judge: Judge;
}

/** A critical orbit. */
interface LocatedOrbit extends LocatedPoint {
  readonly dimension: number;
  readonly pieces: bigint;
  readonly eulerCharacteristic: bigint;
}

/** A real point of a set that has complex solutions near each of its own. */
interface LocatedSample extends LocatedPoint {
  /** The dimension of the real set there, not 0; undefined where it is not known. */
  readonly along: number | undefined;
}

/**
 * The critical orbits of a landscape, and its larger critical sets, or why this does not apply; after an interrupt nothing is listed.
 *
 * @param withoutGroup also where no continuous group acts.
 */
export async function solveOrbits(
  problem: Problem,
  { signal, onProgress }: Pick<SolverOptions, "signal" | "onProgress">,
  system: LandscapeSystem | null = landscapeSystemOf(problem.objective),
  withoutGroup = false,
): Promise<Result<SolverResult, SolverReason>> {
  const setting = solverSetting(problem, system);
  if (isUnavailable(setting)) return setting;
  const landscape = problem.objective.landscape!;
  const actions = orthogonalActions(landscape);
  if (actions.length === 0 && !withoutGroup) return { unavailable: { kind: "no-continuous-symmetry" } };
  try {
    const strata = strataWithin(landscape, actions);
    if (isUnavailable(strata)) return strata;
    const matrix = subspaceMatrix(landscape);
    const vanishing = vanishingVariables(landscape);
    const solved: SolvedStratum[] = [];
    for (const [k, stratum] of strata.entries()) {
      const one = holdsNonzero(stratum, vanishing)
        ? emptyStratum(stratum, landscape)
        : await solveStratum(stratum, landscape, matrix, signal);
      if (isUnavailable(one)) return one;
      solved.push(one);
      onProgress?.(k + 1, strata.length, "strata of the orbit space");
    }
    const found = await locate(solved, landscape, signal);
    const described = await describeLarger(found, problem, setting.system, signal);
    return resultOf(problem, setting.system, found.located, described);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { unavailable: { kind: "elimination-interrupted" } };
  }
}

/** The strata, or that they are too many or too large. */
function strataWithin(
  landscape: Landscape,
  actions: readonly OrthogonalAction[],
): Result<readonly Stratum[], SolverReason> {
  const count = Number(stratumCount(landscape, actions));
  if (count > MOST_STRATA) return tooLarge("strata", count, MOST_STRATA);
  const strata = strataOf(landscape, actions).map((stratum) => withDefined(stratum, landscape));
  const largest = Math.max(...strata.map(({ names }) => names.length));
  return largest > MOST_COORDINATES ? tooLarge("coordinates", largest, MOST_COORDINATES) : strata;
}

/** Without real solutions, as a variable that vanishes wherever the landscape is stationary does not here (`quotient/definite-rates.ts`). */
const emptyStratum = (stratum: Stratum, landscape: Landscape): SolvedStratum => ({
  stratum,
  conditions: conditionsOn(stratum, landscape, "none"),
  loss: null,
  isolated: [],
  dimension: -1,
  samples: [],
  proof: "definite",
  isVerified: true,
});

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
  for (const saturation of ["traces", "gram", "definite"] as const) {
    if (found.kind !== "positive-dimension") break;
    const without = conditionsOn(stratum, landscape, saturation);
    if (without.names.join() === conditions.names.join()) continue;
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
      const real = await eliminateApart("real", system, { ...limits, budget: REAL_BUDGET });
      if (real.kind === "undecided") return { unavailable: notIsolated(stratum, dimension) };
      return {
        isolated: real.sources.filter(({ isolated }) => isolated).map(({ list }) => list),
        dimension,
        samples: real.sources.filter(({ isolated }) => !isolated),
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
  /** Of solutions with S ≻ 0 that are not isolated. */
  readonly samples: readonly LocatedSample[];
}

/** All that is found, with so many digits of every coordinate. */
interface Located {
  readonly located: readonly LocatedStratum[];
  readonly digits: number;
}

/** The critical orbits with as many digits as it takes to decide S ≻ 0, the signs and the order of the values. */
async function locate(
  strata: readonly SolvedStratum[],
  landscape: Landscape,
  signal: AbortSignal | undefined,
): Promise<Located> {
  const judges = new Map(
    strata
      .filter(({ isolated, samples }) => isolated.length + samples.length > 0)
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
    const points = located.flatMap(({ orbits, samples }) => [...orbits, ...samples]);
    const areDecided = digits >= MOST_DIGITS || points.every(({ signs }) => signs !== null);
    if (located.length === strata.length && areDecided && (digits >= ties || areApart(points)))
      return { located, digits };
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
  const isolated: ListedPoint[] = [];
  const samples: LocatedSample[] = [];
  let real = 0;
  for (const list of solved.isolated) {
    const points = await definitePoints(solved.stratum, list, digits, signal);
    if (points === null) return null;
    real += points.real;
    isolated.push(...points.inside.map(({ point }) => ({ point, degree: list.polynomial.length - 1 })));
  }
  for (const { list, points: facts } of solved.samples) {
    const points = await definitePoints(solved.stratum, list, digits, signal);
    if (points === null) return null;
    const degree = list.polynomial.length - 1;
    for (const { point, place } of points.inside) {
      const along = facts[place]?.dimension;
      if (along === 0) isolated.push({ point, degree });
      else samples.push(sampleOf({ point, degree }, solved, judge!, along));
    }
  }
  const orbits = orbitsOf(solved, judge, isolated);
  return { solved, real, orbits, samples };
}

/** A point of a list, and the degree of its polynomial. */
interface ListedPoint {
  readonly point: AlgebraicPoint;
  readonly degree: number;
}

function sampleOf(
  { point, degree }: ListedPoint,
  solved: SolvedStratum,
  judge: Judge,
  along: number | undefined,
): LocatedSample {
  const signs = judge.inertia?.at(point, degree, orbitDimension(solved) + (along ?? 0)) ?? null;
  return { solved, point, degree, signs, value: valueAt(point, solved.loss), judge, along };
}

/** How the solutions of a stratum are judged. */
interface Judge {
  readonly inertia: ExactInertia | null;
  readonly changes: readonly SignChange[];
}

function judgeOf({ stratum, conditions }: SolvedStratum, landscape: Landscape): Judge {
  const second = secondOrderOn(stratum, landscape, conditions);
  return {
    inertia:
      second === null
        ? null
        : new ExactInertia(second.matrix, second.borders, second.isField, spectrumShift(landscape)),
    changes: products(residualReflections(stratum), stratum.forms.length),
  };
}

/** Points that the group takes to each other are one orbit. */
function orbitsOf(
  solved: SolvedStratum,
  judge: Judge | undefined,
  points: readonly ListedPoint[],
): LocatedOrbit[] {
  const { forms } = solved.stratum;
  const dimension = orbitDimension(solved);
  const euler = forms.reduce((all, { action, rank }) => all * stiefelEuler(action.size, rank), 1n);
  // Points of lists of several sets may be the same.
  const open = points.filter(
    ({ point }, k) => !points.slice(0, k).some((other) => areMirrored(point, other.point, new Set())),
  );
  const orbits: LocatedOrbit[] = [];
  while (open.length > 0) {
    const { point, degree } = open.shift()!;
    const { inertia, changes } = judge!;
    const kept = changes.filter((change) => areMirrored(point, point, change.coordinates));
    let images = 1n;
    for (const change of changes) {
      const at = open.findIndex((other) => areMirrored(point, other.point, change.coordinates));
      if (at < 0) continue;
      open.splice(at, 1);
      images++;
    }
    const signs = new Set(kept.map(({ determinants }) => determinants.join()));
    const pieces = (1n << BigInt(forms.length)) / BigInt(signs.size);
    orbits.push({
      solved,
      point,
      degree,
      signs: inertia?.at(point, degree, dimension) ?? null,
      value: valueAt(point, solved.loss),
      judge: judge!,
      dimension,
      pieces,
      eulerCharacteristic: (euler * images) / pieces,
    });
  }
  return orbits;
}

/** The critical sets that are larger than orbits, and the orbits that are none of their points. */
interface Described {
  readonly sets: readonly { readonly set: DescribedSet; readonly place: number | undefined }[];
  readonly orbits: readonly LocatedOrbit[];
  /** The places of the values of the orbits. */
  readonly places: ReadonlyMap<LocatedPoint, number>;
}

async function describeLarger(
  { located, digits }: Located,
  problem: Problem,
  system: LandscapeSystem,
  signal: AbortSignal | undefined,
): Promise<Described> {
  const orbits = located.flatMap((one) => one.orbits);
  const samples = located.flatMap((one) => one.samples);
  const places = new Map<LocatedPoint, number>(
    inOrder<LocatedPoint>([...orbits, ...samples]).map(({ one, place }) => [one, place]),
  );
  const withSets = new Set(samples.map((sample) => places.get(sample)));
  if (samples.length === 0) return { sets: [], orbits, places };
  const landscape = problem.objective.landscape!;
  const fields = affineSymmetries(landscape, system.manifold.spheres);
  const setting: SetSetting = {
    landscape,
    system,
    flow: fields === null || fields.length === 0 ? null : new AffineFlow(fields),
    random: new Random(system.size).fork("critical sets"),
    digits,
    signal,
  };
  const isApart = (orbit: LocatedOrbit) =>
    !withSets.has(places.get(orbit)) || orbit.signs?.nullity === orbit.dimension;
  const sets: { set: DescribedSet; place: number | undefined }[] = [];
  for (const place of withSets) {
    const members = [
      ...orbits
        .filter((orbit) => places.get(orbit) === place && !isApart(orbit))
        .map((orbit) => memberOf(orbit, 0, setting)),
      ...samples
        .filter((sample) => places.get(sample) === place)
        .map((sample) => memberOf(sample, sample.along, setting)),
    ];
    for (const set of await describeSets(members, setting)) sets.push({ set, place });
  }
  return { sets, orbits: orbits.filter(isApart), places };
}

/** A point of a set; its orbit under all affine symmetries may explain more zeros than that of the group. */
function memberOf(located: LocatedPoint, along: number | undefined, { system, flow }: SetSetting): SetMember {
  const { solved, point, degree, value, judge } = located;
  const x = system.flatten(liftedPoint(located).representative);
  const known = flow === null ? 0 : flow.rank(x);
  const signs = located.signs ?? judge.inertia?.at(point, degree, known) ?? null;
  return { solved, point, signs, value, ...judge, along: along ?? 0, isIsolated: along === 0, x };
}

function resultOf(
  problem: Problem,
  system: LandscapeSystem,
  located: readonly LocatedStratum[],
  { sets, orbits, places }: Described,
): SolverResult {
  const isExact = !problem.model.moments.rounded;
  const entries = [
    ...orbits.map((orbit) => entryOf(orbit, places.get(orbit), system, isExact)),
    ...sets.map(({ set, place }) => entryOfSet(set, place, isExact)),
  ];
  const strata = located.map(evidenceOf);
  const isVerified = located.every(({ solved }) => solved.isVerified);
  const untold = sets.filter(({ set }) => set.copies === undefined).length;
  const unmeasured = sets.filter(({ set }) => !set.isExact).length;
  const untyped = sets.filter(({ set }) => set.type === "undecided").length;
  const reasons: SolverReason[] = [
    ...(isVerified ? [] : [{ kind: "unverified" } as const]),
    ...(untold === 0 ? [] : [{ kind: "sets-not-told-apart", entries: untold } as const]),
    ...(unmeasured === 0 ? [] : [{ kind: "sets-not-measured", entries: unmeasured } as const]),
    ...(untyped === 0 ? [] : [{ kind: "sets-may-vary", entries: untyped } as const]),
  ];
  const isProved = isExact && sets.every(({ set }) => set.isProved);
  const theorem = isProved ? theoremOf(strata) : null;
  return {
    proposals: listed(entries),
    evidence: { kind: "strata", strata },
    complete: reasons.length === 0,
    reasons,
    ...(reasons.length === 0 && theorem !== null ? { theorem } : {}),
  };
}

const evidenceOf = ({
  solved: { stratum, isolated, dimension, proof },
  real,
  orbits,
  samples,
}: LocatedStratum): StratumEvidence => ({
  ranks: stratum.forms.map(({ rank }) => rank),
  pivots: stratum.forms.map(({ pivots }) => pivots.map((j) => j + 1)),
  dimension: Math.max(dimension, 0),
  complex: isolated.reduce((sum, { polynomial }) => sum + polynomial.length - 1, 0),
  real,
  orbits: orbits.length,
  ...(samples.length === 0 ? {} : { samples: samples.length }),
  proof,
});

/** Null where primes alone speak for some stratum. */
function theoremOf(all: readonly StratumEvidence[]): string | null {
  if (all.some(({ proof }) => proof === "modular")) return null;
  const strata = all.filter(({ proof }) => proof !== "definite");
  const left = all.length - strata.length;
  const [onOthers, without] =
    left === 0
      ? ["", ""]
      : [
          " on the others",
          `; on ${left} of the strata no point is critical, as a definite form would have to vanish`,
        ];
  const sum = (of: (one: StratumEvidence) => number) => strata.reduce((total, one) => total + of(one), 0);
  const samples = sum((one) => one.samples ?? 0);
  const others =
    samples === 0
      ? "and none that is not isolated to be a critical orbit"
      : `and those that are not isolated to have ${samples} real points, at least one on every connected component`;
  const strataText =
    all.length === 1
      ? "elimination: the"
      : `elimination on the orbit space: its ${all.length} strata are disjoint and exhaustive, and the`;
  return `${strataText} ${sum(({ complex }) => complex)} isolated complex solutions${onOthers} are proved to be all, ${others}; ${sum(({ orbits }) => orbits)} are critical orbits${without}`;
}

/** The point of the landscape over one of a stratum, and exactly where it is rational. */
function liftedPoint({
  solved: { stratum },
  point,
}: Pick<SetMember, "point"> & { readonly solved: Pick<SolvedStratum, "stratum"> }): Pick<
  LocatedComponent,
  "representative" | "exactRepresentative"
> & {
  readonly representative: Point;
} {
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
  if (!isExact) return { representative };
  const matrices = [...lifted].map(([name, rows]) => [name, RationalMatrix.from(rows)] as const);
  return { representative, exactRepresentative: new Map(matrices) };
}

interface Entry {
  readonly proposal: LocatedComponent;
  readonly x: Float64Array;
}

function entryOfSet(
  { representative, dimension, copies, type, extent, isExact: isMeasured }: DescribedSet,
  valueOrder: number | undefined,
  isExact: boolean,
): Entry {
  const { solved, signs, value, x } = representative;
  const groups = groupsOf(solved.stratum);
  const notes = [
    ...(copies === undefined ? [SET_NOTES.untold] : []),
    ...(isMeasured ? [] : [SET_NOTES.unmeasured]),
    ...(type === "varies" ? [SET_NOTES.varies] : []),
  ];
  return {
    x,
    proposal: {
      id: "",
      family:
        groups === ""
          ? "a critical set, found by elimination"
          : `larger than an orbit of ${groups}, found by elimination`,
      ...liftedPoint(representative),
      ...statedValue(representative.point, solved.loss, value, isExact),
      ...(valueOrder === undefined ? {} : { valueOrder }),
      dimension,
      ...(signs === null ? {} : { index: signs.index, nullity: signs.nullity }),
      exactSigns: signs ?? "undecided",
      ...(copies === undefined ? {} : { multiplicity: copies }),
      // A closed manifold of odd dimension; a bounded set may reach the boundary of the domain.
      ...(solved.stratum.equations.length === 0 &&
      type === "constant" &&
      extent === "bounded" &&
      signs?.nullity === dimension &&
      dimension % 2 === 1
        ? { eulerCharacteristic: 0n }
        : {}),
      ...(extent === undefined ? {} : { extent }),
      ...(type === "varies" ? { varies: true } : {}),
      ...(notes.length === 0 ? {} : { notes }),
      isOrbit: false,
    },
  };
}

const SET_NOTES = {
  untold: "the number of connected components is not known: at least one",
  unmeasured: "the dimension is not known: at least the one stated",
  varies: "index or nullity change along the set: those stated are of general points",
} as const;

function entryOf(
  orbit: LocatedOrbit,
  valueOrder: number | undefined,
  system: LandscapeSystem,
  isExact: boolean,
): Entry {
  const { solved, signs, value, dimension, pieces, eulerCharacteristic } = orbit;
  const lifted = liftedPoint(orbit);
  const groups = groupsOf(solved.stratum);
  return {
    x: system.flatten(lifted.representative),
    proposal: {
      id: "",
      family: `${groups === "" ? "a point" : `an orbit of ${groups}`}, found by elimination`,
      ...lifted,
      ...statedValue(orbit.point, solved.loss, value, isExact),
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

/** `O(2) of rank 1`; nothing where no group acts. */
const groupsOf = ({ forms }: Stratum): string =>
  forms.map(({ action: { size }, rank }) => `O(${size}) of rank ${rank}`).join(" and ");

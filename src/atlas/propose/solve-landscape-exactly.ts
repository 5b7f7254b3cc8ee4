/**
 * All critical points of a landscape whose conditions have finitely many complex solutions, by exact elimination.
 *
 *   F(ξ) = 0  ⇔  ξ_i = g_i(t)/q′(t), q(t) = 0   (`algebra/rational-univariate.ts`; with one unknown t = ξ_1, q the square-free part of F)
 *
 * t is real if and only if ξ is; real ones are enclosed with so many digits that the signs of the spectrum are decided
 * (`exact-inertia.ts`), and their doubles are the nearest ones. Points are distinct components of dimension 0; those that the
 * symmetry, which is ±1 here, takes to each other make one entry of two. Values that tie: see `exact-values.ts`.
 *
 * What is known of completeness: `univariate`, everything; `rank`, `bernstein` and `consequences`, all solutions are verified over Q and
 * counted by a bound; `modular`, they are verified, and that there are no more is what several primes agree on, unless a Bézout number is reached
 * (`solver-proof.ts`).
 *
 * Not covered: sets of positive dimension, which are said and not described.
 */

import {
  type AlgebraicPoint,
  locatePoints,
  overDerivative,
  type UnivariateRepresentation,
} from "../../algebra/coordinates.js";
import type { Proof } from "../../algebra/proof.js";
import { rationalUnivariate } from "../../algebra/rational-univariate.js";
import { primitiveFrom } from "../../algebra/univariate/integer-polynomial.js";
import { squareFreeDecomposition } from "../../algebra/univariate/square-free.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { type Rational, ZERO } from "../../exact/rational.js";
import type { PerturbationLimit } from "../../numeric/monodromy/types.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable, type Result } from "../../result.js";
import { hasDefined } from "../../symbolic/expression.js";
import { Polynomial } from "../../symbolic/polynomial.js";
import { lossTerms, stationarityPolynomials } from "../../symbolic/to-system.js";
import { univariateCoefficients } from "../../systems/reduce-system.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import type { LocatedComponent } from "../group/entries.js";
import { ExactInertia, type ExactSigns } from "../local/exact-inertia.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import type { CompletenessEvidence } from "../record/types.js";
import { criticalCount } from "./critical-count.js";
import {
  areApart,
  areMirrored,
  digitsFor,
  type ExactValue,
  inOrder,
  listed,
  MOST_DIGITS,
  statedValue,
  valueAt,
} from "./exact-values.js";
import type { SolverOptions, SolverResult } from "./landscape-solver.js";
import { solverSetting } from "./perturbation-setting.js";
import { completenessTheorem } from "./solver-proof.js";
import type { SolverReason } from "./solver-reasons.js";

/** Complex critical points, with multiplicity, up to which elimination takes a second or so. */
const MOST_POINTS = 300;
/** Operations of elimination: a minute or so. */
const BUDGET = 5e9;

/** What the exact solver is asked. */
interface Setting {
  readonly problem: Problem;
  readonly system: LandscapeSystem;
  readonly spheres: readonly Int32Array[];
  readonly conditions: readonly Polynomial[];
  /** Null for fields. */
  readonly loss: Polynomial | null;
}

/** The representation of all points, and what is known of it being all. */
interface Represented {
  readonly representation: UnivariateRepresentation | null;
  readonly degree: number;
  readonly evidence: PointEvidence;
}

/** What is known of the list of points, not of strata. */
type PointEvidence = Exclude<CompletenessEvidence, { readonly kind: "strata" }>;

/**
 * Whether elimination answers: finitely many complex critical points, and not too many.
 *
 * @returns why not, as a reason; null where it does.
 */
function whyNotExactly(problem: Problem, spheres: readonly Int32Array[]): SolverReason | null {
  const landscape = problem.objective.landscape!;
  const count = criticalCount(landscape, spheres);
  if (count.kind === "infinite") return { kind: "positive-dimension", dimension: count.dimension };
  if (count.kind === "unknown") return { kind: "not-counted" };
  return count.degree > MOST_POINTS
    ? { kind: "too-many-points", degree: count.degree, most: MOST_POINTS }
    : null;
}

/** The critical points by elimination, or why it does not apply; after an interrupt nothing is listed. */
export async function solveLandscapeExactly(
  problem: Problem,
  { signal }: Pick<SolverOptions, "signal">,
  system: LandscapeSystem | null = landscapeSystemOf(problem.objective),
): Promise<Result<SolverResult, SolverReason>> {
  const reach = solverSetting(problem, system);
  if (isUnavailable(reach)) return reach;
  const { spheres } = reach;
  if (hasDefined(problem.objective.landscape!.loss)) return { unavailable: { kind: "not-polynomial" } };
  const why = whyNotExactly(problem, spheres);
  if (why !== null) return { unavailable: why };
  const landscape = problem.objective.landscape!;
  const conditions = stationarityPolynomials(landscape, spheres);
  const loss = reach.system.isField ? null : Polynomial.fromTerms(lossTerms(landscape));
  const setting = { problem, system: reach.system, spheres, conditions, loss };
  try {
    const represented = representationOf(conditions, signal);
    if (isUnavailable(represented)) return represented;
    return await resultOf(setting, represented, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { unavailable: { kind: "elimination-interrupted" } };
  }
}

function representationOf(
  conditions: readonly Polynomial[],
  signal: AbortSignal | undefined,
): Result<Represented, SolverReason> {
  const n = conditions.length;
  if (n === 1) return ofOneUnknown(conditions[0]!);
  const found = rationalUnivariate(algebraSystem(conditions, n), {
    budget: BUDGET,
    ...(signal === undefined ? {} : { signal }),
  });
  if (found.kind === "positive-dimension")
    return { unavailable: { kind: "positive-dimension", dimension: found.dimension } };
  if (found.kind === "unavailable") return { unavailable: { kind: "elimination-budget" } };
  if (found.kind === "none") return { representation: null, degree: 0, evidence: evidenceOf(found.proof, 0) };
  const degree = found.polynomial.length - 1;
  return { representation: overDerivative(found), degree, evidence: evidenceOf(found.proof, degree) };
}

function ofOneUnknown(condition: Polynomial): Represented {
  const coefficients = univariateCoefficients(condition, 0)!;
  const factors = squareFreeDecomposition(primitiveFrom(coefficients));
  const degree = factors.reduce((sum, { polynomial }) => sum + polynomial.length - 1, 0);
  return {
    representation:
      degree === 0 ? null : { factors, coordinates: [{ numerator: [0n, 1n], denominator: [1n] }] },
    degree,
    evidence: { kind: "univariate", points: degree },
  };
}

const evidenceOf = (proof: Proof, points: number): PointEvidence => ({ ...proof, points });

/** A real critical point and what is decided of it. */
interface Located {
  readonly point: AlgebraicPoint;
  readonly signs: ExactSigns | null;
  /** The loss; null for fields. */
  readonly value: ExactValue | null;
}

async function resultOf(
  setting: Setting,
  { representation, degree, evidence }: Represented,
  signal: AbortSignal | undefined,
): Promise<SolverResult> {
  const { points, located } =
    representation === null
      ? { points: [], located: [] }
      : await locate(setting, representation, degree, signal);
  const proposals = proposalsOf(setting, located);
  const reasons: SolverReason[] =
    evidence.kind === "modular" && !evidence.solutions ? [{ kind: "unverified" }] : [];
  const theorem = reasons.length > 0 ? null : theoremOf(setting, evidence, points, proposals);
  return {
    proposals,
    evidence,
    complete: reasons.length === 0,
    reasons,
    ...(theorem === null ? {} : { theorem }),
  };
}

/** All points, the real ones with their signs and values, with as many digits as these need. */
async function locate(
  setting: Setting,
  representation: UnivariateRepresentation,
  degree: number,
  signal: AbortSignal | undefined,
): Promise<{ points: readonly AlgebraicPoint[]; located: readonly Located[] }> {
  const { system, spheres, conditions, loss } = setting;
  const spectrum = ExactInertia.ofConditions(conditions, spheres.length, system.isField);
  const { levels, ties } = digitsFor(loss === null ? [] : [loss, ...conditions]);
  for (const digits of levels) {
    const points = await locatePoints(representation, {
      digits,
      ...(signal === undefined ? {} : { signal }),
    });
    const located = points
      .filter(({ real }) => real)
      .map((point) => ({ point, signs: spectrum.at(point, degree), value: valueAt(point, loss) }));
    const areDecided = digits >= MOST_DIGITS || located.every(({ signs }) => signs !== null);
    if (areDecided && (digits >= ties || areApart(located))) return { points, located };
  }
  throw new Error("locate: expected the last number of digits to be enough");
}

/** What bounds the number of points, in words; null where primes alone do. */
function elimination(evidence: PointEvidence): string | null {
  if (evidence.kind === "univariate" || evidence.kind === "modular") return null;
  const { points } = evidence;
  const [bound, admitted] =
    evidence.kind === "bernstein"
      ? [evidence.mixedVolume + evidence.onHyperplanes, `by their mixed volume ${evidence.mixedVolume}`]
      : [evidence.bound, `by a rank modulo ${evidence.prime}`];
  const also =
    evidence.kind === "consequences" ? ` and ${evidence.consequences} verified consequences of them` : "";
  const counted = bound === points ? "" : " with multiplicities";
  return `elimination: ${points} distinct complex critical points are verified over the rationals${counted}, as many as the conditions${also} admit ${admitted}`;
}

/** By which theorem the list is complete; null where primes alone speak for it. */
function theoremOf(
  { problem, spheres }: Setting,
  evidence: PointEvidence,
  points: readonly AlgebraicPoint[],
  proposals: readonly LocatedComponent[],
): string | null {
  // The data themselves are rounded then: what is proved is proved of others.
  if (problem.model.moments.rounded) return null;
  if (evidence.kind === "univariate")
    return `the condition is one polynomial in one unknown: its ${evidence.points} distinct complex roots are isolated exactly`;
  const bounded = elimination(evidence);
  if (bounded !== null) return bounded;
  if (points.length === 0) return null;
  const limits = points.map(
    (point): PerturbationLimit => ({
      kind: "finite",
      point: {
        re: Float64Array.from(point.coordinates, ({ double }) => double.re),
        im: Float64Array.from(point.coordinates, ({ double }) => double.im),
      },
      reality: point.real ? "real" : "non-real",
      accuracy: 0,
      winding: 1,
    }),
  );
  return completenessTheorem(problem.objective.landscape!, spheres, limits, proposals);
}

/** The entries in order of value. */
function proposalsOf(setting: Setting, located: readonly Located[]): LocatedComponent[] {
  const places = new Map(inOrder(located).map(({ one, place }) => [one, place]));
  const flipped = flippedCoordinates(setting);
  const open = [...located];
  const entries: { proposal: LocatedComponent; x: Float64Array }[] = [];
  while (open.length > 0) {
    const first = open.shift()!;
    const twin =
      flipped.size === 0 ? -1 : open.findIndex((other) => areMirrored(first.point, other.point, flipped));
    if (twin >= 0) open.splice(twin, 1);
    entries.push(entryOf(first, twin >= 0 ? 2n : 1n, places.get(first), setting));
  }
  return listed(entries);
}

function entryOf(
  { point, signs, value }: Located,
  multiplicity: bigint,
  valueOrder: number | undefined,
  { problem, system, loss }: Setting,
): { proposal: LocatedComponent; x: Float64Array } {
  const centre = point.coordinates.map(({ re }) => re);
  const radii = point.coordinates.map(({ radius }) => radius);
  const x = Float64Array.from({ length: system.size }, (_, v) => point.coordinates[v]!.double.re);
  const rational = radii.every((radius) => radius.equals(ZERO));
  return {
    x,
    proposal: {
      id: "",
      family: "an isolated critical point, found by elimination",
      representative: system.unflatten(x),
      ...(rational ? { exactRepresentative: exactMatrices(system, centre) } : {}),
      ...statedValue(point, loss, value, !problem.model.moments.rounded),
      ...(valueOrder === undefined ? {} : { valueOrder }),
      dimension: 0,
      ...(signs === null ? {} : { index: signs.index, nullity: signs.nullity }),
      exactSigns: signs ?? "undecided",
      multiplicity,
      eulerCharacteristic: 1n,
      isOrbit: true,
    },
  };
}

const exactMatrices = (
  { layout }: LandscapeSystem,
  entries: readonly Rational[],
): ReadonlyMap<string, RationalMatrix> =>
  new Map(
    layout.map(({ name, offset, rows, columns }) => [
      name,
      RationalMatrix.from(
        Array.from({ length: rows }, (_, i) =>
          Array.from({ length: columns }, (__, j) => entries[offset + i * columns + j]!),
        ),
      ),
    ]),
  );

/** The coordinates that the symmetry, O(1) where critical points are isolated, changes the sign of. */
function flippedCoordinates({ problem, system }: Setting): ReadonlySet<number> {
  const [symmetry] = problem.objective.symmetries;
  return new Set(
    system.layout.flatMap(({ name, offset, rows, columns }) =>
      rows === 1 && symmetry?.left.includes(name) === true
        ? Array.from({ length: columns }, (_, j) => offset + j)
        : [],
    ),
  );
}

/**
 * All critical points of a landscape whose conditions have finitely many complex solutions, by exact elimination.
 *
 *   F(ξ) = 0  ⇔  ξ_i = g_i(t)/q′(t), q(t) = 0   (`isolated-points.ts`)
 *
 * t is real if and only if ξ is; real ones are enclosed with so many digits that the signs of the spectrum are decided
 * (`exact-inertia.ts`), and their doubles are the nearest ones. Points are distinct components of dimension 0; those that the
 * symmetry, which is ±1 here, takes to each other make one entry of two. Values that tie: see `exact-values.ts`.
 *
 * What is known of completeness: `univariate`, everything; `rank`, `bernstein` and `consequences`, all solutions are verified over Q and
 * counted by a bound; `modular`, they are verified, and that there are no more is what several primes agree on, unless a Bézout number is reached
 * (`solver-proof.ts`).
 *
 * Where there are too many unknowns or points, and the loss is a sum of functions of different unknowns, the parts are solved (`solve-separated.ts`).
 *
 * Not covered: sets of positive dimension, which are said and not described.
 */

import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { type Rational, ZERO } from "../../exact/rational.js";
import type { PerturbationLimit } from "../../numeric/monodromy/types.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable, type Result } from "../../result.js";
import { hasDefined } from "../../symbolic/expression.js";
import { Polynomial } from "../../symbolic/polynomial.js";
import { lossTerms, stationarityPolynomials } from "../../symbolic/to-system.js";
import type { LocatedComponent } from "../group/entries.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import { type CriticalCount, criticalCount } from "./critical-count.js";
import { areMirrored, inOrder, listed, roundedValue, statedValue } from "./exact-values.js";
import {
  type LocatedPoint,
  locateAll,
  type PointConditions,
  type PointEvidence,
  type Represented,
  representationOf,
} from "./isolated-points.js";
import type { SolverOptions, SolverResult } from "./landscape-solver.js";
import { solverSetting } from "./perturbation-setting.js";
import { type ProductPoint, type SeparatedPoints, solveSeparated } from "./solve-separated.js";
import { completenessTheorem } from "./solver-proof.js";
import type { SolverReason } from "./solver-reasons.js";

/** Complex critical points, with multiplicity, up to which elimination takes a second or so. */
const MOST_POINTS = 300;
/** Points up to which a sum is solved as a whole. Chosen: a second at most; parts have fewer, and unite those that exchanges and signs take to each other. `solve-separated.test.ts` */
const MOST_WHOLE = 30;

/** What the exact solver is asked. */
interface Setting {
  readonly problem: Problem;
  readonly system: LandscapeSystem;
  readonly spheres: readonly Int32Array[];
  readonly asked: PointConditions;
}

/** Why elimination does not answer: infinitely many complex critical points, or too many; null where it does. */
function whyNotExactly(count: CriticalCount): SolverReason | null {
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
  const landscape = problem.objective.landscape!;
  const count = criticalCount(landscape, spheres);
  const why = whyNotExactly(count);
  if (count.kind === "infinite") return { unavailable: why! };
  const conditions = stationarityPolynomials(landscape, spheres);
  const { isField } = reach.system;
  const loss = isField ? null : Polynomial.fromTerms(lossTerms(landscape));
  const asked = { conditions, spheres: spheres.length, isField, loss, shift: reach.system.shift };
  const setting = { problem, system: reach.system, spheres, asked };
  try {
    // Parts know nothing of the multipliers of the whole.
    const mayFallApart = landscape.equalities === undefined;
    if (mayFallApart && (count.kind === "unknown" || count.degree > MOST_WHOLE)) {
      const separated = await solveSeparated(asked, signal);
      if (separated !== undefined)
        return isUnavailable(separated) ? separated : resultOfProducts(setting, separated);
    }
    if (why !== null) return { unavailable: why };
    const represented = representationOf(conditions, signal);
    if (isUnavailable(represented)) return represented;
    return await resultOf(setting, represented, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { unavailable: { kind: "elimination-interrupted" } };
  }
}

async function resultOf(
  setting: Setting,
  represented: Represented,
  signal: AbortSignal | undefined,
): Promise<SolverResult> {
  const { asked } = setting;
  const { evidence } = represented;
  const [list] = await locateAll([{ asked, represented }], signal);
  const { points, located } = list!;
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

/** The list of a sum. */
function resultOfProducts(setting: Setting, { points, evidence }: SeparatedPoints): SolverResult {
  const places = new Map(inOrder(points).map(({ one, place }) => [one, place]));
  const reasons: SolverReason[] = evidence.parts.some(({ unverified }) => unverified === true)
    ? [{ kind: "unverified" }]
    : [];
  const isProved =
    !setting.problem.model.moments.rounded && evidence.parts.every(({ proof }) => proof !== "modular");
  const partsText = evidence.parts
    .map(
      ({ copies, complex }) => `${complex} of ${copies === 1 ? "a part" : `each of ${copies} equal parts`}`,
    )
    .join(", ");
  const theorem = `elimination: the loss is a sum of functions of different unknowns; the distinct complex critical points of its parts are proved to be all, ${partsText}`;
  return {
    proposals: listed(points.map((point) => entryOfProduct(point, places.get(point), setting))),
    evidence,
    complete: reasons.length === 0,
    reasons,
    ...(reasons.length === 0 && isProved ? { theorem } : {}),
  };
}

/** What bounds the number of points, in words; null where primes alone do. */
export function elimination(evidence: PointEvidence): string | null {
  if (evidence.kind === "univariate" || evidence.kind === "modular") return null;
  const { points } = evidence;
  const grading =
    evidence.kind === "weighted-rank" ? `, unknowns having degrees ${evidence.weights.join(", ")}` : "";
  const [bound, admitted] =
    evidence.kind === "bernstein"
      ? [evidence.mixedVolume + evidence.onHyperplanes, `by their mixed volume ${evidence.mixedVolume}`]
      : [evidence.bound, `by a rank modulo ${evidence.prime}${grading}`];
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
function proposalsOf(setting: Setting, located: readonly LocatedPoint[]): LocatedComponent[] {
  const places = new Map(inOrder(located).map(({ one, place }) => [one, place]));
  const flipped = flippedCoordinates(setting);
  const open = [...located];
  const entries: Entry[] = [];
  while (open.length > 0) {
    const first = open.shift()!;
    const twin =
      flipped.size === 0 ? -1 : open.findIndex((other) => areMirrored(first.point, other.point, flipped));
    if (twin >= 0) open.splice(twin, 1);
    entries.push(entryOf(first, twin >= 0 ? 2n : 1n, places.get(first), setting));
  }
  return listed(entries);
}

/** An entry of the list, and where it is among entries of the same value. */
interface Entry {
  readonly proposal: LocatedComponent;
  readonly x: Float64Array;
}

function entryOf(
  { point, signs, value }: LocatedPoint,
  multiplicity: bigint,
  valueOrder: number | undefined,
  { problem, system, asked: { loss } }: Setting,
): Entry {
  const stated = statedValue(point, loss, value, !problem.model.moments.rounded);
  return pointEntry({ coordinates: point.coordinates, signs, multiplicity, ...stated }, valueOrder, system);
}

function entryOfProduct(
  { coordinates, multiplicity, signs, value, exactValue }: ProductPoint,
  valueOrder: number | undefined,
  { problem, system }: Setting,
): Entry {
  const isExact = exactValue !== undefined && !problem.model.moments.rounded;
  const stated = {
    ...(value === null ? {} : { value: roundedValue(value) }),
    ...(isExact ? { exactValue } : {}),
  };
  return pointEntry({ coordinates, signs, multiplicity, ...stated }, valueOrder, system);
}

/** The entry of an isolated point, and of those that symmetries take it to. */
function pointEntry(
  {
    coordinates,
    signs,
    multiplicity,
    ...stated
  }: Pick<ProductPoint, "coordinates" | "signs" | "multiplicity"> &
    Pick<LocatedComponent, "value" | "exactValue" | "algebraicValue">,
  valueOrder: number | undefined,
  system: LandscapeSystem,
): Entry {
  const entries = coordinates.slice(0, system.size);
  const x = Float64Array.from(entries, ({ double }) => double.re);
  const rational = coordinates.every(({ radius }) => radius.equals(ZERO));
  return {
    x,
    proposal: {
      id: "",
      family: "an isolated critical point, found by elimination",
      representative: system.unflatten(x),
      ...(rational
        ? {
            exactRepresentative: exactMatrices(
              system,
              entries.map(({ re }) => re),
            ),
          }
        : {}),
      ...stated,
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

/**
 * All points of Karush, Kuhn and Tucker of a loss under X ≥ 0 (and equalities), by exact elimination.
 *
 *   ∇L = Λ + Σ_k ∇⟨M_k, h_k⟩,   Λ∘X = 0,   h(X) = 0,   X ≥ 0,   Λ ≥ 0
 *
 * Without the last two these are polynomial conditions in X, Λ and M: of all faces of the orthant together, each with its stationary points. Both are decided
 * exactly at every real solution, since one of x_i and λ_i is exactly 0. Each is a critical point of the reformulation X = V∘V, V ≥ 0, of
 * `symbolic/lagrangian.ts`, whose index and nullity are those of
 *
 *   [∂²ℒ/∂x_F², −N; −Nᵀ, 0],   x_F the entries that are not 0, N the normals of the h_k there,
 *
 * and a zero for each x_i = λ_i = 0: such points are degenerate, extremum or not.
 *
 * Not covered: sets of positive dimension.
 */
import { type AlgebraicPoint, type Coordinate, locatePoints } from "../../algebra/coordinates.js";
import { toNumber, ZERO } from "../../exact/rational.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable } from "../../result.js";
import { hasDefined } from "../../symbolic/expression.js";
import type { Equalities, Landscape } from "../../symbolic/landscape.js";
import { Polynomial } from "../../symbolic/polynomial.js";
import { lossTerms, stationarityPolynomials } from "../../symbolic/to-system.js";
import type { LocatedComponent } from "../group/entries.js";
import { ExactInertia, type ExactSigns } from "../local/exact-inertia.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import {
  areApart,
  digitsFor,
  inOrder,
  listed,
  MOST_DIGITS,
  statedValue,
  type Valued,
  valueAt,
} from "./exact-values.js";
import { type Represented, representationOf } from "./isolated-points.js";
import type { LandscapeSolver, SolverResult } from "./landscape-solver.js";
import { solverSetting } from "./perturbation-setting.js";
import { elimination } from "./solve-landscape-exactly.js";
import type { SolverReason } from "./solver-reasons.js";

/** x_i, v_i and λ_i of x_i = v_i², λ_i x_i = 0, by their places among all unknowns. */
interface Complement {
  readonly entry: number;
  readonly root: number;
  readonly multiplier: number;
}

/** The conditions on all faces together, in all unknowns but the roots. */
interface Faces {
  readonly conditions: readonly Polynomial[];
  readonly loss: Polynomial;
  readonly complements: readonly Complement[];
  /** The place of every unknown among those of the conditions; that of roots is not asked for. */
  readonly places: ReadonlyMap<number, number>;
}

/** A point of Karush, Kuhn and Tucker. */
interface FacePoint extends Valued {
  readonly point: AlgebraicPoint;
  /** Null where they are not decided. */
  readonly signs: ExactSigns | null;
  /** Whether some x_i = λ_i = 0. */
  readonly isDegenerate: boolean;
}

const NOT_STRICT =
  "an entry and its multiplier are both 0: the loss is flat to first order in a direction off the face";

/** The points of a loss under X ≥ 0, or why this does not apply; after an interrupt nothing is listed. */
export const solveInequalities: LandscapeSolver = async (
  problem,
  { signal },
  system = landscapeSystemOf(problem.objective),
) => {
  const reach = solverSetting(problem, system);
  if (isUnavailable(reach)) return reach;
  const landscape = problem.objective.landscape!;
  if (hasDefined(landscape.loss)) return { unavailable: { kind: "not-polynomial" } };
  const faces = facesOf(landscape, reach.system);
  try {
    const represented = representationOf(faces.conditions, signal);
    if (isUnavailable(represented)) return represented;
    const points = await facePoints(faces, reach.system, represented, signal);
    return resultOf(problem, reach.system, faces, represented, points);
  } catch (error) {
    if (!signal?.aborted) throw error;
    return { unavailable: { kind: "elimination-interrupted" } };
  }
};

function facesOf(landscape: Landscape, system: LandscapeSystem): Faces {
  const complements = complementsOf(landscape.equalities!, system);
  const roots = new Set(complements.map(({ root }) => root));
  const dropped = new Set(complements.flatMap(({ root, multiplier }) => [root, multiplier]));
  const places = new Map<number, number>();
  for (let v = 0; v < system.size; v++) if (!roots.has(v)) places.set(v, places.size);
  const conditions = [
    ...stationarityPolynomials(landscape, []).filter((_, v) => !dropped.has(v)),
    ...complements.map(({ entry, multiplier }) =>
      Polynomial.variable(entry).multiply(Polynomial.variable(multiplier)),
    ),
  ].map((f) => renamed(f, places));
  // ⟨Λ, X − V∘V⟩ is 0 where Λ∘X = 0 and Λ∘V = 0.
  const withoutRoots = lossTerms(landscape.equalities!.base);
  return {
    conditions,
    loss: renamed(Polynomial.fromTerms(withoutRoots), places),
    complements,
    places,
  };
}

function complementsOf({ inequalities }: Equalities, { layout }: LandscapeSystem): Complement[] {
  const at = new Map(layout.map((place) => [place.name, place]));
  return inequalities.flatMap(({ variable, root, multiplier }) => {
    const { offset, rows, columns } = at.get(variable)!;
    return Array.from({ length: rows * columns }, (_, k) => ({
      entry: offset + k,
      root: at.get(root.name)!.offset + k,
      multiplier: at.get(multiplier)!.offset + k,
    }));
  });
}

const renamed = (f: Polynomial, places: ReadonlyMap<number, number>): Polynomial =>
  Polynomial.fromTerms(
    [...f.terms()].map(({ coefficient, factors }) => ({
      coefficient,
      factors: factors.map((v) => places.get(v)!),
    })),
  );

/** The real solutions with X ≥ 0 and Λ ≥ 0, with as many digits as their signs and values need. */
async function facePoints(
  faces: Faces,
  system: LandscapeSystem,
  { representation, degree }: Represented,
  signal: AbortSignal | undefined,
): Promise<FacePoint[]> {
  if (representation === null) return [];
  const judges = new Map<string, ExactInertia>();
  const { levels, ties } = digitsFor([faces.loss, ...faces.conditions]);
  for (const digits of levels) {
    const points = await locatePoints(representation, {
      digits,
      ...(signal === undefined ? {} : { signal }),
    });
    const found = points
      .filter((point) => point.real && isOnOrthant(point, faces))
      .map((point): FacePoint => {
        const active = faces.complements.filter(({ entry }) => isZeroAt(point, faces, entry));
        const flat = active.filter(({ multiplier }) => isZeroAt(point, faces, multiplier)).length;
        const onFace = signsOn(active, { faces, system, judges }, point, degree);
        // V ↦ λ V² on the zeros of the face.
        const signs = onFace && {
          index: onFace.index,
          nullity: onFace.nullity + flat,
          positive: onFace.positive + active.length - flat,
        };
        return { point, signs, isDegenerate: flat > 0, value: valueAt(point, faces.loss) };
      });
    const areDecided = digits >= MOST_DIGITS || found.every(({ signs }) => signs !== null);
    if (areDecided && (digits >= ties || areApart(found))) return found;
  }
  throw new Error("inequalities: expected the last number of digits to be enough");
}

const coordinateAt = ({ coordinates }: AlgebraicPoint, { places }: Faces, unknown: number): Coordinate =>
  coordinates[places.get(unknown)!]!;
/** Coordinates are enclosed relative to their size: only 0 itself has no sign. */
const isZeroAt = (point: AlgebraicPoint, faces: Faces, unknown: number): boolean =>
  coordinateAt(point, faces, unknown).re.equals(ZERO);

const isOnOrthant = (point: AlgebraicPoint, faces: Faces): boolean =>
  faces.complements.every(({ entry, multiplier }) =>
    [entry, multiplier].every((v) => coordinateAt(point, faces, v).re.compare(ZERO) >= 0),
  );

/** Index and nullity on the face. */
function signsOn(
  active: readonly Complement[],
  { faces, system, judges }: { faces: Faces; system: LandscapeSystem; judges: Map<string, ExactInertia> },
  point: AlgebraicPoint,
  degree: number,
): ExactSigns | null {
  const key = active.map(({ entry }) => entry).join();
  let judge = judges.get(key);
  if (judge === undefined) {
    judge = judgeOf(active, faces, system);
    judges.set(key, judge);
  }
  return judge.at(point, degree);
}

function judgeOf(active: readonly Complement[], faces: Faces, { shift }: LandscapeSystem): ExactInertia {
  const { complements, places, conditions } = faces;
  const fixed = new Set([
    ...active.map(({ entry }) => places.get(entry)!),
    ...complements.map(({ multiplier }) => places.get(multiplier)!),
  ]);
  const multipliers = new Set(complements.map(({ multiplier }) => multiplier));
  // The conditions stand in the order of the unknowns that are neither roots nor multipliers of inequalities.
  const unknowns = [...places].filter(([v]) => !multipliers.has(v)).map(([, place]) => place);
  const rows = unknowns.flatMap((place, k) =>
    fixed.has(place) ? [] : [{ place, condition: conditions[k]! }],
  );
  const matrix = rows.map(({ condition }) => rows.map(({ place }) => condition.differentiate(place)));
  const count = complements.length;
  return new ExactInertia(matrix, 0, false, {
    negative: shift.negative - count,
    positive: shift.positive - count,
  });
}

function resultOf(
  problem: Problem,
  system: LandscapeSystem,
  faces: Faces,
  { evidence }: Represented,
  points: readonly FacePoint[],
): SolverResult {
  const places = new Map(inOrder(points).map(({ one, place }) => [one, place]));
  const reasons: SolverReason[] =
    evidence.kind === "modular" && !evidence.solutions ? [{ kind: "unverified" }] : [];
  const isExact = !problem.model.moments.rounded;
  const bounded = isExact && reasons.length === 0 ? elimination(evidence) : null;
  const theorem =
    bounded === null
      ? undefined
      : `${bounded}; these are the stationary points of all faces of the orthant, complex ones included, and which have X >= 0 and multipliers >= 0 is decided exactly`;
  return {
    proposals: listed(
      points.map((found) => {
        const x = representativeOf(found, faces, system);
        const valueOrder = places.get(found);
        const proposal: LocatedComponent = {
          id: "",
          family: "a point of Karush, Kuhn and Tucker, found by elimination",
          representative: system.unflatten(x),
          ...statedValue(found.point, faces.loss, found.value, isExact),
          ...(valueOrder === undefined ? {} : { valueOrder }),
          dimension: 0,
          ...(found.signs === null ? {} : { index: found.signs.index, nullity: found.signs.nullity }),
          exactSigns: found.signs ?? "undecided",
          multiplicity: 1n,
          eulerCharacteristic: 1n,
          isOrbit: true,
          ...(found.isDegenerate ? { notes: [NOT_STRICT] } : {}),
        };
        return { x, proposal };
      }),
    ),
    evidence,
    complete: reasons.length === 0,
    reasons,
    ...(theorem === undefined ? {} : { theorem }),
  };
}

/** The nearest doubles, of roots those of V ≥ 0. */
function representativeOf({ point }: FacePoint, faces: Faces, system: LandscapeSystem): Float64Array {
  const x = new Float64Array(system.size);
  for (const [v, place] of faces.places) x[v] = point.coordinates[place]!.double.re;
  for (const { entry, root } of faces.complements)
    x[root] = Math.sqrt(toNumber(coordinateAt(point, faces, entry).re));
  return x;
}

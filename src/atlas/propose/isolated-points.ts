/**
 * All solutions of stationarity conditions that have finitely many over the complex numbers, and the signs and values at the real ones.
 *
 *   F(ξ) = 0  ⇔  ξ_i = g_i(t)/q′(t), q(t) = 0   (`algebra/rational-univariate.ts`; with one unknown t = ξ_1, q the square-free part of F)
 *
 * Conditions of a whole landscape, or of a part of it that stands by itself (`symbolic/separation.ts`).
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
import type { Result } from "../../result.js";
import type { SpectrumShift } from "../../symbolic/landscape.js";
import type { Polynomial } from "../../symbolic/polynomial.js";
import { univariateCoefficients } from "../../systems/reduce-system.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import { ExactInertia, type ExactSigns } from "../local/exact-inertia.js";
import type { CompletenessEvidence } from "../record/types.js";
import { areApart, digitsFor, type ExactValue, MOST_DIGITS, valueAt } from "./exact-values.js";
import type { SolverReason } from "./solver-reasons.js";

/** Operations of elimination: a minute or so. */
const BUDGET = 5e9;

/** Conditions with finitely many solutions, and what is asked at them. */
export interface PointConditions {
  /** As many as unknowns, those of the spheres last. */
  readonly conditions: readonly Polynomial[];
  /** How many of the unknowns are multipliers of spheres. */
  readonly spheres: number;
  readonly isField: boolean;
  /** Of the second derivative, where multipliers of equalities are among the unknowns. */
  readonly shift?: SpectrumShift;
  /** Null for fields. */
  readonly loss: Polynomial | null;
}

/** The representation of all points, and what is known of it being all. */
export interface Represented {
  readonly representation: UnivariateRepresentation | null;
  readonly degree: number;
  readonly evidence: PointEvidence;
}

/** What is known of one list of points, not of strata or parts. */
export type PointEvidence = Exclude<CompletenessEvidence, { readonly kind: "strata" | "separated" }>;

/** A representation of all solutions, or why there is none. @throws the reason of the signal once it is aborted. */
export function representationOf(
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

function ofOneUnknown(condition: Polynomial): Result<Represented, SolverReason> {
  if (condition.isZero()) return { unavailable: { kind: "positive-dimension", dimension: 1 } };
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
export interface LocatedPoint {
  readonly point: AlgebraicPoint;
  readonly signs: ExactSigns | null;
  /** The loss; null for fields. */
  readonly value: ExactValue | null;
}

/** All points of a list, and the real ones with what is decided there. */
export interface LocatedList {
  readonly points: readonly AlgebraicPoint[];
  readonly located: readonly LocatedPoint[];
}

/**
 * The points of several lists, with as many digits as their signs and values need.
 *
 * @param lists each with its conditions.
 * @param valuesOf what has to be told apart; the values of all points by default.
 * @throws the reason of the signal once it is aborted.
 */
export async function locateAll(
  lists: readonly { readonly asked: PointConditions; readonly represented: Represented }[],
  signal: AbortSignal | undefined,
  valuesOf: (located: readonly LocatedList[]) => readonly { readonly value: ExactValue | null }[] = (lists) =>
    lists.flatMap(({ located }) => located),
): Promise<LocatedList[]> {
  const judges = lists.map(({ asked: { conditions, spheres, isField, shift } }) =>
    ExactInertia.ofConditions(conditions, spheres, isField, shift),
  );
  const { levels, ties } = digitsFor(
    lists.flatMap(({ asked: { conditions, loss } }) => (loss === null ? [] : [loss, ...conditions])),
  );
  for (const digits of levels) {
    const found: LocatedList[] = [];
    for (const [k, { asked, represented }] of lists.entries())
      found.push(await locate(asked, represented, judges[k]!, digits, signal));
    const signs = found.flatMap(({ located }) => located.map((one) => one.signs));
    const areDecided = digits >= MOST_DIGITS || !signs.includes(null);
    if (areDecided && (digits >= ties || areApart(valuesOf(found)))) return found;
  }
  throw new Error("locate: expected the last number of digits to be enough");
}

async function locate(
  { loss }: PointConditions,
  { representation, degree }: Represented,
  judge: ExactInertia,
  digits: number,
  signal: AbortSignal | undefined,
): Promise<LocatedList> {
  if (representation === null) return { points: [], located: [] };
  const points = await locatePoints(representation, { digits, ...(signal === undefined ? {} : { signal }) });
  const located = points
    .filter(({ real }) => real)
    .map((point) => ({ point, signs: judge.at(point, degree), value: valueAt(point, loss) }));
  return { points, located };
}

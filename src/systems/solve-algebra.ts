/**
 * All solutions of a system of dimension 0 by exact elimination (`algebra/rational-univariate.ts`):
 *
 *   ξ_i = g_i(t) / q′(t),   q_m(t) = 0,   q = Π q_m up to a constant, roots of q_m of multiplicity m
 *
 * The roots t are isolated exactly, and every coordinate is enclosed in a disc around its value (`algebra/coordinates.ts`). t is real
 * if and only if ξ is.
 */

import { type AlgebraicPoint, locatePoints, overDerivative } from "../algebra/coordinates.js";
import { POINT_DIGITS } from "../algebra/options.js";
import { isComplete } from "../algebra/proof.js";
import type { RationalUnivariate } from "../algebra/rational-univariate.js";
import { derivativeOf } from "../algebra/univariate/integer-polynomial.js";
import { isZero, type Rational, rational, rationalText, toNumber, ZERO } from "../exact/rational.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "./elimination-thread.js";
import { algebraSystem } from "./solution-counts.js";
import {
  comparePoints,
  proved,
  roundedUp,
  type SolvedPoint,
  type SolvedSystem,
  withBoxesApart,
} from "./solved-system.js";

/**
 * The solutions; null where the solution set has positive dimension, or elimination takes more than the budget.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function solveByAlgebra(
  equations: readonly Polynomial[],
  n: number,
  limits: EliminationLimits,
): Promise<SolvedSystem | null> {
  const { signal } = limits;
  const found = await eliminateApart("solutions", algebraSystem(equations, n), limits);
  if (found.kind === "positive-dimension" || found.kind === "unavailable") return null;
  const isProved = isComplete(found.proof);
  const base = found.kind === "none" ? proved(-1) : proved(0, await pointsOf(found, signal));
  const verified = found.proof.kind !== "modular" || found.proof.solutions;
  return {
    ...base,
    solutions: verified ? base.solutions : base.solutions.map((point) => ({ ...point, certified: false })),
    evidence: found.proof,
    complete: verified,
    proof: isProved ? "proved" : verified ? "modular" : "incomplete",
    reasons: verified ? [] : [{ kind: "unverified" }],
  };
}

/**
 * The isolated solutions beside a set of positive dimension (`algebra/components.ts`), proved; null where that takes more than the budget.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function solveByComponents(
  equations: readonly Polynomial[],
  n: number,
  limits: EliminationLimits,
): Promise<SolvedSystem | null> {
  const found = await eliminateApart("components", algebraSystem(equations, n), limits);
  if (found.kind !== "components") return null;
  const points = found.points === null ? [] : await pointsOf(found.points, limits.signal);
  const { layers } = found;
  return {
    ...proved(found.proof.dimension, points),
    evidence: found.proof,
    ...(layers === undefined ? {} : { layers }),
  };
}

/**
 * The same, or else as far as primes agree on the points; null where neither is found within the budget.
 *
 * @param dimension of the solution set, by a count.
 * @throws the reason of the signal once it is aborted.
 */
export async function solveBesideComponents(
  equations: readonly Polynomial[],
  n: number,
  dimension: number,
  limits: EliminationLimits,
): Promise<SolvedSystem | null> {
  const certain = await solveByComponents(equations, n, limits);
  if (certain !== null) return certain;
  const isolated = await eliminateApart("isolated", algebraSystem(equations, n), limits);
  if (isolated.kind !== "points" && isolated.kind !== "none") return null;
  const { proof } = isolated;
  if (proof.kind === "modular" && !proof.solutions) return null;
  const points = isolated.kind === "none" ? [] : await pointsOf(isolated, limits.signal);
  return { ...proved(dimension, points), evidence: proof, proof: "modular" };
}

async function pointsOf(found: RationalUnivariate, signal: AbortSignal | undefined): Promise<SolvedPoint[]> {
  const options = { digits: POINT_DIGITS, ...(signal === undefined ? {} : { signal }) };
  const points = await locatePoints(overDerivative(found), options);
  return withBoxesApart(points.map((point) => pointOf(point, found))).sort(comparePoints);
}

/** One of them, as `solve` lists it. */
export function pointOf(point: AlgebraicPoint, { polynomial, numerators }: RationalUnivariate): SolvedPoint {
  const { real, multiplicity, coordinates } = point;
  const t = point.source.root.exact;
  const slope = derivativeOf(polynomial);
  const exact = t === null ? null : numerators.map((g) => valueAt(g, t).div(valueAt(slope, t)));
  const re = Float64Array.from(coordinates, ({ double }) => double.re);
  const im = Float64Array.from(coordinates, ({ double }) => double.im);
  const radii = Float64Array.from(coordinates, (x, v) => {
    if (exact !== null) return roundedUp(exact[v]!.sub(rational(re[v]!)).abs());
    const lost = x.re
      .sub(rational(re[v]!))
      .abs()
      .add(x.im.sub(rational(im[v]!)).abs());
    return above(lost.add(x.radius));
  });
  return {
    re,
    im,
    real,
    singular: multiplicity > 1,
    multiplicity,
    certified: true,
    radius: Math.max(...radii),
    radii,
    ...(exact === null ? {} : { exact: exact.map(rationalText) }),
  };
}

/** A double above x, for any rounding of x to it. */
const above = (x: Rational): number => (isZero(x) ? 0 : toNumber(x) * (1 + 2 ** -51) + Number.MIN_VALUE);

const valueAt = (coefficients: readonly bigint[], t: Rational): Rational =>
  coefficients.reduceRight((sum, c) => sum.mul(t).add(rational(c)), ZERO);

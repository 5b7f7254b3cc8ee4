/**
 * Equilibria of rank one of the stop-gradient field, for Γ and Σ that do not commute.
 *
 *   W = s a vᵀ, P = s a aᵀ, ‖a‖ = 1:   (s²Σ − sΓ + ηI) v = 0, s real.
 *
 * Not covered: rank ≥ 2.
 */

import { isInvertible } from "../../exact/modular-rank.js";
import type { Random } from "../../exact/random.js";
import { type Rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { generate } from "../../numeric/linalg/dense.js";
import { quadraticEigen } from "../../numeric/linalg/quadratic-eigen.js";
import { randomUnitVector, toMatrix, unitVector } from "../build.js";
import { type ClosedForm, type Point, type Unavailable, undecided } from "../objective.js";
import { sphereComponents } from "../topology.js";
import { collapse } from "./origin.js";

/** W = s a vᵀ, P = s a aᵀ for a random or given unit vector a. */
const rankOnePoint = (m: number, s: number, v: ArrayLike<number>, a: readonly number[]): Point => ({
  W: generate(m, v.length, (i, j) => s * a[i]! * v[j]!),
  P: generate(m, m, (i, j) => s * a[i]! * a[j]!),
});

/** The equilibria by the quadratic eigenvalue problem, Σ regular; complete for m = 1. */
export function generalRankOne(moments: Moments, m: number, eta: Rational): ClosedForm | Unavailable {
  const p = moments.dimension;
  if (!isInvertible(moments.sigma))
    return { unavailable: "Σ is singular and does not commute with Γ: no closed form" };
  const { solutions, clear } = quadraticEigen(
    toMatrix(moments.sigma),
    toMatrix(moments.gamma),
    toNumber(eta),
  );
  if (!clear)
    return undecided("a solution of (s²Σ − sΓ + ηI)v = 0 is neither clearly real nor clearly complex");
  const ordered = [...solutions].sort((a, b) => b.s - a.s);
  for (let k = 1; k < ordered.length; k++)
    if (Math.abs(ordered[k - 1]!.s - ordered[k]!.s) <= 1e-9 * Math.abs(ordered[k]!.s))
      return undecided("two solutions of (s²Σ − sΓ + ηI)v = 0 nearly coincide");
  const copies = sphereComponents(m - 1);
  return {
    statement: "rank-one equilibria are the real solutions of (s²Σ − sΓ + ηI)v = 0",
    ...(m === 1
      ? {}
      : { gap: "predictor: Γ and Σ do not commute, equilibria of rank ≥ 2 have no closed form" }),
    *proposals() {
      yield collapse(m, p);
      for (const [k, { s, vector }] of ordered.entries())
        yield {
          id: `rank-one-${k + 1}`,
          family: "predictor with stop-gradient, rank one",
          representative: rankOnePoint(m, s, vector, unitVector(m, 0)),
          dimension: m - 1,
          multiplicity: copies,
          ...(m > 1
            ? {
                sample: (random: Random) => rankOnePoint(m, s, vector, randomUnitVector(random, m)),
              }
            : {}),
        };
    },
    ...(m === 1 ? { total: 1n + copies * BigInt(ordered.length) } : {}),
  };
}

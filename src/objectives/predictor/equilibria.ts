/**
 * Equilibria of the predictor field with stop-gradient on the target branch (Tian, Chen, Ganguli 2021).
 *
 *   Ẇ = PᵀB − ηW,  Ṗ = B Wᵀ − ηP  (times 2),  B = W Γ − P W Σ,  η > 0,  W: m×p, P: m×m.
 *
 * WWᵀ = PᵀP at every equilibrium. Γ and Σ commuting: `aligned.ts`; otherwise those of rank one: `rank-one.ts`.
 *
 * Not covered: rank ≥ 2 without commutation.
 */

import { commute } from "../../exact/linear-algebra.js";
import { isZero, type Rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { addScaled, maxAbs, multiply } from "../../numeric/linalg/dense.js";
import { EPSILON } from "../../numeric/linalg/tolerances.js";
import { toMatrix, unresolved } from "../build.js";
import { type ClosedForm, type Unavailable, undecided } from "../objective.js";
import { alignedEquilibria } from "./aligned.js";
import { jointModes } from "./modes.js";
import { generalRankOne } from "./rank-one.js";

/** The equilibria, Γ symmetric. @param m number of features. @param eta η. */
export function stopGradientClosedForm(moments: Moments, m: number, eta: Rational): ClosedForm | Unavailable {
  if (isZero(eta))
    return { unavailable: "stop-gradient without weight decay: equilibria form continua, no closed form" };
  const { gamma, sigma, rounded } = moments;
  if (!gamma.isSymmetric())
    return { unavailable: "Γ is not symmetric: no closed form for the stop-gradient field" };
  const p = moments.dimension;
  const g = toMatrix(gamma);
  const h = toMatrix(sigma);
  const commutes = !rounded
    ? commute(gamma, sigma)
    : maxAbs(addScaled(multiply(g, h), multiply(h, g), -1)) <= 64 * p * EPSILON * maxAbs(g) * maxAbs(h) * p;
  if (!commutes) return generalRankOne(moments, m, eta);
  const joint = jointModes(moments, g, h);
  if ("unavailable" in joint) return joint;
  // At p₊ ≈ g/h the Jacobian has entries h p² ≈ g²/h beside η.
  const largest = joint.modes.reduce((max, { g, h }) => Math.max(max, h > 0 ? (g * g) / h : 0), 0);
  const reason = unresolved("η", toNumber(eta), largest);
  if (reason !== null) return undecided(reason);
  return alignedEquilibria(joint.modes, joint.basis, m, eta);
}

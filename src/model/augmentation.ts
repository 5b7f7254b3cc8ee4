/**
 * Augmentations: two views a1, a2 of the same x, through X = E[x xᵀ] ∈ Q^{p×p} alone.
 *
 * | kind | Γ = E[a1 a2ᵀ] | Σ = E[a1 a1ᵀ] |
 * |---|---|---|
 * | independent masks a_i = D_i x, P(D_jj = 1) = α | α² X | α² X + α(1−α) diag X |
 * | complementary masks a1 = c D x, a2 = c (I − D) x | c² α(1−α) (X − diag X) | c² (α² X + α(1−α) diag X) |
 * | additive Gaussian a_i = x + n_i, n_i ~ N(0, v I) | X | X + v I |
 * | none | X | X |
 *
 * Both views have the same second moment, except under complementary masks with α ≠ 1/2, where that of a2 has 1 − α
 * in place of α. The complementary masks are those of the code released with [P] (c = 2, α = 1/2).
 */
import type { RationalMatrix } from "../exact/matrix.js";
import { isZero, ONE, type Rational, rationalText, ZERO } from "../exact/rational.js";
import type { AugmentationSpec } from "./spec.js";

/** p×p each, symmetric. */
export interface ViewMoments {
  /** Γ = E[a1 a2ᵀ]. */
  readonly gamma: RationalMatrix;
  /** Σ = E[a1 a1ᵀ]. */
  readonly sigma: RationalMatrix;
  /** E[a2 a2ᵀ]; differs from `sigma` only for complementary masks with keep ≠ 1/2. */
  readonly sigmaSecond: RationalMatrix;
}

/**
 * Γ and Σ of both views of x.
 *
 * @param x X = E[x xᵀ]: p×p, symmetric.
 * @example viewMoments({ kind: "none" }, x).gamma.equals(x) // true
 */
export function viewMoments(spec: AugmentationSpec, x: RationalMatrix): ViewMoments {
  switch (spec.kind) {
    case "independent-masks": {
      const sigma = maskedMoment(x, spec.keep, ONE);
      return { gamma: entrywise(x, spec.keep.mul(spec.keep), ZERO), sigma, sigmaSecond: sigma };
    }
    case "complementary-masks": {
      const drop = ONE.sub(spec.keep);
      const factor = spec.scale.mul(spec.scale);
      const correlation = factor.mul(spec.keep).mul(drop);
      const sigma = maskedMoment(x, spec.keep, factor);
      return {
        gamma: entrywise(x, correlation, correlation.neg()),
        sigma,
        sigmaSecond: drop.equals(spec.keep) ? sigma : maskedMoment(x, drop, factor),
      };
    }
    case "additive-gaussian": {
      const sigma = isZero(spec.variance)
        ? x
        : x.map((value, i, j) => (i === j ? value.add(spec.variance) : value));
      return { gamma: x, sigma, sigmaSecond: sigma };
    }
    case "none":
      return { gamma: x, sigma: x, sigmaSecond: x };
  }
}

/** factor · (α² X + α(1−α) diag X). */
const maskedMoment = (x: RationalMatrix, keep: Rational, factor: Rational): RationalMatrix =>
  entrywise(x, factor.mul(keep).mul(keep), factor.mul(keep).mul(ONE.sub(keep)));

/** a X + b diag X, symmetric like X; zeros cost nothing. */
function entrywise(x: RationalMatrix, a: Rational, b: Rational): RationalMatrix {
  const onDiagonal = a.add(b);
  return x.map((value, i, j) => (isZero(value) ? ZERO : value.mul(i === j ? onDiagonal : a)));
}

/** A few words, for captions: "independent masks (keep 1/2)". */
export function describeAugmentation(spec: AugmentationSpec): string {
  switch (spec.kind) {
    case "independent-masks":
      return `independent masks (keep ${rationalText(spec.keep)})`;
    case "complementary-masks":
      return `complementary masks (keep ${rationalText(spec.keep)}, scale ${rationalText(spec.scale)})`;
    case "additive-gaussian":
      return `additive Gaussian views (variance ${rationalText(spec.variance)})`;
    case "none":
      return "identical views";
  }
}

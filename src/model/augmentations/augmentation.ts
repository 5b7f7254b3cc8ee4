/**
 * Augmentations: two views a1, a2 of the same x, through X = E[x xᵀ] ∈ Q^{p×p} alone. One file each, listed in
 * `augmentations/registry.ts`.
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
import type { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import type { Kind, Tagged } from "../../files/kinds.js";

/** p×p each, symmetric. */
export interface ViewMoments {
  /** Γ = E[a1 a2ᵀ]. */
  readonly gamma: RationalMatrix;
  /** Σ = E[a1 a1ᵀ]. */
  readonly sigma: RationalMatrix;
  /** E[a2 a2ᵀ]; differs from `sigma` only for complementary masks with keep ≠ 1/2. */
  readonly sigmaSecond: RationalMatrix;
}

/** Fills `first` and `second` (rows a1, a2) with fresh views of the samples x[order[from]] … x[order[to − 1]]. */
export type ViewSampler = (
  first: Float64Array,
  second: Float64Array,
  x: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  random: Random,
) => void;

/** A kind of augmentation. */
export interface AugmentationKind<Spec extends Tagged = Tagged> extends Kind<Spec> {
  /** Γ and Σ of both views of x, from X = E[x xᵀ]: p×p, symmetric. */
  moments(spec: Spec, x: RationalMatrix): ViewMoments;
  /** A few words, for captions: "independent masks (keep 1/2)". */
  describe(spec: Spec): string;
  /** Draws views of samples of length p. */
  sampler(spec: Spec, p: number): ViewSampler;
}

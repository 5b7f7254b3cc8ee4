/**
 * The parsed model part of a problem file: x = M z + e and two views of x, or Γ and Σ given directly.
 *
 * M: p×d dictionary, z ∈ R^d latent, e ~ N(0, s² I) noise (`noise.variance` = s²). Numbers are exact; defaults are
 * filled in and every hypothesis is checked (`model/schema.ts`). The kinds are those of `docs/interface.md`.
 */
import type { RationalMatrix } from "../exact/matrix.js";
import type { Rational } from "../exact/rational.js";

export type DictionarySpec =
  | { readonly kind: "identity"; readonly size: number }
  | { readonly kind: "matrix"; readonly rows: RationalMatrix }
  | OrthonormalSpec<"random-orthonormal">
  | OrthonormalSpec<"rational-orthonormal">;

/** MᵀM = I with `rows` ≥ `columns`, determined by the seed. */
export interface OrthonormalSpec<Kind extends string> {
  readonly kind: Kind;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

export type LatentSpec =
  | { readonly kind: "one-hot"; readonly probabilities: readonly Rational[] }
  | { readonly kind: "bernoulli"; readonly probability: Rational }
  | { readonly kind: "signed-bernoulli"; readonly probability: Rational }
  | { readonly kind: "k-sparse"; readonly active: number }
  | { readonly kind: "signed-pattern"; readonly positive: number; readonly negative: number }
  | { readonly kind: "moment"; readonly matrix: RationalMatrix };

export type AugmentationSpec =
  | { readonly kind: "independent-masks"; readonly keep: Rational }
  | { readonly kind: "complementary-masks"; readonly keep: Rational; readonly scale: Rational }
  | { readonly kind: "additive-gaussian"; readonly variance: Rational }
  | { readonly kind: "none" };

/** x = M z + e seen through an augmentation. */
export interface GenerativeSpec {
  readonly kind: "generative";
  readonly dictionary: DictionarySpec;
  readonly latent: LatentSpec;
  readonly noise: { readonly variance: Rational };
  readonly augmentation: AugmentationSpec;
  /** False when a number was given as a double that is not an integer. */
  readonly exact: boolean;
}

/** Γ (p×p, not necessarily symmetric) and Σ ⪰ 0 (p×p) given. */
export interface GivenMomentsSpec {
  readonly kind: "moments";
  readonly moments: { readonly gamma: RationalMatrix; readonly sigma: RationalMatrix };
  readonly exact: boolean;
}

/** No data: for losses in which neither Γ nor Σ occurs. Γ and Σ are 0×0. */
export interface NoModelSpec {
  readonly kind: "none";
  readonly exact: true;
}

export const NO_MODEL: NoModelSpec = { kind: "none", exact: true };

export type ModelSpec = GenerativeSpec | GivenMomentsSpec | NoModelSpec;

/** [p, d] = [rows, columns] of M. */
export function dictionaryShape(spec: DictionarySpec): readonly [rows: number, columns: number] {
  if (spec.kind === "identity") return [spec.size, spec.size];
  return spec.kind === "matrix" ? [spec.rows.rows, spec.rows.columns] : [spec.rows, spec.columns];
}

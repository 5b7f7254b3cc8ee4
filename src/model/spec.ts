/**
 * The parsed model part of a problem file: x = M z + e and two views of x, or Γ and Σ given directly.
 *
 * M: p×d dictionary, z ∈ R^d latent, e ~ N(0, s² I) noise (`noise.variance` = s²). Numbers are exact; defaults are
 * filled in and every hypothesis is checked (`model/schema.ts`). The kinds of the parts are those of their registries.
 */
import type { RationalMatrix } from "../exact/matrix.js";
import type { Rational } from "../exact/rational.js";
import type { AugmentationSpec } from "./augmentations/registry.js";
import type { DictionarySpec } from "./dictionaries/registry.js";
import type { LatentSpec } from "./latents/registry.js";

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

/** The model of a loss that is not one of data. */
export const NO_MODEL: NoModelSpec = { kind: "none", exact: true };

/** What a problem says of its data. */
export type ModelSpec = GenerativeSpec | GivenMomentsSpec | NoModelSpec;

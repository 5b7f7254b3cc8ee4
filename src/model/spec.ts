/**
 * The parsed model part of a problem file: x = M z + e and two views of x, or moments given directly or of samples.
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

/** Γ (p×p, not necessarily symmetric) and Σ ⪰ 0 (p×p) given, or those of samples. */
export interface GivenMomentsSpec {
  readonly kind: "moments";
  readonly moments: { readonly gamma: RationalMatrix; readonly sigma: RationalMatrix };
  readonly exact: boolean;
  /** Where they are those of samples. */
  readonly samples?: SamplesSummary;
}

/**
 * Moments for `custom` losses, which know them by name: `Sigma` alone, of samples with one view each, or
 * `GammaXY` (p×q), `SigmaX` (p×p), `SigmaY` (q×q) of two modalities.
 */
export interface NamedMomentsSpec {
  readonly kind: "named-moments";
  readonly named: ReadonlyMap<MomentName, RationalMatrix>;
  readonly exact: boolean;
  /** Where they are those of samples. */
  readonly samples?: SamplesSummary;
}

/** Names that a loss may know moments by. */
export const MOMENT_NAMES = ["Gamma", "Sigma", "GammaXY", "SigmaX", "SigmaY"] as const;
/** A name that a loss may know moments by. */
export type MomentName = (typeof MOMENT_NAMES)[number];

/** What samples moments are of. */
export interface SamplesSummary {
  readonly count: number;
  /** Fewest and most views of a sample; of two modalities those of both. */
  readonly views: readonly [number, number];
  readonly centred: boolean;
  /** The file that they were read from, and the SHA-256 of its bytes in hexadecimal. */
  readonly file?: string;
  readonly sha256?: string;
}

/** No data: for losses in which neither Γ nor Σ occurs. Γ and Σ are 0×0. */
export interface NoModelSpec {
  readonly kind: "none";
  readonly exact: true;
}

/** The model of a loss that is not one of data. */
export const NO_MODEL: NoModelSpec = { kind: "none", exact: true };

/** What a problem says of its data. */
export type ModelSpec = GenerativeSpec | GivenMomentsSpec | NamedMomentsSpec | NoModelSpec;

/** A word for what a model is given as, for refusals: "samples", "moments", "generative", "none". */
export const whatIsGiven = (spec: ModelSpec): string =>
  spec.kind === "generative" || spec.kind === "none"
    ? spec.kind
    : spec.samples === undefined
      ? "moments"
      : "samples";

/** The kinds of parts that a data model can be made of. */
import type { KindTable } from "../files/kinds.js";
import type { AugmentationKind } from "./augmentations/augmentation.js";
import { AUGMENTATIONS } from "./augmentations/registry.js";
import type { DictionaryKind } from "./dictionaries/dictionary.js";
import { DICTIONARIES } from "./dictionaries/registry.js";
import type { LatentKind } from "./latents/latent.js";
import { LATENTS } from "./latents/registry.js";

/** One table for each part. */
export interface ModelKinds {
  readonly dictionaries: KindTable<DictionaryKind>;
  readonly latents: KindTable<LatentKind>;
  readonly augmentations: KindTable<AugmentationKind>;
}

/** Those of this package. */
export const MODEL_KINDS: ModelKinds = {
  dictionaries: DICTIONARIES,
  latents: LATENTS,
  augmentations: AUGMENTATIONS,
};

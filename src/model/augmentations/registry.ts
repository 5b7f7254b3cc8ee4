/** The kinds of augmentations: the only list of them. */
import type { z } from "zod";
import { KindTable } from "../../files/kinds.js";
import { additiveGaussian } from "./additive-gaussian.js";
import type { AugmentationKind } from "./augmentation.js";
import { complementaryMasks } from "./complementary-masks.js";
import { independentMasks } from "./independent-masks.js";
import { identicalViews } from "./none.js";

const ROWS = [independentMasks, complementaryMasks, additiveGaussian, identicalViews] as const;

/** Those of this package. */
export const AUGMENTATIONS = new KindTable<AugmentationKind>(ROWS);

/** Augmentations as they are written. */
export type AugmentationInput = z.input<(typeof ROWS)[number]["schema"]>;

/** Augmentations with defaults filled in. */
export type AugmentationSpec = Readonly<z.output<(typeof ROWS)[number]["schema"]>>;

/** The kinds of objectives: the only list of them. Schema, types and what depends on a kind are derived from its rows. */
import type { z } from "zod";
import { KindTable } from "../files/kinds.js";
import { MODEL_KINDS, type ModelKinds } from "../model/kinds.js";
import { bilinear } from "./bilinear/objective.js";
import { crossCorrelation } from "./cross-correlation/objective.js";
import { custom } from "./custom/objective.js";
import type { ObjectiveKind } from "./definition.js";
import { predictor } from "./predictor/objective.js";
import { reluAlignment } from "./relu-alignment/objective.js";
import { reluContrastive } from "./relu-contrastive/objective.js";
import { spectralContrastive } from "./spectral-contrastive/objective.js";

const ROWS = [
  bilinear,
  spectralContrastive,
  crossCorrelation,
  predictor,
  reluAlignment,
  reluContrastive,
  custom,
] as const;

/** The objective of a problem as it is written: `kind` decides the other fields. */
export type ObjectiveInput = z.input<(typeof ROWS)[number]["schema"]>;

/** The objective of a problem with exact numbers and defaults filled in. */
export type ObjectiveSpec = Readonly<z.output<(typeof ROWS)[number]["schema"]>>;

/** The spec of one kind, by its name. */
export type ObjectiveSpecOf<Name extends ObjectiveSpec["kind"]> = Extract<
  ObjectiveSpec,
  { readonly kind: Name }
>;

/** The kinds of everything that a problem can be made of. */
export interface ProblemKinds extends ModelKinds {
  readonly objectives: KindTable<ObjectiveKind>;
}

/**
 * Those of this package. What reads and builds problems takes others in their place.
 *
 * One with an objective of one's own: `loadProblem(text, { ...KINDS, objectives: KINDS.objectives.with(mine) })`.
 */
export const KINDS: ProblemKinds = { ...MODEL_KINDS, objectives: new KindTable<ObjectiveKind>(ROWS) };

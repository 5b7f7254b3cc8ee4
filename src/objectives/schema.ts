/**
 * Problem files: unknown JSON → model and objective with exact numbers, defaults filled in, every hypothesis checked.
 *
 * The format is `docs/interface.md`. Matrices of the objectives: W, Wo, Wt are m×p, `embedding` = m; the predictor P
 * is m×m. Not covered: the text of a `custom` loss, which the symbolic layer parses.
 */
import { z } from "zod";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rationalText, ZERO } from "../exact/rational.js";
import {
  copyJson,
  dimension,
  exactMatrix,
  isExactJson,
  nonnegativeNumber,
  object,
  ownField,
  parse,
  positiveNumber,
  scalarText,
  shape,
  text,
} from "../files/fields.js";
import { parseJson } from "../files/json-text.js";
import { ProblemError, show } from "../files/problem-error.js";
import { type ModelInput, parseModel } from "../model/schema.js";
import { type ModelSpec, NO_MODEL } from "../model/spec.js";

/** The problem file as given: plain JSON, echoed in the atlas. See `docs/interface.md`. */
export type ProblemFile = Readonly<Record<string, unknown>>;

export type Normalization = "none" | "columns" | "rows" | "frobenius";

/** 2 − 2 tr(Wo Γ Wtᵀ) under a normalisation, or with weight decay; tied: Wo = Wt = W. */
export interface BilinearSpec {
  readonly kind: "bilinear";
  readonly embedding: number;
  readonly normalize: Normalization;
  readonly tied: boolean;
  readonly weightDecay: Rational;
}

/** −2 tr(W Γ Wᵀ) + ‖W Σ Wᵀ‖² + weightDecay ‖W‖². */
export interface SpectralContrastiveSpec {
  readonly kind: "spectral-contrastive";
  readonly embedding: number;
  readonly weightDecay: Rational;
}

/** ‖W Γ Wᵀ − I‖². */
export interface CrossCorrelationSpec {
  readonly kind: "cross-correlation";
  readonly embedding: number;
}

/** E‖P W a1 − W a2‖² + weightDecay (‖W‖² + ‖P‖²), a vector field if the gradient is stopped at W a2. */
export interface PredictorSpec {
  readonly kind: "predictor";
  readonly embedding: number;
  readonly weightDecay: Rational;
  readonly stopGradient: boolean;
}

/** 2 − 2 E⟨h(D1 x), h(D2 x)⟩, h(x) = ReLU(W x), unit columns. */
export interface ReluAlignmentSpec {
  readonly kind: "relu-alignment";
  readonly embedding: number;
}

/** E log(1 + exp((s₋ − s₊)/temperature)) with one negative, h(x) = ReLU(W x), unit columns. */
export interface ReluContrastiveSpec {
  readonly kind: "relu-contrastive";
  readonly embedding: number;
  readonly temperature: Rational;
  readonly negatives: "distinct" | "independent";
}

export type Constraint = "unit-columns" | "unit-rows" | "unit-norm" | "none";
export type Invariance = "left-orthogonal" | "right-orthogonal" | "none";

/** A loss written as text over variables, parameters, Γ, Σ and constants. */
export interface CustomSpec {
  readonly kind: "custom";
  readonly loss: string;
  /** Name → [rows, columns]. */
  readonly variables: Readonly<Record<string, readonly [number, number]>>;
  /** Name → exact text, possibly a scalar expression such as "1/(4*5)". */
  readonly parameters: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, RationalMatrix>>;
  readonly constraints: Readonly<Record<string, Constraint>>;
  readonly invariance: Readonly<Record<string, Invariance>>;
}

export type ObjectiveSpec =
  | BilinearSpec
  | SpectralContrastiveSpec
  | CrossCorrelationSpec
  | PredictorSpec
  | ReluAlignmentSpec
  | ReluContrastiveSpec
  | CustomSpec;

export interface ParsedProblem {
  /** The JSON as given (a copy). */
  readonly file: ProblemFile;
  readonly model: ModelSpec;
  readonly objective: ObjectiveSpec;
  /** False when a number was a double that is not an integer, or the dictionary was made in floating point. */
  readonly exact: boolean;
}

const MAX_MEGABYTES = 8;
const MAX_LOSS_LENGTH = 10_000;
const RESERVED = new Set(["Gamma", "Sigma", "tr", "norm2", "I", "sg"]);

const weightDecay = nonnegativeNumber.default(() => ZERO);

/** Name → entry; the names are checked in `checkNames`. */
const names = <Entry extends z.core.SomeType>(entry: Entry) => z.record(z.string(), entry);

const objective = z.discriminatedUnion("kind", [
  object({
    kind: z.literal("bilinear"),
    embedding: dimension,
    normalize: z.enum(["none", "columns", "rows", "frobenius"]),
    tied: z.boolean().default(false),
    weightDecay,
  }),
  object({ kind: z.literal("spectral-contrastive"), embedding: dimension, weightDecay }),
  object({ kind: z.literal("cross-correlation"), embedding: dimension }),
  object({
    kind: z.literal("predictor"),
    embedding: dimension,
    weightDecay: nonnegativeNumber,
    stopGradient: z.boolean(),
  }),
  object({ kind: z.literal("relu-alignment"), embedding: dimension }),
  object({
    kind: z.literal("relu-contrastive"),
    embedding: dimension,
    temperature: positiveNumber,
    negatives: z.enum(["distinct", "independent"]),
  }),
  object({
    kind: z.literal("custom"),
    loss: text(MAX_LOSS_LENGTH),
    variables: names(shape),
    parameters: names(scalarText).default(() => ({})),
    constants: names(exactMatrix).default(() => ({})),
    constraints: names(z.enum(["unit-columns", "unit-rows", "unit-norm", "none"])).default(() => ({})),
    invariance: names(z.enum(["left-orthogonal", "right-orthogonal", "none"])).default(() => ({})),
  }),
]);

/** The objective of a problem as it is written: `kind` decides the other fields. */
export type ObjectiveInput = z.input<typeof objective>;

/** A problem as it is written: what `ProblemFile` is without types. Numbers are exact as text; see `docs/interface.md`. */
export interface ProblemInput {
  /** Left out where a `custom` loss names neither Γ nor Σ. */
  readonly model?: ModelInput;
  readonly objective: ObjectiveInput;
  /** Read by `train`, and checked there. */
  readonly training?: Readonly<Record<string, unknown>>;
}

/**
 * A typed problem, checked: the types see kinds and names of fields, this the values (ranges, shapes, hypotheses).
 *
 * @throws ProblemError, one line with the place and the expectation.
 * @example
 * parseProblem({
 *   model: { moments: { gamma: [["1/2", 0], [0, "1/3"]] } },
 *   objective: { kind: "spectral-contrastive", embedding: 1 },
 * }).objective.kind // "spectral-contrastive"
 */
export const parseProblem = (input: ProblemInput): ParsedProblem => parseProblemFile(input);

/**
 * A problem file, checked.
 *
 * @param json the parsed JSON text, of unknown shape.
 * @throws ProblemError, one line with the place and the expectation, for anything that is not a valid problem.
 * @example
 * parseProblemFile({
 *   model: { moments: { gamma: [["1/2", 0], [0, "1/3"]] } },
 *   objective: { kind: "cross-correlation", embedding: 2 },
 * }).exact // true
 */
export function parseProblemFile(json: unknown): ParsedProblem {
  const file = copyJson(json);
  const fields = { model: z.unknown().optional(), objective: z.unknown(), training: z.unknown().optional() };
  parse(object(fields), file, []);
  const given = ownField(file, "model");
  const known = given === undefined ? null : parseModel(given);
  const spec = parseObjective(ownField(file, "objective"));
  const model = known ?? (needsModel(spec) ? parseModel(given) : NO_MODEL);
  if (spec.kind === "relu-alignment" || spec.kind === "relu-contrastive") requireReluModel(spec.kind, model);
  const rounded = model.kind === "generative" && model.dictionary.kind === "random-orthonormal";
  const exact = isExactJson(given) && isExactJson(ownField(file, "objective")) && !rounded;
  return { file: file as ProblemFile, model, objective: spec, exact };
}

/**
 * A problem file from its text.
 *
 * @throws ProblemError also for text that is not JSON or longer than 8 MB (which is not parsed).
 */
export const readProblemFile = (text: string): ParsedProblem => parseProblemFile(readJson(text));

/** The JSON of a file. @throws ProblemError for text that is not JSON or longer than 8 MB (which is not parsed). */
export const readJson = (text: string): unknown => parseJson(text, { megabytes: MAX_MEGABYTES });

/** Whether the loss is one of the data: all are but those of a user's own words in which neither Γ nor Σ occurs. */
const needsModel = (spec: ObjectiveSpec): boolean =>
  spec.kind !== "custom" || /(?<![A-Za-z0-9_])(Gamma|Sigma)(?![A-Za-z0-9_])/.test(spec.loss);

function parseObjective(json: unknown): ObjectiveSpec {
  const path = ["objective"];
  const spec = parse(objective, json, path);
  if (spec.kind === "custom") checkNames(spec, path);
  return spec;
}

function checkNames(spec: CustomSpec, path: readonly PropertyKey[]): void {
  const variables = Object.keys(spec.variables);
  if (variables.length === 0) throw new ProblemError([...path, "variables"], "at least one variable", "none");
  const taken = new Set(RESERVED);
  for (const part of ["variables", "parameters", "constants"] as const)
    for (const name of Object.keys(spec[part])) {
      const place = [...path, part];
      if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name))
        throw new ProblemError(place, "names of letters, digits and _ (at most 32)", show(name));
      if (taken.has(name))
        throw new ProblemError(place, "names that are not taken by the grammar or another part", show(name));
      taken.add(name);
    }
  for (const part of ["constraints", "invariance"] as const)
    for (const name of Object.keys(spec[part]))
      if (!Object.hasOwn(spec.variables, name))
        throw new ProblemError([...path, part], `names of variables (${variables.join(", ")})`, show(name));
}

/** The expectation over latents and masks is the finite sum of the theory only for this data model. */
function requireReluModel(kind: string, model: ModelSpec): void {
  const demand = (path: readonly string[], wanted: string, got: string): void => {
    if (got !== wanted) throw new ProblemError(["model", ...path], `${wanted} for ${kind}`, got);
  };
  if (model.kind !== "generative")
    throw new ProblemError(["model"], `a generative model for ${kind}`, model.kind);
  demand(["dictionary", "kind"], "identity", model.dictionary.kind);
  demand(["latent", "kind"], "one-hot", model.latent.kind);
  demand(["noise", "variance"], "0", rationalText(model.noise.variance));
  demand(["augmentation", "kind"], "independent-masks", model.augmentation.kind);
}

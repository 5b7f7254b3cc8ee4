/**
 * Problem files: unknown JSON → model and objective with exact numbers, defaults filled in, every hypothesis checked.
 *
 * The format is `docs/interface.md`; the fields of the objectives are those of their kinds (`registry.ts`). Matrices of the
 * objectives: W, Wo, Wt are m×p, `embedding` = m; the predictor P is m×m.
 */
import { z } from "zod";
import { copyJson, isExactJson, object, ownField, parse } from "../files/fields.js";
import { parseJson, withDecimals } from "../files/json-text.js";
import { ProblemError } from "../files/problem-error.js";
import { isRounded } from "../model/data-model.js";
import { type ModelInput, parseModel } from "../model/schema.js";
import { type ModelSpec, type NamedMomentsSpec, NO_MODEL } from "../model/spec.js";
import { KINDS, type ObjectiveInput, type ObjectiveSpec, type ProblemKinds } from "./registry.js";

/** The problem file as given: plain JSON, echoed in the atlas. See `docs/interface.md`. */
export type ProblemFile = Readonly<Record<string, unknown>>;

/** A problem file, checked, with exact numbers. */
export interface ParsedProblem {
  /** The JSON as given (a copy). */
  readonly file: ProblemFile;
  readonly model: ModelSpec;
  readonly objective: ObjectiveSpec;
  /** False when a number was a double that is not an integer, or the dictionary was made in floating point. */
  readonly exact: boolean;
}

const MAX_MEGABYTES = 8;

/** A schema is compiled when it first reads something: one for all files. */
const FILE = object({
  model: z.unknown().optional(),
  objective: z.unknown(),
  training: z.unknown().optional(),
});

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
 * @returns the checked problem, with its text kept as `file`.
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
 * @param kinds that may occur; the types know those of this package.
 * @throws ProblemError, one line with the place and the expectation, for anything that is not a valid problem.
 * @returns the checked problem, with its text kept as `file`.
 * @example
 * parseProblemFile({
 *   model: { moments: { gamma: [["1/2", 0], [0, "1/3"]] } },
 *   objective: { kind: "cross-correlation", embedding: 2 },
 * }).exact // true
 */
export function parseProblemFile(json: unknown, kinds: ProblemKinds = KINDS): ParsedProblem {
  const file = copyJson(json);
  if (ownField(file, "samples") !== undefined)
    throw new ProblemError(
      ["samples"],
      'samples inside the model: "model": {"samples": …}',
      "them beside it",
    );
  parse(FILE, file, []);
  const given = ownField(file, "model");
  const known = given === undefined ? null : parseModel(given, ["model"], kinds);
  const written = ownField(file, "objective");
  const objective = parse(kinds.objectives.schema, written, ["objective"]) as ObjectiveSpec;
  const kind = kinds.objectives.of(objective);
  kind.check?.(objective, ["objective"]);
  const model =
    known ?? (kind.needsModel?.(objective) === false ? NO_MODEL : parseModel(given, ["model"], kinds));
  if (model.kind === "named-moments" && kind.takesNamedMoments !== true) refuseNamed(model, objective.kind);
  kind.checkModel?.(objective, model);
  const exact = model.exact && isExactJson(written) && !isRounded(model, kinds);
  return { file: file as ProblemFile, model, objective, exact };
}

/** @throws ProblemError */
function refuseNamed({ named, samples }: NamedMomentsSpec, kind: string): never {
  const instead = `(a custom loss takes ${[...named.keys()].join(", ")} alone)`;
  if (!named.has("Sigma"))
    throw new ProblemError(["model"], `data of one modality for ${kind} ${instead}`, "two modalities");
  if (samples === undefined)
    throw new ProblemError(["model", "moments"], `gamma beside sigma for ${kind} ${instead}`, "sigma");
  throw new ProblemError(
    ["model", "samples"],
    `two or more views of each sample for ${kind} ${instead}`,
    "one",
  );
}

/**
 * A problem file from its text.
 *
 * @throws ProblemError also for text that is not JSON or longer than 8 MB (which is not parsed).
 */
export const readProblemFile = (text: string, kinds: ProblemKinds = KINDS): ParsedProblem =>
  parseProblemFile(readJson(text), kinds);

/**
 * The JSON of a file; the numbers of samples in it are texts, with all their digits.
 *
 * @throws ProblemError for text that is not JSON or longer than 8 MB (which is not parsed).
 */
export function readJson(text: string): unknown {
  const json = parseJson(text, { megabytes: MAX_MEGABYTES });
  const model = ownField(json, "model");
  if (ownField(model, "samples") === undefined) return json;
  const samples = ownField(ownField(withDecimals(text), "model"), "samples");
  return { ...(json as object), model: { ...(model as object), samples } };
}

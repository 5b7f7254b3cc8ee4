/**
 * The `model` part of a problem file: unknown JSON → `ModelSpec` with exact numbers and every hypothesis checked.
 *
 * Shapes and ranges of single fields are zod schemas; what relates fields (the number of probabilities is the number
 * of dictionary columns, they sum to 1, Σ ⪰ 0, …) is checked after them, by the kind that they belong to. Fields and kinds:
 * `docs/interface.md`.
 *
 * Limits, so that exact arithmetic stays within seconds: dimension ≤ 1000, dictionaries by their kinds; numbers of at most
 * 400 characters, 0 or between 1e−60 and 1e60.
 */
import type { z } from "zod";
import { ZERO } from "../exact/rational.js";
import { exactMatrix, isExactJson, nonnegativeNumber, object, ownField, parse } from "../files/fields.js";
import { ProblemError } from "../files/problem-error.js";
import type { AugmentationInput } from "./augmentations/registry.js";
import type { DictionaryInput } from "./dictionaries/registry.js";
import { MODEL_KINDS, type ModelKinds } from "./kinds.js";
import type { LatentInput } from "./latents/registry.js";
import { requireSemidefinite, requireSquare, shapeText } from "./semidefinite.js";
import type { GenerativeSpec, GivenMomentsSpec, ModelSpec } from "./spec.js";

const noise = object({ variance: nonnegativeNumber }).default(() => ({ variance: ZERO }));

const given = object({ moments: object({ gamma: exactMatrix, sigma: exactMatrix.optional() }) });

/** The model part of a problem as it is written: a description of the data, or their moments. */
export type ModelInput =
  | {
      readonly dictionary: DictionaryInput;
      readonly latent: LatentInput;
      readonly noise?: z.input<typeof noise>;
      readonly augmentation: AugmentationInput;
    }
  | z.input<typeof given>;

/**
 * The model part of a problem file.
 *
 * @param json plain JSON; `path` is where it stands, for error messages.
 * @param kinds of dictionaries, latents and augmentations that may occur.
 * @throws ProblemError naming the first field that is not as expected.
 * @returns the checked spec, for `buildModel`.
 * @example parseModel({ moments: { gamma: [[1]] } }).kind // "moments"
 */
export const parseModel = (
  json: unknown,
  path: readonly PropertyKey[] = ["model"],
  kinds: ModelKinds = MODEL_KINDS,
): ModelSpec =>
  ownField(json, "moments") === undefined ? parseGenerative(json, path, kinds) : parseMoments(json, path);

function parseMoments(json: unknown, path: readonly PropertyKey[]): GivenMomentsSpec {
  const { gamma, sigma } = parse(given, json, path).moments;
  const moments = [...path, "moments"];
  requireSquare(gamma, [...moments, "gamma"]);
  if (sigma !== undefined && (sigma.rows !== gamma.rows || sigma.columns !== gamma.columns))
    throw new ProblemError([...moments, "sigma"], `the shape ${shapeText(gamma)} of gamma`, shapeText(sigma));
  if (sigma === undefined)
    requireSemidefinite(gamma, [...moments, "gamma"], " (sigma is not given and defaults to gamma)");
  else requireSemidefinite(sigma, [...moments, "sigma"]);
  return { kind: "moments", moments: { gamma, sigma: sigma ?? gamma }, exact: isExactJson(json) };
}

const generativeOf = ({ dictionaries, latents, augmentations }: ModelKinds) =>
  object({
    dictionary: dictionaries.schema,
    latent: latents.schema,
    noise,
    augmentation: augmentations.schema,
  });
/** Schemas that have read something, which compiles them. */
const known = new WeakMap<ModelKinds, ReturnType<typeof generativeOf>>();

function parseGenerative(json: unknown, path: readonly PropertyKey[], kinds: ModelKinds): GenerativeSpec {
  const generative = known.get(kinds) ?? generativeOf(kinds);
  known.set(kinds, generative);
  const { dictionaries, latents } = kinds;
  const exact = isExactJson(json);
  const parsed = parse(generative, json, path);
  const dictionary = dictionaries.of(parsed.dictionary);
  const [, d] = dictionary.shape(parsed.dictionary);
  dictionary.check?.(parsed.dictionary, [...path, "dictionary"]);
  const context = { d, exact, path: [...path, "latent"] };
  const latent = latents.of(parsed.latent).complete(parsed.latent, context);
  // The tables tie each spec to its kind, which the types of a table that can be extended do not see.
  return { kind: "generative", ...parsed, latent, exact } as GenerativeSpec;
}

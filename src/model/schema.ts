/**
 * The `model` part of a problem file: unknown JSON → `ModelSpec` with exact numbers and every hypothesis checked. A model is a
 * description of the data, their moments, or samples of them (`samples.ts`).
 *
 * Shapes and ranges of single fields are zod schemas; what relates fields (the number of probabilities is the number
 * of dictionary columns, they sum to 1, Σ ⪰ 0, …) is checked after them, by the kind that they belong to. Fields and kinds:
 * `docs/interface.md`.
 *
 * Limits, so that exact arithmetic stays within seconds: dimension ≤ 1000, dictionaries by their kinds; numbers of at most
 * 400 characters, 0 or between 1e−60 and 1e60.
 */
import { z } from "zod";
import { ZERO } from "../exact/rational.js";
import {
  exactMatrix,
  integer,
  isExactJson,
  nonnegativeNumber,
  object,
  ownField,
  parse,
  text,
} from "../files/fields.js";
import { ProblemError } from "../files/problem-error.js";
import type { AugmentationInput } from "./augmentations/registry.js";
import type { DictionaryInput } from "./dictionaries/registry.js";
import { MODEL_KINDS, type ModelKinds } from "./kinds.js";
import type { LatentInput } from "./latents/registry.js";
import { parseSamples, type SamplesModelInput, TABLE_FIELDS } from "./samples.js";
import { requireSemidefinite, requireSquare, shapeText } from "./semidefinite.js";
import type { GenerativeSpec, GivenMomentsSpec, ModelSpec, NamedMomentsSpec } from "./spec.js";

const noise = object({ variance: nonnegativeNumber }).default(() => ({ variance: ZERO }));

const given = object({ moments: object({ gamma: exactMatrix, sigma: exactMatrix.optional() }) });

const positiveInteger = integer(1, Number.MAX_SAFE_INTEGER);

/** Where moments in a file come from: a table of samples, as `inlineSamples` found it. */
const source = object({
  ...TABLE_FIELDS,
  centred: z.boolean().default(false),
  sha256: text(64),
  samples: positiveInteger,
  views: z.tuple([positiveInteger, positiveInteger]),
});
/** Moments that only losses written in them by name can have. */
const sigmaAlone = object({ moments: object({ sigma: exactMatrix }) });
const crossGiven = object({
  moments: object({ gammaXY: exactMatrix, sigmaX: exactMatrix, sigmaY: exactMatrix }),
});

/** The model part of a problem as it is written: a description of the data, or their moments. */
export type ModelInput =
  | {
      readonly dictionary: DictionaryInput;
      readonly latent: LatentInput;
      readonly noise?: z.input<typeof noise>;
      readonly augmentation: AugmentationInput;
    }
  | z.input<typeof given>
  | z.input<typeof sigmaAlone>
  | z.input<typeof crossGiven>
  | SamplesModelInput;

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
  ownField(json, "samples") !== undefined
    ? parseSamples(json, path)
    : ownField(json, "moments") !== undefined
      ? parseGiven(json, path)
      : parseGenerative(json, path, kinds);

/** Moments, with the samples that they are said to be of. */
function parseGiven(json: unknown, path: readonly PropertyKey[]): GivenMomentsSpec | NamedMomentsSpec {
  const from = ownField(json, "source");
  const { source: _, ...rest } = json as Record<string, unknown>;
  const moments = ownField(json, "moments");
  const has = (name: string) => ownField(moments, name) !== undefined;
  const spec = ["gammaXY", "sigmaX", "sigmaY"].some(has)
    ? parseCross(rest, path)
    : has("sigma") && !has("gamma")
      ? parseSigma(rest, path)
      : parseMoments(rest, path);
  if (from === undefined) return spec;
  const { samples: count, views, centred, file, sha256 } = parse(source, from, [...path, "source"]);
  return { ...spec, samples: { count, views, centred, file, sha256 } };
}

function parseSigma(json: unknown, path: readonly PropertyKey[]): NamedMomentsSpec {
  const { sigma } = parse(sigmaAlone, json, path).moments;
  requireSemidefinite(sigma, [...path, "moments", "sigma"]);
  return { kind: "named-moments", named: new Map([["Sigma", sigma]]), exact: isExactJson(json) };
}

function parseCross(json: unknown, path: readonly PropertyKey[]): NamedMomentsSpec {
  const { gammaXY, sigmaX, sigmaY } = parse(crossGiven, json, path).moments;
  const at = (name: string) => [...path, "moments", name];
  for (const [name, sigma, size, side] of [
    ["sigmaX", sigmaX, gammaXY.rows, "rows"],
    ["sigmaY", sigmaY, gammaXY.columns, "columns"],
  ] as const) {
    requireSemidefinite(sigma, at(name));
    if (sigma.rows !== size)
      throw new ProblemError(at(name), `${size} rows, as gammaXY has ${side}`, `${sigma.rows}`);
  }
  const named = new Map([
    ["GammaXY", gammaXY],
    ["SigmaX", sigmaX],
    ["SigmaY", sigmaY],
  ] as const);
  return { kind: "named-moments", named, exact: isExactJson(json) };
}

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

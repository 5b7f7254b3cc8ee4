/**
 * A data model, built: the dictionary M (where there is one), the exact moments Γ, Σ, and a caption.
 *
 * x = M z + e, e ~ N(0, s² I), seen as two views a1, a2; or Γ and Σ given, without a dictionary.
 */
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, rationalText } from "../exact/rational.js";
import { MODEL_KINDS, type ModelKinds } from "./kinds.js";
import { inputMoment, type Moments } from "./moments.js";
import type { GenerativeSpec, ModelSpec } from "./spec.js";

/** A data model with everything computed of it. */
export interface DataModel {
  readonly spec: ModelSpec;
  /** What its parts are of. */
  readonly kinds: ModelKinds;
  /** M: p×d; absent when the moments were given. */
  readonly dictionary?: RationalMatrix;
  readonly moments: Moments;
  /** One line, for captions, empty where there are no data: "one-hot, d = 3, identity dictionary, independent masks (keep 1/2)". */
  describe(): string;
}

/**
 * The data model of a parsed spec.
 *
 * @param spec as `parseModel` returns it, with the same kinds.
 * @throws RangeError if parts of a hand-made spec do not fit together.
 * @returns the moments Γ and Σ exactly, and the dictionary where there is one.
 * @example buildModel(parseModel({ moments: { gamma: [["1/2"]] } })).moments.dimension // 1
 */
export function buildModel(spec: ModelSpec, kinds: ModelKinds = MODEL_KINDS): DataModel {
  if (spec.kind === "none") {
    const empty = RationalMatrix.zero(0, 0);
    const moments = { dimension: 0, gamma: empty, sigma: empty, sigmaSecond: empty };
    return { spec, kinds, moments: { ...moments, exact: true, rounded: false }, describe: () => "" };
  }
  if (spec.kind === "moments") {
    const { gamma, sigma } = spec.moments;
    const dimension = gamma.rows;
    const moments = { dimension, gamma, sigma, sigmaSecond: sigma, exact: spec.exact, rounded: false };
    return { spec, kinds, moments, describe: () => `given moments, p = ${dimension}` };
  }
  const { dictionaries, latents, augmentations } = kinds;
  const dictionary = dictionaries.of(spec.dictionary).build(spec.dictionary);
  const latentMoment = latents.of(spec.latent).moment(spec.latent, dictionary.columns);
  const views = augmentations
    .of(spec.augmentation)
    .moments(spec.augmentation, inputMoment(dictionary, latentMoment, spec.noise.variance));
  const rounded = isRounded(spec, kinds);
  const moments = { dimension: dictionary.rows, ...views, exact: spec.exact && !rounded, rounded };
  return { spec, kinds, dictionary, moments, describe: () => describeGenerative(spec, kinds) };
}

/** Whether the dictionary was made in floating point. */
export const isRounded = (spec: ModelSpec, { dictionaries }: ModelKinds): boolean =>
  spec.kind === "generative" && dictionaries.of(spec.dictionary).rounded === true;

function describeGenerative(spec: GenerativeSpec, kinds: ModelKinds): string {
  const dictionary = kinds.dictionaries.of(spec.dictionary);
  const [p, d] = dictionary.shape(spec.dictionary);
  const parts = [
    kinds.latents.of(spec.latent).describe(spec.latent),
    p === d ? `d = ${d}` : `d = ${d}, p = ${p}`,
    dictionary.describe(spec.dictionary),
  ];
  if (!isZero(spec.noise.variance)) parts.push(`noise variance ${rationalText(spec.noise.variance)}`);
  return [...parts, kinds.augmentations.of(spec.augmentation).describe(spec.augmentation)].join(", ");
}

/**
 * A data model, built: the dictionary M (where there is one), the exact moments Γ, Σ, and a caption.
 *
 * x = M z + e, e ~ N(0, s² I), seen as two views a1, a2; or Γ and Σ given, without a dictionary.
 */
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, rationalText } from "../exact/rational.js";
import { describeAugmentation, viewMoments } from "./augmentation.js";
import { buildDictionary } from "./dictionary.js";
import { describeLatent, latentMoment } from "./latent.js";
import { inputMoment, type Moments } from "./moments.js";
import { type DictionarySpec, dictionaryShape, type GenerativeSpec, type ModelSpec } from "./spec.js";

export interface DataModel {
  readonly spec: ModelSpec;
  /** M: p×d; absent when the moments were given. */
  readonly dictionary?: RationalMatrix;
  readonly moments: Moments;
  /** One line, for captions, empty where there are no data: "one-hot, d = 3, identity dictionary, independent masks (keep 1/2)". */
  describe(): string;
}

/**
 * The data model of a parsed spec.
 *
 * @param spec as `parseModel` returns it.
 * @throws RangeError if parts of a hand-made spec do not fit together.
 * @example buildModel(parseModel({ moments: { gamma: [["1/2"]] } })).moments.dimension // 1
 */
export function buildModel(spec: ModelSpec): DataModel {
  if (spec.kind === "none") {
    const empty = RationalMatrix.zero(0, 0);
    const moments = { dimension: 0, gamma: empty, sigma: empty, sigmaSecond: empty };
    return { spec, moments: { ...moments, exact: true, rounded: false }, describe: () => "" };
  }
  if (spec.kind === "moments") {
    const { gamma, sigma } = spec.moments;
    const dimension = gamma.rows;
    const moments = { dimension, gamma, sigma, sigmaSecond: sigma, exact: spec.exact, rounded: false };
    return { spec, moments, describe: () => `given moments, p = ${dimension}` };
  }
  const dictionary = buildDictionary(spec.dictionary);
  const x = inputMoment(dictionary, latentMoment(spec.latent, dictionary.columns), spec.noise.variance);
  const rounded = spec.dictionary.kind === "random-orthonormal";
  const exact = spec.exact && !rounded;
  const moments = { dimension: dictionary.rows, ...viewMoments(spec.augmentation, x), exact, rounded };
  return { spec, dictionary, moments, describe: () => describeGenerative(spec) };
}

function describeGenerative(spec: GenerativeSpec): string {
  const [p, d] = dictionaryShape(spec.dictionary);
  const parts = [
    describeLatent(spec.latent),
    p === d ? `d = ${d}` : `d = ${d}, p = ${p}`,
    describeDictionary(spec.dictionary),
  ];
  if (!isZero(spec.noise.variance)) parts.push(`noise variance ${rationalText(spec.noise.variance)}`);
  return [...parts, describeAugmentation(spec.augmentation)].join(", ");
}

function describeDictionary(spec: DictionarySpec): string {
  switch (spec.kind) {
    case "identity":
      return "identity dictionary";
    case "matrix":
      return "given dictionary";
    case "random-orthonormal":
      return `random orthonormal dictionary (seed ${spec.seed})`;
    case "rational-orthonormal":
      return `rational orthonormal dictionary (seed ${spec.seed})`;
  }
}

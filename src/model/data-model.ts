/**
 * A data model, built: the dictionary M (where there is one), the exact moments Γ, Σ, and a caption.
 *
 * x = M z + e, e ~ N(0, s² I), seen as two views a1, a2; or moments given or of samples, without a dictionary.
 */
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, rationalText } from "../exact/rational.js";
import type { ViewMoments } from "./augmentations/augmentation.js";
import { MODEL_KINDS, type ModelKinds } from "./kinds.js";
import { inputMoment, type Moments } from "./moments.js";
import type { GenerativeSpec, ModelSpec, MomentName, SamplesSummary } from "./spec.js";

/** A data model with everything computed of it. */
export interface DataModel {
  readonly spec: ModelSpec;
  /** What its parts are of. */
  readonly kinds: ModelKinds;
  /** M: p×d; absent when the moments were given. */
  readonly dictionary?: RationalMatrix;
  /** Γ and Σ; 0×0 where there are none. */
  readonly moments: Moments;
  /** The moments by the names that a loss knows them by. */
  readonly named: ReadonlyMap<MomentName, RationalMatrix>;
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
  if (spec.kind === "none" || spec.kind === "named-moments") {
    const empty = RationalMatrix.zero(0, 0);
    const moments = { dimension: 0, gamma: empty, sigma: empty, sigmaSecond: empty };
    const named: DataModel["named"] = spec.kind === "none" ? new Map() : spec.named;
    return {
      spec,
      kinds,
      moments: { ...moments, exact: spec.exact, rounded: false },
      named,
      describe: () => (spec.kind === "none" ? "" : describeGiven(spec.samples, named)),
    };
  }
  if (spec.kind === "moments") {
    const { gamma, sigma } = spec.moments;
    const dimension = gamma.rows;
    const moments = { dimension, gamma, sigma, sigmaSecond: sigma, exact: spec.exact, rounded: false };
    const named = namedMoments(moments);
    return { spec, kinds, moments, named, describe: () => describeGiven(spec.samples, named) };
  }
  const { dictionaries, latents, augmentations } = kinds;
  const dictionary = dictionaries.of(spec.dictionary).build(spec.dictionary);
  const latentMoment = latents.of(spec.latent).moment(spec.latent, dictionary.columns);
  const views = augmentations
    .of(spec.augmentation)
    .moments(spec.augmentation, inputMoment(dictionary, latentMoment, spec.noise.variance));
  const rounded = isRounded(spec, kinds);
  const moments = { dimension: dictionary.rows, ...views, exact: spec.exact && !rounded, rounded };
  const named = namedMoments(moments);
  return { spec, kinds, dictionary, moments, named, describe: () => describeGenerative(spec, kinds) };
}

const namedMoments = ({ gamma, sigma }: ViewMoments): DataModel["named"] =>
  new Map([
    ["Gamma", gamma],
    ["Sigma", sigma],
  ]);

/** "moments of 12 samples with 2 to 3 views each, centred, from data.csv (SHA-256 …), p = 2". */
function describeGiven(samples: SamplesSummary | undefined, named: DataModel["named"]): string {
  const [x, y] = [named.get("SigmaX"), named.get("SigmaY")];
  const size =
    x === undefined || y === undefined ? `p = ${named.get("Sigma")!.rows}` : `p = ${x.rows}, q = ${y.rows}`;
  if (samples === undefined) return `given moments, ${size}`;
  const { count, views, centred, file, sha256 } = samples;
  const [fewest, most] = views;
  const number = fewest === most ? `${most}` : `${fewest} to ${most}`;
  return [
    `moments of ${count} sample${count === 1 ? "" : "s"} with ${number} view${most === 1 ? "" : "s"} each${y === undefined ? "" : " of two modalities"}`,
    ...(centred ? ["centred"] : []),
    ...(file === undefined ? [] : [`from ${file} (SHA-256 ${sha256?.slice(0, SHOWN_DIGITS)}…)`]),
    size,
  ].join(", ");
}

/** Of a hash in a caption: enough to tell files apart at a glance; the record has it whole. */
const SHOWN_DIGITS = 12;

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

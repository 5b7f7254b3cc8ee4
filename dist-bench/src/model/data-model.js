import { isZero, rationalText } from "../exact/rational.js";
import { describeAugmentation, viewMoments } from "./augmentation.js";
import { buildDictionary } from "./dictionary.js";
import { describeLatent, latentMoment } from "./latent.js";
import { inputMoment } from "./moments.js";
import { dictionaryShape } from "./spec.js";
/**
 * The data model of a parsed spec.
 *
 * @param spec as `parseModel` returns it.
 * @throws RangeError if parts of a hand-made spec do not fit together.
 * @example buildModel(parseModel({ moments: { gamma: [["1/2"]] } })).moments.dimension // 1
 */
export function buildModel(spec) {
    if (spec.kind === "moments") {
        const { gamma, sigma } = spec.moments;
        const dimension = gamma.rows;
        const moments = { dimension, gamma, sigma, sigmaSecond: sigma, exact: spec.exact };
        return { spec, moments, describe: () => `given moments, p = ${dimension}` };
    }
    const dictionary = buildDictionary(spec.dictionary);
    const x = inputMoment(dictionary, latentMoment(spec.latent, dictionary.columns), spec.noise.variance);
    const exact = spec.exact && spec.dictionary.kind !== "random-orthonormal";
    const moments = { dimension: dictionary.rows, ...viewMoments(spec.augmentation, x), exact };
    return { spec, dictionary, moments, describe: () => describeGenerative(spec) };
}
function describeGenerative(spec) {
    const [p, d] = dictionaryShape(spec.dictionary);
    const parts = [
        describeLatent(spec.latent),
        p === d ? `d = ${d}` : `d = ${d}, p = ${p}`,
        describeDictionary(spec.dictionary),
    ];
    if (!isZero(spec.noise.variance))
        parts.push(`noise variance ${rationalText(spec.noise.variance)}`);
    return [...parts, describeAugmentation(spec.augmentation)].join(", ");
}
function describeDictionary(spec) {
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

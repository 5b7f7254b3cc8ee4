import { isZero, ONE, rationalText, ZERO } from "../exact/rational.js";
/**
 * Γ and Σ of both views of x.
 *
 * @param x X = E[x xᵀ]: p×p, symmetric.
 * @example viewMoments({ kind: "none" }, x).gamma.equals(x) // true
 */
export function viewMoments(spec, x) {
    switch (spec.kind) {
        case "independent-masks": {
            const sigma = maskedMoment(x, spec.keep, ONE);
            return { gamma: entrywise(x, spec.keep.mul(spec.keep), ZERO), sigma, sigmaSecond: sigma };
        }
        case "complementary-masks": {
            const drop = ONE.sub(spec.keep);
            const factor = spec.scale.mul(spec.scale);
            const correlation = factor.mul(spec.keep).mul(drop);
            const sigma = maskedMoment(x, spec.keep, factor);
            return {
                gamma: entrywise(x, correlation, correlation.neg()),
                sigma,
                sigmaSecond: drop.equals(spec.keep) ? sigma : maskedMoment(x, drop, factor),
            };
        }
        case "additive-gaussian": {
            const sigma = isZero(spec.variance)
                ? x
                : x.map((value, i, j) => (i === j ? value.add(spec.variance) : value));
            return { gamma: x, sigma, sigmaSecond: sigma };
        }
        case "none":
            return { gamma: x, sigma: x, sigmaSecond: x };
    }
}
/** factor · (α² X + α(1−α) diag X). */
const maskedMoment = (x, keep, factor) => entrywise(x, factor.mul(keep).mul(keep), factor.mul(keep).mul(ONE.sub(keep)));
/** a X + b diag X, symmetric like X; zeros cost nothing. */
function entrywise(x, a, b) {
    const onDiagonal = a.add(b);
    return x.map((value, i, j) => (isZero(value) ? ZERO : value.mul(i === j ? onDiagonal : a)));
}
/** A few words, for captions: "independent masks (keep 1/2)". */
export function describeAugmentation(spec) {
    switch (spec.kind) {
        case "independent-masks":
            return `independent masks (keep ${rationalText(spec.keep)})`;
        case "complementary-masks":
            return `complementary masks (keep ${rationalText(spec.keep)}, scale ${rationalText(spec.scale)})`;
        case "additive-gaussian":
            return `additive Gaussian views (variance ${rationalText(spec.variance)})`;
        case "none":
            return "identical views";
    }
}

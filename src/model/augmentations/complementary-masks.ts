/**
 * Complementary masks a1 = c D x, a2 = c (I − D) x, P(D_jj = 1) = α: Γ = c² α(1−α)(X − diag X), E[a1 a1ᵀ] = c²(α² X +
 * α(1−α) diag X), E[a2 a2ᵀ] the same with 1 − α in place of α. Source: the code released with [P] (c = 2, α = 1/2).
 */
import { z } from "zod";
import type { RationalMatrix } from "../../exact/matrix.js";
import { ONE, rational, rationalText, toNumber } from "../../exact/rational.js";
import { nonzeroNumber, object, probability } from "../../files/fields.js";
import type { AugmentationKind } from "./augmentation.js";
import { BitSource, entrywise, mask, maskedMoment } from "./masks.js";

const HALF = rational("1/2");

const schema = object({
  kind: z.literal("complementary-masks"),
  keep: probability.default(() => HALF),
  scale: nonzeroNumber.default(() => rational(2)),
});

type Spec = z.output<typeof schema>;

/** Each coordinate is in one of the two views, scaled by c. */
export const complementaryMasks = {
  schema,
  moments({ keep, scale }: Spec, x: RationalMatrix) {
    const drop = ONE.sub(keep);
    const factor = scale.mul(scale);
    const correlation = factor.mul(keep).mul(drop);
    const sigma = maskedMoment(x, keep, factor);
    return {
      gamma: entrywise(x, correlation, correlation.neg()),
      sigma,
      sigmaSecond: drop.equals(keep) ? sigma : maskedMoment(x, drop, factor),
    };
  },
  describe: ({ keep, scale }: Spec) =>
    `complementary masks (keep ${rationalText(keep)}, scale ${rationalText(scale)})`,
  sampler(spec: Spec, p: number) {
    const bits = new BitSource(toNumber(spec.keep));
    const scale = toNumber(spec.scale);
    return (first, second, x, order, from, to, random) => {
      mask(first, bits, x, order, from, to, p, random);
      for (let i = from, at = 0; i < to; i++)
        for (let k = order[i]! * p, end = k + p; k < end; k++, at++) {
          const kept = first[at]!;
          first[at] = scale * kept;
          second[at] = scale * (x[k]! - kept);
        }
    };
  },
} satisfies AugmentationKind<Spec>;

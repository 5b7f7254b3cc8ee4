/** Two independent masks a_i = D_i x, P(D_jj = 1) = α: Γ = α² X, Σ = α² X + α(1−α) diag X. */
import { z } from "zod";
import type { RationalMatrix } from "../../exact/matrix.js";
import { ONE, rationalText, toNumber, ZERO } from "../../exact/rational.js";
import { object, probability } from "../../files/fields.js";
import type { AugmentationKind } from "./augmentation.js";
import { BitSource, entrywise, mask, maskedMoment } from "./masks.js";

const schema = object({ kind: z.literal("independent-masks"), keep: probability });

type Spec = z.output<typeof schema>;

/** Each view keeps each coordinate with probability α. */
export const independentMasks = {
  schema,
  moments({ keep }: Spec, x: RationalMatrix) {
    const sigma = maskedMoment(x, keep, ONE);
    return { gamma: entrywise(x, keep.mul(keep), ZERO), sigma, sigmaSecond: sigma };
  },
  describe: ({ keep }: Spec) => `independent masks (keep ${rationalText(keep)})`,
  sampler({ keep }: Spec, p: number) {
    const bits = new BitSource(toNumber(keep));
    return (first, second, x, order, from, to, random) => {
      mask(first, bits, x, order, from, to, p, random);
      mask(second, bits, x, order, from, to, p, random);
    };
  },
} satisfies AugmentationKind<Spec>;

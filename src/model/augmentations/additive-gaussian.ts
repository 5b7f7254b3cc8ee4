/** Independent Gaussian noise on each view, a_i = x + n_i, n_i ~ N(0, v I): Γ = X, Σ = X + v I. */
import { z } from "zod";
import type { RationalMatrix } from "../../exact/matrix.js";
import { isZero, rationalText, toNumber } from "../../exact/rational.js";
import { nonnegativeNumber, object } from "../../files/fields.js";
import type { AugmentationKind } from "./augmentation.js";

const schema = object({ kind: z.literal("additive-gaussian"), variance: nonnegativeNumber });

type Spec = z.output<typeof schema>;

/** Gaussian noise of variance v on each view. */
export const additiveGaussian = {
  schema,
  moments({ variance }: Spec, x: RationalMatrix) {
    const sigma = isZero(variance) ? x : x.map((value, i, j) => (i === j ? value.add(variance) : value));
    return { gamma: x, sigma, sigmaSecond: sigma };
  },
  describe: ({ variance }: Spec) => `additive Gaussian views (variance ${rationalText(variance)})`,
  sampler({ variance }: Spec, p: number) {
    const deviation = Math.sqrt(toNumber(variance));
    return (first, second, x, order, from, to, random) => {
      for (const view of [first, second])
        for (let i = from, at = 0; i < to; i++)
          for (let k = order[i]! * p, end = k + p; k < end; k++, at++)
            view[at] = x[k]! + deviation * random.normal();
    };
  },
} satisfies AugmentationKind<Spec>;

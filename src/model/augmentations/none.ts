/** No augmentation: both views are x, Γ = Σ = X. */
import { z } from "zod";
import type { RationalMatrix } from "../../exact/matrix.js";
import { object } from "../../files/fields.js";
import type { AugmentationKind } from "./augmentation.js";

const schema = object({ kind: z.literal("none") });

type Spec = z.output<typeof schema>;

/** Both views are x. */
export const identicalViews = {
  schema,
  moments: (_spec: Spec, x: RationalMatrix) => ({ gamma: x, sigma: x, sigmaSecond: x }),
  describe: () => "identical views",
  sampler: (_spec: Spec, p: number) => (first, second, x, order, from, to) => {
    for (let i = from, at = 0; i < to; i++)
      for (let k = order[i]! * p, end = k + p; k < end; k++, at++) first[at] = second[at] = x[k]!;
  },
} satisfies AugmentationKind<Spec>;

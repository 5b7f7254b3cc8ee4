/** Exactly k ones, on a uniformly random support: S_ii = k/d, S_ij = k(k−1) / (d(d−1)). */
import { z } from "zod";
import { dimension, object } from "../../files/fields.js";
import { ProblemError } from "../../files/problem-error.js";
import type { LatentContext, LatentKind } from "./latent.js";
import { patternMoment, patternSampler } from "./pattern.js";

const schema = object({ kind: z.literal("k-sparse"), active: dimension });

type Spec = z.output<typeof schema>;

/** Exactly k ones. */
export const kSparse = {
  schema,
  complete(given: Spec, { d, path }: LatentContext) {
    if (given.active > d)
      throw new ProblemError([...path, "active"], `an integer from 1 to ${d}`, `${given.active}`);
    return given;
  },
  moment: (spec: Spec, d: number) => patternMoment(d, spec.active, 0),
  describe: ({ active }: Spec) => `exactly ${active} one${active === 1 ? "" : "s"}`,
  sampler: (spec: Spec) => patternSampler(spec.active, 0),
} satisfies LatentKind<Spec>;

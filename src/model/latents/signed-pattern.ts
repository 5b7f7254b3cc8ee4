/** Exactly a entries +1 and b entries −1, uniformly placed: S_ii = (a+b)/d, S_ij = ((a−b)² − (a+b)) / (d(d−1)). */
import { z } from "zod";
import { integer, MAX_DIMENSION, object } from "../../files/fields.js";
import { ProblemError } from "../../files/problem-error.js";
import type { LatentContext, LatentKind } from "./latent.js";
import { patternMoment, patternSampler } from "./pattern.js";

const count = integer(0, MAX_DIMENSION);
const schema = object({ kind: z.literal("signed-pattern"), positive: count, negative: count });

type Spec = z.output<typeof schema>;

/** Exactly a entries +1 and b entries −1. */
export const signedPattern = {
  schema,
  complete(given: Spec, { d, path }: LatentContext) {
    const { positive, negative } = given;
    if (positive + negative < 1 || positive + negative > d)
      throw new ProblemError(path, `positive + negative from 1 to ${d}`, `${positive + negative}`);
    return given;
  },
  moment: ({ positive, negative }: Spec, d: number) => patternMoment(d, positive, negative),
  describe: ({ positive, negative }: Spec) => `signed pattern (${positive} of +1, ${negative} of −1)`,
  sampler: ({ positive, negative }: Spec) => patternSampler(positive, negative),
} satisfies LatentKind<Spec>;

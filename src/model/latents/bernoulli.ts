/** Independent Bernoulli(κ) entries: S_ii = κ, S_ij = κ². */
import { z } from "zod";
import { rationalText, toNumber } from "../../exact/rational.js";
import { object, probability } from "../../files/fields.js";
import { exchangeable, type LatentKind } from "./latent.js";

const schema = object({ kind: z.literal("bernoulli"), probability });

type Spec = z.output<typeof schema>;

/** Entries 1 with probability κ, else 0. */
export const bernoulli = {
  schema,
  complete: (given: Spec) => given,
  moment: ({ probability }: Spec, d: number) => exchangeable(d, probability, probability.mul(probability)),
  describe: (spec: Spec) => `Bernoulli(${rationalText(spec.probability)})`,
  sampler(spec: Spec) {
    const keep = toNumber(spec.probability);
    return (z, random) => {
      for (let j = 0; j < z.length; j++) z[j] = random.next() < keep ? 1 : 0;
    };
  },
} satisfies LatentKind<Spec>;

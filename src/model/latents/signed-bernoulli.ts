/** Independent entries ±1 with probability κ/2 each, else 0: S = κ I. */
import { z } from "zod";
import { rationalText, toNumber, ZERO } from "../../exact/rational.js";
import { object, probability } from "../../files/fields.js";
import { exchangeable, type LatentKind } from "./latent.js";

const schema = object({ kind: z.literal("signed-bernoulli"), probability });

type Spec = z.output<typeof schema>;

/** Entries ±1 with probability κ/2 each, else 0. */
export const signedBernoulli = {
  schema,
  complete: (given: Spec) => given,
  moment: (spec: Spec, d: number) => exchangeable(d, spec.probability, ZERO),
  describe: (spec: Spec) => `signed Bernoulli(${rationalText(spec.probability)})`,
  sampler(spec: Spec) {
    const keep = toNumber(spec.probability);
    return (z, random) => {
      for (let j = 0; j < z.length; j++) {
        const u = random.next();
        z[j] = u < keep / 2 ? 1 : u < keep ? -1 : 0;
      }
    };
  },
} satisfies LatentKind<Spec>;

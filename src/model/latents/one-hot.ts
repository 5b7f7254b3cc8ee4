/** One-hot latents: P(z = e_j) = π_j, S = diag(π). Without probabilities the uniform distribution. */
import { z } from "zod";
import { RationalMatrix } from "../../exact/matrix.js";
import { ONE, type Rational, rational, rationalText, toNumber, ZERO } from "../../exact/rational.js";
import { object, probabilities } from "../../files/fields.js";
import { ProblemError } from "../../files/problem-error.js";
import type { LatentContext, LatentKind } from "./latent.js";

const schema = object({ kind: z.literal("one-hot"), probabilities: probabilities.optional() });

type Given = z.output<typeof schema>;
type Spec = Given & { readonly probabilities: readonly Rational[] };

/** d probabilities that sum to 1. @throws ProblemError */
function checkProbabilities(values: readonly Rational[], { d, exact, path }: LatentContext): void {
  const place = [...path, "probabilities"];
  if (values.length !== d)
    throw new ProblemError(place, `${d} entries, one per dictionary column`, `${values.length}`);
  const sum = values.reduce((total, value) => total.add(value), ZERO);
  // Doubles such as 0.1, 0.2, 0.7 miss 1 by their own rounding, at most half an ulp of 1 each.
  const slack = exact ? ZERO : rational(d * 2 ** -53);
  if (sum.sub(ONE).abs().compare(slack) > 0)
    throw new ProblemError(
      place,
      "a sum of 1",
      rationalText(sum).length <= 24 ? rationalText(sum) : `${toNumber(sum)}`,
    );
}

/** One entry 1, the others 0. */
export const oneHot = {
  schema,
  complete(given: Given, context: LatentContext): Spec {
    const { d } = context;
    const { probabilities = new Array<Rational>(d).fill(rational(1).div(rational(d))) } = given;
    checkProbabilities(probabilities, context);
    return { ...given, probabilities };
  },
  moment: (spec: Spec) => RationalMatrix.diagonal(spec.probabilities),
  describe({ probabilities }: Spec) {
    if (probabilities.every((value) => value.equals(probabilities[0]!))) return "one-hot";
    const list = probabilities.slice(0, 6).map(rationalText).join(", ");
    return `one-hot (${list}${probabilities.length > 6 ? ", …" : ""})`;
  },
  sampler(spec: Spec) {
    let sum = 0;
    const bounds = spec.probabilities.map((value) => (sum += toNumber(value)));
    return (z, random) => {
      const u = random.next();
      const at = bounds.findIndex((bound) => u < bound);
      z.fill(0);
      z[at < 0 ? z.length - 1 : at] = 1;
    };
  },
} satisfies LatentKind<Spec, Given>;

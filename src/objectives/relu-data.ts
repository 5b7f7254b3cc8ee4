/**
 * The data model of the ReLU objectives: x = z one-hot, two independent masks, no noise. For it the expectation over latents
 * and masks is the finite sum of the theory.
 */
import { type Rational, rationalText } from "../exact/rational.js";
import { isOf, type Kind, nameOf } from "../files/kinds.js";
import { ProblemError } from "../files/problem-error.js";
import { independentMasks } from "../model/augmentations/independent-masks.js";
import { identityDictionary } from "../model/dictionaries/identity.js";
import { oneHot } from "../model/latents/one-hot.js";
import { type ModelSpec, whatIsGiven } from "../model/spec.js";

/** P(z = e_j), and the probability α with which a mask keeps an entry. */
export interface MaskedOneHot {
  readonly probabilities: readonly Rational[];
  readonly keep: Rational;
}

/**
 * The parameters of the data model.
 *
 * @param kind of the objective, for the message.
 * @throws ProblemError naming the first part of the model that is another one.
 */
export function maskedOneHot(kind: string, model: ModelSpec): MaskedOneHot {
  if (model.kind !== "generative")
    throw new ProblemError(["model"], `a generative model for ${kind}`, whatIsGiven(model));
  const { dictionary, latent, noise, augmentation } = model;
  const refuse = (path: readonly string[], wanted: string, got: string): never => {
    throw new ProblemError(["model", ...path], `${wanted} for ${kind}`, got);
  };
  const other = (part: string, wanted: Kind, got: string) => refuse([part, "kind"], nameOf(wanted), got);
  if (!isOf(identityDictionary, dictionary)) return other("dictionary", identityDictionary, dictionary.kind);
  if (!isOf(oneHot, latent)) return other("latent", oneHot, latent.kind);
  const variance = rationalText(noise.variance);
  if (variance !== "0") return refuse(["noise", "variance"], "0", variance);
  if (!isOf(independentMasks, augmentation))
    return other("augmentation", independentMasks, augmentation.kind);
  return { probabilities: latent.probabilities, keep: augmentation.keep };
}

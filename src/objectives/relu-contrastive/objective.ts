/**
 * ReLU contrastive objective on one-hot latents under masks, one negative, temperature τ:
 *
 *   L(W) = E log(1 + exp((s₋ − s₊)/τ)),  s₊ = ⟨h(D₁x), h(D₂x)⟩, s₋ = ⟨h(D₁x), h(D′x′)⟩, h(x) = ReLU(W x),
 *
 * W: m×d with unit columns. The loss lies outside the grammar of the symbolic layer and is given as an oracle (`loss.ts`).
 * Global minima: `closed-form.ts`. Source: [P].
 */
import { z } from "zod";
import { rationalText, toNumber } from "../../exact/rational.js";
import { dimension, object, positiveNumber } from "../../files/fields.js";
import type { DataModel } from "../../model/data-model.js";
import type { ModelSpec } from "../../model/spec.js";
import type { ObjectiveKind } from "../definition.js";
import type { Objective } from "../objective.js";
import { maskedOneHot } from "../relu-data.js";
import { contrastiveClosedForm, contrastiveMinimum } from "./closed-form.js";
import { contrastiveDescent, contrastiveValue } from "./loss.js";

const schema = object({
  kind: z.literal("relu-contrastive"),
  embedding: dimension,
  temperature: positiveNumber,
  negatives: z.enum(["distinct", "independent"]),
});

type Spec = z.output<typeof schema>;

/** The loss and its one-sided conditions in words: there is no gradient to print. */
const DESCRIBED = {
  describedLoss: {
    text: "E log(1 + exp((s_neg - s_pos)/tau)), s_pos = <relu(W*D1*x), relu(W*D2*x)>, s_neg = <relu(W*D1*x), relu(W*D'*x')>",
    tex: "\\mathbb{E} \\log(1 + \\exp((s_- - s_+)/\\tau)),\\quad s_+ = \\langle (W D_1 x)^+, (W D_2 x)^+ \\rangle,\\ s_- = \\langle (W D_1 x)^+, (W D' x')^+ \\rangle",
  },
  describedConditions: {
    stationarity: [
      {
        variable: "W",
        text: "L'(W; V) >= 0 for every V with diag(W'*V) = 0",
        tex: "L'(W; V) \\ge 0 \\quad \\text{for all tangent } V",
      },
    ],
    constraints: [{ text: "diag(W'*W) = 1", tex: "\\operatorname{diag}(W^{\\top} W) = \\mathbf{1}" }],
    hessian: {
      text: "outside the polynomial grammar: stationarity is one-sided, L'(W; V) >= 0 for all tangent V",
      tex: "\\text{one-sided only: the loss has kinks}",
    },
  },
} satisfies Pick<Objective, "describedLoss" | "describedConditions">;

function build({ kind, embedding: m, temperature, negatives }: Spec, model: DataModel): Objective {
  const { probabilities, keep } = maskedOneHot(kind, model.spec);
  const exact = { m, keep, temperature, probabilities, negatives };
  const instance = {
    m,
    keep: toNumber(keep),
    temperature: toNumber(temperature),
    probabilities: probabilities.map(toNumber),
    negatives,
  };
  return {
    kind,
    title: `ReLU contrastive objective, unit columns, ${negatives} negatives, τ = ${rationalText(temperature)}, m = ${m}, d = ${probabilities.length}`,
    ...DESCRIBED,
    oracle: {
      value: (point) => contrastiveValue(instance, point.W!),
      descent: (point) => contrastiveDescent(instance, point.W!),
      provenMinimum: (point) => contrastiveMinimum(exact, point.W!),
    },
    encoder: "W",
    symmetries: [],
    closedForm: () => contrastiveClosedForm(exact),
  };
}

/** E log(1 + exp((s₋ − s₊)/τ)) with one negative, h(x) = ReLU(W x), unit columns. */
export const reluContrastive = {
  schema,
  checkModel: ({ kind }: Spec, model: ModelSpec): void => void maskedOneHot(kind, model),
  build,
} satisfies ObjectiveKind<Spec>;

/**
 * The spectral contrastive objective with weight decay:
 *
 *   L(W) = −2 tr(W Γ Wᵀ) + ‖W Σ Wᵀ‖_F² + λ‖W‖_F²,  W: m×p.
 *
 * Closed form: `closed-form.ts`. Source: HaoChen, Wei, Gaidon, Ma 2021.
 */
import { z } from "zod";
import { ZERO } from "../../exact/rational.js";
import { dimension, nonnegativeNumber, object } from "../../files/fields.js";
import type { DataModel } from "../../model/data-model.js";
import { variable } from "../../symbolic/landscape.js";
import { landscapeFromText } from "../build.js";
import { decay, type ObjectiveKind } from "../definition.js";
import type { Objective } from "../objective.js";
import { spectralClosedForm } from "./closed-form.js";

const schema = object({
  kind: z.literal("spectral-contrastive"),
  embedding: dimension,
  weightDecay: nonnegativeNumber.default(() => ZERO),
});

type Spec = z.output<typeof schema>;

function build({ kind, embedding: m, weightDecay }: Spec, { moments }: DataModel): Objective {
  const [lambda, parameters] = decay(weightDecay, "lambda");
  return {
    kind,
    title: `Spectral contrastive objective, m = ${m}, p = ${moments.dimension}`,
    landscape: landscapeFromText(
      `-2*tr(W*Gamma*W') + norm2(W*Sigma*W')${lambda && ` + ${lambda}*norm2(W)`}`,
      [variable("W", m, moments.dimension)],
      new Map([
        ["Gamma", moments.gamma],
        ["Sigma", moments.sigma],
      ]),
      parameters,
    ),
    encoder: "W",
    symmetries: [{ kind: "left-orthogonal", left: ["W"], conjugated: [] }],
    training: { weightDecay },
    closedForm: () => spectralClosedForm(moments, m, weightDecay),
  };
}

/** −2 tr(W Γ Wᵀ) + ‖W Σ Wᵀ‖² + λ‖W‖². */
export const spectralContrastive = { schema, build } satisfies ObjectiveKind<Spec>;

/**
 * ReLU alignment on one-hot latents under masks:  L(W) = 2 − 2 E⟨h(D₁x), h(D₂x)⟩ = 2 − 2 Σ_j γ_j ‖w_j⁺‖²,  h(x) = ReLU(W x),
 * W: m×d with unit columns w_j, γ_j = α² π_j.
 *
 * Closed form: `closed-form.ts`. Source: [P].
 */
import { z } from "zod";
import { dimension, object } from "../../files/fields.js";
import type { DataModel } from "../../model/data-model.js";
import type { ModelSpec } from "../../model/spec.js";
import { variable } from "../../symbolic/landscape.js";
import { landscapeFromText } from "../build.js";
import type { ObjectiveKind } from "../definition.js";
import type { Objective } from "../objective.js";
import { maskedOneHot } from "../relu-data.js";
import { alignmentClosedForm } from "./closed-form.js";

const schema = object({ kind: z.literal("relu-alignment"), embedding: dimension });

type Spec = z.output<typeof schema>;

function build({ kind, embedding: m }: Spec, { moments }: DataModel): Objective {
  const { gamma, exact, dimension: d } = moments;
  return {
    kind,
    title: `ReLU alignment objective, unit columns, m = ${m}, d = ${d}`,
    landscape: landscapeFromText(
      "2 - 2*tr(W*Gamma*W')",
      [variable("W", m, d, "unit-columns", true)],
      new Map([["Gamma", gamma]]),
      new Map(),
    ),
    encoder: "W",
    symmetries: [],
    closedForm: () => alignmentClosedForm(gamma.diagonalEntries(), m, exact),
  };
}

/** 2 − 2 E⟨h(D1 x), h(D2 x)⟩, h(x) = ReLU(W x), unit columns. */
export const reluAlignment = {
  schema,
  checkModel: ({ kind }: Spec, model: ModelSpec): void => void maskedOneHot(kind, model),
  build,
} satisfies ObjectiveKind<Spec>;

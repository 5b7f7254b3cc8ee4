/**
 * The cross-correlation identity objective, linear Barlow Twins:  L(W) = ‖W Γ Wᵀ − I_m‖_F²,  W: m×p.
 *
 * Closed form: `closed-form.ts`. Source: Simon et al. 2023.
 */
import { z } from "zod";
import { dimension, object } from "../../files/fields.js";
import type { DataModel } from "../../model/data-model.js";
import { variable } from "../../symbolic/landscape.js";
import { landscapeFromText } from "../build.js";
import type { ObjectiveKind } from "../definition.js";
import type { Objective } from "../objective.js";
import { crossCorrelationClosedForm } from "./closed-form.js";

const schema = object({ kind: z.literal("cross-correlation"), embedding: dimension });

type Spec = z.output<typeof schema>;

function build({ kind, embedding: m }: Spec, { moments }: DataModel): Objective {
  return {
    kind,
    title: `Cross-correlation identity objective, m = ${m}, p = ${moments.dimension}`,
    landscape: landscapeFromText(
      `norm2(W*Gamma*W' - I(${m}))`,
      [variable("W", m, moments.dimension)],
      new Map([["Gamma", moments.gamma]]),
      new Map(),
    ),
    encoder: "W",
    symmetries: [{ kind: "left-orthogonal", left: ["W"], conjugated: [] }],
    closedForm: () => crossCorrelationClosedForm(moments, m),
  };
}

/** ‖W Γ Wᵀ − I‖². */
export const crossCorrelation = { schema, build } satisfies ObjectiveKind<Spec>;

/**
 * The bilinear non-contrastive objective under a normalisation, tied or not:
 *
 *   L(Wo, Wt) = 2 − 2 tr(Wo Γ Wtᵀ) + λ(‖Wo‖² + ‖Wt‖²),  Wo, Wt: m×p; tied: Wo = Wt = W.
 *
 * Closed forms: `columns.ts`, `tied-columns.ts`, `rows.ts`, `unit-norm.ts`, `unconstrained.ts`. Source: [P].
 */
import { z } from "zod";
import { rational, ZERO } from "../../exact/rational.js";
import { dimension, nonnegativeNumber, object } from "../../files/fields.js";
import type { DataModel } from "../../model/data-model.js";
import type { Moments } from "../../model/moments.js";
import { variable } from "../../symbolic/landscape.js";
import { landscapeFromText } from "../build.js";
import { decay, type ObjectiveKind } from "../definition.js";
import type { ClosedForm, Objective, Unavailable } from "../objective.js";
import { columnsClosedForm } from "./columns.js";
import { rowsClosedForm } from "./rows.js";
import { tiedColumnsClosedForm } from "./tied-columns.js";
import { freeClosedForm } from "./unconstrained.js";
import { frobeniusClosedForm } from "./unit-norm.js";

const schema = object({
  kind: z.literal("bilinear"),
  embedding: dimension,
  normalize: z.enum(["none", "columns", "rows", "frobenius"]),
  tied: z.boolean().default(false),
  weightDecay: nonnegativeNumber.default(() => ZERO),
});

type Spec = z.output<typeof schema>;

const NORMALIZATION = {
  none: { constraint: "none", name: "unconstrained" },
  columns: { constraint: "unit-columns", name: "unit columns" },
  rows: { constraint: "unit-rows", name: "unit rows" },
  frobenius: { constraint: "unit-norm", name: "unit Frobenius norm" },
} as const;

function closedForm(spec: Spec, moments: Moments): ClosedForm | Unavailable {
  const { embedding: m, normalize, tied, weightDecay } = spec;
  // On the constraint set the weight decay is a constant.
  const offset = (squaredNorms: number) => rational(2).add(weightDecay.mul(squaredNorms));
  switch (normalize) {
    case "columns":
      return (tied ? tiedColumnsClosedForm : columnsClosedForm)(moments, m, offset(2 * moments.dimension));
    case "rows":
      return rowsClosedForm(moments, m, tied, offset(2 * m));
    case "frobenius":
      return frobeniusClosedForm(moments, m, tied, offset(2));
    case "none":
      return freeClosedForm(moments, m, tied, weightDecay);
  }
}

function build(spec: Spec, { moments }: DataModel): Objective {
  const { kind, embedding: m, normalize, tied, weightDecay } = spec;
  const p = moments.dimension;
  const { constraint, name } = NORMALIZATION[normalize];
  const [lambda, parameters] = decay(weightDecay, "lambda");
  const [o, t] = tied ? ["W", "W"] : ["Wo", "Wt"];
  const text = `2 - 2*tr(${o}*Gamma*${t}')${lambda && ` + ${lambda}*(norm2(${o}) + norm2(${t}))`}`;
  const names = tied ? ["W"] : ["Wo", "Wt"];
  const landscape = landscapeFromText(
    text,
    names.map((v) => variable(v, m, p, constraint)),
    new Map([["Gamma", moments.gamma]]),
    parameters,
  );
  return {
    kind,
    title: `Bilinear non-contrastive objective, ${name}${tied ? ", tied weights" : ""}, m = ${m}, p = ${p}`,
    landscape,
    encoder: names[0]!,
    symmetries: [{ kind: "left-orthogonal", left: normalize === "rows" ? [] : names, conjugated: [] }],
    training: { weightDecay, branches: tied ? { one: normalize } : { two: normalize } },
    closedForm: () => closedForm(spec, moments),
  };
}

/** 2 − 2 tr(Wo Γ Wtᵀ) under a normalisation, or with weight decay; tied: Wo = Wt = W. */
export const bilinear = { schema, build } satisfies ObjectiveKind<Spec>;

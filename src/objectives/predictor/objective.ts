/**
 * The predictor objective, a vector field if the gradient is stopped at the target W a₂:
 *
 *   L(W, P) = E‖P W a₁ − W a₂‖² + η(‖W‖² + ‖P‖²)
 *           = tr(P W Σ Wᵀ Pᵀ) − 2 tr(P W Γ Wᵀ) + tr(W Σ₂ Wᵀ) + η(‖W‖² + ‖P‖²),  W: m×p, P: m×m.
 *
 * Closed forms: `collapse.ts` without, `equilibria.ts` with stop-gradient; systems of orbits: `strata.ts`. Source: Tian, Chen,
 * Ganguli 2021.
 */
import { z } from "zod";
import { inertia } from "../../exact/inertia.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { ZERO } from "../../exact/rational.js";
import { dimension, nonnegativeNumber, object } from "../../files/fields.js";
import type { DataModel } from "../../model/data-model.js";
import { variable } from "../../symbolic/landscape.js";
import { landscapeFromText } from "../build.js";
import { decay, type ObjectiveKind } from "../definition.js";
import type { Objective } from "../objective.js";
import { predictorClosedForm } from "./collapse.js";
import { stopGradientClosedForm } from "./equilibria.js";
import { equilibriumStrata } from "./strata.js";

const schema = object({
  kind: z.literal("predictor"),
  embedding: dimension,
  weightDecay: nonnegativeNumber,
  stopGradient: z.boolean(),
});

type Spec = z.output<typeof schema>;

const isPositiveDefinite = (a: RationalMatrix): boolean => a.isSymmetric() && inertia(a).positive === a.rows;

/** Γ, Σ as constants of the loss; the second view's Σ only where it differs. */
function momentConstants({ moments }: DataModel): Map<string, RationalMatrix> {
  const constants = new Map([
    ["Gamma", moments.gamma],
    ["Sigma", moments.sigma],
  ]);
  if (!moments.sigmaSecond.equals(moments.sigma)) constants.set("Sigma2", moments.sigmaSecond);
  return constants;
}

function build(spec: Spec, model: DataModel): Objective {
  const { kind, embedding: m, weightDecay, stopGradient } = spec;
  const { moments } = model;
  const p = moments.dimension;
  const constants = momentConstants(model);
  const target = stopGradient ? "sg(W)" : "W";
  const second = constants.has("Sigma2") ? "Sigma2" : "Sigma";
  const [eta, parameters] = decay(weightDecay, "eta");
  const text =
    `tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*${target}') + tr(${target}*${second}*${target}')` +
    (eta && ` + ${eta}*(norm2(W) + norm2(P))`);
  return {
    kind,
    title: `Predictor objective ${stopGradient ? "with" : "without"} stop-gradient, m = ${m}, p = ${p}`,
    landscape: landscapeFromText(text, [variable("W", m, p), variable("P", m, m)], constants, parameters),
    encoder: "W",
    symmetries: [{ kind: "left-orthogonal", left: ["W"], conjugated: ["P"] }],
    training: { weightDecay, ...(stopGradient ? { branches: "stopped" as const } : {}) },
    strata: (random) =>
      stopGradient &&
      weightDecay.compare(ZERO) > 0 &&
      moments.gamma.isSymmetric() &&
      isPositiveDefinite(moments.sigma)
        ? equilibriumStrata(moments, m, weightDecay, random)
        : null,
    closedForm: () =>
      stopGradient
        ? stopGradientClosedForm(moments, m, weightDecay)
        : predictorClosedForm(moments, m, weightDecay, model.spec.kind === "moments"),
  };
}

/** E‖P W a1 − W a2‖² + η(‖W‖² + ‖P‖²), a vector field if the gradient is stopped at W a2. */
export const predictor = { schema, build } satisfies ObjectiveKind<Spec>;

/**
 * The optional block `training` of a problem file, and the rule that an objective is trained with.
 *
 * Every number is read exactly and used as the nearest double; `RULE_KINDS` lists the kinds of rules.
 */
import { z } from "zod";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { toNumber } from "../exact/rational.js";
import { integer, nonnegativeNumber, object, ownField, parse, positiveNumber } from "../files/fields.js";
import { ProblemError } from "../files/problem-error.js";
import { toMatrix } from "../objectives/build.js";
import type { Problem } from "../objectives/problem.js";
import { directPredictor } from "./direct-predictor.js";
import { gradientFlow, gradientSteps } from "./gradient.js";
import { predictorMovingAverage, tiedMovingAverage } from "./moving-average.js";
import { projectedSteps } from "./projected-steps.js";
import type { Rule } from "./rule.js";

const positive = positiveNumber.transform(toNumber);
const nonnegative = nonnegativeNumber.transform(toNumber);
const count = integer(1, 1e9);

const rule = z.discriminatedUnion("kind", [
  object({ kind: z.literal("alternating-steps"), step: positive.optional() }),
  object({ kind: z.literal("simultaneous-steps"), step: positive.optional() }),
  object({ kind: z.literal("gradient-steps"), step: positive.optional() }),
  object({ kind: z.literal("gradient-flow") }),
  object({
    kind: z.literal("moving-average"),
    decay: nonnegative.default(0.9),
    step: positive.optional(),
  }),
  object({ kind: z.literal("direct-pred"), epsilon: nonnegative.default(0) }),
  object({
    kind: z.literal("direct-set"),
    exponent: positive.default(1),
    epsilon: nonnegative.default(0),
    normalized: z.boolean().default(false),
  }),
]);

const training = object({
  rule: rule.optional(),
  runs: count.optional(),
  steps: count.optional(),
  time: positive.optional(),
  spread: positive.optional(),
});

export type RuleSpec = z.output<typeof rule>;

/** The block `training` as it is written. */
export type TrainingInput = z.input<typeof training>;

/** The block `training`, checked; what is left out has defaults. */
export interface TrainingSpec {
  readonly rule?: RuleSpec | undefined;
  readonly runs?: number | undefined;
  /** Steps at most: of the rule, or of the integrator of a flow. */
  readonly steps?: number | undefined;
  /** The end of time of a flow. */
  readonly time?: number | undefined;
  /** Scale of random unconstrained variables. */
  readonly spread?: number | undefined;
}

export const RULE_KINDS = [
  "alternating-steps",
  "simultaneous-steps",
  "gradient-steps",
  "gradient-flow",
  "moving-average",
  "direct-pred",
  "direct-set",
] as const satisfies readonly RuleSpec["kind"][];

/** @throws ProblemError naming the place. */
export function trainingSpec({ parsed }: Problem): TrainingSpec {
  const json = ownField(parsed.file, "training");
  return json === undefined ? {} : parse(training, json, ["training"]);
}

/** A rule of this kind with its defaults. */
export const defaultRule = (kind: RuleSpec["kind"]): RuleSpec => parse(rule, { kind }, ["training", "rule"]);

/**
 * The rule of a problem: the one that is asked for, else alternating steps where there are an online and a target
 * encoder under a constraint, gradient steps where the loss has kinks (ReLU), and gradient flow elsewhere.
 *
 * @throws ProblemError if the objective has no smooth landscape, or the rule does not apply to it.
 */
export function buildRule(problem: Problem, spec?: RuleSpec): Rule {
  const { objective, model, parsed } = problem;
  if (objective.landscape === undefined)
    throw new ProblemError(
      ["objective", "kind"],
      "an objective whose gradient can be followed",
      objective.kind,
    );
  const system = new LandscapeSystem(objective.landscape);
  const form = parsed.objective;
  const gamma = toMatrix(model.moments.gamma);
  const sigma = toMatrix(model.moments.sigma);
  const untied = form.kind === "bilinear" && !form.tied;
  const chosen =
    spec ??
    defaultRule(
      untied && form.normalize !== "none"
        ? "alternating-steps"
        : form.kind === "relu-alignment"
          ? "gradient-steps"
          : "gradient-flow",
    );
  const refuse = (expected: string): never => {
    throw new ProblemError(["training", "rule", "kind"], `${expected} for ${chosen.kind}`, objective.title);
  };
  switch (chosen.kind) {
    case "alternating-steps":
    case "simultaneous-steps":
      if (!untied) return refuse("an untied bilinear objective");
      return projectedSteps(system, {
        order: chosen.kind === "alternating-steps" ? "alternating" : "simultaneous",
        normalize: form.normalize,
        gamma,
        embedding: form.embedding,
        weightDecay: toNumber(form.weightDecay),
        step: chosen.step ?? couplingStep(gamma.data, gamma.rows, toNumber(form.weightDecay)),
      });
    case "gradient-flow":
      return gradientFlow(system);
    case "gradient-steps":
      return gradientSteps(system, chosen.step ?? curvatureStep(system, problem));
    case "moving-average": {
      if (chosen.decay > 1)
        throw new ProblemError(["training", "rule", "decay"], "a number from 0 to 1", String(chosen.decay));
      const settings = { decay: chosen.decay, step: chosen.step ?? couplingStep(gamma.data, gamma.rows) };
      if (form.kind === "predictor" && form.stopGradient)
        return predictorMovingAverage(system, gamma, sigma, toNumber(form.weightDecay), {
          ...settings,
          step: chosen.step ?? curvatureStep(system, problem),
        });
      if (
        form.kind === "bilinear" &&
        form.tied &&
        form.normalize !== "none" &&
        model.moments.gamma.isSymmetric()
      )
        return tiedMovingAverage(system, gamma, settings);
      return refuse(
        "a predictor with stop-gradient, or a normalised tied bilinear objective with symmetric Γ,",
      );
    }
    case "direct-pred":
    case "direct-set":
      if (form.kind !== "predictor" || !form.stopGradient) return refuse("a predictor with stop-gradient");
      return directPredictor(system, gamma, sigma, toNumber(form.weightDecay), chosen);
  }
}

/**
 * η = 1/(4(‖Γ‖ + λ)), ‖Γ‖ the largest absolute row or column sum: c‖Γ‖ ≤ 1/2 ≤ 1 − 2ηλ, so that what is kept of the old
 * value is never less than what is added, and no direction flips its sign from step to step.
 */
function couplingStep(gamma: Float64Array, p: number, weightDecay = 0): number {
  const sums = new Float64Array(2 * p);
  gamma.forEach((x, k) => {
    sums[Math.floor(k / p)]! += Math.abs(x);
    sums[p + (k % p)]! += Math.abs(x);
  });
  const largest = Math.max(...sums) + weightDecay;
  return largest === 0 ? 1 : 1 / (4 * largest);
}

/**
 * A step for losses of degree at most four in the variables, from norms: their second derivative near starts of unit
 * size is at most about 16(‖Γ‖ + ‖Σ‖²+ ‖Σ‖ + η).
 */
function curvatureStep({ layout }: LandscapeSystem, { model, parsed }: Problem): number {
  const norm = (a: { toNumbers(): Float64Array }) =>
    Math.sqrt(a.toNumbers().reduce((sum, x) => sum + x * x, 0));
  const [g, s] = [norm(model.moments.gamma), norm(model.moments.sigma)];
  const decay = "weightDecay" in parsed.objective ? toNumber(parsed.objective.weightDecay) : 0;
  const largest = g + s + (layout.length === 1 ? s * s + g * g : s) + decay;
  return largest === 0 ? 1 : 1 / (16 * largest);
}

/**
 * The kinds of training rules: the fields of their specs, and how a rule is made for an objective. What a rule needs of a loss
 * beyond its gradient it reads off the objective's training form, never off its kind.
 */
import { z } from "zod";
import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { toNumber } from "../exact/rational.js";
import { nonnegativeNumber, object, positiveNumber } from "../files/fields.js";
import { type Kind, KindTable, nameOf, type Tagged } from "../files/kinds.js";
import { ProblemError } from "../files/problem-error.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { TrainingForm } from "../objectives/objective.js";
import { directPredictor } from "./direct-predictor.js";
import { gradientFlow, gradientSteps } from "./gradient.js";
import { predictorMovingAverage, tiedMovingAverage } from "./moving-average.js";
import { type ProjectedSteps, projectedSteps } from "./projected-steps.js";
import type { Rule } from "./rule.js";
import { RULE_KINDS, type RuleKind } from "./rule-kinds.js";

/** What a rule is made from. */
export interface RuleContext {
  readonly system: LandscapeSystem;
  /** Γ and Σ: p×p. */
  readonly gamma: Matrix;
  readonly sigma: Matrix;
  /** Γ = Γᵀ, exactly. */
  readonly isSymmetric: boolean;
  readonly branches: TrainingForm["branches"];
  readonly weightDecay: number;
  /** @throws ProblemError: the rule needs an objective that this one is not. */
  refuse(expected: string): never;
}

interface RuleRow<Spec extends Tagged = Tagged> extends Kind<Spec> {
  /** @throws ProblemError if the rule does not apply to the objective. */
  build(spec: Spec, context: RuleContext): Rule;
}

const positive = positiveNumber.transform(toNumber);
const nonnegative = nonnegativeNumber.transform(toNumber);
const step = positive.optional();

const steps = <const Name extends RuleKind>(name: Name) => object({ kind: z.literal(name), step });

interface Stepping {
  readonly kind: string;
  readonly step?: number | undefined;
}

const projected =
  (order: ProjectedSteps["order"]) =>
  (spec: Stepping, { system, gamma, branches, weightDecay, refuse }: RuleContext): Rule => {
    if (typeof branches !== "object" || !("two" in branches)) return refuse("an untied bilinear objective");
    return projectedSteps(system, {
      order,
      normalize: branches.two,
      gamma,
      embedding: system.layout[0]!.rows,
      weightDecay,
      step: spec.step ?? couplingStep(gamma, weightDecay),
    });
  };

const movingAverageSchema = object({
  kind: z.literal("moving-average"),
  decay: nonnegative.default(0.9),
  step,
});

function movingAverage(spec: z.output<typeof movingAverageSchema>, context: RuleContext): Rule {
  const { system, gamma, sigma, branches, weightDecay, isSymmetric, refuse } = context;
  const { decay } = spec;
  if (decay > 1) throw new ProblemError(["training", "rule", "decay"], "a number from 0 to 1", String(decay));
  if (branches === "stopped")
    return predictorMovingAverage(system, gamma, sigma, weightDecay, {
      decay,
      step: spec.step ?? curvatureStep(context),
    });
  if (branches !== undefined && "one" in branches && branches.one !== "none" && isSymmetric)
    return tiedMovingAverage(system, gamma, { decay, step: spec.step ?? couplingStep(gamma) });
  return refuse("a predictor with stop-gradient, or a normalised tied bilinear objective with symmetric Γ,");
}

const directPred = object({ kind: z.literal("direct-pred"), epsilon: nonnegative.default(0) });
const directSet = object({
  kind: z.literal("direct-set"),
  exponent: positive.default(1),
  epsilon: nonnegative.default(0),
  normalized: z.boolean().default(false),
});

function direct(
  spec: z.output<typeof directPred> | z.output<typeof directSet>,
  { system, gamma, sigma, branches, weightDecay, refuse }: RuleContext,
): Rule {
  if (branches !== "stopped") return refuse("a predictor with stop-gradient");
  return directPredictor(system, gamma, sigma, weightDecay, spec);
}

const ROWS = {
  "alternating-steps": { schema: steps("alternating-steps"), build: projected("alternating") },
  "simultaneous-steps": { schema: steps("simultaneous-steps"), build: projected("simultaneous") },
  "gradient-steps": {
    schema: steps("gradient-steps"),
    build: (spec: Stepping, context: RuleContext) =>
      gradientSteps(context.system, spec.step ?? curvatureStep(context)),
  },
  "gradient-flow": {
    schema: object({ kind: z.literal("gradient-flow") }),
    build: (_spec: Tagged, { system }: RuleContext) => gradientFlow(system),
  },
  "moving-average": { schema: movingAverageSchema, build: movingAverage },
  "direct-pred": { schema: directPred, build: direct },
  "direct-set": { schema: directSet, build: direct },
} as const satisfies { readonly [Name in RuleKind]: RuleRow };

type RowSchema = (typeof ROWS)[RuleKind]["schema"];

/** A checked training rule: its kind, and its numbers. */
export type RuleSpec = z.output<RowSchema>;
/** A training rule as a user may write it: optional fields left out, numbers as numbers or text. */
export type RuleInput = z.input<RowSchema>;

/** The table of training rules by their kinds. */
export const RULES = new KindTable<RuleRow>(RULE_KINDS.map((name): RuleRow => ROWS[name]));

/** Whether rules of this kind have a step size to choose. */
export const hasStep = ({ kind }: RuleSpec): boolean => "step" in ROWS[kind].schema.shape;

/**
 * The rule for an objective when none is asked for: alternating steps where there are an online and a target encoder under a
 * constraint, gradient steps where the loss has kinks, and gradient flow elsewhere.
 */
export function usualRule({ system, branches }: Pick<RuleContext, "system" | "branches">): RuleKind {
  if (typeof branches === "object" && "two" in branches && branches.two !== "none")
    return nameOf(ROWS["alternating-steps"]);
  const hasKinks = system.landscape.variables.some(({ positivePart }) => positivePart);
  return nameOf(hasKinks ? ROWS["gradient-steps"] : ROWS["gradient-flow"]);
}

/**
 * η = 1/(4(‖Γ‖ + λ)), ‖Γ‖ the largest absolute row or column sum: c‖Γ‖ ≤ 1/2 ≤ 1 − 2ηλ, so that what is kept of the old
 * value is never less than what is added, and no direction flips its sign from step to step.
 */
function couplingStep({ data, rows: p }: Matrix, weightDecay = 0): number {
  const sums = new Float64Array(2 * p);
  data.forEach((x, k) => {
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
function curvatureStep({ system, gamma, sigma, weightDecay }: RuleContext): number {
  const norm = ({ data }: Matrix) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));
  const [g, s] = [norm(gamma), norm(sigma)];
  const largest = g + s + (system.layout.length === 1 ? s * s + g * g : s) + weightDecay;
  return largest === 0 ? 1 : 1 / (16 * largest);
}

/**
 * The optional block `training` of a problem file, and the rule that an objective is trained with.
 *
 * Every number is read exactly and used as the nearest double; `rules.ts` lists the kinds of rules.
 */
import type { z } from "zod";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { toNumber } from "../exact/rational.js";
import { integer, object, ownField, parse, positiveNumber } from "../files/fields.js";
import { ProblemError } from "../files/problem-error.js";
import { toMatrix } from "../objectives/build.js";
import type { Problem } from "../objectives/problem.js";
import type { Rule } from "./rule.js";
import type { RuleKind } from "./rule-kinds.js";
import { RULES, type RuleContext, type RuleInput, type RuleSpec, usualRule } from "./rules.js";

const positive = positiveNumber.transform(toNumber).optional();
const count = integer(1, 1e9).optional();
const rule = RULES.schema as z.ZodType<RuleSpec, RuleInput>;

const training = object({
  rule: rule.optional(),
  runs: count,
  steps: count,
  time: positive,
  spread: positive,
});

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

/**
 * The block `training` of a problem file.
 *
 * @returns the settings that it gives; an empty object where there is none.
 * @throws ProblemError naming the place.
 * @example
 * trainingSpec(problem) // {}
 */
export function trainingSpec({ parsed }: Problem): TrainingSpec {
  const json = ownField(parsed.file, "training");
  return json === undefined ? {} : parse(training, json, ["training"]);
}

/** A rule of this kind with its defaults. */
export const defaultRule = (kind: RuleKind): RuleSpec => parse(rule, { kind }, ["training", "rule"]);

/**
 * The rule of a problem: the one that is asked for, else the usual one of such objectives.
 *
 * @throws ProblemError if the objective has no smooth landscape, or the rule does not apply to it.
 * @param spec as a problem file's `training.rule` is read; absent for the usual one.
 * @returns the rule with its numbers, on the landscape of the problem.
 * @example
 * buildRule(problem).kind // "gradient-flow"
 */
export function buildRule({ objective, model }: Problem, spec?: RuleSpec): Rule {
  const { landscape, training, kind, title } = objective;
  if (landscape === undefined)
    throw new ProblemError(["objective", "kind"], "an objective whose gradient can be followed", kind);
  if (landscape.equalities !== undefined)
    throw new ProblemError(
      ["objective"],
      "a loss on unit spheres or without constraints, as training steps obey no other equalities",
      title,
    );
  const system = new LandscapeSystem(landscape);
  const branches = training?.branches;
  const chosen = spec ?? defaultRule(usualRule({ system, branches }));
  const context: RuleContext = {
    system,
    gamma: toMatrix(model.moments.gamma),
    sigma: toMatrix(model.moments.sigma),
    isSymmetric: model.moments.gamma.isSymmetric(),
    branches,
    weightDecay: training === undefined ? 0 : toNumber(training.weightDecay),
    refuse: (expected) => {
      throw new ProblemError(["training", "rule", "kind"], `${expected} for ${chosen.kind}`, title);
    },
  };
  return RULES.of(chosen).build(chosen, context);
}

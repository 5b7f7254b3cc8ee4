/**
 * A problem: a data model and an objective on it, built from a problem file.
 *
 * The table below lists the objectives; adding one is adding its file and its row.
 */
import { inertia } from "../exact/inertia.js";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, rationalText, toNumber, ZERO } from "../exact/rational.js";
import { ProblemError } from "../files/problem-error.js";
import { buildModel, type DataModel } from "../model/data-model.js";
import { type Landscape, variable } from "../symbolic/landscape.js";
import { LossSyntaxError } from "../symbolic/parser.js";
import { columnsClosedForm, tiedColumnsClosedForm } from "./bilinear/columns.js";
import { freeClosedForm, frobeniusClosedForm, rowsClosedForm } from "./bilinear/rows.js";
import { landscapeFromText } from "./build.js";
import { crossCorrelationClosedForm } from "./cross-correlation/closed-form.js";
import { customObjective } from "./custom/objective.js";
import { equilibriumStrata } from "./predictor/strata.js";
import type { Objective } from "./objective.js";
import { predictorClosedForm, stopGradientClosedForm } from "./predictor/closed-form.js";
import {
  alignmentClosedForm,
  contrastiveClosedForm,
  contrastiveDescent,
  contrastiveMinimum,
  contrastiveValue,
} from "./relu-contrastive/closed-form.js";
import {
  type BilinearSpec,
  type CrossCorrelationSpec,
  type ObjectiveSpec,
  type ParsedProblem,
  type PredictorSpec,
  type ProblemInput,
  parseProblem,
  type ReluAlignmentSpec,
  type ReluContrastiveSpec,
  readProblemFile,
  type SpectralContrastiveSpec,
} from "./schema.js";
import { spectralClosedForm } from "./spectral-contrastive/closed-form.js";

export interface Problem {
  readonly parsed: ParsedProblem;
  readonly model: DataModel;
  readonly objective: Objective;
  readonly title: string;
}

/**
 * Reads and builds a problem.
 * @throws ProblemError with the place and the expectation.
 */
export const loadProblem = (text: string): Problem => buildProblem(readProblemFile(text));

/**
 * A problem from its typed form, or from what `parseProblemFile` gave.
 *
 * @throws ProblemError with the place and the expectation.
 * @example
 * buildProblem({
 *   model: { moments: { gamma: [["1/2", 0], [0, "1/3"]] } },
 *   objective: { kind: "cross-correlation", embedding: 2 },
 * }).model.moments.dimension // 2
 */
export function buildProblem(input: ProblemInput): Problem;
export function buildProblem(parsed: ParsedProblem): Problem;
export function buildProblem(given: ProblemInput | ParsedProblem): Problem {
  // `file` is no field of a problem as it is written.
  const parsed = "file" in given ? given : parseProblem(given);
  const model = buildModel(parsed.model);
  const objective = buildObjective(parsed.objective, model);
  const title = [objective.title, model.describe()].filter((part) => part !== "").join("; ");
  return { parsed, model, objective, title };
}

/** Γ, Σ as constants of a loss; the second view's Σ only where it differs. */
export function momentConstants({ moments }: DataModel) {
  const constants = new Map([
    ["Gamma", moments.gamma],
    ["Sigma", moments.sigma],
  ]);
  if (!moments.sigmaSecond.equals(moments.sigma)) constants.set("Sigma2", moments.sigmaSecond);
  return constants;
}

const isPositiveDefinite = (a: RationalMatrix): boolean => a.isSymmetric() && inertia(a).positive === a.rows;

const decay = (weightDecay: Rational, name: string): [string, Map<string, Rational>] =>
  weightDecay.equals(ZERO) ? ["", new Map()] : [name, new Map([[name, weightDecay]])];

const BUILDERS: {
  readonly [Kind in ObjectiveSpec["kind"]]: (
    spec: Extract<ObjectiveSpec, { kind: Kind }>,
    model: DataModel,
  ) => Objective;
} = {
  bilinear,
  "spectral-contrastive": spectralContrastive,
  "cross-correlation": crossCorrelation,
  predictor,
  "relu-alignment": reluAlignment,
  "relu-contrastive": reluContrastive,
  custom: customObjective,
};

export const OBJECTIVE_KINDS = Object.keys(BUILDERS) as readonly ObjectiveSpec["kind"][];

function buildObjective(spec: ObjectiveSpec, model: DataModel): Objective {
  // The table is keyed by the discriminant; TypeScript cannot correlate the two unions.
  const build = BUILDERS[spec.kind] as (spec: ObjectiveSpec, model: DataModel) => Objective;
  try {
    return build(spec, model);
  } catch (error) {
    if (error instanceof LossSyntaxError) throw lossError(error);
    throw error;
  }
}

function lossError({ message }: LossSyntaxError): ProblemError {
  const [, expected, got] = /^expected (.*?)(?:, got (.*))?$/s.exec(message) ?? [];
  return new ProblemError(["objective", "loss"], expected ?? message, got ?? "another form");
}

const NORMALIZATION = {
  none: { constraint: "none", name: "unconstrained" },
  columns: { constraint: "unit-columns", name: "unit columns" },
  rows: { constraint: "unit-rows", name: "unit rows" },
  frobenius: { constraint: "unit-norm", name: "unit Frobenius norm" },
} as const;

function bilinear(spec: BilinearSpec, model: DataModel): Objective {
  const { embedding: m, normalize, tied, weightDecay } = spec;
  const { moments } = model;
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
  // On the constraint set the weight decay is a constant.
  const offset = (squaredNorms: number) => rational(2).add(weightDecay.mul(squaredNorms));
  return {
    kind: spec.kind,
    title: `Bilinear non-contrastive objective, ${name}${tied ? ", tied weights" : ""}, m = ${m}, p = ${p}`,
    landscape,
    encoder: names[0]!,
    symmetries: [{ kind: "left-orthogonal", left: normalize === "rows" ? [] : names, conjugated: [] }],
    closedForm: () => {
      switch (normalize) {
        case "columns":
          return (tied ? tiedColumnsClosedForm : columnsClosedForm)(moments, m, offset(2 * p));
        case "rows":
          return rowsClosedForm(moments, m, tied, offset(2 * m));
        case "frobenius":
          return frobeniusClosedForm(moments, m, tied, offset(2));
        case "none":
          return freeClosedForm(moments, m, tied, weightDecay);
      }
    },
  };
}

function spectralContrastive(spec: SpectralContrastiveSpec, model: DataModel): Objective {
  const { embedding: m, weightDecay } = spec;
  const { moments } = model;
  const [lambda, parameters] = decay(weightDecay, "lambda");
  return {
    kind: spec.kind,
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
    closedForm: () => spectralClosedForm(moments, m, weightDecay),
  };
}

function crossCorrelation(spec: CrossCorrelationSpec, model: DataModel): Objective {
  const { embedding: m } = spec;
  const { moments } = model;
  return {
    kind: spec.kind,
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

function predictor(spec: PredictorSpec, model: DataModel): Objective {
  const { embedding: m, weightDecay, stopGradient } = spec;
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
    kind: spec.kind,
    title: `Predictor objective ${stopGradient ? "with" : "without"} stop-gradient, m = ${m}, p = ${p}`,
    landscape: landscapeFromText(text, [variable("W", m, p), variable("P", m, m)], constants, parameters),
    encoder: "W",
    symmetries: [{ kind: "left-orthogonal", left: ["W"], conjugated: ["P"] }],
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

/** One-hot latents with identity dictionary and independent masks: checked by the schema. */
function oneHot(model: DataModel): { probabilities: readonly Rational[]; keep: Rational } {
  const { spec } = model;
  if (
    spec.kind !== "generative" ||
    spec.latent.kind !== "one-hot" ||
    spec.augmentation.kind !== "independent-masks"
  )
    throw new ProblemError(["model"], "one-hot latents and independent masks", spec.kind);
  return { probabilities: spec.latent.probabilities, keep: spec.augmentation.keep };
}

function reluAlignment(spec: ReluAlignmentSpec, model: DataModel): Objective {
  const { embedding: m } = spec;
  const { gamma, exact, dimension: d } = model.moments;
  const landscape: Landscape = landscapeFromText(
    "2 - 2*tr(W*Gamma*W')",
    [variable("W", m, d, "unit-columns", true)],
    new Map([["Gamma", gamma]]),
    new Map(),
  );
  return {
    kind: spec.kind,
    title: `ReLU alignment objective, unit columns, m = ${m}, d = ${d}`,
    landscape,
    encoder: "W",
    symmetries: [],
    closedForm: () => alignmentClosedForm(gamma.diagonalEntries(), m, exact),
  };
}

function reluContrastive(spec: ReluContrastiveSpec, model: DataModel): Objective {
  const { embedding: m, temperature, negatives } = spec;
  const { probabilities, keep } = oneHot(model);
  const exact = { m, keep, temperature, probabilities, negatives };
  const instance = {
    m,
    keep: toNumber(keep),
    temperature: toNumber(temperature),
    probabilities: probabilities.map(toNumber),
    negatives,
  };
  return {
    kind: spec.kind,
    title: `ReLU contrastive objective, unit columns, ${negatives} negatives, τ = ${rationalText(temperature)}, m = ${m}, d = ${probabilities.length}`,
    describedLoss: {
      text: "E log(1 + exp((s_neg - s_pos)/tau)), s_pos = <relu(W*D1*x), relu(W*D2*x)>, s_neg = <relu(W*D1*x), relu(W*D'*x')>",
      tex: "\\mathbb{E} \\log(1 + \\exp((s_- - s_+)/\\tau)),\\quad s_+ = \\langle (W D_1 x)^+, (W D_2 x)^+ \\rangle,\\ s_- = \\langle (W D_1 x)^+, (W D' x')^+ \\rangle",
    },
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

/**
 * The problems behind `reproduce`, as data: each is a problem file that `analyze` takes as it stands.
 *
 * What a claim needs is named by `role`; problems of one `group` share their data, so that their atlases can be set
 * side by side. Dictionaries, latents and masks are those of [P] (Pokle, Tian, Li, Risteski, AISTATS 2022):
 *
 *   recovery  p = d = m, M = I: Γ is diagonal, every invertible W keeps all the signal, only recovery tells.
 *   subspace  m = d < p and noise: the optimal m-dimensional subspace is unique and ρ tells. Masks of a diagonal X make
 *             all a_k equal, so there the dictionary is a general one; where Γ has to be diagonal (unit columns), the
 *             views differ by additive noise.
 *
 * Not covered: training, which needs no closed form and belongs to the dynamics.
 */
import type { ProblemFile } from "../objectives/schema.js";

/** What a problem stands for among the claims. */
export type Role =
  | "columns"
  | "columns-tied"
  | "complementary"
  | "rows"
  | "cross-correlation"
  | "spectral-contrastive"
  | "predictor"
  | "stop-gradient"
  | "relu-alignment"
  | "relu-contrastive";

/** A problem with the name that files and claims give it. */
export interface NamedProblem {
  /** File name without extension. */
  readonly id: string;
  readonly role: Role;
  /** Problems on the same data share it. */
  readonly group: string;
  /** The data in words; the same for problems that are compared. */
  readonly setting: string;
  /** The objective in words. */
  readonly objective: string;
  readonly file: ProblemFile;
  /** Components listed at most; counts are never cut. */
  readonly limit: number;
  /** Random points drawn from each component of minima. */
  readonly samples: number;
  /** Left out of the quick run. */
  readonly large: boolean;
}

type Json = Readonly<Record<string, unknown>>;

interface Setting {
  readonly prefix: string;
  readonly setting: string;
  readonly model: Json;
  readonly samples: number;
  readonly limit?: number;
  readonly large?: boolean;
}

const masks = { kind: "independent-masks", keep: "1/2" };

/** One row of the table below: role, objective in words, objective as in the problem file. */
type Row = readonly [role: Role, name: string, objective: Json];

const OBJECTIVES = {
  columns: (m: number): Row => [
    "columns",
    "bilinear, unit columns",
    { kind: "bilinear", embedding: m, normalize: "columns" },
  ],
  tied: (m: number): Row => [
    "columns-tied",
    "bilinear, unit columns, tied",
    { kind: "bilinear", embedding: m, normalize: "columns", tied: true },
  ],
  complementary: (m: number): Row => [
    "complementary",
    "bilinear, unit columns",
    { kind: "bilinear", embedding: m, normalize: "columns" },
  ],
  rows: (m: number): Row => [
    "rows",
    "bilinear, unit rows",
    { kind: "bilinear", embedding: m, normalize: "rows" },
  ],
  crossCorrelation: (m: number): Row => [
    "cross-correlation",
    "cross-correlation identity",
    { kind: "cross-correlation", embedding: m },
  ],
  spectral: (m: number): Row => [
    "spectral-contrastive",
    "spectral contrastive",
    { kind: "spectral-contrastive", embedding: m },
  ],
  predictor: (m: number, weightDecay: string): Row => [
    "predictor",
    "predictor without stop-gradient",
    { kind: "predictor", embedding: m, weightDecay, stopGradient: false },
  ],
  stopGradient: (m: number, weightDecay: string): Row => [
    "stop-gradient",
    "predictor with stop-gradient",
    { kind: "predictor", embedding: m, weightDecay, stopGradient: true },
  ],
  alignment: (m: number): Row => [
    "relu-alignment",
    "ReLU alignment",
    { kind: "relu-alignment", embedding: m },
  ],
  contrastive: (m: number, negatives: "distinct" | "independent"): Row => [
    "relu-contrastive",
    `ReLU contrastive, ${negatives} negatives`,
    { kind: "relu-contrastive", embedding: m, temperature: 1, negatives },
  ],
};

const on = ({ prefix, setting, model, samples, limit = 24, large = false }: Setting, rows: readonly Row[]) =>
  rows.map(
    ([role, objective, spec]): NamedProblem => ({
      id: `${prefix}-${role}${spec.negatives === "independent" ? "-independent" : ""}`,
      role,
      group: prefix,
      setting,
      objective,
      file: { model, objective: spec },
      limit,
      samples,
      large,
    }),
  );

const identity = (size: number) => ({ kind: "identity", size });

/** Probabilities proportional to d, d − 1, …, 1: all distinct. */
const decreasing = (d: number) =>
  Array.from({ length: d }, (_, j) => `${d - j}/${(d * (d + 1)) / 2}`) as readonly string[];

/** The first d coordinates of R^p. */
const coordinates = (p: number, d: number) => ({
  kind: "matrix",
  rows: Array.from({ length: p }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? 1 : 0))),
});

const SMALL = 400;
const PAPER = 100;

/** Every problem, those that are compared next to each other. */
export const PROBLEMS: readonly NamedProblem[] = [
  ...on(
    {
      prefix: "masks",
      setting: "p = 6, d = m = 3, one-hot, orthonormal M, masks",
      model: {
        dictionary: { kind: "rational-orthonormal", rows: 6, columns: 3, seed: 7 },
        latent: { kind: "one-hot", probabilities: decreasing(3) },
        noise: { variance: "1/50" },
        augmentation: masks,
      },
      samples: SMALL,
    },
    [OBJECTIVES.spectral(3), OBJECTIVES.crossCorrelation(3), OBJECTIVES.rows(3)],
  ),
  ...on(
    {
      prefix: "gaussian",
      setting: "p = 6, d = m = 3, one-hot, M = first coordinates, Gaussian views",
      model: {
        dictionary: coordinates(6, 3),
        latent: { kind: "one-hot", probabilities: decreasing(3) },
        noise: { variance: "1/50" },
        augmentation: { kind: "additive-gaussian", variance: "1/10" },
      },
      samples: SMALL,
    },
    [OBJECTIVES.spectral(3), OBJECTIVES.columns(3), OBJECTIVES.crossCorrelation(3), OBJECTIVES.rows(3)],
  ),
  ...on(
    {
      prefix: "paper50",
      setting: "p = 50, d = m = 10, signed pattern, orthonormal M, masks",
      model: {
        dictionary: { kind: "random-orthonormal", rows: 50, columns: 10, seed: 7 },
        latent: { kind: "signed-pattern", positive: 2, negative: 1 },
        // Standard deviation √(ln d)/d.
        noise: { variance: "23/1000" },
        augmentation: masks,
      },
      samples: PAPER,
      limit: 6,
    },
    [OBJECTIVES.spectral(10), OBJECTIVES.crossCorrelation(10), OBJECTIVES.rows(10)],
  ),
  ...on(
    {
      prefix: "large100",
      setting: "p = 100, d = m = 20, signed pattern, orthonormal M, masks",
      model: {
        dictionary: { kind: "random-orthonormal", rows: 100, columns: 20, seed: 7 },
        latent: { kind: "signed-pattern", positive: 2, negative: 1 },
        noise: { variance: "3/400" },
        augmentation: masks,
      },
      samples: PAPER,
      limit: 3,
      large: true,
    },
    [OBJECTIVES.spectral(20), OBJECTIVES.crossCorrelation(20), OBJECTIVES.rows(20)],
  ),
  ...on(
    {
      prefix: "onehot4",
      setting: "p = d = m = 4, one-hot, M = I, masks",
      model: {
        dictionary: identity(4),
        latent: { kind: "one-hot", probabilities: decreasing(4) },
        augmentation: masks,
      },
      samples: SMALL,
    },
    [OBJECTIVES.columns(4), OBJECTIVES.predictor(4, "1/200")],
  ),
  ...on(
    {
      prefix: "onehot4-m3",
      setting: "p = d = 4, m = 3, one-hot, M = I, masks",
      model: {
        dictionary: identity(4),
        latent: { kind: "one-hot", probabilities: decreasing(4) },
        augmentation: masks,
      },
      samples: SMALL,
      limit: 64,
    },
    [OBJECTIVES.stopGradient(3, "1/200")],
  ),
  ...on(
    {
      prefix: "complementary4",
      setting: "p = d = m = 4, uniform one-hot, M = I, complementary masks",
      model: {
        dictionary: identity(4),
        latent: { kind: "one-hot" },
        augmentation: { kind: "complementary-masks" },
      },
      samples: SMALL,
    },
    [OBJECTIVES.complementary(4)],
  ),
  ...on(
    {
      prefix: "bernoulli4",
      setting: "p = d = m = 4, Bernoulli(1/4), M = I, masks",
      model: {
        dictionary: identity(4),
        latent: { kind: "bernoulli", probability: "1/4" },
        augmentation: masks,
      },
      samples: SMALL,
    },
    [OBJECTIVES.tied(4)],
  ),
  ...on(
    {
      prefix: "paper20",
      setting: "p = d = m = 20, uniform one-hot, M = I, noise, masks",
      model: {
        dictionary: identity(20),
        latent: { kind: "one-hot" },
        noise: { variance: "3/400" },
        augmentation: masks,
      },
      samples: PAPER,
      limit: 6,
    },
    [OBJECTIVES.columns(20), OBJECTIVES.predictor(20, "1/5000")],
  ),
  ...on(
    {
      prefix: "paper20-bernoulli",
      setting: "p = d = m = 20, Bernoulli(1/10), M = I, noise, masks",
      model: {
        dictionary: identity(20),
        latent: { kind: "bernoulli", probability: "1/10" },
        noise: { variance: "3/400" },
        augmentation: masks,
      },
      samples: PAPER,
      limit: 6,
    },
    [OBJECTIVES.tied(20)],
  ),
  ...on(
    {
      prefix: "paper20-onehot",
      setting: "p = d = m = 20, one-hot, orthonormal M, noise, masks",
      model: {
        dictionary: { kind: "rational-orthonormal", rows: 20, columns: 20, seed: 7 },
        latent: { kind: "one-hot", probabilities: decreasing(20) },
        noise: { variance: "3/400" },
        augmentation: masks,
      },
      samples: PAPER,
      limit: 4,
    },
    [OBJECTIVES.rows(20)],
  ),
  ...on(
    {
      prefix: "relu4",
      setting: "d = m = 4, uniform one-hot, M = I, masks",
      model: { dictionary: identity(4), latent: { kind: "one-hot" }, augmentation: masks },
      samples: SMALL,
    },
    [
      OBJECTIVES.alignment(4),
      OBJECTIVES.contrastive(4, "distinct"),
      OBJECTIVES.contrastive(4, "independent"),
    ],
  ),
  ...on(
    {
      prefix: "relu20",
      setting: "d = m = 20, uniform one-hot, M = I, masks",
      model: { dictionary: identity(20), latent: { kind: "one-hot" }, augmentation: masks },
      samples: PAPER,
      limit: 4,
    },
    [
      OBJECTIVES.alignment(20),
      OBJECTIVES.contrastive(20, "distinct"),
      OBJECTIVES.contrastive(20, "independent"),
    ],
  ),
];

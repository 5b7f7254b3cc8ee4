/**
 * The problem files of the benchmarks: every objective kind at p = d = m = 20, and p = 50, d = 10, m = 10.
 *
 * One-hot probabilities are distinct, π_j = 2j / (d(d + 1)), so that no spectrum is degenerate and no list of
 * components is short by accident (uniform for the ReLU objectives, whose closed form needs it). The first size is
 * exact (M = I), the second has a random orthonormal dictionary and noise: Γ is rank d plus a multiple of I.
 *
 * Not covered: the ReLU objectives at p = 50, which need M = I.
 */

/** A problem file before it is text. */
export interface BenchProblem {
  readonly name: string;
  readonly size: string;
  readonly file: { readonly model: object; readonly objective: object };
}

const KEEP = { kind: "independent-masks", keep: "1/2" };

const oneHot = (d: number) => ({
  kind: "one-hot",
  probabilities: Array.from({ length: d }, (_, j) => `${2 * (j + 1)}/${d * (d + 1)}`),
});

/** M = I, no noise: the paper's p = d = m = 20. */
const square = (size: number, latent: object) => ({
  dictionary: { kind: "identity", size },
  latent,
  augmentation: KEEP,
});

/** The paper's p = 50, d = 10: a random orthonormal dictionary and noise. */
const tall = (rows: number, columns: number) => ({
  dictionary: { kind: "random-orthonormal", rows, columns, seed: 1 },
  latent: oneHot(columns),
  noise: { variance: "1/100" },
  augmentation: KEEP,
});

const bilinear = (embedding: number, normalize: string, more: object = {}) => ({
  kind: "bilinear",
  embedding,
  normalize,
  ...more,
});

/** Objectives that every model allows. */
const linear = (m: number, p: number): readonly (readonly [name: string, objective: object])[] => [
  ["bilinear, columns", bilinear(m, "columns")],
  ["bilinear, columns, tied", bilinear(m, "columns", { tied: true })],
  ["bilinear, rows", bilinear(m, "rows")],
  ["bilinear, rows, tied", bilinear(m, "rows", { tied: true })],
  ["bilinear, Frobenius", bilinear(m, "frobenius")],
  ["bilinear, weight decay", bilinear(m, "none", { weightDecay: "1/50" })],
  ["spectral-contrastive", { kind: "spectral-contrastive", embedding: m }],
  ["cross-correlation", { kind: "cross-correlation", embedding: m }],
  ["predictor", { kind: "predictor", embedding: m, weightDecay: "1/100", stopGradient: false }],
  [
    "predictor, stop-gradient",
    { kind: "predictor", embedding: m, weightDecay: "1/1000", stopGradient: true },
  ],
  [
    "custom",
    {
      kind: "custom",
      loss: `norm2(W*Gamma*W' - I(${m})) + lambda*norm2(W)`,
      variables: { W: [m, p] },
      parameters: { lambda: "1/10" },
    },
  ],
];

const relu = (m: number): readonly (readonly [name: string, objective: object])[] => [
  ["relu-alignment", { kind: "relu-alignment", embedding: m }],
  ...["distinct", "independent"].map(
    (negatives) =>
      [
        `relu-contrastive, ${negatives}`,
        { kind: "relu-contrastive", embedding: m, temperature: "1/2", negatives },
      ] as const,
  ),
];

/** Everything that `analyze` is timed on. */
export const ANALYZE_PROBLEMS: readonly BenchProblem[] = [
  ...linear(20, 20).map(([name, objective]) => ({
    name,
    size: "p = d = m = 20",
    file: { model: square(20, oneHot(20)), objective },
  })),
  ...relu(20).map(([name, objective]) => ({
    name,
    size: "p = d = m = 20",
    file: { model: square(20, { kind: "one-hot" }), objective },
  })),
  ...linear(10, 50).map(([name, objective]) => ({
    name,
    size: "p = 50, d = m = 10",
    file: { model: tall(50, 10), objective },
  })),
];

/** (4p)^m critical points, counted at p = m = 50. */
export const CENSUS_PROBLEM: BenchProblem = {
  name: "bilinear, rows",
  size: "p = m = 50",
  file: { model: square(50, oneHot(50)), objective: bilinear(50, "rows") },
};

/** The quartic losses with dense rational moments, m = 2, 3, 4 and p = 4. */
export const EXPANSION_PROBLEMS: readonly BenchProblem[] = [2, 3, 4].flatMap((m) =>
  linear(m, 4)
    .filter(([name]) => ["spectral-contrastive", "cross-correlation", "predictor"].includes(name))
    .map(([name, objective]) => ({
      name,
      size: `m = ${m}, p = 4`,
      file: {
        model: {
          dictionary: { kind: "rational-orthonormal", rows: 4, columns: 4, seed: 1 },
          latent: oneHot(4),
          augmentation: KEEP,
        },
        objective,
      },
    })),
);

/**
 * Random valid problem files of every kind through analyze, census, derive and every format: no crash, no number that
 * is none, no hang, and never a contradiction between a closed form and the symbolic layer.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../src/atlas/analyze.js";
import { census } from "../src/atlas/census.js";
import { derive } from "../src/atlas/derive/derive.js";
import { ProblemError } from "../src/files/problem-error.js";
import { loadProblem, type Problem } from "../src/objectives/problem.js";
import { FORMATS } from "../src/report/formats.js";
import { type Report, render } from "../src/report/render.js";

const number = fc.constantFrom<string | number>("0", "1", "-1", "1/2", "1/3", "3/7", "0.05", 2, 5);
const nonnegative = fc.constantFrom<string | number>("0", "1", "1/2", "1/3", 2);
const positive = fc.constantFrom<string | number>("1", "1/2", "1/10", "3/7", 2);
const keep = fc.constantFrom("1/2", "1/3", "3/4", "1", "1/10");
const size = fc.integer({ min: 1, max: 4 });
const embedding = fc.integer({ min: 1, max: 3 });

const integers = (rows: number, columns: number) =>
  fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });
const diagonal = (n: number, entry: fc.Arbitrary<string | number>) =>
  fc
    .array(entry, { minLength: n, maxLength: n })
    .map((d) => d.map((x, i) => d.map((_, j) => (i === j ? x : 0))));
const gramOf = (b: number[][], shift: number) =>
  b.map((row, i) => b.map((other, j) => row.reduce((sum, x, k) => sum + x * other[k]!, i === j ? shift : 0)));
const semidefinite = (n: number) =>
  fc.tuple(integers(n, n), fc.integer({ min: 0, max: 2 })).map(([b, shift]) => gramOf(b, shift));
const symmetric = (n: number) =>
  integers(n, n).map((b) => b.map((row, i) => row.map((x, j) => x + b[j]![i]!)));

const moments = size
  .chain((p) =>
    fc.oneof(
      fc.record({ gamma: diagonal(p, number), sigma: diagonal(p, nonnegative) }),
      fc.record({ gamma: symmetric(p), sigma: semidefinite(p) }),
      fc.record({ gamma: integers(p, p), sigma: semidefinite(p) }),
      fc.record({ gamma: semidefinite(p) }),
    ),
  )
  .map((m) => ({ moments: m }));

const augmentation = fc.oneof(
  keep.map((k) => ({ kind: "independent-masks", keep: k })),
  fc.constant({ kind: "complementary-masks" }),
  keep.filter((k) => k !== "1").map((k) => ({ kind: "complementary-masks", keep: k, scale: 1 })),
  positive.map((variance) => ({ kind: "additive-gaussian", variance })),
  fc.constant({ kind: "none" }),
);

const generative = fc
  .tuple(size, size)
  .map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const)
  .chain(([rows, columns]) =>
    fc.record({
      dictionary: fc.oneof(
        fc.constant({ kind: "identity", size: columns }),
        fc
          .integer({ min: 1, max: 99 })
          .map((seed) => ({ kind: "rational-orthonormal", rows, columns, seed })),
        fc.integer({ min: 1, max: 99 }).map((seed) => ({ kind: "random-orthonormal", rows, columns, seed })),
        integers(rows, columns).map((entries) => ({ kind: "matrix", rows: entries })),
      ),
      latent: fc.oneof(
        fc.constant({ kind: "one-hot" }),
        keep.map((probability) => ({ kind: "bernoulli", probability })),
        keep.map((probability) => ({ kind: "signed-bernoulli", probability })),
        fc.integer({ min: 1, max: columns }).map((active) => ({ kind: "k-sparse", active })),
        fc
          .integer({ min: 1, max: columns })
          .map((n) => ({ kind: "signed-pattern", positive: n, negative: columns - n })),
        semidefinite(columns).map((matrix) => ({ kind: "moment", matrix })),
      ),
      noise: fc.record({ variance: nonnegative }),
      augmentation,
    }),
  );

const reluModel = fc.tuple(size, keep, fc.boolean()).map(([d, k, skewed]) => ({
  dictionary: { kind: "identity", size: d },
  latent: {
    kind: "one-hot",
    ...(skewed && d > 1
      ? { probabilities: [`2/${d + 1}`, ...new Array<string>(d - 1).fill(`1/${d + 1}`)] }
      : {}),
  },
  augmentation: { kind: "independent-masks", keep: k },
}));

const linear = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("bilinear"),
      embedding,
      normalize: fc.constantFrom("none", "columns", "rows", "frobenius"),
      tied: fc.boolean(),
      weightDecay: nonnegative,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("spectral-contrastive"), embedding, weightDecay: nonnegative }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cross-correlation"), embedding }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("predictor"),
      embedding,
      weightDecay: fc.constantFrom("0", "1/10", "1/50", "1/200"),
      stopGradient: fc.boolean(),
    }),
  },
);
const relu = fc.oneof(
  fc.record({ kind: fc.constant("relu-alignment"), embedding }),
  fc.record({
    kind: fc.constant("relu-contrastive"),
    embedding: fc.integer({ min: 1, max: 5 }),
    temperature: positive,
    negatives: fc.constantFrom("distinct", "independent"),
  }),
);
const custom = fc.record({
  kind: fc.constant("custom"),
  loss: fc.constantFrom(
    "x^4 - 2*x^2",
    "norm2(V)^2 - tr(V*V')*x",
    "norm2(V - sg(V)) + k*x^2",
    "tr(V)^3/3 - x",
  ),
  variables: fc.constant({ x: [1, 1], V: [2, 2] }),
  parameters: fc.constant({ k: "1/3" }),
  constraints: fc.constantFrom<object>({}, { V: "unit-columns" }, { V: "unit-norm", x: "unit-rows" }),
});

const file = fc.oneof(
  { weight: 8, arbitrary: fc.record({ model: fc.oneof(moments, generative), objective: linear }) },
  { weight: 2, arbitrary: fc.record({ model: reluModel, objective: relu }) },
  { weight: 1, arbitrary: fc.record({ model: moments, objective: custom }) },
);

/** The generators keep nearly all hypotheses; a model without signal (Σ not semidefinite, …) is refused by name. */
function load(json: unknown): Problem | null {
  try {
    return loadProblem(JSON.stringify(json));
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

function expectClean(report: Report): void {
  for (const format of FORMATS) {
    if (format === "csv" && report.kind === "derivation") continue;
    const text = render(report, format);
    expect(text).not.toMatch(/\b(NaN|Infinity|undefined)\b|\[object/);
    if (format === "json") JSON.parse(text);
  }
}

describe("every valid problem", () => {
  it("gets an atlas without contradictions, a census and a derivation, in every format", async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(file, async (json) => {
        const problem = load(json);
        if (problem === null) return;
        valid++;
        const atlas = await analyze(problem, { limit: 60, method: "closed-form" });
        expect(atlas.audit.failures).toEqual([]);
        expect(atlas.audit.complete || atlas.audit.reason !== undefined).toBe(true);
        for (const { residual, multiplicity, kind } of atlas.components) {
          expect(residual).toBeLessThanOrEqual(1e-12);
          expect(multiplicity).toBeGreaterThan(0n);
          expect(kind).not.toBe("undecided");
        }
        expectClean({ kind: "atlas", atlas });
        expectClean({ kind: "census", census: census(problem) });
        expectClean({ kind: "derivation", derivation: derive(problem) });
      }),
      { seed: 7, numRuns: 80 },
    );
    expect(valid).toBeGreaterThan(64);
  }, 60_000);
});

/** Found by such searches before; kept small. */
describe.each<[string, object, object]>([
  [
    "tied unit columns in one dimension, an odd number of them",
    {
      moments: {
        gamma: [
          [1, 1, 1],
          [1, 1, 1],
          [1, 1, 1],
        ],
      },
    },
    { kind: "bilinear", embedding: 1, normalize: "columns", tied: true },
  ],
  [
    "a mode that Σ does not see",
    {
      moments: {
        gamma: [
          [1, 0],
          [0, 1],
        ],
        sigma: [
          [1, 0],
          [0, 0],
        ],
      },
    },
    { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true },
  ],
  [
    "a kernel of Γ off the axes",
    {
      moments: {
        gamma: [
          [9, 9],
          [9, 9],
        ],
      },
    },
    { kind: "bilinear", embedding: 1, normalize: "rows" },
  ],
  [
    "two modes that share a root",
    {
      moments: {
        gamma: [
          ["11/10", 0],
          [0, "21/10"],
        ],
        sigma: [
          [1, 0],
          [0, 2],
        ],
      },
    },
    { kind: "predictor", embedding: 1, weightDecay: "1/10", stopGradient: true },
  ],
])("%s", (_, model, objective) => {
  it("passes as well", async () => {
    const atlas = await analyze(loadProblem(JSON.stringify({ model, objective })));
    expect(atlas.audit.failures).toEqual([]);
    expectClean({ kind: "atlas", atlas });
  });
});

/** Critical orbits by elimination on strata: against closed forms, against paths, and against what is known by hand. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { render } from "../../../src/report/render.js";
import { diag, given, problem } from "../../support/problems.js";

const GAMMA = [
  [6, 1, -2],
  [1, 4, 1],
  [-2, 1, 5],
];
const SIGMA = [
  [3, 1, 0],
  [1, 4, -1],
  [0, -1, 5],
];
const small = (rows: number[][]) => rows.slice(0, 2).map((row) => row.slice(0, 2));

type Found = Awaited<ReturnType<typeof analyze>>;
const typesOf = ({ components }: Found) =>
  components
    .map(({ value, dimension, index, nullity, multiplicity }) =>
      [
        value === undefined ? "-" : (Math.abs(value) < 1e-12 ? 0 : value).toPrecision(8),
        dimension,
        index,
        nullity,
        multiplicity,
      ].join(" "),
    )
    .sort();

const PROVED = { complete: true, proof: "proved", failures: [] };

describe("critical orbits by elimination", () => {
  it.each<[string, object, object]>([
    ["spectral 2×3", given(GAMMA, SIGMA), { kind: "spectral-contrastive", embedding: 2 }],
    ["spectral 3×2", given(small(GAMMA), small(SIGMA)), { kind: "spectral-contrastive", embedding: 3 }],
    [
      "spectral 2×3, a negative and a zero eigenvalue",
      given(diag(2, -1, 0), diag(1, 2, 3)),
      { kind: "spectral-contrastive", embedding: 2 },
    ],
    [
      "weight decay 2×2",
      given(small(GAMMA)),
      { kind: "bilinear", embedding: 2, normalize: "none", weightDecay: "1/2" },
    ],
    [
      "tied unit norm 13×2, more unknowns than paths take on",
      given(small(GAMMA)),
      { kind: "bilinear", embedding: 13, normalize: "frobenius", tied: true },
    ],
    ["unit norm 2×2", given(small(GAMMA)), { kind: "bilinear", embedding: 2, normalize: "frobenius" }],
    [
      "tied unit norm 2×3",
      given(GAMMA),
      { kind: "bilinear", embedding: 2, normalize: "frobenius", tied: true },
    ],
    [
      "predictor 2×2, commuting",
      given(diag(3, 1), diag(1, 2)),
      { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true },
    ],
    [
      "predictor without stop-gradient 2×3, which collapses",
      given(
        GAMMA,
        SIGMA.map((row) => row.map((x) => 4 * x)),
      ),
      { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: false },
    ],
  ])("%s: as the closed form lists them", async (_, model, objective) => {
    const given = problem(model, objective);
    const algebra = await analyze(given, { method: "algebra", certify: "none" });
    const formula = await analyze(given, { method: "closed-form", certify: "none" });
    expect(algebra.audit).toMatchObject(PROVED);
    expect(formula.audit.complete).toBe(true);
    expect(typesOf(algebra)).toEqual(typesOf(formula));
  });

  it.each<[string, object, object]>([
    [
      "tied unit columns 2×3",
      given(GAMMA),
      { kind: "bilinear", embedding: 2, normalize: "columns", tied: true },
    ],
    [
      "predictor 2×2",
      given(small(GAMMA), small(SIGMA)),
      { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true },
    ],
  ])("%s: as paths find them, where there is no closed form", async (_, model, objective) => {
    const given = problem(model, objective);
    const algebra = await analyze(given, { method: "algebra", certify: "none" });
    const paths = await analyze(given, { method: "paths", certify: "none" });
    expect(algebra.audit).toMatchObject(PROVED);
    expect(paths.audit.complete).toBe(true);
    expect(typesOf(algebra)).toEqual(typesOf(paths));
  });

  it("as many strata, and as large ones, as it takes on", async () => {
    const reasonOf = async (embedding: number, p: number) => {
      const gamma = diag(...Array.from({ length: p }, (_, k) => k + 1));
      const objective = { kind: "bilinear", embedding, normalize: "columns", tied: true };
      return (await analyze(problem(given(gamma), objective), { method: "algebra", certify: "none" })).audit
        .reason;
    };
    // 1 + 28 + C(28, 2).
    expect(await reasonOf(2, 28)).toMatch(/407 strata/);
    // S and E on the stratum of rank 2: 3 + 2·13.
    expect(await reasonOf(2, 15)).toMatch(/29 coordinates/);
  });

  it("a linear autoencoder with weight decay, 2×2: each mode σ > λ is learnt or not (Kunin et al. 2019)", async () => {
    // tr Σ − 2 tr(BAΣ) + tr(BAΣAᵀBᵀ) + λ(‖A‖² + ‖B‖²): modes with singular value s of BA, s² = 1 − λ/σ, give σ(1 − s²)² + 2λ s² … = 2λ − λ²/σ.
    const found = await analyze(
      problem(given(diag(1, 1), diag(9, 4)), {
        kind: "custom",
        loss: "tr(Sigma) - 2*tr(B*A*Sigma) + tr(B*A*Sigma*A'*B') + 1/10*norm2(A) + 1/10*norm2(B)",
        variables: { A: [2, 2], B: [2, 2] },
      }),
      { method: "algebra", certify: "none" },
    );
    expect(found.audit).toMatchObject(PROVED);
    const learnt = (sigma: number) => 2 / 10 - 1 / 100 / sigma;
    const values = found.components.map(({ value }) => value!);
    expect(values).toHaveLength(4);
    for (const [k, wanted] of [learnt(9) + learnt(4), 4 + learnt(9), 9 + learnt(4), 13].entries())
      expect(values[k]).toBeCloseTo(wanted, 12);
    expect(
      found.components.map(({ index, dimension, multiplicity }) => [index, dimension, multiplicity]),
    ).toEqual([
      [0, 1, 2n],
      [1, 1, 1n],
      [2, 1, 1n],
      [4, 0, 1n],
    ]);
  });

  it("the audit lists the strata, and what is stored is read and checked", async () => {
    const given = problem(
      { moments: { gamma: GAMMA, sigma: SIGMA } },
      { kind: "spectral-contrastive", embedding: 2 },
    );
    const atlas = await analyze(given, { method: "algebra" });
    expect(atlas.audit.evidence).toMatchObject({
      kind: "strata",
      strata: [
        { ranks: [0], pivots: [[]], dimension: 0, complex: 1, real: 1, orbits: 1 },
        { ranks: [1], pivots: [[1]], complex: 3, real: 3, orbits: 3 },
        { ranks: [1], pivots: [[2]], complex: 0 },
        { ranks: [1], pivots: [[3]], complex: 0 },
        { ranks: [2], pivots: [[1, 2]], complex: 3, real: 3, orbits: 3 },
        { ranks: [2], pivots: [[1, 3]], complex: 0 },
        { ranks: [2], pivots: [[2, 3]], complex: 0 },
      ],
    });
    expect(atlas.components.every(({ certificate }) => certificate?.kind === "interval")).toBe(true);
    const stored = readStoredAtlas(render({ kind: "atlas", atlas }, "json"));
    expect((await checkAtlas(stored)).discrepancies).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { render } from "../../src/report/render.js";
import { diag, type Entry, given, oneHot, problem } from "../support/problems.js";

const rows = { kind: "bilinear", normalize: "rows", embedding: 2 };
const CLOSE = diag(1, "1.000000000000000001");
const WHITE = diag(1, 1);

describe("analyze", () => {
  it("is deterministic: the same problem and seed give the same bytes", async () => {
    const model = {
      dictionary: { kind: "rational-orthonormal", rows: 4, columns: 3, seed: 3 },
      latent: { kind: "one-hot", probabilities: ["1/2", "1/4", "1/4"] },
      noise: { variance: "1/10" },
      augmentation: { kind: "independent-masks", keep: "1/2" },
    };
    const once = async (seed: number) =>
      render(
        {
          kind: "atlas",
          atlas: await analyze(problem(model, { kind: "cross-correlation", embedding: 2 }), { seed }),
        },
        "json",
      );
    expect(await once(7)).toBe(await once(7));
    expect(JSON.parse(await once(8)).seed).toBe(8);
  });

  it("caps the list, never the counts", async () => {
    const instance = problem(given(diag(2, 1)), rows);
    const whole = await analyze(instance);
    const cut = await analyze(instance, { limit: 3 });
    expect(whole.truncated).toBe(false);
    expect(cut).toMatchObject({ truncated: true, census: { total: 64n } });
    expect(cut.components).toEqual(whole.components.slice(0, 3));
    expect((await analyze(instance, { limit: 10 })).truncated).toBe(false);
  });

  it("stops when it is told to, with the components by then, incomplete", async () => {
    const controller = new AbortController();
    const instance = problem(oneHot(["1/2", "1/4", "1/8", "1/8"]), { ...rows, embedding: 4 });
    const seen: number[] = [];
    const { components, truncated, audit } = await analyze(instance, {
      signal: controller.signal,
      onProgress: (done) => {
        seen.push(done);
        controller.abort();
      },
    });
    expect(seen).toHaveLength(1);
    expect(components).toEqual((await analyze(instance, { limit: components.length })).components);
    expect(components).toHaveLength(seen[0]!);
    expect(truncated).toBe(true);
    expect(audit).toMatchObject({ complete: false, proof: "incomplete", failures: [] });
    expect(audit.reason).toBe(`interrupted: ${components.length} components were classified`);
  });

  it("is not complete after an interrupt even where the closed form was", async () => {
    const controller = new AbortController();
    const { components, audit } = await analyze(
      problem(given(diag(2, 1)), { kind: "spectral-contrastive", embedding: 1 }),
      { method: "both", signal: controller.signal, onProgress: () => controller.abort() },
    );
    expect(components.map(({ id }) => id)).not.toContain("solver-1");
    expect(components.length).toBeGreaterThan(0);
    expect(audit).toMatchObject({ complete: false, proof: "incomplete", failures: [] });
    expect(audit.reason).toMatch(/^interrupted: \d+ components were classified; solver: interrupted: /);
  });

  it("answers with the reason where there is no closed form and no other method is allowed", async () => {
    const { method, components, audit } = await analyze(
      problem(
        given([
          [2, 1],
          [1, 3],
        ]),
        { kind: "bilinear", normalize: "columns", embedding: 2 },
      ),
      { method: "closed-form" },
    );
    expect(method).toBe("closed-form");
    expect(components).toEqual([]);
    expect(audit).toMatchObject({ complete: false, by: [], failures: [] });
    expect(audit.reason).toMatch(/no closed form/);
  });

  it("takes the closed form where there is one, the solver where not, and says which", async () => {
    const byFormula = await analyze(problem(given(diag(2, 1)), rows));
    expect(byFormula.method).toBe("closed-form");
    expect(byFormula).toEqual(await analyze(problem(given(diag(2, 1)), rows), { method: "closed-form" }));
    // x⁴ − 2x² + y²: minima at (±1, 0) with value −1, a saddle at the origin.
    const wells = problem(given([[1]]), {
      kind: "custom",
      loss: "x^4 - 2*x^2 + y^2",
      variables: { x: [1, 1], y: [1, 1] },
    });
    const bySolver = await analyze(wells);
    expect(bySolver.method).toBe("solve");
    expect(bySolver.components.map(({ value, index, multiplicity }) => [value, index, multiplicity])).toEqual(
      [
        [-1, 0, 1n],
        [-1, 0, 1n],
        [0, 1, 1n],
      ],
    );
    const named = await analyze(wells, { method: "paths" });
    expect(named.method).toBe("paths");
    expect(named.components.map(({ representative }) => representative)).toEqual(
      bySolver.components.map(({ representative }) => representative),
    );
  });

  it("finds isolated critical points by elimination, and says in one line where they are not isolated", async () => {
    // tr(WᵀW)² − tr(WΓWᵀ) at 1×2, Γ = diag(2, 1): 0, ±e₁ and ±e₂/√2.
    const isolated = problem(given(diag(2, 1)), {
      kind: "custom",
      loss: "tr(W*W')^2 - tr(W*Gamma*W')",
      variables: { W: [1, 2] },
    });
    const { method, audit, components } = await analyze(isolated, { method: "algebra" });
    expect(method).toBe("algebra");
    expect(audit).toMatchObject({ complete: true, proof: "proved", evidence: { points: 5 } });
    expect(components.map(({ value, index, multiplicity }) => [value, index, multiplicity])).toEqual([
      [-1, 0, 1n],
      [-1, 0, 1n],
      [-0.25, 1, 1n],
      [-0.25, 1, 1n],
      [0, 2, 1n],
    ]);
    const torus = await analyze(problem(given(diag(2, 1)), { kind: "cross-correlation", embedding: 2 }), {
      method: "algebra",
    });
    expect(torus.audit).toMatchObject({ complete: true, evidence: { kind: "strata" } });
    expect(torus.components.map(({ value, dimension, extent }) => [value, dimension, extent])).toEqual([
      [0, 1, undefined],
      [1, 2, "bounded"],
      [2, 0, undefined],
    ]);
  });

  it("records the Morse–Euler sum among what it was audited by", async () => {
    const { audit } = await analyze(problem(given(diag(2, 1)), rows));
    expect(audit).toMatchObject({
      by: ["closed-form", "morse-euler"],
      morseEuler: { expected: 0n, found: 0n },
    });
  });
});

describe("eigenvalues that double precision cannot tell apart", () => {
  // a_k = 1 and 1 + 1e-18 with Σ = I: exactly two eigenvalues, one in doubles. Counts by hand from the theorems.
  it.each([
    ["rows", { kind: "bilinear", normalize: "rows", embedding: 1 }, { 0: 2, 1: 4, 2: 2 }],
    ["tied rows", { kind: "bilinear", normalize: "rows", embedding: 1, tied: true }, { 0: 2, 1: 2 }],
    ["frobenius", { kind: "bilinear", normalize: "frobenius", embedding: 2 }, { 0: 1, 2: 1, 3: 1, 5: 1 }],
    ["spectral contrastive", { kind: "spectral-contrastive", embedding: 1 }, { 0: 2, 1: 2, 2: 1 }],
    [
      "no constraint, decay between",
      { kind: "bilinear", normalize: "none", embedding: 1, weightDecay: 1 },
      { 1: 1 },
    ],
  ])("are told apart in double-double where they are exact: %s", async (_, objective, byIndex) => {
    const { audit, census, components } = await analyze(problem(given(CLOSE, WHITE), objective));
    expect(audit).toMatchObject({ complete: true, proof: "proved", failures: [] });
    expect(Object.fromEntries([...census!.byIndex].map(([index, count]) => [index, Number(count)]))).toEqual(
      byIndex,
    );
    expect(components.every(({ kind }) => kind !== "undecided")).toBe(true);
  });

  it("are not counted wrongly where a root is shared to rounding: the stop-gradient field", async () => {
    const { audit, census } = await analyze(
      problem(given(CLOSE, WHITE), {
        kind: "predictor",
        embedding: 2,
        weightDecay: "1/10",
        stopGradient: true,
      }),
    );
    expect(audit).toMatchObject({ complete: false, failures: [] });
    expect(audit.reason).toMatch(/share a root/);
    expect(census).toBeUndefined();
  });

  it("are told apart where the answer only needs exact comparisons: unit columns", async () => {
    const { audit, components } = await analyze(
      problem(given(CLOSE, WHITE), { kind: "bilinear", normalize: "columns", embedding: 2 }),
    );
    expect(audit.complete).toBe(true);
    expect(components.map(({ multiplicity }) => multiplicity)).toEqual([1n, 1n, 1n, 1n]);
    expect(new Set(components.map(({ exactValue }) => exactValue)).size).toBe(4);
  });

  it("given as doubles between equal and distinct are undecided", async () => {
    for (const kind of ["spectral-contrastive"] as const) {
      const { audit } = await analyze(
        problem(given(diag(0.5, 0.50000000000002), diag(1, 1)), { kind, embedding: 1 }),
      );
      expect(audit).toMatchObject({ complete: false, failures: [] });
      expect(audit.reason).toMatch(/neither clearly equal nor distinct/);
    }
  });

  it("given as equal doubles come with a warning", async () => {
    const { warnings } = await analyze(
      problem(given(diag(0.5, 0.5), diag(1, 1)), { kind: "spectral-contrastive", embedding: 1 }),
    );
    expect(warnings).toHaveLength(1);
  });

  it.each<[string, Entry[][], object]>([
    ["a tiny γ on unit columns", diag(1, "1e-18"), { kind: "bilinear", normalize: "columns", embedding: 2 }],
    [
      "a tiny coupling of tied columns",
      [
        [1, "1e-18"],
        ["1e-18", 1],
      ],
      { kind: "bilinear", normalize: "columns", embedding: 2, tied: true },
    ],
    [
      "a decay just above σ",
      diag(1, "1/2"),
      { kind: "bilinear", normalize: "none", embedding: 1, weightDecay: "1.000000000000000001" },
    ],
    [
      "a tiny decay of the predictor",
      diag(1, "1/2"),
      { kind: "predictor", embedding: 2, weightDecay: "1e-30", stopGradient: false },
    ],
  ])(
    "below resolution are undecided in the Hessian, not a contradiction: %s",
    async (_, gamma, objective) => {
      const { audit } = await analyze(problem(given(gamma, WHITE), objective));
      expect(audit.failures).toEqual([]);
    },
  );
});

describe("rank-deficient Γ off the axes (p > d)", () => {
  it.each([
    ["rows", { kind: "bilinear", normalize: "rows", embedding: 2 }],
    ["frobenius", { kind: "bilinear", normalize: "frobenius", embedding: 2 }],
    ["tied rows", { kind: "bilinear", normalize: "rows", embedding: 2, tied: true }],
    ["cross-correlation", { kind: "cross-correlation", embedding: 2 }],
  ])("passes its audit: %s", async (_, objective) => {
    const model = {
      dictionary: { kind: "rational-orthonormal", rows: 4, columns: 2, seed: 1 },
      latent: { kind: "one-hot" },
      augmentation: { kind: "additive-gaussian", variance: 1 },
    };
    const { audit } = await analyze(problem(model, objective));
    expect(audit).toMatchObject({ complete: true, failures: [] });
  });
});

describe("the contrast of the theory, linear and m < p", () => {
  const model = {
    dictionary: { kind: "rational-orthonormal", rows: 4, columns: 2, seed: 1 },
    latent: { kind: "one-hot" },
    noise: { variance: "1/20" },
    augmentation: { kind: "additive-gaussian", variance: "1/2" },
  };
  const minima = async (objective: object) =>
    (await analyze(problem(model, objective))).components.filter(({ kind }) => kind === "global-minimum");

  it("every minimum of the spectral contrastive loss keeps the whole signal", async () => {
    for (const { outcome, retained } of await minima({ kind: "spectral-contrastive", embedding: 2 })) {
      expect(outcome).toMatch(/optimal-subspace|ground-truth|varies/);
      expect(retained).toBeCloseTo(1, 9);
    }
  });

  it("the minima of cross-correlation contain every subspace", async () => {
    const [best] = await minima({ kind: "cross-correlation", embedding: 2 });
    expect(best).toMatchObject({ outcome: "varies", rank: 2 });
    expect(best!.retained).toBeLessThan(0.99);
  });

  it("the minima of unit rows have rank one", async () => {
    const [best] = await minima({ kind: "bilinear", normalize: "rows", embedding: 2 });
    // The top eigenvalue is repeated: rows are free on its circle, so distinct rows may span it.
    expect(best!.dimension).toBe(2);
    const simple = { ...model, latent: { kind: "one-hot", probabilities: ["2/3", "1/3"] } };
    const { components } = await analyze(
      problem(simple, { kind: "bilinear", normalize: "rows", embedding: 2 }),
    );
    expect(components[0]).toMatchObject({ kind: "global-minimum", rank: 1, outcome: "dimensional-collapse" });
  });
});

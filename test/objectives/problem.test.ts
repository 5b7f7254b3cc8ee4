import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { checkAtlas } from "../../src/atlas/audit/check.js";
import { census } from "../../src/atlas/census.js";
import { derive } from "../../src/atlas/derive/derive.js";
import { readStoredAtlas } from "../../src/atlas/record/stored-atlas.js";
import { sweep } from "../../src/atlas/sweep/sweep.js";
import { train } from "../../src/dynamics/train.js";
import { ProblemError } from "../../src/files/problem-error.js";
import { isUnavailable } from "../../src/objectives/objective.js";
import { loadProblem } from "../../src/objectives/problem.js";
import { KINDS } from "../../src/objectives/registry.js";
import { render } from "../../src/report/render.js";
import { diag, given, oneHot, problem } from "../support/problems.js";

const FILES: Record<string, [model: object, objective: object]> = {
  bilinear: [given(diag(1, "1/2")), { kind: "bilinear", embedding: 2, normalize: "rows" }],
  "spectral-contrastive": [given(diag(1, "1/2")), { kind: "spectral-contrastive", embedding: 2 }],
  "cross-correlation": [given(diag(1, "1/2")), { kind: "cross-correlation", embedding: 2 }],
  predictor: [
    given(diag(1, "1/2")),
    { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true },
  ],
  "relu-alignment": [oneHot(["1/2", "1/2"]), { kind: "relu-alignment", embedding: 2 }],
  "relu-contrastive": [
    oneHot(["1/2", "1/2"]),
    { kind: "relu-contrastive", embedding: 2, temperature: 1, negatives: "distinct" },
  ],
  custom: [
    given(diag(1, "1/2")),
    {
      kind: "custom",
      loss: "norm2(V*Gamma*V') - k*tr(V*V')",
      variables: { V: [2, 2] },
      parameters: { k: "1/(4*5)" },
    },
  ],
};

describe("loadProblem", () => {
  it("builds every kind of the table", () => {
    expect(Object.keys(FILES).sort()).toEqual([...KINDS.objectives.names].sort());
    for (const [kind, [model, objective]] of Object.entries(FILES)) {
      const built = problem(model, objective);
      expect(built.objective.kind).toBe(kind);
      expect(built.title).toContain("; ");
      expect((built.objective.landscape === undefined) !== (built.objective.oracle === undefined)).toBe(true);
      const encoder = built.objective.landscape?.variables.map(({ symbol }) => symbol.name) ?? ["W"];
      expect(encoder).toContain(built.objective.encoder);
      if (kind !== "custom") expect(isUnavailable(built.objective.closedForm())).toBe(false);
    }
  });

  it("reads parameters of a custom loss as exact expressions", () => {
    const { objective } = problem(...FILES.custom!);
    expect(objective.landscape!.parameters.get("k")!.toFraction()).toBe("1/20");
  });

  it.each<[string, object, RegExp]>([
    ["a loss that is no scalar", { loss: "V" }, /objective\.loss/],
    ["an unknown name", { loss: "tr(V*Q)" }, /objective\.loss/],
    ["a parameter that is no number", { parameters: { k: "1/0" } }, /objective\.parameters\.k/],
    [
      "a product of shapes that do not fit",
      { loss: "tr(V*A)", constants: { A: [[1, 2, 3]] } },
      /objective\.loss/,
    ],
  ])("names the place of %s", (_, change, place) => {
    const [model, objective] = FILES.custom!;
    const text = JSON.stringify({ model, objective: { ...objective, ...change } });
    expect(() => loadProblem(text)).toThrow(ProblemError);
    expect(() => loadProblem(text)).toThrow(place);
  });
});

describe("a problem without a model", () => {
  const wells = { kind: "custom", variables: { x: [1, 1] }, loss: "1/4*tr(x*x')^2 - 1/2*tr(x*x')" };
  const load = (file: object) => loadProblem(JSON.stringify(file));

  it("is one where the loss names neither Γ nor Σ; outcomes, which are about data, are left out", async () => {
    const instance = load({ objective: wells });
    expect(instance.title).toBe("Custom objective in x ∈ R^{1×1}");
    const { components, audit } = await analyze(instance, { method: "solve" });
    // x = 0 and ±1.
    expect(audit.complete).toBe(true);
    expect(components.map(({ index }) => index).sort()).toEqual([0, 0, 1]);
    for (const component of components)
      for (const key of ["outcome", "recovery", "retained", "conditionNumber", "rank"])
        expect(component).not.toHaveProperty(key);
    expect(derive(instance).modes).toHaveLength(1);
    expect(census(instance)).toMatchObject({ title: instance.title });
    const stored = readStoredAtlas(
      render({ kind: "atlas", atlas: await analyze(instance, { method: "solve" }) }, "json"),
    );
    expect((await checkAtlas(stored)).discrepancies).toEqual([]);
  });

  it("is swept and trained as others are", async () => {
    const family = {
      objective: { ...wells, loss: "1/4*tr(x*x')^2 - c*tr(x*x')", parameters: { c: "1/2" } },
    };
    const swept = await sweep(load({ objective: family.objective }), {
      parameter: "c",
      values: ["-1/2", "1/2"],
    });
    expect(swept.values.map(({ components }) => components.length)).toEqual([1, 3]);
    // c = 1/2: every start of the line but 0 ends at one of the two minima.
    const trained = await train(load(family), { runs: 4, method: "solve" });
    expect(trained).toMatchObject({ runs: 4, unfinished: 0, diverged: 0, strays: [] });
  });

  it.each([
    ["names Γ", { objective: { ...wells, loss: "tr(x*Gamma*x')" } }],
    ["names Σ", { objective: { ...wells, loss: "tr(x*Sigma'*x')" } }],
    ["is built in", { objective: { kind: "cross-correlation", embedding: 1 } }],
  ])("is refused where the loss %s", (_, file) => {
    expect(() => load(file)).toThrow(/^model: expected/);
  });
});

import { describe, expect, it } from "vitest";
import { ProblemError } from "../../src/model/problem-error.js";
import { isUnavailable } from "../../src/objectives/objective.js";
import { loadProblem, OBJECTIVE_KINDS } from "../../src/objectives/problem.js";
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
    expect(Object.keys(FILES).sort()).toEqual([...OBJECTIVE_KINDS].sort());
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

/** Boxes of analytic losses, and what is refused. */
import { describe, expect, it } from "vitest";
import { derive } from "../../../src/atlas/derive/derive.js";
import { loadProblem } from "../../../src/objectives/problem.js";

const load = (objective: object) =>
  loadProblem(JSON.stringify({ objective: { kind: "custom", ...objective } }));

describe("a custom loss in a box", () => {
  it("has the box of all entries, row by row, and conditions in words of the loss", () => {
    const problem = load({
      loss: "softplus(-tr(W*A)) + c*norm2(W) + log(b)",
      variables: { W: [1, 2], b: [1] },
      constants: { A: [[1], [2]] },
      parameters: { c: "1/2" },
      box: { W: [-3, "1/2"], b: ["1/10", 2] },
    });
    const { analytic, landscape, title } = problem.objective;
    expect(landscape).toBeUndefined();
    expect(title).toBe("Custom objective in W ∈ R^{1×2}, b ∈ R^{1×1}, in a box");
    expect([[...analytic!.box.lo], [...analytic!.box.hi]]).toEqual([
      [-3, -3, 0.1],
      [0.5, 0.5, 2],
    ]);
    const { stationarity, constraints, loss } = derive(problem);
    expect(stationarity.map(({ text }) => text)).toEqual(["2*c*W - sigmoid(-tr(W*A))*A' = 0", "1/(b) = 0"]);
    expect(constraints.map(({ text }) => text)).toEqual(["-3 <= W[i,j] <= 1/2", "1/10 <= b[i,j] <= 2"]);
    expect(loss.tex).toContain("\\operatorname{softplus}(-\\operatorname{tr}(W A))");
  });

  const W = { variables: { W: [2, 2] }, loss: "exp(tr(W))" };
  it.each<[string, object, string]>([
    [
      "without a box",
      W,
      'objective.box: expected ranges of the variables, such as {"W": [-3, 3]}, for a loss with exp, got none',
    ],
    [
      "a box that leaves a variable out",
      { ...W, box: {} },
      "objective.box.W: expected a range [lo, hi] of its entries, got none",
    ],
    [
      "a range that is none",
      { ...W, box: { W: [1, 1] } },
      "objective.box.W: expected a range [lo, hi] with lo < hi, got [1, 1]",
    ],
    [
      "a box of nothing",
      { ...W, box: { W: [0, 1], V: [0, 1] } },
      "objective.box: expected names of variables (W), got",
    ],
    [
      "constraints",
      { ...W, box: { W: [0, 1] }, constraints: { W: "unit-norm" } },
      "objective.box: expected no constraints beside a box, got some",
    ],
    [
      "no scalar",
      { ...W, loss: "exp(tr(W))*W", box: { W: [0, 1] } },
      "objective.loss: expected a scalar, got a 2×2 matrix",
    ],
  ])("is refused %s", (_, objective, message) => {
    expect(() => load(objective)).toThrow(message);
  });
});

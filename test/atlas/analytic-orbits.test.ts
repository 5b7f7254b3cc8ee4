/** Critical orbits of invariant losses by triangular representatives, against elimination on the orbit space, which shares nothing with it. */
import { describe, expect, it } from "vitest";
import { vectorLayout } from "../../src/atlas/analytic-orbits.js";
import { analyze } from "../../src/atlas/analyze.js";
import type { Atlas } from "../../src/atlas/record/types.js";
import { loadProblem } from "../../src/objectives/problem.js";

const MODEL = {
  moments: {
    gamma: [
      ["6/5", "1/5"],
      ["1/5", 1],
    ],
    sigma: [
      [2, "1/5"],
      ["1/5", "3/2"],
    ],
  },
};
const load = (objective: object, model?: object) =>
  loadProblem(
    JSON.stringify({
      ...(model === undefined ? {} : { model }),
      objective: { kind: "custom", ...objective },
    }),
  );
const rowsOf = ({ components }: Atlas) =>
  components
    .map(({ value, dimension, index, nullity, multiplicity }) =>
      [value!.toFixed(8).replace("-0.00000000", "0.00000000"), dimension, index, nullity, multiplicity].join(
        " ",
      ),
    )
    .sort();

describe("critical orbits of a loss in a box", () => {
  it.each<[string, object, object | undefined]>([
    ["spectral 2×2", { loss: "norm2(W*Sigma*W') - 2*tr(W*Gamma*W')", variables: { W: [2, 2] } }, MODEL],
    [
      "vectors in columns",
      {
        loss: "norm2(W'*S*W) - tr(W'*G*W)",
        variables: { W: [2, 2] },
        constants: {
          S: [
            [2, 1],
            [1, 3],
          ],
          G: [
            [3, 1],
            [1, 2],
          ],
        },
      },
      undefined,
    ],
    [
      "two encoders and a scalar that is not moved",
      {
        loss: "norm2(a)^2 + norm2(b)^2 - 2*dot(a, b)*s + s^2 - s - norm2(a) - norm2(b)/3",
        variables: { a: [2, 1], b: [2, 1], s: [1] },
      },
      undefined,
    ],
  ])(
    "%s: value, dimension, index and copies are those of elimination",
    async (_, objective, model) => {
      const exact = await analyze(load(objective, model), { method: "algebra" });
      expect(exact.audit).toMatchObject({ complete: true, proof: "proved" });
      const { variables } = objective as { variables: object };
      const box = Object.fromEntries(Object.keys(variables).map((name) => [name, [-2, 2.1]]));
      const inBox = await analyze(load({ ...objective, box }, model));
      expect(inBox.audit).toMatchObject({ complete: true, proof: "proved", by: ["branch-and-bound"] });
      expect(rowsOf(inBox)).toEqual(rowsOf(exact));
      expect(inBox.components.length).toBeGreaterThan(2);
    },
    60_000,
  );

  it("points that are critical on triangular matrices alone are dropped", async () => {
    // On [[a, b], [0, d]] the collapsed row d alone, with zero first row, is critical; the gradient is not 0 below the diagonal there.
    const objective = {
      loss: "norm2(W*S*W') - tr(W*G*W')",
      variables: { W: [2, 2] },
      constants: {
        S: [
          [2, 1],
          [1, 3],
        ],
        G: [
          [3, 1],
          [1, 2],
        ],
      },
    };
    const { components } = await analyze(load({ ...objective, box: { W: [-2, 2] } }));
    const exact = await analyze(load(objective), { method: "algebra" });
    expect(components.length).toBe(exact.components.length);
    // d² = G_22/(2 S_22²) on the last row alone: value −G_22²/(4 S_22²).
    expect(components.every(({ value }) => Math.abs(value! + 4 / 36) > 1e-9)).toBe(true);
  });

  it.each<[string, object, number[] | undefined]>([
    [
      "rotations from the left",
      { loss: "exp(norm2(W))", variables: { W: [2, 3] }, box: { W: [-1, 1] } },
      [3],
    ],
    [
      "rotations from the right",
      {
        loss: "log(1 + tr(A*W*W'))",
        variables: { W: [2, 2] },
        constants: {
          A: [
            [1, 0],
            [0, 2],
          ],
        },
        box: { W: [-1, 1] },
      },
      [1],
    ],
    [
      "three features and two inputs",
      { loss: "exp(norm2(W))", variables: { W: [3, 2] }, box: { W: [-1, 1] } },
      [2, 4, 5],
    ],
    ["none", { loss: "exp(W[1,1]) + norm2(W)", variables: { W: [2, 2] }, box: { W: [-1, 1] } }, undefined],
    ["none inside a call", { loss: "exp(sum(W))", variables: { W: [2, 2] }, box: { W: [-1, 1] } }, undefined],
  ])("entries that rotations make 0: %s", (_, objective, fixed) => {
    const layout = vectorLayout(load(objective).objective.analytic!.loss);
    expect(layout?.fixed.toSorted((a, b) => a - b)).toEqual(fixed);
  });
});

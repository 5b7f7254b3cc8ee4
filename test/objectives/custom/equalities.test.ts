/** Constraints by name and equalities, against critical points that are known by other means. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { Random } from "../../../src/exact/random.js";
import { symmetricEigen } from "../../../src/numeric/linalg/decompositions.js";
import { generate } from "../../../src/numeric/linalg/dense.js";
import { loadProblem } from "../../../src/objectives/problem.js";

const problem = (objective: object, model?: object) =>
  loadProblem(
    JSON.stringify({
      ...(model === undefined ? {} : { model: { moments: model } }),
      objective: { kind: "custom", ...objective },
    }),
  );

/** A random symmetric matrix of small integers. */
function symmetric(random: Random, n: number): number[][] {
  const rows = Array.from({ length: n }, () => Array.from({ length: n }, () => random.integer(-4, 4)));
  return rows.map((row, i) => row.map((x, j) => x + rows[j]![i]! + (i === j ? 3 * i : 0)));
}
const eigenvalues = (a: number[][]): number[] =>
  Array.from(symmetricEigen(generate(a.length, a.length, (i, j) => a[i]![j]!)).values).sort((x, y) => x - y);

describe("constraints that are equalities", () => {
  it("Brockett's function on frames: n!/(n − m)! · 2^m frames of eigenvectors, each with the index that its permutation gives", async () => {
    const random = new Random(3);
    for (let run = 0; run < 3; run++) {
      const a = symmetric(random, 3);
      const l = eigenvalues(a);
      const { components, audit, census } = await analyze(
        problem({
          loss: "tr(N*W*A*W')",
          variables: { W: [2, 3] },
          constraints: { W: "orthonormal-rows" },
          constants: {
            A: a,
            N: [
              [1, 0],
              [0, 3],
            ],
          },
        }),
      );
      expect(audit).toMatchObject({ complete: true, proof: "proved" });
      const expected: string[] = [];
      for (const i of [0, 1, 2])
        for (const j of [0, 1, 2]) {
          if (i === j) continue;
          const k = 3 - i - j;
          // Rotations of the rows into each other, and of each into the third direction.
          const slopes = [2 * (l[i]! - l[j]!), l[k]! - l[i]!, 3 * (l[k]! - l[j]!)];
          const index = slopes.filter((x) => x < 0).length;
          for (let s = 0; s < 4; s++) expected.push(`${(l[i]! + 3 * l[j]!).toFixed(6)} ${index}`);
        }
      const found = components.map(({ value, index }) => `${value!.toFixed(6)} ${index}`);
      expect(found.sort()).toEqual(expected.sort());
      expect(census!.total).toBe(24n);
    }
  });

  it("whitened encoders have the generalised eigenvectors of (Γ, Σ), a Grassmannian's worth of signs", async () => {
    const gamma = [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 1],
    ];
    const sigma = [
      [3, 1, 0],
      [1, 4, 1],
      [0, 1, 2],
    ];
    const { components, audit } = await analyze(
      problem(
        { loss: "-2*tr(W*Gamma*W')", variables: { W: [2, 3] }, constraints: { W: "whitened" } },
        { gamma, sigma },
      ),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved", morseEuler: { expected: 0n, found: 0n } });
    // Subsets of two of three modes; the rank-two orbit has two components, of dimension 1.
    expect(components.map(({ dimension, index, multiplicity }) => [dimension, index, multiplicity])).toEqual([
      [1, 0, 2n],
      [1, 1, 2n],
      [1, 2, 2n],
    ]);
    // Σ over the subsets of the generalised eigenvalues, each of which is in two: 2 · (−2 tr(Σ⁻¹Γ)).
    const inverse = [
      [7, -2, 1],
      [-2, 6, -3],
      [1, -3, 11],
    ].map((row) => row.map((x) => x / 19));
    const trace = inverse.reduce((sum, row, i) => sum + row.reduce((s, x, j) => s + x * gamma[j]![i]!, 0), 0);
    expect(components.reduce((sum, { value }) => sum + value!, 0)).toBeCloseTo(-4 * trace, 9);
  });

  it("orthogonal matrices: ⟨A, X⟩ has 2ⁿ critical points, the signs of the singular values", async () => {
    const { components, audit } = await analyze(
      problem({
        loss: "-tr(A'*X)",
        variables: { X: [2, 2] },
        constraints: { X: "orthonormal-columns" },
        constants: {
          A: [
            [3, 1],
            [0, 2],
          ],
        },
      }),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    // σ₁ ± σ₂ = sqrt(‖A‖² ± 2 det A)
    const values = [Math.sqrt(14 + 12), Math.sqrt(14 - 12)].flatMap((x) => [x, -x]);
    expect(components.map(({ value }) => value!.toFixed(9)).sort()).toEqual(
      values.map((x) => x.toFixed(9)).sort(),
    );
    expect(components.map(({ index }) => index).sort()).toEqual([0, 0, 1, 1]);
  });

  it.each<[string, number[][], number]>([
    // The nearest matrix to A: its symmetric part, its diagonal, its upper triangle.
    [
      "symmetric",
      [
        [1, 3],
        [3, 4],
      ],
      2,
    ],
    [
      "diagonal",
      [
        [1, 0],
        [0, 4],
      ],
      4 + 16,
    ],
    [
      "upper-triangular",
      [
        [1, 2],
        [0, 4],
      ],
      16,
    ],
  ])("linear subspaces: the nearest %s matrix", async (kind, nearest, distance) => {
    const { components, audit } = await analyze(
      problem({
        loss: "norm2(X - A)",
        variables: { X: [2, 2] },
        constraints: { X: kind },
        constants: {
          A: [
            [1, 2],
            [4, 4],
          ],
        },
      }),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    expect(components).toHaveLength(1);
    const [{ representative, value, kind: found, index }] = components as [(typeof components)[number]];
    expect([...representative.X!.data]).toEqual(nearest.flat());
    expect([value, found, index]).toEqual([distance, "global-minimum", 0]);
  });

  it("any equality: heights on a torus have two saddles between their extrema", async () => {
    const { components, audit } = await analyze(
      problem({
        loss: "x[1] + 2*x[2] + 3*x[3]",
        variables: { x: [3] },
        equalities: ["(norm2(x) + 3)^2 = 16*(x[1]^2 + x[2]^2)"],
      }),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    expect(components.map(({ index, kind }) => [index, kind])).toEqual([
      [0, "global-minimum"],
      [1, "strict-saddle"],
      [1, "strict-saddle"],
      [2, "global-maximum"],
    ]);
    // Radii 2 and 1: the support functions of both circles, 2|(1, 2)| ± |(1, 2, 3)|, and their negatives.
    const values = [2 * Math.sqrt(5) + Math.sqrt(14), 2 * Math.sqrt(5) - Math.sqrt(14)];
    expect(components.map(({ value }) => value!.toFixed(9))).toEqual(
      [-values[0]!, -values[1]!, values[1]!, values[0]!].map((x) => x.toFixed(9)),
    );
  });

  it("equalities that hold nowhere leave nothing, proved", async () => {
    const { components, audit } = await analyze(
      problem({ loss: "x[1]^2 + x[2]", variables: { x: [2] }, equalities: ["norm2(x) = 1", "sum(x) = 3"] }),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    expect(components).toEqual([]);
  });

  const folder = new URL("../../../examples/constraints/", import.meta.url);
  it.each(readdirSync(folder))("examples/constraints/%s is answered completely, proved", async (file) => {
    const { audit, components } = await analyze(loadProblem(readFileSync(new URL(file, folder), "utf8")));
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    expect(components.length).toBeGreaterThan(0);
    // Independent of the list: on each of these sets some loss is least.
    expect(components.some(({ index }) => index === 0)).toBe(true);
  });

  const W = { loss: "tr(W*W')", variables: { W: [2, 3] } };
  it.each<[string, object, string]>([
    [
      "an unknown kind",
      { ...W, constraints: { W: "orthonormal-row" } },
      '"upper-triangular" (did you mean orthonormal-rows?), got "orthonormal-row"',
    ],
    [
      "a shape that has no such frames",
      { ...W, constraints: { W: "orthonormal-columns" } },
      "objective.constraints.W: expected a variable with no more columns than rows for orthonormal-columns, got 2×3",
    ],
    [
      "a rectangle",
      { ...W, constraints: { W: "symmetric" } },
      "objective.constraints.W: expected a square variable for symmetric, got 2×3",
    ],
    [
      "whitening without moments",
      { ...W, constraints: { W: "whitened" } },
      "objective.constraints.W: expected a model with Sigma for whitened, got 2×3",
    ],
    [
      "no equality",
      { ...W, equalities: ["norm2(W)"] },
      'objective.equalities[0]: expected an equality, "left = right", got norm2(W)',
    ],
    [
      "sides of two shapes",
      { ...W, equalities: ["W = tr(W*W')"] },
      "objective.equalities[0]: expected sides of one shape, got 2×3 = 1×1",
    ],
    [
      "what always holds",
      { ...W, equalities: ["W = W"] },
      "objective.equalities[0]: expected an equality that does not hold everywhere, got one that does",
    ],
    [
      "an inverse",
      { ...W, equalities: ["inv(W*W') = I(2)"] },
      "objective.equalities[0]: expected an equality without inverses and roots (multiply it out), got one with them",
    ],
    ["a mistake in the text", { ...W, equalities: ["norm2(V) = 1"] }, "objective.equalities[0]: expected "],
    [
      "unit spheres beside equalities",
      { ...W, constraints: { W: "unit-norm" }, equalities: ["tr(W*W') = 1"] },
      "objective.constraints.W: expected an equality in place of unit-norm, beside others (such as norm2(W) = 1)",
    ],
    [
      "a field",
      { loss: "norm2(W - sg(W))", variables: { W: [2, 3] }, constraints: { W: "orthonormal-rows" } },
      "objective.loss: expected a loss without sg under equalities, got a stop-gradient field",
    ],
  ])("refuse %s in one line", (_, objective, message) => {
    expect(() => problem(objective)).toThrow(message);
  });
});

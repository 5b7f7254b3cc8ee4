import { expect, it } from "vitest";
import { nullSpaceLine } from "../../../src/atlas/audit/null-space-line.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { analyze, buildProblem, checkAtlas, readStoredAtlas, render } from "../../../src/index.js";

it("names the space by its vectors where these are short", () => {
  const basis = RationalMatrix.from([["-1/2"], [1]]);
  expect(nullSpaceLine({ of: ["Gamma", "Sigma"], dimension: 1, size: 2, basis })).toMatch(
    /^Gamma and Sigma vanish on a space of dimension 1 of 2, spanned by \(-1\/2, 1\): the data decide nothing there/,
  );
  expect(nullSpaceLine({ of: ["SigmaX"], dimension: 2, size: 70 })).toMatch(
    /^SigmaX vanishes on a space of dimension 2 of 70 \(modulo primes\): /,
  );
});

it("is a warning of an atlas of fewer samples than dimensions, whose critical points are not isolated", async () => {
  // One sample in the plane y = x: the loss is that of s = w₁ + w₂, with Σ = 5/2 and Γ = 2 there, constant along (−1, 1).
  const problem = buildProblem({
    model: { samples: [[[1, 1], [2, 2]]] }, // biome-ignore format: views
    objective: { kind: "spectral-contrastive", embedding: 1 },
  });
  const atlas = await analyze(problem, { method: "both" });
  expect(atlas.warnings.join()).toContain("spanned by (-1, 1)");
  expect(atlas.audit.failures).toEqual([]);
  expect(atlas.components.map(({ dimension, index }) => [dimension, index])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  // −2Γs² + Σ²s⁴ at s² = Γ/Σ²: −Γ²/Σ².
  expect(atlas.components[0]!.value).toBeCloseTo(-16 / 25, 12);
  const stored = readStoredAtlas(render({ kind: "atlas", atlas }, "json"));
  expect((await checkAtlas(stored)).discrepancies).toEqual([]);
});

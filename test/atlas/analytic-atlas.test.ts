/** Analytic losses in boxes: atlases against points that are known by other means. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { checkAtlas } from "../../src/atlas/audit/check.js";
import type { Atlas } from "../../src/atlas/record/types.js";
import { loadProblem } from "../../src/objectives/problem.js";

const load = (objective: object) =>
  loadProblem(JSON.stringify({ objective: { kind: "custom", ...objective } }));
const analysed = (objective: object) => analyze(load(objective));
const folder = new URL("../../examples/analytic/", import.meta.url);

/** Beyond six entries, and ten seconds of boxes. */
const LONG = ["hopfield-energy.json", "infonce-plane.json"];

describe("the atlas of an analytic loss", () => {
  it("has all critical points of a product of two functions with known ones, with their indices", async () => {
    // x eˣ has a minimum at −1; cosh y (with 2 cosh y = e^y + e^−y) one at 0: of f + g a minimum, of f − g a saddle.
    for (const [sign, index, kind] of [
      ["+", 0, "local-minimum"],
      ["-", 1, "strict-saddle"],
    ] as const) {
      const { components, audit, census } = await analysed({
        loss: `x*exp(x) ${sign} (exp(y) + exp(-y))`,
        variables: { x: [1], y: [1] },
        box: { x: [-3, 2], y: [-2, 3] },
      });
      expect(audit).toMatchObject({ complete: true, proof: "proved", by: ["branch-and-bound"] });
      expect(census!.total).toBe(1n);
      const [{ representative, value, ...found }] = components as [(typeof components)[number]];
      expect(found).toMatchObject({ index, nullity: 0, kind, multiplicity: 1n, dimension: 0 });
      expect(representative.x!.data[0]).toBeCloseTo(-1, 14);
      expect(Math.abs(representative.y!.data[0]!)).toBeLessThan(1e-14);
      expect(value).toBeCloseTo((sign === "+" ? 2 : -2) - Math.exp(-1), 13);
    }
  });

  it("minus the log-determinant: modes of the pair (Γ, Σ) alone, as for every function of w Σ wᵀ and w Γ wᵀ", async () => {
    const text = readFileSync(new URL("log-determinant.json", folder), "utf8");
    const { components, audit } = await analyze(loadProblem(text));
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    // 0, and ± one point for each of three modes.
    expect(components.map(({ index }) => index)).toEqual([0, 0, 1, 1, 2, 2, 3]);
    for (const { representative } of components) {
      const [a, b, c] = [...representative.W!.data] as [number, number, number];
      // (Σ − Γ) w + w/10 is parallel to Σ w.
      const left = [0.9 * a, 0.6 * b, 0.6 * c];
      const right = [2 * a + 0.2 * b, 0.2 * a + 1.5 * b + 0.1 * c, 0.1 * b + c];
      for (const [i, j] of [
        [0, 1],
        [1, 2],
      ] as const)
        expect(left[i]! * right[j]! - left[j]! * right[i]!).toBeCloseTo(0, 12);
    }
  });

  it.each(readdirSync(folder).filter((file) => !LONG.includes(file)))(
    "examples/analytic/%s is answered completely, proved",
    async (file) => {
      const atlas = await analyze(loadProblem(readFileSync(new URL(file, folder), "utf8")));
      expect(atlas.audit).toMatchObject({ complete: true, proof: "proved" });
      // Morse: a loss that grows to all sides of the box has χ = 1.
      const sum = atlas.components.reduce((total, { index }) => total + (index! % 2 === 0 ? 1 : -1), 0);
      expect(sum).toBe(1);
    },
  );

  it("beyond six entries has what random starts lead to, proved to be there, and says what share it covers", async () => {
    const text = readFileSync(new URL("hopfield-energy.json", folder), "utf8");
    const { components, audit } = await analyze(loadProblem(text));
    expect(audit).toMatchObject({ complete: false, proof: "incomplete" });
    expect(audit.reason).toMatch(
      /8 entries.*of 200 random starts \d+ led to 5 critical points; of further ones 100.0 %/,
    );
    // A minimum next to each pattern, and saddles between them; every one a mean of the patterns with positive weights.
    expect(components.map(({ index }) => index)).toEqual([0, 0, 0, 1, 1]);
    const patterns = [
      [2, 1, 0, -1, 0, 1, 0, 0],
      [0, 2, -1, 0, 1, 0, 1, 0],
      [-1, 0, 2, 1, 0, 0, 0, 1],
    ];
    for (const { representative } of components) {
      const x = [...representative.x!.data];
      const scores = patterns.map((k) => Math.exp(k.reduce((sum, value, i) => sum + value * x[i]!, 0)));
      const total = scores.reduce((a, b) => a + b);
      for (const [i, value] of x.entries())
        expect(value).toBeCloseTo(
          patterns.reduce((sum, k, j) => sum + (scores[j]! / total) * k[i]!, 0),
          10,
        );
    }
  });

  it.each<[string, object, RegExp]>([
    [
      "one on the boundary",
      { loss: "exp(x) - x", variables: { x: [1] }, box: { x: [0, 1] } },
      /boundary of the box/,
    ],
    ["a kink", { loss: "sqrt(x^2) + exp(x)", variables: { x: [1] }, box: { x: [-1, 1] } }, /undecided/],
    ["a degenerate point", { loss: "exp(x^4)", variables: { x: [1] }, box: { x: [-1, 1] } }, /degenerate/],
  ])("is incomplete, with a place, for %s", async (_, objective, reason) => {
    const { audit } = await analysed(objective);
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(reason);
  });

  it("is verified by check, which finds what was changed", async () => {
    const text = readFileSync(new URL("nt-xent.json", folder), "utf8");
    const atlas = await analyze(loadProblem(text));
    expect((await checkAtlas(atlas)).discrepancies).toEqual([]);
    const [first, ...others] = atlas.components;
    for (const changed of [
      { ...first!, index: 2 },
      { ...first!, value: first!.value! + 1 },
    ]) {
      const tampered: Atlas = { ...atlas, components: [changed, ...others] };
      expect((await checkAtlas(tampered)).discrepancies.length).toBeGreaterThan(0);
    }
    const shorter: Atlas = { ...atlas, components: others };
    expect((await checkAtlas(shorter)).discrepancies.length).toBeGreaterThan(0);
  });
});

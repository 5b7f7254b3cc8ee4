import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { perturbationSetting } from "../../../src/atlas/propose/perturbation-setting.js";
import { perturbationStarts } from "../../../src/atlas/propose/perturbation-starts.js";
import { proposeComponents } from "../../../src/atlas/propose/propose-components.js";
import { completenessTheorem } from "../../../src/atlas/propose/solver-proof.js";
import { wordsOf } from "../../../src/atlas/propose/solver-reasons.js";
import { Random } from "../../../src/exact/random.js";
import { solvePerturbed } from "../../../src/numeric/monodromy/linear-perturbation.js";
import { PerturbationFamily } from "../../../src/numeric/monodromy/perturbation-family.js";
import { diag, type Entry, given, problem } from "../../support/problems.js";

const GENERAL: Entry[][] = [
  [2, 1],
  [1, 3],
];
const EXCHANGEABLE: Entry[][] = [
  ["3/8", "1/8", "1/8"],
  ["1/8", "3/8", "1/8"],
  ["1/8", "1/8", "3/8"],
];
const DIAGONAL = diag("1/2", "1/3", "1/6");

const QUARTIC = {
  kind: "custom",
  loss: "norm2(W)*norm2(W) - tr(W*Gamma*W') + tr(W*Gamma*W'*W*Gamma*Gamma*W')",
  variables: { W: [1, 2] },
};

describe("a list of the solver is proved complete", () => {
  test.each([
    ["Bézout's theorem: 9 distinct", "the degrees of the conditions", given(GENERAL), QUARTIC],
    [
      // 2p + 1 solutions: the origin and a pair for each eigenvalue.
      "multihomogeneous Bézout theorem: 7 distinct",
      "the multidegrees of the lifted conditions",
      given(DIAGONAL, EXCHANGEABLE),
      { kind: "spectral-contrastive", embedding: 1 },
    ],
    [
      "multihomogeneous Bézout theorem: 6 distinct",
      "a quadratic loss on one sphere",
      given(DIAGONAL),
      { kind: "bilinear", embedding: 1, normalize: "rows", tied: true },
    ],
    [
      // The origin, and for each of two modes and both signs two roots, with two signs each.
      "multihomogeneous Bézout theorem: 9 distinct",
      "the multidegrees of the conditions",
      given(GENERAL),
      { kind: "predictor", embedding: 1, weightDecay: "1/20", stopGradient: true },
    ],
  ])("by %s, as many as %s admit", async (theorem, by, model, objective) => {
    const { components, audit } = await analyze(problem(model, objective), { method: "paths" });
    expect(audit).toMatchObject({ complete: true, proof: "proved", failures: [] });
    expect(audit.theorem).toContain(theorem);
    expect(audit.theorem).toContain(by);
    for (const { dimension, certificate } of components)
      expect({ dimension, kind: certificate.kind }).toEqual({ dimension: 0, kind: "interval" });
  });

  test.each([
    // Critical sets of positive dimension: the sphere wᵀΓw = 1, an orbit of O(2).
    [given(GENERAL), { kind: "cross-correlation", embedding: 1 }],
    [given(GENERAL), { kind: "spectral-contrastive", embedding: 2 }],
    // Two spheres: 4p solutions, fewer than any bound that is known to exclude further sets.
    [given(GENERAL), { kind: "bilinear", embedding: 1, normalize: "rows" }],
  ])("and not where no such theorem applies", async (model, objective) => {
    const { audit } = await analyze(problem(model, objective), { method: "paths" });
    expect(audit).toMatchObject({ complete: true, proof: "numerical" });
    expect(audit.theorem).toBeUndefined();
  });

  test("and not where a solution or a critical point is missing, doubled, or not one", async () => {
    const instance = problem(given(GENERAL), QUARTIC);
    const setting = perturbationSetting(instance);
    if ("unavailable" in setting) throw new Error(wordsOf([setting.unavailable]));
    const { polynomial, rows, spheres } = setting;
    const random = new Random(3);
    const starts = perturbationStarts(setting, polynomial, random);
    if ("unavailable" in starts) throw new Error(wordsOf([starts.unavailable]));
    const solved = await solvePerturbed(new PerturbationFamily(polynomial, rows), starts, { seed: random });
    const { proposals, complete, theorem, reasons } = await proposeComponents(
      instance,
      setting,
      solved,
      random,
    );
    expect({ complete, reasons }).toEqual({ complete: true, reasons: [] });
    const landscape = instance.objective.landscape!;
    const { limits } = solved;
    const prove = (points: typeof limits, list: typeof proposals) =>
      completenessTheorem(landscape, spheres, points, list);
    expect(prove(limits, proposals)).toBe(theorem);
    expect(theorem).toBeDefined();
    expect(prove(limits.slice(1), proposals)).toBeNull();
    expect(prove([...limits.slice(1), limits[1]!], proposals)).toBeNull();
    expect(prove(limits, proposals.slice(1))).toBeNull();
    expect(prove(limits, [...proposals, proposals[0]!])).toBeNull();
    const [first] = limits;
    if (first?.kind !== "finite") throw new Error("expected a finite limit");
    const moved = { ...first, point: { re: first.point.re.map((x) => x + 0.1), im: first.point.im } };
    expect(prove([moved, ...limits.slice(1)], proposals)).toBeNull();
    const singular = { kind: "finite", point: first.point, accuracy: 1e-8, winding: 2 } as const;
    expect(prove([singular, ...limits.slice(1)], proposals)).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { Catalogue } from "../../src/dynamics/membership.js";
import { Random } from "../../src/exact/random.js";
import { multiply } from "../../src/numeric/linalg/dense.js";
import { randomFrame } from "../../src/objectives/build.js";
import { isUnavailable, type Point } from "../../src/objectives/objective.js";
import type { Problem } from "../../src/objectives/problem.js";
import { moments, oneHot, problem } from "./support/problems.js";

const diagonal = (values: number[]) => values.map((x, i) => values.map((_, j) => (i === j ? x : 0)));

async function catalogueOf(p: Problem) {
  const system = new LandscapeSystem(p.objective.landscape!);
  const atlas = await analyze(p);
  const form = p.objective.closedForm();
  const proposals = isUnavailable(form) ? [] : [...form.proposals()];
  const nearest = new Map(proposals.map((x) => [x.id, x.nearest]));
  const places = atlas.components.map((component) => ({
    id: component.id,
    representative: component.representative,
    component,
    ...(nearest.get(component.id) === undefined ? {} : { nearest: nearest.get(component.id)! }),
  }));
  return { system, atlas, proposals, catalogue: new Catalogue(system, p.objective, places) };
}

const size = (point: Point) =>
  Math.sqrt(Object.values(point).reduce((sum, a) => sum + a.data.reduce((s, x) => s + x * x, 0), 0));

const PROBLEMS = {
  columns: problem(oneHot(3, ["1/2", "1/4", "1/4"]), {
    kind: "bilinear",
    embedding: 2,
    normalize: "columns",
  }),
  "tied columns": problem(
    {
      dictionary: { kind: "identity", size: 4 },
      latent: { kind: "bernoulli", probability: "1/4" },
      augmentation: { kind: "independent-masks", keep: "1/2" },
    },
    { kind: "bilinear", embedding: 2, normalize: "columns", tied: true },
  ),
  rows: problem(oneHot(3, ["1/2", "1/3", "1/6"]), { kind: "bilinear", embedding: 2, normalize: "rows" }),
  frobenius: problem(oneHot(3, ["1/2", "1/3", "1/6"]), {
    kind: "bilinear",
    embedding: 2,
    normalize: "frobenius",
  }),
  contrastive: problem(oneHot(3, ["1/2", "1/3", "1/6"]), { kind: "spectral-contrastive", embedding: 2 }),
  "cross-correlation": problem(oneHot(3, ["1/2", "1/3", "1/6"]), {
    kind: "cross-correlation",
    embedding: 2,
  }),
  predictor: problem(
    { ...oneHot(3, ["1/2", "1/3", "1/6"]), augmentation: { kind: "independent-masks", keep: "9/10" } },
    { kind: "predictor", embedding: 2, weightDecay: "1/100", stopGradient: true },
  ),
} as const;

describe.each(Object.entries(PROBLEMS))("membership: %s", (_, p) => {
  it("of random points of every component is that component", async () => {
    const { catalogue, proposals } = await catalogueOf(p);
    const random = new Random(4);
    expect(proposals.length).toBeGreaterThan(1);
    for (const { id, sample, representative } of proposals)
      for (let k = 0; k < 3; k++) {
        const point = sample?.(random) ?? representative;
        const membership = catalogue.assign(point, Math.max(size(point), 1));
        expect(membership).toMatchObject({ kind: "member", ids: [id] });
      }
  });

  it("of points that are not critical is none", async () => {
    const { catalogue, system } = await catalogueOf(p);
    const random = new Random(6);
    for (let k = 0; k < 5; k++) {
      const x = Float64Array.from({ length: system.size }, () => random.normal());
      system.retract(x);
      expect(catalogue.assign(system.unflatten(x), size(system.unflatten(x))).kind).toBe("stray");
    }
  });

  it("misses the component that is taken off the list", async () => {
    const { atlas, system, proposals } = await catalogueOf(p);
    const [removed, ...kept] = atlas.components;
    const nearest = new Map(proposals.map((x) => [x.id, x.nearest]));
    const catalogue = new Catalogue(
      system,
      p.objective,
      kept.map((component) => ({
        id: component.id,
        representative: component.representative,
        component,
        ...(nearest.get(component.id) === undefined ? {} : { nearest: nearest.get(component.id)! }),
      })),
    );
    const membership = catalogue.assign(removed!.representative, Math.max(size(removed!.representative), 1));
    expect(membership.kind).toBe("stray");
  });
});

describe("distance to an orbit", () => {
  it("does not depend on the gauge, and is zero on the orbit alone", async () => {
    const { catalogue, system, atlas } = await catalogueOf(
      problem(moments(diagonal([5, 3, 2]), diagonal([1, 1, 1])), {
        kind: "spectral-contrastive",
        embedding: 2,
      }),
    );
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const random = new Random(seed);
        const x = Float64Array.from({ length: system.size }, () => random.normal());
        const point = system.unflatten(x);
        const turned = { W: multiply(randomFrame(random, 2, 2), point.W!) };
        expect(catalogue.nearest(turned)!.distance).toBeCloseTo(catalogue.nearest(point)!.distance, 12);
        const [best] = atlas.components;
        const onOrbit = { W: multiply(randomFrame(random, 2, 2), best!.representative.W!) };
        expect(catalogue.nearest(onOrbit)).toMatchObject({ id: best!.id, kind: "orbit" });
        expect(catalogue.nearest(onOrbit)!.distance).toBeLessThan(1e-13);
        expect(catalogue.nearest(point)!.distance).toBeGreaterThan(1e-3);
      }),
      { numRuns: 30 },
    );
  });

  it("is the smallest over rotations and reflections tried at random", async () => {
    const { catalogue, system, atlas } = await catalogueOf(PROBLEMS.frobenius);
    const random = new Random(2);
    const x = Float64Array.from({ length: system.size }, () => random.normal());
    system.retract(x);
    const point = system.unflatten(x);
    const { distance } = catalogue.nearest(point)!;
    let least = Number.POSITIVE_INFINITY;
    for (const { representative } of atlas.components)
      for (let k = 0; k < 200; k++) {
        const r = randomFrame(random, 2, 2);
        const turned = ["Wo", "Wt"].map((name) => multiply(r, representative[name]!));
        const squares = ["Wo", "Wt"].map((name, i) =>
          point[name]!.data.reduce((sum, value, j) => sum + (value - turned[i]!.data[j]!) ** 2, 0),
        );
        least = Math.min(least, Math.sqrt(squares[0]! + squares[1]!));
      }
    expect(distance).toBeLessThanOrEqual(least + 1e-12);
    expect(distance).toBeGreaterThan(least - 0.05);
  });
});

describe("components of equal value", () => {
  it("are told apart by rank and singular values", async () => {
    // a² = 9 + 16 = 25: K = {1} with a = 5 and K = {2, 3} with a = 4, 3 have the value −25.
    const p = problem(moments(diagonal([5, 4, 3]), diagonal([1, 1, 1])), {
      kind: "spectral-contrastive",
      embedding: 2,
    });
    const { catalogue, atlas } = await catalogueOf(p);
    const equal = atlas.components.filter(({ value }) => value === -25);
    expect(equal.map(({ id }) => id).sort()).toEqual(["K={1}", "K={2,3}"]);
    for (const { id, representative } of equal)
      expect(catalogue.assign(representative, 1)).toMatchObject({ kind: "member", ids: [id] });
  });
});

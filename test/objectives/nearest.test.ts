import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { separation } from "../../src/dynamics/orbit-distance.js";
import { Random } from "../../src/exact/random.js";
import type { ComponentProposal } from "../../src/objectives/objective.js";
import { isUnavailable } from "../../src/objectives/objective.js";
import { buildProblem, type Problem } from "../../src/objectives/problem.js";
import { parseProblemFile } from "../../src/objectives/schema.js";

const masks = { kind: "independent-masks", keep: "1/2" };
const oneHot = (probabilities: readonly string[]) => ({
  dictionary: { kind: "identity", size: probabilities.length },
  latent: { kind: "one-hot", probabilities },
  augmentation: masks,
});
const gamma = (rows: readonly (readonly number[])[]) => ({
  moments: { gamma: rows, sigma: rows.map((row, i) => row.map((_, j) => (i === j ? 9 : 0))) },
});

/** Closed forms with a formula for the nearest point: distinct and equal entries, null groups, tied weights. */
const PROBLEMS = {
  "unit columns": [oneHot(["1/2", "1/4", "1/4"]), { kind: "bilinear", embedding: 2, normalize: "columns" }],
  "unit columns with a zero and a negative entry": [
    gamma([
      [2, 0, 0],
      [0, 0, 0],
      [0, 0, -1],
    ]),
    { kind: "bilinear", embedding: 2, normalize: "columns" },
  ],
  "unit rows": [
    gamma([
      [3, 1, 0],
      [0, 2, 1],
      [1, 0, 1],
    ]),
    { kind: "bilinear", embedding: 2, normalize: "rows" },
  ],
  "unit rows, repeated and null": [
    gamma([
      [2, 0, 0, 0],
      [0, 2, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 0],
    ]),
    { kind: "bilinear", embedding: 2, normalize: "rows" },
  ],
  "unit rows, tied": [
    oneHot(["1/2", "1/3", "1/6"]),
    { kind: "bilinear", embedding: 3, normalize: "rows", tied: true },
  ],
  "ReLU alignment": [oneHot(["1/2", "1/4", "1/4"]), { kind: "relu-alignment", embedding: 2 }],
} as const;

const problemOf = ([model, objective]: readonly [object, object]): Problem =>
  buildProblem(parseProblemFile({ model, objective }));

function proposalsOf({ objective }: Problem, limit: number): ComponentProposal[] {
  const form = objective.closedForm();
  if (isUnavailable(form)) throw new Error(form.unavailable);
  const list: ComponentProposal[] = [];
  for (const proposal of form.proposals()) {
    list.push(proposal);
    if (list.length === limit) break;
  }
  return list;
}

describe.each(Object.entries(PROBLEMS))("nearest point of a component: %s", (_, parts) => {
  const problem = problemOf(parts);
  const system = new LandscapeSystem(problem.objective.landscape!);
  const random = new Random(5);
  const start = () => {
    const x = Float64Array.from({ length: system.size }, () => random.normal());
    system.retract(x);
    return system.unflatten(x);
  };
  const proposals = proposalsOf(problem, 12);

  it("is critical and has the component's value", () => {
    for (const { nearest, value } of proposals)
      for (let k = 0; k < 5; k++) {
        const at = system.flatten(nearest!(start()));
        const report = system.gradient(at);
        expect(Math.hypot(...report.gradient)).toBeLessThan(1e-12);
        expect(report.value).toBeCloseTo(value!, 11);
      }
  });

  it("is at distance zero from points of the component, and is found again from nearby", () => {
    for (const { nearest, sample, representative } of proposals) {
      const point = sample?.(random) ?? representative;
      expect(separation(point, nearest!(point))).toBeLessThan(1e-12);
      const x = system.flatten(point).map((value) => value + 1e-4 * random.normal());
      system.retract(x);
      const moved = system.unflatten(x);
      const back = nearest!(moved);
      expect(separation(back, moved)).toBeLessThanOrEqual(separation(point, moved) + 1e-12);
    }
  });

  it("is nearer than random points of the component and than small motions along it", () => {
    for (const { nearest, sample } of proposals) {
      if (sample === undefined) continue;
      for (let k = 0; k < 10; k++) {
        const from = start();
        const best = separation(from, nearest!(from));
        for (let n = 0; n < 20; n++) expect(separation(from, sample(random))).toBeGreaterThan(best - 1e-12);
        // A point of the component near the nearest one: the nearest to a perturbed nearest.
        const x = system.flatten(nearest!(from)).map((value) => value + 0.05 * random.normal());
        system.retract(x);
        const along = nearest!(system.unflatten(x));
        expect(separation(from, along)).toBeGreaterThan(best - 1e-12);
      }
    }
  });
});

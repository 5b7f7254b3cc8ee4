import { describe, expect, it } from "vitest";
import { searchCriticalPoints } from "../../../src/atlas/audit/search.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import type { Problem } from "../../../src/objectives/problem.js";
import { diag, given, plainGradient, plainOf, problem } from "../../support/problems.js";

const search = (instance: Problem, starts: number, seed = 7) =>
  searchCriticalPoints(new LandscapeSystem(instance.objective.landscape!), instance.objective.symmetries, {
    starts,
    seed,
  });

const spectral = problem(given(diag(2, 1), diag(1, 1)), { kind: "spectral-contrastive", embedding: 1 });

describe("the search from random starts", () => {
  it("finds only critical points of the loss as theory writes it", () => {
    const found = search(spectral, 30);
    expect(found.length).toBeGreaterThan(10);
    const gradient = plainGradient(plainOf(spectral));
    for (const { x } of found) expect(Math.hypot(...gradient(x))).toBeLessThan(1e-8);
  });

  it("finds minima, saddles and the maximum, with their indices", () => {
    // a = (2, 1), m = 1: values −4 (index 0), −1 (index 1), 0 (index 2).
    const kinds = search(spectral, 60).map(({ value, index, nullity }) => [
      Math.round(value!) + 0,
      index,
      nullity,
    ]);
    expect(new Set(kinds.map(String))).toEqual(new Set(["-4,0,0", "-1,1,0", "0,2,0"]));
  });

  it("keeps to the constraint set", () => {
    const rows = problem(given(diag(2, 1)), { kind: "bilinear", normalize: "rows", embedding: 1 });
    const found = search(rows, 20);
    expect(found.length).toBeGreaterThan(0);
    for (const { x } of found) {
      expect(Math.hypot(x[0]!, x[1]!)).toBeCloseTo(1, 13);
      expect(Math.hypot(x[2]!, x[3]!)).toBeCloseTo(1, 13);
    }
  });

  it("gives equilibria of fields no value", () => {
    const field = problem(given(diag(2)), {
      kind: "predictor",
      embedding: 1,
      weightDecay: "1/10",
      stopGradient: true,
    });
    const found = search(field, 10);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((point) => !("value" in point))).toBe(true);
  });

  it("is deterministic in its seed", () => {
    expect(search(spectral, 5, 3)).toEqual(search(spectral, 5, 3));
    expect(search(spectral, 5, 4)).not.toEqual(search(spectral, 5, 3));
  });
});

import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { encoderRank, invariants, rankOfMoved, spanOf } from "../../../src/atlas/local/orbit-invariants.js";
import { diag, given, problem } from "../../support/problems.js";

/** W (2×2) moved from the left, P (2×2) conjugated. */
const predictor = problem(given(diag(2, 1)), {
  kind: "predictor",
  embedding: 2,
  weightDecay: "1/10",
  stopGradient: true,
});
const system = new LandscapeSystem(predictor.objective.landscape!);
const unit = new Float64Array(system.size).fill(1);
const [c, s] = [0.6, 0.8];
/** (W, P) ↦ (RW, RPRᵀ) for R = [[c, −s], [s, c]]. */
const turned = (W: readonly number[], P: readonly number[]) => {
  const times = ([a, b, d, e]: readonly number[], [f, g, h, i]: readonly number[]) => [
    a! * f! + b! * h!,
    a! * g! + b! * i!,
    d! * f! + e! * h!,
    d! * g! + e! * i!,
  ];
  const [R, T] = [
    [c, -s, s, c],
    [c, s, -s, c],
  ];
  return Float64Array.from([...times(R, W), ...times(times(R, P), T)]);
};
const W = [1, 2, 0, 3];
const P = [1, 5, -1, 2];
const point = Float64Array.from([...W, ...P]);

describe("an orbit of O(m)", () => {
  it("has the same invariants at all of its points, and others elsewhere", () => {
    const here = invariants(system, point, predictor, unit).gram;
    const there = invariants(system, turned(W, P), predictor, unit).gram;
    expect(here.length).toBe(there.length);
    here.forEach((value, k) => {
      expect(there[k]).toBeCloseTo(value, 12);
    });
    const other = invariants(system, Float64Array.from([...W, 1, 5, -1, 2.5]), predictor, unit).gram;
    expect(Math.max(...here.map((value, k) => Math.abs(value - other[k]!)))).toBeGreaterThan(0.1);
    // WᵀW is among them: 1, 2, 2, 13.
    for (const entry of [1, 2, 13]) expect([...here]).toContain(entry);
  });

  it("moves vectors of length m that span as many dimensions as they do", () => {
    expect(rankOfMoved(system, point, predictor, 1e-8)).toEqual({ m: 2, r: 2 });
    const line = Float64Array.from([1, 2, 2, 4, ...P]);
    expect(rankOfMoved(system, line, predictor, 1e-8)).toEqual({ m: 2, r: 1 });
    expect(encoderRank(system, line, predictor, unit, 1e-8)).toBe(1);
    expect(rankOfMoved(system, new Float64Array(system.size), predictor, 1e-8)).toEqual({ m: 2, r: 0 });
  });
});

it("directions below the tolerance are none", () => {
  const span = (off: number) => spanOf([Float64Array.of(1, 0), Float64Array.of(1, off)], 1e-6).length;
  expect([span(1e-4), span(1e-8)]).toEqual([2, 1]);
});

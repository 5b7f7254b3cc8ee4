import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { inertiaAt, orbitTangents, refine } from "../../../src/atlas/local/refine.js";
import { Random } from "../../../src/exact/random.js";
import { type ClosedForm, isUnavailable } from "../../../src/objectives/objective.js";
import type { Problem } from "../../../src/objectives/problem.js";
import { diag, differences, given, plainOf, problem } from "../../support/problems.js";

const GAMMA = [
  [3, 1],
  [1, 2],
];
const CASES = {
  columns: problem(given(diag(1, "1/2")), { kind: "bilinear", normalize: "columns", embedding: 3 }),
  rows: problem(given(GAMMA), { kind: "bilinear", normalize: "rows", embedding: 2 }),
  frobenius: problem(given(GAMMA), { kind: "bilinear", normalize: "frobenius", embedding: 2, tied: true }),
  spectral: problem(given(GAMMA, diag(4, 5)), { kind: "spectral-contrastive", embedding: 2 }),
  "cross-correlation": problem(given(GAMMA), { kind: "cross-correlation", embedding: 2 }),
  "stop-gradient": problem(given(diag(1, "4/5"), diag(1, 1)), {
    kind: "predictor",
    embedding: 2,
    weightDecay: "1/10",
    stopGradient: true,
  }),
};

const formOf = ({ objective }: Problem): ClosedForm => {
  const form = objective.closedForm();
  if (isUnavailable(form)) throw new Error(form.unavailable);
  return form;
};

describe.each(Object.entries(CASES))("refinement on %s", (name, instance) => {
  const system = new LandscapeSystem(instance.objective.landscape!);

  it("brings a perturbed representative back onto its component, quadratically", () => {
    const random = new Random(7).fork(name);
    for (const { id, representative, frames, value } of formOf(instance).proposals()) {
      const x = system.flatten(representative).map((t) => t + 1e-4 * random.normal());
      const { x: refined, residual, steps } = refine(system, x, frames);
      expect([id, residual]).toEqual([id, expect.closeTo(0, 13)]);
      expect(steps).toBeLessThanOrEqual(6);
      if (value !== undefined) expect(system.value(refined)).toBeCloseTo(value, 12);
      const original = system.flatten(representative);
      expect(Math.max(...refined.map((t, k) => Math.abs(t - original[k]!)))).toBeLessThan(1e-2);
    }
  });

  it("does not move a point away from stationarity", () => {
    const random = new Random(8).fork(name);
    for (let k = 0; k < 5; k++) {
      const x = Float64Array.from({ length: system.size }, () => random.normal());
      system.retract(x);
      expect(refine(system, x).residual).toBeLessThanOrEqual(system.gradient(x).residual);
    }
  });

  it("has the same inertia in every frame", () => {
    for (const { representative, frames } of formOf(instance).proposals()) {
      const x = system.flatten(representative);
      const counts = ({ negative, zero, positive, undecided }: ReturnType<typeof inertiaAt>) => ({
        negative,
        zero,
        positive,
        undecided,
      });
      expect(counts(inertiaAt(system, x, frames, instance.objective.symmetries))).toEqual(
        counts(inertiaAt(system, x, undefined, instance.objective.symmetries)),
      );
    }
  });
});

describe("orbitTangents", () => {
  it("are killed by the Jacobian of the field at an equilibrium", () => {
    const instance = CASES["stop-gradient"];
    const system = new LandscapeSystem(instance.objective.landscape!);
    for (const { representative } of formOf(instance).proposals()) {
      const x = system.flatten(representative);
      const rows = differences(plainOf(instance).field!, x, 1e-3);
      for (const v of orbitTangents(system, x, instance.objective.symmetries))
        for (let i = 0; i < v.length; i++)
          expect(rows.reduce((sum, row, k) => sum + row[i]! * v[k]!, 0)).toBeCloseTo(0, 10);
    }
  });
});

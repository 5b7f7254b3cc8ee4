import { describe, expect, it } from "vitest";
import {
  PATH_PRESETS,
  type PathPreset,
  pathOptions,
  trackerOptions,
} from "../../../src/numeric/homotopy/options.js";
import { solveSystem } from "../../../src/numeric/homotopy/solve-system.js";
import { cyclic, noon } from "../../support/polynomial-systems.js";

const PRESETS = Object.keys(PATH_PRESETS) as PathPreset[];

describe("options of paths", () => {
  // Counts: 21 of noon-3 and 70 of cyclic-5 (Björck, Fröberg, 1991).
  it.each(PRESETS)("%s finds the solutions of the classical systems", (preset) => {
    for (const [system, count] of [
      [noon(3), 21],
      [cyclic(5), 70],
    ] as const) {
      const { solutions, complete } = solveSystem(system, { seed: 3, paths: preset });
      expect(complete).toBe(true);
      expect(solutions).toHaveLength(count);
    }
  });

  it("default changes nothing, and options of one's own are taken", () => {
    const system = noon(3);
    const plain = solveSystem(system, { seed: 3 });
    expect(solveSystem(system, { seed: 3, paths: "default" })).toEqual(plain);
    expect(solveSystem(system, { seed: 3, paths: pathOptions("conservative") })).toEqual(
      solveSystem(system, { seed: 3, paths: "conservative" }),
    );
    const hopeless = { ...pathOptions(), tracker: { ...pathOptions().tracker, maxSteps: 0 } };
    expect(solveSystem(system, { seed: 3, paths: hopeless }).complete).toBe(false);
  });

  it("are tightened from retry to retry", () => {
    const { predictionError, maxSteps } = PATH_PRESETS.default.tracker;
    expect(trackerOptions(0)).toEqual({ predictionError, maxSteps });
    expect(trackerOptions(2)).toEqual({ predictionError: predictionError * 1e-4, maxSteps: 9 * maxSteps });
  });
});

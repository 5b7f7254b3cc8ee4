import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import type { PathPreset } from "../../../src/numeric/homotopy/options.js";
import { solvePerturbed } from "../../../src/numeric/monodromy/linear-perturbation.js";
import { MONODROMY_PRESETS, monodromyOptions } from "../../../src/numeric/monodromy/options.js";
import { PerturbationFamily } from "../../../src/numeric/monodromy/perturbation-family.js";
import { system } from "../../support/polynomial-systems.js";

/** x³ − x, from x = 2. */
const cubic = () =>
  new PerturbationFamily(
    system(1, [
      [
        [1, 0, 0, 0],
        [-1, 0],
      ],
    ]),
    [0],
  );
const start = {
  point: { re: Float64Array.of(2), im: Float64Array.of(0) },
  perturbation: { re: Float64Array.of(-6), im: Float64Array.of(0) },
};

describe("options of monodromy", () => {
  it.each(Object.keys(MONODROMY_PRESETS) as PathPreset[])(
    "%s finds the solutions of perturbed systems",
    async (monodromy) => {
      const found = await solvePerturbed(cubic(), [start], { seed: new Random(2), monodromy });
      expect(found).toMatchObject({ generic: 3, complete: true });
      const real = found.limits.map((limit) => (limit.kind === "finite" ? limit.point.re[0]! : Number.NaN));
      expect(real.sort((a, b) => a - b)).toEqual([-1, 0, 1].map((x) => expect.closeTo(x, 12)));
    },
  );

  it("default changes nothing, and options of one's own are taken", async () => {
    const by = (monodromy?: PathPreset) =>
      solvePerturbed(cubic(), [start], {
        seed: new Random(2),
        ...(monodromy === undefined ? {} : { monodromy }),
      });
    expect(await by("default")).toEqual(await by());
    const none = { ...monodromyOptions(), maxLoops: 0 };
    const found = await solvePerturbed(cubic(), [start], { seed: new Random(2), monodromy: none });
    expect(found).toMatchObject({ generic: 1, complete: false });
  });
});

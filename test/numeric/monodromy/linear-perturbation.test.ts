import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { solvePerturbed } from "../../../src/numeric/monodromy/linear-perturbation.js";
import { monodromyOptions } from "../../../src/numeric/monodromy/options.js";
import { PerturbationFamily } from "../../../src/numeric/monodromy/perturbation-family.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { evaluatePlainly, type PlainTerm, system } from "../../support/polynomial-systems.js";

/** Perturbs every equation, from the start (1, 2, …)/2 whose perturbation is −F there. */
function perturbed(instance: NumericSystem, seed: number) {
  const n = instance.variables;
  const x = Array.from({ length: n }, (_, v) => ({ re: (v + 1) / 2, im: 0.3 * v - 0.4 }));
  const value = evaluatePlainly(instance, x);
  const rows = instance.equations.map((_, i) => i);
  return solvePerturbed(
    new PerturbationFamily(instance, rows),
    [
      {
        point: { re: Float64Array.from(x, ({ re }) => re), im: Float64Array.from(x, ({ im }) => im) },
        perturbation: {
          re: Float64Array.from(value, ({ re }) => -re),
          im: Float64Array.from(value, ({ im }) => -im),
        },
      },
    ],
    { seed: new Random(seed) },
  );
}

/** ∇(‖x‖² − 1)²/4 in the plane: the origin and the unit circle. */
const circle = system(
  2,
  [0, 1].map((i): PlainTerm[] => [
    [1, i, 0, 0],
    [1, i, 1, 1],
    [-1, i],
  ]),
);

describe("perturbed systems", () => {
  it("x³ − x has three solutions for generic perturbations, and they are real in the limit", async () => {
    const cubic = system(1, [
      [
        [1, 0, 0, 0],
        [-1, 0],
      ],
    ]);
    const { generic, limits, complete, traceError } = await perturbed(cubic, 1);
    expect({ generic, complete }).toEqual({ generic: 3, complete: true });
    expect(traceError).toBeLessThan(1e-11);
    const finite = limits.filter((limit) => limit.kind === "finite");
    expect(finite.map(({ reality }) => reality)).toEqual(["real", "real", "real"]);
    const roots = finite.map(({ point }) => point.re[0]!).sort((a, b) => a - b);
    expect(roots).toEqual([-1, 0, 1].map((x) => expect.closeTo(x, 8)));
  });

  it("x³ + x has three generic solutions too, one of them real", async () => {
    const { limits } = await perturbed(
      system(1, [
        [
          [1, 0, 0, 0],
          [1, 0],
        ],
      ]),
      1,
    );
    expect(limits.map((limit) => limit.kind === "finite" && limit.reality).sort()).toEqual([
      "non-real",
      "non-real",
      "real",
    ]);
  });

  it("a circle of solutions and a point: three generic solutions, both components receive real endpoints", async () => {
    // (|x|² − 1) x = −c: x is a multiple of c, and a root of a cubic.
    for (const seed of [1, 2]) {
      const { limits, generic, complete, leaving, lost, sectionDegree } = await perturbed(circle, seed);
      expect({ generic, lost, complete, section: sectionDegree - leaving }).toEqual({
        generic: 3,
        lost: 0,
        complete: true,
        section: 3,
      });
      const finite = limits.filter((limit) => limit.kind === "finite");
      for (const { point } of finite) expect(Math.max(...point.im.map(Math.abs))).toBeLessThan(1e-7);
      const lengths = finite.map(({ point }) => Math.hypot(...point.re)).sort((a, b) => a - b);
      expect(lengths).toEqual([0, 1, 1].map((x) => expect.closeTo(x, 6)));
      // Only the origin is a regular solution, whose reality can be decided by itself.
      expect(finite.map(({ reality }) => reality).sort()).toEqual(["real", undefined, undefined]);
    }
  });

  it("is deterministic in its random stream", async () => {
    expect(await perturbed(circle, 5)).toEqual(await perturbed(circle, 5));
  });

  it("a trace test that cannot see a missing point does not pass", async () => {
    // x − 10⁻³⁰x³ in its own coordinates: the solutions at ±10¹⁵ are out of sight, and the curve looks straight.
    const far = system(1, [
      [
        [-1e-30, 0, 0, 0],
        [1, 0],
      ],
    ]);
    const start = {
      point: { re: Float64Array.of(1), im: Float64Array.of(0) },
      perturbation: { re: Float64Array.of(1e-30 - 1), im: Float64Array.of(0) },
    };
    const one = { variables: Float64Array.of(1), equations: Float64Array.of(1) };
    const blind = await solvePerturbed(new PerturbationFamily(far, [0], { scaling: one }), [start], {
      seed: new Random(1),
    });
    expect(blind).toMatchObject({ generic: 1, complete: false });
    expect(blind.reasons).toContainEqual({ kind: "trace-blind" });
    const seeing = await solvePerturbed(new PerturbationFamily(far, [0]), [start], { seed: new Random(1) });
    expect(seeing).toMatchObject({ generic: 3, complete: true });
  });

  it("gives up with an incomplete result at the limit on solutions", async () => {
    const cubic = system(1, [
      [
        [1, 0, 0, 0],
        [-1, 0],
      ],
    ]);
    const family = new PerturbationFamily(cubic, [0]);
    const { complete, reasons } = await solvePerturbed(
      family,
      [
        {
          point: { re: Float64Array.of(2), im: Float64Array.of(0) },
          perturbation: { re: Float64Array.of(-6), im: Float64Array.of(0) },
        },
      ],
      { seed: new Random(1), monodromy: { ...monodromyOptions(), maxSolutions: 1 } },
    );
    expect(complete).toBe(false);
    expect(reasons).toContainEqual({ kind: "trace-failed", traceError: expect.any(Number) });
  });
});

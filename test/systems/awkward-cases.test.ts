/** What solvers get wrong: each case with its right answer, and random neighbours of all kinds. */
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { readSystemFile } from "../../src/systems/system-file.js";
import { AWKWARD, awkwardSystem, judgeAwkward } from "../support/awkward-systems.js";
import { AWKWARD_CASES } from "./fixtures/awkward-cases.js";

const solve = (
  system: { readonly variables: readonly string[]; readonly equations: readonly string[] },
  seed = 7,
) =>
  solvePolynomials(
    readSystemFile(JSON.stringify({ variables: system.variables, equations: system.equations })),
    {
      seed,
    },
  );

const named = (name: string) => AWKWARD_CASES.find((entry) => entry.name === name)!;

describe("awkward systems", () => {
  it.each(AWKWARD_CASES)("$name", async (entry) => {
    const { solutions, complete, dimension, reasons } = await solve(entry);
    expect({ complete, reasons }).toEqual({ complete: true, reasons: [] });
    expect({
      distinct: solutions.length,
      real: solutions.filter(({ real }) => real).length,
      dimension,
    }).toEqual({
      distinct: entry.distinct,
      real: entry.real,
      dimension: entry.dimension ?? (entry.distinct > 0 ? 0 : -1),
    });
    const multiplicities = solutions.map(({ multiplicity }) => multiplicity!).sort((a, b) => b - a);
    expect(multiplicities).toEqual(
      entry.multiplicities === undefined
        ? solutions.map(() => 1)
        : [...entry.multiplicities].sort((a, b) => b - a),
    );
    for (const { singular, multiplicity } of solutions) expect(singular).toBe(multiplicity! > 1);
  });

  it("large, tiny and integer solutions are where they should be", async () => {
    const at = async (name: string) => (await solve(named(name))).solutions;
    const [orbit] = await at("large root");
    expect(orbit!.re[0]).toBeCloseTo(Math.cbrt(7.5369137e22), 4);
    expect((await at("integer beyond 2^53"))[0]!.exact).toEqual(["9007199254740993"]);
    expect((await at("tiny roots")).map(({ re }) => re[0])).toEqual([-1e-20, 1e-20]);
    // x² 10⁻¹⁰ + x − 1: x = 1 − 10⁻¹⁰ + …, and −10¹⁰ − 1 + ….
    const far = (await at("far root")).map(({ re }) => re[0]!);
    expect(far[0]! + 1e10).toBeCloseTo(-1, 3);
    expect(far[1]! - 1).toBeCloseTo(-1e-10, 14);
    expect((await at("linear, two by two")).map(({ exact }) => exact)).toEqual([
      ["-1000001000001/10", "1000001"],
    ]);
    const [real] = await at("sizes 1e-8 and 1e13");
    expect(real!.re[0]! / -1e-8).toBeCloseTo(1, 9);
    expect(real!.re[1]! / -1e13).toBeCloseTo(1, 9);
  });

  it("boxes of certified solutions hold the solutions that are known", async () => {
    // (x − 1)(x − 1 − 10⁻⁸)(x + 1).
    const { solutions } = await solve(named("cluster 1e-8"));
    const exact = ["-1", "1", "100000001/100000000"].map((text) => rational(text));
    solutions.forEach(({ re, radius }, k) => {
      expect(exact[k]!.sub(rational(re[0]!)).abs().compare(rational(radius!))).toBeLessThanOrEqual(0);
    });
  });

  it.each<[string, string[], string[], object]>([
    ["y² = y³ = 0 in the plane is a line", ["x", "y"], ["y^2", "y^3"], { dimension: 1, complete: true }],
    [
      "(x − 1)² = x² − 1 = 0 in the plane is a line",
      ["x", "y"],
      ["(x-1)^2", "x^2-1"],
      { dimension: 1, complete: true },
    ],
    [
      "x = 1 and x = 2 with an unused variable is empty",
      ["x", "y"],
      ["x-1", "x-2"],
      { dimension: -1, complete: true },
    ],
    ["no equation leaves everything", ["x", "y"], [], { dimension: 2, complete: true, proof: "proved" }],
    ["0 = 0 is no equation", ["x"], ["x - x"], { dimension: 1, complete: true }],
    ["0 = 1 is no solution", ["x", "y"], ["x - x + 1"], { dimension: -1, complete: true }],
    [
      "a quadric is a hypersurface",
      ["x", "y", "z"],
      ["x^2 + y^2 + z^2 + 1"],
      { dimension: 2, complete: true, proof: "proved" },
    ],
    [
      "two quadrics in four variables",
      ["x", "y", "z", "w"],
      ["x^2 + y*z - 1", "w^2 + x*y - 2"],
      { dimension: 2, complete: true, proof: "proved" },
    ],
    [
      "two quadrics in three variables without a common point",
      ["x", "y", "z"],
      ["x^2 + y^2 + z", "(x^2 + y^2 + z)*(x - 2) + 1"],
      { dimension: -1, complete: true },
    ],
  ])("%s", async (_, variables, equations, expected) => {
    expect(await solve({ variables, equations })).toMatchObject({ ...expected, solutions: [] });
  });

  it("what a cluster holds that doubles do not resolve is not listed as a point", async () => {
    // u = x + 2y − 3: (u − 1)² (u − 1 − 10⁻¹¹) = 0, v² = u² + 7 with v = x + 3y, mixed.
    const [f, g] = ["(x+2*y-4)^2*(x+2*y-4-1/10^11)", "(x+3*y)^2-(x+2*y-3)^2-7"];
    const { solutions, complete, clusters, counts } = await solve({
      variables: ["x", "y"],
      equations: [`${f} + 2*(${g})*(x - 1)`, `${f} - 7*(${g})`],
    });
    expect(counts).toMatchObject({ dimension: 0 });
    if (!complete) {
      for (const { radii, paths } of clusters) {
        expect(paths).toBeGreaterThan(0);
        expect(radii).toHaveLength(2);
      }
      for (const { multiplicity, singular } of solutions) expect(singular).toBe((multiplicity ?? 1) > 1);
    } else expect(solutions).toHaveLength(counts!.distinct!);
  });
});

describe("random awkward systems", () => {
  it.each([...AWKWARD.keys()])(
    "%s: never a wrong answer that is called complete",
    { timeout: 120_000 },
    async (kind) => {
      const kinds = [...AWKWARD.keys()];
      for (let round = 0; round < 3; round++) {
        const entry = awkwardSystem(20, kinds.indexOf(kind) + round * kinds.length);
        expect(entry.kind).toBe(kind);
        expect([entry, judgeAwkward(entry, await solve(entry))]).not.toEqual([entry, "WRONG"]);
      }
    },
  );

  it.each([
    "cluster in one variable",
    "scales of monomials",
    "repeated equations",
    "a curve twice",
    "unused variables",
    "points beside a curve",
    "overdetermined",
    "shared factors",
    "underdetermined",
    "large linear",
  ])("%s: the right answer", { timeout: 120_000 }, async (kind) => {
    const kinds = [...AWKWARD.keys()];
    for (let round = 0; round < 3; round++) {
      const entry = awkwardSystem(21, kinds.indexOf(kind) + round * kinds.length);
      expect([entry, judgeAwkward(entry, await solve(entry))]).toEqual([entry, "right"]);
    }
  });
});

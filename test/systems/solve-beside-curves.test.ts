import { afterEach, describe, expect, it, vi } from "vitest";
import * as paths from "../../src/systems/path-solutions.js";
import { countsOf } from "../../src/systems/solution-counts.js";
import { solveBesideCurves } from "../../src/systems/solve-beside-curves.js";
import { readSystemFile } from "../../src/systems/system-file.js";
import { textOf } from "../support/exact-families.js";
import { cyclic } from "../support/polynomial-systems.js";
import { polynomialsOf } from "../support/read-system.js";

vi.mock("../../src/systems/path-solutions.js", { spy: true });
afterEach(() => {
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

/** A parabola, and two points off it. */
const CURVE = polynomialsOf("x y", "(y - x^2)*(x^2 - 2)", "(y - x^2)*(y - 5)");
const LIMITS = { budget: 1e9 };
const OPTIONS = { seed: 1, threads: 1 };

describe("isolated solutions beside curves", () => {
  it("are certified points, as many as primes count, and the curves by their degree", async () => {
    const counts = (await countsOf(CURVE, 2))!;
    const found = (await solveBesideCurves(CURVE, 2, counts, OPTIONS, LIMITS))!;
    expect(found).toMatchObject({
      complete: true,
      proof: "modular",
      dimension: 1,
      method: "paths",
      evidence: { kind: "modular", solutions: true, primes: 2, bits: 26, gap: "isolated" },
      layers: [{ dimension: 1, degree: 2, proof: "modular" }],
      reasons: [],
    });
    expect(found.solutions.map(({ re }) => [...re])).toEqual([
      [expect.closeTo(-Math.SQRT2, 14), expect.closeTo(5, 14)],
      [expect.closeTo(Math.SQRT2, 14), expect.closeTo(5, 14)],
    ]);
    expect(found.solutions.every(({ certified, multiplicity }) => certified && multiplicity === 1)).toBe(
      true,
    );
  });

  it("need no path where there are none: cyclic-4", async () => {
    const { variables, equations } = textOf(cyclic(4));
    const system = readSystemFile(JSON.stringify({ variables, equations }));
    const counts = (await countsOf(system.equations, 4))!;
    expect(await solveBesideCurves(system.equations, 4, counts, OPTIONS, LIMITS)).toMatchObject({
      complete: true,
      proof: "modular",
      solutions: [],
      layers: [{ dimension: 1, degree: 4 }],
    });
    expect(paths.solveByPaths).not.toHaveBeenCalled();
  });

  it.each(["lost", "not certified"])("are not told where one is %s", async (fault) => {
    const { solveByPaths } = paths;
    vi.mocked(solveByPaths).mockImplementation(async (...args) => {
      vi.mocked(solveByPaths).mockRestore();
      const found = await paths.solveByPaths(...args);
      const [first, ...rest] = found.simple;
      return { ...found, simple: fault === "lost" ? rest : [{ ...first!, certified: false }, ...rest] };
    });
    const counts = (await countsOf(CURVE, 2))!;
    expect(await solveBesideCurves(CURVE, 2, counts, OPTIONS, LIMITS)).toBeNull();
  });

  it("are not looked for beside surfaces, of fewer equations, against another count, or beyond the budget", async () => {
    const counts = (await countsOf(CURVE, 2))!;
    expect(await solveBesideCurves(CURVE.slice(1), 2, counts, OPTIONS, LIMITS)).toBeNull();
    expect(await solveBesideCurves(CURVE, 2, { ...counts, dimension: 2 }, OPTIONS, LIMITS)).toBeNull();
    expect(await solveBesideCurves(CURVE, 2, { ...counts, degree: 3 }, OPTIONS, LIMITS)).toBeNull();
    expect(await solveBesideCurves(CURVE, 2, counts, OPTIONS, { budget: 10 })).toBeNull();
    expect(paths.solveByPaths).not.toHaveBeenCalled();
  });

  it("end with an interrupt", async () => {
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    const counts = (await countsOf(CURVE, 2))!;
    const limits = { ...LIMITS, signal: controller.signal };
    await expect(solveBesideCurves(CURVE, 2, counts, OPTIONS, limits)).rejects.toThrow("enough");
  });
});

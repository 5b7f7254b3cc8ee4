import { describe, expect, it } from "vitest";
import { crossChecked } from "../../src/systems/cross-check.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { proved, type SolvedPoint, type SolvedSystem } from "../../src/systems/solved-system.js";
import { systemOf } from "../support/read-system.js";

const point = (x: number): SolvedPoint => ({
  re: Float64Array.of(x),
  im: Float64Array.of(0),
  real: true,
  singular: false,
  multiplicity: 1,
  certified: true,
  radii: Float64Array.of(1e-12),
});
const byPaths = (xs: readonly number[], complete = true): SolvedSystem => ({
  ...proved(0, xs.map(point)),
  method: "paths",
  complete,
  proof: complete ? "numerical" : "incomplete",
  paths: { started: 3, finite: xs.length, atInfinity: 0, failed: 0 },
});
const exact = (xs: readonly number[]) => proved(0, xs.map(point));

describe("elimination and paths against each other", () => {
  it("agree where every point is found by both, once", () => {
    const checked = crossChecked(exact([1, 2]), byPaths([1, 2]));
    expect(checked).toMatchObject({ complete: true, proof: "proved", method: "both", paths: { started: 3 } });
  });

  it("take the stronger proof", () => {
    const modular: SolvedSystem = { ...exact([1]), proof: "modular" };
    expect(crossChecked(modular, { ...byPaths([1]), proof: "proved" }).proof).toBe("proved");
    expect(crossChecked(modular, byPaths([1])).proof).toBe("modular");
  });

  it("do not contradict each other where paths have not found all", () => {
    expect(crossChecked(exact([1, 2]), byPaths([2], false))).toMatchObject({
      complete: true,
      proof: "proved",
    });
  });

  it.each([
    ["another point", [1, 3], true],
    ["one too few that is called complete", [1], true],
    ["one too many", [1, 2, 3], true],
    ["the same point twice", [1, 1], true],
    ["a stray one of an incomplete list", [7], false],
  ])("differ by %s", (_, found, complete) => {
    expect(crossChecked(exact([1, 2]), byPaths(found, complete))).toMatchObject({
      complete: false,
      proof: "incomplete",
      reasons: [{ kind: "methods-differ", paths: found.length, algebra: 2 }],
    });
  });

  it("leave the word to paths where elimination does not answer", () => {
    const { dimension: _, ...none } = proved(-1);
    const unanswered: SolvedSystem = {
      ...none,
      complete: false,
      proof: "incomplete",
      reasons: [{ kind: "budget" }],
    };
    expect(crossChecked(unanswered, byPaths([1]))).toMatchObject({ complete: true, proof: "numerical" });
  });
});

describe("every method", () => {
  const CASES: readonly [string, ReturnType<typeof systemOf>, number, number][] = [
    ["ellipses", systemOf("x y", "x^2 + 4*y^2 - 4", "4*x^2 + y^2 - 4"), 4, 4],
    ["circle and tangent", systemOf("x y", "x^2 + y^2 - 1", "x*(y - 1)"), 2, 2],
    ["an overdetermined triple point", systemOf("x y", "(x - 1)^2", "(x - 1)*(y + 2)", "(y + 2)^2"), 1, 1],
    ["coordinates that vanish", systemOf("x y z", "x*y", "y*z", "x*z", "x + y + z - 1/1000000"), 3, 3],
    ["a cubic in one variable", systemOf("x", "x^3 - 2"), 3, 1],
    ["nothing", systemOf("x y", "x*y - 1", "x^2*y - x - 1"), 0, 0],
    [
      "noon-3",
      systemOf(
        "x y z",
        "10*x*y^2 + 10*x*z^2 - 11*x + 10",
        "10*y*x^2 + 10*y*z^2 - 11*y + 10",
        "10*z*x^2 + 10*z*y^2 - 11*z + 10",
      ),
      21,
      7,
    ],
  ];
  it.each(CASES)("finds the same: %s", async (_, system, distinct, real) => {
    for (const method of ["auto", "algebra", "paths", "both"] as const) {
      const { solutions, complete, ...rest } = await solvePolynomials(system, { seed: 5, method });
      expect({ method, complete, distinct: solutions.length }).toEqual({ method, complete: true, distinct });
      expect(solutions.filter((solution) => solution.real)).toHaveLength(real);
      expect(rest.dimension).toBe(distinct > 0 ? 0 : -1);
    }
  });
});

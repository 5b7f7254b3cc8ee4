import { describe, expect, it } from "vitest";
import { solveBesideHypersurface } from "../../src/systems/hypersurface.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { systemOf } from "../support/read-system.js";

/** By paths: elimination would answer before the hypersurface is split off. */
const solve = (variables: string, ...equations: string[]) =>
  solvePolynomials(systemOf(variables, ...equations), { seed: 1, method: "paths" });

describe("points beside a hypersurface", () => {
  it("are listed, those on it are not, and its dimension is said", async () => {
    // The line x = y and the points of x² + y² = 25, xy = 12: (3, 4), (4, 3) and their opposites.
    const beside = await solve("x y", "(x - y)*(x^2 + y^2 - 25)", "(x - y)*(x*y - 12)");
    expect(beside).toMatchObject({ dimension: 1, complete: true });
    expect(beside.solutions.map(({ re }) => Array.from(re, Math.round))).toEqual([
      [-4, -3],
      [-3, -4],
      [3, 4],
      [4, 3],
    ]);
    // x² + y² = 2, xy = 1: (1, 1) twice and its opposite, both on the line.
    expect(await solve("x y", "(x - y)*(x^2 + y^2 - 2)", "(x - y)*(x*y - 1)")).toMatchObject({
      dimension: 1,
      complete: true,
      solutions: [],
    });
  });

  it("irrational points on it are told by the count", async () => {
    // y = x and x² = 2 on the curve y = x; y = −x beside it, but for the origin.
    const { solutions, complete, dimension } = await solve("x y", "(x - y)*(x^2 - 2)", "(x - y)*(y^2 - 2)");
    expect({ complete, dimension }).toEqual({ complete: true, dimension: 1 });
    expect(solutions.map(({ re }) => re[0]! * re[1]!)).toEqual([-2, -2].map((x) => expect.closeTo(x, 12)));
  });

  it("embedded points are no isolated ones", async () => {
    expect(await solve("x y", "y^4", "y^3*(2 - 2*x + 3*y)^3")).toMatchObject({
      dimension: 1,
      complete: true,
      solutions: [],
    });
  });

  it("have no evidence that speaks of components of the rest alone", async () => {
    // The plane x = 0, and of (y, z) · (y − 1, z − 2) beside it a line and a point on each slice.
    const options = { seed: 1, method: "algebra" } as const;
    const equations = ["x*(y^2 + z^2 - 1)*(x - 2)", "x*(y^2 + z^2 - 1)*y"];
    const system = systemOf("x y z", ...equations);
    const split = await solveBesideHypersurface(
      system.equations,
      3,
      { dimension: 2, degree: 3, distinct: null, prime: 67_108_859 },
      options,
      (rest, n, own) =>
        solvePolynomials(
          { ...systemOf("x y z", "x"), equations: rest },
          { ...own, method: n === 3 ? "algebra" : "auto" },
        ),
    );
    expect(split).toMatchObject({ dimension: 2 });
    expect(split?.evidence?.kind).not.toBe("components");
    expect([split?.layers, split?.realPart]).toEqual([undefined, undefined]);
    // Of the whole they are said: both surfaces are one layer.
    expect(await solvePolynomials(system, options)).toMatchObject({
      complete: true,
      dimension: 2,
      layers: [
        { dimension: 1, degree: 1 },
        { dimension: 2, degree: 3 },
      ],
    });
  });

  it("curves in space that share no factor leave the list incomplete, their dimension said", async () => {
    // cyclic-4 has two curves of solutions.
    const cyclic = ["a + b + c + d", "a*b + b*c + c*d + d*a", "a*b*c + b*c*d + c*d*a + d*a*b", "a*b*c*d - 1"];
    expect(await solve("a b c d", ...cyclic)).toMatchObject({
      complete: false,
      dimension: 1,
      solutions: [],
      reasons: expect.arrayContaining([{ kind: "positive-dimension", dimension: 1 }]),
    });
    // The twisted cubic is a graph over the line.
    const cubic = systemOf("x y z", "x*z - y^2", "x*y - z", "x^2 - y");
    expect(await solvePolynomials(cubic, { seed: 1 })).toMatchObject({
      complete: true,
      proof: "proved",
      dimension: 1,
    });
  });
});

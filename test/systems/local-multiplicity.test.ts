import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { localMultiplicity } from "../../src/systems/local-multiplicity.js";
import { polynomialsOf } from "../support/read-system.js";

const multiplicity = (variables: string, point: (number | string)[], ...equations: string[]) =>
  localMultiplicity(
    polynomialsOf(variables, ...equations),
    point.map((x) => rational(x)),
  );

describe("the multiplicity of a rational solution", () => {
  it.each<[string, (number | string)[], string[], number]>([
    ["x", [1], ["(x - 1)^10"], 10],
    ["x", ["1/3"], ["(3*x - 1)^2*(x - 2)^5"], 2],
    // Monomials below the staircase: 1, x, y; 1, x, y, xy; k(k + 1)/2 for all of degree k.
    ["x y", [0, 0], ["x^2", "x*y", "y^2"], 3],
    ["x y", [0, 0], ["x^2", "y^2"], 4],
    ["x y", [0, 0], ["x^3", "x^2*y", "x*y^2", "y^3"], 6],
    // x² = y³, xy = 0: 1, x, y, y², x² = y³.
    ["x y", [0, 0], ["x^2 - y^3", "x*y"], 5],
    // The circle and its tangent; a simple point; the same shifted.
    ["x y", [0, 1], ["x^2 + y^2 - 1", "y - 1"], 2],
    ["x y", ["3/5", "4/5"], ["x^2 + y^2 - 1", "5*x - 3"], 1],
    // Simple, though the linear term vanishes modulo the largest prime below 2^26, or modulo the two largest.
    ["x y", [0, 0], ["67108859*x + x^2", "y"], 1],
    ["x y", [0, 0], ["4503597479886983*x + x^2", "y - x"], 1],
    ["x y z", [1, 1, 1], ["(x - 1)^2", "(y - 1)^3", "z*x - 1"], 6],
  ])("in %s at %j of %j is %i", (variables, point, equations, expected) => {
    expect(multiplicity(variables, point, ...equations)).toBe(expected);
  });

  it("is 0 off the solution set, and unknown on sets of positive dimension", () => {
    expect(multiplicity("x y", [1, 0], "x^2", "y")).toBe(0);
    expect(multiplicity("x y", [1, 0], "y^4", "y^3*(2 - 2*x + 3*y)^3")).toBeNull();
    expect(multiplicity("x y", [0, 0], "x*y", "x*y^2 - x^2*y")).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { type Constraint, variable } from "../../src/symbolic/landscape.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";
import { stationaritySystem, toNumericSystem } from "../../src/symbolic/to-system.js";
import { evaluatePlainly } from "../support/polynomial-systems.js";

const GAMMA = RationalMatrix.from([
  [2, 1],
  [1, 3],
]);
const landscape = (constraint: Constraint) =>
  landscapeFromText(
    "tr(W*Gamma*W')",
    [variable("W", 2, 2, constraint)],
    new Map([["Gamma", GAMMA]]),
    new Map(),
  );
const systemOf = (constraint: Constraint) => {
  const l = landscape(constraint);
  return stationaritySystem(l, new LandscapeSystem(l).manifold.spheres);
};

describe("numeric systems", () => {
  it("have the nearest doubles of exact coefficients", () => {
    const x = Polynomial.variable(0);
    const third = x.multiply(x).scale(rational("1/3"));
    expect(toNumericSystem([third], 1)).toEqual({
      variables: 1,
      equations: [[{ re: 1 / 3, im: 0, factors: [0, 0] }]],
    });
  });
});

describe("stationarity systems", () => {
  const w = [1, -2, 0.5, 3];
  // 2 W Γ by hand for W = [[1, −2], [1/2, 3]].
  const gradient = [0, -10, 8, 19];

  it("of free variables are the gradient", () => {
    const { equations, variables } = systemOf("none");
    expect(variables).toBe(4);
    const values = evaluatePlainly(
      { equations, variables },
      w.map((re) => ({ re, im: 0 })),
    );
    expect(values.map(({ re }) => re)).toEqual(gradient);
  });

  it.each<[Constraint, number[], number[]]>([
    // Multiplier of each entry, then Σ x² − 1 of each sphere.
    ["unit-columns", [10, 20, 10, 20], [1 + 0.25 - 1, 4 + 9 - 1]],
    ["unit-rows", [10, 10, 20, 20], [1 + 4 - 1, 0.25 + 9 - 1]],
    ["unit-norm", [10, 10, 10, 10], [1 + 4 + 0.25 + 9 - 1]],
  ])("of %s subtract one multiplier per sphere and add its equation", (constraint, multipliers, spheres) => {
    const instance = systemOf(constraint);
    const lambdas = spheres.map((_, k) => 10 * (k + 1));
    expect(instance.variables).toBe(4 + spheres.length);
    const values = evaluatePlainly(
      instance,
      [...w, ...lambdas].map((re) => ({ re, im: 0 })),
    );
    const expected = [...gradient.map((g, v) => g - multipliers[v]! * w[v]!), ...spheres];
    expect(values.map(({ re }) => re)).toEqual(expected.map((x) => expect.closeTo(x, 12)));
  });

  it("do not exist for losses with positive parts", () => {
    const relu = landscapeFromText(
      "tr(W*Gamma*W')",
      [variable("W", 2, 2, "none", true)],
      new Map([["Gamma", GAMMA]]),
      new Map(),
    );
    expect(() => stationaritySystem(relu, [])).toThrow(/expected a polynomial loss/);
  });
});

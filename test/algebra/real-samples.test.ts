import { describe, expect, it } from "vitest";
import { locatePointsNow, overDerivative } from "../../src/algebra/coordinates.js";
import { POINT_DIGITS } from "../../src/algebra/options.js";
import { realSamplePoints } from "../../src/algebra/real-samples.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { polynomialsOf, systemOf } from "../support/read-system.js";

interface Sample {
  readonly at: readonly number[];
  readonly isolated: boolean;
  readonly dimension: number | undefined;
}

const samplesOf = (variables: string, ...equations: string[]) => {
  const system = algebraSystem(polynomialsOf(variables, ...equations), variables.split(" ").length);
  const found = realSamplePoints(system, { budget: 3e9 });
  if (found.kind === "undecided") throw new Error(found.gap);
  const points = found.sources.flatMap(({ list, isolated, points: facts }) =>
    locatePointsNow(overDerivative(list), POINT_DIGITS)
      .filter(({ real }) => real)
      .map(
        ({ coordinates }, k): Sample => ({
          at: coordinates.map(({ double }) => double.re),
          isolated,
          dimension: facts[k]!.dimension,
        }),
      ),
  );
  return { proof: found.proof, degrees: found.degrees, points };
};

/** Sizes of |f_j| at a point, to rounding. */
const residual = (variables: string, equations: readonly string[], at: readonly number[]): number =>
  Math.max(
    ...systemOf(variables, ...equations).equations.map((f) => {
      let [sum, size] = [0, 0];
      for (const { coefficient, factors } of f.terms()) {
        const term = factors.reduce((c, v) => c * at[v]!, coefficient.valueOf());
        sum += term;
        size += Math.abs(term);
      }
      return Math.abs(sum) / (size || 1);
    }),
  );

type Part = (at: readonly number[]) => boolean;

/** Sets whose connected components are known: each by what holds on it alone. */
const SETS: readonly (readonly [name: string, variables: string, equations: readonly string[], Part[]])[] = [
  [
    "two spheres apart",
    "x y z",
    ["(x^2 + y^2 + z^2 - 1)*(x^2 + y^2 + (z - 5)^2 - 4)"],
    [([, , z]) => z! < 2, ([, , z]) => z! > 2],
  ],
  ["an oval and a branch of a cubic", "x y", ["y^2 - x^3 + x"], [([x]) => x! <= 0, ([x]) => x! >= 1]],
  [
    "the isolated point and the branch of another",
    "x y",
    ["y^2 - x^3 + x^2"],
    [([x, y]) => x === 0 && y === 0, ([x]) => x! >= 1],
  ],
  ["a hyperbola", "x y", ["x*y - 1"], [([x]) => x! > 0, ([x]) => x! < 0]],
  ["two skew lines", "x y z", ["x*z", "x^2 - x", "y*z", "x*y - y"], [([x]) => x === 0, ([x]) => x === 1]],
  [
    "a line and a point on no component of it",
    "x y",
    ["x*y - x", "x^2 - 2*x"],
    [([x]) => x === 0, ([x]) => x === 2],
  ],
  [
    "two components of a quartic, (x² − 2)² = 1 − y²",
    "x y",
    ["(x^2 - 2)^2 + y^2 - 1"],
    [([x]) => x! > 0, ([x]) => x! < 0],
  ],
  ["the twisted cubic", "x y z", ["y - x^2", "z - x^3"], [() => true]],
  [
    "cyclic-4: the four branches of x₁ x₂ = ±1",
    "a b c d",
    ["a + b + c + d", "a*b + b*c + c*d + d*a", "a*b*c + b*c*d + c*d*a + d*a*b", "a*b*c*d - 1"],
    [1, -1].flatMap((s) =>
      [1, -1].map(
        (t): Part =>
          ([a, b]) =>
            a! * s > 0 && b! * t > 0,
      ),
    ),
  ],
];

describe("real points on every connected component", () => {
  it.each(SETS)("%s", (_, variables, equations, parts) => {
    const { proof, points } = samplesOf(variables, ...equations);
    expect(proof).toBe("proved");
    expect(parts.map((isOn) => points.some(({ at }) => isOn(at)))).toEqual(parts.map(() => true));
    for (const { at } of points) {
      expect(residual(variables, equations, at)).toBeLessThan(1e-12);
      expect(parts.filter((isOn) => isOn(at))).toHaveLength(1);
    }
  });

  it("there are none where there are none, proved", () => {
    for (const [variables, ...equations] of [
      ["x y", "x^2 + y^2 + 1"],
      ["x y z", "x^4 + y^4 + z^4 + x^2*y^2 + 1/1000"],
      // The largest value of xyz on the sphere is 1/√27 < 1/4.
      ["x y z", "x^2 + y^2 + z^2 - 1", "x*y*z - 1/4"],
      // A complex line, twice.
      ["x y z", "(x^2 + 1)^2", "y*(x^2 + 1)"],
    ] as const)
      expect([equations, samplesOf(variables, ...equations)]).toMatchObject([
        equations,
        { proof: "proved", points: [] },
      ]);
  });

  it("tell the real points of complex sets, which are isolated", () => {
    for (const equation of ["x^2 + y^2", "(x^2 + y^2)^2"])
      expect(samplesOf("x y", equation)).toMatchObject({
        proof: "proved",
        points: [{ at: [0, 0], isolated: false, dimension: 0 }],
      });
    expect(samplesOf("x y z", "x^2 + y^2 + z^2").points).toEqual([
      { at: [0, 0, 0], isolated: false, dimension: 0 },
    ]);
    const four = samplesOf("x y", "(x^2 - 2)^2 + (y^2 - 3)^2").points;
    expect(four.map(({ dimension }) => dimension)).toEqual([0, 0, 0, 0]);
    expect(four.map(({ at }) => at.map((x) => Math.sign(x) * Math.round(x * x)).join()).sort()).toEqual([
      "-2,-3",
      "-2,3",
      "2,-3",
      "2,3",
    ]);
  });

  it("say the dimension of the real set near them, at singular points of curves as well", () => {
    const origin = (equation: string) =>
      samplesOf("x y", equation).points.find(({ at }) => at.every((x) => x === 0))?.dimension;
    expect([origin("y^2 - x^3"), origin("y^2 - x^3 + x^2"), origin("y^2 - x^3 - x^2")]).toEqual([1, 0, 1]);
    // A circle and the line that touches it.
    const touching = samplesOf("x y", "(x^2 + y^2 - 1)*(y - 1)").points;
    expect(touching.map(({ dimension }) => dimension)).toEqual(touching.map(() => 1));
    // A sphere, its centre and a line away from it: dimensions 2, 0 and 1.
    const mixed = samplesOf(
      "x y z",
      "(x^2 + y^2 + z^2 - 1)*x*(x - 3)",
      "(x^2 + y^2 + z^2 - 1)*y*(x - 3)",
      "(x^2 + y^2 + z^2 - 1)*z*(x - 3)",
      "(x^2 + y^2 + z^2 - 1)*x*y",
    ).points;
    for (const { at, dimension, isolated } of mixed) {
      const [x, y, z] = at as [number, number, number];
      const kind = Math.hypot(x, y, z) < 0.5 ? 0 : x === 3 ? 1 : 2;
      expect([dimension, isolated]).toEqual([kind, kind === 0]);
    }
    expect(new Set(mixed.map(({ dimension }) => dimension))).toEqual(new Set([0, 1, 2]));
  });

  it("of umbrellas, cones and multiple components are among them", () => {
    for (const equation of ["x^2 - y^2*z", "x^2*y - z^2", "x^2 + y^2 - z^2", "(x^2 + y^2)^2 + z^4 - z^2"]) {
      const { proof, points } = samplesOf("x y z", equation);
      expect([equation, proof]).toEqual([equation, "proved"]);
      expect(points.length).toBeGreaterThan(0);
      expect(points.some(({ dimension }) => dimension === 2)).toBe(true);
    }
    expect(samplesOf("x y", "(x^2 + y^2 - 1)^2")).toMatchObject({ proof: "proved", degrees: [2] });
    expect(samplesOf("x y z", "(x^2 + y^2 - 1)^2*(z - 1)", "(x^2 + y^2 - 1)^2*(x - 3)").degrees).toEqual([
      1, 2,
    ]);
  });

  it("are all real solutions where these are finitely many", () => {
    const { points, proof } = samplesOf("x y", "x^2 + y^2 - 5", "x*y - 2");
    expect(proof).toBe("proved");
    expect(points.map(({ at }) => at.map(Math.round).join())).toEqual(["-2,-1", "-1,-2", "1,2", "2,1"]);
    expect(points.every(({ isolated, dimension }) => isolated && dimension === 0)).toBe(true);
    expect(samplesOf("x y", "x*y - 1", "x").points).toEqual([]);
  });

  it("of the whole space, where no equation is left, are one rational point", () => {
    const { points, proof, degrees } = samplesOf("x y", "0");
    expect({
      proof,
      degrees,
      found: points.map(({ isolated, dimension }) => ({ isolated, dimension })),
    }).toEqual({
      proof: "proved",
      degrees: [1],
      found: [{ isolated: false, dimension: 2 }],
    });
  });

  it("are undecided beyond the budget, and not for a multiplicity", () => {
    const found = (budget: number, equation: string) =>
      realSamplePoints(algebraSystem(polynomialsOf("x y", equation), 2), { budget });
    expect(found(1e3, "x^2 + y^2 - 1")).toMatchObject({ kind: "undecided", gap: "budget" });
    // The circle ten times: radical of degree 2.
    const { kind, degrees } = found(1e9, "(x^2 + y^2 - 1)^10") as ReturnType<typeof found> & {
      readonly degrees: readonly number[];
    };
    expect([kind, degrees]).toEqual(["samples", [2]]);
  });
});

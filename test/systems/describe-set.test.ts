import { describe, expect, it } from "vitest";
import { described } from "../../src/systems/describe-set.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { proved } from "../../src/systems/solved-system.js";
import { polynomialsOf, systemOf } from "../support/read-system.js";

const solve = (variables: string, ...equations: string[]) =>
  solvePolynomials(systemOf(variables, ...equations), { seed: 1 });

describe("the part of positive dimension", () => {
  it("has layers with degrees, and real points beside the isolated ones", async () => {
    const found = await solve("x y", "(x^2 + y^2 - 1)*(x - 2)", "(x^2 + y^2 - 1)*y");
    expect(found).toMatchObject({
      complete: true,
      proof: "proved",
      layers: [{ dimension: 1, degree: 2, reduced: 2, proof: "proved" }],
      realPart: { kind: "points", proof: "proved" },
      solutions: [{ exact: ["2", "0"] }],
    });
    if (found.realPart?.kind !== "points") throw new Error(found.realPart?.kind);
    for (const { re, radii, dimension } of found.realPart.points) {
      expect(Math.hypot(re[0]!, re[1]!)).toBeCloseTo(1, 14);
      expect([Math.max(...radii) < 1e-15, dimension]).toEqual([true, 1]);
    }
  });

  it("has no real points where it is complex, and isolated ones where these are all", async () => {
    expect(await solve("x y", "x^2 + y^2 + 1")).toMatchObject({
      complete: true,
      dimension: 1,
      realPart: { kind: "none", proof: "proved" },
    });
    expect(await solve("x y", "x^2 + y^2")).toMatchObject({
      layers: [{ dimension: 1, degree: 2, reduced: 2 }],
      realPart: { kind: "points", points: [{ exact: ["0", "0"], dimension: 0 }] },
    });
    expect(await solve("x y", "(x^2 + 1)*(x - y)", "(x^2 + 1)*(x + y)")).toMatchObject({
      solutions: [{ exact: ["0", "0"], real: true }],
      realPart: { kind: "none", proof: "proved" },
    });
  });

  it("is described where the equations were solved for a variable, and of graphs", async () => {
    expect(await solve("x y z", "y - x^2", "z - x^3")).toMatchObject({
      layers: [{ dimension: 1, degree: 3, reduced: 3 }],
      realPart: { kind: "points", proof: "proved" },
    });
    expect(await solve("x y z", "x^2 + y^2 - z", "z - 1")).toMatchObject({
      dimension: 1,
      layers: [{ dimension: 1, degree: 2, reduced: 2 }],
    });
  });

  it("of cylinders has the isolated points of the base as a layer, at free variables 0", async () => {
    const lines = await solve("u x y", "x^2 - 2", "(y - 1)^2");
    expect(lines).toMatchObject({
      dimension: 1,
      layers: [{ dimension: 1, degree: 4, reduced: 2, proof: "proved" }],
      realPart: { kind: "points", proof: "proved" },
    });
    if (lines.realPart?.kind !== "points") throw new Error(lines.realPart?.kind);
    expect(lines.realPart.points.map(({ re, dimension }) => [...re, dimension])).toEqual(
      [-Math.SQRT2, Math.SQRT2].map((x) => [0, expect.closeTo(x, 15), 1, 1]),
    );
    const mixed = await solve("u x y", "(x^2 + y^2 - 1)*(x - 2)", "(x^2 + y^2 - 1)*y");
    expect(mixed).toMatchObject({
      dimension: 2,
      complete: true,
      layers: [
        { dimension: 1, degree: 1, reduced: 1 },
        { dimension: 2, degree: 2, reduced: 2 },
      ],
    });
    if (mixed.realPart?.kind !== "points") throw new Error(mixed.realPart?.kind);
    expect(mixed.realPart.points[0]).toMatchObject({ exact: ["0", "2", "0"], dimension: 1 });
    expect(mixed.realPart.points.slice(1).every(({ dimension }) => dimension === 2)).toBe(true);
    expect(await solve("u x", "x^2 + 1")).toMatchObject({ realPart: { kind: "none", proof: "proved" } });
  });

  it("is left undecided beyond the budget, with what primes say of its layers, and where it is interrupted", async () => {
    const equations = polynomialsOf("x y", "(x^2 + y^2 - 1)*(x - 2)", "(x^2 + y^2 - 1)*y");
    const found = await described(proved(1), equations, 2, { budget: 1.2e4 });
    expect(found).toMatchObject({
      complete: true,
      layers: [{ dimension: 1, degree: 2, proof: "modular" }],
      realPart: { kind: "undecided", gap: "components" },
    });
    expect(await described(proved(1), equations, 2, { budget: 10 })).toEqual(proved(1));
    expect(await described(proved(1), equations, 2, { budget: 1e9, signal: AbortSignal.abort() })).toEqual(
      proved(1),
    );
    expect(await described(proved(0), equations, 2, { budget: 1e9 })).toEqual(proved(0));
  });
});

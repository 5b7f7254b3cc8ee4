import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { systemOf } from "../support/read-system.js";

const solve = (variables: string, ...equations: string[]) =>
  solvePolynomials(systemOf(variables, ...equations), { seed: 1 });

describe("systems that come down to one variable", () => {
  it("are solved without paths, every box around a solution", async () => {
    // y = x² and x⁴ = 2: ±⁴√2, ±i ⁴√2.
    const { solutions, paths, method, proof, dimension } = await solve("x y", "y - x^2", "y^2 - 2");
    expect({ method, proof, dimension, started: paths.started }).toEqual({
      method: "elimination",
      proof: "proved",
      dimension: 0,
      started: 0,
    });
    expect(solutions.map(({ real }) => real)).toEqual([true, true, false, false]);
    for (const { re, im, radii, certified } of solutions) {
      expect(certified).toBe(true);
      const size = 2 ** 0.25;
      expect(Math.abs(Math.hypot(re[0]!, im[0]!) - size)).toBeLessThanOrEqual(radii![0]! + 1e-15);
      expect(Math.abs(Math.abs(re[1]!) - Math.SQRT2)).toBeLessThanOrEqual(radii![1]! + 1e-15);
      for (const radius of radii!) expect(radius).toBeLessThan(1e-15);
    }
  });

  it("cancellation in another coordinate costs digits of the root, not of the answer", async () => {
    // x = √(10²⁰ + 1), y = x − 10¹⁰ = 5·10⁻¹¹ − ….
    const { solutions } = await solve("x y", "x^2 - 10^20 - 1", "y - x + 10^10");
    const small = solutions.find(({ re }) => re[0]! > 0)!;
    expect(small.re[1]! / 5e-11).toBeCloseTo(1, 14);
    expect(small.radii![1]!).toBeLessThan(1e-25);
  });

  it("multiplicities are those of the greatest common divisor", async () => {
    const { solutions } = await solve("x", "(x - 1)^4*(x + 2)", "(x - 1)^2*(x^2 - 4)");
    expect(solutions.map(({ exact, multiplicity }) => [exact, multiplicity])).toEqual([
      [["-2"], 1],
      [["1"], 2],
    ]);
    expect(await solve("x", "x^2 - 2", "x^3 - 2")).toMatchObject({ dimension: -1, solutions: [] });
  });

  it("free variables besides make the set a cylinder over a graph", async () => {
    expect(await solve("x y z", "x^2 - 2", "x + y + z")).toMatchObject({ dimension: 1, solutions: [] });
    expect(await solve("x y z", "x^2 - 2", "x^3 - 2", "x + y + z")).toMatchObject({ dimension: -1 });
  });

  it("has boxes only where doubles tell the roots apart, and rational roots exactly", async () => {
    const { solutions, complete } = await solve("x", "(x - 1)*(x - 1 - 1/10^30)*(x - 3)");
    expect(complete).toBe(true);
    expect(solutions.map(({ exact }) => exact)).toEqual([
      ["1"],
      [rational("1").add(rational("1e-30")).toFraction()],
      ["3"],
    ]);
    expect(solutions.map(({ radius }) => radius === undefined)).toEqual([true, true, false]);
  });

  it("degrees of hundreds, and Wilkinson's polynomial of degree 30", async () => {
    const many = await solve("x", "x^200 - 2");
    expect(many.solutions).toHaveLength(200);
    expect(many.solutions.filter(({ real }) => real)).toHaveLength(2);
    const factors = Array.from({ length: 30 }, (_, k) => `(x - ${k + 1})`).join("*");
    const { solutions } = await solve("x", factors);
    expect(solutions.map(({ exact }) => Number(exact![0]))).toEqual(
      Array.from({ length: 30 }, (_, k) => k + 1),
    );
  });

  it("is incomplete where it is interrupted", async () => {
    const system = systemOf("x", "x^3 - 2");
    const result = await solvePolynomials(system, { seed: 1, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ complete: false, reasons: [{ kind: "interrupted" }], solutions: [] });
    expect(result).not.toHaveProperty("dimension");
  });
});

it("a chain of squares is followed modulo the equation of its first variable, not to degree 512", async () => {
  const names = Array.from({ length: 10 }, (_, k) => `x${k}`);
  const chain = names.slice(1).map((name, k) => `${name} - x${k}^2`);
  const { solutions, proof } = await solve(names.join(" "), "(x0 - 1)*(x0 - 1001/1000)", ...chain);
  expect(proof).toBe("proved");
  const last = solutions.map(({ re }) => re[9]!).sort((a, b) => a - b);
  expect(last[0]).toBe(1);
  // 1.001^512, as its exact fraction rounds.
  expect(last[1]).toBe(rational("1001/1000").pow(512)!.valueOf());
});

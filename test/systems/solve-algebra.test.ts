import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { solveBesideComponents, solveByAlgebra } from "../../src/systems/solve-algebra.js";
import { polynomialsOf } from "../support/read-system.js";

const solve = async (variables: string, ...equations: string[]) =>
  solveByAlgebra(polynomialsOf(variables, ...equations), variables.split(" ").length, { budget: 1e9 });

describe("solutions by a rational univariate representation", () => {
  it("lie in their boxes, which hold no other", async () => {
    // x² + y² = 1, xy = 1/4: x² = (2 ± √3)/4, x = ±(√6 ± √2)/4.
    const found = (await solve("x y", "x^2 + y^2 - 1", "x*y - 1/4"))!;
    expect(found).toMatchObject({
      complete: true,
      proof: "proved",
      dimension: 0,
      evidence: { kind: "rank" },
    });
    const [a, b] = [(Math.sqrt(6) + Math.SQRT2) / 4, (Math.sqrt(6) - Math.SQRT2) / 4];
    expect(found.solutions.map(({ re }) => re[0])).toEqual([-a, -b, b, a].map((x) => expect.closeTo(x, 15)));
    for (const { re, radii, certified, real } of found.solutions) {
      expect({ certified, real }).toEqual({ certified: true, real: true });
      radii!.forEach((radius, v) => {
        expect(radius).toBeLessThan(2 ** -52 * Math.abs(re[v]!));
      });
    }
  });

  it("keep digits apart that doubles lose: a cluster of gap 10⁻¹¹ and sizes 10^±12", async () => {
    const found = (await solve(
      "x y",
      "(x + y - 1)^2*(x + y - 1 - 1/10^11) + 3*((x - y)^2 - 7)",
      "(x + y - 1)^2*(x + y - 1 - 1/10^11) - 2*((x - y)^2 - 7)",
    ))!;
    expect(found.solutions.map(({ multiplicity }) => multiplicity).sort()).toEqual([1, 1, 2, 2]);
    expect(found).toMatchObject({ proof: "proved", evidence: { bound: 6 } });
    const sizes = (await solve("x y", "(x - 10^12)*(x - 1/10^12) + y^2 - y", "y^2 - y"))!;
    expect(sizes.solutions.map(({ exact }) => exact!.join())).toEqual(
      [0, 1]
        .flatMap((y) => [`1/${10 ** 12},${y}`, `${10 ** 12},${y}`])
        .sort((p, q) => Number(rational(p.split(",")[0]!)) - Number(rational(q.split(",")[0]!))),
    );
  });

  it("coordinates that vanish are zero, and conjugates come in pairs", async () => {
    // x² = −2 and y³ = x + … with y = 0 at two of them: y (y² − x) = 0.
    const { solutions } = (await solve("x y", "x^2 + 2", "y*(y^2 - x)"))!;
    expect(solutions).toHaveLength(6);
    const zero = solutions.filter(({ re, im }) => re[1] === 0 && im[1] === 0);
    expect(zero.map(({ re, im }) => [re[0], Math.abs(im[0]!)])).toEqual([
      [0, expect.closeTo(Math.SQRT2, 15)],
      [0, expect.closeTo(Math.SQRT2, 15)],
    ]);
    for (const { re, im } of solutions)
      expect(
        solutions.some((other) => other.re.every((x, v) => x === re[v] && other.im[v] === -im[v]!)),
      ).toBe(true);
  });

  it("are none where the ideal is everything, and unknown where there are infinitely many", async () => {
    expect(await solve("x y", "x*y - 1", "x^2*y - x - 1")).toMatchObject({
      complete: true,
      dimension: -1,
      solutions: [],
    });
    expect(await solve("x y", "x*y", "x^2 - x")).toBeNull();
  });

  it("beside sets of positive dimension are proved, with what the rest is", async () => {
    const beside = (variables: string, ...equations: string[]) =>
      solveBesideComponents(polynomialsOf(variables, ...equations), variables.split(" ").length, 1, {
        budget: 1e9,
      });
    // (x² + y² − 1) · (x − 2, y).
    expect(await beside("x y", "(x^2 + y^2 - 1)*(x - 2)", "(x^2 + y^2 - 1)*y")).toMatchObject({
      complete: true,
      proof: "proved",
      dimension: 1,
      evidence: { kind: "components", dimension: 1, degree: 2, unmixed: true, generators: 1 },
      solutions: [{ exact: ["2", "0"], multiplicity: 1, certified: true }],
    });
    // cyclic-4: two curves.
    const cyclic = ["a + b + c + d", "a*b + b*c + c*d + d*a", "a*b*c + b*c*d + c*d*a + d*a*b", "a*b*c*d - 1"];
    expect(await beside("a b c d", ...cyclic)).toMatchObject({
      complete: true,
      proof: "proved",
      dimension: 1,
      evidence: { kind: "components", degree: 4, unmixed: true },
      solutions: [],
    });
  });

  it("are unknown beyond the budget", async () => {
    const equations = polynomialsOf("x y z", "x^4 + y^3*z - 1", "y^4 + z^3*x - 2", "z^4 + x^3*y - 3");
    expect(await solveByAlgebra(equations, 3, { budget: 1000 })).toBeNull();
  });
});

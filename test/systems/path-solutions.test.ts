import { describe, expect, it } from "vitest";
import { solveByPaths } from "../../src/systems/path-solutions.js";
import { polynomialsOf } from "../support/read-system.js";

const paths = (variables: string, ...equations: string[]) =>
  solveByPaths(polynomialsOf(variables, ...equations), variables.split(" ").length, { seed: 3 });

describe("solutions by paths", () => {
  it("of very different sizes are found in scalings of their own, each once, and certified", async () => {
    const { simple, shown, open, runs, coversAll } = await paths(
      "x y",
      "10*x^2 + 100000 - x*y",
      "10000*x^2*y + 10",
    );
    expect({ shown, open, coversAll }).toEqual({ shown: [], open: [], coversAll: true });
    expect(runs.length).toBeGreaterThan(1);
    expect(simple).toHaveLength(3);
    for (const { certified, re, im, radii } of simple) {
      expect(certified).toBe(true);
      // By coordinate: what is as small as 10⁻⁸ is known to more than that.
      radii!.forEach((radius, v) => {
        expect(radius).toBeLessThan(1e-9 * Math.hypot(re[v]!, im[v]!));
      });
    }
  });

  it("shows rational multiple solutions exactly, with the multiplicity of their local rings", async () => {
    const { simple, shown, open } = await paths(
      "x y",
      "(3*x - 1)^2*(x - 2)",
      "(x - y)^2 + (3*x - 1)^2*(y + 1)",
    );
    // Beside them x = 2 and (2 − y)² + 25 (y + 1) = 0.
    expect(simple.map(({ re }) => re[0])).toEqual([2, 2]);
    expect(open).toEqual([]);
    expect(shown.map(({ exact, multiplicity }) => [exact, multiplicity])).toEqual([[["1/3", "1/3"], 4]]);
  });

  it("leaves irrational multiple ones open", async () => {
    const { simple, shown, open } = await paths("x y", "(x^2 - 2)^2", "y - x - x*y");
    expect({ simple, shown }).toEqual({ simple: [], shown: [] });
    expect(open.map(({ paths }) => paths)).toEqual([2, 2]);
  });

  it("of more equations than variables satisfy all of them, to hundreds of digits", async () => {
    const grid = ["x^2 - 2", "y^2 - 3"];
    const third = (shift: string) => `(x^2 - 2)*(y + 1) + x*y^2 - 3*x + ${shift}`;
    expect((await paths("x y", ...grid, third("0"))).simple).toHaveLength(4);
    for (const shift of ["1/10^12", "1/10^40"])
      expect(await paths("x y", ...grid, third(shift))).toMatchObject({ simple: [], shown: [], open: [] });
  });

  it("multiplicities of overdetermined systems are their own, not those of combinations", async () => {
    const { shown } = await paths("x y", "(x - 1)^2", "(x - 1)*(y + 2)", "(y + 2)^2");
    expect(shown).toMatchObject([{ exact: ["1", "-2"], multiplicity: 3, singular: true }]);
  });
});

import { describe, expect, it } from "vitest";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { readSystemFile } from "../../src/systems/system-file.js";

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** Stationarity of −2 wᵀAw + (wᵀBw)², A and B diagonal. */
function spectral(a: readonly number[], b: readonly number[]) {
  const names = a.map((_, i) => `w${i}`);
  const form = names.map((w, i) => `${b[i]}*${w}^2`).join(" + ");
  const equations = names.map((w, i) => `(${form})*${b[i]}*${w} - ${a[i]}*${w}`);
  return readSystemFile(JSON.stringify({ variables: names, equations }));
}

describe("solving exact systems", () => {
  it.each([2, 4, 6])(
    "the 1×%i spectral system has 2d + 1 solutions, as many as paths, and that is proved",
    async (d) => {
      const [a, b] = [range(d).map((i) => i + 2), range(d).map((i) => i + 1)];
      const { solutions, paths, proof, complete } = await solvePolynomials(spectral(a, b), {
        seed: 1,
        method: "paths",
      });
      expect({ complete, proof }).toEqual({ complete: true, proof: "proved" });
      expect(paths).toEqual({ started: 2 * d + 1, finite: 2 * d + 1, atInfinity: 0, failed: 0 });
      // Besides zero: w = ±e_i √(a_i)/b_i.
      const expected = [0, ...range(d).flatMap((i) => [1, 1].map(() => Math.sqrt(a[i]!) / b[i]!))];
      const lengths = solutions.map(({ re }) => Math.hypot(...re)).sort((x, y) => x - y);
      expect(lengths).toEqual(expected.sort((x, y) => x - y).map((x) => expect.closeTo(x, 10)));
      for (const { re, real, certified } of solutions) {
        expect(re).toHaveLength(d);
        expect({ real, certified }).toEqual({ real: true, certified: true });
      }
    },
  );

  it("keeps the multiplicity of a singular solution of the lifted system", async () => {
    // a₁ = 0: w₁ is a triple root at w = 0 beside ±e₂.
    const { solutions, complete } = await solvePolynomials(spectral([0, 4], [1, 1]), { seed: 2 });
    expect(complete).toBe(true);
    expect(solutions.map(({ multiplicity }) => multiplicity).sort()).toEqual([1, 1, 3]);
    expect(solutions.every(({ re }) => re.length === 2)).toBe(true);
  });

  it("solves a system without a shared form as it stands", async () => {
    const system = readSystemFile(
      JSON.stringify({ variables: ["x", "y"], equations: ["x^2 + y^2 - 1", "x*y - 1/4"] }),
    );
    const { solutions, proof } = await solvePolynomials(system, { seed: 1 });
    expect(solutions).toHaveLength(4);
    expect(proof).toBe("proved");
  });
});

describe("where the cheaper method does not answer", () => {
  const auto = (variables: string[], ...equations: string[]) =>
    solvePolynomials(readSystemFile(JSON.stringify({ variables, equations })), { seed: 7, method: "auto" });

  it("elimination follows: points beside a sphere, whose equations have too many paths to be counted first", async () => {
    // z = 1 doubly, y − x = 2/3 doubly, x = −2 or 1 doubly: multiplicities 2·2 and 2·2·2.
    const sphere = "(x^2 + y^2 + z^2 - 2)";
    const { solutions, ...rest } = await auto(
      ["x", "y", "z"],
      `${sphere}*(z - 1)^2`,
      `${sphere}*(y - x - 2/3)^2`,
      `${sphere}*(x + 2)*(x - 1)^2`,
    );
    expect(rest).toMatchObject({ complete: true, proof: "proved", dimension: 2 });
    expect(solutions.map(({ exact, multiplicity }) => [exact, multiplicity])).toEqual([
      [["-2", "-4/3", "1"], 4],
      [["1", "5/3", "1"], 8],
    ]);
  });

  it("points beside a line and a circle with embedded points are proved, and none is lost", async () => {
    const found = await auto(
      ["x", "y", "z"],
      "(x^2 + y^2 - 2)*(x - y)^2",
      "x*y*(x*y - 1)*(z - x)",
      "(z - x)^2*(z - y)",
    );
    expect(found).toMatchObject({ complete: true, proof: "proved", dimension: 1 });
    const root = expect.closeTo(Math.SQRT2, 12);
    const minus = expect.closeTo(-Math.SQRT2, 12);
    expect(found.solutions.map(({ re }) => [...re])).toEqual([
      [minus, 0, 0],
      [0, minus, minus],
      [0, root, root],
      [root, 0, 0],
    ]);
  });

  it("that three equations have no common solution is proved, of degrees that have many paths", async () => {
    // The third equation is 1 where the others vanish.
    const [f, g] = ["((x - 1)^3*(x + 2))", "((y - x)^3*(y + 3)^2)"];
    const found = await auto(["x", "y"], f, g, `(x + 3)*${f} - (y + 1)*${g} + 1`);
    expect(found).toMatchObject({ complete: true, proof: "proved", dimension: -1, solutions: [] });
  });
});

/** The answer to equations with rational coefficients. */
const answerTo = (variables: string[], ...equations: string[]) =>
  solvePolynomials(readSystemFile(JSON.stringify({ variables, equations })), { seed: 7 });

describe("systems that are special modulo the largest prime below 2^26", () => {
  it("have dimension 0 over Q, where they are a curve modulo it", async () => {
    // p y² is the difference: (±1, 0), twice each; with z two values at each of them.
    const circle = await answerTo(["x", "y"], "x^2 + y^2 - 1", "x^2 + 67108860*y^2 - 1");
    expect(circle).toMatchObject({ complete: true, dimension: 0 });
    expect(circle.solutions.map(({ multiplicity }) => multiplicity)).toEqual([2, 2]);
    const more = await answerTo(["x", "y", "z"], "x^2 + y^2 - 1", "x^2 + 67108860*y^2 - 1", "z^2 - x*y - 1");
    expect(more).toMatchObject({ complete: true, dimension: 0 });
    expect(more.solutions.map(({ multiplicity }) => multiplicity)).toEqual([2, 2, 2, 2]);
  });
});

describe("evidence for a cylinder", () => {
  it("has the dimension of the cylinder, not of its base", async () => {
    // x² (y² − y + 1) = 0 in the space of x, y, z: surfaces.
    const found = await answerTo(["x", "y", "z"], "x^2*y^2 - x^2*y + x^2");
    expect(found).toMatchObject({ complete: true, dimension: 2, evidence: { dimension: 2, degree: 4 } });
  });
});

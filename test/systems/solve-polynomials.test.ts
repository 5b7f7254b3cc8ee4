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

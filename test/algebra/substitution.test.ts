import { describe, expect, it } from "vitest";
import { rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import { verifyPoints } from "../../src/algebra/substitution.js";
import { integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { exactly } from "../support/algebra-system.js";
import { katsura } from "../support/polynomial-systems.js";

const system = exactly(katsura(3));
const equations = integerEquations(system);
const found = rationalUnivariate(system);
if (found.kind !== "points") throw new Error(found.kind);

describe("verification over Q", () => {
  it("accepts the representation", () => {
    expect(verifyPoints(equations, found, new Work())).toBe(true);
  });

  it("refuses it with any one coefficient changed by one", () => {
    for (let k = 0; k < found.polynomial.length; k++) {
      const polynomial = found.polynomial.with(k, found.polynomial[k]! + 1n);
      expect(verifyPoints(equations, { ...found, polynomial }, new Work()), `q_${k}`).toBe(false);
    }
    for (let i = 0; i < found.numerators.length; i++)
      for (let k = 0; k < found.numerators[i]!.length; k++) {
        const numerators = found.numerators.with(
          i,
          found.numerators[i]!.with(k, found.numerators[i]![k]! + 1n),
        );
        expect(verifyPoints(equations, { ...found, numerators }, new Work()), `g_${i}, ${k}`).toBe(false);
      }
  });

  it("refuses it with any one coefficient of an equation changed", () => {
    for (const [e, { exponents, coefficients }] of equations.entries())
      for (let k = 0; k < coefficients.length; k++) {
        const changed = { exponents, coefficients: coefficients.with(k, coefficients[k]! + 1n) };
        expect(verifyPoints(equations.with(e, changed), found, new Work()), `${e}, ${k}`).toBe(false);
      }
  });

  it("says nothing where the work is too much", () => {
    expect(verifyPoints(equations, found, new Work(1000))).toBeUndefined();
  });

  it("asks t = Σ c_i ξ_i of every coefficient, whatever the equations are", () => {
    // q = T² − 2, x = T: T q′ − 2 q = 4, zeros to any length besides.
    const holds = (...g: bigint[]) =>
      verifyPoints([], { form: [1], polynomial: [-2n, 0n, 1n], numerators: [g] }, new Work());
    expect([holds(4n), holds(4n, 0n), holds(4n, 0n, 0n, 0n, 0n)]).toEqual([true, true, true]);
    for (let k = 0; k < 5; k++)
      for (const by of [1n, -1n, 2n, -2n]) {
        const g = [4n, 0n, 0n, 0n, 0n];
        expect(holds(...g.with(k, g[k]! + by)), `${k}, ${by}`).toBe(false);
      }
  });
});

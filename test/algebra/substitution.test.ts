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
});

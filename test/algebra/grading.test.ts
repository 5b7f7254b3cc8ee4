import { describe, expect, it } from "vitest";
import { boundSolutions } from "../../src/algebra/bound.js";
import { boundInWeights, sharpWeights } from "../../src/algebra/grading.js";
import { rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic } from "../support/polynomial-systems.js";

const weightsOf = (system: AlgebraSystem, total: number, work = new Work()) =>
  sharpWeights(integerEquations(system), system.variables, total, work);

const boundOf = (system: AlgebraSystem, weights: readonly number[]) =>
  boundInWeights(integerEquations(system), system.variables, weights, new Work())?.bound;

/** Power sums p_1 = 1, p_2 = 3, p_3 = −2 of three numbers in their elementary symmetric polynomials x, y, z: one solution, by Newton. */
const NEWTON = polynomials("x y z", "x - 1", "x^2 - 2*y - 3", "x^3 - 3*x*y + 3*z + 2");

describe("gradings", () => {
  it.each<[string, AlgebraSystem, number, readonly number[]]>([
    ["a parabola and a hyperbola", polynomials("x y", "x^2 + y + 3", "x*y - 1"), 3, [1, 2]],
    ["power sums in elementary symmetric polynomials", NEWTON, 1, [1, 2, 3]],
    ["a cuspidal pair", polynomials("x y", "y^2 - x^3 + x - 1", "x^2*y + y - 7*x"), 7, [2, 3]],
  ])("bound the solutions of %s by their number", (_, system, total, weights) => {
    expect(weightsOf(system, total)).toEqual(weights);
    expect(boundOf(system, weights)).toBe(total);
    // By the ordinary degree there are more, or infinitely many at infinity.
    const ordinary = boundSolutions(integerEquations(system), system.variables, new Work())?.bound;
    expect(ordinary ?? Number.POSITIVE_INFINITY).toBeGreaterThan(total);
  });

  it("are right in any weights: never below the number of solutions, as eliminated", () => {
    const system = polynomials("x y", "x^2 + y + 3", "x*y - 1");
    const found = rationalUnivariate(system);
    if (found.kind !== "points") throw new Error(found.kind);
    const number = found.polynomial.length - 1;
    for (let a = 1; a <= 4; a++)
      for (let b = 1; b <= 4; b++)
        expect(boundOf(system, [a, b]) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(number);
  });

  it("are chosen only where their number is that of the claim, and not the ordinary one", () => {
    expect(weightsOf(polynomials("x y", "x^2 + y + 3", "x*y - 1"), 2)).toBeUndefined();
    expect(weightsOf(polynomials("x y", "x^2 + y^2 - 1", "x*y - 3"), 4)).toBeUndefined();
    expect(weightsOf(polynomials("x y", "x^2 - 1", "y - x", "x*y - 1"), 2)).toBeUndefined();
    expect(weightsOf(polynomials("x", "x^8 - 2"), 8)).toBeUndefined();
    // 7 is more than weights may be.
    expect(weightsOf(polynomials("x y", "x^7 + y + 3", "x*y - 1"), 8)).toBeUndefined();
    expect(() => weightsOf(exactly(cyclic(5)), 70, new Work(100))).toThrow(/budget/);
  });

  it("are evidence of a list", () => {
    const found = rationalUnivariate(polynomials("x y", "y^2 - x^3 + x - 1", "x^2*y + y - 7*x"));
    expect(found).toMatchObject({ proof: { kind: "weighted-rank", bound: 7, weights: [2, 3] } });
  });
});

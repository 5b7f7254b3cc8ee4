import { describe, expect, it } from "vitest";
import { boundByConsequences } from "../../src/algebra/consequences.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, katsura, noon } from "../support/polynomial-systems.js";
import { withWrongNumerator } from "../support/wrong-reconstruction.js";
import { eco } from "../support/zoo.js";

const boundOf = (system: AlgebraSystem) =>
  boundByConsequences(integerEquations(system), system.variables, new Work());

describe("bounds with verified consequences of lower degree", () => {
  it.each([
    ["two hyperbolas, whose difference is 1", polynomials("x y", "x*y - 1", "x*y - 2"), 0, 1],
    ["concentric circles", polynomials("x y", "x^2 + y^2 - 1", "x^2 + y^2 - 2"), 0, 1],
    // x (xy − 1) − (x² y − x − 1) = 1, in degree 3.
    ["a contradiction in degree 3", polynomials("x y", "x*y - 1", "x^2*y - x - 1"), 0, 1],
    [
      "conics without points at infinity: nothing falls",
      polynomials("x y", "x^2 + y^2 - 1", "x*y - 3"),
      4,
      0,
    ],
  ] as const)("%s", (_, system, bound, consequences) => {
    expect(boundOf(system)).toMatchObject({ bound, consequences });
  });

  it("are the numbers of solutions of noon-n, cyclic-5, eco-n and katsura-n", () => {
    expect(boundOf(exactly(noon(3)))?.bound).toBe(21);
    expect(boundOf(exactly(noon(4)))?.bound).toBe(73);
    expect(boundOf(exactly(cyclic(5)))?.bound).toBe(70);
    for (const n of [4, 5, 6]) expect(boundOf(exactly(eco(n)))?.bound).toBe(2 ** (n - 2));
    for (const n of [2, 3])
      expect(boundOf(exactly(katsura(n)))).toMatchObject({ bound: 2 ** n, consequences: 0 });
  });

  it("are those of one variable, where a linear equation removes the last", () => {
    expect(boundOf(polynomials("x", "x - 1"))).toMatchObject({ bound: 1, consequences: 0 });
    expect(boundOf(polynomials("x", "x^2 - 1", "x - 1"))?.bound).toBe(1);
    expect(boundOf(polynomials("x", "x^2 - 1", "x - 2"))?.bound).toBe(0);
  });

  it("are none where there is a curve", () => {
    expect(boundOf(exactly(cyclic(4)))).toBeUndefined();
    expect(boundOf(polynomials("x y", "x*y - x", "x^2 - x"))).toBeUndefined();
  });

  it("holds over Q where the prime has fewer solutions: (p x − 1)(x − 1) = 0, y = 3", () => {
    // Modulo the largest prime one solution goes to infinity: that prime is not taken, or the bound is 2.
    const bound = boundOf(polynomials("x y", "67108859*x^2 - 67108860*x + 1", "y - 3"))?.bound;
    expect(bound).toBe(2);
    // (x − 1)(p x y − 1) = 0 and y (y − 1) = 0: x = 1 twice and (1/p, 1), with coefficients none of which p divides.
    const hidden = polynomials("x y", "67108859*x^2*y + x^2 - x^2 - x - 67108859*x*y + 1", "y^2 - y");
    const found = boundOf(hidden);
    if (found !== undefined) expect(found.bound).toBeGreaterThanOrEqual(3);
  });

  it("are not given where a reconstructed coefficient is wrong, whichever it is", () => {
    // A wrong cofactor leaves the forms of highest degree standing: the polynomial does not fall.
    const system = exactly(eco(4));
    let wrong = 0;
    for (let at = 0; ; at++) {
      const { result, met } = withWrongNumerator(at, () => boundOf(system));
      if (!met) break;
      expect(result).toBeUndefined();
      wrong++;
    }
    // As many as the syzygies of the consequences of eco-4 have coefficients.
    expect(wrong).toBeGreaterThan(10);
  });
});

import { describe, expect, it } from "vitest";
import { type IntegerTerms, isBasisUpTo } from "../../src/algebra/exact-reduction.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { integerEquations, intoTable } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { polynomials } from "../support/algebra-system.js";

/** The twisted cubic in the order x > y > z > w: its three quadrics are a Gröbner basis, any two of them are none. */
const CUBIC = ["x*z - y^2", "x*w - y*z", "y*w - z^2"] as const;

const inTable = (table: MonomialTable, ...equations: readonly string[]): readonly IntegerTerms[] =>
  equations.flatMap((text) => intoTable(integerEquations(polynomials("x y z w", text)), table));

const holds = (basis: readonly string[], input: readonly string[], degree: number): boolean => {
  const table = new MonomialTable(4);
  return isBasisUpTo(inTable(table, ...basis), inTable(table, ...input), degree, table, new Work());
};

describe("Buchberger's criterion in integers, up to a degree", () => {
  it("holds for the twisted cubic, and for its multiples", () => {
    expect(holds(CUBIC, CUBIC, 10)).toBe(true);
    expect(holds(CUBIC, ["7*x^2*z - 7*x*y^2 + 5/3*x*w*y - 5/3*y^2*z"], 10)).toBe(true);
  });

  it("fails for two of its quadrics from degree 3 on, where their S-polynomial is", () => {
    const two = [CUBIC[0], CUBIC[1]];
    expect(holds(two, two, 2)).toBe(true);
    expect(holds(two, two, 3)).toBe(false);
    // With x (z² − yw), which the S-polynomial is, it holds again, up to its own pairs.
    expect(holds([...two, "x*z^2 - x*y*w"], two, 3)).toBe(true);
  });

  it("fails for any coefficient that is another", () => {
    for (const [k, text] of CUBIC.entries()) {
      const changed = CUBIC.map((f, j) =>
        j === k ? `2*${text.split(" - ")[0]} - ${text.split(" - ")[1]}` : f,
      );
      expect(holds(changed, CUBIC, 2)).toBe(false);
      expect(holds(changed, changed, 4)).toBe(false);
    }
  });

  it("fails where a given polynomial does not reduce, and asks nothing of those of higher degree", () => {
    expect(holds(CUBIC, [...CUBIC, "x*y*z - w^3"], 3)).toBe(false);
    expect(holds(CUBIC, [...CUBIC, "x*y*z - w^3"], 2)).toBe(true);
  });

  it("ends at the budget", () => {
    const table = new MonomialTable(4);
    const basis = inTable(table, ...CUBIC);
    expect(() => isBasisUpTo(basis, basis, 4, table, new Work(10))).toThrow("budget");
  });
});

import { describe, expect, it } from "vitest";
import { algebraKernel } from "../../src/algebra/elimination-kernel.js";
import {
  hasPowerIn,
  type IntegerTerms,
  isBasisUpTo,
  reduceToZero,
} from "../../src/algebra/exact-reduction.js";
import { groebnerBasis } from "../../src/algebra/groebner.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { integerEquations, intoTable, modulo } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { Random } from "../../src/exact/random.js";
import { polynomials } from "../support/algebra-system.js";
import { integersOf } from "../support/integer-system.js";

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

  it("fails for monomials that do not reduce", () => {
    expect([holds(CUBIC, ["z^2"], 2), holds(CUBIC, ["z^2"], 1)]).toEqual([false, true]);
    expect(holds(["x*y", "z"], ["x*y*w", "z^3"], 3)).toBe(true);
  });

  it("leaves out a pair for a third element that divides, both of whose pairs were treated, and for no other", () => {
    // S = (b² − a) y⁴ for x²y − a y³ and xy² − b y³; the pairs of w are coprime, come before, and say nothing of it.
    const quartic = (a: number, b: number) => ["w", `x^2*y - ${a}*y^3`, `x*y^2 - ${b}*y^3`];
    expect([holds(quartic(4, 2), [], 4), holds(quartic(3, 2), [], 4)]).toEqual([true, false]);
    // All pairs have xyz: one is left out for the two others, which are not left out for each other.
    expect(holds(["x*y", "x*z", "y*z"], [], 3)).toBe(true);
    for (const basis of [
      ["x*y", "x*z", "y*z - w^2"],
      ["x*y", "y*z - w^2", "x*z"],
      ["y*z - w^2", "x*y", "x*z"],
      ["x*y - w^2", "x*z", "y*z"],
      ["x*z - w^2", "y*z", "x*y"],
      // S = y w² of the first with either xz; with yz it reduces.
      ["x*y*z + y*w^2", "x*z", "y*z", "x*z"],
      ["y*z", "x*y + z*w", "y*z", "y*z"],
    ])
      expect(holds(basis, [], 3), basis.join()).toBe(false);
  });

  it("ends at the budget", () => {
    const table = new MonomialTable(4);
    const basis = inTable(table, ...CUBIC);
    expect(() => isBasisUpTo(basis, basis, 4, table, new Work(10))).toThrow("budget");
  });
});

describe("Buchberger's criterion and reduction to zero, of random binomials", () => {
  const field = new PrimeField(67_108_859);
  const random = new Random(3).fork("binomials");
  const table = new MonomialTable(4);
  const quadrics = [0, 1, 2, 3].flatMap((i) =>
    [0, 1, 2, 3].filter((j) => j >= i).map((j) => [0, 1, 2, 3].map((k) => +(k === i) + +(k === j))),
  );
  /** c m − d n of degree 2; monomials and tails are few, so that many sets are Gröbner bases. */
  const binomial = () => {
    const [m, n] = [random.integer(0, 6), random.integer(5, 9)];
    const [c, d] = [random.integer(1, 6), random.integer(-6, 6)];
    if (m >= n || d === 0 || random.next() < 0.6) return { exponents: [quadrics[m]!], coefficients: [1n] };
    return { exponents: [quadrics[m]!, quadrics[n]!], coefficients: [BigInt(c), BigInt(d)] };
  };

  it("they agree with another algorithm, modulo a prime", () => {
    const seen = [0, 0];
    for (let sample = 0; sample < 150; sample++) {
      const equations = Array.from({ length: random.integer(3, 6) }, binomial);
      const terms = intoTable(equations, table);
      const leads = terms.map(({ monomials }) => monomials[0]!);
      const whole = algebraKernel().scope(() =>
        groebnerBasis(modulo(equations, table, field), table, field, new Work()),
      );
      const isBasis = whole.every((f) => leads.some((lead) => table.divides(lead, f.monomials[0]!)));
      seen[+isBasis]!++;
      const text = JSON.stringify(equations, (_, value) => (typeof value === "bigint" ? `${value}` : value));
      expect(isBasisUpTo(terms, terms, Number.POSITIVE_INFINITY, table, new Work()), text).toBe(isBasis);
      if (!isBasis) continue;
      // In the ideal are multiples and their sums, and not those with another coefficient unless it is of a monomial in it.
      const [f, g] = [terms[0]!, terms.at(-1)!];
      expect(
        reduceToZero(
          terms,
          [f, g, { ...f, coefficients: f.coefficients.map((c) => 35n * c) }],
          table,
          new Work(),
        ),
      ).toBe(true);
      const outside = quadrics.find((a) => !leads.some((lead) => table.divides(lead, table.of(a))));
      if (outside !== undefined)
        expect(
          reduceToZero(
            terms,
            [f, ...intoTable([{ exponents: [outside], coefficients: [4n] }], table)],
            table,
            new Work(),
          ),
        ).toBe(false);
    }
    expect(Math.min(...seen)).toBeGreaterThan(20);
  });
});

describe("powers in an ideal", () => {
  const table = new MonomialTable(3);
  const read = (...texts: readonly string[]): readonly IntegerTerms[] =>
    intoTable(integersOf("x y z", ...texts), table);
  const has = (f: string, basis: readonly string[], most: number): boolean =>
    hasPowerIn(read(f)[0]!, read(...basis), most, table, new Work());

  it("are found up to the next power of two", () => {
    expect([1, 2, 8, 9, 10].map((most) => has("x", ["x^10"], most))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect([1, 2, 3].map((most) => has("x", ["x^2"], most))).toEqual([false, true, true]);
    expect(has("3*x^2 - 5*x*y", ["3*x - 5*y"], 1)).toBe(true);
    expect(has("x^2 + y^2 - 1", ["(x^2 + y^2 - 1)^10", "z"], 10)).toBe(true);
  });

  it("are those of remainders: z + 2x − 3y modulo (2x − 3y)⁵ and z³ has its seventh power", () => {
    const basis = ["(2*x - 3*y)^5", "z^3"];
    expect(has("z + 2*x - 3*y", basis, 7)).toBe(true);
    expect(has("z + 2*x - 3*y", basis, 4)).toBe(false);
    for (const other of ["z + 2*x - 2*y", "z + 3*x - 3*y", "z + 2*x - 3*y + 1"])
      expect(has(other, basis, 7)).toBe(false);
    // Denominators of every kind, in and beside what is reduced.
    expect(has("7*z + 14*x - 21*y", ["(6*x - 9*y)^3", "5*z^3"], 8)).toBe(true);
  });

  it("are none of what does not vanish where the ideal does", () => {
    expect(has("x + y", ["x^2*y"], 64)).toBe(false);
    expect(() => hasPowerIn(read("x + y + z + 1")[0]!, read("x^2*y"), 1e9, table, new Work(1e5))).toThrow(
      "budget",
    );
  });
});

import { expect, test } from "vitest";
import { groebnerBasis, type Polynomial } from "../../src/algebra/groebner.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { normalForms } from "../../src/algebra/normal-forms.js";
import { integerEquations, modulo } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { polynomials } from "../support/algebra-system.js";

const field = new PrimeField(101);

function formsOf(equations: readonly string[], ...of: string[]) {
  const table = new MonomialTable(2);
  const parse = (...texts: string[]) => modulo(integerEquations(polynomials("x y", ...texts)), table, field);
  const basis = groebnerBasis(parse(...equations), table, field, new Work());
  const named = ({ monomials, coefficients }: Polynomial) =>
    Array.from(monomials, (m, k) => [coefficients[k]!, ...table.exponents.subarray(2 * m, 2 * m + 2)]);
  // One at a time is read, as the order of a list of equations is not theirs.
  const inputs = of.flatMap((text) => parse(text));
  return normalForms(inputs, basis, table, field, new Work()).map(named);
}

test("A normal form has no monomial that a leading one divides, by hand", () => {
  // x² = y, xy = 1, y² = x: x³ = xy = 1, x²y = x, x⁴ + 2y³ = y² + 2xy = x + 2.
  expect(formsOf(["x^2 - y", "x*y - 1", "y^2 - x"], "x^3", "x^2*y", "x^4 + 2*y^3", "3*x + 5")).toEqual([
    [[1, 0, 0]],
    [[1, 1, 0]],
    [
      [1, 1, 0],
      [2, 0, 0],
    ],
    [
      [3, 1, 0],
      [5, 0, 0],
    ],
  ]);
});

test("Polynomials of the ideal vanish, and modulo no equation everything stays", () => {
  expect(formsOf(["x^2 - y", "x*y - 1"], "x^3*y - x*y^2 + x^2*y - x", "x^2 - y")).toEqual([[], []]);
  expect(formsOf([], "2*x*y - 7")).toEqual([
    [
      [2, 1, 1],
      [94, 0, 0],
    ],
  ]);
});

test("A form takes its work from the budget", () => {
  const table = new MonomialTable(2);
  const [f] = modulo(integerEquations(polynomials("x y", "x^9*y^9")), table, field);
  const basis = modulo(integerEquations(polynomials("x y", "x - y")), table, field);
  expect(() => normalForms([f!], basis, table, field, new Work(10))).toThrow(/operations/);
  expect(() => normalForms([f!], basis, table, field, new Work(1e9, 10))).toThrow(/memory/);
});

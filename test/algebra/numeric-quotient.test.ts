import { describe, expect, it } from "vitest";
import { boundSolutions } from "../../src/algebra/bound.js";
import { numericQuotient } from "../../src/algebra/numeric-quotient.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { katsura, noon } from "../support/polynomial-systems.js";

const quotientOf = (system: AlgebraSystem, work = new Work()) => {
  const equations = integerEquations(system);
  return numericQuotient(equations, equations, system.variables, new PrimeField(67_108_859), work);
};

/** Characteristic polynomial values are compared by traces: tr M_u = Σ u(ξ). */
const trace = (matrix: Float64Array, n: number): number =>
  Array.from({ length: n }, (_, i) => matrix[i * n + i]!).reduce((sum, x) => sum + x, 0);

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) out[i * n + j]! += a[i * n + k]! * b[k * n + j]!;
  return out;
}

describe("the quotient in floating point", () => {
  it("has the multiplication matrices that a hand finds", () => {
    // B = {1, y}, as x = 2y: x · 1 = 2y, x · y = 1.
    const quotient = quotientOf(polynomials("x y", "x^2 - 2", "x*y - 1"))!;
    expect(quotient.degree).toBe(2);
    expect([...quotient.multiplication([1, 0])]).toEqual([0, 2, 1, 0]);
    expect(quotient.coordinates).toEqual([Float64Array.of(0, 2), 1]);
    expect(quotient.lastSeparates).toBe(true);
  });

  it.each([
    ["katsura-4", exactly(katsura(4))],
    ["noon-3", exactly(noon(3))],
  ])("has matrices that commute: %s", (_, system) => {
    const { degree, multiplication } = quotientOf(system)!;
    const [first, second] = [0, 1].map((i) =>
      multiplication(Array.from({ length: system.variables }, (_, j) => (i === j ? 1 : 0))),
    ) as [Float64Array, Float64Array];
    const [left, right] = [product(first, second, degree), product(second, first, degree)];
    left.forEach((x, k) => {
      expect(x).toBeCloseTo(right[k]!, 9);
    });
    const both = multiplication(Array.from({ length: system.variables }, (_, j) => (j < 2 ? 1 : 0)));
    expect(trace(both, degree)).toBeCloseTo(trace(first, degree) + trace(second, degree), 9);
  });

  it("keeps digits that doubles lose: a coefficient 10⁻²⁰ off another", () => {
    // x² + y = 0 and (1 + 10⁻²⁰)x² + y + 10⁻²⁰ = 0: y = 1, x = ±i. In doubles the two are parallel.
    const [one, tiny] = ["1.00000000000000000001", "0.00000000000000000001"];
    const { degree, coordinates } = quotientOf(polynomials("x y", "x^2 + y", `${one}*x^2 + y + ${tiny}`))!;
    expect(degree).toBe(2);
    const y = coordinates[1] as Float64Array;
    expect(y[0]).toBeCloseTo(1, 10);
    expect(y[1]).toBeCloseTo(0, 10);
  });

  it.each([
    ["katsura-3", exactly(katsura(3)), 8],
    ["two conics", polynomials("x y", "x^2 + y^2 - 1", "x*y - 3"), 4],
    // By hand: (1 : −1 : 0) is at infinity, and the difference of the equations is of lower degree.
    ["a point at infinity", polynomials("x y", "x^2 + x*y - 1", "y^2 + x*y - 2"), undefined],
    // The line at infinity touches y = x².
    ["a parabola and a parallel of its axis", polynomials("x y", "y - x^2", "x - 3"), undefined],
  ])(
    "bounds the number of solutions where nothing is at infinity, as the homogeneous equations do: %s",
    (_, system, bound) => {
      const equations = integerEquations(system);
      const found = quotientOf(system)!.bound;
      expect(found?.bound).toBe(bound);
      if (found !== undefined) expect(boundSolutions(equations, system.variables, new Work())).toEqual(found);
    },
  );

  it("says whether the last variable takes different values at all points", () => {
    expect(quotientOf(polynomials("x y", "x^2 - 2", "y^2 - 3"))!.lastSeparates).toBe(false);
    expect(quotientOf(polynomials("x y", "x - y^2", "y^3 - 3*y + 1"))!.lastSeparates).toBe(true);
  });

  it("is not there for sets of positive dimension, and ends with its budget", () => {
    expect(quotientOf(polynomials("x y", "x*y", "x^2 - x"))).toBeUndefined();
    expect(() => quotientOf(exactly(katsura(5)), new Work(1000))).toThrow(/budget/);
  });
});

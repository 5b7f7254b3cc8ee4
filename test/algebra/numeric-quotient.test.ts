import { describe, expect, it } from "vitest";
import { boundSolutions } from "../../src/algebra/bound.js";
import { type FormPower, type NumericOptions, numericQuotient } from "../../src/algebra/numeric-quotient.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, katsura, noon } from "../support/polynomial-systems.js";
import { polynomialsOf } from "../support/read-system.js";

const quotientOf = (system: AlgebraSystem, work = new Work(), options: NumericOptions = {}) => {
  const equations = integerEquations(system);
  return numericQuotient(equations, equations, system.variables, new PrimeField(67_108_859), work, options);
};

const largestGap = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k]!)), 0);

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
    // B = {1, y}, as x = 2y + 1: x · 1 = 2y + 1, x · y = y + 1.
    const { degree, period, power, lastSeparates } = quotientOf(
      polynomials("x y", "x^2 - 2*x - 1", "x*y - y - 1"),
    )!;
    expect([degree, period]).toEqual([2, 1]);
    const { size, matrix, coordinates } = power([1, 0]);
    expect(size).toBe(2);
    expect([...matrix]).toEqual([1, 2, 1, 1]);
    expect(coordinates).toEqual([Float64Array.of(1, 2), Float64Array.of(0, 1)]);
    expect(lastSeparates).toBe(true);
  });

  it("finds all in the part of degree 0 where degrees agree modulo m", () => {
    // x² = 2, xy = 1: with ξ also −ξ, A_0 = {1}, and x = 2y: x · x = 2, x · y = 1.
    const { degree, period, power } = quotientOf(polynomials("x y", "x^2 - 2", "x*y - 1"))!;
    expect([degree, period]).toEqual([2, 2]);
    expect(power([1, 0])).toEqual({
      size: 1,
      matrix: Float64Array.of(2),
      coordinates: [Float64Array.of(2), Float64Array.of(1)],
    });
    expect(power([0, 1]).matrix[0]).toBeCloseTo(1 / 2, 14);
  });

  it("takes powers of forms: u⁵ of cyclic-5 has at its 14 orbits the values of the solutions, by the sum of them", () => {
    const { degree, period, power } = quotientOf(exactly(cyclic(5)))!;
    expect([degree, period]).toEqual([70, 5]);
    const { size, matrix } = power([0, 0, 0, 0, 1]);
    expect(size).toBe(14);
    // Fifth powers of the last coordinate, over orbits: Q[x_5]/I has the minimal polynomial (x⁵ − 1)(x¹⁰ + 123 x⁵ + 1) (Björck and Fröberg 1991),
    // and ten orbits have x_5⁵ = 1, two each of the others; −123 is the sum of those two values.
    expect(trace(matrix, size)).toBeCloseTo(10 - 2 * 123, 8);
  });

  it.each([
    ["katsura-4", exactly(katsura(4))],
    ["noon-3", exactly(noon(3))],
  ])("has matrices that commute: %s", (_, system) => {
    const { degree, power } = quotientOf(system)!;
    const [first, second] = [0, 1].map(
      (i) => power(Array.from({ length: system.variables }, (_, j) => (i === j ? 1 : 0))).matrix,
    ) as [Float64Array, Float64Array];
    const [left, right] = [product(first, second, degree), product(second, first, degree)];
    left.forEach((x, k) => {
      expect(x).toBeCloseTo(right[k]!, 9);
    });
    const both = power(Array.from({ length: system.variables }, (_, j) => (j < 2 ? 1 : 0))).matrix;
    expect(trace(both, degree)).toBeCloseTo(trace(first, degree) + trace(second, degree), 9);
  });

  it.each([
    ["katsura-4", exactly(katsura(4))],
    ["noon-3", exactly(noon(3))],
    ["cyclic-5", exactly(cyclic(5))],
  ])("is the same from many primes: %s", (_, system) => {
    const form = Array.from({ length: system.variables }, (_, i) => 1 / (i + 1));
    const [direct, lifted] = [false, true].map((fromPrimes) =>
      quotientOf(system, new Work(), { fromPrimes })!.power(form),
    ) as [FormPower, FormPower];
    expect(direct.size).toBe(lifted.size);
    const size = direct.matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    expect(largestGap(direct.matrix, lifted.matrix) / size).toBeLessThan(1e-13);
    expect(direct.matrix).not.toEqual(new Float64Array(direct.matrix.length));
  });

  it("goes to many primes where too many digits are lost: quadrics that differ by 10⁻³²", () => {
    // The same ideal, but all of 106 bits are lost where the second is subtracted from the first.
    const [first, second, third] = [
      "x^2 + 2*x*y - y^2 + 3*x*z + z^2 - x - 1",
      "x^2 - x*y + 2*y^2 - y*z + 5*z^2 + y - 2",
      "3*x^2 + x*y + y^2 + 2*y*z - z^2 + z - 3",
    ];
    const system = (...equations: string[]) => algebraSystem(polynomialsOf("x y z", ...equations), 3);
    const near = quotientOf(system(first!, `${first} + (${second})/10^32`, third!))!;
    const apart = quotientOf(system(first!, second!, third!), new Work(), { fromPrimes: true })!;
    expect(near.degree).toBe(8);
    const [left, right] = [near, apart].map(({ power }) => power([1, 2, 3]).matrix);
    expect(largestGap(left!, right!)).toBeLessThan(1e-10);
  });

  it("keeps digits that doubles lose: a coefficient 10⁻²⁰ off another", () => {
    // x² + y = 0 and (1 + 10⁻²⁰)x² + y + 10⁻²⁰ = 0: y = 1, x = ±i. In doubles the two are parallel.
    const [one, tiny] = ["1.00000000000000000001", "0.00000000000000000001"];
    const { degree, power } = quotientOf(polynomials("x y", "x^2 + y", `${one}*x^2 + y + ${tiny}`))!;
    expect(degree).toBe(2);
    const [, y] = power([1, 0]).coordinates;
    expect(y![0]).toBeCloseTo(1, 10);
    expect(y![1]).toBeCloseTo(0, 10);
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
    const whole = new Work();
    const system = exactly(cyclic(5));
    quotientOf(system, whole, { fromPrimes: true });
    // What is left is enough, but not a quarter of it: the share of primes.
    const short = new Work(whole.done * 1.1);
    expect(quotientOf(system, short, { fromPrimes: true })).toBeUndefined();
    expect(short.done).toBeLessThan(short.operations);
  });
});

import { expect, test } from "vitest";
import { degreePeriod, integerEquations, primesFor } from "../../src/algebra/system.js";
import { isPrime, primesDownwards } from "../../src/exact/prime-field.js";
import { rational } from "../../src/exact/rational.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, katsura } from "../support/polynomial-systems.js";

const first = (count: number, primes: Generator<number>): number[] =>
  Array.from({ length: count }, () => primes.next().value!);

/** x² + c x − 1. */
const quadratic = (c: bigint) =>
  integerEquations({
    variables: 1,
    equations: [
      [
        { coefficient: rational(1), exponents: [2] },
        { coefficient: rational(c), exponents: [1] },
        { coefficient: rational(-1), exponents: [0] },
      ],
    ],
  });

test("Primes begin with the largest one, and go on where the equations say, distinct and below 2^26", () => {
  const primes = first(20, primesFor(quadratic(3n)));
  expect(primes[0]).toBe(67_108_859);
  expect(new Set(primes).size).toBe(20);
  expect(primes.every((p) => isPrime(p) && p > 2 ** 25 && p < 2 ** 26)).toBe(true);
  expect(first(20, primesFor(quadratic(3n)))).toEqual(primes);
});

test("A coefficient made of the twenty largest primes, plus one, leaves equations that are special modulo the first prime alone", () => {
  const product = first(20, primesDownwards()).reduce((all, p) => all * BigInt(p), 1n);
  const special = first(10, primesFor(quadratic(product + 1n))).filter((p) => product % BigInt(p) === 0n);
  expect(special).toEqual([67_108_859]);
});

test("No prime divides a coefficient, the first one neither", () => {
  expect(first(3, primesFor(quadratic(67_108_859n * 5n)))).not.toContain(67_108_859);
});

test.each([
  ["cyclic-5", exactly(cyclic(5)), 5],
  ["cyclic-6", exactly(cyclic(6)), 6],
  ["x y − 1 and x³ + y", polynomials("x y", "x*y - 1", "x^3 + y"), 2],
  ["katsura-3", exactly(katsura(3)), 1],
  ["homogeneous equations", polynomials("x y", "x^2 + y^2", "x*y"), 1],
  ["none", { variables: 1, equations: [] }, 1],
])("Degrees agree modulo the largest number that divides their differences: %s", (_, system, period) => {
  expect(degreePeriod(integerEquations(system))).toBe(period);
});

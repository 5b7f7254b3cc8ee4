import { describe, expect, it } from "vitest";
import {
  divide,
  gcd,
  inverseModulo,
  minimalRecurrence,
  modulo,
  monic,
  multiply,
  numeratorsTimes,
  recurrenceWithInverse,
  remainder,
  squareFreeFactors,
  squareFreePart,
  subtract,
} from "../../src/algebra/polynomial-modulo.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { Random } from "../../src/exact/random.js";

const field = new PrimeField(67_108_859);
const p = BigInt(field.p);
const random = new Random(17);
const drawn = (degree: number): Float64Array =>
  Float64Array.from({ length: degree + 1 }, () => random.integer(1, field.p - 1));

/** Σ f_i g_j in integers of any size. */
const plainProduct = (f: Float64Array, g: Float64Array): number[] => {
  const result: bigint[] = new Array(f.length + g.length - 1).fill(0n);
  f.forEach((a, i) => {
    g.forEach((b, j) => {
      result[i + j] = (result[i + j]! + BigInt(a) * BigInt(b)) % p;
    });
  });
  return result.map(Number);
};

describe("polynomials modulo p", () => {
  // Lengths on both sides of where the kernel takes over, and beyond where its sums must be reduced (2047 terms).
  it.each([
    [0, 3],
    [7, 5],
    [15, 16],
    [16, 15],
    [40, 17],
    [2500, 2300],
  ])("multiplies and divides degrees %d and %d", (m, n) => {
    const [f, g] = [drawn(m), drawn(n)];
    const product = multiply(f, g, field);
    expect(Array.from(product)).toEqual(plainProduct(f, g));
    const rest = drawn(Math.max(n - 1, 0)).subarray(0, n);
    const sum = subtract(product, subtract(new Float64Array(0), rest, field), field);
    const { quotient, remainder: left } = divide(sum, g, field);
    expect(quotient).toEqual(f);
    expect(left).toEqual(rest);
  });

  it("keeps the largest residues exact", () => {
    const f = new Float64Array(5000).fill(field.p - 1);
    expect(multiply(f, f, field)[4999]).toBe(5000);
  });

  it("finds common factors, inverses and square-free parts", () => {
    const [a, b, c] = [drawn(20), drawn(30), drawn(3)].map((f) => monic(f, field)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    expect(gcd(multiply(a, c, field), multiply(b, c, field), field)).toEqual(c);
    expect(inverseModulo(multiply(a, c, field), multiply(b, c, field), field)).toBeUndefined();
    const inverse = inverseModulo(a, b, field)!;
    expect(Array.from(remainder(multiply(a, inverse, field), b, field))).toEqual([1]);
    const power = [c, c, c, a, b, b].reduce((f, g) => multiply(f, g, field));
    expect(squareFreePart(power, field)).toEqual(multiply(multiply(a, b, field), c, field));
    expect(squareFreeFactors(power, field)).toEqual([
      { multiplicity: 1, factor: a },
      { multiplicity: 2, factor: b },
      { multiplicity: 3, factor: c },
    ]);
  });

  it("have the monic gcd of their factors (x − 3)(x + 7) = x² + 4x − 21, and none of two zeros", () => {
    const shared = [-21n, 4n, 1n];
    const f = multiply(modulo(shared, field), modulo([-5n, 1n, 0n, 1n], field), field);
    const g = multiply(modulo(shared, field), modulo([-11n, 2n * p + 1n], field), field);
    expect([...gcd(f, g, field)]).toEqual([field.p - 21, 4, 1]);
    expect(gcd(new Float64Array(0), new Float64Array(0), field)).toHaveLength(0);
  });

  it("have the gcd that was planted, whichever is longer, and the monic other one for zero", () => {
    for (const [a, b, c] of [
      [0, 3, 2],
      [1, 1, 0],
      [5, 0, 4],
      [40, 70, 33],
      [70, 12, 61],
    ] as const) {
      const [f, g, common] = [drawn(a), drawn(b), monic(drawn(c), field)];
      // Random polynomials are coprime but for one pair in p.
      for (const [x, y] of [
        [f, g],
        [g, f],
      ] as const)
        expect(gcd(multiply(x, common, field), multiply(y, common, field), field)).toEqual(common);
    }
    const f = drawn(9);
    expect(gcd(f, new Float64Array(0), field)).toEqual(monic(f, field));
    expect(gcd(new Float64Array(0), f, field)).toEqual(monic(f, field));
    expect(gcd(f, Float64Array.of(5), field)).toEqual(Float64Array.of(1));
  });

  /** The terms s_0, s_1, … of A/P = Σ s_k/T^{k+1}. */
  const expansion = (a: Float64Array, modulus: Float64Array, count: number): Float64Array => {
    const shifted = new Float64Array(a.length + count);
    shifted.set(a, count);
    const { quotient } = divide(shifted, modulus, field);
    return Float64Array.from({ length: count }, (_, k) => quotient[count - 1 - k] ?? 0);
  };

  it("finds the denominator of an expansion with the inverse of its numerator", () => {
    for (const [degree, numerator] of [
      [1, 0],
      [2, 0],
      [2, 1],
      [17, 16],
      [17, 3],
      [64, 63],
    ] as const) {
      const [modulus, a] = [monic(drawn(degree), field), drawn(numerator)];
      const { minimal, inverse } = recurrenceWithInverse(expansion(a, modulus, 2 * degree + 2), field);
      expect(minimal).toEqual(modulus);
      expect(inverse).toEqual(inverseModulo(a, modulus, field));
    }
  });

  it("multiplies numerators of expansions modulo their denominator", () => {
    for (const degree of [1, 2, 5, 64]) {
      const [modulus, factor] = [monic(drawn(degree), field), drawn(degree - 1)];
      const numerators = [drawn(degree - 1), Float64Array.of(3), new Float64Array(0)];
      const sequences = numerators.map((a) => expansion(a, modulus, 2 * degree));
      expect(numeratorsTimes(sequences, factor, modulus, field)).toEqual(
        numerators.map((a) => remainder(multiply(a, factor, field), modulus, field)),
      );
    }
  });

  it("finds the recurrence that made a sequence", () => {
    for (const degree of [0, 1, 2, 5, 33, 150]) {
      const f = monic(drawn(degree), field);
      const sequence = new Float64Array(2 * degree + 6);
      for (let k = 0; k < sequence.length; k++) {
        if (k < degree) sequence[k] = random.integer(0, field.p - 1);
        else
          for (let j = 0; j < degree; j++)
            sequence[k] = field.subtract(sequence[k]!, field.multiply(f[j]!, sequence[k - degree + j]!));
      }
      expect(minimalRecurrence(sequence, field)).toEqual(f);
    }
    expect(Array.from(minimalRecurrence(Float64Array.of(0, 0, 0, 7, 0, 0, 0, 0), field))).toEqual([
      0, 0, 0, 0, 1,
    ]);
  });
});

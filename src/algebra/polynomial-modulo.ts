/**
 * Polynomials of one variable over F_p: arrays of residues by ascending degree, without leading zeros; zero is [].
 *
 * Products are the schoolbook ones, in the kernel where the factors are long: degrees are at most the number of solutions of a
 * system.
 */

import type { PrimeField } from "../exact/prime-field.js";
import { algebraKernel } from "./elimination-kernel.js";
import { LONG } from "./options.js";

/** Σ f_k x^k as residues f_0, …, f_n with f_n ≠ 0. */
export type ModularPolynomial = Float64Array;

/** f mod p. */
export const modulo = (f: readonly bigint[], field: PrimeField): ModularPolynomial =>
  trimmed(Float64Array.from(f, (c) => field.residue(c)));

/** Without leading zeros: a view. */
export function trimmed(f: ModularPolynomial): ModularPolynomial {
  let length = f.length;
  while (length > 0 && f[length - 1] === 0) length--;
  return f.subarray(0, length);
}

/** f divided by its leading coefficient; f ≠ 0. */
export function monic(f: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const inverse = field.invert(f.at(-1)!);
  return f.map((c) => field.multiply(c, inverse));
}

/** f′. */
export function derivative(f: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const result = new Float64Array(Math.max(f.length - 1, 0));
  for (let k = 1; k < f.length; k++) result[k - 1] = field.multiply(f[k]!, k % field.p);
  return trimmed(result);
}

/** f − g. */
export function subtract(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const result = new Float64Array(Math.max(f.length, g.length));
  result.set(f);
  for (let k = 0; k < g.length; k++) result[k] = field.subtract(result[k]!, g[k]!);
  return trimmed(result);
}

/** f g; long factors in the kernel. */
export function multiply(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  if (f.length === 0 || g.length === 0) return new Float64Array(0);
  if (Math.min(f.length, g.length) >= LONG) return longProduct(f, g, field);
  const { square } = field;
  const result = new Float64Array(f.length + g.length - 1);
  for (let i = 0; i < f.length; i++) {
    const factor = f[i]!;
    if (factor === 0) continue;
    for (let j = 0; j < g.length; j++) {
      const value = result[i + j]! + factor * g[j]!;
      result[i + j] = value >= square ? value - square : value;
    }
  }
  return result.map((c) => field.reduce(c));
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

function longProduct(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const memory = algebraKernel();
  return memory.scope(() => {
    const [left, right] = [memory.copy(f), memory.copy(g)];
    const size = padded(g.length);
    const sum = memory.zeros(8 * (f.length + size));
    const out = memory.allocate(4 * (f.length + size));
    memory.kernel.convolve(left, f.length, right, size, sum, out, field.p);
    return Float64Array.from(memory.view(out, f.length + g.length - 1));
  });
}

function longDivision(
  f: ModularPolynomial,
  g: ModularPolynomial,
  field: PrimeField,
): { readonly quotient: ModularPolynomial; readonly remainder: ModularPolynomial } {
  const memory = algebraKernel();
  const d = g.length - 1;
  const steps = f.length - d;
  return memory.scope(() => {
    const divisor = memory.copy(g);
    const size = padded(g.length);
    const rest = memory.zeros(8 * (f.length + 4));
    const low = memory.view(rest, 2 * f.length);
    for (let k = 0; k < f.length; k++) low[2 * k] = f[k]!;
    const quotient = memory.allocate(4 * steps);
    memory.kernel.divide(rest, steps, divisor, d, size, quotient, field.p);
    const left = memory.view(rest, 2 * d);
    return {
      quotient: Float64Array.from(memory.view(quotient, steps)),
      remainder: trimmed(Float64Array.from({ length: d }, (_, k) => left[2 * k]!)),
    };
  });
}

/** Quotient and remainder; g ≠ 0. */
export function divide(
  f: ModularPolynomial,
  g: ModularPolynomial,
  field: PrimeField,
): { readonly quotient: ModularPolynomial; readonly remainder: ModularPolynomial } {
  if (Math.min(f.length - g.length, g.length) >= LONG) return longDivision(f, g, field);
  const { square } = field;
  const d = g.length - 1;
  const inverse = field.invert(g[d]!);
  const rest = f.slice();
  const quotient = new Float64Array(Math.max(f.length - d, 0));
  for (let k = f.length - 1 - d; k >= 0; k--) {
    const factor = field.multiply(field.reduce(rest[k + d]!), inverse);
    quotient[k] = factor;
    if (factor === 0) continue;
    for (let j = 0; j <= d; j++) {
      const value = rest[k + j]! - factor * g[j]!;
      rest[k + j] = value < 0 ? value + square : value;
    }
  }
  return {
    quotient,
    remainder: trimmed(rest.subarray(0, Math.min(d, f.length)).map((c) => field.reduce(c))),
  };
}

/** f mod g; g ≠ 0. */
export const remainder = (f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial =>
  divide(f, g, field).remainder;

/** The monic greatest common divisor; [] for two zeros. */
export function gcd(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  if (g.length === 0) return f.length === 0 ? f : monic(f, field);
  const memory = algebraKernel();
  return memory.scope(() => {
    const [a, b] = [memory.copy(f), memory.copy(g)];
    const length = Math.max(f.length, g.length);
    const rest = memory.zeros(8 * (length + 4));
    const [quotient, result] = [memory.allocate(4 * length), memory.zeros(8)];
    memory.kernel.euclid(a, f.length, b, g.length, rest, quotient, result, field.p);
    const [place, size] = memory.view(result, 2);
    return monic(Float64Array.from(memory.view(place!, size!)), field);
  });
}

/** f⁻¹ modulo g, or undefined if they have a common factor. */
export function inverseModulo(
  f: ModularPolynomial,
  g: ModularPolynomial,
  field: PrimeField,
): ModularPolynomial | undefined {
  let [r0, r1] = [g, remainder(f, g, field)];
  let [t0, t1]: ModularPolynomial[] = [new Float64Array(0), Float64Array.of(1)];
  while (r1.length > 0) {
    const { quotient, remainder: next } = divide(r0, r1, field);
    [r0, r1] = [r1, next];
    [t0, t1] = [t1!, subtract(t0!, multiply(quotient, t1!, field), field)];
  }
  if (r0.length !== 1) return undefined;
  const scale = field.invert(r0[0]!);
  return remainder(
    t0!.map((c) => field.multiply(c, scale)),
    g,
    field,
  );
}

/** The monic product of the distinct irreducible factors of f ≠ 0, for deg f < p. */
export const squareFreePart = (f: ModularPolynomial, field: PrimeField): ModularPolynomial =>
  monic(divide(f, gcd(f, derivative(f, field), field), field).quotient, field);

/**
 * The monic polynomial P of least degree L with Σ_j c_j s_{k+j} = 0 for all k < length − L (Berlekamp and Massey): the minimal
 * polynomial of a sequence if L ≤ length/2.
 */
export const minimalRecurrence = (sequence: Float64Array, field: PrimeField): ModularPolynomial =>
  recurrenceWithInverse(sequence, field).minimal;

/**
 * P as above, and the inverse modulo P of the polynomial part A of P(T) Σ_k s_k/T^{k+1}: with the recurrence P₁ that the algorithm
 * had before it, P₁ A − P A₁ is the number by which P₁ failed (two convergents of Σ_k s_k/T^{k+1}).
 */
export function recurrenceWithInverse(
  sequence: Float64Array,
  field: PrimeField,
): { readonly minimal: ModularPolynomial; readonly inverse: ModularPolynomial } {
  const memory = algebraKernel();
  const n = sequence.length;
  return memory.scope(() => {
    const reversed = memory.zeros(4 * (2 * n + 8));
    memory.view(reversed, n).set(sequence.toReversed());
    const vector = (): number => memory.zeros(4 * (n + 8));
    const [current, former, held] = [vector(), vector(), vector()];
    const at = memory.zeros(16);
    const length = memory.kernel.recurrence(reversed, n, current, former, held, at, field.p);
    const [before, lengthBefore, failure] = memory.view(at, 3);
    // Connection polynomials are Σ c_{L−j} t^j: reversed, at length L.
    const read = (place: number, degree: number): ModularPolynomial =>
      Float64Array.from(memory.view(place, degree + 1)).reverse();
    const scale = field.invert(failure!);
    return {
      minimal: read(current, length),
      inverse: trimmed(read(before!, lengthBefore!).map((c) => field.multiply(c, scale))),
    };
  });
}

/**
 * A f mod P for the polynomial parts A of P(T) Σ_k s_k/T^{k+1} of several sequences.
 *
 * @param modulus P, monic of degree d ≥ 1.
 * @param sequences each of at least d terms.
 */
export function numeratorsTimes(
  sequences: readonly Float64Array[],
  factor: ModularPolynomial,
  modulus: ModularPolynomial,
  field: PrimeField,
): readonly ModularPolynomial[] {
  const memory = algebraKernel();
  const d = modulus.length - 1;
  return memory.scope(() => {
    const [divisor, multiplier] = [memory.copy(modulus), memory.copy(factor)];
    const [long, size, factorSize] = [padded(d + 1), padded(d), padded(factor.length)];
    const reversed = memory.zeros(4 * size);
    const product = memory.allocate(4 * (d + 1 + size + 4));
    const sum = memory.zeros(8 * (2 * long + 12));
    const [quotient, out] = [memory.allocate(4 * (2 * long + 8)), memory.allocate(4 * size)];
    const { kernel } = memory;
    return sequences.map((sequence) => {
      const terms = memory.view(reversed, d);
      for (let k = 0; k < d; k++) terms[k] = sequence[d - 1 - k]!;
      // Coefficient i of A is Σ_k s_k P_{i+k+1}: a middle part of P(T) · Σ_k s_k T^{d−1−k}.
      kernel.convolve(divisor, d + 1, reversed, size, sum, product, field.p);
      const numerator = product + 4 * d;
      kernel.multiplyModulo(
        numerator,
        d,
        multiplier,
        factorSize,
        divisor,
        d,
        long,
        sum,
        quotient,
        out,
        field.p,
      );
      return trimmed(Float64Array.from(memory.view(out, d)));
    });
  });
}

/** Square-free, pairwise coprime monic factors with f = lc · Π factor^multiplicity, for deg f < p (Yun 1976); those of degree 0 left out. */
export function squareFreeFactors(
  f: ModularPolynomial,
  field: PrimeField,
): readonly { readonly multiplicity: number; readonly factor: ModularPolynomial }[] {
  const factors: { multiplicity: number; factor: ModularPolynomial }[] = [];
  const quotient = (a: ModularPolynomial, b: ModularPolynomial): ModularPolynomial =>
    divide(a, b, field).quotient;
  const slope = derivative(f, field);
  const common = gcd(f, slope, field);
  let rest = quotient(f, common);
  let next = subtract(quotient(slope, common), derivative(rest, field), field);
  for (let multiplicity = 1; rest.length > 1; multiplicity++) {
    const factor = gcd(rest, next, field);
    if (factor.length > 1) factors.push({ multiplicity, factor });
    rest = quotient(rest, factor);
    next = subtract(quotient(next, factor), derivative(rest, field), field);
  }
  return factors;
}

/**
 * Polynomials of one variable over F_p: arrays of residues by ascending degree, without leading zeros; zero is [].
 *
 * Products are the schoolbook ones: degrees are at most the number of solutions of a system.
 */
import type { PrimeField } from "./prime-field.js";

export type ModularPolynomial = Float64Array;

export const degreeOf = (f: ModularPolynomial): number => f.length - 1;

/** Without leading zeros. */
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

export function derivative(f: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const result = new Float64Array(Math.max(f.length - 1, 0));
  for (let k = 1; k < f.length; k++) result[k - 1] = field.multiply(f[k]!, k % field.p);
  return trimmed(result);
}

export function subtract(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const result = new Float64Array(Math.max(f.length, g.length));
  result.set(f);
  for (let k = 0; k < g.length; k++) result[k] = field.subtract(result[k]!, g[k]!);
  return trimmed(result);
}

export function multiply(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  if (f.length === 0 || g.length === 0) return new Float64Array(0);
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

/** Quotient and remainder; g ≠ 0. */
export function divide(
  f: ModularPolynomial,
  g: ModularPolynomial,
  field: PrimeField,
): { readonly quotient: ModularPolynomial; readonly remainder: ModularPolynomial } {
  const { square } = field;
  const d = g.length - 1;
  const inverse = field.invert(g[d]!);
  const rest = Float64Array.from(f);
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

export const remainder = (f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial =>
  divide(f, g, field).remainder;

/** The monic greatest common divisor; [] for two zeros. */
export function gcd(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  let [a, b] = [f, g];
  while (b.length > 0) [a, b] = [b, remainder(a, b, field)];
  return a.length === 0 ? a : monic(a, field);
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
 * The monic polynomial of least degree L with Σ_j c_j s_{k+j} = 0 for all k < length − L (Berlekamp and Massey): the minimal
 * polynomial of a sequence if L ≤ length/2.
 */
export function minimalRecurrence(sequence: Float64Array, field: PrimeField): ModularPolynomial {
  let current: ModularPolynomial = Float64Array.of(1);
  let previous: ModularPolynomial = Float64Array.of(1);
  let length = 0;
  let shift = 1;
  let lastDiscrepancy = 1;
  for (let k = 0; k < sequence.length; k++) {
    const discrepancy = recurrenceValue(current, sequence, k, field);
    if (discrepancy === 0) {
      shift++;
      continue;
    }
    const factor = field.multiply(discrepancy, field.invert(lastDiscrepancy));
    const next = new Float64Array(Math.max(current.length, previous.length + shift));
    next.set(current);
    for (let j = 0; j < previous.length; j++)
      next[j + shift] = field.subtract(next[j + shift]!, field.multiply(factor, previous[j]!));
    if (2 * length <= k) {
      previous = current;
      lastDiscrepancy = discrepancy;
      length = k + 1 - length;
      shift = 1;
    } else shift++;
    current = next;
  }
  // `current` is Σ c_{L−j} t^j: reversed, at length L.
  const result = new Float64Array(length + 1);
  for (let j = 0; j <= length; j++) result[length - j] = current[j] ?? 0;
  return result;
}

function recurrenceValue(
  current: ModularPolynomial,
  sequence: Float64Array,
  k: number,
  field: PrimeField,
): number {
  const { square } = field;
  let sum = 0;
  for (let j = Math.min(current.length - 1, k); j >= 0; j--) {
    sum += current[j]! * sequence[k - j]!;
    if (sum >= square) sum -= square;
  }
  return field.reduce(sum);
}

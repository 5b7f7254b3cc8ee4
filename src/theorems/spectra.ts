/**
 * Spectra with groups, for records about eigen- and singular spaces: σ_1 ≥ … ≥ σ_p with equal neighbours gathered,
 * unit coefficient vectors inside a group, and all ways to give each of m rows one of finitely many types.
 */
import fc from "fast-check";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational } from "../exact/rational.js";
import { rationalUnitVector } from "./instances.js";
import { sumOf } from "./matrices.js";

/** μ = `size` equal values at positions start … start + size − 1 of a descending list. */
export interface ValueGroup {
  readonly value: Rational;
  readonly start: number;
  readonly size: number;
  /** Numbers of values strictly larger and strictly smaller. */
  readonly larger: number;
  readonly smaller: number;
}

/** @param values in descending order. */
export function groupsOf(values: readonly Rational[]): ValueGroup[] {
  const starts = values.flatMap((v, k) => (k > 0 && v.equals(values[k - 1]!) ? [] : [k]));
  return starts.map((start, g) => {
    const end = starts[g + 1] ?? values.length;
    return { value: values[start]!, start, size: end - start, larger: start, smaller: values.length - end };
  });
}

/** The group that position k belongs to. */
export const groupAt = (values: readonly Rational[], k: number): ValueGroup =>
  groupsOf(values).find(({ start, size }) => start <= k && k < start + size)!;

/** Descending lists of `count` values from a small pool: equal ones are likely. */
export const spectrumFrom = (pool: readonly (number | string)[], count: number): fc.Arbitrary<Rational[]> =>
  fc
    .array(fc.constantFrom(...pool.map((value) => rational(value))), { minLength: count, maxLength: count })
    .map((values) => [...values].sort((a, b) => b.compare(a)));

/** Unit vectors of Q^1, …, Q^n: the one of Q^k at position k − 1. */
export const unitVectorsUpTo = (n: number): fc.Arbitrary<Rational[][]> =>
  fc.tuple(...Array.from({ length: n }, (_, k) => rationalUnitVector(k + 1)));

/** Σ_l c_l q_{start + l}: a vector of the group's space, in the columns of the basis. */
export const combine = (
  basis: RationalMatrix,
  { start }: ValueGroup,
  coefficients: readonly Rational[],
): Rational[] =>
  Array.from({ length: basis.rows }, (_, i) =>
    sumOf(coefficients.map((c, l) => c.mul(basis.get(i, start + l)))),
  );

/** All m-tuples. */
export const tuplesOf = <T>(items: readonly T[], m: number): T[][] =>
  m === 0 ? [[]] : tuplesOf(items, m - 1).flatMap((tuple) => items.map((item) => [...tuple, item]));

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

/**
 * The groups of equal values in a spectrum.
 *
 * @param values in descending order.
 * @returns a group for every different value, in the same order.
 * @example
 * groupsOf([rational(2), rational(1), rational(1)]).map(({ size }) => size) // [1, 2]
 */
export function groupsOf(values: readonly Rational[]): ValueGroup[] {
  const starts = values.flatMap((v, k) => (k > 0 && v.equals(values[k - 1]!) ? [] : [k]));
  return starts.map((start, g) => {
    const end = starts[g + 1] ?? values.length;
    return { value: values[start]!, start, size: end - start, larger: start, smaller: values.length - end };
  });
}

/**
 * The group that a position of a spectrum belongs to.
 *
 * @param values in descending order.
 * @param k a position, zero-based, below their number.
 * @returns the group of the value there.
 * @example
 * groupAt([rational(2), rational(1), rational(1)], 2).start // 1
 */
export const groupAt = (values: readonly Rational[], k: number): ValueGroup =>
  groupsOf(values).find(({ start, size }) => start <= k && k < start + size)!;

/**
 * Descending lists of `count` values from a small pool: equal ones are likely.
 *
 * @param pool what `rational` reads.
 * @returns an arbitrary.
 * @example
 * import fc from "fast-check";
 * fc.sample(spectrumFrom([1, "1/2"], 2), { seed: 7, numRuns: 20 }).every(([a, b]) => a!.compare(b!) >= 0) // true
 */
export const spectrumFrom = (pool: readonly (number | string)[], count: number): fc.Arbitrary<Rational[]> =>
  fc
    .array(fc.constantFrom(...pool.map((value) => rational(value))), { minLength: count, maxLength: count })
    .map((values) => [...values].sort((a, b) => b.compare(a)));

/**
 * Unit vectors of Q^1, …, Q^n, independent.
 *
 * @returns an arbitrary of lists: the vector of Q^k at position k − 1.
 * @example
 * import fc from "fast-check";
 * fc.sample(unitVectorsUpTo(2), { seed: 7, numRuns: 20 }).every((list) => list[1]!.length === 2) // true
 */
export const unitVectorsUpTo = (n: number): fc.Arbitrary<Rational[][]> =>
  fc.tuple(...Array.from({ length: n }, (_, k) => rationalUnitVector(k + 1)));

/**
 * Σ_l c_l q_{start + l}: a vector of the group's space, in the columns q of the basis.
 *
 * @param basis p×p.
 * @param coefficients as many as the group has values, or fewer.
 * @returns a vector of Q^p.
 * @example
 * const [, second] = groupsOf([rational(2), rational(1)]);
 * combine(RationalMatrix.identity(2), second!, [rational(3)]).map((x) => x.toFraction()) // ["0", "3"]
 */
export const combine = (
  basis: RationalMatrix,
  { start }: ValueGroup,
  coefficients: readonly Rational[],
): Rational[] =>
  Array.from({ length: basis.rows }, (_, i) =>
    sumOf(coefficients.map((c, l) => c.mul(basis.get(i, start + l)))),
  );

/**
 * All m-tuples of items, repetitions allowed.
 *
 * @returns n^m of them for n items, the last entry running fastest.
 * @example tuplesOf([0, 1], 2) // [[0, 0], [0, 1], [1, 0], [1, 1]]
 */
export const tuplesOf = <T>(items: readonly T[], m: number): T[][] =>
  m === 0 ? [[]] : tuplesOf(items, m - 1).flatMap((tuple) => items.map((item) => [...tuple, item]));

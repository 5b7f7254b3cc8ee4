/**
 * Completeness by Bernstein's theorem: n equations in n unknowns with supports A_1, …, A_n have at most
 *
 *   MV(A_1, …, A_n)
 *
 * isolated solutions in (C∖0)^n, with multiplicity. If there are as many, and MV > 0, no face system has a solution in (C∖0)^n
 * (Bernstein 1975, theorem B), and then nothing else is there: a set of positive dimension in (C∖0)^n is not compact, and where it
 * leaves it is a solution of a face system. So isolated points that are MV with their multiplicities are all; that they are isolated, and of these
 * multiplicities, `multiplicity.ts` proves.
 *
 * Solutions with x_i = 0 are those of the equations at x_i = 0 in the other unknowns. The list has all of them if as many of its
 * points have x_i = 0 as these equations, which are solved and proved by themselves, have distinct solutions.
 *
 * Not covered: other numbers of equations than of unknowns; MV = 0, where there may be sets of positive dimension.
 */

import { Random } from "../exact/random.js";
import { mixedCells } from "../numeric/polynomial/mixed-cells.js";
import { MIXED_CELL_EVENTS } from "./options.js";
import { type CompletenessProof, countedWithMultiplicity, type Listed } from "./proof.js";
import type { IntegerEquation } from "./system.js";
import { divideExactly, type IntegerPolynomial } from "./univariate/integer-polynomial.js";
import { greatestCommonDivisor } from "./univariate/square-free.js";
import type { Work } from "./work.js";

/**
 * The number of distinct solutions of equations, proved, of those alone at which the variables `nonzero` are not 0; undefined where it is
 * not proved.
 */
export type CountProved = (
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
  nonzero?: readonly number[],
) => number | undefined;

/** What Bernstein's theorem proves. */
type ByMixedVolume = Extract<CompletenessProof, { readonly kind: "bernstein" }>;

/**
 * The proof that a list of verified points has every solution, provided that they are isolated and have the multiplicities that are claimed;
 * undefined where the theorem does not say so.
 *
 * @throws BudgetExceeded, DegreeOverflow
 */
export function proveByMixedVolume(
  equations: readonly IntegerEquation[],
  variables: number,
  list: Listed,
  countProved: CountProved,
  work: Work,
): ByMixedVolume | undefined {
  const mixedVolume = mixedVolumeUpTo(countedWithMultiplicity(list), equations, variables, work);
  if (mixedVolume === undefined || mixedVolume === 0) return undefined;
  const zeros = list.numerators.map((g) => greatestCommonDivisor(list.polynomial, g));
  let without = 0;
  let onHyperplanes = 0;
  for (const { multiplicity, polynomial } of list.factors) {
    const inside = zeros.reduce(removed, polynomial);
    without += multiplicity * (inside.length - 1);
    onHyperplanes += multiplicity * (polynomial.length - inside.length);
  }
  if (without !== mixedVolume) return undefined;
  for (const [i, zero] of zeros.entries())
    if (countAtZero(i, equations, variables, countProved, work) !== zero.length - 1) return undefined;
  return { kind: "bernstein", mixedVolume, onHyperplanes };
}

/**
 * The same for simple solutions that are certified to be distinct, `inTorus` of them certainly without a zero coordinate. If these are MV, no other
 * has none, so that total − inTorus have one: all, if they are as many as
 *
 *   Σ_i #{solutions with x_i = 0, x_j ≠ 0 for j < i},
 *
 * each of these numbers proved. Of single points it need not be known which coordinates are zero.
 *
 * @throws BudgetExceeded, DegreeOverflow
 */
export function proveSimpleByMixedVolume(
  equations: readonly IntegerEquation[],
  variables: number,
  { total, inTorus }: { readonly total: number; readonly inTorus: number },
  countProved: CountProved,
  work: Work,
): ByMixedVolume | undefined {
  const mixedVolume = mixedVolumeUpTo(inTorus, equations, variables, work);
  if (mixedVolume === undefined || mixedVolume === 0 || mixedVolume !== inTorus) return undefined;
  let onHyperplanes = 0;
  for (let i = 0; i < variables; i++) {
    const before = Array.from({ length: i }, (_, j) => j);
    const count = countAtZero(i, equations, variables, countProved, work, before);
    if (count === undefined) return undefined;
    onHyperplanes += count;
  }
  return onHyperplanes === total - inTorus ? { kind: "bernstein", mixedVolume, onHyperplanes } : undefined;
}

/** MV of the supports; undefined where it is not defined, is more than `most`, or takes too many steps. */
function mixedVolumeUpTo(
  most: number,
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): number | undefined {
  if (equations.length !== variables || variables === 0) return undefined;
  const supports = equations.map(({ exponents }) => exponents);
  if (volumeOfSegments(supports) > most) return undefined;
  // A step looks at every point of every support and its simplex.
  const points = equations.reduce((sum, { exponents }) => sum + exponents.length + variables + 1, 0);
  const perEvent = variables * (points + variables);
  const events = Math.min(MIXED_CELL_EVENTS, Math.floor(work.left / perEvent));
  const found = mixedCells(supports, new Random(variables).fork("supports"), events);
  work.spend(perEvent * (found?.cells.length ?? events));
  return found === null || found.volume > most ? undefined : found.volume;
}

/**
 * The mixed volume of segments in the supports, each along an axis of its own: a lower bound of MV, which grows with the supports. 0 where no
 * segments are left for a support that comes late.
 *
 * @example volumeOfSegments([[[3, 0], [1, 1], [0, 0]], [[0, 3], [1, 1], [0, 0]]]) // 9: from (0, 0) to (3, 0), and to (0, 3)
 */
export function volumeOfSegments(supports: readonly (readonly (readonly number[])[])[]): number {
  const taken = new Set<number>();
  return supports.reduce((product, support) => {
    let [longest, along] = [0, -1];
    for (const [v, length] of axisLengths(support).entries())
      if (length > longest && !taken.has(v)) [longest, along] = [length, v];
    taken.add(along);
    return product * longest;
  }, 1);
}

/** For every axis the distance of the outermost points of a support on it. */
function axisLengths(support: readonly (readonly number[])[]): readonly number[] {
  const n = support[0]?.length ?? 0;
  const [least, most] = [new Array<number>(n).fill(Number.POSITIVE_INFINITY), new Array<number>(n).fill(0)];
  for (const point of support)
    for (let v = 0; v < n; v++) {
      if (!point.every((e, w) => e === 0 || w === v)) continue;
      least[v] = Math.min(least[v]!, point[v]!);
      most[v] = Math.max(most[v]!, point[v]!);
    }
  return most.map((last, v) => Math.max(0, last - least[v]!));
}

/** f without the roots of g, for square-free f. */
export const removed = (f: IntegerPolynomial, g: IntegerPolynomial): IntegerPolynomial =>
  g.length === 1 ? f : divideExactly(f, greatestCommonDivisor(f, g))!;

/** The number of distinct solutions with x_i = 0, and those of `nonzero`, before i, not 0, as `countProved` counts them. */
export function countAtZero(
  i: number,
  equations: readonly IntegerEquation[],
  variables: number,
  countProved: CountProved,
  work: Work,
  nonzero: readonly number[] = [],
): number | undefined {
  const rest = equations
    .map(({ exponents, coefficients }) => {
      const kept = exponents.flatMap((a, k) => (a[i] === 0 ? [k] : []));
      return {
        exponents: kept.map((k) => exponents[k]!.toSpliced(i, 1)),
        coefficients: kept.map((k) => coefficients[k]!),
      };
    })
    .filter(({ exponents }) => exponents.length > 0);
  const isContradiction = rest.some(({ exponents }) => exponents.every((a) => a.every((e) => e === 0)));
  return isContradiction ? 0 : countProved(rest, variables - 1, work, nonzero);
}

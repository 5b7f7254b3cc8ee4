/**
 * Critical points of the squared distance |x − a|² on a real algebraic set V_R, V = V(L) of dimension k everywhere:
 *
 *   W = {x ∈ V : rank [∂F/∂x; x − a] ≤ n − k},   F polynomials that vanish on V.
 *
 * Every local extremum ξ of the distance on V_R is in W, whatever F, singular points included. For let r = rank ∂F/∂x at ξ, at most n − k because
 * the tangent spaces of V are in the kernel and dim ker ≥ dim_ξ V = k. If r < n − k, one row more gives at most n − k. If r = n − k,
 * V is near ξ the manifold F_1 = … = F_{n−k} = 0, real points included, and ξ − a is a combination of the gradients (Lagrange).
 *
 * The distance is proper, and so has a minimum on every connected component of V_R: W_R meets every one of them, and so does any set that meets every connected
 * component of W_R. If the rank of ∂F/∂x is n − k at general points of every component of V, dim W < k for almost all a.
 *
 * The equations are those of L and the maximal minors, for F the generators of L where they are n − k, all n − k of them at a time where these choices are few,
 * and else k + 1 systems of n − k random combinations, which have full rank together wherever the generators do.
 *
 * Sources: Rouillier, Roy and Safey El Din 2000; Aubry, Rouillier and Safey El Din 2002.
 */

import type { Random } from "../exact/random.js";
import type { Rational } from "../exact/rational.js";
import { combination, derivative, maximalMinors, primitive, product } from "./sparse.js";
import type { IntegerEquation } from "./system.js";
import type { Work } from "./work.js";

/** Polynomials that vanish on V, n − k at a time. */
export type Choices = readonly (readonly IntegerEquation[])[];

/**
 * @param generators of L.
 * @param rank n − k; 0 for the whole space, of which none vanishes.
 */
export function choicesOf(generators: readonly IntegerEquation[], rank: number, random: Random): Choices {
  if (rank === 0) return [[]];
  if (generators.length < rank) return [];
  const most = generators[0]!.exponents[0]!.length - rank + 2;
  const subsets = subsetsOf(generators, rank, most);
  if (subsets.length <= most) return subsets;
  return Array.from({ length: most - 1 }, () =>
    Array.from({ length: rank }, () =>
      combination(
        generators,
        generators.map(() => BigInt(random.integer(-9, 9))),
      ),
    ),
  );
}

/** All of this size, or more than the number that is of interest. */
function subsetsOf<T>(items: readonly T[], size: number, most: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  const found: (readonly T[])[] = [];
  for (let i = 0; i + size <= items.length && found.length <= most; i++)
    for (const rest of subsetsOf(items.slice(i + 1), size - 1, most)) found.push([items[i]!, ...rest]);
  return found;
}

const gradient = (f: IntegerEquation, n: number): readonly IntegerEquation[] =>
  Array.from({ length: n }, (_, i) => derivative(f, i));

/** The minors of ∂F/∂x of order n − k, that of order 0 being 1: they vanish together where the rank of every choice is less. @throws BudgetExceeded */
export const jacobianMinors = (choices: Choices, n: number, work: Work): readonly IntegerEquation[] =>
  choices.flatMap((choice) =>
    choice.length === 0
      ? [{ exponents: [new Array<number>(n).fill(0)], coefficients: [1n] }]
      : maximalMinors(
          choice.map((f) => gradient(f, n)),
          work,
        ),
  );

/** A rational point: numerators over a common denominator. */
export interface RationalPoint {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** d (x − a), a of denominator d. */
function differences({ numerators, denominator }: RationalPoint): readonly IntegerEquation[] {
  const unit = (i: number): number[] => numerators.map((_, j) => (i === j ? 1 : 0));
  const constant = numerators.map(() => 0);
  return numerators.map((c, i) =>
    c === 0n
      ? { exponents: [unit(i)], coefficients: [denominator] }
      : { exponents: [unit(i), constant], coefficients: [denominator, -c] },
  );
}

/** |x − a|² = ρ in integers. @throws BudgetExceeded */
export function sphere(a: RationalPoint, { s, n, d }: Rational, work: Work): IntegerEquation {
  const squares = differences(a).map((f) => product(f, f, work));
  const one = { exponents: [a.numerators.map(() => 0)], coefficients: [1n] };
  const factors = [...squares.map(() => d), -s * n * a.denominator * a.denominator];
  return primitive(combination([...squares, one], factors));
}

/** The minors of [∂F/∂x; x − a]: with the equations of L those of W. @throws BudgetExceeded */
export function distanceMinors(choices: Choices, a: RationalPoint, work: Work): readonly IntegerEquation[] {
  const n = a.numerators.length;
  const difference = differences(a);
  return choices.flatMap((choice) => maximalMinors([...choice.map((f) => gradient(f, n)), difference], work));
}

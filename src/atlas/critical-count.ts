/**
 * How many distinct complex critical points a landscape has, modulo a prime (`algebra/count.ts`): an audit of what the paths of the
 * solver found, by another method.
 *
 * With finitely many critical points modulo p, almost surely there are as many over Q; a list of other length is refused. Nothing is
 * proved by it: modulo a bad prime the count is another. Where continuous symmetries move critical points there are infinitely many,
 * and the audit says nothing.
 */
import { type AlgebraSystem, countSolutions } from "../algebra/count.js";
import type { Landscape } from "../symbolic/landscape.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { stationarityPolynomials } from "../symbolic/to-system.js";

export type CriticalCount =
  | { readonly kind: "finite"; readonly distinct: number; readonly degree: number }
  | { readonly kind: "infinite"; readonly dimension: number }
  /** Too large for the budget of operations. */
  | { readonly kind: "unknown" };

/** About half a second of work. */
const BUDGET = 2.5e8;
/** Unknowns up to which the count is tried. */
const MAX_UNKNOWNS = 12;

const known = new WeakMap<Landscape, CriticalCount>();

/** @param spheres coordinates of each unit sphere, as the numeric layer lays the variables out. */
export function criticalCount(landscape: Landscape, spheres: readonly Int32Array[]): CriticalCount {
  let count = known.get(landscape);
  if (count === undefined) {
    count = countOf(stationarityPolynomials(landscape, spheres));
    known.set(landscape, count);
  }
  return count;
}

function countOf(polynomials: readonly Polynomial[]): CriticalCount {
  if (polynomials.length > MAX_UNKNOWNS) return { kind: "unknown" };
  const count = countSolutions(algebraSystem(polynomials), { budget: BUDGET });
  if ("unavailable" in count) return { kind: "unknown" };
  const { dimension, distinct, degree } = count;
  if (dimension < 0) return { kind: "finite", distinct: 0, degree: 0 };
  return distinct === undefined ? { kind: "infinite", dimension } : { kind: "finite", distinct, degree };
}

const algebraSystem = (polynomials: readonly Polynomial[]): AlgebraSystem => ({
  variables: polynomials.length,
  equations: polynomials.map((polynomial) =>
    [...polynomial.terms()].map(({ coefficient, factors }) => {
      const exponents = new Array<number>(polynomials.length).fill(0);
      for (const v of factors) exponents[v]!++;
      return { coefficient, exponents };
    }),
  ),
});

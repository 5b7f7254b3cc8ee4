/**
 * How many distinct complex critical points a landscape has, modulo a prime (`algebra/count.ts`): an audit of what the paths of the
 * solver found, by another method.
 *
 * With finitely many critical points modulo p, almost surely there are as many over Q; a list of other length is refused. Nothing is
 * proved by it: modulo a bad prime the count is another. Where continuous symmetries move critical points there are infinitely many,
 * and the audit says nothing of their number. Of what such a set is like it does: on generic affine planes of complementary dimension,
 *
 *   dim_p F_p[x]/(I + l_1, …, l_d) = number of its points   ⇔   the scheme is reduced along every component of dimension d,
 *
 * and then the Jacobian of the conditions has corank d at general points there, which no set of degenerate points does (Bertini).
 */

import { countSolutions } from "../../algebra/count.js";
import type { AlgebraSystem } from "../../algebra/system.js";
import { Random } from "../../exact/random.js";
import { rational } from "../../exact/rational.js";
import { expansionBound } from "../../symbolic/expansion-bound.js";
import { hasDefined } from "../../symbolic/expression.js";
import type { Landscape } from "../../symbolic/landscape.js";
import { MAX_EXPANDED_TERMS } from "../../symbolic/limits.js";
import type { Polynomial } from "../../symbolic/polynomial.js";
import { stationarityPolynomials } from "../../symbolic/to-system.js";

/**
 * The critical points modulo a prime: finitely many, `distinct` of them, `degree` counted with multiplicity; or a set of some
 * dimension.
 */
export type CriticalCount =
  | { readonly kind: "finite"; readonly distinct: number; readonly degree: number }
  | { readonly kind: "infinite"; readonly dimension: number }
  /** Too large for the budget of operations. */
  | { readonly kind: "unknown" };

/** About half a second of work. */
const BUDGET = 2.5e8;
/** Unknowns up to which the count is tried. */
const MAX_UNKNOWNS = 12;
/** The same with multipliers of equalities among them, which enter linearly. Chosen: rotations of R³ have 18. */
const MAX_WITH_MULTIPLIERS = 24;

/** Coefficients of the planes are integers up to this. */
const PLANE_SIZE = 1000;

const known = new WeakMap<Landscape, CriticalCount>();
const knownReduced = new WeakMap<Landscape, boolean | null>();

/** @param spheres coordinates of each unit sphere, as the numeric layer lays the variables out. */
export function criticalCount(landscape: Landscape, spheres: readonly Int32Array[]): CriticalCount {
  let count = known.get(landscape);
  if (count === undefined) {
    count =
      hasDefined(landscape.loss) || expansionBound(landscape) > MAX_EXPANDED_TERMS
        ? { kind: "unknown" }
        : countOf(
            stationarityPolynomials(landscape, spheres),
            landscape.equalities === undefined ? MAX_UNKNOWNS : MAX_WITH_MULTIPLIERS,
          );
    known.set(landscape, count);
  }
  return count;
}

/**
 * The same of as many conditions as unknowns.
 *
 * @param most unknowns.
 */
export function countOf(polynomials: readonly Polynomial[], most = MAX_UNKNOWNS): CriticalCount {
  if (polynomials.length > most) return { kind: "unknown" };
  const count = countSolutions(algebraSystem(polynomials), { budget: BUDGET });
  if ("unavailable" in count) return { kind: "unknown" };
  const { dimension, distinct, degree } = count;
  if (dimension < 0) return { kind: "finite", distinct: 0, degree: 0 };
  return distinct === undefined ? { kind: "infinite", dimension } : { kind: "finite", distinct, degree };
}

/**
 * Whether the complex critical points of largest dimension form a reduced scheme, modulo a prime: null where that is not known. Then
 * none of the sets of that dimension is degenerate, however it looks in double precision.
 *
 * @param spheres as in `criticalCount`.
 */
export function isReduced(landscape: Landscape, spheres: readonly Int32Array[]): boolean | null {
  let reduced = knownReduced.get(landscape);
  if (reduced === undefined) {
    reduced = reducedness(landscape, spheres);
    knownReduced.set(landscape, reduced);
  }
  return reduced;
}

function reducedness(landscape: Landscape, spheres: readonly Int32Array[]): boolean | null {
  const count = criticalCount(landscape, spheres);
  if (count.kind === "unknown") return null;
  if (count.kind === "finite") return count.distinct === count.degree;
  const { variables, equations } = algebraSystem(stationarityPolynomials(landscape, spheres));
  const random = new Random(variables).fork("planes");
  const planes = Array.from({ length: count.dimension }, () => randomPlane(variables, random));
  const sliced = countSolutions({ variables, equations: [...equations, ...planes] }, { budget: BUDGET });
  if ("unavailable" in sliced || sliced.dimension !== 0 || sliced.distinct === undefined) return null;
  return sliced.distinct === sliced.degree;
}

/** Σ a_v x_v + a. */
const randomPlane = (variables: number, random: Random): AlgebraSystem["equations"][number] =>
  Array.from({ length: variables + 1 }, (_, v) => ({
    coefficient: rational(random.integer(1, PLANE_SIZE)),
    exponents: Array.from({ length: variables }, (__, u) => (u === v ? 1 : 0)),
  }));

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

/**
 * The number of complex critical points, by elimination modulo a prime (`algebra/count.ts`).
 *
 * I is the ideal of the stationarity conditions in the entries and the multipliers. dim I = 0: all critical points are isolated,
 * and `distinct` of them are over the complex numbers. Almost every prime gives the numbers of Q; one prime is evidence, not proof.
 */
import { type AlgebraSystem, countSolutions, type SolutionCount } from "../algebra/count.js";
import type { Landscape } from "../symbolic/landscape.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { stationarityPolynomials } from "../symbolic/to-system.js";

/** Operations at most: about a second. */
const BUDGET = 5e8;

/** What elimination says of the critical points of a landscape; null where it would take too long. Worked out once, when asked. */
export function criticalCount(
  landscape: Landscape,
  spheres: readonly Int32Array[],
  signal?: AbortSignal,
): () => SolutionCount | null {
  let known: SolutionCount | null | undefined;
  return () => {
    if (known === undefined) {
      const system = algebraSystem(stationarityPolynomials(landscape, spheres));
      const count = countSolutions(system, { budget: BUDGET, ...(signal === undefined ? {} : { signal }) });
      known = "unavailable" in count ? null : count;
    }
    return known;
  };
}

/** As many unknowns as equations. */
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

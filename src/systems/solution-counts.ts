/** The count of solutions modulo a prime (`algebra/count.ts`), as an audit of what is found otherwise. */
import { countSolutions } from "../algebra/count.js";
import type { AlgebraSystem } from "../algebra/system.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import type { SolutionCounts } from "./solved-system.js";

/**
 * Operations that a count may take: before any path some hundredths of a second, which decides nearly all small systems; after
 * paths that prove nothing by themselves about a second. Systems beyond it go uncounted.
 */
export const COUNT_BUDGETS = { first: 5e6, last: 5e8 } as const;

/** The count of a system in n variables; null where it takes more operations than the budget. */
export function countsOf(
  equations: readonly Polynomial[],
  n: number,
  signal: AbortSignal | undefined,
  budget: number = COUNT_BUDGETS.last,
): SolutionCounts | null {
  if (signal?.aborted) return null;
  const count = countSolutions(algebraSystem(equations, n), { budget });
  if ("unavailable" in count) return null;
  const { dimension, degree, distinct = null, prime } = count;
  return { dimension, degree, distinct, prime };
}

/** Polynomials in n variables as `src/algebra` has them. */
export const algebraSystem = (equations: readonly Polynomial[], n: number): AlgebraSystem => ({
  variables: n,
  equations: equations.map((f) =>
    [...f.terms()].map(({ coefficient, factors }) => {
      const exponents = new Array<number>(n).fill(0);
      for (const v of factors) exponents[v]!++;
      return { coefficient, exponents };
    }),
  ),
});

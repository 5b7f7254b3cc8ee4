/** The count of solutions modulo a prime (`algebra/count.ts`), as an audit of what is found otherwise. */
import { countSolutions } from "../algebra/count.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import type { SolutionCounts } from "./solved-system.js";

/**
 * Operations that a count may take, about a second: it has to cost little beside the paths that it audits. Systems beyond it go
 * uncounted.
 */
const BUDGET = 5e8;

/** The count of a system in n variables; null where it takes too long. */
export function countsOf(
  equations: readonly Polynomial[],
  n: number,
  signal: AbortSignal | undefined,
): SolutionCounts | null {
  if (signal?.aborted) return null;
  const count = countSolutions(
    {
      variables: n,
      equations: equations.map((f) =>
        [...f.terms()].map(({ coefficient, factors }) => {
          const exponents = new Array<number>(n).fill(0);
          for (const v of factors) exponents[v]!++;
          return { coefficient, exponents };
        }),
      ),
    },
    { budget: BUDGET },
  );
  if ("unavailable" in count) return null;
  const { dimension, degree, distinct = null, prime } = count;
  return { dimension, degree, distinct, prime };
}

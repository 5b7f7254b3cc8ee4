/** The count of solutions modulo a prime (`algebra/count.ts`), as an audit of what is found otherwise. */
import { BYTES_PER_ENTRY } from "../algebra/options.js";
import type { AlgebraSystem } from "../algebra/system.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "./elimination-thread.js";
import type { SolutionCounts } from "./solved-system.js";

/**
 * Operations that a count may take: before any path some hundredths of a second, which decides nearly all small systems; after
 * paths that prove nothing by themselves about a second; where elimination is all that is asked for, as much as that. Systems
 * beyond it go uncounted.
 */
export const COUNT_BUDGETS = { first: 5e6, last: 5e8, only: 1e11 } as const;

/** Bytes for an entry of the polynomials, and as many for the kernel. */
const BYTES_HELD = 2 * BYTES_PER_ENTRY;

/** The limits of elimination that the options of a solve set. */
export const limitsOf = <Budget extends number | undefined>(
  {
    signal,
    budget,
    primes,
  }: {
    readonly signal?: AbortSignal;
    readonly budget?: { readonly bytes?: number };
    readonly primes?: number;
  },
  operations?: Budget,
) => ({
  signal,
  primes,
  entries: budget?.bytes === undefined ? undefined : Math.ceil(budget.bytes / BYTES_HELD),
  ...(operations === undefined ? {} : { budget: operations }),
});

/** The count of a system in n variables; null where it takes more than the budget, or was interrupted. */
export async function countsOf(
  equations: readonly Polynomial[],
  n: number,
  { budget = COUNT_BUDGETS.last, ...limits }: Partial<EliminationLimits> = {},
): Promise<SolutionCounts | null> {
  if (limits.signal?.aborted) return null;
  try {
    const count = await eliminateApart("count", algebraSystem(equations, n), { budget, ...limits });
    if ("unavailable" in count) return null;
    const { dimension, degree, distinct = null, prime } = count;
    return { dimension, degree, distinct, prime };
  } catch (error) {
    if (limits.signal?.aborted) return null;
    throw error;
  }
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

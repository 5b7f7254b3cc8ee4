/** The count of solutions modulo a prime (`algebra/count.ts`), as an audit of what is found otherwise. */
import { BYTES_PER_ENTRY } from "../algebra/options.js";
import type { AlgebraSystem } from "../algebra/system.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "./elimination-thread.js";
import type { SolutionCounts, SolvedSystem } from "./solved-system.js";

/**
 * Operations that a count may take: before any path less than a tenth of a second, which decides nearly all small systems; where paths are
 * fewer than Bézout's number, which they cannot reach, and after paths that prove nothing by themselves, about a second; where elimination is
 * all that is asked for, as much as that. Systems beyond it go uncounted.
 */
export const COUNT_BUDGETS = { first: 3e7, last: 5e8, only: 1e11 } as const;

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

/**
 * A count that does not contradict what is proved: where it differs from a proved list of finitely many solutions, the equations are special
 * modulo its prime, and others are asked; null where they differ as well.
 */
export async function countsBeside(
  { proof, dimension, solutions }: Pick<SolvedSystem, "proof" | "dimension" | "solutions">,
  counts: SolutionCounts,
  equations: readonly Polynomial[],
  n: number,
  limits: Partial<EliminationLimits> = {},
): Promise<SolutionCounts | null> {
  if (proof !== "proved" || (dimension !== 0 && dimension !== -1)) return counts;
  const degree = solutions.reduce((sum, { multiplicity = 1 }) => sum + multiplicity, 0);
  const agrees = (count: SolutionCounts): boolean =>
    count.dimension === dimension &&
    count.degree === degree &&
    (count.distinct === null || count.distinct === solutions.length);
  if (agrees(counts)) return counts;
  const another = await countsOf(equations, n, { ...limits, primes: (limits.primes ?? 0) + 1 });
  return another !== null && agrees(another) ? another : null;
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

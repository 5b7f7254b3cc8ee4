/**
 * Whether verified points are all solutions over Q, with the multiplicities that are claimed.
 *
 *   Σ_ξ μ(ξ) ≤ Σ over all isolated solutions ≤ bound,   μ(ξ) a lower bound of the multiplicity of a listed point (`multiplicity.ts`),
 *
 * so that equality at both ends leaves no room: nothing is missing, and every μ is the multiplicity. Where the bound is one of dim Q[x]/I there is
 * no set of positive dimension either; Bernstein's is one of isolated points, and μ has to be the multiplicity of one. Bounds, in the order in which they are tried:
 *
 * 0. the degree in weights in which the weighted Bézout number is that of the claim, if there are such (`grading.ts`);
 * 1. Bernstein's number, if there are as many equations as unknowns and their Bézout number is another (`mixed-volume-bound.ts`), and as long as
 *    the solutions with a coordinate 0 take little beside those that are listed: most often there are none, and one equation says so;
 * 2. the degree of the homogenised equations modulo a prime, less verified points at infinity (`bound.ts`), or, where no solution is claimed, the
 *    rank of multiples in a box of monomials;
 * 3. the same with verified consequences of the equations among them (`consequences.ts`);
 * 4. Bernstein's number again, where solutions with a coordinate 0 took too much for the first time.
 *
 * Each may take its share of what the points themselves took; beyond it the answer is a gap, as data.
 */

import { boundSolutions, chartsAtInfinity, excludeInBox, type SolutionBound } from "./bound.js";
import { boundByConsequences } from "./consequences.js";
import { boundInWeights, sharpWeights } from "./grading.js";
import { type CountProved, proveByMixedVolume, proveSimpleByMixedVolume } from "./mixed-volume-bound.js";
import { hasMultiplicity } from "./multiplicity.js";
import { CERTIFIED_PROOF_LEAST, HYPERPLANES, PROOF_FACTOR, PROOF_LEAST, WEIGHT_SEARCH } from "./options.js";
import { within } from "./over-prime.js";
import { type CompletenessProof, countedWithMultiplicity, type Listed, type ProofGap } from "./proof.js";
import { type IntegerEquation, totalDegree } from "./system.js";
import type { Work } from "./work.js";

/** What other systems are asked. */
export interface Solvers {
  /** See `CountProved`. */
  readonly countProved: CountProved;
  /** The number of distinct verified solutions found: a lower bound. */
  readonly countVerified: (equations: readonly IntegerEquation[], variables: number, work: Work) => number;
}

/** Simple solutions that are certified to be distinct, of as many equations as unknowns. */
export interface CertifiedCount {
  readonly total: number;
  /** How many of them certainly have no zero coordinate. */
  readonly inTorus: number;
  /** The bound that the basis gave by which they were found, if it gave one (`boundSolutions`). */
  readonly known?: SolutionBound | undefined;
}

/** What is claimed of points, as the ways to a proof ask about it. */
interface Claim {
  /** Points with multiplicity. */
  readonly total: number;
  readonly known?: SolutionBound | undefined;
  /** `countProved` counts solutions with a coordinate 0. */
  readonly byMixedVolume: (countProved: CountProved, own: Work) => ReturnType<typeof proveByMixedVolume>;
  /** Whether all multiplicities are as claimed; `isExact`: and the points isolated. */
  readonly hasMultiplicities: (isExact: boolean, own: Work) => boolean;
}

/**
 * The proof, or what is missing.
 *
 * @param list verified points; null if there are none.
 * @param work what the points have taken; the proof is added to it.
 * @param known the bound that the basis gave by which the points were found, if it gave one (`boundSolutions`).
 */
export function proveComplete(
  equations: readonly IntegerEquation[],
  variables: number,
  list: Listed | null,
  solvers: Solvers,
  work: Work,
  known?: SolutionBound,
): CompletenessProof | ProofGap {
  const claim: Claim = {
    total: countedWithMultiplicity(list),
    known,
    byMixedVolume: (countProved, own) =>
      list === null ? undefined : proveByMixedVolume(equations, variables, list, countProved, own),
    hasMultiplicities: (isExact, own) =>
      (list?.factors ?? []).every((factor) => hasMultiplicity(equations, list!, factor, isExact, own)),
  };
  return proveClaim(equations, variables, claim, solvers, work, PROOF_LEAST);
}

/**
 * The same for certified simple solutions: the bounds ask for their number alone, Bernstein's besides how many have no zero coordinate.
 *
 * @param work what the points have taken; the proof is added to it.
 */
export function proveCertified(
  equations: readonly IntegerEquation[],
  variables: number,
  certified: CertifiedCount,
  solvers: Solvers,
  work: Work,
): CompletenessProof | ProofGap {
  const claim: Claim = {
    total: certified.total,
    known: certified.known,
    byMixedVolume: (countProved, own) =>
      proveSimpleByMixedVolume(equations, variables, certified, countProved, own),
    hasMultiplicities: () => true,
  };
  const found = proveClaim(equations, variables, claim, solvers, work, CERTIFIED_PROOF_LEAST);
  return typeof found === "string" ? found : { ...found, verifiedBy: "certificates" };
}

function proveClaim(
  equations: readonly IntegerEquation[],
  variables: number,
  { total, known, byMixedVolume, hasMultiplicities }: Claim,
  solvers: Solvers,
  work: Work,
  least: number,
): CompletenessProof | ProofGap {
  const most = work.done + PROOF_FACTOR * work.done + least;
  const quick = quickCount(
    solvers.countProved,
    (HYPERPLANES.share * work.done + HYPERPLANES.least) / variables,
  );
  const weights = within(WEIGHT_SEARCH, work, (own) => sharpWeights(equations, variables, total, own));
  const graded = weights === "budget" || weights === undefined ? [] : [weights];
  const ways: ((own: Work) => CompletenessProof | undefined)[] = [
    ...graded.map((w) => (own: Work) => proveInWeights(equations, variables, total, w, own)),
    (own) => (bezoutNumber(equations) === total ? undefined : byMixedVolume(quick.countProved, own)),
    (own) => proveByRank(equations, variables, { total, known }, solvers, own),
    (own) => proveByConsequences(equations, variables, total, own),
    (own) => (quick.wasTooLong() ? byMixedVolume(solvers.countProved, own) : undefined),
  ];
  let gap: ProofGap = "bound";
  for (const [k, way] of ways.entries()) {
    // Ways that end early leave what they did not need to those after them.
    const found = within((most - work.done) / (ways.length - k), work, way);
    if (found === "budget") gap = "budget";
    if (found === "budget" || found === undefined) continue;
    const isExact = found.kind === "bernstein";
    const areProved = within(most - work.done, work, (own) => hasMultiplicities(isExact, own));
    if (areProved === true) return found;
    gap = areProved === "budget" ? "budget" : "multiplicities";
  }
  return gap;
}

/** Counts that may take so much each, and whether one of them would have taken more. */
function quickCount(
  countProved: CountProved,
  each: number,
): { readonly countProved: CountProved; readonly wasTooLong: () => boolean } {
  let tooLong = false;
  return {
    countProved: (equations, variables, work, nonzero) => {
      const found = within(each, work, (own) => countProved(equations, variables, own, nonzero));
      if (found !== "budget") return found;
      tooLong = true;
      return undefined;
    },
    wasTooLong: () => tooLong,
  };
}

const bezoutNumber = (equations: readonly IntegerEquation[]): number =>
  equations.reduce((product, { exponents }) => product * Math.max(...exponents.map(totalDegree)), 1);

function proveByRank(
  equations: readonly IntegerEquation[],
  variables: number,
  { total, known }: Pick<Claim, "total" | "known">,
  { countVerified }: Solvers,
  work: Work,
): CompletenessProof | undefined {
  const empty = total === 0 ? excludeInBox(equations, variables, work) : undefined;
  const found = empty ?? boundSolutions(equations, variables, work, known);
  if (found === undefined) return undefined;
  // Verified solutions at infinity: each takes at least one from the degree of the scheme.
  const atInfinity =
    found.bound === total
      ? 0
      : chartsAtInfinity(equations, variables).reduce(
          (sum, chart) => sum + countVerified(chart.equations, chart.variables, work),
          0,
        );
  if (found.bound - atInfinity !== total) return undefined;
  return { kind: "rank", prime: found.prime, bound: total, atInfinity };
}

function proveInWeights(
  equations: readonly IntegerEquation[],
  variables: number,
  total: number,
  weights: readonly number[],
  work: Work,
): CompletenessProof | undefined {
  const found = boundInWeights(equations, variables, weights, work);
  return found?.bound === total ? { kind: "weighted-rank", ...found, weights } : undefined;
}

function proveByConsequences(
  equations: readonly IntegerEquation[],
  variables: number,
  total: number,
  work: Work,
): CompletenessProof | undefined {
  const found = boundByConsequences(equations, variables, work);
  return found?.bound === total ? { kind: "consequences", ...found } : undefined;
}

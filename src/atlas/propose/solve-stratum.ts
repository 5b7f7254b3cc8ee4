/**
 * All solutions of the conditions of one stratum of the orbit space, over the complex numbers: the isolated ones as lists, and of what is larger a real
 * point on every connected component. There the signature of S does not change, as det S ≠ 0: one real point of each says whether S ≻ 0 (`algebra/real-samples.ts`).
 *
 * Nothing is solved where a variable would have to vanish (`quotient/definite-rates.ts`); where the number of solutions is bounded by that of invariant
 * subspaces, as many verified ones are all (`subspace-bound.ts`). Complex sets of positive dimension are left out step by step, by what vanishes at no real point.
 */
import type { ExactSolutions, RationalUnivariate } from "../../algebra/rational-univariate.js";
import type { RealSource } from "../../algebra/real-samples.js";
import type { AlgebraSystem } from "../../algebra/system.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { conditionsOn, type StratumConditions } from "../../quotient/conditions.js";
import type { Stratum } from "../../quotient/strata.js";
import { StratumLetters } from "../../quotient/stratum-letters.js";
import { isUnavailable, type Result } from "../../result.js";
import { isVectorField, type Landscape, numericLoss } from "../../symbolic/landscape.js";
import { expandIn, type Polynomial } from "../../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "../../systems/elimination-thread.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import type { StratumEvidence } from "../record/types.js";
import type { SolverReason } from "./solver-reasons.js";
import { mostSubspaces } from "./subspace-bound.js";

/** Operations of elimination for each stratum: a minute or so. */
const BUDGET = 5e9;
/** The same for real points on what is not isolated. Chosen: some seconds; beyond it paths answer. `solver-completeness.test.ts` */
const REAL_BUDGET = 3e8;

/** A stratum, its conditions, and all their isolated solutions. */
export interface SolvedStratum {
  readonly stratum: Stratum;
  readonly conditions: StratumConditions;
  readonly isolated: readonly RationalUnivariate[];
  /** Of the set of complex solutions; -1 where there is none. */
  readonly dimension: number;
  /** Lists with a real point on every connected component of the others. */
  readonly samples: readonly RealSource[];
  readonly proof: StratumEvidence["proof"];
  /** Whether every point is verified over the rationals. */
  readonly isVerified: boolean;
  /** In its coordinates; null for fields, and where nothing is to be evaluated. */
  readonly loss: Polynomial | null;
}

/** Without real solutions, as a variable that vanishes wherever the landscape is stationary does not here (`quotient/definite-rates.ts`). */
export const emptyStratum = (stratum: Stratum, landscape: Landscape): SolvedStratum => ({
  stratum,
  conditions: conditionsOn(stratum, landscape, "none"),
  loss: null,
  isolated: [],
  dimension: -1,
  samples: [],
  proof: "definite",
  isVerified: true,
});

/** All solutions on a stratum, isolated ones and real points on the others, or why they are not found. */
export async function solveStratum(
  stratum: Stratum,
  landscape: Landscape,
  matrix: RationalMatrix | undefined,
  signal: AbortSignal | undefined,
): Promise<Result<SolvedStratum, SolverReason>> {
  const limits = { budget: BUDGET, ...(signal === undefined ? {} : { signal }) };
  let conditions = conditionsOn(stratum, landscape, "none");
  const bounded = matrix && (await boundedSolutions(matrix, stratum, systemOf(conditions), limits));
  const counted = bounded && { stratum, conditions, ...bounded };
  if (counted !== undefined) return { ...counted, loss: lossOn(stratum, landscape) };
  let found = await eliminateApart("solutions", systemOf(conditions), limits);
  for (const saturation of ["traces", "gram", "definite"] as const) {
    if (found.kind !== "positive-dimension") break;
    const without = conditionsOn(stratum, landscape, saturation);
    if (without.names.join() === conditions.names.join()) continue;
    conditions = without;
    found = await eliminateApart("solutions", systemOf(conditions), limits);
  }
  const solutions = await solutionsOf(found, stratum, systemOf(conditions), limits);
  if (isUnavailable(solutions)) return solutions;
  return { stratum, conditions, loss: lossOn(stratum, landscape), ...solutions };
}

const lossOn = (stratum: Stratum, landscape: Landscape): Polynomial | null =>
  isVectorField(landscape)
    ? null
    : expandIn(numericLoss(landscape), new StratumLetters(stratum, landscape.constants))[0]![0]!;

/** As many verified solutions as there are at most (`quotient/invariant-subspaces.ts`); undefined where fewer are found. */
async function boundedSolutions(
  matrix: RationalMatrix,
  stratum: Stratum,
  system: AlgebraSystem,
  limits: EliminationLimits,
): Promise<Solutions | undefined> {
  const most = mostSubspaces(matrix, stratum);
  const all = { samples: [], proof: "subspaces", isVerified: true } as const;
  if (most === 0) return { isolated: [], dimension: -1, ...all };
  if (most === undefined) return undefined;
  const found = await eliminateApart("verified", system, limits);
  const isComplete =
    found.kind === "points" &&
    found.proof.kind === "modular" &&
    found.proof.solutions &&
    found.polynomial.length - 1 === most;
  return isComplete ? { isolated: [found], dimension: 0, ...all } : undefined;
}

type Solutions = Pick<SolvedStratum, "isolated" | "dimension" | "samples" | "proof" | "isVerified">;

const notIsolated = ({ forms }: Stratum, dimension: number): SolverReason => ({
  kind: "orbits-not-isolated",
  ranks: forms.map(({ rank }) => rank),
  dimension,
});

const systemOf = ({ equations, names }: StratumConditions): AlgebraSystem =>
  algebraSystem(equations, names.length);

async function solutionsOf(
  found: ExactSolutions,
  stratum: Stratum,
  system: AlgebraSystem,
  limits: EliminationLimits,
): Promise<Result<Solutions, SolverReason>> {
  switch (found.kind) {
    case "unavailable":
      return { unavailable: { kind: "elimination-budget" } };
    case "none":
      return { isolated: [], dimension: -1, samples: [], proof: found.proof.kind, isVerified: true };
    case "points": {
      const isVerified = found.proof.kind !== "modular" || found.proof.solutions;
      return { isolated: [found], dimension: 0, samples: [], proof: found.proof.kind, isVerified };
    }
    case "positive-dimension": {
      const { dimension } = found;
      const real = await eliminateApart("real", system, { ...limits, budget: REAL_BUDGET });
      if (real.kind === "undecided") return { unavailable: notIsolated(stratum, dimension) };
      return {
        isolated: real.sources.filter(({ isolated }) => isolated).map(({ list }) => list),
        dimension,
        samples: real.sources.filter(({ isolated }) => !isolated),
        proof: real.proof === "proved" ? "components" : "modular",
        isVerified: true,
      };
    }
  }
}

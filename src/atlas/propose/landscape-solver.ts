/**
 * What every way of finding the critical points of a landscape is asked, and what it answers.
 *
 * By elimination (`solve-landscape-exactly.ts`), by linear perturbations and by systems for orbits (`solver.ts`), or by whichever suits
 * (`solve-landscape.ts`).
 */
import type { PathCounts } from "../../numeric/homotopy/endpoints.js";
import type { PathOptions, PathPreset } from "../../numeric/homotopy/options.js";
import type { Problem } from "../../objectives/problem.js";
import type { Result } from "../../result.js";
import type { LocatedComponent } from "../group/entries.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { CompletenessEvidence } from "../record/types.js";
import type { SolverReason } from "./solver-reasons.js";

/**
 * A way to find all critical components, or why it does not apply.
 *
 * @param system the landscape of the problem, null where it has none; compiled anew where it is left out.
 */
export type LandscapeSolver = (
  problem: Problem,
  options: SolverOptions,
  system?: LandscapeSystem | null,
) => Promise<Result<SolverResult, SolverReason>>;

/** How the solver works: its seed, and how far. */
export interface SolverOptions {
  readonly seed: number;
  /** Ends the work early: what was found so far, incomplete. */
  readonly signal?: AbortSignal;
  /** Threads at most, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  /** How paths are followed; a preset says as well how long solutions are looked for by monodromy. */
  readonly paths?: PathPreset | PathOptions;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/** The components found, and whether they are all. */
export interface SolverResult {
  readonly proposals: readonly LocatedComponent[];
  /** Of path methods. */
  readonly paths?: PathCounts;
  /** Of elimination: what is known of the list being all. */
  readonly evidence?: CompletenessEvidence;
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly reasons: readonly SolverReason[];
  /** The theorem by which the list is proved complete; no reason is left then. */
  readonly theorem?: string;
}

/** What path methods find. */
export interface PathResult extends SolverResult {
  readonly paths: PathCounts;
}

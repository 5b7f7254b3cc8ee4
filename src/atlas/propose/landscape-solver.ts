/**
 * What every way of finding the critical points of a landscape is asked, and what it answers.
 *
 * By elimination (`solve-landscape-exactly.ts`), by linear perturbations and by systems for orbits (`solver.ts`), or by whichever suits
 * (`solve-landscape.ts`).
 */
import type { Problem } from "../../objectives/problem.js";
import type { LocatedComponent } from "../group/components.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { CompletenessEvidence } from "../record/types.js";

/**
 * A way to find all critical components, or why it does not apply.
 *
 * @param system the landscape of the problem, null where it has none; compiled anew where it is left out.
 */
export type LandscapeSolver = (
  problem: Problem,
  options: SolverOptions,
  system?: LandscapeSystem | null,
) => Promise<SolverResult | { readonly unavailable: string }>;

/** How the solver works: its seed, and how far. */
export interface SolverOptions {
  readonly seed: number;
  /** Ends the work early: what was found so far, incomplete. */
  readonly signal?: AbortSignal;
  /** Threads at most, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/** Numbers of paths by where they end. */
export interface SolverPaths {
  readonly started: number;
  readonly finite: number;
  readonly atInfinity: number;
  readonly failed: number;
}

/** The components found, and whether they are all. */
export interface SolverResult {
  readonly proposals: readonly LocatedComponent[];
  /** Of path methods. */
  readonly paths?: SolverPaths;
  /** Of elimination: what is known of the list being all. */
  readonly evidence?: CompletenessEvidence;
  readonly complete: boolean;
  readonly reason?: string;
  /** The theorem by which the list is proved complete; no reason is left then. */
  readonly theorem?: string;
}

/** What path methods find. */
export interface PathResult extends SolverResult {
  readonly paths: SolverPaths;
}

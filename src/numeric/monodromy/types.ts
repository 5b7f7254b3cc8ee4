/** Solutions of linearly perturbed systems F + C = 0, and their limits as C → 0, as data. */
import type { Random } from "../../exact/random.js";
import type { PathPreset } from "../homotopy/options.js";
import type { MoveReason } from "../homotopy/parameter-homotopy.js";
import type { Threads } from "../parallel/threads.js";
import type { Scaling } from "../polynomial/scaling.js";
import type { ComplexPoint, NumericSystem } from "../polynomial/system.js";
import type { Reality } from "../rigorous/newton-kantorovich.js";
import type { MonodromyOptions } from "./options.js";

/** A solution of F + C = 0. */
export interface PerturbationStart {
  readonly point: ComplexPoint;
  /** C, in the order of the perturbed equations. */
  readonly perturbation: ComplexPoint;
}

/** Options of `solvePerturbed` and its parts. */
export interface PerturbationOptions {
  readonly seed: Random;
  /** Who follows the paths, and what interrupts them; this thread alone if left out. */
  readonly threads?: Threads;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
  /** How long solutions are looked for: a preset or options of one's own. */
  readonly monodromy?: PathPreset | MonodromyOptions;
  /**
   * Gives up with an incomplete result after so much work: paths times the operations of one step of theirs, a number and not a clock,
   * so that the same input ends in the same way on every machine. Default: no end.
   */
  readonly work?: number;
}

/** The solutions of F + C = 0 for one generic C; all of it in the coordinates of the scaling. */
export interface PerturbationFibre {
  /** F. */
  readonly system: NumericSystem;
  readonly scaling: Scaling;
  readonly perturbation: ComplexPoint;
  readonly points: readonly ComplexPoint[];
  /** Solutions that other members of the family have besides: they left for infinity on the way to this one. */
  readonly away: number;
  /** Points of the section of the curve. */
  readonly sectionDegree: number;
  /** Points of the section that leave for infinity, and that were lost, on the way to the solutions for C. */
  readonly leaving: number;
  readonly lost: number;
  readonly traceError: number;
  /** Why there may be more points than these. */
  readonly reasons: readonly PerturbationReason[];
}

/** What becomes of a solution as C → 0. */
export type PerturbationLimit =
  | {
      readonly kind: "finite";
      readonly point: ComplexPoint;
      /** By the Kantorovich test where the limit is a regular solution; absent where it is singular. */
      readonly reality?: Reality;
      /** Estimated relative error. */
      readonly accuracy: number;
      readonly winding: number;
    }
  | { readonly kind: "infinite" | "failed" };

/** All limits, and how sure that is. */
export interface PerturbationSolution {
  /** Fewer than `generic` after an interrupt. */
  readonly limits: readonly PerturbationLimit[];
  /** Points of the section of the curve, and the number of solutions for generic C and a generic member of the family. */
  readonly sectionDegree: number;
  readonly generic: number;
  /** Points of the section that leave for infinity, and that were lost, on the way to the solutions for C. */
  readonly leaving: number;
  readonly lost: number;
  readonly traceError: number;
  /** Whether there is no reason to expect more. */
  readonly complete: boolean;
  readonly reasons: readonly PerturbationReason[];
}

/** Why there is no fibre. */
export interface Unfinished {
  readonly unfinished: PerturbationReason;
}

/** Why there may be more solutions of a perturbed system, or limits of them, than were found: data; whoever reports them has the words. */
export type PerturbationReason =
  /** The work that was allowed is used up, or an interrupt came, while generic solutions were looked for: so many were found. */
  | { readonly kind: "work-exceeded" | "loops-interrupted"; readonly found: number }
  /** No start could be moved to generic parameters. */
  | { readonly kind: "no-generic-start" }
  /** The trace test failed, by so much. */
  | { readonly kind: "trace-failed"; readonly traceError: number }
  /** So many of the points of a section were lost on the way back. */
  | { readonly kind: "section-lost"; readonly lost: number; readonly points: number }
  /** The fibre and what arrives from a whole section are not the same, each point once. */
  | { readonly kind: "section-differs"; readonly solutions: number }
  /** Terms of some degree are too small for the trace test to see solutions far out. */
  | { readonly kind: "trace-blind" }
  | MoveReason
  /** Solutions for a generic perturbation that are not regular. */
  | { readonly kind: "singular-fibre"; readonly solutions: number }
  /** What `MoveReason` says, of paths to the unperturbed system, and ends that are neither certified real nor certified not real. */
  | { readonly kind: "limits-interrupted"; readonly followed: number; readonly paths: number }
  | { readonly kind: "limits-failed"; readonly failed: number; readonly paths: number }
  | { readonly kind: "reality-undecided"; readonly paths: number };

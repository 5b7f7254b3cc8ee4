import type { MoveReason } from "../homotopy/parameter-homotopy.js";

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

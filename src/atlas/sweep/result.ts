/**
 * What a sweep answers: the components at each value, and where they change.
 */
import type { Rational } from "../../exact/rational.js";
import type { ProblemFile } from "../../objectives/schema.js";
import type { SolverReason } from "../propose/solver-reasons.js";
import type { Atlas, CriticalComponent } from "../record/types.js";
import type { BranchDoubt } from "./branches.js";
import { type ComponentClass, type Exchange, surplus } from "./component-class.js";
import type { ExactThreshold, ThresholdGap } from "./thresholds.js";

/** The components at one value. */
export interface SweepState {
  /** The value, exactly. */
  readonly value: Rational;
  readonly components: readonly CriticalComponent[];
  readonly classes: readonly ComponentClass[];
  readonly audit: Atlas["audit"];
}

/** Why a bracket is wider than wanted, or may hold no change. */
export type BracketReason =
  | { readonly kind: "interrupted" }
  /** The lists at all values tried inside are incomplete. */
  | { readonly kind: "undecided-inside" }
  /** The classes are the same; whether the branches keep theirs is not known, however narrow the bracket. */
  | { readonly kind: "branches-undecided"; readonly doubt: BranchDoubt }
  /** The same, after so many values between the two that were asked for. */
  | { readonly kind: "too-many-values"; readonly located: number; readonly doubt: BranchDoubt };

/** Somewhere between two values the components change. */
export interface SweepChange {
  readonly from: Rational;
  readonly to: Rational;
  /** A value inside where some component is degenerate, or of higher dimension than on both sides: the bifurcation itself. */
  readonly at?: Rational;
  /** Classes that have fewer components at `to` than at `from`, and that have more, with how many. */
  readonly lost: readonly ComponentClass[];
  readonly gained: readonly ComponentClass[];
  /** Branches that go on from `from` to `to` and change their class: those that are told apart by following them. */
  readonly exchanged: readonly Exchange[];
  /** Why the bracket is wider than wanted, or undecided. */
  readonly reason?: BracketReason;
}

/** What a sweep found: the components at every value, and the brackets in which their types change. */
export interface Sweep {
  readonly problem: ProblemFile;
  readonly title: string;
  readonly isVectorField: boolean;
  readonly seed: number;
  /** The whole place of the parameter, such as `objective.weightDecay`. */
  readonly parameter: string;
  /** In ascending order of the values. */
  readonly values: readonly SweepState[];
  readonly changes: readonly SweepChange[];
  /** The thresholds as algebraic numbers, or why there are brackets alone; absent where they were not asked for. */
  readonly exact?: ExactSweep;
  /** Solutions of the generic member: paths to each value; 0 where every value is solved anew. */
  readonly generic: number;
  /** Values at which components were located, those of the halving included. */
  readonly located: number;
  /** The list is complete at every value asked for, and every bracket is as narrow as wanted and holds a change. */
  readonly complete: boolean;
  /** Why it is incomplete; `sweepReasonText` of the report has their words. */
  readonly reasons: readonly SweepReason[];
  /** Disagreements between the solver and the symbolic layer, as the audits of the values say them. */
  readonly failures: readonly { readonly value: Rational; readonly text: string }[];
}

/** A threshold, and what changes there. */
export interface SweepThreshold extends ExactThreshold {
  /** Eighteen digits after the point. */
  readonly decimal: string;
  /** In radicals, up to degree two. */
  readonly closed?: string;
  /** The components at the threshold itself, where it is rational. */
  readonly state?: SweepState;
  /** Classes that have fewer components above than below, and that have more. */
  readonly lost: readonly ComponentClass[];
  readonly gained: readonly ComponentClass[];
  /** Branches that go on and change their class. */
  readonly exchanged: readonly Exchange[];
  /** Names of the branches that end, and that begin; empty where branches were not followed. */
  readonly deaths: readonly string[];
  readonly births: readonly string[];
}

/** An open interval on which the list is constant: between two neighbouring thresholds, or from or to an end of the range. */
export interface SweepInterval {
  /** The components at a rational value inside. */
  readonly state: SweepState;
  /** The name of the branch that each of them is on; null where branches were not followed. */
  readonly names: readonly string[] | null;
}

/** What is known exactly of a sweep, from its first value to its last. */
export type ExactSweep =
  | {
      readonly kind: "exact";
      /** In ascending order: between two neighbouring ones the list is constant but for values. */
      readonly thresholds: readonly SweepThreshold[];
      readonly intervals: readonly SweepInterval[];
      /** Strata of the orbit space that were looked at. */
      readonly strata: number;
      /** `proved`: that there are no other thresholds, and every list; `modular`: some of it rests on primes or numerical evidence. */
      readonly proof: "proved" | "modular";
    }
  | {
      readonly kind: "bracketed";
      readonly gap: ThresholdGap | { readonly kind: "single-value" | "interrupted" | "list-incomplete" };
    };

/** Why a sweep is incomplete. */
export type SweepReason =
  | { readonly kind: "unavailable"; readonly reason: SolverReason }
  | { readonly kind: "interrupted"; readonly located: number; readonly of: number }
  /** The list at a value, with the reason of its audit. */
  | { readonly kind: "list-incomplete"; readonly value: Rational; readonly reason: string | undefined }
  /** Brackets that are wider than wanted, or whose branches could not be followed. */
  | { readonly kind: "wide-brackets" | "undecided-brackets"; readonly count: number };

/** Whether two values have the same components, up to their values: as many of every class. */
export const sameClasses = (a: SweepState, b: SweepState): boolean =>
  surplus(a.classes, b.classes).length === 0 && surplus(b.classes, a.classes).length === 0;

/**
 * What training from many random starts found: the end of every run, how many went to each component of the atlas (its
 * basin share), what their encoders keep, and how fast they were approached.
 */
import type { Atlas, ComponentKind, Outcome, Recovery } from "../atlas/record/types.js";
import type { TwoSample } from "../numeric/statistics/kolmogorov-smirnov.js";
import type { Share } from "../numeric/statistics/wilson.js";
import type { DistanceKind, Stray } from "./membership.js";
import type { RuleGap } from "./rule.js";
import type { RunOutcome } from "./run.js";

/** One run, as it ended. */
export interface RunSummary {
  readonly run: number;
  readonly outcome: RunOutcome;
  /** Steps, or the time. */
  readonly at: number;
  /** The component, or several that cannot be told apart ("a | b"); absent for runs that belong to none or did not rest. */
  readonly basin?: string;
  readonly stray?: Stray;
  readonly value?: number;
  readonly rank?: number;
  readonly encoderOutcome?: Outcome;
  readonly recovery?: Recovery;
  readonly retained?: number;
  /** −ln of the contraction per step, or per unit of time. */
  readonly rate?: { readonly measured: number; readonly predicted: number };
}

/** A quantity over the end points in a continuum, against the uniform measure on it. */
export interface Distribution {
  readonly basin: string;
  readonly quantity: "recovery min" | "recovery median" | "recovery max" | "retained";
  readonly ends: Quantiles;
  readonly uniform: Quantiles;
  readonly comparison: TwoSample;
  /** End points, and random points. */
  readonly sizes: readonly [number, number];
}

/** The 5 %, 50 % and 95 % quantiles of a sample of numbers. */
export interface Quantiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Measured rates of convergence against those that the Hessian at the limit predicts. */
export interface RateCheck {
  /** Runs with a measured and a predicted rate. */
  readonly runs: number;
  /** Medians. */
  readonly measured: number;
  readonly predicted: number;
  /** measured / predicted: smallest, median, largest. */
  readonly ratio: readonly [number, number, number];
}

/** The runs that ended in one component (or in one of several that cannot be told apart, `a | b`), and their share of all. */
export interface Basin {
  readonly id: string;
  readonly kind?: ComponentKind;
  readonly dimension?: number;
  readonly index?: number;
  /** Of the component's value, where it has one. */
  readonly value?: number;
  readonly share: Share;
  /** Outcomes of its end points, most frequent first. */
  readonly outcomes: readonly (readonly [Outcome, number])[];
  /** Ranks of the encoder at its end points. */
  readonly ranks: readonly number[];
  /** Medians over its end points. */
  readonly recovery?: Recovery;
  readonly retained?: number;
  /** Median number of steps, or time. */
  readonly at: number;
  readonly rate?: RateCheck;
}

/** End points that belong to no component, alike in value, index, nullity and rank. */
export interface StrayGroup {
  readonly count: number;
  /** The first of them. */
  readonly run: number;
  readonly stray: Stray;
}

/** The state of a run at one moment of it. */
export interface TrajectoryPoint {
  /** Steps, or the time. */
  readonly at: number;
  /** Absent for fields. */
  readonly value?: number;
  readonly rank?: number;
  /** Of the encoder, descending. */
  readonly singularValues: readonly number[];
  readonly recovery?: Recovery;
  readonly retained?: number;
  /** To the nearest component with a distance; see `membership.ts`. */
  readonly nearest?: { readonly id: string; readonly distance: number; readonly kind: DistanceKind };
}

/** A run on its way, at moments from its start to its end. */
export interface Trajectory {
  readonly run: number;
  readonly outcome: RunOutcome;
  /** The component where it ends. */
  readonly basin?: string;
  readonly points: readonly TrajectoryPoint[];
}

/** What training from random starts came to: the share of every component, what rests elsewhere, what did not rest. */
export interface Training {
  readonly atlas: Atlas;
  readonly title: string;
  readonly rule: { readonly kind: string; readonly title: string; readonly process: "steps" | "flow" };
  readonly seed: number;
  readonly runs: number;
  readonly limits: { readonly steps: number; readonly time?: number };
  /** In order of share. */
  readonly basins: readonly Basin[];
  readonly strays: readonly StrayGroup[];
  /** Runs that ran out of steps or time before they rested. */
  readonly unfinished: number;
  readonly diverged: number;
  readonly distributions: readonly Distribution[];
  readonly trajectories: readonly Trajectory[];
  /**
   * `accounted`: every run rests in a component of a complete list; `stray`: some rest in none of a complete list;
   * `open`: the list is not complete, or some runs did not rest.
   */
  readonly verdict: "accounted" | "stray" | "open";
  /** What the verdict leaves open, or end points are compared with; `trainingReasonText` has their words. */
  readonly reasons: readonly TrainingReason[];
}

/** What is to be known beside a verdict. */
export type TrainingReason =
  | RuleGap
  | { readonly kind: "interrupted"; readonly made: number; readonly of: number }
  /** End points are compared with fixed points of the rule's own. */
  | { readonly kind: "own-fixed-points"; readonly statement: string; readonly complete: boolean }
  | { readonly kind: "atlas-incomplete"; readonly reason: string | undefined }
  /** End points in no component; `whole`: of a list that is complete and not cut short. */
  | { readonly kind: "strays"; readonly count: number; readonly whole: boolean }
  | { readonly kind: "unfinished" | "diverged"; readonly count: number };

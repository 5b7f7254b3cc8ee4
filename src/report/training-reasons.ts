/** The words of what is to be known beside the verdict of a training. */
import type { TrainingReason } from "../dynamics/types.js";

const WORDS: {
  readonly [K in TrainingReason["kind"]]: (reason: Extract<TrainingReason, { kind: K }>) => string;
} = {
  "target-at-rest": () => "with τ = 1 the target never moves: end points depend on the start",
  "sees-largest-eigenvalue": () => "the predictor depends on the largest eigenvalue: no list of fixed points",
  "moments-do-not-commute": () => "Γ and Σ do not commute: no list of fixed points",
  interrupted: ({ made, of }) => `interrupted: ${made} of ${of} runs were made`,
  "own-fixed-points": ({ statement, complete }) =>
    `end points are compared with the rule's own fixed points: ${statement}${complete ? "" : " (not all of them)"}`,
  "atlas-incomplete": ({ reason = "no reason given" }) => `the atlas is not complete: ${reason}`,
  strays: ({ count, whole }) =>
    whole
      ? `${count} end points belong to no component although the list is complete: a defect of the list or of these runs, or a discovery`
      : `${count} end points belong to no component that is listed`,
  unfinished: ({ count }) =>
    `${count} runs did not come to rest: more steps may help (convergence is slow in degenerate valleys), or a smaller step`,
  diverged: ({ count }) => `${count} runs diverged: the loss is unbounded below, or the step is too large`,
};

/**
 * One reason why a training's verdict is open, or what end points are compared with, in words.
 *
 * @returns a clause without a full stop.
 * @example
 * trainingReasonText({ kind: "diverged", count: 3 }) // "3 runs diverged: the loss is unbounded below, or the step is too large"
 */
export const trainingReasonText = (reason: TrainingReason): string =>
  (WORDS[reason.kind] as (reason: TrainingReason) => string)(reason);

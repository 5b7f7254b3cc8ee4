import { expect, it } from "vitest";
import type { TrainingReason } from "../../src/dynamics/types.js";
import { trainingReasonText } from "../../src/report/training-reasons.js";

it.each<[TrainingReason, string]>([
  [{ kind: "interrupted", made: 12, of: 200 }, "interrupted: 12 of 200 runs were made"],
  [
    { kind: "own-fixed-points", statement: "all sets", complete: false },
    "end points are compared with the rule's own fixed points: all sets (not all of them)",
  ],
  [
    { kind: "own-fixed-points", statement: "all sets", complete: true },
    "end points are compared with the rule's own fixed points: all sets",
  ],
  [{ kind: "atlas-incomplete", reason: "a gap" }, "the atlas is not complete: a gap"],
  [{ kind: "atlas-incomplete", reason: undefined }, "the atlas is not complete: no reason given"],
  [
    { kind: "strays", count: 2, whole: true },
    "2 end points belong to no component although the list is complete: a defect of the list or of these runs, or a discovery",
  ],
  [{ kind: "strays", count: 2, whole: false }, "2 end points belong to no component that is listed"],
  [{ kind: "target-at-rest" }, "with τ = 1 the target never moves: end points depend on the start"],
])("%j in words", (reason, words) => {
  expect(trainingReasonText(reason)).toBe(words);
});

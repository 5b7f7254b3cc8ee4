import { expect, it } from "vitest";
import { wordsOf } from "../../../src/atlas/propose/solver-reasons.js";

it("reasons of the solver become one line, in order", () => {
  expect(
    wordsOf([
      { kind: "loops-interrupted", found: 5 },
      { kind: "trace-failed", traceError: 1.25e-3 },
      { kind: "moves-failed", failed: 1, paths: 4 },
      { kind: "limits-interrupted", followed: 2, paths: 9 },
      { kind: "limits-failed", failed: 1, paths: 9 },
      { kind: "count-differs", found: 7, distinct: 9 },
    ]),
  ).toBe(
    "interrupted: 5 generic solutions were found, perhaps not all; the trace test failed (1.3e-3); 1 of 4 paths to another member failed; " +
      "interrupted: 2 of 9 paths to the unperturbed system were followed; 1 of 9 paths failed; the paths end at 7 complex critical points, the conditions have 9 modulo a prime",
  );
  expect(wordsOf([])).toBe("");
});

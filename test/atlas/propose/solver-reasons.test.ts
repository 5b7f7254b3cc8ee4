import { expect, it } from "vitest";
import { wordsOf } from "../../../src/atlas/propose/solver-reasons.js";

it("reasons of the solver become one line, in order", () => {
  expect(
    wordsOf([
      { kind: "layer", text: "1 of 9 paths failed" },
      { kind: "count-differs", found: 7, distinct: 9 },
    ]),
  ).toBe(
    "1 of 9 paths failed; the paths end at 7 complex critical points, the conditions have 9 modulo a prime",
  );
  expect(wordsOf([])).toBe("");
});

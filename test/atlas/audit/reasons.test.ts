import { expect, it } from "vitest";
import { linesOf } from "../../../src/atlas/audit/reasons.js";

it("reasons of an audit become one line each, those of the solver under its name", () => {
  expect(
    linesOf([
      { kind: "interrupted", components: 3 },
      { kind: "solver", reasons: [{ kind: "no-start" }, { kind: "kinks" }] },
      { kind: "disagreement", between: "closed-form", and: "symbols" },
      {
        kind: "misjudged",
        failures: ["a", "b", "c", "d"].map((component) => ({ kind: "not-critical", component })),
      },
      { kind: "missing-extremum", which: "minimum" },
    ]),
  ).toEqual([
    "interrupted: 3 components were classified",
    "solver: no start point was found for the perturbed field; the loss has kinks (relu): the solver does not apply",
    "the closed form and the symbolic layer disagree",
    "solver: 4 statements about the points found do not hold to rounding: a: Newton's method finds no critical point nearby; b: Newton's method finds no critical point nearby; c: Newton's method finds no critical point nearby",
    "the minimum is missing: the loss attains one, and no component of extreme value can be it",
  ]);
});

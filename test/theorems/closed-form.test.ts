import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import {
  type ClaimedComponents,
  closedFormDeclines,
  closedFormLists,
} from "../../src/theorems/closed-form.js";
import { problemOf } from "../../src/theorems/critical.js";

/** L(w) = (w² − 1)²: two minima and a maximum. */
const doubleWell = problemOf({
  model: { moments: { gamma: [[1]] } },
  objective: { kind: "cross-correlation", embedding: 1 },
});
const minima: ClaimedComponents = {
  value: rational(0),
  dimension: 0,
  index: 0,
  nullity: 0,
  copies: 2n,
  euler: 1n,
  globalMinimum: true,
};
const maximum: ClaimedComponents = {
  value: rational(1),
  dimension: 0,
  index: 1,
  nullity: 0,
  copies: 1n,
  euler: 1n,
};

describe("closedFormLists", () => {
  it("accepts the components of a double well in any order", () => {
    expect(closedFormLists(doubleWell, [maximum, minima], 1n).verdict).toBe("holds");
  });

  it.each([
    ["value", { value: rational("1/2") }],
    ["dimension", { dimension: 1 }],
    ["index", { index: 1 }],
    ["nullity", { nullity: 1 }],
    ["number of copies", { copies: 1n }],
    ["Euler characteristic", { euler: 2n }],
    ["global minimum", { globalMinimum: false }],
  ])("refuses a wrong %s", (_, change) => {
    expect(closedFormLists(doubleWell, [{ ...minima, ...change }, maximum], 1n).verdict).toBe("fails");
  });

  it("refuses a missing and a superfluous component", () => {
    expect(closedFormLists(doubleWell, [minima], 1n).verdict).toBe("fails");
    expect(closedFormLists(doubleWell, [minima, maximum, maximum], 1n).verdict).toBe("fails");
  });
});

describe("closedFormDeclines", () => {
  it("tells a complete closed form from one with a gap", () => {
    expect(closedFormDeclines(doubleWell).verdict).toBe("fails");
    const field = problemOf({
      model: {
        moments: {
          gamma: [
            [3, 1],
            [1, 2],
          ],
          sigma: [
            [2, 0],
            [0, 1],
          ],
        },
      },
      objective: { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true },
    });
    expect(closedFormDeclines(field).verdict).toBe("holds");
  });
});

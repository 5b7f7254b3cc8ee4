import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { type ClaimedComponent, closedFormDeclines, closedFormIs } from "../../src/theorems/closed-form.js";
import { problemOf } from "../../src/theorems/critical.js";

/** L(w) = (w² − 1)²: two minima and a maximum. */
const doubleWell = problemOf({
  model: { moments: { gamma: [[1]] } },
  objective: { kind: "cross-correlation", embedding: 1 },
});
const minima: ClaimedComponent = {
  value: rational(0),
  dimension: 0,
  index: 0,
  nullity: 0,
  multiplicity: 2n,
  euler: 1n,
  globalMinimum: true,
};
const maximum: ClaimedComponent = {
  value: rational(1),
  dimension: 0,
  index: 1,
  nullity: 0,
  multiplicity: 1n,
  euler: 1n,
};

describe("closedFormIs", () => {
  it("accepts the components of a double well in any order", () => {
    expect(closedFormIs(doubleWell, [maximum, minima]).verdict).toBe("holds");
  });

  it.each([
    ["value", { value: rational("1/2") }],
    ["dimension", { dimension: 1 }],
    ["index", { index: 1 }],
    ["nullity", { nullity: 1 }],
    ["multiplicity", { multiplicity: 1n }],
    ["Euler characteristic", { euler: 2n }],
    ["global minimum", { globalMinimum: false }],
  ])("refuses a wrong %s", (_, change) => {
    expect(closedFormIs(doubleWell, [{ ...minima, ...change }, maximum]).verdict).toBe("fails");
  });

  it("refuses a missing and a superfluous component", () => {
    expect(closedFormIs(doubleWell, [minima]).verdict).toBe("fails");
    expect(closedFormIs(doubleWell, [minima, maximum, maximum]).verdict).toBe("fails");
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

/** Variables that vanish wherever a landscape is stationary, against 1×1 blocks that are decided by hand. */
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { holdsNonzero, vanishingVariables } from "../../src/quotient/definite-rates.js";
import { strataOf } from "../../src/quotient/strata.js";
import { variable } from "../../src/symbolic/landscape.js";
import { ACTED, landscape } from "../support/landscapes.js";

const names = (loss: string, ...variables: Parameters<typeof landscape>[1][]) => [
  ...vanishingVariables(landscape(loss, ...variables)),
];

/** ‖P W − g W‖² + (1 − g²)‖W‖²: in the halves (W, P W) the blocks are [1, −g; −g, 1]. */
const coupled = (g: number, more = "") =>
  landscapeFromText(
    `norm2(P*W) - 2*tr(P*W*Gamma*W') + norm2(W)${more}`,
    [variable("W", 2, 2), variable("P", 2, 2)],
    new Map([
      [
        "Gamma",
        RationalMatrix.from([
          [g, 0],
          [0, g],
        ]),
      ],
    ]),
    new Map(),
  );
const ofCoupled = (g: number, more?: string) => [...vanishingVariables(coupled(g, more))];

describe("variables that vanish by a definite rate", () => {
  it("are those that occur in squares alone, with constants between them", () => {
    expect(names("norm2(P*W) + norm2(W)", ["W", 2, 3], ["P", 2, 2])).toEqual(["W"]);
    expect(names("-norm2(W)", ["W", 2, 3])).toEqual(["W"]);
  });

  it("need a definite form: at g = 1 it is singular, on rows with P W = W, and beyond indefinite", () => {
    expect(ofCoupled(0.5)).toEqual(["W"]);
    expect(ofCoupled(1)).toEqual([]);
    expect(ofCoupled(1.5)).toEqual([]);
    // [1 + 1/4, −g; −g, 1]: definite up to g² = 5/4.
    expect(ofCoupled(1.1, " + norm2(W)*1/4")).toEqual(["W"]);
    expect(ofCoupled(1.2, " + norm2(W)*1/4")).toEqual([]);
  });

  it("take a singular form whose kernel has no part in the variable", () => {
    // [1, 0; 0, 0] in (W, P W), which occurs with a coefficient of zero rank.
    const l = landscapeFromText(
      "tr(P*W*N*W'*P') + norm2(W)",
      [variable("W", 2, 2), variable("P", 2, 2)],
      new Map([
        [
          "N",
          RationalMatrix.from([
            [1, 0],
            [0, 0],
          ]),
        ],
      ]),
      new Map(),
    );
    expect([...vanishingVariables(l)]).toEqual(["W"]);
  });

  it.each<[string, Parameters<typeof vanishingVariables>[0]]>([
    ["words of degree four", ACTED.spectral!],
    ["constraints", ACTED["unit norm"]!],
    ["a product of traces", landscape("norm2(W)*norm2(W) + norm2(W)*norm2(P)", ["W", 2, 3], ["P", 2, 2])],
    ["a linear term", landscape("norm2(W) - 2*tr(A*W') + norm2(A)", ["W", 2, 3], ["A", 2, 3])],
    ["inverses", landscape("norm2(W) + tr(inv(W*Sigma*W'))", ["W", 2, 3])],
  ])("are not found where the words are others: %s", (_, l) => {
    expect(vanishingVariables(l).has("W")).toBe(false);
  });

  it("leave the strata without a pivot among their vectors", () => {
    const l = coupled(0.5);
    const strata = strataOf(l, orthogonalActions(l));
    const kept = strata.filter((stratum) => !holdsNonzero(stratum, vanishingVariables(l)));
    expect(kept.map(({ forms }) => forms[0]!.rank)).toEqual([0]);
    expect(strata.filter((stratum) => holdsNonzero(stratum, new Set(["P"])))).toEqual([]);
  });
});

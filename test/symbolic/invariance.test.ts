import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import {
  completeLeftAction,
  detectLeftAction,
  isInvariant,
  preserves,
} from "../../src/symbolic/invariance.js";
import { type Constraint, variable } from "../../src/symbolic/landscape.js";

const CONSTANTS = new Map([
  [
    "Gamma",
    RationalMatrix.from([
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 1],
    ]),
  ],
  [
    "A",
    RationalMatrix.from([
      [1, 2],
      [3, 4],
    ]),
  ],
]);
const landscape = (loss: string, w: Constraint = "none", p: Constraint = "none") =>
  landscapeFromText(
    loss,
    [variable("W", 2, 3, w), variable("P", 2, 2, p)],
    CONSTANTS,
    new Map([["eta", rational("1/10")]]),
  );

const LEFT = { left: true, right: false };
const BOTH = { left: true, right: true };

describe("invariance under orthogonal matrices", () => {
  it.each<[string, boolean]>([
    ["tr(W*Gamma*W')", true],
    ["norm2(W*W')", true],
    ["norm2(W*Gamma*W' - I(2))", true],
    ["tr(W'*A*W)", false],
    ["tr(W*Gamma*W'*A)", false],
    ["tr(W*W')*tr(W*Gamma*W') + eta", true],
    ["tr(W*W') + tr(W'*A*W)", false],
    // inv(Q A Q') = Q inv(A) Q'.
    ["tr(inv(W*Gamma*W' + eta*I(2))*W*W')", true],
    ["tr(inv(W*Gamma*W' + A)*W*W')", false],
    ["tr(inv(W*Gamma*W' + eta*I(2))*A)", false],
    ["tr(W*Gamma*W')/norm(W) + det(W*Gamma*W')", true],
    ["sqrt(1 + tr(W'*A*W))", false],
    ["tr(W'*inv(inv(W*Gamma*W' + eta*I(2)) + 2*W*W')*W)", true],
    ["tr(Gamma*inv(W'*W + Gamma))", true],
  ])("W → R W of %s: %s", (loss, expected) => {
    expect(isInvariant(landscape(loss).loss, new Map([["W", LEFT]]))).toBe(expected);
  });

  it("W → R W, P → R P Rᵀ keeps the predictor's loss; leaving out P does not", () => {
    const { loss } = landscape("norm2(P*W) - 2*tr(P*W*Gamma*W') + eta*(norm2(W) + norm2(P))");
    expect(
      isInvariant(
        loss,
        new Map([
          ["W", LEFT],
          ["P", BOTH],
        ]),
      ),
    ).toBe(true);
    expect(isInvariant(loss, new Map([["W", LEFT]]))).toBe(false);
    expect(
      isInvariant(
        loss,
        new Map([
          ["W", LEFT],
          ["P", LEFT],
        ]),
      ),
    ).toBe(false);
  });

  it("W → W R needs the constants out of the way", () => {
    const right = new Map([["W", { left: false, right: true }]]);
    expect(isInvariant(landscape("norm2(W)").loss, right)).toBe(true);
    expect(isInvariant(landscape("tr(W*Gamma*W')").loss, right)).toBe(false);
  });
});

describe("constraints", () => {
  it.each<[Constraint, boolean]>([
    ["none", true],
    ["unit-columns", true],
    ["unit-rows", false],
    ["unit-norm", true],
  ])("%s under left actions: %s", (constraint, expected) => {
    expect(preserves(landscape("norm2(W*W')", constraint), new Map([["W", LEFT]]))).toBe(expected);
  });
});

describe("detection", () => {
  it("finds the action on all variables, with conjugation only where it takes it", () => {
    expect(detectLeftAction(landscape("norm2(P*W) - 2*tr(P*W*Gamma*W')"))).toEqual({
      left: ["W"],
      conjugated: ["P"],
    });
    expect(detectLeftAction(landscape("tr(W*Gamma*W') + norm2(P)"))).toEqual({
      left: ["W", "P"],
      conjugated: [],
    });
  });

  it("finds none where there is none, and none in one dimension", () => {
    expect(detectLeftAction(landscape("tr(W'*A*W) + tr(P*A)"))).toBeNull();
    const row = landscapeFromText("tr(W*Gamma*W')", [variable("W", 1, 3)], CONSTANTS, new Map());
    expect(detectLeftAction(row)).toBeNull();
  });

  it("completes what is declared by conjugating the square variables, or refuses it", () => {
    const predictor = landscape("norm2(P*W) - 2*tr(P*W*Gamma*W')");
    expect(completeLeftAction(predictor, ["W"])).toEqual({ left: ["W"], conjugated: ["P"] });
    expect(completeLeftAction(landscape("tr(W'*A*W)"), ["W"])).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { decidedDomain, isSmoothEverywhere } from "../../src/symbolic/domain.js";
import { type Constraint, variable } from "../../src/symbolic/landscape.js";

const S = RationalMatrix.from([
  [2, "1/2"],
  ["1/2", 1],
]);
const P = RationalMatrix.from([
  [1, 0],
  [0, 0],
]);
const N = RationalMatrix.from([
  [1, 0],
  [0, -1],
]);

const landscapeOf = (loss: string, constraint: Constraint = "none") =>
  landscapeFromText(
    loss,
    [variable("W", 2, 2, constraint), variable("t", 1, 1)].slice(0, loss.includes("t*") ? 2 : 1),
    new Map([
      ["S", S],
      ["P", P],
      ["N", N],
    ]),
    new Map([
      ["c", rational("1/3")],
      ["d", rational("-1/3")],
    ]),
  );

describe("the domain of a loss", () => {
  it.each([
    "tr(inv(W*S*W' + c*I(2)))",
    "tr(inv(c*I(2) + W*P*W'))",
    "1/(c + tr(W*P*W')*norm2(W))",
    "sqrt(c + tr(W)^2)",
    "1/(c + norm(W))",
  ])("of %s is everything where its other conditions hold", (loss) => {
    expect(decidedDomain(landscapeOf(loss)).at(-1)!.everywhere).toBe(true);
  });

  it.each([
    "tr(inv(W*N*W' + c*I(2)))",
    "tr(inv(W*S*W' + d*I(2)))",
    "tr(inv(W + c*I(2)))",
    "1/(c + tr(W))",
    "1/(c - norm2(W))",
    "1/(c + tr(W)^3)",
  ])("of %s is not said to be everything", (loss) => {
    expect(isSmoothEverywhere(landscapeOf(loss))).toBe(false);
  });

  it("is all of a sphere where a definite form is divided by, and not for one that is not definite", () => {
    expect(isSmoothEverywhere(landscapeOf("1/tr(W*S*W')", "unit-norm"))).toBe(true);
    expect(isSmoothEverywhere(landscapeOf("norm(W)", "unit-norm"))).toBe(true);
    expect(isSmoothEverywhere(landscapeOf("1/tr(W*P*W')", "unit-norm"))).toBe(false);
    expect(isSmoothEverywhere(landscapeOf("1/tr(W*S*W')"))).toBe(false);
    expect(decidedDomain(landscapeOf("1/tr(W*P*W')", "unit-norm"))[0]!.origin).toBeUndefined();
  });

  it("is all of a product of spheres where unit rows or columns are measured by a definite form", () => {
    const smooth = (loss: string, constraint: "unit-rows" | "unit-columns") =>
      isSmoothEverywhere(landscapeOf(loss, constraint));
    expect(smooth("1/(W*S*W')[1,1] + 1/norm(W[2,:])", "unit-rows")).toBe(true);
    expect(smooth("1/(W'*S*W)[1,1]", "unit-columns")).toBe(true);
    expect(smooth("1/(W*S*W')[1,1]", "unit-columns")).toBe(false);
    expect(smooth("1/(W*S*W')[1,2]", "unit-rows")).toBe(false);
    expect(smooth("1/(W*P*W')[1,1]", "unit-rows")).toBe(false);
  });

  it.each([
    ["c + 2*norm(W)", true, "1/3"],
    ["norm(W*P)", false, "0"],
    ["norm(W)*t*t + t*c", false, "0"],
    ["tr(W)/norm(W)", true, undefined],
    ["norm(W) + sqrt(c)", true, undefined],
  ] as const)("of %s ends at the origin", (loss, only, value) => {
    const found = decidedDomain(landscapeOf(loss)).find(({ everywhere }) => !everywhere)!;
    expect(found.origin?.only).toBe(only);
    expect(found.origin?.value?.toFraction()).toBe(value);
  });

  it("of a polynomial has no conditions", () => {
    expect(decidedDomain(landscapeOf("norm2(W*S)"))).toEqual([]);
    expect(isSmoothEverywhere(landscapeOf("norm2(W*S)"))).toBe(true);
  });
});

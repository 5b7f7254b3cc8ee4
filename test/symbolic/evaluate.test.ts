import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational, rationalText } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { evaluateExact, exactHessian, exactStationarity, exactValue } from "../../src/symbolic/evaluate.js";
import { letter, parameter } from "../../src/symbolic/expression.js";
import { variable } from "../../src/symbolic/landscape.js";

const none = new Map();
const texts = (a: RationalMatrix) => a.toRows().map((row) => row.map(rationalText));

describe("exact evaluation", () => {
  // L = x⁴ - 2x² + 3x: L′ = 4x³ - 4x + 3, L″ = 12x² - 4.
  const quartic = landscapeFromText("x^4 - 2*x^2 + 3*x", [variable("x", 1, 1)], none, none);
  const at = (x: string) => new Map([["x", RationalMatrix.from([[x]])]]);

  it("has the values and derivatives of calculus", () => {
    expect(rationalText(exactValue(quartic, at("1/2")))).toBe("17/16");
    expect(texts(exactStationarity(quartic, at("1/2"))[0]!)).toEqual([["3/2"]]);
    expect(texts(exactHessian(quartic, at("1/2")).matrix)).toEqual([["-1"]]);
  });

  it("divides by parameters exactly", () => {
    const scaled = landscapeFromText(
      "x^2/tau",
      [variable("x", 1, 1)],
      none,
      new Map([["tau", rational("2/3")]]),
    );
    expect(rationalText(exactValue(scaled, at("1/3")))).toBe("1/6");
  });

  it("subtracts the multiplier on a sphere, and gives the covector of the constraint", () => {
    // xᵀ diag(3, 1) x on the circle: at (3/5, 4/5), G = (18/5, 8/5), λ = 54/25 + 32/25.
    const circle = landscapeFromText(
      "tr(x'*A*x)",
      [variable("x", 2, 1, "unit-norm")],
      new Map([
        [
          "A",
          RationalMatrix.from([
            [3, 0],
            [0, 1],
          ]),
        ],
      ]),
      none,
    );
    const point = new Map([["x", RationalMatrix.from([["3/5"], ["4/5"]])]]);
    expect(texts(exactStationarity(circle, point)[0]!)).toEqual([["192/125"], ["-144/125"]]);
    const { matrix, normals } = exactHessian(circle, point);
    expect(texts(matrix)).toEqual([
      ["64/25", "0"],
      ["0", "-36/25"],
    ]);
    expect(texts(normals)).toEqual([["3/5"], ["4/5"]]);
    const pole = new Map([["x", RationalMatrix.from([[1], [0]])]]);
    expect(exactStationarity(circle, pole)[0]!.isZero()).toBe(true);
  });

  it("sees a variable through its positive part", () => {
    const relu = landscapeFromText("norm2(W)", [variable("W", 1, 2, "none", true)], none, none);
    const point = new Map([["W", RationalMatrix.from([["-2", "3"]])]]);
    expect(rationalText(exactValue(relu, point))).toBe("9");
    expect(texts(exactStationarity(relu, point)[0]!)).toEqual([["0", "6"]]);
    expect(texts(exactHessian(relu, point).matrix)).toEqual([
      ["0", "0"],
      ["0", "2"],
    ]);
  });

  it("asks for every letter and parameter", () => {
    expect(() => evaluateExact(letter(variable("x", 1, 1).symbol), none)).toThrow(/expected a value for x/);
    expect(() => evaluateExact(parameter("eta"), none)).toThrow(/parameter eta/);
  });
});

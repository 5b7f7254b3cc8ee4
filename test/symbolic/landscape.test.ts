import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { equals, letter } from "../../src/symbolic/expression.js";
import {
  type Constraint,
  constantSymbol,
  constraintConditions,
  gradients,
  hessianText,
  isVectorField,
  numericLoss,
  stationarity,
  variable,
} from "../../src/symbolic/landscape.js";
import { parseExpression } from "../../src/symbolic/parser.js";

const GAMMA = RationalMatrix.from([
  [2, 1, 0],
  [1, 2, 0],
  [0, 0, 1],
]);
const SIGMA = RationalMatrix.identity(3);
const constants = new Map([
  ["Gamma", GAMMA],
  ["Sigma", SIGMA],
]);
const eta = new Map([["eta", rational("1/10")]]);
const W = variable("W", 2, 3);
const P = variable("P", 2, 2);
const names = new Map([
  ...[W, P].map(({ symbol }) => [symbol.name, letter(symbol)] as const),
  ...[...constants].map(([name, value]) => [name, letter(constantSymbol(name, value))] as const),
]);

describe("gradients", () => {
  it("are those of matrix calculus", () => {
    const spectral = landscapeFromText("-2*tr(W*Gamma*W') + norm2(W*Sigma*W')", [W], constants, new Map());
    const expected = parseExpression("4*W*Sigma*W'*W*Sigma - 4*W*Gamma", names);
    expect(equals(gradients(spectral)[0]!, expected)).toBe(true);
  });

  it("do not pass a stop-gradient: the field of the predictor", () => {
    const text = "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*sg(W)') + tr(sg(W)*Sigma*sg(W)')";
    const field = landscapeFromText(text, [W, P], constants, new Map());
    expect(isVectorField(field)).toBe(true);
    const [w, p] = gradients(field);
    // −2 PᵀB and −2 B Wᵀ with B = WΓ − PWΣ.
    expect(equals(w!, parseExpression("-2*P'*(W*Gamma - P*W*Sigma)", names))).toBe(true);
    expect(equals(p!, parseExpression("-2*(W*Gamma - P*W*Sigma)*W'", names))).toBe(true);
    const released = landscapeFromText(text.replaceAll("sg(W)", "W"), [W, P], constants, new Map());
    expect(isVectorField(released)).toBe(false);
    expect(equals(gradients(released)[0]!, w!)).toBe(false);
    expect(equals(numericLoss(field), numericLoss(released))).toBe(true);
  });
});

describe("stationarity", () => {
  const conditions = (constraint: Constraint) => {
    const landscape = landscapeFromText("-tr(W*Gamma*W')", [variable("W", 2, 3, constraint)], constants, eta);
    return {
      ...stationarity(landscape)[0]!,
      constraints: constraintConditions(landscape),
      hessian: hessianText(landscape),
    };
  };

  it("has the multiplier on the side of the constraint", () => {
    expect(conditions("none").text).toBe("-2*W*Gamma = 0");
    expect(conditions("unit-columns").text).toBe("-2*W*Gamma = W*diag(lambda_W)");
    expect(conditions("unit-rows").text).toBe("-2*W*Gamma = diag(lambda_W)*W");
    expect(conditions("unit-norm").text).toBe("-2*W*Gamma = lambda_W*W");
  });

  it("states constraints and the Lagrange term of the Hessian where there are any", () => {
    expect(conditions("none").constraints).toEqual([]);
    expect(conditions("unit-rows").constraints[0]!.text).toMatch(/^diag\(W\*W'\) = 1/);
    expect(conditions("unit-norm").hessian.text).toMatch(/ - lambda_W\*norm2\(dW\)$/);
    expect(conditions("none").hessian.text).not.toMatch(/lambda/);
  });

  it("shows the gate of a positive part", () => {
    const relu = landscapeFromText(
      "-tr(W*Gamma*W')",
      [variable("W", 2, 3, "unit-columns", true)],
      constants,
      eta,
    );
    expect(stationarity(relu)[0]!.text).toMatch(/^step\(W\) o \(/);
  });
});

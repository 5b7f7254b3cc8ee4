import { describe, expect, test } from "vitest";
import { exp, log } from "../../src/elementary/elementary.js";
import { analyticFunction } from "../../src/symbolic/analytic.js";

/** The value at a point, enclosed. */
const at = (text: string, x: number, y: number) =>
  analyticFunction(text, ["x", "y"])([
    { lo: x, hi: x },
    { lo: y, hi: y },
  ]).value;

describe("an analytic loss", () => {
  test.each([
    ["x - y - 1", 2 - 3 - 1],
    ["-x^2", -4],
    ["2*x/y/2", 2 / 3],
    ["x^-1 + .5", 1],
    ["exp(x - y)", exp(-1)],
    ["log(x*y)", log(6)],
    ["softplus(-(x - y))", log(1 + exp(1))],
    ["sigmoid(x - y)", 1 / (1 + exp(1))],
    ["logsumexp(x, y, 0)", log(exp(2) + exp(3) + 1)],
    ["3 + 1e-1", 3.1],
  ])("reads %s", (text, value) => {
    const { lo, hi } = at(text, 2, 3);
    expect(lo - 1e-14).toBeLessThanOrEqual(value);
    expect(hi + 1e-14).toBeGreaterThanOrEqual(value);
    expect(hi - lo).toBeLessThan(1e-12);
  });

  test("keeps its numbers exact: 1/3 and 0.1 are enclosed, not rounded", () => {
    const { lo, hi } = at("3*(1/3) + 10*0.1 - 2", 0, 0);
    expect(lo).toBeLessThan(0);
    expect(hi).toBeGreaterThan(0);
    expect(at("1/2 + 0.25", 0, 0).lo).toBeCloseTo(0.75, 15);
  });

  test.each([
    [
      "tanh(x)",
      'expected a variable (x, y) or a function (exp, log, softplus, sigmoid, logsumexp) at column 1, got "tanh"',
    ],
    ["x^y", 'expected an integer exponent of at most 1000 at column 3, got "y"'],
    ["exp(x, y)", 'expected ")" at column 6, got ","'],
    ["x +", 'expected a number, a name or a parenthesis, got the end of "x +"'],
    ["x $ y", 'expected a number, a name or an operator at column 3, got "$ y"'],
    ["exp x", 'expected "(" at column 5, got "x"'],
    ["x y", 'expected an operator at column 3, got "y"'],
  ])("%s is refused with the place", (text, message) => {
    expect(() => analyticFunction(text, ["x", "y"])).toThrow(message);
  });

  test("that is nested without end is refused", () => {
    expect(() => analyticFunction(`${"exp(".repeat(3000)}x`, ["x"])).toThrow(
      /^expected at most \d+ nested levels/,
    );
  });
});

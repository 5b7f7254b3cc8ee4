import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import {
  add,
  letter,
  multiply,
  parameter,
  reciprocal,
  scalar,
  scale,
  stopGradient,
  trace,
  transpose,
} from "../../src/symbolic/expression.js";
import { gradients, hessianForm, variable } from "../../src/symbolic/landscape.js";
import { printTex, printText, texName, texRational } from "../../src/symbolic/print.js";
import { LOSS_TEXTS, landscapeOf } from "../support/random-landscape.js";

const strict = (tex: string) => katex.renderToString(tex, { throwOnError: true, strict: "error" });

describe("TeX", () => {
  it.each(Object.entries(LOSS_TEXTS))(
    "of the %s loss, its gradients and its Hessian is accepted strictly",
    (_, text) => {
      for (const [m, p] of [
        [1, 1],
        [2, 3],
      ] as const)
        fc.assert(
          fc.property(landscapeOf(text, m, p), (landscape) => {
            for (const expression of [landscape.loss, ...gradients(landscape), hessianForm(landscape)])
              expect(() => strict(printTex(expression))).not.toThrow();
          }),
          { seed: 7, numRuns: 2 },
        );
    },
  );

  it("names letters as they are written by hand", () => {
    expect(["Gamma", "W", "Wo", "x1", "x_12", "eta", "weight", "lambda2", "a_b_c"].map(texName)).toEqual([
      "\\Gamma",
      "W",
      "W_{o}",
      "x_{1}",
      "x_{12}",
      "\\eta",
      "\\mathit{weight}",
      "\\lambda_{2}",
      "\\mathit{a\\_b\\_c}",
    ]);
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/), (name) => {
        expect(() => strict(texName(name))).not.toThrow();
        expect(() => strict(`${texName(name)}^{\\top}`)).not.toThrow();
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("prints signs outside fractions", () => {
    expect([rational("-3/7"), rational(2), rational(0)].map(texRational)).toEqual([
      "-\\tfrac{3}{7}",
      "2",
      "0",
    ]);
  });
});

describe("text", () => {
  const W = letter(variable("W", 2, 3).symbol);
  it("prints norms, powers of traces, divisors and marks", () => {
    const square = trace(multiply(W, transpose(W)));
    expect(printText(multiply(square, square))).toBe("norm2(W)^2");
    expect(printText(multiply(scalar("-1/2"), multiply(W, transpose(W))))).toBe("-1/2*W*W'");
    expect(printText(multiply(square, reciprocal(parameter("tau"))))).toBe("norm2(W)/tau");
    expect(printText(trace(multiply(W, transpose(stopGradient(W)))))).toMatch(/^tr\(.*sg\(W\).*\)$/);
    expect(printText(add(W, scale(W, rational(-1))))).toBe("0");
  });
});

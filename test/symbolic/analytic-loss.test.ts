/** Analytic losses in matrix words: derivatives as they are printed, and values against loops over numbers. */
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { lettersOf } from "../../src/objectives/build.js";
import { enclosedFunction } from "../../src/symbolic/analytic.js";
import {
  analyticGradient,
  entrywise,
  parseAnalytic,
  weightDefinitions,
} from "../../src/symbolic/analytic-loss.js";
import { variable } from "../../src/symbolic/landscape.js";
import { printTex, printText } from "../../src/symbolic/print.js";

const A = [
  [2, 1],
  [1, 3],
];
const setting = {
  variables: [variable("W", 2, 2), variable("b", 1, 1)],
  constants: new Map([["A", RationalMatrix.from(A)]]),
  parameters: new Map([["c", rational("1/2")]]),
};
const parse = (text: string) => parseAnalytic(text, lettersOf(setting), setting);
const gradients = (text: string) => {
  const loss = parse(text);
  return loss.variables.map(({ symbol }) => printText(analyticGradient(loss, symbol)));
};

/** The same functions, by loops: W = (w11, w12; w21, w22). */
const LOSSES: readonly [text: string, f: (w: number[], b: number) => number][] = [
  ["exp(c*b) + norm2(W)", (w, b) => Math.exp(b / 2) + w.reduce((s, x) => s + x * x, 0)],
  ["log(1 + norm2(W)) - b", (w, b) => Math.log(1 + w.reduce((s, x) => s + x * x, 0)) - b],
  [
    "softplus(tr(A*W) - b) * sigmoid(b)",
    ([p, q, r, s], b) => Math.log(1 + Math.exp(2 * p! + r! + q! + 3 * s! - b)) / (1 + Math.exp(-b)),
  ],
  [
    "logsumexp(W[1,1], W[2,:]*A*W[2,:]', b^2)",
    ([p, , r, s], b) =>
      Math.log(Math.exp(p!) + Math.exp(2 * r! * r! + 2 * r! * s! + 3 * s! * s!) + Math.exp(b * b)),
  ],
  [
    "logdet(W*W' + I(2))",
    ([p, q, r, s]) => Math.log((p! * p! + q! * q! + 1) * (r! * r! + s! * s! + 1) - (p! * r! + q! * s!) ** 2),
  ],
  [
    "let z = W*e(1,2); exp(-norm(z)) + b/(1 + z'*z)",
    ([p, , r], b) => Math.exp(-Math.hypot(p!, r!)) + b / (1 + p! * p! + r! * r!),
  ],
  [
    "cosine(W, A) + exp(sqrt(exp(b)))",
    ([p, q, r, s], b) =>
      (2 * p! + q! + r! + 3 * s!) / (Math.hypot(p!, q!, r!, s!) * Math.sqrt(15)) + Math.exp(Math.exp(b / 2)),
  ],
];
const POINT = [0.7, -0.4, 0.3, 0.9];
const B = 0.6;

describe("analytic losses", () => {
  it.each(LOSSES)("%s: value, gradient and Hessian are those of the function", (text, f) => {
    const jet = enclosedFunction(entrywise(parse(text)), 5)([...POINT, B].map((x) => ({ lo: x, hi: x })));
    const at = (shift: number[]) =>
      f(
        POINT.map((x, i) => x + shift[i]!),
        B + shift[4]!,
      );
    const unit = (i: number, h: number) => Array.from({ length: 5 }, (_, k) => (k === i ? h : 0));
    const middle = ({ lo, hi }: { lo: number; hi: number }) => (lo + hi) / 2;
    expect(middle(jet.value)).toBeCloseTo(at(unit(0, 0)), 12);
    for (let i = 0, place = 0; i < 5; i++) {
      const h = 1e-5;
      expect(middle(jet.gradient[i]!)).toBeCloseTo((at(unit(i, h)) - at(unit(i, -h))) / (2 * h), 7);
      for (let j = 0; j <= i; j++, place++) {
        const d = 1e-4;
        const both = (s: number, t: number) => at(unit(i, s * d).map((x, k) => x + unit(j, t * d)[k]!));
        const second = (both(1, 1) - both(1, -1) - both(-1, 1) + both(-1, -1)) / (4 * d * d);
        expect(middle(jet.hessian[place]!)).toBeCloseTo(second, 5);
      }
    }
  });

  it.each<[string, string[]]>([
    ["exp(norm2(W))", ["2*exp(norm2(W))*W", "0"]],
    ["log(tr(W*A*W'))*b", ["2*1/(tr(W*A*W'))*b*W*A", "log(tr(W*A*W'))"]],
    ["softplus(tr(W*A))", ["sigmoid(tr(W*A))*A", "0"]],
    ["sigmoid(b)", ["0", "sigmoid(b) - sigmoid(b)^2"]],
    ["logsumexp(tr(W*A), b)", ["p1[1]*A", "p1[2]"]],
    ["exp(log(b))", ["0", "1/(b)*exp(log(b))"]],
  ])("%s: its gradients are matrix expressions", (text, expected) => {
    expect(gradients(text)).toEqual(expected);
  });

  it("say what the weights of logsumexp are, in TeX too", () => {
    const loss = parse("logsumexp(tr(W*A), b)");
    expect(weightDefinitions(loss).map(({ text }) => text)).toEqual(["p1 = softmax(tr(W*A), b)"]);
    expect(printTex(analyticGradient(loss, loss.variables[1]!.symbol))).toBe("(p_{1})_{2}");
  });

  it.each<[string, string]>([
    ["exp(W)", "expected a scalar in exp, got a 2×2 matrix"],
    ["exp(b) + tr(inv(W))", "expected no inverse or root beside exponentials and logarithms"],
    ["exp(b) + norm2(sg(W))", "expected no sg beside exponentials and logarithms"],
    ["exp(b, b)", 'expected ")"'],
    ["logsumexp()", "expected a number, a name or a parenthesis"],
    ["tanh(b) + exp(b)", "expected one of"],
  ])("%s is refused", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { gradient } from "../../src/symbolic/differentiate.js";
import { knownConstants } from "../../src/symbolic/entrywise.js";
import {
  add,
  type Expression,
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
import { parseExpression } from "../../src/symbolic/parser.js";
import { expand } from "../../src/symbolic/polynomial.js";
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

describe("entries", () => {
  const A = variable("A", 2, 3).symbol;
  const B = variable("B", 2, 3).symbol;
  const S = variable("S", 2, 2).symbol;
  const v = variable("v", 2, 1).symbol;
  const u = variable("u", 3, 1).symbol;
  const symbols = [A, B, S, v, u];
  const names = new Map(symbols.map((symbol) => [symbol.name, letter(symbol)]));
  const layout = new Map<string, { offset: number }>();
  let entries = 0;
  for (const { name, rows, columns } of symbols) {
    layout.set(name, { offset: entries });
    entries += rows * columns;
  }
  const expanded = (a: Expression) => expand(a, layout, knownConstants(a));

  it.each([
    ["norm2(offdiag(A*A'))", "A", "4*A*A'*A - 4*diagm(diag(A*A'))*A"],
    ["norm2(diag(S) - v)", "S", "2*diagm(diag(S)) - 2*diagm(v)"],
    ["norm2(diag(S) - v)", "v", "-2*diag(S) + 2*v"],
    ["sum((A .* B).^2)", "A", "2*(A.*B.^2)"],
    ["v'*(A .* B)*u", "A", "diagm(v)*B*diagm(u)"],
    ["v'*(A .* B)*u", "v", "(A.*B)*u"],
    ["v'*(A .* B)*u", "u", "(A'.*B')*v"],
    ["norm2(diagm(v)*A)", "v", "2*(diag(A*A').*v)"],
    ["sum(offdiag(S*S').^4)", "S", "8*offdiag((S*S').^3)*S"],
    ["sum(v.^4)", "v", "4*v.^3"],
    ["A[1,2]^2 + v[2]", "A", "2*A[1,2]*e(1,2)*e(2,3)'"],
    ["sum(A)^2", "A", "2*sum(A)*ones(2,1)*ones(3,1)'"],
    ["tr(S*diagm(diag(A*A')))", "S", "diagm(diag(A*A'))"],
    ["sum(A.^2*ones(3,2)*diagm(v)*S)", "v", null],
    ["tr((A .* B)*(A .* B)'*S*S')", "B", null],
    ["sum(offdiag(S)*v)^2 + dot(A .* B, B)*v[1]", "S", null],
    ["u'*(A .* B)'*S*(A .* B)*u", "A", null],
    ["tr(kron(S, S))*norm2([A; B]) + tr(S[1,:]*v)", "S", null],
  ])("the gradient of %s in %s", (text, name, printed) => {
    const loss = parseExpression(text, names);
    const symbol = symbols.find((other) => other.name === name)!;
    const derivative = gradient(loss, symbol);
    if (printed !== null) expect(printText(derivative)).toBe(printed);
    // What is printed reads back as the derivative of the expanded loss, entry by entry.
    const [f] = expanded(loss)[0]!;
    const rows = expanded(parseExpression(printText(derivative), names));
    for (let i = 0; i < symbol.rows; i++)
      for (let j = 0; j < symbol.columns; j++)
        expect(rows[i]![j]!.equals(f!.differentiate(layout.get(name)!.offset + i * symbol.columns + j))).toBe(
          true,
        );
    expect(() => strict(printTex(derivative))).not.toThrow();
    expect(() => strict(printTex(loss))).not.toThrow();
  });
});

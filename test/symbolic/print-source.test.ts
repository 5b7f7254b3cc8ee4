import katex from "katex";
import { describe, expect, test } from "vitest";
import { sourceTex } from "../../src/symbolic/print-source.js";

describe("a loss as it was written", () => {
  test.each([
    ["(tr(W*W') - 1)^2", "(\\operatorname{tr}(W W^{\\top}) - 1)^{2}"],
    ["norm2(W*Gamma*W' - I(2))", "\\lVert W \\Gamma W^{\\top} - I_{2} \\rVert_F^2"],
    ["-2*tr(Wo*Gamma*Wt')", "-2 \\operatorname{tr}(W_{o} \\Gamma W_{t}^{\\top})"],
    ["norm2(x)^2", "{\\lVert x \\rVert_F^2}^{2}"],
    ["x'^2", "{x^{\\top}}^{2}"],
    ["3*2*x/4", "3 \\cdot 2 x / 4"],
    ["tr(sg(W)'*W)", "\\operatorname{tr}(\\operatorname{sg}(W)^{\\top} W)"],
    ["a - -b*(c + d)", "a - -b (c + d)"],
    ["diag(A .* B)'*v", "\\operatorname{diag}(A \\circ B)^{\\top} v"],
    ["A.^2 - 2.*B", "A^{\\circ 2} - 2 \\circ B"],
    [
      "norm2(offdiag(C)) + sum(diagm(v))",
      "\\lVert \\operatorname{offdiag}(C) \\rVert_F^2 + \\operatorname{sum}(\\operatorname{Diag}(v))",
    ],
    ["comm(A, B)*ones(2,3) - e(1,2)", "[A, B] \\mathbf{1}_{2 \\times 3} - e_{1}"],
    ["tr(kron(A, B))", "\\operatorname{tr}(((A) \\otimes (B)))"],
    ["dot(A, B)*A[1,:]", "\\langle A, B \\rangle A_{1,:}"],
    ["[A, B; C, D]'", "\\begin{bmatrix} A & B \\\\ C & D \\end{bmatrix}^{\\top}"],
    ["let Z = W*W'; tr(Z)", "\\begin{gathered} \\operatorname{tr}(Z), \\\\ Z := W W^{\\top} \\end{gathered}"],
    ["-(x - 1/2)^4 + 0.25*x", "-(x - 1 / 2)^{4} + 0.25 x"],
  ])("%s keeps its form", (text, tex) => {
    expect(sourceTex(text)).toBe(tex);
    expect(() => katex.renderToString(tex, { throwOnError: true, strict: "error" })).not.toThrow();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equals, letter, parameter } from "../../src/symbolic/expression.js";
import { constantSymbol, gradients, variable } from "../../src/symbolic/landscape.js";
import { LossSyntaxError, parseExpression } from "../../src/symbolic/parser.js";
import { printText } from "../../src/symbolic/print.js";
import { LOSS_TEXTS, landscapeOf } from "../support/random-landscape.js";

const W = variable("W", 2, 3).symbol;
const names = new Map([
  ["W", letter(W)],
  ["x", letter(variable("x", 1, 1).symbol)],
  ["eta", parameter("eta")],
]);

describe("the loss grammar", () => {
  for (const [name, text] of Object.entries(LOSS_TEXTS))
    it(`reads back what the printer writes for the ${name} loss and its gradients`, () => {
      fc.assert(
        fc.property(landscapeOf(text, 2, 3), (landscape) => {
          const known = new Map(names);
          known.delete("x");
          for (const { symbol } of landscape.variables) known.set(symbol.name, letter(symbol));
          for (const [c, value] of landscape.constants) known.set(c, letter(constantSymbol(c, value)));
          for (const expression of [landscape.loss, ...gradients(landscape)])
            expect(equals(parseExpression(printText(expression), known), expression)).toBe(true);
        }),
        { numRuns: 3 },
      );
    });

  it("binds powers and transposes tighter than signs and products", () => {
    expect(printText(parseExpression("-x^2*2", names))).toBe("-2*x^2");
    expect(equals(parseExpression("2*x*x - -x*x", names), parseExpression("3*x^2", names))).toBe(true);
  });

  it.each([
    ["", "expected a number, a name or a parenthesis at the end, got nothing"],
    ["tr(W)", "expected a square matrix under tr, got 2×3 at column 1"],
    ["W + x", "expected a summand of shape 2×3, got 1×1 at column 3"],
    ["W*W", "expected a factor with 3 rows, got shape 2×3 at column 2"],
    ["tr(W*W'", 'expected ")" at the end, got nothing'],
    [
      "foo(W)",
      'expected one of tr, norm2, sg, diag, diagm, offdiag, sum, dot, kron, comm, inv, det, sqrt, norm, cosine, I, ones, e before "(" at column 1, got "foo"',
    ],
    [
      "trace(W)",
      'expected one of tr, norm2, sg, diag, diagm, offdiag, sum, dot, kron, comm, inv, det, sqrt, norm, cosine, I, ones, e (here it is tr(A)) before "(" at column 1, got "trace"',
    ],
    ["diag(W)", "expected a square matrix under diag, got 2×3 at column 1"],
    ["diagm(W)", "expected a row or a column under diagm, got 2×3 at column 1"],
    ["W .* W'", "expected a summand of shape 2×3, got 3×2 at column 3"],
    ["W[3,1]", "expected indices from 1 to 2, got 3 at column 2"],
    ["W[2]", "expected two ranges for a matrix of shape 2×3, got one at column 2"],
    ["[W, W'; W, W]", "expected a block of shape 2×2, got 3×2 at column 1"],
    ["[W, W; W]", "expected 2 blocks in each row, got 1 at column 1"],
    ["dot(W)", 'expected "," and 2 arguments of dot at column 6, got ")"'],
    ["ones(0,2)", "expected sizes of at least 1, got 0×2 at column 1"],
    ["e(4,3)", "expected an index from 1 to 3, got 4 at column 1"],
    ["I(0)", "expected a size of at least 1, got 0 at column 1"],
    ["let W = x; W", 'expected a name that is not taken at column 5, got "W"'],
    ["let Z = x", 'expected ";" at the end, got nothing'],
    ["y", 'expected a declared variable, parameter or constant at column 1, got "y"'],
    ["x/0", "expected a divisor that is not 0 at column 2"],
    [
      "cossim(W, W)",
      'expected one of tr, norm2, sg, diag, diagm, offdiag, sum, dot, kron, comm, inv, det, sqrt, norm, cosine, I, ones, e (here it is cosine(A, B)) before "(" at column 1, got "cossim"',
    ],
    ["W @ W", 'expected a number, a name or an operator (here it is A*B) at column 2, got "@"'],
    [
      "||W||^2",
      'expected a number, a name or an operator (here it is norm(A), or norm2(A), its square) at column 1, got "|"',
    ],
    ["x − 1", 'expected a number, a name or an operator (here it is -) at column 2, got "−"'],
    ["x**2", 'expected a number, a name or a parenthesis (a power is A^k) at column 3, got "*"'],
    [
      "W^T*W",
      'expected a small non-negative integer (A^-1 is inv(A), x^(1/2) is sqrt(x), A^T is A\') at column 3, got "T"',
    ],
    [
      "norm2(W*W' - I)",
      'expected a declared variable, parameter or constant (here it is I(n)) at column 14, got "I"',
    ],
    ["W(1,1)", 'expected an operator after W (an entry is A[i,j], a product A*(B)) at column 2, got "("'],
    [
      "Z = W*W'; norm2(Z)",
      'expected a declared variable, parameter or constant (here it is let Z = A;) at column 1, got "Z"',
    ],
    ["x # 2", 'expected a number, a name or an operator at column 2, got "#"'],
    ["x^99", "expected an integer exponent from 0 to 16, got 99 at column 2"],
    ["x x", 'expected an operator at column 3, got "x"'],
    ["constructor", 'expected a declared variable, parameter or constant at column 1, got "constructor"'],
  ])("answers %j with the place and the expectation", (text, message) => {
    expect(() => parseExpression(text, names)).toThrow(new LossSyntaxError(message));
  });

  it("reads named parts, each in those after it", () => {
    const text = "let Z = W*W'; let y = tr(Z); norm2(Z) - y^2";
    expect(equals(parseExpression(text, names), parseExpression("norm2(W*W') - tr(W*W')^2", names))).toBe(
      true,
    );
  });

  it("lets a declared name stand where a function of the same name would need a parenthesis", () => {
    const own = new Map([["sum", letter(variable("sum", 2, 2).symbol)]]);
    expect(printText(parseExpression("sum(sum)*sum", own))).toBe("sum(sum)*sum");
  });

  it("refuses nested powers of a degree that nothing could be done with", () => {
    expect(() => parseExpression("(((x^16)^16)^16)^16", names)).toThrow(/at most 1024 matrices/);
    const texts = [
      "let a=[x+x*x+1]; let b=a^10; let c=b^10; c^10",
      "sum(kron(ones(100,100), ones(100,100)))",
    ];
    for (const text of texts) expect(() => parseExpression(text, names)).toThrow(LossSyntaxError);
  });

  it("never fails on arbitrary text but with its own error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+*/^'()[\];:WxI123., ]{0,30}$/)), (text) => {
        try {
          parseExpression(text, names);
        } catch (error) {
          expect(error).toBeInstanceOf(LossSyntaxError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

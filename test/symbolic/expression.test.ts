import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { evaluateExact } from "../../src/symbolic/evaluate.js";
import {
  add,
  canonicalCycle,
  type Expression,
  equals,
  hasStopGradient,
  identityMatrix,
  innerProduct,
  letter,
  type MatrixSymbol,
  multiply,
  negate,
  norm2,
  parameter,
  power,
  reciprocal,
  releaseGradient,
  scalar,
  scale,
  stopGradient,
  substitute,
  substituteParameters,
  subtract,
  symbolsOf,
  trace,
  transpose,
  wordKey,
} from "../../src/symbolic/expression.js";
import { rationalMatrix, symmetricMatrix } from "../support/random-landscape.js";

const symbol = (name: string, rows: number, columns: number, symmetric = false): MatrixSymbol => ({
  name,
  rows,
  columns,
  role: symmetric ? "constant" : "variable",
  symmetric,
});
const A = symbol("A", 2, 2);
const B = symbol("B", 2, 2);
const S = symbol("S", 2, 2, true);
const V = symbol("v", 2, 1);
const LETTERS = [A, B, S].map(letter);

/** Random 2×2 expressions: sums of products of letters, transposes and traces. */
const square: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.constantFrom(...LETTERS, ...LETTERS.map(transpose), identityMatrix(2)),
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => multiply(a, b)),
    fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => add(a, b)),
    fc.tuple(tie("tree"), tie("leaf")).map(([a, b]) => multiply(trace(a), b)),
    tie("tree").map(transpose),
    fc.tuple(tie("tree"), fc.integer({ min: -2, max: 2 })).map(([a, k]) => scale(a, rational(k))),
  ),
})).tree;
const options = { seed: 7, numRuns: 60 };

describe("canonical form", () => {
  it("knows that the trace is cyclic, linear and blind to transposition", () => {
    fc.assert(
      fc.property(square, square, (a, b) => {
        expect(equals(trace(multiply(a, b)), trace(multiply(b, a)))).toBe(true);
        expect(equals(trace(transpose(a)), trace(a))).toBe(true);
        expect(equals(trace(add(a, b)), add(trace(a), trace(b)))).toBe(true);
      }),
      options,
    );
  });

  it("obeys the laws of an algebra with involution", () => {
    fc.assert(
      fc.property(square, square, square, (a, b, c) => {
        expect(equals(multiply(multiply(a, b), c), multiply(a, multiply(b, c)))).toBe(true);
        expect(equals(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(true);
        expect(equals(transpose(multiply(a, b)), multiply(transpose(b), transpose(a)))).toBe(true);
        expect(equals(transpose(transpose(a)), a)).toBe(true);
        expect(subtract(a, a).terms).toEqual([]);
        expect(equals(innerProduct(a, b), innerProduct(b, a))).toBe(true);
        expect(equals(norm2(a), trace(multiply(transpose(a), a)))).toBe(true);
      }),
      options,
    );
  });

  it("does not change the value, and differs where the values differ", () => {
    const values = fc.record({ A: rationalMatrix(2, 2), B: rationalMatrix(2, 2), S: symmetricMatrix(2) });
    fc.assert(
      fc.property(square, square, values, (a, b, point) => {
        const at = (e: Expression) => evaluateExact(e, new Map(Object.entries(point)));
        expect(at(multiply(a, b)).equals(at(a).multiply(at(b)))).toBe(true);
        expect(at(transpose(a)).equals(at(a).transpose())).toBe(true);
        expect(at(trace(a)).get(0, 0).equals(at(a).trace())).toBe(true);
        if (!at(a).equals(at(b))) expect(equals(a, b)).toBe(false);
      }),
      options,
    );
  });

  it("chooses one representative of each cycle", () => {
    const word = [A, B, A, S].map((s) => ({ symbol: s, transposed: false, stopped: false }));
    const keys = new Set<string>();
    for (let k = 0; k < 4; k++) keys.add(wordKey(canonicalCycle([...word.slice(k), ...word.slice(0, k)])));
    keys.add(
      wordKey(canonicalCycle([...word].reverse().map((l) => ({ ...l, transposed: !l.symbol.symmetric })))),
    );
    expect(keys.size).toBe(1);
  });

  it("splits scalars off words: A v vᵀ v = (vᵀv) A v", () => {
    const [a, v] = [letter(A), letter(V)];
    const long = multiply(a, multiply(v, multiply(transpose(v), v)));
    expect(equals(long, multiply(norm2(v), multiply(a, v)))).toBe(true);
    expect(equals(transpose(multiply(transpose(v), multiply(a, v))), innerProduct(v, multiply(a, v)))).toBe(
      true,
    );
  });
});

describe("scalars and parameters", () => {
  it("cancel and substitute exactly", () => {
    const eta = parameter("eta");
    expect(equals(multiply(eta, reciprocal(eta)), scalar(1))).toBe(true);
    const value = substituteParameters(
      multiply(power(eta, 3), scalar("2/3")),
      new Map([["eta", rational("3/2")]]),
    );
    expect(equals(value, scalar("9/4"))).toBe(true);
    expect(() => substituteParameters(eta, new Map())).toThrow(/expected a value for the parameter eta/);
    expect(() => substituteParameters(reciprocal(eta), new Map([["eta", rational(0)]]))).toThrow(/nonzero/);
  });

  it("refuse what has no meaning", () => {
    expect(() => reciprocal(add(parameter("a"), scalar(1)))).toThrow(/divisor/);
    expect(() => reciprocal(scalar(0))).toThrow(/divisor/);
    expect(() => power(letter(A), -1)).toThrow(/exponent/);
    expect(() => trace(letter(V))).toThrow("expected a square matrix under tr, got 2×1");
    expect(() => add(letter(A), letter(V))).toThrow("expected a summand of shape 2×2, got 2×1");
    expect(() => multiply(letter(V), letter(A))).toThrow(/expected a factor with 1 rows/);
    expect(equals(power(letter(A), 0), identityMatrix(2))).toBe(true);
  });
});

describe("substitution", () => {
  it("is a homomorphism", () => {
    fc.assert(
      fc.property(square, square, square, (a, b, by) => {
        const put = (e: Expression) => substitute(e, "A", by);
        expect(equals(put(multiply(a, b)), multiply(put(a), put(b)))).toBe(true);
        expect(equals(put(transpose(a)), transpose(put(a)))).toBe(true);
        expect(equals(put(trace(a)), trace(put(a)))).toBe(true);
      }),
      { seed: 7, numRuns: 25 },
    );
  });
});

describe("stop-gradient marks", () => {
  it("can be set, seen and released; constants carry none", () => {
    const product = multiply(letter(A), letter(S));
    const stopped = stopGradient(product);
    expect(hasStopGradient(stopped)).toBe(true);
    expect(equals(stopped, product)).toBe(false);
    expect(equals(releaseGradient(stopped), product)).toBe(true);
    expect(hasStopGradient(stopGradient(letter(S)))).toBe(false);
    expect([...symbolsOf(stopped).keys()].sort()).toEqual(["A", "S"]);
    expect(equals(negate(negate(stopped)), stopped)).toBe(true);
  });
});

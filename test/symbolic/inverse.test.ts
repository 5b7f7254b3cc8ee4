/** Inverses, quotients, roots and determinants against exact arithmetic, and their derivatives against differences. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { determinant } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { isZero, rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { evaluateExact, exactHessian, exactStationarity, exactValue } from "../../src/symbolic/evaluate.js";
import { type Expression, equals, letter, parameter } from "../../src/symbolic/expression.js";
import { definedSymbols, domainOf, rationalRoot } from "../../src/symbolic/inverse.js";
import { hessianForm, type Landscape, variable } from "../../src/symbolic/landscape.js";
import { parseExpression } from "../../src/symbolic/parser.js";
import { printTex, printText } from "../../src/symbolic/print.js";
import { rationalMatrix } from "../support/random-landscape.js";

const A = variable("A", 3, 3);
const B = variable("B", 3, 3);
const w = variable("w", 2, 1);
const names = new Map<string, Expression>([
  ...[A, B, w].map(({ symbol }) => [symbol.name, letter(symbol)] as const),
  ["c", parameter("c")],
]);
const parse = (text: string) => parseExpression(text, names);

describe("inverses and roots", () => {
  it("print so that they are read back, and as a paper would", () => {
    for (const [text, tex] of [
      ["inv(A)*B", "(A)^{-1} B"],
      ["tr(inv(A + c*I(3)))", "\\operatorname{tr}((A + c I_{3})^{-1})"],
      ["sqrt(norm2(w) + c)", "\\sqrt{\\lVert w \\rVert_F^2 + c}"],
      ["tr(A)*inv(sqrt(norm2(w)))", "\\operatorname{tr}(A) (\\lVert w \\rVert_F^2)^{-1/2}"],
    ] as const) {
      const expression = parse(text);
      expect(equals(parse(printText(expression)), expression)).toBe(true);
      expect(printTex(expression)).toBe(tex);
    }
  });

  it.each([
    ["(2*c*tr(A)*norm(w))/(c*norm(w))", "2*tr(A)"],
    ["1/(1/tr(A))", "tr(A)"],
    ["inv(2*I(3))", "1/2*I(3)"],
    ["sqrt(9/4)", "3/2"],
    ["inv(3*A)", "1/3*inv(A)"],
    ["sqrt(tr(A) + tr(B)) - sqrt(tr(B) + tr(A))", "0*tr(A)"],
    ["cosine(w, 2*w)*norm(2*w)*norm(w)", "2*norm2(w)"],
  ])("%s is %s", (left, right) => {
    expect(equals(parse(left), parse(right))).toBe(true);
  });

  it.each([
    ["inv(w)", "expected a square matrix under inv, got 2×1 at column 1"],
    ["inv(A - A)", "expected an invertible matrix under inv, got 0 at column 1"],
    ["B/A", "expected a scalar as divisor (of a matrix it is A*inv(B)), got shape 3×3 at column 2"],
    ["1/(c - c)", "expected a divisor that is not 0 at column 2"],
    ["sqrt(A)", "expected a scalar under sqrt, got 3×3 at column 1"],
    ["sqrt(-1)", "expected a number of at least 0 under sqrt at column 1"],
    ["det(w)", "expected a square matrix under det, got 2×1 at column 1"],
    ["sg(norm(w))", "expected no inv, sqrt, norm or quotient of variables under sg at column 1"],
    ["norm(sg(w))", "expected no sg inside sqrt at column 1"],
    [
      "A^-1",
      `expected a small non-negative integer (A^-1 is inv(A), x^(1/2) is sqrt(x), A^T is A') at column 3, got "-"`,
    ],
  ])("%s is refused with the nearest that is not", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it("det is the determinant", () => {
    fc.assert(
      fc.property(rationalMatrix(3, 3), (a) => {
        const value = evaluateExact(parse("det(A)"), new Map([["A", a]]));
        expect(value.get(0, 0).equals(determinant(a))).toBe(true);
      }),
      { numRuns: 20 },
    );
    const large = letter(variable("Z", 6, 6).symbol);
    expect(() => parseExpression("det(Z)", new Map([["Z", large]]))).toThrow(
      "at most 5 rows under det, got 6",
    );
  });

  it("are listed inner ones first, and say where they have derivatives", () => {
    const nested = parse("norm(inv(A)) + 1/tr(B)");
    expect(definedSymbols([nested]).map(({ defined: { kind } }) => kind)).toEqual([
      "inverse",
      "root",
      "inverse",
    ]);
    expect(domainOf(nested).map(({ kind, of }) => `${kind} ${printText(of)}`)).toEqual([
      "invertible A",
      "positive norm2(inv(A))",
      "nonzero tr(B)",
    ]);
  });

  it("a rational has a rational root where it is a square", () => {
    expect(rationalRoot(rational("49/25"))!.toFraction()).toBe("7/5");
    expect(rationalRoot(rational(2))).toBeNull();
    expect(rationalRoot(rational(-4))).toBeNull();
  });
});

/** Nested, in several letters, transposed ones included. */
const LOSSES = [
  "tr(inv(A)*B*A') - tr(B*inv(A*B' + c*I(3)))",
  "tr(A)*tr(B*inv(A)')/(1 + norm2(B))",
  "sqrt(1 + norm2(A))*tr(B) + det(A)/norm(B)",
  "norm(inv(A)*B)^3 + cosine(A, B*A)",
] as const;

const landscapeOf = (loss: string): Landscape =>
  landscapeFromText(loss, [A, B], new Map(), new Map([["c", rational("1/3")]]));

/** Far from singular. */
function pointOf(seed: number): Map<string, RationalMatrix> {
  const random = new Random(seed);
  const matrixOf = () =>
    RationalMatrix.generate(3, 3, (i, j) => rational(`${random.integer(-3, 3)}/4`).add(i === j ? 2 : 0));
  return new Map([
    ["A", matrixOf()],
    ["B", matrixOf()],
  ]);
}

describe("derivatives through inverses and roots", () => {
  it.each(LOSSES)("of %s are those of differences", (loss) => {
    const landscape = landscapeOf(loss);
    const system = new LandscapeSystem(landscape);
    const x = Float64Array.from([...pointOf(5).values()].flatMap((a) => [...a.toNumbers()]));
    const { gradient, value } = system.gradient(x);
    expect(system.value(x)).toBe(value);
    const step = 2 ** -14;
    const moved = (v: number, by: number) => x.map((entry, k) => (k === v ? entry + by : entry));
    const { form } = system.hessian(x);
    const hessian = x.map(() => 0);
    // One column of the Hessian is enough: the direction mixes both variables.
    const direction = x.map((_, k) => Math.cos(k));
    form.values.forEach((entry, t) => {
      hessian[form.rows[t]!]! += entry * direction[form.columns[t]!]!;
    });
    const along = (by: number) => system.gradient(x.map((entry, k) => entry + by * direction[k]!)).gradient;
    const [ahead, behind] = [along(step), along(-step)];
    for (let v = 0; v < x.length; v++) {
      const slope = (system.value(moved(v, step)) - system.value(moved(v, -step))) / (2 * step);
      expect(gradient[v]).toBeCloseTo(slope, 5);
      expect(hessian[v]).toBeCloseTo((ahead[v]! - behind[v]!) / (2 * step), 4);
    }
  });

  it.each(LOSSES.slice(0, 2))("of %s agree as a quadratic form, as a sum of maps, and in doubles", (loss) => {
    const landscape = landscapeOf(loss);
    const point = pointOf(11);
    const [dA, dB] = pointOf(12).values();
    const directions = new Map([
      ["dA", dA!],
      ["dB", dB!],
    ]);
    const { matrix } = exactHessian(landscape, point);
    const flat = [dA!, dB!].flatMap((a) => a.toRows().flat());
    const product = flat.reduce(
      (sum, a, i) => flat.reduce((total, b, j) => total.add(a.mul(b).mul(matrix.get(i, j))), sum),
      rational(0),
    );
    const form = exactValue(
      { ...landscape, loss: hessianForm(landscape) },
      new Map([...point, ...directions]),
    );
    expect(form.equals(product)).toBe(true);
    expect(isZero(product)).toBe(false);
    const system = new LandscapeSystem(landscape);
    const x = Float64Array.from([...point.values()].flatMap((a) => [...a.toNumbers()]));
    expect(system.value(x)).toBeCloseTo(exactValue(landscape, point).valueOf(), 10);
    const gradient = exactStationarity(landscape, point).flatMap((a) => [...a.toNumbers()]);
    const { gradient: inDoubles } = system.gradient(x);
    for (const [v, entry] of gradient.entries()) expect(inDoubles[v]).toBeCloseTo(entry, 10);
  });
});

import { describe, expect, it } from "vitest";
import { rational, rationalText } from "../../src/exact/rational.js";
import {
  evaluateIn,
  hasRoot,
  isPolynomial,
  monomials,
  namesOf,
  negate,
  number,
  power,
  product,
  root,
  type ScalarExpression,
  substitute,
  sum,
} from "../../src/symbolic/scalar-expression.js";
import { RATIONALS } from "../../src/symbolic/scalar-field.js";

const name = (text: string): ScalarExpression => ({ kind: "name", name: text });
const [x, y] = [name("x"), name("y")];

describe("constructors of scalar expressions", () => {
  it("fold numbers", () => {
    expect(sum([number("1/2"), number("1/3")])).toEqual(number("5/6"));
    expect(product([number(2), number("3/4")])).toEqual(number("3/2"));
    expect(power(number("2/3"), -2)).toEqual(number("9/4"));
    expect(root(number("4/9"))).toEqual(number("2/3"));
    expect(sum([])).toEqual(number(0));
    expect(product([])).toEqual(number(1));
  });

  it("flatten sums and products, and leave no shell around a single part", () => {
    expect(sum([x, sum([y, number(1)]), number(-1)])).toEqual({ kind: "sum", terms: [x, y] });
    expect(product([number(2), product([x, y]), number("1/2")])).toEqual({
      kind: "product",
      factors: [x, y],
    });
    expect(sum([x, number(0)])).toBe(x);
    expect(product([number(1), x])).toBe(x);
    expect(power(power(x, 2), 3)).toEqual({ kind: "power", base: x, exponent: 6 });
    expect(power(x, 1)).toBe(x);
    expect(power(x, 0)).toEqual(number(1));
  });

  it("multiply a minus sign into a sum", () => {
    const { kind, ...rest } = negate(sum([x, number(-3)])) as { kind: "sum"; terms: ScalarExpression[] };
    expect(kind).toBe("sum");
    expect(rest.terms).toEqual([negate(x), number(3)]);
  });

  it("keep 0 times what may be undefined", () => {
    expect(product([number(0), x])).toEqual(number(0));
    expect(product([number(0), power(x, -1)])).not.toEqual(number(0));
  });

  it("keep roots that are irrational or of negative numbers", () => {
    expect(root(number(2)).kind).toBe("root");
    expect(root(number(-4)).kind).toBe("root");
  });

  it("refuse 1/0 and exponents that are none or huge", () => {
    expect(() => power(number(0), -1)).toThrow("expected a nonzero divisor, got 0");
    expect(() => power(x, 1001)).toThrow("at most 1000");
    expect(() => power(x, 0.5)).toThrow("integer exponent");
  });
});

describe("questions to scalar expressions", () => {
  const mixed = sum([product([x, power(y, -1)]), root(sum([y, number(1)]))]);

  it("names, roots and polynomials are seen at any depth", () => {
    expect([...namesOf(mixed)].sort()).toEqual(["x", "y"]);
    expect(hasRoot(mixed)).toBe(true);
    expect(hasRoot(product([x, y]))).toBe(false);
    expect(isPolynomial(mixed)).toBe(false);
    // In x alone it is one: x occurs neither below a division nor below a root.
    expect(isPolynomial(mixed, "x")).toBe(true);
    expect(isPolynomial(mixed, "y")).toBe(false);
  });

  it("a substitution and its value agree: x²/y + y at x = y + 1, y = 2 is 13/2", () => {
    const expression = sum([product([power(x, 2), power(y, -1)]), y]);
    const inY = substitute(expression, (key) => (key === "x" ? sum([y, number(1)]) : y));
    expect([...namesOf(inY)]).toEqual(["y"]);
    expect(rationalText(evaluateIn(RATIONALS, inY, () => rational(2)))).toBe("13/2");
  });

  it("monomials of 3x²/y − x − 0: coefficients and exponents, negative ones too", () => {
    const terms = monomials(sum([product([number(3), power(x, 2), power(y, -1)]), negate(x)]))!;
    expect(
      terms.map(({ coefficient, exponents }) => [rationalText(coefficient), Object.fromEntries(exponents)]),
    ).toEqual([
      ["3", { x: 2, y: -1 }],
      ["-1", { x: 1 }],
    ]);
    expect(monomials(number(0))).toEqual([]);
    expect(monomials(power(sum([x, y]), 2))).toBeNull();
    expect(monomials(root(x))).toBeNull();
  });
});

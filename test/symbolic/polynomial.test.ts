import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { exactValue } from "../../src/symbolic/evaluate.js";
import { numericLoss } from "../../src/symbolic/landscape.js";
import { determinant, expand, Polynomial, variableMatrix } from "../../src/symbolic/polynomial.js";
import { expandExpression } from "../../src/symbolic/scalar-algebra.js";
import { evaluateScalar, parseScalar } from "../../src/symbolic/scalar-parser.js";
import { scalarText } from "../../src/symbolic/scalar-print.js";
import { LOSS_TEXTS, landscapeOf, pointOf, smallRational } from "../support/random-landscape.js";

const NAMES = ["x", "y", "z"];
const monomial = fc
  .tuple(smallRational, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }))
  .map(([c, factors]) =>
    factors.reduce((product, k) => product.multiply(Polynomial.variable(k)), Polynomial.constant(c)),
  );
const polynomial = fc.array(monomial, { maxLength: 4 }).map((parts) => Polynomial.sum(parts));
const point = fc.array(smallRational, { minLength: 3, maxLength: 3 });
const options = { seed: 7, numRuns: 80 };

describe("Polynomial", () => {
  it("is a commutative ring", () => {
    fc.assert(
      fc.property(polynomial, polynomial, polynomial, (a, b, c) => {
        expect(a.multiply(b).equals(b.multiply(a))).toBe(true);
        expect(
          a
            .multiply(b)
            .multiply(c)
            .equals(a.multiply(b.multiply(c))),
        ).toBe(true);
        expect(a.multiply(b.add(c)).equals(a.multiply(b).add(a.multiply(c)))).toBe(true);
        expect(a.add(a.scale(rational(-1))).isZero()).toBe(true);
        expect(a.multiply(Polynomial.constant(rational(1))).equals(a)).toBe(true);
        expect(
          Polynomial.sumOfProducts([
            [a, b],
            [b, c],
          ]).equals(a.multiply(b).add(b.multiply(c))),
        ).toBe(true);
      }),
      options,
    );
  });

  it("evaluates as a homomorphism", () => {
    fc.assert(
      fc.property(polynomial, polynomial, point, (a, b, at) => {
        expect(
          a
            .multiply(b)
            .evaluate(at)
            .equals(a.evaluate(at).mul(b.evaluate(at))),
        ).toBe(true);
        expect(
          a
            .add(b)
            .evaluate(at)
            .equals(a.evaluate(at).add(b.evaluate(at))),
        ).toBe(true);
      }),
      options,
    );
  });

  it("differentiates by the product rule, and partial derivatives commute", () => {
    fc.assert(
      fc.property(polynomial, polynomial, (a, b) => {
        const d = (p: Polynomial) => p.differentiate(0);
        expect(
          d(a.multiply(b)).equals(
            d(a)
              .multiply(b)
              .add(a.multiply(d(b))),
          ),
        ).toBe(true);
        expect(a.differentiate(1).differentiate(2).equals(a.differentiate(2).differentiate(1))).toBe(true);
      }),
      options,
    );
    expect(Polynomial.variable(0).differentiate(0).toText(NAMES)).toBe("1");
  });

  it("has degree and term count of what is left after cancellation", () => {
    const x = Polynomial.variable(0);
    const square = x.multiply(x);
    expect([Polynomial.zero.degree, square.degree, square.add(square.scale(rational(-1))).degree]).toEqual([
      -1, 2, -1,
    ]);
    expect(square.add(x).termCount).toBe(2);
    expect(() => Polynomial.variable(-1)).toThrow(RangeError);
  });

  it("agrees with the scalar engine on products and values", () => {
    fc.assert(
      fc.property(polynomial, polynomial, point, (a, b, at) => {
        const values = Object.fromEntries(NAMES.map((name, k) => [name, at[k]!]));
        const text = `(${a.toText(NAMES)})*(${b.toText(NAMES)})`;
        const product = a.multiply(b);
        expect(evaluateScalar(text, values).equals(product.evaluate(at))).toBe(true);
        const expanded = scalarText(expandExpression(parseScalar(text)));
        expect(evaluateScalar(expanded, values).equals(product.evaluate(at))).toBe(true);
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  it("prints in the grammar", () => {
    const x = Polynomial.variable(0);
    const p = x
      .multiply(x)
      .scale(rational("3/7"))
      .add(Polynomial.variable(1).scale(rational(-1)))
      .add(Polynomial.constant(rational(-1)));
    expect(p.toText(NAMES)).toBe("3/7*x^2 - y - 1");
    expect(Polynomial.zero.toText(NAMES)).toBe("0");
    expect([...p.terms()][0]).toEqual({ coefficient: rational("3/7"), factors: [0, 0] });
  });
});

describe("expand", () => {
  it.each(Object.entries(LOSS_TEXTS))("of the %s loss has its values", (_, text) => {
    const instance = landscapeOf(text, 2, 2).chain((landscape) =>
      pointOf(landscape).map((at) => ({ landscape, at })),
    );
    fc.assert(
      fc.property(instance, ({ landscape, at }) => {
        let offset = 0;
        const layout = new Map<string, { offset: number }>();
        const flat = landscape.variables.flatMap(({ symbol }) => {
          layout.set(symbol.name, { offset });
          offset += symbol.rows * symbol.columns;
          return at.get(symbol.name)!.toRows().flat();
        });
        const [[loss]] = expand(numericLoss(landscape), layout, landscape.constants) as [[Polynomial]];
        expect(loss.evaluate(flat).equals(exactValue(landscape, at))).toBe(true);
      }),
      { seed: 7, numRuns: 6 },
    );
  });

  it("is divided exactly by its factors and by nothing else", () => {
    fc.assert(
      fc.property(polynomial, polynomial, (a, b) => {
        fc.pre(!b.isZero());
        expect(a.multiply(b).divideExactly(b)?.equals(a)).toBe(true);
        const constant = b.degree === 0;
        const remainder = a.multiply(b).add(Polynomial.constant(rational(1)));
        expect(remainder.divideExactly(b) === null).toBe(!constant);
      }),
      options,
    );
    expect(() => Polynomial.variable(0).divideExactly(Polynomial.zero)).toThrow("expected a nonzero divisor");
  });

  it("is the sum of its homogeneous parts", () => {
    fc.assert(
      fc.property(polynomial, (a) => {
        const parts = [0, 1, 2, 3].map((d) => a.homogeneousPart(d));
        expect(Polynomial.sum(parts).equals(a)).toBe(true);
        parts.forEach((part, d) => {
          expect(part.isZero() || part.degree === d).toBe(true);
        });
      }),
      options,
    );
  });

  it("asks for every letter and every parameter", () => {
    fc.assert(
      fc.property(landscapeOf(LOSS_TEXTS.spectral!, 1, 1), (landscape) => {
        expect(() => expand(numericLoss(landscape), new Map(), landscape.constants)).toThrow(
          /layout or a value for W/,
        );
        expect(() => expand(landscape.loss, new Map([["W", { offset: 0 }]]), landscape.constants)).toThrow(
          /parameter eta/,
        );
      }),
      { seed: 7, numRuns: 1 },
    );
  });

  it("the key of a polynomial is that of its equals alone, in whatever order their terms were added", () => {
    fc.assert(
      fc.property(polynomial, polynomial, (a, b) => {
        expect(a.add(b).key()).toBe(b.add(a).key());
        expect(a.key() === b.key()).toBe(a.equals(b));
      }),
      options,
    );
  });

  it("the determinant of [[a, b], [c, d]] is ad − bc", () => {
    expect(determinant(variableMatrix(0, 2, 2)).toText(["a", "b", "c", "d"])).toBe("a*d - b*c");
  });
});

/** Enclosures in integers hold the values in rationals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asRationals, EnclosedPolynomials } from "../../../src/atlas/local/enclosed-polynomials.js";
import { type Rational, rational, ZERO } from "../../../src/exact/rational.js";
import { Polynomial } from "../../../src/symbolic/polynomial.js";

const coordinate = (re: Rational, radius: Rational) => ({ re, im: ZERO, radius, double: { re: 0, im: 0 } });

const x = Polynomial.variable(0);
const y = Polynomial.variable(1);
const POLYNOMIALS = [
  x
    .multiply(x)
    .multiply(y)
    .scale(rational("-7/3"))
    .add(y)
    .add(Polynomial.constant(rational("5/11"))),
  Polynomial.zero,
  y.multiply(y).multiply(y).multiply(y),
];

const fraction = fc
  .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 997 }))
  .map(([n, d]) => rational(n).div(rational(d)));

describe("polynomials at a point within radii", () => {
  it("the values at every point of the box are within the radius of the centre", () => {
    fc.assert(
      fc.property(
        fraction,
        fraction,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: -4, max: 4 }),
        fc.integer({ min: -4, max: 4 }),
        (a, b, bits, s, t) => {
          const radius = rational(1).div(rational(1n << BigInt(bits)));
          const at = { coordinates: [coordinate(a, radius), coordinate(b, radius)] };
          const { values, factor } = new EnclosedPolynomials(POLYNOMIALS).at(at);
          const point = [
            a.add(radius.mul(rational(s).div(rational(4)))),
            b.add(radius.mul(rational(t).div(rational(4)))),
          ];
          for (const [k, f] of POLYNOMIALS.entries()) {
            const { centre, error } = asRationals(values[k]!, factor);
            expect(f.evaluate(point).sub(centre).abs().compare(error)).toBeLessThanOrEqual(0);
          }
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it("the radius is not far above what the box allows: 2 |x| r at x² near 3, r = 2^-40", () => {
    const radius = rational(1).div(rational(1n << 40n));
    const at = { coordinates: [coordinate(rational(3), radius)] };
    const { values, factor } = new EnclosedPolynomials([x.multiply(x)]).at(at);
    const { error } = asRationals(values[0]!, factor);
    expect(error.div(radius).valueOf()).toBeGreaterThanOrEqual(6);
    expect(error.div(radius).valueOf()).toBeLessThan(6.001);
  });

  it("rational points are exact", () => {
    const at = { coordinates: [coordinate(rational("1/3"), ZERO), coordinate(rational("2/7"), ZERO)] };
    const { values, factor } = new EnclosedPolynomials(POLYNOMIALS).at(at);
    for (const [k, f] of POLYNOMIALS.entries()) {
      const { centre, error } = asRationals(values[k]!, factor);
      expect(error.equals(ZERO)).toBe(true);
      expect(centre.equals(f.evaluate([rational("1/3"), rational("2/7")]))).toBe(true);
    }
  });
});

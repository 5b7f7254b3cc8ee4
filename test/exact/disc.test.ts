import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Disc, DiscArithmetic } from "../../src/exact/disc.js";
import { type Rational, ratio, rational, ZERO } from "../../src/exact/rational.js";

const BITS = 40;
const discs = new DiscArithmetic(BITS);
const fraction = fc
  .tuple(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 1, max: 999 }))
  .map(([n, d]) => ratio(BigInt(n), BigInt(d)));
const small = fc.integer({ min: 0, max: 1000 }).map((n) => ratio(BigInt(n), 10n ** 6n));
/** A point, and the disc of which it lies on the right rim. */
const pointed = fc.tuple(fraction, fraction, small).map(([re, im, radius]) => ({
  disc: discs.from(re.sub(radius), im, radius),
  re,
  im,
}));

function holds(disc: Disc, re: Rational, im: Rational): boolean {
  const unit = rational(2n ** BigInt(BITS));
  const part = (x: bigint) => rational(x).div(unit);
  const [x, y, r] = [re.sub(part(disc.re)), im.sub(part(disc.im)), part(disc.radius)];
  return x.mul(x).add(y.mul(y)).compare(r.mul(r)) <= 0;
}

describe("complex discs", () => {
  it("hold products, quotients and values of polynomials, exactly", () => {
    fc.assert(
      fc.property(
        pointed,
        pointed,
        fc.array(fc.bigInt({ min: -99n, max: 99n }), { maxLength: 5 }),
        (a, b, c) => {
          expect(
            holds(
              discs.multiply(a.disc, b.disc),
              a.re.mul(b.re).sub(a.im.mul(b.im)),
              a.re.mul(b.im).add(a.im.mul(b.re)),
            ),
          ).toBe(true);
          const norm = b.re.mul(b.re).add(b.im.mul(b.im));
          const quotient = discs.divide(a.disc, b.disc);
          if (quotient !== null)
            expect(
              holds(
                quotient,
                a.re.mul(b.re).add(a.im.mul(b.im)).div(norm),
                a.im.mul(b.re).sub(a.re.mul(b.im)).div(norm),
              ),
            ).toBe(true);
          let [re, im] = [ZERO, ZERO];
          for (const k of [...c].reverse())
            [re, im] = [re.mul(a.re).sub(im.mul(a.im)).add(rational(k)), re.mul(a.im).add(im.mul(a.re))];
          expect(holds(discs.polynomial(c, a.disc), re, im)).toBe(true);
        },
      ),
      { seed: 3, numRuns: 400 },
    );
  });

  it("stay small: √2 squared is 2 to nearly all digits", () => {
    const wide = new DiscArithmetic(200);
    const root = wide.from(rational(Math.SQRT2), ZERO, ZERO);
    const { re, radius } = wide.toDoubles(wide.polynomial([-2n, 0n, 1n], root));
    expect(Math.abs(re)).toBeLessThan(1e-15);
    expect(radius).toBeLessThan(1e-30);
  });

  it("do not divide by what may vanish", () => {
    const one = discs.from(rational(1), ZERO, ZERO);
    expect(discs.divide(one, discs.from(rational("1/10"), ZERO, rational("1/10")))).toBeNull();
  });
});

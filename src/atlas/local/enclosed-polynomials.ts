/**
 * Polynomials at a real point whose coordinates are known within radii: centres and radii in integers.
 *
 *   |f(x) − c/s| ≤ r/s,   s = D 2^B,  D the common denominator of all coefficients
 *
 * Monomials are made in fixed point with B bits, each from a smaller one:
 *
 *   (c, r)(c′, r′) = (⌊c c′/2^B⌋, ⌈(|c| r′ + |c′| r + r r′)/2^B⌉ + 1)
 *
 * B is so large that the unit 2^−B is far below the smallest radius that is not 0. Where all radii are 0 the point is rational, and
 * everything is exact: r = 0.
 */
import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import { bitLength } from "../../exact/dyadic.js";
import { gcd, type Rational, ratio, ZERO } from "../../exact/rational.js";
import type { Polynomial } from "../../symbolic/polynomial.js";

/** |f − centre| ≤ radius, times a common positive factor. */
export interface Enclosed {
  readonly centre: bigint;
  readonly radius: bigint;
}

/** Enclosures of several polynomials, all times `factor`. */
export interface EnclosedValues {
  readonly values: readonly Enclosed[];
  readonly factor: bigint;
}

/** Bits of the unit below the smallest radius. Chosen: what rounding adds is then nothing beside what the radii do. */
const GUARD = 32;

/** A monomial as a variable times another one; the first is 1. */
interface Step {
  readonly variable: number;
  readonly of: number;
}

/** Polynomials in the same variables, made ready to be enclosed at many points. */
export class EnclosedPolynomials {
  private readonly steps: Step[] = [{ variable: -1, of: -1 }];
  private readonly terms: readonly (readonly { readonly coefficient: bigint; readonly monomial: number }[])[];
  private readonly denominator: bigint;

  constructor(private readonly polynomials: readonly Polynomial[]) {
    const places = new Map<string, number>([["", 0]]);
    const placeOf = (factors: readonly number[]): number => {
      const key = factors.join();
      const known = places.get(key);
      if (known !== undefined) return known;
      const of = placeOf(factors.slice(0, -1));
      const place = this.steps.push({ variable: factors.at(-1)!, of }) - 1;
      places.set(key, place);
      return place;
    };
    this.denominator = commonDenominator(
      polynomials.flatMap((f) => [...f.terms()].map(({ coefficient }) => coefficient)),
    );
    this.terms = polynomials.map((f) =>
      [...f.terms()].map(({ coefficient: { s, n, d }, factors }) => ({
        coefficient: s * n * (this.denominator / d),
        monomial: placeOf(factors),
      })),
    );
  }

  at({ coordinates }: Pick<AlgebraicPoint, "coordinates">): EnclosedValues {
    const radii = coordinates.filter(({ radius }) => !radius.equals(ZERO)).map(({ radius }) => radius);
    if (radii.length === 0) return this.exactly(coordinates.map(({ re }) => re));
    const bits = Math.max(...radii.map(({ n, d }) => bitLength(d) - bitLength(n) + 1), 0) + GUARD;
    const shift = BigInt(bits);
    const point = coordinates.map(({ re, radius }): Enclosed => {
      const centre = ((re.s * re.n) << shift) / re.d;
      return {
        centre,
        radius: radius.equals(ZERO) && re.d === 1n ? 0n : (radius.n << shift) / radius.d + 2n,
      };
    });
    const monomials: Enclosed[] = [{ centre: 1n << shift, radius: 0n }];
    for (let k = 1; k < this.steps.length; k++) {
      const { variable, of } = this.steps[k]!;
      monomials.push(product(monomials[of]!, point[variable]!, shift));
    }
    const values = this.terms.map((terms) => {
      let [centre, radius] = [0n, 0n];
      for (const { coefficient, monomial } of terms) {
        const m = monomials[monomial]!;
        centre += coefficient * m.centre;
        radius += magnitude(coefficient) * m.radius;
      }
      return { centre, radius };
    });
    return { values, factor: this.denominator << shift };
  }

  private exactly(point: readonly Rational[]): EnclosedValues {
    const values = this.polynomials.map((f) => f.evaluate(point));
    const factor = commonDenominator(values);
    return { values: values.map(({ s, n, d }) => ({ centre: s * n * (factor / d), radius: 0n })), factor };
  }
}

/** The centre and the radius of an enclosure as numbers. */
export const asRationals = (
  { centre, radius }: Enclosed,
  factor: bigint,
): { readonly centre: Rational; readonly error: Rational } => ({
  centre: ratio(centre, factor),
  error: ratio(radius, factor),
});

const magnitude = (x: bigint): bigint => (x < 0n ? -x : x);

const product = (a: Enclosed, b: Enclosed, shift: bigint): Enclosed => ({
  centre: (a.centre * b.centre) >> shift,
  radius:
    ((magnitude(a.centre) * b.radius + magnitude(b.centre) * a.radius + a.radius * b.radius) >> shift) + 2n,
});

/** The least common multiple of the denominators. */
const commonDenominator = (numbers: readonly Rational[]): bigint =>
  numbers.reduce((d, x) => (d / gcd(d, x.d)) * x.d, 1n);

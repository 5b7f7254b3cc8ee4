/**
 * Complex discs in fixed-point arithmetic of b binary digits, with rounding accounted for:
 *
 *   |z − (re + i·im)·2^{−b}| ≤ radius·2^{−b},     a·b, a + c, a/b, Σ c_k z^k enclosed
 *
 * Products are off by less than 2 units in each part, quotients by less than 1; 3 units and 2 units are added to radii.
 * |re + i·im| ≤ |re| + |im| bounds moduli from above, max(|re|, |im|) from below.
 *
 * Source: Gargantini, Henrici, "Circular arithmetic and the determination of polynomial zeros" (1971).
 */
import { type Rational, rational, toNumber } from "./rational.js";

export interface Disc {
  readonly re: bigint;
  readonly im: bigint;
  readonly radius: bigint;
}

const abs = (x: bigint): bigint => (x < 0n ? -x : x);

const upper = ({ re, im }: Disc): bigint => abs(re) + abs(im);

export class DiscArithmetic {
  private readonly bits: bigint;

  /** @param digits b ≥ 1, the binary digits after the point. */
  constructor(digits: number) {
    this.bits = BigInt(digits);
  }

  /** The disc of a centre and a radius, rounded outwards. */
  from(re: Rational, im: Rational, radius: Rational): Disc {
    return { re: this.floor(re), im: this.floor(im), radius: this.floor(radius) + 3n };
  }

  private floor({ s, n, d }: Rational): bigint {
    const scaled = (n << this.bits) / d;
    return s < 0n ? -scaled : scaled;
  }

  multiply(a: Disc, b: Disc): Disc {
    return {
      re: (a.re * b.re - a.im * b.im) >> this.bits,
      im: (a.re * b.im + a.im * b.re) >> this.bits,
      radius: ((upper(a) * b.radius + a.radius * upper(b) + a.radius * b.radius) >> this.bits) + 3n,
    };
  }

  /** a/b; null where the divisor may vanish. */
  divide(a: Disc, b: Disc): Disc | null {
    const least = (abs(b.re) > abs(b.im) ? abs(b.re) : abs(b.im)) - b.radius;
    if (least <= 0n) return null;
    const norm = b.re * b.re + b.im * b.im;
    const quotient = {
      re: ((a.re * b.re + a.im * b.im) << this.bits) / norm,
      im: ((a.im * b.re - a.re * b.im) << this.bits) / norm,
      radius: 0n,
    };
    // |a/b − a₀/b₀| ≤ (r_a + |a₀/b₀| r_b) / (|b₀| − r_b).
    const error = a.radius + (((upper(quotient) + 2n) * b.radius) >> this.bits) + 1n;
    return { ...quotient, radius: (error << this.bits) / least + 3n };
  }

  /** Σ_k coefficients[k] z^k. */
  polynomial(coefficients: readonly bigint[], z: Disc): Disc {
    let value: Disc = { re: 0n, im: 0n, radius: 0n };
    for (let k = coefficients.length - 1; k >= 0; k--) {
      const product = this.multiply(value, z);
      value = { ...product, re: product.re + (coefficients[k]! << this.bits) };
    }
    return value;
  }

  /** Centre and radius as doubles: the radius holds the rounding of the centre. */
  toDoubles(z: Disc): { re: number; im: number; radius: number } {
    const unit = rational(1n << this.bits);
    const part = (x: bigint) => rational(x).div(unit);
    const [re, im] = [toNumber(part(z.re)), toNumber(part(z.im))];
    const lost = part(z.re)
      .sub(rational(re))
      .abs()
      .add(part(z.im).sub(rational(im)).abs())
      .add(part(z.radius));
    // toNumber is correct to a unit in the last place.
    return { re, im, radius: toNumber(lost) * (1 + 2 ** -51) + Number.MIN_VALUE };
  }
}

/** Random masks D = diag(b_1 … b_p), independent bits with P(b_j = 1) = α: moments of masked views, and the masks themselves. */
import type { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { isZero, ONE, type Rational, ZERO } from "../../exact/rational.js";

/** factor · (α² X + α(1−α) diag X) = factor · E[D x xᵀ D], α = `keep`. */
export const maskedMoment = (x: RationalMatrix, keep: Rational, factor: Rational): RationalMatrix =>
  entrywise(x, factor.mul(keep).mul(keep), factor.mul(keep).mul(ONE.sub(keep)));

/** a X + b diag X, symmetric like X; zeros cost nothing. */
export function entrywise(x: RationalMatrix, a: Rational, b: Rational): RationalMatrix {
  const onDiagonal = a.add(b);
  return x.map((value, i, j) => (isZero(value) ? ZERO : value.mul(i === j ? onDiagonal : a)));
}

/** Fills `view` with the samples order[from] … order[to − 1] of x (rows of length p), each under a mask of its own. */
export function mask(
  view: Float64Array,
  bits: BitSource,
  x: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  p: number,
  random: Random,
): void {
  for (let i = from, at = 0; i < to; i++) {
    const start = order[i]! * p;
    for (let k = 0; k < p; k += 32) {
      const word = bits.word(Math.min(32, p - k), random);
      const end = Math.min(p, k + 32);
      for (let l = k, rest = word; l < end; l++, at++, rest >>>= 1) view[at] = (rest & 1) * x[start + l]!;
    }
  }
}

/** Independent bits, each 1 with the given probability (a multiple of 2⁻³², rounded); 32 from one draw if it is 1/2. */
export class BitSource {
  private readonly threshold: number;

  constructor(probability: number) {
    this.threshold = Math.round(probability * 2 ** 32);
  }

  /** `count` ≤ 32 bits, lowest first. */
  word(count: number, random: Random): number {
    if (this.threshold === 2 ** 31) return random.uint32();
    let word = 0;
    for (let k = 0; k < count; k++) if (random.uint32() < this.threshold) word |= 1 << k;
    return word;
  }
}

/**
 * A simple solution of a square polynomial system to as many binary digits as wanted, and values of polynomials there.
 *
 *   x ← x − J⁻¹F(x),   F(x) in exact coefficients and fixed-point arithmetic of b binary digits, J⁻¹ in doubles at the start
 *
 * With J⁻¹ fixed every step gains about the 53 digits of a double less the logarithm of the condition. A number is an integer n
 * for n·2^{−b}. Each product is off by less than 2^{−b} per factor times the size of the rest, so that values of systems scaled
 * to moderate coefficients and points are good to b − GUARD_BITS digits.
 */

import { log2 } from "../elementary/elementary.js";
import { toFixed } from "../elementary/fixed-point.js";
import { bitLength, nearestDouble } from "../exact/dyadic.js";
import type { Rational } from "../exact/rational.js";
import { ComplexLU } from "../numeric/linalg/complex-lu.js";
import { monomialTable } from "../numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../numeric/polynomial/polynomial-family.js";
import { GUARD_BITS, MAX_NEWTON_STEPS } from "./limits.js";
import type { Polynomial } from "./polynomial.js";
import { toNumericSystem } from "./to-system.js";

/** z_v = (re_v + i·im_v)·2^{−bits}. */
export interface FinePoint {
  readonly re: readonly bigint[];
  readonly im: readonly bigint[];
  readonly bits: number;
}

interface FineTerm {
  readonly coefficient: bigint;
  readonly factors: readonly number[];
}

/** Values of polynomials at fine points. */
export class FineValues {
  private readonly equations: readonly (readonly FineTerm[])[];

  constructor(
    polynomials: readonly Polynomial[],
    readonly bits: number,
  ) {
    this.equations = polynomials.map((f) =>
      [...f.terms()].map(({ coefficient, factors }) => ({
        coefficient: scaled(coefficient, bits),
        factors,
      })),
    );
  }

  /** F_i(z)·2^{bits}. */
  at({ re, im }: FinePoint): { re: bigint[]; im: bigint[] } {
    const bits = BigInt(this.bits);
    const values = this.equations.map((terms) => {
      let [sumRe, sumIm] = [0n, 0n];
      for (const { coefficient, factors } of terms) {
        let [a, b] = [coefficient, 0n];
        for (const v of factors)
          [a, b] = [(a * re[v]! - b * im[v]!) >> bits, (a * im[v]! + b * re[v]!) >> bits];
        sumRe += a;
        sumIm += b;
      }
      return { re: sumRe, im: sumIm };
    });
    return { re: values.map((z) => z.re), im: values.map((z) => z.im) };
  }

  /** max(|Re F_i|, |Im F_i|) as a power of two, −∞ for zero: the largest k with 2^k ≤ it. */
  logSizes(point: FinePoint): number[] {
    const { re, im } = this.at(point);
    return re.map((x, i) => Math.max(logSize(x), logSize(im[i]!)) - this.bits);
  }
}

const logSize = (x: bigint): number => (x === 0n ? Number.NEGATIVE_INFINITY : bitLength(x) - 1);

/** c·2^bits, cut. */
const scaled = ({ s, n, d }: Rational, bits: number): bigint => (s * (n << BigInt(bits))) / d;

/**
 * The solution near a point where J is regular; null where the iteration does not come to rest at `bits` − GUARD_BITS digits.
 *
 * @param equations as many as variables, scaled to moderate coefficients. @param start within the basin of Newton's method.
 */
export function finePoint(
  equations: readonly Polynomial[],
  start: { readonly re: Float64Array; readonly im: Float64Array },
  bits: number,
): FinePoint | null {
  const n = equations.length;
  const { table, coefficients } = monomialTable([toNumericSystem(equations, n)]);
  const family = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
  family.evaluate(start.re, start.im, 0, 0);
  const lu = new ComplexLU(n);
  if (!lu.factor(family.jacobianRe, family.jacobianIm)) return null;
  const values = new FineValues(equations, bits);
  const re = Array.from(start.re, (x) => toFixed(x, BigInt(bits)));
  const im = Array.from(start.im, (y) => toFixed(y, BigInt(bits)));
  let previous = Number.POSITIVE_INFINITY;
  for (let k = 0; k < MAX_NEWTON_STEPS; k++) {
    const f = values.at({ re, im, bits });
    // The residual is far below the range of doubles at last: it is scaled before it is solved for.
    const size = Math.max(...f.re.map(logSize), ...f.im.map(logSize));
    if (size < GUARD_BITS) return { re, im, bits };
    const scale = bits - size;
    const bRe = Float64Array.from(f.re, (x) => -nearestDouble(x, -size));
    const bIm = Float64Array.from(f.im, (x) => -nearestDouble(x, -size));
    lu.solve(bRe, bIm);
    const step = Math.max(...bRe.map(Math.abs), ...bIm.map(Math.abs));
    const log = log2(step) - scale;
    if (!(log < previous - 1)) return null;
    previous = log;
    for (let v = 0; v < n; v++) {
      re[v]! += toFixed(bRe[v]!, BigInt(bits - scale));
      im[v]! += toFixed(bIm[v]!, BigInt(bits - scale));
    }
  }
  return null;
}

/**
 * Lifting a quadratic form that several equations share in their leading terms:
 *
 *   f_i = q ℓ_i + (terms of degree ≤ 2), q quadratic, ℓ_i linear forms
 *   ⇔  λ ℓ_i + (terms of degree ≤ 2) = 0,  λ − q = 0,
 *
 * with one unknown λ more. Solutions and their multiplicities correspond one to one, but the multihomogeneous Bézout number
 * of the lifted system, with λ in a group of its own, can be far lower. For the stationarity conditions of
 * −2 wᵀAw + (wᵀBw)², w ∈ R^d, it is 2d + 1, the number of solutions, against 3^d.
 *
 * q is found exactly: c_i = qℓ_i and c_j = qℓ_j are the leading terms of two equations iff a c_i = b c_j has solutions in
 * linear forms a, b; where they are one-dimensional, q = c_i / b. Not covered: products of q with higher degrees, equations
 * that share several quadratic forms.
 */

import { kernel } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, ZERO } from "../exact/rational.js";
import { MAX_LIFT_PAIRS } from "./limits.js";
import { Polynomial } from "./polynomial.js";

/** A system with more unknowns and lower degree, and how points go between the two. */
export interface Lift {
  /** The lifted equations in n + 1 variables, λ the last; the last equation is λ − q. */
  readonly equations: readonly Polynomial[];
  readonly quadric: Polynomial;
}

/**
 * The lift of equations in n variables; null where no two equations share a quadratic form.
 *
 * @example lift([x³ + xy² − x, x²y + y³ − 2y], 2) // [λx − x, λy − 2y, λ − x² − y²]
 */
export function liftQuadric(equations: readonly Polynomial[], n: number): Lift | null {
  const cubics = equations.flatMap((equation) => {
    const leading = equation.degree === 3 ? equation.homogeneousPart(3) : Polynomial.zero;
    return leading.isZero() ? [] : [leading];
  });
  for (let i = 0, pairs = 0; i < cubics.length; i++)
    for (let j = 0; j < i && pairs < MAX_LIFT_PAIRS; j++, pairs++) {
      const quadric = commonQuadric(cubics[i]!, cubics[j]!, n);
      if (quadric !== null) return { equations: replace(equations, quadric, n), quadric };
    }
  return null;
}

/** q with c = qℓ, c′ = qℓ′ for independent linear forms ℓ, ℓ′. */
function commonQuadric(c: Polynomial, other: Polynomial, n: number): Polynomial | null {
  // The columns of the matrix are x_v c and −x_v c′, its rows the monomials of degree four.
  const columns = [c, other.scale(rational(-1))].flatMap((factor) =>
    Array.from({ length: n }, (_, v) => factor.multiply(Polynomial.variable(v))),
  );
  const rows = new Map<string, Rational[]>();
  columns.forEach((column, k) => {
    for (const { coefficient, factors } of column.terms()) {
      const key = factors.join();
      let row = rows.get(key);
      if (row === undefined) {
        row = new Array<Rational>(columns.length).fill(ZERO);
        rows.set(key, row);
      }
      row[k] = coefficient;
    }
  });
  const list = [...rows.values()];
  const solutions = kernel(RationalMatrix.generate(list.length, 2 * n, (i, k) => list[i]![k]!));
  if (solutions.columns !== 1) return null;
  const b = Polynomial.sum(
    Array.from({ length: n }, (_, v) => Polynomial.variable(v).scale(solutions.get(n + v, 0))),
  );
  return b.isZero() ? null : c.divideExactly(b);
}

function replace(equations: readonly Polynomial[], quadric: Polynomial, n: number): Polynomial[] {
  const lambda = Polynomial.variable(n);
  const lifted = equations.map((equation) => {
    if (equation.degree !== 3) return equation;
    const leading = equation.homogeneousPart(3);
    const linear = leading.divideExactly(quadric);
    if (linear === null) return equation;
    return Polynomial.sum([equation, leading.scale(rational(-1)), linear.multiply(lambda)]);
  });
  return [...lifted, Polynomial.sum([lambda, quadric.scale(rational(-1))])];
}

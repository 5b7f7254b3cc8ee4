/**
 * Affine vector fields x ↦ A x + b along whose flows a loss and its constraints do not change:
 *
 *   ⟨∇f(x), A x + b⟩ = 0,   ⟨x_S, (A x + b)_S⟩ = 0 for every unit sphere S,   as polynomials in x ∈ R^n,
 *
 * all of them, A ∈ Q^{n×n}, b ∈ Q^n: linear equations in A and b, one for each monomial, solved over the integers (`exact/integer-kernel.ts`). The flow
 * maps critical points to critical points: what it makes of one is a connected part of the critical set.
 *
 * As linear fields on (x, 1) ∈ R^{n+1}, whose last entry does not move.
 *
 * Not covered: fields with stop-gradients, and symmetries that are not affine.
 */

import { IntegerRows, integerKernel } from "../exact/integer-kernel.js";
import { commonMultiple, type Rational } from "../exact/rational.js";
import { hasDefined } from "./expression.js";
import type { LinearField } from "./generators.js";
import { isVectorField, type Landscape } from "./landscape.js";
import { KERNEL_BUDGET, MAX_KERNEL_UNKNOWNS } from "./limits.js";
import { Polynomial } from "./polynomial.js";
import { lossTerms } from "./to-system.js";

/**
 * A basis of the affine fields along which a landscape does not change.
 *
 * @param spheres coordinates of each unit sphere, as the numeric layer lays the variables out.
 * @returns fields on (x, 1); null for fields with stop-gradients, losses that are not polynomial, and for more unknowns, or operations, than exact elimination is given.
 */
export function affineSymmetries(landscape: Landscape, spheres: readonly Int32Array[]): LinearField[] | null {
  const n = landscape.variables.reduce((sum, { symbol }) => sum + symbol.rows * symbol.columns, 0);
  if (isVectorField(landscape) || hasDefined(landscape.loss) || n * (n + 1) > MAX_KERNEL_UNKNOWNS)
    return null;
  const equations = new IntegerRows();
  enter(equations, Polynomial.fromTerms(lossTerms(landscape)), n);
  for (const sphere of spheres)
    enter(
      equations,
      Polynomial.sum([...sphere].map((v) => Polynomial.variable(v).multiply(Polynomial.variable(v)))),
      n,
    );
  const kernel = integerKernel(equations, n * (n + 1), KERNEL_BUDGET);
  return kernel?.map((vector) => fieldOf(vector, n)) ?? null;
}

/** ⟨∇f, A x + b⟩ = 0; unknown i (n + 1) + j is A_ij, and b_i for j = n. */
function enter(equations: IntegerRows, f: Polynomial, n: number): void {
  const rows = new Map<string, Map<number, Rational>>();
  for (let i = 0; i < n; i++)
    for (const { coefficient, factors } of f.differentiate(i).terms())
      for (let j = 0; j <= n; j++) {
        const key = (j === n ? factors : [...factors, j].sort((a, b) => a - b)).join();
        let row = rows.get(key);
        if (row === undefined) {
          row = new Map();
          rows.set(key, row);
        }
        const unknown = i * (n + 1) + j;
        row.set(unknown, row.get(unknown)?.add(coefficient) ?? coefficient);
      }
  for (const row of rows.values()) {
    const denominator = commonMultiple(Array.from(row.values(), ({ d }) => d));
    for (const [unknown, { s, n: numerator, d }] of row)
      equations.add(unknown, s * numerator * (denominator / d));
    equations.end();
  }
}

function fieldOf(vector: ReadonlyMap<number, number>, n: number): LinearField {
  const places = [...vector.keys()];
  return {
    rows: places.map((k) => Math.floor(k / (n + 1))),
    columns: places.map((k) => k % (n + 1)),
    values: [...vector.values()],
  };
}

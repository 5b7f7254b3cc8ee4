/**
 * Polynomial systems over complex doubles as plain data, F_i(x) = Σ_k c_ik Π x_v, and the points that they are asked at.
 *
 * Not covered: how they are evaluated (`polynomial-family.ts`, `structured-family.ts`, `extended-value.ts`).
 */

/** A vector of Cⁿ, real and imaginary parts apart: a point, or coefficients. */
export interface ComplexPoint {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** c Π x_v with c = re + i·im; `factors` are the sorted variable indices v, with repetition. */
export interface NumericTerm {
  readonly re: number;
  readonly im: number;
  readonly factors: readonly number[];
}

/** F: C^variables → C^equations, every equation as the list of its terms. */
export interface NumericSystem {
  readonly variables: number;
  readonly equations: readonly (readonly NumericTerm[])[];
}

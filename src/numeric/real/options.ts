/**
 * The numbers that decide something about real zeros: deflation, manifolds of zeros, curves and ways between points.
 *
 * *Derived*, *measured* and *chosen* as in `homotopy/options.ts`.
 */

/** Zeros near a point (`real-system.ts`). */
export const ZERO = {
  /** Derived: 2⁻⁵³, the unit roundoff. */
  unit: 2 ** -53,
  /** |f̂| up to this multiple of γ is rounding: of the evaluation, and of the entries of the point. Chosen. */
  rounding: 4,
  /** Steps of Newton's method: at a zero of order k the error falls by 1 − 1/k each, but for the extrapolation. Chosen. */
  maxSteps: 60,
  /** Terms of a deflated system, and deflations of one point, at most. Chosen. */
  maxTerms: 200_000,
  maxLevels: 8,
  /** Singular values of Ĵ that may vanish at the exact point are below this at the given one. Chosen. */
  mayVanish: 3e-2,
  /** A corank is tried where the singular values fall by this factor there; beside 1, the size of the rows of Ĵ. Chosen. */
  gap: 8,
  /** Singular values are zero up to so many n u, and certainly not zero beyond so many times that. Derived, and chosen. */
  zeroShare: 128,
  clear: 2 ** 7,
  /** Singular values from here on are divided by. Derived: the reciprocals of smaller ones overflow. */
  invertible: 1e-300,
  /** Smaller singular values count as this when gaps are compared. Derived: far below rounding beside rows of size one. */
  smallest: 1e-18,
  /** Zeros on a manifold are looked for at this distance. Chosen. */
  step: 2e-2,
  /** They differ from their tangent vectors by the square of the step, times the curvature. Chosen: a curvature up to five. */
  bend: 0.1,
} as const;

/** Curves of zeros, and ways on sets of zeros (`follow-curve.ts`). */
export const CURVE = {
  /** Steps against the size of the point. Chosen. Test: follow-curve. */
  firstStep: 2e-2,
  largestStep: 5e-2,
  smallestStep: 1e-7,
  maxSteps: 4000,
  /** The tangent may turn by so many radians in one step. Chosen. */
  turn: 0.2,
  /** Newton steps fall by this. Chosen: convergence is quadratic. */
  contraction: 1 / 8,
  /** Share of a step within which a point may have been missed for want of the right rotation. Chosen. */
  near: 0.1,
  /** Unknowns of deflations up to this: beyond, the basis that they refer to is chosen anew. Chosen. */
  largestExtra: 1,
  /** Ways that are tried to a point on the same set, steps of each, and of each detour. Chosen. */
  joinAttempts: 24,
  joinSteps: 400,
  detourSteps: 15,
  /** A tangent of a deflated system shorter than this in x moves the other unknowns alone. Derived: √u. */
  still: 1e-8,
  /** Share of a way below which its steps end. Only guards against an endless search. */
  shortestShare: 1e-5,
} as const;

/**
 * The numbers by which theorems are judged in doubles: value, meaning, *derived* or *chosen*, and the test that fails when it is wrong.
 * A theorem's own tolerance stands in its record, with its derivation.
 */

/** Invariants of a point that Newton found are those of a component to this, relative. Derived: 10²√u. Test: complete-search. */
export const SAME_INVARIANTS = 1e-6;

/** Values are in order to this, relative: derived, 4·10⁶u, what eigenvalues of instances of small height are known to. Test: closed-form. */
export const VALUE_ORDER = 1e-9;

/** Points of a closed form as it lists them, before refinement (`proposalsAreCritical`). Test: closed-form. */
export const PROPOSAL = {
  /** An exact value and the double beside it. Derived: 4·10²u. */
  exactValue: 1e-13,
  /** Distance from the constraints, residual and value. Derived: ε/gap, gaps of rationals of small height being above 1e-4. */
  constraint: 1e-11,
  residual: 1e-10,
  value: 1e-10,
  /** Gradients below this multiple of their own rounding vanish: where every term cancels the residual has no scale. Derived. */
  noise: 4,
  /** Directions from the representative to samples are independent above this. Derived: √u. */
  direction: 1e-8,
} as const;

/** Between a tolerance and this multiple of it nothing is decided. Chosen. Test: outcome. */
export const UNDECIDED = 10;

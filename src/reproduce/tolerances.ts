/**
 * The numbers that decide a verdict: value, meaning, *derived*, *measured* or *chosen*, and the test that fails when it is wrong.
 */

/** Equalities ρ = 1 and c = 1 of floating encoders. Derived: the square root of the precision, as `atlas/local/outcome.ts` takes it. Test: study. */
export const TOLERANCE = 1e-8;

/** Far from the ground truth: min_j c_j below 0.9; from keeping the common signal: ρ below 0.95. Chosen. Test: study, claims. */
export const MARGINS = { recovery: 0.9, retained: 0.95 } as const;

/** Points of a component are critical up to this relative residual. Derived, as `CRITICAL_RESIDUAL` of the atlas. Test: claims. */
export const RESIDUAL_LIMIT = 1e-12;

/** Losses of order one that differ by less are equal. Derived: the rounding of 4·10³ terms. Test: claims. */
export const VALUE_LIMIT = 1e-12;

/** "Almost every point": the 95 % interval of the share lies above this. Chosen. Test: judgement. */
export const ALMOST_ALL = 0.95;

/**
 * The numbers that decide where a run ends, what end points belong to and how rates are told, in one table.
 *
 * *Derived* from u = 2⁻⁵² or a theorem, *measured*, or *chosen*: a worse number leaves more runs open or more points unassigned, and
 * makes none that is wrong. After "Test" the test file of this room that fails when the number is wrong.
 */

/** u: twice the largest relative error of one operation in doubles. */
export const EPSILON = 2 ** -52;

/** Single runs (`run.ts`). */
export const RUN = {
  /** Relative distance to the limit at rest. Derived: below NEAR by what rates are uncertain; flows carry the integrator. Test: run. */
  steps: 1e-9,
  flow: 1e-8,
  /** Rates are measured where moves or speeds fell by this at least. Chosen: e², so that noise of 1 % moves a rate by half as much. Test: rates. */
  fall: Math.E * Math.E,
  /** Relative to the start, beyond this a run has left. Chosen. Test: run. */
  range: 1e9,
  /** Moves and speeds of so many u√n|x| are rounding: each entry is rounded a few times. Derived. Test: run. */
  moveNoise: 2,
  speedNoise: 4,
  /** Error of one step of the integrator. Derived: its noise is beside the slowest motion, four digits below `flow`. Test: run. */
  relativeError: 1e-12,
  absoluteError: 1e-15,
  /** The share of the way that the start would go at its speed, as a first step; sizes below `least` count as that. Chosen. */
  firstShare: 0.01,
  least: 1e-3,
  /** Steps between two looks at the size, and the growth of the steps at which a run is observed. Chosen. */
  lookEvery: 16,
  observeGrowth: 1.1,
} as const;

/** Rates at fixed points (`rates.ts`). */
export const RATE = {
  /** The dense linearised step is affordable up to this many variables. Chosen. */
  largestSize: 120,
  /** Eigenvalues within this of 1 are the kernel's, where a quarter of the least contraction is not nearer. Derived: 10²√u. Test: rates. */
  kernel: 1e-6,
  /** A modulus above 1 by more expands. Derived: 2²²u. Test: rates. */
  expands: 1e-9,
  /** Points with a larger residual have no predicted rate. Derived, as `REFINED_RESIDUAL` of the atlas. */
  residual: 1e-10,
  /** Runs whose rate is compared: those with a smaller number. Chosen. */
  runs: 32,
} as const;

/** What an end point belongs to (`membership.ts`). */
export const MEMBER = {
  /** Relative distance to a component that a point belongs to. Derived: 10³ times the distance left at rest. Test: membership. */
  near: 1e-6,
  /** A refined point is critical to the first, and moved by the second at most, or it says nothing of the end point. Test: membership. */
  residual: 1e-10,
  moved: 1e-3,
  /** Singular values agree to this share of the largest, or of `least`. Derived: 10²√u, as those that vanish. Test: membership. */
  spectrum: 1e-6,
  least: 1e-3,
  /** Tangents of an orbit are independent above so many n u of the largest singular value. Derived. Test: membership. */
  tangents: 64,
} as const;

/** A point of the user's (`locate.ts`). */
export const LOCATE = {
  /** Critical up to this scale-free residual: nine digits, as points are written. Chosen. Test: locate. */
  critical: 1e-9,
  /** Eigenvalues below so many n u of the largest are zero. Derived: the rounding of a sum of n products, and of its factors. Test: locate. */
  zero: 64,
  /** Steps of Newton's method without damping, and of the gradient flow. Chosen. */
  newtonSteps: 100,
  flowSteps: 20_000,
} as const;

/** Many runs (`train.ts`, `simulation.ts`). */
export const TRAIN = {
  runs: 200,
  steps: 200_000,
  trajectories: 8,
  /** Points of a trajectory at most. Chosen. Test: train. */
  longest: 120,
  /** Random points of a continuum that its end points are compared with. Chosen. */
  uniform: 2000,
  /** Quantities that vary by less over a continuum are constant. Derived: 10√u, as of ends of runs. Test: train. */
  constant: 1e-7,
  /** Digits in which values of strays must agree to be one group. Chosen. */
  strayDigits: 6,
} as const;

/** Lists of fixed points (`direct-predictor.ts`). */
export const FIXED_POINTS = {
  longest: 2000,
  /** Weight of Σ beside Γ: a number that no model produces, so that a joint eigenvector of the sum is one of both. Chosen. */
  genericShare: 0.618_033_988_749_894_8,
  /** Entries off the diagonal below this share of the largest vanish. Derived: 4·10⁵u. Test: direct-predictor. */
  commuting: 1e-10,
  /** Eigenvalues, and roots, that agree to this are one. Derived: 4·10⁶u. Test: direct-predictor. */
  same: 1e-9,
} as const;

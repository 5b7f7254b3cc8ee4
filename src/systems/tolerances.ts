/**
 * The numbers by which points of polynomial systems are told apart, u = 2⁻⁵².
 *
 *   derived    follows from u and the operations, the derivation is given
 *   safeguard  decides how long something is tried: a worse number gives more incomplete answers, no wrong one
 */

/**
 * Two points without boxes are one if all their coordinates agree to this, relative to their sizes.
 *
 * derived: singular ends of paths are known to √u and the rounding of their scaling, a factor of about 10². A list of points that were
 * called one too often is shorter than the count of solutions, which refuses it. test: `cross-check.test.ts`, `path-solutions.test.ts`.
 */
export const POINT_AGREEMENT = 1e-6;

/** Coordinates that are not zero are enclosed until they are known to this, relative to their sizes: derived, 4u. */
export const GOOD_RADIUS = 2 ** -50;

/** Differences of coordinates below this share of them are rounding when points are put in order: derived, 45u. */
export const SAME_COORDINATE = 1e-14;

/** Binary digits to which solutions of combinations are followed, and the logarithms of values that are surely zero, and surely not:
 * safeguard, what lies between is unknown, and makes the answer incomplete. test: `path-solutions.test.ts`, more equations than variables. */
export const FINE_BITS = 400;
/** log₂ of the size below which a value at such a solution is surely zero: safeguard; see `FINE_BITS`. */
export const SURELY_ZERO = -280;
/** log₂ of the size above which it surely is not: safeguard; see `FINE_BITS`. */
export const SURELY_NOT = -200;

/** Binary digits by which a singular end may differ from its scaling to be taken from that run: safeguard, the run of its size has it. */
export const NEAR_SCALE = 20;

/** Certified solutions to many digits (`refined-solution.ts`). Any of these numbers gives proved radii: safeguard. test: `refined-solution.test.ts` */
export const REFINEMENT = {
  /** Radii of the polydisc in which the map contracts, in those of the certificate. */
  reach: 64,
  /** Largest rate of contraction that is of use. */
  rate: 1 / 2,
  /** Binary digits beyond those that are wanted. */
  guard: 24,
  /** Radii of so many units are as small as they get. */
  last: 16n,
} as const;

/** Solutions from approximate eigenvectors (`certified-solutions.ts`). What they lead to is certified: safeguard. test: `certified-solutions.test.ts` */
export const EIGENVECTORS = {
  /** Solutions up to which they are looked for in the thread that asks: as far as that takes about the second that it has for that. */
  here: 150,
  /** Random linear forms in each scaling, besides the last variable. */
  forms: 2,
  /** Steps of Newton's method. */
  steps: 20,
  /** A step below this share of the point that is not a quarter of the one before is rounding. */
  settled: 1e-7,
  /** Steps below this share end the iteration. */
  fine: 1e-15,
  /** Binary digits of coordinates: those of 40 decimal ones, as `solve-algebra.ts` asks for. */
  bits: 136,
  /** How many times as many are taken where rounding to doubles is not decided; what is undecided then is a tie. */
  ties: 8,
  /** Binary digits by which a fraction must be shorter than what its interval tells to be tried as a coordinate. */
  shorter: 24,
  /** Binary digits for each of the largest coefficient, and at most, to which real solutions are known when they are compared with rational ones. */
  perCoefficient: 8,
  most: 2048,
} as const;

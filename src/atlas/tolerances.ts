/**
 * The numbers by which the atlas decides, in one table: what each means, where it comes from, and the test that fails when it is wrong.
 *
 * u = 2⁻⁵² throughout; x a point known to relative error δ.
 *
 *   derived    follows from u and the number of operations, or from a theorem; the derivation is given
 *   safeguard  decides how long something is tried, or how far a search looks: a worse number gives more incomplete lists, no wrong one
 *
 * Limits of work (terms, unknowns, operations) stand beside the work that they limit.
 */

/** u: twice the largest relative error of one operation in doubles. */
export const EPSILON = 2 ** -52;

/**
 * Two values of one critical component, computed in different ways, relative to the larger of 1 and their sizes.
 *
 * derived: at a critical point an error δ of the point enters the value to second order, and to order δ^k, δ^{k−1} ~ u, at one that is
 * degenerate of order k: what differs is rounding alone. 10⁻¹¹ is that of 10⁴ operations of 4u each. Where terms cancel that are larger
 * than the value, their rounding is to be added.
 * test: `tolerances.test.ts`; a value 10⁻¹⁰ off is refuted (`classify.test.ts`, `extended-judge.test.ts`).
 */
export const VALUE_AGREEMENT = 1e-11;

/**
 * |a − b| ≤ 10⁻¹¹ max(1, |a|, |b|) + rounding: the one rule by which two values are equal.
 *
 * @param rounding a bound of the rounding of both, where larger terms cancel in them.
 */
export const valuesAgree = (a: number, b: number, rounding = 0): boolean =>
  Math.abs(a - b) <= VALUE_AGREEMENT * Math.max(1, Math.abs(a), Math.abs(b)) + rounding;

/**
 * Scale-free residuals above this contradict that a refined point is critical.
 *
 * derived: the rounding of a sum of 4·10³ terms of the sizes that cancel; Newton's method stops at 16u or at 4 times the bound of the
 * rounding of the gradient. test: `classify.test.ts`, planted points.
 */
export const CRITICAL_RESIDUAL = 1e-12;

/**
 * Ends of paths, points on branches and starts of certificates are critical to this scale-free residual, or dropped and counted.
 *
 * safeguard: √u would do for regular points, whose Newton's method converges quadratically from there; singular ones converge linearly
 * and stop above. test: `solver.test.ts`, lists of degenerate points.
 */
export const REFINED_RESIDUAL = 1e-10;

/**
 * Multiples of ‖H‖u|x|, the rounding of a gradient at a point rounded to doubles, up to which what is left of it says nothing.
 *
 * derived: 4 for Newton's method to stop, 4 for its last step. Then double-double decides, for exact data; for others a point that is
 * critical for data within rounding is all that can be asked. test: `extended-judge.test.ts`, every condition number.
 */
export const NOISE_LIMIT = 16;

/**
 * How far from a proposal, relative to its size, its critical point may be.
 *
 * derived: √u, half the digits: farther off it is another point than was meant. test: `extended-judge.test.ts`, a turned eigenvector.
 */
export const DISPLACEMENT_LIMIT = 2 ** -26;

/**
 * Singular values below these shares of the largest are zero at singular ends of paths, which are some 10⁻⁸ away, and at regular ones.
 *
 * derived: √u and 2²⁰u, each with a factor of about ten. test: `components.test.ts`, ranks of degenerate points.
 */
export const RANK_OF_SINGULAR = 1e-7;
/** The same at regular ends of paths, which are known to a few roundings: derived and tested as `RANK_OF_SINGULAR`. */
export const RANK_OF_REGULAR = 1e-10;

/**
 * Invariants of orbits are never believed to be off by more, and never by less than a thousand roundings.
 *
 * derived: √u with a factor of about ten, as of the singular points that they are computed at; 2¹⁰u. test: `components.test.ts`.
 */
export const MOST_UNCERTAIN = 1e-7;
/** The least of these bounds: derived, 2¹⁰u; see `MOST_UNCERTAIN`. */
export const LEAST_UNCERTAIN = 2 ** -42;

/**
 * Bits in which what coefficients of `height` bits decide is looked for, where nothing bounds it: of values that tie, of conditions on a
 * set. safeguard against differences that the data put in, as these are of the size of a coefficient or of a product of two. tests:
 * `exact-set.test.ts`, `solve-landscape-exactly.test.ts`.
 */
export const evidenceBits = (height: number): number => 128 + 4 * height;

/**
 * A value whose rounding is above this, relative where it is above 1, is not known by doubles: terms far larger than it cancel, and
 * double-double is asked. safeguard. test: `solver-completeness.test.ts`.
 */
export const VALUE_KNOWN = 2 ** -30;

/** A value found from expanded terms is right to 2⁹u of the sum of their sizes: derived, of 2⁷ terms at four operations each. */
export const VALUE_ROUNDING = 2 ** -43;

/**
 * Singular ends of paths with imaginary parts up to this are tried as real points, and end no farther than this from where they began.
 *
 * safeguard: an end that is not real does not refine to a real critical point, and one that is refused is counted as not refined.
 * test: `solver.test.ts`, degenerate critical points.
 */
export const NEAR_REAL = 1e-6;

/**
 * Entries of all points below this, in units, are zero: an entry that should be is left at the rounding of rounding.
 *
 * safeguard: it sets units of coordinates only. test: `solver.test.ts`, scales of the moments.
 */
export const ZERO_SIZE = 1e-10;

/**
 * Entries of a singular end of a path up to this, relative to its largest or to 1, are tried as zeros: derived, u^{1/4} (Newton's method
 * at a point degenerate of order 4), generously. Kept only if the point is critical then. test: `components.test.ts`, isolated points.
 */
export const NEARLY_ZERO = 1e-4;

/** The same of a regular end: derived, u², what Newton's method leaves of an entry whose equation it solves exactly. */
export const TRACE = 2 ** -104;

/** An entry tried as zero has stayed zero if Newton's method leaves it below this, in units: derived, 45u. */
export const STAYS_ZERO = 1e-14;

/** Accuracies of ends of paths to systems for orbits: derived, 4·10³u of refined ones, 5√u of means over loops around singular ones. */
export const REGULAR_ACCURACY = 1e-12;
/** Accuracy of means over loops around singular ends: derived, 5√u; see `REGULAR_ACCURACY`. */
export const SINGULAR_ACCURACY = 1e-7;

/** Entries that agree to this, in units, are those of one point, of which no more is learnt a second time: derived, 2¹²u. */
export const SAME_ENTRIES = 2 ** -40;

/**
 * Complex points closer than this, in units, count once: derived, √u, what singular ends are known to. Too few are found then, not too
 * many, and a count that is not reached refuses the list. test: `components.test.ts`, points that paths do not tell apart.
 */
export const SAME_COMPLEX = 1e-8;

/**
 * Points farther apart than this, in units, are not one point to rounding, whatever the conditions say between them.
 *
 * safeguard: between points of one place the conditions are looked at as well. test: `components.test.ts`, (x − 1)⁶.
 */
export const CLOSE = 1e-2;

/** Differences of entries below this share of them, or of 10⁻³, are rounding when points are put in order: derived, as `NEAR_REAL`. */
export const SAME_ORDER = 1e-6;

/** What is left to Newton's method at most, whatever the rounding of the gradient: derived, 2⁹u. test: `refine.test.ts`. */
export const SETTLED_RESIDUAL = 2 ** -43;

/** Vectors shorter than this, in units, are zero where a rank is read from directions: derived, 10²√u. */
export const SHORT = 1e-6;

/** Critical points looked for next to a cluster hold to this residual: derived, 5·10²u of a regular solution. */
export const COMPANION_RESIDUAL = 1e-13;

/** Companions of a cluster are looked for at distances from 1 down to this, in units: safeguard. */
export const CLOSEST = 1e-9;

/** Distance, in units, at which random points around a singular one are looked at: safeguard, `lessSingular`. */
export const NEARBY = 1e-2;

/**
 * Points known to an accuracy δ are looked for within REACH·δ, not nearer than LEAST_REACH and not farther than MOST_REACH, in units:
 * safeguard; what is found elsewhere is another point.
 */
export const REACH = 1e3;
/** The least distance within which such points are looked for, in units: safeguard; see `REACH`. */
export const LEAST_REACH = 1e-6;
/** The largest such distance, in units: safeguard; see `REACH`. */
export const MOST_REACH = 1e-2;

/** Multiple of the largest entry found from where on a curve counts as unbounded: safeguard, open curves are not counted. */
export const FAR = 1e3;

/** Tangents that lose all but this share of their length to others are dependent: derived, 10²√u. test: `certify.test.ts`. */
export const DEPENDENT = 1e-6;

/**
 * Fields shorter than this at a point, relative to its length or to 1, are zero there: safeguard; a certificate with too few or too many
 * slices proves nothing. test: `certify.test.ts`.
 */
export const LEAST_FIELD = 1e-9;

/** Rows of (Q − Λ)x above this are not zero at x, and no test is tried: safeguard. */
export const ZERO_ROW = 1e-9;

/** A rational point within this share of the largest entry is the one that is listed: derived, as `CRITICAL_RESIDUAL`. */
export const SAME_POINT = 1e-12;

/**
 * Ranks of encoders, ρ = 1 and c = 1: relative to the largest, or absolute in numbers up to 1.
 *
 * derived: √u, as a refined point is known to 10⁻¹⁵ and a generic one is far from both. test: `outcome.test.ts`, lines on either side.
 */
export const ENCODER = 1e-8;

/** Rows of an encoder below this share of the longest have no direction: derived, 4·10³u. test: `outcome.test.ts`. */
export const NO_DIRECTION = 1e-12;

/**
 * The search from random starts: Levenberg–Marquardt with damping from `damping`, divided and multiplied as listed, until the residual is
 * below `rest`; what stops below `near` is refined, and counts below `critical`.
 *
 * safeguard: a worse number finds fewer points; what is found is a critical point by `critical`, derived as 10 `CRITICAL_RESIDUAL`, of
 * points that no other method has refined. test: `search.test.ts`.
 */
export const SEARCH = {
  steps: 120,
  damping: 1e-2,
  leastDamping: 1e-14,
  eased: 5,
  rejected: 4,
  singular: 10,
  attempts: 8,
  rest: 1e-10,
  near: 1e-6,
  critical: 1e-11,
} as const;

/** Newton's corrections along a branch shrink by this factor (Deuflhard 2011, ch. 5): derived. test: `branches.test.ts`. */
export const CONTRACTION = 1 / 4;

/** The least nonzero eigenvalue changes by this factor at most in one step along a branch: safeguard. test: `branches.test.ts`. */
export const EIGENVALUE_RATIO = 4;

/**
 * Where the conditions are below NOISE_SETTLED times the bound of their own rounding, as `refine` leaves them, corrections along a branch
 * say nothing, provided that they are below MOST_ROUNDING: points farther apart are told apart by their places. derived, `NOISE_LIMIT` and
 * `MOST_UNCERTAIN`. test: `sweep.test.ts`, pitchforks that are close.
 */
export const NOISE_SETTLED = 4;
/** The largest correction that may pass for rounding: derived; see `NOISE_SETTLED`. */
export const MOST_ROUNDING = 1e-7;

/** Places on a branch agree to this in any case: derived, as `LEAST_UNCERTAIN`. */
export const PLACE_ROUNDING = 2 ** -42;

/** A match of tangents is closer than anything else by this factor: safeguard. test: `branches.test.ts`. */
export const DISTINCT = 4;

/**
 * Flows of affine symmetries from one critical point to another.
 *
 * derived: `reached`, as `VALUE_AGREEMENT`: rounding of some hundred steps, relative to the size of the point; points of two sets that are nearer are not told
 * apart by doubles at all (`single-sheet.ts` refuses them). `terms`, `negligible`: Taylor's series of exponents of size 10 to u. The others are safeguards: a set whose points are not
 * joined is one that is not told apart. test: `affine-flow.test.ts`.
 */
export const FLOW = {
  reached: 1e-11,
  attempts: 6,
  steps: 200,
  /** The size of random steps, relative to that of the point. */
  stride: 2,
  /** A step is taken if the distance falls by this share of it, at least. */
  gain: 1e-3,
  leastShare: 2 ** -12,
  terms: 80,
  negligible: 2 ** -56,
} as const;

/**
 * Sheets of a critical set beside each other.
 *
 * derived: within `margin` times the distance up to which a flow does not tell points apart the Hessian changes by less than `change` of its least eigenvalue off the
 * kernel; one half would exclude another sheet exactly, the rest is for directions between the eigenvectors. test: `single-sheet.test.ts`.
 */
export const SHEET = { margin: 1000, change: 1 / 8 } as const;

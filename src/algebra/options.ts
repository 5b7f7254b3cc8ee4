/**
 * The numbers of this room that decide something: value, meaning, where it comes from, and the test that goes past it.
 *
 * Derived: follows from a bound, which is given. Measured: by the timing that is named. Chosen: any value of the size answers
 * alike, and larger ones cost more.
 */

// ── Work ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Operations, one to three nanoseconds each, that a computation may take. Chosen: about twenty seconds. `count.test.ts` */
export const DEFAULT_OPERATIONS = 1e10;
/** Entries of four bytes that may be held at once. Chosen: 800 MB, a fifth of what a WebAssembly memory can have. `count.test.ts` */
export const DEFAULT_ENTRIES = 2e8;
/** Of the entries that are counted. Derived: they are 32-bit. `over-prime.test.ts` */
export const BYTES_PER_ENTRY = 4;
/** Operations between two looks at the budget and the signal. Chosen: a tenth of a second. `rational-univariate.test.ts` */
export const CHUNK = 1e8;
/** Operations between two looks at the signal. Chosen: a millisecond, so that the clock is asked rarely. `work.test.ts` */
export const LOOK = 1e6;
/** Largest total degree of a monomial: exponents have 16 bits. Derived. `monomials.test.ts` */
export const MAX_DEGREE = 0xffff;
/**
 * Pages of 64 KiB that the kernel's memory may keep between computations: 64 MiB. Chosen: most computations need less, and one
 * that needs more takes longer than its pages do to be made again. `elimination-kernel.test.ts`
 */
export const KEPT_PAGES = 1024;

// ── Counting modulo a prime ─────────────────────────────────────────────────────────────────────────────────────

/**
 * What remains of the probability that all agreeing linear forms undercount the points; the number of forms is derived from it,
 * see `count.ts`. Chosen: below the chance that the machine errs. `count.test.ts`
 */
export const DOUBT = 1e-9;
/** Linear forms of small integers tried before another prime must be taken. Chosen: a random one fails rarely. `univariate-image.ts` */
export const FORMS = 40;

/** Primes that have to agree on the number of isolated points beside curves. Chosen: an unlucky one is rare. `isolated-count.test.ts` */
export const AGREEING_PRIMES = 2;
/** Multiples of other variables that are added to the last one are at most this. Chosen: general for nearly all sets, and short. `isolated-count.test.ts` */
export const MOST_SLOPE = 99;

// ── Reconstruction over Q ───────────────────────────────────────────────────────────────────────────────────────

/** Plans tried, each with a prime of its own. Chosen: one bad plan is rare already. `rational-univariate.test.ts` */
export const PLANS = 5;
/** Primes in a row that may disagree with a plan before it is given up. Chosen; as above. */
export const UNLUCKY = 10;
/** More primes that must agree that there is no solution: each errs only if it divides one fixed integer. Chosen. */
export const MORE_PRIMES = 2;
/** Entries of a basis and its trace that is kept for whoever asks for it next. Chosen: 32 MB; what is larger took long, and is little of all that follows. `modular-basis.test.ts` */
export const MOST_KEPT_ENTRIES = 2 ** 23;
/** Odd numbers below 2²⁶ from which primes may begin. Chosen: more than anybody multiplies, and less than a bit off the largest. `system.test.ts` */
export const PRIME_STARTS = 2 ** 20;
/** Bits of each prime, as reports state them. Derived: they are below 2²⁶, and nearly all above 2²⁵. */
export const PRIME_BITS = 26;
/**
 * Bits by which the largest quotient of Euclid's algorithm must stand out for a fraction to count as found. Derived: a random
 * residue has a quotient that large with probability about 2^−40 per step. `reconstruction.test.ts`
 */
export const MARGIN = 40;
/** Primes at the next attempt at a fraction, for those at the last. Chosen: some seven in a hundred primes more than are needed. `lift.test.ts` */
export const ATTEMPT_GROWTH = 1.15;
/** Operations of an attempt for each pair of primes, and for each prime and entry. Measured: 5 ms for 300 primes and one entry. `lift.test.ts` */
export const ATTEMPT_COST = 20;
/** The proof that solutions are all may cost so many times what they took, and `PROOF_LEAST` more. Chosen. `completeness.test.ts` */
export const PROOF_FACTOR = 3;
/** Operations that the proof may take whatever the solutions took. Chosen; as above. `completeness.test.ts` */
export const PROOF_LEAST = 5e8;
/**
 * The same for certified points, which take so little that their share says nothing of what a proof may take. Measured: the zoo's proofs take up to 6 · 10⁸; a
 * representation over Q, which is tried then, would take longer. `completeness.test.ts`
 */
export const CERTIFIED_PROOF_LEAST = 2e9;
/**
 * Operations that a proof by Bernstein's number may take, where it is tried first, for the solutions with a coordinate 0, in all hyperplanes together: so many
 * times what the points took, and `least` more. Measured: game-6 takes 8 % and is slow by consequences; trinks and eco-6 to eco-8 take 75 to 250 %, and 3
 * to 10 times as long as by consequences. `completeness.test.ts`
 */
export const HYPERPLANES = { share: 0.1, least: 5e5 } as const;
/**
 * Operations that a product of two integers takes for each word, in reductions of polynomials. Measured by sums of products of integers of one to four
 * words, 60 to 100 ns, where an operation of elimination takes 3 to 6 in all. `exact-reduction.test.ts`
 */
export const PER_PRODUCT = 20;
/** Scalings of a row of integers after which it is divided by its content. Chosen: 4 to 16 take the same time. `exact-reduction.test.ts` */
export const CONTENT_EVERY = 8;
/** Weights of variables are tried up to this. Chosen: larger quotients of degrees are rare. `grading.test.ts` */
export const MOST_WEIGHT = 6;
/** Operations that the search for weights may take. Chosen: a few milliseconds. `grading.test.ts` */
export const WEIGHT_SEARCH = 5e5;
/** Changes of mixed cells after which a mixed volume is given up. Chosen: a second or so. `mixed-volume-bound.test.ts` */
export const MIXED_CELL_EVENTS = 300_000;
/** Monomials of a box in which contradictions are looked for. Chosen: their matrix is reduced in a second or so. `bound.test.ts` */
export const MOST_BOX_COLUMNS = 2000;
/** Consequences of lower degree that may be added to the equations. Chosen: the bound is sharp long before, or out of reach. `consequences.test.ts` */
export const MOST_CONSEQUENCES = 400;
/** Multiples of equations of one degree among which syzygies are looked for. Chosen: their matrix is reduced in a second or so. `consequences.test.ts` */
export const MOST_SYZYGY_ROWS = 3000;
/** Entries of quotients modulo many primes that are held at once. Chosen: 128 MB. `residue-division.test.ts` */
export const MOST_PANEL_ENTRIES = 2 ** 25;
/** Choices of points at which a polynomial must not vanish modulo a prime. Chosen: each fails with probability 2⁻¹⁴ at most. `residue-division.test.ts` */
export const TWISTS = 10;

// ── Floating point ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Share of a row that may be left where it vanishes modulo a prime, in a trace that is repeated in floating point: beyond it the basis is reconstructed from primes
 * and rounded. Measured: game-6 leaves 2 · 10⁻² and all its points are found, cyclic-7 10⁷. `numeric-quotient.test.ts`
 */
export const MOST_LOST = 2 ** -3;
/** Share of what is left of the budget that this reconstruction may take. Chosen: representations over Q come after it. `numeric-quotient.test.ts` */
export const ROUNDING_SHARE = 1 / 4;

// ── Where another algorithm is faster ───────────────────────────────────────────────────────────────────────────

/** Length of polynomials over F_p from which the kernel is faster, copies included. Measured by products of equal length. `polynomial-modulo.test.ts` */
export const LONG = 16;
/**
 * Length of integer polynomials from which packing is faster than the schoolbook way. Measured by products of equal length with
 * coefficients of 30, 300 and 3000 bits: equal at about 60, 16 and 12. `integer-polynomial.test.ts`
 */
export const PACKED = 16;

// ── Coordinates ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Least relative precision of coordinates, in bits: 53 of a double, and nine so that ties are rare. Derived. `coordinates.test.ts` */
export const LEAST_COORDINATE_BITS = 62;
/**
 * Decimal digits of every coordinate of a point that is listed: so many beyond those of a double that radii are, to all digits shown, what rounding
 * loses. Derived. `solve-algebra.test.ts`
 */
export const POINT_DIGITS = 40;
/** A value that straddles a tie between two doubles at so many times the precision is taken for the tie. Chosen. `coordinates.test.ts` */
export const TIES = 8;
/** Bits at which boxes of two roots that still meet are taken to belong to one point, which is refused. Chosen. `coordinates.test.ts` */
export const MOST_COORDINATE_BITS = 1 << 17;

// ── Real points ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Coordinates of points from which distances are measured are integers up to this. Chosen: general for nearly all sets, and short. `real-samples.test.ts` */
export const FARTHEST = 19;
/** Length of q up to which local dimensions are looked at, point by point. Chosen: a second or so. `real-samples.test.ts` */
export const MOST_LOCATED = 65;
/** Operations that may be spent on the local dimension at one point. Chosen: a second or so; without it the points are the same. `real-samples.test.ts` */
export const LOCAL_WORK = 1e9;

// ── Algebraic numbers ───────────────────────────────────────────────────────────────────────────────────────────

/** Degree of the number t up to which values get their minimal polynomials. Chosen: sets of roots are tried up to it. `algebraic-number.test.ts` */
export const MOST_DEGREE = 16;
/**
 * Degree of t times the bits of its minimal polynomial up to which values get theirs. Measured: linear algebra over Q takes 0.4 s at 6 · 339, 52 s at 10 · 1132, about
 * the third power; a second or so at this bound, beyond which nobody reads the polynomial. `algebraic-number.test.ts`
 */
export const MOST_FIELD_BITS = 3000;
/** Points of a list, one coordinate of which gets a polynomial. Chosen: exact linear algebra of this size takes seconds. `algebraic-number.test.ts` */
export const MOST_PROJECTED = 64;
/** Sets of roots that may be tried for a factor. Chosen: all there are up to degree 16, 39,203. `algebraic-number.test.ts` */
export const MOST_ROOT_SETS = 40_000;

/**
 * The numbers of this room that decide something: where text, algebra and proofs give up, and the test that goes past it.
 *
 * Derived: follows from a bound, which is given. Chosen: guards against hostile input or endless search, far above what any
 * problem needs, far below what a machine cannot do; other values of the size answer alike.
 */

/** Characters of a text. Chosen; `parser.test.ts` and `scalar-parser.test.ts` fail where it is not kept. */
export const MAX_TEXT = 20_000;

/** Levels of parentheses and signs. Chosen: well below the depth at which a parser's recursion overflows the stack. */
export const MAX_NESTING = 200;

/** Exponents of scalar expressions, in magnitude. Chosen. */
export const MAX_SCALAR_EXPONENT = 1000;

/** Bits of numerators and denominators of scalar values: ((2^1000)^1000)^1000 is a mistake or an attack. Chosen. */
export const MAX_BITS = 200_000;

/** Square roots adjoined at once: elements are sums of up to 2^k terms. Chosen. */
export const MAX_ROOTS = 20;

/** Random points at which a formula is checked; the probability that a wrong one passes is derived in `scalar-algebra.ts`. */
export const CHECK_POINTS = 4;

/** Points at which a formula is not defined before it counts as nowhere defined. Chosen. */
export const MAX_POLES = 20;

/** Terms of one expression: more is a mistake or an attack, not a loss. Chosen. `expression.test.ts` */
export const MAX_TERMS = 100_000;

/** Matrices in one product: a loss of higher degree is a mistake, such as nested powers, or an attack. Chosen. `parser.test.ts` */
export const MAX_LETTERS = 1024;

/** Letters of all products of terms that one operation may take: some seconds. Chosen, as above. `parser.test.ts` */
export const MAX_PRODUCTS = 5_000_000;

/** Rows and columns of a matrix that is put together from others. Chosen: as many as a problem's own may have. `parser.test.ts` */
export const MAX_SIDE = 1000;

/** Rows of a matrix up to which det is multiplied out in traces of powers: 7 terms there, times those of the matrix. Chosen. `inverse.test.ts` */
export const MAX_DETERMINANT = 5;

/**
 * Terms up to which the stationarity conditions are multiplied out (`expansion-bound.ts` bounds them beforehand): for counts modulo
 * primes and for proofs of boundedness. Chosen: some seconds of exact arithmetic. `critical-count.test.ts`, `coercivity.test.ts`
 */
export const MAX_EXPANDED_TERMS = 200_000;

/** Operations after which an exact linear system for symmetries is given up. Chosen: about a second. `generators.test.ts` */
export const KERNEL_BUDGET = 20_000_000;
/** Unknowns of such a system. Chosen; its dense kernel has their square as entries. `generators.test.ts` */
export const MAX_KERNEL_UNKNOWNS = 400;

/** Monomials of a basis for a certificate of growth, in `coercivity.ts` and `gram.ts`. Chosen: beyond, the search takes minutes. `coercivity.test.ts` */
export const MAX_BASIS = 60;
/** The same where multipliers are sought as well: most landscapes that come so far have no certificate. Chosen. */
export const MAX_BASIS_WITH_MULTIPLIERS = 36;
/** Free entries of the Gram matrix, and directions of its linear constraints. Chosen; as above. `gram.test.ts` */
export const MAX_GRAM_UNKNOWNS = 1500;
/** Directions that the linear constraints leave a Gram matrix. Chosen; as above. `gram.test.ts` */
export const MAX_GRAM_DIRECTIONS = 400;
/** Bits kept when a Gram matrix is rounded to rationals. Derived: more than a margin of 10⁻⁹ needs. `gram.test.ts` */
export const GRAM_BITS = 44;

/** Free entries up to which every product x_i F_j is a multiplier; beyond, ⟨X, F_X⟩ of every variable is. Chosen. */
export const MAX_ENTRYWISE = 6;
/** Free entries up to which the products F_j, x_i x_k F_j and F_i F_j are multipliers, too. Chosen. `coercivity.test.ts` */
export const MAX_SQUARED = 3;
/** Directions in which the leading form is looked at: two signs say that neither f nor −f is coercive. Chosen: a proof follows or fails. */
export const DIRECTIONS = 40;
/** Share of the sum of the sizes of the terms below which a value of the leading form has no sign. Derived: far above rounding, n·2⁻⁵³. */
export const UNSIGNED = 1e-9;

/** Binary digits that rounding may spoil in `fine-point.ts`: terms, degrees and sizes of ordinary systems together. Chosen. */
export const GUARD_BITS = 40;
/** Steps with J⁻¹ fixed, each of which gains some digits; an iteration that does not gain ends before. Chosen. `fine-point.test.ts` */
export const MAX_NEWTON_STEPS = 60;
/** Pairs of equations that are tried in `lift.ts`. Chosen. `lift.test.ts` */
export const MAX_LIFT_PAIRS = 12;

/**
 * The numbers of this room that decide something: where text, algebra and proofs give up, and why there.
 *
 * Those that guard against hostile input are `chosen`: far above what any problem needs, far below what a machine cannot do.
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

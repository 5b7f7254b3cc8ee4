/**
 * All roots of one polynomial in one variable over Q, with multiplicities, each proved: no paths.
 *
 *   f = c Π f_i^i square-free;   roots of f_i in pairwise disjoint discs, exactly one in each, of multiplicity i
 *
 * Two methods check each other: the discs decide reality by symmetry (`complex-roots.ts`), Descartes' rule isolates the real
 * roots without them (`real-roots.ts`); a difference in number or place is an error, never an answer. Rational roots
 * are found as such (radius 0) while their denominators stay below 2^256. Roots of real part 0 are counted by Descartes'
 * rule on G where gcd(f(x), f(−x)) = G(x²), so that `re` is exactly 0 for them.
 *
 * A system of polynomials in one variable has the roots of its greatest common divisor; multiplicities are those of the gcd,
 * which are the multiplicities in Q[x]/(f_1, …, f_k).
 */

import { bitLength, nearestDouble, shifted } from "../../exact/dyadic.js";
import { type Rational, ratio, toNumber, ZERO } from "../../exact/rational.js";
import { complexRoots, type Refine, type RootDisc } from "./complex-roots.js";
import { overlaps } from "./discs.js";
import {
  degreeOf,
  homogeneousValue,
  type IntegerPolynomial,
  primitiveFrom,
  reflect,
} from "./integer-polynomial.js";
import { drive, finish, type Work, type WorkOptions } from "./progress.js";
import { type RealRoot, realRoots } from "./real-roots.js";
import { greatestCommonDivisor, squareFreeDecomposition } from "./square-free.js";

/** One root: it lies within `radius` of re + i·im, and no other root does. */
export interface UnivariateRoot {
  readonly re: Rational;
  /** 0 if and only if the root is real. */
  readonly im: Rational;
  /** 0 if the root is rational and known as such. */
  readonly radius: Rational;
  readonly real: boolean;
  /** Whether the real part is exactly 0; `re` is then 0. */
  readonly imaginary: boolean;
  readonly multiplicity: number;
  /** For real roots: closed intervals, disjoint from one another, with exactly this root. */
  readonly interval: { readonly lower: Rational; readonly upper: Rational } | null;
  /** The doubles nearest to real and imaginary part. */
  readonly double: { readonly re: number; readonly im: number };
}

/** All roots, or that every number is one. */
export type UnivariateSolution =
  /** Real roots ascending, then pairs by real part and height, the lower one of a pair first. */
  | { readonly kind: "finite"; readonly degree: number; readonly roots: readonly UnivariateRoot[] }
  /** The zero polynomial: every number is a root. */
  | { readonly kind: "everything" };

/** How accurate roots are, and how the work is followed or stopped. */
export interface UnivariateOptions extends WorkOptions {
  /** Significant decimal digits of every part that is not 0; 18 at least. */
  readonly digits?: number;
}

/**
 * The roots of Σ c_k x^k.
 *
 * @param coefficients c_0, …, c_n, lowest power first; leading zeros are allowed.
 * @throws the signal's reason once it is aborted; RangeError for `digits` that are no positive integer.
 * @example (await solveUnivariate([-2n, 0n, 1n])).roots.map(({ double }) => double.re) // [−√2, √2]
 * @internal tests and benches alone
 */
export function solveUnivariate(
  coefficients: readonly (bigint | Rational)[],
  options: UnivariateOptions = {},
): Promise<UnivariateSolution> {
  return solveUnivariateSystem([coefficients], options);
}

/** The common roots of several polynomials; without any, `everything`. Otherwise as `solveUnivariate`. */
export async function solveUnivariateSystem(
  polynomials: readonly (readonly (bigint | Rational)[])[],
  options: UnivariateOptions = {},
): Promise<UnivariateSolution> {
  return drive(univariateRoots(polynomials, options.digits), options);
}

/**
 * `solveUnivariate` without interruption.
 * @internal tests and benches alone
 */
export const solveUnivariateNow = (
  coefficients: readonly (bigint | Rational)[],
  digits?: number,
): UnivariateSolution => finish(univariateRoots([coefficients], digits));

/** Relative accuracy 2⁻⁶⁰ makes the nearest double known but for rare ties, which are refined. */
const LEAST_BITS = 60;

/** The common roots as interruptible work. */
function* univariateRoots(
  polynomials: readonly (readonly (bigint | Rational)[])[],
  digits = 18,
): Work<UnivariateSolution> {
  if (!Number.isInteger(digits) || digits < 1)
    throw new RangeError(`digits: expected a positive integer, got ${digits}`);
  // log₂ 10 < 10/3.
  const bits = Math.max(LEAST_BITS, Math.ceil((10 * digits) / 3) + 2);
  const f = polynomials.reduce<IntegerPolynomial>(
    (common, coefficients) => greatestCommonDivisor(common, primitiveFrom(coefficients)),
    [],
  );
  if (f.length === 0) return { kind: "everything" };
  const located: Located[] = [];
  for (const { polynomial, multiplicity } of squareFreeDecomposition(f)) {
    yield { stage: "square-free", done: 0, total: 1 };
    for (const root of yield* squareFreeRoots(polynomial, bits)) located.push({ ...root, multiplicity });
  }
  yield* separate(located);
  for (const root of located) {
    settleDouble(root);
    yield { stage: "refining", done: 0, total: located.length };
  }
  return { kind: "finite", degree: degreeOf(f), roots: located.flatMap(describe).sort(inOrder) };
}

/** A real root or the upper one of a pair. */
interface Located {
  disc: RootDisc;
  /** The root itself where it is known to be rational. */
  readonly exact: Rational | null;
  readonly refine: Refine;
  readonly multiplicity: number;
}

/** A root in a disc of its own, and how to make the disc smaller. */
export type LocatedRoot = Omit<Located, "multiplicity">;

/**
 * The real roots and the upper ones of each pair, in pairwise disjoint discs except that rational roots may touch others.
 *
 * @param f square-free, of positive degree.
 */
export function* squareFreeRoots(f: IntegerPolynomial, bits: number): Work<LocatedRoot[]> {
  if (f[0] === 0n) {
    const rest = f.slice(1);
    return [rationalRoot(ZERO, bits), ...(degreeOf(rest) > 0 ? yield* squareFreeRoots(rest, bits) : [])];
  }
  if (degreeOf(f) === 1) return [rationalRoot(ratio(-f[0]!, f[1]!), bits)];
  const { real, upper, refine } = yield* complexRoots(f, yield* imaginaryPairs(f), bits);
  const sorted = real.toSorted(byRealPart);
  crossCheck(sorted, yield* realRoots(f));
  const located: LocatedRoot[] = [];
  for (const disc of sorted) {
    located.push(recogniseRational(f, disc, refine, bits));
    yield { stage: "refining", done: located.length, total: sorted.length };
  }
  return [...located, ...upper.map((disc) => ({ disc, exact: null, refine }))];
}

/**
 * The number of pairs ±iy, y > 0, of roots: f is real, so iy is one if and only if f(iy) = f(−iy) = 0, that is, if it is a
 * root of gcd(f(x), f(−x)), which is even and square-free: G(x²) with G(−y²) = 0.
 *
 * @param f square-free with f(0) ≠ 0.
 */
function* imaginaryPairs(f: IntegerPolynomial): Work<number> {
  const even = greatestCommonDivisor(f, reflect(f));
  if (even.length === 1) return 0;
  const roots = yield* realRoots(even.filter((_, k) => k % 2 === 0));
  return roots.filter(({ high }) => high < 0n).length;
}

/** @throws Error if the discs of the real roots and the isolating intervals do not belong together one by one. */
function crossCheck(discs: readonly RootDisc[], intervals: readonly RealRoot[]): void {
  const agree =
    discs.length === intervals.length &&
    discs.every(({ re, radius, unit }, i) => {
      const { low, high, denominator } = intervals[i]!;
      const up = unit > 0 ? BigInt(unit) : 0n;
      const down = unit < 0 ? BigInt(-unit) : 0n;
      return (
        ((re - radius) * denominator) << up <= high << down &&
        ((re + radius) * denominator) << up >= low << down
      );
    });
  if (!agree)
    throw new Error(
      `solveUnivariate: ${discs.length} real roots by discs, ${intervals.length} by Descartes' rule, or elsewhere`,
    );
}

function byRealPart(a: RootDisc, b: RootDisc): number {
  const unit = Math.min(a.unit, b.unit);
  const difference = shifted(a.re, a.unit - unit) - shifted(b.re, b.unit - unit);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A rational root with a disc of any size about it. */
function rationalRoot(exact: Rational, bits: number): LocatedRoot {
  const disc = (unit: number): RootDisc => {
    const [up, down] = unit < 0 ? [BigInt(-unit), 0n] : [0n, BigInt(unit)];
    const re = (exact.s * exact.n * (1n << up)) / (exact.d << down);
    // The quotient is cut towards 0.
    return { re, im: 0n, radius: 1n, unit, axis: "real" };
  };
  return {
    disc: disc(bitLength(exact.n) - bitLength(exact.d) - bits),
    exact,
    refine: (_, goal) => disc(goal),
  };
}

/** Relative precision up to which a real root is refined to tell whether it is rational. */
const RATIONAL_BITS = 256;

/**
 * If the root ξ is rational, lc·ξ is an integer: the one in lc·disc, once that is shorter than 1.
 */
function recogniseRational(f: IntegerPolynomial, disc: RootDisc, refine: Refine, bits: number): LocatedRoot {
  const lead = f[f.length - 1]!;
  const goal = -bitLength(lead) - 3;
  if (bitLength(disc.re) + disc.unit - goal > RATIONAL_BITS) return { disc, exact: null, refine };
  const fine = refine(disc, goal);
  const half = fine.unit < 0 ? 1n << BigInt(-fine.unit - 1) : 0n;
  const numerator = shifted(lead * fine.re + half, fine.unit);
  const offset = dyadic(lead * fine.re, fine.unit)
    .sub(ratio(numerator, 1n))
    .abs();
  const inside = offset.compare(dyadic(lead * fine.radius, fine.unit)) <= 0;
  if (!inside || homogeneousValue(f, numerator, lead) !== 0n) return { disc: fine, exact: null, refine };
  return rationalRoot(ratio(numerator, lead), bits);
}

/** Refines until the discs of all factors are pairwise disjoint. */
function* separate(located: Located[]): Work<void> {
  for (;;) {
    const meeting = new Set<Located>();
    for (const pair of overlaps(located.map(({ disc }) => disc)))
      for (const index of pair) meeting.add(located[index]!);
    if (meeting.size === 0) return;
    for (const root of meeting) {
      root.disc = root.refine(root.disc, bitLength(root.disc.radius) + root.disc.unit - 32);
      yield { stage: "isolating", done: located.length - meeting.size, total: located.length };
    }
  }
}

/** Refinements of a part that keeps straddling a tie between two doubles; then it is taken for the tie. */
const TIES = 40;

/** Refines until the nearest doubles are the same for all points of the disc. */
function settleDouble(root: Located): void {
  if (root.exact !== null) return;
  for (let refinement = 0; refinement < TIES; refinement++) {
    const { re, im, radius, unit, axis } = root.disc;
    const known = (part: bigint) => nearestDouble(part - radius, unit) === nearestDouble(part + radius, unit);
    if ((axis === "imaginary" || known(re)) && (axis === "real" || known(im))) return;
    root.disc = root.refine(root.disc, bitLength(radius) + unit - 16);
  }
}

/** x·2^unit. */
export const dyadic = (x: bigint, unit: number): Rational =>
  unit >= 0 ? ratio(x << BigInt(unit), 1n) : ratio(x, 1n << BigInt(-unit));

/** The root, or the pair, as given out. */
function describe({ disc, exact, multiplicity }: Located): UnivariateRoot[] {
  if (exact !== null) {
    const double = { re: toNumber(exact), im: 0 };
    const interval = { lower: exact, upper: exact };
    const imaginary = exact.n === 0n;
    return [{ re: exact, im: ZERO, radius: ZERO, real: true, imaginary, multiplicity, interval, double }];
  }
  const { re, im, radius, unit, axis } = disc;
  const common = { radius: dyadic(radius, unit), imaginary: axis === "imaginary", multiplicity };
  const centre = dyadic(re, unit);
  const x = nearestDouble(re, unit);
  if (axis === "real")
    return [
      {
        ...common,
        re: centre,
        im: ZERO,
        real: true,
        interval: { lower: dyadic(re - radius, unit), upper: dyadic(re + radius, unit) },
        double: { re: x, im: 0 },
      },
    ];
  const height = dyadic(im, unit);
  const y = nearestDouble(im, unit);
  const pair = { ...common, re: centre, real: false, interval: null };
  return [
    { ...pair, im: height.neg(), double: { re: x, im: -y } },
    { ...pair, im: height, double: { re: x, im: y } },
  ];
}

/** Real roots first; the doubles decide, the exact centres where these agree. */
function inOrder(a: UnivariateRoot, b: UnivariateRoot): number {
  if (a.real !== b.real) return a.real ? -1 : 1;
  if (a.real) return a.re.compare(b.re);
  return (
    a.double.re - b.double.re ||
    Math.abs(a.double.im) - Math.abs(b.double.im) ||
    a.re.compare(b.re) ||
    a.im.abs().compare(b.im.abs()) ||
    a.double.im - b.double.im
  );
}

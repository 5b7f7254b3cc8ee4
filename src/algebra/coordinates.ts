/**
 * The points of a zero-dimensional set given by a rational univariate representation.
 *
 *   {(x_1, …, x_n)} = {(g_1(t)/d_1(t), …, g_n(t)/d_n(t)) : q(t) = 0},   q = Π q_m square-free, gcd(d_i, q) = 1
 *
 * with q, g_i, d_i in Q[T] and t a rational linear form in the coordinates, or any rational function of them, that takes
 * different values at different points; q_m belongs to the points of multiplicity m.
 *
 * Enclosures: t lies in a disc |t − c| ≤ r that contains exactly one root (`univariate/complex-roots.ts`); then
 * |g(t) − g(c)| ≤ r Σ k|g_k|(|c| + r)^{k−1}, g(c) with the bounds of `univariate/evaluate.ts`, and the quotient of two discs.
 * t is refined until every coordinate is as accurate as asked and the boxes of different points are disjoint.
 *
 * Decisions, all exact: a point is real if and only if its t is, as conjugate points have conjugate t. A polynomial P vanishes
 * at a point if and only if the numerator N of P(g/d) does at t; with h = gcd(q, N), t is a root of exactly one of
 * h and q/h, and refining t shows which of them is not 0. The sign of P at a real point follows by refining.
 *
 * Not covered: whether single coordinates of a point that is not real are real.
 */

import { pow } from "../elementary/elementary.js";
import { bitLength, doubleBelow, nearestDouble, powerOfTwo, shifted } from "../exact/dyadic.js";
import { type Rational, ratio, ZERO } from "../exact/rational.js";
import { LEAST_COORDINATE_BITS, MOST_COORDINATE_BITS, TIES } from "./options.js";
import type { RationalUnivariate } from "./rational-univariate.js";
import type { RootDisc } from "./univariate/complex-roots.js";
import { type Disc, disjoint } from "./univariate/discs.js";
import { type BigValue, boundAt, EvaluablePolynomial, evaluateBig } from "./univariate/evaluate.js";
import {
  derivativeOf,
  divideExactly,
  type IntegerPolynomial,
  multiply,
  primitiveFrom,
  subtract,
  trim,
} from "./univariate/integer-polynomial.js";
import { drive, finish, type Work, type WorkOptions } from "./univariate/progress.js";
import {
  addScaled,
  compareScaled,
  divideScaled,
  lowerModulus,
  normalised,
  type Scaled,
  type ScaledComplex,
  scaledComplexFrom,
  scaledFrom,
  UPWARD,
  unitsAbove,
  upperModulus,
} from "./univariate/scaled.js";
import { dyadic, type LocatedRoot, squareFreeRoots } from "./univariate/solve.js";
import { greatestCommonDivisor } from "./univariate/square-free.js";

/** See the head of this file; coefficients by ascending degree. */
export interface UnivariateRepresentation {
  /** The q_m: square-free, pairwise coprime, of positive degree. */
  readonly factors: readonly { readonly polynomial: readonly bigint[]; readonly multiplicity: number }[];
  /** x_i = numerator(t)/denominator(t). */
  readonly coordinates: readonly {
    readonly numerator: readonly (bigint | Rational)[];
    readonly denominator: readonly (bigint | Rational)[];
  }[];
}

/** The representation x_i = g_i(t)/q′(t) that `rational-univariate.ts` finds. */
export const overDerivative = ({
  polynomial,
  numerators,
  factors,
}: Pick<RationalUnivariate, "polynomial" | "numerators" | "factors">): UnivariateRepresentation => {
  const denominator = derivativeOf(polynomial);
  return { factors, coordinates: numerators.map((numerator) => ({ numerator, denominator })) };
};

/** A polynomial in the coordinates: Σ coefficient·Π x_i^{exponents_i}. */
export type CoordinatePolynomial = readonly {
  readonly coefficient: bigint;
  readonly exponents: readonly number[];
}[];

/** x_i lies within `radius` of re + i·im. */
export interface Coordinate {
  readonly re: Rational;
  /** 0 for real points. */
  readonly im: Rational;
  /** At most 2^−bits of the modulus; 0 if the coordinate is exactly 0. */
  readonly radius: Rational;
  /** The doubles nearest to the centre; 0 for a part that the disc does not tell from 0. */
  readonly double: { readonly re: number; readonly im: number };
}

/** A point with algebraic coordinates: enclosed, and exact through its source. */
export interface AlgebraicPoint {
  readonly real: boolean;
  readonly multiplicity: number;
  readonly coordinates: readonly Coordinate[];
  /** What the point is, for exact decisions. */
  readonly source: PointSource;
}

/** A root of one factor, with the representation whose point it gives. */
export interface PointSource {
  readonly representation: Prepared;
  readonly factor: IntegerPolynomial;
  /** For points that are not real, the root above the real line. */
  readonly root: LocatedRoot;
}

/** How accurate coordinates are, and how the work is followed or stopped. */
export interface PointOptions extends WorkOptions {
  /** Significant decimal digits of every coordinate that is not 0; 18 at least. */
  readonly digits?: number;
}

/**
 * All points, real ones first, each in a box; the boxes are pairwise disjoint.
 *
 * @throws RangeError if a denominator shares a root with q, there is no coordinate, or different roots of q give the same
 *   coordinates as far as 2^−131072; the signal's reason once it is aborted.
 */
export function locatePoints(
  representation: UnivariateRepresentation,
  { digits, ...options }: PointOptions = {},
): Promise<AlgebraicPoint[]> {
  return drive(points(representation, digits), options);
}

/** `locatePoints` without interruption. */
export const locatePointsNow = (
  representation: UnivariateRepresentation,
  digits?: number,
): AlgebraicPoint[] => finish(points(representation, digits));

/** The coordinates as quotients of integer polynomials. */
export interface Prepared {
  readonly coordinates: readonly {
    readonly numerator: EvaluablePolynomial | null;
    readonly denominator: EvaluablePolynomial;
  }[];
}

/** g_i/d_i = (G/a)/(D/b) with integer polynomials, the constant joined to the numerator or denominator. */
function prepare({ factors, coordinates }: UnivariateRepresentation): Prepared {
  // One object for one denominator, so that it is looked at, and evaluated, once.
  const known = new Map<string, EvaluablePolynomial>();
  const prepared = (d: IntegerPolynomial, i: number): EvaluablePolynomial => {
    const key = d.join();
    const denominator = known.get(key);
    if (denominator !== undefined) return denominator;
    if (d.length === 0 || factors.some(({ polynomial }) => greatestCommonDivisor(polynomial, d).length !== 1))
      throw new RangeError(`locatePoints: expected the denominator of coordinate ${i} to be coprime to q`);
    const made = new EvaluablePolynomial(d);
    known.set(key, made);
    return made;
  };
  return {
    coordinates: coordinates.map(({ numerator, denominator }, i) => {
      const [g, d] = overCommonDenominator(numerator, denominator);
      return { numerator: g.length === 0 ? null : new EvaluablePolynomial(g), denominator: prepared(d, i) };
    }),
  };
}

/** Integer polynomials with the same quotient. */
function overCommonDenominator(
  f: readonly (bigint | Rational)[],
  g: readonly (bigint | Rational)[],
): [IntegerPolynomial, IntegerPolynomial] {
  // The primitive multiple of both lists in one keeps their ratio; its sign is common to both.
  const joined = primitiveFrom([...f, ...g, 1n]);
  const scale = joined[joined.length - 1]!;
  const whole = (c: bigint | Rational) => (typeof c === "bigint" ? c * scale : (c.s * c.n * scale) / c.d);
  return [trim(f.map(whole)), trim(g.map(whole))];
}

/** The points as interruptible work. */
function* points(representation: UnivariateRepresentation, digits = 18): Work<AlgebraicPoint[]> {
  if (!Number.isInteger(digits) || digits < 1)
    throw new RangeError(`digits: expected a positive integer, got ${digits}`);
  const bits = Math.max(LEAST_COORDINATE_BITS, Math.ceil((10 * digits) / 3) + 2);
  if (representation.coordinates.length === 0)
    throw new RangeError("locatePoints: expected at least one coordinate, got none");
  const prepared = prepare(representation);
  const placed: Placed[] = [];
  for (const { polynomial, multiplicity } of representation.factors) {
    const factor = primitiveFrom(polynomial);
    const zeros = prepared.coordinates.map(({ numerator }) =>
      divisors(factor, numerator?.coefficients ?? []),
    );
    for (const root of yield* squareFreeRoots(factor, bits)) {
      const source = { representation: prepared, factor, root };
      const vanishing = zeros.map((parts) => isRootOf(parts, root));
      placed.push({ source, multiplicity, vanishing, bits, discs: encloseAll(source, vanishing, bits) });
      yield { stage: "refining", done: placed.length, total: factor.length - 1 };
    }
  }
  yield* keepApart(placed);
  return placed.flatMap(describe).sort(inOrder);
}

/** A real point, or the one of a pair whose t lies above the real line. */
interface Placed {
  readonly source: PointSource;
  readonly multiplicity: number;
  readonly vanishing: readonly boolean[];
  bits: number;
  discs: readonly Disc[];
}

/** h = gcd(q, N) and q/h. */
interface Divisors {
  readonly common: EvaluablePolynomial;
  readonly rest: EvaluablePolynomial;
}

function divisors(q: IntegerPolynomial, numerator: IntegerPolynomial): Divisors {
  const common = greatestCommonDivisor(q, numerator);
  return {
    common: new EvaluablePolynomial(common),
    rest: new EvaluablePolynomial(divideExactly(q, common)!),
  };
}

/** Whether the root of q = h·(q/h) is one of h; the polynomial that is not 0 there shows it at some precision. */
function isRootOf({ common, rest }: Divisors, root: LocatedRoot): boolean {
  if (common.degree === 0) return false;
  if (rest.degree === 0) return true;
  for (let bits = 64; ; bits *= 2) {
    const disc = refined(root, bits);
    if (certainlyNonzero(common, disc, bits)) return false;
    if (certainlyNonzero(rest, disc, bits)) return true;
  }
}

/** The root's disc with a radius of at most 2^−bits times its modulus (or 1, near 0). */
function refined({ disc, refine }: LocatedRoot, bits: number): RootDisc {
  const size = bitLength(disc.re) > bitLength(disc.im) ? disc.re : disc.im;
  return refine(disc, (size === 0n ? 0 : bitLength(size) + disc.unit) - bits);
}

/** f on a disc. */
interface DiscValue {
  /** The value at the centre. */
  readonly big: BigValue;
  /** A bound of |f(t) − big| on the disc. */
  readonly error: Scaled;
  /** `big` as scaled doubles, right to 2⁻⁴⁸ of itself. */
  readonly value: ScaledComplex;
}

function onDisc(f: EvaluablePolynomial, disc: Disc, precision: number): DiscValue {
  const centre = upperModulus(scaledComplexFrom(disc.re, disc.im, disc.unit));
  const radius = scaledFrom(disc.radius, disc.unit);
  const reach = addScaled(centre, radius);
  const modulus = normalised(reach.m * UPWARD, reach.e);
  const big = evaluateBig(f, disc.re, disc.im, disc.unit, modulus, precision);
  const value = scaledComplexFrom(big.re, big.im, big.unit);
  let error = normalised(big.error, big.unit);
  if (f.degree > 0) {
    const slope = boundAt(f.derivative, modulus);
    error = addScaled(error, normalised(slope.m * radius.m * UPWARD, slope.e + radius.e));
  }
  return { big, value, error: normalised(error.m * UPWARD, error.e) };
}

function certainlyNonzero(f: EvaluablePolynomial, disc: Disc, bits: number): boolean {
  return isNonzero(onDisc(f, disc, 2 * bits));
}

/** A lower bound of the value at the centre exceeds the error; its own conversion to doubles is allowed for by the factor. */
const isNonzero = ({ value, error }: DiscValue): boolean =>
  compareScaled(lowerModulus(value), normalised(error.m * (1 + 2 ** -40), error.e)) > 0;

/** All coordinates with radii at most 2^−bits of their moduli. */
function encloseAll(
  { representation, root }: PointSource,
  vanishing: readonly boolean[],
  bits: number,
): Disc[] {
  const real = root.disc.axis === "real";
  const zero: Disc = { re: 0n, im: 0n, radius: 0n, unit: 0 };
  for (let precision = bits + 32; ; precision *= 2) {
    const t = refined(root, precision);
    const known = new Map<EvaluablePolynomial, DiscValue>();
    const denominatorOn = (d: EvaluablePolynomial): DiscValue => {
      const value = known.get(d) ?? onDisc(d, t, 2 * precision);
      known.set(d, value);
      return value;
    };
    const discs = representation.coordinates.map(({ numerator, denominator }, i) =>
      vanishing[i] ? zero : quotient(onDisc(numerator!, t, 2 * precision), denominatorOn(denominator), real),
    );
    const goodEnough = (disc: Disc | null) =>
      disc !== null && isAccurate(disc, bits) && (precision > TIES * bits || hasNearestDoubles(disc));
    if (discs.every(goodEnough)) return discs as Disc[];
  }
}

/** Whether all points of the disc have the same nearest doubles, but for parts that may be 0. */
const hasNearestDoubles = ({ re, im, radius, unit }: Disc): boolean =>
  [re, im].every(
    (part) =>
      (part < 0n ? -part : part) <= radius ||
      nearestDouble(part - radius, unit) === nearestDouble(part + radius, unit),
  );

const isAccurate = ({ re, im, radius }: Disc, bits: number): boolean =>
  radius === 0n || Math.max(bitLength(re), bitLength(im)) > bitLength(radius) + bits;

/**
 * A disc around a/b from values on one disc; `null` if b may vanish.
 *
 * |a/b − A/B| ≤ (|a − A| + |A/B||b − B|)/|b| with |b| ≥ |B| − |b − B|.
 */
function quotient(a: DiscValue, b: DiscValue, real: boolean): Disc | null {
  const least = lowerModulus(b.value);
  const gap = least.m - b.error.m * powerOfTwo(b.error.e - least.e) * UPWARD;
  if (!(gap > 0)) return null;
  const ratio = upperModulus(divideScaled(a.value, b.value));
  const numerator = addScaled(a.error, normalised(ratio.m * b.error.m * UPWARD, ratio.e + b.error.e));
  const radius: Scaled = normalised((numerator.m / gap) * pow(UPWARD, 3), numerator.e - least.e);
  const unit = radius.e - 10;
  let norm = b.big.re * b.big.re + b.big.im * b.big.im;
  let re = a.big.re * b.big.re + a.big.im * b.big.im;
  let im = a.big.im * b.big.re - a.big.re * b.big.im;
  const shift = a.big.unit - b.big.unit - unit;
  if (shift >= 0) [re, im] = [shifted(re, shift), shifted(im, shift)];
  else norm = shifted(norm, -shift);
  // Cutting both parts of the quotient moves it by less than two units.
  return { re: re / norm, im: real ? 0n : im / norm, radius: unitsAbove(radius, unit) + 2n, unit };
}

/** The disc mirrored at the real line. */
const mirrored = (disc: Disc): Disc => ({ ...disc, im: -disc.im });

/** Refines points until each is apart from every other and its mirror image in some coordinate. */
function* keepApart(placed: Placed[]): Work<void> {
  let open: Placed[] = placed;
  while (open.length > 0) {
    const meeting = new Set<Placed>();
    for (const pair of meetingPairs(placed)) for (const point of pair) meeting.add(point);
    open = [...meeting];
    for (const point of open) {
      point.bits *= 2;
      if (point.bits > MOST_COORDINATE_BITS)
        throw new RangeError("locatePoints: expected coordinates that differ at different roots of q");
      point.discs = encloseAll(point.source, point.vanishing, point.bits);
      yield { stage: "isolating", done: placed.length - open.length, total: placed.length };
    }
  }
}

/** Pairs of points whose boxes meet; a point with itself if its box meets the mirror image. Swept by the first coordinate. */
function* meetingPairs(placed: readonly Placed[]): Generator<[Placed, Placed]> {
  const isReal = (point: Placed) => point.source.root.disc.axis === "real";
  const boxes = placed.flatMap((point) => {
    const { re, radius, unit } = point.discs[0]!;
    const [low, high] = [doubleBelow(re - radius, unit), -doubleBelow(-re - radius, unit)];
    const box = { point, discs: point.discs, low, high };
    return isReal(point) ? [box] : [box, { ...box, discs: point.discs.map(mirrored) }];
  });
  boxes.sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  for (const [i, a] of boxes.entries())
    for (let j = i + 1; j < boxes.length && boxes[j]!.low <= a.high; j++) {
      const b = boxes[j]!;
      if (!a.discs.some((disc, k) => disjoint(disc, b.discs[k]!))) yield [a.point, b.point];
    }
}

/** The point or the pair as given out. */
function describe({ source, multiplicity, discs }: Placed): AlgebraicPoint[] {
  const real = source.root.disc.axis === "real";
  const point = { real, multiplicity, coordinates: discs.map(coordinateFrom), source };
  if (real) return [point];
  return [{ ...point, coordinates: discs.map((disc) => coordinateFrom(mirrored(disc))) }, point];
}

function coordinateFrom({ re, im, radius, unit }: Disc): Coordinate {
  const part = (x: bigint) => ((x < 0n ? -x : x) <= radius ? 0 : nearestDouble(x, unit));
  return {
    re: dyadic(re, unit),
    im: im === 0n ? ZERO : dyadic(im, unit),
    radius: dyadic(radius, unit),
    double: { re: part(re), im: part(im) },
  };
}

/** Real points first, then by the doubles of the coordinates, which equal coordinates share; exact centres break ties. */
function inOrder(a: AlgebraicPoint, b: AlgebraicPoint): number {
  if (a.real !== b.real) return a.real ? -1 : 1;
  const pairs = a.coordinates.map((x, i) => [x, b.coordinates[i]!] as const);
  for (const [x, y] of pairs) {
    const order = x.double.re - y.double.re || x.double.im - y.double.im;
    // Infinite doubles have no difference: NaN.
    if (order) return order;
  }
  for (const [x, y] of pairs) {
    const order = x.re.compare(y.re) || x.im.compare(y.im);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * The sign of P at a real point: −1, 0 or 1, exactly.
 *
 * @throws RangeError if the point is not real or P has not as many variables as the point.
 * @internal tests and benches alone
 */
export function signAtPoint(point: AlgebraicPoint, polynomial: CoordinatePolynomial): -1 | 0 | 1 {
  if (!point.real) throw new RangeError("signAtPoint: expected a real point, got one that is not");
  const quick = signFromCentres(point, polynomial);
  if (quick !== null) return quick;
  const at = substituted(point.source.representation, polynomial);
  if (vanishes(point.source, at)) return 0;
  const { root } = point.source;
  const { numerator, denominators } = at;
  return [new EvaluablePolynomial(numerator), ...denominators].reduce(
    (sign, f) => (sign * realSign(f, root)) as -1 | 1,
    1 as -1 | 1,
  );
}

/**
 * The sign of P from the centres of the coordinates, or `null`. These are relatively right to δ = 2^−62, so that
 * |P(x) − P(c)| ≤ ((1 + δ)^D − 1) S ≤ 2DδS, S = Σ|coefficient|Π|c_i|^{e_i}, D the degree of P, Dδ ≤ 1.
 */
function signFromCentres({ coordinates }: AlgebraicPoint, polynomial: CoordinatePolynomial): -1 | 1 | null {
  let [sum, size] = [ZERO, ZERO];
  let degree = 1n;
  for (const { coefficient, exponents } of polynomial) {
    if (exponents.length !== coordinates.length) return null;
    let [top, bottom, total] = [coefficient, 1n, 0n];
    exponents.forEach((e, i) => {
      const { s, n, d } = coordinates[i]!.re;
      top *= (s * n) ** BigInt(e);
      bottom *= d ** BigInt(e);
      total += BigInt(e);
    });
    const term = ratio(top, bottom);
    sum = sum.add(term);
    size = size.add(term.abs());
    if (total > degree) degree = total;
  }
  if (sum.abs().compare(size.mul(ratio(degree, 1n << 61n))) <= 0) return null;
  return sum.s < 0n ? -1 : 1;
}

/** Whether P vanishes at the point, real or not; exactly. @throws RangeError as `signAtPoint`. */
export const vanishesAtPoint = ({ source }: AlgebraicPoint, polynomial: CoordinatePolynomial): boolean =>
  vanishes(source, substituted(source.representation, polynomial));

/** The sign of f, which is not 0 at the real root. */
function realSign(f: EvaluablePolynomial, root: LocatedRoot): -1 | 1 {
  for (let bits = 64; ; bits *= 2) {
    const at = onDisc(f, refined(root, bits), 2 * bits);
    if (isNonzero(at)) return at.value.re > 0 ? 1 : -1;
  }
}

/** N and the denominators with odd exponents: P(g/d) has the sign of N times the signs of these. */
interface Substituted {
  readonly numerator: IntegerPolynomial;
  readonly denominators: readonly EvaluablePolynomial[];
  /** For each factor q_m that was asked about. */
  readonly divisors: Map<IntegerPolynomial, Divisors>;
}

/** Kept as long as the polynomial is: one polynomial is usually asked about at many points. */
const SUBSTITUTIONS = new WeakMap<CoordinatePolynomial, WeakMap<Prepared, Substituted>>();

/**
 * P at the coordinates, coordinates with the same denominator d homogenised together:
 *
 *   N = Σ c Π_i g_i^{e_i} Π_d d^{D_d − Σ_{i: d_i = d} e_i},   D_d the degree of P in these coordinates.
 *
 * N is not reduced modulo q: its coefficients stay short, and the gcd divides once.
 */
function substituted(representation: Prepared, polynomial: CoordinatePolynomial): Substituted {
  const known = SUBSTITUTIONS.get(polynomial)?.get(representation);
  if (known !== undefined) return known;
  const { coordinates } = representation;
  if (polynomial.some(({ exponents }) => exponents.length !== coordinates.length))
    throw new RangeError(`polynomial at a point: expected ${coordinates.length} exponents in every term`);
  const groups = new Map<string, { denominator: EvaluablePolynomial; members: number[] }>();
  coordinates.forEach(({ denominator }, i) => {
    const key = denominator.coefficients.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { denominator, members: [i] });
    else group.members.push(i);
  });
  const parts = [...groups.values()].map(({ denominator, members }) => {
    const degreeIn = (exponents: readonly number[]) => members.reduce((sum, i) => sum + exponents[i]!, 0);
    const degree = polynomial.reduce((most, { exponents }) => Math.max(most, degreeIn(exponents)), 0);
    return { denominator, degreeIn, degree, power: powersOf(denominator.coefficients) };
  });
  const powers = coordinates.map(({ numerator }) => powersOf(numerator?.coefficients ?? []));
  let numerator: IntegerPolynomial = [];
  for (const { coefficient, exponents } of polynomial) {
    let term = trim([coefficient]);
    exponents.forEach((e, i) => {
      term = multiply(term, powers[i]!(e));
    });
    for (const { degreeIn, degree, power } of parts)
      term = multiply(term, power(degree - degreeIn(exponents)));
    numerator = subtract(
      numerator,
      term.map((c) => -c),
    );
  }
  const denominators = parts.flatMap(({ degree, denominator }) => (degree % 2 === 1 ? [denominator] : []));
  const result = { numerator, denominators, divisors: new Map() };
  const kept = SUBSTITUTIONS.get(polynomial) ?? new WeakMap<Prepared, Substituted>();
  SUBSTITUTIONS.set(polynomial, kept.set(representation, result));
  return result;
}

/** e ↦ f^e, each power made once. */
function powersOf(f: IntegerPolynomial): (exponent: number) => IntegerPolynomial {
  const powers: IntegerPolynomial[] = [[1n]];
  return (exponent) => {
    while (powers.length <= exponent) powers.push(multiply(powers[powers.length - 1]!, f));
    return powers[exponent]!;
  };
}

/** Whether N vanishes at the root of the point. */
function vanishes({ factor, root }: PointSource, { numerator, divisors: known }: Substituted): boolean {
  const parts = known.get(factor) ?? divisors(factor, numerator);
  known.set(factor, parts);
  return isRootOf(parts, root);
}

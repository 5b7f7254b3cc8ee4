/**
 * Real roots of integer polynomials: isolation, refinement, signs of other polynomials at them. All decisions exact.
 *
 * Isolation: the number of sign variations of the Bernstein coefficients of f on an interval exceeds the number of roots
 * in its interior by an even number (Descartes' rule); 0 and 1 are therefore exact, and otherwise the interval is halved.
 * For square-free f this ends (two-circle theorem; Collins, Akritas 1976; Mourrain, Rouillier, Roy 2005).
 * The coefficients are computed with rigorous error bounds (`bernstein.ts`); where an open sign matters the interval is
 * halved, or, once the precision is used up, done again with twice as many limbs. Signs at end points that come out open
 * are computed exactly, so roots at dyadic points are found as such.
 *
 * The half line (0, ∞) is cut at ρ = 2^j near the middle of the roots' moduli: t ∈ (0, 1) stands for x = ρt and for
 * x = ρ/t, where f and its reversal are balanced.
 *
 * Signs: g vanishes at the root α of f exactly when gcd(f, g) does, which has at most this root in α's interval and
 * changes its sign there. Otherwise refining α gives the sign.
 */

import { bitLength, shifted } from "../../exact/dyadic.js";
import { type Rational, ratio } from "../../exact/rational.js";
import {
  type BernsteinRow,
  bernsteinRow,
  hasPrecision,
  signOfCoefficient,
  subdivide,
  variations,
} from "./bernstein.js";
import { type BigValue, boundAt, EvaluablePolynomial, evaluateBig } from "./evaluate.js";
import {
  degreeOf,
  derivativeOf,
  homogeneousValue,
  type IntegerPolynomial,
  leadingCoefficient,
  reflect,
  signAtDyadic,
  trim,
} from "./integer-polynomial.js";
import { finish, type Work } from "./progress.js";
import {
  addScaled,
  compareScaled,
  exponentOf,
  normalised,
  scaledComplexFrom,
  scaledFrom,
  upperModulus,
} from "./scaled.js";
import { greatestCommonDivisor } from "./square-free.js";

/**
 * Exactly one root of `polynomial` lies in [low, high]/denominator. Either low = high and this is the root; or the
 * denominator is a power of two, the root lies strictly between, and the polynomial has opposite nonzero signs at the ends.
 */
export interface RealRoot {
  /** Square-free. */
  readonly polynomial: IntegerPolynomial;
  readonly low: bigint;
  readonly high: bigint;
  /** Positive. */
  readonly denominator: bigint;
}

/** The ends of a root's interval. */
export const boundsOf = ({
  low,
  high,
  denominator,
}: RealRoot): { readonly low: Rational; readonly high: Rational } => ({
  low: ratio(low, denominator),
  high: ratio(high, denominator),
});

type Span = Omit<RealRoot, "polynomial">;

/**
 * Disjoint isolating intervals of all real roots, ascending.
 *
 * @param f square-free and nonzero; otherwise this does not end (take `squareFreePart` first).
 * @throws RangeError for the zero polynomial.
 * @example isolateRealRoots([-2n, 0n, 1n]).length // 2
 */
export const isolateRealRoots = (f: IntegerPolynomial): RealRoot[] => finish(realRoots(f));

/**
 * `isolateRealRoots` as interruptible work.
 *
 * @throws RangeError if f = 0, of which every number is a root.
 */
export function* realRoots(f: IntegerPolynomial): Work<RealRoot[]> {
  const polynomial = trim(f);
  if (polynomial.length === 0) throw new RangeError("realRoots: expected a nonzero polynomial, got 0");
  const spans: Span[] = [];
  const zero = polynomial[0] === 0n;
  if (zero) spans.push({ low: 0n, high: 0n, denominator: 1n });
  const g = zero ? polynomial.slice(1) : polynomial;
  if (degreeOf(g) >= 1) {
    for (const { low, high, denominator } of yield* positiveRoots(reflect(g)))
      spans.push({ low: -high, high: -low, denominator });
    spans.push(...(yield* positiveRoots(g)));
  }
  return separate(spans.map((span) => ({ polynomial, ...span })).sort((a, b) => compare(a.low, a, b.low, b)));
}

/** The sign of x/a.denominator − y/b.denominator. */
function compare(x: bigint, a: Span, y: bigint, b: Span): number {
  const difference = x * b.denominator - y * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Halves neighbours until they do not even touch. */
function separate(roots: RealRoot[]): RealRoot[] {
  for (let i = 1; i < roots.length; i++)
    while (compare(roots[i - 1]!.high, roots[i - 1]!, roots[i]!.low, roots[i]!) >= 0) {
      roots[i - 1] = halve(roots[i - 1]!);
      roots[i] = halve(roots[i]!);
    }
  return roots;
}

/** The half of the interval with the root in it. */
function halve(root: RealRoot): RealRoot {
  if (root.low === root.high) return root;
  const { polynomial } = root;
  const [low, high, denominator] = [2n * root.low, 2n * root.high, 2n * root.denominator];
  const middle = root.low + root.high;
  const sign = signAtRational(polynomial, middle, denominator);
  if (sign === 0) return { polynomial, low: middle, high: middle, denominator };
  return sign === signAtRational(polynomial, low, denominator)
    ? { polynomial, low: middle, high, denominator }
    : { polynomial, low, high: middle, denominator };
}

const signOf = (x: bigint): number => (x === 0n ? 0 : x > 0n ? 1 : -1);

/** The sign of f(p/d), d > 0. */
const signAtRational = (f: IntegerPolynomial, p: bigint, d: bigint): number =>
  signOf(homogeneousValue(f, p, d));

/** The positive roots of f, f(0) ≠ 0, in no particular order. */
function* positiveRoots(f: IntegerPolynomial): Work<Span[]> {
  const n = degreeOf(f);
  const slope = derivativeOf(f);
  // ρ = 2^j is about the geometric mean of the moduli of all roots, so f(ρt) begins and ends alike.
  const j = Math.round((bitLength(f[0]!) - bitLength(leadingCoefficient(f))) / n);
  const inner = f.map((c, k) => shifted(c, j >= 0 ? j * k : -j * (n - k)));
  const [up, down] = j >= 0 ? [1n << BigInt(j), 1n] : [1n, 1n << BigInt(-j)];
  const spans: Span[] = [];
  if (signAtRational(f, up, down) === 0) spans.push({ low: up, high: up, denominator: down });
  for (const { c, depth, exact } of yield* isolateInUnitInterval(inner)) {
    const denominator = down << BigInt(depth);
    if (exact) spans.push({ low: c * up, high: c * up, denominator });
    else spans.push(dyadicSpan(f, slope, c * up, (c + 1n) * up, denominator));
  }
  const bound = rootBound(f);
  for (const { c, depth, exact } of yield* isolateInUnitInterval(inner.toReversed())) {
    const size = up << BigInt(depth);
    if (exact) spans.push({ low: size, high: size, denominator: down * c });
    else if (c === 0n) spans.push(dyadicSpan(f, slope, size, bound * down, down));
    // ρ/t for t between c and c + 1, over the common denominator.
    else spans.push(dyadicSpan(f, slope, size * c, size * (c + 1n), down * c * (c + 1n)));
  }
  return spans;
}

/** A power of two above all moduli of roots: |ζ| ≤ 2 max_k |f_{n−k}/f_n|^{1/k} (Lagrange, Fujiwara). */
function rootBound(f: IntegerPolynomial): bigint {
  const n = degreeOf(f);
  const lead = bitLength(f[n]!) - 1;
  let exponent = 0;
  for (let k = 1; k <= n; k++)
    if (f[n - k] !== 0n) exponent = Math.max(exponent, Math.ceil((bitLength(f[n - k]!) - lead) / k));
  return 1n << BigInt(exponent + 2);
}

/**
 * The isolating interval with dyadic ends for the only root strictly between p/d and q/d, whose ends may be roots.
 */
function dyadicSpan(f: IntegerPolynomial, slope: IntegerPolynomial, p: bigint, q: bigint, d: bigint): Span {
  const startSign = signAtRational(f, p, d) || signAtRational(slope, p, d);
  const endSign = signAtRational(f, q, d) || -signAtRational(slope, q, d);
  let shift = Math.max(0, bitLength(d) - bitLength(q - p) + 2);
  for (let more = 1; ; shift += more, more *= 2) {
    const denominator = 1n << BigInt(shift);
    const low = (p * denominator) / d + 1n;
    const high = (q * denominator - 1n) / d;
    if (low >= high) continue;
    const lowSign = signAtRational(f, low, denominator);
    if (lowSign === 0) return { low, high: low, denominator };
    const highSign = signAtRational(f, high, denominator);
    if (highSign === 0) return { low: high, high, denominator };
    if (lowSign === startSign && highSign === endSign) return { low, high, denominator };
  }
}

/** [c, c + 1]/2^depth with exactly one root strictly inside, or the root c/2^depth itself. */
interface Cell {
  readonly c: bigint;
  readonly depth: number;
  readonly exact: boolean;
}

/** Limbs to begin with: 112 bits. */
const LIMBS = 4;

/** The roots of f in the open interval (0, 1), f(0) ≠ 0. */
function* isolateInUnitInterval(f: IntegerPolynomial): Work<Cell[]> {
  const cells: Cell[] = [];
  let open: Cell[] = [{ c: 0n, depth: 0, exact: false }];
  const ends: [number, number] = [signOf(f[0]!), signOf(f.reduce((sum, c) => sum + c, 0n))];
  for (let limbs = LIMBS; open.length > 0; limbs *= 2) {
    const left: Cell[] = [];
    const root: Node = { c: 0n, depth: 0, row: bernsteinRow(f, limbs), ends };
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      yield { stage: "real roots", done: cells.length, total: cells.length + stack.length + open.length };
      const place = relation(node, open);
      if (place === "apart") continue;
      const verdict = place === "above" ? "halve" : judge(node);
      if (verdict === "one") cells.push({ c: node.c, depth: node.depth, exact: false });
      else if (verdict === "imprecise") left.push({ c: node.c, depth: node.depth, exact: false });
      else if (verdict === "halve") {
        const halves = split(f, node);
        // A root at a cut above an open cell has been found at an earlier precision.
        if (place !== "above" && halves[0].ends[1] === 0)
          cells.push({ c: halves[1].c, depth: halves[1].depth, exact: true });
        stack.push(...halves);
      }
    }
    open = left;
  }
  return cells;
}

/** A cell with its Bernstein coefficients and the exact signs of f at its ends. */
interface Node {
  readonly c: bigint;
  readonly depth: number;
  readonly row: BernsteinRow;
  readonly ends: readonly [number, number];
}

/** Where a node lies with respect to the cells that are still open. */
function relation(node: Node, open: readonly Cell[]): "apart" | "above" | "within" {
  for (const cell of open) {
    const levels = node.depth - cell.depth;
    if (levels >= 0 && node.c >> BigInt(levels) === cell.c) return "within";
    if (levels < 0 && cell.c >> BigInt(-levels) === node.c) return "above";
  }
  return "apart";
}

/** What the sign variations say about the interior. */
function judge({ row, ends }: Node): "none" | "one" | "halve" | "imprecise" {
  const signs = Array.from({ length: row.degree + 1 }, (_, i) =>
    i === 0 ? asSign(ends[0]) : i === row.degree ? asSign(ends[1]) : signOfCoefficient(row, i),
  );
  const { least, greatest } = variations(signs);
  if (greatest === 0) return "none";
  if (least === 1 && greatest === 1) return "one";
  return least >= 2 || hasPrecision(row) ? "halve" : "imprecise";
}

const asSign = (x: number): -1 | 0 | 1 => (x === 0 ? 0 : x > 0 ? 1 : -1);

function split(f: IntegerPolynomial, { c, depth, row, ends }: Node): [Node, Node] {
  const [left, right] = subdivide(row);
  const middle = signOfCoefficient(right, 0) ?? signAtDyadic(f, 2n * c + 1n, depth + 1);
  return [
    { c: 2n * c, depth: depth + 1, row: left, ends: [ends[0], middle] },
    { c: 2n * c + 1n, depth: depth + 1, row: right, ends: [middle, ends[1]] },
  ];
}

/**
 * The same root in an interval of length at most 2^goal, by quadratic interval refinement (Abbott 2014): the secant
 * points at one of 2^m parts, signs at its ends confirm it, and m doubles with every success.
 */
export function refineRealRoot(root: RealRoot, goal: number): RealRoot {
  if (root.low === root.high) return root;
  const f = new EvaluablePolynomial(root.polynomial);
  let { low, high, unit } = { low: root.low, high: root.high, unit: 1 - bitLength(root.denominator) };
  const lowSign = signNear(f, low, unit, 64);
  for (let m = 1; bitLength(high - low) - 1 + unit > goal || high - low > shifted(1n, goal - unit); ) {
    // A grid of 2^m parts; the interval's length in units of 2^unit becomes 2^m times as large.
    const part = high - low;
    const guess = secant(f, low, high, unit, m);
    [low, high, unit] = [shifted(low, m), shifted(high, m), unit - m];
    const from = low + guess * part;
    const precision = closeness(low, high) + m;
    const [fromSign, toSign] = [from, from + part].map((x) => signNear(f, x, unit, precision));
    if (fromSign === 0 || toSign === 0) return exactRoot(root, fromSign === 0 ? from : from + part, unit);
    if (fromSign === lowSign && toSign !== lowSign) {
      [low, high] = [from, from + part];
      m *= 2;
      continue;
    }
    if (fromSign !== lowSign) high = from;
    else low = from + part;
    m = Math.max(1, m >> 1);
  }
  return { polynomial: root.polynomial, low, high, denominator: 1n << BigInt(-unit) };
}

const exactRoot = ({ polynomial }: RealRoot, at: bigint, unit: number): RealRoot => ({
  polynomial,
  low: at,
  high: at,
  denominator: 1n << BigInt(-unit),
});

/** The index of the part, of 2^m, that the secant through the ends meets. */
function secant(f: EvaluablePolynomial, low: bigint, high: bigint, unit: number, m: number): bigint {
  const parts = 1n << BigInt(m);
  const [a, b] = [low, high].map((x) => usefulValue(f, x, unit, closeness(low, high) + 2 * m, m));
  const common = Math.min(a!.unit, b!.unit);
  const atLow = shifted(a!.re, a!.unit - common);
  const difference = shifted(b!.re, b!.unit - common) - atLow;
  if (difference === 0n) return parts / 2n;
  const index = (-atLow * parts) / difference;
  return index < 0n ? 0n : index >= parts ? parts - 1n : index;
}

/** How many bits the ends have in common, about: what a value near the root loses to cancellation at least. */
const closeness = (low: bigint, high: bigint): number => bitLength(low) - bitLength(high - low) + 64;

/** f(x·2^unit) with `bits` bits of its own, if a few doublings of the precision give them. */
function usefulValue(
  f: EvaluablePolynomial,
  x: bigint,
  unit: number,
  precision: number,
  bits: number,
): BigValue {
  for (let p = Math.max(64, precision), doubling = 0; ; p *= 2, doubling++) {
    const value = valueNear(f, x, unit, p);
    if (doubling === 3 || bitLength(value.re) > exponentOf(value.error) + 2 + bits) return value;
  }
}

const valueNear = (f: EvaluablePolynomial, x: bigint, unit: number, precision: number): BigValue =>
  evaluateBig(f, x, 0n, unit, upperModulus(scaledComplexFrom(x, 0n, unit)), precision);

/** The sign of f(x·2^unit): from a bounded evaluation where that tells, otherwise exact. */
function signNear(f: EvaluablePolynomial, x: bigint, unit: number, precision: number): number {
  if (x === 0n) return signOf(f.coefficients[0]!);
  const { re, error } = usefulValue(f, x, unit, precision, 0);
  if (Math.abs(Number(re)) > error) return signOf(re);
  return unit <= 0
    ? signAtDyadic(f.coefficients, x, -unit)
    : signAtDyadic(f.coefficients, shifted(x, unit), 0);
}

/**
 * The sign of g at the root: −1, 0 or 1, exactly.
 *
 * @example signAtRealRoot(isolateRealRoots([-2n, 0n, 1n])[1]!, [-3n, 2n]) // −1, since 2√2 < 3
 */
export function signAtRealRoot(root: RealRoot, g: readonly bigint[]): number {
  const other = trim(g);
  if (other.length === 0) return 0;
  if (root.low === root.high) return signAtRational(other, root.low, root.denominator);
  const evaluable = new EvaluablePolynomial(other);
  let current = root;
  // Most signs show at once; the gcd is taken only when they do not.
  for (let width = 64; ; width *= 2) {
    current = refineRealRoot(current, relativeGoal(current, width));
    if (current.low === current.high) return signAtRational(other, current.low, current.denominator);
    const sign = signOnInterval(evaluable, current, 2 * width);
    if (sign !== null) return sign;
    if (width === 128 && vanishesAt(current, other)) return 0;
  }
}

/** log₂ of the width that is 2^−bits times the root's modulus, once 0 is outside the interval. */
function relativeGoal({ low, high, denominator }: RealRoot, bits: number): number {
  const size = bitLength(low) > bitLength(high) ? low : high;
  return bitLength(size) - bitLength(denominator) - bits;
}

/** Whether g(α) = 0: the gcd has α as a root exactly when its signs at the ends differ. */
function vanishesAt(root: RealRoot, g: IntegerPolynomial): boolean {
  const common = greatestCommonDivisor(root.polynomial, g);
  if (common.length === 1) return false;
  return (
    signAtRational(common, root.low, root.denominator) !== signAtRational(common, root.high, root.denominator)
  );
}

/** The sign of g on the whole interval by the mean value form, or `null`. */
function signOnInterval(
  g: EvaluablePolynomial,
  { low, high, denominator }: RealRoot,
  precision: number,
): number | null {
  const unit = -bitLength(denominator);
  const [middle, half] = [low + high, high - low];
  const value = valueNear(g, middle, unit, precision);
  // |g(x) − g(m)| ≤ h Σ k|g_k| R^{k−1}, R the larger end's modulus.
  const reach = bitLength(low) > bitLength(high) ? low : high;
  const { m, e } = scaledFrom(reach < 0n ? -reach : reach, unit + 1);
  const slope = boundAt(g.derivative, { m: m * 1.001, e });
  const width = scaledFrom(half, unit);
  const deviation = normalised(slope.m * width.m * 1.001, slope.e + width.e);
  const total = addScaled(deviation, normalised(value.error, value.unit));
  const size = scaledFrom(value.re < 0n ? -value.re : value.re, value.unit);
  return size.m !== 0 && compareScaled(size, normalised(total.m * 1.001, total.e)) > 0
    ? signOf(value.re)
    : null;
}

/**
 * All solutions of a system of dimension 0 by exact elimination (`algebra/rational-univariate.ts`):
 *
 *   ξ_i = g_i(t) / q′(t),   q_m(t) = 0,   q = Π q_m up to a constant, roots of q_m of multiplicity m
 *
 * The roots t are isolated exactly (`algebra/univariate`), and every coordinate is enclosed in a disc around its value, to more
 * digits of t until doubles are reached. t is real if and only if ξ is.
 */

import { type RationalUnivariate, rationalUnivariate } from "../algebra/rational-univariate.js";
import { solveUnivariate, type UnivariateRoot } from "../algebra/univariate/solve.js";
import { hypot, pow } from "../elementary/elementary.js";
import { type Disc, DiscArithmetic } from "../exact/disc.js";
import { type Rational, rational, rationalText, toNumber, ZERO } from "../exact/rational.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { algebraSystem } from "./solution-counts.js";
import { roundedUp, withBoxesApart } from "./solve-univariate.js";
import { comparePoints, proved, type SolvedPoint, type SolvedSystem } from "./solved-system.js";
import { GOOD_RADIUS, ZERO_BELOW } from "./tolerances.js";

/** Decimal digits of t, until all coordinates are known to those of a double. */
const DIGITS = [40, 100, 250, 600, 1500] as const;

/**
 * The solutions; null where the solution set has positive dimension, or elimination takes more operations than the budget.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function solveByAlgebra(
  equations: readonly Polynomial[],
  n: number,
  budget: number,
  signal: AbortSignal | undefined,
): Promise<SolvedSystem | null> {
  const limits = { budget, ...(signal === undefined ? {} : { signal }) };
  const found = rationalUnivariate(algebraSystem(equations, n), limits);
  if (found.kind === "positive-dimension" || found.kind === "unavailable") return null;
  const isProved = found.proof.kind === "rank";
  const base = found.kind === "none" ? proved(-1) : proved(0, await pointsOf(found, signal));
  const verified = found.kind === "none" || found.proof.kind === "rank" || found.proof.solutions;
  return {
    ...base,
    solutions: verified ? base.solutions : base.solutions.map((point) => ({ ...point, certified: false })),
    evidence: found.proof,
    complete: verified,
    proof: isProved ? "proved" : verified ? "modular" : "incomplete",
    reasons: verified ? [] : [{ kind: "unverified" }],
  };
}

async function pointsOf(
  { polynomial, numerators, factors }: RationalUnivariate,
  signal: AbortSignal | undefined,
): Promise<SolvedPoint[]> {
  const derivative = polynomial.slice(1).map((c, k) => c * BigInt(k + 1));
  for (const [level, digits] of DIGITS.entries()) {
    const points: SolvedPoint[] = [];
    for (const factor of factors) {
      const options = { digits, ...(signal === undefined ? {} : { signal }) };
      const found = await solveUnivariate(factor.polynomial, options);
      const roots = found.kind === "finite" ? found.roots : [];
      for (const root of roots) {
        const point = pointAt(root, numerators, derivative, digits);
        if (point !== null) points.push({ ...point, ...multiplicityOf(factor.multiplicity) });
      }
    }
    const whole = points.length === polynomial.length - 1;
    if (whole && (level === DIGITS.length - 1 || points.every(isGood)))
      return withBoxesApart(points).sort(comparePoints);
  }
  throw new Error("solve-algebra: expected values of q′ away from zero at its simple roots");
}

const multiplicityOf = (multiplicity: number) => ({ multiplicity, singular: multiplicity > 1 });

/** ξ at one root; null where q′ is not told from zero there. */
function pointAt(
  root: UnivariateRoot,
  numerators: readonly (readonly bigint[])[],
  derivative: readonly bigint[],
  digits: number,
): SolvedPoint | null {
  const { real } = root;
  const base = { real, singular: false, certified: true };
  if (real && root.radius.equals(ZERO)) {
    const slope = valueAt(derivative, root.re);
    const exact = numerators.map((g) => valueAt(g, root.re).div(slope));
    const re = Float64Array.from(exact, toNumber);
    const radii = Float64Array.from(exact, (x, v) => roundedUp(x.sub(rational(re[v]!)).abs()));
    const im = new Float64Array(re.length);
    return { ...base, re, im, radius: Math.max(...radii), radii, exact: exact.map(rationalText) };
  }
  const bits = Math.ceil(4 * digits) + 64;
  const discs = new DiscArithmetic(bits);
  const t = discs.from(root.re, root.im, root.radius);
  const slope = discs.polynomial(derivative, t);
  const values: Disc[] = [];
  for (const g of numerators) {
    const value = discs.divide(discs.polynomial(g, t), slope);
    if (value === null) return null;
    // The conjugate lies in the disc as well, so that a real solution does in that around the real part.
    values.push(real ? { ...value, im: 0n } : value);
  }
  const rounded = values.map((value) => discs.toDoubles(settled(value, bits)));
  const radii = Float64Array.from(rounded, ({ radius }) => radius);
  return {
    ...base,
    re: Float64Array.from(rounded, ({ re }) => re),
    im: Float64Array.from(rounded, ({ im }) => im),
    radius: Math.max(...radii),
    radii,
  };
}

const valueAt = (coefficients: readonly bigint[], t: Rational): Rational =>
  [...coefficients].reverse().reduce((sum, c) => sum.mul(t).add(rational(c)), ZERO);

/** Parts that may be zero, and nearly are, as zero: the disc grows by what is cut. */
function settled(value: Disc, bits: number): Disc {
  if (value.radius >> BigInt(Math.max(0, bits - ZERO_BELOW)) > 0n) return value;
  const size = (x: bigint) => (x < 0n ? -x : x);
  const cut = (x: bigint) => (size(x) <= value.radius ? 0n : x);
  const [re, im] = [cut(value.re), cut(value.im)];
  return { re, im, radius: value.radius + size(value.re - re) + size(value.im - im) };
}

const isGood = ({ re, im, radii, exact }: SolvedPoint): boolean =>
  exact !== undefined ||
  radii!.every(
    (radius, v) => radius <= GOOD_RADIUS * hypot(re[v]!, im[v]!) || radius < pow(2, -ZERO_BELOW) * 4,
  );

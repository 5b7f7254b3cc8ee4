/**
 * Systems that substitution brings down to one variable t:
 *
 *   f_1(t) = … = f_k(t) = 0,   x_v = g_v(t),   f_i, g_v ∈ Q[t]
 *
 * The roots of gcd(f_i) with their multiplicities, each proved (`algebra/univariate`), and the coordinates that they give:
 * with |t − c| ≤ r,  |g(t) − g(c)| ≤ r Σ_k k |a_k| (|c| + r)^{k−1}, so that every box holds exactly one solution.
 */

import { solveUnivariateSystem, type UnivariateRoot } from "../algebra/univariate/solve.js";
import { hypot } from "../elementary/elementary.js";
import { bitLength } from "../exact/dyadic.js";
import { gcd, ONE, type Rational, ratio, rational, rationalText, toNumber, ZERO } from "../exact/rational.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { type Substitution, substitute, univariateCoefficients } from "./reduce-system.js";
import {
  comparePoints,
  proved,
  roundedUp,
  type SolvedPoint,
  type SolvedSystem,
  withBoxesApart,
} from "./solved-system.js";
import { GOOD_RADIUS } from "./tolerances.js";

/** Decimal digits of t: at first, and where a coordinate needs more of them for those of a double. */
const DIGITS = [40, 120, 360] as const;

/** What is left of a system after substitutions. */
export interface OneVariable {
  /** In x_t alone. */
  readonly equations: readonly Polynomial[];
  readonly variable: number;
  readonly substitutions: readonly Substitution[];
  /** Number of variables of the system, and of those that are free besides t. */
  readonly variables: number;
  readonly free: number;
}

/** @throws the reason of the signal once it is aborted. */
export async function solveOneVariable(
  system: OneVariable,
  signal: AbortSignal | undefined,
): Promise<SolvedSystem> {
  const { equations, variable, variables: n, free } = system;
  const coefficients = equations.map((f) => univariateCoefficients(f, variable)!);
  const maps = coordinateMaps(system, coefficients).map(overOneDenominator);
  // Without substitutions t is all there is, and its own digits are enough.
  const levels = n === 1 || free > 0 ? [18] : DIGITS;
  for (const [k, digits] of levels.entries()) {
    const found = await solveUnivariateSystem(coefficients, {
      digits,
      ...(signal === undefined ? {} : { signal }),
    });
    const roots = found.kind === "finite" ? found.roots : [];
    if (roots.length === 0) return proved(-1);
    if (free > 0) return proved(free);
    const points = roots.map((root) => pointOf(root, maps));
    if (k === levels.length - 1 || points.every(isGood))
      return proved(0, withBoxesApart(points).sort(comparePoints));
  }
  throw new Error("solve-univariate: expected the last level to answer");
}

/** x_v as coefficients in t, constant first, modulo the equation of least degree, which vanishes at every solution. */
function coordinateMaps(
  { variable, substitutions, variables: n, free }: OneVariable,
  equations: readonly (readonly Rational[])[],
): Rational[][] {
  if (free > 0) return [];
  const modulus = equations
    .filter((f) => f.length > 1)
    .reduce<readonly Rational[] | null>(
      (least, f) => (least !== null && least.length <= f.length ? least : f),
      null,
    );
  const known = new Map<number, Polynomial>();
  const maps: Rational[][] = Array.from({ length: n }, () => [ZERO, ONE]);
  // A value contains only t and variables that are replaced later, which are known when it is their turn from the end.
  for (const { variable: v, value } of [...substitutions].reverse()) {
    const inT = substitute(value, (u) => known.get(u) ?? Polynomial.variable(u));
    const coefficients = univariateCoefficients(inT, variable)!;
    maps[v] = modulus === null ? coefficients : remainder(coefficients, modulus);
    known.set(v, maps[v] === coefficients ? inT : univariate(maps[v], variable));
  }
  return maps;
}

/** g modulo f; g itself where its degree is less. */
function remainder(g: Rational[], f: readonly Rational[]): Rational[] {
  const degree = f.length - 1;
  if (g.length <= degree) return g;
  const rest = [...g];
  for (let k = rest.length - 1; k >= degree; k--) {
    const quotient = rest.pop()!.div(f[degree]!);
    if (!quotient.equals(ZERO))
      for (let j = 0; j < degree; j++) rest[k - degree + j] = rest[k - degree + j]!.sub(quotient.mul(f[j]!));
  }
  return rest;
}

const univariate = (coefficients: readonly Rational[], variable: number): Polynomial =>
  Polynomial.fromTerms(
    coefficients.map((coefficient, k) => ({ coefficient, factors: new Array<number>(k).fill(variable) })),
  );

function pointOf(root: UnivariateRoot, maps: readonly CoordinateMap[]): SolvedPoint {
  const { real, multiplicity, radius } = root;
  const isExact = radius.equals(ZERO) && real;
  const values = maps.map((map) => valueAt(map, root));
  const re = Float64Array.from(values, (value) => toNumber(value.re));
  const im = Float64Array.from(values, (value) => (real ? 0 : toNumber(value.im)));
  const radii = Float64Array.from(values, (value, v) =>
    roundedUp(
      value.radius
        .add(value.re.sub(rational(re[v]!)).abs())
        .add(real ? ZERO : value.im.sub(rational(im[v]!)).abs()),
    ),
  );
  return {
    re,
    im,
    real,
    singular: multiplicity > 1,
    multiplicity,
    certified: true,
    radius: Math.max(...radii),
    radii,
    ...(isExact ? { exact: values.map((value) => rationalText(value.re)) } : {}),
  };
}

/** Σ_k numerators[k] t^k / denominator. */
interface CoordinateMap {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

function overOneDenominator(coefficients: readonly Rational[]): CoordinateMap {
  const denominator = coefficients.reduce((d, c) => (d / gcd(d, c.d)) * c.d, 1n);
  return { numerators: coefficients.map(({ s, n, d }) => s * n * (denominator / d)), denominator };
}

/**
 * g at the centre of the disc of a root, by Horner's rule, and a bound of what the disc adds. Homogeneous, in integers: sums of
 * fractions would be reduced at every step.
 */
function valueAt({ numerators, denominator }: CoordinateMap, { re: a, im: b, radius, real }: UnivariateRoot) {
  const unit = (a.d / gcd(a.d, b.d)) * b.d;
  const [x, y] = [a, b].map(({ s, n, d }) => s * n * (unit / d)) as [bigint, bigint];
  let [re, im, power] = [0n, 0n, 1n];
  for (const c of numerators.toReversed()) {
    if (real) re = re * x + c * power;
    else [re, im] = [re * x - im * y + c * power, re * y + im * x];
    power *= unit;
  }
  // One power more than there are.
  const scale = numerators.length === 0 ? 1n : denominator * (power / unit);
  if (radius.equals(ZERO)) return { re: ratio(re, scale), im: ratio(im, scale), radius: ZERO };
  const [right, up] = [cut(re, scale), cut(im, scale)];
  // |c| ≤ |re| + |im|.
  const reach = a.abs().add(b.abs()).add(radius);
  let [slope, below] = [0n, 1n];
  for (let k = numerators.length - 1; k >= 1; k--) {
    const size = numerators[k]! < 0n ? -numerators[k]! : numerators[k]!;
    slope = slope * reach.n + size * BigInt(k) * below;
    below *= reach.d;
  }
  const steepest = numerators.length < 2 ? ZERO : ratio(slope, denominator * (below / reach.d));
  const error = steepest.mul(radius).add(right.error).add(up.error);
  return { re: right.value, im: up.value, radius: error };
}

/** Bits that a value keeps: far more than those of a double. */
const KEPT_BITS = 200;

/** top/bottom to so many bits, and what that leaves out: fractions of thousands of bits are slow to add. */
function cut(top: bigint, bottom: bigint): { readonly value: Rational; readonly error: Rational } {
  const places = BigInt(Math.max(0, KEPT_BITS + bitLength(bottom) - bitLength(top)));
  const unit = 1n << places;
  return { value: ratio((top << places) / bottom, unit), error: ratio(1n, unit) };
}

const isGood = ({ re, im, radii }: SolvedPoint): boolean =>
  radii!.every((radius, v) => radius <= GOOD_RADIUS * hypot(re[v]!, im[v]!));

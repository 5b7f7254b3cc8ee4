/**
 * Values, gradients and Hessians of functions of n variables, enclosed over boxes: forward differentiation of second order.
 *
 * With u the jet of an argument (value U, gradient g, Hessian H) and f a function of one variable,
 *
 *   f∘u:  f(U),   f′(U) g,   f′(U) H + f″(U) g gᵀ,
 *
 *   f          f′                     f″
 *   eᵘ         eᵘ                     eᵘ
 *   ln u       1/u                    −1/u²
 *   uᵏ         k uᵏ⁻¹                 k(k−1) uᵏ⁻²          (k an integer)
 *   ln(1+eᵘ)   σ(u) = 1/(1+e⁻ᵘ)       σ(u)σ(−u)
 *   σ(u)       σ(u)σ(−u)              σ(u)σ(−u)(σ(−u) − σ(u))
 *
 *   ln Σ e^{u_i}:   p_i = 1/Σ_j e^{u_j−u_i},   Σ p_i g_i,   Σ p_i H_i + Σ_{i<j} p_i p_j (g_i − g_j)(g_i − g_j)ᵀ.
 *
 * Monotone functions are enclosed at the ends of U, u ↦ σ(u)σ(−u) at those of |U|. Outside its domain a function is the whole
 * line, with its derivatives: nothing is excluded there.
 *
 * Not covered: functions of matrices; the correlation of p_i with the u_j.
 */
import {
  absolute,
  add,
  divide,
  exponential,
  type Interval,
  LINE,
  logarithm,
  multiply,
  square,
  subtract,
} from "./interval.js";

/** A function of n variables over a box, to second order. */
export interface Jet {
  readonly value: Interval;
  /** n entries. */
  readonly gradient: readonly Interval[];
  /** The lower triangle, row by row: n(n + 1)/2 entries. */
  readonly hessian: readonly Interval[];
}

const ZERO: Interval = { lo: 0, hi: 0 };
const ONE: Interval = { lo: 1, hi: 1 };
/** The largest slope of σ. */
const MAX_SLOPE = 0.25;

/** A number, as a function of n variables. */
export const constantJet = (n: number, value: Interval): Jet => ({
  value,
  gradient: new Array<Interval>(n).fill(ZERO),
  hessian: new Array<Interval>((n * (n + 1)) / 2).fill(ZERO),
});

/** The k-th of n variables. */
export const variableJet = (n: number, k: number, value: Interval): Jet => ({
  ...constantJet(n, value),
  gradient: Array.from({ length: n }, (_, i) => (i === k ? ONE : ZERO)),
});

/** a + b. */
export const addJets = (a: Jet, b: Jet): Jet => ({
  value: add(a.value, b.value),
  gradient: a.gradient.map((g, i) => sumOf(g, b.gradient[i]!)),
  hessian: a.hessian.map((h, i) => sumOf(h, b.hessian[i]!)),
});

/** a b. */
export function multiplyJets(a: Jet, b: Jet): Jet {
  const [x, y] = [a.gradient, b.gradient];
  return {
    value: multiply(a.value, b.value),
    gradient: x.map((g, i) => sumOf(multiply(g, b.value), multiply(a.value, y[i]!))),
    hessian: pairs(x.length, (i, j, k) =>
      sumOf(
        sumOf(multiply(a.hessian[k]!, b.value), multiply(a.value, b.hessian[k]!)),
        sumOf(multiply(x[i]!, y[j]!), multiply(x[j]!, y[i]!)),
      ),
    ),
  };
}

/** e^u. */
export function exponentialJet(u: Jet): Jet {
  const value = exponential(u.value);
  return compose(u, value, value, value);
}

/** ln u; the whole line where u may be 0 or less. */
export function logarithmJet(u: Jet): Jet {
  if (!(u.value.lo > 0)) return compose(u, LINE, LINE, LINE);
  const slope = divide(ONE, u.value);
  return compose(u, logarithm(u.value), slope, negative(square(slope)));
}

/** u^k for an integer k. */
export function powerJet(u: Jet, k: number): Jet {
  const times = (factor: number, power: number) =>
    factor === 0 ? ZERO : multiply({ lo: factor, hi: factor }, powerOf(u.value, power));
  return compose(u, powerOf(u.value, k), times(k, k - 1), times(k * (k - 1), k - 2));
}

/** ln(1 + e^u). */
export const softplusJet = (u: Jet): Jet =>
  compose(u, softplus(u.value), sigmoid(u.value), sigmoidSlope(u.value));

/** 1/(1 + e^{−u}). */
export function sigmoidJet(u: Jet): Jet {
  const slope = sigmoidSlope(u.value);
  const bend = subtract(sigmoid(negative(u.value)), sigmoid(u.value));
  return compose(u, sigmoid(u.value), slope, multiply(slope, bend));
}

/** ln Σ e^{u_i} of one or more functions. */
export function logSumExpJet(args: readonly Jet[]): Jet {
  const n = args[0]!.gradient.length;
  const shares = args.map((u, i) =>
    divide(
      ONE,
      args.reduce((sum, v, j) => (j === i ? sum : add(sum, exponential(subtract(v.value, u.value)))), ONE),
    ),
  );
  const weighted = (entry: (u: Jet) => Interval): Interval =>
    args.reduce((sum, u, i) => sumOf(sum, multiply(shares[i]!, entry(u))), ZERO);
  const gradient = Array.from({ length: n }, (_, i) => weighted((u) => u.gradient[i]!));
  const spread = args.flatMap((u, a) =>
    args.slice(0, a).map((v, b) => ({
      weight: multiply(shares[a]!, shares[b]!),
      difference: u.gradient.map((g, i) => differenceOf(g, v.gradient[i]!)),
    })),
  );
  const hessian = pairs(n, (i, j, k) =>
    spread.reduce(
      (sum, { weight, difference: d }) =>
        sumOf(sum, multiply(weight, i === j ? squareOf(d[i]!) : multiply(d[i]!, d[j]!))),
      weighted((u) => u.hessian[k]!),
    ),
  );
  const values = args.map((u) => u.value);
  const value = { lo: logSumExp(values.map((v) => v.lo)).lo, hi: logSumExp(values.map((v) => v.hi)).hi };
  return { value, gradient, hessian };
}

/** f∘u from f(U), f′(U), f″(U). */
function compose({ gradient: g, hessian }: Jet, value: Interval, slope: Interval, bend: Interval): Jet {
  return {
    value,
    gradient: g.map((x) => multiply(slope, x)),
    hessian: pairs(g.length, (i, j, k) =>
      sumOf(multiply(slope, hessian[k]!), multiply(bend, i === j ? squareOf(g[i]!) : multiply(g[i]!, g[j]!))),
    ),
  };
}

/** One entry for each i ≥ j, in the order of `hessian`. */
function pairs(n: number, entry: (i: number, j: number, k: number) => Interval): Interval[] {
  const out: Interval[] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out.push(entry(i, j, out.length));
  return out;
}

const isZero = ({ lo, hi }: Interval): boolean => lo === 0 && hi === 0;

/** Zeros are the rule in gradients, and add nothing, not even rounding. */
const sumOf = (a: Interval, b: Interval): Interval => (isZero(a) ? b : isZero(b) ? a : add(a, b));

const differenceOf = (a: Interval, b: Interval): Interval => sumOf(a, negative(b));

const squareOf = (a: Interval): Interval => (isZero(a) ? ZERO : square(a));

const negative = ({ lo, hi }: Interval): Interval => ({ lo: -hi, hi: -lo });

/** {x^k}. */
function powerOf(x: Interval, k: number): Interval {
  if (k < 0) return divide(ONE, powerOf(x, -k));
  if (k % 2 === 0) {
    const { lo, hi } = absolute(x);
    return { lo: Math.max(0, pointPower(lo, k).lo), hi: pointPower(hi, k).hi };
  }
  return { lo: pointPower(x.lo, k).lo, hi: pointPower(x.hi, k).hi };
}

function pointPower(x: number, k: number): Interval {
  let out = ONE;
  for (let i = 0; i < k; i++) out = multiply(out, { lo: x, hi: x });
  return out;
}

/** σ at both ends: it grows. */
function sigmoid({ lo, hi }: Interval): Interval {
  return { lo: Math.max(0, sigmoidAt(lo).lo), hi: Math.min(1, sigmoidAt(hi).hi) };
}

function sigmoidAt(x: number): Interval {
  const small = exponential({ lo: -Math.abs(x), hi: -Math.abs(x) });
  return divide(x >= 0 ? ONE : small, add(ONE, small));
}

/** σ(u)σ(−u) = e^{−|u|}/(1 + e^{−|u|})², which falls as |u| grows from ¼. */
function sigmoidSlope(x: Interval): Interval {
  const { lo, hi } = absolute(x);
  const at = (u: number): Interval => multiply(sigmoidAt(u), sigmoidAt(-u));
  return { lo: Math.max(0, at(hi).lo), hi: Math.min(MAX_SLOPE, at(lo).hi) };
}

/** At both ends: it grows. */
function softplus({ lo, hi }: Interval): Interval {
  const at = (x: number): Interval => {
    const small = logarithm(add(ONE, exponential({ lo: -Math.abs(x), hi: -Math.abs(x) })));
    return x > 0 ? add({ lo: x, hi: x }, small) : small;
  };
  return { lo: Math.max(0, at(lo).lo), hi: at(hi).hi };
}

/** ln Σ e^{x_i} at a point, scaled by the largest term. */
function logSumExp(points: readonly number[]): Interval {
  const top = Math.max(...points);
  if (!Number.isFinite(top)) return LINE;
  const most = { lo: top, hi: top };
  const terms = points.map((x) => exponential(subtract({ lo: x, hi: x }, most)));
  // One term is e⁰ = 1: the sum is at least 1 but for rounding.
  return add(most, logarithm(terms.reduce((sum, term) => add(sum, term))));
}

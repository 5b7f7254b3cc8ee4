/**
 * Bernstein coefficients in fixed point, and their subdivision at the midpoint.
 *
 *   f(t) = Σ_i b_i C(n, i) t^i (1 − t)^{n−i};   b_i = Σ_{k ≤ i} C(i, k) f_k / C(n, k)
 *
 * b_i is stored as an integer of L limbs of 28 bits, little end first, the last limb signed; a common unit is left out.
 * De Casteljau's averages (b_i + b_{i+1})/2 are rounded down, so n of them add at most n units to the error of any
 * coefficient: `error` bounds it for the whole row. One subdivision costs n²L/2 steps of integer arithmetic.
 */

import { bitLength, shifted } from "../../exact/dyadic.js";
import type { IntegerPolynomial } from "./integer-polynomial.js";

const LIMB = 28;
const MASK = (1 << LIMB) - 1;

/** The coefficients on one interval. */
export interface BernsteinRow {
  readonly degree: number;
  readonly limbs: number;
  /** (n + 1)·L limbs. */
  readonly digits: Int32Array;
  /** Every coefficient is right to ± this many units; below 2²⁷. */
  readonly error: number;
}

/** The C(n, k) with n fixed; k ≤ n. */
function binomialRow(n: number): bigint[] {
  const row = [1n];
  for (let k = 1; k <= n; k++) row.push((row[k - 1]! * BigInt(n - k + 1)) / BigInt(k));
  return row;
}

/** The coefficients of f on [0, 1], the largest f_k taking nearly all of the L limbs. */
export function bernsteinRow(f: IntegerPolynomial, limbs: number): BernsteinRow {
  const n = f.length - 1;
  const size = f.reduce((most, c) => Math.max(most, bitLength(c)), 0);
  // |b_i| ≤ Σ|f_k| ≤ (n + 1)·2^size; two more bits for the sign and the averages.
  const width = limbs * LIMB - bitLength(BigInt(n + 1)) - 2;
  // Quotients rounded down are off by one unit, and Σ_k C(i, k) ≤ 2^n of these meet: n guard bits make that one.
  const guard = n;
  const binomials = binomialRow(n);
  const b = f.map((c, k) => shifted(c, width + guard - size) / binomials[k]!);
  for (let r = 1; r <= n; r++) for (let i = n; i >= r; i--) b[i]! += b[i - 1]!;
  const digits = new Int32Array((n + 1) * limbs);
  b.forEach((value, i) => {
    let rest = shifted(value, -guard);
    for (let l = 0; l < limbs - 1; l++) {
      digits[i * limbs + l] = Number(BigInt.asUintN(LIMB, rest));
      rest >>= BigInt(LIMB);
    }
    digits[i * limbs + limbs - 1] = Number(rest);
  });
  // Coefficients shifted to the right lose up to one unit, divided by C(n, k) again: another one in all.
  return { degree: n, limbs, digits, error: 4 };
}

/** The rows on [0, ½] and [½, 1]. */
export function subdivide({ degree, limbs, digits, error }: BernsteinRow): [BernsteinRow, BernsteinRow] {
  const right = digits.slice();
  const left = new Int32Array(digits.length);
  left.set(right.subarray(0, limbs));
  for (let r = 1; r <= degree; r++) {
    averageNeighbours(right, degree - r + 1, limbs);
    left.set(right.subarray(0, limbs), r * limbs);
  }
  const common = { degree, limbs, error: error + degree };
  return [
    { ...common, digits: left },
    { ...common, digits: right },
  ];
}

/** w_i ← ⌊(w_i + w_{i+1})/2⌋ for i < count. */
function averageNeighbours(w: Int32Array, count: number, limbs: number): void {
  const end = count * limbs;
  for (let at = 0; at < end; at += limbs) {
    let sum = w[at]! + w[at + limbs]!;
    let low = sum & MASK;
    for (let l = 1; l < limbs; l++) {
      sum = w[at + l]! + w[at + limbs + l]! + (sum >> LIMB);
      w[at + l - 1] = (low >> 1) | ((sum & 1) << (LIMB - 1));
      low = l === limbs - 1 ? sum : sum & MASK;
    }
    w[at + limbs - 1] = low >> 1;
  }
}

/** The sign of b_i, or `null` where the error leaves it open. */
export function signOfCoefficient({ limbs, digits, error }: BernsteinRow, i: number): -1 | 1 | null {
  const at = i * limbs;
  const top = digits[at + limbs - 1]!;
  const fill = top < 0 ? MASK : 0;
  if (top !== 0 && top !== -1) return top < 0 ? -1 : 1;
  for (let l = limbs - 2; l >= 1; l--) if (digits[at + l] !== fill) return top < 0 ? -1 : 1;
  const low = digits[at]!;
  if (top < 0) return low + error < MASK + 1 ? -1 : null;
  return low > error ? 1 : null;
}

/** Whether some coefficient exceeds the error by far (2⁵⁶ units), so that subdividing still tells something. */
export function hasPrecision({ limbs, digits, error }: BernsteinRow): boolean {
  if (error >= 2 ** 26) return false;
  for (let at = 0; at < digits.length; at += limbs) {
    const top = digits[at + limbs - 1]!;
    if (top !== 0 && top !== -1) return true;
    const fill = top < 0 ? MASK : 0;
    for (let l = limbs - 2; l >= 2; l--) if (digits[at + l] !== fill) return true;
  }
  return false;
}

/** The sign variations of a row: the least and the greatest number that its open signs allow. */
export function variations(signs: readonly (-1 | 0 | 1 | null)[]): { least: number; greatest: number } {
  let least = 0;
  let last = 0;
  // Most variations so far when the last sign is − or +.
  let [minus, plus] = [-Infinity, -Infinity];
  let started = false;
  for (const sign of signs) {
    if (sign === 0) continue;
    if (sign !== null) {
      if (last !== 0 && sign !== last) least++;
      last = sign;
    }
    const before = started ? Math.max(minus, plus + 1) : 0;
    const after = started ? Math.max(plus, minus + 1) : 0;
    started = true;
    minus = sign === 1 ? -Infinity : before;
    plus = sign === -1 ? -Infinity : after;
  }
  return { least, greatest: started ? Math.max(minus, plus) : 0 };
}

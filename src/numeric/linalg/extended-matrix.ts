/**
 * Matrices in double-double arithmetic, and their spectra: A ∈ R^{rows×columns} with about 31 digits per entry.
 *
 *   S = V Λ Vᵀ       `extendedEigen`      S symmetric, eigenvalues descending      (Jacobi's method, cyclic)
 *   A V = U Σ        `extendedSingular`   singular values descending, U by columns (Hestenes' one-sided Jacobi method)
 *
 * With u = `EXTENDED_UNIT` = 2⁻¹⁰⁰ and n the order, an eigenvalue is off by at most about n u ‖S‖ and an eigenvector by
 * n u ‖S‖/gap: where exact data have eigenvalues that double precision cannot tell apart, or from 0, these do, up to
 * ratios of about 10²⁸. u leaves 2³ for the accumulation of roundings over the sweeps.
 *
 * Sources: Demmel and Veselić, "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. 13 (1992); Golub and Van Loan,
 * "Matrix Computations", §8.5 and §8.6.4. Not covered: entries outside [2⁻⁴⁰⁰, 2⁴⁰⁰] (but 0), matrices that are not
 * symmetric.
 */

import { dd, product, quotient, squareRoot, sum } from "../../elementary/double-double.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { isZero, type Rational, rational, toNumber } from "../../exact/rational.js";
import type { Matrix } from "./dense.js";

/** Relative error of what is computed here, for matrices of moderate order. */
export const EXTENDED_UNIT = 2 ** -100;

/** A diagonalisation of this order takes about a third of a second: larger ones are not asked for. */
export const EXTENDED_ORDER = 40;

/** Entry (i, j) is hi[i·columns + j] + lo[i·columns + j]. */
export interface ExtendedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

/** A rational as the sum of two doubles, to 2⁻¹⁰⁵ of itself. */
export function extendedNumber(value: Rational): readonly [hi: number, lo: number] {
  const hi = toNumber(value);
  const rest = value.sub(rational(hi));
  return [hi, isZero(rest) ? 0 : toNumber(rest)];
}

/** 0, rows×columns. */
export const extendedZero = (rows: number, columns: number): ExtendedMatrix => ({
  rows,
  columns,
  hi: new Float64Array(rows * columns),
  lo: new Float64Array(rows * columns),
});

/** I_n. */
export function extendedIdentity(n: number): ExtendedMatrix {
  const out = extendedZero(n, n);
  for (let i = 0; i < n; i++) out.hi[i * n + i] = 1;
  return out;
}

/** The nearest pairs of doubles of an exact matrix. */
export function toExtended(a: RationalMatrix): ExtendedMatrix {
  const out = extendedZero(a.rows, a.columns);
  for (let i = 0, k = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++, k++) {
      const [hi, lo] = extendedNumber(a.get(i, j));
      out.hi[k] = hi;
      out.lo[k] = lo;
    }
  return out;
}

/** The same entries, exactly. */
export const extendedOf = ({ rows, columns, data }: Matrix): ExtendedMatrix => ({
  rows,
  columns,
  hi: Float64Array.from(data),
  lo: new Float64Array(data.length),
});

/** The nearest doubles. */
export const roundedMatrix = ({ rows, columns, hi, lo }: ExtendedMatrix): Matrix => ({
  rows,
  columns,
  data: hi.map((value, k) => value + lo[k]!),
});

/** @param entry leaves its value, hi and lo, in `dd`. */
function fill(rows: number, columns: number, entry: (i: number, j: number) => void): ExtendedMatrix {
  const out = extendedZero(rows, columns);
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, k++) {
      entry(i, j);
      out.hi[k] = dd.hi;
      out.lo[k] = dd.lo;
    }
  return out;
}

/** Aᵀ. */
export const extendedTranspose = ({ rows, columns, hi, lo }: ExtendedMatrix): ExtendedMatrix =>
  fill(columns, rows, (i, j) => {
    dd.hi = hi[j * columns + i]!;
    dd.lo = lo[j * columns + i]!;
  });

/** AB. @throws RangeError if the shapes do not fit. */
export function extendedMultiply(a: ExtendedMatrix, b: ExtendedMatrix): ExtendedMatrix {
  if (a.columns !== b.rows)
    throw new RangeError(`product: expected ${a.columns} rows on the right, got ${b.rows}`);
  const n = a.columns;
  return fill(a.rows, b.columns, (i, j) => innerProduct(a, i * n, 1, b, j, b.columns, n));
}

/** Leaves Σ_{k < n} x_k y_k in `dd`, of entries of two matrices from a place on, by steps. */
function innerProduct(
  x: ExtendedMatrix,
  xAt: number,
  xStep: number,
  y: ExtendedMatrix,
  yAt: number,
  yStep: number,
  n: number,
): void {
  let hi = 0;
  let lo = 0;
  for (let k = 0, i = xAt, j = yAt; k < n; k++, i += xStep, j += yStep) {
    if (x.hi[i] === 0 || y.hi[j] === 0) continue;
    product(x.hi[i]!, x.lo[i]!, y.hi[j]!, y.lo[j]!);
    sum(hi, lo, dd.hi, dd.lo);
    hi = dd.hi;
    lo = dd.lo;
  }
  dd.hi = hi;
  dd.lo = lo;
}

/** target ← target + f·A with f = hi + lo; A may be transposed. */
export function addScaledInto(
  target: ExtendedMatrix,
  a: ExtendedMatrix,
  [fHi, fLo]: readonly [number, number],
  transposed = false,
): void {
  const { rows, columns, hi, lo } = target;
  for (let i = 0, k = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, k++) {
      const from = transposed ? j * a.columns + i : k;
      if (a.hi[from] === 0) continue;
      product(a.hi[from]!, a.lo[from]!, fHi, fLo);
      sum(hi[k]!, lo[k]!, dd.hi, dd.lo);
      hi[k] = dd.hi;
      lo[k] = dd.lo;
    }
}

/** A diag(f(d_1), …) for a list of column factors. */
export const scaleColumns = (
  a: ExtendedMatrix,
  factors: readonly (readonly [number, number])[],
): ExtendedMatrix =>
  fill(a.rows, a.columns, (i, j) => {
    const k = i * a.columns + j;
    const [hi, lo] = factors[j]!;
    product(a.hi[k]!, a.lo[k]!, hi, lo);
  });

/** 1/√(hi + lo) for a positive number. */
export function inverseRoot(hi: number, lo: number): readonly [number, number] {
  squareRoot(hi, lo);
  quotient(1, 0, dd.hi, dd.lo);
  return [dd.hi, dd.lo];
}

/** Columns [from, to). */
export function columnsFrom(a: ExtendedMatrix, from: number, to: number): ExtendedMatrix {
  return fill(a.rows, to - from, (i, j) => {
    dd.hi = a.hi[i * a.columns + from + j]!;
    dd.lo = a.lo[i * a.columns + from + j]!;
  });
}

/** A = V diag(λ) Vᵀ in double-doubles. */
export interface ExtendedEigen {
  /** Descending, as hi + lo. */
  readonly values: Float64Array;
  readonly low: Float64Array;
  /** Orthonormal columns. */
  readonly vectors: ExtendedMatrix;
}

const MAX_SWEEPS = 40;

/** c and s of the rotation that makes the off-diagonal entry b of (a, b; b, d) zero, |angle| ≤ π/4. */
interface Rotation {
  cHi: number;
  cLo: number;
  sHi: number;
  sLo: number;
}

const rotation: Rotation = { cHi: 1, cLo: 0, sHi: 0, sLo: 0 };

/** t = sign(θ)/(|θ| + √(1 + θ²)), θ = (d − a)/(2b); c = 1/√(1 + t²), s = tc. */
function setRotation(a: number, aLow: number, b: number, bLow: number, d: number, dLow: number): void {
  sum(d, dLow, -a, -aLow);
  quotient(dd.hi, dd.lo, 2 * b, 2 * bLow);
  const [theta, thetaLow] = dd.hi < 0 ? [-dd.hi, -dd.lo] : [dd.hi, dd.lo];
  const sign = dd.hi < 0 ? -1 : 1;
  let tHi: number;
  let tLo: number;
  if (theta > 2 ** 110) {
    // θ² + 1 = θ² here, and t = 1/(2θ).
    quotient(1, 0, 2 * theta, 2 * thetaLow);
    tHi = dd.hi;
    tLo = dd.lo;
  } else {
    product(theta, thetaLow, theta, thetaLow);
    sum(dd.hi, dd.lo, 1, 0);
    squareRoot(dd.hi, dd.lo);
    sum(dd.hi, dd.lo, theta, thetaLow);
    quotient(1, 0, dd.hi, dd.lo);
    tHi = dd.hi;
    tLo = dd.lo;
  }
  product(tHi, tLo, tHi, tLo);
  sum(dd.hi, dd.lo, 1, 0);
  const [cHi, cLo] = inverseRoot(dd.hi, dd.lo);
  product(cHi, cLo, sign * tHi, sign * tLo);
  rotation.cHi = cHi;
  rotation.cLo = cLo;
  rotation.sHi = dd.hi;
  rotation.sLo = dd.lo;
}

/** (x, y) ← (c x − s y, s x + c y) for the entries at p and q. */
function rotate(hi: Float64Array, lo: Float64Array, p: number, q: number): void {
  const { cHi, cLo, sHi, sLo } = rotation;
  const [x, xLow, y, yLow] = [hi[p]!, lo[p]!, hi[q]!, lo[q]!];
  product(cHi, cLo, x, xLow);
  let [first, firstLow] = [dd.hi, dd.lo];
  product(sHi, sLo, y, yLow);
  sum(first, firstLow, -dd.hi, -dd.lo);
  hi[p] = dd.hi;
  lo[p] = dd.lo;
  product(sHi, sLo, x, xLow);
  [first, firstLow] = [dd.hi, dd.lo];
  product(cHi, cLo, y, yLow);
  sum(first, firstLow, dd.hi, dd.lo);
  hi[q] = dd.hi;
  lo[q] = dd.lo;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix (its symmetric part is taken as given: entries above the diagonal are
 * not looked at apart from those below).
 */
export function extendedEigen(a: ExtendedMatrix): ExtendedEigen {
  const n = a.rows;
  const hi = Float64Array.from(a.hi);
  const lo = Float64Array.from(a.lo);
  const v = extendedIdentity(n);
  let largest = 0;
  for (const x of hi) largest = Math.max(largest, Math.abs(x));
  // What is left off the diagonal below this changes no eigenvalue beyond the unit.
  const floor = (EXTENDED_UNIT / 8 / Math.max(1, n)) * largest;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let done = true;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const at = p * n + q;
        const [app, aqq] = [hi[p * n + p]!, hi[q * n + q]!];
        const size = Math.abs(hi[at]!);
        // Relative to the diagonal where that is graded: small eigenvalues keep their own accuracy (Demmel, Veselić).
        if (size <= Math.min(floor, (EXTENDED_UNIT / 8) * Math.sqrt(Math.abs(app * aqq)))) continue;
        if (size <= floor * 2 ** -40) continue;
        done = false;
        setRotation(app, lo[p * n + p]!, hi[at]!, lo[at]!, aqq, lo[q * n + q]!);
        for (let k = 0; k < n; k++) rotate(hi, lo, p * n + k, q * n + k);
        for (let k = 0; k < n; k++) rotate(hi, lo, k * n + p, k * n + q);
        hi[at] = lo[at] = hi[q * n + p] = lo[q * n + p] = 0;
        for (let k = 0; k < n; k++) rotate(v.hi, v.lo, k * n + p, k * n + q);
      }
    if (done) break;
  }
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (i, j) => hi[j * n + j]! - hi[i * n + i]! || lo[j * n + j]! - lo[i * n + i]! || i - j,
  );
  return {
    values: Float64Array.from(order, (k) => hi[k * n + k]!),
    low: Float64Array.from(order, (k) => lo[k * n + k]!),
    vectors: permuted(v, order),
  };
}

const permuted = (v: ExtendedMatrix, order: readonly number[]): ExtendedMatrix =>
  fill(v.rows, order.length, (i, j) => {
    dd.hi = v.hi[i * v.columns + order[j]!]!;
    dd.lo = v.lo[i * v.columns + order[j]!]!;
  });

/** A = U Σ Vᵀ in double-doubles. */
export interface ExtendedSingular {
  readonly values: Float64Array;
  readonly low: Float64Array;
  /** A v_k = σ_k u_k; both orthonormal. */
  readonly left: ExtendedMatrix;
  readonly right: ExtendedMatrix;
}

/** Leaves Σ_k x_kp y_kq of two columns in `dd`. */
const columnProduct = (x: ExtendedMatrix, p: number, y: ExtendedMatrix, q: number): void =>
  innerProduct(x, p, x.columns, y, q, y.columns, x.rows);

/** Singular values and vectors of a square matrix; values below n u times the largest are 0. */
export function extendedSingular(a: ExtendedMatrix): ExtendedSingular {
  const n = a.columns;
  // Columns of A V are made orthogonal.
  const b: ExtendedMatrix = { ...a, hi: Float64Array.from(a.hi), lo: Float64Array.from(a.lo) };
  const v = extendedIdentity(n);
  let largest = 0;
  for (const x of a.hi) largest = Math.max(largest, Math.abs(x));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let done = true;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        columnProduct(b, p, b, p);
        const [app, appLow] = [dd.hi, dd.lo];
        columnProduct(b, q, b, q);
        const [aqq, aqqLow] = [dd.hi, dd.lo];
        columnProduct(b, p, b, q);
        const size = Math.abs(dd.hi);
        if (size <= EXTENDED_UNIT * Math.sqrt(app) * Math.sqrt(aqq)) continue;
        // Columns that are nothing but rounding have no direction.
        if (Math.sqrt(Math.min(app, aqq)) <= n * EXTENDED_UNIT * largest) continue;
        done = false;
        setRotation(app, appLow, dd.hi, dd.lo, aqq, aqqLow);
        for (let k = 0; k < n; k++) {
          rotate(b.hi, b.lo, k * n + p, k * n + q);
          rotate(v.hi, v.lo, k * n + p, k * n + q);
        }
      }
    if (done) break;
  }
  const sigma = extendedZero(1, n);
  for (let k = 0; k < n; k++) {
    columnProduct(b, k, b, k);
    squareRoot(Math.max(0, dd.hi), dd.lo);
    sigma.hi[k] = dd.hi;
    sigma.lo[k] = dd.lo;
  }
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (i, j) => sigma.hi[j]! - sigma.hi[i]! || sigma.lo[j]! - sigma.lo[i]! || i - j,
  );
  const zero = 4 * n * EXTENDED_UNIT * (order.length === 0 ? 0 : sigma.hi[order[0]!]!);
  const isZeroAt = (k: number) => sigma.hi[k]! <= zero;
  return {
    values: Float64Array.from(order, (k) => (isZeroAt(k) ? 0 : sigma.hi[k]!)),
    low: Float64Array.from(order, (k) => (isZeroAt(k) ? 0 : sigma.lo[k]!)),
    left: completed(permuted(b, order), order.filter((k) => !isZeroAt(k)).length),
    right: permuted(v, order),
  };
}

/** The first r columns made unit (they are orthogonal), the rest an orthonormal basis of what is left. */
function completed(b: ExtendedMatrix, r: number): ExtendedMatrix {
  const n = b.rows;
  const normalise = (k: number): number => {
    columnProduct(b, k, b, k);
    const length = dd.hi;
    if (length === 0) return 0;
    const [hi, lo] = inverseRoot(dd.hi, dd.lo);
    for (let i = 0; i < n; i++) {
      const at = i * b.columns + k;
      product(b.hi[at]!, b.lo[at]!, hi, lo);
      b.hi[at] = dd.hi;
      b.lo[at] = dd.lo;
    }
    return length;
  };
  for (let k = 0; k < r; k++) normalise(k);
  for (let k = r, axis = 0; k < b.columns && axis < n; axis++) {
    for (let i = 0; i < n; i++) {
      b.hi[i * b.columns + k] = i === axis ? 1 : 0;
      b.lo[i * b.columns + k] = 0;
    }
    // Gram–Schmidt, twice. Of n axes, enough keep a part of at least 1/n.
    let kept = 1;
    for (let pass = 0; pass < 2 && kept > 1 / (4 * n * n); pass++) {
      for (let j = 0; j < k; j++) removeComponent(b, k, j);
      kept = normalise(k);
    }
    if (kept > 1 / (4 * n * n)) k++;
  }
  return b;
}

/** b_k ← b_k − ⟨b_j, b_k⟩ b_j. */
function removeComponent(b: ExtendedMatrix, k: number, j: number): void {
  columnProduct(b, j, b, k);
  const [hi, lo] = [-dd.hi, -dd.lo];
  for (let i = 0; i < b.rows; i++) {
    const at = i * b.columns + k;
    const from = i * b.columns + j;
    product(b.hi[from]!, b.lo[from]!, hi, lo);
    sum(b.hi[at]!, b.lo[at]!, dd.hi, dd.lo);
    b.hi[at] = dd.hi;
    b.lo[at] = dd.lo;
  }
}

/**
 * Eigenvalues in groups: which are equal, which are zero, decided exactly where the data are exact.
 *
 * A floating eigenvalue of a symmetric n×n matrix A carries an error of at most δ = 16 n ε κ ‖A‖ (κ amplifies it
 * when A was formed with the inverse square root of another matrix). Neighbours closer than δ are taken as equal,
 * further than 2⁷ δ as distinct, in between the spectrum is undecided. For exact data an equality is then tested
 * exactly: a rational candidate λ must have rank(A − λB) = n − μ; failing a rational one, the number of distinct
 * eigenvalues must not exceed the number of groups modulo several primes (a true lower bound), and a group at 0
 * needs the exact rank.
 *
 * Exact data whose eigenvalues double precision cannot tell apart, or only with few digits left, are diagonalised in
 * double-double instead (`resolvedSymmetric`, `resolvedSingular`): ε is 2⁻¹⁰⁰ then. An eigenvector computed with unit ε is off
 * by ε‖A‖/gap, so that from gap ≥ 2⁻¹⁰‖A‖ on, and for |λ| ≥ 2⁻¹⁰‖A‖, doubles have lost at most three digits; everything
 * closer is double-double's. A rational eigenvalue of A = cB, B an integer matrix, is c times an integer.
 */

import { distinctEigenvalueCount } from "../algebra/eigenvalue-count.js";
import { inertia } from "../exact/inertia.js";
import { integerForm, rank } from "../exact/linear-algebra.js";
import type { RationalMatrix } from "../exact/matrix.js";
import { rankModular } from "../exact/modular-rank.js";
import { gcd, type Rational, ratio, rational, sign, toNumber } from "../exact/rational.js";
import type { Moments } from "../model/moments.js";
import { singularValues, symmetricEigen } from "../numeric/linalg/decompositions.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import {
  EXTENDED_UNIT,
  type ExtendedMatrix,
  extendedEigen,
  extendedNumber,
  extendedSingular,
  roundedMatrix,
  toExtended,
} from "../numeric/linalg/extended-matrix.js";
import { EPSILON } from "../numeric/linalg/tolerances.js";
import { toMatrix } from "./build.js";
import { type Unavailable, undecided as undecidable } from "./objective.js";

/** Eigenvalues taken as equal: columns start … start + size − 1 of the basis. */
export interface EigenGroup {
  readonly value: number;
  /** Present when the eigenvalue is rational and was verified exactly. */
  readonly exactValue?: Rational;
  readonly start: number;
  readonly size: number;
  /** What `value` leaves of the eigenvalue, where that was computed to more digits. */
  readonly low?: number;
}

/** A spectrum in groups, or why it cannot be grouped. */
export type GroupedSpectrum =
  | {
      readonly clear: true;
      readonly groups: readonly EigenGroup[];
      /** Whether the grouping is proved: see `provesGroups`. */
      readonly decided: () => boolean;
    }
  | { readonly clear: false; readonly reason: string };

const CLEAR = 2 ** 7;
/** Exact ranks are affordable up to this size; beyond it the modular count alone decides. */
const EXACT_RANK_SIZE = 32;
/** The same for diagonalising in double-double: about a tenth of a second there. */
const EXTENDED_SIZE = 32;
/** Gaps and eigenvalues above this share of the norm are doubles' work. */
export const SEPARATED = 2 ** -10;
/** Rational eigenvalues are sought up to this denominator. */
const MAX_DENOMINATOR = 1_000_000n;

/** A pencil A − λB over the rationals, whose eigenvalues were computed in floating point. */
export interface ExactPencil {
  /** A − λB, whose rank deficiency is the multiplicity of λ. */
  readonly at: (lambda: Rational) => RationalMatrix;
  /** Distinct eigenvalues, counted modulo primes. */
  readonly distinct: () => number;
  /** Every rational eigenvalue is an integer multiple of this; absent where no such number is known. */
  readonly unit?: Rational;
}

/** The pencil A − λI of a square matrix. */
export const shiftedPencil = (a: RationalMatrix): ExactPencil => ({
  at: (x) => a.map((value, i, j) => (i === j ? value.sub(x) : value)),
  distinct: () => distinctEigenvalueCount(a),
  unit: contentOf(a),
});

/** The pencil of the singular values σ of A, through the eigenvalues σ² of AᵀA. */
function singularPencil(a: RationalMatrix): ExactPencil {
  const squares = shiftedPencil(a.transpose().multiply(a));
  // A = cB with B an integer matrix: σ²/c² is an eigenvalue of BᵀB, so an integer if it is rational, and so is its root.
  return { at: (x) => squares.at(x.mul(x)), distinct: squares.distinct, unit: contentOf(a) };
}

/** c ≥ 0 with A = cB for an integer matrix B without common divisors. */
function contentOf(a: RationalMatrix): Rational {
  const { rows, denominator } = integerForm(a);
  return ratio(
    rows.flat().reduce((common, entry) => gcd(common, entry), 0n),
    denominator,
  );
}

/**
 * @param values floating eigenvalues, descending.
 * @param pencil the exact data behind the values, if they are exact.
 * @param amplification κ ≥ 1.
 * @param magnitude size of the terms that may have cancelled in the values; their own size counts if it is larger.
 * @param low what the values leave of the eigenvalues, where these were computed in double-double.
 */
export function groupSpectrum(
  values: ArrayLike<number>,
  pencil: ExactPencil | null,
  amplification = 1,
  magnitude = 0,
  low: ArrayLike<number> | null = null,
): GroupedSpectrum {
  const n = values.length;
  if (n === 0) return { clear: true, groups: [], decided: () => false };
  const scale = Array.from(values).reduce((max, x) => Math.max(max, Math.abs(x)), magnitude);
  const unit = low === null ? EPSILON : EXTENDED_UNIT;
  const delta = 16 * Math.max(n, 4) * unit * amplification * scale;
  const starts = [0];
  for (let k = 1; k < n; k++) {
    const gap = values[k - 1]! - values[k]! + (low === null ? 0 : low[k - 1]! - low[k]!);
    if (gap > CLEAR * delta) starts.push(k);
    else if (gap > delta)
      return undecided(
        `the eigenvalues ${values[k - 1]} and ${values[k]} are neither clearly equal nor distinct in ${low === null ? "double" : "double-double"} precision`,
      );
  }
  const groups = starts.map((start, g) =>
    groupOf(values, low, start, (starts[g + 1] ?? n) - start, delta, pencil),
  );
  if (pencil !== null) return settledGroups(groups, n, delta, pencil);
  for (const { value } of groups)
    if (value !== 0 && Math.abs(value) <= CLEAR * delta)
      return undecided(`the eigenvalue ${value} is neither clearly zero nor clearly not`);
  return { clear: true, groups, decided: () => false };
}

/** The group of `size` values from `start`: the rational that it is proved to be, or zero where it is below δ, or their mean. */
function groupOf(
  values: ArrayLike<number>,
  low: ArrayLike<number> | null,
  start: number,
  size: number,
  delta: number,
  pencil: ExactPencil | null,
): EigenGroup {
  const n = values.length;
  const [mean, rest] = meanOf(values, low, start, start + size);
  const exact =
    pencil === null || n > EXACT_RANK_SIZE ? null : verifiedRational(mean, rest, delta, size, n, pencil);
  const isZero = exact === null && Math.abs(mean) <= delta;
  const [value, remainder] = exact !== null ? extendedNumber(exact) : isZero ? [0, 0] : [mean, rest];
  return {
    value,
    ...(exact !== null ? { exactValue: exact } : {}),
    ...(low !== null && remainder !== 0 ? { low: remainder } : {}),
    start,
    size,
  };
}

/** Groups of exact data, some not rational: as many as distinct eigenvalues, and zero as often as the rank says. */
function settledGroups(
  groups: readonly EigenGroup[],
  n: number,
  delta: number,
  pencil: ExactPencil,
): GroupedSpectrum {
  if (groups.every(({ exactValue }) => exactValue !== undefined))
    return { clear: true, groups, decided: () => provesGroups(groups, pencil) };
  const distinct = pencil.distinct();
  if (distinct !== groups.length)
    return undecided(
      `${groups.length} groups of eigenvalues in double precision, but exactly ${distinct} distinct ones`,
    );
  const atZero = pencil.at(rational(0));
  const zeros = n - (n <= EXACT_RANK_SIZE ? rank(atZero) : rankModular(atZero));
  const zeroGroup = groups.find(({ value }) => Math.abs(value) <= CLEAR * delta);
  // A tiny but nonzero eigenvalue of exact data: its sign is beyond double precision.
  if ((zeroGroup?.size ?? 0) !== zeros)
    return undecided(`an eigenvalue near ${zeroGroup?.value ?? 0} is not zero, but too small to resolve`);
  const settled = groups.map((group) =>
    group === zeroGroup ? { ...group, value: 0, exactValue: rational(0) } : group,
  );
  return { clear: true, groups: settled, decided: () => provesGroups(settled, pencil) };
}

/**
 * Whether groups of eigenvalues of a symmetric pencil A − λB, B ≻ 0, are proved: by Sylvester's law the positive
 * eigenvalues of A − tB are as many as eigenvalues above t, counted exactly at a rational t between any two groups and at
 * 0; a group of several is equal where its value is rational and the rank of A − λB says so. Double precision proposes only.
 */
export function provesGroups(groups: readonly EigenGroup[], { at }: ExactPencil): boolean {
  const last = groups[groups.length - 1];
  if (last !== undefined && last.start + last.size > EXACT_RANK_SIZE) return false;
  if (groups.some(({ size, exactValue }) => size > 1 && exactValue === undefined)) return false;
  for (let g = 1; g < groups.length; g++) {
    const below = groups[g]!;
    const { positive, zero } = inertia(at(between(exactly(below), exactly(groups[g - 1]!))));
    if (zero !== 0 || positive !== below.start) return false;
  }
  const { positive, zero } = inertia(at(rational(0)));
  const count = (test: (value: number) => boolean) =>
    groups.reduce((sum, { value, size }) => sum + (test(value) ? size : 0), 0);
  return positive === count((value) => value > 0) && zero === count((value) => value === 0);
}

const exactly = ({ value, low = 0, exactValue }: EigenGroup): Rational =>
  exactValue ?? rational(value).add(rational(low));

/** A rational between two others: the double in the middle where there is one, with few digits. */
function between(a: Rational, b: Rational): Rational {
  const middle = a.add(b).div(2);
  const short = rational(toNumber(middle));
  return short.compare(a) > 0 && short.compare(b) < 0 ? short : middle;
}

/** The mean of the values from `start` to `end`, as the sum of two doubles; of one value, itself. */
function meanOf(
  values: ArrayLike<number>,
  low: ArrayLike<number> | null,
  start: number,
  end: number,
): readonly [number, number] {
  if (low !== null) {
    let total = rational(0);
    for (let k = start; k < end; k++) total = total.add(rational(values[k]!)).add(rational(low[k]!));
    return extendedNumber(total.div(end - start));
  }
  let mean = 0;
  for (let k = start; k < end; k++) mean += values[k]! / (end - start);
  return [mean, 0];
}

const undecided = (reason: string): GroupedSpectrum => ({ clear: false, reason });

/** The rational inside the error interval of value + low that is an eigenvalue of exactly this multiplicity. */
function verifiedRational(
  value: number,
  low: number,
  delta: number,
  size: number,
  n: number,
  pencil: ExactPencil,
): Rational | null {
  const exact = rational(value).add(rational(low));
  const isEigenvalue = (candidate: Rational) =>
    toNumber(candidate.sub(exact).abs()) <= delta && n - rank(pencil.at(candidate)) === size;
  const simplest = simplestRational(value, Math.max(delta, EPSILON * Math.abs(value)));
  if (simplest !== null && isEigenvalue(simplest)) return simplest;
  const { unit } = pencil;
  // One multiple inside the interval at most, or the data say too little to name it.
  if (unit === undefined || sign(unit) === 0 || !(delta < toNumber(unit) / 4)) return null;
  const multiple = exact.div(unit).round().mul(unit);
  return (simplest === null || !multiple.equals(simplest)) && isEigenvalue(multiple) ? multiple : null;
}

/** The continued-fraction convergent of least denominator within `delta` of the value; null beyond 10⁶. */
export function simplestRational(value: number, delta: number): Rational | null {
  if (Math.abs(value) <= delta) return rational(0);
  let [h0, h1] = [1n, BigInt(Math.floor(value))];
  let [k0, k1] = [0n, 1n];
  let rest = value - Math.floor(value);
  for (;;) {
    if (Math.abs(value - Number(h1) / Number(k1)) <= delta) return rational(`${h1}/${k1}`);
    if (rest === 0) return null;
    const next = Math.floor(1 / rest);
    rest = 1 / rest - next;
    [h0, h1] = [h1, BigInt(next) * h1 + h0];
    [k0, k1] = [k1, BigInt(next) * k1 + k0];
    if (k1 > MAX_DENOMINATOR) return null;
  }
}

/** Whether the eigenvalue of the group is positive. */
export const isPositive = (group: EigenGroup): boolean =>
  group.exactValue !== undefined ? sign(group.exactValue) > 0 : group.value > 0;

/** Eigen- or singular values in groups, with their vectors to the rounding of doubles. */
export interface Spectrum {
  readonly groups: readonly EigenGroup[];
  readonly decided: () => boolean;
  readonly values: Float64Array;
  /** Orthonormal columns; A right_k = value_k left_k. The same matrix for eigenvectors. */
  readonly left: Matrix;
  readonly right: Matrix;
  /** The same vectors in double-double, where they were computed so. */
  readonly extended: { readonly left: ExtendedMatrix; readonly right: ExtendedMatrix } | null;
}

/** Whether doubles resolve a grouping: no gap between groups and no nonzero value is small beside the largest. */
function isSeparated(groups: readonly EigenGroup[]): boolean {
  const scale = groups.reduce((max, { value }) => Math.max(max, Math.abs(value)), 0);
  return groups.every(
    ({ value }, g) =>
      (value === 0 || Math.abs(value) >= SEPARATED * scale) &&
      (g === 0 || groups[g - 1]!.value - value >= SEPARATED * scale),
  );
}

/**
 * Whether double-double is asked beside doubles: for exact data that doubles do not resolve; data that were given as doubles
 * are known to no more digits, so that for them it only makes the vectors of a clear grouping better.
 */
export const needsExtended = ({ rounded, exact }: Moments, n: number, inDoubles: GroupedSpectrum): boolean =>
  !rounded && n <= EXTENDED_SIZE && (inDoubles.clear ? !isSeparated(inDoubles.groups) : exact);

/** What doubles find where they resolve it, what double-double finds where they do not and the data are exact. */
function resolved(
  moments: Moments,
  n: number,
  inDoubles: GroupedSpectrum,
  doubles: () => Omit<Spectrum, "groups" | "decided">,
  inExtended: () => { grouped: GroupedSpectrum } & Omit<Spectrum, "groups" | "decided">,
): Spectrum | Unavailable {
  if (!needsExtended(moments, n, inDoubles))
    return inDoubles.clear
      ? { groups: inDoubles.groups, decided: inDoubles.decided, ...doubles() }
      : undecidable(inDoubles.reason);
  const { grouped, ...rest } = inExtended();
  return grouped.clear
    ? { groups: grouped.groups, decided: grouped.decided, ...rest }
    : undecidable(grouped.reason);
}

/** The eigenvalues of a symmetric matrix. @param moments what it is made from: whether exactly. */
export function resolvedSymmetric(a: RationalMatrix, moments: Moments): Spectrum | Unavailable {
  const { values, vectors } = symmetricEigen(toMatrix(a));
  const pencil = moments.rounded ? null : shiftedPencil(a);
  return resolved(
    moments,
    a.rows,
    groupSpectrum(values, pencil),
    () => ({ values, left: vectors, right: vectors, extended: null }),
    () => {
      const eigen = extendedEigen(toExtended(a));
      const rounding = roundedMatrix(eigen.vectors);
      return {
        grouped: groupSpectrum(eigen.values, pencil, 1, 0, eigen.low),
        values: eigen.values,
        left: rounding,
        right: rounding,
        extended: { left: eigen.vectors, right: eigen.vectors },
      };
    },
  );
}

/** The singular values of a square matrix. @param moments what it is made from: whether exactly. */
export function resolvedSingular(a: RationalMatrix, moments: Moments): Spectrum | Unavailable {
  const { values, left, right } = singularValues(toMatrix(a));
  const pencil = moments.rounded ? null : singularPencil(a);
  return resolved(
    moments,
    a.rows,
    groupSpectrum(values, pencil),
    () => ({ values, left, right, extended: null }),
    () => {
      const { low, ...singular } = extendedSingular(toExtended(a));
      return {
        grouped: groupSpectrum(singular.values, pencil, 1, 0, low),
        values: singular.values,
        left: roundedMatrix(singular.left),
        right: roundedMatrix(singular.right),
        extended: { left: singular.left, right: singular.right },
      };
    },
  );
}

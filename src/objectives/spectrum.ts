/**
 * Eigenvalues in groups: which are equal, which are zero, decided exactly where the data are exact.
 *
 * A floating eigenvalue of a symmetric n×n matrix A carries an error of at most δ = 16 n ε κ ‖A‖ (κ amplifies it
 * when A was formed with the inverse square root of another matrix). Neighbours closer than δ are taken as equal,
 * further than 2⁷ δ as distinct, in between the spectrum is undecided. For exact data an equality is then tested
 * exactly: a rational candidate λ must have rank(A − λB) = n − μ; failing a rational one, the number of distinct
 * eigenvalues must not exceed the number of groups modulo several primes (a true lower bound), and a group at 0
 * needs the exact rank.
 */
import { inertia } from "../exact/inertia.js";
import { rank } from "../exact/linear-algebra.js";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, sign, toNumber } from "../exact/rational.js";
import { distinctEigenvalueCount, rankModular } from "../exact/spectrum.js";

export interface EigenGroup {
  readonly value: number;
  /** Present when the eigenvalue is rational and was verified exactly. */
  readonly exactValue?: Rational;
  readonly start: number;
  readonly size: number;
}

export type GroupedSpectrum =
  | {
      readonly clear: true;
      readonly groups: readonly EigenGroup[];
      /** Whether the grouping is proved: see `provesGroups`. */
      readonly decided: () => boolean;
    }
  | { readonly clear: false; readonly reason: string };

const EPSILON = 2 ** -52;
const CLEAR = 2 ** 7;
/** Exact ranks are affordable up to this size; beyond it the modular count alone decides. */
const EXACT_RANK_SIZE = 32;
/** Rational eigenvalues are sought up to this denominator. */
const MAX_DENOMINATOR = 1_000_000n;

export interface ExactPencil {
  /** A − λB, whose rank deficiency is the multiplicity of λ. */
  readonly at: (lambda: Rational) => RationalMatrix;
  /** Distinct eigenvalues, counted modulo primes. */
  readonly distinct: () => number;
}

/** The pencil A − λI of a square matrix. */
export const shiftedPencil = (a: RationalMatrix): ExactPencil => ({
  at: (x) => a.map((value, i, j) => (i === j ? value.sub(x) : value)),
  distinct: () => distinctEigenvalueCount(a),
});

/**
 * @param values floating eigenvalues, descending.
 * @param pencil the exact data behind the values, if they are exact.
 * @param amplification κ ≥ 1.
 * @param magnitude size of the terms that may have cancelled in the values; their own size counts if it is larger.
 */
export function groupSpectrum(
  values: ArrayLike<number>,
  pencil: ExactPencil | null,
  amplification = 1,
  magnitude = 0,
): GroupedSpectrum {
  const n = values.length;
  if (n === 0) return { clear: true, groups: [], decided: () => false };
  const scale = Array.from(values).reduce((max, x) => Math.max(max, Math.abs(x)), magnitude);
  const delta = 16 * Math.max(n, 4) * EPSILON * amplification * scale;
  const starts = [0];
  for (let k = 1; k < n; k++) {
    const gap = values[k - 1]! - values[k]!;
    if (gap > CLEAR * delta) starts.push(k);
    else if (gap > delta)
      return undecided(
        `the eigenvalues ${values[k - 1]} and ${values[k]} are neither clearly equal nor distinct in double precision`,
      );
  }
  const groups: EigenGroup[] = [];
  let allRational = true;
  starts.forEach((start, g) => {
    const end = starts[g + 1] ?? n;
    let mean = 0;
    for (let k = start; k < end; k++) mean += values[k]! / (end - start);
    const size = end - start;
    const exact =
      pencil === null || n > EXACT_RANK_SIZE ? null : verifiedRational(mean, delta, size, n, pencil);
    if (exact === null) allRational = false;
    groups.push({
      value: exact !== null ? toNumber(exact) : Math.abs(mean) <= delta ? 0 : mean,
      ...(exact !== null ? { exactValue: exact } : {}),
      start,
      size,
    });
  });
  for (const { value } of groups)
    if (value !== 0 && Math.abs(value) <= CLEAR * delta && pencil === null)
      return undecided(`the eigenvalue ${value} is neither clearly zero nor clearly not`);
  if (pencil === null || allRational)
    return { clear: true, groups, decided: () => pencil !== null && provesGroups(groups, pencil) };

  const distinct = pencil.distinct();
  if (distinct !== groups.length)
    return undecided(
      `${groups.length} groups of eigenvalues in double precision, but exactly ${distinct} distinct ones`,
    );
  const atZero = pencil.at(rational(0));
  const zeros = n - (n <= EXACT_RANK_SIZE ? rank(atZero) : rankModular(atZero));
  const zeroGroup = groups.find(({ value }) => Math.abs(value) <= CLEAR * delta);
  if ((zeroGroup?.size ?? 0) !== zeros) {
    // A tiny but nonzero eigenvalue of exact data: its sign is beyond double precision.
    return undecided(`an eigenvalue near ${zeroGroup?.value ?? 0} is not zero, but too small to resolve`);
  }
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
    const above = groups[g - 1]!;
    const below = groups[g]!;
    const t = rational((above.value + below.value) / 2);
    const { positive, zero } = inertia(at(t));
    if (zero !== 0 || positive !== below.start) return false;
  }
  const { positive, zero } = inertia(at(rational(0)));
  const count = (test: (value: number) => boolean) =>
    groups.reduce((sum, { value, size }) => sum + (test(value) ? size : 0), 0);
  return positive === count((value) => value > 0) && zero === count((value) => value === 0);
}

const undecided = (reason: string): GroupedSpectrum => ({ clear: false, reason });

/** The rational with small denominator inside the error interval, if it is an eigenvalue of exactly this multiplicity. */
function verifiedRational(
  value: number,
  delta: number,
  size: number,
  n: number,
  pencil: ExactPencil,
): Rational | null {
  const candidate = simplestRational(value, delta);
  if (candidate === null) return null;
  return n - rank(pencil.at(candidate)) === size ? candidate : null;
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

export const isPositive = (group: EigenGroup): boolean =>
  group.exactValue !== undefined ? sign(group.exactValue) > 0 : group.value > 0;

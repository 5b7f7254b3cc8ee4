/**
 * Bilinear objective with unit columns, tied: Wo = Wt = W, columns w_j ∈ S^{m−1}.
 *
 * Only the off-diagonal part of Γ matters, the loss is 2 − 2 tr Γ − 2 Σ_{i≠j} Γ_ij ⟨w_i, w_j⟩. If Γ_ij = β s_i s_j off the
 * diagonal (s ∈ {±1}^p), it depends on v = Σ_j s_j w_j alone, as −2β‖v‖². Critical ⇔ v = 0, or all s_j w_j = ±u with a > b
 * signs. β > 0: index b(m−1) on the latter, m on the smooth part of v = 0; β < 0: (a−1)(m−1) and 0. β = 0: constant.
 *
 * Not covered: other Γ (an O(m) spin model); the solver finds those.
 */
import { cos, sin, squared } from "../../elementary/elementary.js";
import { binomial, CountPolynomial } from "../../exact/counting.js";
import { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { isZero, type Rational, rational, sign, toNumber, ZERO } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import {
  columnOf,
  entryScale,
  fromColumns,
  isJudgedExtended,
  randomFrame,
  randomUnitVector,
  unitVector,
  unresolved,
  vanishes,
} from "../build.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import { sphereComponents, sphereEuler } from "../topology.js";

/** Γ_ij = β s_i s_j off the diagonal, or null. For p = 1 and for a diagonal Γ, β = 0. */
function rankOneCoupling({ gamma, rounded }: Moments): { beta: Rational; signs: number[] } | null {
  const p = gamma.rows;
  const scale = entryScale(gamma);
  const symmetric = (i: number, j: number) => gamma.get(i, j).add(gamma.get(j, i)).div(2);
  const zero = (value: Rational) => vanishes(value, scale, rounded, p);
  const reference = p > 1 ? symmetric(0, 1) : ZERO;
  const pairs = Array.from({ length: p }, (_, i) =>
    Array.from({ length: i }, (_, j) => [i, j] as const),
  ).flat();
  if (zero(reference))
    return pairs.every(([i, j]) => zero(symmetric(i, j))) ? { beta: ZERO, signs: [] } : null;
  for (const beta of [reference.abs(), reference.abs().neg()]) {
    const signs = Array.from({ length: p }, (_, j) => (j === 0 ? 1 : sign(symmetric(0, j)) * sign(beta)));
    if (
      signs.every((s) => s !== 0) &&
      pairs.every(([i, j]) => zero(symmetric(i, j).sub(beta.mul(signs[i]! * signs[j]!))))
    )
      return { beta, signs };
  }
  return null;
}

/** What all components of a problem with β ≠ 0 are made from. */
interface Setting {
  readonly m: number;
  readonly p: number;
  readonly exact: boolean;
  readonly beta: Rational;
  /** s. */
  readonly signs: readonly number[];
  /** β > 0. */
  readonly isPositive: boolean;
  /** v = 0 has points: β ≠ 0 implies p ≥ 2, and it is empty only on the discrete set of m = 1, for odd p. */
  readonly isBalanced: boolean;
  /** 2 − 2 tr Γ and the weight decay. */
  readonly base: Rational;
}

const pointOf = (columns: readonly number[][], m: number): Point => ({ W: fromColumns(columns, m) });

const exactPoint = (columns: readonly number[][], m: number): ReadonlyMap<string, RationalMatrix> =>
  new Map([["W", RationalMatrix.generate(m, columns.length, (i, j) => rational(columns[j]![i]!))]]);

const signed = ({ signs }: Setting, columns: readonly number[][]): number[][] =>
  columns.map((w, j) => w.map((x) => x * signs[j]!));

/** The loss where ‖v‖² is this. */
const valueAt = ({ base, beta, p }: Setting, vSquared: number): Rational =>
  base.add(beta.mul(2 * p)).sub(beta.mul(2 * vSquared));

/** χ of one copy of the sphere of u. */
const alignedEuler = (m: number): bigint => (m === 1 ? 1n : sphereEuler(m - 1));

const alignedIndex = ({ isPositive, m, p }: Setting, b: number): number =>
  (isPositive ? b : p - b - 1) * (m - 1);

const alignedCopies = ({ m, p }: Setting, b: number): bigint => binomial(p, b) * sphereComponents(m - 1);

/** All s_j w_j = ±u, b of them reversed. */
function alignedProposal(setting: Setting, b: number): ComponentProposal {
  const { m, p, exact, isPositive, isBalanced } = setting;
  const a = p - b;
  const pattern = Array.from({ length: p }, (_, j) => (j < a ? 1 : -1));
  const columns = (u: number[]) =>
    signed(
      setting,
      pattern.map((s) => u.map((x) => s * x)),
    );
  const exactValue = valueAt(setting, squared(a - b));
  const first = columns(unitVector(m, 0));
  return {
    id: `b=${b}`,
    family: "tied column-normalised bilinear, all columns ±u",
    representative: pointOf(first, m),
    exactRepresentative: exactPoint(first, m),
    value: toNumber(exactValue),
    ...(exact ? { exactValue } : {}),
    dimension: m - 1,
    index: alignedIndex(setting, b),
    nullity: m - 1,
    multiplicity: alignedCopies(setting, b),
    eulerCharacteristic: alignedEuler(m),
    // Where v = 0 is empty (m = 1, p odd) and β < 0, the smallest |a − b| is best.
    globalMinimum: isPositive ? b === 0 : !isBalanced && a - b === 1,
    ...(m > 1 ? { sample: (random: Random) => pointOf(columns(randomUnitVector(random, m)), m) } : {}),
    ...(isPositive && b === 0 ? { notes: ["total collapse: all columns equal up to the signs of Γ"] } : {}),
  };
}

/** Of {v = 0}: p points in balance (m = 1), a sphere (p = 2), else singular where the columns are collinear, unless p is odd. */
function balancedShape({ isPositive, m, p }: Setting) {
  return {
    isSmooth: m === 1 || p === 2 || p % 2 === 1,
    copies: m === 1 ? binomial(p, p / 2) : m === 2 && p === 3 ? 2n : 1n,
    dimension: m === 1 ? 0 : p === 2 ? m - 1 : p * (m - 1) - m,
    index: !isPositive ? 0 : m === 1 ? 0 : p === 2 ? m - 1 : m,
    euler: m === 1 ? 1n : p === 2 ? sphereEuler(m - 1) : 0n,
  };
}

/** A point with v = 0: pairs w, −w, and one equilateral triangle if p is odd; pairs in general position. */
function balancedPoint(setting: Setting, direction: () => number[], plane: () => Matrix): Point {
  const { m, p } = setting;
  const list: number[][] = [];
  if (p % 2 === 1) {
    const frame = plane();
    const [e, f] = [columnOf(frame, 0), columnOf(frame, 1)];
    for (const angle of [0, (2 * Math.PI) / 3, (4 * Math.PI) / 3])
      list.push(e.map((x, i) => cos(angle) * x + sin(angle) * f[i]!));
  }
  while (list.length < p) {
    const u = direction();
    list.push(
      u,
      u.map((x) => -x),
    );
  }
  return pointOf(signed(setting, list), m);
}

/** {v = 0}. */
function balancedProposal(setting: Setting): ComponentProposal {
  const { m, exact, isPositive } = setting;
  const { isSmooth, copies, dimension, index, euler } = balancedShape(setting);
  const exactValue = valueAt(setting, 0);
  let next = 0;
  const axis = () => unitVector(m, next++ % m);
  return {
    id: "zero-sum",
    family: "tied column-normalised bilinear, signed columns sum to zero",
    representative: balancedPoint(setting, axis, () => fromColumns([axis(), axis()], m)),
    value: toNumber(exactValue),
    ...(exact ? { exactValue } : {}),
    dimension,
    index,
    nullity: dimension,
    multiplicity: copies,
    ...(isSmooth ? { eulerCharacteristic: euler } : {}),
    globalMinimum: !isPositive,
    ...(dimension > 0
      ? {
          sample: (random: Random) =>
            balancedPoint(
              setting,
              () => randomUnitVector(random, m),
              () => randomFrame(random, m, 2),
            ),
        }
      : {}),
    ...(isSmooth
      ? {}
      : { notes: ["singular where the columns are collinear; index and nullity at smooth points"] }),
  };
}

/** β = 0: every W is critical. */
function constantLoss({ exact, rounded, dimension: p }: Moments, m: number, value: Rational): ClosedForm {
  const copies = sphereComponents(m - 1) ** BigInt(p);
  const euler = sphereEuler(m - 1) ** BigInt(p);
  const columns = Array.from({ length: p }, (_, j) => unitVector(m, j % m));
  const everything: ComponentProposal = {
    id: "constant",
    family: "tied column-normalised bilinear, constant loss",
    representative: pointOf(columns, m),
    exactRepresentative: exactPoint(columns, m),
    value: toNumber(value),
    ...(exact ? { exactValue: value } : {}),
    dimension: p * (m - 1),
    index: 0,
    nullity: p * (m - 1),
    multiplicity: copies,
    eulerCharacteristic: m === 1 ? 1n : euler,
    globalMinimum: true,
    ...(m > 1
      ? {
          sample: (random: Random) =>
            pointOf(
              Array.from({ length: p }, () => randomUnitVector(random, m)),
              m,
            ),
        }
      : {}),
  };
  return {
    statement: "Γ is diagonal and the weights are tied: the loss is constant",
    decided: () => !rounded,
    proposals: () => [everything],
    byIndex: CountPolynomial.of([copies]),
    total: copies,
    morseEuler: { expected: euler, found: euler },
  };
}

/** β ≠ 0. */
function coupledColumns(setting: Setting, rounded: boolean): ClosedForm {
  const { m, p, isBalanced, isPositive } = setting;
  const patterns = Array.from({ length: Math.ceil(p / 2) }, (_, b) => b);
  const aligned = CountPolynomial.sum(
    patterns.map((b) => CountPolynomial.monomial(alignedIndex(setting, b), alignedCopies(setting, b))),
  );
  const { isSmooth, index, copies, euler } = isBalanced
    ? balancedShape(setting)
    : { isSmooth: true, index: 0, copies: 0n, euler: 0n };
  const balanced = isBalanced ? CountPolynomial.monomial(index, copies) : CountPolynomial.zero;
  const byIndex = aligned.add(balanced);
  // Where χ does not vanish, m is odd and every index is even.
  const found = aligned.at(1n) * alignedEuler(m) + balanced.at(1n) * euler;
  return {
    statement: "Γ_ij = β s_i s_j off the diagonal: the loss depends on Σ_j s_j w_j alone",
    decided: () => !rounded,
    *proposals() {
      const list = [
        ...patterns.map((b) => alignedProposal(setting, b)),
        ...(isBalanced ? [balancedProposal(setting)] : []),
      ];
      yield* isPositive ? list : list.reverse();
    },
    byIndex,
    total: byIndex.at(1n),
    ...(isSmooth ? { morseEuler: { expected: sphereEuler(m - 1) ** BigInt(p), found } } : {}),
  };
}

/**
 * The critical set under unit columns, one encoder.
 *
 * @param m number of features.
 * @param offset 2, and λ times the squared norms.
 */
export function tiedColumnsClosedForm(
  moments: Moments,
  m: number,
  offset: Rational,
): ClosedForm | Unavailable {
  const coupling = rankOneCoupling(moments);
  if (coupling === null)
    return { unavailable: "tied columns: no closed form unless Γ_ij = β s_i s_j off the diagonal" };
  const { beta, signs } = coupling;
  const { dimension: p, exact, rounded } = moments;
  const extended = isJudgedExtended(moments, m * p);
  const reason = unresolved("β", toNumber(beta), entryScale(moments.gamma), extended);
  if (reason !== null) return undecided(reason);
  const base = offset.sub(moments.gamma.trace().mul(2));
  if (isZero(beta)) return constantLoss(moments, m, base);
  const isBalanced = m > 1 || p % 2 === 0;
  const isPositive = sign(beta) > 0;
  return coupledColumns({ m, p, exact, beta, signs, isPositive, isBalanced, base }, rounded);
}

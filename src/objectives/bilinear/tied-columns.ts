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

/** Tied weights. */
export function tiedColumnsClosedForm(
  moments: Moments,
  m: number,
  offset: Rational,
): ClosedForm | Unavailable {
  const coupling = rankOneCoupling(moments);
  if (coupling === null)
    return { unavailable: "tied columns: no closed form unless Γ_ij = β s_i s_j off the diagonal" };
  const { beta, signs } = coupling;
  const p = moments.dimension;
  const extended = isJudgedExtended(moments, m * p);
  const reason = unresolved("β", toNumber(beta), entryScale(moments.gamma), extended);
  if (reason !== null) return undecided(reason);
  const chi = sphereEuler(m - 1);
  const all = sphereComponents(m - 1) ** BigInt(p);
  const exactBase = offset.sub(moments.gamma.trace().mul(2));
  const point = (columns: number[][]): Point => ({ W: fromColumns(columns, m) });
  const expected = chi ** BigInt(p);

  if (isZero(beta)) {
    const columns = Array.from({ length: p }, (_, j) => unitVector(m, j % m));
    const byIndex = CountPolynomial.of([all]);
    return {
      statement: "Γ is diagonal and the weights are tied: the loss is constant",
      decided: () => !moments.rounded,
      *proposals() {
        yield {
          id: "constant",
          family: "tied column-normalised bilinear, constant loss",
          representative: point(columns),
          exactRepresentative: new Map([
            ["W", RationalMatrix.generate(m, p, (i, j) => rational(columns[j]![i]!))],
          ]),
          value: toNumber(exactBase),
          ...(moments.exact ? { exactValue: exactBase } : {}),
          dimension: p * (m - 1),
          index: 0,
          nullity: p * (m - 1),
          multiplicity: all,
          eulerCharacteristic: m === 1 ? 1n : expected,
          globalMinimum: true,
          ...(m > 1
            ? {
                sample: (random: Random) =>
                  point(Array.from({ length: p }, () => randomUnitVector(random, m))),
              }
            : {}),
        };
      },
      byIndex,
      total: all,
      morseEuler: { expected, found: expected },
    };
  }

  const positive = sign(beta) > 0;
  const valueAt = (vSquared: number) => exactBase.add(beta.mul(2 * p)).sub(beta.mul(2 * vSquared));
  const signed = (columns: number[][]) => columns.map((w, j) => w.map((x) => x * signs[j]!));

  // β ≠ 0 implies p ≥ 2. Then v = 0 is empty only on the discrete set of m = 1, for odd p.
  const balanced = m > 1 || p % 2 === 0;

  const alignedEuler = m === 1 ? 1n : chi;
  /** All s_j w_j = ±u, b of them reversed. */
  const aligned = (b: number): ComponentProposal => {
    const a = p - b;
    const pattern = Array.from({ length: p }, (_, j) => (j < a ? 1 : -1));
    const columns = (u: number[]) => signed(pattern.map((s) => u.map((x) => s * x)));
    const exactValue = valueAt(squared(a - b));
    return {
      id: `b=${b}`,
      family: "tied column-normalised bilinear, all columns ±u",
      representative: point(columns(unitVector(m, 0))),
      exactRepresentative: new Map([
        ["W", RationalMatrix.generate(m, p, (i, j) => rational(columns(unitVector(m, 0))[j]![i]!))],
      ]),
      value: toNumber(exactValue),
      ...(moments.exact ? { exactValue } : {}),
      dimension: m - 1,
      index: (positive ? b : a - 1) * (m - 1),
      nullity: m - 1,
      multiplicity: binomial(p, b) * sphereComponents(m - 1),
      eulerCharacteristic: alignedEuler,
      // Where v = 0 is empty (m = 1, p odd) and β < 0, the smallest |a − b| is best.
      globalMinimum: positive ? b === 0 : !balanced && a - b === 1,
      ...(m > 1 ? { sample: (random: Random) => point(columns(randomUnitVector(random, m))) } : {}),
      ...(positive && b === 0 ? { notes: ["total collapse: all columns equal up to the signs of Γ"] } : {}),
    };
  };

  const smooth = m === 1 || p === 2 || p % 2 === 1;
  const balancedCopies = (): bigint => (m === 1 ? binomial(p, p / 2) : m === 2 && p === 3 ? 2n : 1n);
  const balancedDimension = m === 1 ? 0 : p === 2 ? m - 1 : p * (m - 1) - m;
  const balancedIndex = !positive ? 0 : m === 1 ? 0 : p === 2 ? m - 1 : m;
  const balancedEuler = m === 1 ? 1n : p === 2 ? chi : 0n;
  const zeroSum = (): ComponentProposal => {
    const exactValue = valueAt(0);
    // Pairs w, −w, and one equilateral triangle if p is odd; pairs in general position.
    const columns = (direction: () => number[], plane: () => Matrix): Point => {
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
      return point(signed(list));
    };
    let next = 0;
    const axis = () => unitVector(m, next++ % m);
    return {
      id: "zero-sum",
      family: "tied column-normalised bilinear, signed columns sum to zero",
      representative: columns(axis, () => fromColumns([axis(), axis()], m)),
      value: toNumber(exactValue),
      ...(moments.exact ? { exactValue } : {}),
      dimension: balancedDimension,
      index: balancedIndex,
      nullity: balancedDimension,
      multiplicity: balancedCopies(),
      ...(smooth ? { eulerCharacteristic: balancedEuler } : {}),
      globalMinimum: !positive,
      ...(balancedDimension > 0
        ? {
            sample: (random: Random) =>
              columns(
                () => randomUnitVector(random, m),
                () => randomFrame(random, m, 2),
              ),
          }
        : {}),
      ...(smooth
        ? {}
        : { notes: ["singular where the columns are collinear; index and nullity at smooth points"] }),
    };
  };

  const patterns = Array.from({ length: Math.ceil(p / 2) }, (_, b) => b);
  const alignedByIndex = CountPolynomial.sum(
    patterns.map((b) =>
      CountPolynomial.monomial(
        (positive ? b : p - b - 1) * (m - 1),
        binomial(p, b) * sphereComponents(m - 1),
      ),
    ),
  );
  const balancedByIndex = balanced
    ? CountPolynomial.monomial(balancedIndex, balancedCopies())
    : CountPolynomial.zero;
  const byIndex = alignedByIndex.add(balancedByIndex);
  // Where χ does not vanish, m is odd and every index is even.
  const found = alignedByIndex.at(1n) * alignedEuler + balancedByIndex.at(1n) * balancedEuler;
  return {
    statement: "Γ_ij = β s_i s_j off the diagonal: the loss depends on Σ_j s_j w_j alone",
    decided: () => !moments.rounded,
    *proposals() {
      const list = [...patterns.map(aligned), ...(balanced ? [zeroSum()] : [])];
      yield* positive ? list : list.reverse();
    },
    byIndex,
    total: byIndex.at(1n),
    ...(smooth || !balanced ? { morseEuler: { expected, found } } : {}),
  };
}

/**
 * Bilinear non-contrastive objective with unit columns (theory of Pokle et al. 2022, the simplified objective).
 *
 *   L(Wo, Wt) = 2 − 2 tr(Wo Γ Wtᵀ) + λ(‖Wo‖² + ‖Wt‖²),  every column of Wo, Wt ∈ R^{m×p} a unit vector.
 *
 * Γ = diag(γ): critical ⇔ t_j = s_j o_j for every j with γ_j ≠ 0. For each sign pattern one component
 * ≅ (S^{m−1})^{p′} × (S^{m−1} × S^{m−1})^{p₀}, p′ and p₀ the numbers of nonzero and zero γ_j; index
 * (m−1)·#{j : s_j γ_j < 0}, nullity = dimension. Proof: columns decouple; −2γ⟨o, t⟩ on S^{m−1} × S^{m−1} is critical
 * exactly where o ∥ t, and its Hessian there has eigenvalues 0 and 4 s γ, m − 1 times each.
 *
 * Tied, Wo = Wt = W: only the off-diagonal part of Γ matters, the loss is 2 − 2 tr Γ − 2 Σ_{i≠j} Γ_ij ⟨w_i, w_j⟩.
 * If Γ_ij = β s_i s_j off the diagonal (s ∈ {±1}^p), it depends on v = Σ_j s_j w_j alone, as −2β‖v‖². Critical ⇔
 * v = 0, or all s_j w_j = ±u with a > b signs. β > 0: index b(m−1) on the latter, m on the smooth part of v = 0;
 * β < 0: (a−1)(m−1) and 0. β = 0: constant.
 *
 * Not covered: other Γ (a bipartite O(m) spin model); the solver finds those.
 */
import { cos, euclideanNorm, sin, squared } from "../../elementary/elementary.js";
import { binomial, CountPolynomial } from "../../exact/counting.js";
import { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { isZero, type Rational, rational, rationalText, sign, toNumber, ZERO } from "../../exact/rational.js";
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
import { vectorsByCost } from "../enumerate.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import { sphereComponents, sphereEuler } from "../topology.js";

/** Off-diagonal entries that vanish are required; `null` where one does not. */
function diagonalOf({ gamma, rounded }: Moments): Rational[] | null {
  const scale = entryScale(gamma);
  for (let i = 0; i < gamma.rows; i++)
    for (let j = 0; j < gamma.columns; j++)
      if (i !== j && !vanishes(gamma.get(i, j), scale, rounded, gamma.rows)) return null;
  return gamma.diagonalEntries().map((g) => (vanishes(g, scale, rounded, gamma.rows) ? ZERO : g));
}

/** Untied weights. */
export function columnsClosedForm(moments: Moments, m: number, offset: Rational): ClosedForm | Unavailable {
  const gamma = diagonalOf(moments);
  if (gamma === null)
    return {
      unavailable:
        "columns normalised: no closed form unless Γ is diagonal (theory: a bipartite O(m) spin model)",
    };
  const p = gamma.length;
  const extended = isJudgedExtended(moments, 2 * m * p);
  for (const g of gamma) {
    const reason = unresolved("γ", toNumber(g), entryScale(moments.gamma), extended);
    if (reason !== null) return undecided(reason);
  }
  const live = gamma.filter((g) => !isZero(g)).length;
  const dead = p - live;
  const chi = sphereEuler(m - 1);
  const copies = sphereComponents(m - 1) ** BigInt(live + 2 * dead);
  const euler = m === 1 ? 1n : chi ** BigInt(live + 2 * dead);

  // Columns with equal |γ| are interchangeable: one entry for all choices of which b of them are reversed.
  const classes = new Map<string, number[]>();
  gamma.forEach((g, j) => {
    if (isZero(g)) return;
    const key = rationalText(g.abs());
    classes.set(key, [...(classes.get(key) ?? []), j]);
  });
  const groups = [...classes.values()];
  const magnitudes = groups.map(([j]) => gamma[j!]!.abs());
  const best = offset.sub(gamma.reduce((sum, g) => sum.add(g.abs()), ZERO).mul(2));

  const proposal = (counts: readonly number[]): ComponentProposal => {
    const signs = gamma.map((g) => sign(g));
    counts.forEach((b, k) => {
      for (const j of groups[k]!.slice(groups[k]!.length - b)) signs[j] = -signs[j]!;
    });
    const reversed = counts.reduce((sum, b) => sum + b, 0);
    const exactValue = counts.reduce((sum, b, k) => sum.add(magnitudes[k]!.mul(4 * b)), best);
    const online = Array.from({ length: p }, (_, j) => unitVector(m, j % m));
    const target = online.map((o, j) => (signs[j] === 0 ? o : o.map((x) => x * signs[j]!)));
    const pair = (o: number[][], t: number[][]): Point => ({ Wo: fromColumns(o, m), Wt: fromColumns(t, m) });
    const exact = (columns: number[][]) => RationalMatrix.generate(m, p, (i, j) => rational(columns[j]![i]!));
    return {
      id: `s=${signs.map((s) => (s > 0 ? "+" : s < 0 ? "-" : "0")).join("")}`,
      family: "column-normalised bilinear, one sign per column",
      representative: pair(online, target),
      exactRepresentative: new Map([
        ["Wo", exact(online)],
        ["Wt", exact(target)],
      ]),
      value: toNumber(exactValue),
      ...(moments.exact ? { exactValue } : {}),
      dimension: (live + 2 * dead) * (m - 1),
      index: (m - 1) * reversed,
      nullity: (live + 2 * dead) * (m - 1),
      multiplicity: counts.reduce((product, b, k) => product * binomial(groups[k]!.length, b), copies),
      eulerCharacteristic: euler,
      globalMinimum: reversed === 0,
      ...(m > 1
        ? {
            sample: (random: Random) => {
              const o = online.map(() => randomUnitVector(random, m));
              const t = o.map((column, j) =>
                signs[j] === 0 ? randomUnitVector(random, m) : column.map((x) => x * signs[j]!),
              );
              return pair(o, t);
            },
          }
        : {}),
      nearest: ({ Wo, Wt }) => {
        const o = columnsOf(Wo!);
        const t = columnsOf(Wt!);
        const choice = [...signs];
        // Which of the interchangeable columns are reversed: those where that costs least.
        counts.forEach((b, k) => {
          const gain = (j: number) =>
            (distanceToPair(o[j]!, t[j]!, 1) - distanceToPair(o[j]!, t[j]!, -1)) * sign(gamma[j]!);
          const ordered = [...groups[k]!].sort((i, j) => gain(j) - gain(i));
          ordered.forEach((j, place) => {
            choice[j] = (place < b ? -1 : 1) * sign(gamma[j]!);
          });
        });
        const middle = o.map((column, j) =>
          choice[j] === 0
            ? column
            : unitOr(
                column.map((x, i) => x + choice[j]! * t[j]![i]!),
                column,
              ),
        );
        return pair(
          middle,
          middle.map((column, j) => (choice[j] === 0 ? t[j]! : column.map((x) => choice[j]! * x))),
        );
      },
      ...(reversed === 0 && m >= p && m > 1 && dead === 0
        ? { notes: [`orthonormal columns form a subset of codimension ${(p * (p - 1)) / 2}`] }
        : {}),
    };
  };

  const byIndex = CountPolynomial.of([1n])
    .add(CountPolynomial.monomial(m - 1))
    .power(live)
    .scale(copies);
  return {
    statement: "Γ is diagonal: one product of spheres for each sign pattern",
    decided: () => !moments.rounded,
    *proposals() {
      const steps = magnitudes.map(toNumber);
      for (const counts of vectorsByCost(
        steps,
        groups.map((g) => g.length),
      ))
        yield proposal(counts);
    },
    byIndex,
    total: byIndex.at(1n),
    morseEuler: {
      expected: chi ** BigInt(2 * p),
      // Where χ does not vanish, m is odd and every index is even.
      found: byIndex.at(1n) * euler,
    },
  };
}

const columnsOf = (a: Matrix): number[][] => Array.from({ length: a.columns }, (_, j) => columnOf(a, j));

/** The squared distance of unit vectors (o, t) from {(u, s u) : |u| = 1}: 4 − 2|o + s t|. */
const distanceToPair = (o: readonly number[], t: readonly number[], s: number): number =>
  4 - 2 * euclideanNorm(o.map((x, i) => x + s * t[i]!));

/** v/|v|; for v = 0 any unit vector is as near as any other. */
function unitOr(v: readonly number[], other: number[]): number[] {
  const length = euclideanNorm(v);
  return length === 0 ? other : v.map((x) => x / length);
}

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

/**
 * Bilinear objective with unit columns, untied (theory of Pokle et al. 2022, the simplified objective).
 *
 *   L(Wo, Wt) = 2 − 2 tr(Wo Γ Wtᵀ) + λ(‖Wo‖² + ‖Wt‖²),  every column of Wo, Wt ∈ R^{m×p} a unit vector.
 *
 * Γ = diag(γ): critical ⇔ t_j = s_j o_j for every j with γ_j ≠ 0. For each sign pattern one component
 * ≅ (S^{m−1})^{p′} × (S^{m−1} × S^{m−1})^{p₀}, p′ and p₀ the numbers of nonzero and zero γ_j; index
 * (m−1)·#{j : s_j γ_j < 0}, nullity = dimension. Proof: columns decouple; −2γ⟨o, t⟩ on S^{m−1} × S^{m−1} is critical
 * exactly where o ∥ t, and its Hessian there has eigenvalues 0 and 4 s γ, m − 1 times each.
 *
 * Not covered: other Γ (a bipartite O(m) spin model); the solver finds those.
 */
import { euclideanNorm } from "../../elementary/elementary.js";
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

/** What all components of a problem are made from. */
interface Setting {
  readonly gamma: readonly Rational[];
  /** Wo, Wt: m×p. */
  readonly m: number;
  readonly p: number;
  readonly exact: boolean;
  /** Numbers of nonzero and of zero γ_j. */
  readonly live: number;
  readonly dead: number;
  /** Columns with equal |γ| ≠ 0, which are interchangeable: one component stands for all choices of which b of them are reversed. */
  readonly groups: readonly (readonly number[])[];
  /** |γ| of each group. */
  readonly magnitudes: readonly Rational[];
  /** The value where no sign is reversed. */
  readonly best: Rational;
}

function settingOf(gamma: readonly Rational[], m: number, exact: boolean, offset: Rational): Setting {
  const classes = new Map<string, number[]>();
  gamma.forEach((g, j) => {
    if (isZero(g)) return;
    const key = rationalText(g.abs());
    classes.set(key, [...(classes.get(key) ?? []), j]);
  });
  const groups = [...classes.values()];
  const p = gamma.length;
  const live = gamma.filter((g) => !isZero(g)).length;
  return {
    gamma,
    m,
    p,
    exact,
    live,
    dead: p - live,
    groups,
    magnitudes: groups.map(([j]) => gamma[j!]!.abs()),
    best: offset.sub(gamma.reduce((sum, g) => sum.add(g.abs()), ZERO).mul(2)),
  };
}

/** (S^{m−1})^{p′} × (S^{m−1} × S^{m−1})^{p₀}: dimension, number of components, and χ of one of them. */
function shapeOf({ m, live, dead }: Setting) {
  const spheres = live + 2 * dead;
  return {
    dimension: spheres * (m - 1),
    copies: sphereComponents(m - 1) ** BigInt(spheres),
    euler: m === 1 ? 1n : sphereEuler(m - 1) ** BigInt(spheres),
  };
}

const pair = (o: readonly number[][], t: readonly number[][], m: number): Point => ({
  Wo: fromColumns(o, m),
  Wt: fromColumns(t, m),
});

/** The signs s with the last b columns of each group reversed; 0 where γ_j = 0. */
function signsOf({ gamma, groups }: Setting, counts: readonly number[]): number[] {
  const signs = gamma.map((g) => sign(g));
  counts.forEach((b, k) => {
    for (const j of groups[k]!.slice(groups[k]!.length - b)) signs[j] = -signs[j]!;
  });
  return signs;
}

/** The point nearest to (Wo, Wt), in whichever of the copies: interchangeable columns are reversed where that costs least. */
function nearestPair(setting: Setting, counts: readonly number[], { Wo, Wt }: Point): Point {
  const { gamma, groups, m } = setting;
  const o = columnsOf(Wo!);
  const t = columnsOf(Wt!);
  const choice = signsOf(setting, counts);
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
  const other = middle.map((column, j) => (choice[j] === 0 ? t[j]! : column.map((x) => choice[j]! * x)));
  return pair(middle, other, m);
}

/** The component with so many columns of each group reversed. */
function columnsProposal(setting: Setting, counts: readonly number[]): ComponentProposal {
  const { m, p, dead, groups, magnitudes, best } = setting;
  const signs = signsOf(setting, counts);
  const { dimension, copies, euler } = shapeOf(setting);
  const reversed = counts.reduce((sum, b) => sum + b, 0);
  const exactValue = counts.reduce((sum, b, k) => sum.add(magnitudes[k]!.mul(4 * b)), best);
  const online = Array.from({ length: p }, (_, j) => unitVector(m, j % m));
  const target = online.map((o, j) => (signs[j] === 0 ? o : o.map((x) => x * signs[j]!)));
  const exact = (columns: number[][]) => RationalMatrix.generate(m, p, (i, j) => rational(columns[j]![i]!));
  const sample = (random: Random) => {
    const o = online.map(() => randomUnitVector(random, m));
    const t = o.map((column, j) =>
      signs[j] === 0 ? randomUnitVector(random, m) : column.map((x) => x * signs[j]!),
    );
    return pair(o, t, m);
  };
  return {
    id: `s=${signs.map((s) => (s > 0 ? "+" : s < 0 ? "-" : "0")).join("")}`,
    family: "column-normalised bilinear, one sign per column",
    representative: pair(online, target, m),
    exactRepresentative: new Map([
      ["Wo", exact(online)],
      ["Wt", exact(target)],
    ]),
    value: toNumber(exactValue),
    ...(setting.exact ? { exactValue } : {}),
    dimension,
    index: (m - 1) * reversed,
    nullity: dimension,
    multiplicity: counts.reduce((product, b, k) => product * binomial(groups[k]!.length, b), copies),
    eulerCharacteristic: euler,
    globalMinimum: reversed === 0,
    ...(m > 1 ? { sample } : {}),
    nearest: (point) => nearestPair(setting, counts, point),
    ...(reversed === 0 && m >= p && m > 1 && dead === 0
      ? { notes: [`orthonormal columns form a subset of codimension ${(p * (p - 1)) / 2}`] }
      : {}),
  };
}

/**
 * The critical set under unit columns, two encoders.
 *
 * @param m number of features.
 * @param offset 2, and λ times the squared norms.
 */
export function columnsClosedForm(moments: Moments, m: number, offset: Rational): ClosedForm | Unavailable {
  const gamma = diagonalOf(moments);
  if (gamma === null)
    return {
      unavailable:
        "columns normalised: no closed form unless Γ is diagonal (theory: a bipartite O(m) spin model)",
    };
  const extended = isJudgedExtended(moments, 2 * m * gamma.length);
  for (const g of gamma) {
    const reason = unresolved("γ", toNumber(g), entryScale(moments.gamma), extended);
    if (reason !== null) return undecided(reason);
  }
  const setting = settingOf(gamma, m, moments.exact, offset);
  const { copies, euler } = shapeOf(setting);
  const byIndex = CountPolynomial.of([1n])
    .add(CountPolynomial.monomial(m - 1))
    .power(setting.live)
    .scale(copies);
  return {
    statement: "Γ is diagonal: one product of spheres for each sign pattern",
    decided: () => !moments.rounded,
    *proposals() {
      const steps = setting.magnitudes.map(toNumber);
      const bounds = setting.groups.map((g) => g.length);
      for (const counts of vectorsByCost(steps, bounds)) yield columnsProposal(setting, counts);
    },
    byIndex,
    total: byIndex.at(1n),
    morseEuler: {
      expected: sphereEuler(m - 1) ** BigInt(2 * setting.p),
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

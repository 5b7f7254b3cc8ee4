/**
 * ReLU alignment on one-hot latents, identity dictionary, independent masks Bernoulli(α), unit columns w_j ∈ R^m (Pokle et al.
 * 2022, the landscape theorem; hypotheses sharpened).
 *
 *   L = 2 − 2 E⟨h(D₁x), h(D₂x)⟩ = 2 − 2 Σ_j γ_j ‖w_j⁺‖²,  γ_j = α² π_j,  w⁺ = max(w, 0).
 *
 * Critical ⇔ every column lies in the closed non-negative (live) or non-positive (dead) orthant: 2^d contractible
 * strata of full dimension d(m−1), value 2 − 2 Σ_{live} γ_j; L is constant on each.
 * Proof: on the sphere −‖w⁺‖² has gradient −2(w⁺ − ‖w⁺‖² w), zero iff w⁺ is 0 or a multiple of w.
 */
import { euclideanNorm } from "../../elementary/elementary.js";
import { binomial, CountPolynomial } from "../../exact/counting.js";
import { type Rational, rational, rationalText, toNumber, ZERO } from "../../exact/rational.js";
import { columnOf, fromColumns, randomUnitVector } from "../build.js";
import { vectorsByCost } from "../enumerate.js";
import type { ClosedForm, ComponentProposal, Point } from "../objective.js";

/** What all strata of a problem are made from. */
interface Setting {
  readonly gamma: readonly Rational[];
  readonly m: number;
  readonly exact: boolean;
  /** Columns with equal γ, which are interchangeable. */
  readonly groups: readonly (readonly number[])[];
  /** The value where all columns are live. */
  readonly best: Rational;
}

/** The unit vector nearest to w in the closed orthant of sign s: w with its other entries dropped, or else an axis. */
function nearestInOrthant(column: readonly number[], s: number): number[] {
  const kept = partOf(column, s);
  const length = euclideanNorm(kept);
  if (length > 0) return kept.map((x) => x / length);
  // All entries have the other sign: the axis nearest to the orthant.
  const best = column.reduce((at, x, i) => (s * x > s * column[at]! ? i : at), 0);
  return column.map((_, i) => (i === best ? s : 0));
}

const partOf = (column: readonly number[], s: number): number[] => column.map((x) => s * Math.max(s * x, 0));

/** The nearest point with so many dead columns in each group: those that cost least, at 2 − 2|·|. */
function nearestStratum({ gamma, m, groups }: Setting, counts: readonly number[], { W }: Point): Point {
  const columns = gamma.map((_, j) => columnOf(W!, j));
  const gain = (j: number) => euclideanNorm(partOf(columns[j]!, -1)) - euclideanNorm(partOf(columns[j]!, 1));
  const dead = new Set(
    counts.flatMap((b, k) => [...groups[k]!].sort((i, j) => gain(j) - gain(i)).slice(0, b)),
  );
  return {
    W: fromColumns(
      columns.map((column, j) => nearestInOrthant(column, dead.has(j) ? -1 : 1)),
      m,
    ),
  };
}

/** The strata with so many dead columns in each group. */
function stratum(setting: Setting, counts: readonly number[]): ComponentProposal {
  const { gamma, m, exact, groups, best } = setting;
  const d = gamma.length;
  const dead = new Set<number>();
  counts.forEach((b, k) => {
    for (const j of groups[k]!.slice(groups[k]!.length - b)) dead.add(j);
  });
  const exactValue = [...dead].reduce((sum, j) => sum.add(gamma[j]!.mul(2)), best);
  const point = (column: () => number[]): Point => ({
    W: fromColumns(
      gamma.map((_, j) => column().map((x) => (dead.has(j) ? -Math.abs(x) : Math.abs(x)))),
      m,
    ),
  });
  return {
    id: `live=${gamma.map((_, j) => (dead.has(j) ? "-" : "+")).join("")}`,
    family: "ReLU alignment, live and dead columns",
    // The middle of each orthant, away from the kinks.
    representative: point(() => new Array<number>(m).fill(1 / Math.sqrt(m))),
    value: toNumber(exactValue),
    ...(exact ? { exactValue } : {}),
    dimension: d * (m - 1),
    index: 0,
    nullity: d * (m - 1),
    multiplicity: counts.reduce((product, b, k) => product * binomial(groups[k]!.length, b), 1n),
    eulerCharacteristic: 1n,
    globalMinimum: dead.size === 0,
    ...(m > 1 ? { sample: (random) => point(() => randomUnitVector(random, m)) } : {}),
    nearest: (at) => nearestStratum(setting, counts, at),
    notes: [
      dead.size === 0
        ? "every W ≥ 0 with unit columns"
        : "flat where the dead columns are strictly negative: local minima in the weak sense",
    ],
  };
}

/** The critical set. @param gamma γ_j = α² π_j, all positive. @param m number of features. @param exact γ was given exactly. */
export function alignmentClosedForm(gamma: readonly Rational[], m: number, exact: boolean): ClosedForm {
  const classes = new Map<string, number[]>();
  gamma.forEach((g, j) => {
    const key = rationalText(g);
    classes.set(key, [...(classes.get(key) ?? []), j]);
  });
  const groups = [...classes.values()];
  const best = rational(2).sub(gamma.reduce((sum, g) => sum.add(g), ZERO).mul(2));
  const setting = { gamma, m, exact, groups, best };
  const total = 2n ** BigInt(gamma.length);
  return {
    statement: "each column lies in the non-negative or in the non-positive orthant",
    decided: () => true,
    *proposals() {
      const steps = groups.map(([j]) => toNumber(gamma[j!]!));
      const bounds = groups.map((g) => g.length);
      for (const counts of vectorsByCost(steps, bounds)) yield stratum(setting, counts);
    },
    byIndex: CountPolynomial.of([total]),
    total,
  };
}

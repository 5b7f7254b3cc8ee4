/**
 * ReLU features on one-hot latents, identity dictionary, independent masks Bernoulli(α), unit columns w_j ∈ R^m
 * (Pokle et al. 2022, the landscape theorem; hypotheses sharpened).
 *
 * Alignment:    L = 2 − 2 E⟨h(D₁x), h(D₂x)⟩ = 2 − 2 Σ_j γ_j ‖w_j⁺‖²,  γ_j = α² π_j,  w⁺ = max(w, 0).
 *   Critical ⇔ every column lies in the closed non-negative (live) or non-positive (dead) orthant: 2^d contractible
 *   strata of full dimension d(m−1), value 2 − 2 Σ_{live} γ_j; L is constant on each.
 *   Proof: on the sphere −‖w⁺‖² has gradient −2(w⁺ − ‖w⁺‖² w), zero iff w⁺ is 0 or a multiple of w.
 *
 * Contrastive, one negative, temperature τ:  L = E log(1 + exp((s₋ − s₊)/τ)),
 *   s₊ = b₁b₂ ‖w_j⁺‖², s₋ = b₁b′ ⟨w_j⁺, w_k⁺⟩, b's Bernoulli(α), k the latent of the negative. A finite sum.
 *   Distinct negatives, m ≥ d: the global minima are the W ≥ 0 with orthonormal columns (every term is minimal there).
 *   Independent negatives, uniform latents: the same iff (d−1)/(1 + e^{1/τ}) > (1−α) tanh(1/(2τ)) (sufficient).
 *   m = d: the d! permutation matrices; m > d: one connected set of dimension m − d.
 *   The loss has kinks there (relu), so there is no Hessian: stationarity is one-sided.
 */
import { binomial, CountPolynomial } from "../exact/counting.js";
import { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, rationalText, toNumber, ZERO } from "../exact/rational.js";
import { generate, type Matrix } from "../numeric/dense.js";
import {
  add,
  enclose,
  exponential,
  type Interval,
  logarithm,
  multiply,
  subtract,
} from "../numeric/interval.js";
import { columnOf, fromColumns, randomUnitVector, unitVector } from "./build.js";
import { vectorsByCost } from "./enumerate.js";
import type { ClosedForm, ComponentProposal, Point, Unavailable } from "./objective.js";

/** @param gamma γ_j = α² π_j, all positive. */
export function alignmentClosedForm(gamma: readonly Rational[], m: number, exact: boolean): ClosedForm {
  const d = gamma.length;
  const classes = new Map<string, number[]>();
  gamma.forEach((g, j) => {
    const key = rationalText(g);
    classes.set(key, [...(classes.get(key) ?? []), j]);
  });
  const groups = [...classes.values()];
  const best = rational(2).sub(gamma.reduce((sum, g) => sum.add(g), ZERO).mul(2));
  const proposal = (counts: readonly number[]): ComponentProposal => {
    const dead = new Set<number>();
    counts.forEach((b, k) => {
      for (const j of groups[k]!.slice(groups[k]!.length - b)) dead.add(j);
    });
    const exactValue = [...dead].reduce((sum, j) => sum.add(gamma[j]!.mul(2)), best);
    const point = (column: (j: number) => number[]): Point => ({
      W: fromColumns(
        gamma.map((_, j) => column(j).map((x) => (dead.has(j) ? -Math.abs(x) : Math.abs(x)))),
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
      nearest: ({ W }) => {
        // To the closed orthant of sign s: w with the other entries dropped, at 2 − 2|·|. Dead are those that cost least.
        const part = (j: number, s: number) => columnOf(W!, j).map((x) => s * Math.max(s * x, 0));
        const gain = (j: number) => Math.hypot(...part(j, -1)) - Math.hypot(...part(j, 1));
        const chosen = new Set(
          counts.flatMap((b, k) => [...groups[k]!].sort((i, j) => gain(j) - gain(i)).slice(0, b)),
        );
        return {
          W: fromColumns(
            gamma.map((_, j) => {
              const s = chosen.has(j) ? -1 : 1;
              const kept = part(j, s);
              const length = Math.hypot(...kept);
              if (length > 0) return kept.map((x) => x / length);
              // All entries have the other sign: the axis nearest to the orthant.
              const column = columnOf(W!, j);
              const best = column.reduce((at, x, i) => (s * x > s * column[at]! ? i : at), 0);
              return column.map((_, i) => (i === best ? s : 0));
            }),
            m,
          ),
        };
      },
      notes: [
        dead.size === 0
          ? "every W ≥ 0 with unit columns"
          : "flat where the dead columns are strictly negative: local minima in the weak sense",
      ],
    };
  };
  const total = 2n ** BigInt(d);
  return {
    statement: "each column lies in the non-negative or in the non-positive orthant",
    decided: () => true,
    *proposals() {
      const steps = groups.map(([j]) => toNumber(gamma[j!]!));
      for (const counts of vectorsByCost(
        steps,
        groups.map((g) => g.length),
      ))
        yield proposal(counts);
    },
    byIndex: CountPolynomial.of([total]),
    total,
  };
}

export interface ContrastiveInstance {
  readonly m: number;
  readonly keep: number;
  readonly temperature: number;
  readonly probabilities: readonly number[];
  readonly negatives: "distinct" | "independent";
}

const softplus = (u: number): number => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
const sigmoid = (u: number): number => (u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u)));

/** P(latent j, negative's latent k). */
function pairProbability({ probabilities, negatives }: ContrastiveInstance, j: number, k: number): number {
  const joint = probabilities[j]! * probabilities[k]!;
  if (negatives === "independent") return joint;
  return j === k ? 0 : joint / (1 - probabilities[j]!);
}

/** L(W) exactly as the finite sum over latents and masks. W: m×d. */
export function contrastiveValue(instance: ContrastiveInstance, w: Matrix): number {
  const { keep, temperature: tau } = instance;
  const d = w.columns;
  let total = (1 - keep) * Math.LN2;
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      const weight = keep * pairProbability(instance, j, k);
      if (weight === 0) continue;
      const plus = positiveInner(w, j, j) / tau;
      const minus = positiveInner(w, j, k) / tau;
      total +=
        weight *
        ((1 - keep) ** 2 * Math.LN2 +
          keep * (1 - keep) * (softplus(-plus) + softplus(minus)) +
          keep * keep * softplus(minus - plus));
    }
  return total;
}

const positiveInner = (w: Matrix, j: number, k: number): number => {
  let sum = 0;
  for (let i = 0; i < w.rows; i++)
    sum += Math.max(w.data[i * w.columns + j]!, 0) * Math.max(w.data[i * w.columns + k]!, 0);
  return sum;
};

/**
 * min over unit tangent directions V of the one-sided derivative L′(W; V) ≤ 0; zero exactly at first-order minima.
 *
 * L′(W; ·) is a sum over entries: slope c_ij for positive entries, c_ij max(V_ij, 0) where w_ij = 0, none below.
 */
export function contrastiveDescent(instance: ContrastiveInstance, w: Matrix): number {
  const { keep, temperature: tau } = instance;
  const { rows: m, columns: d } = w;
  // dL/dG for the Gram entries G_jk = ⟨w_j⁺, w_k⁺⟩.
  const slopes = generate(d, d, () => 0);
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      const weight = (keep * pairProbability(instance, j, k)) / tau;
      if (weight === 0) continue;
      const plus = positiveInner(w, j, j) / tau;
      const minus = positiveInner(w, j, k) / tau;
      const both = keep * keep * sigmoid(minus - plus);
      slopes.data[j * d + j]! -= weight * (both + keep * (1 - keep) * sigmoid(-plus));
      slopes.data[j * d + k]! += weight * (both + keep * (1 - keep) * sigmoid(minus));
    }
  let squares = 0;
  for (let j = 0; j < d; j++) {
    const c = Array.from({ length: m }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < d; k++)
        sum += (slopes.data[j * d + k]! + slopes.data[k * d + j]!) * Math.max(w.data[i * d + k]!, 0);
      return sum;
    });
    const column = Array.from({ length: m }, (_, i) => w.data[i * d + j]!);
    const open = c.map((x, i) => (column[i]! > 0 ? x : 0));
    const along = open.reduce((sum, x, i) => sum + x * column[i]!, 0);
    open.forEach((x, i) => {
      if (column[i] === 0) squares += Math.min(c[i]!, 0) ** 2;
      else squares += (x - along * column[i]!) ** 2;
    });
  }
  return -Math.sqrt(squares);
}

/** The same with exact parameters. */
export interface ExactContrastiveInstance {
  readonly m: number;
  readonly keep: Rational;
  readonly temperature: Rational;
  readonly probabilities: readonly Rational[];
  readonly negatives: "distinct" | "independent";
}

/**
 * An enclosure of L(W) where W ≥ 0 has exactly orthonormal columns and the theorem's hypotheses are proved: m ≥ d ≥ 2, and
 * for independent negatives uniform latents with (d−1)/(1 + e^{1/τ}) > (1−α) tanh(1/(2τ)), that is
 * (1−α)(e^{1/τ} − 1) < d − 1. Null elsewhere.
 */
export function contrastiveMinimum(instance: ExactContrastiveInstance, w: Matrix): Interval | null {
  const { m, keep, temperature, probabilities, negatives } = instance;
  const d = probabilities.length;
  if (d < 2 || m < d || w.rows !== m || w.columns !== d || w.data.some((x) => x < 0)) return null;
  const exact = RationalMatrix.generate(m, d, (i, j) => rational(w.data[i * d + j]!));
  if (!exact.transpose().multiply(exact).equals(RationalMatrix.identity(d))) return null;
  const inverse = rational(1).div(temperature);
  const dropped = rational(1).sub(keep);
  if (negatives === "independent") {
    if (probabilities.some((pi) => !pi.equals(rational(1).div(d)))) return null;
    const growth = subtract(exponential(enclose(inverse)), point(1));
    if (!(multiply(enclose(dropped), growth).hi < d - 1)) return null;
  }
  const softplusOf = (u: Rational) => logarithm(add(point(1), exponential(enclose(u))));
  const half = logarithm(point(2));
  const [attracted, repelled] = [softplusOf(inverse.neg()), softplusOf(inverse)];
  // With G = I: s₊ = b₁b₂, s₋ = b₁b′ for equal latents and 0 for others.
  const pair = (same: boolean) =>
    add(
      add(
        multiply(enclose(dropped.mul(dropped)), half),
        multiply(enclose(keep.mul(dropped)), add(attracted, same ? repelled : half)),
      ),
      multiply(enclose(keep.mul(keep)), same ? half : attracted),
    );
  let value = multiply(enclose(dropped), half);
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      const joint = probabilities[j]!.mul(probabilities[k]!);
      const weight =
        negatives === "independent" ? joint : j === k ? ZERO : joint.div(rational(1).sub(probabilities[j]!));
      value = add(value, multiply(enclose(keep.mul(weight)), pair(j === k)));
    }
  return value;
}

const point = (x: number): Interval => ({ lo: x, hi: x });

export function contrastiveClosedForm(instance: ContrastiveInstance): ClosedForm | Unavailable {
  const { m, keep, temperature, probabilities, negatives } = instance;
  const d = probabilities.length;
  if (d < 2)
    return { unavailable: "relu-contrastive: a negative with another latent needs at least two latents" };
  if (m < d) return { unavailable: "relu-contrastive: the global minima are known for m ≥ d only" };
  if (negatives === "independent") {
    if (probabilities.some((pi) => Math.abs(pi - 1 / d) > 1e-12))
      return { unavailable: "relu-contrastive with independent negatives: known for uniform latents only" };
    const left = (d - 1) / (1 + Math.exp(1 / temperature));
    const right = (1 - keep) * Math.tanh(1 / (2 * temperature));
    if (!(left > right))
      return {
        unavailable: `relu-contrastive with independent negatives: (d-1)/(1+e^(1/tau)) = ${left.toPrecision(4)} does not exceed (1-keep)*tanh(1/(2 tau)) = ${right.toPrecision(4)}, and lower values exist away from permutations`,
      };
  }
  let factorial = 1n;
  for (let k = 2; k <= d; k++) factorial *= BigInt(k);
  const columns = Array.from({ length: d }, (_, j) => unitVector(m, j));
  const exactRepresentative = new Map([
    ["W", RationalMatrix.generate(m, d, (i, j) => rational(i === j ? 1 : 0))],
  ]);
  const representative = { W: fromColumns(columns, m) };
  return {
    statement: "the global minima are the non-negative matrices with orthonormal columns",
    gap: "relu-contrastive: the closed form covers the global minima; other critical points are not listed",
    *proposals() {
      yield {
        id: m === d ? "permutations" : "disjoint-supports",
        family: "ReLU contrastive, non-negative orthonormal columns",
        representative,
        exactRepresentative,
        value: contrastiveValue(instance, representative.W),
        dimension: m - d,
        multiplicity: m === d ? factorial : 1n,
        globalMinimum: true,
        nonsmooth: true,
        // Each column keeps its own coordinate; the spare ones go to a random column each.
        ...(m > d
          ? {
              sample: (random) => {
                const owner = Array.from({ length: m }, (_, i) => (i < d ? i : random.integer(0, d - 1)));
                const drawn = columns.map((_, j) => {
                  const mine = owner.flatMap((o, i) => (o === j ? [i] : []));
                  const u = randomUnitVector(random, mine.length);
                  const column = new Array<number>(m).fill(0);
                  mine.forEach((i, k) => {
                    column[i] = Math.abs(u[k]!);
                  });
                  return column;
                });
                return { W: fromColumns(drawn, m) };
              },
            }
          : {}),
        notes: [
          m === d
            ? "the permutation matrices: the ground truth; the loss has kinks there, so no Hessian"
            : "a union of products of sphere octants; the loss has kinks there, so no Hessian",
        ],
      };
    },
  };
}

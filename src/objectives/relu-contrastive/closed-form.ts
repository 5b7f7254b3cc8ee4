/**
 * Global minima of the ReLU contrastive loss on one-hot latents, identity dictionary, independent masks Bernoulli(α), unit
 * columns w_j ∈ R^m (Pokle et al. 2022, the landscape theorem; hypotheses sharpened). The loss: `loss.ts`.
 *
 * m ≥ d ≥ 2, any π and τ: positive parts with disjoint supports and ‖w_j⁺‖² = q_j, where q_j = 1 for distinct negatives and,
 * for independent ones, q_j = min(1, τ log(1 + (1−π_j)/((1−α)π_j))) (1 for α = 1).
 * All q_j = 1: the W ≥ 0 with orthonormal columns. Latents with q_j < 1 are "short": e^{1/τ} > 1 + (1−π_j)/((1−α)π_j),
 * and never equal, as e^{1/τ} is transcendental; their columns have negative entries, free on an octant of S^{m−|S_j|−1}.
 * Dimension: m − 2 for each short column, whatever its support, and |S_j| − 1 for each other one, m − d for all of them
 * if there are any. Connected if m > d, else d! pieces, one for each placement of the columns.
 *
 * Not covered: m < d, and the other critical points.
 */
import { log1p } from "../../elementary/elementary.js";
import { multinomial } from "../../exact/counting.js";
import { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { type Rational, rational, toNumber, ZERO } from "../../exact/rational.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import {
  add,
  enclose,
  exponential,
  type Interval,
  logarithm,
  multiply,
  subtract,
} from "../../numeric/rigorous/interval.js";
import { fromColumns, randomUnitVector } from "../build.js";
import { type ClosedForm, type ComponentProposal, type Unavailable, undecided } from "../objective.js";
import { type ContrastiveInstance, contrastiveValue } from "./loss.js";

/** The same with exact parameters. */
export interface ExactContrastiveInstance {
  readonly m: number;
  readonly keep: Rational;
  readonly temperature: Rational;
  readonly probabilities: readonly Rational[];
  readonly negatives: "distinct" | "independent";
}

/**
 * Whether w_j⁺ has length one at the global minima (true) or is short (false); null where intervals cannot tell, as 1/τ
 * is at the threshold of the latent up to rounding. Independent negatives: (1−α) π_j (1 − e^{−1/τ}) against (1−π_j) e^{−1/τ}.
 */
export function hasWholeColumns({
  keep,
  temperature,
  probabilities,
  negatives,
}: ExactContrastiveInstance): (boolean | null)[] {
  const dropped = rational(1).sub(keep);
  if (negatives === "distinct" || dropped.equals(ZERO)) return probabilities.map(() => true);
  const decay = exponential(enclose(rational(-1).div(temperature)));
  return probabilities.map((pi) => {
    const left = multiply(enclose(dropped.mul(pi)), subtract(point(1), decay));
    const right = multiply(enclose(rational(1).sub(pi)), decay);
    return left.hi < right.lo ? true : left.lo > right.hi ? false : null;
  });
}

/** q_j = ‖w_j⁺‖² at the global minima; null where it is not decided which of the two cases holds. */
function minimalSquares(instance: ExactContrastiveInstance): (number | null)[] {
  const { keep, temperature, probabilities } = instance;
  return hasWholeColumns(instance).map((whole, j) => {
    if (whole !== false) return whole === null ? null : 1;
    const pi = probabilities[j]!;
    const odds = rational(1).sub(pi).div(rational(1).sub(keep).mul(pi));
    // Decided to be below one, whatever rounding makes of it.
    return Math.min(1 - 2 ** -53, toNumber(temperature) * log1p(toNumber(odds)));
  });
}

/**
 * An enclosure of L(W) where W ≥ 0 has exactly orthonormal columns and these are proved to be the global minima: m ≥ d ≥ 2
 * and no latent short. Null elsewhere.
 */
export function contrastiveMinimum(instance: ExactContrastiveInstance, w: Matrix): Interval | null {
  const { m, keep, temperature, probabilities, negatives } = instance;
  const d = probabilities.length;
  if (d < 2 || m < d || w.rows !== m || w.columns !== d || w.data.some((x) => !(x >= 0))) return null;
  const exact = RationalMatrix.generate(m, d, (i, j) => rational(w.data[i * d + j]!));
  if (!exact.transpose().multiply(exact).equals(RationalMatrix.identity(d))) return null;
  if (!hasWholeColumns(instance).every((whole) => whole === true)) return null;
  const inverse = rational(1).div(temperature);
  const dropped = rational(1).sub(keep);
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

/**
 * The global minima, for any latents and temperature: one family. Unavailable for d < 2, m < d, and at a threshold that
 * rounding hides.
 */
export function contrastiveClosedForm(instance: ExactContrastiveInstance): ClosedForm | Unavailable {
  const { m, keep, temperature, probabilities, negatives } = instance;
  const d = probabilities.length;
  if (d < 2)
    return { unavailable: "relu-contrastive: a negative with another latent needs at least two latents" };
  if (m < d) return { unavailable: "relu-contrastive: the global minima are known for m ≥ d only" };
  const squares = minimalSquares(instance);
  const open = squares.indexOf(null);
  if (open >= 0)
    return undecided(
      `relu-contrastive: the temperature is at the threshold of latent ${open + 1} up to rounding`,
    );
  const q = squares as readonly number[];
  const short = q.flatMap((x, j) => (x < 1 ? [j] : []));
  const floating = {
    m,
    keep: toNumber(keep),
    temperature: toNumber(temperature),
    probabilities: probabilities.map(toNumber),
    negatives,
  };
  return {
    statement:
      short.length === 0
        ? "the global minima are the non-negative matrices with orthonormal columns"
        : "the global minima are the matrices whose positive parts have disjoint supports and the lengths of the theorem",
    gap: "relu-contrastive: the closed form covers the global minima; other critical points are not listed",
    *proposals() {
      yield globalMinima(floating, q, short);
    },
  };
}

/** The family of global minima. @param q squared lengths of the positive parts. @param short the latents with q_j < 1. */
function globalMinima(
  instance: ContrastiveInstance,
  q: readonly number[],
  short: readonly number[],
): ComponentProposal {
  const { m } = instance;
  const d = q.length;
  const orthonormal = short.length === 0;
  const even = (size: number) => new Array<number>(size).fill(1 / Math.sqrt(size));
  const columns = q.map((square, j) => minimalColumn(m, square, [j], even));
  const representative = { W: fromColumns(columns, m) };
  const dimension = short.length * (m - 2) + (short.length < d ? m - d : 0);
  const identity = RationalMatrix.generate(m, d, (i, j) => rational(i === j ? 1 : 0));
  const kinks = "the loss has kinks there, so no Hessian";
  return {
    id: orthonormal ? (m === d ? "permutations" : "disjoint-supports") : "short-columns",
    family: orthonormal
      ? "ReLU contrastive, non-negative orthonormal columns"
      : "ReLU contrastive, disjoint positive parts, some shorter than one",
    representative,
    ...(orthonormal ? { exactRepresentative: new Map([["W", identity]]) } : {}),
    value: contrastiveValue(instance, representative.W),
    dimension,
    multiplicity: m === d ? multinomial(q.map(() => 1)) : 1n,
    globalMinimum: true,
    nonsmooth: true,
    ...(dimension > 0 ? { sample: (random) => ({ W: randomMinimum(random, m, q, short) }) } : {}),
    notes: [
      !orthonormal
        ? `not the ground truth: the positive parts of ${short.length} of ${d} columns are shorter than one; ${kinks}`
        : m === d
          ? `the permutation matrices: the ground truth; ${kinks}`
          : `a union of products of sphere octants; ${kinks}`,
    ],
  };
}

/**
 * A column of global minima: w⁺ of squared length q on the support, along the unit vector given there, and what is missing to
 * length one spread over the others.
 */
function minimalColumn(
  m: number,
  q: number,
  support: readonly number[],
  unit: (size: number) => readonly number[],
): number[] {
  const others = Array.from({ length: m }, (_, i) => i).filter((i) => !support.includes(i));
  const result = new Array<number>(m).fill(0);
  unit(support.length).forEach((x, k) => {
    result[support[k]!] = Math.sqrt(q) * Math.abs(x);
  });
  if (q < 1)
    unit(others.length).forEach((x, k) => {
      result[others[k]!] = -Math.sqrt(1 - q) * Math.abs(x);
    });
  return result;
}

/**
 * Each column keeps its own coordinate; the spare ones go to a random host each: they widen the support of a column of length
 * one, while short columns gain nothing by them.
 */
function randomMinimum(random: Random, m: number, q: readonly number[], short: readonly number[]): Matrix {
  const d = q.length;
  const everyone = q.map((_, j) => j);
  const hosts = short.length < d ? everyone.filter((j) => !short.includes(j)) : everyone;
  const owner = Array.from({ length: m }, (_, i) =>
    i < d ? i : hosts[random.integer(0, hosts.length - 1)]!,
  );
  const support = (j: number) => owner.flatMap((o, i) => (o === j ? [i] : []));
  const unit = (size: number) => randomUnitVector(random, size);
  return fromColumns(
    q.map((square, j) => minimalColumn(m, square, support(j), unit)),
    m,
  );
}

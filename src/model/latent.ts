/**
 * Latents z ∈ R^d and their second moment S = E[z zᵀ], exact.
 *
 * | kind | S_ii | S_ij, i ≠ j |
 * |---|---|---|
 * | one-hot, P(z = e_j) = π_j | π_i | 0 |
 * | Bernoulli(κ) entries, independent | κ | κ² |
 * | signed Bernoulli, ±1 with probability κ/2 each | κ | 0 |
 * | exactly k ones, uniform support | k/d | k(k−1) / (d(d−1)) |
 * | exactly a entries +1 and b entries −1, uniformly placed [P] | (a+b)/d | ((a−b)² − (a+b)) / (d(d−1)) |
 * | given second moment | | |
 *
 * [P] Pokle, Tian, Li, Risteski, AISTATS 2022 (arXiv 2203.15702). Not covered: moments beyond the second.
 */
import { squared } from "../elementary/elementary.js";
import { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, rationalText, ZERO } from "../exact/rational.js";
import type { LatentSpec } from "./spec.js";

/**
 * S: d×d, symmetric positive semidefinite.
 *
 * @param d number of latents, matching the spec (probabilities, matrix, k ≤ d, a + b ≤ d).
 * @example latentMoment({ kind: "bernoulli", probability: rational("1/2") }, 2).toRows() // [[1/2, 1/4], [1/4, 1/2]]
 */
export function latentMoment(spec: LatentSpec, d: number): RationalMatrix {
  switch (spec.kind) {
    case "one-hot":
      return RationalMatrix.diagonal(spec.probabilities);
    case "bernoulli":
      return exchangeable(d, spec.probability, spec.probability.mul(spec.probability));
    case "signed-bernoulli":
      return exchangeable(d, spec.probability, ZERO);
    case "k-sparse":
      return patternMoment(d, spec.active, 0);
    case "signed-pattern":
      return patternMoment(d, spec.positive, spec.negative);
    case "moment":
      return spec.matrix;
  }
}

function patternMoment(d: number, positive: number, negative: number): RationalMatrix {
  const active = positive + negative;
  const pairs = squared(positive - negative) - active;
  // For d = 1 there are no pairs, and the denominator would vanish.
  const offDiagonal = d === 1 ? ZERO : rational(pairs).div(rational(d * (d - 1)));
  return exchangeable(d, rational(active).div(rational(d)), offDiagonal);
}

const exchangeable = (d: number, diagonal: Rational, offDiagonal: Rational): RationalMatrix =>
  RationalMatrix.generate(d, d, (i, j) => (i === j ? diagonal : offDiagonal));

/** A few words, for captions: "one-hot", "Bernoulli(1/3)", "exactly 2 ones". */
export function describeLatent(spec: LatentSpec): string {
  switch (spec.kind) {
    case "one-hot": {
      const { probabilities } = spec;
      if (probabilities.every((value) => value.equals(probabilities[0]!))) return "one-hot";
      const list = probabilities.slice(0, 6).map(rationalText).join(", ");
      return `one-hot (${list}${probabilities.length > 6 ? ", …" : ""})`;
    }
    case "bernoulli":
      return `Bernoulli(${rationalText(spec.probability)})`;
    case "signed-bernoulli":
      return `signed Bernoulli(${rationalText(spec.probability)})`;
    case "k-sparse":
      return `exactly ${spec.active} one${spec.active === 1 ? "" : "s"}`;
    case "signed-pattern":
      return `signed pattern (${spec.positive} of +1, ${spec.negative} of −1)`;
    case "moment":
      return "given second moment";
  }
}

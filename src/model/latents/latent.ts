/**
 * Latents z ∈ R^d: what a kind of them has to know. One file each, listed in `latents/registry.ts`.
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
import { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import type { Rational } from "../../exact/rational.js";
import type { Kind, Tagged } from "../../files/kinds.js";

/** What a latent is checked against. */
export interface LatentContext {
  /** d, the number of columns of the dictionary. */
  readonly d: number;
  /** Whether every number of the model was given exactly. */
  readonly exact: boolean;
  /** Where the latent stands in the file. */
  readonly path: readonly PropertyKey[];
}

/** Fills z (length d) with one latent. */
export type LatentSampler = (z: Float64Array, random: Random) => void;

/** A kind of latents; `Given` is what its schema reads, `Spec` the same with defaults filled in. */
export interface LatentKind<Spec extends Tagged = Tagged, Given extends Tagged = Spec> extends Kind<Given> {
  /** Checks the latent against the d columns of the dictionary. @throws ProblemError */
  complete(given: Given, context: LatentContext): Spec;
  /** S = E[z zᵀ] ∈ Q^{d×d}, symmetric positive semidefinite. */
  moment(spec: Spec, d: number): RationalMatrix;
  /** A few words, for captions: "one-hot", "Bernoulli(1/3)". */
  describe(spec: Spec): string;
  /** Draws z; absent where only the moment is known. */
  sampler?(spec: Spec): LatentSampler;
}

/** S with one value on the diagonal and one off it: of latents whose entries can be exchanged. */
export const exchangeable = (d: number, diagonal: Rational, offDiagonal: Rational): RationalMatrix =>
  RationalMatrix.generate(d, d, (i, j) => (i === j ? diagonal : offDiagonal));

/** What is proved over Q of a list of solutions, or of there being none, as data: `completeness.ts` says how. */

import type { IntegerPolynomial } from "./univariate/integer-polynomial.js";

/** Points ξ_i = g_i(t)/q′(t), q(t) = 0, q = Π q_m up to a constant, those of q_m of multiplicity m as is claimed. */
export interface Listed {
  /** q */
  readonly polynomial: IntegerPolynomial;
  /** g_i */
  readonly numerators: readonly IntegerPolynomial[];
  readonly factors: readonly ListedFactor[];
}

/** q_m, primitive. */
export interface ListedFactor {
  readonly multiplicity: number;
  readonly polynomial: IntegerPolynomial;
}

/** Σ m deg q_m: the points of a list, with the multiplicities that are claimed; none without a list. */
export const countedWithMultiplicity = (list: Listed | null): number =>
  (list?.factors ?? []).reduce(
    (sum, { multiplicity, polynomial }) => sum + multiplicity * (polynomial.length - 1),
    0,
  );

/**
 * A proof that the verified points, with their multiplicities, are all solutions there are.
 *
 * `verifiedBy` says how they are verified, where not by substitution in exact arithmetic: `certificates` are those of simple solutions of as
 * many equations as unknowns, each in a polydisc of its own with Krawczyk's test passed.
 */
export type CompletenessProof = Bound & { readonly verifiedBy?: "certificates" };

/** Why there are no more solutions than points. */
type Bound =
  /**
   * dim Q[x]/I ≤ `bound`, the number of points with multiplicity, because the homogenised equations have a scheme of this degree
   * modulo `prime`, less `atInfinity` verified points at infinity.
   */
  | { readonly kind: "rank"; readonly prime: number; readonly bound: number; readonly atInfinity: number }
  /** The same in the grading deg x_i = weights[i], of the equations that elimination begins with, without anything at infinity. */
  | {
      readonly kind: "weighted-rank";
      readonly prime: number;
      readonly bound: number;
      readonly weights: readonly number[];
    }
  /**
   * There are `mixedVolume` points without a zero coordinate, with multiplicity, and no more by Bernstein's theorem; `onHyperplanes`, with multiplicity, have one,
   * and for every coordinate the equations at x_i = 0 are proved to have as many solutions as the list.
   */
  | { readonly kind: "bernstein"; readonly mixedVolume: number; readonly onHyperplanes: number }
  /**
   * As `rank`, with `consequences` of the equations added, whose degrees, up to `degree`, have fallen: found modulo primes and verified in integers.
   */
  | {
      readonly kind: "consequences";
      readonly prime: number;
      readonly bound: number;
      readonly consequences: number;
      readonly degree: number;
    };

/** Why there is no proof. */
export type ProofGap =
  /** It would take more than its share of the work. */
  | "budget"
  /** No bound of the number of solutions is sharp. */
  | "bound"
  /** The bound is sharp, and multiplicities above one were not verified. */
  | "multiplicities"
  /** The points themselves are not verified. */
  | "solutions"
  /** Of isolated points beside sets of positive dimension. */
  | "isolated";

/** What is proved over Q of a list of solutions, or of there being none. */
export type Proof =
  /** Everything. */
  | CompletenessProof
  /**
   * `solutions` says whether the points are verified; that they are all, and their multiplicities, is what so many primes, each of
   * so many bits, agree on.
   */
  | {
      readonly kind: "modular";
      readonly solutions: boolean;
      readonly primes: number;
      readonly bits: number;
      readonly gap: ProofGap;
    };

/** Whether nothing is left to primes. */
export const isComplete = (proof: Proof): proof is CompletenessProof => proof.kind !== "modular";

/**
 * A critical point with what is known of the critical set near it, and when two of them are one.
 */
import type { Resolved } from "../../numeric/real/real-system.js";

/** A critical point, and what is known of the critical set near it. */
export interface CriticalPoint {
  readonly x: Float64Array;
  /** Entries and multipliers, scaled. */
  readonly z: Float64Array;
  readonly value: number | undefined;
  /** Rounding of the value, generously. */
  readonly valueError: number;
  readonly index: number;
  readonly nullity: number;
  readonly undecided: number;
  /** dim ker J; null where a singular value is neither zero nor clearly not. */
  readonly corank: number | null;
  /** Dimension of the orbit. */
  readonly orbit: number;
  /** Invariants of its orbit, the sizes of what cancels in each, and how far they may be off, relative to these. */
  readonly gram: Float64Array;
  readonly gramSize: Float64Array;
  readonly uncertainty: number;
  /** Rank of the encoder. */
  readonly rank: number;
  /** O(m) acts on vectors that span r dimensions; r = 0 where no group acts. */
  readonly moved: { readonly m: number; readonly r: number };
  /** `orbit`: the set is the orbit near x. `manifold`: of dimension `dimension`. `unknown`: the dimension is at least that. */
  readonly shape: "orbit" | "manifold" | "unknown";
  readonly dimension: number;
  /** Equations of the manifold. */
  readonly equations: Resolved | null;
  /** A singular point of the set is next to it. */
  readonly special: boolean;
}

/** At critical points errors of the point enter the value to second order. */
export const sameValue = (a: CriticalPoint, b: CriticalPoint): boolean =>
  a.value === undefined ||
  b.value === undefined ||
  Math.abs(a.value - b.value) <= a.valueError + b.valueError;

/** Whether the invariants of two orbits agree to their uncertainty: then some R ∈ O(m) takes one point to the other. */
export const sameOrbit = (a: CriticalPoint, b: CriticalPoint): boolean => {
  const tolerance = a.uncertainty + b.uncertainty;
  return a.gram.every(
    (value, k) => Math.abs(value - b.gram[k]!) <= tolerance * Math.max(a.gramSize[k]!, b.gramSize[k]!),
  );
};

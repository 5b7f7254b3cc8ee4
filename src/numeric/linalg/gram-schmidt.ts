/**
 * Orthonormal vectors by Gram–Schmidt with one repetition: "twice is enough" against cancellation (Giraud, Langou, Rozložník,
 * van den Eshof, 2005).
 *
 * Not covered: pivoting, which ranks need (`atlas/local/outcome.ts`); double-doubles (`extended-matrix.ts`).
 */

/** v ← v − Σ_q ⟨q, v⟩ q for orthonormal q, twice. */
export function orthogonalise(v: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++)
    for (const q of basis) {
      let dot = 0;
      for (let i = 0; i < v.length; i++) dot += q[i]! * v[i]!;
      for (let i = 0; i < v.length; i++) v[i]! -= dot * q[i]!;
    }
}

/**
 * Orthonormal vectors spanning the given ones, by Gram–Schmidt with one repetition. What remains of a vector counts from
 * `relative` times the scale on, by default the longest of them.
 */
export function independent(
  vectors: readonly Float64Array[],
  relative: number,
  scale: number = vectors.reduce((longest, v) => Math.max(longest, lengthOf(v)), 0),
): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const original of vectors) {
    const v = Float64Array.from(original);
    orthogonalise(v, kept);
    const length = lengthOf(v);
    if (length > relative * scale) kept.push(v.map((x) => x / length));
  }
  return kept;
}

function lengthOf(v: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < v.length; i++) squares += v[i]! * v[i]!;
  return Math.sqrt(squares);
}

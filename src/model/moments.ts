/**
 * Exact second moments of a data model: X = M S Mᵀ + s² I, then Γ = E[a1 a2ᵀ] and Σ = E[a1 a1ᵀ].
 *
 * M: p×d, S = E[z zᵀ]: d×d, s² ≥ 0. Everything that a linear objective needs of the data is Γ and Σ; with rational
 * parameters both are rational, and they are computed without rounding.
 */
import { integerForm } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, type Rational, rational } from "../exact/rational.js";
import type { ViewMoments } from "./augmentations/augmentation.js";

/** Γ, Σ and E[a2 a2ᵀ], each p×p. Γ is symmetric unless it was given otherwise. */
export interface Moments extends ViewMoments {
  /** p. */
  readonly dimension: number;
  /** False when some parameter was a double; the moments are then exact in its binary value. */
  readonly exact: boolean;
  /** The entries carry the rounding errors of a floating dictionary: coincidences are decided to rounding, not exactly. */
  readonly rounded: boolean;
}

/**
 * X = M S Mᵀ + s² I.
 *
 * @param dictionary M: p×d.
 * @param latent S: d×d, symmetric.
 * @param variance s².
 * @returns p×p, exactly symmetric.
 * @throws RangeError if the shapes do not match.
 * @example inputMoment(RationalMatrix.identity(2), s, ZERO).equals(s) // true
 */
export function inputMoment(
  dictionary: RationalMatrix,
  latent: RationalMatrix,
  variance: Rational,
): RationalMatrix {
  const [p, d] = [dictionary.rows, dictionary.columns];
  if (latent.rows !== d || latent.columns !== d)
    throw new RangeError(`latent moment: expected ${d}×${d}, got ${latent.rows}×${latent.columns}`);
  const x = isIdentity(dictionary) ? latent : congruence(dictionary, latent);
  if (isZero(variance)) return x;
  return RationalMatrix.generate(p, p, (i, j) => (i === j ? x.get(i, j).add(variance) : x.get(i, j)));
}

/** M S Mᵀ over integers with one division per entry, and by symmetry half of the entries. */
function congruence(dictionary: RationalMatrix, latent: RationalMatrix): RationalMatrix {
  const m = integerForm(dictionary);
  const s = integerForm(latent);
  const denominator = rational(m.denominator ** 2n * s.denominator);
  const product = m.rows.map((row) => s.rows.map((column) => dot(row, column)));
  const x = m.rows.map((row, i) =>
    product.slice(0, i + 1).map((left) => rational(dot(left, row)).div(denominator)),
  );
  return RationalMatrix.generate(x.length, x.length, (i, j) => x[Math.max(i, j)]![Math.min(i, j)]!);
}

function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let k = 0; k < a.length; k++) if (a[k] !== 0n && b[k] !== 0n) sum += a[k]! * b[k]!;
  return sum;
}

function isIdentity(a: RationalMatrix): boolean {
  return a.rows === a.columns && a.isDiagonal() && a.diagonalEntries().every((value) => value.equals(1));
}

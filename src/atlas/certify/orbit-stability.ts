/**
 * The stability of equilibria of a field along whose orbits the Jacobian J has a kernel, proved.
 *
 * With k fields A_i x that span the kernel of J and an orthonormal basis B of them at the midpoint, J′ = J + s A W Bᵀ with A W ≈ B has the
 * eigenvalues of J off the kernel and those of s BᵀA W, whose real parts are proved to be positive by strict diagonal dominance; the real
 * parts of J′ are counted by Gershgorin's discs.
 */
import { solveLinear } from "../../numeric/linalg/decompositions.js";
import { matrix } from "../../numeric/linalg/dense.js";
import { addProduct, ballMultiply, exactBall } from "../../numeric/rigorous/ball-matrix.js";
import { certifiedRealParts } from "../../numeric/rigorous/certified-inertia.js";
import type { BoxCertificate } from "../../numeric/rigorous/krawczyk.js";
import type { EnclosedLandscape } from "../../symbolic/enclose.js";
import type { LinearField } from "../../symbolic/generators.js";
import { gramOf, scaledRows, tangentBall } from "./tangent-fields.js";

/** Numbers of eigenvalues that are not zero by the sign of their real parts. */
export interface SpectrumSigns {
  readonly negative: number;
  readonly positive: number;
}

/** Numbers of eigenvalues of minus the Jacobian by the sign of their real parts, the k zero ones left out. */
export function stability(
  enclosed: EnclosedLandscape,
  { midpoint, radius }: BoxCertificate,
  tangents: readonly LinearField[],
  b: readonly Float64Array[],
  x: Float64Array,
): SpectrumSigns | null {
  const n = enclosed.size;
  const k = b.length;
  const position = radius.subarray(0, n);
  const j = enclosed.jacobian(midpoint.subarray(0, n), position);
  if (k === 0) return certifiedRealParts(j);
  const a = tangentBall(tangents, x, position);
  // W = (BᵀA)⁻¹ at the midpoint, so that AW ≈ B there.
  const w = solveLinear(
    gramOf(b, tangents, x),
    matrix(
      k,
      k,
      Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0)),
    ),
  );
  const moved = ballMultiply(a, exactBall(w));
  let s = 0;
  for (const value of j.mid) s = Math.max(s, Math.abs(value));
  const shifted = ballMultiply(moved, exactBall(scaledRows(b, s)));
  for (let i = 0; i < shifted.mid.length; i++) addProduct(j, i, 1, 0, shifted.mid[i]!, shifted.rad[i]!);
  const inner = ballMultiply(exactBall(scaledRows(b, s)), moved);
  // Strict diagonal dominance with a positive diagonal: all real parts are positive.
  for (let i = 0; i < k; i++) {
    let off = 0;
    for (let l = 0; l < k; l++)
      if (l !== i) off += (Math.abs(inner.mid[i * k + l]!) + inner.rad[i * k + l]!) * (1 + 2 ** -40);
    if (!(inner.mid[i * k + i]! * (1 - 2 ** -40) - inner.rad[i * k + i]! > off)) return null;
  }
  const parts = certifiedRealParts(j);
  return parts === null ? null : { negative: parts.negative, positive: parts.positive - k };
}

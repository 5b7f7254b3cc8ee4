/**
 * Existence and uniqueness of a zero in a box, by the Krawczyk operator (interval Newton without dividing).
 *
 *   K(X) = x − Y F(x) + (I − Y J(X))(X − x),   X = x ± ρ,  Y ≈ J(x)⁻¹
 *
 *   K(X) ⊂ int X  ⇒  F has exactly one zero in X, it lies in K(X), and every matrix of J(X) is regular.
 *
 * With e ≥ |Y F(x)| and Δ ≥ |I − Y J(X)| entrywise the test reads e + Δρ < ρ. The box is found by inflating 2e; then it
 * is widened as far as the test holds, which gives the larger box in which the zero is the only one.
 *
 * A failure proves nothing: the zero may be multiple, too ill-conditioned for double precision, or not there.
 * Sources: Krawczyk, Computing 4 (1969); Rump, "Verification methods", Acta Numerica 19 (2010), §10, §13.
 */
import { type BallMatrix, ballMultiply, exactBall, magnitudeAt } from "./ball-matrix.js";
import { approximateInverse } from "./dense.js";
import { up } from "./interval.js";

/** F: Rⁿ → Rⁿ as the test sees it. */
export interface EnclosedMap {
  readonly size: number;
  /** An enclosure (n×1) of F(x + xLow). */
  residual(x: Float64Array, xLow: Float64Array): BallMatrix;
  /** An enclosure (n×n) of the Jacobian over x ± radius. */
  jacobian(x: Float64Array, radius: Float64Array): BallMatrix;
}

/** There is exactly one zero within `uniqueness` of the midpoint, and it lies within `radius` of it (both componentwise). */
export interface BoxCertificate {
  readonly midpoint: Float64Array;
  readonly radius: Float64Array;
  readonly uniqueness: Float64Array;
}

export interface KrawczykOptions {
  /** What the midpoint lacks: the zero is near x + xLow. */
  readonly low?: Float64Array;
  /** Looks for a large box in which the zero is the only one, down from an eighth of the size of x, or of 1. */
  readonly widen?: boolean;
  /** Radius that the box of uniqueness should have at least: tried once. */
  readonly cover?: number;
  /** An approximate inverse of the Jacobian near x, where there is one already. */
  readonly inverse?: Float64Array;
}

const INFLATIONS = 5;

/** The certificate of a zero near x; null where the test fails. */
export function krawczyk(
  map: EnclosedMap,
  x: Float64Array,
  { low, widen = false, cover = 0, inverse: known }: KrawczykOptions = {},
): BoxCertificate | null {
  const n = map.size;
  const xLow = low ?? new Float64Array(n);
  const inverse = known ?? inverseAt(map, x);
  if (inverse === null) return null;
  const y = exactBall({ rows: n, columns: n, data: inverse });
  const newton = ballMultiply(y, map.residual(x, xLow));
  const e = new Float64Array(n);
  let size = 0;
  for (let i = 0; i < n; i++) {
    // The centre is x + xLow; the box is around x.
    e[i] = up(magnitudeAt(newton, i) + Math.abs(xLow[i]!));
    if (!Number.isFinite(e[i]!)) return null;
    size = Math.max(size, Math.abs(x[i]!));
  }
  // Where the residual vanishes the box still needs an interior.
  const floor = Math.max(size * 2 ** -56, 2 ** -300);
  let rho = e.map((value) => 2 * value + floor);
  let image: Float64Array | null = null;
  for (let k = 0; k < INFLATIONS; k++) {
    const next = contraction(map, y, x, e, xLow, rho);
    if (next === null) return null;
    if (next.every((value, i) => value < rho[i]!)) {
      image = next;
      break;
    }
    rho = next.map((value, i) => Math.max(rho[i]!, 2 * value + floor));
  }
  if (image === null) return null;
  const radius = image;
  let uniqueness = rho;
  if (!rho.every((value) => value >= cover)) {
    const larger = rho.map((value) => Math.max(value, cover));
    const next = contraction(map, y, x, e, xLow, larger);
    if (next?.every((value, i) => value < larger[i]!) === true) uniqueness = larger;
  }
  if (!widen) return { midpoint: Float64Array.from(x), radius, uniqueness };
  // One radius for all coordinates is a larger box in most of them, and what distances are compared with.
  const least = Math.max(...rho);
  for (let exponent = -3; exponent >= -99; exponent -= 4) {
    const reach = Math.max(size, 1) * 2 ** exponent;
    if (!(reach > least)) break;
    const larger = new Float64Array(n).fill(reach);
    const next = contraction(map, y, x, e, xLow, larger);
    if (next === null || !next.every((value) => value < reach)) continue;
    uniqueness = larger;
    break;
  }
  return { midpoint: Float64Array.from(x), radius, uniqueness };
}

/** J(x)⁻¹ in floating point; null where it does not exist. */
export function inverseAt(map: EnclosedMap, x: Float64Array): Float64Array | null {
  const { mid, rad } = map.jacobian(x, new Float64Array(map.size));
  return rad.every(Number.isFinite) ? approximateInverse(mid, map.size) : null;
}

/** e + |I − Y J(x ± ρ)|(ρ + |xLow|), rounded up; null if J is not bounded there. */
function contraction(
  map: EnclosedMap,
  y: BallMatrix,
  x: Float64Array,
  e: Float64Array,
  xLow: Float64Array,
  rho: Float64Array,
): Float64Array | null {
  const n = map.size;
  const product = ballMultiply(y, map.jacobian(x, rho));
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = e[i]!;
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      const defect = up(up(Math.abs(product.mid[k]! - (i === j ? 1 : 0))) + product.rad[k]!);
      sum = up(sum + up(defect * up(rho[j]! + Math.abs(xLow[j]!))));
    }
    if (!Number.isFinite(sum)) return null;
    out[i] = sum;
  }
  return out;
}

/** Whether two certificates speak of different zeros: the boxes that hold them do not meet. */
export function apart(a: BoxCertificate, b: BoxCertificate): boolean {
  for (let i = 0; i < a.midpoint.length; i++)
    if (Math.abs(a.midpoint[i]! - b.midpoint[i]!) > up(up(a.radius[i]! + b.radius[i]!)) * (1 + 2 ** -50))
      return true;
  return false;
}

/**
 * Euler characteristics of the manifolds that critical sets are made of.
 *
 *   χ(S^n) = 1 + (−1)^n,  χ(Stiefel(m, r)) = 1, χ(S^{m−1}), 0 for r = 0, 1, ≥ 2,
 *   χ(Gr(k, n)) = 0 if n is even and k odd, otherwise C(⌊n/2⌋, ⌊k/2⌋)
 *
 * They multiply over products and fibre bundles. Sources: Milnor, Stasheff, "Characteristic classes" (1974) §6, §11.
 */
import { binomial } from "../exact/counting.js";

/**
 * The Euler characteristic of S^n, n ≥ 0; S^0 is two points.
 *
 * @returns 2 for even n, else 0.
 * @example sphereEuler(2) // 2n
 */
export const sphereEuler = (n: number): bigint => (n % 2 === 0 ? 2n : 0n);

/**
 * The Euler characteristic of the orthonormal r-frames in R^m, 0 ≤ r ≤ m; for r = m of both connected components together.
 *
 * @returns 1 for the empty frame, χ(S^{m−1}) for r = 1, else 0.
 * @example stiefelEuler(1, 1) // 2n
 */
export const stiefelEuler = (m: number, r: number): bigint =>
  r === 0 ? 1n : r === 1 ? sphereEuler(m - 1) : 0n;

/**
 * The Euler characteristic of the Grassmannian of k-dimensional subspaces of R^n, 0 ≤ k ≤ n.
 *
 * @returns 0 for n even and k odd, else C(⌊n/2⌋, ⌊k/2⌋).
 * @example
 * grassmannEuler(1, 3) // 1n
 */
export const grassmannEuler = (k: number, n: number): bigint =>
  n % 2 === 0 && k % 2 === 1 ? 0n : binomial(Math.floor(n / 2), Math.floor(k / 2));

/**
 * The dimension of the Stiefel manifold of orthonormal r-frames in R^m, 0 ≤ r ≤ m.
 *
 * @returns m r − r(r + 1)/2.
 * @example stiefelDimension(3, 2) // 3
 */
export const stiefelDimension = (m: number, r: number): number => m * r - (r * (r + 1)) / 2;

/** Number of connected components of S^n: two points for n = 0, one otherwise. */
export const sphereComponents = (n: number): bigint => (n === 0 ? 2n : 1n);

/**
 * Euler characteristics of the manifolds that critical sets are made of.
 *
 *   χ(S^n) = 1 + (−1)^n,  χ(Stiefel(m, r)) = 1, χ(S^{m−1}), 0 for r = 0, 1, ≥ 2,
 *   χ(Gr(k, n)) = 0 if n is even and k odd, otherwise C(⌊n/2⌋, ⌊k/2⌋)
 *
 * They multiply over products and fibre bundles. Sources: Milnor, Stasheff, "Characteristic classes" (1974) §6, §11.
 */
import { binomial } from "../exact/counting.js";
/** χ(S^n), n ≥ 0; S^0 is two points. */
export const sphereEuler = (n) => (n % 2 === 0 ? 2n : 0n);
/** χ of the orthonormal r-frames in R^m. For r = m both components together. */
export const stiefelEuler = (m, r) => r === 0 ? 1n : r === 1 ? sphereEuler(m - 1) : 0n;
/** χ of the k-dimensional subspaces of R^n. */
export const grassmannEuler = (k, n) => n % 2 === 0 && k % 2 === 1 ? 0n : binomial(Math.floor(n / 2), Math.floor(k / 2));
/** dim Stiefel(m, r) = m r − r(r+1)/2. */
export const stiefelDimension = (m, r) => m * r - (r * (r + 1)) / 2;
/** Number of connected components of S^n: two points for n = 0, one otherwise. */
export const sphereComponents = (n) => (n === 0 ? 2n : 1n);

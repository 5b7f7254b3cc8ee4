/**
 * Products of unit spheres in R^n: disjoint groups of coordinates, each of unit Euclidean norm; other coordinates
 * are free.
 *
 *   tangent space  T_x = {v : ⟨x_S, v_S⟩ = 0 for every group S}
 *   projection     P v = v − x_S ⟨x_S, v_S⟩ on each group
 *   retraction     x ↦ x_S / ‖x_S‖
 *
 * Source: Absil, Mahony, Sepulchre, "Optimization algorithms on matrix manifolds" (2008), §3.6, §4.1.
 */

/** The manifold: `size` is n, the number of coordinates; those on no sphere are free. */
export interface SphereProduct {
  readonly size: number;
  /** Coordinate indices of each unit sphere. */
  readonly spheres: readonly Int32Array[];
}

/** dim = n − number of spheres. */
export const manifoldDimension = (manifold: SphereProduct): number => manifold.size - manifold.spheres.length;

/**
 * λ_S = ⟨x_S, g_S⟩ for each sphere: the Lagrange multipliers.
 *
 * @param lambda where they go, if not into an array of their own.
 */
export function multipliers(
  manifold: SphereProduct,
  x: Float64Array,
  g: Float64Array,
  lambda: Float64Array = new Float64Array(manifold.spheres.length),
): Float64Array {
  const { spheres } = manifold;
  for (let s = 0; s < spheres.length; s++) {
    const sphere = spheres[s]!;
    let sum = 0;
    for (let t = 0; t < sphere.length; t++) sum += x[sphere[t]!]! * g[sphere[t]!]!;
    lambda[s] = sum;
  }
  return lambda;
}

/**
 * Replaces g by its tangential part, in place.
 *
 * @param lambda the multipliers of g, where they are known already.
 */
export function projectTangent(
  manifold: SphereProduct,
  x: Float64Array,
  g: Float64Array,
  lambda: Float64Array = multipliers(manifold, x, g),
): void {
  const { spheres } = manifold;
  for (let s = 0; s < spheres.length; s++) {
    const sphere = spheres[s]!;
    for (let t = 0; t < sphere.length; t++) g[sphere[t]!]! -= lambda[s]! * x[sphere[t]!]!;
  }
}

/** Normalises each sphere's coordinates, in place. A zero vector stays zero. */
export function retract(manifold: SphereProduct, x: Float64Array): void {
  for (const sphere of manifold.spheres) {
    let squares = 0;
    for (const k of sphere) squares += x[k]! * x[k]!;
    if (squares === 0) continue;
    const factor = 1 / Math.sqrt(squares);
    for (const k of sphere) x[k]! *= factor;
  }
}

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
export interface SphereProduct {
  readonly size: number;
  /** Coordinate indices of each unit sphere. */
  readonly spheres: readonly Int32Array[];
}

/** dim = n − number of spheres. */
export const manifoldDimension = (manifold: SphereProduct): number => manifold.size - manifold.spheres.length;

/** λ_S = ⟨x_S, g_S⟩ for each sphere: the Lagrange multipliers. */
export function multipliers(manifold: SphereProduct, x: Float64Array, g: Float64Array): Float64Array {
  return Float64Array.from(manifold.spheres, (sphere) => {
    let sum = 0;
    for (const k of sphere) sum += x[k]! * g[k]!;
    return sum;
  });
}

/** Replaces g by its tangential part, in place. */
export function projectTangent(manifold: SphereProduct, x: Float64Array, g: Float64Array): void {
  const lambda = multipliers(manifold, x, g);
  manifold.spheres.forEach((sphere, s) => {
    for (const k of sphere) g[k]! -= lambda[s]! * x[k]!;
  });
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

/** dim = n − number of spheres. */
export const manifoldDimension = (manifold) => manifold.size - manifold.spheres.length;
/** λ_S = ⟨x_S, g_S⟩ for each sphere: the Lagrange multipliers. */
export function multipliers(manifold, x, g) {
    return Float64Array.from(manifold.spheres, (sphere) => {
        let sum = 0;
        for (const k of sphere)
            sum += x[k] * g[k];
        return sum;
    });
}
/** Replaces g by its tangential part, in place. */
export function projectTangent(manifold, x, g) {
    const lambda = multipliers(manifold, x, g);
    manifold.spheres.forEach((sphere, s) => {
        for (const k of sphere)
            g[k] -= lambda[s] * x[k];
    });
}
/** Normalises each sphere's coordinates, in place. A zero vector stays zero. */
export function retract(manifold, x) {
    for (const sphere of manifold.spheres) {
        let squares = 0;
        for (const k of sphere)
            squares += x[k] * x[k];
        if (squares === 0)
            continue;
        const factor = 1 / Math.sqrt(squares);
        for (const k of sphere)
            x[k] *= factor;
    }
}

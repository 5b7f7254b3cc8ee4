/**
 * Dictionaries M ∈ Q^{p×d}: identity, given, or with orthonormal columns MᵀM = I_d from a seed.
 *
 * - `rational-orthonormal`: Cayley transform Q = (I + A)⁻¹(I − A) of a random skew A = −Aᵀ with small rational
 *   entries (I + A is invertible because xᵀ(I + A)x = ‖x‖²); M = the first d columns of Q. Exactly orthonormal.
 * - `random-orthonormal`: Gaussian columns, orthonormalised in doubles (modified Gram–Schmidt, twice), uniform on the
 *   Stiefel manifold; MᵀM = I up to a few 1e−16. The entries are exact rationals all the same: the rounded doubles.
 *
 * Not covered: overcomplete random dictionaries (d > p); give those as a matrix.
 */
import { solve } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { Random } from "../exact/random.js";
import { rational, ZERO } from "../exact/rational.js";
/**
 * M: p×d.
 *
 * @throws RangeError if an orthonormal dictionary has more columns than rows.
 * @example buildDictionary({ kind: "identity", size: 2 }).toRows() // [[1, 0], [0, 1]]
 */
export function buildDictionary(spec) {
    if (spec.kind === "identity")
        return RationalMatrix.identity(spec.size);
    if (spec.kind === "matrix")
        return spec.rows;
    if (spec.columns > spec.rows)
        throw new RangeError(`dictionary: expected columns ≤ rows, got ${spec.columns} > ${spec.rows}`);
    const random = new Random(spec.seed).fork("dictionary");
    return (spec.kind === "random-orthonormal" ? gaussianColumns : cayleyColumns)(spec.rows, spec.columns, random);
}
/**
 * a_ij ∈ {±1, ±2, ±3}/s with s² ≈ 7p/3 has variance 2/p: half of the rotation angles 2 arctan λ of Q are then beyond
 * a right angle (semicircle law), so that Q is as far from I as from −I.
 */
function cayleyColumns(rows, columns, random) {
    const s = rational(Math.ceil(Math.sqrt((7 * rows) / 3)));
    const upper = RationalMatrix.generate(rows, rows, (i, j) => {
        if (j <= i)
            return ZERO;
        const size = rational(random.integer(1, 3)).div(s);
        return random.integer(0, 1) === 0 ? size : size.neg();
    });
    const skew = upper.subtract(upper.transpose());
    const identity = RationalMatrix.identity(rows);
    const minus = identity.subtract(skew);
    const right = RationalMatrix.generate(rows, columns, (i, j) => minus.get(i, j));
    return solve(identity.add(skew), right);
}
function gaussianColumns(rows, columns, random) {
    const q = [];
    for (let j = 0; j < columns; j++) {
        const v = Float64Array.from({ length: rows }, () => random.normal());
        // One pass loses orthogonality in proportion to the condition number; twice is enough (Kahan, Parlett).
        for (let pass = 0; pass < 2; pass++) {
            for (const u of q) {
                const along = dot(u, v);
                for (let i = 0; i < rows; i++)
                    v[i] -= along * u[i];
            }
            const length = Math.sqrt(dot(v, v));
            for (let i = 0; i < rows; i++)
                v[i] /= length;
        }
        q.push(v);
    }
    // On the grid of 2^−53 all entries share a denominator, which keeps the exact moments short.
    return RationalMatrix.generate(rows, columns, (i, j) => rational(Math.round(q[j][i] * 2 ** 53) * 2 ** -53));
}
function dot(a, b) {
    let sum = 0;
    for (let i = 0; i < a.length; i++)
        sum += a[i] * b[i];
    return sum;
}

/**
 * Inertia of large structured forms, with a verdict on every eigenvalue.
 *
 * A symmetric form H on R^n, restricted to the common kernel of some covectors, is given by triplets. It is split
 * into the connected components of its sparsity graph (a covector ties its support together), and each block is
 * diagonalised. With ε = 2⁻⁵² and s = the largest of |λ| and of the triplets that were added up (so that a form that
 * cancels to rounding counts as zero),
 *
 *   |λ| ≤ δ          zero,       δ = 64 n̂ ε s, n̂ = the largest block, at least 4: twice the backward error of
 *                                assembling and diagonalising, with room for a representative refined to a few ε
 *   |λ| > 2⁷ δ       nonzero
 *   in between       undecided
 *
 * The Jacobian of a field is treated the same way with real parts, where the error of an eigenvalue is δ times
 * the condition number of the eigenvector basis.
 */
import { generalEigen, symmetricEigen } from "./decompositions.js";
/** Splits a form into blocks and restricts each to the kernel of the covectors. */
export function splitBlocks(form, covectors) {
    const n = form.size;
    const parent = Int32Array.from({ length: n }, (_, k) => k);
    const find = (k) => {
        let root = k;
        while (parent[root] !== root)
            root = parent[root];
        for (let at = k; at !== root;) {
            const next = parent[at];
            parent[at] = root;
            at = next;
        }
        return root;
    };
    const union = (a, b) => {
        const x = find(a);
        const y = find(b);
        if (x !== y)
            parent[Math.max(x, y)] = Math.min(x, y);
    };
    for (let t = 0; t < form.values.length; t++)
        if (form.values[t] !== 0)
            union(form.rows[t], form.columns[t]);
    for (const { indices } of covectors)
        for (let k = 1; k < indices.length; k++)
            union(indices[0], indices[k]);
    const members = new Map();
    for (let k = 0; k < n; k++) {
        const root = find(k);
        const list = members.get(root);
        if (list === undefined)
            members.set(root, [k]);
        else
            list.push(k);
    }
    const place = new Int32Array(n);
    const dense = new Map();
    for (const [root, list] of members) {
        list.forEach((k, position) => {
            place[k] = position;
        });
        dense.set(root, new Float64Array(list.length * list.length));
    }
    const scales = new Map();
    for (let t = 0; t < form.values.length; t++) {
        const root = find(form.rows[t]);
        scales.set(root, Math.max(scales.get(root) ?? 0, Math.abs(form.values[t])));
        const order = members.get(root).length;
        dense.get(root)[place[form.rows[t]] * order + place[form.columns[t]]] += form.values[t];
    }
    const normals = new Map();
    for (const covector of covectors) {
        if (covector.indices.length === 0)
            continue;
        const root = find(covector.indices[0]);
        const list = normals.get(root);
        if (list === undefined)
            normals.set(root, [covector]);
        else
            list.push(covector);
    }
    return [...members].map(([root, list]) => {
        const k = list.length;
        const full = dense.get(root);
        const local = (normals.get(root) ?? []).map(({ indices, values }) => {
            const v = new Float64Array(k);
            indices.forEach((index, at) => {
                v[place[index]] += values[at];
            });
            return v;
        });
        const indices = Int32Array.from(list);
        const scale = scales.get(root) ?? 0;
        if (local.length === 0)
            return { indices, basis: null, reduced: full, order: k, scale };
        const basis = kernelBasis(local, k);
        return {
            indices,
            basis,
            reduced: compress(full, k, basis.data, basis.columns),
            order: basis.columns,
            scale,
        };
    });
}
/** Orthonormal basis (k×r, row-major) of the common kernel of covectors, by Householder QR. */
function kernelBasis(covectors, k) {
    const reflectors = [];
    for (const original of covectors) {
        const v = Float64Array.from(original);
        for (const h of reflectors)
            reflect(h, v);
        const start = reflectors.length;
        let squares = 0;
        for (let i = start; i < k; i++)
            squares += v[i] * v[i];
        const length = Math.sqrt(squares);
        if (length === 0)
            continue;
        const h = new Float64Array(k);
        for (let i = start; i < k; i++)
            h[i] = v[i];
        h[start] += v[start] >= 0 ? length : -length;
        reflectors.push(h);
    }
    const columns = k - reflectors.length;
    const data = new Float64Array(k * columns);
    const e = new Float64Array(k);
    for (let c = 0; c < columns; c++) {
        e.fill(0);
        e[reflectors.length + c] = 1;
        for (let r = reflectors.length - 1; r >= 0; r--)
            reflect(reflectors[r], e);
        for (let i = 0; i < k; i++)
            data[i * columns + c] = e[i];
    }
    return { columns, data };
}
/** v ← (I − 2 h hᵀ / ‖h‖²) v. */
function reflect(h, v) {
    let dot = 0;
    let squares = 0;
    for (let i = 0; i < h.length; i++) {
        dot += h[i] * v[i];
        squares += h[i] * h[i];
    }
    if (squares === 0 || dot === 0)
        return;
    const factor = (2 * dot) / squares;
    for (let i = 0; i < h.length; i++)
        v[i] -= factor * h[i];
}
/** Zᵀ A Z. */
function compress(a, k, z, r) {
    const az = new Float64Array(k * r);
    for (let i = 0; i < k; i++)
        for (let l = 0; l < k; l++) {
            const value = a[i * k + l];
            if (value !== 0)
                for (let c = 0; c < r; c++)
                    az[i * r + c] += value * z[l * r + c];
        }
    const out = new Float64Array(r * r);
    for (let i = 0; i < k; i++)
        for (let c = 0; c < r; c++) {
            const value = z[i * r + c];
            if (value !== 0)
                for (let d = 0; d < r; d++)
                    out[c * r + d] += value * az[i * r + d];
        }
    return out;
}
const EPSILON = 2 ** -52;
const CLEAR = 2 ** 7;
/** Eigenvalues of a small symmetric matrix: orders 1 and 2 in closed form. */
function symmetricSpectrum(a, order) {
    if (order === 1)
        return Float64Array.of(a[0]);
    if (order === 2) {
        const mean = (a[0] + a[3]) / 2;
        const radius = Math.hypot((a[0] - a[3]) / 2, (a[1] + a[2]) / 2);
        return Float64Array.of(mean + radius, mean - radius);
    }
    return symmetricEigen({ rows: order, columns: order, data: a }).values;
}
function judge(spectra, blocks) {
    let largest = 0;
    let largestOrder = 4;
    for (const { order, scale } of blocks) {
        largest = Math.max(largest, scale);
        largestOrder = Math.max(largestOrder, order);
    }
    for (const { values } of spectra)
        for (const value of values)
            largest = Math.max(largest, Math.abs(value));
    const noise = 64 * largestOrder * EPSILON * largest;
    const counts = { negative: 0, zero: 0, positive: 0, undecided: 0 };
    let smallestNonzero = Number.POSITIVE_INFINITY;
    for (const { values, amplification } of spectra)
        for (const value of values) {
            const size = Math.abs(value);
            if (size <= noise * amplification)
                counts.zero++;
            else if (size <= CLEAR * noise * amplification)
                counts.undecided++;
            else {
                counts[value < 0 ? "negative" : "positive"]++;
                smallestNonzero = Math.min(smallestNonzero, size);
            }
        }
    return { ...counts, smallestNonzero, largest };
}
/** Inertia of a symmetric form given by its blocks. */
export function inertiaOf(blocks) {
    const seen = new Map();
    const spectra = [];
    for (const { reduced, order } of blocks) {
        if (order === 0)
            continue;
        // Decoupled problems repeat the same block many times.
        const key = order > 2 && order <= 64 ? `${order}:${reduced.join(",")}` : null;
        let values = key === null ? undefined : seen.get(key);
        if (values === undefined) {
            values = symmetricSpectrum(reduced, order);
            if (key !== null)
                seen.set(key, values);
        }
        spectra.push({ values, amplification: 1 });
    }
    return judge(spectra, blocks);
}
/**
 * Signs of the real parts of the eigenvalues of a square matrix given by blocks: `negative` counts stable,
 * `positive` unstable directions.
 *
 * @param kernel vectors known to be in the kernel (tangents of an orbit of equilibria), per block coordinates;
 *   they are deflated first, because a defective zero eigenvalue is computed with an error √ε only.
 */
export function stabilityOf(blocks, kernel = []) {
    const spectra = [];
    let deflated = 0;
    const owner = new Map();
    blocks.forEach(({ indices }, b) => {
        indices.forEach((index, at) => {
            owner.set(index, [b, at]);
        });
    });
    const local = blocks.map(() => []);
    for (const { indices, values } of kernel) {
        // A kernel vector of a block-diagonal matrix is in the kernel block by block.
        const parts = new Map();
        indices.forEach((index, k) => {
            const [b, at] = owner.get(index);
            if (!parts.has(b))
                parts.set(b, new Float64Array(blocks[b].indices.length));
            parts.get(b)[at] += values[k];
        });
        for (const [b, part] of parts)
            local[b].push(part);
    }
    blocks.forEach((block, b) => {
        const { order, reduced } = block;
        if (order === 0)
            return;
        let matrix = reduced;
        let size = order;
        const vectors = independent(local[b].map((v) => (block.basis === null ? v : project(v, block.basis))), 1e-8);
        if (vectors.length > 0) {
            const complement = kernelBasis(vectors, order);
            deflated += vectors.length;
            matrix = compress(reduced, order, complement.data, complement.columns);
            size = complement.columns;
        }
        if (size === 0)
            return;
        const { re, condition } = generalEigen({ rows: size, columns: size, data: matrix });
        spectra.push({ values: re, amplification: condition });
    });
    const inertia = judge(spectra, blocks);
    return { ...inertia, zero: inertia.zero + deflated };
}
const project = (v, basis) => {
    const out = new Float64Array(basis.columns);
    for (let i = 0; i < v.length; i++)
        for (let c = 0; c < basis.columns; c++)
            out[c] += v[i] * basis.data[i * basis.columns + c];
    return out;
};
/** Orthonormal vectors spanning the given ones, by Gram–Schmidt with one repetition. */
export function independent(vectors, relative) {
    const scale = Math.max(0, ...vectors.map((v) => Math.hypot(...v)));
    const kept = [];
    for (const original of vectors) {
        const v = Float64Array.from(original);
        for (let pass = 0; pass < 2; pass++)
            for (const q of kept) {
                let dot = 0;
                for (let i = 0; i < v.length; i++)
                    dot += q[i] * v[i];
                for (let i = 0; i < v.length; i++)
                    v[i] -= dot * q[i];
            }
        const length = Math.hypot(...v);
        if (length > relative * scale)
            kept.push(v.map((x) => x / length));
    }
    return kept;
}
/** Applies the pseudo-inverse of a symmetric form, block by block: the minimum-norm Newton step. */
export function pseudoSolve(blocks, g) {
    const step = new Float64Array(g.length);
    let largest = 0;
    const pieces = blocks.map((block) => {
        const { indices, basis, reduced, order } = block;
        largest = Math.max(largest, block.scale);
        const eigen = order === 0 ? null : symmetricEigen({ rows: order, columns: order, data: symmetrised(reduced, order) });
        if (eigen !== null)
            for (const value of eigen.values)
                largest = Math.max(largest, Math.abs(value));
        const local = Float64Array.from(indices, (k) => g[k]);
        return { indices, basis, order, eigen, local: basis === null ? local : project(local, basis) };
    });
    for (const { indices, basis, order, eigen, local } of pieces) {
        if (eigen === null)
            continue;
        const y = new Float64Array(order);
        for (let e = 0; e < order; e++) {
            const value = eigen.values[e];
            if (Math.abs(value) <= 1e-9 * largest)
                continue;
            let dot = 0;
            for (let i = 0; i < order; i++)
                dot += eigen.vectors.data[i * order + e] * local[i];
            for (let i = 0; i < order; i++)
                y[i] += (eigen.vectors.data[i * order + e] * dot) / value;
        }
        indices.forEach((k, i) => {
            if (basis === null)
                step[k] += y[i];
            else
                for (let c = 0; c < order; c++)
                    step[k] += basis.data[i * order + c] * y[c];
        });
    }
    return step;
}
const symmetrised = (a, n) => a.map((value, k) => (value + a[(k % n) * n + Math.floor(k / n)]) / 2);

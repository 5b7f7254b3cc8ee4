export function matrix(rows, columns, data) {
    if (data !== undefined && data.length !== rows * columns)
        throw new RangeError(`matrix: expected ${rows * columns} entries, got ${data.length}`);
    return {
        rows,
        columns,
        data: data === undefined ? new Float64Array(rows * columns) : Float64Array.from(data),
    };
}
export function generate(rows, columns, entry) {
    const data = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
            data[i * columns + j] = entry(i, j);
    return { rows, columns, data };
}
export const identity = (n) => generate(n, n, (i, j) => (i === j ? 1 : 0));
export const diagonal = (values) => generate(values.length, values.length, (i, j) => (i === j ? values[i] : 0));
export const fromRows = (rows) => generate(rows.length, rows[0]?.length ?? 0, (i, j) => rows[i][j]);
export const toRows = (a) => Array.from({ length: a.rows }, (_, i) => Array.from(a.data.subarray(i * a.columns, (i + 1) * a.columns)));
export const transpose = (a) => generate(a.columns, a.rows, (i, j) => a.data[j * a.columns + i]);
/** A·B. */
export function multiply(a, b) {
    if (a.columns !== b.rows)
        throw new RangeError(`matrix product: expected ${a.columns} rows on the right, got ${b.rows}`);
    const n = b.columns;
    const out = new Float64Array(a.rows * n);
    for (let i = 0; i < a.rows; i++) {
        const row = i * n;
        for (let k = 0; k < a.columns; k++) {
            const left = a.data[i * a.columns + k];
            if (left === 0)
                continue;
            const from = k * n;
            for (let j = 0; j < n; j++)
                out[row + j] += left * b.data[from + j];
        }
    }
    return { rows: a.rows, columns: n, data: out };
}
/** A + factor·B. */
export function addScaled(a, b, factor = 1) {
    if (a.rows !== b.rows || a.columns !== b.columns)
        throw new RangeError(`matrix sum: expected ${a.rows}×${a.columns}, got ${b.rows}×${b.columns}`);
    return { ...a, data: a.data.map((value, k) => value + factor * b.data[k]) };
}
export const scale = (a, factor) => ({
    ...a,
    data: a.data.map((value) => value * factor),
});
/** ⟨A, B⟩ = tr(AᵀB). */
export function inner(a, b) {
    let sum = 0;
    for (let k = 0; k < a.data.length; k++)
        sum += a.data[k] * b.data[k];
    return sum;
}
/** Frobenius norm. */
export const norm = (a) => Math.sqrt(inner(a, a));
/** max |a_ij|. */
export function maxAbs(a) {
    let max = 0;
    for (const value of a.data)
        max = Math.max(max, Math.abs(value));
    return max;
}

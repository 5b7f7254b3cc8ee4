import { isZero, toNumber } from "../exact/rational.js";
import { generate } from "../numeric/dense.js";
import { letter, parameter } from "../symbolic/expression.js";
import { constantSymbol } from "../symbolic/landscape.js";
import { parseExpression } from "../symbolic/parser.js";
/** A landscape from the text of its loss; constants and parameters are known by their names in it. */
export function landscapeFromText(text, variables, constants, parameters) {
    const names = new Map();
    for (const { symbol } of variables)
        names.set(symbol.name, letter(symbol));
    for (const [name, value] of constants)
        names.set(name, letter(constantSymbol(name, value)));
    for (const name of parameters.keys())
        names.set(name, parameter(name));
    return { variables, loss: parseExpression(text, names), parameters, constants };
}
/** The nearest doubles of an exact matrix. */
export const toMatrix = (a) => ({
    rows: a.rows,
    columns: a.columns,
    data: a.toNumbers(),
});
/** Uniform on the unit sphere of R^n. */
export function randomUnitVector(random, n) {
    for (;;) {
        const v = Array.from({ length: n }, () => random.normal());
        const length = Math.hypot(...v);
        if (length > 1e-6)
            return v.map((x) => x / length);
    }
}
/** n×r with orthonormal columns, uniform (Haar): Gram–Schmidt with repetition on Gaussian columns. */
export function randomFrame(random, n, r) {
    const columns = [];
    while (columns.length < r) {
        let v = randomUnitVector(random, n);
        for (let pass = 0; pass < 2; pass++)
            for (const q of columns) {
                const dot = q.reduce((sum, x, i) => sum + x * v[i], 0);
                v = v.map((x, i) => x - dot * q[i]);
            }
        const length = Math.hypot(...v);
        if (length > 1e-6)
            columns.push(v.map((x) => x / length));
    }
    return generate(n, r, (i, j) => columns[j][i]);
}
/** The j-th column of a matrix. */
export const columnOf = (a, j) => Array.from({ length: a.rows }, (_, i) => a.data[i * a.columns + j]);
/** A matrix from its columns. */
export const fromColumns = (columns, rows) => generate(rows, columns.length, (i, j) => columns[j][i]);
/** e_k in R^n. */
export const unitVector = (n, k) => Array.from({ length: n }, (_, i) => (i === k ? 1 : 0));
const EPSILON = 2 ** -52;
/** Whether an entry vanishes: exactly for exact data, below the rounding of its making otherwise. */
export function vanishes(value, scale, exact, size) {
    return exact ? isZero(value) : Math.abs(toNumber(value)) <= 32 * Math.max(4, size) * EPSILON * scale;
}
/** max |a_ij| as a double. */
export const entryScale = (a) => a.toNumbers().reduce((max, x) => Math.max(max, Math.abs(x)), 0);
export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * A landscape as the numeric layer sees it: value, tangential gradient and structured Hessian over doubles, all
 * compiled from the symbolic stationarity conditions.
 *
 * Points are flat: the entries of the variables, row-major, one variable after the other. The Hessian is assembled
 * as a sum of Kronecker products from the words of its terms; in a frame X = L Y B (L, B invertible) only the small
 * factors are conjugated, so that coordinates adapted to the eigenvectors of Γ and Σ give a sparse form. Inertia
 * does not depend on the frame (Sylvester).
 */
import { generate, identity, maxAbs, multiply, transpose } from "../numeric/dense.js";
import { multipliers, projectTangent, retract } from "../numeric/manifold.js";
import { createRunner } from "../numeric/program.js";
import { ProgramBuilder } from "../symbolic/compile.js";
import { jacobianTerms } from "../symbolic/differentiate.js";
import { isVectorField, numericGradients, numericLoss } from "../symbolic/landscape.js";
/** Stands for "no frame" where a frame is a key. */
const NO_FRAME = {};
const EPSILON = 2 ** -52;
export class LandscapeSystem {
    landscape;
    layout;
    size;
    manifold;
    isField;
    gated;
    constraintOf;
    loss;
    slope;
    curvature = null;
    frameSides = new WeakMap();
    conjugates = new WeakMap();
    constructor(landscape) {
        this.landscape = landscape;
        let offset = 0;
        this.layout = landscape.variables.map(({ symbol: { name, rows, columns } }) => {
            const place = { name, offset, rows, columns };
            offset += rows * columns;
            return place;
        });
        this.size = offset;
        this.isField = isVectorField(landscape);
        this.gated = landscape.variables.map(({ positivePart }) => positivePart);
        this.constraintOf = landscape.variables.map(({ constraint }) => constraint);
        this.manifold = {
            size: this.size,
            spheres: this.layout.flatMap((v, k) => spheresOf(v, this.constraintOf[k])),
        };
        const lossBuilder = this.newBuilder();
        const lossSlot = lossBuilder.expression(numericLoss(landscape));
        this.loss = { runner: createRunner(lossBuilder.build()), slot: lossSlot };
        const slopeBuilder = this.newBuilder();
        const slots = numericGradients(landscape).map((g) => slopeBuilder.expression(g));
        this.slope = { runner: createRunner(slopeBuilder.build()), slots };
    }
    /** L(x). For a field, the loss with its stop-gradient marks released. */
    value(x) {
        this.load(this.loss.runner, x);
        this.loss.runner.run();
        return this.loss.runner.slot(this.loss.slot)[0];
    }
    /** The tangential gradient with its multipliers and its scale-free residual. */
    gradient(x) {
        const { runner, slots } = this.slope;
        this.load(runner, x);
        runner.run();
        const g = new Float64Array(this.size);
        this.layout.forEach(({ offset }, k) => {
            g.set(runner.slot(slots[k]), offset);
            if (this.gated[k])
                this.closeGates(k, x, g);
        });
        const lambda = multipliers(this.manifold, x, g);
        projectTangent(this.manifold, x, g);
        let residual = 0;
        this.layout.forEach(({ offset, rows, columns }, k) => {
            let squares = 0;
            for (let i = offset; i < offset + rows * columns; i++)
                squares += g[i] * g[i];
            const scale = runner.magnitude(slots[k]);
            if (squares > 0)
                residual = Math.max(residual, scale > 0 ? Math.sqrt(squares) / scale : 1);
        });
        return { gradient: g, lambda, residual };
    }
    /**
     * The Lagrange Hessian (for a field: minus the Jacobian) as a bilinear form in the coordinates Y, with the
     * covectors whose common kernel is the tangent space.
     */
    hessian(x, frames) {
        this.curvature ??= this.compileCurvature();
        const { runner, terms, shape } = this.curvature;
        this.load(runner, x);
        runner.run();
        const form = { size: this.size, rows: [], columns: [], values: [] };
        const read = ({ value }, size) => {
            if (value === null)
                return identity(size);
            const [rows, columns] = shape(value);
            const raw = { rows, columns, data: runner.slot(value.slot) };
            return value.transposed ? transpose(raw) : raw;
        };
        /** f · M · g, remembered for constant words in the same frame. */
        const conjugated = (factor, size, f, g) => {
            const compute = () => sparseOf(cleaned(chain(f, read(factor, size), g)));
            return factor.constant ? this.remembered(factor.value, size, f, g, compute) : compute();
        };
        for (const term of terms) {
            let coefficient = term.coefficient;
            for (const scalar of term.scalars)
                coefficient *= runner.slot(scalar)[0];
            if (coefficient === 0)
                continue;
            const X = this.layout[term.x];
            const Y = this.layout[term.y];
            const fx = this.sides(frames?.[term.x]);
            const fy = this.sides(frames?.[term.y]);
            if (term.kind === "sandwich") {
                // ⟨V, A V′ B⟩ with V = L_x Y B_x: A → L_xᵀ A L_y, B → B_y B B_xᵀ; with V′ᵀ: A → L_xᵀ A B_yᵀ, B → L_yᵀ B B_xᵀ.
                const { left, right, transposed } = term;
                const a = conjugated(left, X.rows, fx?.leftT, transposed ? fy?.rightT : fy?.left);
                const b = conjugated(right, X.columns, transposed ? fy?.leftT : fy?.right, fx?.rightT);
                addKronecker(form, X, Y, coefficient, a, b, transposed);
            }
            else {
                const r = toFrame(frames?.[term.x], read(term.result, X.rows));
                const c = toFrame(frames?.[term.y], read(term.covector, Y.rows));
                addOuter(form, X, Y, coefficient, r, c);
            }
        }
        const { lambda } = this.gradient(x);
        const covectors = [];
        let sphere = 0;
        this.layout.forEach((v, k) => {
            const constraint = this.constraintOf[k];
            if (constraint === "none")
                return;
            const count = constraint === "unit-norm" ? 1 : constraint === "unit-columns" ? v.columns : v.rows;
            const values = lambda.subarray(sphere, sphere + count);
            sphere += count;
            // −Λ acts as −X diag(λ), −diag(λ) X or −λ X: one side is the identity, whose conjugate is remembered.
            const sides = this.sides(frames?.[k]);
            const multiplierMatrix = (size) => generate(size, size, (i, j) => (i === j ? values[i] : 0));
            const side = (carries, size, f, g) => carries
                ? sparseOf(cleaned(chain(f, multiplierMatrix(size), g)))
                : this.remembered(null, size, f, g, () => sparseOf(cleaned(chain(f, identity(size), g))));
            const factor = constraint === "unit-norm" ? -values[0] : -1;
            const a = side(constraint === "unit-rows", v.rows, sides?.leftT, sides?.left);
            const b = side(constraint === "unit-columns", v.columns, sides?.right, sides?.rightT);
            addKronecker(form, v, v, factor, a, b, false);
            const frame = frames?.[k];
            const point = {
                rows: v.rows,
                columns: v.columns,
                data: x.subarray(v.offset, v.offset + v.rows * v.columns),
            };
            for (let s = 0; s < count; s++) {
                const normal = generate(v.rows, v.columns, (i, j) => constraint === "unit-norm" || (constraint === "unit-columns" ? j : i) === s
                    ? point.data[i * v.columns + j]
                    : 0);
                covectors.push(covectorOf(toFrame(frame, normal), v.offset));
            }
        });
        if (!this.gated.some(Boolean))
            return { form, covectors };
        // Closed gates: the loss does not see the entry.
        const open = new Uint8Array(this.size).fill(1);
        this.layout.forEach(({ offset, rows, columns }, k) => {
            if (this.gated[k])
                for (let i = offset; i < offset + rows * columns; i++)
                    open[i] = x[i] > 0 ? 1 : 0;
        });
        const kept = { size: this.size, rows: [], columns: [], values: [] };
        form.values.forEach((value, t) => {
            if (!open[form.rows[t]] || !open[form.columns[t]])
                return;
            kept.rows.push(form.rows[t]);
            kept.columns.push(form.columns[t]);
            kept.values.push(value);
        });
        return { form: kept, covectors };
    }
    /** Expresses a covector (such as the gradient) in the coordinates Y of a frame: Lᵀ G Bᵀ per variable. */
    covectorInFrame(g, frames) {
        return this.mapVariables(g, (value, k) => toFrame(frames?.[k], value));
    }
    /** Expresses a displacement given in the coordinates Y in the original ones: L Y B per variable. */
    vectorFromFrame(y, frames) {
        return this.mapVariables(y, (value, k) => {
            const frame = frames?.[k];
            return frame === undefined ? value : multiply(multiply(frame.left, value), frame.right);
        });
    }
    retract(x) {
        retract(this.manifold, x);
    }
    flatten(point) {
        const x = new Float64Array(this.size);
        for (const { name, offset, rows, columns } of this.layout) {
            const value = point[name];
            if (value === undefined || value.rows !== rows || value.columns !== columns)
                throw new RangeError(`point.${name}: expected a ${rows}×${columns} matrix, got ${value === undefined ? "none" : `${value.rows}×${value.columns}`}`);
            x.set(value.data, offset);
        }
        return x;
    }
    unflatten(x) {
        return Object.fromEntries(this.layout.map(({ name, offset, rows, columns }) => [
            name,
            { rows, columns, data: x.slice(offset, offset + rows * columns) },
        ]));
    }
    sides(frame) {
        if (frame === undefined)
            return undefined;
        let sides = this.frameSides.get(frame);
        if (sides === undefined) {
            sides = { ...frame, leftT: transpose(frame.left), rightT: transpose(frame.right) };
            this.frameSides.set(frame, sides);
        }
        return sides;
    }
    remembered(value, size, f, g, compute) {
        const byRight = this.conjugates.get(f ?? NO_FRAME) ?? new WeakMap();
        this.conjugates.set(f ?? NO_FRAME, byRight);
        const byWord = byRight.get(g ?? NO_FRAME) ?? new Map();
        byRight.set(g ?? NO_FRAME, byWord);
        const key = value === null ? `I${size}` : `${value.slot}${value.transposed ? "'" : ""}`;
        let known = byWord.get(key);
        if (known === undefined) {
            known = compute();
            byWord.set(key, known);
        }
        return known;
    }
    mapVariables(x, change) {
        const out = new Float64Array(this.size);
        this.layout.forEach(({ offset, rows, columns }, k) => {
            const data = x.subarray(offset, offset + rows * columns);
            out.set(change({ rows, columns, data }, k).data, offset);
        });
        return out;
    }
    newBuilder() {
        const builder = new ProgramBuilder(this.landscape.constants);
        for (const { name, rows, columns } of this.layout)
            builder.declareInput(name, rows, columns);
        return builder;
    }
    load(runner, x) {
        this.layout.forEach(({ name, offset, rows, columns }, k) => {
            const buffer = runner.input(name);
            buffer.set(x.subarray(offset, offset + rows * columns));
            if (this.gated[k])
                for (let i = 0; i < buffer.length; i++)
                    if (buffer[i] < 0)
                        buffer[i] = 0;
        });
    }
    closeGates(k, x, g) {
        const { offset, rows, columns } = this.layout[k];
        for (let i = offset; i < offset + rows * columns; i++)
            if (x[i] <= 0)
                g[i] = 0;
    }
    compileCurvature() {
        const builder = this.newBuilder();
        const word = (w) => ({
            value: w.length === 0 ? null : builder.word(w),
            constant: w.every(({ symbol }) => symbol.role === "constant"),
        });
        const all = numericGradients(this.landscape);
        const terms = [];
        all.forEach((g, x) => {
            this.landscape.variables.forEach(({ symbol }, y) => {
                for (const term of jacobianTerms(g, symbol)) {
                    const { coefficient, scalars } = builder.factors(term);
                    terms.push({
                        x,
                        y,
                        coefficient,
                        scalars,
                        ...(term.kind === "sandwich"
                            ? {
                                kind: term.kind,
                                left: word(term.left),
                                right: word(term.right),
                                transposed: term.transposed,
                            }
                            : { kind: term.kind, covector: word(term.covector), result: word(term.result) }),
                    });
                }
            });
        });
        const program = builder.build();
        const shape = ({ slot }) => [
            program.slots[slot].rows,
            program.slots[slot].columns,
        ];
        return { runner: createRunner(program), terms, shape };
    }
}
function spheresOf({ offset, rows, columns }, constraint) {
    const at = (i, j) => offset + i * columns + j;
    switch (constraint) {
        case "none":
            return [];
        case "unit-norm":
            return [Int32Array.from({ length: rows * columns }, (_, k) => offset + k)];
        case "unit-columns":
            return Array.from({ length: columns }, (_, j) => Int32Array.from({ length: rows }, (_, i) => at(i, j)));
        case "unit-rows":
            return Array.from({ length: rows }, (_, i) => Int32Array.from({ length: columns }, (_, j) => at(i, j)));
    }
}
/** Product of the factors that are given. */
function chain(a, b, c) {
    const left = a === undefined ? b : multiply(a, b);
    return c === undefined ? left : multiply(left, c);
}
/** Sets entries at the rounding level of the product that made them to zero. */
function cleaned(a) {
    const threshold = 8 * Math.max(a.rows, a.columns) * EPSILON * maxAbs(a);
    return { ...a, data: a.data.map((value) => (Math.abs(value) <= threshold ? 0 : value)) };
}
const toFrame = (frame, g) => frame === undefined ? g : cleaned(multiply(multiply(transpose(frame.left), g), transpose(frame.right)));
/** ⟨V, A V′ B⟩ (or ⟨V, A V′ᵀ B⟩): entry ((i,j),(k,l)) is A_ik B_lj (or A_il B_kj). */
function addKronecker(form, x, y, coefficient, a, b, transposed) {
    for (let s = 0; s < a.values.length; s++) {
        const scaled = coefficient * a.values[s];
        const row = x.offset + a.rows[s] * x.columns;
        const inner = a.columns[s];
        for (let t = 0; t < b.values.length; t++) {
            const outer = b.rows[t];
            form.rows.push(row + b.columns[t]);
            form.columns.push(y.offset + (transposed ? outer * y.columns + inner : inner * y.columns + outer));
            form.values.push(scaled * b.values[t]);
        }
    }
}
function addOuter(form, x, y, factor, r, c) {
    for (let i = 0; i < r.data.length; i++) {
        const left = r.data[i];
        if (left === 0)
            continue;
        for (let k = 0; k < c.data.length; k++) {
            const right = c.data[k];
            if (right === 0)
                continue;
            form.rows.push(x.offset + i);
            form.columns.push(y.offset + k);
            form.values.push(factor * left * right);
        }
    }
}
function sparseOf(a) {
    const rows = [];
    const columns = [];
    const values = [];
    a.data.forEach((value, k) => {
        if (value === 0)
            return;
        rows.push(Math.floor(k / a.columns));
        columns.push(k % a.columns);
        values.push(value);
    });
    return { rows, columns, values };
}
function covectorOf(a, offset) {
    const { rows, columns, values } = sparseOf(a);
    return { indices: rows.map((i, k) => offset + i * a.columns + columns[k]), values };
}

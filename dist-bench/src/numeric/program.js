/** @returns a runner with its own buffers; several runners of one program may live side by side. */
export function createRunner(program) {
    const buffers = program.slots.map(({ rows, columns }) => new Float64Array(rows * columns));
    for (const { slot, value } of program.constants)
        buffers[slot].set(value.data);
    const magnitudes = new Float64Array(program.slots.length);
    const run = () => {
        for (const slot of program.accumulators) {
            buffers[slot].fill(0);
            magnitudes[slot] = 0;
        }
        for (const step of program.instructions) {
            const out = buffers[step.out];
            if (step.op === "multiply") {
                const b = buffers[step.b];
                const aSlot = program.slots[step.a];
                const bSlot = program.slots[step.b];
                multiplyInto(out, buffers[step.a], b, aSlot, bSlot, step.aTransposed, step.bTransposed);
            }
            else if (step.op === "trace") {
                out[0] = traceOf(buffers[step.a], program.slots[step.a], step.b === null ? null : buffers[step.b], step.b === null ? null : program.slots[step.b], step.aTransposed !== step.bTransposed);
            }
            else {
                let factor = step.coefficient;
                for (const scalar of step.scalars)
                    factor *= buffers[scalar][0];
                const { rows, columns } = program.slots[step.out];
                let squares = 0;
                if (step.source === null) {
                    for (let i = 0; i < rows; i++)
                        out[i * columns + i] += factor;
                    squares = rows;
                }
                else {
                    const source = buffers[step.source];
                    if (!step.transposed)
                        for (let k = 0; k < out.length; k++) {
                            const value = source[k];
                            out[k] += factor * value;
                            squares += value * value;
                        }
                    else
                        for (let i = 0; i < rows; i++)
                            for (let j = 0; j < columns; j++) {
                                const value = source[j * rows + i];
                                out[i * columns + j] += factor * value;
                                squares += value * value;
                            }
                }
                magnitudes[step.out] += Math.abs(factor) * Math.sqrt(squares);
            }
        }
    };
    return {
        input: (name) => {
            const slot = program.inputs.get(name);
            if (slot === undefined)
                throw new RangeError(`program: expected an input named ${name}`);
            return buffers[slot];
        },
        run,
        slot: (index) => buffers[index],
        magnitude: (index) => magnitudes[index],
    };
}
function multiplyInto(out, a, b, aSlot, bSlot, aTransposed, bTransposed) {
    const rows = aTransposed ? aSlot.columns : aSlot.rows;
    const inner = aTransposed ? aSlot.rows : aSlot.columns;
    const columns = bTransposed ? bSlot.rows : bSlot.columns;
    const aRow = aTransposed ? 1 : aSlot.columns;
    const aColumn = aTransposed ? aSlot.columns : 1;
    if (bTransposed) {
        const stride = bSlot.columns;
        for (let i = 0; i < rows; i++)
            for (let j = 0; j < columns; j++) {
                let sum = 0;
                for (let k = 0, p = i * aRow, q = j * stride; k < inner; k++, p += aColumn, q++)
                    sum += a[p] * b[q];
                out[i * columns + j] = sum;
            }
        return;
    }
    out.fill(0);
    for (let i = 0; i < rows; i++)
        for (let k = 0; k < inner; k++) {
            const left = a[i * aRow + k * aColumn];
            if (left === 0)
                continue;
            for (let j = 0, p = i * columns, q = k * columns; j < columns; j++, p++, q++)
                out[p] += left * b[q];
        }
}
/** tr(A B) with B read so that the product is square; `sameOrientation` tells that the transposes differ. */
function traceOf(a, aSlot, b, bSlot, transposesDiffer) {
    let sum = 0;
    if (b === null || bSlot === null) {
        for (let i = 0; i < aSlot.rows; i++)
            sum += a[i * aSlot.columns + i];
        return sum;
    }
    // tr(A Bᵀ) = Σ a_ij b_ij; tr(A B) = Σ a_ij b_ji; transposing both changes nothing.
    if (transposesDiffer) {
        for (let k = 0; k < a.length; k++)
            sum += a[k] * b[k];
        return sum;
    }
    for (let i = 0; i < aSlot.rows; i++)
        for (let j = 0; j < aSlot.columns; j++)
            sum += a[i * aSlot.columns + j] * b[j * bSlot.columns + i];
    return sum;
}

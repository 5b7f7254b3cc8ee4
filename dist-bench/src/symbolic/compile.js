import { toNumber } from "../exact/rational.js";
import { matrix } from "../numeric/dense.js";
import { columnsOf, rowsOf, transposeWord, wordKey, } from "./expression.js";
export class ProgramBuilder {
    constantValues;
    slots = [];
    inputs = new Map();
    constants = [];
    instructions = [];
    accumulators = [];
    words = new Map();
    traces = new Map();
    constructor(constantValues) {
        this.constantValues = constantValues;
    }
    /** The slot that will hold the value of a nonempty word. */
    word(word) {
        const known = this.lookUp(word);
        if (known !== undefined)
            return known;
        if (word.length === 1)
            return this.letter(word);
        const cut = this.plan(word).cut;
        const a = this.word(word.slice(0, cut));
        const b = this.word(word.slice(cut));
        const out = this.newSlot(rowsOf(word[0]), columnsOf(word[word.length - 1]));
        this.instructions.push({
            op: "multiply",
            a: a.slot,
            b: b.slot,
            aTransposed: a.transposed,
            bTransposed: b.transposed,
            out,
        });
        const value = { slot: out, transposed: false };
        this.words.set(wordKey(word), value);
        return value;
    }
    /** The 1×1 slot of tr(w). */
    trace(word) {
        const key = wordKey(word);
        const known = this.traces.get(key);
        if (known !== undefined)
            return known;
        const out = this.newSlot(1, 1);
        if (word.length === 1) {
            const a = this.word(word);
            this.instructions.push({
                op: "trace",
                a: a.slot,
                b: null,
                aTransposed: false,
                bTransposed: false,
                out,
            });
        }
        else {
            let best = { cost: Number.POSITIVE_INFINITY, cut: 1 };
            for (let cut = 1; cut < word.length; cut++) {
                const cost = this.plan(word.slice(0, cut)).cost + this.plan(word.slice(cut)).cost;
                if (cost < best.cost)
                    best = { cost, cut };
            }
            const a = this.word(word.slice(0, best.cut));
            const b = this.word(word.slice(best.cut));
            this.instructions.push({
                op: "trace",
                a: a.slot,
                b: b.slot,
                aTransposed: a.transposed,
                bTransposed: b.transposed,
                out,
            });
        }
        this.traces.set(key, out);
        return out;
    }
    /** The slot that will hold the expression. @throws RangeError if it has parameters left. */
    expression(expression) {
        const out = this.newSlot(expression.rows, expression.columns);
        this.accumulators.push(out);
        for (const term of expression.terms) {
            const { coefficient, scalars } = this.factors(term);
            const source = term.word.length === 0 ? null : this.word(term.word);
            this.instructions.push({
                op: "accumulate",
                source: source?.slot ?? null,
                transposed: source?.transposed ?? false,
                coefficient,
                scalars,
                out,
            });
        }
        return out;
    }
    /** The scalar factor of a term: a number times the slots of its traces. */
    factors(term) {
        if (term.parameters.length > 0)
            throw new RangeError(`compile: expected a value for the parameter ${term.parameters[0][0]}, got none`);
        return {
            coefficient: toNumber(term.coefficient),
            scalars: term.traces.map((word) => this.trace(word)),
        };
    }
    build() {
        return {
            slots: this.slots,
            inputs: this.inputs,
            constants: this.constants,
            instructions: this.instructions,
            accumulators: this.accumulators,
        };
    }
    /** Makes sure that an input exists even if no word reads it. */
    declareInput(name, rows, columns) {
        if (!this.inputs.has(name))
            this.inputs.set(name, this.newSlot(rows, columns));
    }
    newSlot(rows, columns) {
        this.slots.push({ rows, columns });
        return this.slots.length - 1;
    }
    letter(word) {
        const { symbol, transposed } = word[0];
        const constant = this.constantValues.get(symbol.name);
        let slot = this.inputs.get(symbol.name);
        if (constant !== undefined) {
            slot = this.newSlot(symbol.rows, symbol.columns);
            this.constants.push({ slot, value: matrix(symbol.rows, symbol.columns, constant.toNumbers()) });
        }
        else if (slot === undefined) {
            this.declareInput(symbol.name, symbol.rows, symbol.columns);
            slot = this.inputs.get(symbol.name);
        }
        const value = { slot, transposed };
        this.words.set(wordKey(word), value);
        return value;
    }
    lookUp(word) {
        const direct = this.words.get(wordKey(word));
        if (direct !== undefined)
            return direct;
        const flipped = this.words.get(wordKey(transposeWord(word)));
        return flipped === undefined ? undefined : { slot: flipped.slot, transposed: !flipped.transposed };
    }
    /** Multiplications for a word, and where to cut it; what is already computed is free. */
    plan(word) {
        const n = word.length;
        const cost = Array.from({ length: n }, () => new Array(n + 1).fill(0));
        const cuts = Array.from({ length: n }, () => new Array(n + 1).fill(0));
        for (let length = 2; length <= n; length++)
            for (let i = 0; i + length <= n; i++) {
                const j = i + length;
                if (this.lookUp(word.slice(i, j)) !== undefined && length < n)
                    continue;
                let best = Number.POSITIVE_INFINITY;
                for (let k = i + 1; k < j; k++) {
                    const here = cost[i][k] + cost[k][j] + rowsOf(word[i]) * rowsOf(word[k]) * columnsOf(word[j - 1]);
                    if (here < best) {
                        best = here;
                        cuts[i][j] = k - i;
                    }
                }
                cost[i][j] = best;
            }
        const whole = this.lookUp(word) !== undefined ? 0 : cost[0][n];
        return { cost: whole, cut: cuts[0][n] };
    }
}

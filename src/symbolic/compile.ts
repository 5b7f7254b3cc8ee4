/**
 * From trace polynomials to straight-line matrix programs (`numeric/polynomial/program.ts`).
 *
 * Every word is multiplied in the cheapest association, found by dynamic programming over its intervals, where an
 * interval (or its transpose) that was computed before costs nothing; tr(AB) is taken as an inner product. Intervals
 * of constant letters cost nothing either: they go to the fixed part of the program, which is not run again. A constant
 * letter without a value is an input, a setting: a change of coordinates, in which products are expected to be sparse.
 */
import type { RationalMatrix } from "../exact/matrix.js";
import { toNumber } from "../exact/rational.js";
import { type Matrix, matrix } from "../numeric/linalg/dense.js";
import type {
  Instruction,
  MatrixProgram,
  PolynomialInstruction,
  Slot,
} from "../numeric/polynomial/program.js";
import {
  columnsOf,
  type Definition,
  type Expression,
  type Letter,
  type MatrixSymbol,
  rowsOf,
  type Term,
  transposeWord,
  type Word,
  wordKey,
} from "./expression.js";

/** A computed word: the slot that holds it, possibly transposed. */
export interface Value {
  readonly slot: number;
  readonly transposed: boolean;
}

/** Holds constant letters only. */
export const isConstant = (word: Word): boolean => word.every(({ symbol }) => symbol.role === "constant");

/** Collects the straight-line program of a landscape, each common product once. */
export class ProgramBuilder {
  private readonly slots: Slot[] = [];
  private readonly inputs = new Map<string, number>();
  private readonly constants: { slot: number; value: Matrix }[] = [];
  private readonly instructions: Instruction[] = [];
  private readonly fixed: PolynomialInstruction[] = [];
  private readonly accumulators: number[] = [];
  private readonly words = new Map<string, Value>();
  private readonly traces = new Map<string, number>();
  private readonly functions = new Map<string, number>();

  /** @param folded products of constants are multiplied exactly and become constants. */
  constructor(
    private readonly constantValues: ReadonlyMap<string, RationalMatrix>,
    private readonly folded = false,
  ) {}

  /** The slot that will hold the value of a nonempty word. */
  word(word: Word): Value {
    const known = this.lookUp(word);
    if (known !== undefined) return known;
    if (word.length === 1) return this.letter(word);
    if (this.folded && isConstant(word)) return this.constant(word);
    const cut = this.plan(word).cut;
    const target = isConstant(word) ? this.fixed : this.instructions;
    const a = this.word(word.slice(0, cut));
    const b = this.word(word.slice(cut));
    const out = this.newSlot(rowsOf(word[0]!), columnsOf(word[word.length - 1]!));
    target.push({
      op: "multiply",
      a: a.slot,
      b: b.slot,
      aTransposed: a.transposed,
      bTransposed: b.transposed,
      out,
      ...(this.isSetting(word[0]!) || this.isSetting(word[word.length - 1]!) ? { cleaned: true } : {}),
    });
    const value = { slot: out, transposed: false };
    this.words.set(wordKey(word), value);
    return value;
  }

  /** The 1×1 slot of tr(w). */
  trace(word: Word): number {
    const key = wordKey(word);
    const known = this.traces.get(key);
    if (known !== undefined) return known;
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
    } else {
      let best = { cost: Number.POSITIVE_INFINITY, cut: 1 };
      for (let cut = 1; cut < word.length; cut++) {
        const cost = this.plan(word.slice(0, cut)).cost + this.plan(word.slice(cut)).cost;
        if (cost < best.cost) best = { cost, cut };
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
  expression(expression: Expression): number {
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
  factors(term: Pick<Term, "coefficient" | "parameters" | "traces">): {
    coefficient: number;
    scalars: number[];
  } {
    if (term.parameters.length > 0)
      throw new RangeError(`compile: expected a value for the parameter ${term.parameters[0]![0]}, got none`);
    return {
      coefficient: toNumber(term.coefficient),
      scalars: term.traces.map((word) => this.trace(word)),
    };
  }

  build(): MatrixProgram {
    return {
      slots: this.slots,
      inputs: this.inputs,
      constants: this.constants,
      instructions: this.instructions,
      fixed: this.fixed,
      accumulators: this.accumulators,
    };
  }

  /** Makes sure that an input exists even if no word reads it. */
  declareInput(name: string, rows: number, columns: number): void {
    if (!this.inputs.has(name)) this.inputs.set(name, this.newSlot(rows, columns));
  }

  private newSlot(rows: number, columns: number): number {
    this.slots.push({ rows, columns });
    return this.slots.length - 1;
  }

  private letter(word: Word): Value {
    const { symbol, transposed } = word[0]!;
    const constant = this.constantValues.get(symbol.name);
    let slot = this.inputs.get(symbol.name);
    if (constant === undefined && symbol.defined !== undefined) slot = this.defined(symbol, symbol.defined);
    else if (constant !== undefined) {
      slot = this.newSlot(symbol.rows, symbol.columns);
      this.constants.push({ slot, value: matrix(symbol.rows, symbol.columns, constant.toNumbers()) });
    } else if (slot === undefined) {
      this.declareInput(symbol.name, symbol.rows, symbol.columns);
      slot = this.inputs.get(symbol.name)!;
    }
    const value = { slot, transposed };
    this.words.set(wordKey(word), value);
    return value;
  }

  /** The slot of an inverse or a root, each computed once. */
  private defined({ name, rows, columns }: MatrixSymbol, { kind, of }: Definition): number {
    const known = this.functions.get(name);
    if (known !== undefined) return known;
    const source = this.expression(of);
    const out = this.newSlot(rows, columns);
    this.instructions.push({ op: kind, source, out });
    this.functions.set(name, out);
    return out;
  }

  /** The exact product of constants, rounded once. */
  private constant(word: Word): Value {
    const exact = word
      .map(({ symbol, transposed }) => {
        const value = this.constantValues.get(symbol.name)!;
        return transposed ? value.transpose() : value;
      })
      .reduce((product, factor) => product.multiply(factor));
    const slot = this.newSlot(exact.rows, exact.columns);
    this.constants.push({ slot, value: matrix(exact.rows, exact.columns, exact.toNumbers()) });
    const value = { slot, transposed: false };
    this.words.set(wordKey(word), value);
    return value;
  }

  private isSetting({ symbol }: Letter): boolean {
    return symbol.role === "constant" && !this.constantValues.has(symbol.name);
  }

  private lookUp(word: Word): Value | undefined {
    const direct = this.words.get(wordKey(word));
    if (direct !== undefined) return direct;
    const flipped = this.words.get(wordKey(transposeWord(word)));
    return flipped === undefined ? undefined : { slot: flipped.slot, transposed: !flipped.transposed };
  }

  /** Multiplications for a word, and where to cut it; what is already computed is free. */
  private plan(word: Word): { cost: number; cut: number } {
    const n = word.length;
    const cost = Array.from({ length: n }, () => new Array<number>(n + 1).fill(0));
    const cuts = Array.from({ length: n }, () => new Array<number>(n + 1).fill(0));
    for (let length = 2; length <= n; length++)
      for (let i = 0; i + length <= n; i++) {
        const j = i + length;
        // A constant interval is still cut in the cheapest way when it is the whole word.
        const part = word.slice(i, j);
        if (length < n && (isConstant(part) || this.lookUp(part) !== undefined)) continue;
        let best = Number.POSITIVE_INFINITY;
        for (let k = i + 1; k < j; k++) {
          const here =
            cost[i]![k]! + cost[k]![j]! + rowsOf(word[i]!) * rowsOf(word[k]!) * columnsOf(word[j - 1]!);
          if (here < best) {
            best = here;
            cuts[i]![j] = k - i;
          }
        }
        cost[i]![j] = best;
      }
    const whole = this.lookUp(word) !== undefined ? 0 : cost[0]![n]!;
    return { cost: whole, cut: cuts[0]![n]! };
  }
}

/**
 * Polynomial maps as matrix expressions, F: Cᴱ → Cᴿ, and their lowering to tapes of two operations.
 *
 *   F_r(x) = Σ_δ A_δ(x)_r,   A_δ homogeneous of degree δ: a sum of products of matrices whose entries are unknowns or constants,
 *   ∂F_r/∂x_v = Σ of sandwiches L_ik R_lj and outer products R_ij C_kl, r = (i, j), v = (k, l).
 *
 * With a homogenising unknown h and degrees d_r ≥ δ, F_r(x, h) = Σ_δ h^{d_r − δ} A_δ(x)_r; parts with δ > d_r must be zero as
 * polynomials. All of it, values and Taylor coefficients over any numbers, is a list of strided contractions
 *
 *   out[i o₁ + j o₂] += c Σ_k A[i a₁ + j a₂ + k a₃] B[i b₁ + j b₂ + k b₃],
 *
 * products, traces, multiples, sums, powers of h alike; the Jacobian takes Kronecker products besides:
 *
 *   J[(i, j), (k, l)] += c g_(i,j) L_ik R_lj.
 *
 * Operands are addressed in one space: constants, unknowns (inputs), slots of values, and slots that the Jacobian alone needs.
 */

import { type MatrixProgram, type PolynomialInstruction, polynomialInstructions } from "./program.js";
import type { NumericSystem } from "./system.js";

/** A slot of the program, read as it is or transposed; null: the identity. */
export type FormFactor = { readonly slot: number; readonly transposed: boolean } | null;

/** Entries rows × columns, row-major, from place `first` of the equations (or of the unknowns). */
export interface FormBlock {
  readonly first: number;
  readonly rows: number;
  readonly columns: number;
}

/** A part of the Jacobian, of equations `x` by unknowns `y`: coefficient · Π scalars times a bilinear pattern of two factors. */
export type FormSlope = {
  readonly x: FormBlock;
  readonly y: FormBlock;
  /** Degree of the part of F that this is the derivative of. */
  readonly degree: number;
  readonly coefficient: number;
  readonly scalars: readonly number[];
} & (
  | {
      /** V ↦ L V R, or L Vᵀ R when `transposed`. */
      readonly kind: "sandwich";
      readonly left: FormFactor;
      readonly right: FormFactor;
      readonly transposed: boolean;
    }
  | {
      /** V ↦ ⟨C, V⟩ R. */
      readonly kind: "outer";
      readonly covector: FormFactor;
      readonly result: FormFactor;
    }
);

/** F as plain data: it can be sent to another thread. */
export interface MatrixForm {
  readonly equations: number;
  readonly unknowns: number;
  /** Inputs are matrices of unknowns; no settings. */
  readonly program: MatrixProgram;
  /** Where the entries of each input start among the unknowns. */
  readonly inputs: readonly { readonly slot: number; readonly first: number }[];
  /** F: the sums of the accumulated slots, each homogeneous of one degree. */
  readonly sums: readonly { readonly slot: number; readonly block: FormBlock; readonly degree: number }[];
  readonly slopes: readonly FormSlope[];
}

/** A polynomial system of which a part is a matrix form; plain data. */
export interface StructuredSystem {
  readonly form: MatrixForm;
  /** What is to be added to the form's equations, and the equations after them. */
  readonly terms: NumericSystem;
  /** ρ and σ where the system is ρ_r F_r(σ₁y₁, σ₂y₂, …); `terms` are scaled, the form is as it was. */
  readonly scales?: { readonly rows: ArrayLike<number>; readonly variables: ArrayLike<number> };
}

/** The system in y, x_v = σ_v y_v, with equation r multiplied by ρ_r; exact where these are powers of two. */
export function scaleStructured(
  { form, terms, scales }: StructuredSystem,
  rows: ArrayLike<number>,
  variables: ArrayLike<number>,
): StructuredSystem {
  return {
    form,
    terms: {
      variables: terms.variables,
      equations: terms.equations.map((list, r) =>
        list.map(({ re, im, factors }) => {
          const factor = factors.reduce((product, v) => product * variables[v]!, rows[r]!);
          return { re: re * factor, im: im * factor, factors };
        }),
      ),
    },
    scales: {
      rows: Float64Array.from(terms.equations, (_, r) => rows[r]! * (scales?.rows[r] ?? 1)),
      variables: Float64Array.from(
        { length: terms.variables },
        (_, v) => variables[v]! * (scales?.variables[v] ?? 1),
      ),
    },
  };
}

/** Steps of an operand per i, j and k. */
type Steps = readonly [i: number, j: number, k: number];

/** out_ij += coefficient · Σ_k a_ijk b_ijk, each operand with a step per index. */
export interface Contraction {
  readonly kind: "contraction";
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly coefficient: number;
  readonly a: number;
  readonly aSteps: Steps;
  readonly b: number;
  readonly bSteps: Steps;
  readonly out: number;
  readonly outSteps: readonly [i: number, j: number];
}

/** J_{(i,j),(k,l)} += coefficient · g_(i,j) L_ik R_lj. */
export interface Kronecker {
  readonly kind: "kronecker";
  readonly rows: number;
  readonly columns: number;
  readonly yRows: number;
  readonly yColumns: number;
  readonly coefficient: number;
  readonly g: number;
  /** Step of g from row to row: 0 where it is a scalar. */
  readonly gStep: number;
  /** L by i and k; null: the identity. */
  readonly left: { readonly at: number; readonly steps: readonly [i: number, k: number] } | null;
  /** R by l and j; null: the identity. */
  readonly right: { readonly at: number; readonly steps: readonly [l: number, j: number] } | null;
  readonly out: number;
  /** Steps per row (i, j), per k and per l. */
  readonly outSteps: Steps;
}

/** A lowered form. Addresses count numbers: constants, then inputs, then slots of values, then slots of the Jacobian. */
export interface Tape {
  readonly equations: number;
  readonly unknowns: number;
  /** The inputs are the unknowns and, where there is one, h. */
  readonly homogeneous: boolean;
  /** Real; the first is 1. */
  readonly constants: Float64Array;
  readonly inputs: number;
  /** Where slots of the Jacobian begin, and the number of all places. */
  readonly jacobianSlots: number;
  readonly places: number;
  /** F; the Jacobian, equations × inputs. */
  readonly value: number;
  readonly jacobian: number;
  readonly values: readonly Contraction[];
  readonly slopes: readonly (Contraction | Kronecker)[];
}

/** A matrix in the address space. */
interface View {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly steps: readonly [i: number, j: number];
}

/** Where the number 1 stands. */
const ONE = 0;

/** @param degrees d_r of every equation, for the homogeneous F; null for F as it is. */
export const lowerForm = (form: MatrixForm, degrees: ArrayLike<number> | null): Tape =>
  new Lowering(form, degrees).tape();

/** What a tape takes: multiply-adds and records, of a value with its Jacobian and of the Taylor coefficients up to an order. */
export function tapeOperations(
  tape: Tape,
  order: number,
): { readonly evaluate: Count; readonly series: Count } {
  const firstInput = tape.constants.length;
  const isConstant = (at: number) => at < firstInput;
  const isInput = (at: number) => !isConstant(at) && at < firstInput + tape.inputs;
  const evaluate = { products: 0, records: tape.values.length + tape.slopes.length };
  const series = { products: 0, records: 0 };
  for (const step of tape.values) {
    const { rows, columns, inner, a, b } = step;
    const products = rows * columns * inner;
    evaluate.products += products;
    if (isConstant(a) && isConstant(b)) continue;
    for (let k = 1; k <= order; k++) {
      const known = isConstant(a) ? Number(!isInput(b)) : k + 1 - Number(isInput(a)) - Number(isInput(b));
      const added = k === order ? 0 : isConstant(a) ? 1 : 2;
      if (k > 1 && known > 0) {
        series.products += known * products;
        series.records++;
      }
      if (added > 0) {
        series.products += added * products;
        series.records++;
      }
    }
  }
  for (const step of tape.slopes)
    evaluate.products +=
      step.kind === "contraction"
        ? step.rows * step.columns * step.inner
        : step.rows *
          step.columns *
          (step.left === null ? 1 : step.yRows) *
          (step.right === null ? 1 : step.yColumns);
  return { evaluate, series };
}

/** The slots that a part of the Jacobian reads. */
const slotsOf = (slope: FormSlope): number[] => [
  ...slope.scalars,
  ...(slope.kind === "sandwich" ? [slope.left, slope.right] : [slope.covector, slope.result]).flatMap(
    (factor) => (factor === null ? [] : [factor.slot]),
  ),
];

/** What the slots depend on, from the last instruction back. */
function instructionsFor(
  instructions: readonly PolynomialInstruction[],
  needed: Set<number>,
): Set<PolynomialInstruction> {
  const found = new Set<PolynomialInstruction>();
  for (const step of [...instructions].reverse()) {
    if (!needed.has(step.out)) continue;
    found.add(step);
    const operands = step.op === "accumulate" ? [step.source, ...step.scalars] : [step.a, step.b];
    for (const slot of operands) if (slot !== null) needed.add(slot);
  }
  return found;
}

interface Count {
  readonly products: number;
  readonly records: number;
}

class Lowering {
  private readonly constants: number[] = [1];
  private readonly addresses = new Map<number, number>();
  private readonly firstInput: number;
  private readonly inputs: number;
  private readonly value: number;
  private places: number;
  private readonly values: Contraction[] = [];
  private readonly slopes: (Contraction | Kronecker)[] = [];
  /** What is emitted belongs to the values or to the Jacobian alone. */
  private emitted: (Contraction | Kronecker)[] = this.values;
  private readonly products = new Map<string, number>();
  private readonly powers = new Map<number, number>();
  private jacobian = 0;
  /** Products that a sum alone reads, once: they are accumulated into it. */
  private readonly merged = new Map<number, PolynomialInstruction & { op: "accumulate" }>();

  constructor(
    private readonly form: MatrixForm,
    private readonly degrees: ArrayLike<number> | null,
  ) {
    for (const { slot, value } of form.program.constants) {
      this.addresses.set(slot, this.constants.length);
      this.constants.push(...value.data);
    }
    this.firstInput = this.constants.length;
    this.inputs = form.unknowns + (degrees === null ? 0 : 1);
    for (const { slot, first } of form.inputs) this.addresses.set(slot, this.firstInput + first);
    this.value = this.firstInput + this.inputs;
    this.places = this.value + form.equations;
  }

  tape(): Tape {
    const { form, values, slopes } = this;
    const { fixed = [] } = form.program;
    const instructions = polynomialInstructions(form.program);
    if (fixed.length > 0) throw new RangeError("matrix form: expected products of constants to be constants");
    const serving = instructionsFor(instructions, new Set(form.sums.map(({ slot }) => slot)));
    const beside = instructionsFor(instructions, new Set(form.slopes.flatMap(slotsOf)));
    this.mergeProducts();
    const plain = form.sums.filter(({ block, degree }) => this.lacking(block, degree).every((e) => e === 0));
    // Parts that take no power of h are summed in place.
    for (const { slot, block } of plain) this.addresses.set(slot, this.value + block.first);
    for (const step of instructions) if (serving.has(step)) this.instruction(step);
    for (const sum of form.sums) if (!plain.includes(sum)) this.raise(sum);
    const jacobianSlots = this.places;
    this.emitted = slopes;
    for (const step of instructions) if (beside.has(step) && !serving.has(step)) this.instruction(step);
    this.jacobian = this.allot(form.equations * this.inputs);
    for (const sum of form.sums) this.homogenisingColumn(sum);
    for (const slope of form.slopes) this.slope(slope);
    return {
      equations: form.equations,
      unknowns: form.unknowns,
      homogeneous: this.degrees !== null,
      constants: Float64Array.from(this.constants),
      inputs: this.inputs,
      jacobianSlots,
      places: this.places,
      value: this.value,
      jacobian: this.jacobian,
      values,
      slopes,
    };
  }

  private mergeProducts(): void {
    const instructions = polynomialInstructions(this.form.program);
    const uses = new Map<number, number>();
    const use = (slot: number | null) => {
      if (slot !== null) uses.set(slot, (uses.get(slot) ?? 0) + 1);
    };
    for (const step of instructions)
      if (step.op === "accumulate") for (const slot of [step.source, ...step.scalars]) use(slot);
      else for (const slot of [step.a, step.b]) use(slot);
    for (const slope of this.form.slopes) for (const slot of slotsOf(slope)) use(slot);
    const products = new Set(instructions.flatMap((step) => (step.op === "multiply" ? [step.out] : [])));
    for (const step of instructions)
      if (
        step.op === "accumulate" &&
        step.source !== null &&
        step.scalars.length === 0 &&
        products.has(step.source) &&
        uses.get(step.source) === 1
      )
        this.merged.set(step.source, step);
  }

  private allot(count: number): number {
    this.places += count;
    return this.places - count;
  }

  private view(slot: number, transposed: boolean): View {
    const { rows, columns } = this.form.program.slots[slot]!;
    let at = this.addresses.get(slot);
    if (at === undefined) {
      at = this.allot(rows * columns);
      this.addresses.set(slot, at);
    }
    return transposed
      ? { at, rows: columns, columns: rows, steps: [1, columns] }
      : { at, rows, columns, steps: [columns, 1] };
  }

  /** A constant factor, which is real, comes first. */
  private emit(step: Omit<Contraction, "kind">): void {
    const { a, aSteps, b, bSteps } = step;
    this.emitted.push({
      kind: "contraction",
      ...step,
      ...(b < this.firstInput && a >= this.firstInput ? { a: b, aSteps: bSteps, b: a, bSteps: aSteps } : {}),
    });
  }

  private instruction(step: PolynomialInstruction): void {
    if (step.op === "multiply") this.multiplication(step);
    else if (step.op === "trace") this.trace(step);
    else if (step.source === null || !this.merged.has(step.source)) this.accumulation(step);
  }

  private multiplication(step: PolynomialInstruction & { op: "multiply" }): void {
    const [a, b] = [this.view(step.a, step.aTransposed), this.view(step.b, step.bTransposed)];
    const sum = this.merged.get(step.out);
    const out = sum === undefined ? this.view(step.out, false) : this.view(sum.out, sum.transposed);
    this.emit({
      rows: a.rows,
      columns: b.columns,
      inner: a.columns,
      coefficient: sum?.coefficient ?? 1,
      a: a.at,
      aSteps: [a.steps[0], 0, a.steps[1]],
      b: b.at,
      bSteps: [0, b.steps[1], b.steps[0]],
      out: out.at,
      outSteps: out.steps,
    });
  }

  private trace(step: PolynomialInstruction & { op: "trace" }): void {
    const a = this.view(step.a, step.aTransposed);
    const out = this.view(step.out, false).at;
    const common = { columns: 1, coefficient: 1, a: a.at, out, outSteps: [0, 0] as const };
    if (step.b === null)
      this.emit({
        ...common,
        rows: 1,
        inner: a.rows,
        aSteps: [0, 0, a.steps[0] + a.steps[1]],
        b: ONE,
        bSteps: [0, 0, 0],
      });
    else {
      const b = this.view(step.b, step.bTransposed);
      this.emit({
        ...common,
        rows: a.rows,
        inner: a.columns,
        aSteps: [a.steps[0], 0, a.steps[1]],
        b: b.at,
        bSteps: [b.steps[1], 0, b.steps[0]],
      });
    }
  }

  private accumulation(step: PolynomialInstruction & { op: "accumulate" }): void {
    const factor = this.product(step.scalars);
    const out = this.view(step.out, false);
    const target = {
      coefficient: step.coefficient,
      inner: 1,
      a: factor,
      aSteps: [0, 0, 0] as const,
      out: out.at,
    };
    if (step.source === null)
      this.emit({
        ...target,
        rows: out.rows,
        columns: 1,
        b: ONE,
        bSteps: [0, 0, 0],
        outSteps: [out.steps[0] + out.steps[1], 0],
      });
    else {
      const source = this.view(step.source, step.transposed);
      this.emit({
        ...target,
        rows: source.rows,
        columns: source.columns,
        b: source.at,
        bSteps: [source.steps[0], source.steps[1], 0],
        outSteps: out.steps,
      });
    }
  }

  /** The product of scalar slots (and of a scalar at an address). */
  private product(scalars: readonly number[], times = ONE): number {
    let at = times;
    for (const slot of scalars) {
      const factor = this.view(slot, false).at;
      if (at === ONE) at = factor;
      else at = this.scalarProduct(at, factor);
    }
    return at;
  }

  private scalarProduct(a: number, b: number): number {
    const key = `${a}*${b}`;
    let out = this.products.get(key);
    if (out === undefined) {
      out = this.allot(1);
      this.products.set(key, out);
      this.elementwise(1, a, 0, b, 0, out, 1);
    }
    return out;
  }

  /** out_r += c a_r b_r for r < count. */
  private elementwise(
    count: number,
    a: number,
    aStep: number,
    b: number,
    bStep: number,
    out: number,
    outStep: number,
    coefficient = 1,
  ): void {
    this.emit({
      rows: count,
      columns: 1,
      inner: 1,
      coefficient,
      a,
      aSteps: [aStep, 0, 0],
      b,
      bSteps: [bStep, 0, 0],
      out,
      outSteps: [outStep, 0],
    });
  }

  /** d_r − δ of the rows of a block; negative where that part is zero. */
  private lacking({ first, rows, columns }: FormBlock, degree: number): number[] {
    return Array.from({ length: rows * columns }, (_, r) =>
      this.degrees === null ? 0 : this.degrees[first + r]! - degree,
    );
  }

  /** h^e, e ≥ 0. */
  private power(exponent: number): number {
    if (exponent === 0) return ONE;
    const h = this.firstInput + this.inputs - 1;
    if (exponent === 1) return h;
    let at = this.powers.get(exponent);
    if (at === undefined) {
      at = this.scalarProduct(this.power(exponent - 1), h);
      this.powers.set(exponent, at);
    }
    return at;
  }

  /** Runs of rows that lack the same positive degree, or all that lack none; parts that vanish are left out. */
  private runs(block: FormBlock, degree: number): { from: number; count: number; exponent: number }[] {
    const found: { from: number; count: number; exponent: number }[] = [];
    this.lacking(block, degree).forEach((exponent, r) => {
      const last = found.at(-1);
      if (last !== undefined && last.exponent === exponent && last.from + last.count === r) last.count++;
      else if (exponent >= 0) found.push({ from: r, count: 1, exponent });
    });
    return found;
  }

  /** F_r += h^{d_r − δ} A_r. */
  private raise({ slot, block, degree }: MatrixForm["sums"][number]): void {
    const { at } = this.view(slot, false);
    for (const { from, count, exponent } of this.runs(block, degree))
      this.elementwise(count, this.power(exponent), 0, at + from, 1, this.value + block.first + from, 1);
  }

  /** ∂F_r/∂h += e h^{e−1} A_r, e = d_r − δ. */
  private homogenisingColumn({ slot, block, degree }: MatrixForm["sums"][number]): void {
    for (const { from, count, exponent } of this.runs(block, degree)) {
      if (exponent === 0) continue;
      const { at } = this.view(slot, false);
      const out = this.jacobian + (block.first + from + 1) * this.inputs - 1;
      this.elementwise(count, this.power(exponent - 1), 0, at + from, 1, out, this.inputs, exponent);
    }
  }

  /** h^{d_r − δ} Π scalars for the rows of a block: one number, or a vector; null where the part vanishes in all rows. */
  private rowFactor(
    block: FormBlock,
    degree: number,
    scalars: readonly number[],
  ): { at: number; step: number } | null {
    const runs = this.runs(block, degree);
    if (runs.length === 0) return null;
    const [{ count, exponent }] = runs as [(typeof runs)[number]];
    if (count === block.rows * block.columns)
      return { at: this.product(scalars, this.power(exponent)), step: 0 };
    const key = `${block.first}:${degree}:${scalars.join()}`;
    let at = this.products.get(key);
    if (at === undefined) {
      at = this.allot(block.rows * block.columns);
      this.products.set(key, at);
      for (const run of runs)
        this.elementwise(
          run.count,
          this.product(scalars, this.power(run.exponent)),
          0,
          ONE,
          0,
          at + run.from,
          1,
        );
    }
    return { at, step: 1 };
  }

  private slope(slope: FormSlope): void {
    const { x, y, coefficient } = slope;
    const g = this.rowFactor(x, slope.degree, slope.scalars);
    if (g === null) return;
    const { inputs } = this;
    const corner = this.jacobian + x.first * inputs + y.first;
    if (slope.kind === "sandwich") {
      const left = slope.left === null ? null : this.view(slope.left.slot, slope.left.transposed);
      const right = slope.right === null ? null : this.view(slope.right.slot, slope.right.transposed);
      this.emitted.push({
        kind: "kronecker",
        rows: x.rows,
        columns: x.columns,
        yRows: slope.transposed ? y.columns : y.rows,
        yColumns: slope.transposed ? y.rows : y.columns,
        coefficient,
        g: g.at,
        gStep: g.step,
        left: left === null ? null : { at: left.at, steps: left.steps },
        right: right === null ? null : { at: right.at, steps: right.steps },
        out: corner,
        outSteps: [inputs, slope.transposed ? 1 : y.columns, slope.transposed ? y.columns : 1],
      });
      return;
    }
    const result = this.list(slope.result, x);
    const covector = this.list(slope.covector, y);
    const scaled = this.allot(result.count);
    this.elementwise(result.count, g.at, g.step * result.stride, result.at, result.step, scaled, 1);
    this.emit({
      rows: result.count,
      columns: covector.count,
      inner: 1,
      coefficient,
      a: scaled,
      aSteps: [1, 0, 0],
      b: covector.at,
      bSteps: [0, covector.step, 0],
      out: corner,
      outSteps: [result.stride * inputs, covector.stride],
    });
  }

  /** The entries of a matrix of a block's shape one after another, and the distance of their places in the block. */
  private list(
    factor: FormFactor,
    { rows, columns }: FormBlock,
  ): { at: number; count: number; step: number; stride: number } {
    if (factor === null) return { at: ONE, count: rows, step: 0, stride: columns + 1 };
    const { at, steps } = this.view(factor.slot, factor.transposed);
    if (!factor.transposed) return { at, count: rows * columns, step: 1, stride: 1 };
    const key = `${at}'`;
    let copy = this.products.get(key);
    if (copy === undefined) {
      copy = this.allot(rows * columns);
      this.products.set(key, copy);
      this.emit({
        rows,
        columns,
        inner: 1,
        coefficient: 1,
        a: ONE,
        aSteps: [0, 0, 0],
        b: at,
        bSteps: [steps[0], steps[1], 0],
        out: copy,
        outSteps: [columns, 1],
      });
    }
    return { at: copy, count: rows * columns, step: 1, stride: 1 };
  }
}

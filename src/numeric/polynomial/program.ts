/**
 * Straight-line matrix programs: products, inner products and weighted sums of matrices in fixed buffers.
 *
 * A program is plain data. It reads named inputs and constants, runs its instructions in order and leaves its
 * results in slots; a runner owns one set of buffers and allocates nothing while running. Instructions that read
 * nothing but constants and settings (inputs that change rarely) are `fixed`: they run once after each change.
 *
 * Rounding is tracked by norms, with ε = 2⁻⁵², E(·) the error of a slot and n the inner dimension of a product:
 *
 *   E(X) = ε‖X‖ (inputs, constants),   E(AB) = E(A)‖B‖ + ‖A‖E(B) + √n ε‖A‖‖B‖,   E(Σ cS) = Σ |c| (E(S) + ε‖S‖),
 *   E(tr AB) = E(A)‖B‖ + ‖A‖E(B) + √n ε‖A‖‖B‖,                                   E(c Π t) = |c| (Π(|t| + E(t)) − Π|t|) + ε|c| Π|t|,
 *
 *   E(A⁻¹) = ‖A⁻¹‖² (E(A) + nε‖A‖),   E(√x) = E(x)/(2√x) + ε√x,   E(1/√x) = E(x)/(2x√x) + ε/√x,
 *
 * √n where the worst case has n: roundings of either sign partly cancel. Products of scalars t are followed where they are the
 * whole term; as factors of matrices they are taken as they are.
 */

import { type Matrix, multiplyInto, type ProductShape } from "../linalg/dense.js";
import { EPSILON } from "../linalg/tolerances.js";

/** Room for one matrix. */
export interface Slot {
  readonly rows: number;
  readonly columns: number;
}

/** One step of a program; operands and results are slots. */
export type Instruction = PolynomialInstruction | FunctionStep;

/** A step that computes a polynomial. */
export type PolynomialInstruction =
  | {
      /**
       * out = A·B, each factor optionally transposed. `cleaned`: entries up to 8nε max |out|, n the larger side of out,
       * are set to zero, for products that are sparse but for rounding.
       */
      readonly op: "multiply";
      readonly cleaned?: boolean;
      readonly a: number;
      readonly b: number;
      readonly aTransposed: boolean;
      readonly bTransposed: boolean;
      readonly out: number;
    }
  | {
      /** out = tr(A·B) for A: r×c, B: c×r as read (after the optional transposes); B absent: tr(A). */
      readonly op: "trace";
      readonly a: number;
      readonly b: number | null;
      readonly aTransposed: boolean;
      readonly bTransposed: boolean;
      readonly out: number;
    }
  | {
      /** out += coefficient · Π scalars · source (source null: the identity). */
      readonly op: "accumulate";
      readonly source: number | null;
      readonly transposed: boolean;
      readonly coefficient: number;
      readonly scalars: readonly number[];
      readonly out: number;
    };

/** out = A⁻¹ (NaN where elimination finds A singular), √x or 1/√x of a 1×1 slot. */
export interface FunctionStep {
  readonly op: "inverse" | "root" | "inverse-root";
  readonly source: number;
  readonly out: number;
}

/** Matrix expressions as a list of steps. */
export interface MatrixProgram {
  readonly slots: readonly Slot[];
  readonly inputs: ReadonlyMap<string, number>;
  readonly constants: readonly { readonly slot: number; readonly value: Matrix }[];
  readonly instructions: readonly Instruction[];
  /** Products of constants and settings; their slots are written by no other instruction. */
  readonly fixed?: readonly PolynomialInstruction[];
  /** Slots that `accumulate` writes to; cleared at each run. */
  readonly accumulators: readonly number[];
}

/**
 * The steps of a program that computes polynomials.
 * @throws RangeError for one with inverses or roots.
 */
export const polynomialInstructions = ({ instructions }: MatrixProgram): readonly PolynomialInstruction[] =>
  instructions.map((step) => {
    if (step.op === "multiply" || step.op === "trace" || step.op === "accumulate") return step;
    throw new RangeError(`program: expected polynomial steps, got ${step.op}`);
  });

/** A program with its buffers. */
export interface ProgramRunner {
  /** The buffer of an input, to be filled before `run`. */
  input(name: string): Float64Array;
  run(): void;
  /** To be called when a setting (an input that `fixed` instructions read) has changed. */
  refresh(): void;
  slot(index: number): Float64Array;
  /** Σ |coefficient · Π scalars| · ‖source‖ of the terms accumulated into a slot in the last run: the natural
   *  scale against which a cancellation in that slot is measured. A product that is nothing but rounding
   *  (‖AB‖ ≤ E(AB)) counts as ‖A‖‖B‖. */
  magnitude(index: number): number;
  /** E of a slot that was accumulated in the last run. */
  rounding(index: number): number;
}

/** A product with its shape. */
type Product = Extract<PolynomialInstruction, { op: "multiply" }> & ProductShape;
type Step = Product | Exclude<PolynomialInstruction, { op: "multiply" }> | FunctionStep;

function shapeOf(
  step: Extract<PolynomialInstruction, { op: "multiply" }>,
  slots: readonly Slot[],
): ProductShape {
  const { aTransposed, bTransposed } = step;
  const a = slots[step.a]!;
  const b = slots[step.b]!;
  const [rows, inner] = aTransposed ? [a.columns, a.rows] : [a.rows, a.columns];
  return { rows, inner, columns: bTransposed ? b.rows : b.columns, aTransposed, bTransposed };
}

/**
 * @param tracked whether magnitudes and rounding are asked for: NaN where they are not kept. By default where something is
 * accumulated.
 * @returns a runner with its own buffers; several runners of one program may live side by side.
 */
export const createRunner = (
  program: MatrixProgram,
  tracked = program.accumulators.length > 0,
): ProgramRunner => new Runner(program, tracked);

class Runner implements ProgramRunner {
  private readonly buffers: readonly Float64Array[];
  private readonly magnitudes: Float64Array;
  /** Norms, errors and the product of the factors' norms, per slot; only sums ask for them. */
  private readonly norms: Float64Array;
  private readonly errors: Float64Array;
  private readonly factors: Float64Array;
  private readonly once: readonly Step[];
  private readonly each: readonly Step[];
  private stale = true;

  constructor(
    private readonly program: MatrixProgram,
    private readonly tracked: boolean,
  ) {
    const { slots, constants, instructions, fixed = [] } = program;
    this.buffers = slots.map(({ rows, columns }) => new Float64Array(rows * columns));
    this.magnitudes = new Float64Array(slots.length);
    this.norms = new Float64Array(slots.length);
    this.errors = new Float64Array(slots.length);
    this.factors = new Float64Array(slots.length);
    for (const { slot, value } of constants) {
      this.buffers[slot]!.set(value.data);
      this.measureLeaf(slot);
    }
    const prepared = (list: readonly Instruction[]): Step[] =>
      list.map((step) => (step.op === "multiply" ? { ...step, ...shapeOf(step, slots) } : step));
    this.once = prepared(fixed);
    this.each = prepared(instructions);
  }

  input(name: string): Float64Array {
    const slot = this.program.inputs.get(name);
    if (slot === undefined) throw new RangeError(`program: expected an input named ${name}`);
    return this.buffers[slot]!;
  }

  run(): void {
    const { buffers, magnitudes, errors } = this;
    if (this.tracked) for (const slot of this.program.inputs.values()) this.measureLeaf(slot);
    if (this.stale) for (const step of this.once) this.perform(step);
    this.stale = false;
    for (const slot of this.program.accumulators) {
      buffers[slot]!.fill(0);
      magnitudes[slot] = 0;
      errors[slot] = 0;
    }
    for (const step of this.each) this.perform(step);
  }

  refresh(): void {
    this.stale = true;
  }

  slot(index: number): Float64Array {
    return this.buffers[index]!;
  }

  magnitude(index: number): number {
    return this.tracked ? this.magnitudes[index]! : Number.NaN;
  }

  rounding(index: number): number {
    return this.tracked ? this.errors[index]! : Number.NaN;
  }

  private measureLeaf(slot: number): void {
    const norm = normOf(this.buffers[slot]!);
    this.norms[slot] = norm;
    this.factors[slot] = norm;
    this.errors[slot] = EPSILON * norm;
  }

  private perform(step: Step): void {
    if (step.op === "multiply") this.multiply(step);
    else if (step.op === "trace") this.trace(step);
    else if (step.op === "accumulate") this.accumulate(step);
    else this.applyFunction(step);
  }

  private multiply(step: Product): void {
    const { buffers, norms, errors } = this;
    const out = buffers[step.out]!;
    multiplyInto(out, buffers[step.a]!, buffers[step.b]!, step);
    const { rows, inner, columns } = step;
    if (step.cleaned === true) cleanInPlace(out, Math.max(rows, columns));
    if (!this.tracked) return;
    const [a, b] = [norms[step.a]!, norms[step.b]!];
    norms[step.out] = normOf(out);
    this.factors[step.out] = a * b;
    errors[step.out] = errors[step.a]! * b + a * errors[step.b]! + Math.sqrt(inner) * EPSILON * a * b;
  }

  private applyFunction({ op, source, out: slot }: FunctionStep): void {
    const { buffers, norms, errors } = this;
    const [a, out] = [buffers[source]!, buffers[slot]!];
    const n = this.program.slots[slot]!.rows;
    if (op === "inverse") invertInto(out, a, n);
    else out[0] = op === "root" ? Math.sqrt(a[0]!) : 1 / Math.sqrt(a[0]!);
    if (!this.tracked) return;
    const size = normOf(out);
    norms[slot] = size;
    this.factors[slot] = size;
    const error = errors[source]!;
    if (op === "inverse") errors[slot] = size * size * (error + n * EPSILON * normOf(a));
    else errors[slot] = (size * error) / (2 * a[0]!) + EPSILON * size;
  }

  private accumulate(step: PolynomialInstruction & { op: "accumulate" }): void {
    const { buffers, magnitudes, norms, errors } = this;
    const out = buffers[step.out]!;
    let factor = step.coefficient;
    for (const scalar of step.scalars) factor *= buffers[scalar]![0]!;
    const { rows, columns } = this.program.slots[step.out]!;
    if (step.source === null) {
      this.accumulateIdentity(step, factor);
      return;
    }
    const source = buffers[step.source]!;
    if (!step.transposed) for (let k = 0; k < out.length; k++) out[k]! += factor * source[k]!;
    else
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) out[i * columns + j]! += factor * source[j * rows + i]!;
    if (!this.tracked) return;
    const size = Math.abs(factor);
    const length = norms[step.source]!;
    const error = errors[step.source]!;
    magnitudes[step.out]! += size * (length <= error ? this.factors[step.source]! : length);
    errors[step.out]! += size * (error + EPSILON * length);
  }

  /** out += factor · I; the error is that of the product of scalars. */
  private accumulateIdentity(
    { out: slot, coefficient, scalars }: PolynomialInstruction & { op: "accumulate" },
    factor: number,
  ): void {
    const { buffers, magnitudes, errors } = this;
    const { rows, columns } = this.program.slots[slot]!;
    for (let i = 0; i < rows; i++) buffers[slot]![i * columns + i]! += factor;
    if (!this.tracked) return;
    const size = Math.abs(factor);
    magnitudes[slot]! += size * Math.sqrt(rows);
    let upper = Math.abs(coefficient);
    for (const scalar of scalars) upper *= Math.abs(buffers[scalar]![0]!) + errors[scalar]!;
    errors[slot]! += (upper - size + size * EPSILON) * Math.sqrt(rows);
  }

  private trace(step: PolynomialInstruction & { op: "trace" }): void {
    const { buffers, norms, errors } = this;
    const { slots } = this.program;
    buffers[step.out]![0] = traceOf(
      buffers[step.a]!,
      slots[step.a]!,
      step.b === null ? null : buffers[step.b]!,
      step.b === null ? null : slots[step.b]!,
      step.aTransposed !== step.bTransposed,
    );
    if (!this.tracked) return;
    const a = norms[step.a]!;
    // tr A = ⟨A, I⟩.
    const b = step.b === null ? Math.sqrt(slots[step.a]!.rows) : norms[step.b]!;
    errors[step.out] =
      errors[step.a]! * b +
      (step.b === null ? 0 : a * errors[step.b]!) +
      Math.sqrt(buffers[step.a]!.length) * EPSILON * a * b;
  }
}

/** Sets entries up to 8nε max |a| to zero. */
export function cleanInPlace(a: Float64Array, n: number): void {
  let largest = 0;
  for (let k = 0; k < a.length; k++) {
    const size = Math.abs(a[k]!);
    if (size > largest) largest = size;
  }
  const threshold = 8 * n * EPSILON * largest;
  for (let k = 0; k < a.length; k++) if (Math.abs(a[k]!) <= threshold) a[k] = 0;
}

/** A⁻¹ by Gauss–Jordan elimination with row pivots; NaN where a pivot is 0. */
export function invertInto(out: Float64Array, a: Float64Array, n: number): void {
  const left = Float64Array.from(a);
  out.fill(0);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(left[i * n + k]!) > Math.abs(left[pivot * n + k]!)) pivot = i;
    const size = left[pivot * n + k]!;
    if (size === 0) {
      out.fill(Number.NaN);
      return;
    }
    for (const m of [left, out])
      for (let j = 0; j < n; j++) {
        const here = m[pivot * n + j]! / size;
        m[pivot * n + j] = m[k * n + j]!;
        m[k * n + j] = here;
      }
    for (let i = 0; i < n; i++) {
      const factor = left[i * n + k]!;
      if (i === k || factor === 0) continue;
      for (const m of [left, out]) for (let j = 0; j < n; j++) m[i * n + j]! -= factor * m[k * n + j]!;
    }
  }
}

function normOf(a: Float64Array): number {
  let squares = 0;
  for (let k = 0; k < a.length; k++) squares += a[k]! * a[k]!;
  return Math.sqrt(squares);
}

/** tr(A B) with B read so that the product is square; `sameOrientation` tells that the transposes differ. */
function traceOf(
  a: Float64Array,
  aSlot: Slot,
  b: Float64Array | null,
  bSlot: Slot | null,
  transposesDiffer: boolean,
): number {
  let sum = 0;
  if (b === null || bSlot === null) {
    for (let i = 0; i < aSlot.rows; i++) sum += a[i * aSlot.columns + i]!;
    return sum;
  }
  // tr(A Bᵀ) = Σ a_ij b_ij; tr(A B) = Σ a_ij b_ji; transposing both changes nothing.
  if (transposesDiffer) {
    for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
    return sum;
  }
  for (let i = 0; i < aSlot.rows; i++)
    for (let j = 0; j < aSlot.columns; j++) sum += a[i * aSlot.columns + j]! * b[j * bSlot.columns + i]!;
  return sum;
}

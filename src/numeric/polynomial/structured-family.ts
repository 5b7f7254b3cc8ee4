/**
 * Families of systems with a structured part, the same for all t:
 *
 *   F(y; t)_r = ρ_r S_r(σ₁y₁, σ₂y₂, …) + T_r(y; t),   S matrix expressions (`matrix-form.ts`), T terms (`polynomial-family.ts`).
 *
 * Linear perturbations, multipliers and slices are terms, few per equation; the gradient of a loss is S. That of the spectral contrastive loss
 * takes 381 multiplications at m = 4, p = 5, its Jacobian 1 120; expanded, they have 5 232 and 13 512 terms.
 * ρ and σ are scalings of equations and variables; S is homogenised with the degree of every equation.
 *
 * The tape runs in the compiled kernel (`kernel/kernel.ts`), in a memory of its own; in double-double arithmetic it runs here.
 */
import { dd, product, sum, twoProduct } from "../../elementary/double-double.js";
import { Image } from "../kernel/image.js";
import {
  CONTRACTION_FLAGS,
  CONTRACTION_RECORD,
  KRONECKER_FLAGS,
  KRONECKER_RECORD,
  TAPE_HEADER,
  TAPE_HEADER_BYTES,
  TAPE_RECORD_BYTES,
} from "../kernel/layout.js";
import { BASE, Workspace } from "../kernel/path-kernel.js";
import {
  type Contraction,
  type Kronecker,
  lowerForm,
  type MatrixForm,
  type Tape,
  tapeOperations,
} from "./matrix-form.js";
import type { MonomialTable } from "./monomials.js";
import { type Coefficients, type ParametricFamily, SERIES_ORDER } from "./path-family.js";
import { FamilyEvaluator, termOperations } from "./polynomial-family.js";

/** The structured part and where it enters; plain data. */
export interface StructuredPart {
  /** Its equations are the first ones of the system, its unknowns the first variables. */
  readonly form: MatrixForm;
  /** d_r of every equation of the form, and the homogenising variable; null where nothing is homogenised. */
  readonly homogeneous: { readonly degrees: ArrayLike<number>; readonly variable: number } | null;
  /** ρ, one per equation of the form. */
  readonly rowScales: ArrayLike<number>;
  /** σ, one per variable of the system. */
  readonly variableScales: ArrayLike<number>;
}

const WORKSPACE = new Workspace();
/** Bytes of a complex number. */
const PAIR = 16;

/** Header, constants, records and scales of a tape, as they are loaded, and where the rest of its memory lies. */
interface TapeImage {
  readonly loaded: Uint8Array;
  readonly bytes: number;
  /** Inputs of order 0, inputs of an update, results: places in doubles. */
  readonly inputsAt: number;
  readonly addedAt: number;
  readonly resultsAt: number;
}

function imageOf(
  tape: Tape,
  { form, homogeneous }: StructuredPart,
  rowScales: Float64Array,
  scaleOf: Float64Array,
  { equations, variables }: MonomialTable,
): TapeImage {
  const records = [...tape.values, ...tape.slopes];
  const image = new Image(TAPE_HEADER, TAPE_HEADER_BYTES);
  const list = new Uint8Array(TAPE_RECORD_BYTES * records.length);
  image.array("tape", list);
  const constantsAt = image.array(null, asPairs(tape.constants));
  image.array("rowScale", rowScales);
  image.array("columnScale", scaleOf);
  const firstInput = tape.constants.length;
  const planeBytes = PAIR * (tape.jacobianSlots - firstInput);
  const planeAt = image.room("plane", planeBytes * (SERIES_ORDER + 2));
  const laterBytes = PAIR * (tape.places - tape.jacobianSlots);
  const laterAt = image.room("later", laterBytes);
  const resultsAt = image.room("result", PAIR * equations * (1 + variables)) / 8;
  const at = (address: number): number => {
    if (address < firstInput) return constantsAt + PAIR * address;
    if (address < tape.jacobianSlots) return planeAt + PAIR * (address - firstInput);
    return laterAt + PAIR * (address - tape.jacobianSlots);
  };
  image.numbers({
    values: tape.values.length,
    slopes: tape.slopes.length,
    planeBytes,
    inputBytes: PAIR * tape.inputs,
    laterBytes,
    rows: form.equations,
    unknowns: form.unknowns,
    homogeneous: homogeneous === null ? 0 : 1,
    value: at(tape.value),
    jacobian: at(tape.jacobian),
    systemEquations: equations,
    systemVariables: variables,
    homogeniser: homogeneous?.variable ?? 0,
  });
  writeRecords(list, records, at, tape);
  return {
    loaded: image.bytesToLoad(),
    bytes: image.bytes,
    inputsAt: planeAt / 8,
    addedAt: (planeAt + (SERIES_ORDER + 1) * planeBytes) / 8,
    resultsAt,
  };
}

/** Evaluates one family. Several may take turns, but a series ends before another evaluator is asked. */
export class StructuredEvaluator implements ParametricFamily {
  readonly equations: number;
  readonly variables: number;
  readonly valueRe: Float64Array;
  readonly valueIm: Float64Array;
  readonly jacobianRe: Float64Array;
  readonly jacobianIm: Float64Array;
  private readonly terms: FamilyEvaluator;
  private readonly tape: Tape;
  /** Values and Jacobian, one array after another. */
  private readonly results: Float64Array;
  /** Header, constants, records and scales, as they are loaded. */
  private readonly image: TapeImage;
  /** The variable of each input, and its scale. */
  private readonly variableOf: Int32Array;
  private readonly scaleOf: Float64Array;
  private readonly rowScales: Float64Array;
  /** Entries of the Jacobian that terms write to. */
  private readonly places: Int32Array;
  private generation = -1;
  private memory = new Float64Array(0);
  private resultView = new Float64Array(0);
  private extended: ExtendedTape | undefined;

  /** @param table of the terms beside the structured part; `start` are their coefficients at t = 1, `target` at t = 0. */
  constructor(part: StructuredPart, table: MonomialTable, start: Coefficients, target: Coefficients) {
    const { form, homogeneous, rowScales, variableScales } = part;
    const { equations, variables } = table;
    if (form.equations > equations || form.unknowns > variables)
      throw new RangeError(
        `structured family: expected at most ${equations} equations in ${variables} unknowns, got ${form.equations} in ${form.unknowns}`,
      );
    this.equations = equations;
    this.variables = variables;
    this.terms = new FamilyEvaluator(table, start, target);
    this.places = table.placeAt;
    const tape = lowerForm(form, homogeneous?.degrees ?? null);
    this.tape = tape;
    this.variableOf = Int32Array.from({ length: tape.inputs }, (_, k) =>
      k < form.unknowns ? k : homogeneous!.variable,
    );
    this.scaleOf = Float64Array.from(this.variableOf, (v) => variableScales[v]!);
    this.rowScales = Float64Array.from({ length: form.equations }, (_, r) => rowScales[r]!);

    this.image = imageOf(tape, part, this.rowScales, this.scaleOf, table);

    const width = equations * variables;
    this.results = new Float64Array(2 * (equations + width));
    this.valueRe = this.results.subarray(0, equations);
    this.valueIm = this.results.subarray(equations, 2 * equations);
    this.jacobianRe = this.results.subarray(2 * equations, 2 * equations + width);
    this.jacobianIm = this.results.subarray(2 * equations + width);
  }

  setCoefficients(start: Coefficients, target: Coefficients): void {
    this.terms.setCoefficients(start, target);
  }

  private load(): void {
    WORKSPACE.claim(this, this.image.bytes);
    if (this.generation !== WORKSPACE.generation) {
      this.generation = WORKSPACE.generation;
      this.memory = new Float64Array(WORKSPACE.buffer);
      this.resultView = this.memory.subarray(
        this.image.resultsAt,
        this.image.resultsAt + this.results.length,
      );
    }
    new Uint8Array(WORKSPACE.buffer).set(this.image.loaded, BASE);
    // Entries of the Jacobian that the tape does not reach stay zero.
    this.resultView.fill(0);
  }

  evaluate(xRe: Float64Array, xIm: Float64Array, tRe: number, tIm: number): void {
    if (WORKSPACE.owner !== this) this.load();
    this.put(this.image.inputsAt, xRe, xIm, 0);
    WORKSPACE.kernel.evaluateTape(BASE);
    const { results, terms, places, valueRe, valueIm, jacobianRe, jacobianIm } = this;
    results.set(this.resultView);
    terms.evaluate(xRe, xIm, tRe, tIm);
    for (let i = 0; i < this.equations; i++) {
      valueRe[i]! += terms.valueRe[i]!;
      valueIm[i]! += terms.valueIm[i]!;
    }
    for (let k = 0; k < places.length; k++) {
      const at = places[k]!;
      jacobianRe[at]! += terms.jacobianRe[at]!;
      jacobianIm[at]! += terms.jacobianIm[at]!;
    }
  }

  /** Inputs from the variables, of which the first stands at `from`. */
  private put(place: number, xRe: Float64Array, xIm: Float64Array, from: number): void {
    const { memory, variableOf, scaleOf } = this;
    for (let k = 0, at = place; k < variableOf.length; k++, at += 2) {
      const v = from + variableOf[k]!;
      memory[at] = scaleOf[k]! * xRe[v]!;
      memory[at + 1] = scaleOf[k]! * xIm[v]!;
    }
  }

  extendValue(xRe: Float64Array, xIm: Float64Array): void {
    const sums = this.terms.extendedSums(xRe, xIm);
    this.extended ??= new ExtendedTape(this.tape, this.variableOf, this.scaleOf, this.rowScales);
    this.extended.add(sums, xRe, xIm);
    const { valueRe, valueIm } = this;
    for (let i = 0; i < this.equations; i++) {
      valueRe[i] = sums[4 * i]! + sums[4 * i + 1]!;
      valueIm[i] = sums[4 * i + 2]! + sums[4 * i + 3]!;
    }
  }

  startSeries(dRe: number, dIm: number): void {
    if (WORKSPACE.owner !== this)
      throw new Error("series: expected to follow an evaluation of the same family");
    this.terms.startSeries(dRe, dIm);
  }

  seriesCoefficient(order: number, outRe: Float64Array, outIm: Float64Array): void {
    this.terms.seriesCoefficient(order, outRe, outIm);
    WORKSPACE.kernel.tapeCoefficient(BASE, order);
    const { memory, equations, rowScales } = this;
    const { resultsAt } = this.image;
    for (let i = 0; i < rowScales.length; i++) {
      outRe[i]! += memory[resultsAt + i]!;
      outIm[i]! += memory[resultsAt + equations + i]!;
    }
  }

  updateSeries(order: number, xRe: Float64Array, xIm: Float64Array): void {
    this.terms.updateSeries(order, xRe, xIm);
    this.put(this.image.addedAt, xRe, xIm, order * this.variables);
    WORKSPACE.kernel.updateTape(BASE, order);
  }
}

/**
 * Multiply-adds of one step of a tracker, which evaluates three times and expands once; those of the loops over terms count one,
 * a dense one of the tape 1.4, what a record costs besides 20 (measured at 2×2 to 4×5, `npm run bench:evaluator`).
 */
export const stepOfTerms = (table: MonomialTable): number => {
  const { evaluate, series } = termOperations(table);
  return EVALUATIONS * evaluate + series;
};

/** The same of a structured part with the terms beside it. */
export function stepOfStructure(
  form: MatrixForm,
  degrees: ArrayLike<number> | null,
  table: MonomialTable,
): number {
  const { evaluate, series } = tapeOperations(lowerForm(form, degrees), SERIES_ORDER);
  const weigh = ({ products, records }: { products: number; records: number }) =>
    DENSE * products + PER_RECORD * records;
  return stepOfTerms(table) + EVALUATIONS * weigh(evaluate) + weigh(series);
}

const EVALUATIONS = 3;
const DENSE = 1.4;
const PER_RECORD = 20;

/** Puts records into their list; places by `at`. */
function writeRecords(
  list: Uint8Array,
  records: readonly (Contraction | Kronecker)[],
  at: (address: number) => number,
  tape: Tape,
): void {
  const words = new Uint32Array(list.buffer);
  const doubles = new Float64Array(list.buffer);
  records.forEach((record, k) => {
    const here = TAPE_RECORD_BYTES * k;
    const put = <Field extends string>(
      places: Readonly<Record<Field, number>>,
      fields: Record<Field, number>,
    ) => {
      for (const [field, place] of Object.entries(places) as [Field, number][])
        if (field === "coefficient") doubles[(here + place) / 8] = fields[field];
        else words[(here + place) / 4] = fields[field];
    };
    if (record.kind === "contraction") put(CONTRACTION_RECORD, contractionFields(record, at, tape));
    else put(KRONECKER_RECORD, kroneckerFields(record, at, tape));
  });
}

function contractionFields(
  { rows, columns, inner, a, aSteps, b, bSteps, out, outSteps, coefficient }: Contraction,
  at: (address: number) => number,
  { constants, inputs }: Tape,
): Record<keyof typeof CONTRACTION_RECORD, number> {
  const isConstant = (address: number) => address < constants.length;
  const isInput = (address: number) => !isConstant(address) && address < constants.length + inputs;
  const [aRow, aColumn, aInner] = bytesOf(aSteps);
  const [bRow, bColumn, bInner] = bytesOf(bSteps);
  const [outRow, outColumn] = bytesOf(outSteps);
  return {
    kind: 0,
    ...{ rows, columns, inner, aRow, aColumn, aInner, bRow, bColumn, bInner, outRow, outColumn, coefficient },
    ...{ a: at(a), b: at(b), out: at(out) },
    flags:
      (isConstant(a) ? CONTRACTION_FLAGS.aConstant : 0) |
      (isConstant(b) ? CONTRACTION_FLAGS.bConstant : 0) |
      (isInput(a) ? CONTRACTION_FLAGS.aInput : 0) |
      (isInput(b) ? CONTRACTION_FLAGS.bInput : 0),
  };
}

function kroneckerFields(
  { rows, columns, yRows, yColumns, g, gStep, left, right, out, outSteps, coefficient }: Kronecker,
  at: (address: number) => number,
  { constants }: Tape,
): Record<keyof typeof KRONECKER_RECORD, number> {
  const [leftRow, leftInner] = bytesOf(left?.steps ?? [0, 0]);
  const [rightInner, rightColumn] = bytesOf(right?.steps ?? [0, 0]);
  const [outRow, outInner, outColumn] = bytesOf(outSteps);
  return {
    kind: 1,
    ...{ rows, columns, innerRows: yRows, innerColumns: yColumns, g: at(g), gStep: PAIR * gStep },
    ...{ left: left === null ? 0 : at(left.at), leftRow, leftInner },
    ...{ right: right === null ? 0 : at(right.at), rightInner, rightColumn },
    ...{ out: at(out), outRow, outInner, outColumn, coefficient },
    flags:
      (left === null ? KRONECKER_FLAGS.lIdentity : 0) |
      (right === null ? KRONECKER_FLAGS.rIdentity : 0) |
      (right !== null && right.at < constants.length ? KRONECKER_FLAGS.rReal : 0),
  };
}

/** Real numbers as complex ones. */
function asPairs(values: Float64Array): Float64Array {
  const pairs = new Float64Array(2 * values.length);
  values.forEach((value, k) => {
    pairs[2 * k] = value;
  });
  return pairs;
}

/** Steps in bytes. */
const bytesOf = <Steps extends readonly number[]>(steps: Steps): { [K in keyof Steps]: number } =>
  steps.map((step) => PAIR * step) as { [K in keyof Steps]: number };

/** The values of a tape in double-double arithmetic; owns its buffer. */
class ExtendedTape {
  /** Every place as [re, re error, im, im error]. */
  private readonly numbers: Float64Array;
  private readonly firstInput: number;
  private readonly sum = new Float64Array(4);

  constructor(
    private readonly tape: Tape,
    private readonly variableOf: Int32Array,
    private readonly scaleOf: Float64Array,
    private readonly rowScales: Float64Array,
  ) {
    this.firstInput = tape.constants.length;
    this.numbers = new Float64Array(4 * tape.jacobianSlots);
    tape.constants.forEach((value, k) => {
      this.numbers[4 * k] = value;
    });
  }

  /** sums_r += ρ_r S_r(σx), in the form of `numbers`. */
  add(sums: Float64Array, xRe: Float64Array, xIm: Float64Array): void {
    const { numbers, tape, variableOf, scaleOf, rowScales, firstInput } = this;
    numbers.fill(0, 4 * firstInput);
    for (let k = 0; k < variableOf.length; k++) {
      const v = variableOf[k]!;
      const at = 4 * (firstInput + k);
      twoProduct(scaleOf[k]!, xRe[v]!);
      numbers[at] = dd.hi;
      numbers[at + 1] = dd.lo;
      twoProduct(scaleOf[k]!, xIm[v]!);
      numbers[at + 2] = dd.hi;
      numbers[at + 3] = dd.lo;
    }
    for (let k = 0; k < tape.values.length; k++) this.contract(tape.values[k]!);
    for (let r = 0; r < rowScales.length; r++)
      for (let part = 0; part < 4; part += 2) {
        const from = 4 * (tape.value + r) + part;
        const to = 4 * r + part;
        product(numbers[from]!, numbers[from + 1]!, rowScales[r]!, 0);
        sum(dd.hi, dd.lo, sums[to]!, sums[to + 1]!);
        sums[to] = dd.hi;
        sums[to + 1] = dd.lo;
      }
  }

  private contract(step: Contraction): void {
    const { rows, columns, inner, coefficient, aSteps, bSteps, outSteps } = step;
    const { numbers, sum: s } = this;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        s.fill(0);
        let a = 4 * (step.a + i * aSteps[0] + j * aSteps[1]);
        let b = 4 * (step.b + i * bSteps[0] + j * bSteps[1]);
        for (let k = 0; k < inner; k++, a += 4 * aSteps[2], b += 4 * bSteps[2]) {
          this.accumulate(0, a, b, 1);
          this.accumulate(0, a + 2, b + 2, -1);
          this.accumulate(2, a, b + 2, 1);
          this.accumulate(2, a + 2, b, 1);
        }
        const out = 4 * (step.out + i * outSteps[0] + j * outSteps[1]);
        for (let part = 0; part < 4; part += 2) {
          product(s[part]!, s[part + 1]!, coefficient, 0);
          sum(dd.hi, dd.lo, numbers[out + part]!, numbers[out + part + 1]!);
          numbers[out + part] = dd.hi;
          numbers[out + part + 1] = dd.lo;
        }
      }
  }

  /** sum[part] += ± numbers[a] · numbers[b]. */
  private accumulate(part: number, a: number, b: number, sign: number): void {
    const { numbers, sum: s } = this;
    if (numbers[a] === 0 || numbers[b] === 0) return;
    product(sign * numbers[a]!, sign * numbers[a + 1]!, numbers[b]!, numbers[b + 1]!);
    sum(dd.hi, dd.lo, s[part]!, s[part + 1]!);
    s[part] = dd.hi;
    s[part + 1] = dd.lo;
  }
}

/**
 * Families of polynomial systems, F_i(x; t) = Σ_k c_ik(t) x^{a_k}: the term interpreter. Either c(t) = (1 − t) c⁰ + t c¹,
 * t complex, or c_k(t) = c¹_k e^{w_k t}, t real (polyhedral homotopies in logarithmic time).
 *
 * Nothing is allocated while evaluating. The loops are compiled (`kernel/kernel.ts`).
 */

import { exp } from "../../elementary/elementary.js";
import { Image } from "../kernel/image.js";
import { FAMILY_HEADER, FAMILY_HEADER_BYTES } from "../kernel/layout.js";
import { BASE, Workspace } from "../kernel/path-kernel.js";
import { ExtendedValue } from "./extended-value.js";
import type { MonomialTable } from "./monomials.js";
import { type Coefficients, type ParametricFamily, SERIES_ORDER } from "./path-family.js";

/** Multiply-adds of a value with its Jacobian, and of the Taylor coefficients up to SERIES_ORDER. */
export function termOperations(table: MonomialTable): { readonly evaluate: number; readonly series: number } {
  const terms = table.termNode.length;
  let perNode = 0;
  // Every order takes products with those below; all but the last are updated by two.
  for (let order = 1; order <= SERIES_ORDER; order++)
    perNode += (order === 1 ? 0 : order) + (order < SERIES_ORDER ? 2 : 0);
  return {
    evaluate: table.nodes + terms + table.entryTerm.length,
    series: perNode * table.nodes + 2 * SERIES_ORDER * terms,
  };
}

const WORKSPACE = new Workspace();
/** Bytes of a complex number. */
const PAIR = 16;

/** Evaluates one family. Several may take turns, but a series ends before another evaluator is asked. */
export class FamilyEvaluator implements ParametricFamily {
  readonly equations: number;
  readonly variables: number;
  readonly valueRe: Float64Array;
  readonly valueIm: Float64Array;
  /** Jacobian, row-major equations × variables. */
  readonly jacobianRe: Float64Array;
  readonly jacobianIm: Float64Array;
  /** Values and Jacobian as the kernel leaves them: one array after another. */
  private readonly results: Float64Array;
  /** What is loaded: header, tables, coefficients at t = 1 and 0. */
  private readonly image: Uint8Array;
  private readonly coefficientsAt: number;
  private readonly weightsAt: number;
  /** Bytes in the kernel's memory, and where the parts that this side touches lie, in doubles. */
  private readonly bytes: number;
  private readonly termAt: number;
  private readonly slopeAt: number;
  private readonly nodeAt: number;
  private readonly addedAt: number;
  private readonly resultsAt: number;
  private readonly coefficientAt: number;
  private generation = -1;
  private memory = new Float64Array(0);
  private resultView = new Float64Array(0);
  private timeRe = Number.NaN;
  private timeIm = Number.NaN;
  private extended: ExtendedValue | undefined;
  /** Exponents w of an exponential family; null in a linear one. */
  private weights: Float64Array | null = null;
  /** Direction of the series. */
  private direction = 1;

  /** @param start coefficients at t = 1. @param target coefficients at t = 0. */
  constructor(
    private readonly table: MonomialTable,
    start: Coefficients,
    target: Coefficients,
  ) {
    const { nodes, equations, variables } = table;
    this.equations = equations;
    this.variables = variables;
    const terms = table.termNode.length;
    const entries = table.entryTerm.length;
    const pairs = (list: Int32Array, shift = 0) => list.map((k) => PAIR * (k + shift));
    const image = new Image(FAMILY_HEADER, FAMILY_HEADER_BYTES);
    image.numbers({ variables, equations, nodes, terms, places: table.placeAt.length, entries });
    image.array("parent", pairs(table.parent));
    image.array("factor", pairs(table.factor, 1));
    image.array("termStart", table.termStart);
    image.array("termNode", pairs(table.termNode));
    image.array("placeAt", table.placeAt);
    image.array("placeStart", table.placeStart);
    image.array("entryTerm", pairs(table.entryTerm));
    image.array("entryNode", pairs(table.entryNode));
    image.array("exponent", table.entryExponent);
    const startAt = image.array("start", new Float64Array(2 * terms));
    image.array("target", new Float64Array(2 * terms));
    const weightsAt = image.array("weight", new Float64Array(terms));
    const width = equations * variables;
    this.termAt = image.room("term", PAIR * terms) / 8;
    image.room("entry", PAIR * entries);
    this.slopeAt = image.room("slope", PAIR * terms) / 8;
    this.nodeAt = image.room("node", PAIR * nodes * (SERIES_ORDER + 1)) / 8;
    this.addedAt = image.room("added", PAIR * nodes) / 8;
    this.resultsAt = image.room("out", PAIR * (equations + width)) / 8;
    this.coefficientAt = image.room("coefficient", PAIR * equations) / 8;
    this.bytes = image.bytes;
    this.image = image.bytesToLoad();
    this.coefficientsAt = (startAt - BASE) / 8;
    this.weightsAt = (weightsAt - BASE) / 8;
    this.results = new Float64Array(2 * (equations + width));
    this.valueRe = this.results.subarray(0, equations);
    this.valueIm = this.results.subarray(equations, 2 * equations);
    this.jacobianRe = this.results.subarray(2 * equations, 2 * equations + width);
    this.jacobianIm = this.results.subarray(2 * equations + width);
    this.setCoefficients(start, target);
  }

  /** Moves to another pair of members of the family. */
  setCoefficients(start: Coefficients, target: Coefficients): void {
    const list = new Float64Array(this.image.buffer);
    let at = this.coefficientsAt;
    for (const { re, im } of [start, target])
      for (let k = 0; k < re.length; k++) {
        list[at++] = re[k]!;
        list[at++] = im[k]!;
      }
    if (WORKSPACE.owner === this) WORKSPACE.owner = null;
  }

  /** Makes the family c¹ e^{w t}, w per term, for real t; `target` is not used then. */
  setWeights(weights: Float64Array): void {
    this.weights = weights;
    const list = new Float64Array(this.image.buffer);
    list.set(weights, this.weightsAt);
    list.fill(0, this.coefficientsAt + 2 * weights.length, this.coefficientsAt + 4 * weights.length);
    if (WORKSPACE.owner === this) WORKSPACE.owner = null;
  }

  /** Puts c¹ e^{w t} in the place of c¹, beside c⁰ = 0. */
  private grow(weights: Float64Array, t: number): void {
    const { memory, coefficientsAt: from } = this;
    const start = new Float64Array(this.image.buffer, 8 * from, 2 * weights.length);
    const to = from + BASE / 8;
    for (let k = 0; k < weights.length; k++) {
      const growth = exp(weights[k]! * t);
      memory[to + 2 * k] = growth * start[2 * k]!;
      memory[to + 2 * k + 1] = growth * start[2 * k + 1]!;
    }
  }

  private load(): void {
    WORKSPACE.claim(this, this.bytes);
    if (this.generation !== WORKSPACE.generation) {
      this.generation = WORKSPACE.generation;
      this.memory = new Float64Array(WORKSPACE.buffer);
      this.resultView = this.memory.subarray(this.resultsAt, this.resultsAt + this.results.length);
    }
    new Uint8Array(WORKSPACE.buffer).set(this.image, BASE);
    // The constant monomial. Entries that no term reaches are never written: zero for good.
    this.memory[this.nodeAt] = 1;
    this.memory[this.nodeAt + 1] = 0;
    this.resultView.fill(0);
    this.timeRe = Number.NaN;
  }

  /** Value and Jacobian at (x, t). */
  evaluate(xRe: Float64Array, xIm: Float64Array, tRe: number, tIm: number): void {
    if (WORKSPACE.owner !== this) this.load();
    if (tRe !== this.timeRe || tIm !== this.timeIm) {
      if (this.weights === null) WORKSPACE.kernel.setTime(BASE, tRe, tIm);
      else {
        this.grow(this.weights, tRe);
        WORKSPACE.kernel.setTime(BASE, 1, 0);
      }
      this.timeRe = tRe;
      this.timeIm = tIm;
    }
    const { memory } = this;
    let at = this.nodeAt + 2;
    for (let v = 0; v < this.variables; v++) {
      memory[at++] = xRe[v]!;
      memory[at++] = xIm[v]!;
    }
    WORKSPACE.kernel.evaluate(BASE);
    this.results.set(this.resultView);
  }

  /** Replaces the value of the last `evaluate` by one computed in double-double arithmetic at x, for the same t. */
  extendValue(xRe: Float64Array, xIm: Float64Array): void {
    if (WORKSPACE.owner !== this) throw new Error("extended value: expected to follow an evaluation");
    this.extended ??= new ExtendedValue(this.table);
    this.extended.evaluate(this.memory, this.termAt, xRe, xIm, this.valueRe, this.valueIm);
  }

  /** The same unrounded, per equation [re, re error, im, im error], in a buffer that holds until the next call. */
  extendedSums(xRe: Float64Array, xIm: Float64Array): Float64Array {
    if (WORKSPACE.owner !== this) throw new Error("extended value: expected to follow an evaluation");
    this.extended ??= new ExtendedValue(this.table);
    return this.extended.sumsAt(this.memory, this.termAt, xRe, xIm);
  }

  /** Starts a Taylor expansion at the point of the last `evaluate`, in the direction t = t₀ + s·d. */
  startSeries(dRe: number, dIm: number): void {
    if (WORKSPACE.owner !== this)
      throw new Error("series: expected to follow an evaluation of the same family");
    const { weights, memory, slopeAt, termAt } = this;
    if (weights === null) {
      WORKSPACE.kernel.startSeries(BASE, dRe, dIm);
      return;
    }
    this.direction = dRe;
    for (let k = 0; k < weights.length; k++) {
      memory[slopeAt + 2 * k] = dRe * weights[k]! * memory[termAt + 2 * k]!;
      memory[slopeAt + 2 * k + 1] = dRe * weights[k]! * memory[termAt + 2 * k + 1]!;
    }
  }

  /**
   * The s^order coefficient of F(x(s); t₀ + s d) into `out`, with x known below that order (`updateSeries`) and its own
   * coefficient of that order taken as zero: what is missing is J x_order.
   */
  seriesCoefficient(order: number, outRe: Float64Array, outIm: Float64Array): void {
    WORKSPACE.kernel.seriesCoefficient(BASE, order);
    if (this.weights !== null && order > 1) WORKSPACE.kernel.addHigherOrders(BASE, order, this.direction);
    const { memory, coefficientAt, equations } = this;
    for (let i = 0; i < equations; i++) {
      outRe[i] = memory[coefficientAt + i]!;
      outIm[i] = memory[coefficientAt + equations + i]!;
    }
  }

  /** Takes in x's coefficient of the order of the last `seriesCoefficient`: row `order` of the series. */
  updateSeries(order: number, xRe: Float64Array, xIm: Float64Array): void {
    const { memory, variables } = this;
    let at = this.addedAt + 2;
    for (let v = 0, k = order * variables; v < variables; v++, k++) {
      memory[at++] = xRe[k]!;
      memory[at++] = xIm[k]!;
    }
    WORKSPACE.kernel.updateSeries(BASE, order);
  }
}

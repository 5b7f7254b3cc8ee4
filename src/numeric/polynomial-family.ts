/**
 * Families of polynomial systems, F_i(x; t) = Σ_k c_ik(t) x^{a_k}, c(t) = (1 − t) c⁰ + t c¹ complex: the term interpreter.
 *
 * All monomials live in one table closed under removing a factor, x^{a} = x^{a′} · x_b, so that each costs one
 * multiplication, and value, Jacobian and Taylor coefficients along a path are sparse sums over that table. The same
 * table serves every number type. Nothing is allocated while evaluating.
 */

import { ExtendedValue } from "./extended-value.js";

/** A polynomial as a list of terms; `factors` are sorted variable indices, with repetition. */
export interface NumericTerm {
  readonly re: number;
  readonly im: number;
  readonly factors: readonly number[];
}

export interface NumericSystem {
  readonly variables: number;
  readonly equations: readonly (readonly NumericTerm[])[];
}

/** The monomials of a system and where they enter. */
export interface MonomialTable {
  readonly variables: number;
  readonly equations: number;
  /** Node 0 is 1, nodes 1 … n are the variables; node k > n is node[parent[k]] · x_{factor[k]}. */
  readonly nodes: number;
  readonly parent: Int32Array;
  readonly factor: Int32Array;
  /** Terms: equation and node of each. */
  readonly termEquation: Int32Array;
  readonly termNode: Int32Array;
  /** Derivative entries: row · n + column, term, exponent and node of the derived monomial. */
  readonly entryPlace: Int32Array;
  readonly entryTerm: Int32Array;
  readonly entryExponent: Float64Array;
  readonly entryNode: Int32Array;
}

/** Builds the table of the union of supports. Returns also, per system, its coefficients on the terms. */
export function monomialTable(systems: readonly NumericSystem[]): {
  readonly table: MonomialTable;
  readonly coefficients: readonly { readonly re: Float64Array; readonly im: Float64Array }[];
  /** The number of a term, by its equation and sorted factors. */
  termOf(equation: number, factors: readonly number[]): number;
} {
  const n = systems[0]!.variables;
  const equations = systems[0]!.equations.length;
  const nodeOf = new Map<string, number>([["", 0]]);
  const parent: number[] = [0];
  const factor: number[] = [0];
  for (let v = 0; v < n; v++) {
    nodeOf.set(String(v), v + 1);
    parent.push(0);
    factor.push(v);
  }
  const node = (factors: readonly number[]): number => {
    const key = factors.join();
    const known = nodeOf.get(key);
    if (known !== undefined) return known;
    const above = node(factors.slice(0, -1));
    nodeOf.set(key, parent.length);
    parent.push(above);
    factor.push(factors[factors.length - 1]!);
    return parent.length - 1;
  };
  const terms = new Map<string, number>();
  const termEquation: number[] = [];
  const termNode: number[] = [];
  const supports: (readonly number[])[] = [];
  const lists = systems.map((system) => {
    const values = new Map<number, [number, number]>();
    system.equations.forEach((list, i) => {
      for (const { re, im, factors } of list) {
        const key = `${i}:${factors.join()}`;
        let term = terms.get(key);
        if (term === undefined) {
          term = termEquation.length;
          terms.set(key, term);
          termEquation.push(i);
          termNode.push(node(factors));
          supports.push(factors);
        }
        const [a, b] = values.get(term) ?? [0, 0];
        values.set(term, [a + re, b + im]);
      }
    });
    return values;
  });
  const entries: [place: number, term: number, exponent: number, node: number][] = [];
  supports.forEach((factors, term) => {
    for (let k = 0; k < factors.length; ) {
      let end = k + 1;
      while (end < factors.length && factors[end] === factors[k]) end++;
      const rest = [...factors.slice(0, k), ...factors.slice(k + 1)];
      entries.push([termEquation[term]! * n + factors[k]!, term, end - k, node(rest)]);
      k = end;
    }
  });
  entries.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const count = termEquation.length;
  return {
    table: {
      variables: n,
      equations,
      nodes: parent.length,
      parent: Int32Array.from(parent),
      factor: Int32Array.from(factor),
      termEquation: Int32Array.from(termEquation),
      termNode: Int32Array.from(termNode),
      entryPlace: Int32Array.from(entries, (e) => e[0]),
      entryTerm: Int32Array.from(entries, (e) => e[1]),
      entryExponent: Float64Array.from(entries, (e) => e[2]),
      entryNode: Int32Array.from(entries, (e) => e[3]),
    },
    termOf: (equation, factors) => {
      const term = terms.get(`${equation}:${factors.join()}`);
      if (term === undefined)
        throw new RangeError(`monomials: expected a term ${factors.join()} in equation ${equation}`);
      return term;
    },
    coefficients: lists.map((values) => {
      const re = new Float64Array(count);
      const im = new Float64Array(count);
      for (const [term, [a, b]] of values) {
        re[term] = a;
        im[term] = b;
      }
      return { re, im };
    }),
  };
}

/** Highest Taylor coefficient that `series` computes. */
export const SERIES_ORDER = 4;

export interface Coefficients {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Evaluates one family; owns its buffers, so use one per thread of work. */
export class FamilyEvaluator {
  readonly equations: number;
  readonly variables: number;
  readonly valueRe: Float64Array;
  readonly valueIm: Float64Array;
  /** Jacobian, row-major equations × variables. */
  readonly jacobianRe: Float64Array;
  readonly jacobianIm: Float64Array;
  private readonly nodeRe: Float64Array;
  private readonly nodeIm: Float64Array;
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly slopeRe: Float64Array;
  private readonly slopeIm: Float64Array;
  private extended: ExtendedValue | undefined;

  /** @param start coefficients at t = 1. @param target coefficients at t = 0. */
  constructor(
    private readonly table: MonomialTable,
    private start: Coefficients,
    private target: Coefficients,
  ) {
    const { nodes, equations, variables } = table;
    this.equations = equations;
    this.variables = variables;
    this.valueRe = new Float64Array(equations);
    this.valueIm = new Float64Array(equations);
    this.jacobianRe = new Float64Array(equations * variables);
    this.jacobianIm = new Float64Array(equations * variables);
    this.nodeRe = new Float64Array(nodes * (SERIES_ORDER + 1));
    this.nodeIm = new Float64Array(nodes * (SERIES_ORDER + 1));
    const terms = table.termNode.length;
    this.re = new Float64Array(terms);
    this.im = new Float64Array(terms);
    this.slopeRe = new Float64Array(terms);
    this.slopeIm = new Float64Array(terms);
    this.nodeRe[0] = 1;
  }

  /** Moves to another pair of members of the family. */
  setCoefficients(start: Coefficients, target: Coefficients): void {
    this.start = start;
    this.target = target;
  }

  /** Replaces the value of the last `evaluate` by one computed in double-double arithmetic at x, for the same t. */
  extendValue(xRe: Float64Array, xIm: Float64Array): void {
    this.extended ??= new ExtendedValue(this.table);
    this.extended.evaluate(this.re, this.im, xRe, xIm, this.valueRe, this.valueIm);
  }

  private setTime(tRe: number, tIm: number): void {
    const { re, im } = this;
    const s = this.start;
    const g = this.target;
    for (let k = 0; k < re.length; k++) {
      const dr = s.re[k]! - g.re[k]!;
      const di = s.im[k]! - g.im[k]!;
      re[k] = g.re[k]! + tRe * dr - tIm * di;
      im[k] = g.im[k]! + tRe * di + tIm * dr;
    }
  }

  /** Value and Jacobian at (x, t). */
  evaluate(xRe: Float64Array, xIm: Float64Array, tRe: number, tIm: number): void {
    this.setTime(tRe, tIm);
    const { table, nodeRe, nodeIm, re, im, valueRe, valueIm, jacobianRe, jacobianIm } = this;
    const { variables, nodes, parent, factor, termEquation, termNode } = table;
    for (let v = 0; v < variables; v++) {
      nodeRe[v + 1] = xRe[v]!;
      nodeIm[v + 1] = xIm[v]!;
    }
    for (let k = variables + 1; k < nodes; k++) {
      const a = parent[k]!;
      const b = factor[k]!;
      const ar = nodeRe[a]!;
      const ai = nodeIm[a]!;
      const br = xRe[b]!;
      const bi = xIm[b]!;
      nodeRe[k] = ar * br - ai * bi;
      nodeIm[k] = ar * bi + ai * br;
    }
    valueRe.fill(0);
    valueIm.fill(0);
    for (let k = 0; k < termNode.length; k++) {
      const node = termNode[k]!;
      const row = termEquation[k]!;
      const nr = nodeRe[node]!;
      const ni = nodeIm[node]!;
      valueRe[row]! += re[k]! * nr - im[k]! * ni;
      valueIm[row]! += re[k]! * ni + im[k]! * nr;
    }
    const { entryPlace, entryTerm, entryExponent, entryNode } = table;
    jacobianRe.fill(0);
    jacobianIm.fill(0);
    for (let e = 0; e < entryPlace.length; e++) {
      const place = entryPlace[e]!;
      const term = entryTerm[e]!;
      const node = entryNode[e]!;
      const exponent = entryExponent[e]!;
      const cr = re[term]! * exponent;
      const ci = im[term]! * exponent;
      const nr = nodeRe[node]!;
      const ni = nodeIm[node]!;
      jacobianRe[place]! += cr * nr - ci * ni;
      jacobianIm[place]! += cr * ni + ci * nr;
    }
  }

  /** Starts a Taylor expansion at the point of the last `evaluate`, in the direction t = t₀ + s·d. */
  startSeries(dRe: number, dIm: number): void {
    const { slopeRe, slopeIm } = this;
    const s = this.start;
    const g = this.target;
    for (let k = 0; k < slopeRe.length; k++) {
      const dr = s.re[k]! - g.re[k]!;
      const di = s.im[k]! - g.im[k]!;
      slopeRe[k] = dRe * dr - dIm * di;
      slopeIm[k] = dRe * di + dIm * dr;
    }
  }

  /**
   * The s^order coefficient of F(x(s); t₀ + s d) for the series of x (row k = coefficient k), into `out`. Coefficients
   * below `order` of the monomials must have been computed by earlier calls with their final values.
   */
  seriesCoefficient(
    order: number,
    xRe: Float64Array,
    xIm: Float64Array,
    outRe: Float64Array,
    outIm: Float64Array,
  ): void {
    this.updateSeries(order, xRe, xIm);
    const { table, nodeRe, nodeIm, re, im, slopeRe, slopeIm } = this;
    const { nodes, termEquation, termNode } = table;
    const here = order * nodes;
    const below = here - nodes;
    outRe.fill(0, 0, this.equations);
    outIm.fill(0, 0, this.equations);
    for (let k = 0; k < termNode.length; k++) {
      const node = termNode[k]!;
      const row = termEquation[k]!;
      const nr = nodeRe[here + node]!;
      const ni = nodeIm[here + node]!;
      const pr = nodeRe[below + node]!;
      const pi = nodeIm[below + node]!;
      outRe[row]! += re[k]! * nr - im[k]! * ni + slopeRe[k]! * pr - slopeIm[k]! * pi;
      outIm[row]! += re[k]! * ni + im[k]! * nr + slopeRe[k]! * pi + slopeIm[k]! * pr;
    }
  }

  /** Recomputes the monomials' coefficients of one order after x's coefficient of that order was found. */
  updateSeries(order: number, xRe: Float64Array, xIm: Float64Array): void {
    const { table, nodeRe, nodeIm } = this;
    const { variables, nodes, parent, factor } = table;
    const here = order * nodes;
    nodeRe[here] = 0;
    nodeIm[here] = 0;
    for (let v = 0; v < variables; v++) {
      nodeRe[here + v + 1] = xRe[order * variables + v]!;
      nodeIm[here + v + 1] = xIm[order * variables + v]!;
    }
    for (let k = variables + 1; k < nodes; k++) {
      const a = parent[k]!;
      const b = factor[k]!;
      let sr = 0;
      let si = 0;
      for (let i = 0, p = a, q = order * variables + b; i <= order; i++, p += nodes, q -= variables) {
        const ar = nodeRe[p]!;
        const ai = nodeIm[p]!;
        const br = xRe[q]!;
        const bi = xIm[q]!;
        sr += ar * br - ai * bi;
        si += ar * bi + ai * br;
      }
      nodeRe[here + k] = sr;
      nodeIm[here + k] = si;
    }
  }
}

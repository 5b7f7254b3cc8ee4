/**
 * Values of polynomial systems in double-double arithmetic: F_i(x) = Σ_k c_k x^{a_k} for complex doubles c, x, with about
 * 106 bits on the way and one rounding at the end.
 *
 *   two-sum   a + b = s + e exactly (Knuth)          two-product   a·b = p + e exactly (Dekker, Veltkamp's splitting)
 *
 * Newton's method with values of this kind and a Jacobian in doubles converges to the rounding of x itself wherever
 * cond(J)·2⁻⁵² < 1; with values in doubles it stalls at cond(J)·2⁻⁵². Not covered: overflow of the splitting, above 2⁹⁹⁶.
 *
 * Sources: Dekker, "A floating-point technique for extending the available precision" (1971); Tisseur, "Newton's method in
 * floating point arithmetic and iterative refinement of generalized eigenvalue problems" (2001).
 */
import type { MonomialTable } from "./polynomial-family.js";

const SPLITTER = 2 ** 27 + 1;

/** Evaluates one monomial table; owns its buffers. Nothing is allocated while evaluating. */
export class ExtendedValue {
  /** Nodes as [re, re error, im, im error]. */
  private readonly nodes: Float64Array;
  /** Values in the same form. */
  private readonly sums: Float64Array;
  /** A product and a sum in double-double: high and low part. */
  private hi = 0;
  private lo = 0;

  constructor(private readonly table: MonomialTable) {
    this.nodes = new Float64Array(4 * table.nodes);
    this.sums = new Float64Array(4 * table.equations);
    this.nodes[0] = 1;
  }

  /** F(x), rounded into `outRe`, `outIm`. @param c coefficients of the terms, re and im in turn, from place `at`. */
  evaluate(
    c: Float64Array,
    at: number,
    xRe: Float64Array,
    xIm: Float64Array,
    outRe: Float64Array,
    outIm: Float64Array,
  ): void {
    const { nodes, sums } = this;
    const { variables, nodes: count, parent, factor, termStart, termNode, equations } = this.table;
    for (let v = 0; v < variables; v++) {
      const here = 4 * (v + 1);
      nodes[here] = xRe[v]!;
      nodes[here + 1] = 0;
      nodes[here + 2] = xIm[v]!;
      nodes[here + 3] = 0;
    }
    for (let k = variables + 1; k < count; k++) {
      const b = factor[k]!;
      this.product(4 * parent[k]!, xRe[b]!, xIm[b]!, nodes, 4 * k);
    }
    sums.fill(0);
    for (let i = 0; i < equations; i++)
      for (let k = termStart[i]!; k < termStart[i + 1]!; k++)
        this.accumulate(4 * termNode[k]!, c[at + 2 * k]!, c[at + 2 * k + 1]!, 4 * i);
    for (let i = 0; i < equations; i++) {
      outRe[i] = sums[4 * i]! + sums[4 * i + 1]!;
      outIm[i] = sums[4 * i + 2]! + sums[4 * i + 3]!;
    }
  }

  /** target ← node · (b + ic). */
  private product(node: number, b: number, c: number, target: Float64Array, at: number): void {
    const { nodes } = this;
    const [rh, rl, ih, il] = [nodes[node]!, nodes[node + 1]!, nodes[node + 2]!, nodes[node + 3]!];
    this.times(rh, rl, b);
    let [h, l] = [this.hi, this.lo];
    this.times(ih, il, -c);
    this.plus(h, l, this.hi, this.lo);
    target[at] = this.hi;
    target[at + 1] = this.lo;
    this.times(rh, rl, c);
    h = this.hi;
    l = this.lo;
    this.times(ih, il, b);
    this.plus(h, l, this.hi, this.lo);
    target[at + 2] = this.hi;
    target[at + 3] = this.lo;
  }

  /** sum ← sum + node · (b + ic). */
  private accumulate(node: number, b: number, c: number, sum: number): void {
    const { nodes, sums } = this;
    const [rh, rl, ih, il] = [nodes[node]!, nodes[node + 1]!, nodes[node + 2]!, nodes[node + 3]!];
    this.times(rh, rl, b);
    this.plus(this.hi, this.lo, sums[sum]!, sums[sum + 1]!);
    sums[sum] = this.hi;
    sums[sum + 1] = this.lo;
    this.times(ih, il, -c);
    this.plus(this.hi, this.lo, sums[sum]!, sums[sum + 1]!);
    sums[sum] = this.hi;
    sums[sum + 1] = this.lo;
    this.times(rh, rl, c);
    this.plus(this.hi, this.lo, sums[sum + 2]!, sums[sum + 3]!);
    sums[sum + 2] = this.hi;
    sums[sum + 3] = this.lo;
    this.times(ih, il, b);
    this.plus(this.hi, this.lo, sums[sum + 2]!, sums[sum + 3]!);
    sums[sum + 2] = this.hi;
    sums[sum + 3] = this.lo;
  }

  /** (h + l)·b. */
  private times(h: number, l: number, b: number): void {
    const p = h * b;
    let t = SPLITTER * h;
    const h1 = t - (t - h);
    const h2 = h - h1;
    t = SPLITTER * b;
    const b1 = t - (t - b);
    const b2 = b - b1;
    const e = h1 * b1 - p + h1 * b2 + h2 * b1 + h2 * b2 + l * b;
    this.hi = p + e;
    this.lo = e - (this.hi - p);
  }

  /** (a + b) + (c + d), a and c the high parts. */
  private plus(a: number, b: number, c: number, d: number): void {
    const s = a + c;
    const v = s - a;
    const e = a - (s - v) + (c - v) + b + d;
    this.hi = s + e;
    this.lo = e - (this.hi - s);
  }
}

/**
 * Values of polynomial systems in double-double arithmetic: F_i(x) = Σ_k c_k x^{a_k} for complex doubles c, x, with about
 * 106 bits on the way and one rounding at the end.
 *
 * Newton's method with values of this kind and a Jacobian in doubles converges to the rounding of x itself wherever
 * cond(J)·2⁻⁵² < 1; with values in doubles it stalls at cond(J)·2⁻⁵². The range is that of `double-double.ts`.
 *
 * Source: Tisseur, "Newton's method in floating point arithmetic and iterative refinement of generalized eigenvalue problems"
 * (2001).
 */
import { dd, product, sum } from "../../elementary/double-double.js";
import type { MonomialTable } from "./monomials.js";

/** Evaluates one monomial table; owns its buffers. Nothing is allocated while evaluating. */
export class ExtendedValue {
  /** Nodes as [re, re error, im, im error]. */
  private readonly nodes: Float64Array;
  /** Values in the same form. */
  private readonly sums: Float64Array;

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
    const sums = this.sumsAt(c, at, xRe, xIm);
    for (let i = 0; i < this.table.equations; i++) {
      outRe[i] = sums[4 * i]! + sums[4 * i + 1]!;
      outIm[i] = sums[4 * i + 2]! + sums[4 * i + 3]!;
    }
  }

  /** F(x) unrounded, per equation [re, re error, im, im error], in a buffer that holds until the next call. */
  sumsAt(c: Float64Array, at: number, xRe: Float64Array, xIm: Float64Array): Float64Array {
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
      this.multiply(4 * parent[k]!, xRe[b]!, xIm[b]!, nodes, 4 * k);
    }
    sums.fill(0);
    for (let i = 0; i < equations; i++)
      for (let k = termStart[i]!; k < termStart[i + 1]!; k++)
        this.accumulate(4 * termNode[k]!, c[at + 2 * k]!, c[at + 2 * k + 1]!, 4 * i);
    return sums;
  }

  /** target ← node · (b + ic). */
  private multiply(node: number, b: number, c: number, target: Float64Array, at: number): void {
    const { nodes } = this;
    const [rh, rl, ih, il] = [nodes[node]!, nodes[node + 1]!, nodes[node + 2]!, nodes[node + 3]!];
    product(rh, rl, b, 0);
    let [h, l] = [dd.hi, dd.lo];
    product(ih, il, -c, 0);
    sum(h, l, dd.hi, dd.lo);
    target[at] = dd.hi;
    target[at + 1] = dd.lo;
    product(rh, rl, c, 0);
    h = dd.hi;
    l = dd.lo;
    product(ih, il, b, 0);
    sum(h, l, dd.hi, dd.lo);
    target[at + 2] = dd.hi;
    target[at + 3] = dd.lo;
  }

  /** sum ← sum + node · (b + ic). */
  private accumulate(node: number, b: number, c: number, at: number): void {
    const { nodes, sums } = this;
    const [rh, rl, ih, il] = [nodes[node]!, nodes[node + 1]!, nodes[node + 2]!, nodes[node + 3]!];
    product(rh, rl, b, 0);
    sum(dd.hi, dd.lo, sums[at]!, sums[at + 1]!);
    sums[at] = dd.hi;
    sums[at + 1] = dd.lo;
    product(ih, il, -c, 0);
    sum(dd.hi, dd.lo, sums[at]!, sums[at + 1]!);
    sums[at] = dd.hi;
    sums[at + 1] = dd.lo;
    product(rh, rl, c, 0);
    sum(dd.hi, dd.lo, sums[at + 2]!, sums[at + 3]!);
    sums[at + 2] = dd.hi;
    sums[at + 3] = dd.lo;
    product(ih, il, b, 0);
    sum(dd.hi, dd.lo, sums[at + 2]!, sums[at + 3]!);
    sums[at + 2] = dd.hi;
    sums[at + 3] = dd.lo;
  }
}

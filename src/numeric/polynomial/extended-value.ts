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
import type { MonomialTable } from "./polynomial-family.js";

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
      this.multiply(4 * parent[k]!, xRe[b]!, xIm[b]!, 4 * k);
    }
    sums.fill(0);
    for (let i = 0; i < equations; i++)
      for (let k = termStart[i]!; k < termStart[i + 1]!; k++)
        this.accumulate(4 * termNode[k]!, c[at + 2 * k]!, c[at + 2 * k + 1]!, 4 * i);
    return sums;
  }

  /** The node at `at` ← node · (b + ic). */
  private multiply(node: number, b: number, c: number, at: number): void {
    const { nodes } = this;
    const [rh, rl, ih, il] = [nodes[node]!, nodes[node + 1]!, nodes[node + 2]!, nodes[node + 3]!];
    setProduct(rh, rl, b, nodes, at);
    addProduct(ih, il, -c, nodes, at);
    setProduct(rh, rl, c, nodes, at + 2);
    addProduct(ih, il, b, nodes, at + 2);
  }

  /** sum ← sum + node · (b + ic). */
  private accumulate(node: number, b: number, c: number, at: number): void {
    const { nodes, sums } = this;
    const [rh, rl, ih, il] = [nodes[node]!, nodes[node + 1]!, nodes[node + 2]!, nodes[node + 3]!];
    addProduct(rh, rl, b, sums, at);
    // Most coefficients are real.
    if (c !== 0) {
      addProduct(ih, il, -c, sums, at);
      addProduct(rh, rl, c, sums, at + 2);
    }
    addProduct(ih, il, b, sums, at + 2);
  }
}

/*
 * `product` and `sum` of `double-double.ts`, operation for operation, with the pair in the buffer: these two are where paths with
 * singular ends spend half their time, and a shared pair of object fields costs three times as much.
 */

const SPLITTER = 2 ** 27 + 1;

/** The pair at `at` ← (h + l)·b. */
function setProduct(h: number, l: number, b: number, target: Float64Array, at: number): void {
  const p = h * b;
  const ca = SPLITTER * h;
  const ah = ca - (ca - h);
  const al = h - ah;
  const cb = SPLITTER * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  const low = ah * bh - p + ah * bl + al * bh + al * bl + l * b;
  const high = p + low;
  target[at] = high;
  target[at + 1] = low - (high - p);
}

/** The pair at `at` ← itself + (h + l)·b. */
function addProduct(h: number, l: number, b: number, target: Float64Array, at: number): void {
  const [x, xLow] = [target[at]!, target[at + 1]!];
  setProduct(h, l, b, target, at);
  const [y, yLow] = [target[at]!, target[at + 1]!];
  const s = y + x;
  const t = s - y;
  const u = yLow + xLow;
  const v = u - yLow;
  const c = y - (s - t) + (x - t) + u;
  const high = s + c;
  const w = yLow - (u - v) + (xLow - v) + (c - (high - s));
  const sum = high + w;
  target[at] = sum;
  target[at + 1] = w - (sum - high);
}

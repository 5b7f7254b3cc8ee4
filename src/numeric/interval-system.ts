/**
 * Polynomial systems over intervals: enclosures of F and of its Jacobian over boxes, on the monomial table of the solver.
 *
 * Coefficients are enclosed numbers (re + reLow) + i(im + imLow), each part with the same error bound: an exact rational is
 * known to about 2⁻¹⁰⁶ that way. A complex system in n unknowns is handed over as a real one in 2n, z = x + iy,
 *
 *   F(x, y) = (Re F, Im F),   J = ((Re F′, −Im F′), (Im F′, Re F′)),
 *
 * so that boxes are products of rectangles. Residuals at a point are evaluated in double-double with an error bound, because
 * a residual in double precision knows a badly conditioned zero to half its digits only.
 *
 * Nothing is allocated while evaluating but the result.
 */
import { type Rational, rational, toNumber } from "../exact/rational.js";
import { type BallMatrix, ballZero } from "./ball-matrix.js";
import { DD_LARGEST, DD_SMALLEST, DD_UNIT, dd, product, sum } from "./double-double.js";
import { ball, down, IntervalVector, up } from "./interval.js";
import type { EnclosedMap } from "./krawczyk.js";
import { type MonomialTable, monomialTable, type NumericSystem } from "./polynomial-family.js";

/** A coefficient as a double-double with an error bound for each part. */
export interface EnclosedTerm {
  readonly re: number;
  readonly im: number;
  readonly reLow: number;
  readonly imLow: number;
  readonly error: number;
  readonly factors: readonly number[];
}

export interface EnclosedSystem {
  readonly variables: number;
  readonly equations: readonly (readonly EnclosedTerm[])[];
}

/** The system with its doubles taken as exact. */
export const asExact = ({ variables, equations }: NumericSystem): EnclosedSystem => ({
  variables,
  equations: equations.map((terms) =>
    terms.map(({ re, im, factors }) => ({ re, im, reLow: 0, imLow: 0, error: 0, factors })),
  ),
});

/** An exact rational as a double-double and a bound of what is left. */
export function enclosedCoefficient(value: Rational): { high: number; low: number; error: number } {
  const high = toNumber(value);
  const rest = value.sub(rational(high));
  const low = toNumber(rest);
  const left = rest.sub(rational(low)).abs();
  return { high, low, error: left.n === 0n ? 0 : up(up(toNumber(left))) };
}

export class IntervalSystem implements EnclosedMap {
  readonly size: number;
  private readonly table: MonomialTable;
  private readonly re: IntervalVector;
  private readonly im: IntervalVector;
  private readonly nodeRe: IntervalVector;
  private readonly nodeIm: IntervalVector;
  private readonly valueRe: IntervalVector;
  private readonly valueIm: IntervalVector;
  private readonly slopeRe: IntervalVector;
  private readonly slopeIm: IntervalVector;
  private readonly scratch = new IntervalVector(4);

  /**
   * @param system as many equations as variables.
   * @param complex whether boxes are complex, z = x + iy, and vectors hold x, then y; coefficients are real otherwise.
   */
  constructor(
    private readonly system: EnclosedSystem,
    private readonly complex: boolean,
  ) {
    const n = system.variables;
    if (system.equations.length !== n)
      throw new RangeError(`interval system: expected ${n} equations, got ${system.equations.length}`);
    this.size = complex ? 2 * n : n;
    // Terms are numbered in the order of the list once equal supports are merged: the numbers select the coefficients.
    const { table, termOf } = monomialTable([
      {
        variables: n,
        equations: system.equations.map((terms) => terms.map(({ factors }) => ({ re: 1, im: 0, factors }))),
      },
    ]);
    this.table = table;
    const terms = table.termNode.length;
    this.re = new IntervalVector(terms);
    this.im = new IntervalVector(terms);
    system.equations.forEach((list, i) => {
      for (const { re, im, reLow, imLow, error, factors } of list) {
        if (!complex && (im !== 0 || imLow !== 0))
          throw new RangeError("interval system: expected real coefficients for real boxes");
        const k = termOf(i, factors);
        accumulate(this.re, k, re, reLow, error);
        accumulate(this.im, k, im, imLow, im === 0 && imLow === 0 ? 0 : error);
      }
    });
    this.nodeRe = new IntervalVector(table.nodes);
    this.nodeIm = new IntervalVector(table.nodes);
    this.nodeRe.set(0, 1, 1);
    this.valueRe = new IntervalVector(n);
    this.valueIm = new IntervalVector(n);
    this.slopeRe = new IntervalVector(n * n);
    this.slopeIm = new IntervalVector(n * n);
  }

  /** Enclosures of F over x ± radius (2n×1 for complex boxes: real parts, then imaginary ones). */
  values(x: Float64Array, radius: Float64Array): BallMatrix {
    this.loadNodes(x, radius);
    const { valueRe, valueIm, complex, table } = this;
    valueRe.clear();
    valueIm.clear();
    for (let row = 0; row < table.equations; row++)
      for (let k = table.termStart[row]!; k < table.termStart[row + 1]!; k++) {
        const node = table.termNode[k]!;
        valueRe.addProduct(row, 1, this.re, k, this.nodeRe, node);
        if (!complex) continue;
        valueRe.addProduct(row, -1, this.im, k, this.nodeIm, node);
        valueIm.addProduct(row, 1, this.re, k, this.nodeIm, node);
        valueIm.addProduct(row, 1, this.im, k, this.nodeRe, node);
      }
    const out = ballZero(this.size, 1);
    const n = table.equations;
    for (let i = 0; i < n; i++) {
      put(out, i, valueRe, i, 1);
      if (complex) put(out, n + i, valueIm, i, 1);
    }
    return out;
  }

  jacobian(x: Float64Array, radius: Float64Array): BallMatrix {
    this.loadNodes(x, radius);
    const { slopeRe, slopeIm, complex, table } = this;
    const { placeAt, placeStart, entryTerm, entryExponent, entryNode } = table;
    slopeRe.clear();
    slopeIm.clear();
    for (let p = 0; p < placeAt.length; p++) {
      const place = placeAt[p]!;
      for (let e = placeStart[p]!; e < placeStart[p + 1]!; e++) {
        const term = entryTerm[e]!;
        const node = entryNode[e]!;
        const exponent = entryExponent[e]!;
        slopeRe.addProduct(place, exponent, this.re, term, this.nodeRe, node);
        if (!complex) continue;
        slopeIm.addProduct(place, exponent, this.re, term, this.nodeIm, node);
        slopeIm.addProduct(place, exponent, this.im, term, this.nodeRe, node);
        // −Im·Im: the sign is taken by the exponent's copy.
        this.scratch.setProduct(0, this.im, term, this.nodeIm, node);
        const lo = up(this.scratch.hi[0]! * exponent);
        const hi = down(this.scratch.lo[0]! * exponent);
        slopeRe.set(place, down(slopeRe.lo[place]! - lo), up(slopeRe.hi[place]! - hi));
      }
    }
    const n = table.variables;
    const out = ballZero(this.size, this.size);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const k = i * n + j;
        put(out, i * this.size + j, slopeRe, k, 1);
        if (!complex) continue;
        put(out, (n + i) * this.size + n + j, slopeRe, k, 1);
        put(out, (n + i) * this.size + j, slopeIm, k, 1);
        put(out, i * this.size + n + j, slopeIm, k, -1);
      }
    return out;
  }

  residual(x: Float64Array, xLow: Float64Array): BallMatrix {
    return this.residualDouble(x, xLow) ?? this.values(x, Float64Array.from(xLow, Math.abs));
  }

  /**
   * F(x + xLow) in double-double. Each term is a product of at most d + 1 factors and the sum has t terms, so the error is
   * below 2⁻¹⁰³(8d + 4t + 16) Σ|terms|, twice the bound by the laws of `double-double.ts` for complex parts. Null where a
   * magnitude is out of the range of those laws.
   */
  private residualDouble(x: Float64Array, xLow: Float64Array): BallMatrix | null {
    const { variables: n, equations } = this.system;
    const out = ballZero(this.size, 1);
    for (let i = 0; i < n; i++) {
      let [sr, srl, si, sil] = [0, 0, 0, 0];
      let size = 0;
      let coefficientError = 0;
      let degree = 0;
      for (const { re, im, reLow, imLow, error, factors } of equations[i]!) {
        let [a, al, b, bl] = [re, reLow, im, imLow];
        let magnitude = Math.abs(re) + Math.abs(im);
        let monomial = 1;
        for (const v of factors) {
          const [xr, xrl] = [x[v]!, xLow[v]!];
          const [xi, xil] = this.complex ? [x[n + v]!, xLow[n + v]!] : [0, 0];
          const factor = (Math.abs(xr) + Math.abs(xi)) * (1 + 2 ** -40);
          magnitude *= factor;
          monomial *= factor;
          if (magnitude !== 0 && !(magnitude > DD_SMALLEST && magnitude < DD_LARGEST)) return null;
          if (!tame(xr) || !tame(xi) || !tame(a) || !tame(b)) return null;
          product(a, al, xr, xrl);
          const [p, pl] = [dd.hi, dd.lo];
          if (xi === 0 && xil === 0 && b === 0 && bl === 0) {
            [a, al] = [p, pl];
            continue;
          }
          product(b, bl, xi, xil);
          const [q, ql] = [dd.hi, dd.lo];
          product(a, al, xi, xil);
          const [r, rl] = [dd.hi, dd.lo];
          product(b, bl, xr, xrl);
          const [s, sl] = [dd.hi, dd.lo];
          sum(p, pl, -q, -ql);
          [a, al] = [dd.hi, dd.lo];
          sum(r, rl, s, sl);
          [b, bl] = [dd.hi, dd.lo];
        }
        size += magnitude;
        coefficientError += error * monomial;
        degree = Math.max(degree, factors.length);
        sum(sr, srl, a, al);
        [sr, srl] = [dd.hi, dd.lo];
        sum(si, sil, b, bl);
        [si, sil] = [dd.hi, dd.lo];
      }
      const terms = equations[i]!.length;
      const error =
        (size * DD_UNIT * (8 * degree + 4 * terms + 16) + 2 * coefficientError) * (1 + 2 ** -30) + 2 ** -900;
      if (!Number.isFinite(error)) return null;
      out.mid[i] = sr;
      out.rad[i] = up(Math.abs(srl) + error);
      if (this.complex) {
        out.mid[n + i] = si;
        out.rad[n + i] = up(Math.abs(sil) + error);
      }
    }
    return out;
  }

  private loadNodes(x: Float64Array, radius: Float64Array): void {
    const { table, nodeRe, nodeIm, complex, scratch } = this;
    const { variables: n, nodes, parent, factor } = table;
    for (let v = 0; v < n; v++) {
      nodeRe.set(v + 1, down(x[v]! - radius[v]!), up(x[v]! + radius[v]!));
      if (radius[v] === 0) nodeRe.set(v + 1, x[v]!, x[v]!);
      if (!complex) continue;
      const [y, r] = [x[n + v]!, radius[n + v]!];
      if (r === 0) nodeIm.set(v + 1, y, y);
      else nodeIm.set(v + 1, down(y - r), up(y + r));
    }
    for (let k = n + 1; k < nodes; k++) {
      const a = parent[k]!;
      const b = factor[k]! + 1;
      if (!complex) {
        nodeRe.setProduct(k, nodeRe, a, nodeRe, b);
        continue;
      }
      scratch.setProduct(0, nodeRe, a, nodeRe, b);
      scratch.setProduct(1, nodeIm, a, nodeIm, b);
      scratch.setProduct(2, nodeRe, a, nodeIm, b);
      scratch.setProduct(3, nodeIm, a, nodeRe, b);
      nodeRe.set(k, down(scratch.lo[0]! - scratch.hi[1]!), up(scratch.hi[0]! - scratch.lo[1]!));
      // Real boxes in the plane stay real.
      if (scratch.lo[2] === 0 && scratch.hi[2] === 0 && scratch.lo[3] === 0 && scratch.hi[3] === 0)
        nodeIm.set(k, 0, 0);
      else nodeIm.set(k, down(scratch.lo[2]! + scratch.lo[3]!), up(scratch.hi[2]! + scratch.hi[3]!));
    }
  }
}

/** Zero, or of a magnitude at which products are exact. */
const tame = (value: number): boolean => {
  const size = Math.abs(value);
  return size === 0 || (size > DD_SMALLEST && size < DD_LARGEST);
};

function accumulate(into: IntervalVector, k: number, high: number, low: number, error: number): void {
  const slack = up(Math.abs(low) + error);
  const [lo, hi] =
    slack === 0 || (low === 0 && error === 0) ? [high, high] : [down(high - slack), up(high + slack)];
  const [a, b] = [into.lo[k]!, into.hi[k]!];
  if (a === 0 && b === 0) into.set(k, lo, hi);
  else into.set(k, down(a + lo), up(b + hi));
}

function put(out: BallMatrix, at: number, from: IntervalVector, k: number, sign: 1 | -1): void {
  const { mid, rad } = ball(from.at(k));
  out.mid[at] = sign * mid;
  out.rad[at] = rad;
}

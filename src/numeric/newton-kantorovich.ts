/**
 * Newton's method on square polynomial systems, and the Kantorovich test that decides whether a root is real.
 *
 *   β = ‖J⁻¹F‖,  K ≥ ‖J⁻¹‖ sup ‖J″‖ on the ball of radius 2β,  h = βK ≤ ½  ⇒
 *   a root x* exists with ‖x* − x‖ ≤ (1 − √(1−2h))/K, and it is the only one within (1 + √(1−2h))/K.
 *
 * Applied at a real point of a real system it yields a real root that is the only complex root nearby: no threshold on
 * the imaginary part. Norms are ∞-norms. The rounding of the residual is bounded and added to β; that of J⁻¹ is not enclosed.
 * Source: Ortega, "The Newton–Kantorovich theorem" (1968).
 */
import { ComplexLU } from "./complex-lu.js";
import { FamilyEvaluator, monomialTable, type NumericSystem } from "./polynomial-family.js";

export interface NewtonResult {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Size of the last Newton step relative to the point. */
  readonly step: number;
  /** ‖F‖ against the sum of the sizes of its terms, the largest over the equations. */
  readonly residual: number;
}

export type Reality = "real" | "non-real" | "undecided";

export class SystemNewton {
  private readonly family: FamilyEvaluator;
  private readonly lu: ComplexLU;
  private readonly bRe: Float64Array;
  private readonly bIm: Float64Array;
  readonly size: number;

  constructor(private readonly system: NumericSystem) {
    const { table, coefficients } = monomialTable([system]);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    this.size = system.variables;
    this.lu = new ComplexLU(this.size);
    this.bRe = new Float64Array(this.size);
    this.bIm = new Float64Array(this.size);
  }

  /** Newton from a point until the step no longer shrinks. */
  refine(re: ArrayLike<number>, im: ArrayLike<number>, iterations = 8): NewtonResult {
    const xRe = Float64Array.from(re);
    const xIm = Float64Array.from(im);
    let step = Number.POSITIVE_INFINITY;
    for (let k = 0; k < iterations; k++) {
      const size = this.newtonStep(xRe, xIm);
      if (size === null || !(size < step)) break;
      for (let v = 0; v < this.size; v++) {
        xRe[v]! += this.bRe[v]!;
        xIm[v]! += this.bIm[v]!;
      }
      step = size;
      if (step < 1e-16) break;
    }
    return { re: xRe, im: xIm, step, residual: this.residual(xRe, xIm) };
  }

  /** −J⁻¹F at x, left in the buffers; its size relative to 1 + ‖x‖ (∞-norms), null if J is singular. */
  private newtonStep(xRe: Float64Array, xIm: Float64Array): number | null {
    const { family, lu, bRe, bIm } = this;
    family.evaluate(xRe, xIm, 0, 0);
    if (!lu.factor(family.jacobianRe, family.jacobianIm)) return null;
    let scale = 0;
    for (let i = 0; i < this.size; i++) {
      bRe[i] = -family.valueRe[i]!;
      bIm[i] = -family.valueIm[i]!;
      scale = Math.max(scale, Math.hypot(xRe[i]!, xIm[i]!));
    }
    lu.solve(bRe, bIm);
    let max = 0;
    for (let i = 0; i < this.size; i++) max = Math.max(max, Math.hypot(bRe[i]!, bIm[i]!));
    return Number.isFinite(max) ? (scale === 0 ? max : max / scale) : null;
  }

  private residual(re: Float64Array, im: Float64Array): number {
    this.family.evaluate(re, im, 0, 0);
    let worst = 0;
    this.system.equations.forEach((terms, i) => {
      let scale = 0;
      for (const term of terms) {
        let size = Math.hypot(term.re, term.im);
        for (const v of term.factors) size *= Math.hypot(re[v]!, im[v]!);
        scale += size;
      }
      const value = Math.hypot(this.family.valueRe[i]!, this.family.valueIm[i]!);
      if (value > 0) worst = Math.max(worst, scale > 0 ? value / scale : 1);
    });
    return worst;
  }

  /** Kantorovich radii at a point: where the root is, and how far it is alone; null if the test fails. */
  kantorovich(re: Float64Array, im: Float64Array): { existence: number; uniqueness: number } | null {
    const { size: n, lu, bRe, bIm, family } = this;
    family.evaluate(re, im, 0, 0);
    if (!lu.factor(family.jacobianRe, family.jacobianIm)) return null;
    bRe.set(family.valueRe);
    bIm.set(family.valueIm);
    lu.solve(bRe, bIm);
    const steps = Float64Array.from(bRe, (x, v) => Math.hypot(x, bIm[v]!));
    // |J⁻¹| column by column, applied to the rounding of the residuals and to the bounds of the second derivatives.
    const rounding = this.roundingBounds(re, im);
    const inverse: Float64Array[] = [];
    for (let c = 0; c < n; c++) {
      bRe.fill(0);
      bIm.fill(0);
      bRe[c] = 1;
      lu.solve(bRe, bIm);
      inverse.push(Float64Array.from(bRe, (x, v) => Math.hypot(x, bIm[v]!)));
    }
    const weighted = (weights: ArrayLike<number>, v: number) =>
      inverse.reduce((sum, column, c) => sum + column[v]! * weights[c]!, 0);
    let beta = 0;
    for (let v = 0; v < n; v++) beta = Math.max(beta, steps[v]! + weighted(rounding, v));
    const bounds = this.curvatureBounds(re, im, 2 * beta);
    let k = 0;
    for (let v = 0; v < n; v++) k = Math.max(k, weighted(bounds, v));
    if (k === 0) return { existence: beta, uniqueness: Number.POSITIVE_INFINITY };
    const h = beta * k;
    if (!(h <= 0.5)) return null;
    const root = Math.sqrt(1 - 2 * h);
    // (1 − √(1−2h))/K, without the cancellation that makes it 0 for h below rounding.
    return { existence: (2 * beta) / (1 + root), uniqueness: (1 + root) / k };
  }

  /** What of the Newton step at x cannot be rounding of the residual: max_v |J⁻¹F|_v − (|J⁻¹| ρ)_v; 0 if J is singular. */
  certainStep(re: Float64Array, im: Float64Array): number {
    const { size: n, lu, bRe, bIm, family } = this;
    family.evaluate(re, im, 0, 0);
    if (!lu.factor(family.jacobianRe, family.jacobianIm)) return 0;
    bRe.set(family.valueRe);
    bIm.set(family.valueIm);
    lu.solve(bRe, bIm);
    const step = Float64Array.from(bRe, (x, v) => Math.hypot(x, bIm[v]!));
    this.roundingBounds(re, im).forEach((bound, c) => {
      bRe.fill(0);
      bIm.fill(0);
      bRe[c] = bound;
      lu.solve(bRe, bIm);
      for (let v = 0; v < n; v++) step[v]! -= Math.hypot(bRe[v]!, bIm[v]!);
    });
    const most = Math.max(0, ...step);
    return Number.isFinite(most) ? most : 0;
  }

  /** The rounding error of each residual: Σ |terms| times twice the number of operations on each, in units of ε. */
  private roundingBounds(re: Float64Array, im: Float64Array): number[] {
    return this.system.equations.map((terms) => {
      let sum = 0;
      let operations = terms.length;
      for (const { re: a, im: b, factors } of terms) {
        let size = Math.hypot(a, b);
        for (const v of factors) size *= Math.hypot(re[v]!, im[v]!);
        sum += size;
        operations = Math.max(operations, terms.length + 4 * factors.length);
      }
      return 2 * operations * 2 ** -52 * sum;
    });
  }

  /** Σ_jk sup |∂²F_i/∂x_j∂x_k| on the polydisc of the given radius around x. */
  private curvatureBounds(re: Float64Array, im: Float64Array, radius: number): number[] {
    const size = Float64Array.from(re, (x, v) => Math.hypot(x, im[v]!) + radius);
    return this.system.equations.map((terms) => {
      let sum = 0;
      for (const { re: a, im: b, factors } of terms) {
        const c = Math.hypot(a, b);
        // Ordered pairs of distinct positions: each is one second derivative of the product.
        for (let i = 0; i < factors.length; i++)
          for (let j = 0; j < factors.length; j++) {
            if (i === j) continue;
            let product = c;
            for (let k = 0; k < factors.length; k++) if (k !== i && k !== j) product *= size[factors[k]!]!;
            sum += product;
          }
      }
      return sum;
    });
  }

  /** Whether the root near a complex point is real, for a system with real coefficients. */
  reality(re: Float64Array, im: Float64Array): { reality: Reality; re: Float64Array } {
    const zero = new Float64Array(this.size);
    let distance = 0;
    for (const y of im) distance = Math.max(distance, Math.abs(y));
    const here = this.kantorovich(re, im);
    // The root lies within the existence radius: farther from the real points than that, it is not real.
    if (here !== null && distance > here.existence) {
      return { reality: "non-real", re };
    }
    const real = this.refine(re, zero);
    const radii = this.kantorovich(real.re, zero);
    if (radii === null || here === null) return { reality: "undecided", re };
    let gap = 0;
    for (let v = 0; v < this.size; v++) gap = Math.max(gap, Math.hypot(re[v]! - real.re[v]!, im[v]!));
    return gap + here.existence < radii.uniqueness
      ? { reality: "real", re: real.re }
      : { reality: "undecided", re };
  }
}

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
import { hypot } from "../../elementary/elementary.js";
import { ComplexLU } from "../linalg/complex-lu.js";
import { monomialTable } from "../polynomial/monomials.js";
import { FamilyEvaluator } from "../polynomial/polynomial-family.js";
import type { NumericSystem } from "../polynomial/system.js";
import { CERTIFICATE } from "./options.js";

/** A point refined by Newton's method. */
export interface NewtonResult {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Size of the last Newton step relative to the point. */
  readonly step: number;
  /** ‖F‖ against the sum of the sizes of its terms, the largest over the equations. */
  readonly residual: number;
}

/** What is certain about a solution of a real system. */
export type Reality = "real" | "non-real" | "undecided";

/** Newton's method for a polynomial system, and Kantorovich's test at its points. */
export class SystemNewton {
  private readonly family: FamilyEvaluator;
  private readonly lu: ComplexLU;
  private readonly bRe: Float64Array;
  private readonly bIm: Float64Array;
  /** |x_v|, and bounds per equation. */
  private readonly sizes: Float64Array;
  private readonly rounding: Float64Array;
  private readonly curvature: Float64Array;
  /** |J⁻¹|, column by column. */
  private readonly inverse: Float64Array;
  private readonly steps: Float64Array;
  /** |coefficients| of every equation. */
  private readonly weights: readonly Float64Array[];
  readonly size: number;

  constructor(private readonly system: NumericSystem) {
    const { table, coefficients } = monomialTable([system]);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    this.size = system.variables;
    this.lu = new ComplexLU(this.size);
    this.bRe = new Float64Array(this.size);
    this.bIm = new Float64Array(this.size);
    this.sizes = new Float64Array(this.size);
    this.rounding = new Float64Array(this.size);
    this.curvature = new Float64Array(this.size);
    this.inverse = new Float64Array(this.size * this.size);
    this.steps = new Float64Array(this.size);
    this.weights = system.equations.map((terms) => Float64Array.from(terms, ({ re, im }) => hypot(re, im)));
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
      if (step < CERTIFICATE.refined) break;
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
      scale = Math.max(scale, hypot(xRe[i]!, xIm[i]!));
    }
    lu.solve(bRe, bIm);
    let max = 0;
    for (let i = 0; i < this.size; i++) max = Math.max(max, hypot(bRe[i]!, bIm[i]!));
    return Number.isFinite(max) ? (scale === 0 ? max : max / scale) : null;
  }

  private residual(re: Float64Array, im: Float64Array): number {
    this.family.evaluate(re, im, 0, 0);
    this.measure(re, im, 0);
    let worst = 0;
    for (let i = 0; i < this.size; i++) {
      const scale = this.termSizes(i);
      const value = hypot(this.family.valueRe[i]!, this.family.valueIm[i]!);
      if (value > 0) worst = Math.max(worst, scale > 0 ? value / scale : 1);
    }
    return worst;
  }

  /** The sizes of the coordinates, with a margin. */
  private measure(re: Float64Array, im: Float64Array, margin: number): void {
    for (let v = 0; v < this.size; v++) this.sizes[v] = hypot(re[v]!, im[v]!) + margin;
  }

  /** Σ |terms| of an equation at the measured point. */
  private termSizes(i: number): number {
    const { sizes } = this;
    const weights = this.weights[i]!;
    const terms = this.system.equations[i]!;
    let sum = 0;
    for (let k = 0; k < terms.length; k++) {
      let size = weights[k]!;
      const { factors } = terms[k]!;
      for (let j = 0; j < factors.length; j++) size *= sizes[factors[j]!]!;
      sum += size;
    }
    return sum;
  }

  /** Kantorovich radii at a point: where the root is, and how far it is alone; null if the test fails. */
  kantorovich(re: Float64Array, im: Float64Array): { existence: number; uniqueness: number } | null {
    const { size: n, steps, rounding, curvature } = this;
    if (!this.invert(re, im)) return null;
    let beta = 0;
    for (let v = 0; v < n; v++) beta = Math.max(beta, steps[v]! + this.weighted(rounding, v));
    this.curvatureBounds(re, im, 2 * beta);
    let k = 0;
    for (let v = 0; v < n; v++) k = Math.max(k, this.weighted(curvature, v));
    if (k === 0) return { existence: beta, uniqueness: Number.POSITIVE_INFINITY };
    const h = beta * k;
    if (!(h <= 0.5)) return null;
    const root = Math.sqrt(1 - 2 * h);
    // (1 − √(1−2h))/K, without the cancellation that makes it 0 for h below rounding.
    return { existence: (2 * beta) / (1 + root), uniqueness: (1 + root) / k };
  }

  /** What of the Newton step at x cannot be rounding of the residual: max_v |J⁻¹F|_v − (|J⁻¹| ρ)_v; 0 if J is singular. */
  certainStep(re: Float64Array, im: Float64Array): number {
    if (!this.invert(re, im)) return 0;
    let most = 0;
    for (let v = 0; v < this.size; v++)
      most = Math.max(most, this.steps[v]! - this.weighted(this.rounding, v));
    return Number.isFinite(most) ? most : 0;
  }

  /** |J⁻¹F|, |J⁻¹| and the rounding of F at x, left in the buffers; false if J is singular. */
  private invert(re: Float64Array, im: Float64Array): boolean {
    const { size: n, lu, bRe, bIm, family, steps, inverse } = this;
    family.evaluate(re, im, 0, 0);
    if (!lu.factor(family.jacobianRe, family.jacobianIm)) return false;
    bRe.set(family.valueRe);
    bIm.set(family.valueIm);
    lu.solve(bRe, bIm);
    for (let v = 0; v < n; v++) steps[v] = hypot(bRe[v]!, bIm[v]!);
    for (let c = 0; c < n; c++) {
      bRe.fill(0);
      bIm.fill(0);
      bRe[c] = 1;
      lu.solve(bRe, bIm);
      for (let v = 0; v < n; v++) inverse[c * n + v] = hypot(bRe[v]!, bIm[v]!);
    }
    this.measure(re, im, 0);
    this.roundingBounds();
    return true;
  }

  /** (|J⁻¹| w)_v */
  private weighted(weights: Float64Array, v: number): number {
    const { size: n, inverse } = this;
    let sum = 0;
    for (let c = 0; c < n; c++) sum += inverse[c * n + v]! * weights[c]!;
    return sum;
  }

  /** The rounding error of each residual: Σ |terms| times twice the number of operations on each, in units of ε. */
  private roundingBounds(): void {
    for (let i = 0; i < this.size; i++) {
      const terms = this.system.equations[i]!;
      let operations = terms.length;
      for (const { factors } of terms) operations = Math.max(operations, terms.length + 4 * factors.length);
      this.rounding[i] = 2 * operations * 2 ** -52 * this.termSizes(i);
    }
  }

  /** Σ_jk sup |∂²F_i/∂x_j∂x_k| on the polydisc of the given radius around x. */
  private curvatureBounds(re: Float64Array, im: Float64Array, radius: number): void {
    this.measure(re, im, radius);
    const { curvature } = this;
    for (let row = 0; row < this.size; row++) {
      const weights = this.weights[row]!;
      const terms = this.system.equations[row]!;
      let sum = 0;
      for (let t = 0; t < terms.length; t++) {
        const { factors } = terms[t]!;
        // Unordered pairs of distinct positions, each twice: each is one second derivative of the product.
        for (let i = 0; i < factors.length; i++)
          for (let j = 0; j < i; j++) sum += this.without(factors, i, j, 2 * weights[t]!);
      }
      curvature[row] = sum;
    }
  }

  /** A product of sizes but for two of them. */
  private without(factors: readonly number[], i: number, j: number, weight: number): number {
    let product = weight;
    for (let k = 0; k < factors.length; k++) if (k !== i && k !== j) product *= this.sizes[factors[k]!]!;
    return product;
  }

  /**
   * Whether the root near a complex point is real, for a system with real coefficients.
   *
   * @param existence the Kantorovich radius at the point, where it is known; null if the test fails there.
   */
  reality(
    re: Float64Array,
    im: Float64Array,
    existence: number | null = this.kantorovich(re, im)?.existence ?? null,
  ): { reality: Reality; re: Float64Array } {
    let distance = 0;
    for (const y of im) distance = Math.max(distance, Math.abs(y));
    // The root lies within the existence radius: farther from the real points than that, it is not real.
    if (existence !== null && distance > existence) return { reality: "non-real", re };
    const zero = new Float64Array(this.size);
    const real = this.refine(re, zero);
    const radii = this.kantorovich(real.re, zero);
    if (radii === null || existence === null) return { reality: "undecided", re };
    let gap = 0;
    for (let v = 0; v < this.size; v++) gap = Math.max(gap, hypot(re[v]! - real.re[v]!, im[v]!));
    return gap + existence < radii.uniqueness
      ? { reality: "real", re: real.re }
      : { reality: "undecided", re };
  }
}

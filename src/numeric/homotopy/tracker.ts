/**
 * Path tracking: follows x(t) with F(x(t); t) = 0 in a product of projective spaces.
 *
 *   unknowns   k groups of homogeneous coordinates, each group on its own unit sphere
 *   patch      v_g · x_g = 1 with v_g = conj(x_g) taken at the predicted point: moves with the path
 *   predictor  Taylor to order 4 from one factorisation, J x_k = −[s^k] F(Σ_{j<k} x_j s^j; t₀ + s d)
 *   trust      s ≤ ½ ‖x₃‖/‖x₄‖ and estimated error ‖x₄‖²s⁵/‖x₃‖ ≤ ε
 *   corrector  Newton; each step must contract by 8, the first must be small
 *
 * The last factorisation of the corrector is that of the next predictor: it belongs to a point within 10⁻⁶ of the accepted
 * one, which changes x_k by as much, far less than the truncation that the trust allows for.
 *
 * Everything is scale-free: groups have norm one and rows are scaled. Sources: Timme, "Mixed precision path tracking for
 * polynomial homotopy continuation" (2021); Telen, Van Barel, Verschelde, "A robust numerical path tracking algorithm"
 * (2020).
 */
import { hypot, pow, squared } from "../../elementary/elementary.js";
import { ComplexLU } from "../linalg/complex-lu.js";
import { type PathFamily, SERIES_ORDER } from "../polynomial/path-family.js";
import { CORRECTOR, PATH_PRESETS, PREDICTOR, type TrackerOptions } from "./options.js";

/** How a segment ended. */
export type TrackOutcome = "arrived" | "stuck" | "too-many-steps";

/** One path of a family at a time. */
export class PathTracker {
  /** The current point; each group has norm one after `track`. */
  readonly xRe: Float64Array;
  readonly xIm: Float64Array;
  steps = 0;
  private readonly size: number;
  private readonly lu: ComplexLU;
  private readonly aRe: Float64Array;
  private readonly aIm: Float64Array;
  private readonly bRe: Float64Array;
  private readonly bIm: Float64Array;
  private readonly yRe: Float64Array;
  private readonly yIm: Float64Array;
  private readonly seriesRe: Float64Array;
  private readonly seriesIm: Float64Array;
  private readonly patchRe: Float64Array;
  private readonly patchIm: Float64Array;

  /** @param groupOf for each variable its group; patches are appended after the equations. */
  constructor(
    readonly family: PathFamily,
    readonly groupOf: Int32Array,
    readonly groups: number,
    readonly options: TrackerOptions = PATH_PRESETS.default.tracker,
  ) {
    const n = family.variables;
    if (family.equations + groups !== n)
      throw new RangeError(`tracker: expected ${n - groups} equations, got ${family.equations}`);
    this.size = n;
    this.lu = new ComplexLU(n);
    this.xRe = new Float64Array(n);
    this.xIm = new Float64Array(n);
    this.aRe = new Float64Array(n * n);
    this.aIm = new Float64Array(n * n);
    this.bRe = new Float64Array(n);
    this.bIm = new Float64Array(n);
    this.yRe = new Float64Array(n);
    this.yIm = new Float64Array(n);
    this.seriesRe = new Float64Array(n * (SERIES_ORDER + 1));
    this.seriesIm = new Float64Array(n * (SERIES_ORDER + 1));
    this.patchRe = new Float64Array(n);
    this.patchIm = new Float64Array(n);
  }

  setPoint(re: ArrayLike<number>, im: ArrayLike<number>): void {
    this.xRe.set(re);
    this.xIm.set(im);
    this.normalise();
  }

  /** Scales each group to norm one and takes its patch there. */
  normalise(): void {
    this.takePatch(this.xRe, this.xIm);
  }

  private takePatch(xRe: Float64Array, xIm: Float64Array): void {
    const { size, groups, groupOf } = this;
    for (let g = 0; g < groups; g++) {
      let squares = 0;
      for (let v = 0; v < size; v++) if (groupOf[v] === g) squares += xRe[v]! * xRe[v]! + xIm[v]! * xIm[v]!;
      const factor = 1 / Math.sqrt(squares);
      for (let v = 0; v < size; v++)
        if (groupOf[v] === g) {
          xRe[v]! *= factor;
          xIm[v]! *= factor;
          this.patchRe[v] = xRe[v]!;
          this.patchIm[v] = -xIm[v]!;
        }
    }
  }

  /**
   * Follows the path from t₀ to t₁ on the straight segment.
   *
   * @param keepPatch do not renormalise: points of several calls stay comparable coordinate by coordinate.
   */
  track(
    t0Re: number,
    t0Im: number,
    t1Re: number,
    t1Im: number,
    keepPatch = false,
    maxSteps = this.options.maxSteps,
  ): { outcome: TrackOutcome; reached: number } {
    const length = hypot(t1Re - t0Re, t1Im - t0Im);
    if (length === 0) return { outcome: "arrived", reached: 1 };
    const dRe = (t1Re - t0Re) / length;
    const dIm = (t1Im - t0Im) / length;
    const { size: n, seriesRe, seriesIm, yRe, yIm } = this;
    let s = 0;
    let budget = maxSteps;
    let lastStep = Number.POSITIVE_INFINITY;
    if (!this.factorHere(t0Re, t0Im)) return { outcome: "stuck", reached: 0 };
    while (s < length) {
      if (budget-- === 0) return { outcome: "too-many-steps", reached: s / length };
      this.steps++;
      if (!this.expand(dRe, dIm)) return { outcome: "stuck", reached: s / length };
      let step = Math.min(this.trustedStep(), PREDICTOR.growth * lastStep);
      const left = length - s;
      if (step >= left) step = left;
      let accepted = false;
      while (!accepted) {
        if (!(step > PREDICTOR.smallest * length) || s + step === s)
          return { outcome: "stuck", reached: s / length };
        for (let v = 0; v < n; v++) {
          let re = seriesRe[SERIES_ORDER * n + v]!;
          let im = seriesIm[SERIES_ORDER * n + v]!;
          for (let k = SERIES_ORDER - 1; k >= 0; k--) {
            re = re * step + seriesRe[k * n + v]!;
            im = im * step + seriesIm[k * n + v]!;
          }
          yRe[v] = re;
          yIm[v] = im;
        }
        if (!keepPatch) this.takePatch(yRe, yIm);
        const end = step === left;
        const nRe = end ? t1Re : t0Re + (s + step) * dRe;
        const nIm = end ? t1Im : t0Im + (s + step) * dIm;
        accepted = this.correct(nRe, nIm);
        if (accepted) {
          s = end ? length : s + step;
          lastStep = step;
        } else step *= PREDICTOR.shrink;
      }
      this.xRe.set(yRe);
      this.xIm.set(yIm);
    }
    if (!keepPatch) this.normalise();
    return { outcome: "arrived", reached: 1 };
  }

  /**
   * Newton at the current point and fixed t, to rounding; the smallest step and an estimate of ‖J⁻¹‖ (∞ if singular, or if
   * the point is not that close to a solution).
   */
  polish(
    tRe: number,
    tIm: number,
    iterations: number = CORRECTOR.polish.iterations,
  ): { step: number; inverseNorm: number } {
    const { xRe, xIm, yRe, yIm } = this;
    let step = Number.POSITIVE_INFINITY;
    let best = step;
    let extended = false;
    for (let k = 0; k < iterations && !(step < CORRECTOR.polish.step); k++) {
      yRe.set(xRe);
      yIm.set(xIm);
      const next = this.newton(tRe, tIm, extended);
      // A long step leads to another solution, as from a singular point: it is not taken.
      if (next === null || next > CORRECTOR.stalled)
        return { step: best, inverseNorm: Number.POSITIVE_INFINITY };
      if (next < step) {
        step = next;
        best = Math.min(best, step);
        xRe.set(yRe);
        xIm.set(yIm);
        this.normalise();
      } else if (extended) break;
      else {
        extended = true;
        step = Number.POSITIVE_INFINITY;
      }
    }
    if (!this.factorHere(tRe, tIm)) return { step: best, inverseNorm: Number.POSITIVE_INFINITY };
    return { step: best, inverseNorm: this.lu.inverseNorm(this.bRe, this.bIm) };
  }

  /**
   * t x_v′(t)/x_v(t) at the current point, t real: tends to the exponent of the leading term of the Puiseux series of x_v
   * (relative to the norm of its group) as t → 0. NaN if the Jacobian is singular.
   */
  logDerivative(t: number, v: number): { re: number; im: number } {
    if (!this.factorHere(t, 0) || !this.expand(-1, 0)) return { re: Number.NaN, im: Number.NaN };
    const { xRe, xIm, seriesRe, seriesIm, size: n } = this;
    const [a, b, c, d] = [seriesRe[n + v]!, seriesIm[n + v]!, xRe[v]!, xIm[v]!];
    const factor = -t / (c * c + d * d);
    return { re: factor * (a * c + b * d), im: factor * (b * c - a * d) };
  }

  /** Jacobian with the patch rows, factored. */
  private factor(): boolean {
    const { size: n, family, aRe, aIm, groupOf } = this;
    aRe.set(family.jacobianRe);
    aIm.set(family.jacobianIm);
    const first = family.equations * n;
    aRe.fill(0, first);
    aIm.fill(0, first);
    for (let v = 0; v < n; v++) {
      aRe[first + groupOf[v]! * n + v] = this.patchRe[v]!;
      aIm[first + groupOf[v]! * n + v] = this.patchIm[v]!;
    }
    return this.lu.factor(aRe, aIm);
  }

  /** Value and factored Jacobian at the current point. */
  private factorHere(tRe: number, tIm: number): boolean {
    this.family.evaluate(this.xRe, this.xIm, tRe, tIm);
    return this.factor();
  }

  /** Taylor coefficients of the path at the current point, with the last Jacobian that was factored. */
  private expand(dRe: number, dIm: number): boolean {
    const { size: n, family, seriesRe, seriesIm, bRe, bIm } = this;
    family.startSeries(dRe, dIm);
    seriesRe.set(this.xRe);
    seriesIm.set(this.xIm);
    for (let k = 1; k <= SERIES_ORDER; k++) {
      family.seriesCoefficient(k, bRe, bIm);
      for (let i = 0; i < family.equations; i++) {
        bRe[i] = -bRe[i]!;
        bIm[i] = -bIm[i]!;
      }
      bRe.fill(0, family.equations);
      bIm.fill(0, family.equations);
      this.lu.solve(bRe, bIm);
      for (let v = 0; v < n; v++) {
        seriesRe[k * n + v] = bRe[v]!;
        seriesIm[k * n + v] = bIm[v]!;
      }
      if (k < SERIES_ORDER) family.updateSeries(k, seriesRe, seriesIm);
    }
    return Number.isFinite(seriesRe[SERIES_ORDER * n]!);
  }

  private norm(order: number): number {
    const { size: n, seriesRe, seriesIm } = this;
    let max = 0;
    for (let v = order * n; v < (order + 1) * n; v++)
      max = Math.max(max, Math.abs(seriesRe[v]!) + Math.abs(seriesIm[v]!));
    return max;
  }

  private trustedStep(): number {
    const x2 = this.norm(2);
    const x3 = this.norm(3);
    const x4 = this.norm(4);
    if (x4 === 0) return Number.POSITIVE_INFINITY;
    // Ratios of neighbouring coefficients estimate the distance to the nearest singularity of x(t).
    const radius = Math.max(x3 / x4, Math.sqrt(x2 / x4));
    if (radius === 0) return pow(this.options.predictionError / x4, 0.25);
    const error = pow((this.options.predictionError * radius) / x4, 0.2);
    return Math.min(PREDICTOR.trust * radius, error);
  }

  /** One Newton step on y at t; its size, or null if the Jacobian is singular. */
  private newton(tRe: number, tIm: number, extended: boolean): number | null {
    const { size: n, family, yRe, yIm, bRe, bIm, groupOf, patchRe, patchIm } = this;
    family.evaluate(yRe, yIm, tRe, tIm);
    if (extended) family.extendValue(yRe, yIm);
    if (!this.factor()) return null;
    for (let i = 0; i < family.equations; i++) {
      bRe[i] = -family.valueRe[i]!;
      bIm[i] = -family.valueIm[i]!;
    }
    for (let g = 0; g < this.groups; g++) {
      bRe[family.equations + g] = 1;
      bIm[family.equations + g] = 0;
    }
    for (let v = 0; v < n; v++) {
      const row = family.equations + groupOf[v]!;
      bRe[row]! -= patchRe[v]! * yRe[v]! - patchIm[v]! * yIm[v]!;
      bIm[row]! -= patchRe[v]! * yIm[v]! + patchIm[v]! * yRe[v]!;
    }
    this.lu.solve(bRe, bIm);
    let max = 0;
    for (let v = 0; v < n; v++) {
      yRe[v]! += bRe[v]!;
      yIm[v]! += bIm[v]!;
      max = Math.max(max, Math.abs(bRe[v]!) + Math.abs(bIm[v]!));
    }
    return Number.isFinite(max) ? max : null;
  }

  /** Newton from the prediction; true if it contracts onto the path. Where rounding stalls it, values are extended. */
  private correct(tRe: number, tIm: number): boolean {
    let previous = Number.POSITIVE_INFINITY;
    let contraction: number = CORRECTOR.contraction;
    let extended = false;
    const limit = CORRECTOR.firstStep * this.options.predictionError;
    for (let k = 0; k < CORRECTOR.maxSteps; k++) {
      const step = this.newton(tRe, tIm, extended);
      if (step === null || (k === 0 && step > limit)) return false;
      if (step < CORRECTOR.converged) return true;
      if (
        !extended &&
        step < CORRECTOR.sameJacobian &&
        step * squared(step / previous) < CORRECTOR.negligible
      )
        return true;
      if (step > contraction * previous) {
        if (extended || step > CORRECTOR.stalled) return false;
        // If rounding it was, the next step undoes it, and the one after shows how well Newton's method converges here.
        extended = true;
        contraction = 2;
      } else if (extended) contraction = CORRECTOR.quadratic;
      previous = step;
    }
    return false;
  }
}

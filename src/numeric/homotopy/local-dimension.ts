/**
 * Whether a singular solution p of F = 0 lies on a set of solutions of positive dimension.
 *
 *   a set of positive dimension through p meets the hyperplane ⟨a, x − p⟩ = δ near p for generic a;
 *   no isolated solution lies on a generic hyperplane.
 *
 * So a solution of F(x) = 0, ⟨a, x − p⟩ = δ, found by the Levenberg–Marquardt method from p and from points near it, tells
 * that p is not isolated, whatever the paths that end there. That none is found is evidence for the contrary, not proof.
 * Near a point of multiplicity μ at which F vanishes to order k ≤ μ, ‖F‖ is of the order δ^k on the hyperplane: far above
 * rounding, since δ is a quarter of ‖p‖.
 *
 * Source: Sommese, Verschelde, "Numerical homotopies to compute generic points on positive dimensional algebraic sets"
 * (2000), for the hyperplanes; Levenberg (1944) for the iteration.
 */
import { hypot, squared } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { ComplexLU } from "../linalg/complex-lu.js";
import { monomialTable } from "../polynomial/monomials.js";
import { FamilyEvaluator } from "../polynomial/polynomial-family.js";
import type { ComplexPoint, NumericSystem } from "../polynomial/system.js";
import { SLICE } from "./options.js";

/** A point known to a radius. */
export interface KnownPoint extends ComplexPoint {
  /** Uncertainty of the coordinates. */
  readonly radius: number;
}

/**
 * @param system m ≥ n equations in n variables. @param point where they vanish. @param random draws the hyperplanes.
 * @returns true if solutions on hyperplanes near the point were found.
 */
export function liesOnSolutionSet(system: NumericSystem, point: KnownPoint, random: Random): boolean {
  if (system.variables < 2) return false;
  const slice = new SliceSolver(system, point);
  for (let plane = 0; plane < SLICE.hyperplanes; plane++) {
    slice.draw(random);
    if (slice.solve(plane % 2 === 0 ? null : random)) return true;
  }
  return false;
}

class SliceSolver {
  private readonly n: number;
  private readonly family: FamilyEvaluator;
  private readonly distance: number;
  private readonly aRe: Float64Array;
  private readonly aIm: Float64Array;
  private readonly xRe: Float64Array;
  private readonly xIm: Float64Array;
  /** Bounds of the equations within δ of p, coordinate by coordinate. */
  private readonly scales: Float64Array;

  constructor(
    private readonly system: NumericSystem,
    private readonly point: KnownPoint,
  ) {
    const n = system.variables;
    this.n = n;
    const { table, coefficients } = monomialTable([system]);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    let size = 0;
    for (let v = 0; v < n; v++) size = Math.max(size, hypot(point.re[v]!, point.im[v]!));
    // The origin has no size of its own.
    this.distance = SLICE.distance * (size > 100 * point.radius ? size : 1);
    this.scales = Float64Array.from(system.equations, (terms) =>
      terms.reduce((sum, { re, im, factors }) => {
        const size = (v: number) => hypot(point.re[v]!, point.im[v]!) + this.distance;
        return sum + factors.reduce((product, v) => product * size(v), hypot(re, im));
      }, 0),
    );
    this.aRe = new Float64Array(n);
    this.aIm = new Float64Array(n);
    this.xRe = new Float64Array(n);
    this.xIm = new Float64Array(n);
  }

  /** A random hyperplane, ‖a‖ = 1. */
  draw(random: Random): void {
    let squares = 0;
    for (let v = 0; v < this.n; v++) {
      this.aRe[v] = random.normal();
      this.aIm[v] = random.normal();
      squares += squared(this.aRe[v]!) + squared(this.aIm[v]!);
    }
    for (let v = 0; v < this.n; v++) {
      this.aRe[v]! /= Math.sqrt(squares);
      this.aIm[v]! /= Math.sqrt(squares);
    }
  }

  /** Looks for a solution from the point, or from one at random near it. */
  solve(random: Random | null): boolean {
    const { n, xRe, xIm, point, distance } = this;
    for (let v = 0; v < n; v++) {
      xRe[v] = point.re[v]! + (random === null ? 0 : SLICE.spread * distance * random.normal());
      xIm[v] = point.im[v]! + (random === null ? 0 : SLICE.spread * distance * random.normal());
    }
    const lu = new ComplexLU(n);
    const hRe = new Float64Array(n * n);
    const hIm = new Float64Array(n * n);
    const gRe = new Float64Array(n);
    const gIm = new Float64Array(n);
    const oldRe = new Float64Array(n);
    const oldIm = new Float64Array(n);
    const { first, least, most, good, bad, floor } = SLICE.damping;
    let damping: number = first;
    let value = this.assemble(hRe, hIm, gRe, gIm);
    for (let k = 0; k < SLICE.iterations && value.worst > SLICE.vanishes; k++) {
      oldRe.set(xRe);
      oldIm.set(xIm);
      const before = value.squares;
      let trace = 0;
      for (let v = 0; v < n; v++) trace += hRe[v * n + v]!;
      // The damping falls with the residual, so that the method ends as Gauss–Newton.
      const shift = (trace / n) * (damping * Math.min(1, Math.sqrt(before)) + floor);
      for (let v = 0; v < n; v++) hRe[v * n + v]! += shift;
      if (!lu.factor(hRe, hIm)) return false;
      lu.solve(gRe, gIm);
      for (let v = 0; v < n; v++) {
        xRe[v]! -= gRe[v]!;
        xIm[v]! -= gIm[v]!;
      }
      value = this.assemble(hRe, hIm, gRe, gIm);
      if (value.squares < before) damping = Math.max(damping * good, least);
      else {
        damping *= bad;
        if (!(damping < most)) return false;
        xRe.set(oldRe);
        xIm.set(oldIm);
        value = this.assemble(hRe, hIm, gRe, gIm);
      }
    }
    if (!(value.worst <= SLICE.vanishes)) return false;
    let gap = 0;
    for (let v = 0; v < n; v++) gap = Math.max(gap, hypot(xRe[v]! - point.re[v]!, xIm[v]! - point.im[v]!));
    return gap <= SLICE.reach * Math.sqrt(n) * distance;
  }

  /** JᴴJ and Jᴴr of the scaled equations and the hyperplane at x; the worst residual and the sum of squares. */
  private assemble(
    hRe: Float64Array,
    hIm: Float64Array,
    gRe: Float64Array,
    gIm: Float64Array,
  ): { worst: number; squares: number } {
    const { n, family, system, aRe, aIm, xRe, xIm, point, distance, scales } = this;
    family.evaluate(xRe, xIm, 0, 0);
    hRe.fill(0);
    hIm.fill(0);
    gRe.fill(0);
    gIm.fill(0);
    let worst = 0;
    let squares = 0;
    const row = (
      jRe: Float64Array,
      jIm: Float64Array,
      first: number,
      factor: number,
      rRe: number,
      rIm: number,
    ) => {
      worst = Math.max(worst, hypot(rRe, rIm));
      squares += rRe * rRe + rIm * rIm;
      for (let u = 0; u < n; u++) {
        const ur = factor * jRe[first + u]!;
        const ui = -factor * jIm[first + u]!;
        gRe[u]! += ur * rRe - ui * rIm;
        gIm[u]! += ur * rIm + ui * rRe;
        for (let v = 0; v < n; v++) {
          const vr = factor * jRe[first + v]!;
          const vi = factor * jIm[first + v]!;
          hRe[u * n + v]! += ur * vr - ui * vi;
          hIm[u * n + v]! += ur * vi + ui * vr;
        }
      }
    };
    system.equations.forEach((_, i) => {
      const factor = 1 / scales[i]!;
      const [fRe, fIm] = [family.valueRe[i]! * factor, family.valueIm[i]! * factor];
      row(family.jacobianRe, family.jacobianIm, i * n, factor, fRe, fIm);
    });
    let lRe = -distance;
    let lIm = 0;
    for (let v = 0; v < n; v++) {
      const dr = xRe[v]! - point.re[v]!;
      const di = xIm[v]! - point.im[v]!;
      lRe += aRe[v]! * dr - aIm[v]! * di;
      lIm += aRe[v]! * di + aIm[v]! * dr;
    }
    row(aRe, aIm, 0, 1 / distance, lRe / distance, lIm / distance);
    return { worst, squares };
  }
}

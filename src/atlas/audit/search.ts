/**
 * A search for counterexamples to "these are all critical points": damped Newton on the symbolic stationarity
 * conditions from random starts.
 *
 *   minimise ½‖g(x)‖² by δ = −(HᵀH + μI)⁻¹ Hᵀ g on the tangent space, μ adapted (Levenberg–Marquardt); then Newton.
 *
 * Newton is drawn to saddles as well as to minima. A search that finds nothing proves nothing; one that finds a point
 * off the list refutes the list. The seam for a complete solver: anything that returns `FoundPoint`s will do.
 */
import { pow } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import { solveSymmetric } from "../../numeric/linalg/decompositions.js";
import type { Symmetry } from "../../objectives/objective.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { inertiaAt, refine } from "../local/refine.js";
import { SEARCH } from "../tolerances.js";

/** A critical point that a random start led to. */
export interface FoundPoint {
  readonly x: Float64Array;
  readonly residual: number;
  /** Absent for fields. */
  readonly value?: number;
  /** Present where every eigenvalue was decided. */
  readonly index?: number;
  readonly nullity?: number;
}

/** How many random starts, from where, and with which seed. */
export interface SearchOptions {
  readonly starts: number;
  readonly seed: number;
  /** Standard deviation of the Gaussian starts for unconstrained variables. Default 1. */
  readonly spread?: number;
}

/**
 * Critical points that Newton's method reaches from random starts: some of them, never known to be all.
 *
 * @param symmetries of the objective: what eigenvalues they explain are zero.
 * @returns a point for every start that converges, points that are reached twice included.
 * @example
 * const { landscape, symmetries } = problem.objective;
 * searchCriticalPoints(new LandscapeSystem(landscape!), symmetries, { starts: 20, seed: 7 }).every(({ residual }) => residual < 1e-9) // true
 */
export function searchCriticalPoints(
  system: LandscapeSystem,
  symmetries: readonly Symmetry[],
  { starts, seed, spread = 1 }: SearchOptions,
): FoundPoint[] {
  const random = new Random(seed).fork("search");
  const found: FoundPoint[] = [];
  for (let s = 0; s < starts; s++) {
    // Starts near subspaces of low rank reach the collapsed components, too.
    const scale = spread * pow(10, 1 - 2 * random.next());
    const x = Float64Array.from({ length: system.size }, () => scale * random.normal());
    system.retract(x);
    const end = descend(system, x);
    if (end === null) continue;
    const { x: refined, residual } = refine(system, end);
    if (residual > SEARCH.critical) continue;
    const inertia = inertiaAt(system, refined, undefined, symmetries);
    found.push({
      x: refined,
      residual,
      ...(system.isField ? {} : { value: system.value(refined) }),
      ...(inertia.undecided === 0 ? { index: inertia.negative, nullity: inertia.zero } : {}),
    });
  }
  return found;
}

/** Levenberg–Marquardt on the tangential gradient; null if it does not come to rest at a zero. */
function descend(system: LandscapeSystem, start: Float64Array): Float64Array | null {
  const n = system.size;
  let x = start;
  let report = system.gradient(x);
  let size = squares(report.gradient);
  let mu: number = SEARCH.damping;
  for (let step = 0; step < SEARCH.steps; step++) {
    if (report.residual < SEARCH.rest) return x;
    const { form, covectors } = system.hessian(x);
    const a = new Float64Array(n * n);
    form.values.forEach((value, t) => {
      a[form.rows[t]! * n + form.columns[t]!]! += value;
    });
    // Normals enter as strong springs, so that the step stays tangential.
    const normal = new Float64Array(n * n);
    const right = new Float64Array(n);
    let scale = 0;
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++) {
        const value = a[k * n + i]!;
        if (value === 0) continue;
        right[i]! += value * report.gradient[k]!;
        for (let j = 0; j < n; j++) normal[i * n + j]! += value * a[k * n + j]!;
      }
    for (let i = 0; i < n; i++) scale = Math.max(scale, normal[i * n + i]!);
    if (scale === 0) return null;
    for (const { indices, values } of covectors)
      indices.forEach((i, p) => {
        indices.forEach((j, q) => {
          normal[i * n + j]! += scale * values[p]! * values[q]!;
        });
      });
    let accepted = false;
    for (let attempt = 0; attempt < SEARCH.attempts && !accepted; attempt++) {
      const damped = Float64Array.from(normal);
      for (let i = 0; i < n; i++) damped[i * n + i]! += mu * scale;
      const delta = solveSymmetric(damped, right, n);
      if (delta === null) {
        mu *= SEARCH.singular;
        continue;
      }
      const next = x.map((value, k) => value - delta[k]!);
      system.retract(next);
      const nextReport = system.gradient(next);
      const nextSize = squares(nextReport.gradient);
      if (nextSize < size) {
        x = next;
        report = nextReport;
        size = nextSize;
        mu = Math.max(mu / SEARCH.eased, SEARCH.leastDamping);
        accepted = true;
      } else mu *= SEARCH.rejected;
    }
    if (!accepted) return report.residual < SEARCH.near ? x : null;
  }
  return report.residual < SEARCH.near ? x : null;
}

const squares = (g: Float64Array): number => g.reduce((sum, v) => sum + v * v, 0);

/**
 * How fast errors should contract at a fixed point x*, from the Hessian there alone:
 *
 *   flow    λ, the smallest positive eigenvalue of the Riemannian Hessian (for a field: the smallest positive real part
 *           of an eigenvalue of minus the Jacobian): errors decay as e^{−λt}
 *   steps   −ln ρ, ρ the largest modulus below 1 of an eigenvalue of the linearised step,
 *           δ_b ← δ_b − S_b (Hδ)_b for the blocks b in turn, S_b = η/(1 − ηλ_s) on a sphere s with multiplier λ_s, else η
 *
 * For the step: x ← retract(x − η∇L) has on a sphere |x − η∇L| = 1 − ηλ at x*, and its derivative on tangent vectors
 * is (δ − η P D²L δ)/(1 − ηλ) = δ − η/(1 − ηλ) Hδ, as P D²L δ = Hδ + λδ. Eigenvalues 1 belong to the component of
 * fixed points itself.
 */

import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { inertiaAt } from "../atlas/local/refine.js";
import { hypot, log, squared } from "../elementary/elementary.js";
import { generalEigen } from "../numeric/linalg/decompositions.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { Symmetry } from "../objectives/objective.js";
import { RATE } from "./options.js";
import type { Contraction, Rule } from "./rule.js";

/**
 * @param x a refined critical point.
 * @returns the rate per unit of time or per step; null where nothing contracts at a linear rate, something expands,
 *   an eigenvalue is undecided, or the rule has no formula.
 */
export function predictedRate(
  { system, contraction }: Rule,
  x: Float64Array,
  symmetries: readonly Symmetry[],
): number | null {
  if (contraction === undefined) return null;
  const { negative, positive, undecided, smallestNonzero } = inertiaAt(system, x, undefined, symmetries);
  if (negative > 0 || undecided > 0 || positive === 0) return null;
  if (contraction.kind === "flow") return smallestNonzero;
  if (system.size > RATE.largestSize) return null;
  const { re, im } = generalEigen(linearisedStep(system, contraction, x));
  // The smallest positive eigenvalue of H gives 1 − S λ or less.
  const kernel = Math.min(RATE.kernel, (contraction.step * smallestNonzero) / 4);
  let largest = 0;
  for (let k = 0; k < re.length; k++) {
    const modulus = hypot(re[k]!, im[k]!);
    if (modulus > 1 + RATE.expands) return null;
    if (hypot(re[k]! - 1, im[k]!) > kernel && modulus > largest) largest = modulus;
  }
  return largest > 0 && largest < 1 ? -log(largest) : null;
}

/** The derivative of one step at x (n×n), column by column: project, then step block by block, projecting each change. */
function linearisedStep(
  system: LandscapeSystem,
  { step, blocks }: Extract<Contraction, { kind: "steps" }>,
  x: Float64Array,
): Matrix {
  const n = system.size;
  const { form, covectors } = system.hessian(x);
  const { lambda } = system.gradient(x);
  const hessian = new Float64Array(n * n);
  form.values.forEach((value, t) => {
    hessian[form.rows[t]! * n + form.columns[t]!]! += value;
  });
  const scale = new Float64Array(n).fill(step);
  system.manifold.spheres.forEach((sphere, s) => {
    for (const k of sphere) scale[k] = step / (1 - step * lambda[s]!);
  });
  const project = (v: Float64Array) => {
    for (const { indices, values } of covectors) {
      let [dot, squares] = [0, 0];
      indices.forEach((k, t) => {
        dot += v[k]! * values[t]!;
        squares += squared(values[t]!);
      });
      indices.forEach((k, t) => {
        v[k]! -= (dot / squares) * values[t]!;
      });
    }
  };
  const data = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const delta = new Float64Array(n);
    delta[column] = 1;
    project(delta);
    for (const [from, to] of blocks) {
      const change = new Float64Array(n);
      for (let i = from; i < to; i++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += hessian[i * n + k]! * delta[k]!;
        change[i] = scale[i]! * sum;
      }
      project(change);
      for (let i = from; i < to; i++) delta[i]! -= change[i]!;
    }
    for (let i = 0; i < n; i++) data[i * n + column] = delta[i]!;
  }
  return { rows: n, columns: n, data };
}

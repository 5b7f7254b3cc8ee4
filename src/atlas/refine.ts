/**
 * Newton's method on the symbolic stationarity conditions, and the inertia there.
 *
 *   H(x) δ = −g(x) on the tangent space, minimum-norm on degenerate directions (Gauss–Newton); x ← retract(x + δ).
 *
 * g and H come from the symbolic layer, never from the formula that proposed x. A step is kept only if the scale-free
 * residual decreases; iteration stops at a few units of rounding.
 */

import type { Frame } from "../numeric/frame.js";
import {
  type Covector,
  type Inertia,
  independent,
  inertiaOf,
  pseudoSolve,
  splitBlocks,
  stabilityOf,
} from "../numeric/inertia.js";
import type { Symmetry } from "../objectives/objective.js";
import type { LandscapeSystem } from "./system.js";

const EPSILON = 2 ** -52;
const MAX_STEPS = 12;

export interface Refined {
  readonly x: Float64Array;
  readonly residual: number;
  readonly steps: number;
}

/** Newton from x; the result is never worse than x. */
export function refine(system: LandscapeSystem, start: Float64Array, frames?: readonly Frame[]): Refined {
  let x = Float64Array.from(start);
  system.retract(x);
  let { residual, gradient } = system.gradient(x);
  let steps = 0;
  while (steps < MAX_STEPS && residual > 16 * EPSILON) {
    const { form, covectors } = system.hessian(x, frames);
    const y = system.isField
      ? fieldStep(system, x, frames, gradient)
      : pseudoSolve(splitBlocks(form, covectors), system.covectorInFrame(gradient, frames));
    const delta = system.vectorFromFrame(y, frames);
    const next = x.map((value, k) => value - delta[k]!);
    system.retract(next);
    const report = system.gradient(next);
    if (!(report.residual < residual)) break;
    x = next;
    ({ residual, gradient } = report);
    steps++;
  }
  return { x, residual, steps };
}

/** Fields have a non-symmetric Jacobian: Gauss–Newton through the normal equations JᵀJ δ = Jᵀ g, in the plain frame. */
function fieldStep(
  system: LandscapeSystem,
  x: Float64Array,
  frames: readonly Frame[] | undefined,
  gradient: Float64Array,
): Float64Array {
  const { form, covectors } = system.hessian(x);
  const normal = { size: form.size, rows: [] as number[], columns: [] as number[], values: [] as number[] };
  const byRow = new Map<number, [column: number, value: number][]>();
  form.values.forEach((value, t) => {
    const row = form.rows[t]!;
    if (!byRow.has(row)) byRow.set(row, []);
    byRow.get(row)!.push([form.columns[t]!, value]);
  });
  const right = new Float64Array(form.size);
  for (const [row, entries] of byRow)
    for (const [a, u] of entries) {
      right[a]! += u * gradient[row]!;
      for (const [b, v] of entries) {
        normal.rows.push(a);
        normal.columns.push(b);
        normal.values.push(u * v);
      }
    }
  const step = pseudoSolve(splitBlocks(normal, covectors), right);
  // Frames of fields are orthogonal: covectors and vectors transform alike.
  return system.covectorInFrame(step, frames);
}

/** Tangents at x of the orbit of the symmetry group: ΩX for left factors, ΩP − PΩ for conjugated ones. */
export function orbitTangents(
  system: LandscapeSystem,
  x: Float64Array,
  symmetries: readonly Symmetry[],
): Float64Array[] {
  const tangents: Float64Array[] = [];
  for (const { left, conjugated } of symmetries) {
    const m = system.layout.find(({ name }) => left.includes(name))?.rows ?? 0;
    for (let a = 0; a < m; a++)
      for (let b = 0; b < a; b++) {
        // Ω = e_a e_bᵀ − e_b e_aᵀ.
        const v = new Float64Array(system.size);
        for (const { name, offset, rows, columns } of system.layout) {
          const acts = left.includes(name) || conjugated.includes(name);
          if (!acts || rows !== m) continue;
          for (let j = 0; j < columns; j++) {
            v[offset + a * columns + j]! += x[offset + b * columns + j]!;
            v[offset + b * columns + j]! -= x[offset + a * columns + j]!;
          }
          if (conjugated.includes(name))
            for (let i = 0; i < m; i++) {
              v[offset + i * columns + b]! -= x[offset + i * columns + a]!;
              v[offset + i * columns + a]! += x[offset + i * columns + b]!;
            }
        }
        tangents.push(v);
      }
  }
  return tangents;
}

/** The inertia of the Riemannian Hessian at x (of minus the Jacobian, for a field). */
export function inertiaAt(
  system: LandscapeSystem,
  x: Float64Array,
  frames: readonly Frame[] | undefined,
  symmetries: readonly Symmetry[],
): Inertia {
  const { form, covectors } = system.hessian(x, frames);
  const blocks = splitBlocks(form, covectors);
  if (!system.isField) return inertiaOf(blocks);
  const kernel: Covector[] = independent(
    orbitTangents(system, x, symmetries).map((v) => system.covectorInFrame(v, frames)),
    1e-8,
  ).map((v) => {
    const indices: number[] = [];
    const values: number[] = [];
    v.forEach((value, k) => {
      if (value === 0) return;
      indices.push(k);
      values.push(value);
    });
    return { indices, values };
  });
  return stabilityOf(blocks, kernel);
}

/**
 * Newton's method on the symbolic stationarity conditions, and the inertia there.
 *
 *   H(x) δ = −g(x) on the tangent space, minimum-norm on degenerate directions (Gauss–Newton); x ← retract(x + δ).
 *
 * g and H come from the symbolic layer, never from the formula that proposed x. A step is kept only if the scale-free
 * residual or ‖g‖ decreases (near 0 only ‖g‖ can). Iteration stops where ‖g‖ is within 4 times the bound of its own
 * rounding, which grows with the size and the degree (see numeric/polynomial/program.ts), but not above a residual of 2⁻⁴³.
 */

import { type Covector, splitBlocks } from "../../numeric/linalg/blocks.js";
import type { Frame } from "../../numeric/linalg/frame.js";
import { inertiaOf, type JudgedInertia, pseudoSolve } from "../../numeric/linalg/inertia.js";
import { stabilityOf } from "../../numeric/linalg/stability.js";
import type { Symmetry } from "../../objectives/objective.js";
import { EPSILON, SETTLED_RESIDUAL } from "../tolerances.js";
import type { GradientReport, LandscapeSystem } from "./landscape-system.js";
import type { VariableLayout } from "./structured-form.js";

const MAX_STEPS = 12;

/**
 * The point at which Newton's method stopped, and what the stationarity conditions say there; `residual` is ‖gradient‖ over the
 * size of the terms that cancel in it.
 */
export interface Refined {
  readonly x: Float64Array;
  readonly residual: number;
  readonly steps: number;
  /** ‖tangential gradient‖ over the bound of its own rounding: of a residual that is nothing else, at most a few. */
  readonly noise: number;
  /** The Lagrange multipliers and the value at x. */
  readonly lambda: Float64Array;
  readonly value: number;
  /** A bound of the rounding of `value`. */
  readonly valueRounding: number;
}

const isSettled = ({ residual, noise }: GradientReport): boolean =>
  residual <= 16 * EPSILON || (noise <= 4 && residual <= SETTLED_RESIDUAL);

/** Newton from x; the result is never worse than x. */
export function refine(system: LandscapeSystem, start: Float64Array, frames?: readonly Frame[]): Refined {
  let x: Float64Array = Float64Array.from(start);
  system.retract(x);
  let report = system.gradient(x);
  let best = { x, report, steps: 0 };
  for (let steps = 1; steps <= MAX_STEPS && !isSettled(report); steps++) {
    const next = newtonStep(system, x, report, frames);
    const nextReport = system.gradient(next);
    const shrinks = norm(nextReport.gradient) < norm(report.gradient) / 4;
    if (!(nextReport.residual < report.residual || shrinks)) break;
    x = next;
    report = nextReport;
    if (report.residual < best.report.residual) best = { x, report, steps };
  }
  const { residual, noise, lambda, value, valueRounding } = best.report;
  return { x: best.x, residual, noise, steps: best.steps, lambda, value, valueRounding };
}

/**
 * One step of Newton's method, H δ = −g with δ of minimum norm, and back to the spheres.
 *
 * @param report the gradient at x.
 */
export function newtonStep(
  system: LandscapeSystem,
  x: Float64Array,
  report: GradientReport = system.gradient(x),
  frames?: readonly Frame[],
): Float64Array {
  const y = system.isField ? fieldStep(system, x, frames, report) : potentialStep(system, x, frames, report);
  const next = stepped(system, x, system.vectorFromFrame(y, frames));
  system.retract(next);
  return next;
}

/** H δ = −g, in frames. */
function potentialStep(
  system: LandscapeSystem,
  x: Float64Array,
  frames: readonly Frame[] | undefined,
  { gradient, lambda }: GradientReport,
): Float64Array {
  const { form, covectors } = system.hessian(x, frames, lambda);
  return pseudoSolve(splitBlocks(form, covectors), system.covectorInFrame(gradient, frames));
}

/** x − δ. An entry below the rounding of its variable's displacement is zero: without this, 0 is never reached. */
function stepped(system: LandscapeSystem, x: Float64Array, delta: Float64Array): Float64Array {
  const next = new Float64Array(x.length);
  for (const { offset, rows, columns } of system.layout) {
    const end = offset + rows * columns;
    let largest = 0;
    for (let k = offset; k < end; k++) largest = Math.max(largest, Math.abs(delta[k]!));
    for (let k = offset; k < end; k++) {
      const value = x[k]! - delta[k]!;
      next[k] = Math.abs(value) <= 64 * EPSILON * largest ? 0 : value;
    }
  }
  return next;
}

const norm = (g: Float64Array): number => Math.sqrt(g.reduce((sum, value) => sum + value * value, 0));

/** Fields have a non-symmetric Jacobian: Gauss–Newton through the normal equations JᵀJ δ = Jᵀ g, in the plain frame. */
function fieldStep(
  system: LandscapeSystem,
  x: Float64Array,
  frames: readonly Frame[] | undefined,
  { gradient, lambda }: GradientReport,
): Float64Array {
  const { form, covectors } = system.hessian(x, undefined, lambda);
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
export const orbitTangents = (
  system: LandscapeSystem,
  x: Float64Array,
  symmetries: readonly Symmetry[],
): Float64Array[] =>
  sparseTangents(system, x, symmetries).map(({ indices, values }) => {
    const v = new Float64Array(system.size);
    indices.forEach((index, k) => {
      v[index]! += values[k]!;
    });
    return v;
  });

/** The same by their nonzero summands; equal places add up. Tangents without any are left out. */
function sparseTangents(
  system: LandscapeSystem,
  x: Float64Array,
  symmetries: readonly Symmetry[],
): Covector[] {
  const tangents: Covector[] = [];
  for (const { left, conjugated } of symmetries) {
    const m = system.layout.find(({ name }) => left.includes(name))?.rows ?? 0;
    const moved = system.layout.filter(
      ({ name, rows }) => rows === m && (left.includes(name) || conjugated.includes(name)),
    );
    const sides = moved.map((variable) => ({
      ...variable,
      byRow: nonzeros(x, variable, false),
      byColumn: conjugated.includes(variable.name) ? nonzeros(x, variable, true) : null,
    }));
    for (let a = 0; a < m; a++)
      for (let b = 0; b < a; b++) {
        // Ω = e_a e_bᵀ − e_b e_aᵀ.
        const indices: number[] = [];
        const values: number[] = [];
        const put = (index: number, value: number) => {
          indices.push(index);
          values.push(value);
        };
        for (const { offset, columns, byRow, byColumn } of sides) {
          const [rowA, rowB] = [offset + a * columns, offset + b * columns];
          for (const j of byRow[b]!) put(rowA + j, x[rowB + j]!);
          for (const j of byRow[a]!) put(rowB + j, -x[rowA + j]!);
          if (byColumn === null) continue;
          for (const i of byColumn[a]!) put(offset + i * columns + b, -x[offset + i * columns + a]!);
          for (const i of byColumn[b]!) put(offset + i * columns + a, x[offset + i * columns + b]!);
        }
        if (indices.length > 0) tangents.push({ indices, values });
      }
  }
  return tangents;
}

/** The places of the nonzero entries in each row (or column) of a variable. */
function nonzeros(x: Float64Array, variable: VariableLayout, ofColumns: boolean): number[][] {
  const { offset, rows, columns } = variable;
  const lists: number[][] = Array.from({ length: ofColumns ? columns : rows }, () => []);
  for (let i = 0, k = offset; i < rows; i++)
    for (let j = 0; j < columns; j++, k++) if (x[k] !== 0) lists[ofColumns ? j : i]!.push(ofColumns ? i : j);
  return lists;
}

/** Without the eigenvalues that belong to multipliers among the variables. */
const onFeasible = (found: JudgedInertia, { shift }: LandscapeSystem): JudgedInertia => ({
  ...found,
  negative: Math.max(0, found.negative - shift.negative),
  positive: Math.max(0, found.positive - shift.positive),
});

/**
 * The inertia of the Riemannian Hessian at x (of minus the Jacobian, for a field).
 *
 * @param lambda the multipliers at x, where they are known already.
 */
export function inertiaAt(
  system: LandscapeSystem,
  x: Float64Array,
  frames: readonly Frame[] | undefined,
  symmetries: readonly Symmetry[],
  lambda?: Float64Array,
): JudgedInertia {
  if (!system.isField) {
    const { form, covectors } = system.hessian(x, frames, lambda);
    return onFeasible(inertiaOf(splitBlocks(form, covectors)), system);
  }
  // Frames that leave the acted-on sides alone turn orbits into orbits: X = YB gives ΩX = (ΩY)B.
  const compatible = system.layout.every(({ name }, k) => {
    const { left, right } = system.sidesOf(frames?.[k]);
    const conjugated = symmetries.some((symmetry) => symmetry.conjugated.includes(name));
    return left === null && (right === null || !conjugated);
  });
  const used = compatible ? frames : undefined;
  const { form, covectors } = system.hessian(x, used, lambda);
  // The right sides of fields' frames are orthogonal: Y = X Bᵀ.
  const tangents = sparseTangents(system, system.covectorInFrame(x, used), symmetries);
  return stabilityOf(splitBlocks(form, covectors), tangents);
}

/**
 * The same, in the coordinates of the problem and, where the nullity is not what was expected, in those in which the conditions
 * are of size one as well: what is not zero in some coordinates is not zero, and what is lost in rounding differs between them.
 * Where the two contradict each other it is undecided. The sizes of eigenvalues are those in the coordinates of the problem.
 *
 * @param expected a nullity that is believed without a second look.
 */
export function decidedInertiaAt(
  system: LandscapeSystem,
  x: Float64Array,
  frames: readonly Frame[] | undefined,
  symmetries: readonly Symmetry[],
  lambda?: Float64Array,
  expected = 0,
): JudgedInertia {
  const plain = inertiaAt(system, x, frames, symmetries, lambda);
  if (plain.undecided === 0 && plain.zero === expected) return plain;
  const { units } = system;
  if (units === null) return plain;
  const scaled = scaledInertiaAt(system, x, units, symmetries);
  if (scaled.undecided === 0 && (plain.undecided > 0 || scaled.zero < plain.zero))
    return { ...scaled, smallestNonzero: plain.smallestNonzero, largest: plain.largest };
  if (plain.undecided > 0 || scaled.undecided > 0 || scaled.zero > plain.zero) return plain;
  return scaled.negative === plain.negative ? plain : { ...plain, undecided: 1 };
}

/**
 * The same in the coordinates x_v / unit_v: by Sylvester's law for a Hessian, by similarity for a field. Where coordinates are of
 * very different sizes, rounding is told from what is small in these alone.
 */
function scaledInertiaAt(
  system: LandscapeSystem,
  x: Float64Array,
  unit: Float64Array,
  symmetries: readonly Symmetry[],
): JudgedInertia {
  const { form, covectors } = system.hessian(x, undefined);
  const { size, rows, columns } = form;
  const values = form.values.map((value, t) => {
    const [row, column] = [unit[rows[t]!]!, unit[columns[t]!]!];
    return system.isField ? (value / row) * column : value * row * column;
  });
  const scaled = { size, rows, columns, values };
  if (!system.isField)
    return onFeasible(
      inertiaOf(
        splitBlocks(
          scaled,
          covectors.map(({ indices, values }) => ({
            indices,
            values: values.map((value, k) => value * unit[indices[k]!]!),
          })),
        ),
      ),
      system,
    );
  const tangents = sparseTangents(system, x, symmetries).map(({ indices, values }) => ({
    indices,
    values: values.map((value, k) => value / unit[indices[k]!]!),
  }));
  return stabilityOf(splitBlocks(scaled, covectors), tangents);
}

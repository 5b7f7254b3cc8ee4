/**
 * The orbit of a point under O(m): what tells it from others, and its ranks.
 *
 * O(m) acts on some variables from the left, X ↦ RX, and on others by conjugation, P ↦ RPRᵀ. The products of the columns of all [X …],
 * of P[X …] and of Pᵀ P[X …] do not change, and separate orbits where the columns of [X …] span what P acts on.
 */

import { euclideanNorm } from "../../elementary/elementary.js";
import { independent } from "../../numeric/linalg/gram-schmidt.js";
import type { Problem } from "../../objectives/problem.js";
import { SHORT } from "../tolerances.js";
import type { LandscapeSystem } from "./landscape-system.js";

/**
 * Some of the vectors that span all of them to `tolerance`, relative to the longest or to `SHORT`: their number is the rank.
 */
export const spanOf = (vectors: readonly Float64Array[], tolerance: number): Float64Array[] =>
  independent(
    vectors,
    tolerance,
    vectors.reduce((longest, v) => Math.max(longest, Math.sqrt(v.reduce((sum, x) => sum + x * x, 0))), SHORT),
  );

/** The columns of all variables that the group moves from the left. */
export function movedVectors(
  system: LandscapeSystem,
  x: Float64Array,
  left: readonly string[],
): Float64Array[] {
  return system.layout.flatMap(({ name, offset, rows, columns }) =>
    left.includes(name)
      ? Array.from({ length: columns }, (_, j) =>
          Float64Array.from({ length: rows }, (_, i) => x[offset + i * columns + j]!),
        )
      : [],
  );
}

const leftOf = ({ objective }: Problem): readonly string[] => objective.symmetries[0]?.left ?? [];

/** Every column in the unit of its first entry: scaled one by one, entries would change the rank. */
export function encoderRank(
  system: LandscapeSystem,
  x: Float64Array,
  problem: Problem,
  unit: Float64Array,
  tolerance: number,
): number {
  const { offset, rows, columns } = system.layout.find(({ name }) => name === problem.objective.encoder)!;
  const list = Array.from({ length: rows }, (_, i) =>
    Float64Array.from({ length: columns }, (_, j) => x[offset + i * columns + j]! / unit[offset + j]!),
  );
  return spanOf(list, tolerance).length;
}

/** Length m of the vectors that O(m) acts on, and the dimension r that they span; 0 and 0 where no group acts. */
export function rankOfMoved(
  system: LandscapeSystem,
  x: Float64Array,
  problem: Problem,
  tolerance: number,
): { m: number; r: number } {
  const columns = movedVectors(system, x, leftOf(problem));
  return { m: columns[0]?.length ?? 0, r: spanOf(columns, tolerance).length };
}

/** Polynomial invariants of the O(m) action that separate its orbits: S = [X …]ᵀ[X …] and XᵀPX, XᵀPᵀPX for conjugated P. */
export function invariants(
  system: LandscapeSystem,
  x: Float64Array,
  problem: Problem,
  unit: Float64Array,
): { gram: Float64Array; gramSize: Float64Array } {
  const [symmetry] = problem.objective.symmetries;
  const sizeAt = (v: number) => Math.max(Math.abs(x[v]!), unit[v]!);
  if (symmetry === undefined || symmetry.left.length === 0)
    return { gram: x, gramSize: x.map((_, v) => sizeAt(v)) };
  const columns = movedVectors(system, x, leftOf(problem));
  const units = movedVectors(system, unit, leftOf(problem)).map((column) => column[0]!);
  const m = columns[0]!.length;
  // Each list with the sizes that its columns have at least: what is smaller by far is zero.
  const moved: { list: Float64Array[]; least: number[] }[] = [{ list: columns, least: units }];
  for (const { name, offset, rows } of system.layout) {
    if (!symmetry.conjugated.includes(name) || rows !== m) continue;
    const apply = (v: Float64Array, transposed: boolean) =>
      Float64Array.from({ length: m }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < m; k++) sum += x[offset + (transposed ? k * m + i : i * m + k)]! * v[k]!;
        return sum;
      });
    const once = columns.map((v) => apply(v, false));
    const factor = unit[offset]!;
    moved.push({ list: once, least: units.map((u) => u * factor) });
    moved.push({ list: once.map((v) => apply(v, true)), least: units.map((u) => u * factor * factor) });
  }
  const gram: number[] = [];
  const gramSize: number[] = [];
  for (const { list, least } of moved)
    columns.forEach((a, i) => {
      list.forEach((b, j) => {
        gram.push(a.reduce((sum, v, k) => sum + v * b[k]!, 0));
        gramSize.push(Math.max(euclideanNorm(a), units[i]!) * Math.max(euclideanNorm(b), least[j]!));
      });
    });
  // Variables that the group does not touch are invariants themselves.
  for (const { name, offset, rows, columns: p } of system.layout)
    if (!symmetry.left.includes(name) && !symmetry.conjugated.includes(name))
      for (let k = offset; k < offset + rows * p; k++) {
        gram.push(x[k]!);
        gramSize.push(sizeAt(k));
      }
  return { gram: Float64Array.from(gram), gramSize: Float64Array.from(gramSize) };
}

/**
 * The assignment problem: a permutation π of 0 … n−1 that minimises Σ_i C_{i π(i)}, by the Hungarian method with
 * potentials (Kuhn 1955; the O(n³) form of Jonker and Volgenant 1987).
 */
import type { Matrix } from "./dense.js";

/**
 * @param cost n×n, finite.
 * @returns the column assigned to each row.
 * @throws RangeError if the matrix is not square.
 * @example assignment({ rows: 2, columns: 2, data: Float64Array.of(1, 0, 0, 1) }) // [1, 0]
 */
export function assignment({ rows: n, columns, data }: Matrix): Int32Array {
  if (columns !== n) throw new RangeError(`assignment: expected a square matrix, got ${n}×${columns}`);
  // Row and column 0 are sentinels: rowOf[0] is the row that is being placed.
  const rowPotential = new Float64Array(n + 1);
  const columnPotential = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1);
  const previous = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    const slack = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(n + 1);
    let column = 0;
    do {
      visited[column] = 1;
      const i = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (visited[j]) continue;
        const reduced = data[(i - 1) * n + j - 1]! - rowPotential[i]! - columnPotential[j]!;
        if (reduced < slack[j]!) {
          slack[j] = reduced;
          previous[j] = column;
        }
        if (slack[j]! < delta) {
          delta = slack[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (visited[j]) {
          rowPotential[rowOf[j]!]! += delta;
          columnPotential[j]! -= delta;
        } else slack[j]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    // Swap along the alternating path.
    while (column !== 0) {
      const from = previous[column]!;
      rowOf[column] = rowOf[from]!;
      column = from;
    }
  }
  const assigned = new Int32Array(n);
  for (let j = 1; j <= n; j++) assigned[rowOf[j]! - 1] = j - 1;
  return assigned;
}

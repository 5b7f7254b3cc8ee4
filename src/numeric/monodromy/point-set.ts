/** Sets of complex points that are told apart by their ∞-distance. */
import { cos, hypot, sin } from "../../elementary/elementary.js";
import type { ComplexPoint } from "../polynomial/system.js";
import { SEGMENT } from "./options.js";

/** Points, each once; a hash along one direction keeps the comparison local. */
export class PointSet {
  readonly points: ComplexPoint[] = [];
  private readonly cells = new Map<number, number[]>();

  /** Adds a point unless it is there, or not finite. */
  add(point: ComplexPoint): void {
    let key = 0;
    for (let v = 0; v < point.re.length; v++)
      key += cos(2 * v + 1) * point.re[v]! + sin(5 * v + 2) * point.im[v]!;
    if (!Number.isFinite(key)) return;
    const cell = Math.floor(key * 1e4);
    for (const near of [cell - 1, cell, cell + 1])
      for (const k of this.cells.get(near) ?? []) if (samePoint(this.points[k]!, point)) return;
    const list = this.cells.get(cell) ?? [];
    list.push(this.points.length);
    this.cells.set(cell, list);
    this.points.push(point);
  }
}

/** Whether two points agree relative to the larger of them. */
export function samePoint(a: ComplexPoint, b: ComplexPoint): boolean {
  let gap = 0;
  let size: number = SEGMENT.leastSize;
  for (let v = 0; v < a.re.length; v++) {
    gap = Math.max(gap, hypot(a.re[v]! - b.re[v]!, a.im[v]! - b.im[v]!));
    size = Math.max(size, hypot(a.re[v]!, a.im[v]!));
  }
  return gap <= SEGMENT.same * size;
}

/** The points among the ends of paths, some of which may have failed. */
export const present = (points: readonly (ComplexPoint | null)[]): ComplexPoint[] =>
  points.flatMap((x) => (x === null ? [] : [x]));

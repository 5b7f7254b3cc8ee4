/** Coordinates X = left · Y · right of an m×p matrix variable, `left: m×m`, `right: p×p`, both invertible. */
import type { Matrix } from "./dense.js";

/** The two sides of a change of coordinates. */
export interface Frame {
  readonly left: Matrix;
  readonly right: Matrix;
}

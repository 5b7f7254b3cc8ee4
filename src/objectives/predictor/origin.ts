/** The origin W = 0, P = 0: total collapse, an equilibrium of every predictor objective. */
import { RationalMatrix } from "../../exact/matrix.js";
import { generate, type Matrix } from "../../numeric/linalg/dense.js";
import type { ComponentProposal } from "../objective.js";

/** rows×columns. */
export const zeros = (rows: number, columns: number): Matrix => generate(rows, columns, () => 0);

/** W: m×p and P: m×m, both zero. */
export const exactOrigin = (m: number, p: number): ReadonlyMap<string, RationalMatrix> =>
  new Map([
    ["W", RationalMatrix.zero(m, p)],
    ["P", RationalMatrix.zero(m, m)],
  ]);

/** The collapsed equilibrium of the stop-gradient field: hyperbolic, for η > 0. */
export const collapse = (m: number, p: number): ComponentProposal => ({
  id: "collapse",
  family: "predictor with stop-gradient, collapse",
  representative: { W: zeros(m, p), P: zeros(m, m) },
  exactRepresentative: exactOrigin(m, p),
  dimension: 0,
  index: 0,
  nullity: 0,
  multiplicity: 1n,
  eulerCharacteristic: 1n,
});

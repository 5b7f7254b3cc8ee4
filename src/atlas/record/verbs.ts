/**
 * Questions to an atlas, as functions over the record: the record stays plain data, for `JSON.stringify` and `structuredClone`.
 *
 *   minima   components where the loss has a local minimum (fields: stable equilibria)
 *   saddles  strict saddles (fields: unstable equilibria)
 */
import type { Matrix } from "../../numeric/linalg/dense.js";
import { toRows } from "../../numeric/linalg/dense.js";
import type { Atlas, CriticalComponent } from "./types.js";

type Listed = Pick<Atlas, "components">;

const MINIMA: ReadonlySet<string> = new Set(["global-minimum", "local-minimum", "stable-equilibrium"]);
const SADDLES: ReadonlySet<string> = new Set(["strict-saddle", "unstable-equilibrium"]);

/**
 * Components at which the loss has a local minimum, global ones included; of a field its stable equilibria.
 *
 * @returns those of the list, in its order; minima that were not decided are not among them.
 * @example minima(await analyze(loadProblem(text))).map(({ exactValue }) => exactValue) // ["-1/4"]
 */
export const minima = ({ components }: Listed): CriticalComponent[] =>
  components.filter(({ kind }) => MINIMA.has(kind));

/**
 * Strict saddles: critical components with a direction of descent that are no maxima; of a field its unstable equilibria.
 *
 * @returns those of the list, in its order.
 * @example saddles(await analyze(loadProblem(text))).length // 1
 */
export const saddles = ({ components }: Listed): CriticalComponent[] =>
  components.filter(({ kind }) => SADDLES.has(kind));

/**
 * Components with so many negative eigenvalues of the Hessian (of a field: unstable directions).
 *
 * @returns those of the list, in its order; components without a decided index are in none.
 * @example byIndex(await analyze(loadProblem(text)), 1)[0]!.multiplicity // 2n
 */
export const byIndex = ({ components }: Listed, index: number): CriticalComponent[] =>
  components.filter((component) => component.index === index);

/**
 * A matrix as an array of rows.
 *
 * @param matrix m×n, as representatives of components are.
 * @returns m arrays of n numbers, copies.
 * @example rows((await analyze(loadProblem(text))).components[0]!.representative.W!).length // 1
 */
export const rows = (matrix: Matrix): number[][] => toRows(matrix);

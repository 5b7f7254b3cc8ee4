/**
 * From stationarity conditions to polynomial systems for the numeric layer.
 *
 * Unknowns: the entries of the variables, row-major, then one multiplier per unit sphere.
 *
 *   G_X(x) − λ_S x = 0 for every entry (no multiplier for free variables),   Σ_S x² − 1 = 0 for every sphere.
 */

import type { RationalMatrix } from "../exact/matrix.js";
import { rational, toNumber } from "../exact/rational.js";
import type { NumericSystem, NumericTerm } from "../numeric/polynomial/system.js";
import { hasDefined } from "./expression.js";
import { type Landscape, numericGradients, numericLoss } from "./landscape.js";
import { expand, Polynomial } from "./polynomial.js";

/** Nearest doubles of exact polynomials. */
export const toNumericSystem = (polynomials: readonly Polynomial[], variables: number): NumericSystem => ({
  variables,
  equations: polynomials.map((polynomial) =>
    [...polynomial.terms()].map(
      ({ coefficient, factors }): NumericTerm => ({ re: toNumber(coefficient), im: 0, factors }),
    ),
  ),
});

/**
 * The stationarity system of a landscape, rounded.
 *
 * @param spheres coordinates of each unit sphere, as the numeric layer lays the variables out.
 * @throws RangeError as `stationarityPolynomials`.
 */
export function stationaritySystem(landscape: Landscape, spheres: readonly Int32Array[]): NumericSystem {
  const equations = stationarityPolynomials(landscape, spheres);
  return toNumericSystem(equations, equations.length);
}

/**
 * The stationarity conditions of a landscape, exactly: as many as unknowns.
 *
 * @throws RangeError for variables seen through their positive part, and for inverses and roots: those conditions are not polynomial.
 */
export function stationarityPolynomials(landscape: Landscape, spheres: readonly Int32Array[]): Polynomial[] {
  if (landscape.variables.some(({ positivePart }) => positivePart))
    throw new RangeError("stationarity system: expected a polynomial loss, got one with positive parts");
  if (hasDefined(landscape.loss))
    throw new RangeError("stationarity system: expected a polynomial loss, got one with inverses or roots");
  let size = 0;
  const layout = new Map<string, { offset: number }>();
  for (const { symbol } of landscape.variables) {
    layout.set(symbol.name, { offset: size });
    size += symbol.rows * symbol.columns;
  }
  const constants: ReadonlyMap<string, RationalMatrix> = landscape.constants;
  const gradients = numericGradients(landscape).flatMap((g) => expand(g, layout, constants).flat());
  const minusOne = rational(-1);
  const equations = gradients.map((g, v) => {
    const sphere = spheres.findIndex((s) => s.includes(v));
    if (sphere < 0) return g;
    return Polynomial.sum([
      g,
      Polynomial.variable(size + sphere)
        .multiply(Polynomial.variable(v))
        .scale(minusOne),
    ]);
  });
  for (const sphere of spheres)
    equations.push(
      Polynomial.sum([
        ...[...sphere].map((v) => Polynomial.variable(v).multiply(Polynomial.variable(v))),
        Polynomial.constant(minusOne),
      ]),
    );
  return equations;
}

/** The terms of the loss in the entries of the variables, row-major, exactly. */
export function lossTerms(
  landscape: Landscape,
): ReturnType<Polynomial["terms"]> extends Iterable<infer T> ? T[] : never {
  let offset = 0;
  const layout = new Map<string, { offset: number }>();
  for (const { symbol } of landscape.variables) {
    layout.set(symbol.name, { offset });
    offset += symbol.rows * symbol.columns;
  }
  return [...expand(numericLoss(landscape), layout, landscape.constants)[0]![0]!.terms()];
}

/**
 * Invariants of a critical point along its component: points with others lie on another one.
 */
import { singularSpectrum } from "../../numeric/linalg/decompositions.js";
import { type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import { toMatrix } from "../../objectives/build.js";
import { type Landscape, numericLoss } from "../../symbolic/landscape.js";

/**
 * Singular values of X C Yᵀ for every place of the loss where the columns of X and Y meet (C constants between them), and
 * of the square variables: what left rotations and the maps of `rightFields` keep.
 */
export function junctionSpectra(landscape: Landscape, point: Readonly<Record<string, Matrix>>): number[] {
  const values = new Map<string, Matrix>([
    ...[...landscape.constants].map(([name, value]): [string, Matrix] => [name, toMatrix(value)]),
    ...Object.entries(point),
  ]);
  const names = new Set(landscape.variables.map(({ symbol }) => symbol.name));
  const spectra: number[] = [];
  const seen = new Set<string>();
  for (const { traces } of numericLoss(landscape).terms)
    for (const word of traces)
      word.forEach((first, k) => {
        if (!names.has(first.symbol.name) || first.transposed) return;
        let product = values.get(first.symbol.name)!;
        let key = first.symbol.name;
        for (let l = 1; l <= word.length; l++) {
          const next = word[(k + l) % word.length]!;
          const value = values.get(next.symbol.name);
          // Inverses and roots are no points' matrices.
          if (value === undefined) return;
          key += `*${next.symbol.name}${next.transposed ? "'" : ""}`;
          if (names.has(next.symbol.name)) {
            if (!next.transposed || seen.has(key)) return;
            seen.add(key);
            spectra.push(...singularSpectrum(multiply(product, transpose(value))));
            return;
          }
          product = multiply(product, next.transposed ? transpose(value) : value);
        }
      });
  for (const { symbol } of landscape.variables)
    if (symbol.rows === symbol.columns) spectra.push(...singularSpectrum(point[symbol.name]!));
  return spectra;
}

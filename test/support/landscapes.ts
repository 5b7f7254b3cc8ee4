/** Landscapes with orthogonal symmetries, by what acts on them, and numbers to stand at their points. */
import { RationalMatrix } from "../../src/exact/matrix.js";
import type { Random } from "../../src/exact/random.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import type { Stratum } from "../../src/quotient/strata.js";
import { type Constraint, type Landscape, variable } from "../../src/symbolic/landscape.js";
import type { PolynomialMatrix } from "../../src/symbolic/polynomial.js";

const CONSTANTS = new Map([
  [
    "Gamma",
    RationalMatrix.from([
      [3, 1, -1],
      [1, 2, 1],
      [-1, 1, 4],
    ]),
  ],
  [
    "Sigma",
    RationalMatrix.from([
      [5, 1, 0],
      [1, 3, 1],
      [0, 1, 2],
    ]),
  ],
]);

export const landscape = (
  loss: string,
  ...variables: readonly (readonly [name: string, rows: number, columns: number, constraint?: Constraint])[]
): Landscape =>
  landscapeFromText(
    loss,
    variables.map((v) => variable(...v)),
    CONSTANTS,
    new Map(),
  );

/** One of each way in which groups act: vectors, two sets of vectors, conjugation, constraints, a hidden layer, two groups, a field. */
export const ACTED: Readonly<Record<string, Landscape>> = {
  spectral: landscape("-2*tr(W*Gamma*W') + norm2(W*Sigma*W')", ["W", 2, 3]),
  "two encoders": landscape("-2*tr(A*Gamma*B')", ["A", 2, 3, "unit-columns"], ["B", 2, 3, "unit-columns"]),
  "unit norm": landscape("tr(W*Gamma*W') + norm2(W*Gamma*W')", ["W", 3, 3, "unit-norm"]),
  predictor: landscape("norm2(P*W) - tr(P*W*Gamma*W') + norm2(W) + tr(P)", ["W", 2, 3], ["P", 2, 2]),
  "hidden layer": landscape("norm2(B*A) - tr(B*A*Gamma) + norm2(A) + 2*norm2(B)", ["A", 2, 3], ["B", 3, 2]),
  "two groups": landscape(
    "norm2(B*A*A'*B') - tr(B*A*Gamma*A'*B') + norm2(A) + norm2(B)",
    ["A", 2, 3],
    ["B", 2, 2],
  ),
  "stopped gradient": landscape("norm2(P*W - sg(W)) + norm2(W) + norm2(P)", ["W", 2, 3], ["P", 2, 2]),
};

/** Small rational coordinates of a stratum with S ≻ 0 for every group, not on any special set. */
export function coordinatesOf({ forms, names }: Stratum, random: Random): Rational[] {
  const values = names.map(() => rational(random.integer(-9, 9) || 4).div(rational(7)));
  for (const { gram } of forms)
    for (const [i, row] of gram.entries())
      for (const [j, entry] of row.entries()) {
        const { factors } = entry.terms().next().value!;
        // Diagonally dominant.
        values[factors[0]!] = i === j ? rational(4 + i) : rational(random.integer(-3, 3)).div(rational(3));
      }
  return values;
}

export const numbersAt = (a: PolynomialMatrix, point: readonly Rational[]): number[][] =>
  a.map((row) => row.map((f) => f.evaluate(point).valueOf()));

/**
 * The second derivative at a critical point in the coordinates of its stratum (`strata.ts`).
 *
 * Directions δX = L̂_A V L̂_Bᵀ, V any matrix of the shape of X, are all directions. In V
 *
 *   losses   D²L − Σ_S λ_S ‖δX_S‖² is a quadratic form with the same inertia (Sylvester); bordered with the derivatives of the k constraints
 *            it has (k, 0, k) more than the Riemannian Hessian (the constraints are independent);
 *   fields   D(∂_X L) is similar to the Jacobian, V ↦ the block Y of the derivative.
 *
 * Entries are polynomials in the coordinates of the stratum and the multipliers, from the words of the derivatives.
 */
import { rational } from "../exact/rational.js";
import { directionalDerivative } from "../symbolic/differentiate.js";
import { type Expression, innerProduct, letter, type MatrixSymbol } from "../symbolic/expression.js";
import {
  isVectorField,
  type Landscape,
  type LandscapeVariable,
  numericGradients,
} from "../symbolic/landscape.js";
import { expandIn, Polynomial, type PolynomialMatrix, variableMatrix } from "../symbolic/polynomial.js";
import { dualOf, multiplierAt, multiplierCount, type StratumConditions } from "./conditions.js";
import { formOf, type Stratum } from "./strata.js";
import { StratumLetters } from "./stratum-letters.js";

/** The matrix of the second derivative, bordered by constraints. */
export interface SecondOrder {
  readonly matrix: PolynomialMatrix;
  /** How many of its rows and columns are borders. */
  readonly borders: number;
  readonly isField: boolean;
}

/** A variable, and where its directions are among all. */
export interface Place {
  readonly variable: LandscapeVariable;
  readonly offset: number;
}

/**
 * The second derivative on a stratum; null for a field whose gradient holds a multiple of the identity that a group conjugates.
 *
 * @param held a variable that is given: there are no directions in it.
 */
export function secondOrderOn(
  stratum: Stratum,
  landscape: Landscape,
  conditions: StratumConditions,
  held?: string,
): SecondOrder | null {
  const isField = isVectorField(landscape);
  const { places, size } = placesOf(landscape, held);
  const entries = new Entries(size);
  const all = numericGradients(landscape);
  const gradients = all.filter((_, k) => landscape.variables[k]!.symbol.name !== held);
  const directions = new Directions(stratum, landscape, conditions.names.length, places, size);
  for (const [x, place] of places.entries())
    for (const other of places) {
      const change = directionalDerivative(
        gradients[x]!,
        other.variable.symbol,
        directions.symbol(other, "right"),
      );
      if (!isField)
        directions.enterForm(entries, innerProduct(letter(directions.symbol(place, "left")), change));
      else if (!directions.enterMap(entries, place, change)) return null;
    }
  const borders = isField ? [] : constraintsInto(entries, stratum, conditions, places);
  return { matrix: entries.bordered(borders), borders: borders.length, isField };
}

/** Where the entries of each variable are among all directions, row by row; and how many there are. */
export function placesOf(
  { variables }: Landscape,
  held?: string,
): { readonly places: readonly Place[]; readonly size: number } {
  let size = 0;
  const places = variables.flatMap((variable): Place[] => {
    const { name, rows, columns } = variable.symbol;
    if (name === held) return [];
    const offset = size;
    size += rows * columns;
    return [{ variable, offset }];
  });
  return { places, size };
}

/** Sums of polynomials by row and column. */
class Entries {
  private readonly parts: Polynomial[][][];

  constructor(private readonly size: number) {
    this.parts = Array.from({ length: size }, () => Array.from({ length: size }, () => []));
  }

  add(row: number, column: number, f: Polynomial): void {
    this.parts[row]![column]!.push(f);
  }

  /** [H, N; Nᵀ, 0] */
  bordered(borders: readonly (readonly Polynomial[])[]): PolynomialMatrix {
    const rows = this.parts.map((row, i) => [
      ...row.map((parts) => Polynomial.sum(parts)),
      ...borders.map((border) => border[i]!),
    ]);
    return [
      ...rows,
      ...borders.map((border) => [...border.slice(0, this.size), ...borders.map(() => Polynomial.zero)]),
    ];
  }
}

/** Directions from the left and from the right of a bilinear form, as letters with unknown cores after the coordinates. */
class Directions {
  private readonly letters: StratumLetters;

  constructor(
    private readonly stratum: Stratum,
    { constants }: Landscape,
    private readonly base: number,
    places: readonly Place[],
    private readonly size: number,
  ) {
    const cores = new Map<string, PolynomialMatrix>();
    const kin = new Map<string, string>();
    for (const place of places)
      for (const [side, start] of [
        ["left", base],
        ["right", base + size],
      ] as const) {
        const { name, rows, columns } = this.symbol(place, side);
        cores.set(name, variableMatrix(start + place.offset, rows, columns));
        kin.set(name, place.variable.symbol.name);
      }
    this.letters = new StratumLetters(stratum, constants, cores, kin);
  }

  symbol({ variable: { symbol } }: Place, side: "left" | "right"): MatrixSymbol {
    return { ...symbol, name: `${side} d${symbol.name}`, role: "direction", symmetric: false };
  }

  /** Coefficients of u_i v_j. */
  enterForm(entries: Entries, form: Expression): void {
    const [f] = expandIn(form, this.letters)[0]!;
    for (const { coefficient, factors } of f!.terms()) {
      const [u, v] = factors.slice(-2);
      const rest = Polynomial.fromTerms([{ coefficient, factors: factors.slice(0, -2) }]);
      entries.add(u! - this.base, v! - this.base - this.size, rest);
    }
  }

  /** Coefficients of v_j in every entry; false where these are not the entries of a block. */
  enterMap(entries: Entries, { variable: { symbol }, offset }: Place, change: Expression): boolean {
    if (
      formOf(this.stratum, symbol.name, "right") !== undefined &&
      change.terms.some(({ word }) => word.length === 0)
    )
      return false;
    for (const [i, row] of expandIn(change, this.letters).entries())
      for (const [j, f] of row.entries())
        for (const { coefficient, factors } of f.terms())
          entries.add(
            offset + i * symbol.columns + j,
            factors.at(-1)! - this.base - this.size,
            Polynomial.fromTerms([{ coefficient, factors: factors.slice(0, -1) }]),
          );
    return true;
  }
}

/** − Σ λ ⟨u, v⟩ into the form; the derivatives of the constraints. */
function constraintsInto(
  entries: Entries,
  stratum: Stratum,
  { multipliers }: StratumConditions,
  places: readonly Place[],
): Polynomial[][] {
  const size = places.reduce((sum, { variable: { symbol } }) => sum + symbol.rows * symbol.columns, 0);
  const borders: Polynomial[][] = [];
  const minusOne = rational(-1);
  for (const { variable, offset } of places) {
    const { symbol, constraint } = variable;
    const lambda = multipliers.get(symbol.name);
    if (lambda === undefined) continue;
    const { name, rows, columns } = symbol;
    const dual = dualOf(stratum, name, stratum.cores.get(name)!);
    for (let k = 0; k < multiplierCount(symbol, constraint); k++)
      borders.push(
        Array.from({ length: size }, (_, at) => {
          const [i, j] = [Math.floor((at - offset) / columns), (at - offset) % columns];
          const isInside = at >= offset && i < rows;
          return isInside && multiplierAt(lambda, constraint, i, j) === lambda[k]
            ? dual[i]![j]!
            : Polynomial.zero;
        }),
      );
    // ⟨u, v⟩ = Σ u_ij (Ŝ_A v Ŝ_B)_ij, by columns of the form.
    for (let k = 0; k < rows; k++)
      for (let l = 0; l < columns; l++) {
        const unit = Array.from({ length: rows }, (_, i) =>
          Array.from({ length: columns }, (__, j) =>
            i === k && j === l ? Polynomial.constant(rational(1)) : Polynomial.zero,
          ),
        );
        for (const [i, row] of dualOf(stratum, name, unit).entries())
          for (const [j, entry] of row.entries())
            if (!entry.isZero())
              entries.add(
                offset + i * columns + j,
                offset + k * columns + l,
                entry.multiply(multiplierAt(lambda, constraint, i, j)).scale(minusOne),
              );
      }
  }
  return borders;
}

/**
 * Stationarity on a stratum of normal forms (`strata.ts`), from the words of the gradients.
 *
 * With X = L̂_A X̃ L̂_Bᵀ (L̂ = I on sides that nothing moves) and ∂_X L = L̂_A Y L̂_Bᵀ, Y the same words in the cores, L̂ᵀL̂ = Ŝ wherever moved sides
 * meet, as L̂ is injective
 *
 *   ∂_X L = 0                ⇔  Y = 0,
 *   ∂_X L = X diag(λ)        ⇔  Y = X̃ diag(λ),   diag(X̃ᵀ Ŝ X̃) = 1          (rows and the whole matrix alike).
 *
 * A term of the gradient without letters, c I_m, is L̂ c Ŝ⁻¹ L̂ᵀ: then Y Ŝ = 0 is the condition. S ≻ 0 is a condition on the real solutions, to be decided at each. Complex solutions where
 * det S = 0 belong to no stratum; det S_k · t_k = 1 for every group leaves them out, which is needed where they form sets of positive dimension. So do others
 * where a polynomial vanishes that has no real zero (`definite-forms.ts`): d · u = 1, d the product of these determinants, and v the same for traces, leaves those out.
 *
 * Inverses and roots have unknowns among the coordinates of the stratum, whose equations come first (`defined-unknowns.ts`).
 *
 * Coordinates: those of the stratum, the multipliers, the t_k, u, v.
 */
import { rational } from "../exact/rational.js";
import type { Expression, MatrixSymbol } from "../symbolic/expression.js";
import { type Constraint, type Landscape, numericGradients } from "../symbolic/landscape.js";
import {
  determinant,
  expandIn,
  type LetterValues,
  multiplyMatrices,
  Polynomial,
  type PolynomialMatrix,
  transposeMatrix,
} from "../symbolic/polynomial.js";
import { definiteDeterminants, definiteTraces } from "./definite-forms.js";
import { formOf, type Stratum } from "./strata.js";
import { StratumLetters } from "./stratum-letters.js";

/** Polynomial conditions on a stratum. */
export interface StratumConditions {
  /** Coordinates: those of the stratum, multipliers, one t for each group of positive rank, u, v. */
  readonly names: readonly string[];
  readonly equations: readonly Polynomial[];
  /** Multipliers of each constrained variable, in the order of its columns or rows. */
  readonly multipliers: ReadonlyMap<string, readonly Polynomial[]>;
}

const MINUS_ONE = Polynomial.constant(rational(-1));
const negated = (f: Polynomial): Polynomial => f.multiply(MINUS_ONE);

/**
 * What complex solutions are left out: none; those where a trace vanishes that does at no real point; those with det S = 0; and those with det S = 0 or where any
 * polynomial vanishes that does at no real point.
 */
export type Saturation = "none" | "traces" | "gram" | "definite";

/**
 * The conditions of a landscape on a stratum.
 *
 * @param held a variable that is given: nothing is asked of the derivative in it.
 */
export function conditionsOn(
  stratum: Stratum,
  landscape: Landscape,
  saturation: Saturation = "gram",
  held?: string,
): StratumConditions {
  const names = [...stratum.names];
  const unknown = (name: string): Polynomial => Polynomial.variable(names.push(name) - 1);
  const letters = new StratumLetters(stratum, landscape.constants);
  const equations = [...stratum.equations];
  const multipliers = new Map<string, readonly Polynomial[]>();
  numericGradients(landscape).forEach((gradient, k) => {
    const { symbol, constraint } = landscape.variables[k]!;
    if (symbol.name === held) return;
    let block = blockOf(gradient, symbol, stratum, letters);
    if (constraint !== "none") {
      const core = stratum.cores.get(symbol.name)!;
      const lambda = Array.from({ length: multiplierCount(symbol, constraint) }, (_, i) =>
        unknown(`lambda_${symbol.name}[${i + 1}]`),
      );
      multipliers.set(symbol.name, lambda);
      block = block.map((row, i) =>
        row.map((entry, j) =>
          entry.add(negated(core[i]![j]!.multiply(multiplierAt(lambda, constraint, i, j)))),
        ),
      );
      for (const norm of normsOf(symbol, constraint, stratum)) equations.push(norm.add(MINUS_ONE));
    }
    equations.push(...block.flat());
  });
  // Each once: another unknown for the same would put more critical points of the distance on sets of positive dimension.
  const leftOut = new Set<string>();
  const withoutZeros = (name: string, forms: readonly Polynomial[]): void => {
    const others = forms.filter((d) => !leftOut.has(d.key()));
    if (others.length > 0)
      equations.push(others.reduce((product, d) => product.multiply(d), unknown(name)).add(MINUS_ONE));
    for (const d of others) leftOut.add(d.key());
  };
  for (const [k, { gram, rank }] of stratum.forms.entries())
    if ((saturation === "gram" || saturation === "definite") && rank > 0)
      withoutZeros(k === 0 ? "t" : `t_${k + 1}`, [determinant(gram)]);
  if (saturation === "definite") withoutZeros("u", definiteDeterminants(stratum, landscape));
  if (saturation === "traces" || saturation === "definite")
    withoutZeros("v", definiteTraces(stratum, landscape));
  // Points without coordinates are written with one, which is 0.
  if (names.length === 0) equations.push(unknown("0"));
  return { names, equations: equations.filter((f) => !f.isZero()), multipliers };
}

/** Y, or Y Ŝ where a term of the gradient has no letters. */
function blockOf(
  gradient: Expression,
  { name }: MatrixSymbol,
  stratum: Stratum,
  letters: LetterValues,
): PolynomialMatrix {
  const form = formOf(stratum, name, "right");
  const isPlain = form === undefined || gradient.terms.every(({ word }) => word.length > 0);
  if (isPlain) return expandIn(gradient, letters);
  const bare = { ...gradient, terms: gradient.terms.filter(({ word }) => word.length === 0) };
  const others = { ...gradient, terms: gradient.terms.filter(({ word }) => word.length > 0) };
  const constant = expandIn(bare, letters);
  return multiplyMatrices(expandIn(others, letters), form.metric).map((row, i) =>
    row.map((entry, j) => entry.add(constant[i]![j]!)),
  );
}

/** How many spheres a variable lies on. */
export const multiplierCount = ({ rows, columns }: MatrixSymbol, constraint: Constraint): number =>
  constraint === "unit-columns" ? columns : constraint === "unit-rows" ? rows : 1;

/** The multiplier of the sphere that an entry belongs to. */
export const multiplierAt = <T>(lambda: readonly T[], constraint: Constraint, i: number, j: number): T =>
  lambda[constraint === "unit-columns" ? j : constraint === "unit-rows" ? i : 0]!;

/** ‖·‖² of every column, of every row, or of the whole. */
function normsOf({ name }: MatrixSymbol, constraint: Constraint, stratum: Stratum): Polynomial[] {
  const core = stratum.cores.get(name)!;
  const dual = transposeMatrix(dualOf(stratum, name, core));
  // (XᵀX)_jj or (XXᵀ)_ii, with Ŝ on both sides.
  const diagonal =
    constraint === "unit-rows"
      ? multiplyMatrices(core, dual).map((row, i) => row[i]!)
      : multiplyMatrices(dual, core).map((row, i) => row[i]!);
  return constraint === "unit-norm" ? [Polynomial.sum(diagonal)] : diagonal;
}

/** Ŝ_A X̃ Ŝ_B: ⟨X, V⟩ = tr(Ŝ_A X̃ Ŝ_B Ṽᵀ). */
export function dualOf(stratum: Stratum, name: string, core: PolynomialMatrix): PolynomialMatrix {
  const [left, right] = [formOf(stratum, name, "left"), formOf(stratum, name, "right")];
  const moved = left === undefined ? core : multiplyMatrices(left.metric, core);
  return right === undefined ? moved : multiplyMatrices(moved, right.metric);
}

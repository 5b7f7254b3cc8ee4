/**
 * Losses whose critical points of full row rank span invariant subspaces of one matrix, and a proved bound of their number.
 *
 * Let the gradient be X D Xᵀ X C + X B, C and B p×p, C invertible: quartic losses whose words end alike. On a stratum X = L E, E r×p in reduced
 * echelon form with pivots J, S = LᵀL,
 *
 *   E D Eᵀ S E C + E B = 0   ⇔   N E = E M,   M = −B C⁻¹,   N = E D Eᵀ S.
 *
 * The rows of E span an invariant subspace of M. Then also E M^k = N^k E for every k, and as E is the identity at J, N^k = (E M^k)_J is linear in
 * the free entries of E: for k = 1, …, p − 1 these are quadratic equations in E alone,
 *
 *   (E M^k)_J E = E M^k,
 *
 * which for a general M have no solution at infinity (K A_k K = 0 for p − 1 general A_k asks p − 1 conditions of the p − 2 parameters of a matrix of rank 1), so that the bound of
 * one prime (`atlas/propose/subspace-bound.ts`) is the number C(p, r) of subspaces. Where M is invertible, E M = N E has rank r, so have N and E D Eᵀ, and
 * S = (E D Eᵀ)⁻¹ N is the only one: there are no more critical points than subspaces, over C as well.
 *
 * The bound is proved whatever M is; that it is sharp needs M to be general, and is seen when as many points are found.
 *
 * Not covered: several variables, constraints, words with traces beside them, M singular.
 */

import { determinant, inverse } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { rational, ZERO } from "../exact/rational.js";
import { hasDefined, type Letter, type Word } from "../symbolic/expression.js";
import { isVectorField, type Landscape, numericGradients } from "../symbolic/landscape.js";
import {
  constantMatrix,
  multiplyMatrices,
  Polynomial,
  type PolynomialMatrix,
} from "../symbolic/polynomial.js";
import type { Stratum } from "./strata.js";

/**
 * M, p×p and invertible; undefined where the gradient is of another form.
 *
 * @param landscape a loss of any variables.
 * @returns −B C⁻¹.
 * @example subspaceMatrix(‖W Sigma W'‖² − 2 tr(W Gamma W')) // 4 Gamma Sigma⁻¹, D = 4 Sigma
 */
export function subspaceMatrix(landscape: Landscape): RationalMatrix | undefined {
  const [variable, another] = landscape.variables;
  if (variable === undefined || another !== undefined || isVectorField(landscape)) return undefined;
  if (hasDefined(landscape.loss)) return undefined;
  const { symbol, constraint, positivePart } = variable;
  if (constraint !== "none" || positivePart) return undefined;
  const p = symbol.columns;
  const product = (word: Word): RationalMatrix =>
    word.reduce((left, letter) => left.multiply(matrixOf(letter, landscape)), RationalMatrix.identity(p));
  let b = RationalMatrix.zero(p, p);
  let last: RationalMatrix | undefined;
  for (const { coefficient, traces, word } of numericGradients(landscape)[0]!.terms) {
    const places = word.flatMap(({ symbol: { role } }, k) => (role === "variable" ? [k] : []));
    if (traces.length > 0 || places[0] !== 0 || word[0]!.transposed) return undefined;
    if (places.length === 1) b = b.add(product(word.slice(1)).scale(coefficient));
    else {
      const [, second, third] = places;
      if (places.length !== 3 || third !== second! + 1) return undefined;
      if (!word[second!]!.transposed || word[third]!.transposed) return undefined;
      const end = product(word.slice(third + 1));
      if (last !== undefined && !last.equals(end)) return undefined;
      last = end;
    }
  }
  if (last === undefined || determinant(last).equals(ZERO)) return undefined;
  const m = b.multiply(inverse(last)).scale(rational(-1));
  return determinant(m).equals(ZERO) ? undefined : m;
}

const matrixOf = ({ symbol, transposed }: Letter, { constants }: Landscape): RationalMatrix => {
  const value = constants.get(symbol.name)!;
  return transposed ? value.transpose() : value;
};

/**
 * (E M^k)_J E − E M^k, k = 1, …, p − 1, in the free entries of E; undefined where several groups act, or one from the right.
 *
 * @param m M.
 * @returns quadratic polynomials in so many unknowns; where there is no free entry, in one that is 0.
 * @example subspaceEquations(diag(1, 2), rank 1 with pivot 1) // E = (1, k): k − 2k
 */
export function subspaceEquations(
  m: RationalMatrix,
  { forms, vectors, cores }: Stratum,
): { readonly equations: readonly Polynomial[]; readonly unknowns: number } | undefined {
  const [form, other] = forms;
  const block = vectors[0]?.[0];
  if (form === undefined || other !== undefined || block?.side !== "left") return undefined;
  let unknowns = 0;
  const echelon: PolynomialMatrix = cores
    .get(block.name)!
    .slice(0, form.rank)
    .map((row) => row.map((entry) => (entry.degree === 1 ? Polynomial.variable(unknowns++) : entry)));
  const equations: Polynomial[] = [];
  let power = m;
  for (let k = 1; k < m.rows; k++, power = power.multiply(m)) {
    const image = multiplyMatrices(echelon, constantMatrix(power));
    const core = image.map((row) => form.pivots.map((j) => row[j]!));
    const again = multiplyMatrices(core, echelon);
    for (const [i, row] of again.entries())
      for (const [j, entry] of row.entries()) {
        const f = entry.add(image[i]![j]!.scale(rational(-1)));
        if (!f.isZero()) equations.push(f);
      }
  }
  // Points without coordinates are written with one, which is 0.
  if (unknowns === 0) equations.push(Polynomial.variable(unknowns++));
  return { equations, unknowns };
}

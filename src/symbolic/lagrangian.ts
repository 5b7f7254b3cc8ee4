/**
 * Equalities h_k(X) = 0 on the variables of a loss L, by Lagrange multipliers that are variables themselves:
 *
 *   ℒ(X, Λ) = L(X) − Σ_k ⟨Λ_k, h_k(X)⟩ (+ ‖Λ_k ∓ Λ_kᵀ‖²),   ∂ℒ = 0  ⇔  h_k(X) = 0 and ∇L(X) = Σ_k ∇⟨Λ_k, h_k⟩(X).
 *
 * The term in brackets stands where h_k is symmetric (antisymmetric): Λ_k is then symmetric (antisymmetric) at every critical point, as what else of it
 * does not meet h_k. Where the derivatives of the independent entries of all h_k, c of them, are linearly independent on the feasible set (it is regular),
 * Λ is determined by X, and the second derivative of ℒ, [H, −N; −Nᵀ, 0] and 8 times the identity on the rest of Λ, r dimensions of it, has
 *
 *   In(D²ℒ) = In(H on ker Nᵀ) + (c, 0, c + r),   H on ker Nᵀ the Riemannian Hessian of L.
 *
 * X ≥ 0 is X = V∘V: then Λ∘V = 0 and ∇L = Λ, so that X is stationary on its face, and the second derivative in V is 2Λ on the face's zeros. A point is one of
 * Karush, Kuhn and Tucker if Λ ≥ 0; where no entry of X and Λ are both 0, its index is that of L on the face.
 *
 * So everything that is said of critical points of functions without constraints is said of ℒ; index and dimension are those of L on the feasible set.
 */
import { knownConstants } from "./entrywise.js";
import {
  add,
  type Expression,
  equals,
  innerProduct,
  letter,
  type MatrixSymbol,
  negate,
  norm2,
  subtract,
  sum,
  transpose,
} from "./expression.js";
import type {
  Equality,
  Feasible,
  Inequality,
  Landscape,
  LandscapeVariable,
  SelfTranspose,
  SpectrumShift,
} from "./landscape.js";

const selfTransposeOf = (h: Expression): SelfTranspose =>
  h.rows !== h.columns || h.rows === 1
    ? "none"
    : equals(h, transpose(h))
      ? "symmetric"
      : equals(h, negate(transpose(h)))
        ? "antisymmetric"
        : "none";

/** Entries of h that are independent as functions, and what else a multiplier of its shape has. */
function entriesOf({ rows, columns }: Expression, symmetry: SelfTranspose): SpectrumShift {
  const all = rows * columns;
  const above = (rows * (rows - 1)) / 2;
  const independent = symmetry === "none" ? all : symmetry === "symmetric" ? all - above : above;
  return { negative: independent, positive: all };
}

/**
 * ℒ as a landscape, roots and multipliers after the variables of L.
 *
 * @param base L.
 * @param multipliers one for each equality, by names that nothing else has.
 * @param inequalities X ≥ 0 that equalities X − V∘V = 0 in the list stand for.
 */
export function withEqualities(
  base: Landscape,
  equalities: readonly Equality[],
  multipliers: readonly Pick<MatrixSymbol, "name" | "tex">[],
  feasible: Feasible,
  inequalities: readonly Inequality[] = [],
): Landscape {
  const list = equalities.map((equality, k) => {
    const { rows, columns } = equality.difference;
    const multiplier: MatrixSymbol = {
      ...multipliers[k]!,
      rows,
      columns,
      role: "variable",
      symmetric: false,
    };
    return { ...equality, multiplier, symmetry: selfTransposeOf(equality.difference) };
  });
  const terms = list.map(({ difference, multiplier, symmetry }) => {
    const lambda = letter(multiplier);
    const pairing = negate(innerProduct(lambda, difference));
    if (symmetry === "none") return pairing;
    const other = transpose(lambda);
    return add(pairing, norm2(symmetry === "symmetric" ? subtract(lambda, other) : add(lambda, other)));
  });
  const shifts = list.map(({ difference, symmetry }) => entriesOf(difference, symmetry));
  const shift = {
    negative: shifts.reduce((total, { negative }) => total + negative, 0),
    positive: shifts.reduce((total, { positive }) => total + positive, 0),
  };
  const added = [...inequalities.map(({ root }) => root), ...list.map(({ multiplier }) => multiplier)].map(
    (symbol): LandscapeVariable => ({ symbol, constraint: "none", positivePart: false }),
  );
  const constants = constantsIn(
    base,
    list.map(({ difference }) => difference),
  );
  return {
    ...base,
    constants,
    variables: [...base.variables, ...added],
    loss: sum([base.loss, ...terms]),
    equalities: { base, list, inequalities, feasible, constants, shift },
  };
}

/** The constants of a landscape, and those that are named in other expressions: columns of I and vectors of ones. */
export const constantsIn = (
  { constants }: Pick<Landscape, "constants">,
  expressions: readonly Expression[],
): Landscape["constants"] =>
  new Map([...constants, ...expressions.flatMap((expression) => [...knownConstants(expression)])]);

/** Without multipliers among the variables. */
export const NO_SHIFT: SpectrumShift = { negative: 0, positive: 0 };

/** Whether some variable is held to X ≥ 0. */
export const hasInequalities = ({ equalities }: Landscape): boolean =>
  (equalities?.inequalities.length ?? 0) > 0;

/** What the second derivative of a landscape has more than the Hessian of its loss on the feasible set, unit spheres apart. */
export const spectrumShift = ({ equalities }: Landscape): SpectrumShift => equalities?.shift ?? NO_SHIFT;

/** The dimension of the feasible set of a landscape with so many entries and unit spheres. */
export function feasibleDimension(landscape: Landscape, entries: number, spheres: number): number {
  const { negative, positive } = spectrumShift(landscape);
  return entries - spheres - negative - positive;
}

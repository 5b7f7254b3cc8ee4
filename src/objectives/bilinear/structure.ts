/**
 * What the bilinear objective sees of Γ, and what one row of its weights can be.
 *
 *   Γ v_k = σ_k u_k;  tied: (Γ + Γᵀ)/2 v_k = γ_k v_k.
 *
 * One row is a critical point of −2 oᵀΓt on S^{p−1} × S^{p−1}: a pair of singular vectors (u, s v). For a group of μ equal
 * σ > 0 and a sign s: component ≅ S^{μ−1}, index #{σ_j > σ} for s = +, (p−1) + #{σ_j < σ} for s = −, nullity μ−1. A null group
 * of size μ₀: S^{μ₀−1} × S^{μ₀−1}, index #{σ_j > 0}, nullity 2(μ₀−1). Hessian at (u, s v): eigenvalues 2(sσ ± σ_j) for every
 * other singular pair j. Tied: an eigenvector of (Γ + Γᵀ)/2, index = number of strictly larger eigenvalues.
 */
import { CountPolynomial } from "../../exact/counting.js";
import type { Rational } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { identity, type Matrix, transpose } from "../../numeric/linalg/dense.js";
import type { Frame } from "../../numeric/linalg/frame.js";
import { symmetricPart } from "../build.js";
import type { Unavailable } from "../objective.js";
import { type EigenGroup, resolvedSingular, resolvedSymmetric } from "../spectrum.js";
import { sphereComponents, sphereEuler } from "../topology.js";

/** The singular (or, tied, the eigen-) structure of Γ: groups with the bases in which rows are expressed. */
export interface Structure {
  readonly groups: readonly EigenGroup[];
  /** Columns u_k for Wo (or W) and v_k for Wt, paired: Γ v_k = σ_k u_k. */
  readonly left: Matrix;
  readonly right: Matrix;
  readonly tied: boolean;
  readonly decided: () => boolean;
}

/** What one row (or, Frobenius-normalised, the whole pair) can be. */
export interface RowType {
  readonly label: string;
  readonly group: EigenGroup;
  /** +1, −1, or 0 where both signs are one family (null group). */
  readonly orientation: 1 | -1 | 0;
  /** −2sσ (or −2γ): contribution to the loss. */
  readonly cost: number;
  readonly exactCost: Rational | null;
  readonly index: number;
  readonly dimension: number;
  /** Connected components, and χ of all of them together. */
  readonly copies: bigint;
  readonly euler: bigint;
}

/** Undecided where the spectrum of Γ is. */
export function structureOf(moments: Moments, tied: boolean): Structure | Unavailable {
  const { gamma } = moments;
  const spectrum = tied ? resolvedSymmetric(symmetricPart(gamma), moments) : resolvedSingular(gamma, moments);
  return "unavailable" in spectrum ? spectrum : { ...spectrum, tied };
}

/**
 * The types of a row of length p, cheapest first.
 *
 * @param stack 1 for a row of its own; m for all m rows as one vector of Frobenius norm 1, on which m copies of Γ act side by side.
 */
function rowTypes({ groups, tied }: Structure, stack: number): RowType[] {
  const total = stack * groups.reduce((sum, { size }) => sum + size, 0);
  const above = (g: EigenGroup) =>
    stack * groups.reduce((sum, other) => sum + (other.start < g.start ? other.size : 0), 0);
  const types: RowType[] = [];
  for (const group of groups) {
    const size = stack * group.size;
    const larger = above(group);
    const smaller = total - larger - size;
    const exact = group.exactValue ?? null;
    const name = group.size === 1 ? `${group.start + 1}` : `${group.start + 1}..${group.start + group.size}`;
    const sphere = { dimension: size - 1, copies: sphereComponents(size - 1), euler: sphereEuler(size - 1) };
    const priced = (orientation: RowType["orientation"]) => ({
      group,
      orientation,
      cost: -2 * orientation * group.value,
      exactCost: exact === null ? null : exact.mul(-2 * orientation),
    });
    if (tied) types.push({ label: name, ...priced(1), index: larger, ...sphere });
    else if (group.value === 0)
      types.push({
        label: name,
        ...priced(0),
        index: larger,
        dimension: 2 * sphere.dimension,
        copies: sphere.copies ** 2n,
        euler: sphere.euler ** 2n,
      });
    else {
      types.push({ label: `+${name}`, ...priced(1), index: larger, ...sphere });
      types.push({
        label: `-${name}`,
        ...priced(-1),
        index: total - 1 + smaller,
        ...sphere,
      });
    }
  }
  return types.sort((a, b) => a.cost - b.cost);
}

/** Coefficients of a row in its group: (Wo part, Wt part), for given unit coefficient vectors. */
export function rowPair(structure: Structure, type: RowType, c: readonly number[], d: readonly number[]) {
  const combine = (basis: Matrix, weights: readonly number[], factor: number) =>
    Array.from({ length: basis.rows }, (_, i) => {
      let sum = 0;
      const from = i * basis.columns + type.group.start;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * basis.data[from + k]!;
      return factor * sum;
    });
  const o = combine(structure.left, c, 1);
  const t =
    type.orientation === 0 ? combine(structure.right, d, 1) : combine(structure.right, c, type.orientation);
  return { o, t };
}

/** Coordinates of Wo and Wt (or W: m×p) in which the Hessian is sparse. */
export const framesOf = (structure: Structure, m: number): Frame[] => {
  const left = identity(m);
  const online = { left, right: transpose(structure.left) };
  return structure.tied ? [online] : [online, { left, right: transpose(structure.right) }];
};

/** What all components of a problem are made from. */
export interface Setting {
  readonly structure: Structure;
  readonly types: readonly RowType[];
  /** W: m×p. */
  readonly m: number;
  readonly p: number;
  /** What the constraint makes of the constant and the weight decay. */
  readonly offset: Rational;
  readonly exact: boolean;
  readonly frames: readonly Frame[];
}

/**
 * What all components of a bilinear problem are made from; undecided where the spectrum of Γ is.
 *
 * @param offset what the constraint makes of the constant and the weight decay.
 * @param stack copies of Γ side by side, as for `rowTypes`.
 */
export function settingOf(
  moments: Moments,
  m: number,
  tied: boolean,
  offset: Rational,
  stack: number,
): Setting | Unavailable {
  const structure = structureOf(moments, tied);
  if ("unavailable" in structure) return structure;
  const { dimension: p, exact } = moments;
  return {
    structure,
    types: rowTypes(structure, stack),
    m,
    p,
    offset,
    exact,
    frames: framesOf(structure, m),
  };
}

/** Connected components of one row by index. */
export const countByIndex = (types: readonly RowType[]): CountPolynomial =>
  CountPolynomial.sum(types.map(({ index, copies }) => CountPolynomial.monomial(index, copies)));

/** Σ (−1)^index χ over the components of one row. */
export const signedEuler = (types: readonly RowType[]): bigint =>
  types.reduce((sum, { index, euler }) => sum + (index % 2 === 0 ? euler : -euler), 0n);

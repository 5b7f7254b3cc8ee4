/**
 * The joint eigenspaces of commuting Γ and Σ, and the roots that the stop-gradient field has on them.
 *
 *   Γ v = g v, Σ v = h v:   h p² − g p + η = 0,   p± = (g ± sign(g) √(g² − 4ηh)) / (2h),  one double root at g² = 4ηh.
 *
 * A mode is viable iff g² ≥ 4ηh. Eigenvalues are grouped as `../spectrum.ts` says.
 */
import type { RationalMatrix } from "../../exact/matrix.js";
import { isZero, type Rational, sign, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { commonEigenvectors } from "../../numeric/linalg/decompositions.js";
import { generate, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import {
  addScaledInto,
  EXTENDED_UNIT,
  extendedEigen,
  extendedMultiply,
  extendedTranspose,
  extendedZero,
  roundedMatrix,
  toExtended,
} from "../../numeric/linalg/extended-matrix.js";
import { columnOf, entryScale } from "../build.js";
import { type Unavailable, undecided } from "../objective.js";
import { type EigenGroup, resolvedSymmetric } from "../spectrum.js";

/** A joint eigenspace of Γ and Σ. */
export interface Mode {
  readonly g: number;
  readonly h: number;
  readonly exact: { readonly g: Rational; readonly h: Rational } | null;
  /** First column in the joint eigenbasis. */
  readonly start: number;
  readonly size: number;
}

/** A nonzero root p of h p² − g p + η = 0: the larger in size, the smaller, or a double one. */
export interface Root {
  readonly label: "+" | "-" | "0";
  readonly p: number;
}

/** A mode with a root: g² ≥ 4ηh. */
export interface ViableMode extends Mode {
  readonly roots: readonly Root[];
}

/** Γ and Σ on the columns of a basis: vᵀΓv and vᵀΣv, as hi + lo. */
interface JointBasis {
  readonly vectors: Matrix;
  readonly diagonal: (which: "gamma" | "sigma", k: number) => readonly [number, number];
}

function jointBasisInDoubles(g: Matrix, h: Matrix): JointBasis | Unavailable {
  const vectors = commonEigenvectors(g, h);
  if (vectors === null)
    return undecided("Γ and Σ commute, but no joint eigenbasis was found in double precision");
  const inBasis = (a: Matrix) => multiply(multiply(transpose(vectors), a), vectors).data;
  const values = { gamma: inBasis(g), sigma: inBasis(h) };
  return { vectors, diagonal: (which, k) => [values[which][k * (g.rows + 1)]!, 0] };
}

/** The same in double-double: the eigenvectors of Γ + wΣ, in which both must be diagonal. */
function jointBasisInExtended(gamma: RationalMatrix, sigma: RationalMatrix): JointBasis | Unavailable {
  const p = gamma.rows;
  const [sizeG, sizeH] = [entryScale(gamma), entryScale(sigma)];
  const [a, b] = [toExtended(gamma), toExtended(sigma)];
  const ratio = sizeH > 0 ? (sizeG > 0 ? sizeG : 1) / sizeH : 1;
  for (const weight of JOINT_WEIGHTS) {
    const combined = extendedZero(p, p);
    addScaledInto(combined, a, [1, 0]);
    addScaledInto(combined, b, [ratio * weight, 0]);
    const { vectors } = extendedEigen(combined);
    const inBasis = (x: typeof a) =>
      extendedMultiply(extendedTranspose(vectors), extendedMultiply(x, vectors));
    const values = { gamma: inBasis(a), sigma: inBasis(b) };
    const isDiagonal = (x: typeof a, size: number) =>
      x.hi.every((value, k) => k % (p + 1) === 0 || Math.abs(value) <= 256 * p * EXTENDED_UNIT * size);
    if (!isDiagonal(values.gamma, sizeG) || !isDiagonal(values.sigma, sizeH)) continue;
    return {
      vectors: roundedMatrix(vectors),
      diagonal: (which, k) => [values[which].hi[k * (p + 1)]!, values[which].lo[k * (p + 1)]!],
    };
  }
  return undecided("Γ and Σ commute, but no joint eigenbasis was found in double-double precision");
}

/** Γ + wΣ separates all joint eigenspaces unless two of its eigenvalues come close: then another one does. */
const JOINT_WEIGHTS = [0.618_033_988_749_894_8, -0.786_151_377_757_423_3, 1.324_717_957_244_746];

/** The joint eigenspaces of Γ and Σ, and a joint eigenbasis as columns. @param g, h Γ and Σ in doubles: p×p. */
export function jointModes(
  moments: Moments,
  g: Matrix,
  h: Matrix,
): { modes: Mode[]; basis: Matrix } | Unavailable {
  const { gamma, sigma } = moments;
  const p = gamma.rows;
  const gGroups = resolvedSymmetric(gamma, moments);
  const hGroups = resolvedSymmetric(sigma, moments);
  if ("unavailable" in gGroups) return gGroups;
  if ("unavailable" in hGroups) return hGroups;
  const joint =
    gGroups.extended !== null || hGroups.extended !== null
      ? jointBasisInExtended(gamma, sigma)
      : jointBasisInDoubles(g, h);
  if ("unavailable" in joint) return joint;
  const { vectors, diagonal } = joint;
  /** For each column v of the basis: the group of eigenvalues that vᵀAv belongs to. */
  const groupsOf = (which: "gamma" | "sigma", groups: readonly EigenGroup[]) => {
    const distance = (k: number, { value, low = 0 }: EigenGroup) => {
      const [hi, lo] = diagonal(which, k);
      return Math.abs(value - hi + (low - lo));
    };
    return Array.from({ length: p }, (_, k) =>
      groups.reduce((best, group) => (distance(k, group) < distance(k, best) ? group : best)),
    );
  };
  const ofG = groupsOf("gamma", gGroups.groups);
  const ofH = groupsOf("sigma", hGroups.groups);
  const order: number[] = [];
  const modes: Mode[] = [];
  for (const first of gGroups.groups)
    for (const second of hGroups.groups) {
      const members = ofG.flatMap((group, k) => (group === first && ofH[k] === second ? [k] : []));
      if (members.length === 0) continue;
      modes.push({
        g: first.value,
        h: second.value,
        exact:
          first.exactValue !== undefined && second.exactValue !== undefined
            ? { g: first.exactValue, h: second.exactValue }
            : null,
        start: order.length,
        size: members.length,
      });
      order.push(...members);
    }
  return { modes, basis: generate(p, p, (i, j) => vectors.data[i * p + order[j]!]!) };
}

/** The nonzero roots of h p² − g p + η = 0, by the stable formula; `null` if the threshold is not decided. */
export function rootsOf({ g, h, exact }: Mode, eta: Rational): Root[] | null {
  const e = toNumber(eta);
  if (g === 0) return [];
  if (h === 0) return [{ label: "-", p: e / g }];
  const twoRoots = (discriminant: number): Root[] => {
    const large = (Math.abs(g) + Math.sqrt(discriminant)) * Math.sign(g);
    return [
      { label: "+", p: large / (2 * h) },
      { label: "-", p: (2 * e) / large },
    ];
  };
  if (exact !== null) {
    const d = exact.g.mul(exact.g).sub(eta.mul(exact.h).mul(4));
    if (sign(d) < 0) return [];
    if (isZero(d)) return [{ label: "0", p: toNumber(exact.g.div(exact.h.mul(2))) }];
    return twoRoots(toNumber(d));
  }
  const discriminant = g * g - 4 * e * h;
  if (Math.abs(discriminant) <= 1e-10 * g * g) return null;
  if (discriminant < 0) return [];
  return twoRoots(discriminant);
}

/** The vectors of a joint eigenspace with the given columns of coefficients. */
export const combinations = (basis: Matrix, { start, size }: Mode, coefficients: Matrix): number[][] => {
  const space = generate(basis.rows, size, (i, l) => basis.data[i * basis.columns + start + l]!);
  const vectors = multiply(space, coefficients);
  return Array.from({ length: coefficients.columns }, (_, c) => columnOf(vectors, c));
};

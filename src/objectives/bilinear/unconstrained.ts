/**
 * Bilinear objective without constraint:  L(Wo, Wt) = 2 − 2 tr(Wo Γ Wtᵀ) + λ(‖Wo‖² + ‖Wt‖²).
 *
 * A quadratic form with Hessian eigenvalues 2(λ ± σ_j) (tied 4(λ − γ_j)), m times each; its critical set is a linear space.
 */
import { CountPolynomial } from "../../exact/counting.js";
import type { Random } from "../../exact/random.js";
import { isZero, type Rational, rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { generate, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import { EXTENDED_RESOLUTION, isJudgedExtended } from "../build.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import type { EigenGroup } from "../spectrum.js";
import { framesOf, type Structure, structureOf } from "./structure.js";

/** A group of singular values, and the sign of what is left of it less λ. */
interface Compared {
  readonly group: EigenGroup;
  readonly order: number;
}

/** Exactly comparable groups are compared exactly; others only if they are far from λ. */
function comparedGroups(
  groups: readonly EigenGroup[],
  weightDecay: Rational,
  extended: boolean,
): readonly Compared[] | Unavailable {
  const lambda = toNumber(weightDecay);
  const compared: Compared[] = [];
  for (const group of groups) {
    const exactOrder = group.exactValue?.compare(weightDecay);
    const size = Math.max(Math.abs(group.value), lambda);
    const exactGap = group.exactValue?.sub(weightDecay).abs();
    const gap = exactGap === undefined ? Math.abs(group.value - lambda) : toNumber(exactGap);
    const resolution = exactGap !== undefined && extended ? EXTENDED_RESOLUTION : 1e-9;
    // Equality is believed only where it is exact; a gap only where the arithmetic of the classification resolves it.
    if (exactOrder !== 0 && gap <= resolution * size)
      return undecided(
        `the weight decay ${lambda} is too close to the singular value ${group.value} to tell apart in double precision`,
      );
    compared.push({ group, order: exactOrder ?? Math.sign(group.value - lambda) });
  }
  return compared;
}

/** A random point of the kernel: Gaussian coefficients on the flat modes; `apart` where Wo and Wt have their own. */
function kernelPoint(
  { left, right, tied }: Structure,
  m: number,
  flat: readonly EigenGroup[],
  apart: boolean,
  random: Random,
): Point {
  const isFlat = (k: number) => flat.some((g) => k >= g.start && k < g.start + g.size);
  const coefficients = () => generate(m, left.rows, (_, k) => (isFlat(k) ? random.normal() : 0));
  const restricted = (basis: Matrix, c: Matrix) => multiply(c, transpose(basis));
  const c = coefficients();
  if (tied) return { W: restricted(left, c) };
  return { Wo: restricted(left, c), Wt: restricted(right, apart ? coefficients() : c) };
}

/** The critical set: the kernel of the quadratic form. @param m number of features. @param weightDecay λ ≥ 0. */
export function freeClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  weightDecay: Rational,
): ClosedForm | Unavailable {
  const structure = structureOf(moments, tied);
  if ("unavailable" in structure) return structure;
  const p = moments.dimension;
  const extended = isJudgedExtended(moments, (tied ? 1 : 2) * m * p);
  const compared = comparedGroups(structure.groups, weightDecay, extended);
  if ("unavailable" in compared) return compared;
  const count = (test: (order: number) => boolean) =>
    compared.reduce((sum, { group, order }) => sum + (test(order) ? group.size : 0), 0);
  const flat = compared.filter(({ order }) => order === 0).map(({ group }) => group);
  const index = m * count((order) => order > 0);
  // λ = σ = 0 leaves Wo and Wt independent; λ = σ > 0 ties Wt to Wo.
  const apart = !tied && isZero(weightDecay);
  const dimension = m * count((order) => order === 0) * (apart ? 2 : 1);
  const bounded = index === 0;
  const zero = generate(m, p, () => 0);
  const kernel: ComponentProposal = {
    id: dimension === 0 ? "origin" : "kernel",
    family: "unconstrained bilinear, kernel of the quadratic form",
    representative: tied ? { W: zero } : { Wo: zero, Wt: zero },
    frames: framesOf(structure, m),
    value: 2,
    ...(moments.exact ? { exactValue: rational(2) } : {}),
    dimension,
    index,
    nullity: dimension,
    multiplicity: 1n,
    eulerCharacteristic: 1n,
    globalMinimum: bounded,
    ...(dimension > 0 ? { sample: (random: Random) => kernelPoint(structure, m, flat, apart, random) } : {}),
    notes: [bounded ? "the loss is bounded below" : "the loss is unbounded below"],
  };
  return {
    statement: "a quadratic form: the critical set is the kernel of its Hessian",
    decided: () => structure.decided() && compared.every(({ group }) => group.exactValue !== undefined),
    proposals: () => [kernel],
    byIndex: CountPolynomial.monomial(index),
    total: 1n,
    // Bounded and nondegenerate: a positive definite form.
    ...(bounded && dimension === 0 ? { morseEuler: { expected: 1n, found: 1n } } : {}),
  };
}

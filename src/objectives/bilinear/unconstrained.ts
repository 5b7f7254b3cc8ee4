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
import { type ClosedForm, type Point, type Unavailable, undecided } from "../objective.js";
import type { EigenGroup } from "../spectrum.js";
import { framesOf, structureOf } from "./structure.js";

export function freeClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  weightDecay: Rational,
): ClosedForm | Unavailable {
  const structure = structureOf(moments, tied);
  if ("unavailable" in structure) return structure;
  const p = moments.dimension;
  const lambda = toNumber(weightDecay);
  const extended = isJudgedExtended(moments, (tied ? 1 : 2) * m * p);
  // Exactly comparable groups are compared exactly; others only if they are far from λ.
  const compared: { group: EigenGroup; order: number }[] = [];
  for (const group of structure.groups) {
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
  const count = (test: (order: number) => boolean) =>
    compared.reduce((sum, { group, order }) => sum + (test(order) ? group.size : 0), 0);
  const flat = compared.filter(({ order }) => order === 0).map(({ group }) => group);
  const flatModes = flat.reduce((sum, { size }) => sum + size, 0);
  const index = m * count((order) => order > 0);
  // λ = σ = 0 leaves Wo and Wt independent; λ = σ > 0 ties Wt to Wo.
  const perMode = !tied && isZero(weightDecay) ? 2 : 1;
  const dimension = m * flatModes * perMode;
  const bounded = index === 0;
  const zero = generate(m, p, () => 0);
  const onFlat = (random: Random): Point => {
    const isFlat = (k: number) => flat.some((g) => k >= g.start && k < g.start + g.size);
    const coefficients = () => generate(m, p, (_, k) => (isFlat(k) ? random.normal() : 0));
    const restricted = (basis: Matrix, c: Matrix) => multiply(c, transpose(basis));
    const c = coefficients();
    if (tied) return { W: restricted(structure.left, c) };
    return {
      Wo: restricted(structure.left, c),
      Wt: restricted(structure.right, perMode === 2 ? coefficients() : c),
    };
  };
  const byIndex = CountPolynomial.monomial(index);
  return {
    statement: "a quadratic form: the critical set is the kernel of its Hessian",
    decided: () => structure.decided() && compared.every(({ group }) => group.exactValue !== undefined),
    *proposals() {
      yield {
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
        ...(dimension > 0 ? { sample: onFlat } : {}),
        notes: [bounded ? "the loss is bounded below" : "the loss is unbounded below"],
      };
    },
    byIndex,
    total: 1n,
    // Bounded and nondegenerate: a positive definite form.
    ...(bounded && dimension === 0 ? { morseEuler: { expected: 1n, found: 1n } } : {}),
  };
}

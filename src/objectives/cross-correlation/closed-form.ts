/**
 * Cross-correlation identity objective, linear Barlow Twins (Simon et al. 2023).
 *
 *   L(W) = ‖W Γ Wᵀ − I_m‖_F²,  W: m×p, Γ symmetric with p₊ positive, p₋ negative, p₀ zero eigenvalues.
 *
 * Critical ⇔ W Γ Wᵀ is a projector of rank r and W = (W Γ Wᵀ) W on the range of Γ; one family for each
 * r = 0, …, min(m, p₊): W = R Y with R ∈ Stiefel(m, r), Y Γ Yᵀ = I_r, modulo O(r); the kernel part of W is free.
 * Value m − r, index (m−r)(p₊−r), nullity = dimension = r(p₊+p₋−r) + (m−r) r + r(r−1)/2 + m p₀.
 * Proof: 4(W Γ Wᵀ − I) W Γ = 0 gives G² = G for G = W Γ Wᵀ; in coordinates with Γ = diag(I, −I, 0), W = (I_r 0; 0 0),
 * the Hessian is diagonal but for the pairs (V_ij, V_ji), i, j ≤ r. Connected, except for two copies when r = m = p₊.
 */
import { CountPolynomial } from "../../exact/counting.js";
import { rational } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { symmetricEigen } from "../../numeric/linalg/decompositions.js";
import {
  addScaled,
  generate,
  identity,
  type Matrix,
  multiply,
  transpose,
} from "../../numeric/linalg/dense.js";
import { entryScale, randomFrame, vanishes } from "../build.js";
import type { ClosedForm, ComponentProposal, Unavailable } from "../objective.js";
import { resolvedSymmetric } from "../spectrum.js";
import { grassmannEuler, stiefelDimension, stiefelEuler } from "../topology.js";

/** S^{1/2} of a symmetric positive definite S. */
function squareRoot(s: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(s);
  const scaled = generate(s.rows, s.rows, (i, k) => vectors.data[i * s.rows + k]! * Math.sqrt(values[k]!));
  return multiply(scaled, transpose(vectors));
}

export function crossCorrelationClosedForm(moments: Moments, m: number): ClosedForm | Unavailable {
  const { gamma, exact, rounded, dimension: p } = moments;
  const asymmetry = gamma.subtract(gamma.transpose());
  const scale = entryScale(gamma);
  for (const row of asymmetry.toRows())
    for (const entry of row)
      if (!vanishes(entry, scale, rounded, p))
        return { unavailable: "Γ is not symmetric: no closed form for the cross-correlation objective" };
  const grouped = resolvedSymmetric(gamma, moments);
  if ("unavailable" in grouped) return grouped;
  const { values, left: vectors } = grouped;
  const count = (test: (value: number) => boolean) =>
    grouped.groups.reduce((sum, { value, size }) => sum + (test(value) ? size : 0), 0);
  const plus = count((a) => a > 0);
  const zero = count((a) => a === 0);
  const regular = p - zero;
  const minus = regular - plus;
  const zeroGroup = grouped.groups.find(({ value }) => value === 0);
  const isZeroMode = (k: number) =>
    zeroGroup !== undefined && k >= zeroGroup.start && k < zeroGroup.start + zeroGroup.size;
  /** W = Y · rows turns Γ into diag(±1, 0). */
  const rows = generate(p, p, (k, j) => {
    const q = vectors.data[j * p + k]!;
    return isZeroMode(k) ? q : q / Math.sqrt(Math.abs(values[k]!));
  });
  const frame = { left: identity(m), right: rows };

  const shapeOf = (r: number) => ({
    dimension: stiefelDimension(m, r) + stiefelDimension(regular, r) - (r * (r - 1)) / 2 + m * zero,
    index: (m - r) * (plus - r),
    multiplicity: r === m && r === plus ? 2n : 1n,
    euler: grassmannEuler(r, m) * stiefelEuler(plus, r),
  });
  const proposal = (r: number): ComponentProposal => {
    const { dimension, index, multiplicity, euler } = shapeOf(r);
    /** From R (m×r), a frame Q (p₊×r), entries B (r×p₋) on the negative modes: Y = ((I + BBᵀ)^{1/2} Qᵀ | B). */
    const assemble = (outer: Matrix, inner: Matrix, boost: Matrix, onKernel: () => number) => {
      const root = squareRoot(addScaled(identity(r), multiply(boost, transpose(boost))));
      const positive = multiply(outer, multiply(root, transpose(inner)));
      const negative = multiply(outer, boost);
      const y = generate(m, p, (i, k) => {
        if (k < plus) return positive.data[i * plus + k]!;
        return isZeroMode(k) ? onKernel() : negative.data[i * minus + k - plus - zero]!;
      });
      return { W: multiply(y, rows) };
    };
    const axes = (n: number) => generate(n, r, (i, j) => (i === j ? 1 : 0));
    return {
      id: `r=${r}`,
      family: "cross-correlation, partial isometries of rank r",
      representative: assemble(
        axes(m),
        axes(plus),
        generate(r, minus, () => 0),
        () => 0,
      ),
      frames: [frame],
      value: m - r,
      ...(exact ? { exactValue: rational(m - r) } : {}),
      dimension,
      index,
      nullity: dimension,
      multiplicity,
      eulerCharacteristic: euler / multiplicity,
      globalMinimum: r === Math.min(m, plus),
      ...(dimension > 0
        ? {
            sample: (random) =>
              assemble(
                randomFrame(random, m, r),
                randomFrame(random, plus, r),
                generate(r, minus, () => random.normal()),
                () => random.normal(),
              ),
          }
        : {}),
      ...(r === m && m < plus
        ? { notes: ["contains every m-dimensional subspace of the positive modes"] }
        : {}),
    };
  };
  const ranks = Array.from({ length: Math.min(m, plus) + 1 }, (_, r) => r);
  const byIndex = CountPolynomial.sum(
    ranks.map((r) => CountPolynomial.monomial(shapeOf(r).index, shapeOf(r).multiplicity)),
  );
  return {
    statement: "W Γ Wᵀ is a projector: one family for each rank",
    decided: grouped.decided,
    *proposals() {
      for (const r of [...ranks].reverse()) yield proposal(r);
    },
    byIndex,
    total: byIndex.at(1n),
    ...(plus === p
      ? {
          morseEuler: {
            expected: 1n,
            found: ranks.reduce((sum, r) => {
              const { index, euler } = shapeOf(r);
              return sum + (index % 2 === 0 ? euler : -euler);
            }, 0n),
          },
        }
      : {}),
  };
}

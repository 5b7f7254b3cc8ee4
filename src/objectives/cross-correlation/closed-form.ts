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
import type { ClosedForm, ComponentProposal, Point, Unavailable } from "../objective.js";
import { resolvedSymmetric, type Spectrum } from "../spectrum.js";
import { grassmannEuler, stiefelDimension, stiefelEuler } from "../topology.js";

/** S^{1/2} of a symmetric positive definite S. */
function squareRoot(s: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(s);
  const scaled = generate(s.rows, s.rows, (i, k) => vectors.data[i * s.rows + k]! * Math.sqrt(values[k]!));
  return multiply(scaled, transpose(vectors));
}

/** What all components of a problem are made from. */
interface Setting {
  readonly m: number;
  readonly p: number;
  readonly exact: boolean;
  /** p₊, p₋, p₀. */
  readonly plus: number;
  readonly minus: number;
  readonly zero: number;
  /** Whether column k of Y belongs to the kernel of Γ. */
  readonly isZeroMode: (k: number) => boolean;
  /** W = Y · rows turns Γ into diag(±1, 0). */
  readonly rows: Matrix;
}

function settingOf(spectrum: Spectrum, { dimension: p, exact }: Moments, m: number): Setting {
  const { groups, values, left: vectors } = spectrum;
  const count = (test: (value: number) => boolean) =>
    groups.reduce((sum, { value, size }) => sum + (test(value) ? size : 0), 0);
  const plus = count((a) => a > 0);
  const zero = count((a) => a === 0);
  const kernel = groups.find(({ value }) => value === 0);
  const isZeroMode = (k: number) =>
    kernel !== undefined && k >= kernel.start && k < kernel.start + kernel.size;
  const rows = generate(p, p, (k, j) => {
    const q = vectors.data[j * p + k]!;
    return isZeroMode(k) ? q : q / Math.sqrt(Math.abs(values[k]!));
  });
  return { m, p, exact, plus, minus: p - zero - plus, zero, isZeroMode, rows };
}

/** Of the family of rank r. */
function shapeOf({ m, plus, minus, zero }: Setting, r: number) {
  return {
    dimension: stiefelDimension(m, r) + stiefelDimension(plus + minus, r) - (r * (r - 1)) / 2 + m * zero,
    index: (m - r) * (plus - r),
    multiplicity: r === m && r === plus ? 2n : 1n,
    euler: grassmannEuler(r, m) * stiefelEuler(plus, r),
  };
}

/** From R (m×r), a frame Q (p₊×r), entries B (r×p₋) on the negative modes: Y = ((I + BBᵀ)^{1/2} Qᵀ | B). */
function assemble(
  { m, p, plus, minus, zero, isZeroMode, rows }: Setting,
  outer: Matrix,
  inner: Matrix,
  boost: Matrix,
  onKernel: () => number,
): Point {
  const root = squareRoot(addScaled(identity(boost.rows), multiply(boost, transpose(boost))));
  const positive = multiply(outer, multiply(root, transpose(inner)));
  const negative = multiply(outer, boost);
  const y = generate(m, p, (i, k) => {
    if (k < plus) return positive.data[i * plus + k]!;
    return isZeroMode(k) ? onKernel() : negative.data[i * minus + k - plus - zero]!;
  });
  return { W: multiply(y, rows) };
}

/** The family of rank r. */
function rankProposal(setting: Setting, r: number): ComponentProposal {
  const { m, plus, minus, exact, rows } = setting;
  const { dimension, index, multiplicity, euler } = shapeOf(setting, r);
  const point = (frame: (n: number) => Matrix, entry: () => number) => {
    const [outer, inner] = [frame(m), frame(plus)];
    return assemble(setting, outer, inner, generate(r, minus, entry), entry);
  };
  return {
    id: `r=${r}`,
    family: "cross-correlation, partial isometries of rank r",
    representative: point(
      (n) => generate(n, r, (i, j) => (i === j ? 1 : 0)),
      () => 0,
    ),
    frames: [{ left: identity(m), right: rows }],
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
            point(
              (n) => randomFrame(random, n, r),
              () => random.normal(),
            ),
        }
      : {}),
    ...(r === m && m < plus
      ? { notes: ["contains every m-dimensional subspace of the positive modes"] }
      : {}),
  };
}

function isSymmetricEnough({ gamma, rounded, dimension: p }: Moments): boolean {
  const scale = entryScale(gamma);
  return gamma
    .subtract(gamma.transpose())
    .toRows()
    .every((row) => row.every((entry) => vanishes(entry, scale, rounded, p)));
}

/** The critical set. @param m number of features. */
export function crossCorrelationClosedForm(moments: Moments, m: number): ClosedForm | Unavailable {
  if (!isSymmetricEnough(moments))
    return { unavailable: "Γ is not symmetric: no closed form for the cross-correlation objective" };
  const spectrum = resolvedSymmetric(moments.gamma, moments);
  if ("unavailable" in spectrum) return spectrum;
  const setting = settingOf(spectrum, moments, m);
  const { plus, p } = setting;
  const ranks = Array.from({ length: Math.min(m, plus) + 1 }, (_, r) => r);
  const shapes = ranks.map((r) => shapeOf(setting, r));
  const byIndex = CountPolynomial.sum(
    shapes.map(({ index, multiplicity }) => CountPolynomial.monomial(index, multiplicity)),
  );
  const found = shapes.reduce((sum, { index, euler }) => sum + (index % 2 === 0 ? euler : -euler), 0n);
  return {
    statement: "W Γ Wᵀ is a projector: one family for each rank",
    decided: spectrum.decided,
    *proposals() {
      for (const r of [...ranks].reverse()) yield rankProposal(setting, r);
    },
    byIndex,
    total: byIndex.at(1n),
    ...(plus === p ? { morseEuler: { expected: 1n, found } } : {}),
  };
}

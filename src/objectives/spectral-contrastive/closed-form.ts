/**
 * Spectral contrastive objective (HaoChen, Wei, Gaidon, Ma 2021) with weight decay.
 *
 *   L(W) = −2 tr(W Γ Wᵀ) + ‖W Σ Wᵀ‖_F² + λ‖W‖_F² = ‖UᵀU − Ã‖_F² − ‖Ã‖_F²,
 *   U = W Σ^{1/2},  Ã = Σ^{−1/2} (Γ − (λ/2) I) Σ^{−1/2},  W: m×p.
 *
 * With eigenvalues a_k of Ã: critical ⇔ UᵀU = Σ_{k∈K} a_k q_k q_kᵀ for a set K of r ≤ m positive modes. Component
 * ≅ Stiefel(m, r), value −Σ_K a_k², index (m−r)·#{l ∉ K : a_l > 0} + #{(k ∈ K, l ∉ K) : a_l > a_k}, nullity =
 * dimension + (m−r)·#{a_l = 0}. A group of μ equal eigenvalues contributes a rank r_g: the component is then a
 * bundle over Π Gr(r_g, μ_g) and its dimension grows by Σ r_g(μ_g − r_g). Landscape: Eckart–Young.
 *
 * Σ singular with Γ vanishing on its kernel: that part of W does not enter (λ = 0: free; λ > 0: zero).
 * Γ enters through its symmetric part only.
 */

import { distinctPencilEigenvalueCount } from "../../algebra/eigenvalue-count.js";
import { squared } from "../../elementary/elementary.js";
import { CountPolynomial } from "../../exact/counting.js";
import { rank } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { isZero, type Rational, toNumber, ZERO } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { symmetricEigen } from "../../numeric/linalg/decompositions.js";
import {
  addScaled,
  generate,
  identity,
  type Matrix,
  maxAbs,
  multiply,
  scale,
  transpose,
} from "../../numeric/linalg/dense.js";
import {
  columnsFrom,
  EXTENDED_UNIT,
  extendedEigen,
  extendedMultiply,
  extendedTranspose,
  inverseRoot,
  roundedMatrix,
  scaleColumns,
  toExtended,
} from "../../numeric/linalg/extended-matrix.js";
import { EPSILON } from "../../numeric/linalg/tolerances.js";
import { columnOf, entryScale, fromColumns, randomFrame, symmetricPart, toMatrix } from "../build.js";
import { multisetsByCost } from "../enumerate.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import {
  type EigenGroup,
  type ExactPencil,
  type GroupedSpectrum,
  groupSpectrum,
  isPositive,
  needsExtended,
  SEPARATED,
} from "../spectrum.js";
import { grassmannEuler, stiefelDimension, stiefelEuler } from "../topology.js";

interface Modes {
  readonly groups: readonly EigenGroup[];
  readonly decided: () => boolean;
  /** Rows k < q: q_kᵀ Σ^{−1/2}; the rest: the kernel of Σ. W = Y · rows. */
  readonly rows: Matrix;
  /** dim ker Σ. */
  readonly kernel: number;
}

/** Exact ranks are affordable up to this size. */
const EXACT_SIZE = 32;

const KERNEL_MEETS_GAMMA = "Σ is singular and Γ does not vanish on its kernel: no closed form";

function modesOf(moments: Moments, weightDecay: Rational): Modes | Unavailable {
  const { gamma } = moments;
  const p = gamma.rows;
  const shift = weightDecay.div(2);
  const shifted = symmetricPart(gamma).map((g, i, j) => (i === j ? g.sub(shift) : g));
  const inDoubles = modesInDoubles(moments, shifted, toNumber(shift));
  const grouped = "unavailable" in inDoubles ? null : inDoubles;
  const clear: GroupedSpectrum =
    grouped === null ? { clear: false, reason: "" } : { clear: true, ...grouped };
  const isIllConditioned = grouped !== null && grouped.condition * SEPARATED > 1;
  return needsExtended(moments, p, clear) || (isIllConditioned && moments.exact && p <= EXACT_SIZE)
    ? modesInExtended(moments, shifted, shift)
    : inDoubles;
}

/** det(Γ − (λ/2) I − aΣ) = 0, for Σ ≻ 0 given exactly. */
const pencilOf = (shifted: RationalMatrix, sigma: RationalMatrix): ExactPencil => ({
  at: (x) => shifted.subtract(sigma.scale(x)),
  distinct: () => distinctPencilEigenvalueCount(shifted, sigma),
});

function modesInDoubles(
  { gamma, sigma, rounded }: Moments,
  shifted: RationalMatrix,
  shift: number,
): (Modes & { readonly condition: number }) | Unavailable {
  const p = gamma.rows;
  const { values, vectors } = symmetricEigen(toMatrix(sigma));
  const floor = 64 * p * EPSILON * Math.max(0, values[0]!);
  const q = !rounded && p <= EXACT_SIZE ? rank(sigma) : values.filter((h) => h > floor).length;
  if (values.slice(q).some((h) => Math.abs(h) > floor))
    return undecided("Σ: an eigenvalue is neither clearly zero nor clearly positive");
  if (values.slice(0, q).some((h) => h <= floor))
    return undecided("Σ: a positive eigenvalue is too small to resolve in double precision");
  const g = toMatrix(shifted);
  const columns = Array.from({ length: p }, (_, k) => columnOf(vectors, k));
  const image = multiply(toMatrix(symmetricPart(gamma)), fromColumns(columns.slice(q), p));
  if (maxAbs(image) > 64 * p * EPSILON * Math.max(maxAbs(g), Number.MIN_VALUE))
    return { unavailable: KERNEL_MEETS_GAMMA };
  const whitening = generate(p, q, (i, k) => vectors.data[i * p + k]! / Math.sqrt(values[k]!));
  // Where Γ = (λ/2) I on the range of Σ the product is rounding only, which need not be symmetric.
  const product = multiply(multiply(transpose(whitening), g), whitening);
  const eigen = symmetricEigen(scale(addScaled(product, transpose(product)), 0.5));
  const condition = q === 0 ? 1 : values[0]! / values[q - 1]!;
  const grouped = groupSpectrum(
    eigen.values,
    !rounded && q === p ? pencilOf(shifted, sigma) : null,
    condition,
    (entryScale(gamma) + shift) / values[0]!,
  );
  if (!grouped.clear) return undecided(grouped.reason);
  const modeRows = multiply(transpose(eigen.vectors), transpose(whitening));
  const rows = generate(p, p, (k, j) => (k < q ? modeRows.data[k * p + j]! : columns[k]![j]!));
  return { groups: grouped.groups, decided: grouped.decided, rows, kernel: p - q, condition };
}

/** The same of exact data in double-double; the rank of Σ, and whether Γ vanishes on its kernel, exactly. */
function modesInExtended(
  { gamma, sigma }: Moments,
  shifted: RationalMatrix,
  shift: Rational,
): Modes | Unavailable {
  const p = gamma.rows;
  const part = symmetricPart(gamma);
  const q = rank(sigma);
  const { values, low, vectors } = extendedEigen(toExtended(sigma));
  // Negative where Σ is no second moment.
  if (q > 0 && !(values[q - 1]! > 64 * p * EXTENDED_UNIT * values[0]!))
    return undecided("Σ: a positive eigenvalue is too small to resolve in double-double precision");
  const stacked = RationalMatrix.generate(2 * p, p, (i, j) => (i < p ? sigma.get(i, j) : part.get(i - p, j)));
  if (q < p && rank(stacked) > q) return { unavailable: KERNEL_MEETS_GAMMA };
  const range = columnsFrom(vectors, 0, q);
  const whitening = scaleColumns(
    range,
    Array.from({ length: q }, (_, k) => inverseRoot(values[k]!, low[k]!)),
  );
  const eigen = extendedEigen(
    extendedMultiply(extendedTranspose(whitening), extendedMultiply(toExtended(shifted), whitening)),
  );
  const grouped = groupSpectrum(
    eigen.values,
    q === p ? pencilOf(shifted, sigma) : null,
    values[0]! / values[q - 1]!,
    (entryScale(gamma) + toNumber(shift)) / values[0]!,
    eigen.low,
  );
  if (!grouped.clear) return undecided(grouped.reason);
  const onRange = roundedMatrix(extendedTranspose(extendedMultiply(whitening, eigen.vectors)));
  const onKernel = roundedMatrix(extendedTranspose(columnsFrom(vectors, q, p)));
  const rows = generate(p, p, (k, j) => (k < q ? onRange.data[k * p + j]! : onKernel.data[(k - q) * p + j]!));
  return { groups: grouped.groups, decided: grouped.decided, rows, kernel: p - q };
}

/** What all components of a problem are made from. */
interface Setting {
  readonly m: number;
  readonly p: number;
  readonly exact: boolean;
  readonly modes: Modes;
  /** The groups a > 0, and the numbers of modes with a > 0 and a = 0. */
  readonly positive: readonly EigenGroup[];
  readonly positiveModes: number;
  readonly zeroModes: number;
  /** Dimension of the free part of W, on ker Σ. */
  readonly free: number;
}

function settingOf(modes: Modes, { dimension: p, exact }: Moments, m: number, isFree: boolean): Setting {
  const positive = modes.groups.filter(isPositive);
  return {
    m,
    p,
    exact,
    modes,
    positive,
    positiveModes: positive.reduce((sum, { size }) => sum + size, 0),
    zeroModes: modes.groups.reduce((sum, { value, size }) => sum + (value === 0 ? size : 0), 0),
    free: isFree ? m * modes.kernel : 0,
  };
}

/** #{(k ∈ K, l ∉ K) : a_l > a_k}, K with so many modes of each group. */
function inversions(positive: readonly EigenGroup[], ranks: readonly number[]): number {
  let unchosen = 0;
  let total = 0;
  positive.forEach(({ size }, g) => {
    total += ranks[g]! * unchosen;
    unchosen += size - ranks[g]!;
  });
  return total;
}

/** W from an orthonormal r-frame in R^m, one orthonormal frame per group, and entries on ker Σ where it is free. */
function assemble(
  { m, p, modes, positive, free }: Setting,
  ranks: readonly number[],
  outer: Matrix,
  inner: readonly Matrix[],
  onKernel: () => number,
): Point {
  const scaled = ranks.flatMap((x, g) => {
    const { start, size, value: a } = positive[g]!;
    const entry = (c: number, k: number) =>
      k >= start && k < start + size ? Math.sqrt(a) * inner[g]!.data[(k - start) * x + c]! : 0;
    return Array.from({ length: x }, (_, c) => Array.from({ length: p }, (_, k) => entry(c, k)));
  });
  const y = multiply(
    outer,
    generate(scaled.length, p, (c, k) => scaled[c]![k]!),
  );
  const isFree = (k: number) => free > 0 && k >= p - modes.kernel;
  const coordinates = generate(m, p, (i, k) => (isFree(k) ? onKernel() : y.data[i * p + k]!));
  return { W: multiply(coordinates, modes.rows) };
}

/** "K={1,3..4:1}": the modes of each group, and how many of them where these are not all. */
function idOf(positive: readonly EigenGroup[], ranks: readonly number[]): string {
  const chosen = ranks.flatMap((x, g) => {
    const { start, size } = positive[g]!;
    if (x === 0) return [];
    if (size === 1) return [`${start + 1}`];
    return [`${start + 1}..${start + size}${x === size ? "" : `:${x}`}`];
  });
  return `K={${chosen.join(",")}}`;
}

/** −Σ_K a_k² where these are known exactly. */
const exactValueOf = (positive: readonly EigenGroup[], ranks: readonly number[]): Rational | null =>
  ranks.reduce<Rational | null>((sum, x, g) => {
    if (x === 0) return sum;
    const a = positive[g]!.exactValue;
    return sum === null || a === undefined ? null : sum.sub(a.mul(a).mul(x));
  }, ZERO);

/** The component with so many modes of each group. */
function modesProposal(setting: Setting, ranks: readonly number[]): ComponentProposal {
  const { m, exact, modes, positive, positiveModes, zeroModes, free } = setting;
  const r = ranks.reduce((sum, x) => sum + x, 0);
  const bundle = ranks.reduce((sum, x, g) => sum + x * (positive[g]!.size - x), 0);
  const dimension = stiefelDimension(m, r) + bundle + free;
  const isFull = ranks.every((x, g) => x === 0 || x === positive[g]!.size);
  const multiplicity = r === m && isFull ? 2n : 1n;
  const euler = ranks.reduce(
    (product, x, g) => product * grassmannEuler(x, positive[g]!.size),
    stiefelEuler(m, r),
  );
  const exactValue = exactValueOf(positive, ranks);
  const inverted = inversions(positive, ranks);
  const point = (frame: (n: number, k: number) => Matrix, onKernel: () => number) => {
    const outer = frame(m, r);
    const inner = ranks.map((x, g) => frame(positive[g]!.size, x));
    return assemble(setting, ranks, outer, inner, onKernel);
  };
  const axes = (n: number, k: number) => generate(n, k, (i, j) => (i === j ? 1 : 0));
  return {
    id: idOf(positive, ranks),
    family: "spectral contrastive, a set of positive modes",
    representative: point(axes, () => 0),
    frames: [{ left: identity(m), right: modes.rows }],
    value: ranks.reduce((sum, x, g) => sum - x * squared(positive[g]!.value), 0),
    ...(exactValue !== null && exact ? { exactValue } : {}),
    dimension,
    index: (m - r) * (positiveModes - r) + inverted,
    nullity: dimension + (m - r) * zeroModes,
    multiplicity,
    eulerCharacteristic: euler / multiplicity,
    globalMinimum: r === Math.min(m, positiveModes) && inverted === 0,
    ...(dimension > 0
      ? {
          sample: (random) =>
            point(
              (n, k) => randomFrame(random, n, k),
              () => random.normal(),
            ),
        }
      : {}),
  };
}

/** The critical set. @param m number of features. @param weightDecay λ ≥ 0. */
export function spectralClosedForm(
  moments: Moments,
  m: number,
  weightDecay: Rational,
): ClosedForm | Unavailable {
  const modes = modesOf(moments, weightDecay);
  if ("unavailable" in modes) return modes;
  const setting = settingOf(modes, moments, m, isZero(weightDecay));
  const { positive, positiveModes, zeroModes } = setting;
  const byIndex = census(
    positive.map(({ size }) => size),
    m,
  );
  return {
    statement: "Eckart–Young: sets of at most m positive modes of Σ^(-1/2) (Γ - λ/2) Σ^(-1/2)",
    decided: modes.decided,
    *proposals() {
      // The last type is the empty row.
      const costs = [...positive.map(({ value }) => -squared(value)), 0];
      const bounds = [...positive.map(({ size }) => size), m];
      for (const counts of multisetsByCost(costs, bounds, m))
        yield modesProposal(setting, counts.slice(0, -1));
    },
    byIndex,
    total: byIndex.at(1n),
    ...(modes.kernel === 0 && zeroModes === 0
      ? { morseEuler: { expected: 1n, found: signedEuler(positive, positiveModes, m) } }
      : {}),
  };
}

/**
 * Σ (−1)^index χ. Frames of rank ≥ 2 have χ = 0, so only r = 0 and r = 1 count; r = 1 has χ(S^{m−1}) = 0 for even m, and
 * for odd m the first part of its index, (m−1)(p₊−1), is even.
 */
function signedEuler(positive: readonly EigenGroup[], positiveModes: number, m: number): bigint {
  const parity = (k: number) => (k % 2 === 0 ? 1n : -1n);
  let sum = parity(m * positiveModes);
  let larger = 0;
  for (const { size } of positive) {
    sum += parity(larger) * stiefelEuler(m, 1) * grassmannEuler(1, size);
    larger += size;
  }
  return sum;
}

/** Components by index: dynamic programming over the groups, largest eigenvalue first. */
function census(sizes: readonly number[], m: number): CountPolynomial {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // state[r] = generating functions of the inversions, [all groups full or empty, others].
  let state: [CountPolynomial, CountPolynomial][] = [[CountPolynomial.one, CountPolynomial.zero]];
  let seen = 0;
  for (const size of sizes) {
    const parts: [CountPolynomial[], CountPolynomial[]][] = Array.from(
      { length: Math.min(m, seen + size) + 1 },
      () => [[], []],
    );
    state.forEach(([full, partial], r) => {
      for (let x = 0; x <= size && r + x <= m; x++) {
        const shift = x * (seen - r);
        const stays = x === 0 || x === size;
        parts[r + x]![stays ? 0 : 1].push(full.shift(shift));
        parts[r + x]![1].push(partial.shift(shift));
      }
    });
    state = parts.map(([full, partial]) => [CountPolynomial.sum(full), CountPolynomial.sum(partial)]);
    seen += size;
  }
  return CountPolynomial.sum(
    state.map(([full, partial], r) =>
      full
        .scale(r === m ? 2n : 1n)
        .add(partial)
        .shift((m - r) * (total - r)),
    ),
  );
}

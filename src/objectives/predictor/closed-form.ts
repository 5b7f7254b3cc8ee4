/**
 * Predictor objectives (Tian, Chen, Ganguli 2021).
 *
 *   L(W, P) = tr(P W Σ Wᵀ Pᵀ) − 2 tr(P W Γ Wᵀ) + tr(W Σ₂ Wᵀ) + η(‖W‖² + ‖P‖²),  W: m×p, P: m×m.
 *
 * Without stop-gradient: ⟨W, ∇_W L⟩ = 2(L − η‖P‖²) ≥ 2η‖W‖² because L − η(…) = E‖P W a₁ − W a₂‖² ≥ 0. So for η > 0
 * the only critical point is (0, 0); for η = 0 and Σ₂ − ΓᵀΣ⁻¹Γ ≻ 0 the critical set is {W = 0, P arbitrary}.
 *
 * With stop-gradient on the target branch: the field Ẇ = PᵀB − ηW, Ṗ = B Wᵀ − ηP (times 2), B = W Γ − P W Σ, η > 0.
 * WWᵀ = PᵀP at every equilibrium. Rank one: W = s a vᵀ, P = s a aᵀ, (s²Σ − sΓ + ηI) v = 0, s real.
 *
 * Γ, Σ commuting with eigenvalues (g_k, h_k): mode k is viable iff g_k² > 4ηh_k, and then
 *   p± = (g_k ± sign(g_k) √(g_k² − 4ηh_k)) / (2h_k),  one double root at equality.
 * *Aligned* equilibria choose a set of viable modes, at most m, and a root for each: |w_k| = |p_k|, P symmetric.
 * They are all equilibria when m = 1, when at most one mode is viable, when the viable h_k are equal, and when h_k/g_k
 * is constant over the viable modes. Otherwise there can be more. Write W = S^{1/2} V, V Vᵀ = I_r, T = OᵀS^{1/2} with
 * P = O S^{1/2}; then equilibrium ⇔ (η + h_j TᵀT − g_j T) V_j = 0 for every mode j (V_j the column of V), S = TᵀT.
 *   h_j = c g_j: T − cS = Σ (η/g_j) V_jV_jᵀ is symmetric, so T is, and T commutes with it: aligned.
 *   h_j = h: with the singular values σ of T and φ = σ(η + hσ²) the polar factor Q satisfies Qφ = φQᵀ, hence
 *   Qφ²Qᵀ = φ², Q commutes with σ and T is symmetric: aligned.
 *   Two modes k, l on rank two: V orthogonal, T = (u/c_k, c_l z; c_k z, v/c_l), c = h/g, κ = ηh/g², ρ = c_l/c_k,
 *   u = ((1−ρ) + ρ³κ_k − κ_l/ρ) / (ρ(1−ρ)²), v = ρ − ρ²u, z² = (u − u² − κ_k)/c_k⁴: *mixed* pairs, P not symmetric, exist
 *   on open sets of (g, h). With two viable modes, aligned and mixed equilibria are all.
 * The condition g² ≥ 4ηh is necessary for a mode to take part in any equilibrium (scalar product with V_j).
 *
 * Not covered: three or more viable modes in general position, rank ≥ 2 without commutation.
 */

import { pow, squared } from "../../elementary/elementary.js";
import { binomial, CountPolynomial } from "../../exact/counting.js";
import { inertia } from "../../exact/inertia.js";
import { inverse, rank } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { isZero, type Rational, sign, toNumber, ZERO } from "../../exact/rational.js";
import { commute, isInvertible } from "../../exact/spectrum.js";
import type { Moments } from "../../model/moments.js";
import { commonEigenvectors, quadraticEigen, symmetricEigen } from "../../numeric/linalg/decompositions.js";
import {
  addScaled,
  generate,
  identity,
  type Matrix,
  maxAbs,
  multiply,
  transpose,
} from "../../numeric/linalg/dense.js";
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
import type { Frame } from "../../numeric/linalg/frame.js";
import {
  columnOf,
  entryScale,
  fromColumns,
  isJudgedExtended,
  plural,
  randomFrame,
  randomUnitVector,
  toMatrix,
  unitVector,
  unresolved,
} from "../build.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import { type EigenGroup, resolvedSymmetric } from "../spectrum.js";
import { sphereComponents, stiefelDimension } from "../topology.js";

const EPSILON = 2 ** -52;
/** Exact inertia of a 2p×2p matrix is affordable up to this p. */
const EXACT_SIZE = 24;

const zeros = (rows: number, columns: number): Matrix => generate(rows, columns, () => 0);

/** Without stop-gradient. `given`: Γ and Σ were given, not derived from a data model, so they need not be moments. */
export function predictorClosedForm(
  moments: Moments,
  m: number,
  eta: Rational,
  given: boolean,
): ClosedForm | Unavailable {
  const p = moments.dimension;
  const { gamma, sigma, sigmaSecond } = moments;
  const origin = (dimension: number, note: string): ComponentProposal => ({
    id: dimension === 0 ? "origin" : "W=0",
    family: "predictor without stop-gradient, total collapse",
    representative: { W: zeros(m, p), P: zeros(m, m) },
    exactRepresentative: new Map([
      ["W", RationalMatrix.zero(m, p)],
      ["P", RationalMatrix.zero(m, m)],
    ]),
    value: 0,
    ...(moments.exact ? { exactValue: ZERO } : {}),
    dimension,
    index: 0,
    nullity: dimension,
    multiplicity: 1n,
    eulerCharacteristic: 1n,
    globalMinimum: true,
    ...(dimension > 0
      ? { sample: (random: Random) => ({ W: zeros(m, p), P: generate(m, m, () => random.normal()) }) }
      : {}),
    notes: [note],
  });
  if (!isZero(eta)) {
    const extended = isJudgedExtended(moments, m * (p + m));
    const reason = unresolved("η", toNumber(eta), entryScale(sigma), extended);
    if (reason !== null) return undecided(reason);
    if (given && !isJointMoment(gamma, sigma, sigmaSecond))
      return {
        unavailable: "[[Σ, Γ], [Γᵀ, Σ]] is not positive semidefinite: Γ and Σ are not moments of two views",
      };
    return {
      statement: "Euler's identity: with weight decay only the origin is critical",
      decided: () => !given || p <= EXACT_SIZE,
      *proposals() {
        yield origin(0, "total collapse");
      },
      byIndex: CountPolynomial.one,
      total: 1n,
      morseEuler: { expected: 1n, found: 1n },
    };
  }
  const strict = strictlyBelow(gamma, sigma, sigmaSecond, moments.rounded);
  if (strict !== true) return { unavailable: strict };
  return {
    statement: "Σ − ΓᵀΣ⁻¹Γ is positive definite: W = 0 with any predictor",
    decided: () => p <= EXACT_SIZE && !moments.rounded,
    *proposals() {
      yield origin(m * m, "total collapse, the predictor is free");
    },
    byIndex: CountPolynomial.one,
    total: 1n,
  };
}

function isJointMoment(gamma: RationalMatrix, sigma: RationalMatrix, second: RationalMatrix): boolean {
  const p = gamma.rows;
  const joint = RationalMatrix.generate(2 * p, 2 * p, (i, j) =>
    i < p
      ? j < p
        ? sigma.get(i, j)
        : gamma.get(i, j - p)
      : j < p
        ? gamma.get(j, i - p)
        : second.get(i - p, j - p),
  );
  if (p <= EXACT_SIZE) return inertia(joint).negative === 0;
  const { values } = symmetricEigen(toMatrix(joint));
  // Beyond exact reach only a clear margin counts.
  return values[2 * p - 1]! > 64 * p * EPSILON * values[0]!;
}

function strictlyBelow(
  gamma: RationalMatrix,
  sigma: RationalMatrix,
  second: RationalMatrix,
  rounded: boolean,
): true | string {
  const failure = "η = 0 and Σ − ΓᵀΣ⁻¹Γ is not positive definite: no closed form";
  const p = gamma.rows;
  if (p > EXACT_SIZE || rounded) {
    const { values, vectors } = symmetricEigen(toMatrix(sigma));
    if (!(values[p - 1]! > 64 * p * EPSILON * values[0]!)) return failure;
    const white = generate(p, p, (i, k) => vectors.data[i * p + k]! / Math.sqrt(values[k]!));
    const k = multiply(transpose(white), toMatrix(gamma));
    const gap = symmetricEigen(addScaled(toMatrix(second), multiply(transpose(k), k), -1)).values[p - 1]!;
    return gap > 1e-10 * values[0]! ? true : failure;
  }
  if (rank(sigma) < p) return failure;
  const schur = second.subtract(gamma.transpose().multiply(inverse(sigma)).multiply(gamma));
  return inertia(schur).positive === p ? true : failure;
}

/** A joint eigenspace of Γ and Σ. */
interface Mode {
  readonly g: number;
  readonly h: number;
  readonly exact: { readonly g: Rational; readonly h: Rational } | null;
  /** First column in the joint eigenbasis. */
  readonly start: number;
  readonly size: number;
}

interface Root {
  readonly label: "+" | "-" | "0";
  readonly p: number;
}

interface ViableMode extends Mode {
  readonly roots: readonly Root[];
}

/** With stop-gradient. */
export function stopGradientClosedForm(moments: Moments, m: number, eta: Rational): ClosedForm | Unavailable {
  if (isZero(eta))
    return { unavailable: "stop-gradient without weight decay: equilibria form continua, no closed form" };
  const { gamma, sigma, rounded } = moments;
  if (!gamma.isSymmetric())
    return { unavailable: "Γ is not symmetric: no closed form for the stop-gradient field" };
  const p = moments.dimension;
  const g = toMatrix(gamma);
  const h = toMatrix(sigma);
  const commutes = !rounded
    ? commute(gamma, sigma)
    : maxAbs(addScaled(multiply(g, h), multiply(h, g), -1)) <= 64 * p * EPSILON * maxAbs(g) * maxAbs(h) * p;
  if (!commutes) return generalRankOne(moments, m, eta);
  const joint = jointModes(moments, g, h);
  if ("unavailable" in joint) return joint;
  // At p₊ ≈ g/h the Jacobian has entries h p² ≈ g²/h beside η.
  const largest = joint.modes.reduce((max, { g, h }) => Math.max(max, h > 0 ? (g * g) / h : 0), 0);
  const reason = unresolved("η", toNumber(eta), largest);
  if (reason !== null) return undecided(reason);
  return alignedEquilibria(joint.modes, joint.basis, moments, m, eta);
}

/** The collapsed equilibrium. */
const collapse = (m: number, p: number): ComponentProposal => ({
  id: "collapse",
  family: "predictor with stop-gradient, collapse",
  representative: { W: zeros(m, p), P: zeros(m, m) },
  exactRepresentative: new Map([
    ["W", RationalMatrix.zero(m, p)],
    ["P", RationalMatrix.zero(m, m)],
  ]),
  dimension: 0,
  index: 0,
  nullity: 0,
  multiplicity: 1n,
  eulerCharacteristic: 1n,
});

/** W = s a vᵀ, P = s a aᵀ for a random or given unit vector a. */
const rankOnePoint = (m: number, s: number, v: ArrayLike<number>, a: readonly number[]): Point => ({
  W: generate(m, v.length, (i, j) => s * a[i]! * v[j]!),
  P: generate(m, m, (i, j) => s * a[i]! * a[j]!),
});

/** Rank one by the quadratic eigenvalue problem, for Γ and Σ that do not commute. */
function generalRankOne(moments: Moments, m: number, eta: Rational): ClosedForm | Unavailable {
  const p = moments.dimension;
  if (!isInvertible(moments.sigma))
    return { unavailable: "Σ is singular and does not commute with Γ: no closed form" };
  const { solutions, clear } = quadraticEigen(
    toMatrix(moments.sigma),
    toMatrix(moments.gamma),
    toNumber(eta),
  );
  if (!clear)
    return undecided("a solution of (s²Σ − sΓ + ηI)v = 0 is neither clearly real nor clearly complex");
  const ordered = [...solutions].sort((a, b) => b.s - a.s);
  for (let k = 1; k < ordered.length; k++)
    if (Math.abs(ordered[k - 1]!.s - ordered[k]!.s) <= 1e-9 * Math.abs(ordered[k]!.s))
      return undecided("two solutions of (s²Σ − sΓ + ηI)v = 0 nearly coincide");
  const copies = sphereComponents(m - 1);
  return {
    statement: "rank-one equilibria are the real solutions of (s²Σ − sΓ + ηI)v = 0",
    ...(m === 1
      ? {}
      : { gap: "predictor: Γ and Σ do not commute, equilibria of rank ≥ 2 have no closed form" }),
    *proposals() {
      yield collapse(m, p);
      for (const [k, { s, vector }] of ordered.entries())
        yield {
          id: `rank-one-${k + 1}`,
          family: "predictor with stop-gradient, rank one",
          representative: rankOnePoint(m, s, vector, unitVector(m, 0)),
          dimension: m - 1,
          multiplicity: copies,
          ...(m > 1
            ? {
                sample: (random: Random) => rankOnePoint(m, s, vector, randomUnitVector(random, m)),
              }
            : {}),
        };
    },
    ...(m === 1 ? { total: 1n + copies * BigInt(ordered.length) } : {}),
  };
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

function jointModes(moments: Moments, g: Matrix, h: Matrix): { modes: Mode[]; basis: Matrix } | Unavailable {
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
function rootsOf({ g, h, exact }: Mode, eta: Rational): Root[] | null {
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

function alignedEquilibria(
  modes: readonly Mode[],
  basis: Matrix,
  moments: Moments,
  m: number,
  eta: Rational,
): ClosedForm | Unavailable {
  const p = moments.dimension;
  const viable: ViableMode[] = [];
  for (const mode of modes) {
    const roots = rootsOf(mode, eta);
    if (roots === null)
      return undecided(
        `the viability threshold g² = 4ηh is too close to decide for g = ${mode.g}, h = ${mode.h}`,
      );
    if (roots.length > 0) viable.push({ ...mode, roots });
  }
  const viableCount = viable.reduce((sum, { size }) => sum + size, 0);
  const frames: Frame[] = [
    { left: identity(m), right: transpose(basis) },
    { left: identity(m), right: identity(m) },
  ];
  const shared = sharesRoot(viable);
  const options = viable.flatMap((mode, k) => mode.roots.map((root) => ({ k, mode, root })));
  const mixed = m >= 2 ? mixedPairs(viable, eta) : [];

  const proposal = (counts: readonly number[]): ComponentProposal => {
    const rows = options.flatMap((option, o) => new Array<typeof option>(counts[o]!).fill(option));
    const r = rows.length;
    if (r === 0) return { ...collapse(m, p), frames };
    const rankOf = viable.map((_, k) => rows.filter((row) => row.k === k).length);
    const dimension =
      stiefelDimension(m, r) +
      viable.reduce((sum, { size }, k) => sum + stiefelDimension(size, rankOf[k]!), 0) -
      counts.reduce((sum, c) => sum + (c * (c - 1)) / 2, 0);
    const full = viable.every(({ size }, k) => rankOf[k] === 0 || rankOf[k] === size);
    const doubles = rows.some(({ root }) => root.label === "0");
    const point = (outer: Matrix, inner: readonly Matrix[]): Point => {
      // Column c of the frame carries mode vector v_c: W = Σ p_c r_c v_cᵀ, P = Σ p_c r_c r_cᵀ. Rows come mode by mode.
      const vectors = viable.flatMap((mode, k) => combinations(basis, mode, inner[k]!));
      const scaled = generate(m, r, (i, c) => rows[c]!.root.p * outer.data[i * r + c]!);
      return {
        W: multiply(
          scaled,
          generate(r, p, (c, j) => vectors[c]![j]!),
        ),
        P: multiply(scaled, transpose(outer)),
      };
    };
    const axes = (n: number, k: number) => generate(n, k, (i, j) => (i === j ? 1 : 0));
    const name = ({ mode, root }: (typeof rows)[number]) =>
      `${mode.size === 1 ? mode.start + 1 : `${mode.start + 1}..${mode.start + mode.size}`}${root.label}`;
    return {
      id: `modes={${rows.map(name).join(",")}}`,
      family: "predictor with stop-gradient, aligned with the modes",
      representative: point(
        axes(m, r),
        viable.map(({ size }, k) => axes(size, rankOf[k]!)),
      ),
      frames,
      dimension,
      ...(doubles || shared ? {} : { nullity: dimension }),
      multiplicity: r === m && full ? 2n : 1n,
      ...(dimension > 0
        ? {
            sample: (random: Random) =>
              point(
                randomFrame(random, m, r),
                viable.map(({ size }, k) => randomFrame(random, size, rankOf[k]!)),
              ),
          }
        : {}),
      ...(doubles ? { notes: ["a double root p = g/(2h) at the viability threshold: not hyperbolic"] } : {}),
    };
  };

  const bounds = { modes: viable.map(({ size }) => size) };
  function* choices(r: number): Generator<number[]> {
    const counts = new Array<number>(options.length).fill(0);
    const left = [...bounds.modes];
    function* place(o: number, missing: number): Generator<number[]> {
      if (missing === 0) {
        yield [...counts];
        return;
      }
      if (o === options.length) return;
      const k = options[o]!.k;
      const capacity = left.reduce((sum, x, j) => (j >= k ? sum + x : sum), 0);
      if (capacity < missing) return;
      for (let c = Math.min(missing, left[k]!); c >= 0; c--) {
        counts[o] = c;
        left[k]! -= c;
        yield* place(o + 1, missing - c);
        left[k]! += c;
        counts[o] = 0;
      }
    }
    yield* place(0, r);
  }

  const gap = completenessGap(viable, viableCount, m, mixed === null);
  const list = mixed ?? [];
  return {
    statement: "Γ and Σ commute: modes with g² > 4ηh, each with one of its two roots",
    ...(gap === null ? {} : { gap }),
    *proposals() {
      for (let r = 0; r <= Math.min(m, viableCount); r++) {
        for (const counts of choices(r)) yield proposal(counts);
      }
      for (const pair of list) yield mixedProposal(pair, basis, m, p);
    },
    ...(gap === null
      ? { total: countAligned(viable, m) + list.reduce((sum, pair) => sum + mixedCopies(pair, m), 0n) }
      : {}),
  };
}

/** Two modes with a common root p: any unit combination of them carries it. */
function sharesRoot(viable: readonly ViableMode[]): boolean {
  const roots = viable.flatMap((mode, k) => mode.roots.map((root) => ({ k, p: root.p })));
  return roots.some((a) => roots.some((b) => a.k < b.k && Math.abs(a.p - b.p) <= 1e-8 * Math.abs(a.p)));
}

/** Why aligned and mixed equilibria may not be all; null when they are. */
function completenessGap(
  viable: readonly ViableMode[],
  viableCount: number,
  m: number,
  mixedUndecided: boolean,
): string | null {
  if (sharesRoot(viable))
    return "predictor: two modes share a root, equilibria between them form a continuum";
  if (m === 1) return null;
  const same = (read: (mode: ViableMode) => { value: number; exact: Rational | null }) => {
    const [first, ...others] = viable.map(read);
    return others.every(({ value, exact }) =>
      exact !== null && first!.exact !== null
        ? exact.equals(first!.exact)
        : Math.abs(value - first!.value) <= 1e-12 * Math.abs(value),
    );
  };
  if (same(({ h, exact }) => ({ value: h, exact: exact === null ? null : exact.h }))) return null;
  if (same(({ g, h, exact }) => ({ value: h / g, exact: exact === null ? null : exact.h.div(exact.g) })))
    return null;
  if (viableCount === 2)
    return mixedUndecided
      ? "predictor: a mixed pair of modes is at, or too close to, its threshold to decide"
      : null;
  return `predictor: ${plural(viableCount, "viable mode")} with different h and h/g: equilibria not aligned with the modes are not excluded`;
}

interface MixedPair {
  readonly k: ViableMode;
  readonly l: ViableMode;
  /** T in the basis (k, l). */
  readonly t: Matrix;
}

/** Mixed equilibria of two modes; null if an existence condition is too close to decide. */
function mixedPairs(viable: readonly ViableMode[], eta: Rational): MixedPair[] | null {
  const e = toNumber(eta);
  const found: MixedPair[] = [];
  for (const k of viable)
    for (const l of viable) {
      if (k.start >= l.start) continue;
      const [ck, cl] = [k.h / k.g, l.h / l.g];
      const [kk, kl] = [(e * ck) / k.g, (e * cl) / l.g];
      if (k.h === 0 || l.h === 0) {
        // One of T's equations is then linear: z² is free exactly where hη = g_k g_l, and there is no pair otherwise.
        const balance = Math.max(k.h, l.h) * e - k.g * l.g;
        if (Math.abs(balance) <= 1e-9 * Math.abs(k.g * l.g)) return null;
        continue;
      }
      const rho = cl / ck;
      if (Math.abs(1 - rho) <= 1e-12) continue;
      const u = (1 - rho + pow(rho, 3) * kk - kl / rho) / (rho * squared(1 - rho));
      const v = rho - rho * rho * u;
      const zk = u - u * u - kk;
      // The second equation, v − v² − κ_l, is the same quantity times ρ⁴: it asks for nothing more.
      if (Math.abs(zk) <= 1e-9 * (Math.abs(u) + u * u + kk)) return null;
      if (zk < 0) continue;
      const z = Math.sqrt(zk) / (ck * ck);
      found.push({ k, l, t: { rows: 2, columns: 2, data: Float64Array.of(u / ck, cl * z, ck * z, v / cl) } });
    }
  return found;
}

/** The vectors of a joint eigenspace with the given columns of coefficients. */
const combinations = (basis: Matrix, { start, size }: Mode, coefficients: Matrix): number[][] => {
  const space = generate(basis.rows, size, (i, l) => basis.data[i * basis.columns + start + l]!);
  const vectors = multiply(space, coefficients);
  return Array.from({ length: coefficients.columns }, (_, c) => columnOf(vectors, c));
};

/** Two classes (the sign of z) unless a larger eigenspace joins them; each a copy of Stiefel(m, 2). */
const mixedCopies = ({ k, l }: MixedPair, m: number): bigint =>
  (k.size > 1 || l.size > 1 ? 1n : 2n) * (m === 2 ? 2n : 1n);

function mixedProposal(pair: MixedPair, basis: Matrix, m: number, p: number): ComponentProposal {
  const { k, l, t } = pair;
  // W = S^{1/2} V, P = S^{-1/2} Tᵀ S^{1/2}, S = TᵀT.
  const { values, vectors } = symmetricEigen(multiply(transpose(t), t));
  const functionOf = (f: (x: number) => number) =>
    multiply(
      multiply(
        vectors,
        generate(2, 2, (i, j) => (i === j ? f(values[i]!) : 0)),
      ),
      transpose(vectors),
    );
  const half = functionOf(Math.sqrt);
  const core = multiply(
    multiply(
      functionOf((x) => 1 / Math.sqrt(x)),
      transpose(t),
    ),
    half,
  );
  /** From unit coefficient vectors in the two eigenspaces. */
  const point = (outer: Matrix, inK: readonly number[], inL: readonly number[]): Point => {
    const pairOf = [k, l].flatMap((mode, c) =>
      combinations(basis, mode, fromColumns([c === 0 ? inK : inL], mode.size)),
    );
    const v = generate(2, p, (c, j) => pairOf[c]![j]!);
    return {
      W: multiply(outer, multiply(half, v)),
      P: multiply(multiply(outer, core), transpose(outer)),
    };
  };
  return {
    id: `mixed={${k.start + 1},${l.start + 1}}`,
    family: "predictor with stop-gradient, a mixed pair of modes (P not symmetric)",
    representative: point(
      generate(m, 2, (i, j) => (i === j ? 1 : 0)),
      unitVector(k.size, 0),
      unitVector(l.size, 0),
    ),
    dimension: stiefelDimension(m, 2) + k.size - 1 + l.size - 1,
    multiplicity: mixedCopies(pair, m),
    sample: (random) =>
      point(randomFrame(random, m, 2), randomUnitVector(random, k.size), randomUnitVector(random, l.size)),
  };
}

/** Connected components of aligned equilibria, collapse included. */
function countAligned(viable: readonly ViableMode[], m: number): bigint {
  // state[r] = [all chosen eigenspaces whole, others].
  let state = Array.from({ length: m + 1 }, (_, r): [bigint, bigint] => [r === 0 ? 1n : 0n, 0n]);
  for (const { size, roots } of viable) {
    const next = state.map((): [bigint, bigint] => [0n, 0n]);
    state.forEach(([whole, others], r) => {
      for (let x = 0; x <= size && r + x <= m; x++) {
        // Ways to give each of x rows one of the roots, rows being interchangeable.
        const ways = binomial(x + roots.length - 1, roots.length - 1);
        if (x === 0 || x === size) next[r + x]![0] += whole * ways;
        else next[r + x]![1] += whole * ways;
        next[r + x]![1] += others * ways;
      }
    });
    state = next;
  }
  return state.reduce((sum, [whole, others], r) => sum + whole * (r === m ? 2n : 1n) + others, 0n);
}

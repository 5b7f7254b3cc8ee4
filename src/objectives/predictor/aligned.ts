/**
 * Equilibria of the stop-gradient field where Γ and Σ commute: sets of viable modes, each with one of its roots.
 *
 * *Aligned* equilibria choose a set of viable modes, at most m, and a root p for each: |w_k| = |p_k|, P symmetric. They are all
 * equilibria when m = 1, when at most one mode is viable, when the viable h_k are equal, and when h_k/g_k is constant over the
 * viable modes. Otherwise there can be more. Write W = S^{1/2} V, V Vᵀ = I_r, T = OᵀS^{1/2} with P = O S^{1/2}; then
 * equilibrium ⇔ (η + h_j TᵀT − g_j T) V_j = 0 for every mode j (V_j the column of V), S = TᵀT.
 *   h_j = c g_j: T − cS = Σ (η/g_j) V_jV_jᵀ is symmetric, so T is, and T commutes with it: aligned.
 *   h_j = h: with the singular values σ of T and φ = σ(η + hσ²) the polar factor Q satisfies Qφ = φQᵀ, hence
 *   Qφ²Qᵀ = φ², Q commutes with σ and T is symmetric: aligned.
 *   With two viable modes, aligned and mixed equilibria (`mixed-pairs.ts`) are all.
 * The condition g² ≥ 4ηh is necessary for a mode to take part in any equilibrium (scalar product with V_j).
 *
 * Not covered: three or more viable modes in general position.
 */
import { binomial } from "../../exact/counting.js";
import type { Random } from "../../exact/random.js";
import type { Rational } from "../../exact/rational.js";
import { generate, identity, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import type { Frame } from "../../numeric/linalg/frame.js";
import { plural, randomFrame } from "../build.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import { stiefelDimension } from "../topology.js";
import { mixedCopies, mixedPairs, mixedProposal } from "./mixed-pairs.js";
import { combinations, type Mode, type Root, rootsOf, type ViableMode } from "./modes.js";
import { collapse } from "./origin.js";

/** A mode (its place among the viable ones) and one of its roots: what one row of the encoder can be. */
interface Option {
  readonly k: number;
  readonly mode: ViableMode;
  readonly root: Root;
}

/** What all aligned equilibria of a problem are made from. */
interface Setting {
  readonly m: number;
  readonly p: number;
  /** Joint eigenvectors as columns: p×p. */
  readonly basis: Matrix;
  readonly frames: readonly Frame[];
  readonly viable: readonly ViableMode[];
  readonly options: readonly Option[];
  /** Two modes have a root in common. */
  readonly isShared: boolean;
}

/** The modes with a root; undecided where a threshold is too close to decide. */
function viableModes(modes: readonly Mode[], eta: Rational): readonly ViableMode[] | Unavailable {
  const viable: ViableMode[] = [];
  for (const mode of modes) {
    const roots = rootsOf(mode, eta);
    if (roots === null)
      return undecided(
        `the viability threshold g² = 4ηh is too close to decide for g = ${mode.g}, h = ${mode.h}`,
      );
    if (roots.length > 0) viable.push({ ...mode, roots });
  }
  return viable;
}

/** Column c of the frame carries mode vector v_c: W = Σ p_c r_c v_cᵀ, P = Σ p_c r_c r_cᵀ. Rows come mode by mode. */
function alignedPoint(
  { m, p, basis, viable }: Setting,
  rows: readonly Option[],
  outer: Matrix,
  inner: readonly Matrix[],
): Point {
  const r = rows.length;
  const vectors = viable.flatMap((mode, k) => combinations(basis, mode, inner[k]!));
  const scaled = generate(m, r, (i, c) => rows[c]!.root.p * outer.data[i * r + c]!);
  const modeRows = generate(r, p, (c, j) => vectors[c]![j]!);
  return { W: multiply(scaled, modeRows), P: multiply(scaled, transpose(outer)) };
}

/** The component with so many rows of each option. */
function alignedProposal(setting: Setting, counts: readonly number[]): ComponentProposal {
  const { m, p, frames, viable, options, isShared } = setting;
  const rows = options.flatMap((option, o) => new Array<Option>(counts[o]!).fill(option));
  const r = rows.length;
  if (r === 0) return { ...collapse(m, p), frames };
  const rankOf = viable.map((_, k) => rows.filter((row) => row.k === k).length);
  const dimension =
    stiefelDimension(m, r) +
    viable.reduce((sum, { size }, k) => sum + stiefelDimension(size, rankOf[k]!), 0) -
    counts.reduce((sum, c) => sum + (c * (c - 1)) / 2, 0);
  const full = viable.every(({ size }, k) => rankOf[k] === 0 || rankOf[k] === size);
  const doubles = rows.some(({ root }) => root.label === "0");
  const point = (frame: (n: number, k: number) => Matrix) =>
    alignedPoint(
      setting,
      rows,
      frame(m, r),
      viable.map(({ size }, k) => frame(size, rankOf[k]!)),
    );
  return {
    id: `modes={${rows.map(nameOf).join(",")}}`,
    family: "predictor with stop-gradient, aligned with the modes",
    representative: point((n, k) => generate(n, k, (i, j) => (i === j ? 1 : 0))),
    frames,
    dimension,
    ...(doubles || isShared ? {} : { nullity: dimension }),
    multiplicity: r === m && full ? 2n : 1n,
    ...(dimension > 0 ? { sample: (random: Random) => point((n, k) => randomFrame(random, n, k)) } : {}),
    ...(doubles ? { notes: ["a double root p = g/(2h) at the viability threshold: not hyperbolic"] } : {}),
  };
}

const nameOf = ({ mode: { start, size }, root }: Option): string =>
  `${size === 1 ? start + 1 : `${start + 1}..${start + size}`}${root.label}`;

/** All ways to choose r rows: counts by option, no mode with more rows than its size. */
function* choicesOf({ viable, options }: Setting, r: number): Generator<number[]> {
  const counts = new Array<number>(options.length).fill(0);
  const left = viable.map(({ size }) => size);
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

/**
 * Aligned equilibria by rank, then mixed pairs.
 *
 * @param modes the joint eigenspaces of Γ and Σ.
 * @param basis joint eigenvectors as columns: p×p.
 * @param eta η > 0.
 */
export function alignedEquilibria(
  modes: readonly Mode[],
  basis: Matrix,
  m: number,
  eta: Rational,
): ClosedForm | Unavailable {
  const viable = viableModes(modes, eta);
  if ("unavailable" in viable) return viable;
  const p = basis.rows;
  const count = viable.reduce((sum, { size }) => sum + size, 0);
  const setting: Setting = {
    m,
    p,
    basis,
    frames: [
      { left: identity(m), right: transpose(basis) },
      { left: identity(m), right: identity(m) },
    ],
    viable,
    options: viable.flatMap((mode, k) => mode.roots.map((root) => ({ k, mode, root }))),
    isShared: sharesRoot(viable),
  };
  const mixed = m >= 2 ? mixedPairs(viable, eta) : [];
  const gap = completenessGap(viable, count, m, mixed === null);
  const list = mixed ?? [];
  return {
    statement: "Γ and Σ commute: modes with g² > 4ηh, each with one of its two roots",
    ...(gap === null ? {} : { gap }),
    *proposals() {
      for (let r = 0; r <= Math.min(m, count); r++)
        for (const counts of choicesOf(setting, r)) yield alignedProposal(setting, counts);
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

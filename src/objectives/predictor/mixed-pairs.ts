/**
 * Mixed equilibria of the stop-gradient field: two modes k, l on rank two, P not symmetric.
 *
 *   T = (u/c_k, c_l z; c_k z, v/c_l), c = h/g, κ = ηh/g², ρ = c_l/c_k,
 *   u = ((1−ρ) + ρ³κ_k − κ_l/ρ) / (ρ(1−ρ)²), v = ρ − ρ²u, z² = (u − u² − κ_k)/c_k⁴,
 *   W = S^{1/2} V, P = S^{−1/2} Tᵀ S^{1/2}, S = TᵀT, V the two eigenvectors as rows.
 *
 * They exist where z² > 0, on open sets of (g, h).
 */
import { pow, squared } from "../../elementary/elementary.js";
import { type Rational, toNumber } from "../../exact/rational.js";
import { symmetricEigen } from "../../numeric/linalg/decompositions.js";
import { generate, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import { fromColumns, randomFrame, randomUnitVector, unitVector } from "../build.js";
import type { ComponentProposal, Point } from "../objective.js";
import { stiefelDimension } from "../topology.js";
import { combinations, type ViableMode } from "./modes.js";

/** Two modes that support a mixed equilibrium. */
export interface MixedPair {
  readonly k: ViableMode;
  readonly l: ViableMode;
  /** T in the basis (k, l). */
  readonly t: Matrix;
}

/** Mixed equilibria of two modes; null if an existence condition is too close to decide. */
export function mixedPairs(viable: readonly ViableMode[], eta: Rational): MixedPair[] | null {
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

/** Two classes (the sign of z) unless a larger eigenspace joins them; each a copy of Stiefel(m, 2). */
export const mixedCopies = ({ k, l }: MixedPair, m: number): bigint =>
  (k.size > 1 || l.size > 1 ? 1n : 2n) * (m === 2 ? 2n : 1n);

/** The component of a pair, its two classes together. @param basis joint eigenvectors as columns: p×p. */
export function mixedProposal(pair: MixedPair, basis: Matrix, m: number, p: number): ComponentProposal {
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

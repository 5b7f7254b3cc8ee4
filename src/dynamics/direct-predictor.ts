/**
 * Closed-form predictors: P is not trained but set from the correlation F = W Σ Wᵀ of the embeddings, and the encoder
 * follows the stop-gradient field with that predictor,
 *
 *   Ẇ = 2(Pᵀ(W Γᵀ − P W Σ) − ηW),   F = Σ_j s_j u_j u_jᵀ,  P = Σ_j f(s_j) u_j u_jᵀ,
 *
 *   DirectPred     f(s_j) = √s_j + ε max_k s_k                        Tian, Chen, Ganguli 2021
 *   DirectSet(α)   f(s_j) = s_j^α + ε, or (s_j / max_k s_k)^α + ε     Wang, Chen, Du, Tian 2021
 *   DirectCopy     DirectSet(1): P = F
 *
 * Fixed points, Γ symmetric and commuting with Σ (eigenvalues g_k, h_k on v_k), f a function of s alone: in the basis
 * of the u_j each row w of W obeys (πΓ − π²Σ − η) w = 0 with π = f(s), so it lies on modes with π g_k − π² h_k = η,
 *
 *   π = (g_k ± √(g_k² − 4ηh_k)) / (2h_k),   w = ± √(s/h_k) v_k,  f(s) = π,
 *
 * and two rows never share a mode, because u_iᵀ F u_j = 0. So a fixed point is a set of at most m viable modes (f(s) = π
 * solvable with s > 0), each with one of its roots, and a rotation. The roots are those of the trained predictor.
 */

import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { pow } from "../elementary/elementary.js";
import { symmetricEigen } from "../numeric/linalg/decompositions.js";
import {
  addScaled,
  generate,
  identity,
  type Matrix,
  maxAbs,
  multiply,
  multiplyInto,
  transpose,
} from "../numeric/linalg/dense.js";
import { FIXED_POINTS } from "./options.js";
import { format } from "./projected-steps.js";
import { drawStart, type Limit, type Rule, viewPoint } from "./rule.js";

/** How P is set from F: `direct-pred` is f(s) = √s + ε max s, `direct-set` is f(s) = s^α + ε; ε ≥ 0. */
export type DirectPredictor =
  | { readonly kind: "direct-pred"; readonly epsilon: number }
  | {
      readonly kind: "direct-set";
      /** α > 0. */
      readonly exponent: number;
      readonly epsilon: number;
      /** Divides by the largest eigenvalue of F first. */
      readonly normalized: boolean;
    };

/** f on the spectrum of F (clipped at 0). */
export function predictorSpectrum(rule: DirectPredictor, s: ArrayLike<number>): Float64Array {
  const positive = Float64Array.from(s, (x) => Math.max(x, 0));
  const largest = Math.max(0, ...positive);
  if (rule.kind === "direct-pred") return positive.map((x) => Math.sqrt(x) + rule.epsilon * largest);
  const unit = rule.normalized && largest > 0 ? largest : 1;
  return positive.map((x) => pow(x / unit, rule.exponent) + rule.epsilon);
}

/** P for an encoder W (m×p): m×m, symmetric. */
export function predictorOf(rule: DirectPredictor, w: Matrix, sigma: Matrix): Matrix {
  const f = multiply(multiply(w, sigma), transpose(w));
  const { rows: m } = w;
  const { values, vectors } = symmetricEigen(
    generate(m, m, (i, j) => (f.data[i * m + j]! + f.data[j * m + i]!) / 2),
  );
  return withSpectrum(vectors, predictorSpectrum(rule, values));
}

const withSpectrum = (vectors: Matrix, values: ArrayLike<number>): Matrix =>
  multiply(
    generate(vectors.rows, vectors.columns, (i, k) => vectors.data[i * vectors.columns + k]! * values[k]!),
    transpose(vectors),
  );

/** @param system the stop-gradient predictor objective: variables W, then P. The state is W alone. */
export function directPredictor(
  system: LandscapeSystem,
  gamma: Matrix,
  sigma: Matrix,
  weightDecay: number,
  rule: DirectPredictor,
): Rule {
  const [w] = system.layout;
  const [m, p] = [w!.rows, w!.columns];
  const size = m * p;
  const [pw, error, product] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const gammaTransposed = transpose(gamma);
  return {
    kind: rule.kind,
    title: titleOf(rule),
    system,
    size,
    process: {
      kind: "flow",
      velocity: (x, out) => {
        const P = predictorOf(rule, { rows: m, columns: p, data: x }, sigma).data;
        multiplyInto(pw, P, x, { rows: m, inner: m, columns: p });
        multiplyInto(product, pw, sigma.data, { rows: m, inner: p, columns: p });
        multiplyInto(error, x, gammaTransposed.data, { rows: m, inner: p, columns: p });
        for (let k = 0; k < size; k++) error[k]! -= product[k]!;
        multiplyInto(out, P, error, { rows: m, inner: m, columns: p, aTransposed: true });
        for (let k = 0; k < size; k++) out[k] = 2 * (out[k]! - weightDecay * x[k]!);
      },
    },
    start: (random, spread) => drawStart(system, random, spread).slice(0, size),
    point: (x) => {
      const W = { rows: m, columns: p, data: x };
      return { ...viewPoint(system, new Float64Array(system.size)), W, P: predictorOf(rule, W, sigma) };
    },
    ends: limitsOf(rule, gamma, sigma, weightDecay, m),
  };
}

function titleOf(rule: DirectPredictor): string {
  const plus = rule.epsilon === 0 ? "" : ` + ${format(rule.epsilon)}`;
  if (rule.kind === "direct-pred") return `DirectPred flow, p_j = sqrt(s_j)${plus && `${plus} max s`}`;
  const name = rule.exponent === 1 ? "DirectCopy" : `DirectSet(${format(rule.exponent)})`;
  const base = rule.normalized ? "F/|F|" : "F";
  return `${name} flow, P = ${rule.exponent === 1 ? base : `(${base})^${format(rule.exponent)}`}${plus && `${plus} I`}`;
}

/** s with f(s) = π, where f sees s alone; null if there is none or f is not of that form. */
function inverseOf(rule: DirectPredictor): ((pi: number) => number) | null {
  if (rule.kind === "direct-pred") return rule.epsilon === 0 ? (pi) => (pi > 0 ? pi * pi : 0) : null;
  if (rule.normalized) return null;
  return (pi) => (pi > rule.epsilon ? pow(pi - rule.epsilon, 1 / rule.exponent) : 0);
}

/** A joint eigenvector v_k of Γ and Σ whose mode is viable: its place by decreasing g, and the rows that may lie on it. */
interface ViableMode {
  readonly k: number;
  readonly g: number;
  readonly h: number;
  readonly rank: number;
  readonly roots: readonly { readonly sign: "+" | "-"; readonly pi: number; readonly length: number }[];
}

function limitsOf(rule: DirectPredictor, gamma: Matrix, sigma: Matrix, eta: number, m: number): Rule["ends"] {
  const inverse = inverseOf(rule);
  if (inverse === null) return { kind: "unknown", reason: { kind: "sees-largest-eigenvalue" } };
  const joint = jointSpectrum(gamma, sigma);
  if (joint === null) return { kind: "unknown", reason: { kind: "moments-do-not-commute" } };
  const modes = joint.pairs
    .map((pair, k) => ({ ...pair, k }))
    .sort((a, b) => b.g - a.g || a.h - b.h)
    .map((mode, rank) => ({
      ...mode,
      rank,
      roots: rootsOf(mode.g, mode.h, eta).flatMap(({ sign, pi }) => {
        const s = inverse(pi);
        return s > 0 ? [{ sign, pi, length: Math.sqrt(s / mode.h) }] : [];
      }),
    }))
    .filter(({ roots }) => roots.length > 0);
  const { list, complete } = fixedPoints(modes, joint.vectors, m, rule.epsilon);
  return {
    kind: "limits",
    list,
    complete: complete && !shareRoots(modes),
    statement: "sets of viable modes, each with a root of h p² − g p + η = 0",
  };
}

/** Joint eigenvectors v_k, by columns, and the eigenvalues (g_k, h_k) of Γ and Σ on them; null where the two do not commute. */
function jointSpectrum(gamma: Matrix, sigma: Matrix) {
  const p = gamma.rows;
  const ratio = maxAbs(sigma) > 0 ? maxAbs(gamma) / maxAbs(sigma) : 1;
  const { vectors } = symmetricEigen(
    addScaled(symmetrised(gamma), symmetrised(sigma), ratio * FIXED_POINTS.genericShare),
  );
  const [g, h] = [gamma, sigma].map((a) => multiply(multiply(transpose(vectors), a), vectors)) as [
    Matrix,
    Matrix,
  ];
  const isDiagonal = (a: Matrix) =>
    a.data.every(
      (value, t) => Math.floor(t / p) === t % p || Math.abs(value) <= FIXED_POINTS.commuting * maxAbs(a),
    );
  if (!isDiagonal(g) || !isDiagonal(h)) return null;
  return {
    vectors,
    pairs: Array.from({ length: p }, (_, k) => ({ g: g.data[k * p + k]!, h: h.data[k * p + k]! })),
  };
}

/** One fixed point, up to rotation, for every set of at most m viable modes, each with one of its roots. */
function fixedPoints(modes: readonly ViableMode[], vectors: Matrix, m: number, epsilon: number) {
  const p = vectors.rows;
  type Row = { readonly k: number; readonly name: string; readonly pi: number; readonly length: number };
  const pointOf = (rows: readonly Row[]): Limit => ({
    id: `modes={${rows.map(({ name }) => name).join(",")}}`,
    point: {
      W: generate(m, p, (i, j) =>
        rows[i] === undefined ? 0 : rows[i].length * vectors.data[j * p + rows[i].k]!,
      ),
      P: addScaled(
        generate(m, m, (i, j) => (i === j && rows[i] !== undefined ? rows[i].pi - epsilon : 0)),
        identity(m),
        epsilon,
      ),
    },
  });
  const list: Limit[] = [];
  let complete = true;
  const place = (from: number, rows: readonly Row[]): void => {
    if (list.length === FIXED_POINTS.longest) {
      complete = false;
      return;
    }
    list.push(pointOf(rows));
    if (rows.length === m) return;
    modes.slice(from).forEach(({ k, rank, roots }, skipped) => {
      for (const { sign, pi, length } of roots)
        place(from + skipped + 1, [...rows, { k, name: `${rank + 1}${sign}`, pi, length }]);
    });
  };
  place(0, []);
  return { list, complete };
}

/** Whether two different modes have a root in common: unit combinations of them would be fixed, too. */
const shareRoots = (modes: readonly ViableMode[]): boolean => {
  const differ = (a: number, b: number) => Math.abs(a - b) > FIXED_POINTS.same * Math.abs(a);
  return modes.some((a, i) =>
    modes.some(
      (b, j) =>
        i < j &&
        (differ(a.g, b.g) || differ(a.h, b.h)) &&
        a.roots.some((r) => b.roots.some((q) => !differ(r.pi, q.pi))),
    ),
  );
};

/** The nonzero roots of h π² − g π + η = 0, by the stable formula. */
function rootsOf(g: number, h: number, eta: number): { sign: "+" | "-"; pi: number }[] {
  const discriminant = g * g - 4 * eta * h;
  if (!(discriminant > 0) || !(g > 0) || !(h > 0)) return [];
  const large = g + Math.sqrt(discriminant);
  const upper = { sign: "+" as const, pi: large / (2 * h) };
  return eta === 0 ? [upper] : [upper, { sign: "-", pi: (2 * eta) / large }];
}

const symmetrised = (a: Matrix): Matrix =>
  generate(a.rows, a.columns, (i, j) => (a.data[i * a.columns + j]! + a.data[j * a.columns + i]!) / 2);

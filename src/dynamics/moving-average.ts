/**
 * Exponential-moving-average targets: the target branch is an average T of the online encoder, not the encoder itself.
 *
 *   predictor, stop-gradient   W ← W − η∂_W ℓ, P ← P − η∂_P ℓ, then T ← τT + (1 − τ)W, with
 *                              ℓ = tr(P W Σ Wᵀ Pᵀ) − 2 tr(P W Γ Tᵀ) + λ(‖W‖² + ‖P‖²)
 *   bilinear, tied             W ← normalise(W + c T Γᵀ), then T ← normalise(τT + (1 − τ)W), c = 2η
 *
 * τ = 0 is a target that is the encoder (after its step); τ = 1 one that never moves from the start. For 0 ≤ τ < 1
 * the fixed points have T = W: they are the equilibria of the stop-gradient field, and the critical points of the tied
 * bilinear objective at which every length that is divided by is positive. Source: Grill et al. 2020; [T], §3.
 */

import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { squared } from "../elementary/elementary.js";
import { generate, type Matrix, multiplyInto, transpose } from "../numeric/linalg/dense.js";
import { format } from "./projected-steps.js";
import { drawStart, type Rule, viewPoint } from "./rule.js";

/** The two numbers of a moving-average target; see the head of this file. */
export interface MovingAverage {
  /** τ in [0, 1]. */
  readonly decay: number;
  /** η > 0. */
  readonly step: number;
}

/** The state is the variables of the objective, then the target. */
function averaged(
  system: LandscapeSystem,
  { decay, step }: MovingAverage,
  encoderSize: number,
  advance: (x: Float64Array) => void,
): Rule {
  const n = system.size;
  const before = new Float64Array(n + encoderSize);
  const extended = new Float64Array(n);
  return {
    kind: "moving-average",
    title: `moving-average target, τ = ${format(decay)}, steps with η = ${format(step)}`,
    system,
    size: n + encoderSize,
    process: {
      kind: "steps",
      step: (x) => {
        before.set(x);
        advance(x);
        let squares = 0;
        for (let k = 0; k < x.length; k++) squares += squared(x[k]! - before[k]!);
        return squares;
      },
    },
    // The target starts as a copy of the encoder.
    start: (random, spread) => {
      const x = new Float64Array(n + encoderSize);
      extended.set(drawStart(system, random, spread));
      x.set(extended);
      x.set(extended.subarray(0, encoderSize), n);
      return x;
    },
    point: (x) => viewPoint(system, x),
    ends: decay < 1 ? { kind: "critical" } : { kind: "unknown", reason: { kind: "target-at-rest" } },
  };
}

/** @param system the stop-gradient predictor objective: variables W, then P. */
export function predictorMovingAverage(
  system: LandscapeSystem,
  gamma: Matrix,
  sigma: Matrix,
  weightDecay: number,
  settings: MovingAverage,
): Rule {
  const { decay, step } = settings;
  const [w] = system.layout;
  const [m, p] = [w!.rows, w!.columns];
  const n = m * p;
  const gammaTransposed = transpose(gamma);
  const [pw, error, product] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [dw, dp] = [new Float64Array(n), new Float64Array(m * m)];
  const advance = (x: Float64Array) => {
    const W = x.subarray(0, n);
    const P = x.subarray(n, n + m * m);
    const T = x.subarray(n + m * m);
    // B = TΓᵀ − PWΣ;  −½∂_W = PᵀB − λW,  −½∂_P = BWᵀ − λP.
    multiplyInto(pw, P, W, { rows: m, inner: m, columns: p });
    multiplyInto(product, pw, sigma.data, { rows: m, inner: p, columns: p });
    multiplyInto(error, T, gammaTransposed.data, { rows: m, inner: p, columns: p });
    for (let k = 0; k < n; k++) error[k]! -= product[k]!;
    multiplyInto(dw, P, error, { rows: m, inner: m, columns: p, aTransposed: true });
    multiplyInto(dp, error, W, { rows: m, inner: p, columns: m, bTransposed: true });
    for (let k = 0; k < n; k++) W[k]! += 2 * step * (dw[k]! - weightDecay * W[k]!);
    for (let k = 0; k < m * m; k++) P[k]! += 2 * step * (dp[k]! - weightDecay * P[k]!);
    for (let k = 0; k < n; k++) T[k] = decay * T[k]! + (1 - decay) * W[k]!;
  };
  return averaged(system, settings, n, advance);
}

/** @param system the tied bilinear objective under a normalisation: the variable W. */
export function tiedMovingAverage(system: LandscapeSystem, gamma: Matrix, settings: MovingAverage): Rule {
  const { decay, step } = settings;
  const [w] = system.layout;
  const [m, p] = [w!.rows, w!.columns];
  const n = m * p;
  const coupling = generate(p, p, (i, j) => 2 * step * gamma.data[j * p + i]!);
  const pull = new Float64Array(n);
  const advance = (x: Float64Array) => {
    const W = x.subarray(0, n);
    const T = x.subarray(n);
    multiplyInto(pull, T, coupling.data, { rows: m, inner: p, columns: p });
    for (let k = 0; k < n; k++) W[k]! += pull[k]!;
    system.retract(W);
    for (let k = 0; k < n; k++) T[k] = decay * T[k]! + (1 - decay) * W[k]!;
    system.retract(T);
  };
  return averaged(system, settings, n, advance);
}

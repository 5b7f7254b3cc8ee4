/**
 * The ReLU contrastive loss as a finite sum over latents and masks, and its one-sided derivatives.
 *
 *   L = E log(1 + exp((s₋ − s₊)/τ)),  s₊ = b₁b₂ ‖w_j⁺‖², s₋ = b₁b′ ⟨w_j⁺, w_k⁺⟩,
 *
 * b's Bernoulli(α), j the latent, k that of the negative, w⁺ = max(w, 0). The loss has kinks where entries vanish: stationarity is
 * one-sided there.
 */
import { exp, log1p, squared } from "../../elementary/elementary.js";
import { generate, type Matrix } from "../../numeric/linalg/dense.js";

/** The parameters in doubles: α, τ, π; negatives of any latent, or of another one. */
export interface ContrastiveInstance {
  readonly m: number;
  readonly keep: number;
  readonly temperature: number;
  readonly probabilities: readonly number[];
  readonly negatives: "distinct" | "independent";
}

const softplus = (u: number): number => Math.max(u, 0) + log1p(exp(-Math.abs(u)));
const sigmoid = (u: number): number => (u >= 0 ? 1 / (1 + exp(-u)) : exp(u) / (1 + exp(u)));

/** P(latent j, negative's latent k). */
function pairProbability({ probabilities, negatives }: ContrastiveInstance, j: number, k: number): number {
  const joint = probabilities[j]! * probabilities[k]!;
  if (negatives === "independent") return joint;
  return j === k ? 0 : joint / (1 - probabilities[j]!);
}

/** L(W) exactly as the finite sum over latents and masks. W: m×d. */
export function contrastiveValue(instance: ContrastiveInstance, w: Matrix): number {
  const { keep, temperature: tau } = instance;
  const d = w.columns;
  let total = (1 - keep) * Math.LN2;
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      const weight = keep * pairProbability(instance, j, k);
      if (weight === 0) continue;
      const plus = positiveInner(w, j, j) / tau;
      const minus = positiveInner(w, j, k) / tau;
      total +=
        weight *
        (squared(1 - keep) * Math.LN2 +
          keep * (1 - keep) * (softplus(-plus) + softplus(minus)) +
          keep * keep * softplus(minus - plus));
    }
  return total;
}

const positiveInner = (w: Matrix, j: number, k: number): number => {
  let sum = 0;
  for (let i = 0; i < w.rows; i++)
    sum += Math.max(w.data[i * w.columns + j]!, 0) * Math.max(w.data[i * w.columns + k]!, 0);
  return sum;
};

/**
 * min over unit tangent directions V of the one-sided derivative L′(W; V) ≤ 0; zero exactly at first-order minima.
 *
 * L′(W; ·) is a sum over entries: slope c_ij for positive entries, c_ij max(V_ij, 0) where w_ij = 0, none below.
 */
export function contrastiveDescent(instance: ContrastiveInstance, w: Matrix): number {
  const { keep, temperature: tau } = instance;
  const { rows: m, columns: d } = w;
  // dL/dG for the Gram entries G_jk = ⟨w_j⁺, w_k⁺⟩.
  const slopes = generate(d, d, () => 0);
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      const weight = (keep * pairProbability(instance, j, k)) / tau;
      if (weight === 0) continue;
      const plus = positiveInner(w, j, j) / tau;
      const minus = positiveInner(w, j, k) / tau;
      const both = keep * keep * sigmoid(minus - plus);
      slopes.data[j * d + j]! -= weight * (both + keep * (1 - keep) * sigmoid(-plus));
      slopes.data[j * d + k]! += weight * (both + keep * (1 - keep) * sigmoid(minus));
    }
  let squares = 0;
  for (let j = 0; j < d; j++) {
    const c = Array.from({ length: m }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < d; k++)
        sum += (slopes.data[j * d + k]! + slopes.data[k * d + j]!) * Math.max(w.data[i * d + k]!, 0);
      return sum;
    });
    const column = Array.from({ length: m }, (_, i) => w.data[i * d + j]!);
    const open = c.map((x, i) => (column[i]! > 0 ? x : 0));
    const along = open.reduce((sum, x, i) => sum + x * column[i]!, 0);
    open.forEach((x, i) => {
      if (column[i] === 0) squares += squared(Math.min(c[i]!, 0));
      else squares += squared(x - along * column[i]!);
    });
  }
  return -Math.sqrt(squares);
}

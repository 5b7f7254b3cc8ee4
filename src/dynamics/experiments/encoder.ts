/**
 * The encoder of the experiments on a batch, forward and backward, on typed arrays.
 *
 *   u = W a,  y = u + b  or  y = g ∘ (u − mean u)/√(var u + 1e−5) + h  (batch norm; b cancels in it),
 *   s = y  |  ReLU(y)  |  ReLU(y) − ReLU(2b − y)
 *
 * W: m×p; a batch of n views: n×p, of representations: n×m, all row-major, one row per sample. The variance is that of
 * the batch (divided by n). At a kink the derivative is 0, that of the constant side.
 *
 * Backward, from ∂L/∂s: ∂s/∂y = 1 | [y > 0] | [y > 0] + [y < 2b], ∂s/∂b at fixed y = −2 [y < 2b] (symmetric-relu only);
 * through batch norm, with ŷ = (y − h)/g and t = g ∘ ∂L/∂y:  ∂L/∂u = (t − mean t − ŷ ∘ mean(t ∘ ŷ)) / √(var u + 1e−5);
 * ∂L/∂W = Σ_i (∂L/∂u_i) a_iᵀ.
 */
import { block, multiplyNT, multiplyTN } from "../../numeric/linalg/block-products.js";
import type { TrainingSpec } from "./spec.js";

/** As in the usual implementations of batch norm. */
const VARIANCE_FLOOR = 1e-5;

/** What is trained, or the gradient with respect to it: W (m×p), b, and g, h of batch norm, in one array. */
export class EncoderParameters {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly gain: Float64Array;
  readonly shift: Float64Array;

  constructor(
    readonly features: number,
    readonly inputs: number,
    readonly data: Float64Array = new Float64Array(features * inputs + 3 * features),
  ) {
    const at = features * inputs;
    this.weight = data.subarray(0, at);
    this.bias = data.subarray(at, at + features);
    this.gain = data.subarray(at + features, at + 2 * features);
    this.shift = data.subarray(at + 2 * features, at + 3 * features);
  }
}

/** What of a training decides the encoder's function: its activation, its batch norm, and its rows m. */
export type EncoderSpec = Pick<TrainingSpec, "activation" | "batchNorm" | "embedding">;

/** One view's way through an encoder, with the buffers that the way back needs. */
export class Branch {
  /** s: n×m. */
  readonly representation: Float64Array;
  /** ∂L/∂s: n×m, filled by the loss; `backward` overwrites it. */
  readonly sensitivity: Float64Array;
  /** y, and under batch norm ŷ = (u − mean)/deviation. */
  private readonly response: Float64Array;
  private readonly standard: Float64Array;
  private readonly inverse: Float64Array;
  private readonly normalises: boolean;

  constructor(
    private readonly spec: EncoderSpec,
    private readonly inputs: number,
    capacity: number,
  ) {
    const m = spec.embedding;
    this.normalises = spec.batchNorm !== "none";
    this.representation = new Float64Array(capacity * m);
    this.sensitivity = new Float64Array(capacity * m);
    this.response = new Float64Array(capacity * m);
    this.standard = new Float64Array(this.normalises ? capacity * m : 0);
    this.inverse = new Float64Array(m);
  }

  /** @param views n×p. */
  forward({ weight, bias, gain, shift }: EncoderParameters, views: Float64Array, n: number): void {
    const { embedding: m, activation } = this.spec;
    const { response: y, representation: s } = this;
    y.fill(0, 0, n * m);
    multiplyNT(block(y, m), block(views, this.inputs), block(weight, this.inputs), n, m, this.inputs);
    if (this.normalises) this.standardise(gain, shift, n);
    else for (let at = 0; at < n * m; ) for (let k = 0; k < m; k++, at++) y[at]! += bias[k]!;
    const end = n * m;
    switch (activation) {
      case "linear":
        for (let at = 0; at < end; at++) s[at] = y[at]!;
        break;
      case "relu":
        for (let at = 0; at < end; at++) s[at] = y[at]! > 0 ? y[at]! : 0;
        break;
      case "symmetric-relu":
        for (let at = 0; at < end; )
          for (let k = 0; k < m; k++, at++) {
            const value = y[at]!;
            const mirrored = 2 * bias[k]! - value;
            s[at] = (value > 0 ? value : 0) - (mirrored > 0 ? mirrored : 0);
          }
    }
  }

  private standardise(gain: Float64Array, shift: Float64Array, n: number): void {
    const m = this.spec.embedding;
    const { response: y, standard, inverse } = this;
    for (let k = 0; k < m; k++) {
      let sum = 0;
      for (let at = k; at < n * m; at += m) sum += y[at]!;
      const mean = sum / n;
      let squares = 0;
      for (let at = k; at < n * m; at += m) squares += (y[at]! - mean) * (y[at]! - mean);
      const scale = 1 / Math.sqrt(squares / n + VARIANCE_FLOOR);
      inverse[k] = scale;
      for (let at = k; at < n * m; at += m) {
        standard[at] = (y[at]! - mean) * scale;
        y[at] = gain[k]! * standard[at]! + shift[k]!;
      }
    }
  }

  /** Adds ∂L/∂(W, b, g, h) to `gradient`, from ∂L/∂s in `sensitivity`. */
  backward(
    { bias, gain }: EncoderParameters,
    views: Float64Array,
    n: number,
    gradient: EncoderParameters,
  ): void {
    const { embedding: m, activation } = this.spec;
    const { response: y, sensitivity: t } = this;
    const end = n * m;
    if (activation === "relu") {
      for (let at = 0; at < end; at++) if (!(y[at]! > 0)) t[at] = 0;
    } else if (activation === "symmetric-relu") {
      for (let at = 0; at < end; )
        for (let k = 0; k < m; k++, at++) {
          const value = y[at]!;
          const low = value < 2 * bias[k]! ? 1 : 0;
          gradient.bias[k]! -= 2 * low * t[at]!;
          t[at]! *= (value > 0 ? 1 : 0) + low;
        }
    }
    if (this.normalises) this.throughNorm(gain, n, gradient);
    else for (let at = 0; at < end; ) for (let k = 0; k < m; k++, at++) gradient.bias[k]! += t[at]!;
    const p = this.inputs;
    multiplyTN(block(gradient.weight, p), block(t, m), block(views, p), m, p, n);
  }

  /** ∂L/∂y → ∂L/∂u, in place. */
  private throughNorm(gain: Float64Array, n: number, gradient: EncoderParameters): void {
    const m = this.spec.embedding;
    const { sensitivity: t, standard, inverse } = this;
    for (let k = 0; k < m; k++) {
      let sum = 0;
      let along = 0;
      for (let at = k; at < n * m; at += m) {
        sum += t[at]!;
        along += t[at]! * standard[at]!;
      }
      gradient.shift[k]! += sum;
      gradient.gain[k]! += along;
      const factor = gain[k]! * inverse[k]!;
      for (let at = k; at < n * m; at += m) t[at] = factor * (t[at]! - sum / n - (standard[at]! * along) / n);
    }
  }
}

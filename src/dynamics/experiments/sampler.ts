/**
 * Samples x = M z + e of a data model.
 *
 * Γ = E[a1 a2ᵀ] and Σ = E[a1 a1ᵀ] of what latents and augmentations draw are the exact moments of `src/model`; a test compares them.
 */
import type { Random } from "../../exact/random.js";
import { toNumber } from "../../exact/rational.js";
import { LATENTS } from "../../model/latents/registry.js";
import type { GenerativeSpec } from "../../model/spec.js";
import type { Matrix } from "../../numeric/linalg/dense.js";

/**
 * x_1 … x_n as the rows of an n×p array.
 *
 * @param dictionary M: p×d.
 * @throws RangeError for a latent of which only the moment is known.
 */
export function drawSamples(
  { latent, noise }: GenerativeSpec,
  dictionary: Matrix,
  count: number,
  random: Random,
): Float64Array {
  const { rows: p, columns: d, data: m } = dictionary;
  const draw = LATENTS.of(latent).sampler?.(latent);
  if (draw === undefined)
    throw new RangeError("latent: expected one to draw samples from, got a second moment");
  const deviation = Math.sqrt(toNumber(noise.variance));
  const z = new Float64Array(d);
  const x = new Float64Array(count * p);
  for (let i = 0; i < count; i++) {
    draw(z, random);
    for (let j = 0; j < d; j++)
      if (z[j] !== 0) for (let k = 0; k < p; k++) x[i * p + k]! += m[k * d + j]! * z[j]!;
    if (deviation > 0) for (let k = 0; k < p; k++) x[i * p + k]! += deviation * random.normal();
  }
  return x;
}

/**
 * Samples x = M z + e of a data model, and two views of a batch of them.
 *
 * Γ = E[a1 a2ᵀ] and Σ = E[a1 a1ᵀ] of what is drawn here are the exact moments of `src/model`; a test compares them.
 */
import type { Random } from "../../exact/random.js";
import { toNumber } from "../../exact/rational.js";
import type { AugmentationSpec, GenerativeSpec, LatentSpec } from "../../model/spec.js";
import type { Matrix } from "../../numeric/linalg/dense.js";

/** Fills z (length d) with one latent. */
type LatentSampler = (z: Float64Array, random: Random) => void;

function latentSampler(spec: LatentSpec): LatentSampler {
  switch (spec.kind) {
    case "one-hot": {
      let sum = 0;
      const bounds = spec.probabilities.map((value) => (sum += toNumber(value)));
      return (z, random) => {
        const u = random.next();
        const at = bounds.findIndex((bound) => u < bound);
        z.fill(0);
        z[at < 0 ? z.length - 1 : at] = 1;
      };
    }
    case "bernoulli": {
      const keep = toNumber(spec.probability);
      return (z, random) => {
        for (let j = 0; j < z.length; j++) z[j] = random.next() < keep ? 1 : 0;
      };
    }
    case "signed-bernoulli": {
      const keep = toNumber(spec.probability);
      return (z, random) => {
        for (let j = 0; j < z.length; j++) {
          const u = random.next();
          z[j] = u < keep / 2 ? 1 : u < keep ? -1 : 0;
        }
      };
    }
    case "k-sparse":
      return pattern(spec.active, 0);
    case "signed-pattern":
      return pattern(spec.positive, spec.negative);
    case "moment":
      throw new RangeError("latent: expected one to draw samples from, got a second moment");
  }
}

/** The first `positive` places of a random permutation are +1, the next `negative` ones −1. */
function pattern(positive: number, negative: number): LatentSampler {
  let places = new Int32Array(0);
  return (z, random) => {
    if (places.length !== z.length) places = Int32Array.from({ length: z.length }, (_, j) => j);
    z.fill(0);
    for (let k = 0; k < positive + negative; k++) {
      const at = random.integer(k, z.length - 1);
      const place = places[at]!;
      places[at] = places[k]!;
      places[k] = place;
      z[place] = k < positive ? 1 : -1;
    }
  };
}

/**
 * x_1 … x_n as the rows of an n×p array.
 *
 * @param dictionary M: p×d.
 * @throws RangeError for a latent of kind `moment`.
 */
export function drawSamples(
  { latent, noise }: GenerativeSpec,
  dictionary: Matrix,
  count: number,
  random: Random,
): Float64Array {
  const { rows: p, columns: d, data: m } = dictionary;
  const draw = latentSampler(latent);
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

/** Fills `first` and `second` (rows a1, a2) with fresh views of the samples x[order[from]] … x[order[to − 1]]. */
export type ViewSampler = (
  first: Float64Array,
  second: Float64Array,
  x: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  random: Random,
) => void;

/** @param p length of a sample. */
export function viewSampler(spec: AugmentationSpec, p: number): ViewSampler {
  switch (spec.kind) {
    case "independent-masks": {
      const bits = new BitSource(toNumber(spec.keep));
      return (first, second, x, order, from, to, random) => {
        mask(first, bits, x, order, from, to, p, random);
        mask(second, bits, x, order, from, to, p, random);
      };
    }
    case "complementary-masks": {
      const bits = new BitSource(toNumber(spec.keep));
      const scale = toNumber(spec.scale);
      return (first, second, x, order, from, to, random) => {
        mask(first, bits, x, order, from, to, p, random);
        for (let i = from, at = 0; i < to; i++)
          for (let k = order[i]! * p, end = k + p; k < end; k++, at++) {
            const kept = first[at]!;
            first[at] = scale * kept;
            second[at] = scale * (x[k]! - kept);
          }
      };
    }
    case "additive-gaussian": {
      const deviation = Math.sqrt(toNumber(spec.variance));
      return (first, second, x, order, from, to, random) => {
        for (const view of [first, second])
          for (let i = from, at = 0; i < to; i++)
            for (let k = order[i]! * p, end = k + p; k < end; k++, at++)
              view[at] = x[k]! + deviation * random.normal();
      };
    }
    case "none":
      return (first, second, x, order, from, to) => {
        for (let i = from, at = 0; i < to; i++)
          for (let k = order[i]! * p, end = k + p; k < end; k++, at++) first[at] = second[at] = x[k]!;
      };
  }
}

function mask(
  view: Float64Array,
  bits: BitSource,
  x: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  p: number,
  random: Random,
): void {
  for (let i = from, at = 0; i < to; i++) {
    const start = order[i]! * p;
    for (let k = 0; k < p; k += 32) {
      const word = bits.word(Math.min(32, p - k), random);
      const end = Math.min(p, k + 32);
      for (let l = k, rest = word; l < end; l++, at++, rest >>>= 1) view[at] = (rest & 1) * x[start + l]!;
    }
  }
}

/** Independent bits, each 1 with the given probability (a multiple of 2⁻³², rounded); 32 from one draw if it is 1/2. */
class BitSource {
  private readonly threshold: number;

  constructor(probability: number) {
    this.threshold = Math.round(probability * 2 ** 32);
  }

  /** `count` ≤ 32 bits, lowest first. */
  word(count: number, random: Random): number {
    if (this.threshold === 2 ** 31) return random.uint32();
    let word = 0;
    for (let k = 0; k < count; k++) if (random.uint32() < this.threshold) word |= 1 << k;
    return word;
  }
}

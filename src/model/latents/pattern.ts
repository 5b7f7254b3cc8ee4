/** Latents with a fixed number of entries +1 and −1 at uniformly random places: a of the one, b of the other. */
import { squared } from "../../elementary/elementary.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { rational, ZERO } from "../../exact/rational.js";
import { exchangeable, type LatentSampler } from "./latent.js";

/** S_ii = (a+b)/d, S_ij = ((a−b)² − (a+b)) / (d(d−1)), for a + b ≤ d. */
export function patternMoment(d: number, positive: number, negative: number): RationalMatrix {
  const active = positive + negative;
  const pairs = squared(positive - negative) - active;
  // For d = 1 there are no pairs, and the denominator would vanish.
  const offDiagonal = d === 1 ? ZERO : rational(pairs).div(rational(d * (d - 1)));
  return exchangeable(d, rational(active).div(rational(d)), offDiagonal);
}

/** The first `positive` places of a random permutation are +1, the next `negative` ones −1. */
export function patternSampler(positive: number, negative: number): LatentSampler {
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

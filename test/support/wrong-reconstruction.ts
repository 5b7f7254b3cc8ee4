/**
 * Reconstructions that are wrong and yet agree with every prime that is asked: one numerator is changed by the product of the
 * largest primes below 2²⁶, of those that were used, and of those that come after them. What notices is the verification over Q alone.
 */
import { vi } from "vitest";
import { Reconstruction } from "../../src/algebra/reconstruction.js";
import { primesDownwards } from "../../src/exact/prime-field.js";

/** Of each kind in a wrong numerator: more than a reconstruction takes. */
const PRIMES = 40;

/** The product of the two hundred largest primes below 2²⁶, or of others, from a number downwards. */
export const productOfPrimes = (start?: number, many = 200): bigint => {
  let value = 1n;
  let count = 0;
  for (const p of primesDownwards(start)) {
    value *= BigInt(p);
    if (++count === many) return value;
  }
  return value;
};

/**
 * Computes with the numerator changed that comes at this place when those of all reconstructions are counted.
 *
 * @returns the result, and whether there was one at this place.
 */
export function withWrongNumerator<T>(
  at: number,
  compute: () => T,
): { readonly result: T; readonly met: boolean } {
  const largest = productOfPrimes(undefined, PRIMES);
  let count = 0;
  let met = false;
  const attempt = Reconstruction.prototype.attempt;
  const spy = vi.spyOn(Reconstruction.prototype, "attempt").mockImplementation(function (
    this: Reconstruction,
  ) {
    // The first prime is the same for all equations; the second says which ones follow.
    if (this.primes.length === 1) return undefined;
    const found = attempt.call(this);
    if (found === undefined) return found;
    const delta = () =>
      largest * productOfPrimes(this.primes.at(-1)!, PRIMES) * productOfPrimes(this.primes[1], PRIMES);
    const numerators = found.numerators.map((c) => {
      const isWrong = count++ === at;
      met ||= isWrong;
      return isWrong ? c + delta() : c;
    });
    return { ...found, numerators };
  });
  try {
    return { result: compute(), met };
  } finally {
    spy.mockRestore();
  }
}

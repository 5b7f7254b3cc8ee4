/**
 * Several vectors over Q from their residues modulo primes, each as soon as it agrees with a prime that was not used for it
 * (`reconstruction.ts`). What comes out is a proposal, which the caller verifies.
 */

import { ATTEMPT_COST, UNLUCKY } from "./options.js";
import { agrees, type CommonFractions, nextAttempt, Reconstruction } from "./reconstruction.js";
import type { Work } from "./work.js";

/** Residues of vectors, the same number of the same lengths for each prime. */
export interface Image {
  readonly prime: number;
  readonly vectors: readonly ArrayLike<number>[];
}

/**
 * @param next the image of another prime; undefined where it behaves differently.
 * @returns undefined where too many primes do.
 * @throws BudgetExceeded
 */
export function liftVectors(
  first: Image | undefined,
  next: () => Image | undefined,
  work: Work,
): readonly CommonFractions[] | undefined {
  if (first === undefined) return undefined;
  const lifts = first.vectors.map(({ length }) => new Lift(length));
  const enter = ({ prime, vectors }: Image): void => {
    for (const [k, lift] of lifts.entries()) lift.add(prime, vectors[k]!, work);
  };
  enter(first);
  for (let unlucky = 0; !lifts.every(({ isConfirmed }) => isConfirmed); ) {
    const image = next();
    if (image !== undefined) enter(image);
    else if (++unlucky === UNLUCKY) return undefined;
  }
  return lifts.map(({ candidate }) => candidate!);
}

class Lift {
  /** How many primes there are when it is next tried. */
  private nextAttempt = 1;
  candidate: CommonFractions | undefined;
  isConfirmed = false;
  private readonly collected: Reconstruction;

  constructor(length: number) {
    this.collected = new Reconstruction(length);
  }

  add(prime: number, vector: ArrayLike<number>, work: Work): void {
    if (this.isConfirmed) return;
    this.isConfirmed = this.candidate !== undefined && agrees(this.candidate, prime, vector);
    if (this.isConfirmed) return;
    this.collected.add(prime, Float64Array.from(vector));
    const primes = this.collected.primes.length;
    this.candidate = undefined;
    if (primes < this.nextAttempt) return;
    this.nextAttempt = nextAttempt(primes);
    work.spend(ATTEMPT_COST * primes * (primes + vector.length));
    this.candidate = this.collected.attempt();
  }
}

/**
 * What every computation with a system modulo one prime begins and ends with: integers without common factor, a prime modulo
 * which all coefficients stay, a count of the work, and why there is no answer.
 */

import { isPrime, PRIME_BOUND, PrimeField } from "../exact/prime-field.js";
import { algebraKernel } from "./elimination-kernel.js";
import { DegreeOverflow } from "./monomials.js";
import { BYTES_PER_ENTRY } from "./options.js";
import {
  type AlgebraSystem,
  type IntegerEquation,
  integerEquations,
  keepsShape,
  primesFor,
} from "./system.js";
import { BudgetExceeded, Work } from "./work.js";

/** Why there is no answer. */
export type ModularUnavailable =
  /** More operations, or more memory, than allowed. */
  | { readonly kind: "budget"; readonly limit: "operations" | "memory" }
  /** The prime that was asked for is none below 2²⁶, or a coefficient vanishes modulo it. */
  | { readonly kind: "bad-prime"; readonly prime: number }
  /** Degrees above 65535. */
  | { readonly kind: "degree" };

/** What may be asked of a computation modulo a prime. */
export interface ModularOptions {
  /** Below 2²⁶; by default the largest one modulo which no coefficient vanishes. */
  readonly prime?: number;
  /** Number of operations, about 10⁹ in two seconds: the same input ends the same way on every machine. */
  readonly budget?: number;
  /** Entries of four bytes that may be held at once. */
  readonly entries?: number;
  readonly signal?: AbortSignal;
  /** Which sequence the default prime is taken from (`primesFor`); 0 by default. */
  readonly primes?: number;
}

/** Where a computation takes place. */
export interface OverPrime {
  readonly variables: number;
  readonly field: PrimeField;
  readonly work: Work;
}

/**
 * A computation with the equations of a system, which may run out of operations, memory or degrees.
 *
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 */
export function overPrime<T>(
  system: AlgebraSystem,
  { prime, budget, entries, signal, primes }: ModularOptions,
  compute: (equations: readonly IntegerEquation[], where: OverPrime) => T,
): T | { readonly unavailable: ModularUnavailable } {
  const equations = integerEquations(system);
  const p = prime ?? primesFor(equations, primes).next().value!;
  if (p >= PRIME_BOUND || !isPrime(p) || !keepsShape(equations, p))
    return { unavailable: { kind: "bad-prime", prime: p } };
  try {
    const work = new Work(budget, entries, signal, primes);
    return algebraKernel().scope(
      () => compute(equations, { variables: system.variables, field: new PrimeField(p), work }),
      kernelBytes(entries),
    );
  } catch (error) {
    const unavailable = whyUnavailable(error);
    if (unavailable === undefined) throw error;
    return { unavailable };
  }
}

/** What the kernel may hold besides: as much again. */
export const kernelBytes = (entries: number | undefined): number | undefined =>
  entries === undefined ? undefined : BYTES_PER_ENTRY * entries;

/** What engines say where memory, or a table, cannot be made larger. */
const OUT_OF_MEMORY =
  /allocation failed|maximum size exceeded|invalid (typed )?array length|maximum bigint size/i;

/** The limits that a computation may run into, as data; undefined for other errors. */
export function whyUnavailable(
  error: unknown,
): Exclude<ModularUnavailable, { readonly kind: "bad-prime" }> | undefined {
  if (error instanceof BudgetExceeded) return { kind: "budget", limit: error.kind };
  if (error instanceof DegreeOverflow) return { kind: "degree" };
  if (error instanceof RangeError && OUT_OF_MEMORY.test(error.message))
    return { kind: "budget", limit: "memory" };
  return undefined;
}

/** A computation that may take so many operations, and that adds what it took. */
export function within<T>(limit: number, work: Work, compute: (own: Work) => T): T | "budget" {
  const own = new Work(Math.min(limit, work.left), work.entries, work.signal, work.primes);
  try {
    return compute(own);
  } catch (error) {
    if (whyUnavailable(error) === undefined) throw error;
    return "budget";
  } finally {
    work.done += Math.min(own.done, own.operations);
  }
}

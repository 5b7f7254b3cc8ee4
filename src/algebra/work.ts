/**
 * What a computation may cost, counted in operations and stored entries, so that the same input ends the same way on every
 * machine; and by which primes.
 */
import { DEFAULT_ENTRIES, DEFAULT_OPERATIONS, LOOK } from "./options.js";

/** More work than was allowed; `kind` says which limit. */
export class BudgetExceeded extends Error {
  constructor(readonly kind: "operations" | "memory") {
    super(`budget of ${kind} exceeded`);
  }
}

/** Counts multiplications of residues and the like; throws when there have been too many. */
export class Work {
  done = 0;
  /** Operations after which the signal is asked again. */
  private nextLook = 0;

  constructor(
    readonly operations = DEFAULT_OPERATIONS,
    readonly entries = DEFAULT_ENTRIES,
    readonly signal?: AbortSignal,
    /** Which sequence of primes is taken (`primesFor`): another one is another witness. */
    readonly primes = 0,
  ) {}

  /** Operations that may still be done. */
  get left(): number {
    return this.operations - this.done;
  }

  /** @throws BudgetExceeded, or the reason of the abort. */
  spend(operations: number): void {
    this.done += operations;
    if (this.done > this.operations) throw new BudgetExceeded("operations");
    if (this.done < this.nextLook || this.signal === undefined) return;
    this.nextLook = this.done + LOOK;
    // Asked for as a property: signals with a deadline look at the clock then.
    if (this.signal.aborted) throw this.signal.reason;
  }

  /** @throws BudgetExceeded */
  hold(entries: number): void {
    if (entries > this.entries) throw new BudgetExceeded("memory");
  }
}

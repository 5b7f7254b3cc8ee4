/**
 * Mutants that change nothing a theorem could see, each with the reason. They do not count in the score.
 *
 * A mutant is recognised by file, line text, original and replacement, so that it stays marked when lines move.
 */
import type { Mutant } from "./mutants.js";

export interface EquivalentMutant {
  readonly file: string;
  /** The trimmed source line, or a part of it. */
  readonly context: string;
  readonly original: string;
  readonly replacement?: string;
  readonly reason: string;
}

export const EQUIVALENT: readonly EquivalentMutant[] = [];

export const equivalence = (mutant: Mutant): EquivalentMutant | undefined =>
  EQUIVALENT.find(
    ({ file, context, original, replacement }) =>
      file === mutant.file &&
      mutant.context.includes(context) &&
      original === mutant.original &&
      (replacement === undefined || replacement === mutant.replacement),
  );

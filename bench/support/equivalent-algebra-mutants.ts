/** Mutants of the verification that change no answer, with the reason. */
export interface EquivalentAlgebraMutant {
  readonly file: string;
  /** A part of the line. */
  readonly context: string;
  readonly replacement?: string;
  readonly reason: string;
}

export const ALGEBRA_EQUIVALENT: readonly EquivalentAlgebraMutant[] = [
  {
    file: "bound.ts",
    context: "const degrees = exponents.map",
    replacement: "1",
    reason: "all degrees are one more: their differences are the same",
  },
  {
    file: "completeness.ts",
    context: "most - work.done",
    reason: "says how much of the work each way may take, and nothing else",
  },
  {
    file: "mixed-volume-bound.ts",
    context: "const points = equations.reduce",
    reason: "an estimate of the work, which ends the search of mixed cells and nothing else",
  },
  {
    file: "mixed-volume-bound.ts",
    context: "perEvent",
    reason: "an estimate of the work, which ends the search of mixed cells and nothing else",
  },
  {
    file: "mixed-volume-bound.ts",
    context: "g.length === 1 ? f",
    reason: "a shortcut: without common roots the divisor is constant",
  },
];

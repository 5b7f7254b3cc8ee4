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
];

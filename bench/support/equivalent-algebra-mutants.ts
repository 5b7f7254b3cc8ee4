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
  {
    file: "residue-division.ts",
    context: "Math.max(0, ...[denominator",
    replacement: "1",
    reason: "an upper bound of the degree, larger than 0 for constants only",
  },
  {
    file: "residue-division.ts",
    context: "entries += own;",
    replacement: "-=",
    reason: "how many quotients are held at a time, and nothing else",
  },
  {
    file: "residue-division.ts",
    context: "if (entries > most)",
    replacement: "((entries) >= (most))",
    reason: "how many quotients are held at a time, and nothing else",
  },
  {
    file: "residue-division.ts",
    context: "const height = 1n <<",
    replacement: "2n",
    reason: "asks for more primes than are needed",
  },
  {
    file: "residue-division.ts",
    context: "const largest = modulus.map",
    replacement: "((c) <= (0n))",
    reason: "the absolute value of 0 is 0 both ways",
  },
  {
    file: "residue-division.ts",
    context: "const largest = modulus.map",
    replacement: "1n",
    reason: "the absolute value of 0 is 0 both ways",
  },
  {
    file: "residue-division.ts",
    context: "const largest = modulus.map",
    replacement: "((a) >= (b))",
    reason: "the larger of two equal numbers is either",
  },
];

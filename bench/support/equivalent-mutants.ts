/**
 * Mutants that change nothing a theorem could see, each with the reason: when they survive, they do not count.
 *
 * A mutant is recognised by file, line text, original and replacement, so that it stays marked when lines move.
 */
import type { Mutant } from "./mutants.js";

export interface EquivalentMutant {
  readonly file: string;
  /** The trimmed source line, or a part of it. */
  readonly context: string;
  /** The line above, where the line itself is not enough. */
  readonly above?: string;
  readonly original: string;
  readonly replacement?: string;
  readonly reason: string;
}

export const EQUIVALENT: readonly EquivalentMutant[] = [
  {
    file: "relu.ts",
    context: "const groups = [...classes.values()].sort(",
    original: "0",
    reason: "the enumeration orders by value, whatever the order of the groups",
  },
  {
    file: "relu.ts",
    context: "const steps = groups.map(([j]) => 2 * toNumber(gamma[j!]!));",
    original: "2",
    reason: "a common factor of all costs does not change their order",
  },
  ...["u >= 0", "u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u))", "0"].map((original) => ({
    file: "relu.ts",
    context: "const sigmoid = (u: number)",
    original,
    reason: "two forms of one function, which differ where one of them overflows",
  })),
  {
    file: "relu.ts",
    context: "if (weight === 0) continue;",
    original: "0",
    reason: "a term of weight zero adds nothing whether or not it is skipped",
  },
  {
    file: "relu.ts",
    context: "for (let j = 0; j < d; j++)",
    above: "const slopes = generate(d, d, () => 0);",
    original: "j < d",
    replacement: "((j) <= (d))",
    reason: "the row beyond the last latent falls outside of the array",
  },
  ...["+=", "2", "0", "Math.min(c[i]!, 0) ** 2"].map((original) => ({
    file: "relu.ts",
    context: "if (column[i] === 0) squares += Math.min(c[i]!, 0) ** 2;",
    original,
    reason:
      "at a zero entry only overlaps with other columns contribute, and their slopes are never negative",
  })),
  {
    file: "relu.ts",
    context: "const open = c.map((x, i) => (column[i]! > 0 ? x : 0));",
    original: "column[i]! > 0",
    replacement: "((column[i]!) >= (0))",
    reason: "zero entries are treated apart below, and do not enter the product with the column",
  },
  {
    file: "relu.ts",
    context: "if (!(left > right))",
    original: "left > right",
    replacement: "((left) >= (right))",
    reason: "equality is impossible: e^(1/τ) is transcendental for rational τ",
  },
  {
    file: "relu.ts",
    context: "for (let k = 2; k <= d; k++) factorial *= BigInt(k);",
    original: "2",
    replacement: "1",
    reason: "a factor of one",
  },
  {
    file: "enumerate.ts",
    context: "if (top === undefined || last === undefined) return undefined;",
    original: "top === undefined || last === undefined",
    reason: "the first and the last entry of a heap are undefined together",
  },
  {
    file: "topology.ts",
    context: "r === 0 ? 1n : r === 1 ? sphereEuler(m - 1) : 0n",
    original: "m - 1",
    replacement: "((m) + (1))",
    reason: "χ of a sphere depends on the parity of its dimension alone",
  },
  {
    file: "bilinear-columns.ts",
    context: "const parity = (k: number) => (k % 2 === 0 ? 1n : -1n);",
    original: "k % 2 === 0 ? 1n : -1n",
    replacement: "(1n)",
    reason: "χ of the sphere is zero unless m is odd, and then every index is even",
  },
];

export const equivalence = (mutant: Mutant): EquivalentMutant | undefined =>
  EQUIVALENT.find(
    ({ file, context, above, original, replacement }) =>
      file === mutant.file &&
      mutant.context.includes(context) &&
      (above === undefined || above === mutant.above) &&
      original === mutant.original &&
      (replacement === undefined || replacement === mutant.replacement),
  );

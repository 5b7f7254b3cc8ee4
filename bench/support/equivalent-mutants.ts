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
  ...["u >= 0", "u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u))", "0"].map((original) => ({
    file: "relu-contrastive/loss.ts",
    context: "const sigmoid = (u: number)",
    original,
    reason: "two forms of one function, which differ where one of them overflows",
  })),
  {
    file: "relu-contrastive/loss.ts",
    context: "if (weight === 0) continue;",
    original: "0",
    reason: "a term of weight zero adds nothing whether or not it is skipped",
  },
  {
    file: "relu-contrastive/closed-form.ts",
    context: "for (let j = 0; j < d; j++)",
    above: "const slopes = generate(d, d, () => 0);",
    original: "j < d",
    replacement: "((j) <= (d))",
    reason: "the row beyond the last latent falls outside of the array",
  },
  ...["+=", "2", "Math.min(c[i]!, 0) ** 2"].map((original) => ({
    file: "relu-contrastive/closed-form.ts",
    context: "if (column[i] === 0) squares += Math.min(c[i]!, 0) ** 2;",
    original,
    reason:
      "at a zero entry only overlaps with other columns contribute, and their slopes are never negative",
  })),
  {
    file: "relu-contrastive/loss.ts",
    context: "const open = c.map((x, i) => (column[i]! > 0 ? x : 0));",
    original: "column[i]! > 0",
    replacement: "((column[i]!) >= (0))",
    reason: "zero entries are treated apart below, and do not enter the product with the column",
  },
  {
    file: "relu-contrastive/closed-form.ts",
    context: "if (!(left > right))",
    original: "left > right",
    replacement: "((left) >= (right))",
    reason: "equality is impossible: e^(1/τ) is transcendental for rational τ",
  },
  {
    file: "relu-contrastive/closed-form.ts",
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
  ...[
    ["bilinear/columns.ts", "expected: sphereEuler(m - 1)", "m - 1"],
    ["bilinear/structure.ts", "euler: sphereEuler(size - 1)", "size - 1"],
    ["bilinear/rows.ts", "expected: sphereEuler(p - 1)", "p - 1"],
    ["bilinear/unit-norm.ts", "expected: sphereEuler(m * p - 1)", "m * p - 1"],
  ].map(([file, context, original]) => ({
    file: file!,
    context: context!,
    original: original!,
    replacement: `((${original!.slice(0, -4)}) + (1))`,
    reason: "χ of a sphere depends on the parity of its dimension alone",
  })),
  {
    file: "bilinear/columns.ts",
    context: "const key = rationalText(g.abs());",
    original: "g.abs()",
    reason: "finer groups list the same components in more entries",
  },
  {
    file: "bilinear/tied-columns.ts",
    context: "const isPositive = sign(beta) > 0;",
    original: "sign(beta) > 0",
    replacement: "((sign(beta)) >= (0))",
    reason: "β = 0 has been dealt with",
  },
  {
    file: "bilinear/tied-columns.ts",
    context: "list.push(e.map((x, i) => Math.cos(angle) * x + Math.sin(angle) * f[i]!));",
    original: "Math.cos(angle) * x + Math.sin(angle) * f[i]!",
    replacement: "((Math.cos(angle) * x) - (Math.sin(angle) * f[i]!))",
    reason: "the mirrored triangle",
  },
  {
    file: "bilinear/tied-columns.ts",
    context: "let next = 0;",
    original: "0",
    reason: "another axis to begin with",
  },
  ...[
    ["bilinear/structure.ts", "euler: sphere.euler ** 2n", "sphere.euler ** 2n"],
    [
      "bilinear/unit-norm.ts",
      "expected: sphereEuler(m * p - 1) ** (tied ? 1n : 2n)",
      "sphereEuler(m * p - 1) ** (tied ? 1n : 2n)",
    ],
  ].map(([file, context, original]) => ({
    file: file!,
    context: context!,
    original: original!,
    reason: "χ of a sphere is 0 or 2, and 2² = 2 · 2",
  })),
  ...[
    [
      "bilinear/structure.ts",
      "for (let k = 0; k < weights.length; k++) sum += weights[k]! * basis.data[from + k]!;",
    ],
    [
      "bilinear/unit-norm.ts",
      "for (let k = 0; k < size; k++) sum += c[i * size + k]! * basis.data[j * p + start + k]!;",
    ],
  ].map(([file, context]) => ({
    file: file!,
    context: context!,
    original: "+=",
    reason: "(−Wo, −Wt) belongs to the same component, or to another copy of it",
  })),
  {
    file: "spectral-contrastive/closed-form.ts",
    context: "if (values.slice(0, q).some((h) => h <= floor))",
    original: "0",
    reason: "the largest eigenvalue is above a fraction of itself",
  },
  ...["() => 0,"].map((context) => ({
    file: "cross-correlation/closed-form.ts",
    context,
    original: "0",
    replacement: "1",
    reason: "another point of the same component",
  })),
  ...["return values[2 * p - 1]!", "if (!(values[p - 1]!", "return gap >"].map((context) => ({
    file: "predictor/collapse.ts",
    context,
    original: "0",
    replacement: "1",
    reason: "the second largest eigenvalue as the scale of a tolerance",
  })),
  {
    file: "spectral-contrastive/closed-form.ts",
    context: "larger += size;",
    original: "+=",
    reason: "only the parity of the number counts",
  },
  {
    file: "predictor/modes.ts",
    context: "distance(k, group) < distance(k, best) ? group : best",
    original: "distance(k, group) < distance(k, best)",
    replacement: "((distance(k, group)) <= (distance(k, best)))",
    reason: "no value is at the same distance from two groups",
  },
  {
    file: "predictor/modes.ts",
    context: "if (discriminant < 0) return [];",
    original: "discriminant < 0",
    replacement: "((discriminant) <= (0))",
    reason: "zero has been sent away as undecided",
  },
  {
    file: "predictor/mixed-pairs.ts",
    context: "if (zk < 0) continue;",
    original: "zk < 0",
    replacement: "((zk) <= (0))",
    reason: "zero has been sent away as undecided",
  },
  {
    file: "predictor/aligned.ts",
    context: "const capacity = left.reduce((sum, x, j) => (j >= k ? sum + x : sum), 0);",
    original: "j >= k ? sum + x : sum",
    replacement: "(sum + x)",
    reason: "prunes less: branches that cannot place all rows end without a result",
  },
  {
    file: "predictor/aligned.ts",
    context: "const capacity = left.reduce((sum, x, j) => (j >= k ? sum + x : sum), 0);",
    original: "0",
    replacement: "1",
    reason: "prunes less: branches that cannot place all rows end without a result",
  },
  {
    file: "predictor/mixed-pairs.ts",
    context: "if (k.start >= l.start) continue;",
    original: "k.start >= l.start",
    replacement: "((k.start) > (l.start))",
    reason: "a mode does not mix with itself: ρ = 1",
  },
  {
    file: "predictor/aligned.ts",
    context: "let state = Array.from({ length: m + 1 }",
    original: "1",
    replacement: "2",
    reason: "an empty state more",
  },
  {
    file: "enumerate.ts",
    context: "private inserted = 0;",
    original: "0",
    reason: "only the order of the numbers counts",
  },
  {
    file: "enumerate.ts",
    context: "return x.cost < y.cost || (x.cost === y.cost && x.order < y.order);",
    original: "x.cost < y.cost",
    replacement: "((x.cost) <= (y.cost))",
    reason: "equal costs may come in any order",
  },
  {
    file: "enumerate.ts",
    context: "return x.cost < y.cost || (x.cost === y.cost && x.order < y.order);",
    original: "x.order < y.order",
    replacement: "((x.order) <= (y.order))",
    reason: "no two entries have the same number",
  },
  ...["costs", "steps"].map((name) => ({
    file: "enumerate.ts",
    context: `${name}[`,
    original: "0",
    replacement: "1",
    reason: "a common offset of all costs does not change their order",
  })),
  ...["t + 1 < costs.length", "t + 1", "1"].map((original) => ({
    file: "enumerate.ts",
    context: "for (let t = 0; t + 1 < costs.length; t++) {",
    original,
    reason: "beyond the last type there are no items and no bound, and the move is skipped",
  })),
  {
    file: "enumerate.ts",
    context: "for (let k = state.active; k < steps.length; k++) {",
    original: "k < steps.length",
    replacement: "((k) <= (steps.length))",
    reason: "beyond the last step there is no count and no bound, and it is skipped",
  },
  ...["k < n", "1"].map((original) => ({
    file: "spectrum.ts",
    context: "for (let k = 1; k < n; k++) {",
    original,
    reason: "beyond the ends there is no value, and a gap that is no number starts no group",
  })),
  {
    file: "spectrum.ts",
    context: "if (rest === 0) return null;",
    original: "0",
    reason: "a remainder of 0 means that the convergent is the value, which the line above has returned",
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

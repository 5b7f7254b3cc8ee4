/**
 * Gradient and Hessian of a quartic loss as exact polynomials in the entries: `node expansion.js FILE` prints
 * milliseconds and term counts as JSON.
 *
 *   G_i = ∂L/∂x_i from the matrix gradient, expanded;   H_ij = ∂G_i/∂x_j for i ≤ j.
 */
import { readFileSync } from "node:fs";
import { loadProblem } from "../src/objectives/problem.js";
import { numericGradients } from "../src/symbolic/landscape.js";
import { expand } from "../src/symbolic/polynomial.js";

export interface ExpansionReport {
  readonly milliseconds: number;
  readonly gradientTerms: number;
  readonly hessianTerms: number;
}

const file = process.argv[2];
if (file === undefined) throw new RangeError("expansion: expected a problem file, got none");
const { landscape } = loadProblem(readFileSync(file, "utf8")).objective;
if (landscape === undefined) throw new RangeError("expansion: expected a polynomial loss, got none");

const start = performance.now();
const layout = new Map<string, { offset: number }>();
let size = 0;
for (const { symbol } of landscape.variables) {
  layout.set(symbol.name, { offset: size });
  size += symbol.rows * symbol.columns;
}
const gradient = numericGradients(landscape).flatMap((g) => expand(g, layout, landscape.constants).flat());
const hessian = gradient.flatMap((g, i) =>
  Array.from({ length: size - i }, (_, j) => g.differentiate(i + j)),
);
const milliseconds = performance.now() - start;

const terms = (polynomials: typeof gradient) =>
  polynomials.reduce((sum, { termCount }) => sum + termCount, 0);
const result: ExpansionReport = {
  milliseconds,
  gradientTerms: terms(gradient),
  hessianTerms: terms(hessian),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

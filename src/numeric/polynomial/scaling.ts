/**
 * Scaling of polynomial systems by powers of two.
 *
 *   x_v = 2^{k_v} y_v,   equation i times 2^{e_i},   u_ij = log₂|c_ij| + Σ_v a_ijv k_v + e_i
 *
 * for the terms c_ij x^{a_ij} of equation i. The exponents minimise Σ w_ij u_ij²: coefficients close to one, and close to
 * each other in every equation. Weights w_ij, found by iteration, are 1 for the terms that are largest in their equation
 * and fall with the size below that, since small terms (rounding noise at worst) do not set the size of solutions. Where
 * the minimum is not unique, as for homogeneous systems, the shortest k is taken. In y nothing is rounded.
 *
 * Source: Morgan, "Solving polynomial systems using continuation" (1987), §5 (SCLGEN); the weights are ours.
 */
import { hypot, log2, pow } from "../../elementary/elementary.js";
import { symmetricEigen } from "../linalg/decompositions.js";
import { generate } from "../linalg/dense.js";
import type { NumericSystem } from "./system.js";

/** x_v = 2^{…} times a scaled variable, and a factor for every equation. */
export interface Scaling {
  /** 2^{k_v}: x_v = variables[v] · y_v. */
  readonly variables: Float64Array;
  /** 2^{e_i}, the factors of the equations. */
  readonly equations: Float64Array;
}

const PASSES = 12;
/** w = 2^{WEIGHT (u − u_max)}: half as much for every four binary digits. */
const WEIGHT = 1 / 4;
/** Eigenvalues of the normal equations below this share of the largest are zero: directions that no coefficient feels. */
const UNSEEN = 1e-10;
/** Exponents beyond this are cut: products of a few powers stay doubles. */
const LARGEST_EXPONENT = 150;

interface LogTerm {
  /** log₂|c|. */
  readonly log: number;
  readonly factors: readonly number[];
}

/**
 * The scaling of a family of systems: each term counts with the largest of its coefficients.
 *
 * @param systems at least one, all of as many variables and equations.
 * @example
 * // x² − 2⁴⁰: x = 2²⁰ y, times 2⁻⁴⁰.
 * const { variables, equations } = balancedScaling([
 *   { variables: 1, equations: [[{ re: 1, im: 0, factors: [0, 0] }, { re: -(2 ** 40), im: 0, factors: [] }]] },
 * ]);
 */
export function balancedScaling(systems: readonly NumericSystem[]): Scaling {
  const n = systems[0]!.variables;
  const equations = systems[0]!.equations.map((_, i) => logTerms(systems, i));
  let k: Float64Array = new Float64Array(n);
  for (let pass = 0; pass < PASSES; pass++) {
    const next = leastSquares(equations, k, n, pass === 0);
    const change = next.reduce((max, x, v) => Math.max(max, Math.abs(x - k[v]!)), 0);
    k = next;
    if (change < 1 / 8) break;
  }
  k = k.map((x) => Math.round(Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, x))));
  return {
    variables: k.map((x) => pow(2, x)),
    equations: Float64Array.from(equations, (terms) => {
      const u = terms.map((term) => exponent(term, k));
      const w = weights(u, false);
      const total = w.reduce((sum, x) => sum + x, 0);
      const mean = u.reduce((sum, x, j) => sum + w[j]! * x, 0) / total;
      return total > 0 ? pow(2, -Math.round(mean)) : 1;
    }),
  };
}

/** The terms of equation i of all systems, zero ones left out. */
function logTerms(systems: readonly NumericSystem[], i: number): LogTerm[] {
  const sizes = new Map<string, { size: number; factors: readonly number[] }>();
  for (const { equations } of systems)
    for (const { re, im, factors } of equations[i]!) {
      const key = factors.join();
      const size = Math.max(hypot(re, im), sizes.get(key)?.size ?? 0);
      sizes.set(key, { size, factors });
    }
  return [...sizes.values()].flatMap(({ size, factors }) =>
    size > 0 && Number.isFinite(size) ? [{ log: log2(size), factors }] : [],
  );
}

const exponent = ({ log, factors }: LogTerm, k: Float64Array): number =>
  factors.reduce((sum, v) => sum + k[v]!, log);

function weights(u: readonly number[], alike: boolean): number[] {
  const largest = Math.max(...u);
  return u.map((x) => (alike ? 1 : pow(2, WEIGHT * (x - largest))));
}

/**
 * The k that minimises Σ_ij w_ij (u_ij − ū_i)², weights taken at the k given: the best e_i is minus the mean ū_i.
 */
function leastSquares(
  equations: readonly (readonly LogTerm[])[],
  at: Float64Array,
  n: number,
  alike: boolean,
): Float64Array {
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (const terms of equations) {
    const w = weights(
      terms.map((term) => exponent(term, at)),
      alike,
    );
    const total = w.reduce((sum, x) => sum + x, 0);
    const means = new Float64Array(n);
    let meanLog = 0;
    terms.forEach(({ log, factors }, j) => {
      meanLog += (w[j]! * log) / total;
      for (const v of factors) means[v]! += w[j]! / total;
    });
    const degrees = new Float64Array(n);
    terms.forEach(({ log, factors }, j) => {
      degrees.fill(0);
      for (const v of factors) degrees[v]!++;
      for (let a = 0; a < n; a++) {
        const da = w[j]! * (degrees[a]! - means[a]!);
        if (da === 0) continue;
        right[a]! -= da * (log - meanLog);
        for (let b = 0; b < n; b++) matrix[a * n + b]! += da * (degrees[b]! - means[b]!);
      }
    });
  }
  const { values, vectors } = symmetricEigen(generate(n, n, (i, j) => matrix[i * n + j]!));
  const largest = values.reduce((max, x) => Math.max(max, x), 0);
  const k = new Float64Array(n);
  values.forEach((value, c) => {
    if (!(value > UNSEEN * largest)) return;
    let dot = 0;
    for (let v = 0; v < n; v++) dot += vectors.data[v * n + c]! * right[v]!;
    for (let v = 0; v < n; v++) k[v]! += (dot / value) * vectors.data[v * n + c]!;
  });
  return k;
}

/** The system in y. */
export const scaledSystem = ({ variables, equations }: NumericSystem, scaling: Scaling): NumericSystem => ({
  variables,
  equations: equations.map((terms, i) =>
    terms.map(({ re, im, factors }) => {
      const factor = factors.reduce((product, v) => product * scaling.variables[v]!, scaling.equations[i]!);
      return { re: re * factor, im: im * factor, factors };
    }),
  ),
});

/** y of x. */
export const toScaled = (
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
  { variables }: Scaling,
) => ({ re: re.map((x, v) => x / variables[v]!), im: im.map((x, v) => x / variables[v]!) });

/** x of y. */
export const fromScaled = (
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
  { variables }: Scaling,
) => ({ re: re.map((y, v) => y * variables[v]!), im: im.map((y, v) => y * variables[v]!) });

/**
 * The sizes that the solutions of a polynomial system can have, from its Newton polytopes, and scalings that suit them.
 *
 *   k ∈ R^n with  max_a (log₂|c_ia| + ⟨a, k⟩)  attained by two terms of every equation i:   |x_v| ≈ 2^{k_v}
 *
 * Where one term of an equation is much larger than all others, there is no solution; so every solution with nonzero coordinates
 * has a size near such a k, up to factors of the order of the numbers of terms. For generic coefficients they are finitely many.
 * A path tracker in double precision sees solutions well whose size is within a factor of some 2^{20} of its scaling;
 * so as many scalings are taken as it needs to cover all k, the balanced one (`scaling.ts`) first.
 *
 * Source: Maclagan, Sturmfels, "Introduction to Tropical Geometry" (2015), §3.1 (Kapranov's theorem), for valuations; Gaubert,
 * Sharify (2009) for sizes. Not covered: solutions with zero coordinates; systems with so many pairs of terms that they
 * cannot all be tried, for which the balanced scaling stands alone.
 */
import { hypot, log2, pow } from "../../elementary/elementary.js";
import { balancedScaling, type Scaling, scaledSystem } from "./scaling.js";
import type { NumericSystem } from "./system.js";

/** Choices of a pair of terms from each equation that are tried. */
const MAX_CHOICES = 40_000;
/** Binary digits by which sizes may differ from the scaling that covers them. */
const WINDOW = 18;
/** Systems whose solutions and scaling lie this close to one are left as they are. */
const UNSCALED = 4;
const MAX_SCALINGS = 6;
/** Coefficients of one size, so that solutions of very different ones are exceptions. */
const MODERATE = 24;
/** Logarithms are equal up to their rounding. */
const TIE = 1e-6;

interface LogTerm {
  readonly log: number;
  readonly exponents: Int32Array;
}

/**
 * Scalings that cover the sizes of the solutions; all ones where the system needs none.
 *
 * @param system as many equations as variables.
 * @example scalingsOf of 10x² + 10⁵ − xy, 10⁴x²y + 10 // two: sizes (10², 10⁻⁷) and (10⁻⁸, 10¹³)
 */
export function scalingsOf(system: NumericSystem): { scalings: readonly Scaling[]; coversAll: boolean } {
  const balanced = balancedScaling([system]);
  const logs = (scaling: Scaling) => Array.from(scaling.variables, (x) => log2(x));
  const sizes = tropicalSizes(system);
  const first = logs(balanced);
  const spread = Math.max(0, ...first.map(Math.abs), ...(sizes ?? []).flat().map(Math.abs));
  if (spread <= UNSCALED)
    return {
      scalings: [unscaled(system)],
      coversAll: sizes !== null || isModerate(system, unscaled(system)),
    };
  const chosen: { k: readonly number[]; scaling: Scaling }[] = [];
  const covered = (k: readonly number[]) =>
    chosen.some((other) => k.every((x, v) => Math.abs(x - other.k[v]!) <= WINDOW));
  if (Math.max(...first.map(Math.abs)) <= UNSCALED)
    chosen.push({ k: first.map(() => 0), scaling: unscaled(system) });
  else chosen.push({ k: first, scaling: balanced });
  for (const k of sizes ?? []) {
    if (covered(k)) continue;
    const rounded = k.map((x) => Math.round(x));
    chosen.push({ k: rounded, scaling: scalingAt(system, rounded) });
  }
  // The balanced scaling may cover no size at all.
  const useful = chosen.filter(
    ({ k }, i) =>
      i > 0 ||
      chosen.length === 1 ||
      (sizes ?? []).some((size) => size.every((x, v) => Math.abs(x - k[v]!) <= WINDOW)),
  );
  return {
    scalings: useful.slice(0, MAX_SCALINGS).map(({ scaling }) => scaling),
    coversAll: sizes === null ? isModerate(system, chosen[0]!.scaling) : useful.length <= MAX_SCALINGS,
  };
}

const unscaled = ({ variables, equations }: NumericSystem): Scaling => ({
  variables: new Float64Array(variables).fill(1),
  equations: new Float64Array(equations.length).fill(1),
});

/** Whether the coefficients of the scaled system are within a factor of 2^MODERATE of one. */
const isModerate = (system: NumericSystem, scaling: Scaling): boolean =>
  scaledSystem(system, scaling).equations.every((terms) =>
    terms.every(({ re, im }) => Math.abs(log2(hypot(re, im))) <= MODERATE),
  );

/** x_v = 2^{k_v} y_v, each equation divided by its largest term at |y| = 1. */
function scalingAt(system: NumericSystem, k: readonly number[]): Scaling {
  return {
    variables: Float64Array.from(k, (x) => pow(2, x)),
    equations: Float64Array.from(system.equations, (terms) => {
      const u = terms.map(({ re, im, factors }) =>
        factors.reduce((sum, v) => sum + k[v]!, log2(hypot(re, im))),
      );
      return pow(2, -Math.round(Math.max(...u)));
    }),
  };
}

/** The points k; null where there are too many choices to try. */
function tropicalSizes({ variables: n, equations }: NumericSystem): number[][] | null {
  const lists = equations.map((terms) => logTerms(terms, n));
  let choices = 1;
  for (const { length } of lists) choices *= (length * (length - 1)) / 2;
  if (!(choices <= MAX_CHOICES)) return null;
  const found = new Map<string, number[]>();
  const rows: { a: LogTerm; b: LogTerm }[] = [];
  const choose = (i: number): void => {
    if (i === lists.length) {
      const k = sizeOf(rows, n);
      if (k !== null && lists.every((terms, j) => isLargest(terms, rows[j]!, k)))
        found.set(k.map((x) => Math.round(x)).join(), k);
      return;
    }
    const terms = lists[i]!;
    for (let a = 0; a < terms.length; a++)
      for (let b = 0; b < a; b++) {
        rows[i] = { a: terms[a]!, b: terms[b]! };
        choose(i + 1);
      }
  };
  choose(0);
  return [...found.values()].sort((x, y) => x.reduce((order, c, v) => order || c - y[v]!, 0));
}

function logTerms(terms: NumericSystem["equations"][number], n: number): LogTerm[] {
  return terms.flatMap(({ re, im, factors }) => {
    const size = hypot(re, im);
    if (!(size > 0 && Number.isFinite(size))) return [];
    const exponents = new Int32Array(n);
    for (const v of factors) exponents[v]!++;
    return [{ log: log2(size), exponents }];
  });
}

/** The k at which the two terms of every row are alike: Gaussian elimination; null where it is not one point. */
function sizeOf(rows: readonly { a: LogTerm; b: LogTerm }[], n: number): number[] | null {
  const m = rows.map(({ a, b }) => [
    ...Array.from({ length: n }, (_, v) => a.exponents[v]! - b.exponents[v]!),
    b.log - a.log,
  ]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(m[r]![c]!) > Math.abs(m[pivot]![c]!)) pivot = r;
    if (Math.abs(m[pivot]![c]!) < 1e-9) return null;
    [m[c], m[pivot]] = [m[pivot]!, m[c]!];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = m[r]![c]! / m[c]![c]!;
      if (factor !== 0) for (let j = c; j <= n; j++) m[r]![j]! -= factor * m[c]![j]!;
    }
  }
  return m.map((row, c) => row[n]! / row[c]!);
}

function isLargest(terms: readonly LogTerm[], { a }: { readonly a: LogTerm }, k: readonly number[]): boolean {
  const at = ({ log, exponents }: LogTerm) => k.reduce((sum, x, v) => sum + exponents[v]! * x, log);
  const top = at(a);
  return terms.every((term) => at(term) <= top + TIE * (1 + Math.abs(top)));
}

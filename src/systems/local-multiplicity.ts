/**
 * The multiplicity of a rational solution p of a polynomial system, from its local ring.
 *
 *   H(d) = dim Q[y]/(F(p + y), m^{d+1}) = #{monomials of degree ≤ d} − rank {y^a F_i(p + y) cut at degree d},
 *   H(d) = H(d + 1)  ⇒  m^{d+1} ⊂ (F) locally, p is isolated and its multiplicity is H(d)
 *
 * by Nakayama's lemma. F(p + y) is expanded exactly and ranks are taken modulo a prime, where they can only be too small and H too
 * large: so that p is an isolated solution is proved, and the value is an upper bound that is exact but for unlucky primes. A
 * point on a set of solutions of positive dimension never comes to rest.
 *
 * Source: Macaulay (1916); Dayton, Zeng, "Computing the multiplicity structure in solving polynomial systems" (2005).
 */
import type { Rational } from "../exact/rational.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { FIELD, integerTerms, residue, substitute } from "./reduce-system.js";

const MAX_COLUMNS = 900;
const MAX_DEGREE = 60;

/**
 * The multiplicity of p; 0 where some equation does not vanish there; null where H has not come to rest at the size that is
 * tried.
 *
 * @param equations in n = point.length variables.
 * @example localMultiplicity([x², xy, y²], [0, 0]) // 3
 */
export function localMultiplicity(
  equations: readonly Polynomial[],
  point: readonly Rational[],
): number | null {
  const n = point.length;
  const shifted = equations.map((f) =>
    substitute(f, (v) => Polynomial.sum([Polynomial.variable(v), Polynomial.constant(point[v]!)])),
  );
  if (shifted.some((f) => [...f.terms()].some(({ factors }) => factors.length === 0))) return 0;
  const residues = shifted.map((f) =>
    integerTerms(f).flatMap(({ key, coefficient }) => {
      const c = residue(coefficient);
      return c === 0 ? [] : [{ factors: key.split(",").map(Number), c }];
    }),
  );
  let previous = 1;
  for (let d = 1; d <= MAX_DEGREE; d++) {
    const columns = monomialsUpTo(n, d);
    if (columns.length > MAX_COLUMNS) return null;
    const here = columns.length - rankAt(residues, columns, d);
    if (here === previous) return here;
    previous = here;
  }
  return null;
}

/** Sorted factor lists of degree ≤ d. */
function monomialsUpTo(n: number, d: number): number[][] {
  let layer: number[][] = [[]];
  const all = [...layer];
  for (let k = 0; k < d; k++) {
    layer = layer.flatMap((factors) =>
      Array.from({ length: n - (factors.at(-1) ?? 0) }, (_, i) => [...factors, (factors.at(-1) ?? 0) + i]),
    );
    all.push(...layer);
  }
  return all;
}

type ResidueTerms = readonly { readonly factors: readonly number[]; readonly c: number }[];

/** The rank of the multiples of the equations, cut at degree d, modulo the prime. */
function rankAt(equations: readonly ResidueTerms[], columns: readonly number[][], d: number): number {
  const place = new Map(columns.map((factors, k) => [factors.join(), k]));
  const pivots = new Map<number, Float64Array>();
  for (const terms of equations) {
    const order = Math.min(...terms.map(({ factors }) => factors.length));
    for (const shift of columns) {
      if (shift.length + order > d) continue;
      const row = new Float64Array(columns.length);
      for (const { factors, c } of terms)
        if (factors.length + shift.length <= d)
          row[place.get([...factors, ...shift].sort((a, b) => a - b).join())!] = c;
      reduceRow(row, pivots);
    }
  }
  return pivots.size;
}

/** Eliminates a row by those before it, and keeps what is left as a new pivot. */
function reduceRow(row: Float64Array, pivots: Map<number, Float64Array>): void {
  for (let k = 0; k < row.length; k++) {
    if (row[k] === 0) continue;
    const pivot = pivots.get(k);
    if (pivot === undefined) {
      const scale = FIELD.invert(row[k]!);
      for (let j = k; j < row.length; j++) row[j] = FIELD.multiply(row[j]!, scale);
      pivots.set(k, row);
      return;
    }
    const factor = FIELD.negate(row[k]!);
    for (let j = k; j < row.length; j++) row[j] = FIELD.add(row[j]!, FIELD.multiply(factor, pivot[j]!));
  }
}

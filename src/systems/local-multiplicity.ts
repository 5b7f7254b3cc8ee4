/**
 * The multiplicity of a rational solution p of a polynomial system, from its local ring.
 *
 *   H(d) = dim Q[y]/(F(p + y), m^{d+1}) = #{monomials of degree ≤ d} − rank {y^a F_i(p + y) cut at degree d},
 *   H(d) = H(d + 1)  ⇒  m^{d+1} ⊂ (F) locally, p is isolated and its multiplicity is H(d)
 *
 * by Nakayama's lemma. F(p + y) is expanded exactly and ranks are taken modulo a prime that the equations choose, where they can only be
 * too small and H too large: so that p is an isolated solution is proved, and the value is an upper bound that is exact but for
 * unlucky primes. A point on a set of solutions of positive dimension never comes to rest.
 *
 * Source: Macaulay (1916); Dayton, Zeng, "Computing the multiplicity structure in solving polynomial systems" (2005).
 */
import { integerEquations, primesFor } from "../algebra/system.js";
import { PrimeField } from "../exact/prime-field.js";
import type { Rational } from "../exact/rational.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { substitute } from "./reduce-system.js";
import { algebraSystem } from "./solution-counts.js";

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
  const { field, residues } = modulo(shifted, n);
  let previous = 1;
  for (let d = 1; d <= MAX_DEGREE; d++) {
    const columns = monomialsUpTo(n, d);
    if (columns.length > MAX_COLUMNS) return null;
    const here = columns.length - rankAt(residues, columns, d, field);
    if (here === previous) return here;
    previous = here;
  }
  return null;
}

/** The equations modulo the first prime that is no other than theirs: a fixed one can be a coefficient. */
function modulo(
  equations: readonly Polynomial[],
  n: number,
): { field: PrimeField; residues: ResidueTerms[] } {
  const integers = integerEquations(algebraSystem(equations, n));
  const [, prime] = primesFor(integers);
  const field = new PrimeField(prime!);
  const residues = integers.map(({ exponents, coefficients }) =>
    exponents.map((powers, k) => ({
      factors: powers.flatMap((e, v) => new Array<number>(e).fill(v)),
      c: field.residue(coefficients[k]!),
    })),
  );
  return { field, residues };
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
function rankAt(
  equations: readonly ResidueTerms[],
  columns: readonly number[][],
  d: number,
  field: PrimeField,
): number {
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
      reduceRow(row, pivots, field);
    }
  }
  return pivots.size;
}

/** Eliminates a row by those before it, and keeps what is left as a new pivot. */
function reduceRow(row: Float64Array, pivots: Map<number, Float64Array>, field: PrimeField): void {
  for (let k = 0; k < row.length; k++) {
    if (row[k] === 0) continue;
    const pivot = pivots.get(k);
    if (pivot === undefined) {
      const scale = field.invert(row[k]!);
      for (let j = k; j < row.length; j++) row[j] = field.multiply(row[j]!, scale);
      pivots.set(k, row);
      return;
    }
    const factor = field.negate(row[k]!);
    for (let j = k; j < row.length; j++) row[j] = field.add(row[j]!, field.multiply(factor, pivot[j]!));
  }
}

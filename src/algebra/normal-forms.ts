/**
 * Normal forms of polynomials modulo a Gröbner basis over F_p, together: every monomial in them that a leading monomial divides gets a multiple of that element as pivot row, as
 * in `groebner.ts`, and the rows of the polynomials are reduced by these.
 */

import type { PrimeField } from "../exact/prime-field.js";
import type { Polynomial } from "./groebner.js";
import { reduceTails, type SparseRow } from "./matrix-reduction.js";
import type { MonomialTable } from "./monomials.js";
import type { Work } from "./work.js";

/**
 * The polynomials without monomials that a leading monomial of the basis divides; [] for one in the ideal.
 *
 * @param basis a reduced Gröbner basis in the order of the table.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function normalForms(
  polynomials: readonly Polynomial[],
  basis: readonly Polynomial[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): readonly Polynomial[] {
  const columns = new Set<number>();
  const open: number[] = [];
  let entries = 0;
  const visit = (monomials: Int32Array): void => {
    entries += monomials.length;
    work.hold(3 * entries);
    work.spend(10 * monomials.length);
    for (const m of monomials)
      if (!columns.has(m)) {
        columns.add(m);
        open.push(m);
      }
  };
  for (const { monomials } of polynomials) visit(monomials);
  const multiples: Polynomial[] = [];
  for (let m = open.pop(); m !== undefined; m = open.pop()) {
    const monomial = m;
    work.spend(basis.length);
    const divisor = basis.find(({ monomials }) => table.divides(monomials[0]!, monomial));
    if (divisor === undefined) continue;
    const factor = table.quotient(monomial, divisor.monomials[0]!);
    const monomials = divisor.monomials.map((s) => table.product(factor, s));
    multiples.push({ monomials, coefficients: divisor.coefficients });
    visit(monomials);
  }
  const sorted = Int32Array.from(columns).sort((a, b) => table.compare(b, a));
  // Each polynomial begins with a column of its own, which stays.
  const count = polynomials.length;
  const place = new Map<number, number>();
  for (const [k, m] of sorted.entries()) place.set(m, count + k);
  const rowOf = ({ monomials, coefficients }: Polynomial): SparseRow => ({
    columns: monomials.map((m) => place.get(m)!),
    coefficients,
  });
  const rows = polynomials.map((f, k): SparseRow => {
    const { columns: own, coefficients } = rowOf(f);
    return { columns: Int32Array.of(k, ...own), coefficients: Int32Array.of(1, ...coefficients) };
  });
  return reduceTails(count + sorted.length, multiples.map(rowOf), rows, field.p, work).map(
    ({ columns: left, coefficients }) => ({
      monomials: left.slice(1).map((c) => sorted[c - count]!),
      coefficients: coefficients.slice(1),
    }),
  );
}

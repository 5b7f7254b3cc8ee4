/**
 * Whether all components of V(L) have the dimension k of L, by its Gröbner basis G over Q. Sufficient is any of
 *
 * 1. |G| = n − k (Krull);
 * 2. k unknowns u are in no leading monomial of G. Then Q[x]/L has the basis {u^a m}, m running over the standard monomials without u:
 *    it is free over Q[u], and no h ∈ Q[u] vanishes on a component;
 * 3. e < k bounds the dimension of all components of lower dimension, e falling from k − 1 to −1: for m = e + 1 linear forms
 *    u, let h be the product of the leading coefficients in Q[u] of a minimal Gröbner basis of L over Q(u), in an order that eliminates the other unknowns.
 *    Outside V(h) every component of V(L) has dimension m at least, as L : h^∞ is the contraction of L Q(u)[x] (Becker and
 *    Weispfenning, *Gröbner Bases*, 8.7). So V(L + ⟨h_1, h_2, …⟩), for several choices of forms, contains all components of lower dimension:
 *    if it is empty there are none, and if it is finite e = 0.
 *
 * By 3 with m = 1 alone V(L) has no isolated point. All of it is verified in integers: that the basis for the order of 3 is one of the same ideal, and
 * that there is no solution, or so many, by `rational-univariate.ts`.
 *
 * Not covered: components that meet such that V(h_1, …) has positive dimension for all forms, at points where Q[x]/L has too little depth.
 */

import { Random } from "../exact/random.js";
import { isBasisUpTo, reduceToZero } from "./exact-reduction.js";
import { groebnerBasis } from "./groebner.js";
import { fromTable, liftBases } from "./lift-bases.js";
import { MonomialTable } from "./monomials.js";
import { isComplete } from "./proof.js";
import { solveWithin } from "./rational-univariate.js";
import { inverseOf, primitive, product, sheared } from "./sparse.js";
import { type IntegerEquation, intoTable, modulo, totalDegree } from "./system.js";
import type { Work } from "./work.js";

/**
 * Whether V(L) is proved to have no component of dimension below m; false where that is not decided. With m the dimension of L it is
 * equidimensional.
 *
 * @param basis a Gröbner basis of L, degree reverse lexicographic, verified over Q.
 * @throws BudgetExceeded, DegreeOverflow
 */
export function hasNoneBelow(
  basis: readonly IntegerEquation[],
  m: number,
  variables: number,
  work: Work,
): boolean {
  if (isClearlyWithout(basis, m, variables)) return true;
  let e = m - 1;
  while (e >= 0) {
    const next = lowerDimension(basis, e + 1, variables, work);
    if (next >= e) return false;
    e = next;
  }
  return true;
}

/** Whether 1 or 2 says that there is no component of dimension below m. */
export const isClearlyWithout = (basis: readonly IntegerEquation[], m: number, variables: number): boolean =>
  basis.length <= variables - m || freeUnknowns(basis, variables) >= m;

/** Unknowns in no leading monomial. */
function freeUnknowns(basis: readonly IntegerEquation[], variables: number): number {
  const leads = basis.map(({ exponents }) => exponents[0]!);
  return Array.from({ length: variables }, (_, i) => leads.every((a) => a[i] === 0)).filter(Boolean).length;
}

/** A bound of the dimension of all components of dimension below m: −1 or 0; m where nothing is known. */
function lowerDimension(basis: readonly IntegerEquation[], m: number, variables: number, work: Work): number {
  const excluded: IntegerEquation[] = [];
  let known = m;
  // Each choice of forms cuts the set of bad points down by one dimension, if it can be cut; one more in case two are alike.
  for (let attempt = 0; attempt <= m + 1; attempt++) {
    const h = leadingProduct(basis, m, attempt, variables, work);
    if (h === undefined) return known;
    if (h.coefficients.length === 1 && totalDegree(h.exponents[0]!) === 0) return -1;
    excluded.push(h);
    const found = solveWithin([...basis, ...excluded], variables, work);
    if (found.kind === "none" && isComplete(found.proof)) return -1;
    if (found.kind === "points" && isComplete(found.proof)) known = 0;
  }
  return known;
}

/** h for the last m unknowns plus a combination of the others; undefined where the basis is not found or not verified. */
function leadingProduct(
  basis: readonly IntegerEquation[],
  m: number,
  attempt: number,
  variables: number,
  work: Work,
): IntegerEquation | undefined {
  const head = variables - m;
  const random = new Random(attempt).fork("forms");
  // The last unknown before the forms too: its values have to tell points of a fibre apart.
  const shear = Array.from({ length: Math.min(m + 1, variables) }, (_, j) => {
    const v = variables - 1 - j;
    return {
      v,
      row: Array.from({ length: v }, () => BigInt(random.integer(1, 29) * (random.next() < 0.5 ? -1 : 1))),
    };
  });
  const back = inverseOf(shear);
  const turned = basis.map((f) => sheared(f, shear, work));
  const table = new MonomialTable(variables, head);
  const [lifted] =
    liftBases(turned, (field) => [groebnerBasis(modulo(turned, table, field), table, field, work)], work) ??
    [];
  if (lifted === undefined) return undefined;
  if (!isBasisUpTo(lifted, intoTable(turned, table), Number.POSITIVE_INFINITY, table, work)) return undefined;
  const own = new MonomialTable(variables);
  const returned = lifted.map((f) => sheared(fromTable(f, table), back, work));
  if (!reduceToZero(intoTable(basis, own), intoTable(returned, own), own, work)) return undefined;
  const leads = leadingCoefficients(
    lifted.map((f) => fromTable(f, table)),
    head,
  );
  const one = { exponents: [new Array<number>(variables).fill(0)], coefficients: [1n] };
  return sheared(
    leads.reduce((h, f) => product(h, f, work), one),
    back,
    work,
  );
}

/** The leading coefficients in Q[u], not constant and distinct, of a minimal basis over Q(u). */
function leadingCoefficients(basis: readonly IntegerEquation[], head: number): readonly IntegerEquation[] {
  const leads = basis.map(({ exponents, coefficients }) => {
    const top = exponents[0]!.slice(0, head);
    const kept = exponents.flatMap((a, k) => (top.every((e, i) => a[i] === e) ? [k] : []));
    const coefficient = primitive({
      exponents: kept.map((k) => exponents[k]!.map((e, i) => (i < head ? 0 : e))),
      coefficients: kept.map((k) => coefficients[k]!),
    });
    return { top, coefficient, degree: Math.max(...coefficient.exponents.map(totalDegree)) };
  });
  leads.sort((a, b) => totalDegree(a.top) - totalDegree(b.top) || a.degree - b.degree);
  const minimal: typeof leads = [];
  for (const lead of leads)
    if (!minimal.some(({ top }) => top.every((e, i) => e <= lead.top[i]!))) minimal.push(lead);
  const distinct = new Map(
    minimal
      .filter(({ degree }) => degree > 0)
      .map(({ coefficient }) => [
        `${coefficient.exponents.join(";")}:${coefficient.coefficients.join()}`,
        coefficient,
      ]),
  );
  return [...distinct.values()];
}

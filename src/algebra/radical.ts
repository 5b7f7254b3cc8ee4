/**
 * The radical of an equidimensional ideal L of dimension k over Q.
 *
 * With k generic linear forms u, L Q(u)[x] has dimension 0, and adding the square-free parts of generators p_i(u, x_i) of L ∩ Q[u, x_i] makes
 * it radical (Seidenberg; Becker and Weispfenning, *Gröbner Bases*, 8.2); √L is its contraction to Q[x]. The square-free part of p is
 *
 *   lcm(p, ∂p/∂x_i) / (∂p/∂x_i),   lcm by intersection, ⟨t p, (1 − t) ∂p/∂x_i⟩ ∩ F_p[u, x_i].
 *
 * All of this is done modulo primes, and lifted. Verified over Q is that the result G is a Gröbner basis of an ideal R ⊃ L, and that every element of G
 * has a power in L: so V(R) = V(L). No component has a larger multiplicity than L has degree, which bounds the powers that are tried. That R is radical is not
 * verified.
 */

import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { measure } from "./count.js";
import { hasPowerIn, isBasisUpTo } from "./exact-reduction.js";
import { groebnerBasis, type Polynomial } from "./groebner.js";
import { fromTable, liftBases } from "./lift-bases.js";
import { MonomialTable } from "./monomials.js";
import { enter, type ModularIdeal, type ModularTerms, ofDimensionAtLeast } from "./saturation.js";
import { combination, derivative, inverseOf, isZero, type Shear, sheared } from "./sparse.js";
import { type IntegerEquation, intoTable, modulo, totalDegree } from "./system.js";
import type { Work } from "./work.js";

/**
 * A Gröbner basis, degree reverse lexicographic, of an ideal between L and √L, by primes the latter; undefined where it is not found or not verified.
 *
 * @param basis a Gröbner basis of L, verified over Q.
 * @param k the dimension of all components of V(L).
 * @throws BudgetExceeded, DegreeOverflow
 */
export function radicalOf(
  basis: readonly IntegerEquation[],
  k: number,
  variables: number,
  work: Work,
): readonly IntegerEquation[] | undefined {
  const table = new MonomialTable(variables);
  const compute = (field: PrimeField) => [
    groebnerBasis(
      enter(radicalModulo(basis, k, variables, field, work).generators, table),
      table,
      field,
      work,
    ),
  ];
  const [lifted] = liftBases(basis, compute, work) ?? [];
  if (lifted === undefined) return undefined;
  const whole = intoTable(basis, table);
  if (!isBasisUpTo(lifted, whole, Number.POSITIVE_INFINITY, table, work)) return undefined;
  const { degree } = measure(whole, table);
  return lifted.every((f) => hasPowerIn(f, whole, degree, table, work))
    ? lifted.map((f) => fromTable(f, table))
    : undefined;
}

/** Polynomials modulo p stand here as integers 0 < c < p. */
function radicalModulo(
  basis: readonly IntegerEquation[],
  k: number,
  variables: number,
  field: PrimeField,
  work: Work,
): ModularIdeal {
  const head = variables - k;
  // The same forms for all primes; they are generic for almost all of them.
  const forms = new Random(k).fork("forms");
  const shear: Shear[] = Array.from({ length: k }, (_, j) => ({
    v: head + j,
    row: Array.from({ length: head + j }, (_, i) => (i < head ? BigInt(forms.integer(1, 9)) : 0n)),
  }));
  const back = inverseOf(shear);
  const turned = basis.map((f) => residual(sheared(f, shear, work), field));
  const parts = Array.from({ length: head }, (_, i) => {
    const p = eliminant(turned, i, head, field, work);
    const part = p && squareFreePart(p, i, field, work);
    return part === undefined ? [] : [residual(sheared(part, back, work), field)];
  });
  const generators = [...basis.map((f) => residual(f, field)), ...parts.flat()].map(termsModulo);
  const random = new Random(field.p).fork("radical");
  return ofDimensionAtLeast(k, { variables, generators }, field, random, work);
}

/** The coefficients modulo p, those that vanish left out. */
function residual({ exponents, coefficients }: IntegerEquation, field: PrimeField): IntegerEquation {
  const reduced = coefficients.map((c) => BigInt(field.residue(c)));
  const kept = reduced.flatMap((c, k) => (c === 0n ? [] : [k]));
  return { exponents: kept.map((k) => exponents[k]!), coefficients: kept.map((k) => reduced[k]!) };
}

const termsModulo = ({ exponents, coefficients }: IntegerEquation): ModularTerms =>
  exponents.map((a, k) => ({ exponents: a, coefficient: Number(coefficients[k]) }));

/** The reduced Gröbner basis for the order that eliminates the unknowns before `block`, and of it what does not contain them. */
function eliminated(
  polynomials: readonly IntegerEquation[],
  block: number,
  variables: number,
  field: PrimeField,
  work: Work,
): readonly IntegerEquation[] {
  const table = new MonomialTable(variables, block);
  return groebnerBasis(modulo(polynomials, table, field), table, field, work)
    .map(({ monomials, coefficients }) =>
      fromTable({ monomials, coefficients: Array.from(coefficients, BigInt) }, table),
    )
    .filter(({ exponents }) => exponents.every((a) => a.slice(0, block).every((e) => e === 0)));
}

/** p_i(u, x_i), u the unknowns from `head` on; undefined where there is none. */
function eliminant(
  polynomials: readonly IntegerEquation[],
  i: number,
  head: number,
  field: PrimeField,
  work: Work,
): IntegerEquation | undefined {
  const variables = polynomials[0]!.exponents[0]!.length;
  const swapped = ({ exponents, coefficients }: IntegerEquation): IntegerEquation => ({
    exponents: exponents.map((a) => a.with(i, a[head - 1]!).with(head - 1, a[i]!)),
    coefficients,
  });
  const [p] = eliminated(polynomials.map(swapped), head - 1, variables, field, work);
  return p && swapped(p);
}

/** The square-free part of p as a polynomial in x_i; undefined where p is square-free, or free of x_i. */
function squareFreePart(
  p: IntegerEquation,
  i: number,
  field: PrimeField,
  work: Work,
): IntegerEquation | undefined {
  const slope = residual(derivative(p, i), field);
  if (isZero(slope)) return undefined;
  const withT = ({ exponents, coefficients }: IntegerEquation, t: number, sign: bigint): IntegerEquation => ({
    exponents: exponents.map((a) => [t, ...a]),
    coefficients: coefficients.map((c) => sign * c),
  });
  const rest = combination([withT(slope, 0, 1n), withT(slope, 1, 1n)], [1n, -1n]);
  const variables = p.exponents[0]!.length;
  const [multiple] = eliminated([withT(p, 1, 1n), rest], 1, variables + 1, field, work);
  if (multiple === undefined) return undefined;
  const common = { ...multiple, exponents: multiple.exponents.map((a) => a.slice(1)) };
  const part = quotient(common, slope, variables, field, work);
  return degreeOf(part) < degreeOf(p) ? part : undefined;
}

const degreeOf = ({ exponents }: IntegerEquation): number => Math.max(...exponents.map(totalDegree));

/** f / g for a multiple f of g modulo p. */
function quotient(
  f: IntegerEquation,
  g: IntegerEquation,
  variables: number,
  field: PrimeField,
  work: Work,
): IntegerEquation {
  const table = new MonomialTable(variables);
  const [dividend, divisor] = modulo([f, g], table, field) as [Polynomial, Polynomial];
  const rest = new Map<number, number>();
  for (const [k, m] of dividend.monomials.entries()) rest.set(m, dividend.coefficients[k]!);
  const inverse = field.invert(divisor.coefficients[0]!);
  const found: { m: number; c: number }[] = [];
  while (rest.size > 0) {
    work.spend(10 * (rest.size + divisor.monomials.length));
    const lead = [...rest.keys()].reduce((a, b) => (table.compare(a, b) >= 0 ? a : b));
    const m = table.quotient(lead, divisor.monomials[0]!);
    const c = field.multiply(rest.get(lead)!, inverse);
    found.push({ m, c });
    for (const [k, b] of divisor.monomials.entries()) {
      const at = table.product(m, b);
      const next = field.subtract(rest.get(at) ?? 0, field.multiply(c, divisor.coefficients[k]!));
      if (next === 0) rest.delete(at);
      else rest.set(at, next);
    }
  }
  return fromTable(
    { monomials: Int32Array.from(found, ({ m }) => m), coefficients: found.map(({ c }) => BigInt(c)) },
    table,
  );
}

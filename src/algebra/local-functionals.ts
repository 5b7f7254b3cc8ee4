/**
 * The functionals of a solution ξ that vanish on an ideal, by integration, modulo a prime.
 *
 *   V_σ = {Λ = Σ_{|c| ≤ σ} w_c ∂^c/c! at ξ : Λ(g f_j) = 0 for all polynomials g and all j},   (y_i Λ)(g) = Λ((x_i − ξ_i) g),
 *
 * Macaulay's inverse system of order σ: the dual space of C[y]/(⟨f(ξ + y)⟩ + ⟨y⟩^{σ+1}), a quotient of the local ring at ξ. y_i takes V_{σ+1} into
 * V_σ, so that a functional is known by the n coefficient vectors λ^i of its y_i Λ and its value at 1. With Λ_0, Λ_1, … a basis of V_σ, Λ_0(g) = g(ξ), and
 *
 *   y_i Λ_k = Σ_j (N_i)_{jk} Λ_j,   A_i = ξ_i + N_i,   Λ_k(g) = e_0ᵀ g(A) e_k   (Λ_k(1) = 0 for k > 0),
 *
 * vectors λ^1, …, λ^n are those of an element of V_{σ+1} with value 0 at 1 if and only if
 *
 *   N_i λ^j = N_j λ^i,   0 = Λ(f) = Σ_i e_0ᵀ q_i(A) λ^i,   f(x) − f(ξ) = Σ_i (x_i − ξ_i) q_i(x):
 *
 * n dim V_σ unknowns, however large n and σ are. Each new functional has a position (i, j) at which its λ has 1, that of the other new ones and of
 * all later ones 0: so they are the same combinations for all primes.
 *
 * Sources: Macaulay 1916; Mourrain, "Isolated points, duality and residues" (1997).
 */

import type { ModularPolynomial } from "./polynomial-modulo.js";
import { echelonForm, type ResidueRing, type RingSplit } from "./residue-ring.js";
import type { IntegerEquation } from "./system.js";

/** Functionals Λ_0, Λ_1, … in F_p[t]/h: a basis of V_σ, by ascending order. */
export interface Functionals {
  readonly kind: "functionals";
  /** The order of every Λ_k. */
  readonly orders: readonly number[];
  /** (i, j) of every Λ_k with k > 0, in this order. */
  readonly positions: readonly Position[];
  /** `matrices[i][k]`: column k of N_i, down to the last Λ_j of lower order than Λ_k. */
  readonly matrices: readonly (readonly (readonly ModularPolynomial[])[])[];
}

/** The coefficient of Λ_j in y_i Λ. */
export interface Position {
  readonly i: number;
  readonly j: number;
}

/** Of order 0: g ↦ g(ξ) in n variables. */
export const evaluation = (n: number): Functionals => ({
  kind: "functionals",
  orders: [0],
  positions: [],
  matrices: Array.from({ length: n }, () => [[]]),
});

/** r N: the N_i are strictly triangular. */
const timesColumns = (
  row: readonly ModularPolynomial[],
  columns: readonly (readonly ModularPolynomial[])[],
  ring: ResidueRing,
): readonly ModularPolynomial[] =>
  columns.map((column) =>
    column.reduce((sum, entry, j) => ring.add(sum, ring.multiply(row[j]!, entry)), ring.zero),
  );

/** Rows e_0ᵀ g(A) for monomials g and the q_i of monomials, each computed once. */
class Rows {
  private readonly known = new Map<string, readonly ModularPolynomial[]>();
  private readonly unit: readonly ModularPolynomial[];

  constructor(
    private readonly point: readonly ModularPolynomial[],
    private readonly functionals: Functionals,
    private readonly ring: ResidueRing,
  ) {
    this.unit = functionals.orders.map((_, k) => (k === 0 ? ring.one : ring.zero));
  }

  /** e_0ᵀ x^a(A). */
  private monomial(a: readonly number[]): readonly ModularPolynomial[] {
    const i = a.findIndex((e) => e > 0);
    if (i < 0) return this.unit;
    return this.remembered(`m${a.join()}`, () => {
      const row = this.monomial(a.with(i, a[i]! - 1));
      const shifted = timesColumns(row, this.functionals.matrices[i]!, this.ring);
      return this.plusMultiple(shifted, this.point[i]!, row);
    });
  }

  /** e_0ᵀ q(A), q = (x_i^e − ξ_i^e)/(x_i − ξ_i) · x^rest with e = a_i, rest the exponents of a after i; those before i are 0. */
  private quotient(a: readonly number[], i: number): readonly ModularPolynomial[] {
    if (a[i] === 0) return this.unit.map(() => this.ring.zero);
    return this.remembered(`q${i},${a.join()}`, () => {
      const less = a.with(i, a[i]! - 1);
      return this.plusMultiple(this.monomial(less), this.point[i]!, this.quotient(less, i));
    });
  }

  private plusMultiple(
    row: readonly ModularPolynomial[],
    factor: ModularPolynomial,
    other: readonly ModularPolynomial[],
  ): readonly ModularPolynomial[] {
    return row.map((entry, k) => this.ring.add(entry, this.ring.multiply(factor, other[k]!)));
  }

  private remembered(key: string, compute: () => readonly ModularPolynomial[]): readonly ModularPolynomial[] {
    const found = this.known.get(key) ?? compute();
    this.known.set(key, found);
    return found;
  }

  /** e_0ᵀ q_i(A) for all i, f(x) − f(ξ) = Σ_i (x_i − ξ_i) q_i(x), where x_1 takes its value first. */
  gradient({ exponents, coefficients }: IntegerEquation): readonly (readonly ModularPolynomial[])[] {
    const { ring, point } = this;
    return point.map((_, i) => {
      let sum = this.unit.map(() => ring.zero);
      for (const [k, a] of exponents.entries()) {
        const before = a
          .slice(0, i)
          .reduce((product, e, l) => ring.multiply(product, power(point[l]!, e, ring)), ring.one);
        const factor = ring.scale(before, coefficients[k]!);
        const row = this.quotient(
          a.map((e, l) => (l < i ? 0 : e)),
          i,
        );
        sum = sum.map((entry, j) => ring.add(entry, ring.multiply(factor, row[j]!)));
      }
      return sum;
    });
  }
}

const power = (a: ModularPolynomial, e: number, ring: ResidueRing): ModularPolynomial => {
  let result = ring.one;
  for (let k = 0; k < e; k++) result = ring.multiply(result, a);
  return result;
};

/**
 * A basis of V_{σ+1} that goes on one of V_σ; or a factor of h, at whose roots there are more functionals than at others.
 *
 * @param point ξ in F_p[t]/h.
 * @throws BudgetExceeded
 */
export function nextOrder(
  equations: readonly IntegerEquation[],
  point: readonly ModularPolynomial[],
  known: Functionals,
  ring: ResidueRing,
): Functionals | RingSplit {
  const { orders, positions, matrices } = known;
  const taken = new Set(positions.map(({ i, j }) => `${i},${j}`));
  const unknowns = point.flatMap((_, i) =>
    orders.flatMap((__, j) => (taken.has(`${i},${j}`) ? [] : [{ i, j }])),
  );
  const place = new Map(unknowns.map(({ i, j }, column) => [`${i},${j}`, column]));
  const rows: ModularPolynomial[][] = [];
  const enter = (row: ModularPolynomial[], i: number, j: number, value: ModularPolynomial): void => {
    const column = place.get(`${i},${j}`);
    if (column !== undefined) row[column] = value;
  };
  const empty = (): ModularPolynomial[] => unknowns.map(() => ring.zero);
  for (let i = 0; i < point.length; i++)
    for (let j = 0; j < i; j++)
      for (const l of orders.keys()) {
        const row = empty();
        for (const k of orders.keys()) {
          enter(row, i, k, matrices[j]![k]![l] ?? ring.zero);
          enter(row, j, k, ring.scale(matrices[i]![k]![l] ?? ring.zero, -1n));
        }
        rows.push(row);
      }
  const values = new Rows(point, known, ring);
  for (const equation of equations) {
    const row = empty();
    for (const [i, entries] of values.gradient(equation).entries())
      for (const [j, value] of entries.entries()) enter(row, i, j, value);
    rows.push(row);
  }
  const pivots = echelonForm(rows, unknowns.length, ring);
  if ("kind" in pivots) return pivots;
  const free = unknowns.filter((_, column) => !pivots.has(column));
  const order = orders.at(-1)! + 1;
  return {
    kind: "functionals",
    orders: [...orders, ...free.map(() => order)],
    positions: [...positions, ...free],
    matrices: matrices.map((columns, i) => [
      ...columns,
      ...free.map((own) =>
        orders.map((_, j) => {
          const column = place.get(`${i},${j}`);
          if (column === undefined) return ring.zero;
          const pivot = pivots.get(column);
          if (pivot === undefined) return own.i === i && own.j === j ? ring.one : ring.zero;
          return ring.scale(pivot[place.get(`${own.i},${own.j}`)!]!, -1n);
        }),
      ),
    ]),
  };
}

/**
 * Whether the N_i commute and all Λ_k(f_j) with k > 0 vanish.
 *
 * @param point ξ in F_p[t]/h.
 * @throws BudgetExceeded
 */
export function areFunctionals(
  equations: readonly IntegerEquation[],
  point: readonly ModularPolynomial[],
  functionals: Functionals,
  ring: ResidueRing,
): boolean {
  const { matrices, orders } = functionals;
  const isZero = (row: readonly ModularPolynomial[]): boolean => row.every((entry) => entry.length === 0);
  const sumOf = (
    a: readonly ModularPolynomial[],
    b: readonly ModularPolynomial[],
  ): readonly ModularPolynomial[] => a.map((entry, k) => ring.add(entry, b[k]!));
  for (const [i, left] of matrices.entries())
    for (const right of matrices.slice(0, i))
      for (const l of orders.keys()) {
        const row = (columns: typeof left) => columns.map((column) => column[l] ?? ring.zero);
        const one = timesColumns(row(left), right, ring);
        const other = timesColumns(row(right), left, ring);
        if (!isZero(one.map((entry, k) => ring.subtract(entry, other[k]!)))) return false;
      }
  const values = new Rows(point, functionals, ring);
  return equations.every((equation) =>
    isZero(
      values
        .gradient(equation)
        .map((row, i) => timesColumns(row, matrices[i]!, ring))
        .reduce(sumOf),
    ),
  );
}

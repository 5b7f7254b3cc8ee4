/**
 * Polynomials of lower degree that follow from equations, over Q, and the bound of the number of solutions that they give.
 *
 *   g = Σ_i h_i f_i,   deg h_i f_i = T for all i with h_i ≠ 0,   deg g < T
 *
 * says that g is in I, while g^h need not be in ⟨f^h⟩: its degree has fallen. With it among the equations there is less at
 * infinity, and the bound of `bound.ts` becomes smaller. This is repeated until no degree falls: modulo p the homogenised ideal
 * is then saturated, its scheme the closure of the solutions, and the bound is dim F_p[x]/I_p.
 *
 * That g is in the ideal needs no proof beyond its cofactors h_i, which are polynomials with integer coefficients: g is computed from
 * them. Where they come from does not matter. They are syzygies of the forms of highest degree, Σ_i h_i top(f_i) = 0: with the rows
 * x^a top(f_i), |a| = T − deg f_i, the vectors c with c·(rows) = 0. Modulo p these are found by elimination, in reduced echelon form,
 * and of them as many are kept as give polynomials that are independent of the multiples of degree < T; their coefficients are reconstructed from
 * several primes. The forms of highest degree have few and short coefficients, and so have the h_i.
 *
 * The first degree T in which there is something new is that in which a polynomial of lower degree turns up in the elimination of the
 * equations modulo p (`groebner.ts`). Where none does, its basis made homogeneous lies in ⟨f^h⟩ mod p, so that dim Q[x]/I is at most the number
 * of its standard monomials (`bound.ts`).
 *
 * Not covered: degrees with more multiples than `MOST_SYZYGY_ROWS`.
 */

import { bitLength } from "../exact/dyadic.js";
import { PrimeField } from "../exact/prime-field.js";
import { gcd } from "../exact/rational.js";
import { measure } from "./count.js";
import { algebraKernel } from "./elimination-kernel.js";
import { type BasisUpToFall, basisUpToFall, type Polynomial } from "./groebner.js";
import { type Image, liftVectors } from "./lift.js";
import { reduceRows, type SparseRow } from "./matrix-reduction.js";
import { MonomialTable } from "./monomials.js";
import { MOST_CONSEQUENCES, MOST_SYZYGY_ROWS, PER_PRODUCT } from "./options.js";
import { isZero, withoutVariable } from "./sparse.js";
import { type IntegerEquation, intoTable, modulo, primesFor, residues, totalDegree } from "./system.js";
import type { Work } from "./work.js";

/** dim Q[x]/I ≤ bound, modulo a prime, with so many consequences of the equations, of degree ≤ `degree` before they fell. */
export interface ConsequenceBound {
  readonly bound: number;
  readonly prime: number;
  readonly consequences: number;
  readonly degree: number;
}

/**
 * Undefined where the solution set has positive dimension modulo p, or cofactors are not found.
 *
 * @throws BudgetExceeded, DegreeOverflow
 * @example boundByConsequences(xy − 1, xy − 2) // bound 0: their difference is 1
 */
export function boundByConsequences(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): ConsequenceBound | undefined {
  const primes = listed(primesFor(equations, work.primes));
  let known: Known = { equations, variables };
  let [largest, consequences] = [0, 0];
  for (;;) {
    known = withoutLinear(known, work);
    const table = new MonomialTable(known.variables);
    const dependent = new Map<number, number[]>();
    // Until there is a linear equation, which removes a variable.
    do {
      const field = new PrimeField(primesFor(known.equations, work.primes).next().value!);
      const found = basisUpToFall(modulo(known.equations, table, field), table, field, work);
      if (found.degree === Number.POSITIVE_INFINITY) {
        const { dimension, degree } = measure(found.basis, table);
        if (dimension > 0) return undefined;
        // Without solutions it is 0.
        return { bound: degree, prime: field.p, consequences, degree: largest };
      }
      const multiples = new Multiples(known.equations, found.degree, table, dependent);
      const fallen = consequencesOf(multiples, found, field, primes, work);
      if (fallen === undefined || fallen.length === 0) return undefined;
      largest = Math.max(largest, found.degree);
      consequences += fallen.length;
      known = { ...known, equations: [...known.equations, ...fallen] };
      if (consequences > MOST_CONSEQUENCES) return undefined;
    } while (linearIn(known) === undefined);
  }
}

/** The primes by their numbers. */
function listed(generator: Generator<number>): (k: number) => number {
  const primes: number[] = [];
  return (k) => {
    while (primes.length <= k) primes.push(generator.next().value!);
    return primes[k]!;
  };
}

/** Equations that say the same as those given and their consequences, in variables of which linear ones have removed some. */
interface Known {
  readonly equations: readonly IntegerEquation[];
  readonly variables: number;
}

const linearIn = ({ equations }: Known): IntegerEquation | undefined =>
  equations.find(({ exponents }) => exponents.reduce((most, a) => Math.max(most, totalDegree(a)), 0) === 1);

/** Linear equations are solved for a variable, which is substituted: Q[x]/I stays what it is. */
function withoutLinear(known: Known, work: Work): Known {
  const linear = linearIn(known);
  if (linear === undefined) return known;
  // The shortest coefficient, which multiplies all others.
  const sizes = linear.exponents.map((a, k) =>
    totalDegree(a) === 0 ? Number.POSITIVE_INFINITY : bitLength(linear.coefficients[k]!),
  );
  const v = linear.exponents[sizes.indexOf(Math.min(...sizes))]!.indexOf(1);
  const equations = known.equations
    .filter((f) => f !== linear)
    .map((f) => withoutVariable(f, linear, v, work))
    .filter((f) => !isZero(f));
  return withoutLinear({ equations, variables: known.variables - 1 }, work);
}

/** x^a f_i with |a| + deg f_i = T. */
class Multiples {
  /** Number of x^a and number i of the equation. */
  readonly rows: readonly { readonly factor: number; readonly source: number }[];
  private readonly input: ReturnType<typeof intoTable>;
  private readonly degrees: readonly number[];
  /** Monomials of rows. */
  private readonly products = new Map<number, Int32Array>();

  /** @param dependent of every equation the x^a whose multiples of it depend on other rows. */
  constructor(
    equations: readonly IntegerEquation[],
    readonly degree: number,
    readonly table: MonomialTable,
    private readonly dependent: Map<number, number[]>,
  ) {
    this.input = intoTable(equations, table);
    this.degrees = equations.map(({ exponents }) => Math.max(...exponents.map(totalDegree)));
    const factors = new Map<number, readonly number[]>();
    this.rows = this.degrees.flatMap((own, source) => {
      const left = degree - own;
      const list = factors.get(left) ?? monomialsOfDegree(left, table);
      factors.set(left, list);
      const known = dependent.get(source) ?? [];
      return list
        .filter((factor) => !known.some((m) => table.divides(m, factor)))
        .map((factor) => ({ factor, source }));
    });
  }

  /** Number of equations. */
  get sources(): number {
    return this.input.length;
  }

  private monomials(r: number): Int32Array {
    let found = this.products.get(r);
    if (found === undefined) {
      const { factor, source } = this.rows[r]!;
      found = this.input[source]!.monomials.map((m) => this.table.product(factor, m));
      this.products.set(r, found);
    }
    return found;
  }

  /** The rows x^a top(f_i) of these numbers, each followed by a column of its own; columns of monomials descend. */
  matrix(numbers: readonly number[]): SyzygyMatrix {
    const { table, input } = this;
    // The order is by degrees: what has the highest comes first.
    const tops = input.map(
      ({ monomials }, i) => monomials.findLastIndex((m) => table.degree[m] === this.degrees[i]) + 1,
    );
    const products = numbers.map((r) => this.monomials(r).subarray(0, tops[this.rows[r]!.source]));
    const columns = [...new Set(products.flatMap((row) => [...row]))].sort((a, b) => table.compare(b, a));
    const columnOf = new Map(columns.map((m, c) => [m, c]));
    const width = columns.length + numbers.length;
    const supports = products.map((monomials, k) => {
      // The last rows come first, so that a syzygy begins with the row that depends on those before it.
      const own = new Int32Array(monomials.length + 1).fill(width - 1 - k);
      for (const [j, m] of monomials.entries()) own[j] = columnOf.get(m)!;
      return own;
    });
    const leading = new Map<number, readonly bigint[]>();
    for (const r of numbers) {
      const { source } = this.rows[r]!;
      leading.set(source, input[source]!.coefficients.slice(0, tops[source]!));
    }
    return { numbers, width, monomials: columns.length, supports, leading };
  }

  /** The syzygies of the rows of a matrix modulo p, in reduced echelon form: numbers of rows, the largest first, and coefficients. */
  syzygies(
    { numbers, width, monomials, supports, leading }: SyzygyMatrix,
    field: PrimeField,
    work: Work,
  ): readonly Syzygy[] {
    work.hold(supports.reduce((sum, { length }) => sum + length, 0));
    const images = new Map<number, Int32Array>();
    for (const [source, coefficients] of leading) images.set(source, residues([...coefficients, 1n], field));
    const rows = supports.map((columns, k): SparseRow => {
      const coefficients = images.get(this.rows[numbers[k]!]!.source)!;
      return { columns, coefficients };
    });
    return reduceRows(width, [], rows, field.p, work)
      .rows.filter(({ columns }) => columns[0]! >= monomials)
      .map(({ columns, coefficients }) => ({
        rows: Array.from(columns, (c) => numbers[width - 1 - c]!),
        coefficients,
      }));
  }

  /** Notes the rows that depend on others. */
  enterDependent(syzygies: readonly Syzygy[]): void {
    for (const { rows } of syzygies) {
      const { factor, source } = this.rows[rows[0]!]!;
      const list = this.dependent.get(source);
      if (list === undefined) this.dependent.set(source, [factor]);
      else list.push(factor);
    }
  }

  /** Σ_r c_r (row r) modulo p; null where it is 0. */
  combined(
    { rows, coefficients }: Syzygy,
    images: readonly Polynomial[],
    field: PrimeField,
    work: Work,
  ): Polynomial | null {
    const { table } = this;
    const supports = rows.map((r) => this.monomials(r));
    const sums = new Float64Array(table.size);
    for (const [k, support] of supports.entries()) {
      const values = images[this.rows[rows[k]!]!.source]!.coefficients;
      const c = coefficients[k]!;
      for (let j = 0; j < support.length; j++)
        sums[support[j]!] = (sums[support[j]!]! + c * values[j]!) % field.p;
      work.spend(2 * support.length);
    }
    const monomials: number[] = [];
    sums.forEach((c, m) => {
      if (c !== 0) monomials.push(m);
    });
    if (monomials.length === 0) return null;
    monomials.sort((a, b) => table.compare(b, a));
    return {
      monomials: Int32Array.from(monomials),
      coefficients: Int32Array.from(monomials, (m) => sums[m]!),
    };
  }

  /** The same over Z, without a common factor; null where it is 0, or its degree has not fallen. */
  exactly(rows: readonly number[], coefficients: readonly bigint[], work: Work): IntegerEquation | null {
    const { table, input } = this;
    const sums = new Map<number, bigint>();
    for (const [k, r] of rows.entries()) {
      const { coefficients: values } = input[this.rows[r]!.source]!;
      const support = this.monomials(r);
      work.spend(PER_PRODUCT * support.length);
      for (const [j, m] of support.entries())
        sums.set(m, (sums.get(m) ?? 0n) + coefficients[k]! * values[j]!);
    }
    const terms = [...sums].filter(([, c]) => c !== 0n);
    if (terms.length === 0 || terms.some(([m]) => table.degree[m]! >= this.degree)) return null;
    terms.sort(([a], [b]) => table.compare(b, a));
    const content = terms.reduce((common, [, c]) => gcd(common, c), 0n);
    const n = table.variables;
    return {
      exponents: terms.map(([m]) => Array.from(table.exponents.subarray(m * n, (m + 1) * n))),
      coefficients: terms.map(([, c]) => c / content),
    };
  }

  modulo(field: PrimeField): readonly Polynomial[] {
    return this.input.map(({ monomials, coefficients }) => ({
      monomials,
      coefficients: residues(coefficients, field),
    }));
  }
}

/** The matrix of some rows, for all primes. */
interface SyzygyMatrix {
  readonly numbers: readonly number[];
  readonly width: number;
  /** Columns of monomials, before those of the rows. */
  readonly monomials: number;
  readonly supports: readonly Int32Array[];
  /** Coefficients of top(f_i), for the i that are used. */
  readonly leading: ReadonlyMap<number, readonly bigint[]>;
}

/** Σ_k coefficients[k] · row rows[k]. */
interface Syzygy {
  readonly rows: readonly number[];
  readonly coefficients: Int32Array;
}

/** All monomials of a degree; none of a negative one. */
function monomialsOfDegree(degree: number, table: MonomialTable): readonly number[] {
  const exponents = new Array<number>(table.variables).fill(0);
  const found: number[] = [];
  const choose = (v: number, left: number): void => {
    if (v === table.variables - 1) {
      exponents[v] = left;
      found.push(table.of(exponents));
      return;
    }
    for (let e = left; e >= 0; e--) {
      exponents[v] = e;
      choose(v + 1, left - e);
    }
    exponents[v] = 0;
  };
  if (degree >= 0) choose(0, degree);
  return found;
}

/** New polynomials of lower degree over Q; undefined where they are not found. */
function consequencesOf(
  multiples: Multiples,
  found: BasisUpToFall,
  field: PrimeField,
  primes: (k: number) => number,
  work: Work,
): readonly IntegerEquation[] | undefined {
  if (multiples.rows.length > MOST_SYZYGY_ROWS) return undefined;
  const images = multiples.modulo(field);
  const syzygies = multiples.syzygies(multiples.matrix([...multiples.rows.keys()]), field, work);
  // Equation by equation, until there are as many as there can be: the first ones are given, and short.
  let chosen: readonly Syzygy[] = [];
  let fallen: { readonly syzygy: Syzygy; readonly image: Polynomial }[] = [];
  for (let source = 0; source < multiples.sources && chosen.length < found.fallen; source++) {
    const before = fallen.length;
    for (const syzygy of syzygies) {
      if (multiples.rows[syzygy.rows[0]!]!.source !== source) continue;
      const image = multiples.combined(syzygy, images, field, work);
      if (image !== null) fallen.push({ syzygy, image });
    }
    if (fallen.length === before) continue;
    fallen = found.independent(fallen.map(({ image }) => image)).map((k) => fallen[k]!);
    chosen = fallen.map(({ syzygy }) => syzygy);
  }
  const lifted = liftSyzygies(multiples, chosen, field, primes, work);
  if (lifted === undefined) return undefined;
  multiples.enterDependent(syzygies);
  const consequences = lifted.map((coefficients, k) =>
    multiples.exactly(chosen[k]!.rows, coefficients, work),
  );
  return consequences.some((g) => g === null) ? undefined : (consequences as IntegerEquation[]);
}

/** Their coefficients as integers; undefined where too many primes disagree. */
function liftSyzygies(
  multiples: Multiples,
  chosen: readonly Syzygy[],
  field: PrimeField,
  primes: (k: number) => number,
  work: Work,
): readonly (readonly bigint[])[] | undefined {
  // The reduced echelon form of fewer rows has the same vectors: those that begin with the same row.
  const used = [...new Set(chosen.flatMap(({ rows }) => rows))].sort((a, b) => a - b);
  const matrix = multiples.matrix(used);
  let k = 0;
  const another = (): Image | undefined => {
    if (primes(k) === field.p) k++;
    const next = new PrimeField(primes(k++));
    const byFirst = new Map(
      multiples.syzygies(matrix, next, work).map((syzygy) => [syzygy.rows[0]!, syzygy]),
    );
    const same = chosen.map(({ rows }) => byFirst.get(rows[0]!));
    const agree = same.every((syzygy, k) => syzygy?.rows.join() === chosen[k]!.rows.join());
    return agree ? { prime: next.p, vectors: same.map((syzygy) => syzygy!.coefficients) } : undefined;
  };
  const first = { prime: field.p, vectors: chosen.map(({ coefficients }) => coefficients) };
  return algebraKernel()
    .scope(() => liftVectors(first, another, work))
    ?.map(({ numerators }) => numerators);
}

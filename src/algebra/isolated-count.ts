/**
 * How many isolated points a solution set of dimension 1 has, modulo primes.
 *
 * Let l be a linear form such that A = F_p[x]/I is finite over F_p[l], as it is for nearly all forms. Its torsion
 *
 *   T = {a ∈ A : h a = 0 for some h ∈ F_p[l], h ≠ 0}
 *
 * is of finite dimension, and I : T^∞ is the part without components of dimension 0. Local rings at isolated points are in T, so that dim T is their number at
 * least, counted with multiplicity; what is embedded in curves is the rest.
 *
 * With x_n = l last in the order degree reverse lexicographic, A has the generators m, monomials without l that are not in in(I); let k_m be the least k with
 * m l^k ∈ in(I). Those without such a k span a free submodule G = ⊕ F_p[l] f, as many f as the degree of the curves, and A/G has the finite basis B = {m l^j : j < k_m}:
 *
 *   l b = Σ_c M[b, c] c + δ(b),   c in B,   δ(b) in G,
 *
 * where both are read off the basis as it is if every m l^{k_m} is a leading monomial of it. Let q be the characteristic polynomial of M. Lifts of α ∈ A/G to A
 * have q(l) α = Δ(α) = Σ_k q_k Σ_{j<k} l^{k−1−j} δ(α M^j) ∈ G, and one of them is torsion if and only if q divides Δ(α). If α generates A/G, which is so if its sequence
 * has a minimal polynomial of degree |B|, the torsion is {s α : q | s Δ(α)}, and
 *
 *   dim T = deg gcd(q, Δ(α)_f over all f) ≤ deg gcd(q, Σ_f r_f Δ(α)_f)   for any r_f ∈ F_p.
 *
 * so that τ, the gcd with random r, is the characteristic polynomial of l on T or a multiple, and α s(M), s = q/τ, lifts to a generator e of T over F_p[l]: its part in G is
 *
 *   g = −Σ_{i > e} δ_i(α s(M) M^{i−1−e}) l^e,   δ = Σ_i δ_i l^i.
 *
 * Let τ have no multiple factor: then the points of T have different values of l, its local parts have dimension 1, and isolated points are simple. On T x_i is
 * multiplication by a polynomial ξ_i(l) modulo τ, found from normal forms of x_i e by numerators of sequences. Every element of T vanishes on the curves, and at an isolated point,
 * where T is the local ring, the generator e does not. So the isolated points are exactly the roots of τ at which
 *
 *   e(ξ_1(l), …, ξ_{n−1}(l), l) mod τ
 *
 * does not vanish, and the others are embedded in curves.
 *
 * All this is so modulo p. A bad random choice is noticed, and nothing returned, but for one: that an element is torsion is read off one coefficient for each f, at which another
 * may vanish by chance. Of Q it is what primes agree on.
 *
 * Sources: Becker and Weispfenning, *Gröbner Bases*, 8.7 (contractions); Wiedemann 1986 (numerators of sequences).
 * Not covered: dimensions above 1; multiple isolated points.
 */

import { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { measure } from "./count.js";
import { algebraKernel } from "./elimination-kernel.js";
import { groebnerBasis, type Polynomial } from "./groebner.js";
import { MonomialTable } from "./monomials.js";
import { normalForms } from "./normal-forms.js";
import { AGREEING_PRIMES, MOST_SLOPE } from "./options.js";
import { type ModularOptions, overPrime } from "./over-prime.js";
import {
  derivative,
  divide,
  gcd,
  type ModularPolynomial,
  minimalRecurrence,
  multiply,
  numeratorsTimes,
  recurrenceWithInverse,
  remainder,
  trimmed,
} from "./polynomial-modulo.js";
import { primitive, type Shear, sheared } from "./sparse.js";
import { type AlgebraSystem, type IntegerEquation, intoTable, primesFor, residues } from "./system.js";
import type { Work } from "./work.js";

/** What primes agree on, of a set of dimension 1. */
export interface IsolatedCount {
  readonly kind: "count";
  /** The number of isolated points, which are simple. */
  readonly isolated: number;
  /** Of the curves, with multiplicity. */
  readonly degree: number;
  /** How many agree. */
  readonly primes: number;
}

/** No count: another dimension, a form that is not general, multiple points, primes that differ, or more work than is allowed. */
export interface NoIsolatedCount {
  readonly kind: "unavailable";
}

const UNAVAILABLE: NoIsolatedCount = { kind: "unavailable" };

/**
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example isolatedCount((x² + y² − 1)(x − 2), (x² + y² − 1)y) // a circle and a point: { isolated: 1, degree: 2, primes: 2 }
 */
export function isolatedCount(
  system: AlgebraSystem,
  options: Omit<ModularOptions, "prime"> = {},
): IsolatedCount | NoIsolatedCount {
  const found = overPrime(system, options, (equations, { variables, work }) =>
    boundOver(equations, variables, work),
  );
  return found === undefined || "unavailable" in found ? UNAVAILABLE : found;
}

function boundOver(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): IsolatedCount | undefined {
  if (variables < 2) return undefined;
  const random = new Random(variables).fork("torsion");
  const shears = shearsInto(variables - 1, random);
  const turned = equations.map((f) => primitive(sheared(f, shears, work)));
  const table = new MonomialTable(variables);
  const input = intoTable(turned, table);
  const primes = primesFor(turned, work.primes);
  let first: ModularCount | undefined;
  for (let k = 0; k < AGREEING_PRIMES; k++) {
    const found = countModulo(input, table, new PrimeField(primes.next().value!), work);
    if (found === undefined) return undefined;
    first ??= found;
    if (found.isolated !== first.isolated || !areSameIdeals(found.leads, first.leads)) return undefined;
  }
  return { kind: "count", isolated: first!.isolated, degree: first!.degree, primes: AGREEING_PRIMES };
}

/** What one prime says. */
interface ModularCount {
  readonly isolated: number;
  readonly degree: number;
  /** Minimal generators of the leading ideal, ascending. */
  readonly leads: readonly number[];
}

/**
 * The count modulo one prime, which knows nothing of others.
 *
 * A trace of another prime p must not be replayed here: it leaves out what vanished modulo p. Where p is unlucky, that is more than vanishes modulo q, and what the
 * replay finds modulo q is a subset of I_q that has the leading monomials of I_p and is no Gröbner basis: the two primes would agree, on the count of p. Computed
 * anew, the basis is one of I_q, all of the header holds modulo q, and of p and q with different leading ideals at least one is unlucky, since all primes but
 * finitely many have that of Q. Equal leading ideals have equal presentations but for `places`, which depend on the supports: those of each prime are its own.
 */
function countModulo(
  input: ReturnType<typeof intoTable>,
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): ModularCount | undefined {
  const given = input.map(({ monomials, coefficients }) => ({
    monomials,
    coefficients: residues(coefficients, field),
  }));
  const basis = groebnerBasis(given, table, field, work);
  const { dimension, degree } = measure(basis, table);
  const presentation = dimension === 1 ? presentationOf(basis, table, work) : undefined;
  if (presentation === undefined) return undefined;
  const isolated = algebraKernel().scope(() =>
    new Torsion(presentation, basis, table, field, work).isolated(),
  );
  return isolated === undefined
    ? undefined
    : { isolated, degree, leads: basis.map(({ monomials }) => monomials[0]!) };
}

const areSameIdeals = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((m, k) => m === b[k]);

/** Another last variable: its sum with small random multiples of all others. */
const shearsInto = (last: number, random: Random): readonly Shear[] => [
  {
    v: last,
    row: Array.from(
      { length: last },
      () => BigInt(random.integer(1, MOST_SLOPE)) * (random.next() < 0.5 ? 1n : -1n),
    ),
  },
];

/** Where the parts of l b stand for b = m l^{k_m − 1}. */
interface Border {
  /** Its place in B. */
  readonly b: number;
  /** The element of the basis that begins with l b. */
  readonly g: number;
  /** For each of its monomials but the first the place in B, or −1 − the place in G. */
  readonly places: Int32Array;
}

/** m or f, without l. */
interface Generator {
  readonly exponents: readonly number[];
  /** k_m; infinite for f. */
  readonly height: number;
  /** The place of m in B, or the number of f. */
  readonly start: number;
}

/** A as a module over F_p[l]. */
interface Presentation {
  /** |B|; each m l^j is followed by m l^{j+1}. */
  readonly size: number;
  /** How many f there are. */
  readonly rank: number;
  readonly generators: readonly Generator[];
  readonly border: readonly Border[];
  /** f and j of the elements f l^j of G that are needed. */
  readonly free: readonly { readonly f: number; readonly power: number }[];
  /** The place of a monomial in B; −1 for one of G. */
  readonly placeOf: (m: number) => number;
}

/** Undefined where A is not finite over F_p[l], or a border monomial does not begin an element of the basis. */
function presentationOf(
  basis: readonly Polynomial[],
  table: MonomialTable,
  work: Work,
): Presentation | undefined {
  const last = table.variables - 1;
  const exponentsOf = (m: number): number[] =>
    Array.from(table.exponents.subarray(m * (last + 1), (m + 1) * (last + 1)));
  const leads = basis.map(({ monomials }) => exponentsOf(monomials[0]!));
  const isPower = (a: readonly number[], i: number): boolean => a.every((e, j) => j === i || e === 0);
  for (let i = 0; i < last; i++) if (!leads.some((a) => isPower(a, i))) return undefined;
  const generators = new Map<string, Generator>();
  let [size, rank] = [0, 0];
  for (const { exponents, height } of heightsOf(leads, last, work)) {
    const isFree = height === Number.POSITIVE_INFINITY;
    generators.set(exponents.join(), { exponents, height, start: isFree ? rank++ : size });
    if (!isFree) size += height;
  }
  work.hold(size * generators.size);
  const partsOf = (m: number): { readonly generator: Generator; readonly power: number } => {
    const a = exponentsOf(m);
    return { generator: generators.get(a.slice(0, last).join())!, power: a[last]! };
  };
  const byLead = new Map(leads.map((a, g) => [a.join(), g]));
  const free: { f: number; power: number }[] = [];
  const placeOf = (m: number): number => {
    const { generator, power } = partsOf(m);
    return generator.height === Number.POSITIVE_INFINITY ? -1 : generator.start + power;
  };
  const placeWithFree = (m: number): number => {
    const at = placeOf(m);
    const { generator, power } = partsOf(m);
    return at >= 0 ? at : -free.push({ f: generator.start, power });
  };
  const border: Border[] = [];
  for (const [key, { start, height }] of generators) {
    if (height === Number.POSITIVE_INFINITY) continue;
    const g = byLead.get(`${key},${height}`);
    if (g === undefined) return undefined;
    border.push({ b: start + height - 1, g, places: basis[g]!.monomials.slice(1).map(placeWithFree) });
  }
  return { size, rank, generators: [...generators.values()], border, free, placeOf };
}

/** k_m, infinite for those of G, of all m without l that are not in in(I), each after one that divides it. */
function heightsOf(
  leads: readonly (readonly number[])[],
  last: number,
  work: Work,
): readonly Pick<Generator, "exponents" | "height">[] {
  const heightOf = (m: readonly number[]): number => {
    work.spend(leads.length);
    let least = Number.POSITIVE_INFINITY;
    for (const a of leads) if (a[last]! < least && m.every((e, i) => a[i]! <= e)) least = a[last]!;
    return least;
  };
  const found: { exponents: readonly number[]; height: number }[] = [];
  const open: (readonly number[])[] = [new Array<number>(last).fill(0)];
  const seen = new Set<string>();
  for (let k = 0; k < open.length; k++) {
    const exponents = open[k]!;
    if (seen.has(exponents.join())) continue;
    seen.add(exponents.join());
    const height = heightOf(exponents);
    if (height === 0) continue;
    found.push({ exponents, height });
    work.hold(open.length * (last + 4));
    for (let i = 0; i < last; i++) open.push(exponents.with(i, exponents[i]! + 1));
  }
  return found;
}

/** T modulo one prime: within a scope of the kernel. */
class Torsion {
  private readonly memory = algebraKernel();
  private readonly random: Random;
  /** M: of each element of B the place of its image, or −1 − that of a vector. */
  private readonly images: number;
  private readonly vectors: number;
  private readonly lengths: number;
  private readonly sum: number;
  /** |B| as a multiple of four. */
  private readonly padded: number;
  private readonly powers: number;

  constructor(
    private readonly presentation: Presentation,
    private readonly basis: readonly Polynomial[],
    private readonly table: MonomialTable,
    private readonly field: PrimeField,
    private readonly work: Work,
  ) {
    const { memory } = this;
    const { size, border, free } = presentation;
    this.random = new Random(field.p).fork("torsion");
    this.padded = Math.ceil(size / 4) * 4;
    this.powers = free.reduce((most, { power }) => Math.max(most, power + 1), 0);
    const images = Int32Array.from({ length: size }, (_, b) => b + 1);
    const vectors = border.map(({ b, g, places }, k) => {
      images[b] = -1 - k;
      const values = new Int32Array(size);
      const { coefficients } = basis[g]!;
      for (const [j, at] of places.entries()) if (at >= 0) values[at] = field.negate(coefficients[j + 1]!);
      return memory.copy(values);
    });
    this.images = memory.copy(images);
    this.vectors = memory.copy(Int32Array.from(vectors));
    this.lengths = memory.copy(new Int32Array(border.length).fill(this.padded));
    this.sum = memory.zeros(8 * this.padded);
  }

  /** The number of isolated points; undefined where some are multiple, or a choice was bad. */
  isolated(): number | undefined {
    const { presentation, field, work } = this;
    if (presentation.size === 0) return 0;
    const start = this.randomVector(presentation.size);
    const q = this.characteristic(start);
    if (q === undefined) return undefined;
    const tau = gcd(q.polynomial, q.numerator, field);
    const dimension = tau.length - 1;
    if (dimension === 0) return 0;
    if (gcd(tau, derivative(tau, field), field).length > 1) return undefined;
    const generator = this.applied(divide(q.polynomial, tau, field).quotient, start);
    const free = this.freePart(generator);
    if (free === undefined) return undefined;
    const points = this.parametrised(generator, free, tau);
    if (points === undefined) return undefined;
    const values = this.valuesAt(generator, free, points, tau);
    work.spend(4 * dimension * dimension);
    return dimension + 1 - gcd(tau, values, field).length;
  }

  private residue = (): number => this.random.integer(1, this.field.p - 1);

  private randomVector(length: number): Int32Array {
    return Int32Array.from({ length }, this.residue);
  }

  /** α M^j for j < steps. */
  private *orbit(start: Int32Array, steps: number): Iterable<Int32Array> {
    const { memory, padded, field, work } = this;
    const { size, border } = this.presentation;
    let [current, next] = [memory.copy(start), memory.zeros(4 * padded)];
    for (let j = 0; j < steps; j++) {
      yield memory.view(current, size);
      const { kernel } = memory;
      kernel.shift(current, size, this.images, 4, this.vectors, this.sum, next, padded, field.p);
      [current, next] = [next, current];
      work.spend(size * (border.length + 1));
    }
  }

  /** q, and Σ_f r_f Δ(α)_f; undefined where α does not generate A/G. */
  private characteristic(
    start: Int32Array,
  ): { readonly polynomial: ModularPolynomial; readonly numerator: ModularPolynomial } | undefined {
    const { field, powers, work } = this;
    const { size, rank } = this.presentation;
    const weights = this.randomVector(rank);
    const watched = [this.randomVector(size), ...this.weightedParts(weights)];
    const supports = watched.map((w) => [...w.keys()].filter((b) => w[b] !== 0));
    const sequences = watched.map(() => new Float64Array(2 * size));
    let j = 0;
    for (const values of this.orbit(start, 2 * size)) {
      for (const [i, w] of watched.entries()) {
        let total = 0;
        for (const b of supports[i]!) total = field.add(total, field.multiply(values[b]!, w[b]!));
        sequences[i]![j] = total;
      }
      work.spend(size * watched.length);
      j++;
    }
    work.spend(4 * size * size * (powers + 1));
    const polynomial = minimalRecurrence(sequences[0]!, field);
    if (polynomial.length - 1 !== size) return undefined;
    let numerator: ModularPolynomial = new Float64Array(0);
    for (let i = 0; i < powers; i++) {
      const part = polynomialPart(polynomial, sequences[i + 1]!, field);
      numerator = added(numerator, shiftedUp(part, i), field);
    }
    return { polynomial, numerator };
  }

  /** b ↦ Σ_f r_f δ_i(b)_f, for each i. */
  private weightedParts(weights: Int32Array): readonly Int32Array[] {
    const { field, basis } = this;
    const { size, border, free } = this.presentation;
    const parts = Array.from({ length: this.powers }, () => new Int32Array(size));
    for (const { b, g, places } of border) {
      const { coefficients } = basis[g]!;
      for (const [k, at] of places.entries()) {
        if (at >= 0) continue;
        const { f, power } = free[-1 - at]!;
        const value = field.multiply(field.negate(coefficients[k + 1]!), weights[f]!);
        parts[power]![b] = field.add(parts[power]![b]!, value);
      }
    }
    return parts;
  }

  /** α s(M). */
  private applied(s: ModularPolynomial, start: Int32Array): Int32Array {
    const { field } = this;
    const total = new Int32Array(start.length);
    let j = 0;
    for (const values of this.orbit(start, s.length)) {
      const c = s[j++]!;
      if (c !== 0)
        for (const [b, x] of values.entries()) total[b] = field.add(total[b]!, field.multiply(c, x));
    }
    return total;
  }

  /** g of a torsion element by its part in A/G: the coefficients of the powers of l for each f. Undefined where there is none. */
  private freePart(generator: Int32Array): readonly Float64Array[] | undefined {
    const { field, powers, basis } = this;
    const { rank, border, free } = this.presentation;
    const parts = Array.from({ length: rank }, () => new Float64Array(powers));
    // What would be the coefficient of l^{−1}: it vanishes.
    const rest = new Float64Array(rank);
    let j = 0;
    for (const values of this.orbit(generator, powers)) {
      for (const { b, g, places } of border) {
        if (values[b] === 0) continue;
        const { coefficients } = basis[g]!;
        for (const [k, at] of places.entries()) {
          if (at >= 0) continue;
          const { f, power } = free[-1 - at]!;
          if (power < j) continue;
          const value = field.multiply(coefficients[k + 1]!, values[b]!);
          const [into, e] = power === j ? [rest, f] : [parts[f]!, power - 1 - j];
          into[e] = field.add(into[e]!, value);
        }
      }
      j++;
    }
    return rest.every((c) => c === 0) ? parts : undefined;
  }

  /** ξ_i modulo τ, l itself the last. */
  private parametrised(
    generator: Int32Array,
    free: readonly Float64Array[],
    tau: ModularPolynomial,
  ): readonly ModularPolynomial[] | undefined {
    const { field, table, work } = this;
    const { size, placeOf } = this.presentation;
    const n = table.variables;
    const products = this.productsWith(generator, free);
    const forms = normalForms(products, this.basis, table, field, work);
    const starts = [
      generator,
      ...forms.map(({ monomials, coefficients }) => {
        const values = new Int32Array(size);
        for (const [k, m] of monomials.entries()) {
          const at = placeOf(m);
          if (at >= 0) values[at] = coefficients[k]!;
        }
        return values;
      }),
    ];
    const dimension = tau.length - 1;
    const [own, ...others] = this.pairings(starts, 2 * dimension);
    work.spend(8 * dimension * dimension * n);
    const { minimal, inverse } = recurrenceWithInverse(own!, field);
    if (minimal.length !== tau.length) return undefined;
    const found = numeratorsTimes(others, inverse, tau, field);
    const form = Float64Array.of(0, 1);
    return [...found, dimension > 1 ? form : remainder(form, tau, field)];
  }

  /** x_i e for i < n − 1. */
  private productsWith(generator: Int32Array, free: readonly Float64Array[]): readonly Polynomial[] {
    const { table } = this;
    const n = table.variables;
    const terms: { readonly exponents: readonly number[]; readonly c: number }[] = [];
    for (const { exponents, height, start } of this.presentation.generators) {
      const own =
        height === Number.POSITIVE_INFINITY ? free[start]! : generator.subarray(start, start + height);
      for (const [power, c] of own.entries())
        if (c !== 0) terms.push({ exponents: [...exponents, power], c });
    }
    return Array.from({ length: n - 1 }, (_, i) => {
      const own = terms.map(({ exponents, c }) => ({ m: table.of(exponents.with(i, exponents[i]! + 1)), c }));
      own.sort((a, b) => table.compare(b.m, a.m));
      return {
        monomials: Int32Array.from(own, ({ m }) => m),
        coefficients: Int32Array.from(own, ({ c }) => c),
      };
    });
  }

  /** start · M^j φ for j < steps, with one random φ. */
  private pairings(starts: readonly Int32Array[], steps: number): readonly Float64Array[] {
    const { memory, padded, field, work } = this;
    const { size, border } = this.presentation;
    let [current, next] = [memory.copy(this.randomVector(size)), memory.zeros(4 * padded)];
    const out = starts.map(() => new Float64Array(steps));
    for (let j = 0; j < steps; j++) {
      const values = memory.view(current, size);
      for (const [i, start] of starts.entries()) {
        let total = 0;
        for (let b = 0; b < size; b++) total = field.add(total, field.multiply(start[b]!, values[b]!));
        out[i]![j] = total;
      }
      const { kernel } = memory;
      kernel.krylov(this.images, this.vectors, this.lengths, size, current, next, 1, 0, 0, 0, field.p);
      [current, next] = [next, current];
      work.spend(size * (border.length + starts.length));
    }
    return out;
  }

  /** e at the points, modulo τ. */
  private valuesAt(
    generator: Int32Array,
    free: readonly Float64Array[],
    points: readonly ModularPolynomial[],
    tau: ModularPolynomial,
  ): ModularPolynomial {
    const { field, work } = this;
    const known = new Map<string, ModularPolynomial>();
    let sum: ModularPolynomial = new Float64Array(0);
    for (const { exponents, height, start } of this.presentation.generators) {
      const i = exponents.findIndex((e) => e > 0);
      // Each comes after what divides it.
      const value =
        i < 0
          ? Float64Array.of(1)
          : product(known.get(exponents.with(i, exponents[i]! - 1).join())!, points[i]!, tau, field);
      known.set(exponents.join(), value);
      const own =
        height === Number.POSITIVE_INFINITY ? free[start]! : generator.subarray(start, start + height);
      sum = added(sum, product(value, trimmed(Float64Array.from(own)), tau, field), field);
      work.spend(4 * tau.length * tau.length);
    }
    return sum;
  }
}

/** f g mod τ. */
const product = (
  f: ModularPolynomial,
  g: ModularPolynomial,
  tau: ModularPolynomial,
  field: PrimeField,
): ModularPolynomial =>
  f.length === 0 || g.length === 0 ? new Float64Array(0) : remainder(multiply(f, g, field), tau, field);

/** Σ_k q_k Σ_{j<k} T^{k−1−j} s_j: the polynomial part of q(T) Σ_j s_j T^{−1−j}. */
function polynomialPart(q: ModularPolynomial, s: Float64Array, field: PrimeField): ModularPolynomial {
  const d = q.length - 1;
  const reversed = trimmed(s.slice(0, d).reverse());
  return reversed.length === 0 ? reversed : multiply(q, reversed, field).slice(d);
}

/** T^i f. */
function shiftedUp(f: ModularPolynomial, i: number): ModularPolynomial {
  const out = new Float64Array(f.length + i);
  out.set(f, i);
  return out;
}

function added(f: ModularPolynomial, g: ModularPolynomial, field: PrimeField): ModularPolynomial {
  const [long, short] = f.length < g.length ? [g, f] : [f, g];
  const sum = long.slice();
  for (const [k, c] of short.entries()) sum[k] = field.add(sum[k]!, c);
  return trimmed(sum);
}

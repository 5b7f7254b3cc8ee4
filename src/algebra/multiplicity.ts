/**
 * Lower bounds of the multiplicities of solutions ξ_i = g_i(t)/s(t), s = q′, at the roots of a factor h of q, proved over Q.
 *
 * The multiplicity of ξ is at least the dimension of Macaulay's inverse system of any order σ: of the functionals
 * Σ_{|c| ≤ σ} w_c ∂^c/c! at ξ that vanish on y^e f_j(ξ + y) for all e and j, because they are the dual space of
 * C[y]/(⟨f(ξ + y)⟩ + ⟨y⟩^{σ+1}), a quotient of the local ring. With D_a f the Taylor coefficients, w_c = W_c/s^{|c|}, d = deg f and
 *
 *   F_a = Σ_b c_b (b over a) g^{b−a} s^{d−|b|},    D_a f(ξ) = F_a/s^{d−|a|},
 *
 * the conditions are Σ_a F_a W_{a+e} ≡ 0 modulo h for all f and e. W in (F_p[t]/h)^N is found by elimination, in echelon form: a free
 * monomial each, at which the others vanish. Primes propose it; W times h′ is reconstructed over Q, and the conditions are
 * verified in Q[t]/h exactly. m such vectors, independent at every root by their form, prove multiplicity ≥ m. Where an entry that has to be
 * inverted vanishes at some roots of h and not at others, these have different structures: h is split, and each part treated by itself.
 *
 * For a factor h of lower degree than q the points are written as ξ_i = G_i/(d h′) modulo h first, d an integer, which q′ G_i ≡ d h′ g_i
 * modulo h verifies.
 *
 * In the other direction pivots modulo a prime, each invertible in F_p[t]/h, prove a rank at every root. If there are m functionals of order σ
 * and no more of order σ + 1, the m-th power ⟨y⟩^{σ+1} is in the local ideal (Nakayama): the point is isolated and its multiplicity is m. With m = 1 and σ = 0
 * the Jacobian has rank n.
 *
 * Sources: Macaulay 1916; Dayton and Zeng, "Computing the multiplicity structure in solving polynomial systems" (2005).
 */

import { bitLength } from "../exact/dyadic.js";
import { PrimeField, primesDownwards } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { type Image, liftVectors } from "./lift.js";
import { MOST_DUAL_COLUMNS } from "./options.js";
import {
  gcd,
  inverseModulo,
  type ModularPolynomial,
  modulo,
  multiply,
  remainder,
  subtract,
  trimmed,
} from "./polynomial-modulo.js";
import type { Listed, ListedFactor } from "./proof.js";
import type { CommonFractions } from "./reconstruction.js";
import { packedDivides } from "./substitution.js";
import { type IntegerEquation, primesFor, totalDegree } from "./system.js";
import {
  derivativeOf,
  divideExactly,
  type IntegerPolynomial,
  norm1,
  pack,
  primitivePart,
} from "./univariate/integer-polynomial.js";
import type { Work } from "./work.js";

/** Points ξ_i = g_i(t)/s(t) at the roots of h; s has no common root with h. */
interface Points {
  readonly modulus: IntegerPolynomial;
  readonly numerators: readonly IntegerPolynomial[];
  readonly slope: IntegerPolynomial;
}

/** Whether no root of h has more functionals of an order than so many: proved if true, as ranks can only fall modulo p. */
function haveAtMost(
  functionals: number,
  equations: readonly IntegerEquation[],
  points: Points,
  order: number,
  work: Work,
): boolean {
  const field = new PrimeField(primesFor(equations, work.primes).next().value!);
  const found = kernelModulo(equations, points, order, field, work);
  return found?.kind === "kernel" && found.free.length === functionals;
}

/**
 * Whether every root of a factor is a solution of the multiplicity that is claimed, at least, or exactly and isolated: proved if true.
 *
 * @param list verified points, of whose q it is a factor.
 * @param isExact whether the multiplicity is to be no larger, and the point isolated.
 * @throws BudgetExceeded
 */
export function hasMultiplicity(
  equations: readonly IntegerEquation[],
  list: Pick<Listed, "polynomial" | "numerators">,
  { multiplicity, polynomial: h }: ListedFactor,
  isExact: boolean,
  work: Work,
): boolean {
  if (h.length === 1 || (multiplicity === 1 && !isExact)) return true;
  const points = localPoints(list, h, work);
  if (points === undefined) return false;
  if (multiplicity === 1) return haveAtMost(1, equations, points, 1, work);
  const primes = primesFor(equations, work.primes);
  const localModulo = (order: number): Local | undefined =>
    kernelModulo(equations, points, order, new PrimeField(primes.next().value!), work);
  const first = firstKernel(localModulo, multiplicity);
  if (first === undefined) return false;
  const [lifted] =
    liftVectors(flattened(first, h), () => alike(first, localModulo(first.order), h), work) ?? [];
  if (lifted === undefined) return false;
  if (first.kind === "kernel") {
    const vectors = unflatten(lifted, first, h.length - 1);
    return (
      areFunctionals(equations, points, first.order, vectors, work) &&
      (!isExact || haveAtMost(multiplicity, equations, points, first.order + 1, work))
    );
  }
  const part = primitivePart([...lifted.numerators, lifted.denominator]);
  const rest = divideExactly(h, part);
  return (
    rest !== null &&
    [part, rest].every((polynomial) =>
      hasMultiplicity(equations, list, { multiplicity, polynomial }, isExact, work),
    )
  );
}

/** The points at the roots of h, by polynomials of lower degree than h; undefined where too many primes disagree. */
function localPoints(
  { polynomial, numerators }: Pick<Listed, "polynomial" | "numerators">,
  h: IntegerPolynomial,
  work: Work,
): Points | undefined {
  const slope = derivativeOf(polynomial);
  if (h.length === polynomial.length) return { modulus: h, numerators, slope };
  const own = derivativeOf(h);
  const degree = h.length - 1;
  const primes = primesDownwards();
  const imageModulo = (): Image | undefined => {
    const field = new PrimeField(primes.next().value!);
    const modulus = modulo(h, field);
    if (modulus.length < h.length) return undefined;
    const ring = residueRing(modulus, field, work);
    const reduce = (f: IntegerPolynomial): ModularPolynomial => remainder(modulo(f, field), modulus, field);
    const inverse = inverseModulo(reduce(slope), modulus, field);
    if (inverse === undefined) return undefined;
    const factor = ring.multiply(inverse, reduce(own));
    const vector = new Float64Array(numerators.length * degree);
    for (const [i, g] of numerators.entries()) vector.set(ring.multiply(reduce(g), factor), i * degree);
    return { prime: field.p, vectors: [vector] };
  };
  const [found] = liftVectors(imageModulo(), imageModulo, work) ?? [];
  if (found === undefined) return undefined;
  const scaled = own.map((c) => c * found.denominator);
  const local = numerators.map((_, i) => found.numerators.slice(i * degree, (i + 1) * degree));
  const bits = bitsOf([slope, ...numerators]) + bitsOf([scaled, ...local]) + 1;
  const valuesAt = (k: number): readonly bigint[] => {
    const [s, d] = [pack(slope, k), pack(scaled, k)];
    return numerators.map((g, i) => s * pack(local[i]!, k) - d * pack(g, k));
  };
  const areSame = packedDivides(h, valuesAt, bits, polynomial.length + h.length, 2 * numerators.length, work);
  return areSame === true ? { modulus: h, numerators: local, slope: scaled } : undefined;
}

/** log₂ of the largest sum of absolute values, rounded up. */
const bitsOf = (polynomials: readonly IntegerPolynomial[]): number =>
  Math.max(...polynomials.map((f) => bitLength(norm1(f))));

/** The kernel of the conditions of some order modulo a prime: its vectors times h′, by column, 1 at their free column. */
interface Kernel {
  readonly kind: "kernel";
  readonly order: number;
  /** Exponents c of the columns, by descending degree. */
  readonly columns: readonly (readonly number[])[];
  readonly free: readonly number[];
  /** `vectors[k][c]`: entries in F_p[t]/h. */
  readonly vectors: readonly (readonly ModularPolynomial[])[];
  readonly prime: number;
}

/** The roots of h modulo a prime at which an elimination of some order goes another way: a monic factor of lower degree. */
interface Split {
  readonly kind: "split";
  readonly order: number;
  readonly factor: ModularPolynomial;
  readonly prime: number;
}

type Local = Kernel | Split;

/** The kernel of the least order with as many functionals, or the first split. */
function firstKernel(
  localModulo: (order: number) => Local | undefined,
  multiplicity: number,
): Local | undefined {
  let before = 1;
  for (let order = 1; ; order++) {
    const found = localModulo(order);
    if (found?.kind !== "kernel") return found;
    if (found.free.length >= multiplicity) return found;
    if (found.free.length === before) return undefined;
    before = found.free.length;
  }
}

/** Exponents of degree ≤ order, by descending degree. */
function exponentsUpTo(n: number, order: number): readonly (readonly number[])[] {
  const all: number[][] = [];
  const extend = (head: readonly number[], left: number): void => {
    if (head.length === n) all.push([...head]);
    else for (let e = 0; e <= left; e++) extend([...head, e], left - e);
  };
  extend([], order);
  return all.sort((a, b) => totalDegree(b) - totalDegree(a));
}

/** A ring in which the F_a are computed. */
interface Ring<T> {
  readonly zero: T;
  readonly one: T;
  readonly add: (a: T, b: T) => T;
  readonly multiply: (a: T, b: T) => T;
  readonly scale: (a: T, factor: bigint) => T;
}

/** Exponents a ≠ 0 with F_a; F_0 vanishes at solutions. */
type Taylor<T> = readonly { readonly a: readonly number[]; readonly value: T }[];

/** All F_a with 0 < |a| ≤ order, of g and s in some ring. */
function taylor<T>(
  { exponents, coefficients }: IntegerEquation,
  order: number,
  values: readonly T[],
  slope: T,
  ring: Ring<T>,
): Taylor<T> {
  const degree = Math.max(...exponents.map(totalDegree));
  const powers = [...values, slope].map((value) => {
    const list = [ring.one];
    for (let e = 1; e <= degree; e++) list.push(ring.multiply(list[e - 1]!, value));
    return list;
  });
  const found = new Map<string, { a: readonly number[]; value: T }>();
  for (const [k, b] of exponents.entries()) {
    const missing = degree - totalDegree(b);
    for (const a of exponentsUpTo(b.length, order)) {
      if (totalDegree(a) === 0 || a.some((e, i) => e > b[i]!)) continue;
      const factor = a.reduce<bigint>((product, e, i) => product * binomial(b[i]!, e), coefficients[k]!);
      const power = b.reduce<T>(
        (product, e, i) => (e === a[i]! ? product : ring.multiply(product, powers[i]![e - a[i]!]!)),
        powers.at(-1)![missing]!,
      );
      const key = a.join();
      const value = ring.add(found.get(key)?.value ?? ring.zero, ring.scale(power, factor));
      found.set(key, { a, value });
    }
  }
  return [...found.values()];
}

function binomial(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
  return value;
}

/** F_p[t]/h. */
const residueRing = (h: ModularPolynomial, field: PrimeField, work: Work): Ring<ModularPolynomial> => ({
  zero: new Float64Array(0),
  one: remainder(Float64Array.of(1), h, field),
  add: (a, b) =>
    subtract(
      a,
      b.map((c) => field.negate(c)),
      field,
    ),
  multiply(a, b) {
    work.spend(2 * a.length * b.length + 8);
    return remainder(multiply(a, b, field), h, field);
  },
  scale(a, factor) {
    const c = field.residue(factor);
    return trimmed(a.map((x) => field.multiply(x, c)));
  },
});

/** Undefined where the degree of h falls, or there are too many columns. */
function kernelModulo(
  equations: readonly IntegerEquation[],
  { modulus: h, numerators, slope }: Points,
  order: number,
  field: PrimeField,
  work: Work,
): Local | undefined {
  const modulus = modulo(h, field);
  const columns = exponentsUpTo(numerators.length, order);
  if (modulus.length < h.length || columns.length > MOST_DUAL_COLUMNS) return undefined;
  const ring = residueRing(modulus, field, work);
  const reduce = (f: IntegerPolynomial): ModularPolynomial => remainder(modulo(f, field), modulus, field);
  const values = numerators.map(reduce);
  const place = new Map(columns.map((c, k) => [c.join(), k]));
  const rows: ModularPolynomial[][] = [];
  for (const equation of equations) {
    const coefficients = taylor(equation, order, values, reduce(slope), ring);
    for (const e of exponentsUpTo(numerators.length, order - 1)) {
      const row = columns.map(() => ring.zero);
      for (const { a, value } of coefficients) {
        const at = place.get(a.map((x, i) => x + e[i]!).join());
        if (at !== undefined) row[at] = value;
      }
      rows.push(row);
    }
  }
  const pivots = eliminate(rows, columns.length, modulus, ring, field);
  if (pivots instanceof Float64Array) return { kind: "split", order, factor: pivots, prime: field.p };
  const free = columns.flatMap((_, c) => (pivots.has(c) ? [] : [c]));
  const scale = reduce(derivativeOf(h));
  const vectors = free.map((f) =>
    columns.map((_, c) => {
      const pivot = pivots.get(c);
      if (pivot === undefined) return c === f ? scale : ring.zero;
      return ring.scale(ring.multiply(pivot[f]!, scale), -1n);
    }),
  );
  return { kind: "kernel", order, columns, free, vectors, prime: field.p };
}

/** Reduced row echelon form over F_p[t]/h: the pivot rows by column; or the factor of h at whose roots alone a column has no pivot. */
function eliminate(
  rows: readonly ModularPolynomial[][],
  width: number,
  h: ModularPolynomial,
  ring: Ring<ModularPolynomial>,
  field: PrimeField,
): ReadonlyMap<number, readonly ModularPolynomial[]> | ModularPolynomial {
  const pivots = new Map<number, ModularPolynomial[]>();
  const random = new Random(field.p).fork("rows");
  let left = [...rows];
  const addTo = (
    row: ModularPolynomial[],
    factor: ModularPolynomial,
    other: readonly ModularPolynomial[],
  ): void => {
    for (let c = 0; c < width; c++)
      if (other[c]!.length > 0) row[c] = ring.add(row[c]!, ring.multiply(factor, other[c]!));
  };
  for (let column = 0; column < width; column++) {
    const with_ = left.filter((row) => row[column]!.length > 0);
    if (with_.length === 0) continue;
    const [pivot, ...others] = with_;
    let inverse = inverseModulo(pivot![column]!, h, field);
    for (let k = 0; inverse === undefined && k < others.length; k++) {
      // A random combination vanishes only where all of them do.
      addTo(pivot!, Float64Array.of(random.integer(1, field.p - 1)), others[k]!);
      inverse = inverseModulo(pivot![column]!, h, field);
    }
    if (inverse === undefined) return gcd(pivot![column]!, h, field);
    for (let c = 0; c < width; c++) if (pivot![c]!.length > 0) pivot![c] = ring.multiply(pivot![c]!, inverse);
    for (const row of [...others, ...pivots.values()])
      if (row[column]!.length > 0) addTo(row, ring.scale(row[column]!, -1n), pivot!);
    pivots.set(column, pivot!);
    left = left.filter((row) => row !== pivot);
  }
  return pivots;
}

/** The entries of all vectors, each padded to deg h; the coefficients of a factor but the leading one. */
function flattened(found: Local, h: IntegerPolynomial): Image {
  if (found.kind === "split") return { prime: found.prime, vectors: [found.factor.slice(0, -1)] };
  const { vectors, prime } = found;
  const degree = h.length - 1;
  const width = vectors[0]!.length;
  const vector = new Float64Array(vectors.length * width * degree);
  for (const [k, entries] of vectors.entries())
    for (const [c, entry] of entries.entries()) vector.set(entry, (k * width + c) * degree);
  return { prime, vectors: [vector] };
}

/** The image of another prime if it is of the same form. */
function alike(first: Local, other: Local | undefined, h: IntegerPolynomial): Image | undefined {
  const isAlike =
    first.kind === "split"
      ? other?.kind === "split" && first.factor.length === other.factor.length
      : other?.kind === "kernel" && first.free.join() === other.free.join();
  return isAlike ? flattened(other!, h) : undefined;
}

const unflatten = (
  { numerators }: CommonFractions,
  { vectors, columns }: Kernel,
  degree: number,
): readonly (readonly IntegerPolynomial[])[] =>
  vectors.map((_, k) =>
    columns.map((__, c) => {
      const from = (k * columns.length + c) * degree;
      return numerators.slice(from, from + degree);
    }),
  );

/** Whether all vectors satisfy all conditions of the order, exactly, and are in echelon form. */
function areFunctionals(
  equations: readonly IntegerEquation[],
  { modulus: h, numerators, slope }: Points,
  order: number,
  vectors: readonly (readonly IntegerPolynomial[])[],
  work: Work,
): boolean {
  const columns = exponentsUpTo(numerators.length, order);
  if (!isEchelon(vectors, h)) return false;
  const bits = bitsOf([slope, ...numerators]);
  const vectorBits = bitsOf(vectors.flat());
  const integers: Ring<bigint> = {
    zero: 0n,
    one: 1n,
    add: (a, b) => a + b,
    multiply: (a, b) => a * b,
    scale: (a, factor) => a * factor,
  };
  return equations.every((equation) => {
    const degree = Math.max(...equation.exponents.map(totalDegree));
    // |F_a|₁ ≤ Σ |c_b| 2^{|b|} max(|g|₁, |s|₁)^d, and a condition adds up at most as many products as there are columns.
    const height =
      degree * (bits + 1) +
      bitLength(norm1(equation.coefficients)) +
      vectorBits +
      bitLength(BigInt(columns.length));
    const length = degree * (Math.max(...[slope, ...numerators].map((f) => f.length)) - 1) + h.length;
    const conditions = exponentsUpTo(numerators.length, order - 1);
    const valuesAt = (k: number): readonly bigint[] => {
      const values = numerators.map((g) => pack(g, k));
      const coefficients = taylor(equation, order, values, pack(slope, k), integers);
      const packed = vectors.map((vector) => new Map(vector.map((f, c) => [columns[c]!.join(), pack(f, k)])));
      return packed.flatMap((vector) =>
        conditions.map((e) =>
          coefficients.reduce((total, { a, value }) => {
            const entry = vector.get(a.map((x, i) => x + e[i]!).join());
            return entry === undefined ? total : total + value * entry;
          }, 0n),
        ),
      );
    };
    const products =
      vectors.length *
      conditions.length *
      Math.min(columns.length, equation.exponents.length * columns.length);
    return packedDivides(h, valuesAt, height, length, products, work) === true;
  });
}

/** Whether each vector has a column of its own with h′ times an integer at it, at which all others are 0. */
function isEchelon(vectors: readonly (readonly IntegerPolynomial[])[], h: IntegerPolynomial): boolean {
  const slope = derivativeOf(h);
  const isZero = (f: IntegerPolynomial): boolean => f.every((c) => c === 0n);
  const isUnit = (f: IntegerPolynomial): boolean =>
    !isZero(f) && slope.every((c, k) => c * (f[slope.length - 1] ?? 0n) === (f[k] ?? 0n) * slope.at(-1)!);
  return vectors.every((vector, k) =>
    vector.some((f, c) => isUnit(f) && vectors.every((other, j) => j === k || isZero(other[c]!))),
  );
}

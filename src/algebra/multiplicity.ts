/**
 * Lower bounds of the multiplicities of solutions ξ_i = g_i(t)/(d h′(t)) at the roots of a factor h of q, d an integer, proved over Q.
 *
 * The multiplicity of ξ is at least the number of linearly independent functionals that vanish on the ideal and on a power of the maximal ideal at ξ.
 * Such are given by strictly triangular matrices N_i (`local-functionals.ts`), with A_i = ξ_i + N_i, if
 *
 *   N_i N_j = N_j N_i   and   Λ_k(f_j) = e_0ᵀ f_j(A) e_k = 0:
 *
 * then Λ_k(g) = e_0ᵀ g(A) e_k has Λ_k(g f_j) = e_0ᵀ f_j(A) g(A) e_k = 0, and y_i Λ_k = Σ_j (N_i)_{jk} Λ_j. They are independent by the positions of their
 * matrices: if Σ_k c_k Λ_k = 0, so are the images by y_i, combinations of functionals of lower order, which are independent by induction; at the positions (i, j) of the
 * functionals of order 1, 2, … in turn these have the coefficients c_k, and c_0 is the value at 1.
 *
 * Primes propose the N_i, in F_p[t]/h. N_i h′ is reconstructed over Q, and what is asked of it verified in Q[t]/h exactly: by residues modulo
 * enough primes (`residue-ring.ts`). Where an entry that has to be inverted vanishes at some roots of h and not at others, these have different structures: h
 * is split, and each part treated by itself.
 *
 * For a factor h of lower degree than q the g_i are found modulo primes as well, and q′ g_i ≡ d h′ γ_i modulo h verifies that ξ_i = γ_i/q′.
 *
 * In the other direction pivots modulo a prime, each invertible in F_p[t]/h, prove a rank at every root. If there are m functionals of order σ
 * and no more of order σ + 1, the power ⟨y⟩^{σ+1} is in the local ideal (Nakayama): the point is isolated and its multiplicity is m. With m = 1 and σ = 0
 * the Jacobian has rank n.
 *
 * Sources: Macaulay 1916; Mourrain 1997; Dayton and Zeng, "Computing the multiplicity structure in solving polynomial systems" (2005).
 */

import { bitLength } from "../exact/dyadic.js";
import { PrimeField } from "../exact/prime-field.js";
import { type Image, liftVectors } from "./lift.js";
import { areFunctionals, evaluation, type Functionals, nextOrder } from "./local-functionals.js";
import { PLANS } from "./options.js";
import { derivative, type ModularPolynomial, modulo } from "./polynomial-modulo.js";
import type { Listed, ListedFactor } from "./proof.js";
import type { CommonFractions } from "./reconstruction.js";
import { dividesByResidues, ResidueRing, type RingSplit, type Size, sizeOfSum } from "./residue-ring.js";
import { type IntegerEquation, primesFor, totalDegree } from "./system.js";
import {
  derivativeOf,
  divideExactly,
  type IntegerPolynomial,
  norm1,
  primitivePart,
} from "./univariate/integer-polynomial.js";
import type { Work } from "./work.js";

/** Points ξ_i = g_i(t)/(d h′(t)) at the roots of h, which is primitive and square-free. */
interface Points {
  readonly modulus: IntegerPolynomial;
  readonly numerators: readonly IntegerPolynomial[];
  readonly scale: bigint;
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
  if (multiplicity === 1 && !isExact) return true;
  const primes = fieldsFor(equations, work);
  const points = localPoints(list, h, primes, work);
  if (points === undefined) return false;
  if (multiplicity === 1) return haveAtMost(1, equations, points, primes.next().value, work);
  const found = structureOf(
    () => functionalsModulo(equations, points, multiplicity, primes.next().value, work),
    work,
  );
  if (found === undefined) return false;
  const { structure, lifted } = found;
  if (structure.kind === "functionals") {
    const exact = exactOf(lifted, structure, h.length - 1);
    return (
      hasPositions(exact, h) &&
      vanish(equations, points, exact, primes, work) &&
      (!isExact || haveAtMost(multiplicity, equations, points, primes.next().value, work))
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

/** What primes find, and its reconstruction; undefined where there is nothing, or too many primes disagree. */
function structureOf(
  next: () => Local | undefined,
  work: Work,
): { readonly structure: Local["structure"]; readonly lifted: CommonFractions } | undefined {
  for (let k = 0; k < PLANS; k++) {
    const first = next();
    if (first === undefined) continue;
    const another = (): Image | undefined => {
      const other = next();
      return other && areAlike(first.structure, other.structure) ? other.image : undefined;
    };
    const [lifted] = liftVectors(first.image, another, work) ?? [];
    if (lifted !== undefined) return { structure: first.structure, lifted };
  }
  return undefined;
}

function* fieldsFor(equations: readonly IntegerEquation[], work: Work): Generator<PrimeField, never> {
  for (const p of primesFor(equations, work.primes)) yield new PrimeField(p);
  throw new RangeError("expected fewer primes to be needed");
}

/** The points at the roots of h, by polynomials of lower degree than h; undefined where too many primes disagree, or they are not those. */
function localPoints(
  { polynomial, numerators }: Pick<Listed, "polynomial" | "numerators">,
  h: IntegerPolynomial,
  primes: Iterator<PrimeField, never>,
  work: Work,
): Points | undefined {
  if (h.length === polynomial.length) {
    // q is h times an integer, as h is primitive.
    return { modulus: h, numerators, scale: polynomial.at(-1)! / h.at(-1)! };
  }
  const [slope, own] = [derivativeOf(polynomial), derivativeOf(h)];
  const degree = h.length - 1;
  const imageModulo = (): Image | undefined => {
    const field: PrimeField = primes.next().value;
    const modulus = modulo(h, field);
    if (modulus.length < h.length) return undefined;
    const ring = new ResidueRing(modulus, field, work);
    const inverse = ring.inverse(ring.of(slope));
    if (inverse === undefined) return undefined;
    const factor = ring.multiply(inverse, ring.of(own));
    const vector = new Float64Array(numerators.length * degree);
    for (const [i, g] of numerators.entries()) vector.set(ring.multiply(ring.of(g), factor), i * degree);
    return { prime: field.p, vectors: [vector] };
  };
  const [found] = liftVectors(imageModulo(), imageModulo, work) ?? [];
  if (found === undefined) return undefined;
  const local = numerators.map((_, i) => found.numerators.slice(i * degree, (i + 1) * degree));
  const points = { modulus: h, numerators: local, scale: found.denominator };
  const scale = [-found.denominator];
  const sizes = local.map((g, i) =>
    sizeOfSum([
      [slope, g],
      [own, numerators[i]!, scale],
    ]),
  );
  const areSame = (ring: ResidueRing): boolean => {
    const [left, right] = [ring.of(slope), ring.scale(ring.of(own), found.denominator)];
    return local.every((g, i) => {
      const other = ring.multiply(right, ring.of(numerators[i]!));
      return ring.subtract(ring.multiply(left, ring.of(g)), other).length === 0;
    });
  };
  return dividesByResidues(h, sizes, areSame, primes, work) ? points : undefined;
}

/** ξ in F_p[t]/h; undefined where h′ or d is not invertible. */
function pointIn({ modulus, numerators, scale }: Points, ring: ResidueRing): ModularPolynomial[] | undefined {
  const inverse = ring.inverse(ring.scale(ring.of(derivativeOf(modulus)), scale));
  return inverse && numerators.map((g) => ring.multiply(ring.of(g), inverse));
}

/** Functionals modulo a prime, or how h splits, and the residues that are reconstructed. */
interface Local {
  readonly structure: Functionals | RingSplit;
  readonly image: Image;
}

/** So many functionals of the least order that has them; undefined where no order has them, or modulo a prime that is of no use. */
function functionalsModulo(
  equations: readonly IntegerEquation[],
  points: Points,
  least: number,
  field: PrimeField,
  work: Work,
): Local | undefined {
  const { modulus: h } = points;
  const modulus = modulo(h, field);
  if (modulus.length < h.length) return undefined;
  const ring = new ResidueRing(modulus, field, work);
  const point = pointIn(points, ring);
  if (point === undefined) return undefined;
  let found = evaluation(point.length);
  while (found.orders.length < least) {
    const next = nextOrder(equations, point, found, ring);
    if (next.kind === "split")
      return { structure: next, image: { prime: field.p, vectors: [next.factor.slice(0, -1)] } };
    if (next.orders.length === found.orders.length) return undefined;
    found = next;
  }
  return { structure: found, image: imageOf(found, ring, h.length - 1) };
}

/** The entries of all N_i times h′, each padded to deg h. */
function imageOf({ matrices }: Functionals, ring: ResidueRing, degree: number): Image {
  const slope = derivative(ring.modulus, ring.field);
  const entries = matrices.flat(2);
  const vector = new Float64Array(entries.length * degree);
  for (const [k, entry] of entries.entries()) vector.set(ring.multiply(entry, slope), k * degree);
  return { prime: ring.field.p, vectors: [vector] };
}

/** Whether the functionals at every root of h are so many, of whatever order: proved if true, as ranks can only fall modulo p. */
function haveAtMost(
  functionals: number,
  equations: readonly IntegerEquation[],
  points: Points,
  field: PrimeField,
  work: Work,
): boolean {
  const found = functionalsModulo(equations, points, functionals, field, work)?.structure;
  if (found?.kind !== "functionals" || found.orders.length !== functionals) return false;
  const ring = new ResidueRing(modulo(points.modulus, field), field, work);
  const next = nextOrder(equations, pointIn(points, ring)!, found, ring);
  return next.kind === "functionals" && next.orders.length === functionals;
}

/** Whether two primes found the same positions, or factors of the same degree. */
function areAlike(a: Functionals | RingSplit, b: Functionals | RingSplit): boolean {
  if (a.kind === "split") return b.kind === "split" && a.factor.length === b.factor.length;
  const text = ({ orders, positions }: Functionals): string => JSON.stringify([orders, positions]);
  return b.kind === "functionals" && text(a) === text(b);
}

/** N_i = M_i/(δ h′) over Q. */
export interface ExactFunctionals extends Pick<Functionals, "orders" | "positions"> {
  /** `matrices[i][k]`: column k of M_i, as in `Functionals`. */
  readonly matrices: readonly (readonly (readonly IntegerPolynomial[])[])[];
  /** δ */
  readonly denominator: bigint;
}

function exactOf(
  { numerators, denominator }: CommonFractions,
  { orders, positions, matrices }: Functionals,
  degree: number,
): ExactFunctionals {
  let at = 0;
  const entry = (): IntegerPolynomial => {
    at += degree;
    return numerators.slice(at - degree, at);
  };
  return {
    ...{ orders, positions, denominator },
    matrices: matrices.map((columns) => columns.map((column) => column.map(entry))),
  };
}

/**
 * Whether every functional but the first has 1 at its position, at which the others of its order and all of higher orders have 0.
 *
 * @internal tests alone
 */
export function hasPositions(
  { orders, positions, matrices, denominator }: ExactFunctionals,
  h: IntegerPolynomial,
): boolean {
  const one = derivativeOf(h).map((c) => c * denominator);
  return positions.every(({ i, j }, at) =>
    matrices[i]!.every((column, k) => {
      if (orders[k]! < orders[at + 1]!) return true;
      const entry = column[j] ?? [];
      return entry.every((c, l) => c === (k === at + 1 ? one[l] : 0n));
    }),
  );
}

/** Whether the N_i commute and all functionals vanish on all equations at every root of h, exactly. */
function vanish(
  equations: readonly IntegerEquation[],
  points: Points,
  exact: ExactFunctionals,
  primes: Iterator<PrimeField, never>,
  work: Work,
): boolean {
  const areZero = (ring: ResidueRing): boolean | undefined => {
    const point = pointIn(points, ring);
    const inverse = ring.inverse(ring.scale(ring.of(derivativeOf(points.modulus)), exact.denominator));
    if (point === undefined || inverse === undefined) return undefined;
    const matrices = exact.matrices.map((columns) =>
      columns.map((column) => column.map((f) => ring.multiply(ring.of(f), inverse))),
    );
    return areFunctionals(equations, point, { ...exact, kind: "functionals", matrices }, ring);
  };
  return dividesByResidues(points.modulus, sizesOf(equations, points, exact), areZero, primes, work);
}

/**
 * Of the entries of N_i N_j − N_j N_i and of the Λ_k(f), times the powers of d δ h′ that make them polynomials in t. With X_i = d δ h′ A_i and
 * B ≥ ‖d δ h′‖, Σ_k ‖(X_i)_{jk}‖ for all i and j, all norms ‖·‖_1, the row e_0ᵀ X^a has norm ≤ B^{|a|}, and so f has at most ‖f‖ B^{deg f}.
 *
 * @internal tests alone
 */
export function sizesOf(
  equations: readonly IntegerEquation[],
  points: Points,
  exact: ExactFunctionals,
): readonly Size[] {
  const { modulus, numerators, scale } = points;
  const { matrices, denominator, orders } = exact;
  const [d, delta] = [scale < 0n ? -scale : scale, denominator];
  const row = (columns: ExactFunctionals["matrices"][number], j: number): bigint =>
    columns.reduce((sum, column) => sum + (column[j] === undefined ? 0n : norm1(column[j])), 0n);
  const norms = matrices.flatMap((columns, i) =>
    orders.map((_, j) => delta * norm1(numerators[i]!) + d * row(columns, j)),
  );
  const bits = Math.max(...[d * delta * norm1(derivativeOf(modulus)), ...norms].map((b) => bitLength(b)));
  const long = Math.max(modulus.length - 1, ...numerators.map((g) => g.length)) - 1;
  const ofDegree = (degree: number, height: bigint): Size => ({
    degree: degree * long,
    bits: degree * bits + bitLength(height),
  });
  return [
    ofDegree(2, 2n),
    ...equations.map(({ exponents, coefficients }) =>
      ofDegree(Math.max(...exponents.map(totalDegree)), norm1(coefficients)),
    ),
  ];
}

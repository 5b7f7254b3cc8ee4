/**
 * Equilibria of the predictor with stop-gradient by rank, one for each orbit of O(m), as solutions of small polynomial systems.
 *
 *   F_W = PᵀB − ηW,  F_P = BWᵀ − ηP,  B = WΓ − PWΣ,   Γ, Σ symmetric, Σ ≻ 0, η > 0,   G = WᵀW.
 *
 * F_P = 0 is linear in P: P = WΓWᵀA⁻¹, A = WΣWᵀ + ηI ≻ 0. Let R(W) be F_W there. Two identities,
 *
 *   R Wᵀ = −η(WWᵀ − PᵀP)   and   A⁻¹W E = R − (WWᵀ − PᵀP)WΣ,   E(G) = ΓGΓ − (ΣG + ηI)(GΣ + ηI),
 *
 * give  W E(G) = A R (I + GΣ/η).  Both factors are invertible, as GΣ has no negative eigenvalue. So the equilibria are exactly
 * the W with W E(WᵀW) = 0, and the Jacobian is as singular there as that of R: nothing is lost or added.
 *
 * E is symmetric and vanishes on the rows of W, so rank by rank (a Gram matrix determines W up to O(m)):
 *
 *   rank p      E(G) = 0,                            G ≻ 0: p(p+1)/2 quadrics
 *   rank p − 1  E(G) = ε n nᵀ,  G n = 0,  ℓᵀn = 1,   G ⪰ 0
 *   rank 1      (π²Σ − πΓ + ηI) k = 0,  ℓᵀk = 1,     W = π a kᵀ/‖k‖, ‖a‖ = 1
 *
 * with random ℓ, to which no real n or k is orthogonal. From ⟨P, F_P⟩ = 0, ‖PW‖ ≤ ‖Γ‖‖W‖/σ_min(Σ), and WWᵀ = PᵀP makes
 * ‖PW‖ = ‖G‖ ≥ ‖W‖²/√m: so ‖G‖ ≤ √m ‖Γ‖²/σ_min(Σ)². Other ranks (p ≥ 4, m ≥ 2) are not covered.
 */

import { euclideanNorm, squared } from "../../elementary/elementary.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { type Rational, rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { solveLinear, symmetricEigen } from "../../numeric/linalg/decompositions.js";
import {
  addScaled,
  generate,
  identity,
  type Matrix,
  multiply,
  norm,
  scale,
  transpose,
} from "../../numeric/linalg/dense.js";
import { Polynomial } from "../../symbolic/polynomial.js";
import { toNumericSystem } from "../../symbolic/to-system.js";
import { toMatrix } from "../build.js";
import type { OrbitStrata, OrbitSystem, Point } from "../objective.js";

/** Eigenvalues of a Gram matrix with unit diagonal that are this close to zero may be zero. */
const NEAR_ZERO = 1e-7;
/** Charts ℓ have entries k/CHART, k up to CHART: no n or k of small integers is orthogonal to them. */
const CHART = 2 ** 20;

/**
 * @param moments Γ, Σ symmetric, Σ positive definite.
 * @param eta positive.
 * @returns null where some rank is not covered.
 */
export function equilibriumStrata(
  moments: Moments,
  m: number,
  eta: Rational,
  random: Random,
): OrbitStrata | null {
  const { gamma, sigma, dimension: p } = moments;
  const ranks = Array.from({ length: Math.min(m, p) }, (_, k) => k + 1);
  if (ranks.some((r) => r > 1 && r < p - 1)) return null;
  const floating = [toMatrix(gamma), toMatrix(sigma), toNumber(eta), m] as const;
  const given: Given = {
    gamma,
    sigma,
    eta,
    pointOf: encoderPoint(...floating),
    bounds: boundsOf(...floating),
  };
  return {
    points: [{ W: generate(m, p, () => 0), P: generate(m, m, () => 0) }],
    systems: ranks.map((r): OrbitSystem => {
      if (r === 1) return rankOne(given, random);
      if (r === p) return fullRank(given);
      return corankOne(given, random);
    }),
  };
}

type PolynomialMatrix = readonly (readonly Polynomial[])[];
/** Of ‖G‖ and ‖E(G)‖ at equilibria. */
interface Bounds {
  readonly gram: number;
  readonly conditions: number;
}

function boundsOf(gamma: Matrix, sigma: Matrix, eta: number, m: number): Bounds {
  const { values } = symmetricEigen(sigma);
  const smallest = values.reduce((min, value) => Math.min(min, value), Number.POSITIVE_INFINITY);
  const gram = Math.sqrt(m) * squared(norm(gamma) / Math.max(smallest, Number.MIN_VALUE));
  const left = norm(sigma) * gram + Math.sqrt(gamma.rows) * eta;
  return { gram, conditions: squared(norm(gamma)) * gram + squared(left) };
}

type PointOf = (encoder: Matrix) => Point;

/** What the systems of all ranks are made from. */
interface Given {
  readonly gamma: RationalMatrix;
  readonly sigma: RationalMatrix;
  readonly eta: Rational;
  readonly pointOf: PointOf;
  readonly bounds: Bounds;
}

const product = (a: PolynomialMatrix, b: PolynomialMatrix): PolynomialMatrix =>
  a.map((row) => b[0]!.map((_, j) => Polynomial.sumOfProducts(row.map((x, k) => [x, b[k]![j]!] as const))));
const sum = (a: PolynomialMatrix, b: PolynomialMatrix): PolynomialMatrix =>
  a.map((row, i) => row.map((x, j) => x.add(b[i]![j]!)));
const multiple = (a: PolynomialMatrix, factor: Polynomial): PolynomialMatrix =>
  a.map((row) => row.map((x) => x.multiply(factor)));
const constant = (a: RationalMatrix): PolynomialMatrix =>
  Array.from({ length: a.rows }, (_, i) =>
    Array.from({ length: a.columns }, (_, j) => Polynomial.constant(a.get(i, j))),
  );
const scalar = (p: number, value: Rational): PolynomialMatrix =>
  Array.from({ length: p }, (_, i) =>
    Array.from({ length: p }, (_, j) => (i === j ? Polynomial.constant(value) : Polynomial.zero)),
  );
const MINUS = Polynomial.constant(rational(-1));
const upper = (a: PolynomialMatrix): Polynomial[] => a.flatMap((row, i) => row.slice(i));

/** The symmetric matrix whose upper triangle holds the unknowns from 0 on, row by row. */
function gramUnknowns(p: number): PolynomialMatrix {
  const place = (i: number, j: number) => i * p - (i * (i - 1)) / 2 + (j - i);
  return Array.from({ length: p }, (_, i) =>
    Array.from({ length: p }, (_, j) => Polynomial.variable(place(Math.min(i, j), Math.max(i, j)))),
  );
}

/** A vector with ℓᵀv = 1, ℓ₀ = 1, as a column: v₁, …, v_{p−1} are the unknowns from `first` on. */
function chartVector(p: number, first: number, random: Random): PolynomialMatrix {
  const rest = Array.from({ length: p - 1 }, (_, k) => Polynomial.variable(first + k));
  const head = Polynomial.sum([
    Polynomial.constant(rational(1)),
    ...rest.map((v) => v.scale(rational(random.integer(-CHART, CHART)).div(rational(CHART)))),
  ]);
  return [[head], ...rest.map((v) => [v])];
}

const transposed = (a: PolynomialMatrix): PolynomialMatrix => a[0]!.map((_, j) => a.map((row) => row[j]!));

/** E(G). */
function conditions(gram: PolynomialMatrix, { gamma, sigma, eta }: Given): PolynomialMatrix {
  const [g, s] = [constant(gamma), constant(sigma)];
  const left = sum(product(s, gram), scalar(gram.length, eta));
  return sum(product(product(g, gram), g), multiple(product(left, transposed(left)), MINUS));
}

function fullRank(given: Given): OrbitSystem {
  const { pointOf, bounds } = given;
  const p = given.gamma.rows;
  const gram = gramUnknowns(p);
  const equations = upper(conditions(gram, given));
  return {
    rank: p,
    system: toNumericSystem(equations, equations.length),
    bounds: new Float64Array(equations.length).fill(bounds.gram),
    lift: (x) => lifted(x, p, pointOf),
  };
}

function corankOne(given: Given, random: Random): OrbitSystem {
  const { pointOf, bounds } = given;
  const p = given.gamma.rows;
  const gram = gramUnknowns(p);
  const size = (p * (p + 1)) / 2;
  const n = chartVector(p, size, random);
  const epsilon = Polynomial.variable(size + p - 1);
  const normal = multiple(product(n, transposed(n)), epsilon.multiply(MINUS));
  const equations = [...upper(sum(conditions(gram, given), normal)), ...product(gram, n).flat()];
  return {
    rank: p - 1,
    system: toNumericSystem(equations, size + p),
    // ‖n‖ ≥ 1/‖ℓ‖ ≥ 1/√p: |ε| ≤ p ‖E‖.
    bounds: Float64Array.from({ length: size + p }, (_, v) =>
      v < size ? bounds.gram : v < size + p - 1 ? Number.POSITIVE_INFINITY : p * bounds.conditions,
    ),
    lift: (x) => lifted(x, p, pointOf),
  };
}

function rankOne({ gamma, sigma, eta, pointOf, bounds }: Given, random: Random): OrbitSystem {
  const p = gamma.rows;
  const pi = Polynomial.variable(0);
  const k = chartVector(p, 1, random);
  const pencil = sum(
    multiple(constant(sigma), pi.multiply(pi)),
    sum(multiple(constant(gamma), pi.multiply(MINUS)), scalar(p, eta)),
  );
  const head = k[0]![0]!;
  return {
    rank: 1,
    system: toNumericSystem(product(pencil, k).flat(), p),
    // G = π² kkᵀ/‖k‖².
    bounds: Float64Array.from({ length: p }, (_, v) =>
      v === 0 ? Math.sqrt(bounds.gram) : Number.POSITIVE_INFINITY,
    ),
    lift: (x) => {
      const v = Float64Array.from([headAt(head, x), ...x.slice(1)]);
      const length = euclideanNorm(v);
      return pointOf(generate(1, p, (_, j) => (x[0]! * v[j]!) / length));
    },
  };
}

/** The value of a linear polynomial in doubles. */
function headAt(head: Polynomial, x: Float64Array): number {
  let value = 0;
  for (const { coefficient, factors } of head.terms())
    value += factors.reduce((result, v) => result * x[v]!, toNumber(coefficient));
  return value;
}

/** A point with this Gram matrix; null if it has a negative eigenvalue. */
function lifted(x: Float64Array, p: number, pointOf: PointOf): Point | null {
  const place = (i: number, j: number) => i * p - (i * (i - 1)) / 2 + (j - i);
  const at = (i: number, j: number) => x[place(Math.min(i, j), Math.max(i, j))]!;
  // With a diagonal of ones eigenvalues are told from rounding, whatever the sizes of the coordinates.
  const sizes = Float64Array.from({ length: p }, (_, j) => {
    let largest = 0;
    for (let i = 0; i < p; i++)
      largest = Math.max(largest, (at(i, j) * at(i, j)) / (Math.abs(at(i, i)) || 1));
    return Math.sqrt(Math.max(Math.abs(at(j, j)), largest)) || 1;
  });
  const { values, vectors } = symmetricEigen(generate(p, p, (i, j) => at(i, j) / (sizes[i]! * sizes[j]!)));
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (values.some((value) => value < -NEAR_ZERO * largest)) return null;
  return pointOf(
    generate(p, p, (i, j) => Math.sqrt(Math.max(0, values[i]!)) * vectors.data[j * p + i]! * sizes[j]!),
  );
}

/** W from rows whose Gram matrix it shares, those of the largest norm first, and its P. */
const encoderPoint =
  (gamma: Matrix, sigma: Matrix, eta: number, m: number): PointOf =>
  (rows) => {
    const p = gamma.rows;
    const length = (i: number) => euclideanNorm(rows.data.subarray(i * p, (i + 1) * p));
    const order = Array.from({ length: rows.rows }, (_, i) => i).sort((a, b) => length(b) - length(a));
    const W = generate(m, p, (i, j) => (i < order.length ? rows.data[order[i]! * p + j]! : 0));
    const cross = multiply(multiply(W, gamma), transpose(W));
    const A = addScaled(scale(identity(m), eta), multiply(multiply(W, sigma), transpose(W)));
    return { W, P: transpose(solveLinear(A, transpose(cross))) };
  };

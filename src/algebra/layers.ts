/**
 * The solutions of a system by dimension, modulo a prime: with J_k the intersection of the primary components of dimension ≥ k
 * (`saturation.ts`), J_0 = I,
 *
 *   layer k = J_k : J_{k+1}^∞,
 *
 * whose components are those of V(I) of dimension k that lie in none of larger dimension, with their multiplicities. Layer 0
 * are the isolated points.
 *
 * Of F_p with probability nearly 1 (random linear forms and combinations); of Q nothing is proved by one prime. Isolated points
 * are found over Q by `isolatedSolutions`, and there are verified to be solutions; that they are isolated and all is what the
 * primes agree on.
 */

import type { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import type { Rational } from "../exact/rational.js";
import { measure } from "./count.js";
import { groebnerBasis, type Polynomial } from "./groebner.js";
import { MonomialTable } from "./monomials.js";
import { type ModularOptions, type ModularUnavailable, type OverPrime, overPrime } from "./over-prime.js";
import {
  alongCoordinate,
  enter,
  intersection,
  type ModularIdeal,
  type ModularTerms,
  ofDimensionAtLeast,
  randomElement,
  saturate,
  termsOf,
} from "./saturation.js";
import { type AlgebraSystem, type IntegerEquation, modulo } from "./system.js";
import type { Work } from "./work.js";

/** The components of one dimension. */
export interface Layer {
  readonly dimension: number;
  /** With multiplicity; of isolated points dim A. */
  readonly degree: number;
}

/** The components by dimension, modulo a prime. */
export interface SolutionLayers {
  readonly prime: number;
  /** By ascending dimension, those that are not empty. */
  readonly layers: readonly Layer[];
  /** Whether a rational point is, modulo the prime, on a component of positive dimension; undefined if the prime divides a denominator. */
  readonly onPositiveDimension: (point: readonly Rational[]) => boolean | undefined;
}

/**
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example solutionLayers(xy − x, x² − 2x) // (the line x = 0) and (2, 1): [{dimension: 0, degree: 1}, {dimension: 1, degree: 1}]
 */
export const solutionLayers = (
  system: AlgebraSystem,
  options: ModularOptions = {},
): SolutionLayers | { readonly unavailable: ModularUnavailable } => overPrime(system, options, layersModulo);

/**
 * The layers alone.
 *
 * @throws RangeError as above.
 */
export const modularLayers = (
  system: AlgebraSystem,
  options: ModularOptions = {},
): readonly Layer[] | { readonly unavailable: ModularUnavailable } =>
  overPrime(system, options, (equations, where) => layersModulo(equations, where).layers);

function layersModulo(
  equations: readonly IntegerEquation[],
  { variables, field, work }: OverPrime,
): SolutionLayers {
  const random = new Random(field.p).fork("layers");
  const ideal = reduced(equations, variables, field, work);
  const { dimension } = measured(ideal);
  if (dimension < 0) return { prime: field.p, layers: [], onPositiveDimension: membership(undefined, field) };
  const above = ofDimensionAtLeast(1, ideal, field, random, work);
  const isolated = measured(saturate(ideal, randomElement(above, field, random), field, work));
  const layers = layersFrom(1, above, field, random, work).map(measured);
  return {
    prime: field.p,
    layers: isolated.dimension < 0 ? layers : [isolated, ...layers],
    onPositiveDimension: membership(above, field),
  };
}

/**
 * The layers k, k + 1, … that are not empty, by ascending dimension.
 *
 * @param current J_k
 */
function layersFrom(
  k: number,
  current: ModularIdeal,
  field: PrimeField,
  random: Random,
  work: Work,
): readonly ModularIdeal[] {
  const { dimension } = measured(current);
  if (dimension < k) return [];
  // The top dimension has nothing above it.
  if (dimension === k) return [current];
  const above = ofDimensionAtLeast(k + 1, current, field, random, work);
  const rest = layersFrom(k + 1, above, field, random, work);
  if (sameIdeal(above, current)) return rest;
  const layer = saturate(current, randomElement(above, field, random), field, work);
  return measured(layer).dimension < 0 ? rest : [layer, ...rest];
}

/** Of reduced Gröbner bases in the same order. */
const sameIdeal = (a: ModularIdeal, b: ModularIdeal): boolean =>
  JSON.stringify(a.generators) === JSON.stringify(b.generators);

/** The isolated points of V(I): layer 0, by its reduced Gröbner basis over a table of this order. */
export function isolatedPart(
  equations: readonly IntegerEquation[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): readonly Polynomial[] {
  const { isolated } = byCoordinates(equations, table.variables, field, work);
  return groebnerBasis(enter(isolated().generators, table), table, field, work);
}

/**
 * An ideal whose zeros are the components of V(I) of positive dimension, by its reduced Gröbner basis over a table of this order: the
 * intersection of primary components of I of positive dimension, all but embedded ones perhaps.
 */
export function positivePart(
  equations: readonly IntegerEquation[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): readonly Polynomial[] {
  const { positive } = byCoordinates(equations, table.variables, field, work);
  return groebnerBasis(enter(positive.generators, table), table, field, work);
}

/**
 * The layers of an ideal without components of dimension 0, by ascending dimension and by reduced Gröbner bases over a table of the order
 * degree reverse lexicographic.
 */
export function positiveLayers(
  equations: readonly IntegerEquation[],
  table: MonomialTable,
  field: PrimeField,
  work: Work,
): readonly (readonly Polynomial[])[] {
  const random = new Random(field.p).fork("layers");
  const ideal = reduced(equations, table.variables, field, work);
  return layersFrom(1, ideal, field, random, work).map(({ generators }) =>
    groebnerBasis(enter(generators, table), table, field, work),
  );
}

/**
 * The components of positive dimension coordinate by coordinate: on each some coordinate is not constant. Of I those with x_n, of what is left
 * those with x_{n−1}, and so on, until points are left.
 *
 * @returns their intersection, and the intersection of the primary components that are points and not embedded.
 */
function byCoordinates(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
): { readonly positive: ModularIdeal; readonly isolated: () => ModularIdeal } {
  const random = new Random(field.p).fork("layers");
  let left = reduced(equations, variables, field, work);
  let positive: ModularIdeal | undefined;
  for (let i = variables - 1; i >= 0 && measured(left).dimension > 0; i--) {
    const found = alongCoordinate(i, left, field, work);
    if (found === undefined) continue;
    positive = positive === undefined ? found.ideal : intersection(positive, found.ideal, field, work);
    const rest = left;
    const withoutIt = () => saturate(rest, randomElement(found.ideal, field, random), field, work);
    // The other components are in the zeros of a polynomial in x_i: where these are points, nothing else is to be found.
    const elsewhere = basisOf([...left.generators, found.elsewhere], variables, field, work);
    if (measured(elsewhere).dimension <= 0) return { positive, isolated: withoutIt };
    left = withoutIt();
  }
  const unit: ModularTerms = [{ exponents: new Array<number>(variables).fill(0), coefficient: 1 }];
  return { positive: positive ?? { variables, generators: [unit] }, isolated: () => left };
}

function reduced(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
): ModularIdeal {
  const table = new MonomialTable(variables);
  const basis = groebnerBasis(modulo(equations, table, field), table, field, work);
  return { variables, generators: basis.map((f) => termsOf(f, table)) };
}

/** An ideal by its reduced Gröbner basis. */
function basisOf(
  generators: readonly ModularTerms[],
  variables: number,
  field: PrimeField,
  work: Work,
): ModularIdeal {
  const table = new MonomialTable(variables);
  const basis = groebnerBasis(enter(generators, table), table, field, work);
  return { variables, generators: basis.map((f) => termsOf(f, table)) };
}

/** Dimension and degree, of a reduced Gröbner basis. */
function measured({ variables, generators }: ModularIdeal): Layer {
  const table = new MonomialTable(variables);
  return measure(enter(generators, table), table);
}

function membership(
  ideal: ModularIdeal | undefined,
  field: PrimeField,
): (point: readonly Rational[]) => boolean | undefined {
  return (point) => {
    const p = BigInt(field.p);
    if (point.some(({ d }) => d % p === 0n)) return undefined;
    const values = point.map(({ s, n, d }) =>
      field.multiply(field.residue(s * n), field.invert(field.residue(d))),
    );
    return ideal?.generators.every((terms) => valueAt(terms, values, field) === 0) ?? false;
  };
}

function valueAt(terms: ModularTerms, values: readonly number[], field: PrimeField): number {
  let sum = 0;
  for (const { exponents, coefficient } of terms) {
    let product = coefficient;
    for (const [i, e] of exponents.entries())
      for (let k = 0; k < e; k++) product = field.multiply(product, values[i]!);
    sum = field.add(sum, product);
  }
  return sum;
}

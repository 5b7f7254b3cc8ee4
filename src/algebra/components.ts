/**
 * Solution sets of positive dimension, apart from their isolated points, over Q:
 *
 *   V(I) = V(K) ∪ P,   K the intersection of the primary components of positive dimension, P the isolated points.
 *
 * Primes propose K by its reduced Gröbner basis G (`layers.ts`). Proved is, in this order,
 *
 * 1. G is a Gröbner basis of K := ⟨G⟩, and every equation reduces to 0 by it: I ⊂ K, V(K) ⊂ V(I), and the leading monomials of G give
 *    dimension and degree of K. Both are computed in integers (`exact-reduction.ts`).
 * 2. V(K) has no isolated point: either G has fewer elements than there are unknowns, so that all components have dimension n − |G| at
 *    least (Krull); or some unknown u is in no leading monomial. Then Q[x]/K has the basis {u^a m}, m running over the standard monomials
 *    without u, because u times a standard monomial is one: multiplication by h ∈ Q[u] is injective, while at an isolated
 *    point an h vanishes that a primary component of K would be annihilated by. With d = dim K of such unknowns, or |G| = n − d, every
 *    component of K has dimension d: `unmixed`.
 * 3. P is all of V(I) that is not on V(K): with k = Σ c_j g_j, the system f = 0, y k = 1 has as solutions the points of P, for almost
 *    all c; its list is proved as in `completeness.ts`. And f = 0, k = 0, y g_j = 1 has no solution, for each j, proved likewise.
 *
 * By 3 V(I) ∖ V(K) is the list, by 1 and 2 the rest has no isolated point, and the points of a finite set off a closed one are isolated.
 * Multiplicities are those of the system with y, which has the same local rings.
 *
 * Not covered: K whose leading monomials contain all unknowns after one generic change of the last one.
 */

import { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { measure } from "./count.js";
import { type IntegerTerms, isBasisUpTo } from "./exact-reduction.js";
import type { Polynomial } from "./groebner.js";
import { positivePart } from "./layers.js";
import { type Image, liftVectors } from "./lift.js";
import { MonomialTable } from "./monomials.js";
import { DEFAULT_OPERATIONS } from "./options.js";
import { whyUnavailable } from "./over-prime.js";
import { isComplete, type ProofGap } from "./proof.js";
import { type RationalUnivariate, solveWithin, type UnivariateOptions } from "./rational-univariate.js";
import {
  type AlgebraSystem,
  type IntegerEquation,
  integerEquations,
  intoTable,
  primesFor,
} from "./system.js";
import { Work } from "./work.js";

/** What is proved of K. */
export interface ComponentsProof {
  readonly kind: "components";
  /** Of K, and so of the whole solution set. */
  readonly dimension: number;
  /** Of K: that of its components of this dimension, with multiplicity. */
  readonly degree: number;
  /** Whether all components of K have this dimension. */
  readonly unmixed: boolean;
  /** |G| */
  readonly generators: number;
}

/** K and P, proved. */
export interface ExactComponents {
  readonly kind: "components";
  readonly proof: ComponentsProof;
  /** The isolated points; null if there are none. */
  readonly points: RationalUnivariate | null;
}

/** Why nothing is proved. */
export interface ComponentsUnproved {
  readonly kind: "unproved";
  readonly gap: ProofGap;
}

/**
 * The isolated points of a solution set of positive dimension, and what the rest is: proved, or nothing.
 *
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example exactComponents(xy − x, x² − 2x) // the line x = 0 and the point (2, 1)
 */
export function exactComponents(
  system: AlgebraSystem,
  { budget = DEFAULT_OPERATIONS, entries, signal, primes }: UnivariateOptions = {},
): ExactComponents | ComponentsUnproved {
  const equations = integerEquations(system);
  const work = new Work(budget, entries, signal, primes);
  try {
    const positive = provedPart(equations, system.variables, work);
    if (positive === undefined) return { kind: "unproved", gap: "bound" };
    const points = provedPoints(equations, system.variables, positive.equations, work);
    if (points === undefined) return { kind: "unproved", gap: "isolated" };
    const { dimension, degree, unmixed } = positive;
    const generators = positive.equations.length;
    const proof = { kind: "components", dimension, degree, unmixed, generators } as const;
    return { kind: "components", proof, points: points.list };
  } catch (error) {
    if (whyUnavailable(error) === undefined) throw error;
    return { kind: "unproved", gap: "budget" };
  }
}

/** K by its basis. */
interface Part {
  readonly equations: readonly IntegerEquation[];
  readonly dimension: number;
  readonly degree: number;
  readonly unmixed: boolean;
}

/** 1 and 2, in the coordinates given or with another last one. */
function provedPart(equations: readonly IntegerEquation[], variables: number, work: Work): Part | undefined {
  const direct = partIn(equations, variables, work);
  if (direct !== undefined || variables < 2) return direct;
  const random = new Random(variables).fork("last coordinate");
  const shear = Array.from({ length: variables - 1 }, () => BigInt(random.integer(1, 5)));
  const turned = partIn(
    equations.map((f) => sheared(f, shear)),
    variables,
    work,
  );
  const back = shear.map((c) => -c);
  return turned && { ...turned, equations: turned.equations.map((f) => sheared(f, back)) };
}

/** f with x_last + Σ shear_i x_i in place of x_last. */
function sheared({ exponents, coefficients }: IntegerEquation, shear: readonly bigint[]): IntegerEquation {
  const last = shear.length;
  const sum = new Sum();
  const expand = (a: readonly number[], left: number, c: bigint): void => {
    if (left === 0) sum.add(a, c);
    else
      for (let i = 0; i <= last; i++) expand(a.with(i, a[i]! + 1), left - 1, i === last ? c : c * shear[i]!);
  };
  for (const [k, a] of exponents.entries()) expand(a.with(last, 0), a[last]!, coefficients[k]!);
  return sum.polynomial();
}

function partIn(equations: readonly IntegerEquation[], variables: number, work: Work): Part | undefined {
  const table = new MonomialTable(variables);
  const basis = liftPart(equations, table, work);
  if (basis === undefined) return undefined;
  if (!isBasisUpTo(basis, intoTable(equations, table), Number.POSITIVE_INFINITY, table, work))
    return undefined;
  const leads = basis.map(({ monomials }) => exponentsOf(monomials[0]!, table));
  const free = Array.from({ length: variables }, (_, i) => leads.every((a) => a[i] === 0)).filter(
    Boolean,
  ).length;
  if (free === 0 && basis.length >= variables) return undefined;
  const { dimension, degree } = measure(basis, table);
  if (dimension < 1) return undefined;
  return {
    equations: basis.map(({ monomials, coefficients }) => ({
      exponents: Array.from(monomials, (m) => exponentsOf(m, table)),
      coefficients,
    })),
    dimension,
    degree,
    unmixed: free === dimension || basis.length === variables - dimension,
  };
}

const exponentsOf = (m: number, { exponents, variables }: MonomialTable): number[] =>
  Array.from(exponents.subarray(m * variables, (m + 1) * variables));

/** G over Q, unverified. */
function liftPart(
  equations: readonly IntegerEquation[],
  table: MonomialTable,
  work: Work,
): readonly IntegerTerms[] | undefined {
  const primes = primesFor(equations, work.primes);
  const basisModulo = (): { readonly prime: number; readonly basis: readonly Polynomial[] } => {
    const field = new PrimeField(primes.next().value!);
    return { prime: field.p, basis: positivePart(equations, table, field, work) };
  };
  const imageOf = ({ prime, basis }: ReturnType<typeof basisModulo>): Image => ({
    prime,
    vectors: basis.map(({ coefficients }) => coefficients),
  });
  const first = basisModulo();
  const supports = first.basis.map(({ monomials }) => monomials.join());
  const next = (): Image | undefined => {
    const found = basisModulo();
    const isSame =
      found.basis.length === supports.length &&
      found.basis.every((f, g) => f.monomials.join() === supports[g]);
    return isSame ? imageOf(found) : undefined;
  };
  return liftVectors(imageOf(first), next, work)?.map(({ numerators }, g) => ({
    monomials: first.basis[g]!.monomials,
    coefficients: numerators,
  }));
}

/** 3. */
function provedPoints(
  equations: readonly IntegerEquation[],
  variables: number,
  part: readonly IntegerEquation[],
  work: Work,
): { readonly list: RationalUnivariate | null } | undefined {
  const random = new Random(part.length).fork("combination");
  const k = combination(
    part,
    part.map(() => BigInt(random.integer(1, 9))),
  );
  if (part.length > 1)
    for (const g of part) {
      const found = solveWithin(awayFrom([...equations, k], g), variables + 1, work);
      if (found.kind !== "none" || !isComplete(found.proof)) return undefined;
    }
  const found = solveWithin(awayFrom(equations, k), variables + 1, work);
  if (found.kind === "none") return isComplete(found.proof) ? { list: null } : undefined;
  if (found.kind !== "points" || !isComplete(found.proof)) return undefined;
  const { form, numerators, ...rest } = found;
  return { list: { ...rest, form: form.slice(1), numerators: numerators.slice(1) } };
}

/** The equations and y g = 1, y the first unknown. */
const awayFrom = (equations: readonly IntegerEquation[], g: IntegerEquation): readonly IntegerEquation[] => [
  ...equations.map(({ exponents, coefficients }) => ({
    exponents: exponents.map((a) => [0, ...a]),
    coefficients,
  })),
  {
    exponents: [...g.exponents.map((a) => [1, ...a]), [0, ...g.exponents[0]!.map(() => 0)]],
    coefficients: [...g.coefficients, -1n],
  },
];

/** Σ factors[j] polynomials[j]. */
function combination(polynomials: readonly IntegerEquation[], factors: readonly bigint[]): IntegerEquation {
  const sum = new Sum();
  for (const [j, { exponents, coefficients }] of polynomials.entries())
    for (const [k, a] of exponents.entries()) sum.add(a, factors[j]! * coefficients[k]!);
  return sum.polynomial();
}

/** A polynomial that is added up term by term. */
class Sum {
  private readonly terms = new Map<string, { readonly exponents: readonly number[]; readonly c: bigint }>();

  add(exponents: readonly number[], c: bigint): void {
    const key = exponents.join();
    this.terms.set(key, { exponents, c: (this.terms.get(key)?.c ?? 0n) + c });
  }

  polynomial(): IntegerEquation {
    const terms = [...this.terms.values()].filter(({ c }) => c !== 0n);
    return { exponents: terms.map(({ exponents }) => exponents), coefficients: terms.map(({ c }) => c) };
  }
}

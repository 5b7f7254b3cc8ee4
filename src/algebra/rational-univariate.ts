/**
 * All solutions of a system of dimension 0 over Q, by a rational univariate representation:
 *
 *   {ξ} ↔ {t : q(t) = 0},   ξ_i = g_i(t) / q′(t),   t = Σ c_i ξ_i,
 *
 * q square-free in Z[T], g_i in Z[T] of lower degree; q is, up to a constant, the product of the q_m whose roots belong to
 * solutions of multiplicity m. It is the reduction over Q of what `univariate-image.ts` computes modulo primes:
 *
 * 1. One prime makes a plan, from the largest below 2²⁶ downwards.
 * 2. Other primes repeat it, and unlucky ones are left out, until the coefficients can be reconstructed (`reconstruction.ts`) and agree
 *    with a prime that was not used.
 * 3. The points are verified over Q: f_j(g/q′) ≡ 0 and Σ c_i g_i ≡ T q′ modulo q, exactly (`substitution.ts`). They are then deg q distinct
 *    solutions over C.
 * 4. That there are no others, and that their multiplicities are right, follows from bounds (`completeness.ts`).
 *
 * What is left unproved is said: see `Proof`. Completeness without a bound that is sharp rests on the primes: a prime gives a wrong count
 * only if it divides one fixed nonzero integer.
 */

import { squared } from "../elementary/elementary.js";
import { PrimeField } from "../exact/prime-field.js";
import { gcd } from "../exact/rational.js";
import type { SolutionBound } from "./bound.js";
import { proveComplete, type Solvers } from "./completeness.js";
import { algebraKernel } from "./elimination-kernel.js";
import { removed } from "./mixed-volume-bound.js";
import { ATTEMPT_COST, DEFAULT_OPERATIONS, MORE_PRIMES, PLANS, PRIME_BITS, UNLUCKY } from "./options.js";
import { kernelBytes, type ModularUnavailable, whyUnavailable } from "./over-prime.js";
import { isComplete, type Listed, type Proof } from "./proof.js";
import { agrees, type CommonFractions, nextAttempt, Reconstruction } from "./reconstruction.js";
import { verifyPoints } from "./substitution.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations, primesFor } from "./system.js";
import { multiply, primitivePart } from "./univariate/integer-polynomial.js";
import {
  imagesOf,
  type Planned,
  planUnivariate,
  type UnivariateImage,
  type UnivariatePlan,
} from "./univariate-image.js";
import { Work } from "./work.js";

/** {ξ} ↔ {t : q(t) = 0}, ξ_i = g_i(t)/q′(t). */
export interface RationalUnivariate {
  readonly kind: "points";
  /** c: t = Σ c_i x_i takes different values at the solutions. */
  readonly form: readonly number[];
  /** q, by ascending degree. */
  readonly polynomial: readonly bigint[];
  /** g_i, by ascending degree, each as long as q′. */
  readonly numerators: readonly (readonly bigint[])[];
  /** q_m: primitive, with positive leading coefficient, by ascending m. */
  readonly factors: readonly { readonly multiplicity: number; readonly polynomial: readonly bigint[] }[];
  readonly proof: Proof;
}

/** The solutions, that there is none, or why they are not listed. */
export type ExactSolutions =
  | RationalUnivariate
  | { readonly kind: "none"; readonly proof: Proof }
  /** Of the ideal modulo a prime that is not the first. */
  | {
      readonly kind: "positive-dimension";
      readonly dimension: number;
      readonly degree: number;
      readonly prime: number;
    }
  | { readonly kind: "unavailable"; readonly reason: UnivariateUnavailable };

/** Why there is no representation. */
export type UnivariateUnavailable =
  | Exclude<ModularUnavailable, { readonly kind: "bad-prime" }>
  /** So many primes in a row disagreed with the plan, for several plans. */
  | { readonly kind: "unlucky-primes"; readonly primes: number };

/** How much work may be done, and how it is stopped. */
export interface UnivariateOptions {
  /** Number of operations: the same input ends the same way on every machine. */
  readonly budget?: number;
  /** Entries of four bytes that may be held at once. */
  readonly entries?: number;
  readonly signal?: AbortSignal;
  /** Which sequence of primes is taken (`primesFor`); 0 by default. */
  readonly primes?: number;
}

/**
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example rationalUnivariate(x² − 2) // t = x, q = T² − 2, g = 4, so that x = 4 / (2t) = t
 */
export const rationalUnivariate = (system: AlgebraSystem, options: UnivariateOptions = {}): ExactSolutions =>
  search(system, "all", options);

/**
 * The isolated solutions alone, apart from components of positive dimension by saturation modulo each prime (`layers.ts`). They are
 * verified to be solutions; that they are isolated, and all, is `modular`.
 *
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example isolatedSolutions(xy − x, x² − 2x) // the point (2, 1), and not the line x = 0
 */
export const isolatedSolutions = (system: AlgebraSystem, options: UnivariateOptions = {}): ExactSolutions =>
  search(system, "isolated", options);

/**
 * All solutions, verified, without a proof that there are no others: `modular`.
 *
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example verifiedSolutions(x² − 2) // as `rationalUnivariate`, with the gap "bound"
 */
export const verifiedSolutions = (system: AlgebraSystem, options: UnivariateOptions = {}): ExactSolutions =>
  search(system, "unproved", options);

/**
 * The solutions of equations in integers, within the work that is given.
 *
 * @throws BudgetExceeded, DegreeOverflow
 */
export const solveWithin = (
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): ExactSolutions => new Search(equations, variables, work, "all").run();

function search(
  system: AlgebraSystem,
  wanted: "all" | "isolated" | "unproved",
  { budget = 10 * DEFAULT_OPERATIONS, entries, signal, primes }: UnivariateOptions,
): ExactSolutions {
  const equations = integerEquations(system);
  const work = new Work(budget, entries, signal, primes);
  try {
    return algebraKernel().scope(
      () => new Search(equations, system.variables, work, wanted).run(),
      kernelBytes(entries),
    );
  } catch (error) {
    const reason = whyUnavailable(error);
    if (reason === undefined) throw error;
    return { kind: "unavailable", reason };
  }
}

class Search {
  private readonly primes: Generator<number>;
  private tried = 0;
  private known: SolutionBound | undefined;

  constructor(
    private readonly equations: readonly IntegerEquation[],
    private readonly variables: number,
    private readonly work: Work,
    /** `unproved`: all solutions, without a bound. */
    private readonly wanted: "all" | "isolated" | "unproved",
  ) {
    this.primes = primesFor(equations, work.primes);
  }

  private nextField(): PrimeField {
    this.tried++;
    return new PrimeField(this.primes.next().value!);
  }

  private plan(field: PrimeField): Planned | undefined {
    return planUnivariate(this.equations, this.variables, field, this.work, this.wanted === "isolated");
  }

  run(): ExactSolutions {
    for (let k = 0; k < PLANS; k++) {
      const field = this.nextField();
      const planned = this.plan(field);
      if (planned === undefined) continue;
      if (planned.kind === "positive-dimension") {
        // The first prime is the same for all equations, which may be special modulo it.
        if (k === 0) continue;
        return { ...planned, prime: field.p };
      }
      if (planned.kind === "none") {
        const proof = this.proofOf(null, true, 1);
        if (isComplete(proof)) return { kind: "none", proof };
        // Without a proof it takes more primes to believe it.
        const primes = this.agreeingOnNone(field);
        if (primes === undefined) continue;
        return { kind: "none", proof: { ...proof, primes: primes.length } };
      }
      this.known = planned.bound;
      const found = algebraKernel().scope(() => this.lift(planned.plan, planned.image, field.p));
      if (found !== undefined) return found;
    }
    return { kind: "unavailable", reason: { kind: "unlucky-primes", primes: this.tried } };
  }

  /** The primes that find no solution, this one and `MORE_PRIMES` more; undefined if one finds some. */
  private agreeingOnNone(first: PrimeField): readonly number[] | undefined {
    const agreed = [first.p];
    while (agreed.length <= MORE_PRIMES) {
      const field = this.nextField();
      if (this.plan(field)?.kind !== "none") return undefined;
      agreed.push(field.p);
    }
    return agreed;
  }

  /** Primes until the coefficients are found; undefined where too many disagree with the plan. */
  private lift(plan: UnivariatePlan, first: UnivariateImage, prime: number): RationalUnivariate | undefined {
    const start = flatten(first, plan);
    const imageModulo = imagesOf(plan, this.work);
    const collected = new Reconstruction(start.length);
    collected.add(prime, start);
    let candidate = collected.attempt();
    let wanted = 2;
    for (let unlucky = 0; unlucky < UNLUCKY; ) {
      const field = this.nextField();
      const image = imageModulo(field);
      if (image === undefined) {
        unlucky++;
        continue;
      }
      const vector = flatten(image, plan);
      if (candidate !== undefined && agrees(candidate, field.p, vector))
        return this.finish(plan, candidate, collected.primes.length + 1);
      collected.add(field.p, vector);
      candidate = undefined;
      if (collected.primes.length < wanted) continue;
      this.work.spend(squared(collected.primes.length) * ATTEMPT_COST);
      candidate = collected.attempt();
      wanted = nextAttempt(wanted);
    }
    return undefined;
  }

  private finish(
    plan: UnivariatePlan,
    found: CommonFractions,
    primes: number,
  ): RationalUnivariate | undefined {
    const { form } = plan;
    const representation = unflatten(found, plan);
    const solutions = verifyPoints(this.equations, { form, ...representation }, this.work);
    // What is stable and yet wrong: other primes.
    if (solutions === false) return undefined;
    const proof = this.proofOf(representation, solutions === true, primes);
    return { kind: "points", form, ...representation, proof };
  }

  private proofOf(list: Listed | null, solutions: boolean, primes: number): Proof {
    const unproved = { kind: "modular", solutions, primes, bits: PRIME_BITS } as const;
    if (!solutions) return { ...unproved, gap: "solutions" };
    if (this.wanted === "isolated") return { ...unproved, gap: "isolated" };
    if (this.wanted === "unproved") return { ...unproved, gap: "bound" };
    const found = proveComplete(this.equations, this.variables, list, SOLVERS, this.work, this.known);
    return typeof found === "string" ? { ...unproved, gap: found } : found;
  }
}

/** Solutions of other systems, within the work that is given. */
export const SOLVERS: Solvers = {
  countProved(equations, variables, work, nonzero = []) {
    const found = solveWithin(equations, variables, work);
    if (found.kind === "none") return isComplete(found.proof) ? 0 : undefined;
    if (found.kind !== "points" || !isComplete(found.proof)) return undefined;
    return nonzero.reduce((q, j) => removed(q, found.numerators[j]!), found.polynomial).length - 1;
  },
  countVerified(equations, variables, work) {
    const found = new Search(equations, variables, work, "unproved").run();
    const isVerified = found.kind === "points" && found.proof.kind === "modular" && found.proof.solutions;
    return isVerified ? found.polynomial.length - 1 : 0;
  },
};

/** Coefficients of all monic Q_m but the leading ones, then of all G_i, padded to deg Q. */
function flatten({ factors, numerators }: UnivariateImage, { pattern }: UnivariatePlan): Float64Array {
  const points = pattern.reduce((sum, { points: count }) => sum + count, 0);
  const vector = new Float64Array(points * (1 + numerators.length));
  let at = 0;
  for (const { factor } of factors) {
    vector.set(factor.subarray(0, -1), at);
    at += factor.length - 1;
  }
  for (const g of numerators) {
    vector.set(g, at);
    at += points;
  }
  return vector;
}

/** q = d Q and g_i = d G_i with the common denominator d, less a common factor; q_m primitive. */
function unflatten(
  { numerators: integers, denominator }: CommonFractions,
  { pattern, variables }: UnivariatePlan,
): Pick<RationalUnivariate, "polynomial" | "numerators" | "factors"> {
  const points = pattern.reduce((sum, { points: count }) => sum + count, 0);
  let at = 0;
  const take = (count: number): readonly bigint[] => {
    at += count;
    return integers.slice(at - count, at);
  };
  const factors = pattern.map(({ multiplicity, points: count }) => ({
    multiplicity,
    polynomial: primitivePart([...take(count), denominator]),
  }));
  const numerators = Array.from({ length: variables }, () => take(points));
  const product = factors.reduce<readonly bigint[]>((q, f) => multiply(q, f.polynomial), [1n]);
  // Q has leading coefficient 1: q = product, and g_i = lc(q) · G_i, times what clears the denominators.
  const leading = product.at(-1)!;
  const scaled = numerators.map((g) => g.map((c) => c * leading));
  const whole = product.map((c) => c * denominator);
  const content = [...whole, ...scaled.flat()].reduce(gcd, 0n);
  return {
    polynomial: whole.map((c) => c / content),
    numerators: scaled.map((g) => g.map((c) => c / content)),
    factors,
  };
}

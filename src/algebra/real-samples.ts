/**
 * Real points on every connected component of the real solution set V_R of a system over Q, or a proof that there is none.
 *
 *   S(V) = P ∪ S(W_1) ∪ … ∪ S(W_d),   V = P ∪ V(L_1) ∪ … ∪ V(L_d) as in `components.ts`,   W_k ⊂ V(L_k) as in `distance.ts`,
 *
 * down to finite sets. Every connected component of V_R is a union of ones of P and the V(L_k)_R, on each of which W_k has a real
 * point. If L_k has multiple components, so that dim W_k = k, its radical takes its place (`radical.ts`).
 *
 * `proved` where every decomposition on the way and every finite list is; what is listed is then not more than solutions of the system, and
 * nothing real is away from them. Finite lists that rest on primes make it `modular`.
 *
 * Of a point on a single V(L_k) at which the Jacobian of L_k has rank n − k, the real set near it is a manifold of dimension k. At a
 * singular rational point ξ, W for a = ξ says whether it is isolated: if no real point of W but ξ is nearer than √ρ, every connected component of V_R ∩ {|x − ξ|² ≤ ρ}
 * contains ξ or meets no smaller sphere, so that ξ is isolated if and only if |x − ξ|² = ρ has no real point on V.
 *
 * Not covered: dimensions of the real set at singular points that are not isolated or not rational.
 */

import { Random } from "../exact/random.js";
import { gcd, ONE, type Rational, ratio, ZERO } from "../exact/rational.js";
import { awayFrom, type Decomposition, decompose, type Part, withoutFirst } from "./components.js";
import {
  type AlgebraicPoint,
  type CoordinatePolynomial,
  locatePointsNow,
  overDerivative,
  vanishesAtPoint,
} from "./coordinates.js";
import { measure } from "./count.js";
import {
  type Choices,
  choicesOf,
  distanceMinors,
  jacobianMinors,
  type RationalPoint,
  sphere,
} from "./distance.js";
import { MonomialTable } from "./monomials.js";
import { DEFAULT_OPERATIONS, FARTHEST, LOCAL_WORK, MOST_LOCATED, POINT_DIGITS } from "./options.js";
import { whyUnavailable, within } from "./over-prime.js";
import { isComplete } from "./proof.js";
import { radicalOf } from "./radical.js";
import {
  type ExactSolutions,
  type RationalUnivariate,
  solveWithin,
  type UnivariateOptions,
} from "./rational-univariate.js";
import { combination, primitive, product } from "./sparse.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations, intoTable } from "./system.js";
import { derivativeOf } from "./univariate/integer-polynomial.js";
import { isolateRealRoots } from "./univariate/real-roots.js";
import { Work } from "./work.js";

/** Why it is not known where the real points are. */
export type RealGap =
  /** Beyond the budget of operations, memory or degrees. */
  | "budget"
  /** Components of some set on the way were not proved to be all, or to be of one dimension. */
  | "components"
  /** The radical of a multiple component was not found. */
  | "radical"
  /** Points of some set on the way were not verified. */
  | "points";

/** A real point of a list: its local dimension in V_R where it is known, 0 for isolated ones. */
export interface RealPointFacts {
  readonly dimension?: number;
}

/** Some of the points, by a univariate representation. */
export interface RealSource {
  readonly list: RationalUnivariate;
  /** Whether they are isolated solutions of the system, complex ones included. */
  readonly isolated: boolean;
  /** Of the real ones, in the order of `locatePoints`. */
  readonly points: readonly RealPointFacts[];
}

/** Real points on every connected component of V_R. */
export type RealSamples =
  /** None if `sources` is empty. */
  | {
      readonly kind: "samples";
      readonly sources: readonly RealSource[];
      /** deg √L_k, of the layers of the system by ascending dimension. */
      readonly degrees: readonly number[];
      readonly proof: "proved" | "modular";
    }
  | { readonly kind: "undecided"; readonly gap: RealGap };

/**
 * A piece of V_R: V(L) of dimension k everywhere, and polynomials of L whose gradients have rank n − k in general; or the points of a
 * list, k = 0.
 */
interface RealPart extends Pick<Part, "dimension" | "equations"> {
  readonly choices: Choices;
  readonly list?: RationalUnivariate;
}

/** What is found on the way; a gap ends it. */
class Sampler {
  readonly lists: { readonly list: RationalUnivariate; readonly isolated: boolean }[] = [];
  /** Of the radicals of the layers of the first system. */
  readonly degrees: number[] = [];
  isProved = true;
  private readonly random: Random;

  constructor(
    private readonly variables: number,
    private readonly work: Work,
  ) {
    this.random = new Random(variables).fork("samples");
  }

  /**
   * A system with what is known of its solutions.
   *
   * @returns pieces that make up its real points.
   */
  solved(
    equations: readonly IntegerEquation[],
    found: ExactSolutions,
    isolated = false,
  ): readonly RealPart[] | RealGap {
    switch (found.kind) {
      case "none":
        this.isProved &&= isComplete(found.proof);
        return [];
      case "points":
        return found.proof.kind === "modular" && !found.proof.solutions
          ? "points"
          : this.add(found, isolated);
      case "positive-dimension": {
        const parts = decompose(equations, this.variables, this.work);
        return typeof parts === "string" ? "components" : this.parts(parts, isolated);
      }
      case "unavailable":
        return "budget";
    }
  }

  private add(list: RationalUnivariate, isolated: boolean): readonly RealPart[] {
    this.isProved &&= isComplete(list.proof);
    if (isolateRealRoots(list.polynomial).length === 0) return [];
    this.lists.push({ list, isolated });
    return [{ dimension: 0, equations: [], choices: [], list }];
  }

  /** Points, and points on every component of the layers. */
  parts({ layers, points }: Decomposition, isolated = false): readonly RealPart[] | RealGap {
    if (layers.kind !== "proved") return "components";
    const found: RealPart[] = points === null ? [] : [...this.add(points, isolated)];
    for (const layer of layers.layers) {
      const parts = this.layer(layer, isolated);
      if (typeof parts === "string") return parts;
      found.push(...parts);
    }
    return found;
  }

  private layer(layer: Part, isFirst: boolean): readonly RealPart[] | RealGap {
    let own = this.critical(layer);
    if (isLarge(own)) {
      const radical = radicalOf(layer.equations, layer.dimension, this.variables, this.work);
      if (radical === undefined) return "radical";
      own = this.critical({ ...layer, equations: radical });
      if (isLarge(own)) return "radical";
    }
    const { found, equations, part } = own;
    if (isFirst) this.degrees.push(this.degreeOf(part));
    const isFinite = found.kind === "none" || found.kind === "points";
    if (isFinite && isComplete(found.proof)) {
      const all = this.solved(equations, found);
      return typeof all === "string" || this.hasRegularPoint(part, all) ? [part] : all;
    }
    const parts = this.apart(own);
    // What rests on primes is better than nothing.
    if (typeof parts === "string" && isFinite) this.solved(equations, found);
    return typeof parts === "string" && isFinite ? [part] : parts;
  }

  /** Singular points, and critical ones that are not: the two together are less than W where that is large, or has points of high multiplicity. */
  private apart({ equations, part }: Critical): readonly RealPart[] | RealGap {
    const { variables, work } = this;
    const { sum, minors } = this.irregularity(part);
    const singular = [...part.equations, ...minors];
    const inSingular = this.solved(singular, solveWithin(singular, variables, work));
    if (typeof inSingular === "string") return inSingular;
    const regular = solveWithin(awayFrom(equations, sum), variables + 1, work);
    if (regular.kind === "positive-dimension") return "components";
    const points = this.solved([], regular.kind === "points" ? withoutFirst(regular) : regular);
    if (typeof points === "string") return points;
    return points.length > 0 || this.mayBeRegular(part, sum) ? [part] : inSingular;
  }

  /** The minors of the Jacobian, and the sum of their squares: at real points it vanishes only where they all do. */
  private irregularity({ choices }: RealPart) {
    const minors = jacobianMinors(choices, this.variables, this.work);
    const squares = minors.map((m) => product(m, m, this.work));
    const factors = squares.map(() => 1n);
    return { minors, sum: primitive(combination(squares, factors)) };
  }

  /** Whether one of the points is regular on V(L), or another may be. */
  private hasRegularPoint(part: RealPart, points: readonly RealPart[]): boolean {
    if (points.length === 0) return false;
    const { minors, sum } = this.irregularity(part);
    const tests = minors.map(termsOf);
    const isFound = points.some(
      ({ list }) =>
        list!.polynomial.length > MOST_LOCATED ||
        locatePointsNow(overDerivative(list!)).some(
          (point) => point.real && tests.some((f) => !vanishesAtPoint(point, f)),
        ),
    );
    return isFound || this.mayBeRegular(part, sum);
  }

  /** Whether it is not proved that all real points of V(L) are singular: that L and y Σ m² = 1 have no real solution. */
  private mayBeRegular({ equations }: RealPart, sum: IntegerEquation): boolean {
    const verdict = within(Math.min(this.work.left / 4, LOCAL_WORK), this.work, (work) => {
      const sampler = new Sampler(this.variables + 1, work);
      const away = awayFrom(equations, sum);
      const found = sampler.solved(away, solveWithin(away, this.variables + 1, work));
      return typeof found === "string" || !sampler.isProved || sampler.lists.length > 0;
    });
    return verdict !== false;
  }

  /** Of a Gröbner basis. */
  private degreeOf({ equations }: RealPart): number {
    const table = new MonomialTable(this.variables);
    return measure(intoTable(equations, table), table).degree;
  }

  /** W, and what there is. */
  private critical(layer: Pick<Part, "dimension" | "equations">): Critical {
    const { dimension, equations } = layer;
    const choices = choicesOf(equations, this.variables - dimension, this.random);
    const numerators = Array.from({ length: this.variables }, () => this.coordinate());
    const minors = distanceMinors(choices, { numerators, denominator: 1n }, this.work);
    const critical = [...equations, ...minors];
    const found = solveWithin(critical, this.variables, this.work);
    return { equations: critical, found, part: { dimension, equations, choices } };
  }

  private coordinate(): bigint {
    return BigInt(this.random.integer(1, FARTHEST) * (this.random.next() < 0.5 ? -1 : 1));
  }
}

interface Critical {
  readonly equations: readonly IntegerEquation[];
  readonly found: ExactSolutions;
  readonly part: RealPart;
}

/** Whether W is not smaller than V: some component is multiple. */
const isLarge = ({ found, part }: Critical): boolean =>
  found.kind === "positive-dimension" && found.dimension >= part.dimension;

/**
 * Real points on every connected component of the real solution set of a system, isolated points included: of dimension 0 all real solutions.
 *
 * @returns no source where it is empty; the points are the real ones of `locatePoints(overDerivative(list), { digits: POINT_DIGITS })`, which come first.
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example realSamplePoints(x² + y²) // the origin, of dimension 0
 * @example realSamplePoints(x² + y² + 1) // no source: proved that there is no real point
 */
export function realSamplePoints(
  system: AlgebraSystem,
  { budget = DEFAULT_OPERATIONS, entries, signal, primes }: UnivariateOptions = {},
): RealSamples {
  const equations = integerEquations(system);
  const { variables } = system;
  const work = new Work(budget, entries, signal, primes);
  const sampler = new Sampler(variables, work);
  try {
    const parts = sampler.solved(equations, solveWithin(equations, variables, work), true);
    if (typeof parts === "string") return { kind: "undecided", gap: parts };
    const sources = sampler.lists.map((entry) => ({
      ...entry,
      points: factsOf(entry, parts, variables, work),
    }));
    const { degrees } = sampler;
    return { kind: "samples", sources, degrees, proof: sampler.isProved ? "proved" : "modular" };
  } catch (error) {
    if (whyUnavailable(error) === undefined) throw error;
    return { kind: "undecided", gap: "budget" };
  }
}

/** Local dimensions of the real points of a list. */
function factsOf(
  { list, isolated }: { readonly list: RationalUnivariate; readonly isolated: boolean },
  parts: readonly RealPart[],
  variables: number,
  work: Work,
): readonly RealPointFacts[] {
  if (isolated || list.polynomial.length > MOST_LOCATED)
    return isolateRealRoots(list.polynomial).map(() => (isolated ? { dimension: 0 } : {}));
  const tests = [...parts]
    .sort((a, b) => b.dimension - a.dimension)
    .map((part) => ({
      ...part,
      vanishing: part.equations.map(termsOf),
      minors: jacobianMinors(part.choices, variables, work).map(termsOf),
    }));
  const curves = parts.filter(({ dimension }) => dimension > 0);
  const real = locatePointsNow(overDerivative(list), POINT_DIGITS).filter((point) => point.real);
  return real.map((point) => {
    // Of the largest dimension through the point: what is smaller does not matter there.
    const through = tests.find((part) =>
      part.list === undefined ? part.vanishing.every((f) => vanishesAtPoint(point, f)) : part.list === list,
    );
    if (through === undefined) return {};
    const { dimension, minors } = through;
    if (dimension === 0 || minors.some((f) => !vanishesAtPoint(point, f))) return { dimension };
    const own = exactCoordinates(point, list);
    const isolatedThere =
      own &&
      within(Math.min(work.left / 4, LOCAL_WORK), work, (share) => isIsolated(own, curves, variables, share));
    if (isolatedThere === true) return { dimension: 0 };
    // Of a curve nothing else is left.
    return isolatedThere === false && dimension === 1 ? { dimension } : {};
  });
}

const termsOf = ({ exponents, coefficients }: IntegerEquation): CoordinatePolynomial =>
  exponents.map((a, k) => ({ exponents: a, coefficient: coefficients[k]! }));

/** The coordinates over a common denominator, where t is rational. */
function exactCoordinates(
  { source }: AlgebraicPoint,
  { numerators, polynomial }: RationalUnivariate,
): RationalPoint | undefined {
  const t = source.root.exact;
  if (t === null) return undefined;
  const valueAt = (f: readonly bigint[]): Rational =>
    f.reduceRight((sum, c) => sum.mul(t).add(ratio(c, 1n)), ZERO);
  const slope = valueAt(derivativeOf(polynomial));
  const values = numerators.map((g) => valueAt(g).div(slope));
  const denominator = values.reduce((d, x) => (d / gcd(d, x.d)) * x.d, 1n);
  return { numerators: values.map((x) => x.s * x.n * (denominator / x.d)), denominator };
}

/** Whether a real point of ∪ V(L_k) is isolated among the real ones, as in the head of this file; undefined where that is not decided. */
function isIsolated(
  point: RationalPoint,
  parts: readonly RealPart[],
  variables: number,
  work: Work,
): boolean | undefined {
  let nearest = ONE;
  for (const { equations, choices } of parts) {
    const critical = [...equations, ...distanceMinors(choices, point, work)];
    const found = solveWithin(critical, variables, work);
    if ((found.kind !== "none" && found.kind !== "points") || !isComplete(found.proof)) return undefined;
    if (found.kind === "none") continue;
    for (const other of locatePointsNow(overDerivative(found))) {
      if (!other.real || isSame(exactCoordinates(other, found), point)) continue;
      const distance = squaredDistance(other, point);
      if (distance.s <= 0n || distance.n === 0n) return undefined;
      if (distance.compare(nearest) < 0) nearest = distance;
    }
  }
  let radius = ONE;
  while (radius.compare(nearest) >= 0) radius = radius.div(ratio(4n, 1n));
  let isAlone = true;
  for (const { equations } of parts) {
    const sampler = new Sampler(variables, work);
    const near = [...equations, sphere(point, radius, work)];
    const found = sampler.solved(near, solveWithin(near, variables, work));
    if (typeof found === "string" || !sampler.isProved) return undefined;
    if (sampler.lists.length > 0) isAlone = false;
  }
  return isAlone;
}

const isSame = (a: RationalPoint | undefined, b: RationalPoint): boolean =>
  a !== undefined && a.denominator === b.denominator && a.numerators.every((c, i) => c === b.numerators[i]);

/** A lower bound of |x − a|²: by coordinates, less the radii of their boxes. */
function squaredDistance(
  { coordinates }: AlgebraicPoint,
  { numerators, denominator }: RationalPoint,
): Rational {
  return coordinates.reduce((sum, { re, radius }, i) => {
    const gap = re.sub(ratio(numerators[i]!, denominator)).abs().sub(radius);
    return gap.s > 0n ? sum.add(gap.mul(gap)) : sum;
  }, ZERO);
}

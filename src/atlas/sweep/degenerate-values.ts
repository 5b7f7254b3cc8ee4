/**
 * The values of a parameter t at which critical points of one stratum of the orbit space (`quotient/strata.ts`) are degenerate, exactly.
 *
 *   {(x, t) : F(x, t) = 0, d(x, t) = 0},   F the conditions of the stratum with t unknown,
 *
 * d the determinant of a block of the second derivative transversally to the orbit (`quotient/transversal.ts`); of fields the coefficient of λ^k of det(λI − J), k
 * the dimension of the orbit, whose zeros are eigenvalues 0, and Hurwitz's determinant Δ of the rest, whose zeros are pairs ±λ; for the rank of the encoder its minors.
 *
 * Finitely many solutions: D, the polynomial over Q that vanishes at t of all of them. Otherwise the t of real points on every connected component of the real
 * solutions give D, and t is one of its roots on all of them if and only if F = d = 0, u D(t) = 1 has no real solution. Either way
 *
 *   S ≻ 0, F = d = 0 at a real point (x, t)   ⇒   D(t) = 0 at one of the roots that are listed.
 *
 * Not covered: t that varies along a set of degenerate points, as where critical sets are larger than orbits for all t.
 */
import { coordinatePolynomial } from "../../algebra/algebraic-number.js";
import { isComplete } from "../../algebra/proof.js";
import type { ExactSolutions, RationalUnivariate } from "../../algebra/rational-univariate.js";
import { degreeOf, type IntegerPolynomial, multiply } from "../../algebra/univariate/integer-polynomial.js";
import {
  boundsOf,
  isolateRealRoots,
  type RealRoot,
  refineRealRoot,
  signAtRealRoot,
} from "../../algebra/univariate/real-roots.js";
import { squareFreePart } from "../../algebra/univariate/square-free.js";
import { Random } from "../../exact/random.js";
import { ONE, type Rational, rational } from "../../exact/rational.js";
import { conditionsOn, type Saturation } from "../../quotient/conditions.js";
import type { Stratum } from "../../quotient/strata.js";
import type { Landscape } from "../../symbolic/landscape.js";
import { Polynomial } from "../../symbolic/polynomial.js";
import { eliminateApart } from "../../systems/elimination-thread.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import { definitePoints } from "../propose/definite-points.js";

/** Operations for one system. Chosen: some seconds; the brackets answer beyond it. `degenerate-values.test.ts` */
const BUDGET = 1e9;
/** The same for real points of sets of positive dimension. */
const REAL_BUDGET = 3e8;
/** Sections that are tried, and values of t that may come from them: where t varies along a set they never end. */
const MOST_CUTS = 5;
const MOST_CUT_VALUES = 40;
/** Decimal digits of the coordinates from which S ≻ 0 is read, and those of t from which a point is told to belong to a root. */
const DIGITS = 40;
const ROOT_BITS = -128;

/** Where something happens. */
export interface ParameterValues {
  /** D, square-free. */
  readonly polynomial: IntegerPolynomial;
  /** Those of its real roots at which there is a real point with S ≻ 0, as far as digits tell. */
  readonly roots: readonly RealRoot[];
  readonly isProved: boolean;
}

/** Why the values are not known. */
export type ValueGap =
  /** Elimination takes longer than it may. */
  | "budget"
  /** The value of t varies along a set of such points. */
  | "not-isolated";

/** A stratum, with t among its coordinates. */
export interface StratumAlong {
  readonly stratum: Stratum;
  readonly landscape: Landscape;
  /** The name of t, and its place among the coordinates. */
  readonly parameter: string;
  readonly place: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The values of t at which the polynomials vanish at a critical point of the stratum.
 *
 * @param vanishing in the coordinates of the stratum and the multipliers.
 * @param isolatedAlone of sets of positive dimension nothing is asked.
 * @throws the reason of the signal once it is aborted.
 */
export async function valuesWhere(
  along: StratumAlong,
  vanishing: readonly Polynomial[],
  isolatedAlone = false,
): Promise<ParameterValues | ValueGap> {
  if (vanishing.some((f) => f.degree === 0)) return NOWHERE;
  const { stratum, landscape, parameter } = along;
  let size = -1;
  let system: System = { equations: [], size: 0 };
  let found: ExactSolutions | null = null;
  for (const saturation of ["none", "gram", "definite"] satisfies Saturation[]) {
    const { equations, names } = conditionsOn(stratum, landscape, saturation, parameter);
    if (names.length === size) continue;
    size = names.length;
    system = { equations: [...equations, ...vanishing], size };
    found = await ask("solutions", along, system, BUDGET);
    if (found.kind !== "positive-dimension") break;
  }
  switch (found!.kind) {
    case "unavailable":
      return "budget";
    case "none":
      return { ...NOWHERE, isProved: isComplete(found!.proof) };
    case "points":
      return valuesOf(along, [found!], isComplete(found!.proof));
    case "positive-dimension":
      return valuesAlongSets(along, system, isolatedAlone);
  }
}

const NOWHERE: ParameterValues = { polynomial: [1n], roots: [], isProved: true };

interface System {
  readonly equations: readonly Polynomial[];
  readonly size: number;
}

async function valuesAlongSets(
  along: StratumAlong,
  system: System,
  isolatedAlone: boolean,
): Promise<ParameterValues | ValueGap> {
  const byComplex = isolatedAlone ? "not-isolated" : await byCuts(along, system);
  if (typeof byComplex !== "string") return byComplex;
  const real = await ask("real", along, system, REAL_BUDGET);
  if (real.kind === "undecided") return isolatedAlone ? isolatedValues(along, system) : byComplex;
  const lists = real.sources.filter(({ isolated }) => isolated || !isolatedAlone).map(({ list }) => list);
  const found = await valuesOf(along, lists, real.proof === "proved");
  if (typeof found === "string" || isolatedAlone) return found;
  const rest = await ask("real", along, awayFrom(along, system, found.polynomial), REAL_BUDGET);
  if (rest.kind === "undecided") return "budget";
  if (rest.sources.length > 0) return "not-isolated";
  return { ...found, isProved: found.isProved && rest.proof === "proved" };
}

/** The isolated points beside sets, as far as primes agree on them. */
async function isolatedValues(along: StratumAlong, system: System): Promise<ParameterValues | ValueGap> {
  const found = await ask("isolated", along, system, REAL_BUDGET);
  if (found.kind === "none") return { ...NOWHERE, isProved: false };
  return found.kind === "points" ? valuesOf(along, [found], false) : "budget";
}

/**
 * The same over the complex numbers: points of sections by as many random hyperplanes as the set has dimensions, and what is left away from their t, until
 * nothing is.
 */
async function byCuts(along: StratumAlong, system: System): Promise<ParameterValues | ValueGap> {
  const random = new Random(system.size).fork("sections");
  let polynomial: IntegerPolynomial = [1n];
  let rest = system;
  for (let k = 0; k < MOST_CUTS; k++) {
    const found = await ask("solutions", along, rest, BUDGET);
    if (found.kind === "unavailable") return "budget";
    if (found.kind === "none") return together(polynomial, { ...NOWHERE, isProved: isComplete(found.proof) });
    if (found.kind === "points") {
      const others = await valuesOf(along, [found], isComplete(found.proof));
      return typeof others === "string" ? others : together(polynomial, others);
    }
    const section = Array.from({ length: found.dimension }, () => hyperplane(system.size, random));
    const cut = await ask("verified", along, { ...rest, equations: [...rest.equations, ...section] }, BUDGET);
    if (cut.kind !== "points") return cut.kind === "unavailable" ? "budget" : "not-isolated";
    const own = coordinatePolynomial(cut, along.place);
    if (own === null) return "budget";
    polynomial = squareFreePart(multiply(polynomial, own));
    if (degreeOf(polynomial) > MOST_CUT_VALUES) return "not-isolated";
    rest = awayFrom(along, system, polynomial);
  }
  return "not-isolated";
}

/** Roots on sets, of which it is not asked whether real points belong to them, and others. */
function together(onSets: IntegerPolynomial, rest: ParameterValues): ParameterValues {
  const polynomial = squareFreePart(multiply(onSets, rest.polynomial));
  if (degreeOf(polynomial) === 0) return { ...rest, polynomial };
  const roots = isolateRealRoots(polynomial)
    .map((root) => refineRealRoot(root, ROOT_BITS))
    .filter(
      (root) =>
        signAtRealRoot(root, onSets) === 0 ||
        (signAtRealRoot(root, rest.polynomial) === 0 && rest.roots.some((other) => meet(root, other))),
    );
  return { polynomial, roots, isProved: rest.isProved };
}

/** Whether two isolating intervals meet. */
export function meet(a: RealRoot, b: RealRoot): boolean {
  const [first, second] = [boundsOf(a), boundsOf(b)];
  return first.low.compare(second.high) <= 0 && second.low.compare(first.high) <= 0;
}

function hyperplane(size: number, random: Random): Polynomial {
  const linear = Array.from({ length: size }, (_, v) =>
    Polynomial.variable(v).scale(rational(random.integer(1, 99))),
  );
  return Polynomial.sum([...linear, Polynomial.constant(rational(random.integer(1, 99)))]);
}

/** With u D(t) = 1. */
function awayFrom(
  { place }: StratumAlong,
  { equations, size }: System,
  polynomial: IntegerPolynomial,
): System {
  const d = Polynomial.sum(polynomial.map((c, k) => powerOf(place, k).scale(rational(c))));
  const away = d.multiply(Polynomial.variable(size)).add(Polynomial.constant(ONE.neg()));
  return { equations: [...equations, away], size: size + 1 };
}

const ask = <Q extends "real" | "solutions" | "verified" | "isolated">(
  question: Q,
  { signal }: StratumAlong,
  { equations, size }: System,
  budget: number,
) =>
  eliminateApart(question, algebraSystem(equations, size), {
    budget,
    ...(signal === undefined ? {} : { signal }),
  });

function powerOf(v: number, k: number): Polynomial {
  return Polynomial.fromTerms([{ coefficient: ONE, factors: new Array<number>(k).fill(v) }]);
}

async function valuesOf(
  { stratum, place, signal }: StratumAlong,
  lists: readonly RationalUnivariate[],
  isProved: boolean,
): Promise<ParameterValues | ValueGap> {
  let polynomial: IntegerPolynomial = [1n];
  const near: { readonly low: Rational; readonly high: Rational }[] = [];
  for (const list of lists) {
    if (list.proof.kind === "modular" && !list.proof.solutions) return "budget";
    const own = coordinatePolynomial(list, place);
    if (own === null) return "budget";
    polynomial = squareFreePart(multiply(polynomial, own));
    const points = await definitePoints(stratum, list, DIGITS, signal, true);
    for (const { point } of points!.inside) {
      const { re, radius } = point.coordinates[place]!;
      near.push({ low: re.sub(radius), high: re.add(radius) });
    }
  }
  if (degreeOf(polynomial) === 0) return { polynomial, roots: [], isProved };
  const roots = isolateRealRoots(polynomial)
    .map((root) => refineRealRoot(root, ROOT_BITS))
    .filter((root) => {
      const { low, high } = boundsOf(root);
      return near.some((t) => t.low.compare(high) <= 0 && t.high.compare(low) >= 0);
    });
  return { polynomial, roots, isProved };
}

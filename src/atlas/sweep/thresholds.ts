/**
 * The values of a parameter t at which the list of critical components can change, as real roots of polynomials over Q.
 *
 * Theorem. Let f_t be losses on R^n × K, K a product of spheres, polynomial in x and t and invariant under a product G of orthogonal groups; or fields, likewise. Let T be an open
 * interval such that for t in T
 *
 *   (1) every critical orbit is nondegenerate: its nullity is the dimension of its orbit under G (of fields: no other eigenvalue is on the imaginary axis),
 *   (2) the critical points over every compact part of T are bounded.
 *
 * Then critical orbits are finitely many, in number constant on T, and follow t continuously, with constant isotropy, hence dimension, number of components and rank under each
 * group, and constant index and nullity.
 *
 * Proof. Let x be critical at t, N a slice at x normal to its orbit, H its isotropy. By (1) the derivative of the gradient along N is invertible: near x there is
 * one critical point in N for every t′ near t, smooth in t′. H takes N and the critical set to themselves, so it keeps that one: isotropy does not
 * shrink, nor does it grow, as that of any point near x is conjugate to subgroups of H. So {(x, t)} → T is, modulo G, a local homeomorphism; by (2) it is proper over T: a finite covering of an
 * interval, which is a product. Eigenvalues that do not vanish keep their signs along it.
 *
 * (1) fails at t only where `degenerate-values.ts` lists it, on some stratum. That a point leaves its stratum needs no condition of its own: if the rank falls at the end of a branch, the limit
 * has critical points of another isotropy near it, and is degenerate; if the pivots change, nothing happens in x.
 *
 * (2) On spheres alone it is clear. Else let E_t = Σ ⟨X, ∂L/∂X⟩ + Σ ‖M‖², the sum over unconstrained variables and over matrices M that vanish where the landscape is stationary (the balance
 * of layers), or E_t = ‖∇L‖²: E_t = 0 at critical points. If the controls of E in Bernstein's basis of [a, b] (`symbolic/landscape-family.ts`) all grow, B_i ≥ λ‖x‖² − C, λ > 0,
 * by exact Gram matrices, so does every E_t, a convex combination of them, and ‖x‖² ≤ C/λ (likewise with −E). That f_t itself grows is not enough: critical points of
 * x² + M x²(1 − t x)² leave for infinity as t → 0.
 *
 * The rank of an encoder that is not all of the vectors of a group may change at a nondegenerate point: where its minors vanish.
 *
 * Not covered: parameters that the loss is not polynomial in, and all that `degenerate-values.ts` does not cover.
 */
import { type AlgebraicNumber, algebraicRoot } from "../../algebra/algebraic-number.js";
import { degreeOf, multiply } from "../../algebra/univariate/integer-polynomial.js";
import {
  boundsOf,
  isolateRealRoots,
  refineRealRoot,
  signAtRealRoot,
} from "../../algebra/univariate/real-roots.js";
import { squareFreePart } from "../../algebra/univariate/square-free.js";
import { subsets } from "../../exact/counting.js";
import { type Rational, ratio } from "../../exact/rational.js";
import type { Problem } from "../../objectives/problem.js";
import { orthogonalActions } from "../../quotient/actions.js";
import { conditionsOn } from "../../quotient/conditions.js";
import { placesOf, secondOrderOn } from "../../quotient/second-order.js";
import { type Stratum, strataOf } from "../../quotient/strata.js";
import { transversalBlocks } from "../../quotient/transversal.js";
import { isUnavailable } from "../../result.js";
import { balances, growthOf } from "../../symbolic/coercivity.js";
import { add, innerProduct, letter, norm2, scalar } from "../../symbolic/expression.js";
import { isVectorField, numericGradients } from "../../symbolic/landscape.js";
import {
  controlsOf,
  type FamilyGap,
  type LandscapeFamily,
  landscapeFamily,
} from "../../symbolic/landscape-family.js";
import { determinant, type Polynomial, type PolynomialMatrix } from "../../symbolic/polynomial.js";
import { ExactInertia } from "../local/exact-inertia.js";
import { landscapeSystemOf } from "../local/landscape-system.js";
import { smallSetting } from "../propose/perturbation-setting.js";
import {
  meet,
  type ParameterValues,
  type StratumAlong,
  type ValueGap,
  valuesWhere,
} from "./degenerate-values.js";

/**
 * Degree in the parameter of every number and matrix of a landscape. Derived: a parameter of the loss is the parameter itself, moments are
 * at most quadratic in each of their places (`model/augmentations`, `model/latents`). `thresholds.test.ts`
 */
const DEGREE = 2;
/** Members that the family is made from and checked with. */
const MEMBERS = 5;
/** Length of the isolating intervals, as a power of two. Chosen: twenty digits after the point. */
const ROOT_BITS = -66;

/** What vanishes at a threshold. */
export type ThresholdCause =
  /** A critical orbit is degenerate. */
  | "degenerate"
  /** The rank of the encoder changes along a branch. */
  | "rank";

/** A value of the parameter. */
export interface ExactThreshold {
  /** It is the only root of a polynomial of D there, lowest terms; low = high where it is rational. */
  readonly low: Rational;
  readonly high: Rational;
  /** Its minimal polynomial; null where its degree is too large to be looked for. */
  readonly number: AlgebraicNumber | null;
  readonly causes: readonly {
    readonly kind: ThresholdCause;
    /** Of the stratum: the rank under each group. */
    readonly ranks: readonly number[];
  }[];
}

/** All values in a closed interval at which the list can change. */
export interface ExactThresholds {
  /** In ascending order. */
  readonly thresholds: readonly ExactThreshold[];
  readonly strata: number;
  /** Whether no value but these is possible is proved, or rests on primes. */
  readonly isProved: boolean;
}

/** Why thresholds are not computed exactly. */
export type ThresholdGap =
  | { readonly kind: "family"; readonly gap: FamilyGap }
  /** The solver does not apply, or data are rounded. */
  | { readonly kind: "not-exact" }
  /** Critical points are not proved to stay bounded along the parameter. */
  | { readonly kind: "unbounded" }
  /** A determinant has too many terms. */
  | { readonly kind: "second-order" }
  /** On the stratum of these ranks. */
  | { readonly kind: ValueGap; readonly ranks: readonly number[] };

/**
 * The thresholds from one value to another, both included.
 *
 * @param problemAt the problem at a value between them.
 * @returns the list, or why there is none.
 * @throws the reason of the signal once it is aborted.
 */
export async function exactThresholds(
  problemAt: (value: Rational) => Problem,
  from: Rational,
  to: Rational,
  signal?: AbortSignal,
): Promise<ExactThresholds | ThresholdGap> {
  const members = Array.from({ length: MEMBERS }, (_, k) => {
    const value = from.add(to.sub(from).mul(ratio(BigInt(k + 1), BigInt(MEMBERS + 1))));
    return { value, problem: problemAt(value) };
  });
  const [{ problem }] = members as [(typeof members)[0]];
  const system = landscapeSystemOf(problem.objective);
  const setting = smallSetting(problem, system);
  if (isUnavailable(setting) || problem.model.moments.rounded) return { kind: "not-exact" };
  const family = landscapeFamily(
    members.map(({ value, problem: { objective } }) => ({ value, landscape: objective.landscape! })),
    DEGREE,
  );
  if (typeof family === "string") return { kind: "family", gap: family };
  if (!staysBounded(family, setting.spheres, from, to)) return { kind: "unbounded" };
  const { landscape, parameter } = family;
  const strata = strataOf(landscape, orthogonalActions(landscape));
  const found: Found[] = [];
  for (const stratum of strata) {
    const place = [...stratum.cores.get(parameter)![0]![0]!.terms()][0]!.factors[0]!;
    const along = { stratum, landscape, parameter, place, signal };
    const ranks = stratum.forms.map(({ rank }) => rank);
    const degeneracies = degeneraciesOn(along);
    if (degeneracies === null) return { kind: "second-order" };
    for (const d of degeneracies) {
      const values = await valuesWhere(along, [d]);
      if (typeof values === "string") return { kind: values, ranks };
      found.push({ ...values, kind: "degenerate", ranks });
    }
    for (const minors of rankConditions(stratum, problem.objective.encoder)) {
      const values = await valuesWhere(along, minors, true);
      if (typeof values === "string") return { kind: values, ranks };
      found.push({ ...values, kind: "rank", ranks });
    }
  }
  return {
    thresholds: merged(found, from, to),
    strata: strata.length,
    isProved: found.every(({ isProved }) => isProved),
  };
}

interface Found extends ParameterValues {
  readonly kind: ThresholdCause;
  readonly ranks: readonly number[];
}

/** (2) of the head of this file. */
function staysBounded(
  { landscape, parameter }: LandscapeFamily,
  spheres: readonly Int32Array[],
  from: Rational,
  to: Rational,
): boolean {
  const own = landscape.variables.filter(({ symbol }) => symbol.name !== parameter);
  const all = numericGradients(landscape);
  const gradients = all.filter((_, k) => landscape.variables[k]!.symbol.name !== parameter);
  if (own.every(({ constraint }) => constraint !== "none")) return true;
  const euler = own.reduce(
    (sum, { symbol, constraint }, k) =>
      constraint === "none" ? add(sum, innerProduct(letter(symbol), gradients[k]!)) : sum,
    scalar(0),
  );
  const balance = balances({ ...landscape, variables: own }, gradients);
  const candidates = [
    euler,
    ...(balance.length === 0 ? [] : [balance.map(norm2).reduce(add, euler)]),
    ...(spheres.length === 0 ? [gradients.map(norm2).reduce(add)] : []),
  ];
  return candidates.some((candidate) => {
    const growths = controlsOf(candidate, parameter, from, to).map((loss) =>
      growthOf({ ...landscape, variables: own, loss }, spheres),
    );
    const signs = growths.map((growth) => (growth.kind === "coercive" ? growth.sign : 0));
    return signs.every((sign) => sign === 1) || signs.every((sign) => sign === -1);
  });
}

/** Polynomials one of which vanishes wherever a critical orbit is degenerate; null where they have too many terms. */
function degeneraciesOn({ stratum, landscape, parameter }: StratumAlong): Polynomial[] | null {
  const second = secondOrderOn(
    stratum,
    landscape,
    conditionsOn(stratum, landscape, "none", parameter),
    parameter,
  );
  if (second === null) return null;
  if (isVectorField(landscape)) {
    if (second.borders > 0 || placesOf(landscape, parameter).size !== second.matrix.length) return null;
    const along = stratum.forms.reduce(
      (sum, { action, rank }) => sum + action.size * rank - (rank * (rank + 1)) / 2,
      0,
    );
    return new ExactInertia(second.matrix, 0, true).axisConditions(along);
  }
  const blocks = transversalBlocks(stratum, landscape, second, parameter);
  const determinants = blocks.map((block) => new ExactInertia(block, 0, false).coefficient(0));
  return determinants.includes(null) ? null : (determinants as Polynomial[]);
}

/** For each k the minors of size k of the encoder's core, unless one of them never vanishes. */
function rankConditions({ cores }: Stratum, encoder: string): Polynomial[][] {
  const core = cores.get(encoder);
  if (core === undefined) return [];
  const most = Math.min(core.length, core[0]!.length);
  return Array.from({ length: most }, (_, k) => minorsOf(core, k + 1).filter((f) => !f.isZero())).filter(
    (minors) => minors.length > 0 && minors.every((f) => f.degree > 0),
  );
}

function minorsOf(core: PolynomialMatrix, k: number): Polynomial[] {
  const columns = subsets(core[0]!.length, k);
  return subsets(core.length, k).flatMap((rows) =>
    columns.map((chosen) => determinant(rows.map((i) => chosen.map((j) => core[i]![j]!)))),
  );
}

/** Equal values once, each with all that happens there. */
function merged(found: readonly Found[], from: Rational, to: Rational): ExactThreshold[] {
  const own = found.filter(({ roots }) => roots.length > 0);
  const all = own.reduce<readonly bigint[]>(
    (d, { polynomial }) => squareFreePart(multiply(d, polynomial)),
    [1n],
  );
  if (degreeOf(all) === 0) return [];
  const thresholds: ExactThreshold[] = [];
  for (const wide of isolateRealRoots(all)) {
    const root = refineRealRoot(wide, ROOT_BITS);
    const here = own.filter(
      ({ polynomial, roots }) =>
        signAtRealRoot(root, polynomial) === 0 && roots.some((other) => meet(root, other)),
    );
    if (here.length === 0) continue;
    const least = here.reduce((best, one) => (one.polynomial.length < best.polynomial.length ? one : best));
    const exact = least.roots.find((other) => meet(root, other))!;
    const number = algebraicRoot(exact);
    const { low, high } =
      number !== null && number.polynomial.length === 2 ? number : boundsOf(refineRealRoot(exact, ROOT_BITS));
    if (high.compare(from) < 0 || low.compare(to) > 0) continue;
    const causes = new Map(here.map(({ kind, ranks }) => [`${kind} ${ranks.join()}`, { kind, ranks }]));
    thresholds.push({
      low,
      high,
      number: number === null ? null : { ...number, low, high },
      causes: [...causes.values()],
    });
  }
  return thresholds;
}

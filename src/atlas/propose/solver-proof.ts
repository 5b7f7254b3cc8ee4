/**
 * When the solver's list of critical points is proved complete.
 *
 * Let X = ΠP^{n_g} be the product of projective spaces of some grouping of the unknowns and d_ig the degree of the i-th condition
 * in group g. Solutions of F = 0 in X, where finite in number, are at most
 *
 *   B = coefficient of Π α_g^{n_g} in Π_i Σ_g d_ig α_g   (the multihomogeneous Bézout number),
 *
 * counted with multiplicities. If there are infinitely many, every component of the set of solutions takes a share of B that is
 * not negative, and positive where the line bundles O(d_i1, …, d_ik) are ample on it (Fulton, "Intersection theory" (1998),
 * §12.1, §12.2). So, with B distinct solutions certified,
 *
 *   all d_ig > 0  ⇒  there are no others, isolated or not, finite or at infinity.
 *
 * One group is such a case: Bézout's theorem. Another is the quadratic loss on one sphere, μ(Ax + c x₀) − λx = 0, |x|² = x₀²,
 * groups x and λ: the bundle O(2, 0) of the last equation is ample on a set of solutions unless a curve in it has one point
 * x; but λ/μ takes two values on such a curve, so x = 0, x₀ = 0, which is no point. A third are the conditions after a common
 * quadric of their leading terms was lifted (`symbolic/lift.ts`): the solutions correspond one to one.
 *
 * The critical points are the real solutions. Each certified one is real or not, by proof (`numeric/rigorous/certify-solutions.ts`); the
 * list is complete if it has as many points as are real, all isolated. What is listed of each point is no part of this proof:
 * that has a certificate of its own.
 *
 * Not covered: sets of positive dimension, orbits of continuous symmetries among them.
 */

import type { PerturbationLimit } from "../../numeric/monodromy/types.js";
import { bestGrouping, type Grouping, totalDegree } from "../../numeric/polynomial/grouping.js";
import type { NumericSystem } from "../../numeric/polynomial/system.js";
import { indistinct, SolutionCertifier } from "../../numeric/rigorous/certify-solutions.js";
import type { Proposal } from "../../objectives/objective.js";
import { encloseSystem } from "../../symbolic/enclose-system.js";
import type { Landscape } from "../../symbolic/landscape.js";
import { liftQuadric } from "../../symbolic/lift.js";
import type { Polynomial } from "../../symbolic/polynomial.js";
import { stationarityPolynomials, toNumericSystem } from "../../symbolic/to-system.js";

interface Bound {
  readonly count: bigint;
  readonly theorem: string;
  /** What admits no more solutions. */
  readonly by: string;
}

const SINGLE = "Bézout's theorem";
const MULTIPLE = "multihomogeneous Bézout theorem";

/**
 * The theorem that proves a list of critical points complete; null if none does.
 *
 * @param limits what the solver found: solutions over the complex numbers, with their multipliers.
 * @param proposals the list.
 */
export function completenessTheorem(
  landscape: Landscape,
  spheres: readonly Int32Array[],
  limits: readonly PerturbationLimit[],
  proposals: readonly Proposal[],
): string | null {
  const points = limits.flatMap((limit) =>
    limit.kind === "finite" && limit.reality !== undefined ? [limit.point] : [],
  );
  // As many solutions as a bound admits are all regular.
  if (points.length === 0 || points.length !== limits.length) return null;
  if (proposals.some(({ dimension, nullity }) => dimension !== 0 || nullity !== 0)) return null;
  const polynomials = stationarityPolynomials(landscape, spheres);
  const n = polynomials.length;
  let bound: Bound | null = null;
  for (const candidate of boundsOf(polynomials, spheres))
    if (candidate.count === BigInt(points.length)) {
      bound = candidate;
      break;
    }
  if (bound === null) return null;
  const certifier = new SolutionCertifier(encloseSystem(polynomials, n));
  const certified = points.map(({ re, im }) => certifier.certify(re.slice(0, n), im.slice(0, n)));
  let real = 0n;
  for (const solution of certified) {
    if (solution === null || solution.reality === "undecided") return null;
    if (solution.reality === "real") real++;
  }
  if (indistinct(certified.map((solution) => solution!.box)).size > 0) return null;
  const listed = proposals.reduce((sum, { multiplicity }) => sum + (multiplicity ?? 0n), 0n);
  if (listed !== real) return null;
  const { theorem, count, by } = bound;
  return `${theorem}: ${count} distinct complex critical points are certified, as many as ${by}`;
}

/** Numbers of solutions that, once reached, leave room for no others. */
function* boundsOf(polynomials: readonly Polynomial[], spheres: readonly Int32Array[]): Generator<Bound> {
  const n = polynomials.length;
  const system = toNumericSystem(polynomials, n);
  yield* ampleBounds(system, "the conditions");
  if (isQuadraticOnSphere(system, spheres))
    yield { count: 2n * BigInt(n - 1), theorem: MULTIPLE, by: "a quadratic loss on one sphere admits" };
  const lift = liftQuadric(polynomials, n);
  if (lift !== null) yield* ampleBounds(toNumericSystem(lift.equations, n + 1), "the lifted conditions");
}

function* ampleBounds(system: NumericSystem, what: string): Generator<Bound> {
  const single = totalDegree(system);
  if (isAmple(single)) yield { count: single.bound, theorem: SINGLE, by: `the degrees of ${what} admit` };
  const best = bestGrouping(system);
  if (best.groups > 1 && isAmple(best))
    yield { count: best.bound, theorem: MULTIPLE, by: `the multidegrees of ${what} admit` };
}

/** Whether every set of solutions takes a positive share of the bound. */
export const isAmple = ({ degrees }: Grouping): boolean => degrees.every((row) => row.every((d) => d > 0));

/** Conditions of degree one in the entries and in the multiplier, and the sphere of all entries: 2n solutions at most. */
function isQuadraticOnSphere(
  { variables, equations }: NumericSystem,
  spheres: readonly Int32Array[],
): boolean {
  const lambda = variables - 1;
  if (spheres.length !== 1 || spheres[0]!.length !== lambda) return false;
  return equations
    .slice(0, lambda)
    .every((terms) => terms.every(({ factors }) => factors.filter((v) => v !== lambda).length <= 1));
}

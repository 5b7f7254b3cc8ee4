/**
 * A point of the user's on a landscape: is it critical, on which component of the atlas, and if not, where do Newton's method and
 * gradient descent lead?
 *
 *   residual   ‖grad‖ / (size of its terms), scale-free;   critical ⇔ residual ≤ 10⁻⁹ at the point itself
 *   index      negative eigenvalues of the Riemannian Hessian there (for a field: unstable directions)
 *   escape     the eigenvectors of its negative eigenvalues: directions in which the loss falls to second order
 *
 * Distances to components are those of `membership.ts`, modulo the symmetry where there is one. Not covered: losses outside the
 * grammar; eigenvalues of fields, whose Jacobian is not symmetric.
 */

import { isCertified } from "../atlas/certify/certified.js";
import { Certifier } from "../atlas/certify/certify.js";
import { LandscapeSystem, settledValue } from "../atlas/local/landscape-system.js";
import { inertiaAt, newtonStep, refine } from "../atlas/local/refine.js";
import type { Atlas } from "../atlas/record/types.js";
import { ProblemError } from "../files/problem-error.js";
import { splitBlocks } from "../numeric/linalg/blocks.js";
import { symmetricEigen } from "../numeric/linalg/decompositions.js";
import type { Point } from "../objectives/objective.js";
import { buildProblem, type Problem } from "../objectives/problem.js";
import { KINDS, type ProblemKinds } from "../objectives/registry.js";
import { parseProblemFile } from "../objectives/schema.js";
import { gradientFlow } from "./gradient.js";
import { Catalogue, placesOf, proposalsOf } from "./membership.js";
import { EPSILON, LOCATE } from "./options.js";
import { runRule } from "./run.js";

/** What is known of one point. */
export interface PlaceReport {
  readonly point: Point;
  readonly residual: number;
  readonly critical: boolean;
  /** Absent for fields. */
  readonly value?: number;
  /** Absent where an eigenvalue is neither clearly zero nor clearly not. */
  readonly index?: number;
  readonly nullity?: number;
  /** Components of the atlas that it belongs to: several where it cannot be told apart from them. */
  readonly components: readonly string[];
  /** The nearest component among those that have a distance. */
  readonly nearest?: { readonly id: string; readonly distance: number };
}

/** An eigenvector of the Riemannian Hessian with a negative eigenvalue: along it the loss falls to second order. */
export interface EscapeDirection {
  readonly eigenvalue: number;
  /** Of unit length. */
  readonly direction: Point;
}

/** Where a point is on a landscape, and where Newton's method and the gradient flow lead from it. */
export interface Location extends PlaceReport {
  readonly title: string;
  /** How far the point was from its constraints; it was moved onto them. */
  readonly infeasibility: number;
  /** Of the Riemannian Hessian, ascending; absent for fields. */
  readonly eigenvalues?: readonly number[];
  readonly escape: readonly EscapeDirection[];
  /** What is proved of a critical point in a box around this one, or why nothing is. */
  readonly certificate?: { readonly proved: boolean; readonly detail: string };
  /** Where Newton's method leads, and how far that is; absent at a critical point and where it reaches none. */
  readonly newton?: PlaceReport & { readonly distance: number };
  /** Where the gradient flow comes to rest; absent at a critical point and where it does not rest. */
  readonly descent?: PlaceReport & { readonly distance: number };
}

/**
 * Where a point is on a landscape: whether it is critical, on which component, and where Newton's method and descent lead from it.
 *
 * @param atlas of the problem: what the point is compared with.
 * @param point the variables by name; they are moved onto their constraints.
 * @returns what holds at the point itself and, unless it is critical, at the ends of the ways from it.
 * @throws ProblemError if the loss is outside the grammar, or has no derivatives at the point; RangeError if a variable is missing
 * or misshapen.
 * @example
 * locate(problem, await analyze(problem), point).critical // false
 */
export function locate(problem: Problem, atlas: Atlas, point: Point): Location {
  const { system, catalogue } = catalogueOf(problem, atlas);
  const given = system.flatten(point);
  const x = Float64Array.from(given);
  system.retract(x);
  if (!system.gradient(x).gradient.every(Number.isFinite))
    throw new ProblemError(["point"], "a point where the loss has derivatives", "one where it has none");
  const report = (at: Float64Array): PlaceReport => reportOf(problem, system, catalogue, at);
  const here = report(x);
  const spectrum = system.isField ? { escape: [] } : spectrumAt(system, x);
  return {
    title: problem.title,
    infeasibility: distanceOf(given, x),
    ...here,
    ...spectrum,
    ...(here.critical ? certificateAt(problem, system, x, here.nullity) : leadingTo(system, x, report)),
  };
}

/** The nearest component of an atlas. */
export interface Nearest {
  /** Place in `atlas.components`. */
  readonly component: number;
  readonly id: string;
  /** Frobenius distance to the nearest point of it, modulo the symmetry. */
  readonly distance: number;
}

/**
 * The component of the atlas that a point is nearest to, among those that have a distance; null where none has (`membership.ts`).
 *
 * @param point the variables by name; they are moved onto their constraints.
 * @param kinds that may occur in the problem of the atlas, as for `loadProblem`.
 * @throws ProblemError if the loss is outside the grammar; RangeError if a variable is missing or misshapen.
 * @returns the place of the component in the list, its id and the distance; null where none has a distance.
 * @example
 * nearest(atlas, { W: { rows: 1, columns: 2, data: Float64Array.of(0.01, 0) } })?.component === atlas.components.length - 1 // true
 */
export function nearest(atlas: Atlas, point: Point, kinds: ProblemKinds = KINDS): Nearest | null {
  const { system, catalogue } = catalogueOf(
    buildProblem(parseProblemFile(atlas.problem, kinds), kinds),
    atlas,
  );
  const x = Float64Array.from(system.flatten(point));
  system.retract(x);
  const found = catalogue.nearestPlace(system.unflatten(x));
  return found === null ? null : { component: found.index, id: found.id, distance: found.distance };
}

/**
 * Refuses problems in which nothing can be located: descent obeys no equalities but those of unit spheres.
 *
 * @throws ProblemError
 */
export function requireDescent({ objective: { landscape, title } }: Problem): void {
  if (landscape?.equalities === undefined) return;
  const expected = "a loss on unit spheres or without constraints, as descent obeys no other equalities";
  throw new ProblemError(["objective"], expected, title);
}

function catalogueOf(problem: Problem, { components }: Atlas) {
  const { objective } = problem;
  if (objective.landscape === undefined)
    throw new ProblemError(["objective", "kind"], "a loss with a gradient to follow", objective.kind);
  requireDescent(problem);
  const system = new LandscapeSystem(objective.landscape);
  const places = placesOf(components, proposalsOf(problem, components));
  return { system, catalogue: new Catalogue(system, objective, places) };
}

function reportOf(
  { objective }: Problem,
  system: LandscapeSystem,
  catalogue: Catalogue,
  x: Float64Array,
): PlaceReport {
  const point = system.unflatten(x);
  const report = system.gradient(x);
  const { residual } = report;
  const critical = residual <= LOCATE.critical;
  const inertia = inertiaAt(system, x, undefined, critical ? objective.symmetries : []);
  const member = critical ? catalogue.assign(point, Math.max(1, norm(x))) : null;
  const closest = catalogue.nearestPlace(point);
  return {
    point,
    residual,
    critical,
    ...(system.isField ? {} : { value: settledValue(report) }),
    ...(inertia.undecided > 0 ? {} : { index: inertia.negative, nullity: inertia.zero }),
    components: member?.kind === "member" ? member.ids : [],
    ...(closest === null ? {} : { nearest: { id: closest.id, distance: closest.distance } }),
  };
}

/** Eigenvalues and the directions of the negative ones, from the blocks of the Hessian on the tangent space. */
function spectrumAt(
  system: LandscapeSystem,
  x: Float64Array,
): { eigenvalues: number[]; escape: EscapeDirection[] } {
  const { form, covectors } = system.hessian(x);
  const found: { value: number; vector: Float64Array }[] = [];
  for (const { members, start, size, basis, data, at, order } of splitBlocks(form, covectors)) {
    if (order === 0) continue;
    const { values, vectors } = symmetricEigen({
      rows: order,
      columns: order,
      data: data.slice(at, at + order * order),
    });
    for (let k = 0; k < order; k++) {
      const vector = new Float64Array(system.size);
      for (let i = 0; i < size; i++)
        for (let j = 0; j < order; j++) {
          const weight = basis === null ? Number(i === j) : basis.data[i * basis.columns + j]!;
          vector[members[start + i]!]! += weight * vectors.data[j * order + k]!;
        }
      found.push({ value: values[k]!, vector });
    }
  }
  found.sort((a, b) => a.value - b.value);
  const largest = found.reduce((max, { value }) => Math.max(max, Math.abs(value)), 0);
  const zero = LOCATE.zero * system.size * EPSILON * largest;
  return {
    eigenvalues: found.map(({ value }) => (Math.abs(value) <= zero ? 0 : value)),
    escape: found.flatMap(({ value, vector }) =>
      value < -zero ? [{ eigenvalue: value, direction: system.unflatten(vector) }] : [],
    ),
  };
}

function certificateAt(
  problem: Problem,
  system: LandscapeSystem,
  x: Float64Array,
  nullity: number | undefined,
) {
  const { landscape, symmetries } = problem.objective;
  const result = new Certifier(landscape!, symmetries, system).certify(x, nullity);
  return {
    certificate: isCertified(result)
      ? { proved: true, detail: "interval Newton: there is a critical point in a box around this one" }
      : { proved: false, detail: result.failure },
  };
}

/** Where Newton's method ends: without a step that raises the residual if that leads to a critical point, else as it goes. */
function newtonEnd(system: LandscapeSystem, x: Float64Array): Float64Array {
  const careful = refine(system, x);
  if (careful.residual <= LOCATE.critical) return careful.x;
  let at = x;
  for (let step = 0; step < LOCATE.newtonSteps; step++) {
    const report = system.gradient(at);
    if (report.residual <= LOCATE.critical) break;
    at = newtonStep(system, at, report);
    if (!at.every(Number.isFinite)) return careful.x;
  }
  return refine(system, at).x;
}

function leadingTo(system: LandscapeSystem, x: Float64Array, report: (at: Float64Array) => PlaceReport) {
  const newton = report(newtonEnd(system, x));
  const { outcome, state } = runRule(gradientFlow(system), x, {
    steps: LOCATE.flowSteps,
    time: Number.POSITIVE_INFINITY,
  });
  return {
    // An end that is not critical is none.
    ...(newton.critical
      ? { newton: { ...newton, distance: distanceOf(system.flatten(newton.point), x) } }
      : {}),
    ...(outcome === "rest"
      ? { descent: { ...report(refine(system, state).x), distance: distanceOf(state, x) } }
      : {}),
  };
}

const norm = (x: Float64Array): number => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

const distanceOf = (a: Float64Array, b: Float64Array): number => norm(a.map((value, k) => value - b[k]!));

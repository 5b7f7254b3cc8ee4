/**
 * The isolated solutions of an exact system with at least as many equations as variables by paths, in as many scalings as the
 * sizes of its solutions need, and what is known of each endpoint.
 *
 *   G_i = F_i + Σ_{j>n} a_ij F_j,  i = 1 … n,  degrees falling, a random integers        (k > n equations)
 *   x_v = 2^{k_v} y_v,  equations times powers of two                                    (exact)
 *
 * Endpoints are judged on F itself, exactly:
 *   a nonsingular one of G is followed to several hundred binary digits: F_j vanishes there or does not (k > n);
 *   a singular one is a solution where the simplest rational point within its error satisfies F over Q, and as many paths end
 *   there as its local ring says. All others are clusters: one solution or several that doubles do not resolve.
 *
 * Paths are those of the system as given or lifted (`symbolic/lift.ts`), whichever are fewer.
 */

import { hypot, log2 } from "../elementary/elementary.js";
import { Random } from "../exact/random.js";
import { ONE, type Rational, rational, rationalText, toNumber } from "../exact/rational.js";
import { planOf } from "../numeric/homotopy/plan.js";
import { SystemRefusal } from "../numeric/homotopy/refusal.js";
import {
  type AsyncSolveOptions,
  restrictSolutions,
  type SystemSolution,
  type SystemSolutions,
} from "../numeric/homotopy/solutions.js";
import { followPlan, solveSystemAsync } from "../numeric/homotopy/solve-system.js";
import { bestGrouping } from "../numeric/polynomial/grouping.js";
import type { Scaling } from "../numeric/polynomial/scaling.js";
import type { NumericSystem } from "../numeric/polynomial/system.js";
import { scalingsOf } from "../numeric/polynomial/tropical-scalings.js";
import { encloseSystem } from "../symbolic/enclose-system.js";
import { FineValues, finePoint } from "../symbolic/fine-point.js";
import { liftQuadric } from "../symbolic/lift.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { simplestWithin } from "../symbolic/simplest-rational.js";
import { toNumericSystem } from "../symbolic/to-system.js";
import { localMultiplicity } from "./local-multiplicity.js";
import type { SolvedPoint, UnresolvedCluster } from "./solved-system.js";
import { FINE_BITS, NEAR_SCALE, POINT_AGREEMENT, SURELY_NOT, SURELY_ZERO } from "./tolerances.js";

/** What the paths in one scaling led to. */
export interface PathRun extends SystemSolutions {
  /** It may have been cut short. */
  readonly interrupted?: boolean;
}

/** What is known of the endpoints of all paths. */
export interface PathFindings {
  /** Nonsingular solutions: certified ones are. */
  readonly simple: readonly SolvedPoint[];
  /** Singular solutions that are shown to be such, exactly. */
  readonly shown: readonly SolvedPoint[];
  /** What may be a solution, or several. */
  readonly open: readonly OpenCluster[];
  /** Endpoints of combinations of which it is not known whether they satisfy all equations. */
  readonly doubtful: number;
  /** One run for each scaling. */
  readonly runs: readonly PathRun[];
  /** Whether the sizes of all solutions were looked for, as far as the Newton polytopes tell. */
  readonly coversAll: boolean;
}

/** A cluster of endpoints that is not shown to be one solution. */
export interface OpenCluster extends UnresolvedCluster {
  readonly real: boolean;
  readonly residual: number;
}

/**
 * @param equations linearly independent, in n variables, at least n of them.
 * @throws RangeError if there are more paths than can be followed.
 */
export async function solveByPaths(
  equations: readonly Polynomial[],
  n: number,
  options: AsyncSolveOptions,
): Promise<PathFindings> {
  const square = equations.length === n;
  const combined = square ? equations : combinationsOf(equations, n, options.seed);
  const { scalings, coversAll } = scalingsOf(toNumericSystem(combined, n));
  const found: Endpoint[] = [];
  const runs: PathRun[] = [];
  let doubtful = 0;
  for (const scaling of scalings) {
    const all = scaled(equations, scaling.variables);
    const own = square ? all : scaled(combined, scaling.variables);
    const run = square ? await solveSquare(all, n, options) : await solveCombined(all, own, n, options);
    runs.push({ ...run, interrupted: options.signal?.aborted === true });
    doubtful += run.extraneous;
    for (const solution of run.solutions) {
      const membership = square || solution.singular ? "in" : belongs(all, own, solution);
      if (membership === "unknown") doubtful++;
      if (membership === "in") found.push({ solution, scaling });
    }
    if (options.signal?.aborted) break;
  }
  const simple = distinctSimple(found);
  const near = scalings.length > 1 ? found.filter(({ solution }) => isNearScale(solution)) : found;
  const { shown, open } = judgeSingular(equations, near, square);
  return { simple, shown, open, doubtful, runs, coversAll };
}

/** A solution in the coordinates y of a scaling. */
interface Endpoint {
  readonly solution: SystemSolution;
  readonly scaling: Scaling;
}

/** The system as given or lifted, whichever starts fewer paths. */
async function solveSquare(
  equations: readonly Polynomial[],
  n: number,
  options: AsyncSolveOptions,
): Promise<SystemSolutions> {
  const numeric = toNumericSystem(equations, n);
  const exact = encloseSystem(equations, n);
  const lift = liftQuadric(equations, n);
  if (lift !== null) {
    // Against the Bézout numbers of the given system alone: its mixed volume takes as long as many a solve.
    const lifted = planUnlessTooMany(toNumericSystem(lift.equations, n + 1), options);
    if (lifted !== null && lifted.bound < bestGrouping(numeric).bound)
      return restrictSolutions(await followPlan(lifted, { ...options, uncertified: true }), numeric, exact);
  }
  return solveSystemAsync(numeric, { ...options, exact });
}

/** The plan of a system; null where it has too many paths. */
export function planUnlessTooMany(system: NumericSystem, options: AsyncSolveOptions) {
  try {
    return planOf(system, options);
  } catch (error) {
    if (error instanceof SystemRefusal && error.of === "paths") return null;
    throw error;
  }
}

const solveCombined = (
  equations: readonly Polynomial[],
  combined: readonly Polynomial[],
  n: number,
  options: AsyncSolveOptions,
): Promise<SystemSolutions> =>
  solveSystemAsync(toNumericSystem(equations, n), {
    ...options,
    combinations: toNumericSystem(combined, n),
  });

/** n combinations whose degrees are those of the n equations of highest degree. */
function combinationsOf(equations: readonly Polynomial[], n: number, seed: number): Polynomial[] {
  const random = new Random(seed).fork("combinations");
  const byDegree = equations
    .map((f) => normalised(f))
    .sort((a, b) => b.degree - a.degree || b.termCount - a.termCount);
  return byDegree
    .slice(0, n)
    .map((f) =>
      Polynomial.sum([
        f,
        ...byDegree.slice(n).map((g) => g.scale(rational(weightOf(random)).div(rational(64)))),
      ]),
    );
}

/** ± an integer from 17 to 97: of the order of 64, and none is small. */
const weightOf = (random: Random): number => random.integer(17, 97) * (random.next() < 0.5 ? -1 : 1);

/** Times the power of two that brings the largest coefficient to 1 … 2. */
function normalised(f: Polynomial): Polynomial {
  let largest = 0;
  for (const { coefficient } of f.terms()) largest = Math.max(largest, Math.abs(toNumber(coefficient)));
  return f.scale(powerOfTwo(-Math.floor(log2(largest))));
}

const powerOfTwo = (k: number): Rational =>
  k >= 0 ? rational(2n ** BigInt(k)) : ONE.div(rational(2n ** BigInt(-k)));

/** Exactly: the equations in y, x_v = scale_v y_v, each with largest coefficient 1 … 2; as they are where all scales are one. */
function scaled(equations: readonly Polynomial[], scale: Float64Array): readonly Polynomial[] {
  if (scale.every((x) => x === 1)) return equations;
  const exponents = Array.from(scale, (x) => Math.round(log2(x)));
  return equations.map((f) =>
    normalised(
      Polynomial.fromTerms(
        [...f.terms()].map(({ coefficient, factors }) => ({
          coefficient: coefficient.mul(powerOfTwo(factors.reduce((sum, v) => sum + exponents[v]!, 0))),
          factors,
        })),
      ),
    ),
  );
}

/** Whether a nonsingular solution of the combinations satisfies every equation. */
function belongs(
  equations: readonly Polynomial[],
  combined: readonly Polynomial[],
  solution: SystemSolution,
): "in" | "out" | "unknown" {
  const fine = finePoint(combined, solution, FINE_BITS);
  if (fine === null) return "unknown";
  const sizes = new FineValues(equations.map(normalised), FINE_BITS).logSizes(fine);
  if (sizes.some((size) => size > SURELY_NOT)) return "out";
  return sizes.every((size) => size < SURELY_ZERO) ? "in" : "unknown";
}

/** x of y; a box by coordinate. */
const unscaled = (values: Float64Array, { variables }: Scaling): Float64Array =>
  values.map((y, v) => y * variables[v]!);

/** Nonsingular solutions of all runs, each once: of certified boxes that meet, and of points that agree, the first. */
function distinctSimple(found: readonly Endpoint[]): SolvedPoint[] {
  const points: SolvedPoint[] = [];
  for (const { solution, scaling } of found) {
    if (solution.singular) continue;
    const { radius: _, radii, multiplicity: __, ...rest } = solution;
    const re = unscaled(solution.re, scaling);
    const im = unscaled(solution.im, scaling);
    const box = radii === undefined ? undefined : unscaled(radii, scaling);
    const reach = (v: number) => box?.[v] ?? POINT_AGREEMENT * hypot(re[v]!, im[v]!);
    const twin = points.some(
      (other) =>
        other.singular === false &&
        re.every((x, v) => {
          const gap = Math.max(Math.abs(x - other.re[v]!), Math.abs(im[v]! - other.im[v]!));
          const theirs = other.radii?.[v] ?? POINT_AGREEMENT * hypot(other.re[v]!, other.im[v]!);
          return gap <= (reach(v) + theirs) * (1 + 2 ** -40);
        }),
    );
    if (twin) continue;
    points.push({
      ...rest,
      re,
      im,
      multiplicity: 1,
      ...(box === undefined ? {} : { radius: Math.max(...box), radii: box }),
    });
  }
  return points;
}

function judgeSingular(
  equations: readonly Polynomial[],
  found: readonly Endpoint[],
  square: boolean,
): { shown: SolvedPoint[]; open: OpenCluster[] } {
  const shown: SolvedPoint[] = [];
  const open: OpenCluster[] = [];
  for (const { solution, scaling } of found) {
    if (!solution.singular) continue;
    const re = unscaled(solution.re, scaling);
    const im = unscaled(solution.im, scaling);
    const radii = unscaled(
      solution.re.map(() => solution.uncertainty ?? 0),
      scaling,
    );
    const { multiplicity: paths, real, residual } = solution;
    const cluster: OpenCluster = { re, im, radii, paths, real, residual };
    if ([...shown, ...open].some((other) => agree(other, cluster))) continue;
    const point = rationalSolution(equations, cluster, square);
    if (point === null) open.push(cluster);
    else if (!shown.some(({ exact }) => exact!.join() === point.exact!.join())) shown.push(point);
  }
  return { shown, open };
}

/** Whether every coordinate is zero or of the size of the scaling. */
const isNearScale = ({ re, im, uncertainty = 0 }: SystemSolution): boolean =>
  re.every((x, v) => {
    const size = hypot(x, im[v]!);
    return size <= uncertainty || Math.abs(log2(size)) <= NEAR_SCALE;
  });

const agree = (a: Pick<SolvedPoint, "re" | "im">, b: OpenCluster): boolean =>
  b.re.every(
    (x, v) =>
      hypot(x - a.re[v]!, b.im[v]! - a.im[v]!) <=
      Math.max(2 * b.radii[v]!, POINT_AGREEMENT * hypot(x, b.im[v]!)),
  );

/** The rational solution that a cluster is, where it is shown to be one. */
function rationalSolution(
  equations: readonly Polynomial[],
  { re, im, radii, paths, residual }: OpenCluster,
  square: boolean,
): SolvedPoint | null {
  if (im.some((y, v) => Math.abs(y) > radii[v]!)) return null;
  const point = Array.from(re, (x, v) => simplestWithin(x, Math.max(radii[v]!, Math.abs(x) * 2 ** -52)));
  if (equations.some((f) => !f.evaluate(point).equals(0))) return null;
  const multiplicity = localMultiplicity(equations, point);
  if (multiplicity === null || (square && multiplicity !== paths)) return null;
  return {
    re: Float64Array.from(point, toNumber),
    im: new Float64Array(re.length),
    real: true,
    singular: multiplicity > 1,
    multiplicity,
    certified: false,
    residual,
    exact: point.map(rationalText),
  };
}

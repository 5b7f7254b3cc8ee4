/**
 * Matchers for vitest: `expect(point).toBeCriticalFor(problem)`, `expect(point).toHaveInertia(problem, { index, nullity })`.
 *
 *   critical   tangential gradient zero, constraints satisfied
 *   inertia    numbers of negative and zero eigenvalues of the Riemannian Hessian (of a field: unstable, neutral)
 *
 * Points whose matrices are all `RationalMatrix` are checked exactly, without tolerance. Otherwise a gradient is zero when it is below
 * 64 n ε of the terms it cancels: n entries, each a sum of products of at most four factors known to a few ε. An
 * eigenvalue that is neither clearly zero nor clearly not is an error, whichever way the assertion goes.
 * Not covered: inertia where the loss has no Hessian.
 *
 * @example
 * import "landscape-atlas/vitest";
 * expect({ W: RationalMatrix.from([[0]]) }).toBeCriticalFor(problem);
 */
import { expect } from "vitest";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { inertiaAt } from "../atlas/local/refine.js";
import { RationalMatrix } from "../exact/matrix.js";
import { fromRows, type Matrix, matrix } from "../numeric/linalg/dense.js";
import { buildProblem, type Problem } from "../objectives/problem.js";
import { parseProblemFile } from "../objectives/schema.js";
import { exactInertia, exactStationarity, isFeasible } from "../symbolic/evaluate.js";
import { isVectorField } from "../symbolic/landscape.js";
import { landscapeOf } from "./critical.js";

/** Variable name → matrix: exact, floating, or plain rows. */
export type PointLike = Readonly<Record<string, RationalMatrix | Matrix | readonly (readonly number[])[]>>;

/** A built problem, or the object form of a problem file. */
export type ProblemLike = Problem | Readonly<Record<string, unknown>>;

/** Numbers that are left out are not compared. */
export interface InertiaClaim {
  readonly index?: number;
  readonly nullity?: number;
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

const outcome = (pass: boolean, found: string, wanted: string): Outcome => ({
  pass,
  message: () => `expected a point ${pass ? "not " : ""}${wanted}, got ${found}`,
});

const EPSILON = 2 ** -52;

const built = (problem: ProblemLike): Problem =>
  "parsed" in problem && "objective" in problem && "model" in problem
    ? (problem as Problem)
    : buildProblem(parseProblemFile(problem));

/** The exact point, or null if a matrix is floating. @throws RangeError if a variable is missing or misshapen. */
function exactPoint(problem: Problem, point: PointLike): Map<string, RationalMatrix> | null {
  for (const { symbol } of landscapeOf(problem).variables) {
    const { rows, columns } = shapeOf(new Map(Object.entries(point)).get(symbol.name), symbol.name);
    if (rows !== symbol.rows || columns !== symbol.columns)
      throw new RangeError(
        `${symbol.name}: expected shape ${symbol.rows}×${symbol.columns}, got ${rows}×${columns}`,
      );
  }
  const entries = Object.entries(point);
  return entries.every(([, value]) => value instanceof RationalMatrix)
    ? new Map(entries as [string, RationalMatrix][])
    : null;
}

function shapeOf(value: PointLike[string] | undefined, name: string): { rows: number; columns: number } {
  if (value === undefined) throw new RangeError(`${name}: expected a matrix, got nothing`);
  return "columns" in value ? value : { rows: value.length, columns: value[0]?.length ?? 0 };
}

const floating = (point: PointLike): Record<string, Matrix> =>
  Object.fromEntries(
    Object.entries(point).map(([name, value]) => {
      if (value instanceof RationalMatrix)
        return [name, matrix(value.rows, value.columns, value.toNumbers())];
      return [name, "data" in value ? value : fromRows(value as readonly (readonly number[])[])];
    }),
  );

/**
 * What `toBeCriticalFor` says: whether the tangential gradient vanishes at a feasible point; of a nonsmooth loss, whether no
 * direction descends.
 *
 * @param point every variable by its name.
 * @param like a problem, or the object form of its file.
 * @returns `pass`, and the message for either outcome.
 * @throws RangeError if a variable is missing or misshapen; ProblemError if the file is none.
 * @example
 * criticality({ W: [[0, 0]] }, problem).pass // true
 */
export function criticality(point: PointLike, like: ProblemLike): Outcome {
  const problem = built(like);
  const wanted = `critical for ${problem.title}`;
  const { oracle, landscape } = problem.objective;
  if (landscape === undefined) {
    const slope = oracle!.descent(floating(point));
    const size = Object.values(floating(point)).reduce((n, { data }) => n + data.length, 0);
    return outcome(-slope <= 64 * size * EPSILON, `a descent direction of slope ${slope}`, wanted);
  }
  const exact = exactPoint(problem, point);
  if (exact !== null) {
    if (!isFeasible(landscape, exact)) return outcome(false, "one that violates its constraints", wanted);
    const gradients = exactStationarity(landscape, exact);
    const moving = landscape.variables.filter((_, k) => !gradients[k]!.isZero());
    const names = moving.map(({ symbol }) => symbol.name).join(", ");
    return outcome(
      moving.length === 0,
      moving.length === 0 ? "a gradient equal to zero" : `a nonzero gradient in ${names}`,
      wanted,
    );
  }
  const system = new LandscapeSystem(landscape);
  const x = system.flatten(floating(point));
  const limit = 64 * system.size * EPSILON;
  const onManifold = Float64Array.from(x);
  system.retract(onManifold);
  const off = Math.max(0, ...x.map((value, k) => Math.abs(value - onManifold[k]!)));
  if (!(off <= limit)) return outcome(false, `one at distance ${off} from its constraints`, wanted);
  const { residual } = system.gradient(x);
  return outcome(residual <= limit, `a relative gradient of ${residual} (at most ${limit} is zero)`, wanted);
}

/**
 * What `toHaveInertia` says: whether the Hessian has the claimed index and nullity.
 *
 * @param point every variable by its name.
 * @param like a problem, or the object form of its file.
 * @returns `pass`, and the message for either outcome.
 * @throws RangeError if an eigenvalue is undecided, the loss has no Hessian, or a variable is missing or misshapen.
 * @example
 * inertiaMatches({ W: [[0, 0]] }, problem, { index: 2, nullity: 0 }).pass // true
 */
export function inertiaMatches(point: PointLike, like: ProblemLike, claim: InertiaClaim): Outcome {
  const problem = built(like);
  const landscape = landscapeOf(problem);
  const exact = exactPoint(problem, point);
  let index: number;
  let nullity: number;
  // The linearisation of a field is not symmetric: it has eigenvalues, but no exact inertia.
  if (exact !== null && !isVectorField(landscape)) {
    if (!isFeasible(landscape, exact))
      throw new RangeError("toHaveInertia: expected a point that satisfies its constraints");
    ({ negative: index, zero: nullity } = exactInertia(landscape, exact));
  } else {
    const system = new LandscapeSystem(landscape);
    const x = system.flatten(floating(point));
    const found = inertiaAt(system, x, undefined, problem.objective.symmetries);
    if (found.undecided > 0)
      throw new RangeError(
        `toHaveInertia: ${found.undecided} eigenvalues are neither clearly zero nor clearly not`,
      );
    ({ negative: index, zero: nullity } = found);
  }
  const pass =
    (claim.index === undefined || claim.index === index) &&
    (claim.nullity === undefined || claim.nullity === nullity);
  const wanted = Object.entries(claim).map(([name, value]) => `${name} ${value}`);
  return outcome(pass, `index ${index}, nullity ${nullity}`, `of ${wanted.join(", ")}`);
}

declare module "vitest" {
  // The parameter has to be the one that vitest declares.
  // biome-ignore lint/suspicious/noExplicitAny: merged declarations repeat the original's default
  interface Matchers<T = any> {
    /** The point satisfies the constraints and the stationarity conditions of the problem. */
    toBeCriticalFor: (problem: ProblemLike) => T;
    /** The Riemannian Hessian at the point has this many negative and zero eigenvalues. */
    toHaveInertia: (problem: ProblemLike, claim: InertiaClaim) => T;
  }
}

expect.extend({
  toBeCriticalFor: (point: PointLike, problem: ProblemLike) => criticality(point, problem),
  toHaveInertia: (point: PointLike, problem: ProblemLike, claim: InertiaClaim) =>
    inertiaMatches(point, problem, claim),
});

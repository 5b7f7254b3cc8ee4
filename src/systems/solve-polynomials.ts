/**
 * All isolated solutions of an exact polynomial system, and the dimension of the rest.
 *
 *   1  reduce      0 = 0, dependent and repeated equations are removed; a constant in their span: no solution      (exact)
 *   2  eliminate   x_v = g(x) is substituted; what that leaves without equations is a graph over its free variables   (exact)
 *   3  count       dimension and number of solutions modulo a prime (`solution-counts.ts`)
 *   4  components  beside sets of positive dimension isolated points by elimination (`solve-algebra.ts`), or by dividing out the
 *                  common factor that a hypersurface is (`hypersurface.ts`), or by paths and a count (`solve-beside-curves.ts`)
 *   5  paths       in scalings that suit the solutions (`path-solutions.ts`), where they can prove their list, or are many;
 *      algebra     a rational univariate representation (`solve-algebra.ts`) elsewhere, and with all that it may take where
 *                  paths do not answer
 *   6  audit       endpoints that are not shown to be solutions, and counts that differ, make the answer incomplete
 *
 * Variables that no equation contains make the solution set a cylinder over that of the others; with fewer equations than
 * variables every component has positive dimension (Krull). Such systems have no isolated solution, and their dimension is said.
 *
 * What a step takes is loaded when it is taken: for small systems loading all of it takes longer than solving them.
 */
import { type Rational, rational, rationalText, toNumber } from "../exact/rational.js";
import type { AsyncSolveOptions } from "../numeric/homotopy/solutions.js";
import { deadlineSignal } from "../numeric/parallel/deadline.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { toNumericSystem } from "../symbolic/to-system.js";
import { cylinder, solveUnderdetermined } from "./positive-dimension.js";
import { eliminateExplicit, reduceSystem, type Substitution } from "./reduce-system.js";
import { COUNT_BUDGETS, countsBeside, countsOf, limitsOf } from "./solution-counts.js";
import {
  proved,
  roundedUp,
  type SolutionCounts,
  type SolvedPoint,
  type SolvedSystem,
} from "./solved-system.js";
import type { PolynomialSystem } from "./system-file.js";

/** How `solve` goes about a system: by what is cheaper, by elimination, by paths, or by both against each other. */
export const SOLVE_METHODS = ["auto", "algebra", "paths", "both"] as const;
/**
 * `auto` is the cheaper of `algebra` (Gröbner bases, a rational univariate representation) and `paths` (homotopy continuation);
 * `both` has each audit the other.
 */
export type SolveMethod = (typeof SOLVE_METHODS)[number];

/** What a system may cost: then the answer is incomplete, with what is known by then. */
export interface SolveBudget {
  /** Of all that is done. */
  readonly seconds?: number;
  /** Memory of elimination, which is where it is needed. */
  readonly bytes?: number;
}

/** How a system is solved; seed, threads, cancellation and progress are those of paths and algebra alike. */
export interface PolynomialOptions extends AsyncSolveOptions {
  /** Default `auto`. */
  readonly method?: SolveMethod;
  readonly budget?: SolveBudget;
  /** Which sequence of primes elimination takes: another one is another witness of counts and completeness. Default 0. */
  readonly primes?: number;
}

/**
 * All isolated solutions of a polynomial system, the dimension of the rest, and whether the list is complete.
 *
 * @param system as `readSystemFile` gives it.
 * @param options with the seed of all random choices; see `PolynomialOptions`.
 * @returns the solutions with their multiplicities and what is proved of them; where something is open, `complete: false` with
 * the reason.
 * @throws RangeError if there are more paths than can be followed.
 * @example
 * const system = readSystemFile('{"variables": ["x"], "equations": ["x^2 - 2"]}');
 * const { complete, solutions } = await solvePolynomials(system, { seed: 7 });
 * complete // true
 * solutions.length // 2
 */
export async function solvePolynomials(
  { variables, equations }: PolynomialSystem,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const { budget, signal } = options;
  if (budget?.seconds === undefined) return solveEquations(equations, variables.length, options);
  const deadline = deadlineSignal(budget.seconds, () => new Error("budget of time exceeded"), signal);
  deadline.start();
  try {
    const found = await solveEquations(equations, variables.length, { ...options, signal: deadline.signal });
    return deadline.signal.aborted && !signal?.aborted ? outOfTime(found) : found;
  } finally {
    deadline.stop();
  }
}

/** What an interrupt left, where it was the budget that interrupted. */
function outOfTime(found: SolvedSystem): SolvedSystem {
  if (found.complete) return found;
  const others = found.reasons.filter(({ kind }) => kind !== "interrupted" && kind !== "budget");
  return { ...found, reasons: [{ kind: "budget" }, ...others] };
}

/** Any equations in n variables. */
async function solveEquations(
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const reduced = reduceSystem(equations, n);
  if (reduced.kind === "inconsistent") return proved(-1);
  const { used, unused } = reduced;
  const found = await solveUsed(reduced.equations, used.length, options);
  const base =
    options.method === "paths" || (found.dimension ?? 0) < 1
      ? found
      : await withDescription(found, reduced.equations, used.length, options);
  return unused.length === 0 ? base : cylinder(base, used, unused);
}

/** The solutions of independent equations that contain every variable. */
async function solveUsed(
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  switch (options.method ?? "auto") {
    case "paths":
      return solveWithPaths(equations, n, options);
    case "algebra":
      return solveExactly(equations, n, options);
    case "both": {
      const { crossChecked } = await import("./cross-check.js");
      return crossChecked(
        await solveExactly(equations, n, options),
        await solveWithPaths(equations, n, { ...options, method: "paths" }),
      );
    }
    case "auto":
      return (await solveExplicit(equations, n, options)) ?? solveCheaply(equations, n, options);
  }
}

/** Exact elimination, and what it leaves of positive dimension by whatever there is. */
async function solveExactly(
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const explicit = await solveExplicit(equations, n, options);
  if (explicit !== null) return explicit;
  const { exact, counts } = await exactAnswer(equations, n, null, options);
  if (exact !== null) return exact;
  if (counts !== null && counts.dimension > 0) return solveCounted(equations, n, counts, options);
  const reason = options.signal?.aborted ? "interrupted" : "budget";
  return { ...UNANSWERED, ...(counts === null ? {} : { counts }), reasons: [{ kind: reason }] };
}

/** What elimination finds with all that it may take, and the count, which is taken where none is known. */
async function exactAnswer(
  equations: readonly Polynomial[],
  n: number,
  known: SolutionCounts | null,
  options: PolynomialOptions,
): Promise<{ readonly exact: SolvedSystem | null; readonly counts: SolutionCounts | null }> {
  const [ofCount, ofSolutions] = isTimed(options)
    ? [UNLIMITED.only, UNLIMITED.only]
    : [COUNT_BUDGETS.only, ALGEBRA_BUDGETS.only];
  const counts = known ?? (await countsOf(equations, n, limitsOf(options, ofCount)));
  const exact =
    counts !== null && counts.dimension > 0
      ? await positiveExactly(equations, n, counts, options, ofSolutions)
      : await eliminated(equations, n, counts, options, ofSolutions);
  return { exact, counts };
}

/** Whichever the count says to be cheaper; where that does not answer the other, and then elimination with all that it may take. */
async function solveCheaply(
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const counts =
    (await countsOf(equations, n, limitsOf(options, COUNT_BUDGETS.first))) ??
    ((await hasFewerPaths(equations, n, options))
      ? await countsOf(equations, n, limitsOf(options, COUNT_BUDGETS.last))
      : null);
  if (counts !== null && counts.dimension > 0) return solvePositive(equations, n, counts, options);
  let exact: SolvedSystem | null = null;
  if (counts !== null && isQuick(equations, n, counts)) {
    exact = await eliminated(equations, n, counts, options, ALGEBRA_BUDGETS.last);
    // Of simple solutions paths may prove what primes do not: by a bound that is sharp.
    const better = equations.length === n && counts.distinct === counts.degree && counts.dimension === 0;
    if (exact?.complete && (exact.proof === "proved" || !better)) return exact;
  }
  const found = await solveWithPaths(equations, n, options, counts);
  if (exact?.complete) return found.proof === "proved" ? found : exact;
  if (found.complete && found.solutions.every(({ multiplicity }) => multiplicity !== undefined)) return found;
  const last = found.complete
    ? await eliminated(equations, n, found.counts ?? null, options, ALGEBRA_BUDGETS.last)
    : (await exactAnswer(equations, n, found.counts ?? null, options)).exact;
  return last?.complete ? last : found;
}

/** Of a set of positive dimension paths find points alone, and not that they are all; whether there is any point they do. */
async function solvePositive(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const quick = await positiveExactly(equations, n, counts, options, ALGEBRA_BUDGETS.first);
  if (quick?.complete) return quick;
  if (equations.length < n) {
    const found = await solveCounted(equations, n, counts, options);
    if (found.complete) return found;
  }
  const { exact } = await exactAnswer(equations, n, counts, options);
  return exact?.complete ? exact : solveCounted(equations, n, counts, options);
}

/** Paths alone, and the count that audits them. */
async function solveWithPaths(
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
  known: SolutionCounts | null = null,
): Promise<SolvedSystem> {
  if (known !== null) return solveCounted(equations, n, known, options);
  if (equations.length >= n && degreeProduct(equations, n) > COUNTED_FIRST) {
    const [{ solveByPaths }, { auditPaths }] = await pathModules();
    const findings = await solveByPaths(equations, n, options);
    const audited = auditPaths(findings, equations, n, null);
    if (audited.proof === "proved") return audited;
    // Where paths end on sets of positive dimension the count says what they are, as far as it is known.
    return auditPaths(findings, equations, n, await countsOf(equations, n, limitsOf(options)));
  }
  const counts = await countsOf(equations, n, limitsOf(options));
  if (counts !== null) return solveCounted(equations, n, counts, options);
  if (equations.length < n) return solveUnderdetermined(equations, n, null, options, solveUsed);
  return auditedPaths(equations, n, null, options);
}

const pathModules = () => Promise.all([import("./path-solutions.js"), import("./audit-paths.js")]);

async function auditedPaths(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts | null,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const [{ solveByPaths }, { auditPaths }] = await pathModules();
  return auditPaths(await solveByPaths(equations, n, options), equations, n, counts);
}

/**
 * Isolated solutions beside a set of positive dimension, proved if that can be: by components as far as they are quick, beside a
 * hypersurface by dividing it out, by components within the budget.
 */
async function positiveExactly(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PolynomialOptions,
  budget: number,
): Promise<SolvedSystem | null> {
  const quick = await besideComponents(equations, n, counts, options, ALGEBRA_BUDGETS.first);
  if (quick?.proof === "proved") return quick;
  const split =
    n > 1 && counts.dimension === n - 1 && equations.length > 1
      ? await besideHypersurface(equations, n, counts, options)
      : null;
  if (split?.proof === "proved") return split;
  const found =
    budget > ALGEBRA_BUDGETS.first
      ? ((await besideCurves(equations, n, counts, options, budget)) ??
        (await besideComponents(equations, n, counts, options, budget)))
      : null;
  // What is left of the hypersurface says more than nothing, and would be found again.
  return [found, quick, split].find((answer) => answer?.complete) ?? split;
}

/** Isolated solutions beside curves, proved if that is quick, or by paths and a count; null where none of it answers. */
const besideCurves = (
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PolynomialOptions,
  budget: number,
): Promise<SolvedSystem | null> =>
  unlessAborted(options.signal, async () => {
    if (counts.dimension !== 1 || equations.length !== n) return null;
    const limits = limitsOf(options);
    const quick = { budget: Math.min(budget, ALGEBRA_BUDGETS.curves), ...limits };
    const { solveByComponents } = await import("./solve-algebra.js");
    const certain = await solveByComponents(equations, n, quick);
    if (certain !== null) return { ...certain, counts };
    const { solveBesideCurves } = await import("./solve-beside-curves.js");
    return solveBesideCurves(equations, n, counts, options, { budget, ...limits });
  });

const besideHypersurface = async (
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PolynomialOptions,
): Promise<SolvedSystem | null> => {
  const { solveBesideHypersurface } = await import("./hypersurface.js");
  return solveBesideHypersurface(equations, n, counts, options, solveEquations);
};

/** Isolated solutions beside a set of positive dimension; null where they are not found within the budget. */
const besideComponents = (
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PolynomialOptions,
  budget: number,
): Promise<SolvedSystem | null> =>
  unlessAborted(options.signal, async () => {
    const { solveBesideComponents } = await import("./solve-algebra.js");
    const found = await solveBesideComponents(equations, n, counts.dimension, {
      budget,
      ...limitsOf(options),
    });
    return found === null ? null : { ...found, counts };
  });

/** Solutions by eigenvectors, certified, or else by a rational univariate representation; null where there is none within the budget. */
async function eliminated(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts | null,
  options: PolynomialOptions,
  budget: number,
): Promise<SolvedSystem | null> {
  return unlessAborted(options.signal, async () => {
    const limits = { budget, ...limitsOf(options) };
    const { solveByEigenvectors } = await import("./solve-by-eigenvectors.js");
    const certified = await solveByEigenvectors(equations, n, counts, limits);
    if (certified !== null) return certified;
    const { solveByAlgebra } = await import("./solve-algebra.js");
    const exact = await solveByAlgebra(equations, n, limits);
    if (exact === null || counts === null) return exact;
    const agreeing = await countsBeside(exact, counts, equations, n, limitsOf(options));
    return agreeing === null ? exact : { ...exact, counts: agreeing };
  });
}

/** What is computed; null after an interrupt. */
async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  compute: () => Promise<T | null>,
): Promise<T | null> {
  if (signal?.aborted) return null;
  try {
    return await compute();
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

/**
 * Operations that elimination may take: of components, where others may come after it; of a proof beside curves, before the points are counted only; where there
 * are few solutions, and for the multiplicities of what paths have found; where it is asked for, or nothing else answers.
 */
const ALGEBRA_BUDGETS = { first: 3e8, curves: 1e9, last: 6e9, only: 1e11 } as const;

/** The answer, and what the part of positive dimension beside the isolated points is. */
async function withDescription(
  found: SolvedSystem,
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  const { DESCRIPTION_BUDGETS, described } = await import("./describe-set.js");
  const { only, real } = DESCRIPTION_BUDGETS;
  const budget = isTimed(options) ? UNLIMITED.only : options.method === "algebra" ? only : real;
  return described(found, equations, n, { budget, ...limitsOf(options) });
}

/** Where seconds are given, they are the only limit of the work. */
const UNLIMITED = { only: Number.POSITIVE_INFINITY } as const;
const isTimed = ({ budget }: PolynomialOptions): boolean => budget?.seconds !== undefined;

/**
 * Whether elimination comes first: few solutions or few paths, or multiple solutions, at which paths are slow; and not as many of both, which
 * paths prove by themselves.
 */
const isQuick = (equations: readonly Polynomial[], n: number, counts: SolutionCounts): boolean =>
  (counts.distinct !== counts.degree || Math.min(counts.degree, degreeProduct(equations, n)) <= FEW) &&
  !provesItself(equations, n, counts);

/** Whether as many simple solutions are to be expected as there are paths: then certificates prove the list. */
const provesItself = (equations: readonly Polynomial[], n: number, counts: SolutionCounts): boolean =>
  equations.length === n &&
  counts.distinct === counts.degree &&
  counts.degree === degreeProduct(equations, n);

/** Whether Bézout's number is out of reach, or too many paths for anybody: a count says what else there is to expect. */
async function hasFewerPaths(
  equations: readonly Polynomial[],
  n: number,
  options: PolynomialOptions,
): Promise<boolean> {
  if (equations.length !== n) return true;
  const { planUnlessTooMany } = await import("./path-solutions.js");
  const plan = planUnlessTooMany(toNumericSystem(equations, n), options);
  return plan === null || plan.bound < BigInt(degreeProduct(equations, n));
}

/** Total degrees up to which counting takes no longer than following paths. */
const COUNTED_FIRST = 64;
/**
 * Numbers of solutions, or of paths, up to which elimination comes first. Chosen: it takes seconds at most, and proves its answer, where paths
 * may take minutes.
 */
const FEW = 150;

/** Bézout's number of the n equations of highest degree. */
const degreeProduct = (equations: readonly Polynomial[], n: number): number =>
  equations
    .map(({ degree }) => degree)
    .sort((a, b) => b - a)
    .slice(0, n)
    .reduce((product, degree) => product * degree, 1);

/** The solutions of equations that have been counted. */
async function solveCounted(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts,
  options: PolynomialOptions,
): Promise<SolvedSystem> {
  if (n > 1 && counts.dimension === n - 1 && equations.length > 1) {
    const split = await besideHypersurface(equations, n, counts, options);
    if (split !== null) return split;
  }
  if (equations.length < n) return solveUnderdetermined(equations, n, counts, options, solveUsed);
  return auditedPaths(equations, n, counts, options);
}

/** The answer where substitution leaves one variable to the equations, or none; null where it does not. */
async function solveExplicit(
  equations: readonly Polynomial[],
  n: number,
  { signal }: PolynomialOptions,
): Promise<SolvedSystem | null> {
  const eliminated = eliminateExplicit(equations, n);
  if (eliminated === null) return null;
  if (eliminated.kind === "inconsistent") return proved(-1);
  const { equations: left, substitutions, free } = eliminated;
  // The graph of a polynomial map: one point, or an affine space bent.
  if (left.length === 0)
    return free.length > 0 ? proved(free.length) : proved(0, [exactPoint(substitutions, n)]);
  const contained = new Set(left.flatMap((f) => [...f.terms()].flatMap(({ factors }) => factors)));
  const [variable, another] = contained;
  if (variable === undefined || another !== undefined) return null;
  const { solveOneVariable } = await import("./solve-univariate.js");
  try {
    const system = { equations: left, variable, substitutions, variables: n, free: free.length - 1 };
    return await solveOneVariable(system, signal);
  } catch (error) {
    if (signal?.aborted) return INTERRUPTED;
    throw error;
  }
}

function exactPoint(substitutions: readonly Substitution[], n: number): SolvedPoint {
  const point: Rational[] = Array.from({ length: n }, () => rational(0));
  // A value contains only variables that are replaced later, whose values are known when it is their turn from the end.
  for (const { variable, value } of [...substitutions].reverse()) point[variable] = value.evaluate(point);
  const re = Float64Array.from(point, toNumber);
  const radii = Float64Array.from(point, (x, v) => roundedUp(x.sub(rational(re[v]!)).abs()));
  return {
    re,
    im: new Float64Array(n),
    real: true,
    singular: false,
    multiplicity: 1,
    certified: true,
    radius: Math.max(...radii),
    radii,
    exact: point.map(rationalText),
  };
}

const { dimension: _, ...NOTHING } = proved(-1);
const UNANSWERED = { ...NOTHING, complete: false, proof: "incomplete" } as const;
const INTERRUPTED: SolvedSystem = { ...UNANSWERED, reasons: [{ kind: "interrupted" }] };
